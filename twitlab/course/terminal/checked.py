"""Grade several saved notebooks for a person who waits: a bar, an order, a record of each."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from twitlab.course.book.manifest import Course, Exercise
from twitlab.course.grader.grading import Graded, grade_all, grade_text
from twitlab.course.record.events import Checked
from twitlab.course.terminal.report import local_time, terminal, verdict_report
from twitlab.course.workspace.workspace import Workspace
from twitlab.errors import CourseError


def check_saved(
    course: Course,
    workspace: Workspace,
    chosen: Sequence[Exercise],
    clock: Callable[[], datetime],
    json_only: bool,
    attempted_only: bool,
) -> bool:
    """Grade exercises, record each, and show the verdicts, as text or as JSON alone.

    Args:
        course: The course they belong to.
        workspace: Where the learner's notebooks are.
        chosen: Which exercises.
        clock: Gives the time of each event.
        json_only: Print JSON and nothing else.
        attempted_only: Count those that were not attempted, where there is no more to say of one.

    Returns:
        Whether all of them passed.
    """
    console, errors = terminal(), terminal(stderr=True)
    in_notebook = notebook_checks(workspace)

    def done(each: Graded) -> None:
        trouble = record(workspace, each, clock())
        if trouble:
            errors.print(f"twitlab: {trouble}")

    def show(each: Graded) -> None:
        each = told(each, in_notebook)
        if not json_only and not (attempted_only and _is_left_alone(each)):
            file = workspace.relative(each.path) if each.path else ""
            console.print(verdict_report(each.verdict, file, each.saved_at))
            console.print()

    bar = errors if json_only or not console.is_terminal else console
    try:
        graded = grade_run(course, workspace, chosen, bar, done, show)
    except KeyboardInterrupt:
        errors.print("twitlab: stopped; what was graded until now is recorded")
        raise
    if json_only:
        print(as_json(workspace, [told(each, in_notebook) for each in graded]))
    else:
        left = attempted_only and sum(_is_left_alone(told(each, in_notebook)) for each in graded)
        rest = f", {left} not attempted" if left else ""
        points, most = _points(graded)
        console.print(f"{points} of {most} points{rest}", style="bold")
    return all(each.verdict.status == "passed" for each in graded)


def check_file(course: Course, exercise: Exercise, path: Path, json_only: bool) -> bool:
    """Grade a file that is the text of an answer, show the verdict, and record nothing."""
    graded = grade_text(course, exercise, path)
    if json_only:
        print(as_json(None, [graded]))
    else:
        terminal().print(verdict_report(graded.verdict, str(path), graded.saved_at))
    return graded.verdict.status == "passed"


def grade_run(
    course: Course,
    workspace: Workspace,
    chosen: Sequence[Exercise],
    console: Console,
    done: Callable[[Graded], None],
    show: Callable[[Graded], None],
) -> list[Graded]:
    """Grade exercises side by side, with a progress bar where the console is a terminal.

    Args:
        course: The course they belong to.
        workspace: Where the learner's notebooks are.
        chosen: Which exercises.
        console: Where the bar is drawn.
        done: Hears of each as it ends.
        show: Hears of each in the order asked for, as soon as those before it have ended.

    Returns:
        The outcomes, in the order asked for.
    """
    saved = [(exercise, workspace.find_exercise(exercise)) for exercise in chosen]
    waiting = [exercise.id for exercise in chosen]
    ended: dict[str, Graded] = {}
    columns = (TextColumn("grading"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    bar = Progress(*columns, console=console, transient=True, disable=not console.is_terminal)
    task = bar.add_task("", total=len(saved))

    def hear(graded: Graded) -> None:
        done(graded)
        ended[graded.exercise.id] = graded
        bar.advance(task)
        while waiting and waiting[0] in ended:
            show(ended[waiting.pop(0)])

    with bar:
        return grade_all(course, saved, hear)


def notebook_checks(workspace: Workspace) -> dict[str, datetime]:
    """Give the time of the last check in a notebook of each exercise that has one."""
    try:
        events = workspace.progress.events()
    except CourseError:
        return {}  # grading goes on; what is wrong is said where the verdict is recorded
    return {
        event.exercise: event.at
        for event in events
        if isinstance(event, Checked) and event.by == "notebook"
    }


def told(graded: Graded, in_notebook: Mapping[str, datetime]) -> Graded:
    """Add a note where the learner checked in the notebook what is not in the saved file."""
    at, verdict = in_notebook.get(graded.exercise.id), graded.verdict
    saved = graded.saved_at
    if verdict.status == "passed" or at is None or saved is None or at <= saved:
        return graded
    when = local_time(at)
    when = when[11:] if when[:10] == local_time(saved)[:10] else when
    note = (
        f"you checked it in the notebook at {when}, after this file was saved: "
        "save it there (Ctrl+S), then check again"
    )
    return replace(graded, verdict=verdict.model_copy(update={"notes": (*verdict.notes, note)}))


def record(workspace: Workspace, graded: Graded, now: datetime) -> str | None:
    """Put a verdict into the learner's progress; say why if it could not be."""
    verdict = graded.verdict
    event = Checked(**verdict.outcome, at=now, by="grader", saved_at=graded.saved_at)
    try:
        workspace.progress.record(event)
    except CourseError as error:
        return f"{verdict.exercise} was graded, and not recorded: {error}"
    return None


def as_json(workspace: Workspace | None, graded: Sequence[Graded]) -> str:
    """Write verdicts for a program: points in all, and each verdict with its file."""

    def named(path: Path) -> str:
        return workspace.relative(path) if workspace else str(path)

    verdicts = [
        {
            **each.verdict.model_dump(mode="json"),
            "file": named(each.path) if each.path else None,
            "saved_at": each.saved_at.isoformat() if each.saved_at else None,
        }
        for each in graded
    ]
    points, most = _points(graded)
    root = str(workspace.root) if workspace else None
    whole = {"workspace": root, "points": points, "max_points": most}
    return json.dumps({**whole, "verdicts": verdicts}, indent=2)


def _is_left_alone(graded: Graded) -> bool:
    return graded.verdict.status == "not attempted" and not graded.verdict.notes


def _points(graded: Sequence[Graded]) -> tuple[int, int]:
    verdicts = [each.verdict for each in graded]
    return sum(each.points for each in verdicts), sum(each.max_points for each in verdicts)
