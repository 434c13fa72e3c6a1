"""Draw who gets a tweet: by which lines, and in how many timelines.

`draw_ways` shows six people, one tweet and one page; `draw_fanouts` puts numbers that are all
called "fan-out" on one axis. What a hybrid's threshold changes is in `threshold_plots.py`.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import networkx as nx
from matplotlib.axes import Axes

from twitlab.errors import BadValue
from twitlab.ui.drawing.axis import draw_axis
from twitlab.ui.drawing.picture import Picture
from twitlab.ui.drawing.style import INK, ROLES, house_style, new_axes
from twitlab.ui.drawing.svg import render

WAYS: Final = ("write", "read", "hybrid")
_MOST_PEOPLE: Final = 8


def draw_ways(
    follows: Mapping[str, Sequence[str]], author: str, reader: str, way: str, threshold: int = 0
) -> Picture:
    """Draw where one tweet is written, and which lists one page reads.

    Args:
        follows: whom each follows, at most 8 people.
        author: who tweets.
        reader: whose page is read.
        way: one of :data:`WAYS`.
        threshold: in a hybrid, who has more followers is pulled.

    Returns:
        The Picture; its text twin says the same in two lines, and who follows whom.

    Raises:
        BadValue: a name is unknown, there are more than 8 people, or way is none.

    Complexity: one small figure.

    >>> both = {"Ann": [], "Bob": ["Ann"]}
    >>> draw_ways(both, "Ann", "Bob", "write").label
    "On write: Ann's tweet is written to 1 timeline; Bob's page reads 1 list."
    """
    people = list(follows)
    if len(people) > _MOST_PEOPLE:
        raise BadValue(f"follows must have at most {_MOST_PEOPLE} people, got {len(people)}")
    for name, value in (("author", author), ("reader", reader)):
        if value not in people:
            raise BadValue(f"{name} must be one of {people}, got {value!r}")
    if way not in WAYS:
        raise BadValue(f"way must be one of {list(WAYS)}, got {way!r}")
    followers = {name: [each for each in people if name in follows[each]] for name in people}
    limit = {"write": len(people), "read": -1, "hybrid": threshold}[way]
    pulled = [name for name in people if len(followers[name]) > limit]
    written = [] if author in pulled else followers[author]
    asked = [name for name in follows[reader] if name in pulled]
    lists = len(asked) + (way != "read")
    label = (
        f"{'Hybrid' if way == 'hybrid' else f'On {way}'}: {author}'s tweet is written to "
        f"{counted(len(written), 'timeline')}; {reader}'s page reads {counted(lists, 'list')}."
    )
    own = [] if way == "read" else [f"{reader}'s timeline"]
    lines = [
        f"written to: {', '.join(written) or 'nobody'}",
        f"read: {', '.join([*own, *(f'the tweets of {name}' for name in asked)]) or 'nothing'}",
        *(f"{name} follows {', '.join(follows[name]) or 'nobody'}" for name in people),
    ]
    pushes = [(("by", author), ("to", each)) for each in written]
    pulls = [(("by", name), ("to", reader)) for name in asked]
    with house_style():
        figure, axes = new_axes(290, left=150, right=20, top=10, bottom=10)
        rest = [(("by", to), ("to", one)) for one in people for to in follows[one]]
        _draw_graph(axes, people, [edge for edge in rest if edge not in [*pushes, *pulls]],
                    pushes, pulls, ("by", author), ("to", reader))  # fmt: skip
        return render(figure, label=label, text="\n".join([label, *lines]))


def _draw_graph(
    axes: Axes,
    people: list[str],
    rest: list[Any],
    pushes: list[Any],
    pulls: list[Any],
    author: tuple[str, str],
    reader: tuple[str, str],
) -> None:
    """Draw what people wrote above, their home timelines below, and a line for each follow."""
    places = {(kind, name): (float(at), float(kind == "by"))
              for kind in ("by", "to") for at, name in enumerate(people)}  # fmt: skip
    graph = nx.Graph()
    graph.add_nodes_from(places)
    axes.set(xlim=(-0.5, len(people) - 0.5), ylim=(-0.3, 1.3))
    axes.set_axis_off()
    write, read = ROLES["write"].colour, ROLES["read"].colour
    # Lines end where nodes begin: these are hollow, for both themes.
    ends = {node: (x, 0.84 if y else 0.16) for node, (x, y) in places.items()}
    for edges, colour, line_px, style in (
        (rest, INK, 1.5, ":"),
        (pushes, write, 4, "-"),
        (pulls, read, 4, "--"),
    ):
        drawn = nx.draw_networkx_edges(graph, ends, edges, edge_color=colour, style=style, ax=axes)
        if edges:
            drawn.set_linewidth(line_px)
    for nodes, shape, size in (("by", "o", 44**2), ("to", "s", 42**2)):
        for node in (each for each in places if each[0] == nodes):
            colour = {author: write, reader: read}.get(node, INK)
            nx.draw_networkx_nodes(
                graph, places, [node], size, "none", shape, ax=axes, edgecolors=colour,
                linewidths=1.2 if colour == INK else 4,
            )  # fmt: skip
    for node, (x, y) in places.items():
        weight = "bold" if node in (author, reader) else "normal"
        axes.text(x, y, node[1], ha="center", va="center", weight=weight)
    for y, words in ((1.0, ["what each", "has written"]), (0.0, ["home", "timelines"])):
        write_lines(axes, -0.6, y, words, "right", 0.14)


def draw_fanouts(
    ours: Mapping[str, tuple[float, str]], published: Mapping[str, tuple[float, str]]
) -> Picture:
    """Draw numbers that are all called "fan-out" on one axis, with what each is a mean over.

    Args:
        ours: by name, the number and how it is written; measured.
        published: the same, of the real system; a 0 is drawn at the left end.

    Returns:
        The Picture; its text twin is the list.

    Raises:
        BadValue: there is none, a number is below 0, or none is above it.

    Complexity: one small figure.

    >>> draw_fanouts({"mean": (32.3, "32")}, {"mean of 2012": (75, "75")}).label
    'Deliveries for each tweet: 1 number of our world, from 32 to 32; 1 published, from 75 to 75.'
    """
    both = [*((name, *each, "measured") for name, each in ours.items()),
            *((name, *each, "published") for name, each in published.items())]  # fmt: skip
    sizes = [value for _, value, _, _ in both if value > 0]
    if not ours or not published or not sizes or min(each[1] for each in both) < 0:
        raise BadValue(f"ours and published must each have numbers from 0 on, got {both}")
    ranges = []
    for numbers in (ours, published):
        by_size = sorted(numbers.values())
        ranges.append(f"from {by_size[0][1]} to {by_size[-1][1]}")
    label = (
        f"Deliveries for each tweet: {counted(len(ours), 'number')} of our world, {ranges[0]}; "
        f"{len(published)} published, {ranges[1]}."
    )
    lines = [f"{said:>4}  {role:9}  {name}" for name, _, said, role in both]
    with house_style():
        figure, axes = new_axes(75 + 30 * len(both), left=380, right=70, top=5, bottom=55)
        left = min(sizes) / 1.5
        title = "square: our world; star: published"
        draw_axis(axes, "x", left, max(sizes) * 1.5, log=True, title=title)
        draw_axis(axes, "y", len(both) - 0.5, -0.5, grid=True,
                  marks=[(at, each[0]) for at, each in enumerate(both)])  # fmt: skip
        for at, (_, value, said, role) in enumerate(both):
            place, size = max(value, left), 15 if role == "published" else 11
            axes.plot([place], [at], ROLES[role].marker, markersize=size, color=INK)
            axes.annotate(said, (place, at), (11, 0), textcoords="offset pixels",
                          va="center", weight="bold")  # fmt: skip
        return render(figure, label=label, text="\n".join([label, *lines]))


def counted(count: int, noun: str) -> str:
    """Say a count with its noun."""
    return f"{count:,} {noun}{'s' * (count != 1)}"


def write_lines(
    axes: Axes, x: float, middle: float, lines: Sequence[str], ha: str, step: float
) -> None:
    """Write lines one by one: matplotlib would align them by the widths of its own font."""
    for at, each in enumerate(lines):
        axes.text(x, middle + step * ((len(lines) - 1) / 2 - at), each, ha=ha, va="center")
