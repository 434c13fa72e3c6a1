"""Keep counts in files, mapped instead of held, so that hours take no memory until they are read.

000000.counts   hour 10, as far as it was counted when memory was short
000001.counts   hour 10, all of it
000002.counts   hour 11                          when a run is over, those that it needs stay
"""

import re
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Final

import numpy as np

from twitlab.columns import FileKind, Ints, read_columns, write_columns

_NAME: Final = re.compile(r"\d{6,}\.counts(\.part)?")  # others are not ours to remove
_KIND: Final = FileKind("hour of counts", 1, {"keys": np.int64, "counts": np.int64})


class HourFiles:
    """Keep columns of keys and counts in a folder.

    The model: one batch layer has a folder to itself, and begins with an empty one: what it kept
    can be made again of the log.

    Args:
        folder: where; it is made, and files of an earlier layer in it are removed.

    Raises:
        OSError: the disk refuses.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._number = 0  # of the next file
        self._files: dict[int, Path] = {}  # by the identity of their keys, while those are held
        folder.mkdir(parents=True, exist_ok=True)
        self.keep_only([])

    def keep(self, keys: Ints, counts: Ints) -> tuple[Ints, Ints]:
        """Write keys and counts to a file, and give them as they are mapped from it.

        Raises:
            OSError: the disk refuses.

        Complexity: O(keys).
        """
        file = self._folder / f"{self._number:06}.counts"
        write_columns(file, _KIND, {"keys": keys, "counts": counts}, {})
        columns = read_columns(file, _KIND).columns
        self._number += 1
        self._files[id(columns["keys"])] = file
        return columns["keys"], columns["counts"]

    def keep_only(self, columns: Iterable[Ints]) -> None:
        """Remove all files but those that these columns of keys are mapped from.

        Complexity: O(files).
        """
        self._files = {
            id(each): self._files[id(each)] for each in columns if id(each) in self._files
        }
        for file in self._folder.iterdir():
            if _NAME.fullmatch(file.name) and file not in self._files.values():
                with suppress(PermissionError):  # Windows keeps a file as long as it is mapped
                    file.unlink()
