"""A list that notices how far one looks into it, and lends itself to be read only."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


def watched(ids: list[Any], noun: str) -> tuple[Sequence[Any], set[int]]:
    """Give a list to read, and the places that anybody looked at, filled as it is read.

    The ids stand in no attribute, and `repr` does not say them: there is no way past the count.

    Args:
        ids: What the list holds.
        noun: What it is called when it is printed.
    """
    looked: set[int] = set()

    class Watched(Sequence[Any]):
        __slots__ = ()

        def __len__(self) -> int:
            return len(ids)

        def __getitem__(self, at: Any) -> Any:
            found, places = ids[at], range(len(ids))[at]
            looked.update(places if isinstance(places, range) else [places])
            return found

        def __eq__(self, other: object) -> bool:
            if not isinstance(other, Sequence) or len(other) != len(ids):
                return False
            return all(mine == theirs for mine, theirs in zip(self, other, strict=True))

        __hash__ = None  # type: ignore[assignment]

        def __add__(self, other: Sequence[Any]) -> list[Any]:
            return [*self, *other]

        def __radd__(self, other: Sequence[Any]) -> list[Any]:
            return [*other, *self]

        def __repr__(self) -> str:
            return f"<a {noun} of {len(ids)} ids>"

    Watched.__name__ = noun.title().replace(" ", "")  # what an AttributeError says
    return Watched(), looked
