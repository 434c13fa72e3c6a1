"""The check of *A Snowflake, line by line*: every order of lines that keeps the promises passes."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable
from itertools import accumulate, pairwise
from typing import Any

from hypothesis import strategies as st

from twitlab.course.book.jsonable import whole_number, written
from twitlab.course.checking.check import Case, Judgement
from twitlab.course.kinds.form import value_mistakes
from twitlab.course.kinds.ordering import order_lines

HEAD = """\
def ids_for(readings, worker):
    given, last_ms, sequence = [], -1, 0
    for now_ms in readings:"""

LINES = {
    "A": "        last_ms = now_ms",
    "B": "            sequence += 1",
    "C": "        if now_ms < last_ms:",
    "D": "        given.append(now_ms << 22 | worker << 12 | sequence)",
    "E": "            sequence = 0",
    "F": "        else:",
    "G": "        given.append(worker << 53 | now_ms << 12 | sequence)",
    "H": "            continue",
    "I": "        if now_ms > last_ms:",
    "J": "        given.append(now_ms << 22 | worker << 12)",
    "K": "        if now_ms == last_ms:",
}

TAIL = "    return given"

MANY = 5_000
"""More milliseconds than the 4,096 ids that 12 bits can number: a sequence that is never set back
runs over, be it counted up at each id or only at the second of a millisecond."""
MOST_EQUAL = 4_096
_SHOWN = 8


def cases(seed: int) -> list[Case]:
    """Give a few readings with one thing to notice each, then random ones, then many."""
    rng = random.Random(seed)
    named = [[5], [5, 6], [5, 5], [5, 5, 5, 6, 6], [6, 5], [5, 6, 5, 6], [6, 6, 5, 6], []]
    drawn = [[rng.randrange(1, 9) for _ in range(rng.randrange(3, 12))] for _ in range(30)]
    workers = [6, *(rng.randrange(1024) for _ in range(len(named) + len(drawn) - 1))]
    short = [[readings, worker] for readings, worker in zip((*named, *drawn), workers, strict=True)]
    twice_each = [now_ms for now_ms in range(MANY) for _ in range(2)]
    refused = [5, *[4] * MOST_EQUAL, 5]
    # An even worker: the bit that a full sequence runs over into is free.
    long = [[readings, 6] for readings in (twice_each, [5] * MOST_EQUAL, refused)]
    return [{"args": args} for args in (*short, *long)]


def call(case: Case) -> str:
    """Write the call down."""
    readings, worker = case["args"]
    if len(readings) > 30:
        return f"ids_for([{readings[0]}, {readings[1]}, ... {readings[-1]}], worker={worker})"
    return f"ids_for({readings}, worker={worker})"


def judge(case: Case, returned: Any) -> Judgement:
    """Hold what was returned against the promises, the one that hurts most first."""
    readings, worker = case["args"]
    wanted = _accepted(readings)
    numbers = [whole_number(each) for each in returned] if isinstance(returned, list) else [None]
    ids = [each for each in numbers if each is not None]
    if len(ids) < len(numbers):
        return _broken(written(returned), "a list of ids", "Every entry must be a whole number.")
    return (
        _repeat(ids)
        or _other_worker(ids, worker)
        or _out_of_order(ids)
        or Judgement(
            ok=[each >> 22 for each in ids] == wanted,
            got=_shown(ids),
            expected=f"ids with the times [{_several(map(str, wanted))}]",
            why="Each reading gets an id, except one that is earlier than the latest so far.",
        )
    )


def strategy() -> st.SearchStrategy[Case]:
    """Give a few readings close together, so that some are equal and some run back."""
    readings = st.lists(st.integers(5, 9), max_size=6)
    return st.builds(lambda times: {"args": [times, 6]}, readings)


def _accepted(readings: list[int]) -> list[int]:
    """Keep the readings at which no clock had run back."""
    latest = accumulate(readings, max)
    return [now for now, most in zip(readings, latest, strict=True) if now >= most]


def _repeat(ids: list[int]) -> Judgement | None:
    if len(set(ids)) == len(ids):
        return None
    twice, _ = next((each, times) for each, times in Counter(ids).items() if times > 1)
    return _broken(
        _shown(ids), "ids that all differ", f"The id {_parts(twice)} is given out twice."
    )


def _other_worker(ids: list[int], worker: int) -> Judgement | None:
    for number, each in enumerate(ids, 1):
        if (each >> 12) % 1024 != worker:
            return _broken(
                f"{_parts(each)} as id number {number:,} (time|worker|sequence)",
                f"worker {worker} in the middle",
                "From above, an id holds 41 bits of time, 10 of worker and 12 of sequence. "
                "With another worker's number in it, it can be the same as an id of that worker.",
            )
    return None


def _out_of_order(ids: list[int]) -> Judgement | None:
    for before, after in pairwise(ids):
        if after < before:
            return _broken(
                _shown(ids),
                "ids that only grow",
                f"{_parts(after)} is given out after {_parts(before)} and is smaller.",
            )
    return None


def _broken(got: str, expected: str, why: str) -> Judgement:
    return Judgement(ok=False, got=got, expected=expected, why=why)


def _parts(tweet_id: int) -> str:
    """Write an id as time|worker|sequence."""
    return f"{tweet_id >> 22}|{(tweet_id >> 12) % 1024}|{tweet_id % 4096}"


def _shown(ids: list[int]) -> str:
    return f"[{_several(map(_parts, ids))}] (time|worker|sequence)"


def _several(texts: Iterable[str]) -> str:
    known = list(texts)
    more = [f"... {len(known):,} in all"] if len(known) > _SHOWN else []
    return ", ".join(known[:_SHOWN] + more)


MISTAKES = """
# a sequence that is never set back
For your lines no millisecond ever looks new. (Is `last_ms` compared with `now_ms` only after the
two were made equal?) So the sequence counts up for ever, and after 4,096 ids it runs over into the
worker's bits. No small test shows it.
+CHAIEFBD

# the time remembered before all else
For your lines no reading is ever earlier than the one before, and none ever later. Once `now_ms` is
put into `last_ms` the two are equal, and every question that compares them has the same answer.
Compare with the past while you still have it.
+ACHIEFBD

# no look at a clock that runs back
Clocks are set right while a service runs, and then milliseconds come again. Yours gives out ids
with the old time. And where a millisecond begins for the second time, it counts from 0 again, as it
did the first time. Snowflake refuses to give out ids until its clock has caught up.
+IEFBDA

# the clock looked at too late
You do refuse a reading that runs back. But before that it has gone through the other lines and has
set `sequence` to 0. Refuse first, then change: a request that is refused must leave no trace.
+KBFECHDA

# a refused reading counted
A reading that runs back gets no id, and your sequence counts it all the same. A gap in the sequence
does no harm. But while the clock stands back, thousands may be refused, and the sequence then runs
over into the worker's bits, though hardly an id was given out. Refuse first, then count.
+IEFBCHDA

# the worker above the time
All ids differ, so it looks right. But now every id of worker 7 is larger than every id of worker 6,
whatever the time. What stands in the upper bits decides the order.
+CHIEFBGA

# nothing that tells two tweets of a millisecond apart
Two tweets that reach this worker in the same millisecond get the same id: they have the time and
the worker in common. Which number is to tell them apart? Is it counted up, and does it reach the
id?
+CHIEFBJA

# the two branches swapped
You count up when a new millisecond begins and set back within the same one. Say it aloud: *same
millisecond: the next number; new millisecond: from 0*. Then look at your `if` again.
+CHIBFEDA

# every reading taken by itself
Each reading is treated as if it were the first: none is taken for the same millisecond again, and
none for a clock that ran back. Which lines tell the next round what this one saw, and which look at
it there?
+CHIEFBD
"""

CHECK = order_lines(
    answer="order",
    function="ids_for",
    head=HEAD,
    lines=LINES,
    tail=TAIL,
    cases=cases,
    judge=judge,
    call=call,
    strategy=strategy,
    mistakes=value_mistakes(MISTAKES),
    alternatives=(
        list("CHIEFBAD"),  # remembered before the id is made
        list("CHKBFEDA"),  # the same millisecond asked for first
        list("CHIEKBAD"),  # two questions and no else
        list("KBIECHAD"),  # the clock that runs back asked for last, and it counts nothing
        "c, h, k, b, f, e, d, a",
        tuple("CHIEFBDA"),
    ),
)
