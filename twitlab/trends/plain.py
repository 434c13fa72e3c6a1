"""Keep scores in order as one would write it first: a dict, and a sort for each question.

Beside it, what is trending: all events in a list, and a look at all of them for each question.

jazz 3   cats 5   news 3          cats has the most; jazz and news tie
ascending    jazz, news, cats     of equals the smaller member is first
descending   cats, news, jazz     the same list from its end: of equals the *larger* is first
"""

from math import log

from twitlab.arguments import check_int, check_kind
from twitlab.errors import BadValue
from twitlab.trends.answers import Member, Scored, Trend, check_k, check_member, check_score
from twitlab.trends.rules import RULES, Rules

_Said = tuple[int, int, int, int]  # a key, an author, a text, a time in ms


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
        start, stop = check_int("start", start, None, None), check_int("stop", stop, None, None)
        ordered = sorted(Scored(score, member) for member, score in self.scores.items())
        return ordered[places(start, stop, len(ordered))]

    def descending(self, start: int, stop: int) -> list[Scored]:
        """Give the members from place start to place stop, the most first (ZREVRANGE)."""
        start, stop = check_int("start", start, None, None), check_int("stop", stop, None, None)
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


class PlainTrends:
    """Say what is trending from a list of all that was said; the oracle of `Trends`.

    It goes by the same rules, and keeps what is too old.

    Raises:
        BadType: rules are none.

    Complexity: O(events * past) a question.

    >>> plain = PlainTrends(Rules(bucket_ms=1, window=1, past=1, floor=2))
    >>> plain.said += [(1, 7, 0, 0), (1, 7, 1, 1)]
    >>> plain.said += [(2, author, author, 2) for author in range(20)]
    >>> [(each.key, each.voices, each.expected) for each in plain.top(5, now_ms=2)]
    [(2, 20, 1.0)]
    """

    def __init__(self, rules: Rules = RULES) -> None:
        check_kind("rules", rules, Rules, "")
        self.rules = rules
        self.said: list[_Said] = []
        self.first = 0  # the bucket of the first event

    def top(self, k: int, now_ms: int) -> list[Trend]:
        """Give the k most surprising trends, of equals the smaller key."""
        k, last = check_k(k), check_int("now_ms", now_ms, 0, None) // self.rules.bucket_ms
        ends = [last - number * self.rules.window for number in range(1, self.rules.past + 1)]
        past = [self._voices(end) for end in ends if end - self.rules.window + 1 > self.first]
        if not past:
            return []
        now = self._voices(last)
        found = [self._trend(key, now, past) for key in now]
        found = [
            each
            for each in found
            if each.voices >= self.rules.floor
            and each.growth >= self.rules.least_growth
            and each.surprise >= self.rules.least_surprise
        ]
        return sorted(found, key=lambda each: (-each.surprise, each.key))[:k]

    def _trend(
        self, key: int, now: dict[int, list[int]], past: list[dict[int, list[int]]]
    ) -> Trend:
        voices, authors = now[key]
        before = sum(each[key][0] for each in past if key in each) / len(past)
        others = sum(each[0] for each in now.values()) - voices
        all_before = sum(each[0] for window in past for each in window.values()) / len(past)
        grown = max(1, others / (all_before - before)) if all_before > before else 1
        expected = max(before * grown, self.rules.new_rate)
        more = voices / expected
        rare = voices * log(more) - voices + expected if more > 1 else 0.0
        return Trend(key, voices, authors, before, expected, more, rare)

    def _voices(self, last: int) -> dict[int, list[int]]:
        """Count the voices and the authors of each key in a window."""
        said = {each[:3] for each in self.said if self._is_in(each, last)}
        said_by: dict[tuple[int, int], set[int]] = {}
        for key, author, text in said:
            said_by.setdefault((key, text), set()).add(author)
        own: dict[tuple[int, int], tuple[int, int]] = {}  # of each author his rarest text
        for key, author, text in said:
            rarity = (len(said_by[key, text]), text)
            own[key, author] = min(rarity, own.get((key, author), rarity))
        heard: dict[tuple[int, int], int] = {}
        found: dict[int, list[int]] = {}
        for (key, _), (_, text) in own.items():
            counts = found.setdefault(key, [0, 0])
            heard[key, text] = heard.get((key, text), 0) + 1
            counts[0] += heard[key, text] <= self.rules.same_text
            counts[1] += 1
        return found

    def _is_in(self, said: _Said, last: int) -> bool:
        return last - self.rules.window < said[3] // self.rules.bucket_ms <= last
