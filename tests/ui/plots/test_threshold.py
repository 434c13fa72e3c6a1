"""A threshold is judged by what a real hybrid counts, and by a queue served one by one."""

import re
from typing import Any

import numpy as np
import pytest

from tests.help.forked import Forks
from tests.help.pictures import assert_accessible, assert_same_without_vector_units
from twitlab.errors import BadType, BadValue
from twitlab.experiments import Workload, costs_of, workload_of
from twitlab.fanout import FanoutOnWrite, HybridFanout
from twitlab.ui.plots.threshold import CURVES, draw_threshold
from twitlab.world import World

PICTURES = """
import hashlib
import numpy as np
from twitlab.experiments import *
from twitlab.ui.plots.fanout import *
from twitlab.ui.plots.threshold import *
from twitlab.world import World
world = World.generate(500, 4_000, 1)
load = workload_of(world, world.in_degree()[world.tweets.user_id])
pictures = [draw_threshold(load, 35, 50, 3, curves) for curves in CURVES]
pictures += [draw_ways({"Ann": [], "Bob": ["Ann"]}, "Ann", "Bob", way) for way in WAYS]
pictures.append(draw_fanouts({"a": (32.3, "32"), "b": (0, "0")}, {"c": (75, "75")}))
for picture in pictures:
    print(hashlib.sha256((picture.svg + picture.text).encode()).hexdigest())
"""


@pytest.fixture(scope="module")
def world() -> World:
    return World.generate(users=500, tweets=4_000, seed=1)


@pytest.fixture(scope="module")
def deliveries(world: World) -> Any:
    fanout = FanoutOnWrite(500, world.sources, world.destinations)
    return fanout.post(world.tweets.tweet_id, world.tweets.user_id).deliveries


@pytest.fixture(scope="module")
def workload(world: World, deliveries: Any) -> Workload:
    return workload_of(world, deliveries)


def test_pictures_are_identical_without_vector_units(forks: Forks) -> None:
    assert_same_without_vector_units(PICTURES, forks)


@pytest.mark.parametrize("threshold", [10, 17, 20, 50, 6_000])
def test_costs_are_those_that_a_hybrid_counts(
    world: World, workload: Workload, threshold: int
) -> None:
    real = HybridFanout(500, world.sources, world.destinations, threshold=threshold)
    real.post(world.tweets.tweet_id, world.tweets.user_id)
    lists = sorted(real.home(user).lists_read for user in range(500))
    costs = costs_of(workload, threshold, 1_000)
    assert costs.celebrities == len(real.celebrities)
    assert costs.written == real.work.deliveries / 4_000
    assert costs.lists == sum(lists) / 500
    assert costs.most_lists == lists[494], "495 of 500 readers have at most so many"


@pytest.mark.parametrize("is_busiest", [False, True])
@pytest.mark.parametrize("threshold", [10, 30, 6_000])
def test_last_follower_waits_as_in_a_queue_served_one_by_one(
    world: World, deliveries: Any, is_busiest: bool, threshold: int
) -> None:
    since = world.tweets.created_ms - world.tweets.created_ms[0]
    followers = world.in_degree()[world.tweets.user_id]
    hours = [int(deliveries[since // 3_600_000 == hour].sum()) for hour in range(168)]
    loads = sorted(range(168), key=hours.__getitem__)
    chosen = loads[-1 if is_busiest else 84]
    free, slowest = 0.0, 0.0
    for at, count, of in zip(since.tolist(), deliveries.tolist(), followers.tolist(), strict=True):
        if at // 3_600_000 == chosen and of <= threshold and count:
            free = max(free, at / 1_000) + count / 2
            slowest = max(slowest, free - at / 1_000)
    costs = costs_of(workload_of(world, deliveries, is_busiest), threshold, 2)
    assert costs.last_s == pytest.approx(slowest, abs=1e-6)


def test_world_whose_middle_hour_is_silent_has_no_queue() -> None:
    world = World.generate(users=30, tweets=3, seed=1)
    load = workload_of(world, np.array([1, 2, 3]))
    assert costs_of(load, 6_000, 10).last_s == 0
    assert draw_threshold(load, 6_000, 1, 10).text.count("\n") > 20


def test_threshold_is_drawn_with_its_numbers(workload: Workload) -> None:
    costs = costs_of(workload, 35, 3)
    drawn = draw_threshold(workload, 35, 50, 3, "hidden")
    assert f"Above 35 followers, {costs.celebrities} accounts pulled: " in drawn.label
    assert f"{costs.written + 50 * costs.lists:,.1f} list operations" in drawn.label
    assert f"after {costs.last_s:,.1f} s" in drawn.label
    assert len(drawn.text.splitlines()) == 3
    every = draw_threshold(workload, 35, 50, 3, "shown")
    assert set(drawn.text.splitlines()) < set(every.text.splitlines())
    assert every.label == drawn.label


def test_pictures_are_accessible_and_stay_inside(workload: Workload) -> None:
    for threshold, pages, per_s in ((10, 100, 2_000), (35, 1, 1), (6_000, 50, 3)):
        for curves in CURVES:
            assert_accessible(
                draw_threshold(workload, threshold, pages, per_s, curves), most=40_000
            )


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"threshold": 9}, BadValue),
        ({"threshold": 6_001}, BadValue),
        ({"threshold": 20.0}, BadType),
        ({"pages": 0}, BadValue),
        ({"per_s": 0}, BadValue),
        ({"curves": "some"}, BadValue),
    ],
)
def test_threshold_refuses(workload: Workload, change: dict[str, Any], error: type) -> None:
    given: dict[str, Any] = {"threshold": 20, "pages": 5, "per_s": 3, "curves": "hidden"}
    with pytest.raises(error, match=next(iter(change))):
        draw_threshold(workload, **{**given, **change})


def test_workload_refuses_what_is_no_world_or_has_other_tweets(world: World) -> None:
    with pytest.raises(BadType, match="world must be a World"):
        workload_of(5, np.arange(3))  # type: ignore[arg-type]
    with pytest.raises(BadValue, match="4000 tweets, at least one, got 3"):
        workload_of(world, np.arange(3))
    with pytest.raises(BadValue, match="0 tweets"):
        workload_of(World.generate(users=3, tweets=0, seed=1), np.arange(0))


def test_says_threshold_in_the_words_of_the_axis(workload: Workload) -> None:
    texts = re.findall(r">([^<>]+)</text>", draw_threshold(workload, 20, 5, 3).svg)
    assert "threshold: who has more followers is pulled" in texts
    assert "the aim: 5 s" in texts
