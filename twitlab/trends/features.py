"""Read the features of users in time for a recommendation, from one file that many processes share.

    ids      7    9   12           ascending
    rows     7:  0.5  3.0  1.0     all numbers of a user side by side: one row, one page of memory
             9:  0.1  0.0  2.0
            12:  0.9  1.0  0.0

The file is mapped: the system reads a page when somebody first touches it, and all processes that
map the file look at the same page. Nobody has a copy, and nothing is decoded.

Were each feature a column of its own, a row of 20 numbers would touch 20 pages; and one feature of
all users would be read twenty times as fast. A recommendation asks for rows, a report for columns.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from twitlab.arguments import as_ints, as_path, check_bool, check_ids, check_int, shown
from twitlab.columns import DamagedFile, FileKind, read_columns, write_columns
from twitlab.errors import BadType, BadValue

_KIND: Final = FileKind("features", 1, {"ids": np.int64, "rows": np.float32})
_MOST_NAMES: Final = 100
_MAX_ID: Final = (1 << 63) - 1
Features = NDArray[np.float32]  # shape (users, features)


@dataclass(frozen=True, slots=True)
class FeatureWork:
    """Say what was read.

    Args:
        rows: of users.
        nbytes: of their features.
        missing: how many were asked for that are not there.
    """

    rows: int
    nbytes: int
    missing: int


def write_features(file: str | Path, ids: Any, rows: Any, names: Sequence[str]) -> None:
    """Write the features of users to a file, which is there as a whole or not at all.

    Who has the old file open goes on reading that.

    Args:
        file: what to write or to replace.
        ids: of the users, each once, 0 to 2**63 - 1, shape (users,).
        rows: numbers, shape (users, features); kept as float32.
        names: of the features, 1 to 100, different ones.

    Raises:
        BadType: an argument is of the wrong type.
        BadValue: shapes differ, an id comes twice, or a number is NaN or no float32 holds it.
        OSError: the disk refuses.

    Complexity: O(users log users + numbers); one copy of all.
    """
    path, column, kept = as_path("file", file), check_ids("ids", ids, _MAX_ID), _names(names)
    if not isinstance(rows, np.ndarray) or rows.dtype.kind not in "iuf":
        got = rows.dtype if isinstance(rows, np.ndarray) else type(rows).__name__
        raise BadType(f"rows must be a numpy array of numbers, got {got}")
    if rows.shape != (len(column), len(kept)):
        raise BadValue(f"rows must have shape {(len(column), len(kept))}, got {rows.shape}")
    with np.errstate(over="ignore"):
        single = rows.astype(np.float32)
    if not np.isfinite(single).all():
        raise BadValue("rows must be finite numbers that fit a float32")
    order = np.argsort(column, kind="stable")
    column = column[order]
    twice = np.flatnonzero(column[1:] == column[:-1])
    if len(twice):
        raise BadValue(f"ids must be different, got {column[twice[0]]} twice")
    columns: dict[str, NDArray[Any]] = {"ids": column, "rows": single[order].ravel()}
    write_columns(path, _KIND, columns, {"names": kept})


def _names(names: object) -> list[str]:
    is_list = isinstance(names, Sequence) and not isinstance(names, str | bytes)
    if not is_list or not all(isinstance(each, str) for each in names):  # type: ignore[attr-defined]
        raise BadType(f"names must be a sequence of str, got {shown(names)}")
    found: list[str] = list(names)  # type: ignore[call-overload]
    if not 0 < len(found) <= _MOST_NAMES or len(set(found)) < len(found):
        raise BadValue(f"names must be 1 to {_MOST_NAMES} different ones, got {found!r:.80}")
    return found


class FeatureTable:
    """Read rows of a file of features.

    What the model leaves out: features that change between two files; a service would keep those of
    the last minutes beside it.

    Args:
        file: written by `write_features`.
        check: whether to read all once and compare its sum. One process of a service does; to the
            others a changed byte is then as good as seen.

    Raises:
        BadType: file is no path, or check no bool.
        DamagedFile: it is missing, cut, changed, or of another version.

    Complexity: to open O(bytes) with a check, O(1) without. A row O(log users).

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     file = Path(folder) / "features"
    ...     write_features(file, np.array([9, 7]), np.array([[0.5, 3], [1, 2]]), ["likes", "age"])
    ...     table = FeatureTable(file)
    ...     table.row(9).tolist(), table.row(8), table.names
    ([0.5, 3.0], None, ('likes', 'age'))
    """

    def __init__(self, file: str | Path, *, check: bool = True) -> None:
        check_bool("check", check)
        found = read_columns(as_path("file", file), _KIND, check=check)
        self._ids, rows = found.columns["ids"], found.columns["rows"]
        try:
            self.names: tuple[str, ...] = tuple(_names(found.facts["names"]))
            self._rows: Features = rows.reshape(len(self._ids), len(self.names))
        except (KeyError, TypeError, ValueError):
            raise DamagedFile(f"{file} is damaged: it is no table of features") from None
        self._read = self._missing = 0

    def __len__(self) -> int:
        return len(self._ids)

    @property
    def work(self) -> FeatureWork:
        """What was read so far."""
        return FeatureWork(self._read, self._read * len(self.names) * 4, self._missing)

    def row(self, user: int) -> NDArray[np.float32] | None:
        """Give the features of a user as they lie in the file, None if there are none.

        Raises:
            BadType: user is not an int.
            BadValue: user is out of range.

        Complexity: O(log users), and a page of the file.
        """
        user = check_int("user", user, 0, _MAX_ID)
        at = int(self._ids.searchsorted(user))
        if at == len(self._ids) or self._ids[at] != user:
            self._missing += 1
            return None
        self._read += 1
        row: NDArray[np.float32] = self._rows[at]
        return row

    def rows(self, users: Any) -> tuple[Features, NDArray[np.bool_]]:
        """Give the features of many users, a copy, and which of them have any.

        Args:
            users: an int or an array of integers, shape (users,).

        Returns:
            float32, shape (users, features), zeros for one without; bool, shape (users,).

        Raises:
            BadType: users is neither.
            BadValue: a user is out of range.

        Complexity: O(users log n).
        """
        column = as_ints("users", users, _MAX_ID)
        found = np.zeros((len(column), len(self.names)), np.float32)
        at = np.minimum(self._ids.searchsorted(column), max(len(self._ids) - 1, 0))
        has_any = self._ids[at] == column if len(self._ids) else np.zeros(len(column), bool)
        found[has_any] = self._rows[at[has_any]]
        self._read += int(has_any.sum())
        self._missing += int((~has_any).sum())
        return found, has_any
