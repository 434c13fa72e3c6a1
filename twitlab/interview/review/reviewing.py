"""One evening's review: which cards are due, asked, and what is left."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path

from rich.console import RenderableType
from rich.text import Text

from twitlab.course.book.command_name import typed
from twitlab.course.book.manifest import Course
from twitlab.course.terminal.report import Row, words
from twitlab.errors import CourseError
from twitlab.interview.review.answers import Answers, answers_file
from twitlab.interview.review.asking import Asked, ask
from twitlab.interview.review.cards import Card
from twitlab.interview.review.memory import due_cards, memories, next_day
from twitlab.interview.timing import Clock2

_FROM = "they are made of what you miss in `{check}` and in `{interview}`"


def demand_cards(cards: Sequence[Card]) -> Sequence[Card]:
    """Give cards, of which there must be some.

    Raises:
        CourseError: There is none.
    """
    if not cards:
        raise CourseError(f"you have no cards yet; {_where_from()}")
    return cards


def review_today(
    cards: Sequence[Card],
    root: Path,
    course: Course,
    interview: date | None,
    minutes: int,
    today: date,
    clock: Clock2,
    read: Callable[[str], str],
    show: Callable[[RenderableType], None],
) -> Iterator[RenderableType]:
    """Ask what is due today, and say what comes.

    Args:
        cards: all of them.
        root: of the workspace, where the answers are kept.
        course: whose lessons and exercises a card leads to.
        interview: its day, before which each card comes again.
        minutes: after which no card is begun.
        today: the learner's day.
        clock: for the answers.
        read: asks for a line.
        show: shows something at once.

    Raises:
        CourseError: Another review is open, or the disk refuses.
    """
    if not cards:
        yield words(f"Nothing is due: you have no cards yet; {_where_from()}")
        return
    with Answers(answers_file(root), clock) as answers:
        for each in answers.damage:
            show(Row("note", words(f"reviews.log, line {each.line} {each.what}")))
        due = due_cards(cards, memories(answers.all, today, interview), today)
        if due:
            many = f"{len(due)} {'card is' if len(due) == 1 else 'cards are'} due"
            show(words(f"{many}; no card is begun after {minutes} min.", "bold"))
            asked = ask(due, answers, course, minutes, clock, read, show)
            yield from _said(asked)
            if asked.left:
                return
        else:
            yield words(f"Nothing is due today, of {_count(len(cards))}.")
        following = next_day(cards, memories(answers.all, today, interview), today)
    if following is not None:
        yield Row("next", words(f"on {following:%A} {following}"))


def _said(asked: Asked) -> Iterator[RenderableType]:
    yield Text()
    kept = f"{asked.answered} {'answer is' if asked.answered == 1 else 'answers are'} kept"
    if not asked.left:
        yield words(f"{kept}. Nothing more is due today.")
        return
    why = "The time is over: " if asked.why == "time" else ""
    yield words(f"{why}{kept}, {_count(asked.left)} {'is' if asked.left == 1 else 'are'} left.")
    yield Row("go on", words(f"`{typed('review')}`, today or tomorrow"))


def _count(number: int) -> str:
    return f"{number} {'card' if number == 1 else 'cards'}"


def _where_from() -> str:
    return _FROM.format(check=typed("check"), interview=typed("interview start PACK"))
