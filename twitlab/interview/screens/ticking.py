"""Which lines of the rubric a person ticks, and what they may quote."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Literal

from twitlab.course.book.command_name import typed
from twitlab.interview.events import Heard, Noted, Ticked
from twitlab.interview.packs.rubric import RubricLine
from twitlab.interview.packs.words import PHASE_TITLES
from twitlab.interview.screens.sitting import Sitting, clock_of
from twitlab.ui.widgets.ticks import TickLine

_SENTENCE = re.compile(r"(?<=[.!?;])\s+|\n+")


def tick_lines(sitting: Sitting) -> list[TickLine]:
    """Give the lines that an interviewer ticks after the end: the others are noted by key."""
    notes = [event.text for _, event in sitting.of(Noted)]
    notes += [event.note for _, event in sitting.of(Heard) if event.note]
    choices = sentences(notes)
    lines = (line for line in sitting.pack.rubric if line.evidence.by == "ticked")
    return [as_tick(sitting, line, choices, may_type=True) for line in lines]


def as_tick(
    sitting: Sitting, line: RubricLine, choices: tuple[str, ...], *, may_type: bool
) -> TickLine:
    """Give a line of the rubric as it is ticked, with what was said of it last."""
    ticked = [(number, event) for number, event in sitting.of(Ticked) if event.line == line.id]
    standing: Literal["", "earned", "not earned"] = ""
    quote = says = ""
    if ticked:
        number, event = ticked[-1]
        standing, quote = "earned" if event.earned else "not earned", event.quote
        words = f": “{quote}”" if quote else ""
        says = f"{standing.capitalize()}{words}, ticked at {clock_of(sitting.at_ms()[number])}"
    return TickLine(
        line.id,
        line.text,
        samples=(("Enough", line.strong), ("Not enough", line.weak)),
        choices=choices,
        may_type=may_type,
        asks=f"{PHASE_TITLES[line.phase]}. In which words?",
        standing=standing,
        quote=quote,
        says=says,
    )


def sentences(texts: Iterable[str]) -> tuple[str, ...]:
    """Cut texts into sentences, each once, in order; each stands in its text word for word.

    >>> sentences(["Ten reads a write. So I cache.", "So I cache."])
    ('Ten reads a write.', 'So I cache.')
    """
    found = (part.strip() for text in texts for part in _SENTENCE.split(text))
    return tuple(dict.fromkeys(part for part in found if part))


def export_line(folder: Path) -> str:
    """Say how the scorecard is made."""
    return f"Make the scorecard, in a terminal: {typed(f'interview export {folder.name}')}"
