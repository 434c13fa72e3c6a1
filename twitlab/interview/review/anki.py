"""A file of the cards that Anki imports: fields divided by tabs, under a header that it reads.

Each card brings its own id (*guid*), so that a second import changes the cards that are there and
doubles none.

Source: docs.ankiweb.net, Importing, Text Files, section File Headers (2026).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape
from pathlib import Path
from typing import Final

from rich.console import RenderableType

from twitlab.course.book.manifest import Course
from twitlab.course.terminal.report import Row, short, words
from twitlab.errors import CourseError
from twitlab.interview.review.cards import Card
from twitlab.interview.review.making import where_more_is

DECK: Final = "twitlab"
_HEADER: Final = (
    "#separator:tab",
    "#html:true",
    "#guid column:1",
    "#notetype:Basic",
    f"#deck:{DECK}",
    "#tags column:4",
)


def as_anki(cards: Iterable[Card], course: Course) -> str:
    """Write cards as lines of id, front, back and tags."""
    return "\n".join((*_HEADER, *(_line(each, course) for each in cards), ""))


def write_anki(path: Path, cards: Iterable[Card], course: Course) -> None:
    """Write a file for Anki where none is yet.

    Raises:
        CourseError: Something is there already, which stays as it is.
        OSError: It cannot be written.
    """
    text = as_anki(cards, course)
    try:
        with path.open("x", encoding="utf-8", errors="replace", newline="\n") as file:
            file.write(text)
    except FileExistsError:
        raise CourseError(
            f"{path} is there already, and is never overwritten; name another file"
        ) from None


def anki_report(path: Path, cards: int) -> Iterator[RenderableType]:
    """Show what was written, and what to do with it."""
    noun = "card" if cards == 1 else "cards"
    yield words(f"{cards} {noun} in {short(path)}")
    yield Row("import", words("in Anki, File > Import; a later file changes what is there"))


def _line(card: Card, course: Course) -> str:
    more = [f"More: {each}" for each in where_more_is(card, course)]
    fields = (f"twitlab/{card.id}", _html(card.about, *card.front.splitlines()),
              _html(*card.back.splitlines(), *more), f"twitlab twitlab::{card.kind}")  # fmt: skip
    return "\t".join(fields)


def _html(*lines: str) -> str:
    """Write lines as one field, in which nothing is markup but the breaks between them."""
    return "<br>".join(escape(" ".join(each.split())) for each in lines)
