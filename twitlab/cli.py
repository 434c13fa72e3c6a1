"""The command line: where the learner stands, and all that is done outside a notebook.

Exit codes: 0, done (`check`: everything asked for passed; `doctor`: nothing failed); 1, not so;
2, refused, with the reason in one line.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

import twitlab
from twitlab.course.events import GaveUp, Hinted
from twitlab.course.manifest import Course, Exercise
from twitlab.course.program import program, typed
from twitlab.errors import BadValue, CourseError, TwitlabError

# The rest is imported where it is used, so that `twitlab` alone answers at once.
if TYPE_CHECKING:
    from rich.console import Console

    from twitlab.course.workspace import Workspace

app = typer.Typer(
    help="Where you stand in the course, and what to do next.",
    epilog="Start with the command lab.",
    invoke_without_command=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

InWorkspace = Annotated[
    Path | None,
    typer.Option(
        "--workspace", "-w", metavar="DIR", help="Your workspace, if you are not in its folder."
    ),
]
SomeIds = Annotated[
    list[str] | None, typer.Argument(metavar="ID", help="Which exercises; all if none is named.")
]
OneId = Annotated[
    str | None, typer.Argument(metavar="ID", help="An exercise, such as first-repeat.")
]


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command; a refusal is one line, whatever the console can show."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    try:
        app(args=arguments, prog_name=program())
    except (TwitlabError, OSError) as error:
        print(f"twitlab: {' '.join(str(error).split())}", file=sys.stderr)
        sys.exit(2)


@app.callback()
def status(
    ctx: typer.Context,
    workspace: InWorkspace = None,
    version: Annotated[
        bool, typer.Option("--version", help="Show the version and end.", is_eager=True)
    ] = False,
) -> None:
    """Show where you stand, and what to do next."""
    if version:
        print(f"twitlab {twitlab.__version__}")
        raise typer.Exit
    if ctx.invoked_subcommand is None:
        from twitlab.course.overview import nowhere, overview
        from twitlab.course.place import find_workspace, workspace_root
        from twitlab.course.report import terminal

        place, console = find_workspace(workspace), terminal()
        shown = overview(Course.here(), place, console, _now()) if place else None
        for each in shown or nowhere(workspace_root(workspace)):
            console.print(each)
        if place:
            _say_unreadable(place)


@app.command(context_settings={"allow_extra_args": True})
def lab(
    ctx: typer.Context,
    folder: Annotated[
        str | None,
        typer.Argument(metavar="DIR", help="Your workspace.", show_default=False),
    ] = None,
    no_browser: Annotated[
        bool, typer.Option("--no-browser", help="Only say at which address it is.")
    ] = False,
    port: Annotated[
        int | None, typer.Option(min=1, max=65535, help="The first port to try.")
    ] = None,
) -> None:
    """Open JupyterLab in your workspace, made or updated first.

    What stands behind -- goes to JupyterLab: lab -- --ip=0.0.0.0
    """
    from twitlab.course.lab import lab_command
    from twitlab.course.place import hand_over, workspace_root
    from twitlab.course.report import short, terminal
    from twitlab.course.servers import open_lab

    extra = list(ctx.args)
    if folder is not None and folder.startswith("-"):
        extra.insert(0, folder)
        folder = None
    if extra and not extra[0].startswith("-"):
        raise BadValue(f"one folder is allowed, got {folder} and {extra[0]}")
    console = terminal()
    named = Path(folder).expanduser() if folder else workspace_root(_named(ctx, None))
    place = _bring(console, named)
    if (address := open_lab(place.root)) is not None:
        _go_there(console, place, address, no_browser, changed=bool(extra or port))
        return
    settings = ["--ServerApp.answer_yes=True", "--log-level=WARN"]
    settings += ["--no-browser"] if no_browser else []
    settings += [f"--port={port}"] if port else []
    argv, environment = lab_command(place, extra=[*settings, *extra])
    console.print(f"Opening JupyterLab in {short(place.root)}. Ctrl-C here ends it.")
    os.chdir(place.root)
    raise typer.Exit(hand_over(argv, environment))


@app.command()
def update(ctx: typer.Context, workspace: InWorkspace = None) -> None:
    """Bring the newest course; nothing you wrote is lost."""
    from twitlab.course.report import terminal

    _bring(terminal(), _existing(ctx, workspace).root)


@app.command()
def check(
    ctx: typer.Context,
    ids: SomeIds = None,
    workspace: InWorkspace = None,
    json_only: Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")] = False,
) -> None:
    """Grade your saved notebooks. Exit code 0 if all of them passed, 1 if not."""
    course, place = Course.here(), _existing(ctx, workspace)
    from twitlab.course.grade_run import check_saved
    from twitlab.course.naming import named_exercise

    named = {found.id: found for found in (named_exercise(course, each) for each in ids or ())}
    chosen = list(named.values()) or course.exercises
    passed = check_saved(course, place, chosen, _now, json_only)
    if not json_only:
        _say_unreadable(place)
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
    course, place = Course.here(), _existing(ctx, workspace)
    exercise = _one(course, exercise_id, "hint")
    from twitlab.course.hints import hints
    from twitlab.course.report import hint_report, terminal

    console, texts = terminal(), hints(course, exercise)
    taken = min(place.progress.standing(exercise.id).hints_taken, len(texts))
    if again and not taken:
        raise CourseError(f"you took no hint yet; `{typed(f'hint {exercise.id}')}` gives the first")
    level = taken if again else min(taken + 1, len(texts))
    for each in hint_report(exercise, texts, 1 if again else level, level):
        console.print(each)
    if not again:
        place.progress.record(Hinted(at=_now(), exercise=exercise.id, level=level))


@app.command()
def reset(ctx: typer.Context, exercise_id: OneId = None, workspace: InWorkspace = None) -> None:
    """Begin an exercise again; what you wrote is kept."""
    course, place = Course.here(), _existing(ctx, workspace)
    exercise = _one(course, exercise_id, "reset")
    from twitlab.course.report import reset_report, terminal

    kept = place.reset(exercise, _now())
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
    course, place = Course.here(), _existing(ctx, workspace)
    exercise = _one(course, exercise_id, "solution")
    standing = place.progress.standing(exercise.id)
    if not (standing.passed or standing.gave_up or give_up):
        raise CourseError(
            f"you have not passed {exercise.id} yet: `{typed(f'check {exercise.id}')}` grades it, "
            f"`{typed(f'hint {exercise.id}')}` helps, "
            f"`{typed(f'solution {exercise.id} --give-up')}` shows the answer all the same"
        )
    from twitlab.course.compare import learners_answer, reference_answer, solution_report
    from twitlab.course.report import terminal

    console = terminal()
    if not (standing.passed or standing.gave_up):
        place.progress.record(GaveUp(at=_now(), exercise=exercise.id))
    yours, where = learners_answer(course, place, exercise)
    for each in solution_report(console, yours, where, reference_answer(course, exercise)):
        console.print(each)


@app.command()
def plan(
    ctx: typer.Context,
    interview: Annotated[
        str | None, typer.Option(metavar="DATE", help="The day, such as 2027-03-31.")
    ] = None,
    minutes: Annotated[int | None, typer.Option(help="How long an evening is; 75.")] = None,
    route: Annotated[
        str | None,
        typer.Option(metavar="ROUTE", help="short, medium or long; else the time decides."),
    ] = None,
    workspace: InWorkspace = None,
) -> None:
    """Plan your evenings up to the interview.

    Without options: your plan, made again from today.
    """
    course, place = Course.here(), _existing(ctx, workspace)
    from twitlab.course.report import terminal
    from twitlab.course.schedule import new_settings, plan_report, planned

    now = _now()
    before = place.progress.plan()
    settings = new_settings(before, now, interview, minutes, route)
    made = planned(course, place.progress, settings, now)
    if (interview, minutes, route) != (None, None, None):
        place.progress.record(settings)
    console = terminal()
    replaced = before if before and before.settings != settings.settings else None
    for each in plan_report(made, now.astimezone().date(), replaced):
        console.print(each)


@app.command()
def bench(
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="NAME", help="Which benches; all if none is named."),
    ] = None,
    quick: Annotated[bool, typer.Option("--quick", help="Less than a minute, and 1 GB.")] = False,
    json_only: Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")] = False,
    plot: Annotated[
        Path | None, typer.Option("--plot", help="Draw the ratios to a new .svg or .png.")
    ] = None,
) -> None:
    """Measure how fast the parts are, against other packages on the same work.

    In full this takes some fifteen minutes and, for the graph, 12 GB of memory.
    """
    import json
    import time

    from twitlab.bench.run import as_json, load, machine_lines, ratios, run, show, this_machine
    from twitlab.ui.bench_plot import check_plot_file, write_ratios

    if plot is not None:
        check_plot_file(plot)
    machine = this_machine()
    running = run(load(list(dict.fromkeys(names or ()))), quick, time.perf_counter_ns)
    if json_only:
        found = list(running)
        print(json.dumps(as_json(machine, quick, found), indent=2))
    else:
        found = show(running, lambda line: print(line, flush=True))
        print("", *machine_lines(machine), sep="\n")
    if plot is not None:
        write_ratios(ratios(found), machine_lines(machine), plot)


@app.command()
def doctor(ctx: typer.Context, workspace: InWorkspace = None) -> None:
    """Examine what twitlab stands on. Exit code 1 if something fails."""
    from twitlab.course.doctor import examinations
    from twitlab.course.place import workspace_root
    from twitlab.course.report import finding_report, terminal

    console, found = terminal(), []
    for each in examinations(workspace_root(_named(ctx, workspace))):
        with console.status(f"{each.name} ..."):
            found.append(each())
        console.print(finding_report(found[-1]))
    failed = sum(each.state == "failed" for each in found)
    console.print(f"\n{failed} of {len(found)} failed" if failed else "\nAll is well", style="bold")
    raise typer.Exit(1 if failed else 0)


def _named(ctx: typer.Context, given: Path | None) -> Path | None:
    """Give the workspace that was named behind the command, or else before it."""
    before: Path | None = ctx.parent.params["workspace"] if ctx.parent else None
    return given or before


def _existing(ctx: typer.Context, given: Path | None) -> Workspace:
    from twitlab.course.place import demand_workspace

    return demand_workspace(_named(ctx, given))


def _one(course: Course, name: str | None, command: str) -> Exercise:
    """Give the exercise that was named; where none was, list them all and end."""
    from twitlab.course.naming import named_exercise
    from twitlab.course.report import exercises_report, terminal

    if name is not None:
        return named_exercise(course, name)
    console = terminal(stderr=True)
    for each in exercises_report(course, command):
        console.print(each)
    raise typer.Exit(2)


def _go_there(
    console: Console, place: Workspace, address: str, no_browser: bool, changed: bool
) -> None:
    """Show the learner the JupyterLab that is open already."""
    import webbrowser

    from twitlab.course.report import Row, short, words

    console.print(words(f"JupyterLab is open already in {short(place.root)}."))
    console.print(Row("address", words(address)))
    if changed:
        note = "it goes on as it was started; for other settings, end it first (File > Shut Down)"
        console.print(Row("note", words(note)))
    if not no_browser:
        webbrowser.open(address)


def _bring(console: Console, root: Path) -> Workspace:
    """Make a workspace or bring the one there up to date, and say what changed."""
    from twitlab.course.place import brought
    from twitlab.course.report import changes_report

    place, changes = brought(root, Course.here(), _now())
    for each in changes_report(place.root, changes):
        console.print(each)
    return place


def _say_unreadable(place: Workspace) -> None:
    lines = place.progress.unreadable
    if lines.count:
        where = f"{lines.count} in {place.progress.path}, the first is line {lines.first_line}"
        print(f"twitlab: lines of your progress are not understood: {where}", file=sys.stderr)


def _now() -> datetime:
    return datetime.now(UTC)
