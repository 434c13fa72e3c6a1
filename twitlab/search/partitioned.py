"""Search tweets that are spread over partitions, and say what each way of spreading costs."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from twitlab.arguments import as_ints, check_int
from twitlab.columns import Column, Ints, is_in
from twitlab.errors import BadValue
from twitlab.ids import MAX_ID, TweetId
from twitlab.search.answers import check_page
from twitlab.search.document_partitions import DocumentPartitions
from twitlab.search.posts import Posts, as_posts, refuse_other_texts
from twitlab.search.query import parse
from twitlab.search.routing import ByTerm, SearchStrategy, check_strategy
from twitlab.search.segment import make_segment
from twitlab.search.term_partitions import TermPartitions
from twitlab.search.traffic import PartitionedPage, SearchLoad, Tally
from twitlab.tweet import TweetBatch

MAX_REPLICAS: Final = 64
_CHUNK: Final = 1 << 14  # tweets that are indexed at once


class PartitionedSearch:
    """Find tweets on partitions that a strategy picks, as one SearchIndex finds them.

    The model: the door knows which tweets were taken, so that a repeat changes nothing and a batch
    is taken whole or refused. Reads go round the replicas of a partition. Where none is left, the
    page holds what the others found, and says which are missing. What is written meanwhile waits
    for them. What the model leaves out: time on the network, and a batch that many tweets share:
    each tweet is a message of its own.

    Args:
        strategy: a ByDocument, ByTerm, ByTime or ByDocumentInTime.
        replicas: how many machines hold each partition, 1 to 64.
        seed: of the hashes, 0 to 2**63 - 1.

    Raises:
        BadType: an argument is of the wrong type.
        BadValue: an argument is out of range.

    Complexity: as the strategy; each kind of partition says it.

    Source: Zhuang, "Building a complete Tweet index", Twitter engineering blog, 18 November 2014.

    >>> from twitlab.search import ByDocument, ByTerm
    >>> for strategy in ByDocument(4), ByTerm(4):
    ...     search = PartitionedSearch(strategy)
    ...     _ = search.index(np.array([20, 29, 34]), ["big quake", "quake again", "big news"], 7)
    ...     page = search.search("quake")
    ...     page.ids.tolist(), page.work.partitions_asked, page.work.messages
    ([29, 20], 4, 8)
    ([29, 20], 1, 2)
    """

    def __init__(self, strategy: SearchStrategy, replicas: int = 1, seed: int = 0) -> None:
        self.strategy = check_strategy(strategy)
        self._copies = check_int("replicas", replicas, 1, MAX_REPLICAS)
        self._seed = check_int("seed", seed, 0, (1 << 63) - 1)
        self._parts: DocumentPartitions | TermPartitions
        if isinstance(self.strategy, ByTerm):
            self._parts = TermPartitions(self.strategy, self._copies, self._seed)
        else:
            self._parts = DocumentPartitions(self.strategy, self._copies, self._seed)
        self._ids = np.empty(0, np.int64)  # all that were taken, ascending
        self._prints = np.empty(0, np.uint32)  # of each of them
        self._deleted = np.empty(0, np.int64)  # all ids, ascending, known or not
        self._messages = self._bytes = 0  # of writes

    def __len__(self) -> int:
        """Count the tweets, those deleted among them."""
        return len(self._ids)

    @property
    def partitions(self) -> int:
        """How many partitions there are by now, numbered from 0 as they were opened."""
        return len(self._parts.replicas)

    def index(
        self,
        tweet_ids: TweetBatch | Column,
        texts: Sequence[str] | str | None = None,
        user_ids: Column | None = None,
    ) -> int:
        """Take tweets, as SearchIndex does; return how many are new.

        Raises:
            BadType, BadValue: as SearchIndex.index, or more than 65,536 partitions would be needed.
                Then nothing was taken.

        Complexity: O(w log w) for w words, twice where partitions are indexes; O(all ids) moves.

        >>> from twitlab.search import ByTime
        >>> search = PartitionedSearch(ByTime(span=10))
        >>> search.index(np.array([20, 29, 34]), ["a", "b", "c"]), search.partitions
        (3, 2)
        """
        posts = self._new(as_posts(tweet_ids, texts, user_ids))
        if not len(posts):
            return 0
        self._parts.check(posts.ids)
        segments = [
            make_segment(posts[at : at + _CHUNK], self._seed, has_positions=True)
            for at in range(0, len(posts), _CHUNK)
        ]
        # From here on nothing is refused.
        self._count(self._parts.write(posts, segments))
        ids = np.concatenate([self._ids, posts.ids])
        prints = np.concatenate([self._prints, posts.prints])
        if len(self._ids) and posts.ids[0] < self._ids[-1]:
            order = np.argsort(ids, kind="stable")
            ids, prints = ids[order], prints[order]
        self._ids, self._prints = ids, prints
        return len(posts)

    def delete(self, tweet_ids: Column) -> int:
        """Delete tweets, as SearchIndex does; return how many could be found until now.

        By document and by time, a deletion goes to the one partition that has the tweet. By term
        nobody knows any more which words it had, and it goes to all.

        >>> from twitlab.search import ByTerm
        >>> search = PartitionedSearch(ByTerm(4))
        >>> search.delete(20), search.index(20, "hello"), search.search("hello").ids.tolist()
        (0, 0, [])
        """
        ids = np.unique(as_ints("tweet_ids", tweet_ids, MAX_ID))
        fresh = ids[~is_in(ids, self._deleted)]
        known = fresh[is_in(fresh, self._ids)]
        self._deleted = np.union1d(self._deleted, fresh)
        if len(known):
            self._count(self._parts.delete(known))
        return len(known)

    def search(self, query: str, n: int = 20, before: TweetId | None = None) -> PartitionedPage:
        """Find the newest tweets that a query asks for, as SearchIndex does.

        Args:
            query: as SearchIndex.search.
            n: how many at most, 1 to 10,000.
            before: None, or the cursor of the page before.

        Returns:
            The page, what it cost, and which partitions were missing.

        Raises:
            BadType, BadValue: as SearchIndex.search.

        Complexity: 2 messages to each partition asked; by term, k + 1 for k partitions.

        >>> from twitlab.search import ByDocument
        >>> search = PartitionedSearch(ByDocument(2))
        >>> _ = search.index(np.array([1, 2, 3, 4]), ["a"] * 4)
        >>> search.take_down(1)
        >>> page = search.search("a")
        >>> page.is_whole, page.missing, len(page.ids) < 4
        (False, (1,), True)
        """
        n, before = check_page(n, before)
        asked = parse(query)
        tally = Tally(len(query.encode()))
        return tally.page(self._parts.search(asked, query, n, before, tally), n)

    def take_down(self, partition: int, replica: int = 0) -> None:
        """Take one replica of a partition away; the others answer in its place.

        Raises:
            BadType: a number is not an int.
            BadValue: there is no such partition or replica.
        """
        self._parts.replicas[self._check(partition)].take_down(replica)

    def bring_back(self, partition: int, replica: int = 0) -> None:
        """Let a replica answer again, after it was sent what was written meanwhile.

        Raises:
            BadType: a number is not an int.
            BadValue: there is no such partition or replica.
        """
        self._count(self._parts.replicas[self._check(partition)].bring_back(replica))

    def load(self) -> SearchLoad:
        """Show how tweets, writes and reads lie on the partitions.

        Complexity: O(partitions).

        >>> from twitlab.search import ByTerm
        >>> search = PartitionedSearch(ByTerm(2))
        >>> _ = search.index(np.array([1, 2, 3]), ["goal", "goal", "goal"])
        >>> search.load().postings_written.tolist(), search.load().skew("postings_written")
        ([0, 3], 2.0)
        """
        parts = self._parts.replicas

        def column(name: str) -> Ints:
            return np.array([getattr(each, name) for each in parts], np.int64)

        return SearchLoad(
            column("tweets"),
            column("writes"),
            column("postings_written"),
            np.array([each.requests for each in parts], np.int64).reshape(-1, self._copies),
            column("postings_read"),
            self._messages,
            self._bytes,
        )

    def reset_counts(self) -> None:
        """Count reads and writes from 0 again, so that what is hot now is seen."""
        self._messages = self._bytes = 0
        for each in self._parts.replicas:
            each.reset_counts()

    def check_invariants(self) -> None:
        """Assert that each partition has what is its own, and the door knows all of it.

        Complexity: O(postings).
        """
        assert (self._ids[1:] > self._ids[:-1]).all()
        assert (self._deleted[1:] > self._deleted[:-1]).all()
        assert len(self._prints) == len(self._ids)
        held = self._parts.check_invariants()
        assert (held[1:] > held[:-1]).all(), "no tweet is in two"
        # A deleted tweet goes when its segment is merged; one without a term is in no list.
        assert is_in(held, self._ids).all()

    def _new(self, posts: Posts) -> Posts:
        """Leave out what is known or deleted."""
        is_new = ~is_in(posts.ids, self._deleted)
        is_known = is_new & is_in(posts.ids, self._ids)
        prints = posts.prints.copy()
        prints[is_known] = self._prints[np.searchsorted(self._ids, posts.ids[is_known])]
        refuse_other_texts(posts.ids, prints != posts.prints)
        return posts.where(is_new & ~is_known)

    def _count(self, sent: tuple[int, int]) -> None:
        self._messages += sent[0]
        self._bytes += sent[1]

    def _check(self, partition: int) -> int:
        partition = check_int("partition", partition, 0, None)
        if partition >= self.partitions:
            raise BadValue(
                f"partition must be one of the {self.partitions} there are, got {partition}"
            )
        return partition
