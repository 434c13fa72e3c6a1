"""Keep each posting list in one partition, by the hash of its term."""

from collections.abc import Sequence

import numpy as np

from twitlab.columns import Ints
from twitlab.ids import TweetId
from twitlab.search.posts import Posts
from twitlab.search.query import Query
from twitlab.search.replicas import Replicas
from twitlab.search.routing import ByTerm
from twitlab.search.segment import Segment
from twitlab.search.term_lists import TermLists
from twitlab.search.term_search import TermSearch
from twitlab.search.traffic import ID_BYTES, PLACE_BYTES, TERM_BYTES, Tally


class TermPartitions:
    """Let each partition keep the posting lists of its terms.

    A tweet is written to the partitions of all its terms; a deletion goes to all partitions there
    are, for nobody knows any more which words the tweet had. `TermSearch` says how a query goes.

    The model: what the model leaves out is a hot term that is on several partitions.

    Args:
        strategy: which partition gets a term.
        replicas: of each partition.
        seed: of the hashes.

    Complexity: to write a message to each partition that owns one of the tweet's terms.

    Source: Moffat, Webber, Zobel and Baeza-Yates, "A pipelined architecture for distributed text
    query evaluation", Information Retrieval, 2007: term-partitioned.
    """

    def __init__(self, strategy: ByTerm, replicas: int, seed: int) -> None:
        self.replicas = [Replicas(replicas) for _ in range(strategy.partitions)]
        self._lists = TermLists(strategy.partitions, seed)
        self._deleted = np.empty(0, np.int64)  # ascending; each partition has its copy

    def check(self, ids: Ints) -> None:
        """Refuse nothing: all partitions are there from the beginning."""

    def write(self, posts: Posts, segments: Sequence[Segment]) -> tuple[int, int]:
        """Write the postings of tweets to the partitions of their terms.

        Args:
            posts: new ones.
            segments: their posting lists.

        Returns:
            Messages sent and their bytes.
        """
        messages = size = 0
        for tweets, postings in map(self._lists.write, segments):
            for at in np.flatnonzero(tweets).tolist():
                here, new, many = self.replicas[at], int(tweets[at]), int(postings[at])
                here.count_writes(new, many)
                content = new * ID_BYTES + many * (TERM_BYTES + PLACE_BYTES)
                sent, sent_bytes = here.write(new, content)
                messages, size = messages + sent, size + sent_bytes
        return messages, size

    def delete(self, ids: Ints) -> tuple[int, int]:
        """Delete tweets in all partitions; return the messages sent and their bytes."""
        self._deleted = np.union1d(self._deleted, ids)
        sent = [each.write(len(ids), len(ids) * ID_BYTES) for each in self.replicas]
        return sum(messages for messages, _ in sent), sum(size for _, size in sent)

    def search(self, asked: Query, query: str, n: int, before: TweetId, tally: Tally) -> Ints:
        """Find the newest n ids below before, descending."""
        search = TermSearch(self._lists, self.replicas, self._deleted, tally)
        return search.newest(asked, n, before)

    def check_invariants(self) -> Ints:
        """Assert that everything is in its order; return the ids of all tweets that are here."""
        for each in self.replicas:
            each.check_invariants()
        return np.unique(self._lists.check_invariants())
