"""The learner's answer and the course's own, to be read beside each other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.measure import Measurement
from rich.table import Table
from rich.text import Text

from twitlab.course.book.manifest import Course, Exercise
from twitlab.course.book.notebook_file import read_notebook
from twitlab.course.book.regions import BEGIN, END, answer_source
from twitlab.course.checking.answer_cell import find_answer
from twitlab.course.terminal.report import words
from twitlab.course.workspace.workspace import Workspace
from twitlab.errors import CourseError

_BESIDE = 100
"""Columns from which two answers may stand beside each other."""
_GAP = 2
_FURTHER = 4


def reference_answer(course: Course, exercise: Exercise) -> str:
    """Give the course's own answer, without the marks of its solution regions."""
    source = answer_source(read_notebook(course.solution_path(exercise)), exercise)
    return "\n".join(line for line in source.splitlines() if line.strip() not in (BEGIN, END))


def learners_answer(course: Course, workspace: Workspace, exercise: Exercise) -> tuple[str, str]:
    """Give the learner's answer as it was saved, and its file's place in the workspace.

    Where there is none, a comment that says so stands in its place.
    """
    path = workspace.find_exercise(exercise)
    if path is None:
        return "# There is no notebook for it.", ""
    stub = answer_source(read_notebook(course.root / exercise.path), exercise)
    try:
        source = find_answer(read_notebook(path), exercise, stub).source
    except CourseError as error:
        return f"# {error}", workspace.relative(path)
    missing = f"# No cell defines {exercise.answer}."
    return missing if source is None else source, workspace.relative(path)


def solution_report(
    console: Console, yours: str, where: str, ours: str
) -> Iterator[RenderableType]:
    """Show two answers: beside each other where there is room, else one above the other."""
    heads = (f"Your answer ({where})" if where else "Your answer", "One right answer")
    codes = (words(yours.strip("\n")).plain, words(ours.strip("\n")).plain)
    widest = max(len(line) for text in (*codes, *heads) for line in (*text.splitlines(), ""))
    if console.is_terminal and console.width >= max(_BESIDE, 2 * (widest + _GAP)):
        table = Table(box=None, padding=(0, _GAP, 0, 0), pad_edge=False, expand=True)
        for head in heads:
            table.add_column(Text(head, "bold"), ratio=1)
        table.add_row(*(_code(console, code) for code in codes))
        yield table
        return
    for number, (head, code) in enumerate(zip(heads, codes, strict=True)):
        if number:
            yield Text()
        yield Text(head, "bold")
        yield _code(console, code)


@dataclass(frozen=True, slots=True)
class _Code:
    """Code that keeps its shape: what has no room goes on below, further in, broken at a blank."""

    text: Text

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for line in self.text.split("\n", allow_blank=True):
            if line.cell_len <= options.max_width:
                yield line
                continue
            indent = len(line.plain) - len(line.plain.lstrip())
            further = min(indent + _FURTHER, options.max_width // 2)
            room = options.max_width - further
            for number, part in enumerate(line[indent:].wrap(console, room, overflow="fold")):
                yield Text.assemble(" " * (further if number else indent), part)

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        return Measurement.get(console, options, self.text)


def _code(console: Console, safe: str) -> RenderableType:
    if not console.is_terminal:
        return Text(safe)
    from rich.style import Style
    from rich.syntax import ANSISyntaxTheme, Syntax

    # The terminal's own colours, and only those that can be read on black and on white.
    theme = ANSISyntaxTheme(
        {
            ("Comment",): Style(italic=True),
            ("Keyword",): Style(bold=True, color="magenta"),
            ("Name", "Function"): Style(bold=True),
            ("Literal", "String"): Style(color="green"),
        }
    )
    shown = Syntax(safe, "python", theme=theme, background_color="default").highlight(safe)
    shown.rstrip()
    return _Code(shown)
