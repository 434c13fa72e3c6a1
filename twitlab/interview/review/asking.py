"""Ask cards, one at a time: think first, then look, then say how it went."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from rich.console import RenderableType
from rich.text import Text

from twitlab.course.book.manifest import Course
from twitlab.course.terminal.report import Row, words
from twitlab.interview.review.answers import Answers, Grade
from twitlab.interview.review.cards import Card
from twitlab.interview.review.making import where_more_is
from twitlab.interview.timing import Clock2

GRADES: Final[dict[str, Grade]] = {"1": "again", "2": "hard", "3": "good", "4": "easy"}
THINK: Final = "Think, say it aloud, then press Enter (q stops) "
RATE: Final = "1 again   2 hard   3 good   4 easy   (q stops) "
_MINUTE_MS: Final = 60_000
Why = Literal["all", "time", "stopped"]


@dataclass(frozen=True, slots=True)
class Asked:
    """Say how a review went.

    Args:
        answered: how many answers were kept.
        left: how many cards are still due.
        why: all were asked, the time was over, or somebody stopped.
    """

    answered: int
    left: int
    why: Why


class _Stopped(Exception):
    """Say that somebody has had enough."""


def ask(
    cards: Sequence[Card],
    answers: Answers,
    course: Course,
    minutes: int,
    clock: Clock2,
    read: Callable[[str], str],
    show: Callable[[RenderableType], None],
) -> Asked:
    """Ask cards until they are through, the time is over, or somebody stops.

    What was not known comes again behind the others. Each answer is on the disk before the next
    card is shown; Ctrl-C, q and the end of the input stop.

    Args:
        cards: in their order.
        answers: where they are kept.
        course: whose lessons and exercises a card leads to.
        minutes: after which no other card is begun.
        clock: tells how much of them is over.
        read: asks for a line.
        show: shows something.
    """
    queue, known, answered = [*cards], 0, 0
    begun_ms = clock.mono_ms()
    why: Why = "all"
    try:
        while queue:
            if clock.mono_ms() - begun_ms >= minutes * _MINUTE_MS:
                why = "time"
                break
            show(Text())
            show(words(f"{known + 1} of {known + len(queue)}  {queue[0].about}", "bold"))
            grade = _ask(queue[0], course, read, show)
            answers.record(queue[0].id, grade)
            answered += 1
            card = queue.pop(0)
            if grade == "again":
                queue.append(card)
            else:
                known += 1
    except (_Stopped, KeyboardInterrupt, EOFError):
        why = "stopped"
    return Asked(answered, len(queue), why)


def _ask(
    card: Card, course: Course, read: Callable[[str], str], show: Callable[[RenderableType], None]
) -> Grade:
    for line in card.front.splitlines():
        show(Row("", words(line), 0))
    _line(read, THINK)
    for line in card.back.splitlines():
        show(Row("", words(line), 0))
    for more in where_more_is(card, course):
        show(Row("more", words(more), 6))
    while (said := _line(read, RATE)) not in GRADES:
        show(words(f"{said!r} is no rating; allowed are 1, 2, 3, 4, or q to stop."))
    return GRADES[said]


def _line(read: Callable[[str], str], prompt: str) -> str:
    said = read(prompt).strip().lower()
    if said == "q":
        raise _Stopped
    return said
