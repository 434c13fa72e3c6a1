"""The check of *Few keys move*: a ring with virtual nodes, and what it moves beside modulo."""

from __future__ import annotations

import random
from typing import Any

from hypothesis import strategies as st

from twitlab.course.book.jsonable import whole_numbers
from twitlab.course.checking.check import Case
from twitlab.course.kinds.coding import code_check

PLACES = 2**64
FEW = 4
"""So many keys are followed one by one in a counterexample."""

REFERENCE = """\
def moved_keys(keys, points, joining):
    def node_of(key, points):
        ring = sorted((place, n) for n, own in enumerate(points) for place in own)
        for place, node in ring:
            if key <= place:
                return node
        return ring[0][1]

    after, nodes = [*points, joining], len(points)
    on_ring = sum(node_of(key, points) != node_of(key, after) for key in keys)
    by_modulo = sum(key % nodes != key % (nodes + 1) for key in keys)
    return on_ring, by_modulo
"""

MISTAKES = """
# off the end of the list
A key past the last point finds nothing, and your search runs off the end. On 100 points that is one
key in a hundred: of 400 million tweets a day (highscalability.com, 2013) about four million that no
machine takes. A list has an end. What does a ring have there?
~ ring[0] -> ring[len(ring)]

# the last point for all behind it
What lies behind the last point goes to the last point again, that is, backwards. Everywhere else
you go forwards. On the far side of the largest place, which place comes next?
~ ring[0] -> ring[-1]

# nothing new behind the last old point
A new point behind the last *old* one takes no key from the end of the ring, by your count. Before,
those keys went round to the smallest point; now some meet the new one first. Everywhere else you
let it take over. After the join, behind which point does a key have to go round?
-    on_ring = sum(node_of(key, points) != node_of(key, after) for key in keys)
+    near = [key for key in keys if key <= max(map(max, points))]
+    on_ring = sum(node_of(key, points) != node_of(key, after) for key in near)

# nothing moves past the last point
A key past the last point goes round to the smallest *point*. If the joining node brings a new
smallest one, such a key moves to it; with you it stays. Did you send it to node 0? Nodes have
numbers so that we can name them; on the ring they have no order. Or was it left out?
~ ring[0][1] -> 0

# a key on a point goes on to the next
A key that lies just on a point belongs to that point, and you send it on. That is rare with hashes
of 64 bits. But where one machine uses `<` and another `<=`, each of them is sure, and the tweet is
on the other.
~ key <= place -> key < place

# the point before the key
You go backwards, to the point before the key. That would be as good a ring, if all agreed on it.
The contract goes forwards, to larger places: one rule for all, or they do not find each other's
keys.
~ (place, n) -> (-place, n)
~ key <= place -> key >= -place

# the nearest point
You take the point that is nearest, on whichever side. The contract goes one way only. And with two
sides, a new point takes keys from *two* neighbours and not from one: are you sure who has to hand
over what?
~ for place, node in ring: -> for _, node in [min((abs(p - key), n) for p, n in ring)]:
~ key <= place -> True

# only the first point of a node
A node has many points, and you use one. The others are there so that shares come out even: with 100
nodes of one point each, the largest share is about five times the mean, and with 100 points each
not even half more than it. Which loop is missing?
-        ring = sorted((place, n) for n, own in enumerate(points) for place in own)
+        ring = sorted((place, n) for n, own in enumerate(points) for place in own[:1])

# points taken in the order given
You go through the points node by node, as they are given, and stop at the first that is not before
the key. A later node may have a point that lies between. In what order do you meet the points when
you walk round the ring?
~ sorted -> list

# only what goes to the new node
For modulo you count the keys that the new node gets. On the ring these are all that move. By modulo
the *old* nodes also exchange keys among themselves: from 100 nodes to 101 it is not 1 % but 99 %.
When has a key moved?
~ key % nodes != key % (nodes + 1) -> key % (nodes + 1) == nodes

# modulo the number of points
You divide by the number of *points*. Modulo knows nothing of a ring: it has nodes, and picks one of
them. How many were there, and how many are there now?
~ key % nodes != key % (nodes + 1) -> key % sum(map(len, points)) != key % sum(map(len, after))

# one more node, forgotten for modulo
By your count modulo moves nothing. You divide by the same number before and after. If it were so,
nobody would have needed a ring. What has changed between the two?
~ key % (nodes + 1) -> key % nodes

# each key once
You count each key once, though it stands there several times. Two tweets whose hashes are equal are
two tweets, and both are carried. A `set` or a dictionary forgets how often. What do you count:
places, or what lies there?
     after, nodes = [*points, joining], len(points)
+    keys = set(keys)

# shares and not numbers
You return shares. Asked are *numbers of keys*. A share of no keys at all does not exist, and
somebody has to plan for bytes: 1 % of what?
~ on_ring, by_modulo -> on_ring / len(keys), by_modulo / len(keys)

# the two exchanged
Both numbers are right, and they stand in the wrong places: first the ring, then modulo. Who reads
yours would buy the wrong one of the two.
~ on_ring, by_modulo -> by_modulo, on_ring

# places as floats
Somewhere you make floats of keys and places. A float keeps 53 bits, and a place has 64, so places
near each other become one, and a key meets the wrong point. What can you compare without dividing?
~ (place, n) -> (float(place), n)
~ key <= place -> float(key) <= place
"""

BY_WHAT_JOINS = """\
def moved_keys(keys, points, joining):
    from bisect import bisect_left

    ring = sorted(place for own in [*points, joining] for place in own)
    taken = set(joining)
    moved = 0
    for key in keys:
        moved += ring[bisect_left(ring, key) % len(ring)] in taken
    old = len(points)
    return [moved, len([key for key in keys if key % old != key % (old + 1)])]
"""

BY_DISTANCE = """\
def moved_keys(keys, points, joining):
    def place(key, rings):
        return min(((p - key) % 2**64, n) for n, own in enumerate(rings) for p in own)[1]

    moved = [0, 0]
    for key in keys:
        if place(key, points) != place(key, points + [joining]):
            moved[0] += 1
        if key % len(points) != key % len(points + [joining]):
            moved[1] += 1
    return tuple(moved)
"""


BIG = 2**63
ALONE: tuple[tuple[list[int], list[list[int]], list[int]], ...] = (
    ([20], [[10], [50]], [30]),
    ([40, 45], [[10], [50]], [30]),
    ([30], [[10], [50]], [30]),
    ([50], [[10], [50]], [70]),
    ([70], [[10], [50]], [60, 80]),
    ([60], [[10], [50]], [80]),
    ([90], [[10], [50]], [80]),
    ([60], [[50], [10]], [5]),
    ([21], [[10], [50]], [30]),
    ([5, 26, 45, 65], [[10, 60], [30, 90]], [20, 70]),
    ([15, 55], [[90, 20], [60]], [70, 40]),
    ([35, 36, 37], [[10, 60], [30, 90]], [20, 70]),
    ([12, 24, 40], [[10], [50]], [30]),
    ([20, 20, 25, 45], [[10], [50]], [30]),
    ([], [[10], [50]], [30]),
    ([5, 20, 60], [[10]], [50]),
    ([0, PLACES - 1], [[0], [PLACES - 1]], [5]),
    ([BIG + 1, BIG + 2], [[BIG], [BIG + 3]], [BIG + 1]),
    ([1], [[BIG + 5], [9]], [BIG + 3]),
    ([60], [[2], [50]], [80]),
)


def drawn(rng: random.Random) -> list[Case]:
    """Draw small rings, then one ring of many points."""
    small = [_drawn(rng) for _ in range(40)]
    places = [rng.randrange(PLACES) for _ in range(9 * 16)]
    nodes = [places[n : n + 16] for n in range(0, len(places), 16)]
    many = _case([rng.randrange(PLACES) for _ in range(400)], nodes[:8], nodes[8])
    return [*small, many]


def _case(keys: list[int], points: list[list[int]], joining: list[int]) -> Case:
    return {"keys": keys, "points": points, "joining": joining}


def _drawn(rng: random.Random) -> Case:
    nodes, each = rng.randrange(2, 5), rng.randrange(1, 4)
    places = rng.sample(range(100), nodes * each)
    points = [places[n * each : (n + 1) * each] for n in range(nodes)]
    return _case([rng.randrange(100) for _ in range(rng.randrange(1, 9))], points[1:], points[0])


def call(case: Case) -> str:
    """Write the call down."""
    if len(case["keys"]) > 30:
        count = sum(map(len, case["points"]))
        return f"moved_keys([... {len(case['keys'])} keys], [... {count} points], [...])"
    return f"moved_keys({case['keys']}, {case['points']}, {case['joining']})"


def _parts(returned: Any) -> list[int | None] | None:
    numbers = whole_numbers(returned) or []
    return numbers if len(numbers) == 2 and None not in numbers else None


def _taker(key: int, points: list[list[int]]) -> tuple[int, int]:
    """Find the node and its point another way than the reference: the shortest way forwards."""
    ways = ((place, node) for node, own in enumerate(points) for place in own)
    place, node = min(ways, key=lambda way: (way[0] - key) % PLACES)
    return node, place


def _moves(case: Case) -> list[tuple[int, tuple[int, int], tuple[int, int]]]:
    after = [*case["points"], case["joining"]]
    return [(key, _taker(key, case["points"]), _taker(key, after)) for key in case["keys"]]


def right(keys: list[int], points: list[list[int]], joining: list[int]) -> tuple[int, int]:
    """Count what moves another way than the reference."""
    nodes = len(points)
    ring = sum(before[0] != after[0] for _, before, after in _moves(_case(keys, points, joining)))
    return ring, sum(key % nodes != key % (nodes + 1) for key in keys)


def why(case: Case, returned: Any, expected: tuple[int, int]) -> str:
    """Say where keys go, one by one if they are few."""
    got, (ring, modulo) = _parts(returned), expected
    if got is None:
        return "Two whole numbers are wanted: the keys that move on the ring, and by modulo."
    keys, nodes, wrong_ring = case["keys"], len(case["points"]), got[0] != ring
    name = "On the ring" if wrong_ring else f"From % {nodes} to % {nodes + 1}"
    if len(keys) > FEW:
        right = ring if wrong_ring else modulo
        return f"{name}, {right} of {len(keys)} keys change their node."
    if wrong_ring:
        told = [_told(k, a[0], b[0], f", point {b[1]}") for k, a, b in _moves(case)]
    else:
        told = [_told(key, key % nodes, key % (nodes + 1), "") for key in keys]
    return f"{name}: {'; '.join(told) or 'there are no keys'}."


def _told(key: int, before: int, after: int, where: str) -> str:
    if before == after:
        return f"key {key} stays on node {before}{where}"
    return f"key {key} goes from node {before} to node {after}{where}"


def strategy() -> st.SearchStrategy[Case]:
    """Give few nodes with few points among twenty places, and few keys."""

    def split(places: list[int]) -> Case:
        *points, joining = [places[n : n + 2] for n in range(0, len(places), 2)]
        return _case([], points, joining)

    place = st.integers(1, 19)
    rings = st.lists(place, min_size=5, max_size=6, unique=True).map(split)
    keys = st.lists(place, min_size=1, max_size=3)
    return st.builds(lambda ring, some: {**ring, "keys": some}, rings, keys)


CHECK = code_check(
    reference=REFERENCE,
    mistakes=MISTAKES,
    alternatives=(BY_WHAT_JOINS, BY_DISTANCE),
    fixed=ALONE,
    drawn=drawn,
    call=call,
    right=right,
    why=why,
    lent=("a list", "The lists belong to the caller. Only read them."),
    strategy=strategy,
)
