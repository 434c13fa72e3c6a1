"""Say what every fan-out offers, and refuse at the door what none of them may see."""

from abc import ABC, abstractmethod
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from twitlab.arguments import as_ints, check_int
from twitlab.columns import Column, Ints
from twitlab.errors import BadValue
from twitlab.fanout.answers import NO_TWEET, FanoutWork, Home, Homes, Posted
from twitlab.fanout.posts import NO_RETWEET, NOBODY, Posts
from twitlab.ids import MAX_ID, TweetId, UserId

MAX_USERS: Final = (1 << 31) - 1
MAX_CAP: Final = 100_000
PAGE: Final = 20
TIMELINE_ENTRIES: Final = 800  # Twitter's cap in 2012


class FanoutDoor(ABC):
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
        self, users: int, sources: NDArray[Any], destinations: NDArray[Any], cap: int
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
        self._blocks: set[tuple[UserId, UserId]] = set()
        self._tweets_posted = self._deliveries = self._rebuilt = 0
        self._reads = self._entries_read = self._lists_read = 0

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
        self,
        ids: Column,
        user_ids: Column,
        to_users: Column = NOBODY,
        retweet_of: Column = NO_RETWEET,
    ) -> Posted:
        """Post tweets, one or many; all of them or, if one is refused, none.

        Args:
            ids: ascending, above all that were posted: an int or an array, shape (tweets,).
            user_ids: who wrote each, the same shape.
            to_users: whom each answers, -1 if nobody; one for all, or for each.
            retweet_of: the id of the tweet that each passes on, -1 if none. A deleted one may be
                named: nobody will see it.

        Returns:
            To how many timelines each was written.

        Raises:
            BadType: a column is neither an int nor an array of integers.
            BadValue: as Posts; or an id is not above all that were posted, a user is unknown, or a
                tweet that is passed on is.

        Complexity: see the class.

        Source: the house's rule; see the class.
        """
        posts = Posts(ids, user_ids, to_users, retweet_of)
        for name, column in (("user_ids", posts.user_ids), ("to_users", posts.to_users)):
            if len(column) and int(column.max()) >= self._users:
                raise BadValue(
                    f"{name} must be users from 0 to {self._users - 1}, got {column.max()}"
                )
        if len(posts) and int(posts.ids[0]) <= self._newest_id():
            raise BadValue(f"ids must be above {self._newest_id()}, the newest, got {posts.ids[0]}")
        passed_on = posts.retweet_of[posts.retweet_of >= 0]
        known = np.isin(passed_on, posts.ids) | self._are_known(passed_on)
        if not known.all():
            raise BadValue(
                f"retweet_of must be a tweet that was posted, got {passed_on[~known][0]}"
            )
        deliveries = self._append(posts)
        self._tweets_posted += len(posts)
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

        Complexity: see the class.

        Source: see the class.
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

        Complexity: see the class.

        Source: see the class.
        """
        users = as_ints("users", users, self._users - 1)
        n = self._check_n(n)
        homes = Homes(*(np.full((len(users), n), NO_TWEET, np.int64) for _ in range(2)))
        self._fill_homes(users, n, homes)
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
        if self._is_blocked(user, other):
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
        self._block_changed(user, other)
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
        known = self._are_known(ids)
        if not known.all():
            raise BadValue(f"ids must be tweets that were posted, got {ids[~known][0]}")
        return self._delete(ids)

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

    def _check_n(self, n: int | None) -> int:
        return min(PAGE, self._most) if n is None else check_int("n", n, 1, self._most)

    def _check_pair(self, user: UserId, other: UserId) -> tuple[UserId, UserId]:
        user = check_int("user", user, 0, self._users - 1)
        other = check_int("other", other, 0, self._users - 1)
        if user == other:
            raise BadValue(f"other must be another user than {user}, got the same")
        return user, other

    def _is_blocked(self, user: UserId, other: UserId) -> bool:
        return (user, other) in self._blocks or (other, user) in self._blocks

    def _fill_homes(self, users: Ints, n: int, homes: Homes) -> None:
        for place, user in enumerate(users.tolist()):
            page = self.home(user, n)
            homes.ids[place, : len(page.ids)] = page.ids
            homes.originals[place, : len(page.ids)] = page.originals

    def _evict(self, user: UserId) -> bool:
        return False

    def _block_changed(self, user: UserId, other: UserId) -> None:
        return

    @abstractmethod
    def _newest_id(self) -> TweetId: ...

    @abstractmethod
    def _are_known(self, ids: Ints) -> NDArray[np.bool_]: ...

    @abstractmethod
    def _append(self, posts: Posts) -> Ints: ...

    @abstractmethod
    def _home(self, user: UserId, n: int) -> Home: ...

    @abstractmethod
    def _change_follow(self, user: UserId, other: UserId, is_followed: bool) -> bool: ...

    @abstractmethod
    def _delete(self, ids: Ints) -> int: ...
