"""Say how often something came, and between what bounds that is known."""

from dataclasses import dataclass

Key = int | str


@dataclass(frozen=True, slots=True, order=True)
class Counted:
    """Hold a key and how often it came.

    Args:
        key: what was counted.
        count: how often, as the algorithm says.
        least: how often at least.
        most: how often at most.
    """

    key: Key
    count: int
    least: int
    most: int


def exactly(key: Key, count: int) -> Counted:
    """Say that a count is exact."""
    return Counted(key, count, count, count)
