"""What the command line says of the two bundled sessions."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from rich.console import RenderableType

from twitlab.course.book.command_name import typed
from twitlab.course.terminal.report import Row, Unbroken, words
from twitlab.interview.anchors import anchors_of, bundled_names, lay_out, left_to_rate, told
from twitlab.interview.packs.words import DIMENSION_TITLES
from twitlab.interview.scoring.raters import sentences
from twitlab.interview.session import open_session

_WIDE = 12


def anchors_report(root: Path) -> Iterator[RenderableType]:
    """Show the bundled sessions: how to score them, and what they earn once that is done."""
    left = left_to_rate(root)
    for name in bundled_names():
        folder = lay_out(root, name)
        if name not in left:
            yield from _told(name, folder)
            continue
        pack = open_session(folder).pack
        start = f"interview start {pack.id} --role rater --session {name}"
        yield words(f"{name}: score it first, then run this again", "bold")
        yield Unbroken(words(f"            {typed(start)}"))


def _told(name: str, folder: Path) -> Iterator[RenderableType]:
    lines, agreed = told(open_session(folder))
    anchors = anchors_of(name)
    yield words(f"{name}: {anchors.about}", "bold")
    for each in lines:
        said = "same" if each.mine == each.anchor else "differs"
        yield Row(said, words(f"{each.text} {each.reason}"), _WIDE)
    for dimension, reason in anchors.bands.items():
        yield Row("mark", words(f"{DIMENSION_TITLES[dimension]} {reason}"), _WIDE)
    for sentence in sentences(agreed):
        yield Row("", words(sentence), _WIDE)
