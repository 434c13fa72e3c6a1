"""What a learner's interviews and cards ask of the plan of evenings."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from twitlab.course.book.manifest import Course
from twitlab.course.plan.rehearsal import Rehearsal
from twitlab.course.record.progress import Progress
from twitlab.errors import TwitlabError
from twitlab.interview.history import history_of, last_look, weak_dimensions, weakest
from twitlab.interview.packs.words import DIMENSION_TITLES
from twitlab.interview.review.answers import Answered, answers_file, read_answers
from twitlab.interview.review.making import cards_of
from twitlab.interview.review.memory import due_cards, memories


def rehearsal_of(course: Course, root: Path, progress: Progress, today: date) -> Rehearsal:
    """Read what stands in a workspace: sessions, answers to cards, progress.

    A cold mock is asked for until a session was scored.

    Args:
        course: whose lessons and exercises there are cards of.
        root: of the workspace.
        progress: what the learner did.
        today: the learner's day.

    Complexity: O(sessions * lines * events + answers).
    """
    history = history_of(root)
    cards = cards_of(course, progress, history)
    answers = _answers(root)
    plan = progress.plan()
    known = memories(answers, today, plan.interview if plan else None)
    return Rehearsal(
        review=True,
        mock=last_look(history) is None,
        weakest=weakest(history),
        weak_in=[DIMENSION_TITLES[each].lower() for each in weak_dimensions(history)],
        due=len(due_cards(cards, known, today)),
    )


def _answers(root: Path) -> list[Answered]:
    """Read the answers; a plan goes without those that cannot be read, as a review says."""
    try:
        return [each for _, each in read_answers(answers_file(root)).numbered]
    except TwitlabError:
        return []
