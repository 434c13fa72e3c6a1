"""Draw what each partition gets of thousands of writes and reads, under each partition key."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure
from numpy.typing import NDArray

from twitlab.columns import Ints
from twitlab.errors import BadType, BadValue
from twitlab.partitioning import (
    ByTime,
    ByTweet,
    ByUser,
    Hashed,
    Ring,
    Route,
    TweetStore,
    moved_keys,
)
from twitlab.ui.axis import draw_axis
from twitlab.ui.picture import Picture
from twitlab.ui.svg import INK, ROLES, drawing, house_style, new_axes, render
from twitlab.world import World

STRATEGIES: Final = ("user", "user, on a ring", "tweet", "time", "tweet, index by user")
PARTITIONS: Final = (1, 200)
PAGE: Final = 20

_KINDS: Final = (("tweets written", "write"), ("tweets read by id", "read"), ("pages read", "read"))
_LANE: Final = 1.3  # from one lane's floor to the next; a lane is 1 high
_KEYS_SAMPLED: Final = 20_000


@dataclass(frozen=True, slots=True, eq=False)
class Requests:
    """Hold what a picture of requests is made of; :func:`requests_of` takes it from a world.

    Args:
        ids, user_ids: all tweets, int64, shape (tweets,).
        written: how many of them, the newest, are the writes.
        users: how many there are.
        readers_of: whose page is read, int64, shape (pages,); once for each page.
        pages: the newest ids of each, then -1, int64, shape (pages, 20).
    """

    ids: Ints
    user_ids: Ints
    written: int
    users: int
    readers_of: Ints
    pages: NDArray[np.int64]


def requests_of(world: World, store: TweetStore, count: int = 1_000) -> Requests:
    """Take reads and writes from a world: its newest tweets, and what followers look at.

    Followers at even distances in the list of edges each open the newest tweet of the one whom
    they follow, by its id, and then the page of the newest 20. So who has more followers is read
    more often.

    Args:
        world: with tweets and edges.
        store: one that holds the world's tweets.
        count: how many writes, reads and pages; fewer if the world has fewer.

    Returns:
        The Requests.

    Raises:
        BadType: world is no World.
        BadValue: the world has no tweet or no edge.

    Complexity: O(count) pages.
    """
    if not isinstance(world, World):
        raise BadType(f"world must be a World, got {world!r}")
    if not len(world.tweets) or not len(world.destinations):
        raise BadValue("world must have tweets and edges, got one without")
    step = max(1, len(world.destinations) // count)
    read = world.destinations[::step][:count].astype(np.int64)
    ids, user_ids = world.tweets.tweet_id, world.tweets.user_id.astype(np.int64)
    pages = store.latest_many(read, PAGE).ids
    return Requests(ids, user_ids, min(count, len(ids)), world.users, read, pages)


def count_requests(requests: Requests, partitions: int, by: str) -> tuple[NDArray[np.int64], float]:
    """Count how often each partition is asked or written to, and what one more would move.

    Args:
        requests: the reads and writes.
        partitions: how many, 1 to 200.
        by: one of :data:`STRATEGIES`.

    Returns:
        Requests of each partition for writes, reads by id and pages, shape (3, partitions); and
        which percentage of the keys one more partition moves.

    Raises:
        BadType: partitions is not an int.
        BadValue: partitions or by is out of range.

    Complexity: O(count * 20), and O(tweets) by time.
    """
    if isinstance(partitions, bool) or not isinstance(partitions, int):
        raise BadType(f"partitions must be an int, got {partitions!r}")
    if not PARTITIONS[0] <= partitions <= PARTITIONS[1]:
        raise BadValue(f"partitions must be from 1 to {PARTITIONS[1]}, got {partitions}")
    if by not in STRATEGIES:
        raise BadValue(f"by must be one of {list(STRATEGIES)}, got {by!r}")
    newest = slice(len(requests.ids) - requests.written, None)
    ids, user_ids = requests.ids[newest], requests.user_ids[newest]
    links = requests.pages[requests.pages[:, 0] >= 0, 0]  # (pages,), at most
    if by == "time":
        rows = -(-len(requests.ids) // partitions)
        placed, strategy = ByTime(rows).place(requests.ids, requests.user_ids)
        # A page that is not full is looked for back to the first tweet of all.
        oldest = np.maximum(requests.pages[:, -1], requests.ids[0])
        asked = np.cumsum(_sums(strategy.routes(oldest), partitions))
        writes = np.bincount(placed[newest], minlength=partitions)
        return np.stack([writes, _sums(strategy.routes(links), partitions), asked]), 0.0
    tweet, user = ByTweet(partitions), ByUser(partitions)
    hashed: Hashed = {"user": user, "user, on a ring": Ring(partitions)}.get(by, tweet)
    writes = np.bincount(hashed.place(ids, user_ids)[0], minlength=partitions)
    pages = _sums(next(iter(hashed.steps_of_many(requests.readers_of))), partitions)
    if by == "tweet, index by user":
        writes = writes + np.bincount(user.owners(user_ids), minlength=partitions)
        pages = np.bincount(user.owners(requests.readers_of), minlength=partitions)
        page, column = np.nonzero(requests.pages >= 0)
        at = tweet.owners(requests.pages[page, column])
        # A page asks a partition once, however many of its tweets are there.
        once = np.unique(page * partitions + at) % partitions
        pages = pages + np.bincount(once, minlength=partitions)
    step = -(-len(requests.ids) // _KEYS_SAMPLED)
    keys = np.arange(requests.users) if hashed.key == "user" else requests.ids[::step]
    moved = moved_keys(hashed, hashed.with_node(), keys)
    by_id = _sums(hashed.routes(links), partitions)
    return np.stack([writes, by_id, pages]), 100 * moved.keys_moved / moved.keys


def _sums(routes: Iterable[Route], partitions: int) -> NDArray[np.int64]:
    sums = np.zeros(partitions, dtype=np.int64)
    for part, at in routes:
        sums[part] += len(at)
    return sums


def draw_requests(requests: Requests, partitions: int, by: str) -> Picture:
    """Draw how often each partition is asked for the same reads and writes.

    Args:
        requests: the reads and writes.
        partitions: how many, 1 to 200.
        by: one of :data:`STRATEGIES`.

    Returns:
        The Picture; its text twin has, for each kind, all requests, the mean and the most.

    Raises:
        BadType, BadValue: as :func:`count_requests`.

    Complexity: as :func:`count_requests`, and one small figure on a frame that stands still.
    """
    counts, moved = count_requests(requests, partitions, by)
    kinds = requests.written, int((requests.pages[:, 0] >= 0).sum()), len(requests.pages)
    total, hottest = int(counts.sum()), int(counts.sum(axis=0).max())
    names = [f"{kind:,} {name}" for kind, (name, _) in zip(kinds, _KINDS, strict=True)]
    label = (
        f"By {by}, {partitions} partition{'s' * (partitions > 1)}: {total:,} requests. "
        f"The hottest partition gets {hottest:,}, {hottest * partitions / total:.1f} times "
        f"the mean. One more partition moves {moved:.1f} % of the keys."
    )
    said = [f"mean {lane.sum() / partitions:,.1f}, most {lane.max():,}" for lane in counts]
    lines = [
        f"{name}: {lane.sum():,} requests, {words}"
        for name, lane, words in zip(names, counts, said, strict=True)
    ]
    behind = _draw_frame(tuple(names))
    with house_style():
        figure, axes = _lanes()
        axes.set_axis_off()
        steps = np.repeat(np.arange(partitions + 1) / partitions, 2)  # floor, top, top, ..., floor
        outlines, colours = [], []
        for lane, words in enumerate(said):
            floor = -lane * _LANE
            tops = [floor + _height(count) for count in counts[lane].tolist() for _ in (0, 1)]
            outlines.append(list(zip(steps.tolist(), [floor, *tops, floor], strict=True)))
            colours.append(ROLES[_KINDS[lane][1]].colour)
            _write(axes, 1.02, floor + 0.5, words.split(", "), "left")
        # Not `stairs`: a third of the time would go into finding the limits, which are known.
        filled = PolyCollection(outlines, facecolors=colours, edgecolors="none")
        axes.add_collection(filled, autolim=False)
        return render(figure, label=label, text="\n".join([label, *lines]), behind=behind)


@lru_cache(maxsize=2)
def _draw_frame(names: tuple[str, ...]) -> str:
    """Draw the three floors, their scales and names, which no knob changes."""
    with house_style():
        figure, axes = _lanes()
        floors = [-lane * _LANE for lane in range(len(names))]
        marks = [(floor + _height(n), f"{n:,}") for floor in floors for n in (1, 10, 100, 1_000)]
        draw_axis(axes, "x", 0, 1, marks=[], title="the partitions, side by side")
        draw_axis(axes, "y", floors[-1], 1.15, marks=marks, grid=True)
        axes.spines["bottom"].set_visible(False)
        for floor, name in zip(floors, names, strict=True):
            axes.plot([0, 1], [floor, floor], color=INK, linewidth=1.2, clip_on=False)
            _write(axes, -0.14, floor + 0.5, name.split(" ", 2), "right")
        return drawing(figure)


def _write(axes: Axes, x: float, middle: float, lines: list[str], ha: str) -> None:
    """Write lines one by one: matplotlib would align them by the widths of its own font."""
    for at, line in enumerate(lines):
        axes.text(x, middle + 0.22 * ((len(lines) - 1) / 2 - at), line, ha=ha, va="center")


def _lanes() -> tuple[Figure, Axes]:
    figure, axes = new_axes(390, left=200, right=140, top=10, bottom=45)
    axes.set(xlim=(0, 1), ylim=(-(len(_KINDS) - 1) * _LANE, 1.15))
    return figure, axes


def _height(count: int) -> float:
    """Place a count from 1 to 1,000 in a lane 1 high: 1 is a fifth, and each ten times as much."""
    return 0.2 + 0.8 * math.log10(count) / 3 if count else 0.0
