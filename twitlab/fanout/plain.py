"""Give home timelines the plain way: look at every tweet. The oracle of the fast ones."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from twitlab.columns import Ints
from twitlab.fanout.answers import Home
from twitlab.fanout.contract import TIMELINE_ENTRIES, FanoutDoor
from twitlab.fanout.posts import Posts
from twitlab.ids import UserId


@dataclass(frozen=True, slots=True)
class _Tweet:
    id: int
    author: int
    answers: int  # a user, or -1
    carries: int  # the tweet that a reader sees: its own id, or the original's


class PlainFanout(FanoutDoor):
    """Sort everything: for each read, look at all tweets and keep those that may be seen.

    The model: as FanoutDoor. What it leaves out too.

    Args:
        users: how many.
        sources: who follows, shape (edges,).
        destinations: who is followed, shape (edges,).
        cap: the largest page that may be asked for.

    Complexity: to post O(1); to read O(tweets log tweets).

    Source: as FanoutDoor.

    >>> fanout = PlainFanout(3, np.array([0, 0]), np.array([1, 2]))
    >>> _ = fanout.post(np.array([20, 29, 34]), np.array([1, 2, 1]))
    >>> fanout.home(0, 2).ids.tolist()
    [34, 29]
    """

    def __init__(
        self,
        users: int,
        sources: NDArray[Any],
        destinations: NDArray[Any],
        cap: int = TIMELINE_ENTRIES,
    ) -> None:
        super().__init__(users, sources, destinations, cap)
        self._edges = set(zip(sources.tolist(), destinations.tolist()))
        self._tweets: dict[int, _Tweet] = {}
        self._deleted: set[int] = set()

    def _home(self, user: UserId, n: int) -> Home:
        seen = [tweet for tweet in self._tweets.values() if self._is_seen(user, tweet)]
        newest = {tweet.carries: tweet.id for tweet in sorted(seen, key=lambda tweet: tweet.id)}
        ids = sorted(newest.values(), reverse=True)[:n]
        originals = [self._tweets[each].carries for each in ids]
        return Home(
            np.array(ids, np.int64), np.array(originals, np.int64), len(self._tweets), lists_read=1
        )

    def _is_seen(self, user: UserId, tweet: _Tweet) -> bool:
        if (user, tweet.author) not in self._edges:
            return False
        if tweet.answers not in (-1, tweet.author) and (user, tweet.answers) not in self._edges:
            return False
        if {tweet.id, tweet.carries} & self._deleted:
            return False
        return not self._is_blocked(user, self._tweets[tweet.carries].author)

    def _append(self, posts: Posts) -> Ints:
        columns = (posts.ids, posts.user_ids, posts.to_users, posts.retweet_of)
        for id_, author, answers, retweet_of in zip(*(column.tolist() for column in columns)):
            carries = id_ if retweet_of < 0 else self._tweets[retweet_of].carries
            self._tweets[id_] = _Tweet(id_, author, answers, carries)
        return np.zeros(len(posts), np.int64)

    def _newest_id(self) -> int:
        return max(self._tweets, default=-1)

    def _are_known(self, ids: Ints) -> NDArray[np.bool_]:
        return np.array([each in self._tweets for each in ids.tolist()], bool)

    def _change_follow(self, user: UserId, other: UserId, is_followed: bool) -> bool:
        changed = ((user, other) in self._edges) != is_followed
        (self._edges.add if is_followed else self._edges.discard)((user, other))
        return changed

    def _delete(self, ids: Ints) -> int:
        before = len(self._deleted)
        self._deleted.update(ids.tolist())
        return len(self._deleted) - before
