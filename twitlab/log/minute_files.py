"""Keep counts of minutes in files: exact, and there when the power comes back.

    minutes-000000000000    12:00   40: 90   41: 2
    minutes-000000000001    12:01   40: 85   57: 5
    minutes-000000000002    12:00   40: 1              a late flush: added to the first on reading

Each file also says which flushes are in it and in those before it. So counts and names are on the
disk together or not at all, and no flush is in two files. One process writes, and any may read.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from twitlab.arguments import as_ints, as_path, check_bool, check_int, check_kind, shown
from twitlab.columns import DamagedFile, FileKind, Ints, read_columns, write_columns
from twitlab.errors import BadType, BadValue
from twitlab.log.buffer import Minute
from twitlab.log.files import SystemFiles
from twitlab.log.flush import MAX_NUMBER
from twitlab.log.seen import SEEN_COLUMNS, Seen

_COLUMNS: Final = ("minutes", "starts", "keys", "counts")
_FILE: Final = FileKind("minutes", 1, dict.fromkeys((*_COLUMNS, *SEEN_COLUMNS), np.int64))
_NAME: Final = "minutes-{:012}"
_PATTERN: Final = "minutes-" + "[0-9]" * 12
_PARTS: Final = 3  # a minute, its keys, their counts
Counts = tuple[Ints, Ints]  # keys, ascending, and how often each came


@dataclass(frozen=True, slots=True, eq=False)
class _Minutes:
    minutes: Ints  # ascending
    starts: Ints  # where the keys of each begin, and the end
    keys: Ints
    counts: Ints


class MinuteFiles:
    """Write files of minutes into a folder, and add them up.

    The model: files are numbered from 0 without a gap, and never changed. What the model leaves
    out: joining small files, and dropping old ones.

    Args:
        folder: theirs alone; made where it is missing.
        is_writer: whether files are to be written, and other writers kept out until `close`. The
            system lets the next one in when this process is killed.

    Raises:
        BadType: folder is no path, or is_writer no bool.
        BadValue: another has the folder open as its writer.
        DamagedFile: a file is damaged, or one between others is missing.
        OSError: the disk refuses.

    Complexity: opening reads all files once, for their sums; what they have is mapped.
    """

    def __init__(self, folder: str | Path, *, is_writer: bool = False) -> None:
        self._folder = as_path("folder", folder)
        check_bool("is_writer", is_writer)
        self._folder.mkdir(parents=True, exist_ok=True)
        self._unlock = SystemFiles().lock(self._folder) if is_writer else None
        try:
            self._read()
        except BaseException:
            self.close()
            raise

    def _read(self) -> None:
        self._files: list[_Minutes] = []
        self._seen: dict[str, Ints] = Seen().columns()
        names = sorted(self._folder.glob(_PATTERN))
        for number, file in enumerate(names):
            if file.name != _NAME.format(number):
                raise DamagedFile(f"{self._folder / _NAME.format(number)} is missing")
            columns = read_columns(file, _FILE).columns
            self._files.append(_Minutes(*(columns[name] for name in _COLUMNS)))
            self._seen = {name: columns[name] for name in SEEN_COLUMNS}

    def __len__(self) -> int:
        return len(self._files)

    @property
    def rows(self) -> int:
        """How many keys of minutes all files have; one that is in two files counts twice."""
        return sum(len(each.keys) for each in self._files)

    @property
    def bytes(self) -> int:
        """How many bytes all files have."""
        return sum(file.stat().st_size for file in self._folder.glob(_PATTERN))

    def seen(self, window: int) -> Seen:
        """Say which flushes are in the files."""
        return Seen.of(self._seen, window)

    def write(self, minutes: Sequence[Minute], seen: Seen) -> None:
        """Write one more file.

        Args:
            minutes: ascending, with their keys, ascending, and counts.
            seen: which flushes are in it and in all before it.

        Raises:
            BadType: minutes are none, or seen is no Seen.
            BadValue: minutes do not ascend, the folder was not opened by its writer, or it was
                closed, or another has written into it all the same.
            OSError: the disk refuses; there is no new file.

        Complexity: O(rows), and three syncs at most.
        """
        check_kind("seen", seen, Seen)
        columns = _columns(minutes)
        self.check_writer()
        file = self._folder / _NAME.format(len(self._files))
        if file.exists():  # somebody removed the lock; to replace the file would lose what it has
            raise BadValue(f"folder must have one writer, and another has written {file}")
        write_columns(file, _FILE, columns | seen.columns(), {})
        self._files.append(_Minutes(**columns))
        self._seen = seen.columns()

    def check_writer(self) -> None:
        """Refuse to write where others are not kept out.

        Raises:
            BadValue: the folder was opened to read, or is closed.
        """
        if self._unlock is None:
            raise BadValue(f"folder must be open with is_writer, got {self._folder} without")

    def close(self) -> None:
        """Let other writers in; what was read stays readable. A second time does nothing."""
        unlock, self._unlock = self._unlock, None
        if unlock is not None:
            unlock()

    def counts(self, start: int, end: int) -> Counts:
        """Add up the minutes from start to before end.

        Raises:
            BadType: start or end is no int.
            BadValue: start is below 0, or end before it.

        Complexity: O(rows of these minutes), sorted.
        """
        check_minutes(start, end)
        found = []
        for each in self._files:
            low, high = np.searchsorted(each.minutes, [start, end])
            at = slice(each.starts[low], each.starts[high])
            found.append((each.keys[at], each.counts[at]))
        return add_up(found)


def add_up(parts: Iterable[Counts]) -> Counts:
    """Add up counts of several files or partitions, in which a key may stand more than once.

    Raises:
        BadType: a part is no pair of columns of integers.
        BadValue: the columns of a part differ in length.

    Complexity: O(rows log rows).

    >>> late = np.array([40]), np.array([1])
    >>> keys, counts = add_up([(np.array([40, 41]), np.array([90, 2])), late])
    >>> keys.tolist(), counts.tolist()
    ([40, 41], [91, 2])
    """
    parts = _checked(parts)
    keys, counts = (_joined(part[at] for part in parts) for at in (0, 1))
    order = np.argsort(keys, kind="stable")
    keys, counts = keys[order], counts[order]
    firsts = np.flatnonzero(np.append(True, keys[1:] != keys[:-1])[: len(keys)])
    return keys[firsts], np.add.reduceat(counts, firsts) if len(firsts) else counts


def _checked(parts: Any) -> list[Counts]:
    if not isinstance(parts, Iterable) or isinstance(parts, np.ndarray):
        raise BadType(f"parts must be pairs of columns, got {shown(parts)}")
    found: list[Counts] = []
    for part in parts:
        if not isinstance(part, tuple) or len(part) != _PARTS - 1:
            raise BadType(f"parts must be pairs of columns, got {shown(part)} among them")
        keys, counts = as_ints("keys", part[0], MAX_NUMBER), as_ints("counts", part[1], MAX_NUMBER)
        if len(keys) != len(counts):
            raise BadValue(f"counts must have length {len(keys)} as keys, got {len(counts)}")
        found.append((keys, counts))
    return found


def check_minutes(start: int, end: int) -> None:
    """Refuse minutes that end before they start."""
    check_int("start", start, 0, None)
    if check_int("end", end, None, None) < start:
        raise BadValue(f"end must be start or more, {shown(start)}, got {end}")


def _columns(minutes: Any) -> dict[str, Ints]:
    if not isinstance(minutes, Sequence):
        raise BadType(f"minutes must be a sequence, got {shown(minutes)}")
    if wrong := [each for each in minutes if not isinstance(each, tuple) or len(each) != _PARTS]:
        raise BadType(f"minutes must have keys and counts each, got {shown(wrong[0])}")
    numbers = [check_int("minutes", minute, 0, MAX_NUMBER) for minute, _, _ in minutes]
    if numbers != sorted(set(numbers)):
        raise BadValue(f"minutes must ascend, each once, got {shown(numbers)}")
    parts = _checked((keys, counts) for _, keys, counts in minutes)
    lengths = [len(keys) for keys, _ in parts]
    return {
        "minutes": np.array(numbers, np.int64),
        "starts": np.append(0, np.cumsum(lengths)).astype(np.int64),
        "keys": _joined(keys for keys, _ in parts),
        "counts": _joined(counts for _, counts in parts),
    }


def _joined(columns: Iterable[Ints]) -> Ints:
    joined: Ints = np.concatenate([np.zeros(0, np.int64), *columns])
    return joined
