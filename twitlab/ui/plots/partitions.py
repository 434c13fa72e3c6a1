"""Draw where tweets lie, who is asked for them, and what moves when a machine comes.

`draw_placed` shows a dozen tweets and one read, and `draw_moved` which keys change their node;
thousands of reads and writes are in `request_plots.py`.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import networkx as nx
import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from numpy.typing import NDArray

from twitlab.columns import Ints
from twitlab.errors import BadValue
from twitlab.hashing import hash_ints
from twitlab.partitioning import Hashed, Strategy, TweetStore, moved_keys
from twitlab.ui.drawing.axis import draw_axis
from twitlab.ui.drawing.picture import Picture
from twitlab.ui.drawing.style import INK, ROLES, house_style, new_axes
from twitlab.ui.drawing.svg import render

_MOST_SEEN: Final = 16  # tweets that fit side by side
_MOST_KEYS: Final = 1_000


def draw_placed(
    strategy: Strategy, ids: Ints, names: Sequence[str], page_of: str = "", tweet: int = -1
) -> Picture:
    """Draw a few tweets on their partitions, and which of them one read asks.

    Args:
        strategy: where tweets go; not in use yet.
        ids: ascending, at most 16, int64, shape (count,).
        names: who wrote each.
        page_of: whose newest two tweets are read; "" to read one tweet.
        tweet: the id of the tweet that is read, if no page is.

    Returns:
        The Picture; its text twin lists each partition.

    Raises:
        BadValue: there are no tweets or more than 16, a name is missing, or nobody is asked for.

    Complexity: one small figure.

    >>> from twitlab.partitioning import ByUser
    >>> draw_placed(ByUser(2), np.array([1, 2, 3]), ["Ann", "Bob", "Ann"], page_of="Ann").label
    "By user: Ann's page asks 1 of 2 partitions."
    """
    if not 1 <= len(ids) <= _MOST_SEEN or len(names) != len(ids):
        raise BadValue(
            f"ids must be 1 to {_MOST_SEEN} with a name each, got {len(ids)} and {len(names)}"
        )
    users = sorted(set(names))
    if page_of not in users and tweet not in ids:
        raise BadValue(f"page_of must be one of {users}, or tweet one of ids, got {page_of!r}")
    user_ids = np.array([users.index(name) for name in names])
    placed = strategy.place(ids, user_ids)[0].tolist()
    store = TweetStore(strategy)
    store.append(ids, user_ids)
    if page_of:
        answer = store.latest(users.index(page_of), 2).ids.tolist()
        question = f"{page_of}'s page"
    else:
        store.get(np.array([tweet]))
        answer, question = [tweet], f"tweet {tweet}"
    load = store.load()
    asked = load.partitions[load.reads > 0].tolist()
    parts = load.partitions.tolist()
    holds: dict[int, list[int]] = {part: [] for part in parts}
    for tweet_id, part in zip(ids.tolist(), placed, strict=True):
        holds[part].append(tweet_id)
    label = f"By {strategy.key}: {question} asks {len(asked)} of {len(parts)} partitions."
    by_id = dict(zip(ids.tolist(), names, strict=True))
    lines = [
        f"partition {part}{', asked' if part in asked else ''}: "
        + ", ".join(f"{by_id[i]} {i}{' (read)' if i in answer else ''}" for i in held)
        for part, held in holds.items()
    ]
    with house_style():
        figure, axes = new_axes(290, left=20, right=20, top=10, bottom=10)
        _draw_graph(axes, question, holds, by_id, asked, answer)
        return render(figure, label=label, text="\n".join([label, *lines]))


def _draw_graph(
    axes: Axes,
    question: str,
    holds: Mapping[int, list[int]],
    by_id: Mapping[int, str],
    asked: list[int],
    answer: list[int],
) -> None:
    """Draw the read at the top, partitions beneath it, and their tweets at the bottom."""
    places: dict[Any, tuple[float, float]] = {}
    right = 0.0
    for part, held in holds.items():
        wide = max(1, len(held))
        places["partition", part] = (right + (wide - 1) / 2, 1.0)
        places.update({("tweet", each): (right + at, 0.0) for at, each in enumerate(held)})
        right += wide + 0.6
    places["read"] = ((right - 1.6) / 2, 2.0)
    graph = nx.Graph()
    graph.add_nodes_from(places)
    green = ROLES["read"].colour
    axes.set(xlim=(-0.7, right - 0.9), ylim=(-0.55, 2.25))
    axes.set_axis_off()
    kept = [(("partition", part), ("tweet", each)) for part in holds for each in holds[part]]
    found = [edge for edge in kept if edge[1][1] in answer]
    rest = [edge for edge in kept if edge[1][1] not in answer]
    reads = [("read", ("partition", part)) for part in asked]
    for edges, top, bottom, colour, line_px in (
        (rest, 0.82, 0.22, INK, 1.2),
        (found, 0.82, 0.22, green, 4),
        (reads, 2.0, 1.18, green, 4),
    ):
        # Lines end where nodes begin: these are hollow, for both themes.
        ends = {node: (x, top if y > bottom else bottom) for node, (x, y) in places.items()}
        drawn = nx.draw_networkx_edges(graph, ends, edges, edge_color=colour, ax=axes)
        drawn.set_linewidth(line_px)
    marked = {*(("partition", part) for part in asked), *(("tweet", each) for each in answer)}
    for kind, shape, size in (("partition", "s", 34**2), ("tweet", "o", 42**2)):
        for is_read in (False, True):
            nodes = [n for n in places if n[0] == kind and (n in marked) is is_read]
            nx.draw_networkx_nodes(
                graph, places, nodes, size, "none", shape, ax=axes,
                edgecolors=green if is_read else INK, linewidths=4 if is_read else 1.2,
            )  # fmt: skip
    for node, (x, y) in places.items():
        said = question if node == "read" else by_id[node[1]] if y == 0 else str(node[1])
        axes.text(x, y, said, ha="center", va="center" if y < 2 else "bottom",
                  weight="bold" if node in marked or node == "read" else "normal")  # fmt: skip
        if y == 0:
            axes.text(x, -0.5, str(node[1]), ha="center", va="bottom")


def draw_moved(changes: Mapping[str, tuple[Hashed, Hashed]], keys: NDArray[Any]) -> Picture:
    """Draw which keys change their node, each at the place on the ring where its hash is.

    Args:
        changes: by name, how keys were placed and how they are placed now; one seed for all.
        keys: different user ids or tweet ids, at most 1,000, shape (count,).

    Returns:
        The Picture; its text twin counts the keys moved.

    Raises:
        BadType: keys is not an array of integers, or a placement none of ByUser, ByTweet and Ring.
        BadValue: there are no keys or too many, or no changes.

    Complexity: O(keys log keys), and one small figure.

    >>> from twitlab.partitioning import Ring
    >>> draw_moved({"a ring": (Ring(4), Ring(5))}, np.arange(300)).label
    'Moved, of 300 keys: a ring, 58.'
    """
    if not changes or not 1 <= len(keys) <= _MOST_KEYS:
        raise BadValue(f"keys must be 1 to {_MOST_KEYS:,}, with a change, got {len(keys)}")
    counts = {name: moved_keys(*pair, keys).keys_moved for name, pair in changes.items()}
    seed = next(iter(changes.values()))[0].seed
    around = keys[np.argsort(hash_ints(keys, seed), kind="stable")]
    label = f"Moved, of {len(keys):,} keys: " + "; ".join(f"{n}, {c}" for n, c in counts.items())
    with house_style():
        figure, axes = new_axes(60 + 64 * len(changes), left=200, right=60, top=0, bottom=50)
        draw_axis(axes, "x", 0, len(keys), marks=[],
                  title="once around the ring; filled: this key moves")  # fmt: skip
        draw_axis(axes, "y", len(changes) - 0.5, -0.5, marks=list(enumerate(changes)))
        for lane, (before, after) in enumerate(changes.values()):
            moves = (before.owners(around) != after.owners(around)).tolist()
            boxes = [_box(low, high, lane) for low, high in _runs(moves)]
            fill = ROLES["write"].colour
            axes.add_collection(PolyCollection(boxes, facecolors=fill, edgecolors="none"))
            whole = [_box(0, len(keys), lane)]
            axes.add_collection(PolyCollection(whole, facecolors="none", edgecolors=INK))
            axes.text(len(keys) * 1.015, lane, str(sum(moves)), va="center", weight="bold")
        return render(
            figure, label=label + ".", text=label.replace(": ", ":\n", 1).replace("; ", "\n")
        )


def _runs(moves: list[bool]) -> list[tuple[int, int]]:
    """Give where each run of True begins and where it has ended."""
    edges = [at for at in range(len(moves) + 1)
             if (at > 0 and moves[at - 1]) != (at < len(moves) and moves[at])]  # fmt: skip
    return list(zip(edges[::2], edges[1::2], strict=True))


def _box(low: int, high: int, lane: int) -> list[tuple[float, float]]:
    return [(low, lane - 0.3), (high, lane - 0.3), (high, lane + 0.3), (low, lane + 0.3)]
