"""Plans: all that fits in an order that can be walked, and what does not fit is said."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.help.make import NOW, write_course
from twitlab.course.book.manifest import Course, Exercise, Lesson, Manifest
from twitlab.course.plan.route import Plan, make_plan
from twitlab.course.record.events import Route
from twitlab.course.record.progress import Standing
from twitlab.errors import BadType, BadValue

TODAY = date(2026, 3, 2)
PASSED = Standing(status="passed", points=10, passed_at=NOW)


def course_of(*lessons: tuple[int, bool, list[tuple[int, bool]]], **grounds: list[str]) -> Course:
    """Make a course of (minutes, core, [(minutes, core) of each exercise]) for each lesson."""
    made: dict[str, list[Any]] = {"lessons": [], "exercises": []}
    for number, (minutes, core, exercises) in enumerate(lessons):
        name = f"l{number}"
        usual = {"title": "t", "stands_on": grounds.get(name, []), "core": core}
        made["lessons"].append(
            usual | {"id": name, "question": "?", "file": f"00_{name}.ipynb", "minutes": minutes}
        )
        for index, (length, wanted) in enumerate(exercises):
            each = f"{name}e{index}"
            fields = {"id": each, "lesson": name, "kind": "code", "minutes": length}
            fields |= {"title": "t", "file": f"00_{each}.ipynb", "core": wanted, "difficulty": 1}
            fields |= {"points": 1, "answer": "f", "hints": ["a", "b"]}
            made["exercises"].append(fields | {"stands_on": grounds.get(each, [])})
    return Course(Path(), Manifest.model_validate(made))


def plan(
    course: Course, days: int, minutes: int = 75, route: Route | None = None, **more: Any
) -> Plan:
    standings: Mapping[str, Standing] = more.pop("standings", {})
    return make_plan(course, standings, TODAY, TODAY + timedelta(days=days), minutes, route, **more)


def order(made: Plan) -> list[str]:
    """Give the ids in the order in which they are begun."""
    ids = [piece.entry.id for evening in made.evenings for piece in evening.pieces]
    return list(dict.fromkeys(ids))


def everything(course: Course) -> list[Lesson | Exercise]:
    return [*course.lessons, *course.exercises]


def left_out(made: Plan) -> list[str]:
    return [entry.id for entry in made.left_out]


CORE_AND_MORE = course_of(
    (40, True, [(20, True), (20, False)]),
    (40, False, [(20, False)]),
    (40, True, [(20, True)]),
)


@st.composite
def courses(draw: st.DrawFn) -> Course:
    exercises = st.lists(st.tuples(st.integers(1, 90), st.booleans()), max_size=3)
    lesson = st.tuples(st.integers(1, 240), st.booleans(), exercises)
    lessons = draw(st.lists(lesson, min_size=1, max_size=12))
    names: list[str] = []
    grounds: dict[str, list[str]] = {}
    for number, (_, _, own) in enumerate(lessons):
        for name in (f"l{number}", *(f"l{number}e{index}" for index in range(len(own)))):
            if names:
                grounds[name] = draw(st.lists(st.sampled_from(names), max_size=2))
            names.append(name)
    return course_of(*lessons, **grounds)


@given(
    course=courses(),
    days=st.integers(1, 60),
    minutes=st.integers(10, 200),
    route=st.sampled_from([None, *get_args(Route)]),
    passed=st.sets(st.integers(0, 30)),
)
def test_every_plan_can_be_walked_and_hides_nothing(
    course: Course, days: int, minutes: int, route: Route | None, passed: set[int]
) -> None:
    standings = {e.id: PASSED for i, e in enumerate(course.exercises) if i in passed}
    made = plan(course, days, minutes, route, standings=standings)
    entries = {entry.id: entry for entry in everything(course)}
    pieces = [piece for evening in made.evenings for piece in evening.pieces]
    for evening in made.evenings:
        assert TODAY <= evening.day < made.interview
        assert evening.revision == (not evening.pieces)
        assert evening.minutes <= minutes
    evenings = [evening.day for evening in made.evenings]
    assert evenings == sorted(set(evenings))
    done = dict.fromkeys(entries, 0)
    for piece in pieces:
        done[piece.entry.id] += piece.minutes
    planned = order(made)
    assert all(done[name] == entries[name].minutes for name in planned)
    assert not set(planned) & (set(standings) | set(left_out(made)))
    assert_grounds_come_first(course, made)
    assert_route_is_covered(course, made, set(standings))
    assert [p.entry.id for p in pieces] == sorted(
        (p.entry.id for p in pieces), key=planned.index
    )  # one is ended before the next begins


def assert_grounds_come_first(course: Course, made: Plan) -> None:
    planned, out = order(made), left_out(made)
    for entry in everything(course):
        grounds = set(entry.stands_on)
        if isinstance(entry, Exercise):
            grounds.add(entry.lesson)
        if entry.id in planned:
            before = planned[: planned.index(entry.id)]
            assert not grounds & set(out)
            assert grounds & set(planned) <= set(before)


def assert_route_is_covered(course: Course, made: Plan, passed: set[str]) -> None:
    seen = {course.exercise(name).lesson for name in passed}
    told = {*order(made), *left_out(made), *passed, *seen}
    for entry in everything(course):
        if entry.core or made.route != "short":
            assert entry.id in told


def test_everything_that_fits_runs_in_the_courses_order_with_revision_last() -> None:
    made = plan(CORE_AND_MORE, 10)
    assert made.route == "long"
    assert order(made) == ["l0", "l0e0", "l0e1", "l1", "l1e0", "l2", "l2e0"]
    assert made.left_out == ()
    assert [evening.revision for evening in made.evenings] == [False] * 4 + [True]
    assert made.evenings[-1].day == made.interview - timedelta(days=1)
    assert made.total_minutes == 200
    assert "All that is left is 3 hours, and you have 12 hours in 10 evenings" in made.why


def test_time_there_is_chooses_the_route() -> None:
    assert plan(CORE_AND_MORE, 2).route == "short"
    assert plan(CORE_AND_MORE, 3).route == "medium"
    assert plan(CORE_AND_MORE, 5).route == "long"
    long = course_of(*[(60, False, [(60, False)])] * 100)
    assert plan(long, 28).route == "medium"
    assert plan(long, 29).route == "long"
    assert "more than four weeks" in plan(long, 29).why


def test_short_route_is_the_core_and_what_it_stands_on() -> None:
    course = course_of((40, True, []), (40, False, []), (40, False, []), (40, True, []), l3=["l1"])
    assert order(plan(course, 30, route="short")) == ["l0", "l1", "l3"]
    assert plan(course, 30, route="short").left_out == ()


def test_core_comes_first_where_time_is_short_and_the_rest_is_listed() -> None:
    made = plan(CORE_AND_MORE, 2, route="long")
    assert order(made) == ["l0", "l0e0", "l2", "l2e0", "l0e1"]
    assert left_out(made) == ["l1", "l1e0"]
    assert not any(evening.revision for evening in made.evenings)


def test_early_lesson_comes_behind_what_it_stands_on_where_the_core_does_not_fit() -> None:
    course = course_of(*[(60, True, [])] * 6, l5=["l1"])
    *usual, last = course.lessons
    early = Manifest(lessons=(*usual, last.model_copy(update={"early": True})))
    assert order(plan(course, 3, 60)) == ["l0", "l1", "l2"]
    short = plan(Course(Path(), early), 3, 60)
    assert order(short) == ["l1", "l5", "l0"]
    assert left_out(short) == ["l2", "l3", "l4"]
    assert order(plan(Course(Path(), early), 9, 60)) == ["l0", "l1", "l2", "l3", "l4", "l5"]


def test_medium_route_ends_after_four_weeks_and_keeps_revision() -> None:
    made = plan(course_of(*[(75, False, [])] * 100), 60, route="medium")
    assert len(order(made)) == 28
    assert len(made.left_out) == 72
    assert [evening.day for evening in made.evenings if evening.revision] == [
        made.interview - timedelta(days=back) for back in (3, 2, 1)
    ]


def test_what_stands_on_something_left_out_is_left_out() -> None:
    course = course_of(
        (60, True, []), (90, True, [(10, True)]), (10, True, []), (5, True, []), l3=["l1"]
    )
    made = plan(course, 1, 75)
    assert order(made) == ["l0", "l2"]
    assert left_out(made) == ["l1", "l1e0", "l3"]


def test_entry_longer_than_an_evening_goes_on_over_several() -> None:
    made = plan(course_of((240, True, [(30, True)])), 5)
    pieces = [[(p.entry.id, p.minutes, p.part, p.parts) for p in e.pieces] for e in made.evenings]
    assert pieces == [
        [("l0", 75, 1, 4)],
        [("l0", 75, 2, 4)],
        [("l0", 75, 3, 4)],
        [("l0", 15, 4, 4), ("l0e0", 30, 1, 1)],
        [],
    ]


def test_entry_that_fits_an_evening_is_not_split_unless_time_is_short() -> None:
    course = course_of((50, True, []), (50, True, []), (50, True, []))
    assert [e.minutes for e in plan(course, 4).evenings] == [50, 50, 50, 0]
    assert [e.minutes for e in plan(course, 2).evenings] == [75, 75]


def test_longer_entry_begins_on_an_evening_with_room_and_nothing_begins_near_its_end() -> None:
    longer = plan(course_of((30, True, []), (100, True, [])), 5)
    assert [evening.minutes for evening in longer.evenings] == [75, 55, 0]
    tight = plan(course_of((70, True, []), (50, True, []), (50, True, []), (50, True, [])), 3)
    assert [evening.minutes for evening in tight.evenings] == [70, 75, 75]


def test_passed_exercise_is_left_out_and_its_lesson_with_it() -> None:
    standings = {"l0e0": PASSED, "l1e0": Standing(status="failed", latest="failed")}
    made = plan(CORE_AND_MORE, 10, standings=standings, lessons_read=["l2"])
    assert order(made) == ["l0e1", "l1", "l1e0", "l2e0"]


def test_finished_course_leaves_revision() -> None:
    course = course_of((40, True, [(20, True)]))
    made = plan(course, 20, standings={"l0e0": PASSED})
    assert [evening.revision for evening in made.evenings] == [True, True]
    assert made.why == "Nothing is left to do but to revise."


def test_interview_tomorrow_has_one_evening_of_work() -> None:
    made = plan(CORE_AND_MORE, 1)
    assert [evening.day for evening in made.evenings] == [TODAY]
    assert order(made) == ["l0", "l0e0"]
    assert left_out(made) == ["l2", "l2e0"]


def test_planning_again_spreads_the_rest_and_counts_missed_evenings() -> None:
    first = plan(CORE_AND_MORE, 10)
    today = TODAY + timedelta(days=4)
    worked = {TODAY, TODAY + timedelta(days=2), today}
    standings = {"l0e0": PASSED, "l0e1": PASSED}
    again = make_plan(
        CORE_AND_MORE, standings, today, first.interview, 75, since=TODAY, active_days=worked
    )
    assert again.missed == 2
    assert again.evenings[0].day == today
    assert order(again) == ["l1", "l1e0", "l2", "l2e0"]
    assert first.missed == 0
    backwards = plan(CORE_AND_MORE, 10, since=today)  # the clock was set back
    assert backwards.missed == 0


@pytest.mark.parametrize(
    ("days", "minutes", "names"),
    [
        (0, 75, "interview is 2026-03-02; a day after today"),
        (-1, 75, "interview is 2026-03-01"),
        (733, 75, "at most two years"),
        (10, 9, "minutes is 9; 10 to 600"),
        (10, 601, "minutes is 601"),
    ],
)
def test_setting_out_of_range_is_refused_by_name(days: int, minutes: int, names: str) -> None:
    with pytest.raises(BadValue, match=names):
        plan(CORE_AND_MORE, days, minutes)


def test_limits_themselves_are_allowed() -> None:
    for days, minutes in ((1, 10), (732, 600)):
        assert plan(CORE_AND_MORE, days, minutes).minutes == minutes


def test_setting_of_another_kind_is_refused_by_name() -> None:
    with pytest.raises(BadValue, match="route is 'scenic'; allowed are short, medium, long"):
        plan(CORE_AND_MORE, 10, route="scenic")  # type: ignore[arg-type]
    with pytest.raises(BadType, match="minutes is True"):
        plan(CORE_AND_MORE, 10, True)
    moment = datetime(2026, 6, 1)  # noqa: DTZ001
    with pytest.raises(BadType, match=r"interview is .*a date without a time"):
        make_plan(CORE_AND_MORE, {}, TODAY, moment, 75)


def test_hundred_lessons_from_disk(tmp_path: Path) -> None:
    names = {f"lesson-{number}": [f"ex-{number}"] for number in range(100)}
    course = write_course(tmp_path, names)
    made = plan(course, 365, 20)
    assert (made.route, made.left_out) == ("long", ())
    assert len(made.evenings) == 103
