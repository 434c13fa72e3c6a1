"""The check of *Read an id*."""

from __future__ import annotations

import random
from typing import Any

from hypothesis import strategies as st

from twitlab.course.book.jsonable import whole_number, whole_numbers, written
from twitlab.course.checking.check import Case, Check, Judgement, Mistake, Observed

EPOCH_MS = 1_288_834_974_657
"""4 November 2010, 01:42:54.657 UTC. Source: IdWorker.scala, github.com/twitter-archive/snowflake,
tag snowflake-2010."""
FIELDS = ("timestamp_ms", "datacenter_id", "worker_id", "sequence")


def _id(ms: int, datacenter: int, worker: int, sequence: int) -> int:
    return ms << 22 | datacenter << 17 | worker << 12 | sequence


def cases(seed: int) -> list[Case]:
    """Give ids in which one field alone is set, then full and random ones, then the largest."""
    rng = random.Random(seed)
    single = [(0, 0, 0, 0), (0, 0, 0, 5), (0, 0, 3, 0), (0, 7, 0, 0), (1000, 0, 0, 0)]
    full = [(0, 0, 31, 4_095), (0, 31, 31, 4_095), (2**41 - 1, 31, 31, 4_095)]
    drawn = [
        (rng.randrange(2**38, 2**39), rng.randrange(32), rng.randrange(32), rng.randrange(4_096))
        for _ in range(40)
    ]
    return [{"id": _id(*fields)} for fields in (*single, *full[:2], *drawn, full[2])]


def call(case: Case) -> str:
    """Write the call down."""
    return f"decode_id({case['id']})"


def observe(answer: Any, case: Case) -> Observed:
    """Call the answer."""
    return {"returned": answer(case["id"])}


def judge(case: Case, observed: Observed) -> Judgement:
    """Accept the four fields, as a tuple or as a list."""
    fields = whole_numbers(observed["returned"])
    expected = _fields(case["id"])
    return Judgement(
        ok=fields == expected,
        got=written(observed["returned"]),
        expected=str(tuple(expected)),
        why=_why(case["id"], fields, expected),
    )


def _fields(tweet_id: int) -> list[int]:
    """Read the fields from the id's decimal value, by remainders, where the reference shifts."""
    rest, sequence = divmod(tweet_id, 4_096)
    rest, worker = divmod(rest, 32)
    ms, datacenter = divmod(rest, 32)
    return [ms + EPOCH_MS, datacenter, worker, sequence]


def _why(tweet_id: int, fields: list[int | None] | None, expected: list[int]) -> str:
    bits = f"{tweet_id:063b}"
    drawn = " ".join((bits[:41], bits[41:46], bits[46:51], bits[51:]))
    wrong = [] if fields is None or len(fields) != 4 else _differing(fields, expected)
    where = f" Yours differs in {', '.join(wrong)}." if wrong else ""
    return f"The id in bits, 41 + 5 + 5 + 12: {drawn}.{where}"


def _differing(fields: list[int | None], expected: list[int]) -> list[str]:
    return [
        name for name, a, b in zip(FIELDS, fields, expected, strict=True) if whole_number(a) != b
    ]


def strategy() -> st.SearchStrategy[Case]:
    """Give ids with small fields, so that a counterexample shrinks to something readable."""
    fields = st.tuples(
        st.integers(0, 2**41 - 1), st.integers(0, 31), st.integers(0, 31), st.integers(0, 4_095)
    )
    return fields.map(lambda each: {"id": _id(*each)})


def _no_epoch(tweet_id: int) -> tuple[int, int, int, int]:
    return tweet_id >> 22, tweet_id >> 17 & 31, tweet_id >> 12 & 31, tweet_id & 4095


def _seconds(tweet_id: int) -> tuple[int, int, int, int]:
    ms = (tweet_id >> 22) + 1_288_834_974_657
    return ms // 1000, tweet_id >> 17 & 31, tweet_id >> 12 & 31, tweet_id & 4095


def _swapped(tweet_id: int) -> tuple[int, int, int, int]:
    ms = (tweet_id >> 22) + 1_288_834_974_657
    return ms, tweet_id >> 12 & 31, tweet_id >> 17 & 31, tweet_id & 4095


def _no_shift(tweet_id: int) -> tuple[int, int, int, int]:
    ms = (tweet_id >> 22) + 1_288_834_974_657
    return ms, tweet_id & 0x3E0000, tweet_id & 0x1F000, tweet_id & 0xFFF


def _no_mask(tweet_id: int) -> tuple[int, int, int, int]:
    ms = (tweet_id >> 22) + 1_288_834_974_657
    return ms, tweet_id >> 17, tweet_id >> 12, tweet_id & 4095


def _power_for_mask(tweet_id: int) -> tuple[int, int, int, int]:
    ms = (tweet_id >> 22) + 1_288_834_974_657
    return ms, tweet_id >> 17 & 32, tweet_id >> 12 & 32, tweet_id & 4096


def _through_a_float(tweet_id: int) -> tuple[int, int, int, int]:
    tweet_id = int(float(tweet_id))
    ms = (tweet_id >> 22) + 1_288_834_974_657
    return ms, tweet_id >> 17 & 31, tweet_id >> 12 & 31, tweet_id & 4095


def _from_the_left(tweet_id: int) -> tuple[int, int, int, int]:
    bits = f"{tweet_id:b}"
    fields = bits[:41], bits[41:46], bits[46:51], bits[51:]
    ms, datacenter, worker, sequence = (int(each or "0", 2) for each in fields)
    return ms + 1_288_834_974_657, datacenter, worker, sequence


def _sign_bit_forgotten(tweet_id: int) -> tuple[int, int, int, int]:
    bits = f"{tweet_id:064b}"
    fields = bits[:41], bits[41:46], bits[46:51], bits[51:63]
    ms, datacenter, worker, sequence = (int(each, 2) for each in fields)
    return ms + 1_288_834_974_657, datacenter, worker, sequence


def _true_division(tweet_id: int) -> tuple[int, int, int, int]:
    ms = int(tweet_id / 2**22) + 1_288_834_974_657
    return ms, int(tweet_id / 2**17) % 32, int(tweet_id / 2**12) % 32, int(tweet_id % 2**12)


def _sum_before_shift(tweet_id: int) -> tuple[int, int, int, int]:
    ms = tweet_id >> 22 + 1_288_834_974_657
    return ms, tweet_id >> 17 & 31, tweet_id >> 12 & 31, tweet_id & 4095


def _ten_bits(tweet_id: int) -> tuple[int, int, int]:
    ms = (tweet_id >> 22) + 1_288_834_974_657
    return ms, tweet_id >> 12 & 1023, tweet_id & 4095


def _by_remainders(tweet_id: int) -> tuple[int, int, int, int]:
    rest, sequence = divmod(tweet_id, 4096)
    rest, worker = divmod(rest, 32)
    ms, datacenter = divmod(rest, 32)
    return ms + 1_288_834_974_657, datacenter, worker, sequence


def _by_padded_text(tweet_id: int) -> list[int]:
    bits = f"{tweet_id:064b}"
    widths = bits[:42], bits[42:47], bits[47:52], bits[52:]
    ms, datacenter, worker, sequence = (int(each, 2) for each in widths)
    return [ms + 1_288_834_974_657, datacenter, worker, sequence]


CHECK = Check(
    cases=cases,
    call=call,
    observe=observe,
    judge=judge,
    strategy=strategy,
    mistakes=(
        Mistake(
            "the epoch left out",
            "Your time counts from Snowflake's own epoch. To a Unix clock every tweet is then from "
            "the 1970s and 80s. Twitter began to count in November 2010, so that 41 bits last "
            "until 2080; add that moment back.",
            _no_epoch,
        ),
        Mistake(
            "seconds for milliseconds",
            "Your time is in seconds. `timestamp_ms` says milliseconds; in seconds, all tweets of "
            "one second would fall on one instant.",
            _seconds,
        ),
        Mistake(
            "datacenter and worker exchanged",
            "Your datacenter and worker have changed places. Read from the left: time, "
            "**datacenter**, worker, sequence. The datacenter has the higher bits.",
            _swapped,
        ),
        Mistake(
            "masked but not shifted",
            "You cut the right bits out and left them where they stood, so worker 3 reads as "
            "12,288. Shift a field down to bit 0 before you read it as a number.",
            _no_shift,
        ),
        Mistake(
            "shifted but not masked",
            "After a shift the fields *above* are still there: the time stands in your datacenter. "
            "A mask of five ones keeps five bits.",
            _no_mask,
        ),
        Mistake(
            "32 for a mask",
            "`& 32` keeps one single bit, the sixth, and that belongs to the neighbour. A mask of "
            "n ones is one less than the power: `2**n - 1`.",
            _power_for_mask,
        ),
        Mistake(
            "through a float",
            "Somewhere the id became a float, which keeps 53 bits of it; the last ones are "
            "rounded. JavaScript's numbers are floats, which is why Twitter's API sends each id "
            "a second time as text, `id_str`. Use `>>`, `&`, `//`, never `/`.",
            _through_a_float,
        ),
        Mistake(
            "counted from the left, unpadded",
            "An id written in bits has no zeros on its left, so its 41st digit is not its 41st "
            "bit. Count from the right, or pad to 63 digits first.",
            _from_the_left,
        ),
        Mistake(
            "the sign bit forgotten",
            "Your fields stand one bit too far to the left. 41 + 5 + 5 + 12 are 63 bits, and a "
            "number of 64 has one more in front: its sign, always 0. Pad to 63 digits, or begin "
            "to cut after the first of 64.",
            _sign_bit_forgotten,
        ),
        Mistake(
            "/ before int",
            "`/` makes a float, which keeps 53 bits, and `int` comes too late to bring the others "
            "back. It goes wrong only where the bits below are nearly all ones, so a short test "
            "does not show it. Use `>>` or `//`.",
            _true_division,
        ),
        Mistake(
            "+ before >>",
            "Python adds before it shifts: `a >> 22 + b` is `a >> (22 + b)`. That shifts "
            "everything away. Put the shift into brackets.",
            _sum_before_shift,
        ),
        Mistake(
            "ten bits in one",
            "You return three numbers: the ten bits of the machine are one of them. They are two "
            "fields, 5 bits for the datacenter and 5 for the worker.",
            _ten_bits,
        ),
    ),
    alternatives=(_by_remainders, _by_padded_text),
)
