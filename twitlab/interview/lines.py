r"""The lines of a journal: how an event is written, and what of a damaged file still stands.

    8 hexadecimal digits, a space, the event as JSON, "\n"

The digits are the CRC-32 of the line's place in the file, counted from 0, a space and the JSON.
With its place in the sum, a line keeps its number when the end of another line is lost.
"""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import Final
from zlib import crc32

from pydantic import ValidationError

from twitlab.errors import BadValue, CourseError
from twitlab.interview.events import EVENTS, Event, Opened, Resumed, TakenBack

_SUM: Final = 8
_HEX: Final = re.compile(rb"[0-9a-f]{8}")
LARGEST_BYTES: Final = 64 * 2**20
LONGEST_BYTES: Final = 256 * 2**10
"""Of one event: a hundred pages of notes."""
_FAR: Final = 1_000
"""By how many places a line may have moved behind damage: a lost block of a disk is one line."""


@dataclass(frozen=True, slots=True)
class Damage:
    """Say that a line of a file is not what was written.

    Args:
        line: counted from 1, as an editor does.
        what: is wrong with it.
    """

    line: int
    what: str


@dataclass(frozen=True, slots=True)
class Kept:
    """Hold what a journal's file says, to read only.

    Args:
        path: of the file.
        opened: its first event.
        numbered: each event that stands there with its number, by which it can be taken back.
        damage: what does not stand there any more.
        lines: the number of the next event.
    """

    path: Path
    opened: Opened
    numbered: tuple[tuple[int, Event], ...]
    damage: tuple[Damage, ...]
    lines: int

    @property
    def events(self) -> tuple[Event, ...]:
        """All events as they stand in the file, also what was taken back."""
        return tuple(event for _, event in self.numbered)

    @property
    def taken_back(self) -> frozenset[int]:
        """The numbers of what does not count: what was taken back, and that it was."""
        back = {number: each for number, each in self.numbered if isinstance(each, TakenBack)}
        return frozenset([*back, *(each.number for each in back.values())])

    @property
    def counting(self) -> tuple[Event, ...]:
        """The events without what was taken back."""
        back = self.taken_back
        return tuple(event for number, event in self.numbered if number not in back)

    def refuse_not_there(self, number: int) -> None:
        """Refuse to take back what is not there, or is what a file stands on.

        Raises:
            BadValue: No event that counts has this number.
        """
        back = self.taken_back
        counting = {each: event for each, event in self.numbered if each not in back}
        if isinstance(counting.get(number), Opened | Resumed | None):
            raise BadValue(f"number must be of an event that counts, got {number}")


def as_line(number: int, event: Event) -> bytes:
    """Write an event as the line with this number.

    Raises:
        BadValue: Its text holds half a character, which no file can store, or is too long.
    """
    try:
        said = event.model_dump_json().encode("utf-8")
    except ValueError as error:
        raise BadValue(
            f"{event.kind}: a text holds half a character (a lone surrogate), which no file can "
            "store; delete it"
        ) from error
    if len(said) > LONGEST_BYTES:
        raise BadValue(
            f"{event.kind}: allowed are up to {LONGEST_BYTES >> 10} KiB of text, "
            f"got {len(said) / 2**10:.0f}"
        )
    return b"%08x %s\n" % (_sum(number, said), said)


def read_kept(path: Path) -> Kept:
    """Read a journal's file; damage is said, and costs no other line.

    Raises:
        CourseError: There is no such file, it cannot be read, or its first line does not stand.
    """
    try:
        size = path.stat().st_size
        if not path.is_file() or size > LARGEST_BYTES:
            raise CourseError(
                f"{path} is no file of an interview: it is no plain file or too large"
            )
        content = path.read_bytes()
    except FileNotFoundError:
        raise CourseError(f"{path} is not there") from None
    except OSError as error:
        raise CourseError(f"{path} cannot be read: {error.strerror or error}") from error
    except ValueError as error:  # a null in the name
        raise CourseError(f"{str(path)!r} is no path: {error}") from error
    return kept_of(path, content)


def kept_of(path: Path, content: bytes) -> Kept:
    """Give what the bytes of a journal's file say."""
    numbered: list[tuple[int, Event]] = []
    damage: list[Damage] = []
    last, expected = -1, 0
    if not content:
        raise CourseError(f"{path.name} is empty; a file of an interview has at least one line")
    *whole, rest = content.removeprefix(BOM_UTF8).split(b"\n")
    for place, ended in enumerate([*whole, rest] if rest else whole, 1):
        line = ended.removesuffix(b"\r")  # a mail program or Git on Windows put it there
        number = _number(line, last, expected)
        event = _event(line) if number is not None else _what(line, torn=place > len(whole))
        if isinstance(event, str):
            damage.append(Damage(place, event))
        else:
            numbered.append((number or 0, event))
        if place == 1:  # before thousands of lines of something else are looked at
            _first(path, numbered, damage)
        if number is None:
            expected += 1
            continue
        if number > expected and not (damage and damage[-1].line >= place - 1):
            damage.append(Damage(place, f"comes after a gap: {number - expected} are missing"))
        last, expected = number, number + 1
    return Kept(path, _first(path, numbered, damage), tuple(numbered), tuple(damage), expected)


def _first(path: Path, numbered: list[tuple[int, Event]], damage: list[Damage]) -> Opened:
    if numbered and numbered[0][0] == 0 and isinstance(first := numbered[0][1], Opened):
        return first
    why = f"it {damage[0].what}" if damage and damage[0].line == 1 else "it says something else"
    raise CourseError(
        f"{path.name}, line 1 must say which session and whose file this is, and {why}; "
        "nothing was changed"
    )


def _number(line: bytes, last: int, expected: int) -> int | None:
    """Give the number with which a line was written, or None for a damaged one."""
    digits, said = line[:_SUM], line[_SUM + 1 :]
    if line[_SUM : _SUM + 1] != b" " or not _HEX.fullmatch(digits):
        return None
    wanted = int(digits, 16)
    # Lines may have been put in, or lost; wherever it looks, it looks at so many places at most.
    places = chain(
        [expected],
        range(last + 1, last + 1 + _FAR),
        range(max(last + 1, expected - _FAR), expected + _FAR),
    )
    return next((each for each in places if _sum(each, said) == wanted), None)


def _event(line: bytes) -> Event | str:
    try:
        return EVENTS.validate_json(line[_SUM + 1 :])
    except ValidationError:
        return "holds an event that this twitlab does not know"


def _what(line: bytes, torn: bool) -> str:
    if torn:
        return "was cut off while it was written"
    return "was changed or damaged, or moved to another place"


def _sum(number: int, said: bytes) -> int:
    return crc32(said, _begun(number))


@lru_cache(maxsize=4 * _FAR)
def _begun(number: int) -> int:
    return crc32(b"%d " % number)
