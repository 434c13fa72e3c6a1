"""Take one key at the door, or one after another with how often each came."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from twitlab.arguments import check_int, is_int
from twitlab.counting.answers import Key
from twitlab.errors import BadType, BadValue

LEAST_KEY: Final = -(1 << 63)
MOST_KEY: Final = (1 << 63) - 1


def check_key(key: object) -> Key:
    """Refuse what is no key: True, a float, a number beyond 64 bits, a lone surrogate.

    Raises:
        BadType: key is neither an int nor a str.
        BadValue: key is out of range, or has a lone surrogate.
    """
    if isinstance(key, str):
        check_text("key", key)
        return key
    if not is_int(key):
        raise BadType(f"key must be an int or a str, got {key!r:.80}")
    return check_int("key", key, LEAST_KEY, MOST_KEY)


def refuse_other_type(key: Key, kept: Iterable[Key]) -> None:
    """Refuse a key that is not of the type of those that are kept: the two have no order.

    Raises:
        BadType: key is a str and they are ints, or the other way round.
    """
    first = next(iter(kept), key)
    if isinstance(first, str) != isinstance(key, str):
        raise BadType(
            f"key must be of one type with those before, {type(first).__name__}, got "
            f"{type(key).__name__}"
        )


def check_pairs(items: Iterable[Any]) -> Iterator[tuple[Key, int]]:
    """Give pairs of a key and its count on, one after another, or refuse one.

    Raises:
        BadType: an item is no pair, a key or a count is of the wrong type, or keys are of both.
        BadValue: a key is out of range or has a lone surrogate, or a count is below 0.
    """
    before: tuple[Key, ...] = ()
    for item in items:
        if not isinstance(item, (tuple, list)) or len(item) != 2:
            raise BadType(f"items must be pairs of a key and its count, got {item!r:.80}")
        key, count = item
        is_number = type(key) is int and LEAST_KEY <= key <= MOST_KEY
        if not is_number and not (type(key) is str and key.isascii()):
            key = check_key(key)
        if type(count) is not int or count < 0:
            count = check_int("count", count, 0, None)
        if not before or type(key) is not type(before[0]):
            refuse_other_type(key, before)
            before = (key,)
        yield key, count


def check_text(name: str, text: object) -> None:
    """Refuse what is no text, or has a lone surrogate.

    Raises:
        BadType: text is no str.
        BadValue: it has a lone surrogate.
    """
    if not isinstance(text, str):
        raise BadType(
            f"{name} must be all str in a sequence (integers: a numpy array), got {text!r:.80}"
        ) from None
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise BadValue(
            f"{name} must have no lone surrogates, got {text[error.start]!r} at {error.start}"
        ) from None
