"""Numbers in the prose of lesson 09 are those that its cells print, or that the package gives."""

from contextlib import suppress
from inspect import signature

import numpy as np

from tests.help.lessons import Lesson
from tests.help.streams import retweets
from twitlab.clock import ManualClock
from twitlab.counting import BatchLayer, ServingLayer, SpeedLayer
from twitlab.counting.layers import EventsInMemory
from twitlab.experiments.counting import busy_day, flushes_of, larger_k, mend
from twitlab.experiments.pipeline import (
    BUFFER_RATES,
    Delays,
    buffer_costs,
    flush_falls,
    partition_loads,
    path_stages,
    placements,
    trace_event,
)
from twitlab.experiments.pipeline.streams import PATH_SKEWS, likes
from twitlab.faults import Disk, PowerCut
from twitlab.log import MS_PER_MINUTE, DiskError, EventLog, Events
from twitlab.ui.plots.pipeline_path import BUFFER_AGES


def records(skew: str, size: int) -> float:
    return next(fall.records for fall in flush_falls(skew) if fall.events == size)


def acknowledged_before_the_cut(sync: str) -> list[bool]:
    """Cut the power as the lesson does; say of each cut whether the second batch was answered."""
    found = []
    for seed in range(200):
        disk = Disk(seed)
        log = EventLog("/log", sync=sync, files=disk)
        log.append([b"first"])
        disk.cut_power(after=seed % 3)
        with suppress(PowerCut, DiskError):
            log.append([b"second"])
            found.append(True)
    return found


def test_lesson_says_what_its_log_and_its_path_give() -> None:
    lesson = Lesson("lambda-merge")
    torn = lesson.prints("build-plain", "unreadable: ")
    assert (torn[0], torn[2]) == (705, 706)
    killed, cut = (
        lesson.prints("power-frame", f"{log}")
        for log in ("not synced  killed", "synced each killed")
    )
    assert killed == cut == [0, 0, 200]
    # the rows below each have no name of the log
    rows = [line for line in lesson.lines("power-frame") if line.strip().startswith("power cut")]
    synced, unsynced = ([int(each) for each in row.split()[2:]] for row in rows)
    assert synced[0] == 0
    assert sum(synced) == sum(unsynced) == 200
    lesson.says("build-plain-after", "goes before, while or just after it is written")
    lesson.says("power-after", "no power cut left time to acknowledge the second batch")
    assert not any(acknowledged_before_the_cut("batch"))
    assert any(acknowledged_before_the_cut("none"))
    lesson.says("power-after", f'"done" are gone in {unsynced[0]} of 200 cuts. With it, in none.')
    assert lesson.prints("gap-syncs", "a sync for each like: ") == [100]
    lesson.says("syncs-after", "*waited for* only 100 times", "1,000 likes has 32 KB")
    every_ms = signature(EventLog).parameters["interval_ms"].default
    lesson.says(
        "syncs-after", f"syncs every {every_ms} ms. So there are at most {1_000 // every_ms} syncs"
    )
    lesson.says("takeaways", "A disk can be waited for 100 or some thousand times a second.")

    usual, more = records("usual", 4_000), records("usual", 20_000)
    weak, strong = records("weak", 4_000), records("strong", 4_000)
    lesson.says(
        "gap-records-after",
        f"fall by {usual:.2f}, and five times larger flushes bring only {more:.2f}.",
        f"{weak:.2f} with a weak one, {strong:.2f} with a strong one.",
    )
    assert PATH_SKEWS == {"strong": 1.2, "usual": 1, "weak": 0.8}
    keys = likes(200_000).keys.reshape(-1, 4_000)
    counts = [np.unique(flush, return_counts=True)[1] for flush in keys]
    once = sum(int((each == 1).sum()) for each in counts)
    lesson.says("gap-records-after", f"but {once / 2_000:.0f} of 100 likes are of tweets that come")
    lesson.says("takeaways", f"4,000 times fewer, and records {usual:.2f} times")
    assert lesson.prints("gap-records", "records fall: ") == [round(usual, 2)]
    events, flushes, parts, files = path_stages()
    assert parts.records == flushes.records < events.records
    sent_a_minute = 4 * 60_000 // Delays().age_ms
    lesson.says("trace-after", f"each of 4 gateways there would be {sent_a_minute}.")
    assert files.messages == 4
    lesson.says(
        "stages-after",
        f"a record takes {flushes.bytes / flushes.records:.0f} bytes",
        f"a like as JSON takes {events.bytes / events.records:.0f}.",
        f"So of the {events.bytes / flushes.bytes:.1f}, only {usual:.2f} comes from adding up.",
        f"The rest, {events.bytes / flushes.bytes / usual:.0f} times, comes from packing",
        f"take {files.bytes / files.records:.0f} bytes a record",
    )
    usual_ms = Delays()
    assert (usual_ms.phone_ms, usual_ms.sync_ms, usual_ms.age_ms) == (40, 5, 1_000)
    assert (usual_ms.network_ms, usual_ms.late_ms, usual_ms.batch_ms) == (1, 5_000, 600_000)
    hops = trace_event(20)
    assert trace_event(20, flush_events=300) == hops  # 200 come in a second, and it decides
    lesson.says(
        "trace-after",
        f"{hops[5].stalest_ms / 1_000:.2f} seconds in the fast answer",
        f"{hops[7].stalest_ms / 60_000:.0f} minutes in the exact one",
    )
    sent = [each.gateway.bytes_sent for each in placements(stopwatch=lambda: 0)]
    lesson.says(
        "corner",
        f"{sent[0] / 1e3:.0f} KB leave the gateway as flushes, {sent[1] / 1e3:.0f} KB as packed",
        f"{sent[2] / 1e6:.0f} MB as logged",
    )


def test_lesson_says_what_its_layers_answer() -> None:
    lesson = Lesson("lambda-merge")
    (error,) = lesson.prints("served", "20:00 to 20:15 (at most ")[:1]
    rows = [line.split() for line in lesson.lines("served") if line.endswith((" yes", " no"))]
    assert [row[-1] for row in rows] == ["yes"] * 8 + ["no"] * 2
    for _, least, most, true, _ in rows:
        assert int(least) <= int(true) <= int(most) <= int(true) + error
    assert max(int(row[2]) - int(row[1]) for row in rows) == error
    lesson.says("served-after", f"errors add up to {error:.0f} at", "Eight of the ten are sure")
    ten, fifty = (lesson.prints("lists", f"\n{keep} ") for keep in (10, 50))
    lesson.says(
        "lists-after", f"a count may be {ten[1]:.0f} too low, and four of the ten are sure."
    )
    assert (ten[2], fifty[2]) == (4, 10)
    before, dead, exact = (
        next(line for line in lesson.lines("speed-dies") if each in line).rpartition("; ")[2]
        for each in ("20:15  ", "processor dead", "hour exact")
    )
    assert (before, exact) == ("3 of 3 sure, lost 0",) * 2
    assert dead.startswith("0 of 3 sure, lost ")
    lesson.says("speed-dies-after", "Tweet 76624 is not a mistake: it began at 20:30.")
    lesson.says("speed-dies-after", f"it lost: {dead.rpartition(' ')[2]} retweets")
    at, missing = lesson.prints("late", "\n5 ")
    none = lesson.prints("late", "\n0 ")[1]
    made = busy_day(retweets=200_000, seed=2012)
    rng = np.random.default_rng(2012)
    rng.integers(MS_PER_MINUTE, size=len(made.minutes))  # the milliseconds of the lesson
    offline = rng.random(len(made.minutes)) < 0.03
    of_hour = made.minutes // 60 == 20
    assert made.minutes[made.tweets == 76624].min() == 20 * 60 + 30
    lesson.says("late-text", f"Hour 20 has {of_hour.sum():,} retweets")
    lesson.says(
        "late-after",
        f"{(of_hour & offline).sum()} were made offline, but most phones came back",
        f"without lateness {none:.0f} are missing",
        f"5 minutes: {missing:.0f} of 8,081 are missing at 21:0{at:.0f}.",
    )
    once, log = mend(hours=6, speed_up=8)
    lesson.says(
        "mend-after",
        f"{once.events_read:,} events of six hours once, in {once.minutes} minutes.",
        f"{log.events_read:,} events, {log.minutes} minutes, and ten times the memory",
        "At twice their rate it takes six hours.",
    )
    assert mend(hours=6, speed_up=2)[1].minutes == 6 * 60
    assert log.bytes // once.bytes == 10
    assert (once.wrong_minutes, log.wrong_minutes, once.right, log.right) == (45, 0, 10, 10)


def test_lesson_says_where_a_longer_list_stops() -> None:
    lesson = Lesson("lambda-merge")
    narrow, wide = ({row.k: row for row in larger_k(width_bits=bits)} for bits in (10, 13))
    for k, row in narrow.items():
        shown = [row.last, row.keys_read, round(row.right), row.bound]
        shown += [round(wide[k].right), wide[k].bound]
        assert lesson.prints("longer", f"\n{k} ") == shown
        assert row.right >= 95 or row.last < row.bound  # right, or below the error
    assert {narrow[k].keys_read for k in (300, 1_000, 3_000)} == {narrow[300].keys_read}
    assert 0.4 < 3_000 / narrow[3_000].keys_read < 0.5
    assert round(3 * (100 - wide[300].right)) == 1
    lesson.says(
        "longer-after",
        f"first ten came {narrow[10].last} times or more, and an error of {narrow[10].bound}",
        f"Number 300 came {narrow[300].last} times.",
        f"takes its place: {narrow[300].right:.0f} of 100 are right.",
        f"all {narrow[300].keys_read:,} tweets of the hour",
        f"with 8 times the columns the error is {wide[300].bound}",
    )


def test_lesson_says_what_a_dead_gateway_leaves_out() -> None:
    lesson = Lesson("lambda-merge")
    both, dead, back = (
        lesson.prints("missing-shown", f"\n{when} ")
        for when in ("both are up", "a second later, gateway 1 is dead", "it is back")
    )
    assert [sum(each) for each in (both, dead, back)] == [12, 12, 12]
    assert (dead, back[1]) == ([10, 2], 0)
    lesson.says("missing-after", "Eight are counted at once", "says that two are missing at most")
    lesson.says("trace-after", "its last events are missing, and the answer says how many")


def test_lesson_says_what_the_buffer_turns() -> None:
    lesson = Lesson("lambda-merge")
    slow, quick = buffer_costs("at night", 1_000), buffer_costs("at night", 100)
    goal, longer = buffer_costs("a goal", 1_000), buffer_costs("a goal", 10_000)
    assert goal == longer
    large = buffer_costs("a goal", 1_000, 20_000)
    assert 2 < large.events / large.records < 2.1
    assert buffer_costs("a goal", 60_000, 4_000).records * 2 > large.events
    halves = {
        (rate, age)
        for rate in BUFFER_RATES
        for age in BUFFER_AGES.values()
        if (cost := buffer_costs(rate, age, 20_000)).records * 2 < cost.events
    }
    as_usual, in_goal = (
        {(rate, age) for age in BUFFER_AGES.values() if age >= least}
        for rate, least in (("usual", 10_000), ("a goal", 1_000))
    )
    assert halves == as_usual | in_goal
    lesson.says("buffer-after", "in a goal from 1 s on, as usual from 10 s on")
    lesson.says(
        "buffer-after",
        f"messages rise from {slow.messages:.0f} to {quick.messages:.0f} a minute, seven times:",
        f"a flush had {slow.flush_events} likes and now has {quick.flush_events}.",
        f"4,000 likes come in {goal.wait_ms} ms",
    )
    assert round(quick.messages / slow.messages) == 7
    loads = partition_loads(60)
    lesson.says(
        "loads-after",
        f"takes {loads[0].busiest:.0f} of 100. As flushes {loads[2].busiest:.0f}, and an eighth",
    )


def test_lesson_says_what_a_week_of_real_retweets_gives() -> None:
    rows = retweets()
    order = np.argsort(rows[:, 1], kind="stable")
    users, seconds = rows[order].T
    week = Events(np.arange(len(rows)), seconds * 1_000, users, 1)
    batch = BatchLayer(unique_ids=True)
    batch.run(EventsInMemory([week]))
    minutes = np.unique(week.times_ms // MS_PER_MINUTE).tolist()
    clock = ManualClock(int(week.times_ms[-1]))
    speed = SpeedLayer(width=256, depth=4, candidates=30, minutes=60, clock=clock)
    fast = ServingLayer(BatchLayer(), speed)
    found: list[int] = []
    right = sure = 0
    for at, minute in enumerate(minutes):
        for flush in flushes_of(week, minute):
            speed.take(flush)
        hour = minute // 60
        if at + 1 == len(minutes) or minutes[at + 1] // 60 > hour:
            served = fast.top(10, 60 * hour, 60 * hour + 60)
            first = fast.top(1, 60 * hour, 60 * hour + 60)
            true, _ = batch.top(10, hour, hour + 1)
            found.append(len({each.key for each in served.top} & {each.key for each in true}))
            is_right = first.top[0].key == true[0].key
            assert is_right or not first.sure[0]
            right, sure = right + is_right, sure + first.sure[0]
    lesson = Lesson("lambda-merge")
    lesson.says(
        "served-after",
        f"in {len(found)} hours.",
        f"name the right first in {right} hours.",
        f"In {sure} of them the answer says that it is sure",
        f"they name {np.mean(found):.1f} in the mean, and {min(found)} in the worst hour",
    )
    whole = len(rows) // 4_000 * 4_000
    kept = sum(len(np.unique(rows[low : low + 4_000, 0])) for low in range(0, whole, 4_000))
    lesson.says("gap-records-after", f"Real retweets of a week in 2012: {whole / kept:.2f} [2].")
