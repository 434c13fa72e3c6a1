"""See that a pack holds together: every name leads somewhere, and nothing stands there twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Protocol

from twitlab.errors import BadValue, CourseError
from twitlab.interview.packs.answers import Estimate, Part, Requirement
from twitlab.interview.packs.formula import tree_of
from twitlab.interview.packs.rubric import Expected, RubricLine
from twitlab.interview.packs.talk import Curveball, Fact, Guide, HintLadder
from twitlab.interview.packs.words import DIMENSIONS, LEVELS, NAMED_BY, PHASES


class Named(Protocol):
    """Be a variant, of which only the name is asked."""

    @property
    def id(self) -> str:
        """Its name."""

    @property
    def true_scale(self) -> bool:
        """Whether it is at the size that most companies have."""


class Held(Protocol):
    """Be a pack, as far as it is looked at here."""

    @property
    def facts(self) -> tuple[Fact, ...]:
        """Told to who asks."""

    @property
    def requirements(self) -> tuple[Requirement, ...]:
        """Of all kinds."""

    @property
    def estimates(self) -> tuple[Estimate, ...]:
        """That decide something."""

    @property
    def parts(self) -> tuple[Part, ...]:
        """Of a good design."""

    @property
    def curveballs(self) -> tuple[Curveball, ...]:
        """Of its variant."""

    @property
    def hints(self) -> tuple[HintLadder, ...]:
        """By topic."""

    @property
    def guides(self) -> tuple[Guide, ...]:
        """By phase."""

    @property
    def rubric(self) -> tuple[RubricLine, ...]:
        """Lines of the score."""

    @property
    def levels(self) -> tuple[Expected, ...]:
        """What each should reach."""

    @property
    def variants(self) -> tuple[Named, ...]:
        """None in a pack that is one."""

    @property
    def tags(self) -> tuple[str, ...]:
        """All that can be noted."""


def refuse_wrong_variants(pack: Held, where: str) -> None:
    """Refuse a pack without three variants that differ, one of them at true scale."""
    for owner, place in ((pack, where), *((v, f"{where}, variant {v.id}") for v in pack.variants)):
        # An entry of a variant replaces the pack's: within one of them it would replace a sister.
        for list_name, key in NAMED_BY.items():
            _refuse_twice(list_name, (getattr(e, key) for e in getattr(owner, list_name)), place)
    if len(pack.variants) != 3:
        raise CourseError(f"{where}: variants must be 3, got {len(pack.variants)}")
    _refuse_twice("variant", (each.id for each in pack.variants), where)
    if sum(each.true_scale for each in pack.variants) != 1:
        raise CourseError(f"{where}: exactly one variant must have true_scale = true")
    for list_name in ("curveballs", "dives"):
        names = (each.id for variant in pack.variants for each in getattr(variant, list_name))
        _refuse_twice(list_name, names, where)
        if getattr(pack, list_name):
            raise CourseError(f"{where}: {list_name} belong into the variants, which differ in it")


def refuse_what_does_not_hold_together(pack: Held, where: str) -> None:
    """Refuse a pack, made a variant, in which a name leads nowhere or stands twice."""
    _refuse_twice("tag", pack.tags, where)
    _refuse_other("guides", (each.phase for each in pack.guides), PHASES, where)
    _refuse_other("levels", (each.level for each in pack.levels), LEVELS, where)
    requirements = [each.id for each in pack.requirements]
    for part in pack.parts:
        _refuse_unknown(f"parts.{part.id}.because", [part.because], requirements, where)
    for curveball in pack.curveballs:
        _refuse_unknown(
            f"curveballs.{curveball.id}.changes", [curveball.changes], requirements, where
        )
    for line in pack.rubric:
        _refuse_evidence(pack, line, where)
    lacking = {*DIMENSIONS} - {line.dimension for line in pack.rubric}
    if lacking:
        raise CourseError(f"{where}: rubric has no line for {', '.join(sorted(lacking))}")
    for estimate in pack.estimates:
        _refuse_estimate(estimate, where)


def _refuse_evidence(pack: Held, line: RubricLine, where: str) -> None:
    place, evidence = f"rubric.{line.id}.evidence", line.evidence
    for key in ("tags", "ids", "topics"):  # one that stands there twice would count as two
        _refuse_twice(f"{place}.{key}", getattr(evidence, key, ()), where)
    if evidence.by == "asked":
        facts = [each.tag for each in pack.facts]
        _refuse_unknown(f"{place}.tags", evidence.tags, facts, where)
    elif evidence.by in ("heard", "not heard"):
        _refuse_unknown(f"{place}.tags", evidence.tags, pack.tags, where)
    elif evidence.by == "estimate":
        _refuse_unknown(f"{place}.ids", evidence.ids, [e.id for e in pack.estimates], where)
    elif evidence.by == "hints":
        _refuse_unknown(f"{place}.topics", evidence.topics, [h.topic for h in pack.hints], where)
    most = len(getattr(evidence, "tags", getattr(evidence, "ids", ())))
    if getattr(evidence, "at_least", 1) > max(most, 1):
        raise CourseError(f"{where}: {place}.at_least must be at most {most}")


def _refuse_estimate(estimate: Estimate, where: str) -> None:
    rows = (row.name for row in estimate.rows)
    _refuse_twice(f"estimates.{estimate.id}.rows", rows, where)
    formulas = {"formula": estimate.formula}
    formulas |= {f"slips.{slip.name}": slip.formula for slip in estimate.slips}
    for key, formula in formulas.items():
        try:
            tree_of(estimate, formula)
        except (BadValue, TypeError, ZeroDivisionError) as error:
            raise CourseError(f"{where}: estimates.{estimate.id}.{key}: {error}") from error


def _refuse_twice(noun: str, names: Iterable[str], where: str) -> None:
    for name, times in Counter(names).items():
        if times > 1:
            raise CourseError(f"{where}: {noun} {name!r} stands there {times} times")


def _refuse_other(noun: str, names: Iterable[str], wanted: Iterable[str], where: str) -> None:
    if (found := [*names]) != [*wanted]:
        raise CourseError(
            f"{where}: {noun} must be {', '.join(wanted)} in this order; got {', '.join(found)}"
        )


def _refuse_unknown(place: str, names: Iterable[str], known: Iterable[str], where: str) -> None:
    for name in names:
        if name not in (known := [*known]):
            raise CourseError(
                f"{where}: {place}: {name!r} is unknown; there are {', '.join(known)}"
            )
