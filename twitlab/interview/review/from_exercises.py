"""Cards from exercises: the mistakes that were named, and what was not passed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from twitlab.course.book.manifest import Course, Exercise
from twitlab.course.checking.check import load_check
from twitlab.course.record.events import Checked
from twitlab.course.record.progress import Progress, Standing
from twitlab.errors import TwitlabError
from twitlab.interview.review.cards import Card, id_of


def cards_from_exercises(course: Course, progress: Progress) -> Iterator[Card]:
    """Make cards of what a learner did: mistakes first, then exercises that were not passed.

    What is no longer in the course has no card. An exercise that was passed has none; the mistakes
    on the way to it keep theirs.
    """
    known = {each.id: each for each in course.exercises}
    named = {
        (known[event.exercise], event.mistake): None
        for event in progress.events()
        if isinstance(event, Checked) and event.mistake and event.exercise in known
    }
    for exercise, name in named:
        if message := _messages(exercise).get(name):
            yield _mistake_card(course, exercise, name, message)
    standings = progress.standings(known)
    for exercise in course.exercises:
        if _is_open(standings[exercise.id]):
            yield _exercise_card(course, exercise, standings[exercise.id])


def _is_open(standing: Standing) -> bool:
    return not standing.passed and (standing.status in ("failed", "error") or standing.gave_up)


def _messages(exercise: Exercise) -> Mapping[str, str]:
    """Give what is said of each mistake; nothing where the check is of another version."""
    try:
        return {each.name: each.message for each in load_check(exercise).mistakes}
    except TwitlabError:
        return {}


def _mistake_card(course: Course, exercise: Exercise, name: str, message: str) -> Card:
    return Card(
        id_of("mistake", exercise.id, name),
        "mistake",
        f"A mistake in an exercise: {exercise.title}",
        f"{course.lesson(exercise.lesson).question}\nYour answer did this: {name}.\n"
        "What goes wrong, and what is right instead?",
        message,
        (exercise.id,),
    )


def _exercise_card(course: Course, exercise: Exercise, standing: Standing) -> Card:
    shown = exercise.hints[: max(standing.hints_taken, 1)]
    return Card(
        id_of("exercise", exercise.id),
        "exercise",
        f"An exercise that you have not passed: {exercise.title}",
        f"{course.lesson(exercise.lesson).question}\nHow do you go about it? Two sentences, aloud.",
        "\n".join(f"Hint {number}: {each}" for number, each in enumerate(shown, 1)),
        (exercise.id, exercise.lesson),
    )
