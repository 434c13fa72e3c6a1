"""Hold what is to change in a sorted set: checked once, and then made, logged or sent."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from twitlab.arguments import check_one_of, is_int
from twitlab.errors import BadType, BadValue
from twitlab.trends.answers import check_member, check_score
from twitlab.trends.rows import as_members, is_many

KINDS: Final = ("increase", "put", "remove")


@dataclass(frozen=True, slots=True, eq=False)
class Change:
    """Hold one call; `change_of` makes it of what came in.

    Args:
        kind: one of KINDS.
        members: int64, or a list of str, shape (members,).
        numbers: by how much, or which scores, float64, shape (members,); empty for "remove".
        is_one: whether the call was with one member, and not with many.
    """

    kind: str
    members: Any
    numbers: NDArray[np.float64]
    is_one: bool = False

    def __len__(self) -> int:
        return len(self.members)

    @property
    def has_infinite(self) -> bool:
        """Whether a sum may be no number: only an infinite number can do that."""
        return bool(np.isinf(self.numbers).any())


def change_of(kind: str, members: object, numbers: object = None) -> Change:
    """Check what came in, and make a Change of it.

    Raises:
        BadType: a member is neither int nor str, or a number is none.
        BadValue: kind is not one of KINDS, a number or a member is out of range, or lengths differ.

    Complexity: O(members).

    >>> change = change_of("increase", ["a", "b"], 2)
    >>> change.members, change.numbers.tolist(), change.is_one
    (['a', 'b'], [2.0, 2.0], False)
    """
    check_one_of("kind", kind, KINDS)
    is_one = not is_many(members)
    if is_one:
        member = check_member(members)
        found: Any = np.array([member], np.int64) if is_int(member) else [member]
    else:
        found = as_members(members, None)
    if kind == "remove":
        return Change(kind, found, np.empty(0), is_one)
    return Change(kind, found, _numbers(kind, numbers, len(found), is_one), is_one)


def _numbers(kind: str, numbers: object, count: int, is_one: bool) -> NDArray[np.float64]:
    name = "by" if kind == "increase" else "scores"
    if is_one or not is_many(numbers):
        return np.full(count, check_score(name, numbers))
    if not isinstance(numbers, np.ndarray):
        numbers = np.array([check_score(name, each) for each in numbers], np.float64)  # type: ignore[attr-defined]
    if numbers.dtype.kind not in "iuf" or isinstance(numbers, np.ma.MaskedArray):
        raise BadType(f"{name} must be an array of numbers, got {numbers.dtype}")
    if numbers.shape != (count,):
        raise BadValue(f"{name} must have shape ({count},) as members, got {numbers.shape}")
    column: NDArray[np.float64] = numbers + 0.0  # -0.0 becomes 0.0
    if np.isnan(column).any():
        raise BadValue(f"{name} must be numbers, got nan")
    return column


def listed(members: Any) -> list[Any]:
    """Give the members of a change one by one."""
    found: list[Any] = members.tolist() if isinstance(members, np.ndarray) else members
    return found
