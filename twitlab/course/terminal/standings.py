"""The board in a terminal: the points, and each exercise in one line, or two in a narrow one."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass

from rich.console import Console, Group, RenderableType
from rich.measure import Measurement
from rich.padding import Padding
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from twitlab.course.book.manifest import Course, Exercise
from twitlab.course.record.progress import Standing
from twitlab.course.terminal.report import MARKS, NOT_A_TERMINAL, Marked, local_time

_TITLES_WHOLE = 80


def board(course: Course, standings: dict[str, Standing], console: Console) -> RenderableType:
    """Show the points as a bar and every exercise as a row of a table."""
    points = sum(each.points for each in standings.values())
    passed = sum(each.passed for each in standings.values())
    total = max(course.points, 1)
    bar = Table.grid(padding=(0, 2))
    said = f"{points} of {course.points} points, {passed} of {len(standings)} exercises passed"
    if console.is_terminal:
        drawn = ProgressBar(total=total, completed=points, width=30, complete_style="green")
        bar.add_row(drawn, said)
    else:
        bar.add_row(said)
    rows = [_board_row(exercise, standings[exercise.id]) for exercise in course.exercises]
    table, room = _one_line_table(rows), room_of(console)
    endless = console.options.update(width=NOT_A_TERMINAL)
    if Measurement.get(console, endless, table).maximum > room:
        table = _two_line_table(rows, room)
    return Group(bar, Text(), table)


def room_of(console: Console) -> int:
    """Give the columns a table may take: the terminal's, or COLUMNS where there is no terminal.

    A table has more than one form to choose from. Text that is read by a program has one.
    """
    asked = os.environ.get("COLUMNS", "")
    return int(asked) if not console.is_terminal and asked.isdecimal() else console.width


@dataclass(frozen=True, slots=True)
class _BoardRow:
    id: str
    title: str
    standing: Marked
    points: str
    kind: str
    help_taken: str
    last_check: str


def _board_row(exercise: Exercise, standing: Standing) -> _BoardRow:
    said = Text(standing.status, MARKS[standing.status][1])
    if standing.latest != standing.status:
        said.append(f", last {standing.latest}", "default")
    hints = [str(standing.hints_taken)] if standing.hints_taken else []
    return _BoardRow(
        id=exercise.id,
        title=exercise.title,
        standing=Marked(standing.status, said),
        points=f"{standing.points}/{exercise.points}",
        kind=f"{exercise.kind}, {'core' if exercise.core else 'extra'}",
        help_taken=" + ".join(hints + ["answer"] * standing.gave_up) or "-",
        last_check=local_time(standing.graded_at) or "-",
    )


def _one_line_table(rows: Sequence[_BoardRow]) -> Table:
    table = _table("Exercise", "Title", "Standing", "Points", "Kind", "Hints", "Last check")
    for each in rows:
        said = (each.standing, each.points, each.kind, each.help_taken, each.last_check)
        table.add_row(each.id, each.title, *said)
    return table


def _two_line_table(rows: Sequence[_BoardRow], room: int) -> Table:
    """Put what belongs to a title below it, indented, so that a long one is not taken for two."""
    table = _table("Exercise", "Standing", "Points", "Last check")
    table.columns[0].no_wrap = room >= _TITLES_WHOLE
    for each in rows:
        taken = "" if each.help_taken == "-" else f"hints: {each.help_taken}"
        table.add_row(
            Group(each.title, Padding(each.id, (0, 0, 0, 2))),
            Group(each.standing, each.kind),
            each.points,
            Group(each.last_check, taken) if taken else each.last_check,
        )
    return table


def _table(*names: str) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="bold")
    for name in names:
        table.add_column(name, overflow="fold", justify="right" if name == "Points" else "left")
    return table
