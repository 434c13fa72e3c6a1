"""Save segments as files that never change, and open them without reading them into memory.

A file is named after the sum of its content. So to save again writes only what is new, and a file
that is there is the right one. What the index consists of is said by one small file, the manifest,
which is replaced last and at once: who is killed before leaves the old index, who is killed after
leaves the new one, and nothing lies in between.

    index.json              version, settings, the segments' names, the sum of all this
    9f2c...4e.segment       its head (version, arrays), then the arrays, mapped when opened
    9f2c...4e.segment.part  what a killed save left; the next one removes it
"""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from twitlab.errors import BadValue
from twitlab.search.segment import Segment

VERSION: Final = 1
MANIFEST: Final = "index.json"
_MAGIC: Final = b"twitlab segment\n"
_HEAD_SIZE: Final = 4096
_ALIGNED: Final = 64
_COLUMNS: Final = {
    "ids": np.int64,
    "prints": np.uint32,
    "terms": np.uint64,
    "starts": np.uint32,
    "postings": np.uint32,
}
_DELETED: Final = "deleted"


class DamagedIndex(BadValue):
    """Refuse a file that is not what was saved."""


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
        BadValue: the folder is a file, or has something else in it than an index.
        OSError: the disk refuses.

    Complexity: O(bytes): new segments are written, and those that are there are checked.
    """
    _check_folder(folder)
    folder.mkdir(parents=True, exist_ok=True)
    for left in folder.glob("*.part"):
        left.unlink(missing_ok=True)
    names = {
        "sealed": [_save_segment(folder, each) for each in saved.sealed],
        "open": [_save_segment(folder, each) for each in saved.open_],
        "deleted": [_save_arrays(folder, {_DELETED: saved.deleted})],
    }
    body = json.dumps({"settings": dict(saved.settings), **names}, sort_keys=True)
    manifest = {"version": VERSION, "sum": _sum(body.encode()), "index": json.loads(body)}
    _replace(folder / MANIFEST, json.dumps(manifest, indent=1).encode())
    _sync_folder(folder)
    kept = {name for some in names.values() for name in some}
    for file in folder.glob("*.segment"):
        if file.name not in kept:
            _remove(file)


def load(folder: Path) -> Saved:
    """Open what was saved, its arrays mapped from the files.

    Raises:
        DamagedIndex: a file is missing, cut, changed or of another version; named.

    Complexity: O(bytes): each is read once for its sum, and then as it is needed.
    """
    file = folder / MANIFEST
    try:
        manifest = json.loads(file.read_bytes())
        version = manifest["version"]
    except OSError as error:
        raise DamagedIndex(f"{file} cannot be read: {error.strerror or error}") from None
    except (ValueError, TypeError, KeyError):
        raise DamagedIndex(f"{file} is damaged: it is no index of search") from None
    if version != VERSION:
        raise DamagedIndex(f"{file} has version {version!r:.40}, and {VERSION} can be read")
    try:
        index = manifest["index"]
        if manifest["sum"] != _sum(json.dumps(index, sort_keys=True).encode()):
            raise ValueError
        names = [[str(name) for name in index[part]] for part in ("sealed", "open", "deleted")]
        settings = dict(index["settings"])
    except (ValueError, TypeError, KeyError):
        raise DamagedIndex(f"{file} is damaged: it is not what was saved") from None
    sealed, open_ = ([_load_segment(folder / name) for name in some] for some in names[:2])
    deleted = _load_arrays(folder / names[2][0], {_DELETED: np.int64})[_DELETED]
    return Saved(settings, sealed, open_, np.array(deleted))


def _check_folder(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise BadValue(f"folder must be a folder or new, got the file {folder}")
    if folder.is_dir() and not (folder / MANIFEST).exists():
        others = [
            each.name for each in folder.iterdir() if each.suffix not in (".segment", ".part")
        ]
        if others:
            raise BadValue(f"folder must be empty or have an index, got {folder} with {others[0]}")


def _save_segment(folder: Path, segment: Segment) -> str:
    return _save_arrays(folder, dict(zip(_COLUMNS, segment.columns())))


def _load_segment(file: Path) -> Segment:
    arrays = _load_arrays(file, _COLUMNS)
    return Segment(*(arrays[name] for name in _COLUMNS))


def _save_arrays(folder: Path, arrays: Mapping[str, NDArray[Any]]) -> str:
    """Write a file of arrays, if it is not there, and give its name."""
    places, at = {}, _HEAD_SIZE
    digest = blake2b(digest_size=16)
    for name, array in arrays.items():
        places[name] = [at, len(array)]
        at += -(-array.nbytes // _ALIGNED) * _ALIGNED
        digest.update(f"{name} {len(array)} ".encode())
        digest.update(_bytes(array))
    head = {"version": VERSION, "arrays": places, "size": at}
    name = f"{digest.hexdigest()}.segment"
    if _is_whole(folder / name, arrays):
        return name
    part = folder / f"{name}.part"
    with part.open("wb") as file:
        file.write((_MAGIC + json.dumps(head).encode()).ljust(_HEAD_SIZE))
        for array in arrays.values():
            file.write(_bytes(array))
            file.write(bytes(-array.nbytes % _ALIGNED))
        file.flush()
        os.fsync(file.fileno())
    part.replace(folder / name)
    return name


def _is_whole(file: Path, arrays: Mapping[str, NDArray[Any]]) -> bool:
    try:
        _load_arrays(file, {name: array.dtype.type for name, array in arrays.items()})
    except DamagedIndex:  # or not there
        return False
    return True


def _load_arrays(file: Path, dtypes: Mapping[str, type[Any]]) -> dict[str, NDArray[Any]]:
    try:
        data = np.memmap(file, np.uint8, "r").view(np.ndarray)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "it is empty"
        raise DamagedIndex(f"{file} cannot be read: {why}") from None
    head = data[:_HEAD_SIZE].tobytes()
    try:
        if not head.startswith(_MAGIC):
            raise ValueError
        said = json.loads(head[len(_MAGIC) :])
        version, places, size = said["version"], said["arrays"], said["size"]
    except (ValueError, TypeError, KeyError):
        raise DamagedIndex(f"{file} is damaged: it is no segment") from None
    if version != VERSION:
        raise DamagedIndex(f"{file} has version {version!r:.40}, and {VERSION} can be read")
    if len(data) != size:
        raise DamagedIndex(f"{file} is cut: it has {len(data):,} bytes of {size}")
    digest = blake2b(digest_size=16)
    arrays: dict[str, NDArray[Any]] = {}
    try:
        for name, dtype in dtypes.items():
            at, count = places[name]
            arrays[name] = data[at : at + count * np.dtype(dtype).itemsize].view(dtype)
            digest.update(f"{name} {count} ".encode())
            digest.update(_bytes(arrays[name]))
    except (ValueError, TypeError, KeyError):
        raise DamagedIndex(f"{file} is damaged: its head is not what was saved") from None
    if file.name != f"{digest.hexdigest()}.segment":
        raise DamagedIndex(f"{file} is damaged: its bytes are not what was saved")
    return arrays


def _bytes(array: NDArray[Any]) -> "memoryview[int]":
    return np.ascontiguousarray(array).view(np.uint8).data


def _sum(data: bytes) -> str:
    return blake2b(data, digest_size=16).hexdigest()


def _replace(file: Path, data: bytes) -> None:
    part = file.with_name(f"{file.name}.part")
    with part.open("wb") as opened:
        opened.write(data)
        opened.flush()
        os.fsync(opened.fileno())
    part.replace(file)


def _sync_folder(folder: Path) -> None:
    """Make new names last: a folder is a file too, where the system has it so."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _remove(file: Path) -> None:
    try:
        file.unlink()
    except PermissionError:  # Windows keeps what is still mapped; the next save removes it
        return
