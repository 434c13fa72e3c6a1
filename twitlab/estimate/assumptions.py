"""Estimate on the back of an envelope: assumptions with sources, and a tree that explains itself.

The model: a number with a unit for each assumption, multiplied, divided and added, exactly. What it
leaves out: how unsure each assumption is. An interval is the learner's own judgement, and
`twitlab.course.notebook.calibration` keeps count of how often it holds.
"""

from twitlab.errors import BadType, BadValue
from twitlab.estimate.quantities import Number, read_quantity
from twitlab.estimate.terms import MARKS, Leaf, Mark, Source, quantity_in
from twitlab.estimate.units import Quantity, unit_text


def given(name: str, value: str | Quantity | Number, *, source: str = "", mark: Mark = "") -> Leaf:
    """Take a figure that the question or a publication gives.

    Args:
        name: what it is called.
        value: text such as "400 M tweet/day", a quantity, or a plain number.
        source: the publication; every published figure has one.
        mark: what people forget about it; see `twitlab.estimate.usual_slips`.

    Returns:
        A tree of one leaf.

    Raises:
        BadType, BadValue: a name is empty, or the value cannot be read.

    Complexity: O(len(value)).

    Source: Bentley, "The Back of the Envelope", CACM 27(3), 1984, for writing assumptions down.

    >>> print(given("tweets", "400 M tweet/day", source="highscalability.com, 2013"))
    tweets = 400 M tweet/day
    """
    return _leaf(name, value, "given", source, mark, None, None)


def asked(
    name: str,
    value: str | Quantity | Number,
    *,
    why: str = "",
    mark: Mark = "",
    least: str | None = None,
    most: str | None = None,
) -> Leaf:
    """Take what the interviewer answered to a question; `given` for the rest.

    Args:
        name: what it is called.
        value: text such as "3 copies", a quantity, or a plain number.
        why: the question that was asked.
        mark: what people forget about it; see `twitlab.estimate.usual_slips`.
        least: the least defensible value.
        most: the greatest.

    Raises:
        BadType, BadValue: as `given`; also where not least <= value <= most.

    Complexity: O(len(value)).

    >>> asked("copies", "3 copies", why="how many replicas?", mark="replication").source
    'asked'
    """
    return _leaf(name, value, "asked", why, mark, least, most)


def assumed(
    name: str,
    value: str | Quantity | Number,
    *,
    why: str = "",
    mark: Mark = "",
    least: str | None = None,
    most: str | None = None,
) -> Leaf:
    """Take what one assumes, with the reason; `asked` for the arguments.

    >>> assumed("size", "200 B/tweet", least="100 B/tweet", most="1 KB/tweet").unit
    'B/tweet'
    """
    return _leaf(name, value, "assumed", why, mark, least, most)


def _leaf(
    name: str,
    value: str | Quantity | Number,
    source: Source,
    why: str,
    mark: Mark,
    least: str | None,
    most: str | None,
) -> Leaf:
    if not isinstance(name, str):
        raise BadType(f"name must be a text, got {name!r}")
    if not name.strip():
        raise BadValue("name must not be empty")
    if mark not in MARKS:
        raise BadValue(f"mark must be one of {', '.join(MARKS[1:])} or '', got {mark!r}")
    found = quantity_in(value, None, name)
    unit = unit_text(found.units)
    low, high = (None if end is None else read_quantity(end, unit) for end in (least, most))
    if (low is not None and low > found) or (high is not None and high < found):
        raise BadValue(f"{name} must be from {least} to {most}, got {value!r}")
    return Leaf(name, found, source, why, mark, low, high)
