"""The command line: where the learner stands, and all that is done outside a notebook.

Exit codes: 0, done (`check`: everything asked for passed; `doctor`: nothing failed); 1, not so;
2, refused, with the reason in one line.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

import twitlab
from twitlab.course.book.command_name import program
from twitlab.course.book.manifest import Course
from twitlab.errors import TwitlabError

# The rest is imported where it is used, so that `twitlab` alone answers at once.
if TYPE_CHECKING:
    from twitlab.course.plan.rehearsal import Rehearsal
    from twitlab.course.workspace.workspace import Workspace

_LONGEST = 1_000
"""Characters of a refusal; of a longer one both ends are shown."""
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


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command; a refusal is one line, whatever the console can show."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    try:
        app(args=arguments, prog_name=program())
    except (TwitlabError, OSError) as error:
        print(f"twitlab: {_said(error)}", file=sys.stderr)
        sys.exit(2)


def _said(error: Exception) -> str:
    """Say in one line what was refused, however long a name somebody typed."""
    text = str(error)
    if isinstance(error, OSError) and error.strerror:
        where = "" if error.filename is None else f"{error.filename}: "
        text = f"{where}{error.strerror}"
    line = " ".join(text.split())
    half = _LONGEST // 2
    return line if len(line) <= _LONGEST else f"{line[:half]} ... {line[-half:]}"


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
        from twitlab.course.terminal.overview import nowhere, overview
        from twitlab.course.terminal.report import terminal
        from twitlab.course.workspace.find import find_workspace, workspace_root

        place, console, course = find_workspace(workspace), terminal(), Course.here()
        shown = None
        if place:
            shown = overview(course, place, console, now(), partial(rehearsal, course, place))
        for each in shown or nowhere(workspace_root(workspace)):
            console.print(each)
        if place:
            say_unreadable(place)


def named(ctx: typer.Context, given: Path | None) -> Path | None:
    """Give the workspace that was named behind the command, or else before it."""
    around = ctx.parent
    while given is None and around is not None:
        given, around = around.params.get("workspace"), around.parent
    return given


def existing(ctx: typer.Context, given: Path | None) -> Workspace:
    """Give the workspace that a command is about; refuse where there is none."""
    from twitlab.course.workspace.find import demand_workspace

    return demand_workspace(named(ctx, given))


def rehearsal(course: Course, place: Workspace) -> Rehearsal:
    """Give what the learner's interviews and cards ask of a plan."""
    from twitlab.interview.rehearsing import rehearsal_of

    return rehearsal_of(course, place.root, place.progress, now().astimezone().date())


def say_unreadable(place: Workspace) -> None:
    """Say which lines of the learner's progress are not understood."""
    lines = place.progress.unreadable
    if lines.count:
        where = f"{lines.count} in {place.progress.path}, the first is line {lines.first_line}"
        print(f"twitlab: lines of your progress are not understood: {where}", file=sys.stderr)


def now() -> datetime:
    """Read the clock, the only place where the command line does."""
    return datetime.now(UTC)
