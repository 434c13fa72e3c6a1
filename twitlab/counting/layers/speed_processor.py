"""Count some of the keys, by a sketch for each minute, on a machine that may die.

minute 600    sketch of 40 and 43    note: 90 events
minute 601    sketch of 40           note: 12 events
it dies       both sketches are gone; the notes are not on it, and say what is lost
afterwards    an empty one, under the same number
"""

from collections.abc import Sequence
from dataclasses import dataclass

from twitlab.columns import Ints
from twitlab.counting.layers.bounds import NONE, Bounds
from twitlab.counting.layers.hours import Span
from twitlab.counting.layers.minute_sketches import MinuteSketch, read_together


@dataclass(frozen=True, slots=True)
class Lost:
    """Say what died with a processor.

    Args:
        processor: its number.
        minute: of which minute.
        events: how many it had counted.
    """

    processor: int
    minute: int
    events: int


class SpeedProcessor:
    """Hold the minutes of one processor, and what the layer notes of it.

    Args:
        number: of the processor.
        width: cells in a row of each sketch.
        depth: rows of each.
        candidates: keys that are kept of each minute.
        seed: of the hashes.
    """

    def __init__(self, number: int, width: int, depth: int, candidates: int, seed: int) -> None:
        self._number = number
        self._sketch = width, depth, candidates, seed
        MinuteSketch(*self._sketch)  # refuses what no sketch can be made of
        self._minutes: dict[int, MinuteSketch] = {}
        self._notes: dict[int, int] = {}  # events of each of these minutes

    @property
    def nbytes(self) -> int:
        """Count the bytes of sketches and candidates."""
        return sum(each.nbytes for each in self._minutes.values())

    def add(self, minute: int, keys: Ints, counts: Ints) -> None:
        """Count keys of a minute.

        Complexity: O(keys * depth + keys log keys).
        """
        if minute not in self._minutes:
            self._minutes[minute] = MinuteSketch(*self._sketch)
        self._minutes[minute].add(keys, counts)
        self._notes[minute] = self._notes.get(minute, 0) + int(counts.sum())

    def drop(self, before: int) -> None:
        """Forget the minutes before one."""
        for old in [each for each in self._minutes if each < before]:
            del self._minutes[old], self._notes[old]

    def die(self) -> tuple[Lost, ...]:
        """Lose all sketches, and say what was in them, by minute."""
        notes = sorted(self._notes.items())
        self._minutes, self._notes = {}, {}
        return tuple(Lost(self._number, minute, events) for minute, events in notes)

    def read(self, asked: Sequence[Span], also: Ints) -> tuple[Bounds, int, int]:
        """Read some minutes together.

        Args:
            asked: which.
            also: keys that are read too.

        Returns:
            What is known of each key; how much a reading is too high, but rarely; how many bytes of
            cells were added up.

        Complexity: O(minutes * width * depth + keys * depth).
        """
        some = [each for at, each in self._minutes.items() if any(one.has(at) for one in asked)]
        known, error = read_together(some, also) if some else (NONE, 0)
        return known, error, sum(each.sketch.nbytes for each in some)

    def check_invariants(self, minutes: range) -> None:
        """Assert that the sketches have what the notes say, and nothing of other minutes."""
        assert self._minutes.keys() == self._notes.keys()
        assert all(minute in minutes for minute in self._minutes)
        for minute, each in self._minutes.items():
            each.sketch.check_invariants()
            assert each.sketch.total == self._notes[minute]
            assert len(each.candidates) <= self._sketch[2]
