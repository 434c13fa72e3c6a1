"""Pictures of the graph show the rows that it has; counts are those of plain Python."""

import re
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.help.forked import Forks
from tests.help.pictures import assert_accessible, assert_same_without_vector_units
from twitlab.errors import BadType, BadValue
from twitlab.experiments import DESIGNS, arrivals, off_by, taps_of
from twitlab.faults import Faults
from twitlab.graph import NORMAL, REMOVED, EdgeWrites, PartitionUnavailable, PlainGraph, SocialGraph
from twitlab.ui.drawing.picture import Picture
from twitlab.ui.drawing.style import ROLES
from twitlab.ui.plots.follow_counts import REPLAYS, draw_wrong_counts
from twitlab.ui.plots.graph import draw_follows
from twitlab.world import World

SVG = "{http://www.w3.org/2000/svg}"
NAMES = ["Ann", "Bob", "Cem", "Dee", "Eva", "Fay"]
EDGES = np.array(
    [(0, 1), (0, 2), (0, 4), (1, 5), (2, 1), (2, 5), (3, 5), (4, 0), (4, 3), (5, 3)], np.int64
)
PICTURES = """
import hashlib
from tests.ui.plots.test_graph import pictures
for picture in pictures():
    print(hashlib.sha256((picture.svg + picture.text).encode()).hexdigest())
"""


def six(partitions: int = 3) -> SocialGraph:
    return SocialGraph.from_edges(EDGES[:, 0], EDGES[:, 1], partitions=partitions)


def few_taps() -> EdgeWrites:
    return taps_of(World.generate(users=300, tweets=0, seed=1), 150, 150, 9_000, seed=7)


def pictures() -> list[Picture]:
    away = six()
    away.take_down(1)
    taps = few_taps()
    return [
        draw_follows(six(), NAMES),
        draw_follows(six(), NAMES, "Ann", "Fay"),
        draw_follows(six(1), NAMES, "Fay", "Bob"),
        draw_follows(away, NAMES),
        *(draw_wrong_counts(taps, 20, 30, 10, replayed) for replayed in REPLAYS),
        draw_wrong_counts(taps, 0, 0, 0, "nothing"),
    ]


def test_pictures_are_identical_without_vector_units(forks: Forks) -> None:
    assert_same_without_vector_units(PICTURES, forks)


def test_pictures_are_accessible_and_stay_inside() -> None:
    for picture in pictures():
        assert_accessible(picture)


# Who follows whom


@pytest.mark.parametrize("partitions", [1, 2, 3, 6])
def test_rows_are_those_of_the_plain_graph(partitions: int) -> None:
    plain = PlainGraph()
    plain.apply(EdgeWrites(EDGES[:, 0], EDGES[:, 1], 1))
    drawn = draw_follows(six(partitions), NAMES)
    assert drawn.label == f"10 edges, each kept twice, on {partitions} partitions."
    at, seen = -1, []
    for line in drawn.text.splitlines()[1:]:
        if line.startswith("partition"):
            at = int(line.split()[1].rstrip(":"))
            continue
        names = re.findall(r"(\w+): ((?:\w+(?:, )?)*)", line)
        user = NAMES.index(names[0][0])
        seen.append(user)
        assert user % partitions == at
        for (name, listed), row in zip(
            names, (plain.followees(user), plain.followers(user)), strict=True
        ):
            assert name == NAMES[user]
            assert listed.split(", ") == [NAMES[each] for each in row]
    assert sorted(seen) == list(range(6))


def test_question_marks_its_two_rows_and_the_answer() -> None:
    drawn = draw_follows(six(), NAMES, "Ann", "Fay")
    assert drawn.label == (
        "Ann follows 3, 3 follow Fay, in both: Bob, Cem. 2 of 3 partitions asked."
    )
    assert re.findall(r"(\w+): [\w, ]+ \(read\)", drawn.text) == ["Ann", "Fay"]
    green = ROLES["read"].colour.lower()
    assert drawn.svg.lower().count(green) > draw_follows(six(), NAMES).svg.lower().count(green)


def test_nobody_in_both_is_said() -> None:
    drawn = draw_follows(six(), NAMES, "Fay", "Eva")
    assert drawn.label == ("Fay follows 1, 1 follow Eva, in both: nobody. 2 of 3 partitions asked.")


def test_rows_of_a_partition_that_is_away_are_not_read() -> None:
    graph = six()
    graph.take_down(1)  # Bob and Eva
    drawn = draw_follows(graph, NAMES)
    assert re.findall(r"(\w+): away", drawn.text) == ["Bob", "Bob", "Eva", "Eva"]
    assert drawn.label.startswith("10 edges")  # no edge has both ends there
    with pytest.raises(PartitionUnavailable):
        draw_follows(graph, NAMES, "Bob", "Fay")


@pytest.mark.parametrize(
    ("names", "me", "other", "said"),
    [
        (NAMES[:5], "", "", "names must be one for each user"),
        ([*NAMES[:5], "Ann"], "", "", "names must be one for each user"),
        (NAMES, "Ann", "", "me and other must be among"),
        (NAMES, "", "Ann", "me and other must be among"),
        (NAMES, "Ann", "Gus", "me and other must be among"),
    ],
)
def test_follows_refuses(names: list[str], me: str, other: str, said: str) -> None:
    with pytest.raises(BadValue, match=said):
        draw_follows(six(), names, me, other)


def test_follows_refuses_more_people_than_can_be_seen() -> None:
    with pytest.raises(BadValue, match="1 to 6"):
        draw_follows(SocialGraph(7), [*NAMES, "Gus"])


# Whose count is wrong


@st.composite
def deliveries(draw: st.DrawFn) -> tuple[EdgeWrites, list[int]]:
    """Writes of one edge take turns, as of people who change their mind, at times that grow."""
    edges = draw(st.lists(st.tuples(st.integers(0, 1), st.integers(2, 3)), min_size=1, max_size=9))
    state = {edge: draw(st.sampled_from([NORMAL, REMOVED])) for edge in set(edges)}
    states = []
    for edge in edges:
        state[edge] = NORMAL if state[edge] == REMOVED else REMOVED
        states.append(state[edge])
    sources, destinations = np.array(edges, np.int64).T
    at = np.arange(len(edges))
    came = draw(st.lists(st.integers(0, len(edges) - 1), max_size=15))
    return EdgeWrites(sources, destinations, at, np.array(states)), came


@given(deliveries())
def test_counts_are_those_of_plain_python(delivery: tuple[EdgeWrites, list[int]]) -> None:
    writes, came = delivery
    columns = (writes.sources, writes.destinations, writes.at, writes.states)
    rows = list(zip(*(column.tolist() for column in columns), strict=True))
    before = {}
    for source, destination, _, state in reversed(rows):
        before[source, destination] = state == REMOVED
    ends: list[dict[tuple[int, int], bool]] = []
    for order, by_time in ((range(len(rows)), False), (came, False), (came, True)):
        state = dict(before)
        for place in sorted(order, key=lambda place: rows[place][2]) if by_time else order:
            state[rows[place][:2]] = rows[place][3] == NORMAL
        ends.append(state)
    accounts = sorted({row[1] for row in rows})

    def count(state: dict[tuple[int, int], bool]) -> list[int]:
        return [sum(on for (_, to), on in state.items() if to == each) for each in accounts]

    summed = [
        start + sum((1 if rows[p][3] == NORMAL else -1) for p in came if rows[p][1] == each)
        for each, start in zip(accounts, count(before), strict=True)
    ]
    right = np.array(count(ends[0]))
    expected = np.array([summed, count(ends[1]), count(ends[2])]) - right
    assert off_by(writes, np.array(came, np.int64)).tolist() == expected.tolist()


def test_sum_minds_copies_only_and_the_last_to_come_minds_order_only() -> None:
    taps = few_taps()
    doubled = off_by(taps, arrivals(taps, Faults(duplication=0.3), seed=3))
    held = off_by(taps, arrivals(taps, Faults(reordering=0.3, held_ms=2_000), seed=3))
    assert [lane.any() for lane in doubled] == [True, False, False]
    assert [lane.any() for lane in held] == [False, True, False]


def test_stamps_that_are_too_coarse_lose_follows_though_all_come_in_order() -> None:
    taps = few_taps()
    coarse = EdgeWrites(taps.sources, taps.destinations, taps.at // 1_000, taps.states)
    off = off_by(coarse, np.arange(len(taps)))
    edges = taps.sources * 1_000 + taps.destinations
    removed, normal = (
        {(edge, at // 1_000) for edge, at in zip(edges[chosen].tolist(), taps.at[chosen].tolist())}
        for chosen in (taps.states == REMOVED, taps.states == NORMAL)
    )
    assert not off[:2].any()
    assert -off[2].sum() == len(removed & normal) > 0


def test_taps_take_turns_on_edges_of_the_world() -> None:
    world = World.generate(users=300, tweets=0, seed=1)
    taps = taps_of(world, 100, 60, 9_000, seed=7)
    edges = set(zip(world.sources.tolist(), world.destinations.tolist(), strict=True))
    seen: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for source, destination, at, state in zip(
        taps.sources.tolist(), taps.destinations.tolist(), taps.at.tolist(), taps.states.tolist(),
        strict=True,
    ):  # fmt: skip
        seen.setdefault((source, destination), []).append((at, state))
    assert seen.keys() <= edges
    assert len(taps) == 160
    assert len(seen) == 100
    assert (np.diff(taps.at) >= 0).all()
    for first, *second in seen.values():
        assert first[1] == REMOVED
        assert all(1 <= at - first[0] <= 1_000 and state == NORMAL for at, state in second)


def test_taps_are_fewer_where_the_world_is_small() -> None:
    world = World.generate(users=2, tweets=0, seed=1)
    with pytest.raises(BadValue, match="two edges or more"):
        taps_of(world, 5, 5, 10, seed=1)
    assert len(taps_of(World.generate(users=5, tweets=0, seed=1), 99, 99, 10, seed=1)) < 30
    with pytest.raises(BadType, match="world must be a World"):
        taps_of(5, 5, 5, 10, seed=1)  # type: ignore[arg-type]


def test_picture_of_wrong_counts_says_what_off_by_counts() -> None:
    taps = few_taps()
    came = arrivals(taps, Faults(0.1, 0.2, 0.3, held_ms=2_000), seed=2010)
    for replayed, again in zip(REPLAYS, (0, 150, 300), strict=True):
        off = off_by(taps, np.concatenate([came, np.arange(again)]))
        drawn = draw_wrong_counts(taps, 20, 30, 10, replayed)
        assert drawn.text.splitlines()[1:] == [
            f"{name}: {(lane != 0).sum()} wrong, by {abs(lane).sum()} in all"
            for name, lane in zip(DESIGNS, off, strict=True)
        ]
        fill = f"fill: {ROLES['lost'].colour.lower()}"
        assert (drawn.svg.lower().count(fill) > 0) == bool(off.any())


def test_all_sent_again_mends_rows_and_not_sums() -> None:
    drawn = draw_wrong_counts(few_taps(), 0, 0, 20, "everything")
    wrong = [int(n) for n in re.findall(r": (\d+) wrong", drawn.text)]
    assert wrong[0] > 0
    assert wrong[1:] == [0, 0]


@pytest.mark.parametrize("name", ["doubled", "held", "lost"])
@pytest.mark.parametrize(
    ("share", "error"), [(-1, BadValue), (51, BadValue), (True, BadType), (0.5, BadType)]
)
def test_wrong_counts_refuse_shares(name: str, share: Any, error: type[Exception]) -> None:
    shares: dict[str, Any] = {"doubled": 0, "held": 0, "lost": 0, name: share}
    with pytest.raises(error, match=name):
        draw_wrong_counts(few_taps(), **shares, replayed="nothing")


def test_wrong_counts_refuse_other_input() -> None:
    many = EdgeWrites(0, np.arange(1, 402), 1)
    with pytest.raises(BadValue, match="replayed must be one of"):
        draw_wrong_counts(few_taps(), 0, 0, 0, "all")
    with pytest.raises(BadValue, match="1 to 400 accounts, got 401"):
        draw_wrong_counts(many, 0, 0, 0, "nothing")
    with pytest.raises(BadType, match="writes must be EdgeWrites"):
        draw_wrong_counts(5, 0, 0, 0, "nothing")  # type: ignore[arg-type]
    with pytest.raises(BadType, match="writes must be EdgeWrites"):
        off_by(5, np.arange(1))  # type: ignore[arg-type]
