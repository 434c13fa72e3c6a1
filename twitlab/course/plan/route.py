"""A route through the course: what to do on which evening, from today to the interview."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import get_args

from twitlab.course.book.manifest import Course, Exercise, Lesson
from twitlab.course.plan.evenings import SHORTEST_PIECE, Evening, Packed, Piece, pack
from twitlab.course.plan.order import grounds, weakest_first, with_grounds
from twitlab.course.plan.rehearsal import MOCK_MINUTES, NONE, REVIEW_MINUTES, Rehearsal
from twitlab.course.record.events import Route
from twitlab.course.record.progress import Standing
from twitlab.errors import BadType, BadValue

__all__ = ["Evening", "Piece", "Plan", "make_plan"]

Entry = Lesson | Exercise

FEWEST_MINUTES, MOST_MINUTES = 10, 600
MOST_DAYS = 2 * 366
FOUR_WEEKS = 28
"""How many evenings the medium route fills."""
ROUTES = get_args(Route)


@dataclass(frozen=True, slots=True)
class Plan:
    """What to do on which evening."""

    route: Route
    why: str
    """Why this route, in a sentence for the learner."""
    interview: date
    minutes: int
    """How long an evening is at most."""
    evenings: tuple[Evening, ...]
    """Evenings with something to do, in order; the ones for revision last."""
    left_out: tuple[Entry, ...]
    """What belongs to the route and does not fit."""
    missed: int
    """Evenings since the plan was first made on which nothing was recorded."""
    rehearsal: Rehearsal = NONE
    """What interviews and cards asked of it."""

    @property
    def total_minutes(self) -> int:
        """All work in the plan, without revision."""
        return sum(piece.minutes for evening in self.evenings for piece in evening.pieces)


def make_plan(
    course: Course,
    standings: Mapping[str, Standing],
    today: date,
    interview: date,
    minutes: int,
    route: Route | None = None,
    *,
    since: date | None = None,
    active_days: Collection[date] = (),
    lessons_read: Collection[str] = (),
    rehearsal: Rehearsal = NONE,
) -> Plan:
    """Plan the evenings from today to the day before the interview.

    Routes: *short* is the core lessons and exercises and what they stand on; *medium* is the core
    and as much of the rest, in the course's order, as four weeks of evenings hold; *long* is
    everything. If all of a route fits, it runs in the course's order. If not, the core comes
    first, and what does not fit is listed in `left_out`; where not even the core fits, a lesson
    that is marked *early* is not left for the end. No entry comes before what it stands on,
    nor an exercise before its lesson. Work is placed as early as it goes, so that a missed
    evening costs the end of the plan and not the interview; the last evenings are for revision
    as long as that pushes nothing out.

    A rehearsal takes its minutes off evenings that are long enough: five for the review, and on
    the first of several twenty for a cold mock. What an interview showed weak comes first, behind
    what it stands on; which entries are in the route does not change by that.

    Passed exercises are done. A lesson has no grade: it is taken as done when one of its
    exercises was passed, or when the caller says that it was read. To plan again on a later
    day with the same settings spreads what is left over the evenings that are left.

    Args:
        course: The course to go through.
        standings: Where the learner stands, by exercise id; an id that is missing is not begun.
        today: The first evening.
        interview: The day of the interview, which is kept free.
        minutes: How long an evening is, 10 to 600.
        route: Which route; None lets the time there is decide.
        since: The day on which the plan was first made with these settings.
        active_days: The days on which the learner did something, to tell the missed ones.
        lessons_read: Ids of lessons that are done although no exercise of theirs was passed.
        rehearsal: What interviews and cards ask of the plan.

    Raises:
        BadValue: The interview is not after today or is more than two years ahead, the minutes
            are not in their range, or the route is not one of the three.
        BadType: A date is a date with a time, or the minutes are not a whole number.
    """
    _refuse(today, interview, minutes, route)
    todo = _to_do(course, standings, lessons_read)
    core = with_grounds(todo, {entry.id for entry in todo if entry.core})
    todo, core = (weakest_first(each, rehearsal.weakest) for each in (todo, core))
    days = (interview - today).days
    room = _room(rehearsal, days, minutes)
    chosen, why = (route, "You chose it.") if route else _choose(todo, core, days, room)
    entries = core if chosen == "short" else todo
    urgent = [*core, *(entry for entry in entries if entry not in core)]
    if not room.pack(core, days).fits:
        early = (lesson.id for lesson in course.lessons if lesson.early)
        urgent = weakest_first(urgent, [*rehearsal.weakest, *early])
    evenings, left_out = _lay_out(entries, urgent, today, days, room, chosen)
    return Plan(
        route=chosen,
        why=why,
        interview=interview,
        minutes=minutes,
        evenings=evenings,
        left_out=left_out,
        missed=_missed(since, today, active_days),
        rehearsal=rehearsal,
    )


@dataclass(frozen=True, slots=True)
class _Room:
    """Say how much of an evening is for work."""

    minutes: int
    review: int
    mock: int

    def pack(self, entries: Sequence[Entry], evenings: int) -> Packed:
        return pack(entries, grounds, evenings, self.minutes - self.review, self.mock)

    def dated(self, packed: Packed, first: date) -> list[Evening]:
        evenings = [replace(each, review_minutes=self.review) for each in packed.evenings(first)]
        if not self.mock:
            return evenings
        if not evenings or evenings[0].day != first:
            evenings.insert(0, Evening(first, (), review_minutes=self.review))
        return [replace(evenings[0], mock_minutes=self.mock), *evenings[1:]]


def _room(rehearsal: Rehearsal, days: int, minutes: int) -> _Room:
    """Give a rehearsal its minutes where enough is left to work in."""
    review = REVIEW_MINUTES if rehearsal.review else 0
    review *= minutes >= REVIEW_MINUTES + SHORTEST_PIECE
    fits = days > 1 and minutes >= MOCK_MINUTES + REVIEW_MINUTES
    return _Room(minutes, review, MOCK_MINUTES if rehearsal.mock and fits else 0)


def _refuse(today: date, interview: date, minutes: int, route: Route | None) -> None:
    days: tuple[tuple[str, object], ...] = (("today", today), ("interview", interview))
    for name, day in days:
        if isinstance(day, datetime) or not isinstance(day, date):
            raise BadType(f"{name} is {day!r}; a date without a time is allowed")
    if type(minutes) is not int:
        raise BadType(f"minutes is {minutes!r}; a whole number is allowed")
    if not FEWEST_MINUTES <= minutes <= MOST_MINUTES:
        raise BadValue(f"minutes is {minutes}; {FEWEST_MINUTES} to {MOST_MINUTES} are allowed")
    if interview <= today:
        raise BadValue(f"interview is {interview}; a day after today, {today}, is allowed")
    if (interview - today).days > MOST_DAYS:
        raise BadValue(f"interview is {interview}; at most two years from {today} are allowed")
    if route is not None and route not in ROUTES:
        raise BadValue(f"route is {route!r}; allowed are {', '.join(ROUTES)}")


def _to_do(
    course: Course, standings: Mapping[str, Standing], lessons_read: Collection[str]
) -> list[Entry]:
    """Give what is not done, each lesson followed by its exercises."""
    entries: list[Entry] = []
    for lesson in course.lessons:
        mine = [exercise for exercise in course.exercises if exercise.lesson == lesson.id]
        passed = {e.id for e in mine if standings.get(e.id, Standing()).passed}
        if not passed and lesson.id not in lessons_read:
            entries.append(lesson)
        entries += [exercise for exercise in mine if exercise.id not in passed]
    return entries


def _choose(
    todo: Sequence[Entry], core: Sequence[Entry], days: int, room: _Room
) -> tuple[Route, str]:
    there = f"{_hours(days * room.minutes)} in {days} evening{'s' if days > 1 else ''}"
    everything = sum(entry.minutes for entry in todo)
    needed = sum(entry.minutes for entry in core)
    study = days - min(1, days - 1)
    if not todo:
        return "long", "Nothing is left to do but to revise."
    if room.pack(todo, study).fits:
        return "long", f"All that is left is {_hours(everything)}, and you have {there}."
    if days > FOUR_WEEKS:
        return "long", f"You have {there}, more than four weeks; not all of the course fits."
    spare = study * (room.minutes - room.review) - room.mock - needed
    if len(core) < len(todo) and spare > 0 and room.pack(core, study).fits:
        return "medium", f"The core is {_hours(needed)}, and you have {there}: more than it needs."
    return "short", f"The core alone is {_hours(needed)}, and you have {there}."


def _lay_out(
    entries: Sequence[Entry],
    urgent: Sequence[Entry],
    today: date,
    days: int,
    room: _Room,
    route: Route,
) -> tuple[tuple[Evening, ...], tuple[Entry, ...]]:
    most = FOUR_WEEKS if route == "medium" else days

    def with_free(evenings: int) -> Packed:
        study = min(days - evenings, most)
        packed = room.pack(entries, study)
        return packed if packed.fits else room.pack(urgent, study)

    packed = with_free(0)
    revision = min(_revision(days), days - 1)
    while revision and with_free(revision).left_out != packed.left_out:
        revision -= 1
    free = [today + timedelta(days=days - back) for back in range(revision, 0, -1)]
    evenings = room.dated(with_free(revision), today)
    last = (Evening(day, (), True, review_minutes=room.review) for day in free)
    return (*evenings, *last), packed.left_out


def _revision(days: int) -> int:
    """Keep one evening for revision, two from a fortnight on, three from four weeks on."""
    return 1 + (days >= 14) + (days >= FOUR_WEEKS)


def _missed(since: date | None, today: date, active_days: Collection[date]) -> int:
    if since is None:
        return 0
    evenings = (since + timedelta(days=back) for back in range((today - since).days))
    return sum(evening not in active_days for evening in evenings)


def _hours(minutes: int) -> str:
    return f"{minutes} minutes" if minutes < 120 else f"{minutes / 60:.0f} hours"
