"""The check of *Read an id*."""

from __future__ import annotations

import random
from typing import Any

from hypothesis import strategies as st

from twitlab.course.book.jsonable import whole_number, whole_numbers
from twitlab.course.checking.check import Case
from twitlab.course.kinds.coding import code_check

EPOCH_MS = 1_288_834_974_657
"""4 November 2010, 01:42:54.657 UTC. Source: IdWorker.scala, github.com/twitter-archive/snowflake,
tag snowflake-2010."""
FIELDS = ("timestamp_ms", "datacenter_id", "worker_id", "sequence")

REFERENCE = """\
def decode_id(tweet_id):
    ms = (tweet_id >> 22) + 1_288_834_974_657
    datacenter = tweet_id >> 17 & 31
    worker = tweet_id >> 12 & 31
    sequence = tweet_id & 4095
    return ms, datacenter, worker, sequence
"""

MISTAKES = """
# the epoch left out
Your time counts from Snowflake's own epoch. To a Unix clock every tweet is then from the 1970s and
80s. Twitter began to count in November 2010, so that 41 bits last until 2080; add that moment back.
~ (tweet_id >> 22) + 1_288_834_974_657 -> tweet_id >> 22

# seconds for milliseconds
Your time is in seconds. `timestamp_ms` says milliseconds; in seconds, all tweets of one second
would fall on one instant.
~ ms, datacenter, worker, sequence -> ms // 1000, datacenter, worker, sequence

# datacenter and worker exchanged
Your datacenter and worker have changed places. Read from the left: time, **datacenter**, worker,
sequence. The datacenter has the higher bits.
~ ms, datacenter, worker, sequence -> ms, worker, datacenter, sequence

# masked but not shifted
You cut the right bits out and left them where they stood, so worker 3 reads as 12,288. Shift a
field down to bit 0 before you read it as a number.
~ tweet_id >> 17 & 31 -> tweet_id & 0x3E0000
~ tweet_id >> 12 & 31 -> tweet_id & 0x1F000

# shifted but not masked
After a shift the fields *above* are still there: the time stands in your datacenter. A mask of five
ones keeps five bits.
~ tweet_id >> 17 & 31 -> tweet_id >> 17
~ tweet_id >> 12 & 31 -> tweet_id >> 12

# 32 for a mask
`& 32` keeps one single bit, the sixth, and that belongs to the neighbour. A mask of n ones is one
less than the power: `2**n - 1`.
~ tweet_id >> 17 & 31 -> tweet_id >> 17 & 32
~ tweet_id >> 12 & 31 -> tweet_id >> 12 & 32
~ tweet_id & 4095 -> tweet_id & 4096

# through a float
Somewhere the id became a float, which keeps 53 bits of it; the last ones are rounded. JavaScript's
numbers are floats, which is why Twitter's API sends each id a second time as text, `id_str`. Use
`>>`, `&`, `//`, never `/`.
 def decode_id(tweet_id):
+    tweet_id = int(float(tweet_id))

# counted from the left, unpadded
An id written in bits has no zeros on its left, so its 41st digit is not its 41st bit. Count from
the right, or pad to 63 digits first.
+def decode_id(tweet_id):
+    bits = f"{tweet_id:b}"
+    fields = bits[:41], bits[41:46], bits[46:51], bits[51:]
+    ms, datacenter, worker, sequence = (int(each or "0", 2) for each in fields)
+    return ms + 1_288_834_974_657, datacenter, worker, sequence

# the sign bit forgotten
Your fields stand one bit too far to the left. 41 + 5 + 5 + 12 are 63 bits, and a number of 64 has
one more in front: its sign, always 0. Pad to 63 digits, or begin to cut after the first of 64.
+def decode_id(tweet_id):
+    bits = f"{tweet_id:064b}"
+    fields = bits[:41], bits[41:46], bits[46:51], bits[51:63]
+    ms, datacenter, worker, sequence = (int(each, 2) for each in fields)
+    return ms + 1_288_834_974_657, datacenter, worker, sequence

# / before int
`/` makes a float, which keeps 53 bits, and `int` comes too late to bring the others back. It goes
wrong only where the bits below are nearly all ones, so a short test does not show it. Use `>>` or
`//`.
~ (tweet_id >> 22) + 1_288_834_974_657 -> int(tweet_id / 2**22) + 1_288_834_974_657
~ tweet_id >> 17 & 31 -> int(tweet_id / 2**17) % 32
~ tweet_id >> 12 & 31 -> int(tweet_id / 2**12) % 32

# + before >>
Python adds before it shifts: `a >> 22 + b` is `a >> (22 + b)`. That shifts everything away. Put the
shift into brackets.
~ (tweet_id >> 22) + 1_288_834_974_657 -> tweet_id >> 22 + 1_288_834_974_657

# ten bits in one
You return three numbers: the ten bits of the machine are one of them. They are two fields, 5 bits
for the datacenter and 5 for the worker.
~ ms, datacenter, worker, sequence -> ms, tweet_id >> 12 & 1023, sequence

# ten bits for the worker
Your worker has the datacenter in it, as its higher bits. The mask keeps ten bits, and the ten bits
of the machine are two fields. How many of them are the worker's?
~ tweet_id >> 12 & 31 -> tweet_id >> 12 & 1023

# the epoch in whole seconds
All your times are 657 ms too early. The epoch is 01:42:54 *and 657 ms*; you count from the whole
second before. Which unit does the contract ask for?
~ 1_288_834_974_657 -> 1_288_834_974_000

# the lower fields as a fraction of the time
Your time has digits behind the point. `/` does not drop the bits below the time: datacenter, worker
and sequence come out as a fraction of a millisecond. How does one leave bits behind?
~ (tweet_id >> 22) + 1_288_834_974_657 -> tweet_id / 2**22 + 1_288_834_974_657

# thirteen bits for the sequence
Your sequence has one bit too many, and all other fields are read one bit too far to the left. Below
the time there are 5 + 5 + 12 bits. If you cut a text: how many digits has it, and how many do the
fields need?
~ tweet_id >> 22 -> tweet_id >> 23
~ tweet_id >> 17 -> tweet_id >> 18
~ tweet_id >> 12 -> tweet_id >> 13
~ tweet_id & 4095 -> tweet_id & 8191
"""

BY_REMAINDERS = """\
def decode_id(tweet_id):
    rest, sequence = divmod(tweet_id, 4096)
    rest, worker = divmod(rest, 32)
    ms, datacenter = divmod(rest, 32)
    return ms + 1_288_834_974_657, datacenter, worker, sequence
"""

BY_PADDED_TEXT = """\
def decode_id(tweet_id):
    bits = f"{tweet_id:064b}"
    widths = bits[:42], bits[42:47], bits[47:52], bits[52:]
    ms, datacenter, worker, sequence = (int(each, 2) for each in widths)
    return [ms + 1_288_834_974_657, datacenter, worker, sequence]
"""


def of_fields(ms: int, datacenter: int, worker: int, sequence: int) -> int:
    """Give the id that is made of these."""
    return ms << 22 | datacenter << 17 | worker << 12 | sequence


FIXED = (
    *((0, 0, 0, 0), (0, 0, 0, 5), (0, 0, 3, 0), (0, 7, 0, 0), (1000, 0, 0, 0)),
    *((0, 0, 31, 4_095), (0, 31, 31, 4_095), (2**38 + 5, 3, 1, 100), (2**38 + 5, 3, 1, 4_090)),
    (2**41 - 1, 31, 31, 4_095),
)


def drawn(rng: random.Random) -> list[tuple[int]]:
    """Draw ids of today's size."""
    return [
        (of_fields(rng.randrange(2**38, 2**39), *map(rng.randrange, (32, 32, 4_096))),)
        for _ in range(40)
    ]


def why(case: Case, got: Any, expected: Any) -> str:
    """Show the id in bits, and say which fields differ."""
    bits, fields = f"{case['tweet_id']:063b}", whole_numbers(got) or []
    parts = " ".join((bits[:41], bits[41:46], bits[46:51], bits[51:]))
    pairs = zip(FIELDS, fields, expected, strict=True) if len(fields) == 4 else ()
    wrong = [name for name, a, b in pairs if whole_number(a) != b]
    where = f" Yours differs in {', '.join(wrong)}." if wrong else ""
    return f"The id in bits, 41 + 5 + 5 + 12: {parts}.{where}"


def strategy() -> st.SearchStrategy[Case]:
    """Give ids with small fields, so that a counterexample shrinks to something readable."""
    five = st.integers(0, 31)
    fields = st.tuples(st.integers(0, 2**41 - 1), five, five, st.integers(0, 4_095))
    return fields.map(lambda each: {"tweet_id": of_fields(*each)})


CHECK = code_check(
    reference=REFERENCE,
    mistakes=MISTAKES,
    alternatives=(BY_REMAINDERS, BY_PADDED_TEXT),
    fixed=[(of_fields(*each),) for each in FIXED],
    drawn=drawn,
    why=why,
    strategy=strategy,
)
