"""Plan the evenings up to an interview."""

from __future__ import annotations

from typing import Annotated

import typer

from twitlab.cli.app import InWorkspace, app, existing, now, rehearsal
from twitlab.course.book.manifest import Course


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
    course, place = Course.here(), existing(ctx, workspace)
    from twitlab.course.terminal.plan import new_settings, plan_report, planned
    from twitlab.course.terminal.report import terminal

    today = now()
    before = place.progress.plan()
    settings = new_settings(before, today, interview, minutes, route)
    made = planned(course, place.progress, settings, today, rehearsal(course, place))
    if (interview, minutes, route) != (None, None, None):
        place.progress.record(settings)
    console = terminal()
    replaced = before if before and before.settings != settings.settings else None
    for each in plan_report(made, today.astimezone().date(), replaced):
        console.print(each)
