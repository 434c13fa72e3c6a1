"""Count what partitions send each other, and show how that lies on them.

A request has the query and twelve bytes, for its cursor and the size of its page. An id is eight
bytes, the hash of a term eight, the place of a word in its tweet one. Headers are left out.
"""

from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from twitlab.arguments import check_int
from twitlab.columns import Ints
from twitlab.errors import BadValue

ID_BYTES: Final = 8
TERM_BYTES: Final = 8
PLACE_BYTES: Final = 1
_PAGE_BYTES: Final = 12


@dataclass(frozen=True, slots=True)
class ListMove:
    """Say that a list went to another partition, to be met by a longer one.

    Args:
        source: the partition it came from.
        target: the partition it went to.
        postings: how long it was.
    """

    source: int
    target: int
    postings: int


@dataclass(frozen=True, slots=True)
class PartitionedWork:
    """Count what a search of partitions did.

    Args:
        asked: the partitions that were asked, in their order.
        messages: requests, responses and lists that moved.
        bytes_moved: in all of these.
        postings_read: in all partitions together, as SearchWork counts them.
        most_postings_read: in the partition that read most.
        moves: lists that went from one partition to another; none but by term.
    """

    asked: tuple[int, ...]
    messages: int
    bytes_moved: int
    postings_read: int
    most_postings_read: int
    moves: tuple[ListMove, ...]

    @property
    def partitions_asked(self) -> int:
        """How many partitions were asked."""
        return len(self.asked)


@dataclass(frozen=True, slots=True, eq=False)
class PartitionedPage:
    """Hold what was found, the newest first.

    Args:
        ids: of tweets, descending, int64, shape (found,).
        cursor: what to give as `before` for the next page; None if this is the last.
        missing: partitions that should have been asked and have no replica left. Without one, the
            page is whole. With one, every id on it is right, and others may be left out.
        work: what it cost.
    """

    ids: Ints
    cursor: int | None
    missing: tuple[int, ...]
    work: PartitionedWork

    @property
    def is_whole(self) -> bool:
        """Whether no partition was missing."""
        return not self.missing


@dataclass(slots=True)
class Tally:
    """Count, while a query is answered.

    Args:
        query_bytes: of the text of the query.
    """

    query_bytes: int
    messages: int = 0
    bytes_moved: int = 0
    read: dict[int, int] = field(default_factory=dict)  # postings, of each partition asked
    missing: dict[int, None] = field(default_factory=dict)
    moves: list[ListMove] = field(default_factory=list)

    def request(self, partition: int) -> None:
        """Count a request to a partition."""
        self.messages += 1
        self.bytes_moved += self.query_bytes + _PAGE_BYTES
        self.read.setdefault(partition, 0)

    def count_read(self, partition: int, postings: int) -> None:
        """Count postings that a partition read."""
        self.read[partition] = self.read.get(partition, 0) + postings

    def respond(self, ids: int) -> None:
        """Count a response of so many ids."""
        self.messages += 1
        self.bytes_moved += ids * ID_BYTES

    def move(self, move: ListMove, posting_bytes: int) -> None:
        """Count a list that goes on to another partition, and the query with it."""
        self.request(move.target)
        self.bytes_moved += move.postings * posting_bytes
        self.moves.append(move)

    def page(self, ids: Ints, n: int) -> PartitionedPage:
        """Make a page of what was found; one that is not full is the last."""
        read = self.read.values()
        work = PartitionedWork(
            tuple(self.read),
            self.messages,
            self.bytes_moved,
            sum(read),
            max(read, default=0),
            tuple(self.moves),
        )
        cursor = int(ids[-1]) if len(ids) == n else None
        return PartitionedPage(ids, cursor, tuple(self.missing), work)


@dataclass(frozen=True, slots=True, eq=False)
class SearchLoad:
    """Show how tweets, writes and reads lie on the partitions, since counts were last reset.

    Args:
        tweets: how many different ones each has got since it was made, int64, shape (partitions,).
        writes: tweets written to each, int64, shape (partitions,).
        postings_written: in these, int64, shape (partitions,).
        requests: of queries, to each replica, int64, shape (partitions, replicas).
        postings_read: in each, all replicas together, int64, shape (partitions,).
        write_messages: one for each tweet or deletion, partition and replica: tweets come singly.
        write_bytes: in these.
    """

    tweets: Ints
    writes: Ints
    postings_written: Ints
    requests: NDArray[np.int64]
    postings_read: Ints
    write_messages: int
    write_bytes: int

    def skew(self, of: str) -> float:
        """Return the fullest partition's share over the mean share: 1 is even.

        Args:
            of: "tweets", "writes", "postings_written", "requests" or "postings_read".

        Returns:
            From 1 to the number of partitions; 1 if there is nothing to share.

        Raises:
            BadValue: of is none of these.

        Complexity: O(partitions).

        >>> import numpy as np
        >>> two = np.array([3, 1])
        >>> SearchLoad(two, two, two, two[:, None], two, 4, 64).skew("requests")
        1.5
        """
        counts = self._counts(of)
        total = int(counts.sum())
        return int(counts.max()) * len(counts) / total if total else 1.0

    def hot(self, of: str, times: int = 2) -> list[int]:
        """Return the partitions that carry at least `times` the mean.

        Args:
            of: as in `skew`.
            times: how many times the mean is hot, 1 or more.

        Returns:
            Partition numbers, the hottest first; among equals the lower number.

        Raises:
            BadType: times is not an int.
            BadValue: of is none of these, or times is below 1.

        Complexity: O(partitions log partitions).

        >>> import numpy as np
        >>> three = np.array([1, 8, 0])
        >>> SearchLoad(three, three, three, three[:, None], three, 9, 144).hot("writes")
        [1]
        """
        times = check_int("times", times, 1, None)
        counts = self._counts(of)
        order = np.argsort(-counts, kind="stable")
        is_hot = (counts > 0) & (counts * len(counts) >= times * int(counts.sum()))
        return [int(at) for at in order if is_hot[at]]

    def _counts(self, of: object) -> Ints:
        named: dict[object, Ints] = {
            "tweets": self.tweets,
            "writes": self.writes,
            "postings_written": self.postings_written,
            "requests": self.requests.sum(axis=1),
            "postings_read": self.postings_read,
        }
        if not isinstance(of, str) or of not in named:
            raise BadValue(f"of must be one of {', '.join(map(str, named))}, got {of!r:.80}")
        return named[of]
