"""Keep columns in a file that is checked when it is opened, and mapped instead of read.

    head       4,096 bytes: what kind of file it is, its version, where each column begins, the sum
    columns    one after another, each from a multiple of 64 bytes on

A file is written under another name and renamed when all of it is on the disk, so there is never
half of one. The new name lasts when the folder is on the disk too. The sum is of all that the
columns say; a file that was cut or changed is refused.
"""

import json
import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from twitlab.errors import BadValue

PART: Final = ".part"  # behind the name of a file that is being written
_HEAD_SIZE: Final = 4096
_ALIGNED: Final = 64
Columns = Mapping[str, NDArray[Any]]


class DamagedFile(BadValue):
    """Refuse a file that is not what was saved."""


@dataclass(frozen=True, slots=True)
class FileKind:
    """Say what a file is.

    Args:
        name: in one or two words, such as "segment"; it stands in the file.
        version: of its form.
        dtypes: of each column.
    """

    name: str
    version: int
    dtypes: Mapping[str, type[Any]]


@dataclass(frozen=True, slots=True, eq=False)
class ColumnFile:
    """Hold what a file has.

    Args:
        columns: mapped; they cannot be written to.
        facts: what else was kept.
        sum: of both, as `sum_of` gives it.
    """

    columns: dict[str, NDArray[Any]]
    facts: dict[str, Any]
    sum: str


def write_columns(file: Path, kind: FileKind, columns: Columns, facts: Mapping[str, Any]) -> None:
    """Write columns to a file, which is there as a whole or not at all, and outlasts a power cut.

    Args:
        file: what to write or to replace.
        kind: what it is.
        columns: with the dtypes of the kind, any length each.
        facts: what else is to be kept, as JSON has it; short.

    Raises:
        BadValue: file has no name, as "." has none, or facts are too long.
        OSError: the disk refuses; what was there before stays, and nothing else.

    Complexity: O(bytes).
    """
    if not file.name:
        raise BadValue(f"file must have a name, got {str(file)!r}")
    places, at = {}, _HEAD_SIZE
    for name, column in columns.items():
        places[name] = [at, len(column)]
        at += -(-column.nbytes // _ALIGNED) * _ALIGNED
    head = {
        "version": kind.version,
        "facts": dict(facts),
        "columns": places,
        "size": at,
        "sum": sum_of(columns, facts),
    }
    written = _magic(kind) + json.dumps(head).encode()
    if len(written) > _HEAD_SIZE:
        raise BadValue(f"facts must fit a head of {_HEAD_SIZE} bytes, got {len(written)}")
    part = file.with_name(file.name + PART)
    try:
        with part.open("wb") as opened:
            opened.write(written.ljust(_HEAD_SIZE))
            for column in columns.values():
                opened.write(_bytes(column))
                opened.write(bytes(-column.nbytes % _ALIGNED))
            opened.flush()
            os.fsync(opened.fileno())
        part.replace(file)
    except BaseException as error:
        with suppress(OSError):
            part.unlink()  # half a file is of no use, and a full disk needs its space
        if isinstance(error, OSError):
            error.filename = str(file)
        raise
    sync_folder(file.parent)


def sync_folder(folder: Path) -> None:
    """Make new names last: a folder is a file too, where the system has it so.

    Raises:
        OSError: the disk refuses.
    """
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def read_columns(file: Path, kind: FileKind, *, check: bool = True) -> ColumnFile:
    """Open a file of columns: they are mapped, and cannot be written to.

    Args:
        file: what was written.
        kind: what it must be.
        check: whether to compare the sum; without, a changed byte of a column is not seen. Who
            opens a file that another process of the same service has checked need not do it again.

    Returns:
        What it has.

    Raises:
        DamagedFile: it is missing, cut, changed, of another kind or of another version.

    Complexity: O(bytes), which are read once for the sum; O(1) without.
    """
    try:
        data = np.memmap(file, np.uint8, "r").view(np.ndarray)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "it is empty"
        raise DamagedFile(f"{file} cannot be read: {why}") from None
    head = data[:_HEAD_SIZE].tobytes()
    try:
        if not head.startswith(_magic(kind)):
            raise ValueError
        said = json.loads(head[len(_magic(kind)) :])
        version, facts, size, sum_ = (said[name] for name in ("version", "facts", "size", "sum"))
        places = [(name, *said["columns"][name]) for name in kind.dtypes]
    except (ValueError, TypeError, KeyError):
        raise DamagedFile(f"{file} is damaged: it is no {kind.name}") from None
    if version != kind.version:
        raise DamagedFile(f"{file} has version {version!r:.40}, and {kind.version} can be read")
    if len(data) != size:
        raise DamagedFile(f"{file} is damaged: it has {len(data)} bytes in place of {size}")
    try:
        columns: dict[str, NDArray[Any]] = {
            name: data[at : at + count * np.dtype(kind.dtypes[name]).itemsize].view(
                kind.dtypes[name]
            )
            for name, at, count in places
        }
        found = sum_of(columns, facts) if check else sum_
    except (ValueError, TypeError):
        raise DamagedFile(f"{file} is damaged: its head is not what was saved") from None
    if found != sum_:
        raise DamagedFile(f"{file} is damaged: its bytes are not what was saved")
    return ColumnFile(columns, facts, sum_)


def sum_of(columns: Columns, facts: Mapping[str, Any]) -> str:
    """Give 128 bits, in hexadecimal, of all that a file says.

    Complexity: O(bytes).

    Source: RFC 7693, BLAKE2.
    """
    digest = blake2b(json.dumps(facts, sort_keys=True).encode(), digest_size=16)
    for name, column in columns.items():
        digest.update(f" {name} {len(column)} ".encode())
        digest.update(_bytes(column))
    return digest.hexdigest()


def _magic(kind: FileKind) -> bytes:
    return f"twitlab {kind.name}\n".encode()


def _bytes(column: NDArray[Any]) -> "memoryview[int]":
    return np.ascontiguousarray(column).view(np.uint8).data
