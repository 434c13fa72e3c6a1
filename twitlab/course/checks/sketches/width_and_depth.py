"""The check of *How large a sketch?*: width, depth and bytes for an error that nobody minds."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

from twitlab.course.checking.check import Mistake, Observed
from twitlab.course.checking.patches import Patch, read_patches
from twitlab.course.kinds.estimate_diagnosis import diagnose_result
from twitlab.course.kinds.estimate_ledger import of_amount
from twitlab.course.kinds.estimate_mistakes import bounds, reference
from twitlab.course.kinds.estimate_task import Challenge, Conclusion
from twitlab.course.kinds.estimating import estimating
from twitlab.estimate import Term, assumed, given

EVENTS, DIFFERENT, LAST, DAYS = 100_000_000, 20_000_000, 50_000, 7
"""Retweets of a day, different tweets in it, retweets of the last one shown, days kept."""
TOO_HIGH, DELTA, ENTRY_BYTES = Fraction(1, 100), Fraction(1, 200), 100
_CACHE, _EXACT = "32 MB", f"{DAYS * DIFFERENT * ENTRY_BYTES // 10**9} GB"
_TABLES = f"{DAYS} × {DIFFERENT:,} × {ENTRY_BYTES} bytes"
_UNIT = "MB"
_E = Fraction(math.e).limit_denominator(10**9)
_NEAR = Fraction(102, 100)
"""How far off a named figure may be, as people round."""

CONCLUSIONS = {
    "a": Conclusion(
        "All sketches together fit into the cache of one processor.",
        f"The cache has {_CACHE}. Is your result below that?",
        below=_CACHE,
    ),
    "b": Conclusion(
        "They do not fit into the cache, and take less than the exact tables. So they stand in "
        "the memory of one host.",
        f"The cache has {_CACHE}, the exact tables take {_TABLES}. Is your result between the two?",
        at_least=_CACHE,
        below=_EXACT,
    ),
    "c": Conclusion(
        "The exact tables take no more than the sketches. So count exactly.",
        f"The exact tables take {_TABLES}. Is your result above that?",
        at_least=_EXACT,
    ),
}

BYTES = assumed(
    "bytes a cell",
    "8 B",
    why="A cell holds one number, and no key. It has to hold all events of a day at worst: a "
    "hundred million take 4 bytes, and 8 never overflow.",
    least="4 B",
    most="8 B",
)
TREE = (
    _E
    / given("epsilon", f"{float(TOO_HIGH * LAST / EVENTS)}", source="follows from the page")
    * given("depth", f"{math.ceil(math.log(1 / DELTA))}", source="follows from the page")
    * BYTES
    * given("sketches", f"{DAYS}", source="the exercise")
)

ROWS = {
    "epsilon": """
# the error relative to one count
1 % is what the page allows for the count of one tweet. The bound of a count-min knows no single
counts: an estimate is too high by at most ε times *all* events. With ε = 1 % a tweet may read a
million too high. How many retweets may it be, and which share of all events is that?
+0.01

# delta taken for epsilon
1 in 200 says how *often* a tweet may read further off. ε says how *far*: as a share of all events.
+0.005

# a hundred times too large
50,000 of 100 million is 0.05 %: so many events the last tweet has itself. It may be 1 % of *that*
too high. (Or did you find 0.0005 %, and the sign % got lost?)
+0.0005

# retweets and not a share
500 retweets is how much too high a tweet may read, and that is right. ε says which *share* of all
events that is. What do you divide by?
+500

# turned over
200,000 is all events divided by what they may be too high: that is 1/ε, and the width is made of
it. ε itself is a share, far below 1.
+200000

# the events of the week
You divided by the events of all seven days. Each day has a sketch of its own, and in it are the
events of that day only.
+0.000000714285

# the different tweets
You divided by the number of different tweets. A sketch does not know how many keys there were: what
fills its cells is *events*, and the bound is about all of them.
+0.000025
""",
    "depth": """
# the logarithm to base 2
8 is the logarithm of 200 to base 2, rounded up. A row as wide as e/ε fails with at most 1/e, so the
natural logarithm belongs to it. (With base 2 the width would be 2/ε. Both work, where width and
depth have the same base. Which one does the page ask for?)
+7.64 8

# the logarithm to base 10
3 is the logarithm of 200 to base 10, rounded up. Each row divides the chance of bad luck by e, and
not by 10: after three rows it is 5 %. Which logarithm undoes the powers of e?
+2.3 3

# one over delta
200 is 1/δ itself. Rows are much cheaper than that: each one *multiplies* the chance of bad luck by
1/e. How many of them make it 1 in 200?
+200

# rounded down
ln(200) is 5.3, and five rows are not enough: with them it is 1 in 148. The bound has to hold, so
round to the other side.
+5

# not rounded
ln(200) is 5.3, and a sketch has no 0.3 of a row. Round to the side on which the bound holds.
+5.3

# epsilon and delta exchanged
That is ln(1/ε). The depth comes from δ: how rarely a tweet may read further off. ε makes the width.
+12.2 13

# all tweets of the page at once
You took a hundredth of δ, so that all hundred tweets of the page are right together. It is a good
question to the product. This page asks it of each tweet by itself.
+9.9 10

# one row
With one row each tweet has one cell. If others are in it too, nothing else can be read: the bound
fails in up to 37 % of all cases. The page allows 1 in 200.
+1
""",
    "bytes a cell": """
# a key in each cell
A cell holds a number and no key: that is why a sketch is small, and why it cannot say which keys it
has seen. How many bytes does the number take?
+10 24

# an entry of the exact table
100 bytes are an entry of the exact table: a key, its count, and the places left free. A cell of a
sketch holds one number and nothing else.
+100

# a cell that overflows
Two bytes count to 65,535, three to 16.8 million. A day has a hundred million events, and many keys
share a cell. What would your sketch say of a cell that is full?
+2 3
""",
    "sketches": """
# one sketch for all days
A sketch adds up, and one cannot take a day out of it again. For the oldest day to be forgotten it
must have a table of its own. How many days are kept?
+1

# a sketch for each hour
The page keeps days. With a sketch for each hour one could ask for any 24 hours, at 24 times the
price. Nobody asked for it.
+168
""",
}
"""The mistakes that the amount in a row gives away; it lies between two where two are given."""

RESULTS = """
# one over epsilon
Your width is 1/ε. Then the *mean* error of a row is as large as the error that is allowed, so that
a row says nothing of how often it is larger. A factor before 1/ε makes that rare. Which number is
it?

# two over epsilon
Your width is 2/ε. A row of that width may fail in half of all cases, and six of them in 1 of 64.
With base 2 it takes eight rows. Width and depth have the same base, and the page asks for e.

# one row counted
Your ledger says how many rows a sketch has, and your result has room for one. All rows are as wide
as the first.

# one day counted
Your ledger says how many sketches are kept, and your result has room for one of them.

# cells and not bytes
Your result is the number of cells. How many bytes does each of them take, by your own row?

# bits and not bytes
Your result is eight times what your rows make. The page asks for bytes, and a byte has 8 bits.
"""
WHYS = {
    "another epsilon": "ε is a share of all events of a day. How many retweets may a tweet read "
    "too high, and how many retweets are there?",
    "another depth": "The depth follows from δ, by a logarithm. To which base, and rounded "
    "to which side?",
    "one over epsilon": "Which factor stands before 1/ε in the width?",
    "two over epsilon": "Which factor stands before 1/ε in the width, to base e?",
    "one row counted": "Your result fits one row of each sketch.",
    "one day counted": "Your result fits one of the sketches.",
    "cells and not bytes": "Your result fits the cells, without their bytes.",
    "bits and not bytes": "Your result fits bits. A byte has 8 of them.",
}


def _factors(tree: Term) -> dict[str, Fraction]:
    """Give by what each mistake in the result multiplies it, on these rows."""
    rows = {leaf.name: Fraction(leaf.value.to_root_units().magnitude) for leaf in tree.leaves}
    factors = {"one over epsilon": 1 / _E, "two over epsilon": 2 / _E}
    for name, row, one in (
        ("one row counted", "depth", 1),
        ("one day counted", "sketches", 1),
        ("cells and not bytes", "bytes a cell", 8),
    ):
        factors[name] = one / rows[row] if rows[row] else Fraction(0)
    return {**factors, "bits and not bytes": Fraction(8)}


_PATCHES = {row: read_patches(text) for row, text in ROWS.items()}
for _row in ("epsilon", "depth"):
    WHYS |= {each.name: WHYS[f"another {_row}"] for each in _PATCHES[_row]}


def _ends(patch: Patch) -> tuple[Fraction, Fraction]:
    ends = [Fraction(each) for each in patch.lines[0][1:].split()]
    return ends[0], ends[-1]


def _of_rows() -> list[Mistake]:
    made = []
    for row, patches in _PATCHES.items():
        unit = "B" if row == BYTES.name else ""
        for patch in patches:
            tree = TREE.with_values({row: f"{float(_ends(patch)[1])!r} {unit}".strip()})
            made.append(Mistake(patch.name, patch.message, _ledger(tree, Fraction(1))))
    return made


def _of_results() -> list[Mistake]:
    factors = _factors(TREE)
    return [
        Mistake(patch.name, patch.message, _ledger(TREE, factors[patch.name]))
        for patch in read_patches(RESULTS)
    ]


def _ledger(tree: Term, factor: Fraction) -> dict[str, Any]:
    result = tree.to(_UNIT) * factor
    letter = next(key for key, each in CONCLUSIONS.items() if each.holds(result, _UNIT))
    return reference(tree, _UNIT, letter, **bounds(result, _UNIT))


def named(observed: Observed, kind: Any) -> str:
    """Name a mistake that its own figures give away; else give ""."""
    if observed["look"] == "result":
        return _named_result(observed)
    if observed["look"] != "row" or observed["row"] is None:
        return ""
    row, amount = observed["name"], Fraction(observed["row"][0])
    if row == BYTES.name:
        amount /= 8
    for patch in _PATCHES[row]:
        low, high = _ends(patch)
        if low / _NEAR <= amount <= high * _NEAR:
            return patch.name
    right = next(leaf for leaf in TREE.leaves if leaf.name == row).value.magnitude
    is_right = right / _NEAR <= amount <= right * _NEAR
    return f"another {row}" if row in ("epsilon", "depth") and not is_right else ""


def _named_result(observed: Observed) -> str:
    amounts = {name: pair[0] for name, pair in observed["rows"].items()}
    ratio = diagnose_result(TREE, _UNIT, amounts, observed["result"]).ratio
    units = {leaf.name: leaf.unit for leaf in TREE.leaves}
    own = TREE.with_values({name: of_amount(each, units[name]) for name, each in amounts.items()})
    near = Fraction(106, 100)
    fits = [name for name, each in _factors(own).items() if each / near < ratio < each * near]
    return fits[0] if len(fits) == 1 else ""


MESSAGES = {
    "epsilon: wrong source": "The page says how much too high a tweet may read, and how many "
    "events there are. ε follows from the two, and nobody could find another: so it is given.",
    "depth: wrong source": "The page says how often a tweet may read further off. The depth "
    "follows from that, and nobody could find another: so it is given.",
    "sketches: wrong source": "The page says how many days are kept, and that each has a sketch. "
    "That is given.",
    "concluded a": f"The cache has {_CACHE}, for all sketches together. One sketch may fit, or one "
    "row. Hold your own result against it.",
    "concluded c": f"The exact tables take {_TABLES}, which is {_EXACT}. Hold your own result "
    "against it: a sketch does not grow with the number of different tweets.",
    "interval without width": "Both ends are the same, so you bet that a cell has so many bytes "
    "and no other. Reckon once with 4 and once with 8.",
    "interval too wide": "Three of the four rows are given. From 4 to 8 bytes a cell it is twice "
    "as much: what else could be off?",
}

CHECK = estimating(
    answer="estimate",
    ways=[TREE],
    unit=_UNIT,
    conclusions=CONCLUSIONS,
    tolerance=1.25,
    widest=20,
    mistakes=(*_of_rows(), *_of_results()),
    messages=MESSAGES,
    rare=("seconds for days", "days for seconds"),
    challenges=[
        Challenge(
            "epsilon",
            "5e-7",
            "Somebody wants the first 1,000 tweets and no longer the first 100. The last of them "
            "has 5,000 retweets and may read 1 % too high as well. Then it takes {times} times as "
            "much, {result}. Which letter holds now?",
        ),
    ],
    named=named,
    whys=WHYS,
)
