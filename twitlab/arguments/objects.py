"""Refuse what is of another kind than is asked for: a bool, a class, a word, a path."""

import os
from collections.abc import Sequence
from pathlib import Path

from twitlab.arguments.wording import shown
from twitlab.errors import BadType, BadValue


def check_bool(name: str, value: object) -> bool:
    """Return True or False as it is, or refuse what is neither.

    Raises:
        BadType: value is no bool; 1 and None are none.

    >>> check_bool("again", False)
    False
    """
    if not isinstance(value, bool):
        raise BadType(f"{name} must be True or False, got {shown(value)}")
    return value


def check_kind(name: str, value: object, kind: type, article: str = "a ") -> None:
    """Refuse what is not of a class.

    Args:
        name: what the message calls it.
        value: what came in.
        kind: the class it must be of.
        article: what stands before the name of the class in the message.

    Raises:
        BadType: value is of another class.

    >>> check_kind("folder", Path(), Path)
    """
    if not isinstance(value, kind):
        raise BadType(f"{name} must be {article}{kind.__name__}, got {shown(value)}")


def check_one_of(name: str, value: object, allowed: Sequence[str]) -> None:
    """Refuse what is none of some words.

    Raises:
        BadValue: value is none of them.

    >>> check_one_of("kind", "put", ("put", "remove"))
    """
    if not isinstance(value, str) or value not in allowed:
        raise BadValue(f"{name} must be one of {', '.join(allowed)}, got {shown(value)}")


def check_has(name: str, value: object, *methods: str) -> None:
    """Refuse what cannot do what will be asked of it, such as a clock that tells no time.

    Args:
        name: what the message calls it.
        value: what came in; it may be of any class.
        methods: what it must have.

    Raises:
        BadType: value lacks one of them.

    >>> check_has("name", "abc", "upper", "lower")
    """
    if missing := [each for each in methods if not hasattr(value, each)]:
        raise BadType(f"{name} must have {missing[0]}, got {shown(value)}")


def as_path(name: str, value: object) -> Path:
    """Return a path, or refuse what is none.

    Raises:
        BadType: value is neither a str nor a Path.
        BadValue: value is empty, or has a null or a lone surrogate, which no path can have.

    >>> as_path("file", "index").name
    'index'
    """
    if not isinstance(value, str | Path):
        raise BadType(f"{name} must be a str or a Path, got {shown(value)}")
    if not str(value) or "\0" in str(value):
        raise BadValue(f"{name} must be a path, not empty and without a null, got {value!r:.80}")
    try:
        os.fsencode(value)
    except UnicodeEncodeError:
        raise BadValue(
            f"{name} must be a path that the system can write, got {value!r:.80}"
        ) from None
    return Path(value)
