"""Give each text a number, so that the log keeps 8 bytes for it and whoever counts compares ints.

    "#rain"    new: written to a log of its own as record 0, synced, and only then is 0 given out
    "#sun"     1
    "#rain"    0, from memory

The offset of a name is its number. So a number that was used anywhere has its name on the disk,
also after a power cut; a number that was not given out yet may get another name.
"""

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from twitlab.arguments import as_ints, check_int, shown
from twitlab.columns import Ints
from twitlab.errors import BadType, BadValue
from twitlab.log.log import EventLog
from twitlab.log.recovery import Recovery

MOST_BYTES = 1 << 16


class Names:
    """Keep the number of each name, and the name of each number.

    What the model leaves out: forgetting a name. If damage takes one, its number has no name any
    more, and the name gets another number when it comes again.

    Args:
        folder: of its log; of no other log.
        options: as of EventLog, without sync.

    Raises:
        BadType: as EventLog.
        BadValue: as EventLog.
        DiskError: as EventLog.

    Complexity: some 150 bytes of memory a name.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder, Names(folder) as names:
    ...     names.numbers(["#rain", "#sun", "#rain"]).tolist(), names.name(1)
    ([0, 1, 0], '#sun')
    """

    def __init__(self, folder: str | Path, **options: Any) -> None:
        self._log = EventLog(folder, **{**options, "sync": "batch"})
        self._lock = threading.Lock()
        self._names: dict[int, str] = {}
        self._numbers: dict[str, int] = {}
        try:
            self._read()
        except UnicodeDecodeError:
            self._log.close()
            raise BadValue(f"folder must have a log of names, got {folder} with others") from None

    def _read(self) -> None:
        offset = self._log.start
        while offset < self._log.end:
            batch = self._log.read(offset, 1 << 16)
            for number, name in enumerate(batch.records, batch.first):
                self._keep(name.decode(), number)
            offset = batch.end

    def _keep(self, name: str, number: int) -> None:
        self._names[number] = name
        self._numbers.setdefault(name, number)

    def __len__(self) -> int:
        return len(self._names)

    @property
    def recovered(self) -> Recovery:
        """What opening its log found."""
        return self._log.recovered

    def numbers(self, names: Sequence[str]) -> Ints:
        """Give the numbers of names; new ones are on the disk before this returns.

        Args:
            names: any texts of at most 64 KB, the same one as often as wanted.

        Returns:
            int64, shape (names,).

        Raises:
            BadType: names is not a sequence of str.
            BadValue: a name is too long or has a lone surrogate, or the log is closed.
            DiskError: the disk refuses; then no new name has a number.

        Complexity: O(names); one sync, if a name is new.
        """
        encoded = _encoded(names)
        with self._lock:
            new = [name for name in encoded if name not in self._numbers]
            if new:
                first = self._log.append([encoded[name] for name in new]).first
                for number, name in enumerate(new, first):
                    self._keep(name, number)
            found = self._numbers
            return np.fromiter((found[name] for name in names), np.int64, len(names))

    def name(self, number: int) -> str:
        """Give the name of a number.

        Raises:
            BadType: number is not an int.
            BadValue: no name has it.

        Complexity: O(1).
        """
        number = check_int("number", number, 0, None)
        if number not in self._names:
            raise BadValue(f"number must be one that a name has, got {shown(number)}")
        return self._names[number]

    def names(self, numbers: Any) -> list[str]:
        """Give the names of numbers, an int or an array.

        Raises:
            BadType: numbers is neither.
            BadValue: no name has one of them.

        Complexity: O(numbers).
        """
        return [self.name(each) for each in as_ints("numbers", numbers, (1 << 63) - 1).tolist()]

    def close(self) -> None:
        """Let other writers in."""
        self._log.close()

    def __enter__(self) -> "Names":
        """Give the names."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close."""
        self.close()

    def check_invariants(self) -> None:
        """Assert that numbers are offsets of the log, and that each name leads back to itself."""
        self._log.check_invariants()
        assert all(self._log.start <= each < self._log.end for each in self._names)
        assert all(self._names[number] == name for name, number in self._numbers.items())


def _encoded(names: Any) -> dict[str, bytes]:
    """Give the bytes of each different name, in the order in which they came."""
    if isinstance(names, str) or not isinstance(names, Sequence):
        raise BadType(f"names must be a sequence of str, got {type(names).__name__}")
    others = set(map(type, names)) - {str}
    if others:
        raise BadType(f"names must have str only, got {others.pop().__name__}")
    try:
        encoded = {name: name.encode() for name in dict.fromkeys(names)}
    except UnicodeEncodeError:
        raise BadValue("names must not have a lone surrogate") from None
    longest = max(map(len, encoded.values()), default=0)
    if longest > MOST_BYTES:
        raise BadValue(f"names must have at most {MOST_BYTES} bytes, got {longest}")
    return encoded
