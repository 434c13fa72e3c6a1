"""Pictures of partitions count what a real store counts, and say so in words."""

import re
from typing import Any

import numpy as np
import pytest

from tests.help.forked import Forks
from tests.help.pictures import assert_accessible, assert_same_without_vector_units
from twitlab.errors import BadType, BadValue
from twitlab.experiments import STRATEGIES, Requests, count_requests, requests_of
from twitlab.partitioning import ByTime, ByTweet, ByUser, IndexedByUser, Ring, Strategy, TweetStore
from twitlab.ui.drawing.picture import Picture
from twitlab.ui.drawing.style import ROLES
from twitlab.ui.plots.partitions import draw_moved, draw_placed
from twitlab.ui.plots.requests import draw_requests
from twitlab.world import World

SVG = "{http://www.w3.org/2000/svg}"
TWELVE = np.arange(10, 130, 10)
AUTHORS = ["Ann", "Bob", "Ann", "Cem", "Dee", "Ann", "Eva", "Bob", "Ann", "Fay", "Cem", "Ann"]
PICTURES = """
import hashlib
import numpy as np
from twitlab.partitioning import ByTweet, ByUser, Ring, TweetStore
from twitlab.ui.plots.partitions import draw_moved, draw_placed
from twitlab.experiments import STRATEGIES, requests_of
from twitlab.ui.plots.requests import draw_requests
from twitlab.world import World
world = World.generate(300, 4_000, 1)
store = TweetStore(ByUser(4))
store.append(world.tweets.tweet_id, world.tweets.user_id)
requests = requests_of(world, store, 100)
pictures = [draw_requests(requests, 37, by) for by in STRATEGIES]
pictures.append(draw_moved({"ring": (Ring(4), Ring(5))}, np.arange(300)))
pictures.append(draw_placed(ByTweet(3), np.arange(1, 9), ["Ann", "Bob"] * 4, page_of="Bob"))
for picture in pictures:
    print(hashlib.sha256((picture.svg + picture.text).encode()).hexdigest())
"""


@pytest.fixture(scope="module")
def world() -> World:
    return World.generate(users=300, tweets=4_000, seed=1)


@pytest.fixture(scope="module")
def requests(world: World) -> Requests:
    return requests_of(world, filled(ByUser(4), world), 100)


def filled(strategy: Strategy, world: World) -> TweetStore:
    store = TweetStore(strategy)
    store.append(world.tweets.tweet_id, world.tweets.user_id)
    return store


def test_pictures_are_identical_without_vector_units(forks: Forks) -> None:
    assert_same_without_vector_units(PICTURES, forks)


def pictures(requests: Requests) -> list[Picture]:
    strategies: list[Strategy] = [ByUser(3, 9), ByTweet(3, 9), ByTime(4), ByTime(1), ByUser(1)]
    changes = {"modulo": (ByUser(4), ByUser(5)), "ring, 128 points each": (Ring(4), Ring(5))}
    return [
        *(draw_requests(requests, 50, by) for by in STRATEGIES),
        *(draw_placed(each, TWELVE, AUTHORS, page_of="Bob") for each in strategies),
        draw_moved(changes, np.arange(300)),
    ]


def test_pictures_are_accessible_and_stay_inside(requests: Requests) -> None:
    for picture in pictures(requests):
        assert_accessible(picture)


# A few tweets


@pytest.mark.parametrize(
    ("strategy", "asked"), [(ByUser(3, 9), 1), (ByTweet(3, 9), 3), (ByTime(4), 3), (ByTime(6), 2)]
)
def test_page_is_drawn_with_the_partitions_that_it_asks(strategy: Strategy, asked: int) -> None:
    drawn = draw_placed(strategy, TWELVE, AUTHORS, page_of="Bob")
    rows = drawn.text.splitlines()[1:]
    assert f"Bob's page asks {asked} of {len(rows)} partitions." in drawn.label
    assert sum(", asked:" in row for row in rows) == asked
    assert re.findall(r"(\w+ \d+) \(read\)", drawn.text) == ["Bob 20", "Bob 80"]
    placed = strategy.place(TWELVE, np.array([sorted(set(AUTHORS)).index(a) for a in AUTHORS]))[0]
    for part, row in enumerate(rows):
        held = [int(each) for each in re.findall(r"\w+ (\d+)", row.split(":")[1])]
        assert held == TWELVE[placed == part].tolist()


@pytest.mark.parametrize(("strategy", "asked"), [(ByUser(3), 3), (ByTweet(3), 1), (ByTime(4), 1)])
def test_tweet_is_drawn_with_the_partitions_that_it_asks(strategy: Strategy, asked: int) -> None:
    drawn = draw_placed(strategy, TWELVE, AUTHORS, tweet=70)
    assert drawn.label == f"By {strategy.key}: tweet 70 asks {asked} of 3 partitions."
    assert re.findall(r"(\w+ \d+) \(read\)", drawn.text) == ["Eva 70"]


@pytest.mark.parametrize(
    ("ids", "names", "page_of", "said"),
    [
        (np.arange(17), ["Ann"] * 17, "Ann", "ids must be 1 to 16"),
        (np.arange(0), [], "Ann", "ids must be 1 to 16"),
        (np.arange(3), ["Ann"], "Ann", "got 3 and 1"),
        (np.arange(3), ["Ann"] * 3, "Bob", "page_of must be one of"),
        (np.arange(3), ["Ann"] * 3, "", "page_of must be one of"),
    ],
)
def test_placed_refuses(ids: Any, names: list[str], page_of: str, said: str) -> None:
    with pytest.raises(BadValue, match=said):
        draw_placed(ByUser(3), ids, names, page_of=page_of)


# Thousands of requests


@pytest.mark.parametrize("by", STRATEGIES)
@pytest.mark.parametrize("partitions", [1, 2, 7, 40])
def test_requests_are_those_that_a_store_counts(
    world: World, requests: Requests, by: str, partitions: int
) -> None:
    counts, _ = count_requests(requests, partitions, by)
    ids, user_ids = world.tweets.tweet_id, world.tweets.user_id
    links = np.array([page[0] for page in requests.pages.tolist() if page[0] >= 0])
    if by == "tweet, index by user":
        both = IndexedByUser(partitions, partitions)
        both.append(ids, user_ids)
        pages = [both.latest(user, 20) for user in requests.readers_of.tolist()]
        assert counts[2].sum() == sum(page.partitions_touched for page in pages)
        assert counts[0].sum() == 200
        assert counts[1].sum() == len(links)
        return
    strategies: dict[str, Strategy] = {
        "user": ByUser(partitions),
        "user, on a ring": Ring(partitions),
        "tweet": ByTweet(partitions),
        "time": ByTime(-(-4_000 // partitions)),
    }
    store = TweetStore(strategies[by])
    store.append(ids[:-100], user_ids[:-100])
    store.reset_counts()
    store.append(ids[-100:], user_ids[-100:])
    assert counts[0].tolist() == store.load().writes.tolist()
    store.get(links)
    assert counts[1].tolist() == store.load().reads.tolist()
    store.reset_counts()
    for user in requests.readers_of.tolist():
        store.latest(user, 20)
    assert counts[2].tolist() == store.load().reads.tolist()


@pytest.mark.parametrize("by", STRATEGIES)
def test_one_partition_more_moves_what_it_must_or_nearly_all(requests: Requests, by: str) -> None:
    _, moved = count_requests(requests, 20, by)
    if by == "time":
        assert moved == 0
    elif "ring" in by:
        assert 0 < moved < 12
    else:
        assert 85 < moved < 100


def test_requests_picture_says_its_numbers(requests: Requests) -> None:
    counts, _ = count_requests(requests, 40, "time")
    drawn = draw_requests(requests, 40, "time")
    hottest = int(counts.sum(axis=0).max())
    assert f"{int(counts.sum()):,} requests" in drawn.label
    assert f"The hottest partition gets {hottest:,}, " in drawn.label
    assert "100 tweets written: 100 requests, mean 2.5, most 100" in drawn.text


def test_page_of_who_never_wrote_is_asked_for_back_to_the_first_tweet() -> None:
    ids, user_ids = np.arange(1, 101), np.zeros(100, dtype=np.int64)
    pages = np.full((1, 20), -1)
    counts, _ = count_requests(Requests(ids, user_ids, 10, 2, np.array([1]), pages), 5, "time")
    assert counts.tolist() == [[0, 0, 0, 0, 10], [0] * 5, [1] * 5]


def test_requests_are_taken_from_those_who_are_followed(world: World) -> None:
    store = filled(ByTweet(3), world)
    requests = requests_of(world, store, 10**9)
    assert requests.written == 4_000
    assert requests.readers_of.tolist() == world.destinations.tolist()
    assert requests.pages[0].tolist() == [
        *(ids := store.latest(int(world.destinations[0]), 20).ids.tolist()),
        *[-1] * (20 - len(ids)),
    ]


def test_requests_refuse_a_world_without_edges_or_tweets() -> None:
    empty = World.generate(users=5, tweets=0, seed=1)
    with pytest.raises(BadValue, match="world must have tweets and edges"):
        requests_of(empty, TweetStore(ByUser(1)))
    with pytest.raises(BadType, match="world must be a World"):
        requests_of(5, TweetStore(ByUser(1)))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("partitions", "by", "error"),
    [
        (0, "user", BadValue),
        (201, "user", BadValue),
        (True, "user", BadType),
        (2.0, "user", BadType),
        (2, "luck", BadValue),
    ],
)
def test_count_refuses(requests: Requests, partitions: Any, by: str, error: type) -> None:
    with pytest.raises(error):
        count_requests(requests, partitions, by)


# What moves


def test_moved_draws_as_many_keys_as_change_their_node() -> None:
    keys = np.arange(40)
    ring, modulo = (Ring(3, 4), Ring(4, 4)), (ByUser(3), ByUser(4))
    drawn = draw_moved({"ring": ring, "modulo": modulo}, keys)
    counts = [int((old.owners(keys) != new.owners(keys)).sum()) for old, new in (ring, modulo)]
    assert drawn.label == f"Moved, of 40 keys: ring, {counts[0]}; modulo, {counts[1]}."
    assert drawn.text.splitlines()[1:] == [f"ring, {counts[0]}", f"modulo, {counts[1]}"]


def test_one_point_each_moves_one_piece_of_the_ring() -> None:
    """The new node's only point takes the keys up to it: one filled box, or two at the ends."""

    def filled_boxes(picture: Picture) -> int:
        return picture.svg.count(f"fill: {ROLES['write'].colour.lower()}")

    keys = np.arange(300)
    one = draw_moved({"ring": (Ring(4, 1), Ring(5, 1))}, keys)
    many = draw_moved({"ring": (Ring(4), Ring(5))}, keys)
    assert filled_boxes(one) <= 2 < filled_boxes(many)


@pytest.mark.parametrize("count", [0, 1_001])
def test_moved_refuses_keys_that_cannot_be_seen(count: int) -> None:
    with pytest.raises(BadValue, match="keys must be 1 to 1,000"):
        draw_moved({"ring": (Ring(4), Ring(5))}, np.arange(count))


def test_moved_refuses_no_change_and_no_placement() -> None:
    with pytest.raises(BadValue):
        draw_moved({}, np.arange(3))
    with pytest.raises(BadType):
        draw_moved({"time": (ByTime(4), ByTime(5))}, np.arange(3))  # type: ignore[dict-item]
