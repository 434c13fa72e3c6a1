"""Keep each tweet in one partition, by its hash, by its time, or by both."""

from bisect import insort
from collections.abc import Sequence
from typing import Final

import numpy as np

from twitlab.columns import Ints, group
from twitlab.errors import BadValue
from twitlab.hashing import hash_ints
from twitlab.ids import TweetId
from twitlab.search.index import SearchIndex
from twitlab.search.posts import NOBODY, Posts
from twitlab.search.query import Query
from twitlab.search.replicas import Replicas
from twitlab.search.routing import (
    ALL_TIME,
    MAX_PARTITIONS,
    ByDocument,
    ByDocumentInTime,
    ByTime,
    times_of,
)
from twitlab.search.segment import Segment, tweets_of
from twitlab.search.traffic import ID_BYTES, Tally

_NOTHING: Final = np.empty(0, np.int64)


class DocumentPartitions:
    """Let each partition be a SearchIndex of its own tweets.

    A search asks all partitions of the newest time, each for a whole page, and merges what comes;
    those of an older time only while the page is not full.

    Invariant: time k holds ids from k * span to before (k + 1) * span, on _lanes partitions that
    are numbered from _firsts[k].

    Args:
        strategy: which partition gets a tweet.
        replicas: of each partition.
        seed: of the hashes.

    Complexity: to write O(1) messages a tweet; to search 2 messages to each partition asked.
    """

    def __init__(
        self, strategy: ByDocument | ByTime | ByDocumentInTime, replicas: int, seed: int
    ) -> None:
        self._lanes, self._span = strategy.partitions, strategy.span
        self._copies, self._seed = replicas, seed
        self._indexes: list[SearchIndex] = []  # of each partition
        self.replicas: list[Replicas] = []  # of each partition
        self._firsts: dict[int, int] = {}  # the first partition of each time, as they were opened
        self._times: list[int] = []  # ascending
        if self._span == ALL_TIME:
            self._open([0])

    def check(self, ids: Ints) -> None:
        """Refuse tweets of more times than there may be partitions.

        Raises:
            BadValue: more than 65,536 partitions would be needed.
        """
        opened = len(self.replicas) + len(self._unopened(ids)) * self._lanes
        if opened > MAX_PARTITIONS:
            raise BadValue(
                f"tweet_ids must lie in {MAX_PARTITIONS:,} partitions at most, got {opened:,} with "
                f"a span of {self._span:,} ids"
            )

    def write(self, posts: Posts, segments: Sequence[Segment]) -> tuple[int, int]:
        """Write each tweet to its partition; return the messages sent and their bytes.

        Args:
            posts: new ones, which `check` has let through.
            segments: their posting lists.
        """
        self._open(self._unopened(posts.ids))
        postings = np.concatenate(
            [np.bincount(tweets_of(each.postings), minlength=len(each)) for each in segments]
        )
        messages = size = 0
        for number, at in group(self._owners(posts.ids)):
            texts = [posts.texts[row] for row in at.tolist()]
            users = posts.user_ids[at]
            self._indexes[number].index(posts.ids[at], texts, None if users[0] == NOBODY else users)
            here = self.replicas[number]
            here.count_writes(len(at), int(postings[at].sum()))
            content = sum(len(text.encode()) for text in texts) + 2 * ID_BYTES * len(at)
            sent, sent_bytes = here.write(len(at), content)
            messages, size = messages + sent, size + sent_bytes
        return messages, size

    def delete(self, ids: Ints) -> tuple[int, int]:
        """Delete tweets that are known; return the messages sent and their bytes."""
        messages = size = 0
        for number, at in group(self._owners(ids)):
            self._indexes[number].delete(ids[at])
            sent, sent_bytes = self.replicas[number].write(len(at), len(at) * ID_BYTES)
            messages, size = messages + sent, size + sent_bytes
        return messages, size

    def search(self, asked: Query, query: str, n: int, before: TweetId, tally: Tally) -> Ints:
        """Find the newest n ids below before, descending, from the newest time on."""
        since, until = times_of(asked)
        until = min(until, before)
        found = _NOTHING
        for time in reversed(self._times):
            begin = time * self._span
            if begin >= until or begin + self._span <= since:
                continue
            missing = n - len(found)
            pieces = [
                self._ask(number, query, missing, before, tally)
                for number in range(self._firsts[time], self._firsts[time] + self._lanes)
            ]
            found = np.concatenate([found, np.sort(np.concatenate(pieces))[::-1][:missing]])
            if len(found) == n:
                break
        return found

    def check_invariants(self) -> Ints:
        """Assert that everything is in its order; return the ids of all tweets that are here."""
        assert self._times == sorted(self._firsts)
        assert len(self.replicas) == len(self._times) * self._lanes
        held = [_NOTHING]
        for number, (index, each) in enumerate(zip(self._indexes, self.replicas, strict=True)):
            each.check_invariants()
            index.check_invariants()
            ids = np.concatenate([_NOTHING, *(segment.ids for segment in index.segments)])
            assert (self._owners(ids) == number).all()
            held.append(ids)
        return np.sort(np.concatenate(held))

    def _ask(self, number: int, query: str, n: int, before: TweetId, tally: Tally) -> Ints:
        here = self.replicas[number]
        if not here.is_there:
            tally.missing[number] = None
            return _NOTHING
        here.ask()
        tally.request(number)
        page = self._indexes[number].search(query, n, None if before == ALL_TIME else before)
        tally.count_read(number, page.work.postings_read)
        here.postings_read += page.work.postings_read
        tally.respond(len(page.ids))
        return page.ids

    def _unopened(self, ids: Ints) -> list[int]:
        times = [0] if self._span == ALL_TIME else np.unique(ids // self._span).tolist()
        return [time for time in times if time not in self._firsts]

    def _open(self, times: Sequence[int]) -> None:
        for time in times:
            self._firsts[time] = len(self.replicas)
            insort(self._times, time)
            self._indexes += [SearchIndex(seed=self._seed) for _ in range(self._lanes)]
            self.replicas += [Replicas(self._copies) for _ in range(self._lanes)]

    def _owners(self, ids: Ints) -> Ints:
        lanes = (hash_ints(ids, self._seed) % np.uint64(self._lanes)).astype(np.int64)
        if self._span == ALL_TIME:
            return lanes
        firsts = [self._firsts[time] for time in (ids // self._span).tolist()]
        return lanes + np.array(firsts, np.int64)
