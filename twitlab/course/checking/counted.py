"""Ids, and lists of them, that count how often they are looked at: work is judged, not time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple


def _counted(name: str) -> Any:
    method = getattr(int, name)

    def counted(self: CountedId, *other: Any) -> Any:
        CountedId.compared += 1
        CountedId.hashed += not other
        return method(self, *other)

    return counted


class CountedId(int):
    """An id that counts how often it is compared or hashed."""

    compared = hashed = 0
    __hash__ = _counted("__hash__")
    __eq__ = _counted("__eq__")
    __ne__ = _counted("__ne__")
    __lt__ = _counted("__lt__")
    __le__ = _counted("__le__")
    __gt__ = _counted("__gt__")
    __ge__ = _counted("__ge__")


class CountedList(list[Any]):
    """A list that counts how many ids are read out of it: by a place, a slice or a loop."""

    reads = 0

    def __getitem__(self, place: Any) -> Any:
        found = super().__getitem__(place)
        CountedList.reads += len(found) if isinstance(place, slice) else 1
        return found

    def __iter__(self) -> Iterator[Any]:
        for each in super().__iter__():
            CountedList.reads += 1
            yield each

    def __reversed__(self) -> Iterator[Any]:
        return iter(self[::-1])

    def copy(self) -> list[Any]:
        """Copy the list, which reads all of it."""
        return list(self)

    def __add__(self, other: Any) -> Any:
        return list(self) + other

    def __radd__(self, other: Any) -> Any:
        return other + list(self)


class Counts(NamedTuple):
    """How many ids were read out of lists, compared (hashes are among these), and hashed."""

    reads: int
    compared: int
    hashed: int


def count_from_zero() -> None:
    """Begin to count anew."""
    CountedId.compared = CountedId.hashed = CountedList.reads = 0


def counting(work: Callable[[dict[str, Any], Counts], str]) -> Callable[[Any, dict[str, Any]], Any]:
    """Give an ``observe`` that counts, and that says in a word how the work came about.

    Args:
        work: (case, counts) to a word, by which one mistake is told from another.
    """

    def observe(answer: Any, case: dict[str, Any]) -> dict[str, Any]:
        given = [_counted_value(each) for each in case.values()]
        count_from_zero()
        returned = answer(*given)
        counts = Counts(CountedList.reads, CountedId.compared, CountedId.hashed)
        left = [_uncounted(each) for each in given]
        return {
            "returned": _uncounted(returned),
            "unchanged": left == list(case.values()),
            "lent": isinstance(returned, CountedList),
            "work": work(case, counts),
            "counts": counts._asdict(),
        }

    return observe


def _counted_value(value: Any) -> Any:
    if isinstance(value, list):
        outer = any(isinstance(each, list) for each in value)
        return (list if outer else CountedList)(map(_counted_value, value))
    return CountedId(value) if type(value) is int else value


def _uncounted(value: Any) -> Any:
    if isinstance(value, CountedId):
        return int(value)
    if type(value) in (list, tuple, CountedList):
        return (tuple if type(value) is tuple else list)(map(_uncounted, value))
    return value
