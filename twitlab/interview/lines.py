r"""The lines of a journal: how an event is written, and what of a damaged file still stands.

    8 hexadecimal digits, a space, the event as JSON, "\n"

The digits are the CRC-32 of the line's place in the file, counted from 0, a space and the JSON.
With its place in the sum, a line keeps its number when the end of another line is lost.
"""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import Final, Generic, Protocol, TypeVar
from zlib import crc32

from pydantic import ValidationError

from twitlab.errors import BadValue, CourseError
from twitlab.interview.events import EVENTS, Event, Opened, Resumed, TakenBack

T = TypeVar("T")
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


class Writable(Protocol):
    """Be what a line can hold, such as an event of a session."""

    @property
    def kind(self) -> str:
        """What it is, for messages."""

    def model_dump_json(self) -> str:
        """Write it as JSON, in one line."""


@dataclass(frozen=True, slots=True)
class Lines(Generic[T]):
    """Hold what the lines of a file say, of whatever kind they are.

    Args:
        numbered: each that stands there, with its number.
        damage: what does not stand there any more.
        count: the number of the next line.
    """

    numbered: tuple[tuple[int, T], ...]
    damage: tuple[Damage, ...]
    count: int


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


def as_line(number: int, event: Writable) -> bytes:
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
    return kept_of(path, read_content(path))


def read_content(path: Path) -> bytes:
    """Read a file that has such lines.

    Raises:
        CourseError: There is no such file, it is too large, or it cannot be read.
    """
    try:
        size = path.stat().st_size
        if not path.is_file() or size > LARGEST_BYTES:
            raise CourseError(
                f"{path} is no file of an interview: it is no plain file or too large"
            )
        return path.read_bytes()
    except FileNotFoundError:
        raise CourseError(f"{path} is not there") from None
    except OSError as error:
        raise CourseError(f"{path} cannot be read: {error.strerror or error}") from error
    except ValueError as error:  # a null in the name
        raise CourseError(f"{str(path)!r} is no path: {error}") from error


def kept_of(path: Path, content: bytes) -> Kept:
    """Give what the bytes of a journal's file say."""
    if not content:
        raise CourseError(f"{path.name} is empty; a file of an interview has at least one line")
    # Before thousands of lines of something else are looked at.
    head = lines_of(content[: content.find(b"\n") + 1] or content, EVENTS.validate_json)
    first = _first(path, head.numbered, head.damage)
    found = lines_of(content, EVENTS.validate_json)
    return Kept(path, first, found.numbered, found.damage, found.count)


def lines_of(content: bytes, read: Callable[[bytes], T]) -> Lines[T]:
    """Give what the lines of a file say.

    Args:
        content: of the file.
        read: gives what a line's JSON says, or raises pydantic's ValidationError.
    """
    numbered: list[tuple[int, T]] = []
    damage: list[Damage] = []
    last, expected = -1, 0
    *whole, rest = content.removeprefix(BOM_UTF8).split(b"\n")
    for place, ended in enumerate([*whole, rest] if rest else whole, 1):
        line = ended.removesuffix(b"\r")  # a mail program or Git on Windows put it there
        number = _number(line, last, expected)
        if number is None:
            damage.append(Damage(place, _what(torn=place > len(whole))))
            expected += 1
            continue
        try:
            numbered.append((number, read(line[_SUM + 1 :])))
        except ValidationError:
            damage.append(Damage(place, "holds an event that this twitlab does not know"))
        if number > expected and not (damage and damage[-1].line >= place - 1):
            damage.append(Damage(place, f"comes after a gap: {number - expected} are missing"))
        last, expected = number, number + 1
    return Lines(tuple(numbered), tuple(damage), expected)


def _first(
    path: Path, numbered: tuple[tuple[int, Event], ...], damage: tuple[Damage, ...]
) -> Opened:
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


def _what(torn: bool) -> str:
    cut, changed = "cut off while it was written", "changed or damaged, or moved to another place"
    return f"was {cut if torn else changed}"


def _sum(number: int, said: bytes) -> int:
    return crc32(said, _begun(number))


@lru_cache(maxsize=4 * _FAR)
def _begun(number: int) -> int:
    return crc32(b"%d " % number)
