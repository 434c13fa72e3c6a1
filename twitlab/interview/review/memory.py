"""When a card comes next: the answers to it, played through FSRS, up to the interview.

All is worked out from the answers anew, so that another day of the interview moves the dates. Days
count, not hours: who reviews at eight and at seven the day after has waited a day.

Left out: what other cards teach about one; a time of day; parameters of one's own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, tzinfo
from typing import Final

from fsrs import Card as Studied
from fsrs import Rating, Scheduler

from twitlab.interview.days import day_of
from twitlab.interview.review.answers import Answered, Grade
from twitlab.interview.review.cards import Card

LONGEST_DAYS: Final = 365
"""Between two times where no interview is planned."""
_RATINGS: Final[dict[Grade, Rating]] = {
    "again": Rating.Again,
    "hard": Rating.Hard,
    "good": Rating.Good,
    "easy": Rating.Easy,
}


@dataclass(frozen=True, slots=True)
class Memory:
    """Hold what the answers to one card say.

    Args:
        due: the day from which it is to be asked again; before the interview, where one is planned.
        last: the day of the last answer.
        grade: of the last answer.
        recall: the chance that it is known today, by FSRS.
    """

    due: date
    last: date
    grade: Grade
    recall: float

    def is_due(self, today: date) -> bool:
        """Tell whether it is to be asked: once a day, and until it is known."""
        return self.due <= today and (self.last < today or self.grade == "again")


def memories(
    answers: Sequence[Answered], today: date, interview: date | None, zone: tzinfo | None = None
) -> dict[str, Memory]:
    """Work out from all answers when each card is due.

    A clock that ran ahead and was set back does not put a card off: no answer counts as later than
    one that was given after it, nor than today.

    Args:
        answers: in the order in which they were given.
        today: the learner's day.
        interview: its day; one that is over sets no bound.
        zone: where days begin and end; the computer's own when None.

    Complexity: O(answers).

    Source: github.com/open-spaced-repetition/py-fsrs, version 6.3.2 (2026), default parameters.
    """
    ahead = interview if interview and interview >= today else None
    given: dict[str, list[tuple[date, Grade]]] = {}
    for each, day in zip(answers, _days(answers, today, zone), strict=True):
        given.setdefault(each.card, []).append((day, each.grade))
    return {card: _memory(found, today, ahead) for card, found in given.items()}


def _days(answers: Sequence[Answered], today: date, zone: tzinfo | None) -> list[date]:
    days, latest = [], today
    for each in reversed(answers):
        latest = min(latest, day_of(each.wall_ms, zone))
        days.append(latest)
    return days[::-1]


def _memory(given: Sequence[tuple[date, Grade]], today: date, interview: date | None) -> Memory:
    studied = Studied(card_id=0, due=_noon(given[0][0]))
    scheduler = _scheduler(LONGEST_DAYS)
    for day, grade in given:
        left = (interview - day).days if interview else 0
        scheduler = _scheduler(min(left - 1, LONGEST_DAYS) if left else LONGEST_DAYS)
        studied, _ = scheduler.review_card(studied, _RATINGS[grade], _noon(day))
    (last, grade) = given[-1]
    recall = scheduler.get_card_retrievability(studied, _noon(today))
    due = last if grade == "again" else studied.due.date()
    return Memory(due, last, grade, recall)


def _scheduler(longest_days: int) -> Scheduler:
    """Give a scheduler of whole days: what is not known comes again within the five minutes."""
    return Scheduler(
        learning_steps=(),
        relearning_steps=(),
        maximum_interval=longest_days,
        enable_fuzzing=False,
    )


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), UTC)


def due_cards(cards: Iterable[Card], known: dict[str, Memory], today: date) -> tuple[Card, ...]:
    """Give the cards to ask: what is least likely to be known first, then those that are new."""
    kept = tuple(cards)
    due = [each for each in kept if each.id in known and known[each.id].is_due(today)]
    new = [each for each in kept if each.id not in known]
    return (*sorted(due, key=lambda each: known[each.id].recall), *new)


def next_day(cards: Iterable[Card], known: dict[str, Memory], today: date) -> date | None:
    """Give the first day after today on which a card is due, or None where there is none."""
    days = (known[each.id].due for each in cards if each.id in known)
    return min((day for day in days if day > today), default=None)
