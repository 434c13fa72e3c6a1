"""Wrong ledgers that people really write, and right ones written differently, from the trees."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from twitlab.course.checking.check import Mistake
from twitlab.course.kinds.estimate_diagnosis import diagnose_result, diagnose_row, row_slips
from twitlab.course.kinds.estimate_ledger import amount
from twitlab.course.kinds.estimate_task import Task
from twitlab.estimate import Leaf, Quantity, Term, quantity, slips


def reference(tree: Term, unit: str, letter: str, **changed: Any) -> dict[str, Any]:
    """Write the ledger of a tree as a learner would, with some fields changed.

    Args:
        tree: The estimate.
        unit: What the result is said in.
        letter: What follows from it.
        changed: Fields to put in place of the right ones.
    """
    right = tree.to(unit)
    return {
        "rows": [(leaf.name, exactly(leaf.value, leaf.unit), leaf.source) for leaf in tree.leaves],
        **bounds(right, unit),
        "therefore": letter,
        **changed,
    }


def bounds(result: Quantity, unit: str) -> dict[str, str]:
    """Give result, low and high for a ledger: the interval is half of it to twice."""
    low, high = result / 2, result * 2
    return {"result": exactly(result, unit), "low": exactly(low, unit), "high": exactly(high, unit)}


def exactly(value: Quantity, unit: str) -> str:
    """Write a quantity so that reading it back gives the same to ten digits."""
    number = float(value.to(quantity(1, unit).units).magnitude)
    return f"{number:.9e} {unit}".strip()


def mistakes(task: Task) -> list[Mistake]:
    """Generate the wrong answers of the first tree, each with its own message."""
    return [*_wrong_results(task), *_wrong_rows(task), *_wrong_ends(task)]


def _right(task: Task, **changed: Any) -> dict[str, Any]:
    tree = task.ways[0]
    return reference(tree, task.unit, task.letters(tree.to(task.unit))[0], **changed)


def _wrong_results(task: Task) -> Iterator[Mistake]:
    tree = task.ways[0]
    named: set[str] = set()
    for slip in slips(tree, task.unit):
        rows = {leaf.name: amount(leaf.value) for leaf in tree.leaves}
        found = diagnose_result(tree, task.unit, rows, amount(slip.value))
        passes = 1 / task.tolerance <= slip.factor <= task.tolerance
        if passes or found.names != (slip.name,) or slip.name in named:
            continue
        named.add(slip.name)
        letter = (task.letters(slip.value) or list(task.conclusions))[0]
        yield Mistake(
            slip.name,
            " Or: ".join(found.questions),
            _right(task, therefore=letter, **bounds(slip.value, task.unit)),
        )
    for leaf in tree.leaves:
        if leaf.mark and leaf.mark != "size":
            rows_left = [row for row in _right(task)["rows"] if row[0] != leaf.name]
            yield Mistake(
                f"no row for {leaf.name}",
                f"Your ledger has no row for “{leaf.name}”. Even a factor of 1 is an assumption: "
                "write it down, or say why it does not matter.",
                _right(task, rows=rows_left),
            )


def _wrong_rows(task: Task) -> Iterator[Mistake]:
    def with_row(leaf: Leaf, value: Quantity, source: str) -> dict[str, Any]:
        tree = task.ways[0].with_values({leaf.name: value})
        rows = [
            (
                each.name,
                exactly(each.value, each.unit),
                source if each.name == leaf.name else each.source,
            )
            for each in tree.leaves
        ]
        letters = task.letters(tree.to(task.unit)) or list(task.conclusions)
        return {"rows": rows, **bounds(tree.to(task.unit), task.unit), "therefore": letters[0]}

    for leaf in task.ways[0].leaves:
        for slip in row_slips(leaf):
            if diagnose_row(leaf, slip.value).name == slip.name:
                yield Mistake(
                    f"{leaf.name}: {slip.name}",
                    slip.question,
                    with_row(leaf, slip.value, leaf.source),
                )
        other = "assumed" if leaf.source == "given" else "given"
        message = (
            f"“{leaf.name}” is given in the question. Who reads your ledger must see what you "
            "were told and what you made up."
            if other == "assumed"
            else f"Nobody gave “{leaf.name}”. Passed off as given it will not be questioned, and "
            "it is just what should be."
        )
        yield Mistake(f"{leaf.name}: wrong source", message, with_row(leaf, leaf.value, other))


def _wrong_ends(task: Task) -> Iterator[Mistake]:
    result = task.ways[0].to(task.unit)
    said = {n: exactly(result * Fraction(n), task.unit) for n in ("1/2", "1", "51/50", "2", "4")}
    wide = exactly(result * 2 * task.widest, task.unit)
    for name, low, high, message in (
        (
            "interval upside down",
            said["2"],
            said["1/2"],
            "An interval goes from low to high. Yours begins above its own end.",
        ),
        (
            "interval without width",
            said["1"],
            said["1"],
            (
                "An estimate that cannot be wrong is no estimate. Give the ends between which you "
                "would bet nine to one."
            ),
        ),
        (
            "interval too narrow",
            said["1"],
            said["51/50"],
            (
                "You bet nine to one that you know it to within a few per cent, and one of your "
                "rows is a guess. How far could that row be off?"
            ),
        ),
        (
            "interval beside the result",
            said["2"],
            said["4"],
            "Your interval leaves out your own result. Put the ends around it.",
        ),
        (
            "interval too wide",
            said["1/2"],
            wide,
            "An interval that holds everything says nothing. Which end can you rule out?",
        ),
    ):
        yield Mistake(name, message, _right(task, low=low, high=high))
    for letter in task.conclusions:
        if letter not in task.letters(result):
            message = (
                f"Your own number does not bear {letter} out. The letter is drawn from the result "
                "in your ledger, and not from what one expects of such a system."
            )
            yield Mistake(f"concluded {letter}", message, _right(task, therefore=letter))


def alternatives(task: Task) -> list[Any]:
    """Give right answers that are unlike the reference: other ways, rounded numbers."""
    made = []
    for way in task.ways:
        right = way.to(task.unit)
        letter = task.letters(right)[-1]
        rounded = f"{float(right.magnitude):.1e} {task.unit}"
        rows = [
            [
                leaf.name.upper(),
                exactly(leaf.value, leaf.unit),
                "asked" if leaf.source == "assumed" else leaf.source,
            ]
            for leaf in reversed(way.leaves)
        ]
        made.append(reference(way, task.unit, letter, rows=rows, result=rounded))
    return made
