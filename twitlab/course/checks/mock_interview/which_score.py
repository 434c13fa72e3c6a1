"""The check of *Which score is it?*: four scores of one transcript, and what carries each mark."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from twitlab.course.kinds.choosing import Option, Words, choose

ENOUGH = Fraction(2, 3)
"""The share of a rung's lines that are to be proved; the rule of the kit's scorecards."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the rubric, and what the transcript has for it.

    Attributes:
        rung: 2 to 4.
        text: What earns it.
        proved: Whether the transcript does.
        why: With the minute.
    """

    rung: int
    text: str
    proved: bool
    why: str


RUBRIC: Mapping[str, tuple[Line, ...]] = {
    "scoping": (
        Line(2, "says what will be built, or what will not", True, "01:20 says both"),
        Line(3, "asks for two facts that decide", True, "00:30 asks how many and how often"),
        Line(4, "makes a number out of a wish", False, "02:10, *fast*, has no number"),
    ),
    "estimation": (
        Line(2, "a number that decides is right", True, "03:00 and 03:40 are right"),
        Line(3, "throws something out because of a number", False, "04:30 throws nothing out"),
        Line(4, "checks a number in a second way", False, "no number was checked again"),
    ),
    "data": (
        Line(2, "names a question with its key", True, "05:20 names it"),
        Line(3, "makes a call that is sent twice count once", False, "06:10 has two names"),
        Line(4, "says by which key data is divided, and why", True, "07:00 says both"),
    ),
    "failure": (
        Line(2, "names a part that fails", True, "08:30 names the database"),
        Line(3, "says what a user sees", True, "08:30, links do not open"),
        Line(3, "says how it goes on, or from what it is made again", True, "09:10, the replica"),
        Line(3, "says what is watched", False, "08:30, nobody notices"),
        Line(4, "says with a number what the own choice costs", False, "09:50 has no number"),
    ),
}

SCORES: Mapping[str, Mapping[str, int]] = {
    "Ann": {"scoping": 3, "estimation": 3, "data": 2, "failure": 3},
    "Ben": {"scoping": 3, "estimation": 2, "data": 4, "failure": 3},
    "Cem": {"scoping": 4, "estimation": 2, "data": 2, "failure": 2},
    "Dia": {"scoping": 3, "estimation": 2, "data": 2, "failure": 3},
}


def mark_of(lines: tuple[Line, ...]) -> int:
    """Give the highest rung that is reached without a gap; 1 if none is."""
    mark = 1
    for rung in (2, 3, 4):
        here = [line.proved for line in lines if line.rung == rung]
        if Fraction(sum(here), len(here)) < ENOUGH:
            return mark
        mark = rung
    return mark


REQUIREMENTS = {
    name: f"the mark of {name} is what the transcript has evidence for" for name in RUBRIC
}


def _option(name: str, marks: Mapping[str, int]) -> Option:
    said = {}
    for dimension, lines in RUBRIC.items():
        right = mark_of(lines)
        evidence = "; ".join(
            f"rung {line.rung} {'proved' if line.proved else 'missed'}: {line.why}"
            for line in lines
        )
        told = f"{name} gives {marks[dimension]}. The lines: {evidence}."
        said[dimension] = (marks[dimension] == right, told)
    return Option.of(name, said)


OPTIONS = tuple(_option(name, marks) for name, marks in SCORES.items())

MISTAKES = """
# right numbers taken for a reason
Both numbers are right. Then come 20 machines, *to be sure*. Which line of the rubric is about what
a number is used for, and is it proved?
+Ann: choose
+Dia: estimation

# a gap stepped over
The highest line of *data* is proved, and it was well said. Now read the rule of the mark once more:
what about the rung below it?
+Ben: choose
+Dia: data

# one line missed, all missed
Two marks are off here, in two directions. What in the transcript is a wish with a number? And how
many of the three lines of rung 3 of *failure* are proved?
+Cem: choose
+Dia: failure

# the gap said to be the fault of Ann
Look at the rungs of *data* one after another. Ann stops where the first one is missed, as the rule
says. Which other mark is off?
+Ann: data

# failure said to be too high
What is watched was not said, so one line of rung 3 is missed. How many lines has rung 3, how many
are proved, and what share is enough?
+Ann: failure

# the estimation of Ben accused
Two numbers are right, and nothing follows from them: that is rung 2, and Ben gives 2. Which of the
four marks of Ben has a gap below it?
+Ben: estimation

# the failure of Ben accused
Of the three lines of rung 3 two are proved, and two thirds are enough. So 3 is right. Which mark of
Ben has a gap below it?
+Ben: failure

# the estimation of Cem accused
Two numbers are right, and nothing follows from them: that is rung 2, and Cem gives 2. Look where
Cem takes a wish for a number.
+Cem: estimation

# the data of Cem accused
The first gap is at rung 3, so the mark is 2, as Cem says. Look where Cem takes a wish for a number.
+Cem: data
"""

CHECK = choose(
    answer="defence",
    requirements=REQUIREMENTS,
    options=OPTIONS,
    mistakes=MISTAKES,
    words=Words("score", "dimension", "is right in", "is off in"),
)
