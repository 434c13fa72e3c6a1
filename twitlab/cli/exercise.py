"""Check an exercise, get a hint, begin again, see a right answer."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from twitlab.cli.app import InWorkspace, app, existing, now, say_unreadable
from twitlab.course.book.command_name import typed
from twitlab.course.book.manifest import Course, Exercise
from twitlab.course.record.events import GaveUp, Hinted
from twitlab.errors import CourseError

SomeIds = Annotated[
    list[str] | None, typer.Argument(metavar="ID", help="Which exercises; all if none is named.")
]
OneId = Annotated[
    str | None, typer.Argument(metavar="ID", help="An exercise, such as first-repeat.")
]


@app.command()
def check(
    ctx: typer.Context,
    ids: SomeIds = None,
    workspace: InWorkspace = None,
    json_only: Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")] = False,
    answer: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Grade this text as the answer, and record nothing."),
    ] = None,
) -> None:
    """Grade your saved notebooks. Exit code 0 if all of them passed, 1 if not."""
    course = Course.here()
    from twitlab.course.terminal.checked import check_file, check_saved
    from twitlab.course.workspace.exercise_lookup import named_exercise

    named = {found.id: found for found in (named_exercise(course, each) for each in ids or ())}
    if answer is not None:
        if len(named) != 1:
            raise CourseError(f"--answer is for one exercise, got {len(named)}")
        (only,) = named.values()
        raise typer.Exit(0 if check_file(course, only, answer, json_only) else 1)
    place = existing(ctx, workspace)
    chosen = list(named.values()) or course.exercises
    passed = check_saved(course, place, chosen, now, json_only, attempted_only=not named)
    if not json_only:
        say_unreadable(place)
    raise typer.Exit(0 if passed else 1)


@app.command()
def hint(
    ctx: typer.Context,
    exercise_id: OneId = None,
    workspace: InWorkspace = None,
    again: Annotated[
        bool, typer.Option("--again", help="Show those you took already, and no new one.")
    ] = False,
) -> None:
    """Show the next hint for an exercise."""
    course, place = Course.here(), existing(ctx, workspace)
    exercise = _one(course, exercise_id, "hint")
    from twitlab.course.notebook.hint_texts import hints
    from twitlab.course.terminal.report import hint_report, terminal

    console, texts = terminal(), hints(course, exercise)
    standing = place.progress.standing(exercise.id)
    taken = min(standing.hints_taken, len(texts))
    if again and not taken:
        raise CourseError(f"you took no hint yet; `{typed(f'hint {exercise.id}')}` gives the first")
    level = taken if again else standing.next_hint(len(texts))
    for each in hint_report(exercise, texts, 1 if again else level, level):
        console.print(each)
    if not again:
        place.progress.record(Hinted(at=now(), exercise=exercise.id, level=level))


@app.command()
def reset(ctx: typer.Context, exercise_id: OneId = None, workspace: InWorkspace = None) -> None:
    """Begin an exercise again; what you wrote is kept."""
    course, place = Course.here(), existing(ctx, workspace)
    exercise = _one(course, exercise_id, "reset")
    from twitlab.course.terminal.report import reset_report, terminal

    kept = place.reset(exercise, now())
    found = place.find_exercise(exercise) or place.root / exercise.path
    console = terminal()
    for each in reset_report(place.root, found, kept):
        console.print(each, crop=False)


@app.command()
def solution(
    ctx: typer.Context,
    exercise_id: OneId = None,
    workspace: InWorkspace = None,
    give_up: Annotated[
        bool, typer.Option("--give-up", help="Show it although you have not passed.")
    ] = False,
) -> None:
    """Show one right answer beside yours, once you passed."""
    course, place = Course.here(), existing(ctx, workspace)
    exercise = _one(course, exercise_id, "solution")
    standing = place.progress.standing(exercise.id)
    if not (standing.passed or standing.gave_up or give_up):
        raise CourseError(
            f"you have not passed {exercise.id} yet: `{typed(f'check {exercise.id}')}` grades it, "
            f"`{typed(f'hint {exercise.id}')}` helps, "
            f"`{typed(f'solution {exercise.id} --give-up')}` shows the answer all the same"
        )
    from twitlab.course.terminal.report import terminal
    from twitlab.course.terminal.solution import (
        learners_answer,
        reference_answer,
        solution_report,
    )

    console = terminal()
    if not (standing.passed or standing.gave_up):
        place.progress.record(GaveUp(at=now(), exercise=exercise.id))
    yours, where = learners_answer(course, place, exercise)
    for each in solution_report(console, yours, where, reference_answer(course, exercise)):
        console.print(each)


def _one(course: Course, name: str | None, command: str) -> Exercise:
    """Give the exercise that was named; where none was, list them all and end."""
    from twitlab.course.terminal.report import exercises_report, terminal
    from twitlab.course.workspace.exercise_lookup import named_exercise

    if name is not None:
        return named_exercise(course, name)
    console = terminal(stderr=True)
    for each in exercises_report(course, command):
        console.print(each)
    raise typer.Exit(2)
