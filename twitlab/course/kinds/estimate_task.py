"""What an exercise of kind estimate asks, and how an assumption ledger is judged."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from twitlab.course.checking.check import Case, Judgement, Observed
from twitlab.course.kinds.estimate_diagnosis import (
    Diagnosis,
    RowDiagnosis,
    diagnose_result,
    diagnose_row,
)
from twitlab.course.kinds.estimate_ledger import (
    Ledger,
    amount,
    of_amount,
    read_ledger,
    say_tidily,
)
from twitlab.course.kinds.form import demand
from twitlab.course.kinds.reading import Unreadable
from twitlab.estimate import (
    NEAR,
    Leaf,
    Quantity,
    Term,
    read_quantity,
    say_factor,
    say_fraction,
    say_quantity,
)

_UNEXPLAINED: Final = (
    "No usual mistake makes that factor. Go through your rows one by one, and write the unit "
    "behind each number."
)
NARROWEST: Final = Fraction(11, 10)
"""How many times its low end the high end of an interval is at least: ours."""

_INTERVAL: Final = {
    "upside down": ("low below high", "The low end is above the high end. Swap them."),
    "no width": (
        "an interval with some width",
        (
            "Low and high are the same. That says you are certain. Nine times out of ten the truth "
            "should be inside: how far off could your rows be?"
        ),
    ),
    "narrow": (
        "a high end of at least {narrow} times the low end",
        (
            "The ends are closer together than anybody knows the rows that you assumed. Nine times "
            "out of ten the truth should be inside: take each row as low, and as high, as you "
            "still believe it."
        ),
    ),
    "beside": (
        "an interval around your result",
        "Your own result is not in your interval. One of the three numbers is wrong.",
    ),
    "too wide": (
        "a high end of at most {} times the low end",
        "An interval as wide as this rules nothing out. Where do you stop believing it?",
    ),
}


@dataclass(frozen=True, slots=True)
class Conclusion:
    """One thing that a number can rule out, and for which numbers it does.

    Attributes:
        text: The sentence, as the notebook shows it.
        look: What to look at for who draws it from a number that does not bear it out.
        at_least: The least result for which it is true, or None for any.
        below: The result from which on it is no longer true, or None.
    """

    text: str
    look: str
    at_least: str | None = None
    below: str | None = None

    def holds(self, result: Quantity, unit: str) -> bool:
        """Tell whether a result bears it out."""
        return (self.at_least is None or result >= read_quantity(self.at_least, unit)) and (
            self.below is None or result < read_quantity(self.below, unit)
        )


@dataclass(frozen=True, slots=True)
class Challenge:
    """What becomes of a learner's own number under another published assumption.

    Attributes:
        row: The assumption that is changed.
        to: To what.
        more: What is said where the result grows, with ``{times}`` and ``{result}``.
        less: The same where it shrinks; ``more`` where it cannot.
    """

    row: str
    to: str
    more: str
    less: str = ""

    def say(self, tree: Term, result: Quantity, unit: str) -> str:
        """Put a learner's own rows and result into words; "" where nothing changes."""
        leaf = next((each for each in tree.leaves if each.name == self.row), None)
        if leaf is None or not tree.value.magnitude:
            return ""
        changed = tree.with_values({self.row: read_quantity(self.to, leaf.unit)})
        ratio = Fraction((changed.value / tree.value).to_root_units().magnitude)
        if 1 / NEAR <= ratio <= NEAR:
            return ""
        words = self.more if ratio > 1 else self.less or self.more
        times = say_fraction(max(ratio, 1 / ratio))
        return words.format(times=times, result=say_tidily(result * ratio, unit))


@dataclass(frozen=True, slots=True)
class Task:
    """One estimate to be made: its trees, its unit, and what may follow.

    ``observe`` writes every quantity down as an exact amount in base units, so that the rest can
    run where the learner's code is not.
    """

    ways: tuple[Term, ...]
    unit: str
    conclusions: dict[str, Conclusion]
    tolerance: Fraction
    widest: int
    challenges: tuple[Challenge, ...] = ()

    @property
    def leaves(self) -> dict[str, Leaf]:
        """Every assumption of every way, by name."""
        return {leaf.name: leaf for way in self.ways for leaf in way.leaves}

    def demand_sense(self) -> None:
        """Refuse content that does not hold together."""
        demand(bool(self.ways), "at least one way")
        demand(self.tolerance > 1, "a tolerance above 1")
        for leaf in self.leaves.values():
            bounded = leaf.least is not None and leaf.most is not None
            demand(leaf.source == "given" or bounded, f"{leaf.name}: a range, or a given figure")
        for way in self.ways:
            demand(bool(self.letters(way.to(self.unit))), "a conclusion for the reference")

    def letters(self, result: Quantity) -> list[str]:
        """Give the conclusions that a result bears out."""
        return [key for key, each in self.conclusions.items() if each.holds(result, self.unit)]

    def read(self, value: Any) -> tuple[Ledger, int]:
        """Read a ledger, and tell by its rows which way was taken.

        A row that people forget (replication, fan-out) may be missing: that is no matter of form.

        Raises:
            Unreadable: It is no ledger, it has rows of two ways, or another row is missing.
        """
        units = {name: leaf.unit for name, leaf in self.leaves.items()}
        ledger = read_ledger(value, units, self.unit, list(self.conclusions))
        names = {row.name for row in ledger.rows}
        wanting = [
            [leaf.name for leaf in way.leaves if leaf.name not in names] for way in self.ways
        ]
        # Of ways that nothing is missing for, the one that has a use for most of the rows.
        way = min(range(len(wanting)), key=lambda n: (len(wanting[n]), -len(self.ways[n].leaves)))
        marked = {leaf.name: leaf.mark for leaf in self.ways[way].leaves}
        for name in self.leaves:
            if name in names and name not in marked:
                taken = ", ".join(f'"{each}"' for each in marked if each in names)
                raise Unreadable(
                    f'The row "{name}" is of another way than {taken}. Take one way, and leave '
                    "out the rows of the other."
                )
        for name in wanting[way]:
            if not marked[name] or marked[name] == "size":
                raise Unreadable(f'The row "{name}" is missing.')
        return ledger, way

    def cases(self) -> list[Case]:
        """Give what is looked at: each row, the result, the interval, the conclusion."""
        rows: list[Case] = [{"look": "row", "row": name} for name in self.leaves]
        return [*rows, {"look": "result"}, {"look": "interval"}, {"look": "conclusion"}]

    def observe(self, meant: tuple[Ledger, int], case: Case) -> Observed:
        """Write down what one case looks at."""
        ledger, way = meant
        rows = {row.name: [amount(row.value), row.source] for row in ledger.rows}
        seen: Observed = {"look": case["look"], "way": way, "result": amount(ledger.result)}
        if case["look"] == "row":
            return {**seen, "name": case["row"], "row": rows.get(case["row"])}
        if case["look"] == "interval":
            return {**seen, "low": amount(ledger.low), "high": amount(ledger.high)}
        if case["look"] == "conclusion":
            return {**seen, "therefore": ledger.therefore, "rows": rows}
        return {**seen, "rows": rows}

    def judge(self, case: Case, observed: Observed) -> Judgement:
        """Judge what one case looked at."""
        looks: dict[str, Callable[[Observed], Judgement]] = {
            "row": self._judge_row,
            "result": self._judge_result,
            "interval": self._judge_interval,
            "conclusion": self._judge_conclusion,
        }
        return looks[case["look"]](observed)

    def _judge_result(self, observed: Observed) -> Judgement:
        found = self.diagnosis(observed)
        within = 1 / self.tolerance <= found.ratio <= self.tolerance
        factor = float(self.tolerance)
        told = not within and not found.missing
        opening = f"From your own rows, it is {say_factor(found.ratio)}. " if told else ""
        asking = " Or: ".join(found.questions) or _UNEXPLAINED
        return Judgement(
            within and not found.missing,
            got=say_tidily(of_amount(observed["result"], self.unit), self.unit),
            expected=f"what your own rows make, within a factor of {factor:g}"
            if not found.missing
            else "a row for each thing that the number stands on",
            why=f"{opening}{asking}",
        )

    def diagnosis(self, observed: Observed) -> Diagnosis:
        """Hold the result against the learner's own rows."""
        rows = {name: pair[0] for name, pair in observed["rows"].items()}
        return diagnose_result(self.ways[observed["way"]], self.unit, rows, observed["result"])

    def _judge_row(self, observed: Observed) -> Judgement:
        leaf = self.leaves[observed["name"]]
        if observed["row"] is None:
            return Judgement(True, "", "", "")
        size, source = observed["row"]
        value = of_amount(size, leaf.unit)
        found = diagnose_row(leaf, value)
        got = f"{say_quantity(value)}, {source}"
        if _source_is_wrong(leaf, source, found):
            wanted = "given" if leaf.source == "given" else "asked or assumed"
            why = (
                "The question gives this figure. It is no assumption of yours."
                if leaf.source == "given"
                else "Nobody gave you this figure. Say that it is yours, so that it can be doubted."
            )
            return Judgement(False, got, f"{wanted} as its source", why)
        if found.ok:
            return Judgement(True, got, "", "")
        if leaf.source == "given":
            expected, usual = "the figure that the question gives", "Take it as it is given."
        else:
            expected = "a value that can be defended"
            usual = f"It would be hard to defend. {leaf.why or 'What have you seen of it?'}"
        return Judgement(False, got, expected, found.why or usual)

    def _judge_interval(self, observed: Observed) -> Judgement:
        ends = [of_amount(observed[key], self.unit) for key in ("low", "high")]
        got = " to ".join(say_tidily(end, self.unit) for end in ends)
        expected, why = _INTERVAL.get(self.trouble(observed), ("", ""))
        expected = expected.format(self.widest, narrow=f"{float(NARROWEST):g}")
        return Judgement(not expected, got, expected, why)

    def trouble(self, observed: Observed) -> str:
        """Tell what is wrong with an interval, in a word or two."""
        low, result, high = (Fraction(observed[key]) for key in ("low", "result", "high"))
        if low > high:
            return "upside down"
        if low == high:
            return "no width"
        if not low <= result <= high:
            return "beside"
        if high < NARROWEST * low:
            return "narrow"
        return "too wide" if high > self.widest * low else ""

    def _judge_conclusion(self, observed: Observed) -> Judgement:
        result = of_amount(observed["result"], self.unit)
        chosen = self.conclusions[observed["therefore"]]
        return Judgement(
            chosen.holds(result, self.unit),
            f"{observed['therefore']}: {chosen.text}",
            f"what follows from your own {say_tidily(result, self.unit)}",
            chosen.look,
        )

    def remark(self, case: Case, observed: Observed) -> str:
        """Say of an answer that passes how near it was, and what another assumption would make."""
        if observed.get("look") == "conclusion":
            return self._challenge(observed)
        if observed.get("look") != "result" or not self._judge_result(observed).ok:
            return ""
        found = self.diagnosis(observed)
        far = not 1 / NEAR <= found.ratio <= NEAR
        if not found.questions and not far:
            return ""
        near = "A near miss. Your result is" if found.questions else "It passes, but your result is"
        asking = " Or: ".join(found.questions) or "Was something rounded twice?"
        return f"{near} {say_factor(found.ratio)} on your own rows. {asking}"

    def _challenge(self, observed: Observed) -> str:
        tree = self.ways[observed["way"]]
        units = {leaf.name: leaf.unit for leaf in tree.leaves}
        rows = {
            name: of_amount(pair[0], units[name])
            for name, pair in observed["rows"].items()
            if name in units
        }
        own, result = tree.with_values(rows), of_amount(observed["result"], self.unit)
        said = (each.say(own, result, self.unit) for each in self.challenges)
        return next(filter(None, said), "")

    def fingerprint(self, observed: Observed) -> Any:
        """Give what tells one mistake from another; the learner's own numbers do not."""
        look = observed.get("look")
        if look == "result":
            found = self.diagnosis(observed)
            right = 1 / self.tolerance <= found.ratio <= self.tolerance
            return [look, found.missing or found.names or ("right" if right else "unexplained")]
        if look == "row":
            leaf = self.leaves[observed["name"]]
            if observed["row"] is None:
                return [look, leaf.name, "no row"]
            amount_, source = observed["row"]
            found_row = diagnose_row(leaf, of_amount(amount_, leaf.unit))
            wrong = _source_is_wrong(leaf, source, found_row)
            return [look, leaf.name, "source" if wrong else found_row.name]
        if look == "interval":
            return [look, self.trouble(observed)]
        if look == "conclusion":
            return [look, observed["therefore"], self._judge_conclusion(observed).ok]
        return {key: observed[key] for key in observed if key != "said"}


def _source_is_wrong(leaf: Leaf, source: str, found: RowDiagnosis) -> bool:
    if leaf.source != "given":
        return source == "given"
    # Another number than the given one is rightly called one's own; it is the number that is wrong.
    return source != "given" and found.ok
