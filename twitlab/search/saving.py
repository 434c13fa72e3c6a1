"""Save segments as files that never change, and open them without reading them into memory.

A file is named after the sum of its content. So to save again writes only what is new, and a file
that is there is the right one. What the index consists of is said by one small file, the manifest,
which is replaced last and at once: who is killed before leaves the old index, who is killed after
leaves the new one, and nothing lies in between.

    index.json              version, settings, the names of the files, the sum of all this
    index.lock              empty; locked by who saves, so that two take turns
    9f2c...4e.segment       the columns of a segment, or of the deleted ids
    9f2c...4e.segment.part  what a killed save left; the next one removes it
"""

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any, Final

import numpy as np
from filelock import FileLock, Timeout
from numpy.typing import NDArray

from twitlab.columns import (
    PART,
    DamagedFile,
    FileKind,
    read_columns,
    sum_of,
    sync_folder,
    write_columns,
)
from twitlab.errors import BadValue
from twitlab.search.segment import Segment

VERSION: Final = 2
MANIFEST: Final = "index.json"
_LOCK: Final = "index.lock"
_WAIT_SECONDS: Final = 5.0  # for another that saves
_SUFFIX: Final = ".segment"
_SEGMENT: Final = FileKind(
    "segment",
    VERSION,
    {
        "ids": np.int64,
        "prints": np.uint32,
        "terms": np.uint64,
        "starts": np.uint32,
        "postings": np.uint32,
    },
)
_DELETED: Final = FileKind("deleted tweets", VERSION, {"ids": np.int64})


@dataclass(frozen=True, slots=True)
class Saved:
    """Hold what a folder has.

    Args:
        settings: of the index.
        sealed: segments.
        open_: segments that may still be merged.
        deleted: ids, ascending.
    """

    settings: Mapping[str, Any]
    sealed: list[Segment]
    open_: list[Segment]
    deleted: NDArray[np.int64]


def save(folder: Path, saved: Saved) -> None:
    """Write what is new, then replace the manifest, then remove what is no longer named.

    Raises:
        BadValue: the folder is a file, has something else in it than an index, or is written by
            another all the time.
        OSError: the disk refuses.

    Complexity: O(bytes): new segments are written, and those that are there are checked.
    """
    _check_folder(folder)
    folder.mkdir(parents=True, exist_ok=True)
    with _locked(folder):
        _save_all(folder, saved)


def _save_all(folder: Path, saved: Saved) -> None:
    for left in folder.glob(f"*{PART}"):
        left.unlink(missing_ok=True)
    names = {
        "sealed": [_save_segment(folder, each) for each in saved.sealed],
        "open": [_save_segment(folder, each) for each in saved.open_],
        "deleted": [_save(folder, _DELETED, {"ids": saved.deleted})],
    }
    body = json.dumps({"settings": dict(saved.settings), **names}, sort_keys=True)
    manifest = {"version": VERSION, "sum": _sum(body.encode()), "index": json.loads(body)}
    _replace(folder / MANIFEST, json.dumps(manifest, indent=1).encode())
    sync_folder(folder)
    kept = {name for some in names.values() for name in some}
    for file in folder.glob(f"*{_SUFFIX}"):
        if file.name not in kept:
            _remove(file)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Keep other threads and programs from saving there; the system unlocks it for who is killed.

    Two at once would remove each other's files: what the one is writing is to the other what a
    killed save left.
    """
    lock = FileLock(folder / _LOCK, timeout=_WAIT_SECONDS)
    try:
        lock.acquire()
    except Timeout:
        raise BadValue(
            "folder must be saved to by one at a time, and another has been writing "
            f"{folder} for more than {_WAIT_SECONDS:g} s"
        ) from None
    try:
        yield
    finally:
        lock.release()


def load(folder: Path) -> Saved:
    """Open what was saved, its arrays mapped from the files.

    Who saves meanwhile may remove what the manifest named when it was read. Then it names other
    files by now, and these are opened.

    Raises:
        DamagedFile: a file is missing, cut, changed or of another version; named.

    Complexity: O(bytes): each is read once for its sum, and then as it is needed.
    """
    file = folder / MANIFEST
    while True:
        said = _manifest(file)
        try:
            return _open(folder, said)
        except DamagedFile:
            if _manifest(file) == said:
                raise


def _manifest(file: Path) -> dict[str, Any]:
    try:
        manifest = json.loads(file.read_bytes())
        version = manifest["version"]
    except OSError as error:
        raise DamagedFile(f"{file} cannot be read: {error.strerror or error}") from None
    except (ValueError, TypeError, KeyError):
        raise DamagedFile(f"{file} is damaged: it is no index of search") from None
    if version != VERSION:
        raise DamagedFile(f"{file} has version {version!r:.40}, and {VERSION} can be read")
    try:
        index: dict[str, Any] = manifest["index"]
        if manifest["sum"] != _sum(json.dumps(index, sort_keys=True).encode()):
            raise ValueError
    except (ValueError, TypeError, KeyError):
        raise DamagedFile(f"{file} is damaged: it is not what was saved") from None
    return index


def _open(folder: Path, index: Mapping[str, Any]) -> Saved:
    sealed, open_ = (
        [_load_segment(folder / name) for name in index[part]] for part in ("sealed", "open")
    )
    (deleted,) = index["deleted"]
    ids = _load(folder / deleted, _DELETED)["ids"]
    return Saved(index["settings"], sealed, open_, np.array(ids))


def _check_folder(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise BadValue(f"folder must be a folder or new, got the file {folder}")
    if folder.is_dir() and not (folder / MANIFEST).exists():
        ours = (_SUFFIX, PART, Path(_LOCK).suffix)
        others = [each.name for each in folder.iterdir() if each.suffix not in ours]
        if others:
            raise BadValue(f"folder must be empty or have an index, got {folder} with {others[0]}")


def _save_segment(folder: Path, segment: Segment) -> str:
    return _save(folder, _SEGMENT, dict(zip(_SEGMENT.dtypes, segment.columns())))


def _load_segment(file: Path) -> Segment:
    columns = _load(file, _SEGMENT)
    return Segment(*(columns[name] for name in _SEGMENT.dtypes))


def _save(folder: Path, kind: FileKind, columns: Mapping[str, NDArray[Any]]) -> str:
    """Write a file, if it is not there as a whole, and give its name."""
    file = folder / (sum_of(columns, {}) + _SUFFIX)
    try:
        _load(file, kind)
    except DamagedFile:  # or not there
        write_columns(file, kind, columns, {})
    return file.name


def _load(file: Path, kind: FileKind) -> dict[str, NDArray[Any]]:
    found = read_columns(file, kind)
    if file.name != found.sum + _SUFFIX:
        raise DamagedFile(f"{file} is damaged: it has the name of another")
    return found.columns


def _sum(data: bytes) -> str:
    return blake2b(data, digest_size=16).hexdigest()


def _replace(file: Path, data: bytes) -> None:
    part = file.with_name(file.name + PART)
    with part.open("wb") as opened:
        opened.write(data)
        opened.flush()
        os.fsync(opened.fileno())
    part.replace(file)


def _remove(file: Path) -> None:
    try:
        file.unlink()
    except PermissionError:  # Windows keeps what is still mapped; the next save removes it
        return
