"""Ids, and lists of them, that count how often they are looked at: work is judged, not time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any


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


def count_from_zero() -> None:
    """Begin to count anew."""
    CountedId.compared = CountedId.hashed = CountedList.reads = 0
