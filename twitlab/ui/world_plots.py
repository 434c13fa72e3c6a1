"""Draw a made world against real data: who is followed, at what hour people tweet, how it bursts.

Counts are compared as multiples of their own mean, so that worlds of any size fit one picture.
"""

from typing import Any, Final

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from twitlab.errors import BadType, BadValue
from twitlab.ui.axis import Marks, draw_axis
from twitlab.ui.picture import Picture
from twitlab.ui.svg import INK, ROLES, house_style, new_axes, render
from twitlab.world import World

_HOUR_MS: Final = 3_600_000
_MINUTE_MS: Final = 60_000
_LINES: Final = ((ROLES["estimate"], "-"), (ROLES["measured"], ":"))
_TIMES: Final = tuple(range(-3, 13))  # multiples of the mean: 1/8 to 4,096, each twice the last
_X_MARKS: Final = tuple((2.0**n, f"{2**n}" if n >= 0 else f"1/{2**-n}") for n in _TIMES)
_SHARES: Final[Marks] = (
    (1.0, "all"),
    (0.1, "1 in 10"),
    (0.01, "1 in 100"),
    (1e-3, "1 in 1 k"),
    (1e-4, "1 in 10 k"),
    (1e-5, "1 in 100 k"),
    (1e-6, "1 in 1 M"),
)
_FLOOR: Final = 5e-7


def draw_followers(made: World, real: World) -> Picture:
    """Draw which share of users has at least so many times the mean number of followers.

    On these axes a power law is a straight line; Twitter's is one, with exponent 2.276 (Kwak et
    al., WWW 2010, section 3.1).

    Args:
        made: the world to judge; it needs an edge.
        real: the world of a real graph; it needs an edge.

    Returns:
        The Picture; its text twin is the table of both lines.

    Raises:
        BadType: an argument is not a World.
        BadValue: a world has no edge.

    Complexity: O(users + edges).
    """
    both = _worlds(made, real)
    if not all(len(world.sources) for world in both):
        raise BadValue("made and real must have an edge each, got none")
    said = [f"{world.users:,} users" for world in both]
    return _draw_tails(
        [world.in_degree() for world in both],
        said,
        label="The few who are followed by many",
        counted="users",
        title="followers: at least so many times the mean",
    )


def draw_bursts(made: World, real: World) -> Picture:
    """Draw which share of minutes has at least so many times the mean number of tweets.

    Real minutes are far from even: a topic peaks for minutes, and the night is quiet.

    Args:
        made: the world to judge; it needs a tweet.
        real: the world of real tweets; it needs a tweet.

    Returns:
        The Picture; its text twin is the table of both lines.

    Raises:
        BadType: an argument is not a World.
        BadValue: a world has no tweet, or its tweets are years apart.

    Complexity: O(tweets + minutes).
    """
    both = _worlds(made, real)
    counts = [_per_minute(world) for world in both]
    return _draw_tails(
        counts,
        [f"{len(minutes):,} minutes" for minutes in counts],
        label="The few minutes in which much is said",
        counted="minutes",
        title="tweets in the minute: at least so many times the mean",
    )


def draw_hours(made: World, real: World) -> Picture:
    """Draw how busy each hour of the day is, with the mean hour as 100 %.

    Args:
        made: the world to judge; it needs a tweet.
        real: the world of real tweets; it needs a tweet.

    Returns:
        The Picture; its text twin is the table of both lines.

    Raises:
        BadType: an argument is not a World.
        BadValue: a world has no tweet.

    Complexity: O(tweets).
    """
    both = _worlds(made, real)
    _check_tweets(both)
    shares = []
    for world in both:
        hours = np.bincount(world.tweets.created_ms // _HOUR_MS % 24, minlength=24)
        shares.append([100 * 24 * int(count) / len(world.tweets) for count in hours])
    busiest = [max(range(24), key=share.__getitem__) for share in shares]
    label = (
        f"The busiest hour, UTC: made, {busiest[0]} h, {max(shares[0]):.0f} % of the mean hour; "
        f"real, {busiest[1]} h, {max(shares[1]):.0f} %."
    )
    rows = [f"{hour:>2} h {a:>6.0f} % {b:>6.0f} %" for hour, (a, b) in enumerate(zip(*shares))]
    with house_style():
        figure, axes = new_axes(360, left=80, right=30, top=50)
        top = 100 * (int(max(map(max, shares))) // 100 + 1)
        marks = [(hour, f"{hour}") for hour in range(0, 24, 3)]
        draw_axis(axes, "x", -0.5, 23.5, marks=marks, title="hour of the day, UTC")
        percent = [(n, f"{n} %") for n in range(0, top + 1, 100 if top > 300 else 50)]
        draw_axis(axes, "y", 0, top, marks=percent, grid=True)
        _draw_lines(axes, [range(24)] * 2, shares, ["made world", "real tweets"])
        return render(figure, label=label, text="\n".join([label, " hour   made    real", *rows]))


def _draw_tails(
    counts: list[NDArray[np.int64]], said: list[str], *, label: str, counted: str, title: str
) -> Picture:
    """Draw both shares of counts that reach each multiple of their mean."""
    tails = [_tail(count) for count in counts]
    names = [f"{name}, {what}" for name, what in zip(("made", "real"), said)]
    label = f"{label}. Most, in multiples of the mean: " + "; ".join(
        f"{name}, {count.max() * len(count) / count.sum():.0f}"
        for name, count in zip(("made", "real"), counts)
    )
    rows = [f"times the mean: share of {counted}, {names[0]}; {names[1]}"]
    for place, (_, times) in enumerate(_X_MARKS):
        shares = [f"{100 * tail[place]:.4f} %" if tail[place] else "none" for tail in tails]
        if any(tail[place] for tail in tails):
            rows.append(f"{times:>5}: {shares[0]:>12} {shares[1]:>12}")
    with house_style():
        figure, axes = new_axes(400, left=110, right=30, top=50)
        seen = [mark for mark, *shares in zip(_X_MARKS, *tails) if any(shares)]
        draw_axis(axes, "x", 0.1, 1.5 * seen[-1][0], log=True, marks=seen, title=title)
        lowest = min(share for tail in tails for share in tail if share)
        shares_seen = [mark for mark in _SHARES if mark[0] >= min(0.1, lowest / 3)]
        draw_axis(axes, "y", max(_FLOOR, lowest / 3), 1.5, log=True, marks=shares_seen, grid=True)
        kept = [[at for at, share in enumerate(tail) if share] for tail in tails]
        x = [[_X_MARKS[at][0] for at in places] for places in kept]
        y = [[tail[at] for at in places] for tail, places in zip(tails, kept)]
        _draw_lines(axes, x, y, names)
        return render(figure, label=label + ".", text="\n".join([label + ".", *rows]))


def _tail(counts: NDArray[np.int64]) -> list[float]:
    """Give the share of counts that reach each multiple of the mean, compared as integers."""
    total, scaled = int(counts.sum()), np.sort(counts) * len(counts) * 8
    reached = [len(counts) - int(np.searchsorted(scaled, total << (n + 3))) for n in _TIMES]
    return [number / len(counts) for number in reached]


def _draw_lines(
    axes: Axes, x: list[range] | list[list[float]], y: list[list[float]], names: list[str]
) -> None:
    """Draw both lines, and above the picture which is which."""
    for at, (role, style) in enumerate(_LINES):
        hollow = "none" if role.colour == INK else role.colour
        look: dict[str, Any] = {
            "color": role.colour,
            "marker": role.marker,
            "markerfacecolor": hollow,
        }
        axes.plot(x[at], y[at], linestyle=style, markersize=8, **look)
        place = 0.02 + 0.5 * at
        above: dict[str, Any] = {"transform": axes.transAxes, "clip_on": False}
        axes.plot([place], [1.08], linestyle="none", markersize=9, **look, **above)
        axes.text(place + 0.025, 1.08, names[at], transform=axes.transAxes, va="center")


def _per_minute(world: World) -> NDArray[np.int64]:
    _check_tweets((world,))
    minutes = world.tweets.created_ms // _MINUTE_MS
    first, last = int(minutes.min()), int(minutes.max())
    if last - first > 20_000_000:
        raise BadValue(f"tweets must lie within 38 years, got {last - first} minutes")
    return np.bincount(minutes - first)


def _worlds(made: object, real: object) -> tuple[World, World]:
    for name, world in (("made", made), ("real", real)):
        if not isinstance(world, World):
            raise BadType(f"{name} must be a World, got {type(world).__name__}")
    assert isinstance(made, World)
    assert isinstance(real, World)
    return made, real


def _check_tweets(worlds: tuple[World, ...]) -> None:
    if not all(len(world.tweets) for world in worlds):
        raise BadValue("made and real must have a tweet each, got none")
