"""Draw cost, latency and staleness of a hybrid fan-out, as its celebrity threshold is turned."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from twitlab.errors import BadType, BadValue
from twitlab.fanout import ns_to_last_follower
from twitlab.ui.axis import draw_axis
from twitlab.ui.fanout_plots import counted, write_lines
from twitlab.ui.picture import Picture
from twitlab.ui.svg import INK, ROLES, drawing, house_style, new_axes, render
from twitlab.world import World

Ints = NDArray[np.int64]
CURVES: Final = ("hidden", "shown")
THRESHOLDS: Final = (10, 6_000)
AIM_S: Final = 5  # highscalability.com, 8 July 2013

_HOUR_MS: Final = 3_600_000
_NS_PER_S: Final = 1_000_000_000
_GRID: Final = (10, 20, 30, 50, 70, 100, 150, 200, 300, 500, 700, *range(1_000, 6_001, 500))
_LANE: Final = 1.25  # from one lane's floor to the next; a lane is 1 high
_LANES: Final = (  # name, the value at its floor, and how many times ten fit
    (("cost: list", "operations", "for each tweet"), 1.0, 4),
    (("latency: lists", "that a page", "waits for"), 1.0, 3),
    (("staleness:", "seconds to the", "last follower"), 0.1, 4),
)
_LINES: Final = (  # lane, row of its words beside the lane, role, style
    (0, -1, "write", "-"),
    (0, 0, "read", "--"),
    (0, 1, "measured", ":"),
    (1, 0, "read", "--"),
    (2, 0, "write", "-"),
)
_RIGHT: Final = math.log10(6_000)


@dataclass(frozen=True, slots=True, eq=False)
class Workload:
    """Hold what a threshold is judged by; :func:`workload_of` takes it from a world.

    Args:
        users: how many.
        sources, destinations: who follows whom, shape (edges,).
        followers: of each account that tweets, 0 of the others, shape (users,).
        thresholds: followers of the author of each tweet, ascending, shape (tweets,).
        written: deliveries of these tweets, summed up from 0, shape (tweets + 1,).
        hour_followers, hour_ms, hour_deliveries: of the tweets of one hour, in the order of time.
        lists: of each threshold of the curves, the mean of the lists of a page, and the most of 99
            in 100 readers.
    """

    users: int
    sources: NDArray[np.int32]
    destinations: NDArray[np.int32]
    followers: Ints
    thresholds: Ints
    written: Ints
    hour_followers: Ints
    hour_ms: Ints
    hour_deliveries: Ints
    lists: Mapping[int, tuple[float, int]]


@dataclass(frozen=True, slots=True)
class Costs:
    """Say what a threshold costs.

    Args:
        celebrities: how many accounts are pulled.
        written: deliveries for each tweet, on average.
        lists: lists read for a page, on average.
        most_lists: 99 in 100 readers have at most so many.
        last_s: from post to the last follower, of the slowest tweet of the hour, in seconds.
    """

    celebrities: int
    written: float
    lists: float
    most_lists: int
    last_s: float


def workload_of(world: World, deliveries: Ints, busiest: bool = False) -> Workload:
    """Take from a world what thresholds are judged by.

    Args:
        world: with tweets in the order of time.
        deliveries: of each tweet, if all are pushed; see Posted.deliveries.
        busiest: whether deliveries queue in the busiest hour, or in the one in the middle.

    Returns:
        The Workload.

    Raises:
        BadType: world is no World.
        BadValue: the world has no tweets, or not as many as deliveries.

    Complexity: O(tweets log tweets + edges).
    """
    if not isinstance(world, World):
        raise BadType(f"world must be a World, got {world!r}")
    if not len(world.tweets) or len(deliveries) != len(world.tweets):
        raise BadValue(
            f"deliveries must be of the world's {len(world.tweets)} tweets, at least one, "
            f"got {len(deliveries)}"
        )
    tweets = world.tweets
    followers = world.in_degree()
    of_tweet = followers[tweets.user_id]
    order = np.argsort(of_tweet, kind="stable")
    since = tweets.created_ms - tweets.created_ms[0]
    hours = np.bincount(since // _HOUR_MS, weights=deliveries)
    by_load = np.argsort(hours, kind="stable")
    chosen = since // _HOUR_MS == by_load[-1 if busiest else len(by_load) // 2]
    followers[np.bincount(tweets.user_id, minlength=world.users) == 0] = 0
    graph = world.users, world.sources, world.destinations, followers
    return Workload(
        *graph,
        of_tweet[order],
        np.concatenate([[0], np.cumsum(deliveries[order])]),
        of_tweet[chosen],
        since[chosen],
        deliveries[chosen],
        {threshold: _lists(*graph, threshold) for threshold in _GRID},
    )


def _lists(
    users: int,
    sources: NDArray[np.int32],
    destinations: NDArray[np.int32],
    followers: Ints,
    threshold: int,
) -> tuple[float, int]:
    """Count the lists of a page: the reader's own timeline, and each followee who is pulled."""
    pulled = (followers > threshold)[destinations]
    lists = 1 + np.bincount(sources[pulled], minlength=users)
    return int(lists.sum()) / users, int(np.sort(lists)[(users * 99 - 1) // 100])


def costs_of(workload: Workload, threshold: int, per_s: int) -> Costs:
    """Count what a hybrid costs whose celebrities have more followers than the threshold.

    Args:
        workload: the tweets and the graph.
        threshold: 10 to 6,000 followers.
        per_s: how many deliveries a second are made, 1 or more.

    Returns:
        The Costs: what :class:`~twitlab.fanout.HybridFanout` would count.

    Raises:
        BadType: threshold is not an int.
        BadValue: a number is out of range.

    Complexity: O(edges), or O(tweets of the hour) for a threshold of the curves.
    """
    if type(threshold) is not int:
        raise BadType(f"threshold must be an int, got {threshold!r}")
    if not THRESHOLDS[0] <= threshold <= THRESHOLDS[1]:
        raise BadValue(f"threshold must be from 10 to {THRESHOLDS[1]}, got {threshold}")
    graph = workload.users, workload.sources, workload.destinations, workload.followers
    lists, most = workload.lists.get(threshold) or _lists(*graph, threshold)
    pushed = int(np.searchsorted(workload.thresholds, threshold, side="right"))
    queued = workload.hour_followers <= threshold
    waits = ns_to_last_follower(workload.hour_ms[queued], workload.hour_deliveries[queued], per_s)
    return Costs(
        int((workload.followers > threshold).sum()),
        int(workload.written[pushed]) / len(workload.thresholds),
        lists,
        most,
        int(waits.max(initial=0)) / _NS_PER_S,
    )


def draw_threshold(
    workload: Workload, threshold: int, pages: int, per_s: int, curves: str = "shown"
) -> Picture:
    """Draw cost, latency and staleness of a hybrid, at one threshold or at all.

    Cost counts list operations for each tweet: entries written, and lists read for the pages that
    are read while one tweet is posted.

    Args:
        workload: the tweets and the graph.
        threshold: who has more followers is pulled, 10 to 6,000.
        pages: how many are read for each tweet that is posted, 1 or more.
        per_s: how many deliveries a second are made, 1 or more.
        curves: "shown" for what other thresholds would give, "hidden" to look for it.

    Returns:
        The Picture; its text twin has the numbers of this threshold, or of all.

    Raises:
        BadType: threshold is not an int.
        BadValue: an argument is out of range.

    Complexity: as :func:`costs_of`, for some twenty thresholds if curves are shown.
    """
    if curves not in CURVES:
        raise BadValue(f"curves must be one of {list(CURVES)}, got {curves!r}")
    if pages < 1:
        raise BadValue(f"pages must be 1 or more, got {pages}")
    here = costs_of(workload, threshold, per_s)
    label = (
        f"Above {threshold:,} followers, {counted(here.celebrities, 'account')} pulled: "
        f"{here.written + pages * here.lists:,.1f} list operations for each tweet; "
        f"99 in 100 readers wait for at most {counted(here.most_lists, 'list')} a page; "
        f"the last follower of the slowest tweet has it after {here.last_s:,.1f} s."
    )
    shown = {each: costs_of(workload, each, per_s) for each in _GRID} if curves == "shown" else {}
    rows = [_row(each, found, pages) for each, found in sorted({**shown, threshold: here}.items())]
    head = "threshold  written  lists read       sum  lists of a page  last follower"
    behind = _draw_frame()
    with house_style():
        figure, axes = _lanes()
        axes.set_axis_off()
        values = {each: _values(found, pages) for each, found in shown.items()}
        at = math.log10(threshold)
        for line, (value, words) in enumerate(zip(_values(here, pages), _words(here, pages))):
            lane, row, role, style = _LINES[line]
            colour, marker = ROLES[role].colour, ROLES[role].marker
            if values:
                axes.plot([math.log10(each) for each in values],
                          [_height(lane, each[line]) for each in values.values()],
                          color=colour, linestyle=style, linewidth=2)  # fmt: skip
            middle = -lane * _LANE + 0.5 - 0.26 * row
            axes.plot([at, _RIGHT + 0.14], [_height(lane, value), middle], marker=marker,
                      color=colour, linestyle="none", clip_on=False)  # fmt: skip
            axes.text(_RIGHT + 0.22, middle, words, va="center")
        return render(figure, label=label, text="\n".join([label, head, *rows]), behind=behind)


@lru_cache(maxsize=1)
def _draw_frame() -> str:
    """Draw the three floors, their scales and names, and the aim, which no knob changes."""
    with house_style():
        figure, axes = _lanes()
        marks = []
        for lane, (name, low, tens) in enumerate(_LANES):
            for ten in range(tens + 1):
                value = low * 10**ten
                marks.append((_height(lane, value), f"{value:,.0f}" if value >= 1 else "0.1"))
            axes.plot([1, _RIGHT], [-lane * _LANE] * 2, color=INK, linewidth=1.2, clip_on=False)
            write_lines(axes, 0.58, -lane * _LANE + 0.5, name, "right", 0.26)
        followers = [(float(n), f"{10**n:,}") for n in (1, 2, 3)]
        draw_axis(axes, "x", 1, _RIGHT, marks=[*followers, (_RIGHT, "6,000")],
                  title="threshold: who has more followers is pulled")  # fmt: skip
        draw_axis(axes, "y", -2 * _LANE, 1.05, marks=marks, grid=True)
        axes.spines["bottom"].set_visible(False)
        aim = _height(2, AIM_S)
        axes.plot([1, _RIGHT], [aim, aim], color=INK, linestyle="--", linewidth=2)
        axes.text(1.02, aim + 0.03, f"the aim: {AIM_S} s", va="bottom")
        return drawing(figure)


def _lanes() -> tuple[Figure, Axes]:
    figure, axes = new_axes(430, left=205, right=200, top=10, bottom=55)
    axes.set(xlim=(1, _RIGHT), ylim=(-2 * _LANE, 1.05))
    return figure, axes


def _height(lane: int, value: float) -> float:
    """Place a value in its lane; one below the floor or above the top is put there."""
    _, low, tens = _LANES[lane]
    within = math.log10(value / low) / tens if value > 0 else 0.0
    return min(max(within, 0.0), 1.0) - lane * _LANE


def _values(found: Costs, pages: int) -> tuple[float, ...]:
    """Give what the lines show, in the order of _LINES."""
    read = pages * found.lists
    return found.written, read, found.written + read, float(found.most_lists), found.last_s


def _words(found: Costs, pages: int) -> tuple[str, ...]:
    written, read, total, lists, last_s = _values(found, pages)
    return (
        f"written {written:,.1f}",
        f"lists read {read:,.1f}",
        f"sum {total:,.1f}",
        counted(int(lists), "list"),
        f"{last_s:,.1f} s",
    )


def _row(threshold: int, found: Costs, pages: int) -> str:
    written, read, total, lists, last_s = _values(found, pages)
    return (
        f"{threshold:>9,} {written:>8,.1f} {read:>11,.1f} {total:>9,.1f} "
        f"{lists:>16,.0f} {last_s:>12,.1f} s"
    )
