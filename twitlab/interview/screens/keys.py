"""Which key notes what: numbers for facts, a row of letters for each other kind of thing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from twitlab.errors import CourseError

ROWS: Final = {
    "facts": "1234567890-=",
    "listen": "asdfghj",
    "push": "qwertyuiop",
    "flags": "zxcvbnm,",
}
"""As they lie on most keyboards. What counts is the letter, wherever it lies."""
SPARE: Final = "kl;.'/[]"


def assign_keys(rows: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Give each name a key of its own.

    Args:
        rows: rows of `ROWS` to names, in order; the same order gives the same keys.

    Returns:
        Names to keys. Who finds no key in their own row gets a spare one.

    Raises:
        CourseError: There are more names than keys.

    Complexity: O(names).

    >>> assign_keys({"listen": ["peak", "reads"], "facts": ["users"]})
    {'peak': 'a', 'reads': 's', 'users': '1'}
    """
    keys: dict[str, str] = {}
    spare = iter(SPARE)
    for row, names in rows.items():
        own = iter(ROWS[row])
        for name in names:
            key = next(own, None) or next(spare, None)
            if key is None:
                raise CourseError(f"one screen has {len(keys)} keys at most; {name!r} has none")
            keys[name] = key
    return keys
