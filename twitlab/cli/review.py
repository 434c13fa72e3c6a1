"""Five minutes a day with what you missed."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from twitlab.cli.app import InWorkspace, app, existing, now
from twitlab.course.book.manifest import Course


@app.command()
def review(
    ctx: typer.Context,
    minutes: Annotated[int, typer.Option(min=1, max=120, help="No card is begun after these.")] = 5,
    anki: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write all your cards for Anki, and ask none."),
    ] = None,
    workspace: InWorkspace = None,
) -> None:
    """Ask the cards that are due today, made of what you missed.

    They come from named mistakes and exercises you have not passed, and from missed estimates and
    lines of mock interviews. Each answer is kept at once; Ctrl-C stops.
    """
    course, place = Course.here(), existing(ctx, workspace)
    from twitlab.course.terminal.report import terminal
    from twitlab.interview.history import history_of
    from twitlab.interview.review.making import cards_of
    from twitlab.interview.review.reviewing import demand_cards, review_today
    from twitlab.interview.timing import SystemClock2

    cards, console = cards_of(course, place.progress, history_of(place.root)), terminal()
    if anki is not None:
        from twitlab.interview.review.anki import anki_report, write_anki

        target = anki.expanduser()
        write_anki(target, demand_cards(cards), course)
        shown = anki_report(target, len(cards))
    else:
        plan = place.progress.plan()
        shown = review_today(
            cards, place.root, course, plan.interview if plan else None, minutes,
            now().astimezone().date(), SystemClock2(), console.input, console.print,
        )  # fmt: skip
    for each in shown:
        console.print(each)
