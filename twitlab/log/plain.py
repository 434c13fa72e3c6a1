"""Keep records the way one would write it first: a line of JSON each, at the end of a file.

    append 700, 701     {"event_ids": 700, ...}
                        {"event_ids": 701, ...}       some 70 bytes a line; as columns it is 32

It works until the power goes. Why it is not enough:

    nothing is synced        who was told "done" may find nothing of it after a power cut
    a line is cut in half    the next one is written behind the half, and both are unreadable
    a bit of a number flips  7 becomes 6, and nobody sees it
    an answer gets lost      the producer sends again, and each record is there twice
    record 1,000,000         all lines before it are read first
    the file only grows      what nobody needs any more cannot go
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from twitlab.arguments import as_path, check_int, check_kind, shown
from twitlab.errors import BadType
from twitlab.log.events import COLUMNS, Events


class PlainLog:
    """Keep records in a file of lines; the oracle of the log on days without an accident.

    It takes what it is given: a batch of Events, or bytes.

    Args:
        file: where they are.

    Complexity: O(batch) to append, O(log) to read.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     log = PlainLog(Path(folder) / "lines")
    ...     log.append([b"a"]), log.append([b"b", b"c"]), log.read(1, 5)
    (0, 1, [b'b', b'c'])
    """

    def __init__(self, file: str | Path) -> None:
        self._file = as_path("file", file)
        self._file.touch()

    def append(self, batch: Events | Sequence[bytes]) -> int:
        """Write a line for each record; give the offset of the first."""
        first = len(self._lines())
        with self._file.open("a", encoding="ascii") as file:
            for record in as_lines(batch):
                file.write(record + "\n")
        return first

    def read(self, offset: int, most: int) -> list[bytes]:
        """Give some records: bytes as they were, an event as its four numbers in 32 bytes."""
        offset, most = check_int("offset", offset, 0, None), check_int("most", most, 0, None)
        return [_record(line) for line in self._lines()[offset : offset + most]]

    def _lines(self) -> list[str]:
        return self._file.read_text(encoding="ascii").splitlines()


def as_lines(batch: Any) -> list[str]:
    """Write each record as JSON.

    Raises:
        BadType: batch is neither Events nor a sequence of bytes.

    >>> as_lines(Events(700, 5, 40, 7))
    ['{"event_ids": 700, "times_ms": 5, "keys": 40, "authors": 7}']
    """
    if isinstance(batch, Events):
        rows = zip(*(getattr(batch, name).tolist() for name in COLUMNS))
        return [json.dumps(dict(zip(COLUMNS, row))) for row in rows]
    if isinstance(batch, str | bytes) or not isinstance(batch, Sequence):
        raise BadType(f"batch must be Events or a sequence of bytes, got {shown(batch)}")
    for record in batch:
        check_kind("batch", record, bytes, "a sequence of ")
    return [json.dumps(record.decode("latin-1")) for record in batch]


def _record(line: str) -> bytes:
    said = json.loads(line)
    if isinstance(said, dict):
        return b"".join(said[name].to_bytes(8, "little") for name in COLUMNS)
    return bytes(said, "latin-1")
