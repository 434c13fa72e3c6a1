"""Short notes shown in a notebook: HTML for people, plain text for nbval and screen readers."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import escape

from twitlab.course.book.manifest import Exercise
from twitlab.course.book.text import ticks
from twitlab.course.record.progress import Standing

_STYLE = (
    "border-left: 6px solid var(--jp-brand-color1, #1565c0); padding: 0.3em 1em; "
    "font-size: 1.05em; line-height: 1.5; max-width: 50em; overflow-wrap: anywhere"
)


@dataclass(frozen=True, slots=True)
class Note:
    """A title and paragraphs; lines indented by four blanks are code."""

    title: str
    text: str

    def __str__(self) -> str:
        return f"{self.title}\n{self.text}"

    def __repr__(self) -> str:
        return str(self)

    def _repr_html_(self) -> str:
        return (
            f'<div role="status" style="{_STYLE}"><p style="margin: 0"><strong>'
            f"{escape(self.title)}</strong></p>{_paragraphs(self.text)}</div>"
        )


class Points(int):
    """The points of a verdict: a number for nbgrader, and nothing for people, who have read it."""

    def _repr_html_(self) -> str:
        return ""


def card(exercise: Exercise, standing: Standing | None) -> Note:
    """Say what an exercise is and where the learner stands in it."""
    facts = (
        exercise.kind,
        "core" if exercise.core else "extra",
        f"{exercise.minutes} minutes",
        f"{exercise.points} points",
        f"difficulty {exercise.difficulty} of 5",
    )
    if standing is None:
        where = "No workspace here: checks work, and nothing is recorded."
    else:
        where = f"So far: {standing.status}, {standing.points} of {exercise.points} points."
    return Note(exercise.title, f"{' · '.join(facts)}\n{where}")


def hint_note(exercise: Exercise, level: int, texts: list[str]) -> Note:
    """Show one hint, and say what comes after it."""
    after = (
        f'{len(texts) - level} more: hint("{exercise.id}") again.'
        if level < len(texts)
        else f"That was the last. In a terminal, twitlab solution {exercise.id} --give-up "
        "shows one right answer."
    )
    return Note(f"Hint {level} of {len(texts)}", f"{texts[level - 1]}\n{after}")


def _paragraphs(text: str) -> str:
    made: list[str] = []
    code: list[str] = []
    for line in [*text.splitlines(), ""]:
        if line.startswith("    "):
            code.append(str(escape(line[4:])))
            continue
        if code:
            made.append(f'<pre style="margin: 0.3em 0">{chr(10).join(code)}</pre>')
            code = []
        if line:
            made.append(f'<p style="margin: 0.3em 0 0">{ticks(line)}</p>')
    return "".join(made)
