"""Cards from interviews: numbers that were wrong, what they look like, lines that were missed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from twitlab.interview.grading import Looks, right_value
from twitlab.interview.history import History
from twitlab.interview.packs.answers import Estimate
from twitlab.interview.packs.pack import Pack
from twitlab.interview.packs.rubric import RubricLine
from twitlab.interview.packs.words import PHASE_TITLES
from twitlab.interview.review.cards import Card, id_of
from twitlab.interview.scoring.results import Try


def cards_from_sessions(history: History) -> Iterator[Card]:
    """Make cards of a history: mistakes, then estimates, then lines, the lowest rung first.

    An estimate and a line have a card as long as they were missed when they were observed last; a
    mistake keeps its card. A line that is measured has none: its number has one, and a clock or a
    hint leaves nothing to recall.
    """
    yield from _mistakes(history)
    yield from _estimates(history)
    yield from _lines(history)


def _mistakes(history: History) -> Iterator[Card]:
    for pack, estimate, each in _tries(history):
        for slip in each.graded.slips[:1]:
            yield _mistake_card(pack, estimate, each, slip)


def _estimates(history: History) -> Iterator[Card]:
    last = {_key(pack, e): (pack, e, each) for pack, e, each in _tries(history)}
    for pack, estimate, each in last.values():
        if each.graded.outcome == "wrong":
            yield _estimate_card(pack, estimate)


def _lines(history: History) -> Iterator[Card]:
    last: dict[tuple[str, str], tuple[Pack, RubricLine, bool]] = {}
    for past in history.sessions:
        pack = past.session.pack
        for each in past.score.lines:
            if each.state != "not observed" and not each.measured:
                last[pack.id, each.line.id] = (pack, each.line, each.state == "missed")
    missed = [(pack, line) for pack, line, is_missed in last.values() if is_missed]
    for pack, line in sorted(missed, key=lambda one: one[1].rung):
        yield _line_card(pack, line)


def _tries(history: History) -> Iterator[tuple[Pack, Estimate, Try]]:
    """Give all tries that are some, oldest session first."""
    for past in history.sessions:
        pack = past.session.pack
        known = {each.id: each for each in pack.estimates}
        for each in past.score.tries:
            if each.number is not None:
                yield pack, known[each.estimate], each


def _key(pack: Pack, estimate: Estimate) -> tuple[str, str, str]:
    return pack.id, pack.variant.id if pack.variant else "", estimate.id


def _mistake_card(pack: Pack, estimate: Estimate, tried: Try, slip: Looks) -> Card:
    return Card(
        id_of("mistake", *_key(pack, estimate), slip.name),
        "mistake",
        f"A mistake in an estimate: {pack.title}",
        _text(
            estimate.asks,
            f"You said {tried.graded.value}, which is {tried.graded.says}.",
            "Which mistake makes this number?",
        ),
        _text(f"{slip.name}.", slip.asks, f"Right: {right_value(estimate)}."),
    )


def _estimate_card(pack: Pack, estimate: Estimate) -> Card:
    formula = estimate.formula.replace("_", " ").replace("*", "×")
    return Card(
        id_of("estimate", *_key(pack, estimate)),
        "estimate",
        f"An estimate: {pack.title}",
        _text(estimate.asks, "Take:", *(f"- {e.says}: {e.value}" for e in estimate.rows)),
        _text(
            f"{right_value(estimate)}, right within a factor of {estimate.within:g}.",
            f"= {formula}",
            f"It decides: {estimate.decides}",
        ),
    )


def _line_card(pack: Pack, line: RubricLine) -> Card:
    return Card(
        id_of("line", pack.id, line.id),
        "line",
        f"{PHASE_TITLES[line.phase]}: {pack.title}",
        _text("You did not earn this line:", line.text, "How do you do it? Say it aloud."),
        _text(f"Strong: {line.strong}", f"Weak: {line.weak}", f"Why: {line.why}"),
        line.mends,
    )


def _text(*lines: str) -> str:
    return "\n".join(_flat(lines))


def _flat(lines: Iterable[str]) -> Iterator[str]:
    for each in lines:
        yield " ".join(each.split())
