"""When a card comes next: over sixty days, before the interview, and under clocks that jump."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twitlab.interview.days import day_of
from twitlab.interview.review.answers import Answered, Grade
from twitlab.interview.review.cards import Card
from twitlab.interview.review.memory import LONGEST_DAYS, due_cards, memories, next_day
from twitlab.interview.timing import ManualClock2

DAY_MS = 24 * 60 * 60_000
TODAY = date(2027, 1, 4)
TODAY_MS = int(datetime(2027, 1, 4, 20, tzinfo=UTC).timestamp()) * 1_000
DAYS = st.integers(0, 80)
GRADES = st.sampled_from(get_args(Grade))


def answered(card: str, grade: Grade, day: float = 0) -> Answered:
    """Answer a card some days after the first one."""
    return Answered(wall_ms=TODAY_MS + int(day * DAY_MS), card=card, grade=grade)


def after(days: int) -> date:
    return TODAY + timedelta(days=days)


def cards(*names: str) -> list[Card]:
    return [Card(name, "line", "about", "front", "back") for name in names]


def walk(
    grade_of: Callable[[int], Grade], days: int, interview: date | None
) -> list[tuple[int, Grade]]:
    """Live through some days, and answer one card whenever it is due."""
    clock, answers = ManualClock2(TODAY_MS), list[Answered]()
    seen = list[tuple[int, Grade]]()
    for day in range(days):
        today = day_of(clock.wall_ms(), UTC)
        known = memories(answers, today, interview, UTC)
        if due_cards(cards("c"), known, today):
            grade = grade_of(len(seen))
            answers.append(Answered(wall_ms=clock.wall_ms(), card="c", grade=grade))
            seen.append((day, grade))
        clock.advance_ms(DAY_MS)
    return seen


def test_sixty_days_of_one_card_that_is_known_grow_apart() -> None:
    """With FSRS's own parameters; where they change, this does."""
    assert [day for day, _ in walk(lambda _: "good", 60, None)] == [0, 2, 13, 59]
    assert memories([answered("c", "hard")], TODAY, None, UTC)["c"].due == after(1)
    assert [day for day, _ in walk(lambda _: "again", 10, None)] == [*range(10)]
    mixed: list[Grade] = ["good", "good", "again", "good"]
    days = [day for day, _ in walk(lambda n: mixed[min(n, 3)], 60, None)]
    assert days[:3] == [0, 2, 13]
    assert days[3] == 14  # what was not known is asked until it is
    assert days[4] > days[3] + 1


def test_sixty_days_to_an_interview_end_the_day_before() -> None:
    """A card that would come long after it comes once more, on the last evening."""
    days = [day for day, _ in walk(lambda _: "easy", 60, after(30))]
    free = [day for day, _ in walk(lambda _: "easy", 60, None)]
    assert days[0] == free[0] == 0
    assert 29 in days
    assert 29 not in free


@given(
    given_=st.lists(st.tuples(st.sampled_from("abc"), GRADES, DAYS), min_size=1, max_size=30),
    left=st.integers(1, 90),
    today=DAYS,
)
def test_every_answered_card_is_due_before_the_interview(
    given_: list[tuple[str, Grade, int]], left: int, today: int
) -> None:
    """In whatever order the clock brings the days; and each card stays due until it is asked."""
    answers = [answered(*each) for each in given_]
    interview = after(today + left)
    known = memories(answers, after(today), interview, UTC)
    assert set(known) == {card for card, _, _ in given_}
    for each in known.values():
        assert each.last <= after(today)
        assert each.due >= each.last
        assert each.due < interview
        assert 0 <= each.recall <= 1


@pytest.mark.parametrize("grade", get_args(Grade))
def test_interview_tomorrow_asks_each_card_once_today(grade: Grade) -> None:
    """And once more in the morning of the interview."""
    answers, interview = [answered("c", grade)], after(1)
    known = memories(answers, TODAY, interview, UTC)
    assert known["c"].due == TODAY
    assert bool(due_cards(cards("c"), known, TODAY)) == (grade == "again")
    assert due_cards(cards("c"), memories(answers, after(1), interview, UTC), after(1))
    answers.append(answered("c", "good", 1))
    assert not due_cards(cards("c"), memories(answers, after(1), interview, UTC), after(1))


@pytest.mark.parametrize("interview", [None, after(0), after(-5)])
def test_interview_that_is_over_or_not_planned_sets_no_bound(interview: date | None) -> None:
    answers = [answered("c", "easy", day) for day in (0, 8, 60)]
    due = memories(answers, after(60), interview, UTC)["c"].due
    assert after(60) + timedelta(days=60) < due <= after(60) + timedelta(days=LONGEST_DAYS)


def test_interview_that_is_put_off_or_brought_forward_moves_the_dates() -> None:
    answers = [answered("c", "easy"), answered("c", "easy", 8)]
    dues = [memories(answers, after(8), after(left), UTC)["c"].due for left in (10, 20, 400)]
    assert dues[0] == after(9)
    assert dues[1] == after(19)
    assert dues[2] > after(20)


def test_clock_that_ran_ahead_and_was_set_back_puts_no_card_off() -> None:
    """The wrong year lasts until the next answer to any card."""
    wrong = answered("c", "good", 3_000)
    right = answered("d", "good", 1)
    due = memories([wrong, right], after(1), None, UTC)["c"].due
    assert due == memories([answered("c", "good", 1)], after(1), None, UTC)["c"].due
    alone = memories([wrong], after(1), None, UTC)["c"]
    assert (alone.last, alone.due - after(1)) == (after(1), timedelta(days=2))


def test_clock_that_runs_back_asks_earlier_and_never_fails() -> None:
    answers = [answered("c", "good", 9), answered("c", "good", 2), answered("c", "hard", 2)]
    known = memories(answers, after(2), None, UTC)
    assert known["c"].last == after(2)
    earlier = memories(answers, after(0), None, UTC)
    assert earlier["c"].last == after(0)
    first = date(1970, 1, 1)
    assert memories([answered("c", "good")], first, None, UTC)["c"].due > first


def test_day_is_the_learners_own_and_not_of_24_hours() -> None:
    """At eight and at seven the evening after, a day has passed; at Auckland it is tomorrow."""
    evening = [answered("c", "good"), answered("c", "good", 1 - 1 / 24)]
    day = [answered("c", "good"), answered("c", "good", 1)]
    assert memories(evening, after(1), None, UTC) == memories(day, after(1), None, UTC)
    auckland = timezone(timedelta(hours=13))
    assert memories([answered("c", "good")], after(1), None, auckland)["c"].last == after(1)
    assert day_of(10**18) == date.max


def test_due_are_the_least_known_first_and_new_ones_last() -> None:
    answers = [answered("well", "easy"), answered("badly", "hard"), answered("so-so", "good")]
    known = memories(answers, after(20), None, UTC)
    found = due_cards(cards("new", "well", "badly", "other", "so-so"), known, after(20))
    assert [each.id for each in found] == ["badly", "so-so", "well", "new", "other"]
    assert due_cards([], known, after(20)) == ()
    assert due_cards(cards("well"), memories(answers, after(1), None, UTC), after(1)) == ()


def test_card_answered_today_is_asked_again_only_where_it_was_not_known() -> None:
    answers = [answered("c", "again"), answered("d", "good"), answered("c", "good")]

    def due(count: int, interview: date | None) -> list[str]:
        known = memories(answers[:count], TODAY, interview, UTC)
        return [each.id for each in due_cards(cards("c", "d"), known, TODAY)]

    for interview in (None, after(1), after(40)):
        assert due(2, interview) == ["c"]
        assert due(3, interview) == []


def test_next_day_is_the_first_after_today_of_cards_that_there_are() -> None:
    answers = [answered("c", "good"), answered("gone", "hard")]
    known = memories(answers, TODAY, None, UTC)
    assert next_day(cards("c"), known, TODAY) == known["c"].due == after(2)
    assert known["gone"].due < after(2)
    assert next_day(cards("new"), known, TODAY) is None
    assert next_day(cards("c"), known, after(2)) is None
