"""Rehearse an interview: start it, go on with it, bring its files together, make the scorecard."""

from __future__ import annotations

from pathlib import Path
from random import SystemRandom
from typing import TYPE_CHECKING, Annotated

import typer

from twitlab.cli.app import InWorkspace, app, existing, named

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import RenderableType

interviews = typer.Typer(
    help="Rehearse an interview, with another person or alone.",
    invoke_without_command=True,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.add_typer(interviews, name="interview")
Name = Annotated[
    str | None,
    typer.Argument(metavar="NAME", help="The session; the last one if none is named."),
]
PackName = Annotated[
    str, typer.Argument(metavar="PACK", help="Which question; `interview` alone lists them.")
]
InVariant = Annotated[str | None, typer.Option(metavar="VARIANT", help="Of the question.")]

InSlot = Annotated[int | None, typer.Option(metavar="MINUTES", help="35, 45 or 60; 35 is usual.")]
InLevel = Annotated[str | None, typer.Option(metavar="LEVEL", help="junior, mid, senior or staff.")]


@interviews.callback()
def interview(ctx: typer.Context, workspace: InWorkspace = None) -> None:
    """List the questions and their variants, and your sessions."""
    if ctx.invoked_subcommand is None:
        from twitlab.course.workspace.find import find_workspace
        from twitlab.interview.reporting import packs_report, sessions_report

        place = find_workspace(named(ctx, workspace))
        _show(packs_report())
        _show(sessions_report(place.root if place else None))


@interviews.command()
def start(
    ctx: typer.Context,
    pack: PackName,
    variant: InVariant = None,
    role: Annotated[
        str, typer.Option(metavar="ROLE", help="solo, candidate, interviewer or rater.")
    ] = "solo",
    slot: InSlot = None,
    level: InLevel = None,
    session: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="The session that the other person has started."),
    ] = None,
    who: Annotated[str, typer.Option(metavar="NAME", help="How you want to be called.")] = "",
    cold: Annotated[
        bool,
        typer.Option("--cold", help="20 minutes alone, before the course: your plan begins there."),
    ] = False,
    workspace: InWorkspace = None,
) -> None:
    """Start an interview, or your part of one."""
    from twitlab.interview.places import demand_role
    from twitlab.interview.reporting import started_report
    from twitlab.interview.starting import Wish
    from twitlab.interview.starting import start as begin
    from twitlab.interview.timing import SystemClock2

    wish = Wish(pack, demand_role(role), variant, slot, level, session, who, cold)
    root = existing(ctx, workspace).root
    _show(started_report(root, begin(root, wish, SystemClock2(), SystemRandom())))


@interviews.command()
def resume(ctx: typer.Context, name: Name = None, workspace: InWorkspace = None) -> None:
    """Say where an interview stands, and what to open to go on with it."""
    from twitlab.interview.places import find_folder
    from twitlab.interview.reporting import resumed_report
    from twitlab.interview.session import open_session
    from twitlab.interview.starting import restore_screens

    root = existing(ctx, workspace).root
    session = open_session(find_folder(root, name))
    restore_screens(session)
    _show(resumed_report(root, session))


@interviews.command()
def merge(
    ctx: typer.Context,
    files: Annotated[
        list[Path], typer.Argument(metavar="FILES", help="candidate.log and so on, or folders.")
    ],
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="A new folder; else among your sessions.")
    ] = None,
    workspace: InWorkspace = None,
) -> None:
    """Bring the files of laptops that were not linked into one folder."""
    from twitlab.course.workspace.find import expanded
    from twitlab.interview.copying import merge as bring_together
    from twitlab.interview.reporting import merged_report

    root = existing(ctx, workspace).root if out is None else None
    paths = [expanded(each) for each in files]
    _show(merged_report(*bring_together(paths, out and expanded(out), root)))


@interviews.command()
def export(
    ctx: typer.Context,
    name: Name = None,
    form: Annotated[
        str | None,
        typer.Option("--format", metavar="FORMAT", help="html, md or json; all if none is named."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="A folder; else beside the session's files.")
    ] = None,
    workspace: InWorkspace = None,
) -> None:
    """Make the scorecard: a page to print, Markdown, JSON."""
    from twitlab.course.workspace.find import expanded, find_workspace
    from twitlab.interview.exporting import export as write
    from twitlab.interview.places import find_folder
    from twitlab.interview.reporting import exported_report
    from twitlab.interview.session import open_session

    place = find_workspace(named(ctx, workspace))
    folder = find_folder(place.root if place else None, name)
    made = write(open_session(folder), expanded(out) if out else folder, form=form)
    _show(exported_report(made))


@interviews.command()
def anchors(ctx: typer.Context, workspace: InWorkspace = None) -> None:
    """Score two bundled sessions before the first real one, and see what they earn and why."""
    from twitlab.interview.anchor_report import anchors_report

    _show(anchors_report(existing(ctx, workspace).root))


@interviews.command()
def history(
    ctx: typer.Context,
    json_only: Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")] = False,
    workspace: InWorkspace = None,
) -> None:
    """Show what your sessions earned, what changed, and what you missed again."""
    from twitlab.course.book.manifest import Course
    from twitlab.interview.history import history_of
    from twitlab.interview.history_report import as_json, history_report

    found = history_of(existing(ctx, workspace).root)
    if json_only:
        print(as_json(found, Course.here()))
    else:
        _show(history_report(found, Course.here()))


@interviews.command()
def photo(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="The session.")],
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A photo of the whiteboard.")],
    role: Annotated[
        str | None, typer.Option(metavar="ROLE", help="Whose; else the candidate's.")
    ] = None,
    workspace: InWorkspace = None,
) -> None:
    """Put a photo of the whiteboard beside a session's files."""
    from twitlab.course.workspace.find import expanded
    from twitlab.interview.photos import add_photo
    from twitlab.interview.places import demand_role, find_folder, log_to_write
    from twitlab.interview.reporting import photo_report
    from twitlab.interview.timing import SystemClock2

    folder = find_folder(existing(ctx, workspace).root, name)
    log = log_to_write(folder, demand_role(role) if role else None)
    _show(photo_report(folder, add_photo(log, expanded(file), SystemClock2())))


@interviews.command()
def drill(ctx: typer.Context, workspace: InWorkspace = None) -> None:
    """Practise an interviewer's keys for ten minutes."""
    from twitlab.interview.reporting import drill_report
    from twitlab.interview.starting import write_drill

    root = existing(ctx, workspace).root
    _show(drill_report(root, write_drill(root)))


@interviews.command()
def sheet(
    ctx: typer.Context,
    pack: PackName,
    variant: InVariant = None,
    slot: InSlot = None,
    level: InLevel = None,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="A new file; else among your sessions.")
    ] = None,
    workspace: InWorkspace = None,
) -> None:
    """Print the interviewer's sheet, for a whiteboard or the telephone."""
    from twitlab.course.workspace.find import expanded, find_workspace
    from twitlab.interview.reporting import sheet_report
    from twitlab.interview.sheets import wish_of, write_sheet

    place = find_workspace(named(ctx, workspace))
    wish = wish_of(place.root if place else None, pack, variant, slot, level)
    path = write_sheet(wish, place.root if place else None, out and expanded(out))
    _show(sheet_report(wish, path))


def _show(report: Iterable[RenderableType]) -> None:
    from twitlab.course.terminal.report import Unbroken, terminal

    console = terminal()
    for each in report:
        console.print(each, crop=not isinstance(each, Unbroken))
