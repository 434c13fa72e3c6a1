"""The check of *The log of a day*: its bytes a day, the days that are kept, and their copies."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from twitlab.course.checking.check import Observed
from twitlab.course.kinds.estimate_diagnosis import diagnose_result
from twitlab.course.kinds.estimate_mistakes import bounds, reference
from twitlab.course.kinds.estimate_task import Challenge, Conclusion
from twitlab.course.kinds.estimating import estimating
from twitlab.course.kinds.form import mistakes_of
from twitlab.estimate import assumed, given

MACHINE_TB, RACK = 20, 40
"""Disk for the log of a machine, machines of a rack: what the exercise gives."""

CONCLUSIONS = {
    "a": Conclusion(
        "All of it fits on the disks of one machine.",
        f"A machine has {MACHINE_TB} TB. Is your result below that?",
        below=f"{MACHINE_TB} TB",
    ),
    "b": Conclusion(
        "It takes more than a machine, and at most a rack.",
        f"Is your result between the {MACHINE_TB} TB of a machine and the "
        f"{RACK * MACHINE_TB:,} TB of forty?",
        at_least=f"{MACHINE_TB} TB",
        below=f"{RACK * MACHINE_TB} TB",
    ),
    "c": Conclusion(
        "It takes more than a rack. So before one buys, one asks for fewer days, or keeps the old "
        "ones added up.",
        f"Forty machines have {RACK * MACHINE_TB:,} TB. Is your result above that?",
        at_least=f"{RACK * MACHINE_TB} TB",
    ),
}

EVENTS = given(
    "events a day", "400 G event/day", source="Zhang and Malife, Twitter Engineering blog, 2021"
)
BYTES = assumed(
    "bytes an event",
    "220 B/event",
    why="Four numbers of 8 bytes are 32. With names, or as JSON, it is a few hundred. LinkedIn's "
    "figures give 219.",
    least="20 B/event",
    most="3 KB/event",
)
DAYS = assumed(
    "days kept",
    "7 day",
    why="A bug has to be noticed, mended and counted anew before its events are gone: a day at "
    "least. More than a quarter of a year is an archive.",
    least="1 day",
    most="92 day",
)
COPIES = assumed(
    "copies",
    "3 copies",
    why="With one copy, a dead disk loses what was acknowledged. An erasure code makes do with "
    "1.5. More than six are paid for by nobody.",
    mark="replication",
    least="1.2 copies",
    most="6 copies",
)

TREE = EVENTS * BYTES * DAYS * COPIES
_UNIT = "TB"

MESSAGES = {
    "replication left out": "Your rows name copies, and your result has room for one. What was "
    "acknowledged must outlive a disk, so each byte is written as often as there are copies.",
    "no row for copies": "Your ledger has no row for copies. The page says that a dead disk must "
    "lose nothing that was acknowledged. On how many machines does an event stand, then?",
    "events a day: a thousand times too few": "400 million a day would be about the tweets alone. "
    "The page says thousand million.",
    "concluded a": "With 220 bytes an event, *one* day in *one* copy takes 88 TB. Hold your result "
    f"against {MACHINE_TB} TB.",
    "interval upside down": "Your low end is above your high end. Say it as a bet: *it is hardly "
    "below ..., and hardly above ...*.",
    "interval without width": "Both ends are the same. Reckon once with 32 bytes and a day, and "
    "once with 500 bytes and a month.",
    "interval beside the result": "Your result is outside your own interval. Was the result "
    "corrected, and the ends were forgotten?",
    "interval too wide": "This interval holds one machine and a data centre at once. Bytes and "
    "days are uncertain by a factor of 3 or so each. Which end would surprise you?",
}

MISTAKES = """
# tweets in the place of events
500 million a day were the tweets of 2013. An event is also each view, like and retweet: 800 of them
for a tweet. What does this log have in it?
+events a day: 500 M event/day

# the log of somebody else
800 thousand million a day are LinkedIn's. That log has other events and other readers. It can say
how large an event is, and not how many Twitter has.
+events a day: 800 G event/day

# the id alone
8 bytes are the id of a tweet. Who liked it, when, and what kind of event it was, is missing, and
each of them is asked for later: distinct authors, event time. What has an event to say?
+bytes an event: 8 B/event

# a year is kept
A year of this log is a good wish of those who analyse it. It is kept, added up, in an archive. The
log has to be there until a bug was noticed and its days were counted anew. How long is that?
+days kept: 365 day

# one day of it
Your result fits one day. The log keeps several, and your own row says how many.
+result: a day

# one day of it, in one copy
Your result fits what comes in on one day. The log keeps several days, each in several copies: both
are rows of yours.
+result: a day in one copy

# the result in bits
Your result is eight times what your rows make. A byte has 8 bits, and a disk is sold in bytes.
+result: in bits
"""


_DAY, _COPY = DAYS.value.magnitude, COPIES.value.magnitude
_RESULTS = {
    "a day": (1 / _DAY, "b"),
    "a day in one copy": (1 / (_DAY * _COPY), "b"),
    "in bits": (8, "c"),
}


def _ledger(line: str) -> dict[str, Any]:
    row, _, value = line[1:].partition(": ")
    if row == "result":
        factor, letter = _RESULTS[value]
        return reference(TREE, _UNIT, letter, **bounds(TREE.to(_UNIT) * factor, _UNIT))
    tree = TREE.with_values({row: value})
    result = tree.to(_UNIT)
    letter = next(key for key, each in CONCLUSIONS.items() if each.holds(result, _UNIT))
    return reference(tree, _UNIT, letter)


WHYS = {
    "tweets in the place of events": "The page says how many *events* a day there are.",
    "the log of somebody else": "The page gives Twitter's own number of events a day.",
    "the id alone": "An event says which tweet, who, when and what: four numbers at least.",
    "a year is kept": "The page asks for how long the log itself must be kept.",
    "one day of it": "From your own rows, it is too low by the number of days that are kept.",
    "one day of it, in one copy": "From your own rows, it is too low by days times copies.",
    "the result in bits": "From your own rows, it is 8 times too high.",
}
_ROWS = {
    "events a day": {
        "tweets in the place of events": Fraction(500_000_000, 86_400),
        "the log of somebody else": Fraction(800_000_000_000, 86_400),
    },
    "bytes an event": {"the id alone": Fraction(64)},
    "days kept": {"a year is kept": Fraction(365 * 86_400)},
}
"""Row, name and the amount (a second, in bits) that gives a mistake away."""


def named(observed: Observed, kind: Any) -> str:
    """Name a mistake that its own figures give away; else give ""."""
    if observed["look"] == "result" and kind == ["result", "unexplained"]:
        rows = {name: pair[0] for name, pair in observed["rows"].items()}
        if not {DAYS.name, COPIES.name} <= set(rows):
            return ""
        days, copies = Fraction(rows[DAYS.name]) / 86_400, Fraction(rows[COPIES.name])
        ratio = diagnose_result(TREE, _UNIT, rows, observed["result"]).ratio
        found = {"one day of it": days, "one day of it, in one copy": days * copies}
        if Fraction(15, 2) < ratio < Fraction(17, 2):
            return "the result in bits"
        fits = [name for name, less in found.items() if Fraction(9, 10) < ratio * less < 2]
        return fits[0] if days > 2 and fits else ""
    if observed["look"] != "row" or observed["row"] is None:
        return ""
    size = Fraction(observed["row"][0])
    for name, amount in _ROWS.get(observed["name"], {}).items():
        if amount * Fraction(49, 50) <= size <= amount * Fraction(51, 50):
            return name
    return ""


CHECK = estimating(
    answer="estimate",
    ways=[TREE],
    unit=_UNIT,
    conclusions=CONCLUSIONS,
    mistakes=mistakes_of(MISTAKES, _ledger),
    messages=MESSAGES,
    challenges=[
        Challenge(
            "bytes an event",
            "32 B/event",
            "The kit's own log writes four numbers of 8 bytes for an event, in columns. With 32 "
            "bytes your result is {result}, {times} times as much. Who pays for that?",
            "The kit's own log writes four numbers of 8 bytes for an event, in columns. With 32 "
            "bytes your result is {result}; yours is {times} times that. What do the other bytes "
            "buy?",
        ),
    ],
    named=named,
    whys=WHYS,
)
