"""Write what came in for a message, in few words, whatever it is."""

from typing import Any


def said(value: Any) -> str:
    """Write a number in at most 80 characters: Python writes no int of more than 4,300 digits.

    Complexity: O(1).

    >>> said(12), said(1 << 99_999)
    ('12', 'an int of 100000 bits')
    """
    is_long = isinstance(value, int) and value.bit_length() > 256
    return f"an int of {value.bit_length()} bits" if is_long else f"{value!s:.80}"


def shown(value: object) -> str:
    """Write what came in, whatever it is, in at most 80 characters for a message.

    Complexity: O(value).

    >>> shown("abc"), shown(1 << 99_999)
    ("'abc'", 'an int of 100000 bits')
    """
    if isinstance(value, int) and not isinstance(value, bool):
        return said(value)
    try:
        return f"{value!r:.80}".replace("\n", " ")  # NumPy breaks lines
    except ValueError:  # it holds such an int: its type says enough
        return f"a {type(value).__name__}"
