"""Say what became of a batch, and of old files."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Appended:
    """Say where a batch stands.

    Args:
        first: the offset of its first record; the others follow.
        count: of records.
        repeated: whether it was there already, from the same producer under the same sequence.
        acknowledged: whether it is on the disk; if not, a power cut may still take it back.
    """

    first: int
    count: int
    repeated: bool
    acknowledged: bool

    @property
    def end(self) -> int:
        """The offset after its last record."""
        return self.first + self.count


@dataclass(frozen=True, slots=True)
class Dropped:
    """Say what was dropped.

    Args:
        segments: how many files.
        nbytes: how many bytes they had.
        start: the first offset that is still there.
    """

    segments: int
    nbytes: int
    start: int
