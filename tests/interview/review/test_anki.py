"""The file for Anki: a header that it reads, a card a line, and nothing overwritten.

Tried by hand with Anki's own library, 26.9.3: a first import makes all notes, a second one none,
and one with another back changes the note that is there.
"""

from __future__ import annotations

import csv
from html import unescape
from io import StringIO
from pathlib import Path

import pytest

from tests.help.command_line import COURSE
from twitlab.errors import CourseError
from twitlab.interview.review.anki import as_anki, write_anki
from twitlab.interview.review.cards import Card

ODD = Card(
    "mistake/x/y-1",
    "mistake",
    "A mistake",
    'You said "<b>9</b>\ttweet/s" & more.\n# 李 🎉\n',
    "'Ten' < 11.\nRight.",
    ("start-here", "gone"),
)
PLAIN = Card("line/a/b", "line", "Scope", "Front", "Back")


def test_header_names_separator_id_deck_and_tags() -> None:
    lines = as_anki([], COURSE).splitlines()
    assert lines == [
        "#separator:tab",
        "#html:true",
        "#guid column:1",
        "#notetype:Basic",
        "#deck:twitlab",
        "#tags column:4",
    ]


def test_each_card_is_one_line_of_four_fields_whatever_is_in_it() -> None:
    body = as_anki([ODD, PLAIN], COURSE).split("\n")[6:-1]
    rows = list(csv.reader(StringIO("\n".join(body)), delimiter="\t"))
    assert rows == [line.split("\t") for line in body]  # no quotes that a reader takes away
    assert [len(each) for each in rows] == [4, 4]
    assert not any(line.startswith("#") for line in body)
    guid, front, back, tags = rows[0]
    assert (guid, tags) == ("twitlab/mistake/x/y-1", "twitlab twitlab::mistake")
    assert front.split("<br>")[1] == "You said &quot;&lt;b&gt;9&lt;/b&gt; tweet/s&quot; &amp; more."
    assert unescape(front.split("<br>")[2]) == "# 李 🎉"
    assert [unescape(each) for each in back.split("<br>")] == [
        "'Ten' < 11.",
        "Right.",
        "More: Start here, notebooks/00_start_here.ipynb",
    ]


def test_id_stays_when_the_words_change() -> None:
    changed = Card(PLAIN.id, "line", "Other", "Other front", "Other back")
    one, other = (
        as_anki([each], COURSE).splitlines()[-1].split("\t")[0] for each in (PLAIN, changed)
    )
    assert one == other == "twitlab/line/a/b"


@pytest.mark.parametrize("content", [b"", b"mine"])
def test_file_that_is_there_is_not_overwritten(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "cards ü.txt"
    path.write_bytes(content)
    with pytest.raises(CourseError, match="is there already, and is never overwritten"):
        write_anki(path, [PLAIN], COURSE)
    assert path.read_bytes() == content


def test_file_is_utf8_with_one_kind_of_line_end(tmp_path: Path) -> None:
    write_anki(tmp_path / "a.txt", [ODD, PLAIN], COURSE)
    content = (tmp_path / "a.txt").read_bytes()
    assert content.decode("utf-8") == as_anki([ODD, PLAIN], COURSE)
    assert b"\r" not in content
