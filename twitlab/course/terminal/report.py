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
from rich.table import Table
from rich.text import Text

import twitlab
from twitlab.course.book.command_name import copying, typed
from twitlab.course.book.manifest import Course, Exercise
from twitlab.course.book.status import SIGNS

if TYPE_CHECKING:
    from twitlab.course.book.status import Finding, State, Status
    from twitlab.course.checking.verdict import Verdict
    from twitlab.course.workspace.updating_step import Change

NOT_A_TERMINAL = 10_000
"""Columns of what is no terminal: no line is cut or wrapped."""
_LABEL = 10
MARKS: dict[Status | State, tuple[str, str]] = {  # for a console without signs, and a colour
    "not attempted": ("-", ""),
    "passed": ("+", "green"),
    "failed": ("x", "red"),
    "error": ("!", "red"),
    "warning": ("!", "yellow"),
}
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def terminal(stderr: bool = False) -> Console:
    """Give a console on which text is text: no markup, no emoji, nothing coloured by guessing.

    Where it is not a terminal there are no colours, and no line is cut or wrapped.
    """
    console = Console(stderr=stderr, markup=False, emoji=False, highlight=False)
    if not console.is_terminal:
        console.width = NOT_A_TERMINAL
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
    wide: int = _LABEL

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Wrap the text, with the label before its first line."""
        width = max(options.max_width - self.wide - 2, 20)
        for number, line in enumerate(self.text.wrap(console, width, overflow="fold")):
            yield Text.assemble(f"  {'' if number else self.label:<{self.wide}}", line)


@dataclass(frozen=True, slots=True)
class Unbroken:
    """A text that stays in one line, however long, so that it can be copied as one."""

    text: Text

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Leave it to the terminal to break it; print it with ``crop=False``."""
        yield Text.assemble(self.text, no_wrap=True, overflow="ignore")


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
        plain, style = MARKS[self.status]
        sign = plain if options.ascii_only else SIGNS[self.status]
        return Text.assemble((f"{sign} ", style), self.text)


def verdict_report(verdict: Verdict, file: str, saved_at: datetime | None) -> RenderableType:
    """Show the verdict on a saved notebook: which file, what failed, why, what to do next."""
    said = Text.assemble(
        words(verdict.title, "bold"),
        ": ",
        (verdict.status, MARKS[verdict.status][1]),
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
        rows.append(("stuck?", typed(f"hint {verdict.exercise}")))
    elif verdict.status == "passed":
        if verdict.in_real_life:
            rows.append(("in real life", verdict.in_real_life))
        rows.append(("compare", typed(f"solution {verdict.exercise}")))
        if verdict.next_path:
            rows.append(("next", f"{verdict.next_title}, {verdict.next_path}"))
    wide = max(_LABEL, *(len(label) + 1 for label, _ in rows)) if rows else _LABEL
    return Group(
        Marked(verdict.status, said),
        *(Row(label, words(text), wide) for label, text in rows),
    )


def changes_report(root: Path, changes: Sequence[Change] | None) -> Iterator[RenderableType]:
    """Show what an update brought; None for a workspace that is new."""
    if changes is None:
        yield words(f"Your workspace is new: {short(root)}")
        return
    yield words(f"Your workspace is up to date with twitlab {twitlab.__version__}: {short(root)}")
    for change in changes:
        yield Row("changed", words(str(change)))


def reset_report(root: Path, file: Path, kept: Path | None) -> Iterator[RenderableType]:
    """Show what a reset did, where the learner's own version is, and how to get it back."""
    yield words(f"{file.relative_to(root).as_posix()} is as it was given.")
    if kept:
        yield Row("yours", words(kept.relative_to(root).as_posix()))
        hidden = "that folder is hidden, JupyterLab's file list leaves it out. To have it again:"
        yield Row("", words(hidden))
        yield Unbroken(words(f"{'':{_LABEL + 2}}{copying(kept, file)}"))
    note = (
        "is it open in JupyterLab? Close its tab there first, or choose File > Reload Notebook "
        "from Disk. To save it as it stands there, and choose Overwrite, would undo the reset"
    )
    yield Row("note", words(note))


def exercises_report(course: Course, command: str) -> Iterator[RenderableType]:
    """List the exercises where a command wants one and none was named."""
    yield words(f"twitlab: which exercise? `{typed(f'{command} ID')}` takes one of these:")
    table = Table.grid(padding=(0, 2))
    for exercise in course.exercises:
        table.add_row(f"  {exercise.id}", exercise.title)
    yield table


def hint_report(
    exercise: Exercise, texts: Sequence[str], first: int, last: int
) -> Iterator[RenderableType]:
    """Show hints from one level to another, and say what comes after them."""
    for level in range(first, last + 1):
        yield Text(f"{exercise.title}, hint {level} of {len(texts)}", "bold")
        yield from (words(line) for line in texts[level - 1].splitlines())
        yield Text()
    if last < len(texts):
        yield Row("more", words(f"{len(texts) - last}: {typed(f'hint {exercise.id}')}"))
    else:
        more = f"{typed(f'solution {exercise.id} --give-up')} shows one right answer"
        yield Row("more", words(f"no further hint; {more}"))


def finding_report(finding: Finding) -> RenderableType:
    """Show what one examination found, and the fix where there is something to fix."""
    said = Text.assemble((f"{finding.name:<12}", "bold"), words(finding.text))
    if not finding.fix:
        return Marked(finding.state, said)
    return Group(Marked(finding.state, said), Row("  fix", words(finding.fix)))
