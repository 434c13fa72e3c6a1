"""Draw a sorted set in its order, what each rule calls a trend, and how long a trend stays."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from twitlab.arguments import check_int
from twitlab.errors import BadValue
from twitlab.experiments.trends import (
    NAMES,
    QUAKE,
    STARTS,
    TAGS,
    WATCHED,
    clock_of,
    found_by,
    quake_ranks,
)
from twitlab.trends import SortedSet
from twitlab.ui.drawing.axis import draw_axis
from twitlab.ui.drawing.picture import Picture
from twitlab.ui.drawing.style import INK, ROLES, house_style, new_axes
from twitlab.ui.drawing.svg import drawing, render
from twitlab.ui.drawing.table import as_table
from twitlab.ui.plots.fanout import counted

_ROW_PX: Final = 40
_MOST_TAGS: Final = 8
_LONGEST: Final = 12

# A sorted set


def draw_ranks(scores: Mapping[str, float], k: int) -> Picture:
    """Draw the members of a sorted set in their order, and the threshold of an index of the best.

    Args:
        scores: of each member, 0 to 99; 2 to 8, of short names.
        k: how many are in the index; less than there are.

    Returns:
        The Picture; its text twin has a line for each member.

    Raises:
        BadType: k is no int.
        BadValue: there are too few members or too many, a name is too long, a score or k is out of
            range.

    Complexity: one small figure.

    >>> draw_ranks({"#a": 3, "#b": 5, "#c": 3}, 1).label
    'From the top: #b 5, #c 3, #a 3. The index has the first 1; its threshold is 5.'
    """
    if not 2 <= len(scores) <= _MOST_TAGS:
        raise BadValue(f"scores must be 2 to {_MOST_TAGS}, got {len(scores)}")
    k = check_int("k", k, 1, len(scores) - 1)
    for name, score in scores.items():
        if len(name) > _LONGEST:
            raise BadValue(f"a name of scores must have at most {_LONGEST} letters, got {name!r}")
        if not 0 <= score <= 99:
            raise BadValue(f"the score of {name} must be from 0 to 99, got {score}")
    tags = SortedSet()
    tags.put(list(scores), list(scores.values()))
    ordered = tags.descending(0, -1)
    said = ", ".join(f"{each.member} {each.score:g}" for each in ordered)
    label = (
        f"From the top: {said}. The index has the first {k}; "
        f"its threshold is {ordered[k - 1].score:g}."
    )
    rows = [
        (f"{each.member}", f"{each.score:g}", f"{at}", f"{len(ordered) - 1 - at}",
         "index" if at < k else "alone")
        for at, each in enumerate(ordered)
    ]  # fmt: skip
    heads = [("", "member"), ("", "score"), ("place", "from top"), ("", "ZRANK"), ("in the", "")]
    with house_style():
        figure, axes = new_axes(70 + _ROW_PX * len(rows), left=170, right=20, top=10, bottom=10)
        axes.set(xlim=(0, 150), ylim=(len(rows) - 0.4, -1.2))
        axes.set_axis_off()
        for x, words in ((112, "from the top"), (140, "ZRANK")):
            axes.text(x, -0.85, words, ha="center", va="center")
        for at, (name, score_said, place, rank, _) in enumerate(rows):
            axes.text(-3, at, name, ha="right", va="center")
            role = ROLES["read"] if at < k else ROLES["measured"]
            axes.add_patch(
                Rectangle(
                    (0, at - 0.3), ordered[at].score, 0.6, facecolor=role.colour, edgecolor="none"
                )
            )
            axes.text(ordered[at].score + 2, at, score_said, va="center")
            for x, words in ((112, place), (140, rank)):
                axes.text(x, at, words, ha="center", va="center")
        axes.plot([0, 100], [k - 0.5] * 2, color=INK, linestyle="--", linewidth=1.5)
        axes.text(100, k - 0.42, "below: only a number", ha="right", va="top")
        return render(figure, label=label, text="\n".join([label, *as_table(heads, rows)]))


# What each rule calls a trend

_TRUE: Final = ("#quake", "#final")
_LANE: Final = 38


def draw_alarms(rule: str, floor: int, past: str) -> Picture:
    """Draw when a rule calls each named tag of the evening a trend, and how many others it calls.

    Args:
        rule: one of :data:`~twitlab.experiments.trends.RULES`.
        floor: the fewest tweets, or voices, of a trend, 1 to 60.
        past: how many windows before, one of :data:`~twitlab.experiments.trends.PASTS`.

    Returns:
        The Picture; its text twin has a line for each tag.

    Raises:
        BadType: floor is no int.
        BadValue: an argument is out of range.

    Complexity: as :func:`~twitlab.experiments.trends.found_by`, and one small figure.
    """
    found = found_by(rule, floor, past)
    said = {tag: _say_alarm(tag, first) for tag, first in found.first.items()}
    windows = counted(int(past), "window")
    label = (
        f"{rule[0].upper()}{rule[1:]}, {floor} or more, against {windows} before: "
        f"#quake {said[QUAKE]}; {found.others:,} of {TAGS - 1:,} other tags are false alarms."
    )
    lines = [f"{NAMES[tag]:12}{words}" for tag, words in said.items()]
    lines.append(
        f"{'other tags':12}{found.others:,} of {TAGS - 1:,} are called: nothing happened to them"
    )
    with house_style():
        figure, axes = _alarm_axes()
        axes.set_axis_off()
        for lane, (tag, first) in enumerate(found.first.items()):
            role = ROLES["read" if NAMES[tag] in _TRUE else "lost"]
            if first is not None:
                axes.plot([first], [lane], marker=role.marker, color=role.colour, clip_on=False)
            axes.text(WATCHED.stop + 2, lane, said[tag], va="center")
        axes.text(WATCHED.stop + 2, len(NAMES), f"{found.others:,} called", va="center",
                  weight="bold" if found.others else "normal")  # fmt: skip
        return render(figure, label=label, text="\n".join([label, *lines]), behind=_alarm_frame())


def _say_alarm(tag: int, first: int | None) -> str:
    if first is None:
        return "never"
    if tag in STARTS and first >= STARTS[tag]:
        return f"{clock_of(first)}, after {first - STARTS[tag]} min"
    return clock_of(first)


@lru_cache(maxsize=1)
def _alarm_frame() -> str:
    """Draw the lanes, from when on each tag is said more, and the hours; no knob changes them."""
    with house_style():
        figure, axes = _alarm_axes()
        for lane, (tag, name) in enumerate(NAMES.items()):
            axes.text(WATCHED.start - 3, lane, name, ha="right", va="center")
            begin = STARTS.get(tag, WATCHED.start)
            axes.plot([begin, WATCHED.stop - 1], [lane] * 2, color=INK, linewidth=1.5)
        axes.text(WATCHED.start - 3, len(NAMES), f"{TAGS - 1:,} others", ha="right", va="center")
        marks = [(float(at), clock_of(at)) for at in range(80, 180, 20)]
        draw_axis(axes, "x", WATCHED.start, WATCHED.stop, marks=marks, grid=True,
                  title="line: from when on a tag is said more; mark: called a trend")  # fmt: skip
        return drawing(figure)


def _alarm_axes() -> tuple[Figure, Axes]:
    figure, axes = new_axes(80 + _LANE * (len(NAMES) + 1), left=130, right=200, top=5, bottom=60)
    axes.set(xlim=(WATCHED.start, WATCHED.stop), ylim=(len(NAMES) + 0.5, -0.6), yticks=[])
    axes.spines["left"].set_visible(False)
    return figure, axes


# A window, and a half-life

_TOP: Final = 10
_LAST: Final = 5_000


def draw_fading(half_life: int) -> Picture:
    """Draw the place of #quake by counts that fade, beside its place in the last hour's counts.

    Args:
        half_life: in minutes, 1 to 60.

    Returns:
        The Picture; its text twin has a line for every ten minutes.

    Raises:
        BadType: half_life is no int.
        BadValue: it is out of range.

    Complexity: as :func:`~twitlab.experiments.trends.quake_ranks`, and one small figure.
    """
    faded = quake_ranks(half_life)
    label = (
        f"Half-life {counted(half_life, 'minute')}: #quake is {_say_stay(faded)}, "
        f"at best number {min(faded)}. In the last hour's counts it is {_say_stay(_hour())}, "
        f"at best number {min(_hour())}."
    )
    rows = [
        (clock_of(minute), f"{faded[at]:,}", f"{_hour()[at]:,}")
        for at, minute in enumerate(WATCHED)
        if minute % 10 == 0 and minute >= STARTS[QUAKE]
    ]
    heads = [("", ""), ("by counts", "that fade"), ("of the", "last hour")]
    with house_style():
        figure, axes = _fading_axes()
        axes.set_axis_off()
        since = STARTS[QUAKE] - WATCHED.start
        axes.plot(WATCHED[since:], faded[since:], color=ROLES["read"].colour)
        axes.text(WATCHED.stop - 1, 3, f"at best number {min(faded)}", ha="right", va="center")
        return render(figure, label=label, text="\n".join([label, *as_table(heads, rows)]),
                      behind=_fading_frame())  # fmt: skip


@lru_cache(maxsize=1)
def _hour() -> list[int]:
    return quake_ranks(None)


def _say_stay(ranks: list[int]) -> str:
    inside = [minute for minute, rank in zip(WATCHED, ranks) if rank <= _TOP]
    if not inside:
        return f"never among the first {_TOP}"
    return f"among the first {_TOP} from {clock_of(inside[0])} to {clock_of(inside[-1])}"


@lru_cache(maxsize=1)
def _fading_frame() -> str:
    """Draw the place in the last hour's counts, and the scales; no knob changes them."""
    with house_style():
        figure, axes = _fading_axes()
        since = STARTS[QUAKE] - WATCHED.start
        axes.plot(WATCHED[since:], _hour()[since:], color=INK, linestyle="--")
        axes.plot([WATCHED.start + 20, WATCHED.stop], [_TOP] * 2, color=INK, linewidth=1.2)
        axes.text(WATCHED.stop - 1, 9, "above: the first ten", ha="right", va="bottom")
        axes.text(WATCHED.start + 21, 3.0, "solid: by counts that fade", va="center")
        axes.text(WATCHED.start + 21, 1.6, "dashed: by counts of the last hour", va="center")
        hours = [(float(at), clock_of(at)) for at in range(90, 180, 20)]
        draw_axis(axes, "x", 90, WATCHED.stop, marks=hours, title="#quake begins at 20:40")
        places = [(1.0, "1"), (10.0, "10"), (100.0, "100"), (1_000.0, "1,000")]
        draw_axis(axes, "y", 1, _LAST, log=True, marks=places, grid=True)
        axes.invert_yaxis()
        return drawing(figure)


def _fading_axes() -> tuple[Figure, Axes]:
    figure, axes = new_axes(340, left=80, right=25, top=15, bottom=60)
    axes.set(yscale="log", xlim=(90, WATCHED.stop), ylim=(_LAST, 1))
    return figure, axes
