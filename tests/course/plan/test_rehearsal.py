"""What interviews and cards ask of a plan: minutes of an evening, and what comes first."""

from __future__ import annotations

from datetime import timedelta
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.course.plan.test_plan import (
    CORE_AND_MORE,
    PASSED,
    TODAY,
    course_of,
    courses,
    everything,
    order,
    plan,
)
from twitlab.course.book.manifest import Course, Exercise, Lesson
from twitlab.course.plan.order import grounds, weakest_first
from twitlab.course.plan.rehearsal import MOCK_MINUTES, REVIEW_MINUTES, Rehearsal
from twitlab.course.record.events import Route

BOTH = Rehearsal(review=True, mock=True)
FOUR = course_of(
    (40, True, [(20, True), (10, True)]),
    (40, True, [(20, True)]),
    (40, True, [(20, True), (20, False)]),
    (40, True, [(20, True)]),
    l2=["l0"],
)


def ids(course: Course, *weakest: str) -> str:
    entries: list[Lesson | Exercise] = []
    for lesson in course.lessons:
        entries += [lesson, *(each for each in course.exercises if each.lesson == lesson.id)]
    return " ".join(each.id for each in weakest_first(entries, weakest))


@given(
    course=courses(),
    days=st.integers(1, 60),
    minutes=st.integers(10, 200),
    route=st.sampled_from([None, *get_args(Route)]),
    weakest=st.lists(st.sampled_from(["l0", "l3", "l3e0", "l7", "l5e1", "gone"])),
    review=st.booleans(),
    mock=st.booleans(),
)
def test_every_plan_with_a_rehearsal_can_be_walked(
    course: Course,
    days: int,
    minutes: int,
    route: Route | None,
    weakest: list[str],
    review: bool,
    mock: bool,
) -> None:
    rehearsal = Rehearsal(review=review, mock=mock, weakest=weakest)
    made = plan(course, days, minutes, route, rehearsal=rehearsal)
    entries = {each.id: each for each in everything(course)}
    done = dict.fromkeys(entries, 0)
    for evening in made.evenings:
        assert evening.minutes <= minutes
        assert evening.review_minutes in ((REVIEW_MINUTES,) if review and minutes >= 15 else (0,))
        for piece in evening.pieces:
            done[piece.entry.id] += piece.minutes
    mocks = [each.day for each in made.evenings if each.mock_minutes]
    assert mocks == ([TODAY] if mock and days > 1 and minutes >= 25 else [])
    planned = order(made)
    assert all(done[name] == entries[name].minutes for name in planned)
    assert not {*planned} & {each.id for each in made.left_out}
    place = {name: number for number, name in enumerate(planned)}
    for name in planned:
        assert all(place[ground] < place[name] for ground in grounds(entries[name]))


def test_plan_without_a_rehearsal_has_no_minutes_for_it() -> None:
    made = plan(CORE_AND_MORE, 20)
    assert {(each.mock_minutes, each.review_minutes) for each in made.evenings} == {(0, 0)}


def test_mock_stands_before_the_work_of_the_first_evening() -> None:
    made = plan(CORE_AND_MORE, 20, rehearsal=BOTH)
    first, second, *_ = made.evenings
    assert (first.mock_minutes, first.review_minutes) == (MOCK_MINUTES, REVIEW_MINUTES)
    assert [each.entry.id for each in first.pieces] == ["l0"]
    assert first.minutes == 65
    assert second.mock_minutes == 0


def test_mock_has_its_evening_also_where_no_work_fits_beside_it() -> None:
    made = plan(CORE_AND_MORE, 20, 60, rehearsal=BOTH)
    first, second, *_ = made.evenings
    assert (first.day, first.pieces, first.minutes) == (TODAY, (), 25)
    assert second.day == TODAY + timedelta(days=1)
    assert [each.entry.id for each in second.pieces] == ["l0"]


@pytest.mark.parametrize(("days", "minutes"), [(1, 75), (20, 24)])
def test_mock_that_would_take_the_only_evening_or_does_not_fit_is_left(
    days: int, minutes: int
) -> None:
    made = plan(CORE_AND_MORE, days, minutes, rehearsal=BOTH)
    assert not any(each.mock_minutes for each in made.evenings)


def test_evening_that_is_too_short_has_no_review() -> None:
    for minutes, wanted in ((14, 0), (15, REVIEW_MINUTES)):
        made = plan(CORE_AND_MORE, 40, minutes, rehearsal=BOTH)
        assert {each.review_minutes for each in made.evenings} == {wanted}
        assert max(each.minutes for each in made.evenings) <= minutes


def test_weak_lesson_comes_first_with_its_core_behind_what_it_stands_on() -> None:
    assert ids(FOUR) == "l0 l0e0 l0e1 l1 l1e0 l2 l2e0 l2e1 l3 l3e0"
    assert ids(FOUR, "l3") == "l3 l3e0 l0 l0e0 l0e1 l1 l1e0 l2 l2e0 l2e1"
    assert ids(FOUR, "l2") == "l0 l0e0 l2 l2e0 l0e1 l1 l1e0 l2e1 l3 l3e0"
    assert ids(FOUR, "l3", "l1") == "l3 l3e0 l1 l1e0 l0 l0e0 l0e1 l2 l2e0 l2e1"


def test_weak_exercise_brings_its_lesson_and_what_is_unknown_nothing() -> None:
    assert ids(FOUR, "gone", "l2e1") == "l0 l0e0 l2 l2e1 l0e1 l1 l1e0 l2e0 l3 l3e0"
    assert ids(FOUR, "gone") == ids(FOUR)


def test_lesson_on_the_way_is_done_on_the_next_evening() -> None:
    """Its first exercise comes with it: the plan of the day after goes on behind both."""
    rehearsal = Rehearsal(weakest=["l2"])
    first = plan(FOUR, 27, 90, "long", rehearsal=rehearsal)
    assert order(first)[:4] == ["l0", "l0e0", "l2", "l2e0"]
    after = plan(FOUR, 26, 90, "long", rehearsal=rehearsal, standings={"l0e0": PASSED})
    assert order(after)[:2] == ["l2", "l2e0"]


def test_route_has_the_same_entries_in_another_order() -> None:
    rehearsal = Rehearsal(weakest=["l3", "l2"])
    for route in get_args(Route):
        usual = plan(FOUR, 27, 90, route)
        weak = plan(FOUR, 27, 90, route, rehearsal=rehearsal)
        assert sorted(order(usual)) == sorted(order(weak))
        assert order(weak)[:2] == ["l3", "l3e0"]
        assert order(usual)[:2] == ["l0", "l0e0"]


def test_what_is_weak_is_kept_where_not_all_fits() -> None:
    weak = plan(FOUR, 2, 60, rehearsal=Rehearsal(weakest=["l3"]))
    assert order(weak)[:2] == ["l3", "l3e0"]
