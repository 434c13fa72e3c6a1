"""Say what every fan-out offers, and refuse at the door what none of them may see."""

from abc import ABC, abstractmethod
from typing import Any, Final, Protocol

import numpy as np
from numpy.typing import NDArray

from twitlab.arguments import as_ints, check_int
from twitlab.columns import Column, Ints, is_in
from twitlab.errors import BadValue
from twitlab.fanout.answers import NO_TWEET, FanoutWork, Home, Homes, Posted
from twitlab.ids import MAX_ID, TweetId, UserId
from twitlab.tweet import NO_ID, TweetBatch, as_batch

MAX_USERS: Final = (1 << 31) - 1
MAX_CAP: Final = 100_000
PAGE: Final = 20
TIMELINE_ENTRIES: Final = 800  # Twitter's cap in 2012
_PAGES: Final = 2_048  # home timelines at a time
Blocks = set[tuple[UserId, UserId]]  # who blocks whom


class Keeper(Protocol):
    """Keep tweets, and who follows whom; all that comes in has been checked."""

    def append(self, batch: TweetBatch) -> None:
        """Add tweets whose ids are above all that are here; what they pass on is known."""

    def newest_id(self) -> TweetId:
        """Return the largest id, -1 if there is none."""

    def are_known(self, ids: Ints) -> NDArray[np.bool_]:
        """Say which tweets are here, deleted or not, shape (ids,)."""

    def delete(self, ids: Ints) -> int:
        """Mark tweets as deleted, and say how many were not before; one may come twice."""

    def change_follow(self, user: UserId, other: UserId, is_followed: bool) -> bool:
        """Add or remove an edge, and say whether that changed anything."""


class HomeTimelines(ABC):
    """Take posts, and give home timelines; how, is for the classes that are made of this.

    The model: a home timeline has the tweets of those whom the user follows now, newest first.
    A reply is seen only by those who also follow the one it answers, a reply to oneself by all
    followers. A retweet carries its original, and a timeline has each original once, where it is
    newest. What is deleted takes its retweets with it. A block ends the follows between two users,
    refuses new ones, and hides the tweets of each that others pass on to the other. What the model
    leaves out: a user's own tweets, mentions, protected accounts and ranking.

    Args:
        users: how many, 0 to 2**31 - 1; they are 0 to users - 1.
        sources: who follows, integers, shape (edges,); repeats are allowed.
        destinations: who is followed, the same shape.
        cap: the largest page that may be asked for, 1 to 100,000.

    Raises:
        BadType: an argument is of the wrong type.
        BadValue: a number is out of range, the arrays differ in length, or a user follows itself.
    """

    # Invariant: between two users of _blocks there is no edge.
    def __init__(
        self,
        users: int,
        sources: NDArray[Any],
        destinations: NDArray[Any],
        cap: int = TIMELINE_ENTRIES,
    ) -> None:
        self._users = check_int("users", users, 0, MAX_USERS)
        self._most = check_int("cap", cap, 1, MAX_CAP)
        ends = [
            as_ints("sources", sources, self._users - 1),
            as_ints("destinations", destinations, self._users - 1),
        ]
        if len(ends[0]) != len(ends[1]):
            raise BadValue(
                f"destinations must have length {len(ends[0])} as sources, got {len(ends[1])}"
            )
        if (loops := np.flatnonzero(ends[0] == ends[1])).size:
            raise BadValue(
                f"sources and destinations must differ, got user {ends[0][loops[0]]} "
                "following itself"
            )
        self._blocks: Blocks = set()
        self._tweets_posted = self._deliveries = self._rebuilt = 0
        self._reads = self._entries_read = self._lists_read = 0
        self._keeper = self._keep(*ends)

    @property
    def users(self) -> int:
        """Say how many users there are."""
        return self._users

    @property
    def work(self) -> FanoutWork:
        """Say what all calls have cost so far."""
        return FanoutWork(
            self._tweets_posted,
            self._deliveries,
            self._rebuilt,
            self._reads,
            self._entries_read,
            self._lists_read,
        )

    def post(
        self, tweets: TweetBatch | Column, user_ids: Column | None = None, **columns: Column
    ) -> Posted:
        """Post tweets, one or many; all of them or, if one is refused, none.

        A reply is one whose in_reply_to_user_ids is known. A tweet that is passed on may be a
        deleted one: nobody will see it.

        Args:
            tweets: a TweetBatch, or the ids of one; above all that were posted.
            user_ids: who wrote each; nothing beside a TweetBatch.
            columns: others of a TweetBatch, by name.

        Returns:
            To how many timelines each was written.

        Raises:
            BadType: as TweetBatch.
            BadValue: as TweetBatch; an id is not above all that were posted, a user is unknown, a
                tweet that is passed on is unknown or newer, or a tweet is a reply and a retweet.
        """
        batch = as_batch(tweets, user_ids, **columns)
        if len(batch):
            self._check_batch(batch)
        self._keeper.append(batch)
        deliveries = self._deliver(batch)
        self._tweets_posted += len(batch)
        self._deliveries += int(deliveries.sum())
        return Posted(deliveries)

    def home(self, user: UserId, n: int | None = None) -> Home:
        """Give a user's home timeline.

        Args:
            user: whose, 0 to users - 1.
            n: how many tweets at most, 1 to the cap; None for 20, or the cap if that is less.

        Returns:
            The newest, and what it cost to find them.

        Raises:
            BadType: an argument is not an int.
            BadValue: the user is unknown, or n is out of range.
        """
        user = check_int("user", user, 0, self._users - 1)
        page = self._home(user, self._check_n(n))
        self._reads += 1
        self._entries_read += page.entries_read
        self._lists_read += page.lists_read
        return page

    def homes(self, users: NDArray[Any], n: int | None = None) -> Homes:
        """Give the home timelines of many users, each as `home` does.

        Args:
            users: whose, any integer dtype, shape (users,).
            n: how many tweets of each at most; as of `home`.

        Returns:
            The newest of each, filled up with -1.

        Raises:
            BadType: users is not an array of integers, or n is not an int.
            BadValue: a user is unknown, or n is out of range.
        """
        users = as_ints("users", users, self._users - 1)
        n = self._check_n(n)
        homes = Homes(*(np.full((len(users), n), NO_TWEET, np.int64) for _ in range(2)))
        for low in range(0, len(users), _PAGES):
            part = slice(low, low + _PAGES)
            self._fill(users[part], n, homes.ids[part], homes.originals[part])
        return homes

    def follow(self, user: UserId, other: UserId) -> bool:
        """Let a user follow another from now on, and see what the other has posted before.

        Args:
            user: who follows.
            other: who is followed.

        Returns:
            Whether that is new.

        Raises:
            BadType: an argument is not an int.
            BadValue: a user is unknown, both are one, or one of them blocks the other.
        """
        user, other = self._check_pair(user, other)
        if is_blocked(self._blocks, user, other):
            raise BadValue(f"user {user} must not follow {other}: one of them blocks the other")
        return self._change_follow(user, other, True)

    def unfollow(self, user: UserId, other: UserId) -> bool:
        """Let a user follow another no longer, and see nothing of the other's.

        Args:
            user: who follows.
            other: who is followed.

        Returns:
            Whether that changed anything.

        Raises:
            BadType: an argument is not an int.
            BadValue: a user is unknown, or both are one.
        """
        return self._change_follow(*self._check_pair(user, other), False)

    def block(self, user: UserId, other: UserId) -> bool:
        """Part two users: neither follows the other, nor sees what is passed on of the other's.

        Args:
            user: who blocks.
            other: who is blocked.

        Returns:
            Whether that is new.

        Raises:
            BadType: an argument is not an int.
            BadValue: a user is unknown, or both are one.
        """
        pair = user, other = self._check_pair(user, other)
        self._change_follow(user, other, False)
        self._change_follow(other, user, False)
        is_new = pair not in self._blocks
        self._blocks.add(pair)
        self._block_changed(*pair)
        return is_new

    def unblock(self, user: UserId, other: UserId) -> bool:
        """End a block; the follows that it ended do not come back.

        Args:
            user: who blocks.
            other: who is blocked.

        Returns:
            Whether there was one.

        Raises:
            BadType: an argument is not an int.
            BadValue: a user is unknown, or both are one.
        """
        pair = self._check_pair(user, other)
        if pair not in self._blocks:
            return False
        self._blocks.remove(pair)
        self._block_changed(*pair)
        return True

    def delete(self, ids: Column) -> int:
        """Delete tweets, one or many, and with each what passes it on.

        Args:
            ids: an int or an array of integers, shape (tweets,).

        Returns:
            How many were not deleted before.

        Raises:
            BadType: ids is neither an int nor an array of integers.
            BadValue: an id is out of range, or was never posted; nothing is deleted then.
        """
        ids = as_ints("ids", ids, MAX_ID)
        known = self._keeper.are_known(ids)
        if not known.all():
            raise BadValue(f"ids must be tweets that were posted, got {ids[~known][0]}")
        return self._keeper.delete(ids)

    def evict(self, user: UserId) -> bool:
        """Drop what is kept for a user's home timeline, as a cache does; the next read rebuilds it.

        Args:
            user: whose.

        Returns:
            Whether anything was kept.

        Raises:
            BadType: user is not an int.
            BadValue: user is unknown.
        """
        return self._evict(check_int("user", user, 0, self._users - 1))

    def _check_batch(self, batch: TweetBatch) -> None:
        for name in ("user_ids", "in_reply_to_user_ids"):
            if (most := int(getattr(batch, name).max())) >= self._users:
                raise BadValue(f"{name} must be users from 0 to {self._users - 1}, got {most}")
        if int(batch.ids[0]) <= (newest := self._keeper.newest_id()):
            raise BadValue(f"ids must be above {newest}, the newest, got {batch.ids[0]}")
        retweets = np.flatnonzero(batch.retweet_of_ids != NO_ID)
        if not len(retweets):
            return
        ids, passed_on = batch.ids[retweets], batch.retweet_of_ids[retweets]
        if (newer := np.flatnonzero(passed_on > ids)).size:
            at = newer[0]
            raise BadValue(
                f"retweet_of_ids must be older tweets than {ids[at]}, got {passed_on[at]}"
            )
        if (both := ids[batch.in_reply_to_user_ids[retweets] != NO_ID]).size:
            raise BadValue(f"a tweet must be a reply or a retweet, got {both[0]} which is both")
        known = is_in(passed_on, batch.ids) | self._keeper.are_known(passed_on)
        if not known.all():
            raise BadValue(
                f"retweet_of_ids must be tweets that were posted, got {passed_on[~known][0]}"
            )

    def _check_n(self, n: int | None) -> int:
        return min(PAGE, self._most) if n is None else check_int("n", n, 1, self._most)

    def _check_pair(self, user: UserId, other: UserId) -> tuple[UserId, UserId]:
        user = check_int("user", user, 0, self._users - 1)
        other = check_int("other", other, 0, self._users - 1)
        if user == other:
            raise BadValue(f"other must be another user than {user}, got the same")
        return user, other

    def _change_follow(self, user: UserId, other: UserId, is_followed: bool) -> bool:
        changed = self._keeper.change_follow(user, other, is_followed)
        if changed:
            # What was kept lacks the other's tweets, and replies to the other, or has too many.
            self._evict(user)
        return changed

    def _block_changed(self, user: UserId, other: UserId) -> None:
        # A timeline that was rebuilt under the block lacks what is shown without it.
        for each in (user, other):
            self._evict(each)

    def _fill(self, users: Ints, n: int, ids: Ints, originals: Ints) -> None:
        """Copy the pages that can be copied, and make the others one at a time."""
        is_right = self._copy_pages(users, n, ids, originals)
        copied = int(is_right.sum())
        self._reads += copied
        self._entries_read += copied * n
        self._lists_read += copied
        ids[~is_right] = originals[~is_right] = NO_TWEET
        for place in np.flatnonzero(~is_right).tolist():
            page = self.home(users[place], n)
            ids[place, : len(page.ids)] = page.ids
            originals[place, : len(page.ids)] = page.originals

    def _copy_pages(self, users: Ints, n: int, ids: Ints, originals: Ints) -> NDArray[np.bool_]:
        """Write to ids and originals, shape (users, n), what is kept, and say what is right."""
        return np.zeros(len(users), bool)

    def _deliver(self, batch: TweetBatch) -> Ints:
        """Write tweets to timelines, and say to how many each; they have been appended."""
        return np.zeros(len(batch), np.int64)

    def _evict(self, user: UserId) -> bool:
        return False

    @abstractmethod
    def _keep(self, sources: Ints, destinations: Ints) -> Keeper:
        """Make what keeps the tweets and the follows; the last that the constructor does."""

    @abstractmethod
    def _home(self, user: UserId, n: int) -> Home:
        """Make a page; the arguments have been checked."""


def is_blocked(blocks: Blocks, user: UserId, other: UserId) -> bool:
    """Say whether one of two users blocks the other."""
    return (user, other) in blocks or (other, user) in blocks
