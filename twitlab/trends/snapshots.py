"""Keep a whole sorted set in a file, with the offset of the log up to which it has all changes."""

from pathlib import Path
from typing import Final

import numpy as np

from twitlab.arguments import check_int
from twitlab.columns import DamagedFile, FileKind, read_columns, write_columns
from twitlab.log import SystemFiles
from twitlab.trends.change_records import members_bytes, members_of
from twitlab.trends.sorted_set import SortedSet

_KIND: Final = FileKind("sorted set", 1, {"members": np.uint8, "scores": np.float64})
MAX_OFFSET: Final = (1 << 63) - 1


def write_snapshot(file: Path, kept: SortedSet, offset: int) -> None:
    """Write a sorted set to a file, which is there as a whole or not at all, and lasts.

    Raises:
        OSError: the disk refuses; the snapshot before stays.

    Complexity: O(n).
    """
    members, scores = kept.columns()
    data = np.frombuffer(members_bytes(members), np.uint8)
    facts = {"offset": offset, "is_ints": isinstance(members, np.ndarray)}
    write_columns(file, _KIND, {"members": data, "scores": scores}, facts)
    SystemFiles().sync_folder(file.parent)


def read_snapshot(file: Path) -> tuple[SortedSet, int]:
    """Read a sorted set, and the offset from which on changes are missing.

    Raises:
        DamagedFile: it is missing, cut, changed, or of another version.

    Complexity: O(n).
    """
    found = read_columns(file, _KIND)
    kept = SortedSet()
    try:
        offset = check_int("offset", found.facts["offset"], 0, MAX_OFFSET)
        scores, data = found.columns["scores"], found.columns["members"]
        members, used = members_of(data.tobytes(), len(scores), found.facts["is_ints"] is True)
        if used != len(data) or (len(scores) and kept.put(members, scores) != len(scores)):
            raise ValueError
    except (KeyError, TypeError, ValueError):
        raise DamagedFile(f"{file} is damaged: it is no sorted set") from None
    return kept, offset
