"""How far two people agree who scored the same sessions, neither knowing what the other said.

Only what a person judged is compared: what is measured is the same for both, and would make
strangers look like friends.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from twitlab.errors import BadValue
from twitlab.interview.packs.words import Dimension
from twitlab.interview.scoring.results import Score, State

LEAST_FOR_KAPPA: Final = 28
"""Lines; with fewer, one of them more or less would move kappa too far to say anything."""


@dataclass(frozen=True, slots=True)
class OnLine:
    """Hold what two people said of one judged line.

    Attributes:
        session: Which.
        line: Its id.
        one: What the first said.
        other: What the second said.
    """

    session: str
    line: str
    one: State
    other: State


@dataclass(frozen=True, slots=True)
class OnBand:
    """Hold the judged marks of two people in one dimension of one session."""

    session: str
    dimension: Dimension
    one: int
    other: int


@dataclass(frozen=True, slots=True)
class Agreement:
    """Say how far two people agree.

    Attributes:
        lines: That both of them judged.
        bands: Of dimensions that both of them judged.
        unpaired: Lines that only one of them judged; they count for nothing.
    """

    lines: tuple[OnLine, ...]
    bands: tuple[OnBand, ...]
    unpaired: int

    @property
    def same(self) -> int:
        """Count the lines on which both said the same."""
        return sum(each.one == each.other for each in self.lines)

    @property
    def exact(self) -> int:
        """Count the dimensions in which both gave the same mark."""
        return sum(each.one == each.other for each in self.bands)

    @property
    def within_one(self) -> int:
        """Count the dimensions in which the marks are at most one apart."""
        return sum(abs(each.one - each.other) <= 1 for each in self.bands)

    @property
    def difference(self) -> float | None:
        """Give by how many rungs the second is higher on average, lower if negative."""
        if not self.bands:
            return None
        return sum(each.other - each.one for each in self.bands) / len(self.bands)

    @property
    def kappa(self) -> float | None:
        """Give Cohen's kappa over the lines; None for fewer than 28, or where it has no value."""
        if len(self.lines) < LEAST_FOR_KAPPA:
            return None
        return cohen_kappa([(each.one, each.other) for each in self.lines])


def agreement(pairs: Iterable[tuple[Score, Score]]) -> Agreement:
    """Compare the scores of two people, session by session.

    Args:
        pairs: For each session the first one's score and the second one's.

    Raises:
        BadValue: The two scores of a pair are not of the same session, or by the same rater.
    """
    lines: list[OnLine] = []
    bands: list[OnBand] = []
    unpaired = 0
    for one, other in pairs:
        _refuse_other_session(one, other)
        both = [*_on_lines(one, other)]
        lines += (each for each in both if "not observed" not in (each.one, each.other))
        unpaired += sum((e.one == "not observed") != (e.other == "not observed") for e in both)
        bands += _on_bands(one, other)
    return Agreement(tuple(lines), tuple(bands), unpaired)


def cohen_kappa(pairs: Sequence[tuple[str, str]]) -> float | None:
    """Give the agreement of two raters beyond what chance would make.

    kappa = (observed - by chance) / (1 - by chance), where *observed* is the share of pairs that
    are the same, and *by chance* is the sum over what may be said of the product of both raters'
    shares of saying it.

    Args:
        pairs: What the first and the second said of each thing.

    Returns:
        1 for full agreement, 0 for what chance makes, or None: there are no pairs, or both said one
        and the same of all, so that chance alone agrees.

    Complexity: O(pairs).

    Source: J. Cohen, A coefficient of agreement for nominal scales, Educational and Psychological
        Measurement 20 (1960), 37-46.

    >>> said = [("a", "a")] * 20 + [("a", "b")] * 5 + [("b", "a")] * 10 + [("b", "b")] * 15
    >>> round(cohen_kappa(said), 3)
    0.4
    """
    n = len(pairs)
    same = sum(one == other for one, other in pairs)
    ones, others = [one for one, _ in pairs], [other for _, other in pairs]
    # In whole numbers, n * n times as large: exact where chance alone agrees.
    chance = sum(ones.count(each) * others.count(each) for each in {*ones})
    if chance == n * n:
        return None
    return (n * same - chance) / (n * n - chance)


def sentences(found: Agreement) -> tuple[str, ...]:
    """Say in words how far two people agree."""
    if not found.lines:
        return ("There is no line that both of them judged.",)
    marks = f"the same mark: {found.exact}; at most one rung apart: {found.within_one}"
    said = [
        f"Lines that both judged: {len(found.lines)}; the same: {found.same}.",
        f"Dimensions that both judged: {len(found.bands)}; {marks}.",
        f"The second is {_way(found.difference or 0)} on average.",
    ]
    if found.unpaired:
        said.append(f"Lines that only one judged: {found.unpaired}; they count for nothing here.")
    if found.kappa is not None:
        said.append(f"Cohen's kappa over the lines: {found.kappa:.2f}; 0 is what chance makes.")
    elif len(found.lines) < LEAST_FOR_KAPPA:
        said.append(f"Kappa is shown from {LEAST_FOR_KAPPA} lines on; more sessions make them.")
    else:
        said.append("Kappa has no value: both said the same of all lines, as chance would.")
    return tuple(said)


def _way(difference: float) -> str:
    if not difference:
        return "neither higher nor lower"
    return f"{abs(difference):.1f} rungs {'higher' if difference > 0 else 'lower'}"


def _on_lines(one: Score, other: Score) -> Iterator[OnLine]:
    for first, second in zip(one.lines, other.lines, strict=True):
        if not first.measured:
            yield OnLine(one.session, first.line.id, first.state, second.state)


def _on_bands(one: Score, other: Score) -> Iterator[OnBand]:
    for dimension, band in one.profile.items():
        first, second = band.judged, other.profile[dimension].judged
        if first is not None and second is not None:
            yield OnBand(one.session, dimension, first, second)


def _refuse_other_session(one: Score, other: Score) -> None:
    if one.session != other.session or one.pack != other.pack:
        raise BadValue(
            f"both scores must be of the same session, got {one.session!r} and {other.session!r}"
        )
    if one.rater == other.rater:
        raise BadValue(f"the two scores must be by two people; both are by the {one.rater}")
