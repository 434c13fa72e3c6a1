"""Open the course, and bring what is new."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from twitlab.cli.app import InWorkspace, app, existing, named, now
from twitlab.course.book.manifest import Course
from twitlab.errors import BadValue

# The rest is imported where it is used, so that `twitlab` alone answers at once.
if TYPE_CHECKING:
    from rich.console import Console

    from twitlab.course.workspace.workspace import Workspace


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
    from twitlab.course.terminal.report import short, terminal
    from twitlab.course.workspace.find import expanded, workspace_root
    from twitlab.course.workspace.jupyter import lab_command
    from twitlab.course.workspace.open_servers import open_lab

    extra = list(ctx.args)
    if folder is not None and folder.startswith("-"):
        extra.insert(0, folder)
        folder = None
    if extra and not extra[0].startswith("-"):
        raise BadValue(f"one folder is allowed, got {folder} and {extra[0]}")
    console = terminal()
    root = expanded(Path(folder)) if folder else workspace_root(named(ctx, None))
    place = _bring(console, root)
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
def new(
    ctx: typer.Context,
    folder: Annotated[
        str | None,
        typer.Argument(metavar="DIR", help="Your workspace.", show_default=False),
    ] = None,
) -> None:
    """Make a workspace, or update it, and open nothing."""
    from twitlab.course.terminal.report import terminal
    from twitlab.course.workspace.find import expanded, workspace_root

    root = expanded(Path(folder)) if folder else workspace_root(named(ctx, None))
    _bring(terminal(), root)


@app.command()
def update(ctx: typer.Context, workspace: InWorkspace = None) -> None:
    """Bring the newest course; nothing you wrote is lost."""
    from twitlab.course.terminal.report import terminal

    _bring(terminal(), existing(ctx, workspace).root)


def hand_over(argv: list[str], environment: Mapping[str, str]) -> int:
    """Let a program take our place; Windows has no such thing, so wait there for its end."""
    sys.stdout.flush()
    if os.name != "nt":
        os.execve(argv[0], argv, environment)
    with subprocess.Popen(argv, env=environment) as program:
        # Ctrl-C reaches the program too, which ends as it sees fit.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        return program.wait()


def _go_there(
    console: Console, place: Workspace, address: str, no_browser: bool, changed: bool
) -> None:
    """Show the learner the JupyterLab that is open already."""
    import webbrowser

    from twitlab.course.terminal.report import Row, short, words

    console.print(words(f"JupyterLab is open already in {short(place.root)}."))
    console.print(Row("address", words(address)))
    if changed:
        note = "it goes on as it was started; for other settings, end it first (File > Shut Down)"
        console.print(Row("note", words(note)))
    if not no_browser:
        webbrowser.open(address)


def _bring(console: Console, root: Path) -> Workspace:
    """Make a workspace or bring the one there up to date, and say what changed."""
    from twitlab.course.terminal.report import changes_report
    from twitlab.course.workspace.make import brought

    place, changes = brought(root, Course.here(), now())
    for each in changes_report(place.root, changes):
        console.print(each)
    return place
