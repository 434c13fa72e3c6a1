"""Open a file of real data, packed or not, and say where it is not what it should be."""

import codecs
import gzip
import json
import re
import zlib
from datetime import UTC, datetime, timedelta
from os import PathLike
from pathlib import Path
from typing import Any, Final

from twitlab.errors import BadType, BadValue

FilePath = str | PathLike[str]

MAX_ID: Final = 2**63 - 1
_CHUNK_BYTES: Final = 1 << 20
_SHOWN: Final = 60
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_SURROGATE: Final = re.compile("[\ud800-\udfff]")


class SourceFile:
    """Hold the content of a file, and refuse parts of it by line.

    Gzip is known by its first two bytes, whatever the file is called. The byte order mark that
    Windows' editors put before UTF-8 is no part of the content, all of which is in memory at once.

    Args:
        path: the file.

    Raises:
        BadType: path is neither a string nor a path.
        BadValue: there is no such file, it cannot be read, or its gzip data is cut or damaged.

    Complexity: O(bytes) time and space.

    Source: RFC 1952, section 2.3.1, for gzip's first bytes; RFC 3629, section 6, for the mark.
    """

    __slots__ = ("content", "path")

    def __init__(self, path: FilePath) -> None:
        if not isinstance(path, str | PathLike):
            raise BadType(f"path must be a string or a path, got {path!r}")
        self.path = Path(path)
        try:
            with self.path.open("rb") as file:
                packed = file.read(2) == b"\x1f\x8b"
            content = self._unpacked() if packed else self.path.read_bytes()
            self.content = content.removeprefix(codecs.BOM_UTF8)
        except (OSError, ValueError) as problem:
            if isinstance(problem, BadValue):
                raise
            raise BadValue(f"path must be a file that can be read, got {path}: {problem}") from None

    def _unpacked(self) -> bytes:
        parts: list[bytes] = []
        try:
            with gzip.open(self.path, "rb") as file:
                while part := file.read(_CHUNK_BYTES):
                    parts.append(part)
        except (EOFError, gzip.BadGzipFile, zlib.error) as problem:
            line = 1 + sum(part.count(b"\n") for part in parts)
            how = "ends too early" if isinstance(problem, EOFError) else f"is damaged ({problem})"
            found = f"gzip data that {how} in or after that line"
            raise self.refusal(line, found, "a whole gzip file; fetch it again") from None
        return b"".join(parts)

    def text(self) -> str:
        """Decode the content as UTF-8.

        Raises:
            BadValue: the content is not UTF-8, as where it has half of a surrogate pair.
        """
        try:
            return self.content.decode("utf-8")
        except UnicodeDecodeError as problem:
            line = 1 + self.content.count(b"\n", 0, problem.start)
            found = f"the bytes {problem.object[problem.start : problem.end].hex(' ')}"
            raise self.refusal(line, found, "text in UTF-8") from None

    def refusal(self, line: int, found: str, allowed: str) -> BadValue:
        """Make the error that names the file, the line, what is there and what is allowed.

        Args:
            line: its number, from 1.
            found: what is there.
            allowed: what may be there.
        """
        return BadValue(f"{self.path}, line {line}: must be {allowed}, got {found}")

    def check_end(self) -> None:
        """Refuse a last line without its end: half of a number is a number too.

        Raises:
            BadValue: the content ends in the middle of a line.
        """
        if self.content and not self.content.endswith(b"\n"):
            line = 1 + self.content.count(b"\n")
            last = self.content[self.content.rfind(b"\n") + 1 :].decode("utf-8", "replace")
            found = f"{shown(last)} and the end of the file: it may be cut"
            raise self.refusal(line, found, "whole, with a line end")


def shown(value: object) -> str:
    """Show a value in an error, cut to a readable length.

    >>> shown("a" * 100)
    "'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa ..."
    """
    text = ascii(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]} ..."


def id_of(value: object) -> int | None:
    """Return an id from 0 to 2**63 - 1, given as an integer or as its digits; None if it is none.

    >>> id_of("20"), id_of(20), id_of("2.0"), id_of(True)
    (20, 20, None, None)
    """
    if isinstance(value, bool):
        return None
    if isinstance(value, str) and len(value) <= 19 and value.isascii() and value.isdigit():
        value = int(value)
    return value if isinstance(value, int) and 0 <= value <= MAX_ID else None


def time_of(value: object, utc_offset_min: int = 0) -> int | None:
    """Return Unix milliseconds of an ISO 8601 time or a v1 API time; None if it is neither.

    Args:
        value: the time.
        utc_offset_min: by how much a time without a zone is ahead of UTC.

    >>> time_of("1970-01-01T00:00:01.500Z"), time_of("Thu Jan 01 01:00:02 +0100 1970")
    (1500, 2000)
    """
    if not isinstance(value, str):
        return None
    try:
        when = datetime.fromisoformat(value) if value[:1].isdigit() else _v1_time(value)
        if when.tzinfo is None:
            when = when.replace(tzinfo=UTC) - timedelta(minutes=utc_offset_min)
        return (when - _EPOCH) // timedelta(milliseconds=1)
    except (ValueError, OverflowError):
        return None


_V1_TIME: Final = re.compile(r"\w{3} (\w{3}) (\d\d) (\d\d:\d\d:\d\d) ([+-]\d{4}) (\d{4})", re.ASCII)
_MONTHS: Final = "JanFebMarAprMayJunJulAugSepOctNovDec"


def _v1_time(value: str) -> datetime:
    # Not strptime: its names of months follow the reader's language.
    match = _V1_TIME.fullmatch(value)
    if match is None:
        raise ValueError
    month, day, time, zone, year = match.groups()
    number, middle = divmod(_MONTHS.index(month), 3)
    if middle:
        raise ValueError
    return datetime.fromisoformat(f"{year}-{number + 1:02}-{day}T{time}{zone}")


def is_text(value: object) -> bool:
    """Say whether a value is a string without half of a surrogate pair, which UTF-8 cannot hold.

    >>> is_text("\N{BIRD}"), is_text(chr(0xD83D))
    (True, False)
    """
    return isinstance(value, str) and not _SURROGATE.search(value)


def json_of(text: str, start: int = 0) -> tuple[Any, int]:
    """Read one JSON value that begins at a place, and say where it ends.

    Raises:
        ValueError: there is none, or it is nested too deep to read.

    >>> json_of('[1] [2]', 4)
    ([2], 7)
    """
    try:
        return json.JSONDecoder().raw_decode(text, start)
    except RecursionError:
        raise ValueError("nested too deep") from None
