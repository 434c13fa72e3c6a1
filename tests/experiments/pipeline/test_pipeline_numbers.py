"""What falls from stage to stage, how busy a hot key makes a partition, and how late a like is."""

from itertools import accumulate, pairwise
from typing import Any

import numpy as np
import pytest

from tests.help.streams import retweets
from twitlab.clock import ManualClock
from twitlab.errors import BadType, BadValue
from twitlab.experiments.pipeline import (
    BUFFER_RATES,
    FLUSH_EVENTS,
    HOPS,
    LOAD_WAYS,
    PATH_FLUSHES,
    PATH_SKEWS,
    PLACES,
    Delays,
    buffer_costs,
    flush_falls,
    partition_loads,
    path_stages,
    placements,
    trace_event,
)
from twitlab.experiments.pipeline.streams import likes
from twitlab.log import STAGES, Buffer, encode_events


def test_messages_fall_by_the_flush_and_records_by_the_skew() -> None:
    at = FLUSH_EVENTS.index(4_000)
    falls = {skew: flush_falls(skew) for skew in PATH_SKEWS}
    for some in falls.values():
        assert [fall.events for fall in some] == [*FLUSH_EVENTS]
        assert some[0].records == 1
        for less, more in pairwise(some):
            assert less.records <= more.records < more.bytes
            assert less.bytes < more.bytes
    strong, usual, weak = (some[at].records for some in falls.values())
    assert 1.05 < weak < 1.3 < usual < 2 < 3 < strong


def test_retweets_of_a_week_fall_as_a_stream_between_usual_and_strong_does() -> None:
    users, at = retweets()[:, 0], FLUSH_EVENTS.index(4_000)
    whole = len(users) // 4_000 * 4_000
    rows = sum(len(np.unique(users[low : low + 4_000])) for low in range(0, whole, 4_000))
    assert flush_falls("usual")[at].records < whole / rows < flush_falls("strong")[at].records


def test_stages_of_the_path_are_those_of_the_flushes() -> None:
    events, flushes, parts, files = path_stages(4_000)
    assert tuple(stage.name for stage in path_stages(4_000)) == STAGES
    assert (events.messages, events.records) == (64_000, 64_000)
    assert flushes.messages == 16
    assert (parts.messages, parts.records) == (64, flushes.records)
    assert files.messages == 4
    assert files.records == len(np.unique(likes(64_000).keys))  # each tweet once, of one minute
    assert flushes.bytes < parts.bytes < events.bytes / 10
    assert path_stages(16_000)[1].records < flushes.records < path_stages(1_000)[1].records


@pytest.mark.parametrize("rate", BUFFER_RATES)
@pytest.mark.parametrize(("age_ms", "most"), [(0, 7), (100, 50), (100, 4_000), (1_000, 21)])
def test_a_buffer_of_the_log_is_flushed_as_the_model_says(
    rate: str, age_ms: int, most: int
) -> None:
    """Events come evenly; where several come in a millisecond, they come together."""
    costs = buffer_costs(rate, age_ms, most)
    stream, per_s, clock = likes(5_000), BUFFER_RATES[rate], ManualClock(0)
    buffer = Buffer(most, age_ms, clock)
    sizes: list[int] = []
    waited: list[int] = []
    begins = taken = 0
    while len(sizes) < 20:
        now = clock.now_ms()
        while taken * 1_000 < (now + 1) * per_s:
            buffer.add(stream[taken % 5_000 : taken % 5_000 + 1])
            taken += 1
            if buffer.due and len(buffer) == most:
                waited.append(now - begins * 1_000 // per_s)
                sizes.append(most)
                buffer.drop(most)
                begins = taken
        if count := buffer.due:
            waited.append(now - begins * 1_000 // per_s)
            sizes.append(count)
            buffer.drop(count)
            begins = taken
        clock.advance_ms(1)
    together = max(1, per_s // 1_000)
    assert abs(max(sizes) - costs.flush_events) <= together
    assert abs(max(waited) - costs.wait_ms) <= 1
    assert costs.at_risk == costs.flush_events
    assert costs.messages == costs.events / costs.flush_events


def test_a_buffer_saves_messages_by_its_size_and_records_by_the_flush() -> None:
    at = {fall.events: fall.records for fall in flush_falls("usual")}
    for size in (100, 1_000, 4_000, 20_000):
        costs = buffer_costs("a goal", 60_000, size)
        assert costs.flush_events == size
        assert costs.messages == 60 * 40_000 / size
        assert costs.events / costs.records == pytest.approx(at[size], rel=0.02)
    alone = buffer_costs("usual", 60_000, 1)
    assert alone.messages == alone.records == alone.events == 120_000
    assert alone.wait_ms == 0


def test_a_hot_key_makes_a_partition_busy_only_where_nothing_was_added_up() -> None:
    loads = {hot: partition_loads(hot) for hot in (0, 60, 90)}
    for hot, (events, split, flushes, both) in loads.items():
        assert events.busiest > hot
        assert split.busiest < 20
        assert flushes.busiest < 20
        assert both.records == flushes.records < split.records == events.records == 10_000
        assert [load.readers for load in (events, split, flushes, both)] == [1, 8, 1, 8]
        assert [load.way for load in loads[hot]] == [*LOAD_WAYS]
    assert loads[90][2].records < loads[0][2].records / 5


def test_who_ships_the_log_sends_more_and_adds_up_less() -> None:
    ticks = iter(range(0, 1_000, 10))
    here, there, raw = placements(events=10_000, stopwatch=lambda: next(ticks))
    assert tuple(each.place for each in (here, there, raw)) == PLACES
    assert (here.gateway.logged, here.gateway.added_up) == (10_000, 10_000)
    assert (here.elsewhere.logged, here.elsewhere.added_up) == (0, 0)
    assert (there.gateway.logged, there.gateway.added_up) == (10_000, 0)
    assert (there.elsewhere.logged, there.elsewhere.added_up) == (10_000, 10_000)
    assert there.elsewhere.bytes_sent == here.gateway.bytes_sent < there.gateway.bytes_sent / 3
    assert raw.elsewhere == there.elsewhere
    assert raw.gateway.bytes_sent == 10_000 * 32 + 3 * 8  # and eight for each message
    stream = likes(10_000)
    batches = (stream[low : low + 4_000] for low in range(0, 10_000, 4_000))
    assert there.gateway.bytes_sent == sum(len(encode_events(batch)) for batch in batches)
    assert (here.gateway.cpu_ns, there.gateway.cpu_ns, there.elsewhere.cpu_ns) == (30, 30, 30)


def test_a_like_comes_to_each_place_after_the_one_before() -> None:
    for second in (0, 20, 59):
        hops = trace_event(second)
        assert tuple(hop.name for hop in hops) == HOPS
        after = [hop.after_ms for hop in hops]
        assert after == sorted(after) == [*accumulate(hop.took_ms for hop in hops)]
        assert all(hop.after_ms <= hop.stalest_ms for hop in hops)
        assert after[:3] == [0, 40, 45]
        assert after[6] == 60_000 - second * 1_000 + 5_010
        assert after[7] == 40 * 60_000 - second * 1_000 + 600_000
    assert [hop.stalest_ms for hop in trace_event(20)][3:] == [1045, 1046, 1047, 65_010, 4_200_000]


def test_small_flushes_wait_less_and_old_ones_no_longer_than_they_may() -> None:
    waits = [trace_event(20, size)[3].stalest_ms - 45 for size in (1, 2, 20, 100, 1_000_000)]
    assert waits == [0, 0, 90, 490, 1_000]
    assert trace_event(20, 4_000, Delays(age_ms=0))[3].took_ms == 0


def test_a_like_that_is_late_goes_into_a_further_file() -> None:
    hops = trace_event(20, delays=Delays(phone_ms=300_000))
    assert hops[6].after_ms == hops[5].after_ms + 10


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: buffer_costs("noon"), BadValue, "rate must be one of"),
        (lambda: buffer_costs("usual", -1), BadValue, "age_ms must be from 0 to 60000"),
        (lambda: buffer_costs("usual", 1, 0), BadValue, "max_events must be from 1 to 20000"),
        (lambda: buffer_costs("usual", 1.0), BadType, "age_ms must be an int"),
        (lambda: flush_falls("flat"), BadValue, "skew must be one of"),
        (lambda: likes(-1), BadValue, "events must be from 0"),
        (lambda: likes(1, minutes=0), BadValue, "minutes must be from 1 to 60"),
        (lambda: path_stages(4), BadValue, f"flush_events must be one of .{PATH_FLUSHES[0]}"),
        (lambda: path_stages(gateways=17), BadValue, "gateways must be from 1 to 16"),
        (lambda: path_stages(partitions=0), BadValue, "partitions must be from 1 to 64"),
        (lambda: partition_loads(91), BadValue, "hot must be from 0 to 90"),
        (lambda: partition_loads(1, 65), BadValue, "partitions must be from 1 to 64"),
        (lambda: placements(events=-1), BadValue, "events must be from 0"),
        (lambda: trace_event(60), BadValue, "second must be from 0 to 59"),
        (lambda: trace_event(1.0), BadType, "second must be an int"),
        (lambda: trace_event(1, 0), BadValue, "flush_events must be 1 or more"),
        (lambda: trace_event(1, delays=5), BadType, "delays must be"),
        (lambda: Delays(sync_ms=-1), BadValue, "sync_ms must be from 0"),
    ],
)
def test_bad_input_is_refused(call: Any, error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        call()
