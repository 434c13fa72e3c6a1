"""What the command line shows: one console, and a look for each thing a learner asks for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.measure import Measurement
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

import twitlab
from twitlab.course.manifest import Course, Exercise
from twitlab.course.progress import Standing

if TYPE_CHECKING:
    from twitlab.course.events import Status
    from twitlab.course.machine import Finding, State
    from twitlab.course.step import Change
    from twitlab.course.verdict import Verdict

SIDE_BY_SIDE = 100
"""Columns from which two answers stand beside each other, and a table shows all of its columns."""

_NOT_A_TERMINAL = 10_000
_LABEL = 10
_MARKS: dict[Status | State, tuple[str, str, str]] = {
    "not attempted": ("○", "-", ""),
    "passed": ("✓", "+", "green"),
    "failed": ("✗", "x", "red"),
    "error": ("!", "!", "red"),
    "warning": ("!", "!", "yellow"),
}
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def terminal(stderr: bool = False) -> Console:
    """Give a console on which text is text: no markup, no emoji, nothing coloured by guessing.

    Where it is not a terminal there are no colours, and no line is cut or wrapped.
    """
    console = Console(stderr=stderr, markup=False, emoji=False, highlight=False)
    if not console.is_terminal:
        console.width = _NOT_A_TERMINAL
    return console


def words(text: str, style: str = "") -> Text:
    """Make text of what anyone may have written: no control characters, `code` in bold."""
    safe = _CONTROL.sub("\ufffd", text.replace("\r\n", "\n").expandtabs(4))
    made = Text(safe.encode("utf-8", "replace").decode("utf-8"), style=style)
    made.highlight_regex(r"`[^`\n]+`", "bold")
    return made


def local_time(at: datetime | None) -> str:
    """Write a point in time as the learner's clock showed it."""
    if at is None:
        return ""
    try:
        return at.astimezone().isoformat(" ", "minutes")[:16]
    except (OverflowError, OSError, ValueError):
        return at.isoformat(" ", "minutes")[:16]


def short(path: Path) -> str:
    """Write a path with ``~`` for the learner's home."""
    try:
        return str(Path("~") / path.relative_to(Path.home()))
    except (ValueError, RuntimeError):
        return str(path)


@dataclass(frozen=True, slots=True)
class Row:
    """A label and a text that wraps beside it."""

    label: str
    text: Text

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Wrap the text, with the label before its first line."""
        width = max(options.max_width - _LABEL - 2, 20)
        for number, line in enumerate(self.text.wrap(console, width, overflow="fold")):
            yield Text.assemble(f"  {'' if number else self.label:<{_LABEL}}", line)


@dataclass(frozen=True, slots=True)
class Marked:
    """A status with its mark, in signs that the console can show."""

    status: Status | State
    text: Text

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Put the mark before the text."""
        yield self._with_mark(options)

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        """Take as much room as the mark and the text."""
        return Measurement.get(console, options, self._with_mark(options))

    def _with_mark(self, options: ConsoleOptions) -> Text:
        sign, plain, style = _MARKS[self.status]
        return Text.assemble((f"{plain if options.ascii_only else sign} ", style), self.text)


def board(course: Course, standings: dict[str, Standing], console: Console) -> RenderableType:
    """Show the points as a bar and every exercise as a row of a table."""
    wide = console.width >= SIDE_BY_SIDE
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
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="bold")
    for name in ("Exercise", *(("Title",) if wide else ()), "Standing"):
        table.add_column(name, overflow="fold")
    table.add_column("Points", justify="right")
    for name in (*(("Kind",) if wide else ()), "Hints", "Last check"):
        table.add_column(name, overflow="fold")
    for exercise in course.exercises:
        table.add_row(*_board_row(exercise, standings[exercise.id], wide))
    return Group(bar, Text(), table)


def _board_row(exercise: Exercise, standing: Standing, wide: bool) -> Iterator[RenderableType]:
    core = "core" if exercise.core else "extra"
    if wide:
        yield exercise.id
        yield exercise.title
    else:
        yield f"{exercise.title}\n  {exercise.id}\n  {exercise.kind}, {core}"
    said = Text(standing.status, _MARKS[standing.status][2])
    if standing.latest != standing.status:
        said.append(f", last {standing.latest}", "default")
    yield Marked(standing.status, said)
    yield f"{standing.points}/{exercise.points}"
    if wide:
        yield f"{exercise.kind}, {core}"
    help_taken = [str(standing.hints_taken)] if standing.hints_taken else []
    yield " + ".join(help_taken + ["answer"] * standing.gave_up) or "-"
    yield local_time(standing.graded_at) or "-"


def verdict_report(verdict: Verdict, file: str, saved_at: datetime | None) -> RenderableType:
    """Show the verdict on a saved notebook: which file, what failed, why, what to do next."""
    said = Text.assemble(
        words(verdict.title, "bold"),
        ": ",
        (verdict.status, _MARKS[verdict.status][2]),
        f" ({verdict.points} of {verdict.max_points} points)",
    )
    rows: list[tuple[str, str]] = []
    if file:
        rows.append(("file", f"{file}, saved {local_time(saved_at)}" if saved_at else file))
    if verdict.reason:
        rows.append(("reason", verdict.reason))
    if verdict.counterexample:
        rows += verdict.counterexample.rows
    if verdict.mistake:
        rows.append(("mistake", f"{verdict.mistake}: {verdict.message}"))
    rows += [("note", note) for note in verdict.notes]
    if verdict.status in ("failed", "error"):
        rows.append(("stuck?", f"twitlab hint {verdict.exercise}"))
    elif verdict.status == "passed":
        rows.append(("compare", f"twitlab solution {verdict.exercise}"))
    return Group(
        Marked(verdict.status, said),
        *(Row(label, words(text)) for label, text in rows),
    )


def changes_report(root: Path, changes: Sequence[Change] | None) -> Iterator[RenderableType]:
    """Show what an update brought; None for a workspace that is new."""
    if changes is None:
        yield words(f"Your workspace is new: {short(root)}")
        return
    yield words(f"Your workspace is up to date with twitlab {twitlab.__version__}: {short(root)}")
    for change in changes:
        yield Row("changed", words(str(change)))


def hint_report(
    exercise: Exercise, texts: Sequence[str], first: int, last: int
) -> Iterator[RenderableType]:
    """Show hints from one level to another, and say what comes after them."""
    for level in range(first, last + 1):
        yield Text(f"{exercise.title}, hint {level} of {len(texts)}", "bold")
        yield from (words(line) for line in texts[level - 1].splitlines())
        yield Text()
    if last < len(texts):
        yield Row("more", words(f"{len(texts) - last}: twitlab hint {exercise.id}"))
    else:
        more = f"twitlab solution {exercise.id} --give-up shows one right answer"
        yield Row("more", words(f"no further hint; {more}"))


def finding_report(finding: Finding) -> RenderableType:
    """Show what one examination found, and the fix where there is something to fix."""
    said = Text.assemble((f"{finding.name:<12}", "bold"), words(finding.text))
    if not finding.fix:
        return Marked(finding.state, said)
    return Group(Marked(finding.state, said), Row("  fix", words(finding.fix)))
