"""Keep scores in order as one would write it first: a dict, and a sort for each question.

jazz 3   cats 5   news 3          cats has the most; jazz and news tie
ascending    jazz, news, cats     of equals the smaller member is first
descending   cats, news, jazz     the same list from its end: of equals the *larger* is first
"""

from twitlab.errors import BadValue
from twitlab.trends.answers import Member, Scored, check_member, check_score


class PlainSortedSet:
    """Keep scores in a dict and sort them when somebody asks; the oracle of `SortedSet`.

    Complexity: O(1) a write, O(n log n) a question about the order.

    >>> plain = PlainSortedSet()
    >>> plain.increase("jazz", 3), plain.increase("news", 3), plain.increase("cats", 5)
    (3.0, 3.0, 5.0)
    >>> [each.member for each in plain.descending(0, 1)], plain.rank_from_top("jazz")
    (['cats', 'news'], 2)
    """

    def __init__(self) -> None:
        self.scores: dict[Member, float] = {}

    def __len__(self) -> int:
        return len(self.scores)

    def increase(self, member: Member, by: float = 1.0) -> float:
        """Add to a score, 0 if the member is new (ZINCRBY)."""
        member, by = check_member(member), check_score("by", by)
        old = self.scores.get(member)
        new = by if old is None else old + by
        if new != new:
            raise BadValue(f"by must leave a number, got {by} for a score of {old}")
        self.scores[member] = new
        return new

    def put(self, member: Member, score: float) -> int:
        """Set a score, and say how many members are new: 0 or 1 (ZADD)."""
        member, score = check_member(member), check_score("score", score)
        is_new = member not in self.scores
        self.scores[member] = score
        return int(is_new)

    def remove(self, member: Member) -> int:
        """Take a member out, and say how many were there: 0 or 1 (ZREM)."""
        return int(self.scores.pop(check_member(member), None) is not None)

    def score(self, member: Member) -> float | None:
        """Say what score a member has, None if it is not there (ZSCORE)."""
        return self.scores.get(check_member(member))

    def ascending(self, start: int, stop: int) -> list[Scored]:
        """Give the members from place start to place stop, the least first (ZRANGE)."""
        ordered = sorted(Scored(score, member) for member, score in self.scores.items())
        return ordered[places(start, stop, len(ordered))]

    def descending(self, start: int, stop: int) -> list[Scored]:
        """Give the members from place start to place stop, the most first (ZREVRANGE)."""
        ordered = self.ascending(0, -1)[::-1]
        return ordered[places(start, stop, len(ordered))]

    def rank(self, member: Member) -> int | None:
        """Say how many are before a member, the least first (ZRANK)."""
        if check_member(member) not in self.scores:
            return None
        return [each.member for each in self.ascending(0, -1)].index(member)

    def rank_from_top(self, member: Member) -> int | None:
        """Say how many are before a member, the most first (ZREVRANK)."""
        rank = self.rank(member)
        return None if rank is None else len(self.scores) - 1 - rank


def places(start: int, stop: int, count: int) -> slice:
    """Say which of some places Redis means: stop is the last, and below 0 one counts from the end.

    >>> places(0, -1, 5), places(-2, 9, 5), places(3, 1, 5)
    (slice(0, 5, None), slice(3, 5, None), slice(0, 0, None))
    """
    first = max(start + count if start < 0 else start, 0)
    last = min(stop + count if stop < 0 else stop, count - 1)
    return slice(first, last + 1) if first <= last else slice(0, 0)
