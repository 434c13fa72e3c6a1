"""Draw who follows whom, with the two rows of each user and what one question reads."""

from typing import Final

import networkx as nx
from matplotlib.axes import Axes

from twitlab.columns import common
from twitlab.errors import BadValue
from twitlab.graph import SocialGraph
from twitlab.ui.drawing.picture import Picture
from twitlab.ui.drawing.style import INK, ROLES, house_style, new_axes
from twitlab.ui.drawing.svg import render

# The corners of a hexagon, from the top left: six people at most can be told apart.
_CORNERS: Final = ((-0.5, 0.87), (0.5, 0.87), (1.0, 0.0), (0.5, -0.87), (-0.5, -0.87), (-1.0, 0.0))
_CENTRE: Final = (155, 150)
_RADIUS: Final = 112
_COLUMNS: Final = (330, 600)  # where the two tables begin
_LINE_PX: Final = 27


def draw_follows(graph: SocialGraph, names: list[str], me: str = "", other: str = "") -> Picture:
    """Draw who follows whom, the two rows of each user, and which rows one question reads.

    Args:
        graph: of at most 6 users; rows of a partition that is away are drawn as away.
        names: of the users, different, in their order.
        me: who asks "who that I follow follows the other?"; "" if nobody asks.
        other: whose followers are meant; with me or not at all.

    Returns:
        The Picture; its text twin lists the rows of each partition.

    Raises:
        BadValue: there is nobody or more than 6, a name is missing or twice, or one is unknown.
        PartitionUnavailable: the question needs a partition that is away.

    Complexity: one small figure.

    >>> import numpy as np
    >>> graph = SocialGraph.from_edges(np.array([0, 0, 1]), np.array([1, 2, 2]), partitions=2)
    >>> draw_follows(graph, ["Ann", "Bob", "Cem"], "Ann", "Cem").label
    'Ann follows 2, 2 follow Cem, in both: Bob. 1 of 2 partitions asked.'
    """
    if not 1 <= graph.users == len(set(names)) == len(names) <= len(_CORNERS):
        raise BadValue(
            f"names must be one for each user, 1 to {len(_CORNERS)}, all different, got "
            f"{len(names)} for {graph.users}"
        )
    if (me or other) and not {me, other} <= set(names):
        raise BadValue(f"me and other must be among {names}, got {me!r} and {other!r}")
    rows = [
        None
        if user % graph.partitions in graph.away
        else (graph.followees(user).tolist(), graph.followers(user).tolist())
        for user in range(graph.users)
    ]
    edges = {(s, d) for s, row in enumerate(rows) if row for d in row[0]}
    edges |= {(s, d) for d, row in enumerate(rows) if row for s in row[1]}
    read: set[tuple[int, int]] = set()  # user and table
    found: list[int] = []
    if me:
        asker, asked = names.index(me), names.index(other)
        read = {(asker, 0), (asked, 1)}
        followees, followers = graph.followees(asker), graph.followers(asked)
        found = common(followees, followers).tolist()
        parts = len({user % graph.partitions for user, _ in read})
        label = (
            f"{me} follows {len(followees)}, {len(followers)} follow {other}, in both: "
            f"{_listed(found, names) or 'nobody'}. {parts} of {graph.partitions} partitions asked."
        )
    else:
        label = f"{len(edges)} edges, each kept twice, on {graph.partitions} partitions."
    lines = [label]
    with house_style():
        height = 50 + _LINE_PX * (graph.users + graph.partitions)
        figure, axes = new_axes(max(height, 300), left=0, right=0, top=0, bottom=0)
        axes.set(xlim=(0, 860), ylim=(max(height, 300), 0))
        axes.set_axis_off()
        passed = {(asker, each) for each in found} | {(each, asked) for each in found} if me else ()
        _draw_people(axes, names, edges, set(passed), {user for user, _ in read} | set(found))
        y = 22.0
        for x, title in zip(_COLUMNS, ("follows (forward)", "is followed by (backward)")):
            axes.text(x, y, title, weight="bold", va="center")
        for part in range(graph.partitions):
            y += _LINE_PX
            axes.plot([_COLUMNS[0], 850], [y - 13, y - 13], color=INK, linewidth=1, alpha=0.4)
            axes.text(_COLUMNS[0], y, f"partition {part}", va="center", style="italic")
            lines.append(f"partition {part}:")
            for user in range(part, graph.users, graph.partitions):
                y += _LINE_PX
                said = []
                for table, x in enumerate(_COLUMNS):
                    row = rows[user]
                    text = f"{names[user]}: {_listed(row[table], names) if row else 'away'}"
                    mark = (user, table) in read
                    weight = "bold" if mark else "normal"
                    axes.text(x + 16, y, text, va="center", weight=weight, parse_math=False)
                    if mark:  # not the text itself: green is too pale for letters of this size
                        rule = [x + 16, x + 235], [y + 11, y + 11]
                        axes.plot(*rule, color=ROLES["read"].colour, linewidth=4)
                    said.append(text + " (read)" * mark)
                lines.append(f"  follows  {said[0]:28} followed by  {said[1]}")
        return render(figure, label=label, text="\n".join(lines))


def _listed(users: list[int], names: list[str]) -> str:
    return ", ".join(names[user] for user in users)


def _draw_people(
    axes: Axes,
    names: list[str],
    edges: set[tuple[int, int]],
    passed: set[tuple[int, int]],
    marked: set[int],
) -> None:
    """Draw people at the corners of a hexagon, and an arrow from each to whom they follow."""
    places = {
        user: (_CENTRE[0] + _RADIUS * x, _CENTRE[1] - _RADIUS * y)
        for user, (x, y) in zip(range(len(names)), _CORNERS)
    }
    graph = nx.DiGraph()
    graph.add_nodes_from(places)
    graph.add_edges_from(sorted(edges))
    green = ROLES["read"].colour
    for chosen, colour, line_px in (
        (sorted(edges - passed), INK, 1.2),
        (sorted(edges & passed), green, 4),
    ):
        if chosen:
            nx.draw_networkx_edges(
                graph, places, chosen, edge_color=colour, width=line_px, ax=axes, arrowsize=16,
                node_size=48**2, connectionstyle="arc3,rad=0.12",
            )  # fmt: skip
    for user, (x, y) in places.items():
        nx.draw_networkx_nodes(
            graph, places, [user], 46**2, "none", ax=axes,
            edgecolors=green if user in marked else INK, linewidths=4 if user in marked else 1.2,
        )  # fmt: skip
        weight = "bold" if user in marked else "normal"
        axes.text(x, y, names[user], ha="center", va="center", weight=weight, parse_math=False)
