"""Remember how far each consumer has read, so that it goes on there after it was started anew.

    trends    read 0 to 99, counts them, commits 100      killed, started: goes on at 100
    trends    read 100 to 199, counts, killed before it commits: reads them again

At least once: who commits after the work may do some of it twice, who commits before may leave
some out. A consumer whose offset was dropped from the log gets an error with what is still there;
it must say itself where to go on, for what lies between is lost to it.
"""

import json
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from twitlab.arguments import is_int, shown
from twitlab.errors import BadType, BadValue
from twitlab.log.files import Files, replace

NAME: Final = "consumers"
_LONGEST: Final = 100


class Consumers:
    """Keep an offset for each consumer, in a small file that is replaced.

    Args:
        folder: of the log.
        files: how the disk is reached.

    Complexity: O(consumers) and two syncs a commit.
    """

    def __init__(self, folder: Path, files: Files) -> None:
        self._file, self._files = folder / NAME, files
        self.is_damaged = False
        self._offsets = self._read() if NAME in files.names(folder) else {}

    def get(self, consumer: str, start: int) -> int:
        """Give the offset of a consumer; a new one begins at start."""
        return self._offsets.get(check_consumer(consumer), start)

    def put(self, consumer: str, offset: int) -> None:
        """Keep an offset. When this returns, a power cut does not take it back."""
        self.put_all({**self._offsets, check_consumer(consumer): offset})

    def put_all(self, offsets: Mapping[str, int]) -> None:
        """Keep these offsets in place of all that are there."""
        body = json.dumps(dict(offsets), sort_keys=True)
        text = json.dumps({"sum": zlib.crc32(body.encode()), "offsets": json.loads(body)})
        replace(self._files, self._file, text.encode())
        self._offsets = dict(offsets)

    def all(self) -> dict[str, int]:
        """Give the offsets of all consumers."""
        return dict(self._offsets)

    def _read(self) -> dict[str, int]:
        try:
            said = json.loads(bytes(self._files.map(self._file)[:]))
            offsets: Any = said["offsets"]
            is_sum = said["sum"] == zlib.crc32(json.dumps(offsets, sort_keys=True).encode())
            if not (is_sum and isinstance(offsets, dict) and all(map(is_int, offsets.values()))):
                raise ValueError
        except (ValueError, TypeError, KeyError, RecursionError):
            self.is_damaged = True
            return {}
        found: dict[str, int] = offsets
        return found


def check_consumer(consumer: object) -> str:
    """Refuse what is no name of a consumer."""
    if not isinstance(consumer, str):
        raise BadType(f"consumer must be a str, got {shown(consumer)}")
    if not 1 <= len(consumer) <= _LONGEST:
        raise BadValue(f"consumer must have 1 to {_LONGEST} characters, got {len(consumer)}")
    return consumer
