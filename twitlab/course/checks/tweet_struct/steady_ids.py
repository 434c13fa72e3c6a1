"""The check of *Ids that survive*: a clock that runs back, a full millisecond, a restart."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st

from twitlab.course.checking.check import Case, Judgement, Observed, taken_apart
from twitlab.course.kinds.coding import code_check

PER_MS = 4_096
MOST_READINGS = 1_000
"""After so many readings for one id the clock moves by itself, so that spinning ends too."""

REFERENCE = """\
def next_id(clock, worker, last):
    last_ms, sequence = last
    now = clock.now_ms()
    if now < last_ms:
        raise ValueError("the clock runs back")
    if now > last_ms:
        sequence = 0
    elif sequence is None or sequence == 4095:
        clock.wait_until_ms(last_ms + 1)
        now, sequence = clock.now_ms(), 0
    else:
        sequence += 1
    return now << 22 | worker << 12 | sequence, (now, sequence)
"""

MISTAKES = """
# trusts the clock
When the clock runs back, you give ids of a time that is past, and some of them may exist. Clocks do
run back: a time server corrects them, a leap second comes, a virtual machine is moved. Refuse until
the clock has caught up.
-    if now < last_ms:
-        raise ValueError("the clock runs back")
-    if now > last_ms:
+    if now != last_ms:

# goes on at the last time
You hide a clock that runs back by staying at the last millisecond. The ids stay unique, but after
an hour's jump back all ids of an hour carry one wrong time, and nobody was told. The contract says:
refuse.
@ trusts the clock
~ now = clock.now_ms() -> now = max(clock.now_ms(), last_ms)
~ now != last_ms -> now > last_ms

# waits for the millisecond that it is
Where a millisecond is full, you wait until `last_ms`. That is now: nobody waits, and the sequence
begins anew in a millisecond whose ids are out. Wait for the one after it: `last_ms + 1`.
~ last_ms + 1 -> last_ms

# the sequence wraps round
Id 4,097 of a millisecond has the sequence 0 again: an id that exists. Twelve bits are used up after
4,096; then only time helps.
~ sequence is None or sequence == 4095 -> sequence is None
~ sequence += 1 -> sequence = (sequence + 1) % 4096

# the sequence leaks into the worker
Id 4,097 of a millisecond has a sequence of 13 bits, and the 13th belongs to the worker: this id is
the *next worker's* first one. Wait for the next millisecond.
~ sequence is None or sequence == 4095 -> sequence is None
~ now << 22 | worker << 12 | sequence -> (now << 22) + (worker << 12) + sequence

# begins at 0 after a restart
The worker was restarted within the millisecond of its last id, and you begin at sequence 0: that id
is out already. A restart takes seconds on a server, but the clock may have been set back meanwhile.
A millisecond that may be used is used.
~ now > last_ms -> now > last_ms or sequence is None
~ sequence is None or sequence == 4095 -> sequence == 4095

# the sequence never begins anew
In a new millisecond the sequence begins at 0. Yours goes on from the last one, so it fills up and
waits though nothing is full.
-    if now > last_ms:
-        sequence = 0
-    elif sequence is None or sequence == 4095:
+    if sequence is None or sequence == 4095:

# refuses the same millisecond
A second id within a millisecond is no error: that is what the sequence is for. Only an *earlier*
time is refused: `<`, not `<=`.
~ now < last_ms -> now <= last_ms

# one id a millisecond
You wait for a new millisecond each time. That is safe, and 4,096 times slower than it need be:
1,000 ids a second, where Twitter asked for 10,000 of a process.
~ sequence is None or sequence == 4095 -> True

# the reading from before the wait
You wait, and then build the id from the time that you read *before* it: sequence 0 of the old
millisecond, which is out. Read the clock again.
~ now, sequence = clock.now_ms(), 0 -> sequence = 0

# takes the wait for exact
You wait until a moment and then write that moment down, unread. A wait on a busy machine ends late,
and your ids then carry a time that no clock showed: the next call sees a *new* millisecond, and a
log beside it another order. Read the clock.
~ clock.now_ms(), 0 -> last_ms + 1, 0

# the epoch subtracted
You subtracted Snowflake's epoch, and the clock counts from that epoch already. With a clock that
counts from 1970 you would be right; the contract says which it is.
~ now << 22 -> now - 1_288_834_974_657 << 22

# waits for a clock that ran back
You wait until the clock has caught up. After a jump of an hour, every caller hangs for an hour.
Refuse at once: the caller can ask another worker.
-        raise ValueError("the clock runs back")
+        clock.wait_until_ms(last_ms)
+        now = clock.now_ms()

# fields that overlap
Your worker overlaps with the sequence. The sequence has twelve bits, so the worker begins at bit 12
and the time at bit 10 + 12.
~ worker << 12 -> worker << 10

# the id alone
You return the id and nothing else. The next call has to know which time and which sequence this id
has, and your function keeps nothing. Who tells it?
~ now << 22 | worker << 12 | sequence, (now, sequence) -> now << 22 | worker << 12 | sequence

# three things in a row
You return three things side by side: the id, the time and the sequence. The contract has two: the
id, and a pair that comes back as `last`. What is missing around the time and the sequence?
~ (now, sequence) -> now, sequence

# an error where a wait will do
Where no id of the millisecond may be given any more, you raise an error. The caller did nothing
wrong, and the next millisecond has 4,096 new ids. What does the contract say to do until then?
-        clock.wait_until_ms(last_ms + 1)
-        now, sequence = clock.now_ms(), 0
+        raise ValueError("no id is left")
"""

BY_ONE_COUNTER = """\
def next_id(clock, worker, last):
    last_ms, sequence = last
    now = clock.now_ms()
    if now < last_ms:
        raise ValueError(f"the clock reads {now}, after {last_ms}")
    following = 0 if now > last_ms else 4096 if sequence is None else sequence + 1
    if following > 4095:
        clock.wait_until_ms(last_ms + 1)
        now, following = clock.now_ms(), 0
    return now * 2**22 + worker * 2**12 + following, (now, following)
"""

BY_SPINNING = """\
def next_id(clock, worker, last):
    now = clock.now_ms()
    if now < last[0]:
        raise ValueError("refused")
    used_up = last[1] in (None, 4095)
    while used_up and now == last[0]:
        now = clock.now_ms()
    sequence = last[1] + 1 if now == last[0] else 0
    return (now << 10 | worker) << 12 | sequence, (now, sequence)
"""

THE_LATEST_OF_THREE = """\
def next_id(clock, worker, last):
    def read():
        return max(clock.now_ms() for _ in range(3))

    now = read()
    if now < last[0]:
        raise ValueError("refused")
    if now == last[0] and last[1] in (None, 4095):
        clock.wait_until_ms(now + 1)
        now = read()
    sequence = 0 if now > last[0] else last[1] + 1
    return now << 22 | worker << 12 | sequence, (now, sequence)
"""

LIVES: tuple[list[Any], ...] = (
    [["clock", 5], ["ids", 1]],
    [["clock", 5], ["ids", 2]],
    [["clock", 5], ["ids", 2], ["clock", 6], ["ids", 2]],
    [["clock", 5], ["ids", 1], ["clock", 4], ["ids", 1]],
    [["clock", 5], ["ids", 1], ["clock", 4], ["ids", 1], ["clock", 5], ["ids", 1]],
    [["clock", 5], ["ids", 1], ["restart"], ["ids", 1]],
    [["clock", 5], ["ids", 1], ["restart"], ["clock", 6], ["ids", 2]],
    [["clock", 5], ["ids", 1], ["restart"], ["clock", 4], ["ids", 1]],
    [["clock", 5], ["ids", PER_MS + 1]],
    [["clock", 5], ["ids", PER_MS], ["clock", 6], ["ids", 1]],
)
RESTARTED = [["clock", 5], ["ids", 1], ["restart"], ["ids", 2]]


class Clock:
    """A clock that stands still unless it is set, waited for, or read without end for one id.

    Args:
        late: by how many milliseconds a wait ends too late, as waits on real machines do.
    """

    def __init__(self, late: int) -> None:
        self._ms = 0
        self._late = late
        self._readings = 0

    def set(self, ms: int) -> None:
        """Make the clock read another time, an earlier one too."""
        self._ms = ms
        self.begin()

    def begin(self) -> None:
        """Count the readings anew: another id is asked for."""
        self._readings = 0

    def now_ms(self) -> int:
        """Read the clock."""
        self._readings += 1
        if self._readings > MOST_READINGS:
            self.set(self._ms + 1 + self._late)
        return self._ms

    def wait_until_ms(self, ms: int) -> None:
        """Wait until the clock reads `ms` or more; nothing happens if it does."""
        if self._ms < ms:
            self.set(ms + self._late)


def drawn(rng: random.Random) -> list[tuple[int, int, list[Any]]]:
    """Draw days in the life of a worker."""
    days = [_day(rng, start) for start in (*range(10, 30), 2**41 - 20)]
    return [(rng.randrange(1_024), rng.choice([0, 0, 3]), steps) for steps in days]


def _day(rng: random.Random, start: int) -> list[list[Any]]:
    steps: list[list[Any]] = [["clock", start], ["ids", 2]]
    for _ in range(rng.randrange(2, 6)):
        moved = start + rng.randrange(-2, 4)
        steps.append(rng.choice([["clock", moved], ["restart"]]))
        steps.append(["ids", rng.choice([1, 2, 3])])
    return steps


def call(case: Case) -> str:
    """Write down what happens to the worker, step by step."""
    words = {"clock": "the clock reads {} ms", "ids": "{} of next_id", "restart": "restart"}
    steps = []
    for name, *number in case["steps"]:
        text = words[name].format(*(f"{each:,}" for each in number))
        steps.append(text.replace("1 of next_id", "next_id") if number == [1] else text)
    late = f" (waits end {case['late']} ms late)" if case["late"] else ""
    return f"worker {case['worker']}{late}: " + ", ".join(steps)


def observe(answer: Any, case: Case) -> Observed:
    """Let the worker live through the case, and keep its ids as runs of consecutive numbers."""
    clock = Clock(case["late"])
    last: Any = (0, None)
    given: list[list[Any]] = []
    waited_until: list[int] = []  # tells waiting from going on, which give the same ids
    for name, *number in case["steps"]:
        if name == "clock":
            clock.set(number[0])
        elif name == "restart":
            last = (last[0], None)
        else:
            runs, last = _give(answer, clock, case["worker"], last, number[0])
            given.append(runs)
            waited_until.append(clock.now_ms())
    return {"given": given, "waited_until": waited_until}


def _give(answer: Any, clock: Clock, worker: int, last: Any, count: int) -> tuple[list[Any], Any]:
    runs: list[Any] = []
    for _ in range(count):
        clock.begin()
        try:
            tweet_id, last = taken_apart(
                answer(clock, worker, last), "the id", "the pair (ms and sequence)"
            )
        except ValueError:
            runs.append("ValueError")
            continue
        number = int(tweet_id)
        if runs and isinstance(runs[-1], list) and int(runs[-1][0]) + runs[-1][1] == number:
            runs[-1][1] += 1
        else:
            runs.append([str(number), 1])
    return runs, last


def judge(case: Case, observed: Observed) -> Judgement:
    """Compare each id with what a worker that keeps its promises gives."""
    got = [each for runs in observed["given"] for each in _single(runs)]
    for number, (have, (wanted, reason)) in enumerate(zip(got, _lifetime(case), strict=True)):
        if have != wanted:
            again = " (given before!)" if have is not None and have in got[:number] else ""
            why = f"Call {number + 1:,}. {reason}"
            return Judgement(False, _said(have) + again, _said(wanted), why)
    return Judgement(True, "as promised", "as promised", "")


def _single(runs: list[Any]) -> Iterator[int | None]:
    for run in runs:
        if run == "ValueError":
            yield None
        else:
            yield from range(int(run[0]), int(run[0]) + run[1])


def _said(tweet_id: int | None) -> str:
    if tweet_id is None:
        return "ValueError"
    if tweet_id < 0:
        return str(tweet_id)
    ms, worker, sequence = tweet_id >> 22, tweet_id >> 12 & 1_023, tweet_id & 4_095
    return f"{tweet_id} = {ms:,} ms, worker {worker}, sequence {sequence:,}"


def _lifetime(case: Case) -> Iterator[tuple[int | None, str]]:
    """Give for each call the id, or None where it must be refused, and the reason."""
    now = last_ms = 0
    sequence = PER_MS  # the millisecond before the first counts as used up
    for name, *number in case["steps"]:
        if name == "clock":
            now = number[0]
        elif name == "restart":
            sequence = PER_MS
        for _ in range(number[0] if name == "ids" else 0):
            if now < last_ms:
                reason = f"The clock reads {now:,} ms, and an id of {last_ms:,} ms is out: nobody "
                yield None, f"{reason}remembers which ids of this earlier time are taken."
                continue
            reason = _situation(now > last_ms, sequence)
            now = now if now > last_ms or sequence + 1 < PER_MS else now + 1 + case["late"]
            sequence = 0 if now > last_ms else sequence + 1
            last_ms = now
            yield now << 22 | case["worker"] << 12 | sequence, reason


def _situation(later: bool, sequence: int) -> str:
    if later:
        return "A new millisecond: the sequence begins at 0."
    if sequence + 1 < PER_MS:
        return "The same millisecond: the sequence goes up by one."
    if sequence + 1 == PER_MS:
        return "All 4,096 ids of the millisecond are given out: wait for the next one."
    return (
        "The worker was restarted within the millisecond of its last id. How far its sequence "
        "had come is forgotten, so this millisecond counts as used up."
    )


def strategy() -> st.SearchStrategy[Case]:
    """Give short lives, so that a counterexample shrinks to the one thing that goes wrong."""
    step = st.one_of(
        st.tuples(st.just("clock"), st.integers(1, 9)),
        st.tuples(st.just("ids"), st.integers(1, 2)),
        st.tuples(st.just("restart")),
    )
    steps = st.lists(step, min_size=1, max_size=6).map(
        lambda some: [["clock", 5], *(list(each) for each in some)]
    )
    late = st.sampled_from([0, 2])
    return st.fixed_dictionaries({"worker": st.just(1), "late": late, "steps": steps})


CHECK = code_check(
    reference=REFERENCE,
    mistakes=MISTAKES,
    alternatives=(BY_ONE_COUNTER, BY_SPINNING, THE_LATEST_OF_THREE),
    fields="worker late steps",
    fixed=[
        *((1, 0, steps) for steps in LIVES),
        (1, 2, RESTARTED),
        *((worker, 0, LIVES[0]) for worker in (0, 1_023)),
        (1, 0, [["clock", 0], ["ids", 1]]),
        (1_023, 0, [["clock", 2**41 - 1], ["ids", 2]]),
    ],
    drawn=drawn,
    call=call,
    observe=observe,
    judge=judge,
    strategy=strategy,
    labels=("what happens", "yours gave", "promised"),
)
