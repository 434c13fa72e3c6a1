"""All cards of a learner, from exercises and interviews."""

from __future__ import annotations

from twitlab.course.book.manifest import Course, Exercise, Lesson
from twitlab.course.record.progress import Progress
from twitlab.interview.history import History
from twitlab.interview.review.cards import Card
from twitlab.interview.review.from_exercises import cards_from_exercises
from twitlab.interview.review.from_sessions import cards_from_sessions


def cards_of(course: Course, progress: Progress, history: History) -> tuple[Card, ...]:
    """Make the cards of a learner; each id once, as it was made last.

    They are made anew each time, so that they say what the course and the packs say now; only the
    answers to them are kept.
    """
    found: dict[str, Card] = {}
    for each in (*cards_from_exercises(course, progress), *cards_from_sessions(history)):
        found[each.id] = each
    return tuple(found.values())


def where_more_is(card: Card, course: Course) -> tuple[str, ...]:
    """Name the lessons and exercises that a card leads to, as far as the course has them."""
    entries: list[Lesson | Exercise] = [*course.lessons, *course.exercises]
    named = {each.id: f"{each.title}, {each.path}" for each in entries}
    return tuple(named[name] for name in card.mends if name in named)
