"""Pictures of worlds show what the arrays hold, are the same everywhere, and refuse empty ones."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.needs import real_data
from tests.ui.pictures import assert_accessible, assert_same_without_vector_units
from twitlab.errors import TwitlabError
from twitlab.ui.picture import Picture
from twitlab.ui.world_plots import draw_bursts, draw_followers, draw_hours
from twitlab.world import World, read_higgs_activity, read_snap_edges

ROOT = Path(__file__).resolve().parents[2]
SVG = "{http://www.w3.org/2000/svg}"
DRAW: list[Callable[[World, World], Picture]] = [draw_followers, draw_hours, draw_bursts]
PICTURES = """
import hashlib
from twitlab.ui.world_plots import draw_bursts, draw_followers, draw_hours
from twitlab.world import World
worlds = World.generate(1_000, 9_000, 1), World.generate(300, 2_000, 2)
for draw in (draw_followers, draw_hours, draw_bursts):
    picture = draw(*worlds)
    print(hashlib.sha256((picture.svg + picture.text).encode()).hexdigest())
"""


@pytest.fixture(scope="module")
def worlds() -> tuple[World, World]:
    return World.generate(1_000, 9_000, 1), World.generate(300, 2_000, 2)


def test_pictures_are_identical_without_vector_units() -> None:
    assert_same_without_vector_units(PICTURES)


@pytest.mark.parametrize("draw", DRAW)
def test_picture_is_accessible_and_stays_inside(
    worlds: tuple[World, World], draw: Callable[[World, World], Picture]
) -> None:
    picture = draw(*worlds)
    assert picture.label == picture.text.splitlines()[0]
    assert_accessible(picture, most=20_000)


def test_followers_table_counts_users(worlds: tuple[World, World]) -> None:
    text = draw_followers(*worlds).text
    for at, world in enumerate(worlds):
        degrees = world.in_degree()
        for times, name in ((0.5, "1/2"), (1, "1"), (2, "2")):
            share = 100 * float((degrees >= times * degrees.mean()).mean())
            row = next(line for line in text.splitlines() if line.strip().startswith(f"{name}:"))
            assert row.split(":")[1].split("%")[at].strip() == f"{share:.4f}"


def test_hours_table_counts_tweets(worlds: tuple[World, World]) -> None:
    row = draw_hours(*worlds).text.splitlines()[2 + 13]
    wanted = [
        100 * 24 * float((w.tweets.created_ms // 3_600_000 % 24 == 13).mean()) for w in worlds
    ]
    assert row.split() == ["13", "h", f"{wanted[0]:.0f}", "%", f"{wanted[1]:.0f}", "%"]


def test_bursts_table_counts_minutes(worlds: tuple[World, World]) -> None:
    minutes = [w.tweets.created_ms // 60_000 for w in worlds]
    counts = [np.bincount(m - m.min()) for m in minutes]
    wanted = "; ".join(f"{n}, {c.max() / c.mean():.0f}" for n, c in zip(("made", "real"), counts))
    assert draw_bursts(*worlds).label.endswith(f"multiples of the mean: {wanted}.")


def test_real_data_draws() -> None:
    graph = World.from_edges_and_tweets(read_snap_edges(real_data("followers-medium.txt.gz")))
    rows = read_higgs_activity(real_data("higgs-activity_time.txt.gz"))
    news = World.from_edges_and_tweets(tweets=rows)
    made = World.generate(10_000, 100_000, 1)
    assert "real, 206." in draw_followers(made, graph).label
    assert "real, 6 h, 235 %." in draw_hours(made, news).label
    assert "real, 20." in draw_bursts(made, news).label


@pytest.mark.parametrize("draw", DRAW)
def test_draw_refuses(worlds: tuple[World, World], draw: Callable[[World, World], Picture]) -> None:
    empty: Any = World.generate(0, 0, 1)
    with pytest.raises(TwitlabError, match=r"made and real must have an? (edge|tweet) each"):
        draw(worlds[0], empty)
    with pytest.raises(TwitlabError, match="real must be a World, got int"):
        draw(worlds[0], 5)  # type: ignore[arg-type]
