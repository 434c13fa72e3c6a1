"""Any value as plain JSON, so that what was observed can leave the kernel and be judged outside."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any

import numpy as np

_DEEPEST = 20
_SAFE_INT = 2**53
_ADDRESS = re.compile(r" at 0x[0-9A-Fa-f]+")
_FORM = {"type", "value"}


def plain(value: Any, depth: int = 0) -> Any:
    """Turn a value into JSON that tells apart what Python tells apart.

    None, booleans, text, lists and finite floats stand for themselves, and so do integers that
    every JSON reader keeps exactly. Everything else becomes ``{"type": ..., "value": ...}``:
    a tuple is not a list, and NumPy's 3 is not Python's. A NamedTuple is a tuple. What has no such
    form is described by its repr.
    """
    kind = type(value)
    if value is None or kind is bool:
        return value
    if kind is str:
        return value.encode("utf-8", "backslashreplace").decode("utf-8")
    if kind is int:
        return value if abs(value) < _SAFE_INT else {"type": "int", "value": hex(value)}
    if kind is float:
        return value if math.isfinite(value) else {"type": "float", "value": repr(value)}
    if depth >= _DEEPEST:
        return {"type": kind.__name__, "value": "nested too deeply"}
    if kind is list:
        return [plain(item, depth + 1) for item in value]
    if kind is dict and set(value) != _FORM and all(type(key) is str for key in value):
        return {str(plain(key)): plain(item, depth + 1) for key, item in value.items()}
    if isinstance(value, tuple):
        return {"type": "tuple", "value": [plain(item, depth + 1) for item in value]}
    return {"type": _type_name(kind), "value": _plain_inside(value, depth)}


def shown(text: str, most: int = 120) -> str:
    """Shorten a text that a learner is to read, keeping its beginning and its end."""
    text = text.encode("utf-8", "backslashreplace").decode("utf-8")
    if len(text) <= most:
        return text
    half = (most - 5) // 2
    return f"{text[:half]} ... {text[-half:]}"


def whole_number(value: Any) -> int | None:
    """Read a plain value as a whole number, NumPy's included; None for anything else."""
    if isinstance(value, dict) and set(value) == _FORM:
        if value["type"].startswith("numpy."):
            return whole_number(value["value"])
        return int(value["value"], 16) if value["type"] == "int" else None
    return value if type(value) is int else None


def items(value: Any) -> list[Any] | None:
    """Read a plain value as a list of plain values; a tuple is one too, and None is anything else.

    >>> items(plain((3, "a"))), items(plain(3))
    ([3, 'a'], None)
    """
    if isinstance(value, dict) and value.get("type") == "tuple":
        value = value["value"]
    return value if isinstance(value, list) else None


def whole_numbers(value: Any) -> list[int | None] | None:
    """Read a plain list or tuple as whole numbers, with None for each item that is not one.

    >>> whole_numbers(plain([3, 2.5])), whole_numbers(plain("3"))
    ([3, None], None)
    """
    found = items(value)
    return None if found is None else [whole_number(each) for each in found]


def written(value: Any) -> str:
    """Write a plain value the way Python would, for a learner to read."""
    if isinstance(value, dict) and set(value) != _FORM:
        value = {"type": "dict", "value": [list(pair) for pair in value.items()]}
    if isinstance(value, dict):
        inside = value["value"]
        if value["type"] == "int":
            return str(int(inside, 16))
        if value["type"] == "dict" and isinstance(inside, list):
            pairs = (f"{written(key)}: {written(item)}" for key, item in inside)
            return shown(f"{{{', '.join(pairs)}}}")
        if value["type"] == "tuple" and isinstance(inside, list):
            comma = "," if len(inside) == 1 else ""
            return shown(f"({', '.join(written(item) for item in inside)}{comma})")
        return shown(inside if isinstance(inside, str) else f"{value['type']}({written(inside)})")
    if isinstance(value, list):
        return shown(f"[{', '.join(written(item) for item in value)}]")
    return shown(repr(value))


def _plain_inside(value: Any, depth: int) -> Any:
    if isinstance(value, (set, frozenset)):
        return sorted((plain(item, depth + 1) for item in value), key=repr)
    if isinstance(value, Mapping):
        return [[plain(key, depth + 1), plain(item, depth + 1)] for key, item in value.items()]
    if isinstance(value, (int, np.generic)):
        return plain(int(value) if isinstance(value, int) else value.item(), depth + 1)
    try:
        return shown(_ADDRESS.sub("", repr(value)), 300)
    except Exception as error:  # noqa: BLE001 - a learner's repr raises anything
        return f"(its repr raised {type(error).__name__})"


def _type_name(kind: type) -> str:
    home = kind.__module__.partition(".")[0]
    return kind.__name__ if home in {"builtins", "__main__"} else f"{home}.{kind.__name__}"
