"""What a stream costs on many processors, and likes on rows and in batches."""

from typing import Any

import numpy as np
import pytest

from twitlab.counting import ShardedCounter, top_k
from twitlab.errors import BadType, BadValue
from twitlab.experiments.counting import (
    COUNTING_WAYS,
    LIKES,
    SERVERS,
    SKEWS,
    hot_stream,
    like_costs,
    processor_costs,
)


def test_hot_stream_has_its_share_of_one_tweet_and_keeps_the_others() -> None:
    streams = {hot: hot_stream(hot) for hot in (0, 30, 90)}
    for hot, stream in streams.items():
        # Off by 6 standard deviations once in 500 million times.
        share = (stream == 0).mean()
        assert abs(share - hot / 100) <= 6 * (hot / 100 * (1 - hot / 100) / len(stream)) ** 0.5
        others = stream != 0
        assert np.array_equal(stream[others], streams[0][others])
    assert np.array_equal(hot_stream(30, seed=1), hot_stream(30, seed=1))
    assert not np.array_equal(hot_stream(30, seed=1), hot_stream(30, seed=2))


def test_a_strong_skew_has_few_tweets_with_much() -> None:
    firsts = [top_k(hot_stream(0, skew), 1)[0].count for skew in SKEWS]
    assert firsts == sorted(firsts, reverse=True)
    assert firsts[0] > 3 * firsts[1] / 2 > 4 * firsts[2]


@pytest.mark.parametrize("processors", [1, 4, 64])
@pytest.mark.parametrize("hot", [0, 60])
@pytest.mark.parametrize("skew", ["strong", "weak"])
def test_ways_are_right_but_for_lists_of_a_load_balancer(
    processors: int, hot: int, skew: str
) -> None:
    rows = processor_costs(processors, hot, skew)
    assert tuple(row.way for row in rows) == COUNTING_WAYS
    every, lists, partitioner, split = rows
    assert every.right == partitioner.right == split.right == 10
    assert every.busiest == lists.busiest == pytest.approx(100 / processors, abs=0.01)
    assert partitioner.busiest >= max(hot - 3, every.busiest)
    assert split.busiest <= partitioner.busiest
    # A processor that has fewer than ten tweets sends fewer.
    assert 9 * processors < partitioner.moved <= lists.moved == 10 * processors
    parts = processors * (hot > 0)  # which are no longer on the list of the one
    assert -1 <= split.moved - partitioner.moved - parts <= 0
    assert every.moved > lists.moved


def test_a_weak_skew_hides_tweets_from_lists() -> None:
    rights = [processor_costs(64, 0, skew)[1].right for skew in ("usual", "weak")]
    assert rights[1] < rights[0]
    assert processor_costs(1, 0, "weak")[1].right == 10


def test_a_hot_key_is_whole_on_one_processor_and_splits_on_all() -> None:
    shares = [processor_costs(count, 60)[2].busiest for count in (4, 16, 64)]
    assert all(60 <= share < 75 for share in shares)
    split = [processor_costs(count, 60)[3].busiest for count in (4, 16, 64)]
    assert split == sorted(split, reverse=True)
    assert split[2] < 6


@pytest.mark.parametrize(
    ("call", "error", "said"),
    [
        (lambda: hot_stream(91), BadValue, "hot must be from 0 to 90"),
        (lambda: hot_stream(1.0), BadType, "hot must be an int"),  # type: ignore[arg-type]
        (lambda: hot_stream(1, "flat"), BadValue, "skew must be one of"),
        (lambda: processor_costs(0, 1), BadValue, "processors must be from 1"),
        (lambda: processor_costs(4, -1), BadValue, "hot must be from 0"),
        (lambda: like_costs(0, 1), BadValue, "rows must be from 1 to 64"),
        (lambda: like_costs(65, 1), BadValue, "rows must be from 1 to 64"),
        (lambda: like_costs(1, 501), BadValue, "batch must be from 1 to 500"),
        (lambda: like_costs(1, 1.0), BadType, "batch must be an int"),  # type: ignore[arg-type]
    ],
)
def test_bad_input_is_refused(call: Any, error: type, said: str) -> None:
    with pytest.raises(error, match=said):
        call()


def test_a_float_is_refused_after_the_same_int() -> None:
    assert processor_costs(4, 10)
    with pytest.raises(BadType, match="processors must be an int"):
        processor_costs(4.0, 10)


def test_rows_divide_what_stands_in_line() -> None:
    lines = [like_costs(rows, 1) for rows in (1, 8, 64)]
    for rows, costs in zip((1, 8, 64), lines):
        assert (costs.writes, costs.rows_read) == (LIKES, rows)
        assert LIKES / rows <= costs.in_line < LIKES / rows + 6 * (LIKES / rows) ** 0.5
        assert costs.unseen == costs.lost == 0


@pytest.mark.parametrize("batch", [2, 50, 500])
def test_batches_save_writes_and_hide_likes(batch: int) -> None:
    costs = like_costs(1, batch)
    assert costs.writes == costs.in_line == (LIKES - costs.unseen) / batch
    assert 0 < costs.unseen <= SERVERS * (batch - 1)
    assert costs.unseen / SERVERS <= costs.lost < batch


def test_likes_that_a_read_misses_are_those_that_wait() -> None:
    rng = np.random.default_rng(5)
    counter = ShardedCounter(4, 30, seed=5)
    for server in rng.integers(SERVERS, size=LIKES).tolist():
        counter.add(server)
    costs = like_costs(4, 30, seed=5)
    assert costs.unseen == counter.waiting
    assert costs.lost == max(counter.lose(server) for server in range(SERVERS))
    assert costs.in_line == counter.work.most_on_one_row
