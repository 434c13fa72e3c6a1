"""The course map in the README, made from the manifest."""

from __future__ import annotations

from twitlab.course.book.manifest import Course, Exercise, Lesson
from twitlab.errors import CourseError

BEGIN = "<!-- course map: begin (made from course.toml by `make exercises`) -->"
END = "<!-- course map: end -->"


def course_map(course: Course) -> str:
    """Give the lessons and their exercises as a Markdown table."""
    rows = ["| | kind | | minutes | points |", "|---|---|---|---:|---:|"]
    for lesson in course.lessons:
        rows.append(_lesson_row(lesson))
        rows += [_exercise_row(each) for each in course.exercises if each.lesson == lesson.id]
    return "\n".join(rows)


def with_map(readme: str, course: Course) -> str:
    """Put the course map into a README, between its two marks.

    Raises:
        CourseError: A mark is missing.
    """
    before, begin, rest = readme.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise CourseError("the README has lost the marks of the course map")
    return f"{before}{BEGIN}\n{course_map(course)}\n{END}{after}"


def _lesson_row(lesson: Lesson) -> str:
    title = f"**[{lesson.title}]({lesson.path})**"
    return f"| {title}<br>{lesson.question} | lesson | {_core(lesson)} | {lesson.minutes} | |"


def _exercise_row(exercise: Exercise) -> str:
    facts = (
        f"[{exercise.title}]({exercise.path})",
        exercise.kind,
        _core(exercise),
        str(exercise.minutes),
        str(exercise.points),
    )
    return f"| {' | '.join(facts)} |"


def _core(entry: Lesson | Exercise) -> str:
    return "core" if entry.core else "extra"
