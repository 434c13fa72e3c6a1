"""The learner's plan: what they asked for, kept in their progress and planned again each day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING, cast, get_args

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from twitlab.course.book.command_name import typed
from twitlab.course.book.manifest import Course
from twitlab.course.plan.rehearsal import MOCK_MINUTES, NONE, REVIEW_MINUTES, Rehearsal
from twitlab.course.record.events import Planned, Route
from twitlab.course.record.progress import Progress
from twitlab.course.terminal.report import Row, words
from twitlab.errors import BadValue, CourseError

if TYPE_CHECKING:
    from twitlab.course.plan.evenings import Evening
    from twitlab.course.plan.route import Plan

MINUTES = 75
_REVISE = "Do again what failed first; answer aloud, in a minute each."


def new_settings(
    saved: Planned | None,
    now: datetime,
    interview: str | None,
    minutes: int | None,
    route: str | None,
) -> Planned:
    """Give the settings that a learner asks for.

    An interview's date begins a plan afresh; without one, the saved plan's settings stand where
    nothing else is said.

    Raises:
        BadValue: The date is none, or the minutes or the route are not allowed.
        CourseError: There is no date, neither given nor saved.
    """
    if interview is None and saved is None:
        raise CourseError(
            "you have no plan yet; "
            f"`{typed(f'plan --interview DATE --minutes {MINUTES}')}` makes one"
        )
    if interview is not None or saved is None:
        saved = Planned(at=now, interview=_date(interview or ""), minutes=MINUTES)
    if route is not None and route not in get_args(Route):
        raise BadValue(f"--route is {route!r}; allowed are {', '.join(get_args(Route))}")
    _refuse_what_no_plan_takes(saved.interview if interview else None, minutes, now)
    return Planned(
        at=now,
        interview=saved.interview,
        minutes=saved.minutes if minutes is None else minutes,
        route=saved.route if route is None else cast(Route, route),
    )


def _refuse_what_no_plan_takes(interview: date | None, minutes: int | None, now: datetime) -> None:
    """Refuse what `make_plan` refuses too, in the words of the command line."""
    from twitlab.course.plan.route import FEWEST_MINUTES, MOST_DAYS, MOST_MINUTES

    if minutes is not None and not FEWEST_MINUTES <= minutes <= MOST_MINUTES:
        allowed = f"{FEWEST_MINUTES} to {MOST_MINUTES} are allowed"
        raise BadValue(f"--minutes is {minutes}; {allowed}")
    today = now.astimezone().date()
    if interview is not None and not 0 < (interview - today).days <= MOST_DAYS:
        allowed = f"a day after today, {today}, and within two years, is allowed"
        raise BadValue(f"--interview is {interview}; {allowed}")


def planned(
    course: Course,
    progress: Progress,
    settings: Planned,
    now: datetime,
    rehearsal: Rehearsal = NONE,
) -> Plan:
    """Plan from today to the interview, with what was passed and missed since.

    Args:
        course: The course to go through.
        progress: What the learner did.
        settings: What they asked for.
        now: What time it is.
        rehearsal: What interviews and cards ask of the plan.

    Raises:
        CourseError: The interview that was planned for is over.
        BadValue: The settings are not allowed.
    """
    from twitlab.course.plan.route import make_plan

    today = now.astimezone().date()
    saved = progress.plan()
    same = saved is not None and saved.settings == settings.settings
    if same and settings.interview <= today:
        when = "is today: good luck!" if settings.interview == today else "is over."
        raise CourseError(
            f"the interview on {settings.interview} {when} "
            f"`{typed('plan --interview DATE')}` plans for another"
        )
    return make_plan(
        course,
        progress.standings(exercise.id for exercise in course.exercises),
        today,
        settings.interview,
        settings.minutes,
        settings.route,
        since=progress.planned_since() if same else None,
        active_days=progress.active_days(),
        rehearsal=rehearsal,
    )


def plan_report(plan: Plan, today: date, before: Planned | None = None) -> Iterator[RenderableType]:
    """Show a plan by evening.

    Args:
        plan: What to show.
        today: The day that is called tonight.
        before: The plan that this one takes the place of.
    """
    yield Text(f"Interview on {plan.interview:%A} {plan.interview}", "bold")
    if before is not None:
        chosen = f", route {before.route}" if before.route else ""
        was = f"your plan for {before.interview}, {before.minutes} min an evening{chosen}"
        yield Row("replaces", words(was))
    if not plan.total_minutes and not plan.left_out:
        yield Row("work", words(f"nothing is left of the course. {_REVISE}"))
        yield from _rehearsal(plan)
        return
    yield Row("route", words(f"{plan.route}. {plan.why}"))
    yield Row("work", words(f"{_time(plan.total_minutes)}, at most {plan.minutes} min an evening"))
    yield from _rehearsal(plan)
    if plan.missed:
        noun = "evening" if plan.missed == 1 else "evenings"
        text = f"{plan.missed} {noun}; what is left is spread over the evenings that are left"
        yield Row("missed", words(text))
    if free := _free(plan, today):
        yield Row("free", words(free))
    if plan.evenings:
        yield Text()
        yield _evenings(plan, today)
    if any(evening.revision for evening in plan.evenings):
        yield Text()
        yield Row("revision", words(_REVISE))
    if plan.left_out:
        titles = ", ".join(entry.title for entry in plan.left_out)
        yield Text()
        yield words(f"No time for: {titles}. More minutes an evening, or a later date, make room.")


def _rehearsal(plan: Plan) -> Iterator[RenderableType]:
    """Say what interviews and cards have to do with the plan."""
    asked = plan.rehearsal
    if any(evening.mock_minutes for evening in plan.evenings):
        start = typed("interview start PACK --cold")
        text = f"`{start}` first, unprepared: what it shows weak then comes first here"
        yield Row("mock", words(text))
    if asked.weak_in:
        text = f"what your last interview showed weak: {', '.join(asked.weak_in)}"
        yield Row("first", words(text))
    if asked.review:
        due = f"{asked.due} {'card is' if asked.due == 1 else 'cards are'} due now"
        text = f"{REVIEW_MINUTES} min an evening: `{typed('review')}`; {due}"
        yield Row("review", words(text))


def _evenings(plan: Plan, today: date) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="bold")
    table.add_column("Evening", no_wrap=True)
    table.add_column("Time", justify="right", no_wrap=True)
    table.add_column("What", overflow="fold")
    for evening in plan.evenings:
        name = "tonight" if evening.day == today else f"{evening.day:%a}"
        time = f"{evening.minutes} min" if evening.minutes else ""
        table.add_row(f"{evening.day} {name}", time, _work(evening))
    return table


def _free(plan: Plan, today: date) -> str:
    """Say why evenings between the work and the revision have nothing to do."""
    from twitlab.course.plan.route import FEWEST_MINUTES

    free = (plan.interview - today).days - len(plan.evenings)
    at_work = sum(not evening.revision for evening in plan.evenings)
    if not free or not at_work or plan.left_out:
        return ""
    room = "one evening" if at_work == 1 else f"{at_work} evenings"
    rest = "one evening after it is" if free == 1 else f"the {free} evenings after it are"
    said = f"all the work fits into {room}; {rest} free"
    if plan.minutes == FEWEST_MINUTES:
        return said
    return f"{said}. Fewer --minutes spread it over more evenings"


def _work(evening: Evening) -> Text:
    """Say in one line what is to be done on an evening."""
    return Text(", ").join(words(each) for each in work_of(evening))


def work_of(evening: Evening) -> Iterator[str]:
    """Name what is to be done on an evening, in order."""
    if evening.mock_minutes:
        score = " and its score" if evening.review_minutes else ""
        yield f"cold mock interview{score} ({MOCK_MINUTES + evening.review_minutes} min)"
    for each in evening.pieces:
        yield f"{each.entry.title}{f' ({each.part}/{each.parts})' if each.parts > 1 else ''}"
    if evening.revision:
        yield "revision"
    if evening.review_minutes and not evening.mock_minutes:
        yield "review"


def _time(minutes: int) -> str:
    return f"{minutes} min" if minutes < 120 else f"{minutes / 60:.1f} hours"


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadValue(
            f"--interview is {text!r}; a day written as year-month-day is allowed, "
            "such as 2027-03-31"
        ) from None
