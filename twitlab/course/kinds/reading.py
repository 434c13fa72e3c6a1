"""Answers that are values, read with goodwill: what is meant is taken, what is not is told."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from typing import Any, TypeVar

from twitlab.course.book.jsonable import plain, written

Key = TypeVar("Key", str, int)

_BETWEEN_NAMES = re.compile(r"[,;/]|\band\b|\n")
_BETWEEN_LETTERS = re.compile(r"[\s,;.]+")
_BRACKETS = re.compile(r"[\[\](){}'\"]")


class Unreadable(ValueError):
    """Say why an answer cannot be read, and what is wanted where the usual form does not tell."""

    def __init__(self, why: str, expected: str = "") -> None:
        super().__init__(why)
        self.expected = expected


def said(answer: Any) -> str:
    """Write an answer down as its author wrote it."""
    return written(plain(answer))


def read_letters(answer: Any, allowed: Collection[str]) -> list[str]:
    """Read single letters, each at most once: a list, a tuple, or one text such as "b, C a".

    Raises:
        Unreadable: It is something else, or holds a letter that is unknown or stands twice.
    """
    if isinstance(answer, (set, frozenset)):
        raise Unreadable("A set forgets the order. Use a list: [ ] in place of { }.")
    if not isinstance(answer, (str, list, tuple)):
        raise Unreadable(f"This is {_a(answer)}. A list of letters is wanted.")
    found: list[str] = []
    for item in [answer] if isinstance(answer, str) else answer:
        for letter in _letters(item):
            if letter not in allowed:
                raise Unreadable(f"There is no {letter!r}. There are {', '.join(allowed)}.")
            if letter in found:
                raise Unreadable(f"{letter} stands there twice. Each may be used once or not.")
            found.append(letter)
    if not found:
        raise Unreadable("It is empty. Put at least one letter into it.")
    return found


def read_dict(
    answer: Any, read_key: Callable[[Any], Key], names: Collection[str]
) -> dict[Key, list[str]]:
    """Read a dictionary with one or several names behind each key.

    Raises:
        Unreadable: It is something else, or one of its keys or names cannot be read.
    """
    if isinstance(answer, (set, frozenset)):
        raise Unreadable("This is a set: a `:` and a value are missing behind each entry.")
    if not isinstance(answer, dict):
        raise Unreadable(f"This is {_a(answer)}. A dictionary is wanted, with {{ }} and `:`.")
    found: dict[Key, list[str]] = {}
    for written_key, value in answer.items():
        key = read_key(written_key)
        if key in found:
            raise Unreadable(f"{key} stands there twice, written in two ways.")
        try:
            found[key] = read_names(value, names)
        except Unreadable as error:
            raise Unreadable(f"Behind {said(written_key)}: {error}") from None
    return found


def read_name(value: Any, names: Collection[str]) -> str:
    """Read one name; upper and lower case, blanks, hyphens and underscores are all the same.

    Raises:
        Unreadable: It is no text, or none of the names.
    """
    if value is ...:
        raise Unreadable("The three dots are still there.")
    if not isinstance(value, str):
        raise Unreadable(f"{said(value)} is no text. The names are text: {_quoted(names)}.")
    for name in names:
        if _key(name) == _key(value):
            return name
    raise Unreadable(f"There is no {said(value)}. There are {_quoted(names)}.")


def read_names(value: Any, names: Collection[str]) -> list[str]:
    """Read one name or several: a text, a text with commas, or a list of texts.

    Raises:
        Unreadable: There is none, or one of them is not among the names.
    """
    items = list(value) if isinstance(value, (list, tuple, set, frozenset)) else [value]
    found: list[str] = []
    for item in items:
        for name in _parts(item, names):
            found += [name] if name not in found else []
    if not found:
        raise Unreadable(f"Nothing is named. Name at least one of {_quoted(names)}.")
    return sorted(found, key=list(names).index)


def read_number(value: Any, numbers: Collection[int], noun: str) -> int:
    """Read which of several numbered things is meant: 3, "3" or "claim 3".

    Raises:
        Unreadable: It is no such number.
    """
    text = re.sub(rf"{noun}|\s", "", value.casefold()) if isinstance(value, str) else value
    number = int(text) if isinstance(text, str) and text.isdecimal() else text
    if isinstance(number, int) and not isinstance(number, bool) and number in numbers:
        return int(number)
    wanted = f"The {noun}s are numbered {min(numbers)} to {max(numbers)}."
    raise Unreadable(f"There is no {noun} {said(value)}. {wanted}")


def _letters(item: Any) -> list[str]:
    if item is ...:
        raise Unreadable("The three dots are still there.")
    if not isinstance(item, str):
        raise Unreadable(f"{said(item)} in it is no letter. Letters stand in quotes.")
    return list(_BETWEEN_LETTERS.sub("", _BRACKETS.sub("", item)).upper())


def _parts(item: Any, names: Collection[str]) -> Iterable[str]:
    if not isinstance(item, str) or any(_key(item) == _key(name) for name in names):
        return [read_name(item, names)]
    parts = [part for part in _BETWEEN_NAMES.split(item) if part.strip()]
    if all(len(name) == 1 for name in names):
        parts = [letter for part in parts for letter in _letters(part)]
    return [read_name(part, names) for part in parts]


def _key(name: str) -> str:
    return re.sub(r"[\s_-]+", "", name).casefold()


def _a(value: Any) -> str:
    nouns = {
        "NoneType": "None",
        "int": "a number",
        "float": "a number",
        "str": "a text",
        "dict": "a dictionary",
        "list": "a list",
        "tuple": "a tuple",
        "function": "a function",
    }
    name = type(value).__name__
    return nouns.get(name, f"of the type {name}")


def _quoted(names: Collection[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)
