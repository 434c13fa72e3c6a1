"""Give home timelines the plain way: look at every tweet. The oracle of the fast ones."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from twitlab.columns import Ints
from twitlab.fanout.answers import Home
from twitlab.fanout.contract import HomeTimelines, is_blocked
from twitlab.ids import UserId
from twitlab.tweet import TweetBatch


@dataclass(frozen=True, slots=True)
class _Tweet:
    id: int
    author: int
    answers: int  # a user, or -1
    carries: int  # the tweet that a reader sees: its own id, or the original's


@dataclass(frozen=True, slots=True)
class _Sets:
    """Keep what a `Keeper` has to, as Python does."""

    edges: set[tuple[int, int]]
    tweets: dict[int, _Tweet] = field(default_factory=dict)
    deleted: set[int] = field(default_factory=set)

    def append(self, batch: TweetBatch) -> None:
        columns = batch.ids, batch.user_ids, batch.in_reply_to_user_ids, batch.retweet_of_ids
        for id_, author, answers, retweet_of in zip(*(column.tolist() for column in columns)):
            carries = id_ if retweet_of < 0 else self.tweets[retweet_of].carries
            self.tweets[id_] = _Tweet(id_, author, answers, carries)

    def newest_id(self) -> int:
        return max(self.tweets, default=-1)

    def are_known(self, ids: Ints) -> NDArray[np.bool_]:
        return np.array([each in self.tweets for each in ids.tolist()], bool)

    def delete(self, ids: Ints) -> int:
        before = len(self.deleted)
        self.deleted.update(ids.tolist())
        return len(self.deleted) - before

    def change_follow(self, user: UserId, other: UserId, is_followed: bool) -> bool:
        changed = ((user, other) in self.edges) != is_followed
        (self.edges.add if is_followed else self.edges.discard)((user, other))
        return changed


class PlainFanout(HomeTimelines):
    """Sort everything: for each read, look at all tweets and keep those that may be seen.

    The model: as HomeTimelines. What it leaves out too.

    Args:
        users: how many.
        sources: who follows, shape (edges,).
        destinations: who is followed, shape (edges,).
        cap: the largest page that may be asked for.

    Complexity: to post O(1); to read O(tweets log tweets).

    >>> fanout = PlainFanout(3, np.array([0, 0]), np.array([1, 2]))
    >>> _ = fanout.post(np.array([20, 29, 34]), np.array([1, 2, 1]))
    >>> fanout.home(0, 2).ids.tolist()
    [34, 29]
    """

    def _keep(self, sources: Ints, destinations: Ints) -> _Sets:
        self._sets = _Sets(set(zip(sources.tolist(), destinations.tolist())))
        return self._sets

    def _home(self, user: UserId, n: int) -> Home:
        tweets = self._sets.tweets
        seen = [tweet for tweet in tweets.values() if self._is_seen(user, tweet)]
        newest = {tweet.carries: tweet.id for tweet in sorted(seen, key=lambda tweet: tweet.id)}
        ids = sorted(newest.values(), reverse=True)[:n]
        originals = [tweets[each].carries for each in ids]
        return Home(
            np.array(ids, np.int64), np.array(originals, np.int64), len(tweets), lists_read=1
        )

    def _is_seen(self, user: UserId, tweet: _Tweet) -> bool:
        follows = self._sets.edges
        if (user, tweet.author) not in follows:
            return False
        if tweet.answers not in (-1, tweet.author) and (user, tweet.answers) not in follows:
            return False
        if {tweet.id, tweet.carries} & self._sets.deleted:
            return False
        return not is_blocked(self._blocks, user, self._sets.tweets[tweet.carries].author)
