"""What is shown of a history: a table for the terminal, and JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from twitlab.course.book.command_name import typed
from twitlab.course.book.manifest import Course
from twitlab.course.terminal.report import Row, words
from twitlab.interview.card import WHOSE, mend
from twitlab.interview.days import day_of
from twitlab.interview.history import (
    Again,
    Change,
    History,
    MistakeAgain,
    Past,
    changes,
    missed_again,
    mistakes_again,
)
from twitlab.interview.packs.words import COLD, DIMENSION_TITLES, DIMENSIONS, PHASE_TITLES

FORMAT: Final = 1
_MOST: Final = 6
"""Sessions in the table: as many as fit into 80 columns. JSON has all."""
_UNSEEN: Final = "–"


def history_report(history: History, course: Course) -> Iterator[RenderableType]:
    """Show the sessions, their marks side by side, what changed and what was missed again."""
    if not history.sessions:
        yield words(f"You have played no session yet; `{typed('interview start PACK --cold')}`")
    shown = [*enumerate(history.sessions, 1)][-_MOST:]
    if len(history.sessions) > len(shown):
        yield words(f"The last {len(shown)} of {len(history.sessions)} sessions:")
    for number, past in shown:
        yield Row(str(number), words(_what(past)), 3)
    if shown:
        yield Text()
        yield _table(shown)
        yield words(f"Measured / judged, 1 to 4; {_UNSEEN} is not observed. Nothing is added up.")
    for title, rows in (
        ("Changed", [_say_change(each) for each in changes(history)]),
        ("Missed again", [_say_again(each, course) for each in missed_again(history)]),
        ("Mistake again", [_say_mistake(each) for each in mistakes_again(history)]),
    ):
        if rows:
            yield Text()
            yield words(title, "bold")
            yield from (Row("", words(each), 0) for each in rows)
    for each in history.passed_over:
        yield Row("left out", words(f"{each.name}: {each.why}"))


def _what(past: Past) -> str:
    pack, opened = past.session.pack, past.session.files
    level = f", {past.session.level}" if past.session.level else ""
    cold = ", cold" if past.session.slot == COLD else ""
    whose = "alone" if "solo" in opened else WHOSE[past.score.rater]
    ended = "" if past.session.has_ended else ", not ended"
    variant = f", {pack.variant.id}" if pack.variant else ""
    return (
        f"{day_of(past.begun_ms)}  {pack.id}{variant}, {past.session.slot} minutes{cold}{level}, "
        f"{whose}{ended}"
    )


def _table(shown: list[tuple[int, Past]]) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="bold")
    table.add_column("")
    for number, _ in shown:
        table.add_column(str(number), justify="center", no_wrap=True)
    for dimension in DIMENSIONS:
        marks = [(p.mark(dimension, "measured"), p.mark(dimension, "judged")) for _, p in shown]
        cells = [f"{one or _UNSEEN} / {other or _UNSEEN}" for one, other in marks]
        table.add_row(DIMENSION_TITLES[dimension], *cells)
    return table


def _say_change(each: Change) -> str:
    way = "better" if each.after > each.before else "lower"
    title = DIMENSION_TITLES[each.dimension]
    return f"{way}: {title}, {each.column}: {each.before} in {each.since}, now {each.after}"


def _say_again(each: Again, course: Course) -> str:
    named = (mend(course, name) for name in each.line.mends)
    mended = ", ".join(f"{found['title']} ({found['file']})" for found in named if found["file"])
    where = f"{each.pack}, {PHASE_TITLES[each.line.phase]}, {len(each.sessions)} times"
    return f"{each.line.text} ({where}){f' → {mended}' if mended else ''}"


def _say_mistake(each: MistakeAgain) -> str:
    return f"{each.name}, {len(each.sessions)} times: {each.asks}"


def as_json(history: History, course: Course) -> str:
    """Write a history as JSON.

    - `format`: 1; raised when a key changes its meaning or goes.
    - `sessions`, oldest first: `name`, `date`, `pack`, `version`, `variant`, `slot_minutes`,
      `cold`, `level` (or null), `rater` (whose word), `alone`, `ended`; `profile`: `dimension`,
      `title`, `measured`, `judged`: 1 to 4, or null for not observed. There is no sum.
    - `changes` of the last session: `dimension`, `column`, `before`, `after`, `since`.
    - `missed_again`: `pack`, `line`, `text`, `why`, `sessions`, `mends`: `id`, `kind`, `title`,
      `file`.
    - `mistakes_again`: `mistake`, `asks`, `sessions`.
    - `left_out`: `name`, `why`.
    """
    made = {
        "format": FORMAT,
        "sessions": [_session(each) for each in history.sessions],
        "changes": [
            {
                "dimension": each.dimension,
                "column": each.column,
                "before": each.before,
                "after": each.after,
                "since": each.since,
            }
            for each in changes(history)
        ],
        "missed_again": [_again(each, course) for each in missed_again(history)],
        "mistakes_again": [
            {"mistake": each.name, "asks": each.asks, "sessions": list(each.sessions)}
            for each in mistakes_again(history)
        ],
        "left_out": [{"name": each.name, "why": each.why} for each in history.passed_over],
    }
    return json.dumps(made, indent=2)


def _session(past: Past) -> dict[str, Any]:
    pack = past.session.pack
    return {
        "name": past.session.name,
        "date": str(day_of(past.begun_ms)),
        "pack": pack.id,
        "version": pack.version,
        "variant": pack.variant.id if pack.variant else "",
        "slot_minutes": past.session.slot,
        "cold": past.session.slot == COLD,
        "level": past.session.level,
        "rater": past.score.rater,
        "alone": past.score.alone,
        "ended": past.session.has_ended,
        "profile": [
            {
                "dimension": each,
                "title": DIMENSION_TITLES[each],
                "measured": past.mark(each, "measured"),
                "judged": past.mark(each, "judged"),
            }
            for each in DIMENSIONS
        ],
    }


def _again(each: Again, course: Course) -> dict[str, Any]:
    return {
        "pack": each.pack,
        "line": each.line.id,
        "text": each.line.text,
        "why": each.line.why,
        "sessions": list(each.sessions),
        "mends": [mend(course, name) for name in each.line.mends],
    }
