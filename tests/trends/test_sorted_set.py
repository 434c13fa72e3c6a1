"""The sorted set against the plain one, after any operations, and against a real Redis."""

import math
import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tests.help.raw_redis import raw_redis
from twitlab.errors import BadType, BadValue
from twitlab.trends import PlainSortedSet, SortedSet
from twitlab.trends import top_index as inner
from twitlab.trends.changes import change_of

INFINITE = float("inf")
SCORES = st.sampled_from([0.0, -0.0, 1.0, 1.0, -1.0, 2.5, 1e308, INFINITE, -INFINITE, 2**60])
NUMBERS = st.integers(0, 30).map(lambda each: each * (1 << 58))
TEXTS = st.sampled_from(["", "a", "b", "aa", "é", "\U0001f600", "\uffff", *map(str, range(20))])


def bits(score: float | None) -> str:
    """Write a score so that 0.0 and -0.0 differ."""
    return repr(score)


def unsigned(score: bytes) -> str:
    """Read a score of Redis, which has both zeros."""
    return bits(float(score) + 0.0)


class Compared(RuleBasedStateMachine):
    """Do the same to both, and compare all that they say.

    The index is small, so that it is cut and made anew often.
    """

    def __init__(self) -> None:
        super().__init__()
        self.patch = pytest.MonkeyPatch()
        self.patch.setattr(inner, "_SPARE", 1)
        self.patch.setattr(inner, "_BLOCK", 4)

    def teardown(self) -> None:
        self.patch.undo()

    @initialize(of=st.sampled_from(["numbers", "texts"]), old=st.integers(0, 200))
    def begin(self, of: str, old: int) -> None:
        self.plain, self.fast = PlainSortedSet(), SortedSet()
        self.numbers = of == "numbers"
        for each in range(old):  # so that there are members below the threshold
            member: Any = each if self.numbers else f"old {each}"
            self.plain.increase(member, -each)
            self.fast.increase(member, -each)

    def member(self, data: st.DataObject) -> Any:
        return data.draw(NUMBERS if self.numbers else TEXTS)

    @rule(data=st.data(), by=SCORES)
    def increase(self, data: st.DataObject, by: float) -> None:
        member = self.member(data)
        try:
            expected = self.plain.increase(member, by)
        except BadValue as error:
            with pytest.raises(BadValue, match=str(error).replace("-", ".")):
                self.fast.increase(member, by)
        else:
            assert bits(self.fast.increase(member, by)) == bits(expected)

    @rule(data=st.data(), score=SCORES)
    def put(self, data: st.DataObject, score: float) -> None:
        member = self.member(data)
        assert self.fast.put(member, score) == self.plain.put(member, score)

    @rule(data=st.data(), many=st.integers(0, 90), kind=st.sampled_from(["increase", "put"]))
    def many(self, data: st.DataObject, many: int, kind: str) -> None:
        members = [self.member(data) for _ in range(many % 7)] * (1 + many // 7)
        numbers = [data.draw(SCORES) for _ in members[:5]] * len(members)
        given: Any = np.array(members, np.int64) if self.numbers else members
        before = dict(self.plain.scores)
        try:
            for member, number in zip(members, numbers):
                getattr(self.plain, kind)(member, number)
        except BadValue:
            self.plain.scores = before
            with pytest.raises(BadValue, match="must leave a number"):
                self.fast.increase(given, np.array(numbers[: len(members)]))
        else:
            getattr(self.fast, kind)(given, np.array(numbers[: len(members)]))

    @rule(data=st.data(), many=st.booleans())
    def remove(self, data: st.DataObject, many: bool) -> None:
        members = [self.member(data) for _ in range(3)] if many else self.member(data)
        expected = sum(map(self.plain.remove, members if many else [members]))
        assert self.fast.remove(members) == expected

    @rule()
    def remove_most(self) -> None:
        members = list(self.plain.scores)[10:]
        self.plain.scores = dict(list(self.plain.scores.items())[:10])
        assert self.fast.remove(members) == len(members)

    @rule(start=st.integers(-12, 12), stop=st.integers(-12, 12))
    def ranges(self, start: int, stop: int) -> None:
        assert self.fast.ascending(start, stop) == self.plain.ascending(start, stop)
        assert self.fast.descending(start, stop) == self.plain.descending(start, stop)

    @rule(k=st.integers(0, 12))
    def best(self, k: int) -> None:
        assert self.fast.top(k) == self.plain.descending(0, -1)[:k]

    @rule(data=st.data())
    def ranks(self, data: st.DataObject) -> None:
        member = self.member(data)
        assert bits(self.fast.score(member)) == bits(self.plain.score(member))
        assert self.fast.rank(member) == self.plain.rank(member)
        assert self.fast.rank_from_top(member) == self.plain.rank_from_top(member)

    @invariant()
    def holds(self) -> None:
        self.fast.check_invariants()
        assert len(self.fast) == len(self.plain)
        members, scores = self.fast.columns()
        found = dict(zip(np.array(members).tolist() if self.numbers else members, scores.tolist()))
        assert {key: bits(each) for key, each in found.items()} == {
            key: bits(each) for key, each in self.plain.scores.items()
        }


TestCompared = Compared.TestCase
TestCompared.settings = settings(max_examples=40, stateful_step_count=30)


@pytest.mark.parametrize("kind", ["few scores", "many scores"])
def test_thousands_of_members_are_as_the_plain_set_has_them(kind: str) -> None:
    rng = np.random.default_rng(5)
    plain, fast = PlainSortedSet(), SortedSet()
    for _ in range(40):
        members = rng.integers(0, 3_000, 500) * (1 << 40)
        by = rng.integers(-1, 3, 500) if kind == "few scores" else rng.normal(size=500)
        fast.increase(members, by)
        for member, each in zip(members.tolist(), by.tolist()):
            plain.increase(member, each)
        for member in members[:5].tolist():
            assert fast.increase(member, 2.5) == plain.increase(member, 2.5)
        assert fast.descending(0, 19) == plain.descending(0, 19)
        gone = members[:3].tolist()
        assert fast.remove(members[:3]) == sum(map(plain.remove, gone))
        assert fast.descending(5, 30) == plain.descending(5, 30)
    fast.check_invariants()
    assert fast.ascending(0, -1) == plain.ascending(0, -1)
    assert fast.descending(100, 900) == plain.descending(100, 900)


def test_all_members_that_tie_give_the_largest_first() -> None:
    members = np.random.default_rng(6).permutation(20_000)
    found = SortedSet()
    found.increase(members)
    assert [each.member for each in found.top(3)] == [19_999, 19_998, 19_997]
    assert found.rank_from_top(19_990) == 9
    assert found.work.rebuilt == 1


def test_write_below_the_threshold_moves_nothing() -> None:
    found = SortedSet()
    found.put(np.arange(10_000), np.arange(10_000))
    found.top(10)
    for member in range(5_000):
        found.increase(member)
    assert [each.member for each in found.top(1)] == [9_999]
    assert (found.work.moved, found.work.rebuilt) == (0, 1)
    found.increase(3, 1e6)
    assert found.top(1) == [(1e6 + 4, 3)]
    assert (found.work.moved, found.work.rebuilt) == (1, 1)


def test_index_that_has_grown_is_cut() -> None:
    found = SortedSet()
    found.put(np.arange(10_000), np.arange(10_000))
    found.top(1)
    for member in range(1_000):
        found.increase(member, 1e6)
    assert [each.member for each in found.top(2)] == [999, 998]
    assert len(found._kept.index.best) <= 8 + 4 * inner._SPARE
    found.check_invariants()


def test_middle_is_ordered_once_after_a_write_and_a_rank_looks_at_all() -> None:
    found = SortedSet()
    found.put(np.arange(1_000), np.arange(1_000))
    for _ in range(2):
        assert [each.member for each in found.descending(500, 501)] == [499, 498]
    assert (found.work.ordered, found.work.scanned) == (1_000, 0)
    found.increase(499, 0.5)
    assert found.ascending(0, 0) == [(0.0, 0)]
    assert found.work.ordered == 2_000
    assert found.rank(499) == 499
    assert found.work.scanned >= 1_000


def test_members_that_go_give_their_rows_back_now_and_then() -> None:
    found = SortedSet()
    found.increase(np.arange(1_000))
    found.remove(np.arange(480))
    assert len(found._kept.rows.members) == 1_000  # most are there: nothing is moved
    found.remove(np.arange(960))
    assert len(found._kept.rows.members) == 40
    assert len(found) == 40
    found.check_invariants()


def test_member_that_was_never_there_leaves_nothing_when_it_goes() -> None:
    found = SortedSet()
    assert found.remove("a") == 0
    assert found.remove(["b", "c"]) == 0
    assert found.increase(1) == 1.0
    assert found._kept.rows.members == [1]


@pytest.mark.parametrize("seed", range(3))
def test_redis_says_the_same(seed: int, tmp_path: Path) -> None:
    draw = random.Random(seed)
    fast = SortedSet()
    texts = ["", "a", "b", "B", "é", "\uffff", "\U0001f600", *(f"tag {each}" for each in range(40))]
    scores = [0.0, -0.0, 1.0, -1.0, 0.5, 1e308, 0.1, 0.2, INFINITE, -INFINITE, 2.0**53]
    commands: list[tuple[Any, ...]] = []
    expected: list[Any] = []
    for _ in range(3_000):
        command, answer = operation(draw, fast, draw.choice(texts), draw.choice(scores))
        commands.append(command)
        expected.append(answer)
    fast.check_invariants()
    with raw_redis(tmp_path) as redis:
        found = redis.ask(*commands)
    for command, ours, theirs in zip(commands, expected, found):
        assert said(theirs, command[0]) == ours, command


def operation(draw: random.Random, fast: SortedSet, member: str, score: float) -> Any:
    """Do one of the operations, and give it as Redis' command, and what came out."""
    start, stop = draw.randint(-50, 50), draw.randint(-50, 50)
    kind = draw.randrange(12)
    if kind < 4:
        try:
            answer: Any = bits(fast.increase(member, score))
        except BadValue:
            answer = "refused"
        return ("ZINCRBY", "z", repr(score), member), answer
    if kind == 4:
        return ("ZADD", "z", repr(score), member), fast.put(member, score)
    if kind == 5:
        return ("ZREM", "z", member), fast.remove(member)
    if kind == 6:
        return ("ZSCORE", "z", member), bits(fast.score(member))
    if kind == 7:
        return ("ZRANK", "z", member), fast.rank(member)
    if kind == 8:
        return ("ZREVRANK", "z", member), fast.rank_from_top(member)
    if kind == 9:
        return ("ZCARD", "z"), len(fast)
    name = "ZRANGE" if kind == 10 else "ZREVRANGE"
    found = fast.ascending(start, stop) if kind == 10 else fast.descending(start, stop)
    return (name, "z", start, stop, "WITHSCORES"), [(e.member, bits(e.score)) for e in found]


def said(answer: Any, command: str) -> Any:
    """Give an answer of Redis in our form."""
    if command in ("ZINCRBY", "ZSCORE"):
        if answer is None:
            return "None"
        return "refused" if isinstance(answer, str) else unsigned(answer)
    if isinstance(answer, list):
        return [(name.decode(), unsigned(score)) for name, score in zip(*[iter(answer)] * 2)]
    return answer


def test_numbers_lie_as_their_eight_bytes_do_in_redis(tmp_path: Path) -> None:
    numbers = [0, 1, 255, 256, 9, 10, 1 << 40, (1 << 63) - 1]
    fast = SortedSet()
    fast.increase(numbers)
    with raw_redis(tmp_path) as redis:
        redis.ask(*(("ZINCRBY", "z", 1, each.to_bytes(8, "big")) for each in numbers))
        (found,) = redis.ask(("ZREVRANGE", "z", 0, -1))
    assert [int.from_bytes(each, "big") for each in found] == [e.member for e in fast.top(8)]


def test_one_and_many_sum_in_the_same_order() -> None:
    rng = np.random.default_rng(7)
    members, by = rng.integers(0, 9, 5_000), rng.normal(size=5_000) * 10.0 ** rng.integers(-9, 9)
    one, many = SortedSet(), SortedSet()
    for member, each in zip(members.tolist(), by.tolist()):
        one.increase(member, each)
    many.increase(members, by)
    assert one.ascending(0, -1) == many.ascending(0, -1)


def test_scaled_scores_keep_their_order() -> None:
    found = SortedSet()
    found.put(np.arange(1_000), np.arange(1_000))
    found.top(3)
    found.scale(0.5)
    assert found.top(2) == [(499.5, 999), (499.0, 998)]
    found.check_invariants()


REFUSED: list[tuple[str, tuple[Any, ...], type[Exception], str]] = [
    ("increase", (True, 1), BadType, "member must be an int or a str, got True"),
    ("increase", (1.0, 1), BadType, "member must be an int or a str, got 1.0"),
    ("increase", (b"a", 1), BadType, "member must be an int or a str, got b'a'"),
    ("increase", ("a", 1), BadType, "member must be of one type with those before, int, got str"),
    ("increase", (["a"], 1), BadType, "member must be of one type with those before, int, got"),
    ("increase", ([1, "a"], 1), BadType, "members must be all int or all str, got both"),
    ("increase", (-1, 1), BadValue, "member must be from 0 to 9223372036854775807, got -1"),
    ("increase", (np.array([-1]), 1), BadValue, "members must be from 0 to"),
    ("increase", (np.array([[1]]), 1), BadValue, "members must be one-dimensional"),
    ("increase", (np.array([1.0]), 1), BadType, "members must be an int or a numpy array of int"),
    ("increase", ("\ud800", 1), BadValue, "member must have no lone surrogates"),
    ("increase", (1, math.nan), BadValue, "by must be a number, got nan"),
    ("increase", (1, "1"), BadType, "by must be a number, got '1'"),
    ("increase", (1, True), BadType, "by must be a number, got True"),
    ("increase", (1, 1 << 2000), BadValue, "by must fit a double"),
    ("increase", (7, -INFINITE), BadValue, "by must leave a number, got -inf for a score of inf"),
    ("increase", ([1, 7, 8], -INFINITE), BadValue, "by must leave a number, got -inf for a sco"),
    ("increase", (np.full(100, 7), -INFINITE), BadValue, "by must leave a number"),
    ("increase", ([3, 3], [INFINITE, -INFINITE]), BadValue, "by must leave a number"),
    ("increase", (np.arange(3), np.array([1, 2])), BadValue, r"by must have shape \(3,\)"),
    ("increase", (np.arange(2), [1, math.nan]), BadValue, "by must be a number, got nan"),
    ("increase", (np.arange(2), np.array([1, np.nan])), BadValue, "by must be numbers, got nan"),
    ("increase", (np.arange(2), np.array(["a", "b"])), BadType, "by must be an array of numbers"),
    ("put", (1, None), BadType, "scores must be a number, got None"),
    ("put", (1, math.nan), BadValue, "scores must be a number, got nan"),
    ("remove", (None,), BadType, "member must be an int or a str, got None"),
    ("remove", ("a",), BadType, "member must be of one type"),
    ("score", (1.5,), BadType, "member must be an int or a str"),
    ("rank", (True,), BadType, "member must be an int or a str"),
    ("descending", (0.0, 1), BadType, "start must be an int, got 0.0"),
    ("ascending", (0, None), BadType, "stop must be an int, got None"),
    ("descending", (0, True), BadType, "stop must be an int, got True"),
    ("top", (-1,), BadValue, "k must be 0 or more, got -1"),
    ("scale", (0,), BadValue, "factor must be above 0 and fit a double, got 0"),
    ("scale", (INFINITE,), BadValue, "factor must be finite, got inf"),
    ("apply", ("increase",), BadType, "change must be a Change, got"),
]


@pytest.mark.parametrize(("name", "given", "error", "message"), REFUSED)
def test_refusal_changes_nothing(
    name: str, given: tuple[Any, ...], error: type[Exception], message: str
) -> None:
    found = SortedSet()
    found.put([1, 7], [2.0, INFINITE])
    before = found.ascending(0, -1)
    with pytest.raises(error, match=message):
        getattr(found, name)(*given)
    found.check_invariants()
    assert found.ascending(0, -1) == before == [(2.0, 1), (INFINITE, 7)]


def test_change_of_an_unknown_kind_is_refused() -> None:
    with pytest.raises(BadValue, match="kind must be one of increase, put, remove, got 'add'"):
        change_of("add", 1, 1)


def test_nothing_and_a_numpy_number_are_taken() -> None:
    found = SortedSet()
    assert found.top(3) == found.ascending(0, -1) == []
    assert found.rank("a") is None
    assert found.increase(np.array([], np.int64)).tolist() == []
    assert found.put([], []) == 0
    assert found.increase(np.int64(4), np.float64(2)) == 2.0
    assert found.top(1) == [(2.0, 4)]
    assert type(found.top(1)[0].member) is int
