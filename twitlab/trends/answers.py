"""Say which member has which score, and what is trending; refuse what is no member and no score."""

from dataclasses import dataclass
from typing import Final, NamedTuple

from twitlab.arguments import check_int, is_int, shown
from twitlab.errors import BadType, BadValue

MAX_MEMBER: Final = (1 << 63) - 1
MAX_MS: Final = (1 << 62) - 1

Member = int | str


class Scored(NamedTuple):
    """Hold a member and its score; two of them compare as a sorted set orders them.

    Args:
        score: a double, which may be infinite.
        member: of equal scores the smaller member is the smaller; see `check_member`.
    """

    score: float
    member: Member


@dataclass(frozen=True, slots=True)
class Trend:
    """Say that a key is trending, and why.

    Args:
        key: which.
        voices: of the window: authors, those who say the same only in part.
        authors: different authors of the window.
        baseline: voices in a window before, on average.
        expected: the baseline, times how much all other keys have grown, and `new_rate` at least.
        growth: voices / expected.
        surprise: chance alone makes so many with a chance of e**-surprise at most.
    """

    key: int
    voices: int
    authors: int
    baseline: float
    expected: float
    growth: float
    surprise: float


def check_member(member: object) -> Member:
    """Refuse what is no member of a sorted set: True, a float, bytes, a lone surrogate.

    Redis compares members by their bytes. Texts are compared as their bytes in UTF-8, which Python
    does; an int stands for its eight bytes, the highest first, so that the smaller number is first.

    Returns:
        The member as a plain int or str.

    Raises:
        BadType: member is neither an int nor a str.
        BadValue: member is not 0 to 2**63 - 1, or has a lone surrogate.

    >>> check_member("#jazz"), check_member(7)
    ('#jazz', 7)
    """
    if isinstance(member, str):
        try:
            member.encode()
        except UnicodeEncodeError as error:
            raise BadValue(
                f"member must have no lone surrogates, got {member[error.start]!r} at {error.start}"
            ) from None
        return str(member)
    if not is_int(member):
        raise BadType(f"member must be an int or a str, got {shown(member)}")
    return check_int("member", member, 0, MAX_MEMBER)


def check_score(name: str, score: object) -> float:
    """Return a number as a double, or refuse it: infinite is a score, NaN is none.

    -0.0 becomes 0.0. Redis 7 keeps the sign in a large set and forgets it in a small one.

    Raises:
        BadType: score is no int or float.
        BadValue: score is NaN, or an int that no double holds.

    >>> check_score("by", 2)
    2.0
    """
    if not is_int(score) and not isinstance(score, float):
        raise BadType(f"{name} must be a number, got {shown(score)}")
    try:
        number = float(score)
    except OverflowError:
        raise BadValue(f"{name} must fit a double, got an int of more than 1,023 bits") from None
    if number != number:
        raise BadValue(f"{name} must be a number, got nan")
    return number + 0.0


def check_k(k: object) -> int:
    """Return how many are asked for, 0 or more."""
    return check_int("k", k, 0, None)
