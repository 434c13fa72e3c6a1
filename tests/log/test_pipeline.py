"""The whole path: whatever dies, repeats, overtakes or is late, each logged event counts once."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tests.help.streams import retweets
from twitlab.clock import ManualClock
from twitlab.errors import BadValue
from twitlab.faults import Disk, PowerCut
from twitlab.log import MS_PER_MINUTE, DiskError, Events
from twitlab.log.admission import GatewayFull
from twitlab.log.partitioner import Partitioner
from twitlab.log.pipeline import Pipeline

NOON = 28_333_333 * MS_PER_MINUTE
GATEWAYS, PARTITIONS = 2, 3
gateways, partitions = st.integers(0, GATEWAYS - 1), st.integers(0, PARTITIONS - 1)
some_events = st.lists(
    st.tuples(st.integers(0, 4), st.integers(-2 * MS_PER_MINUTE, 5_000)), min_size=3, max_size=9
)


def pipeline(folder: Path, files: Any = None, **more: Any) -> Pipeline:
    """Build a path with small buffers and a hot key."""
    sizes: dict[str, Any] = {"max_age_ms": 1_000, "max_events": 3, "file_rows": 12}
    return Pipeline(
        folder,
        gateways=GATEWAYS,
        partitioner=Partitioner(PARTITIONS, seed=1, hot=[0]),
        files=files,
        **sizes | {"max_waiting": 40, "clock": ManualClock(NOON)} | more,
    )


def likes(*keys: int) -> Events:
    """Make an event of now for each key."""
    return Events(np.arange(len(keys)), NOON, np.array(keys), 7)


def test_what_a_dead_gateway_has_is_missing_and_said(tmp_path: Path) -> None:
    clock = ManualClock(NOON)
    path = pipeline(tmp_path, Disk(seed=13), clock=clock)
    path.take(0, likes(1, 1, 2))
    path.take(1, likes(1, 2, 2, 3))
    assert path.step() == 2
    path.stop_gateway(1)
    answer = path.answer(0, NOON)
    assert (answer.top(1), answer.missing, answer.down) == ([(1, 3)], 1, ())
    with pytest.raises(BadValue, match="gateway must be one that is up, got 1, which is down"):
        path.take(1, likes(1))
    path.start_gateway(1)
    path.step()
    answer = path.answer(0, NOON)
    assert (answer.top(9), answer.missing) == ([(1, 3), (2, 3), (3, 1)], 0)
    path.close()


def test_a_flush_is_answered_when_all_processors_have_it(tmp_path: Path) -> None:
    path = pipeline(tmp_path, Disk(seed=13))
    path.take(0, likes(1, 2, 3))
    path.stop_processor(2)
    path.step()
    gateway = path.gateway(0)
    assert gateway is not None
    assert [flush.events for flush in gateway.unanswered()] == [3]
    assert path.answer(0, NOON).down == (2,)
    path.start_processor(2)
    assert path.answer(0, NOON).top(9) == [(1, 1), (2, 1), (3, 1)]  # it asked for what it lacks
    path.step(again=True)
    assert not gateway.unanswered()
    assert path.answer(0, NOON).top(9) == [(1, 1), (2, 1), (3, 1)]
    path.close()


def test_a_processor_that_died_gets_what_it_held_from_the_logs(tmp_path: Path) -> None:
    path = pipeline(tmp_path, Disk(seed=13))
    for gateway in (0, 1):
        path.take(gateway, likes(*range(9)))
    path.step()
    before = path.answer(0, NOON).top(9)
    for partition in range(PARTITIONS):
        path.stop_processor(partition)
    assert path.answer(0, NOON).top(9) == []
    path.stop_gateway(1)
    for partition in range(PARTITIONS):
        path.start_processor(partition)
    answer = path.answer(0, NOON)
    assert ([count for _, count in answer.top(9)], answer.missing) == ([1] * 9, 9)
    path.start_gateway(1)
    answer = path.answer(0, NOON)
    assert (answer.top(9), answer.missing) == (before, 0)
    path.close()


def test_the_most_retweeted_of_real_hours_are_exact_though_machines_die(tmp_path: Path) -> None:
    busy = retweets()
    busy = busy[busy[:, 1].argsort(kind="stable")][200_000:240_000]
    users, times = busy[:, 0], 1_000 * busy[:, 1]
    events = Events(np.arange(len(busy)), times, users, users)
    clock, disk = ManualClock(int(times[0])), Disk(seed=2012)
    sizes: dict[str, Any] = {"max_events": 4_000, "max_waiting": 20_000, "file_rows": 4_000}
    path = pipeline(tmp_path, disk, clock=clock, **sizes)
    for at, low in enumerate(range(0, len(events), 2_000)):
        clock.set_ms(int(times[low : low + 2_000].max()))
        path.take(at % GATEWAYS, events[low : low + 2_000])
        path.step(again=at % 3 == 0)
        path.write()
        if at % 5 == 4:
            path.stop_processor(at % PARTITIONS)
            path.start_processor(at % PARTITIONS)
            path.stop_gateway(at % GATEWAYS)
            path.start_gateway(at % GATEWAYS)
    clock.advance_ms(1_000)
    path.step()
    path.write(closed_only=False)
    for hour in range(int(times[0]) // 3_600_000, int(times[-1]) // 3_600_000 + 1):
        answer = path.answer(60 * hour, 60 * hour + 60)
        true = Counter(users[times // 3_600_000 == hour].tolist())
        assert dict(answer.top(len(users))) == true
        assert answer.missing == 0
    path.close()
    assert sum(stage.records for stage in path.stages[-1:]) < len(users)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda path: path.take(2, likes(1)), "gateway must be from 0 to 1, got 2"),
        (lambda path: path.start_gateway(-1), "gateway must be from 0 to 1, got -1"),
        (lambda path: path.stop_processor(3), "partition must be from 0 to 2, got 3"),
        (lambda path: path.answer(5, 4), "end must be start or more, 5, got 4"),
        (lambda path: path.answer(0, 1).top(-1), "k must be 0 or more"),
    ],
)
def test_a_path_refuses_what_it_does_not_have(tmp_path: Path, call: Any, words: str) -> None:
    path = pipeline(tmp_path, Disk(seed=13))
    with pytest.raises(BadValue, match=words):
        call(path)
    path.check_invariants()
    path.close()


class Path_(RuleBasedStateMachine):  # noqa: N801  # Path is taken
    """Do anything to a path, in any order, while the power may go in the middle of it."""

    @initialize(rows=some_events, seed=st.integers(0, 1_000))
    def build(self, rows: list[tuple[int, int]], seed: int) -> None:
        """Build it."""
        self.folder = TemporaryDirectory()
        self.disk, self.clock = Disk(seed), ManualClock(NOON)
        self.path = pipeline(Path(self.folder.name), self.disk, clock=self.clock)
        self.acknowledged: Counter[tuple[int, int]] = Counter()  # minute, key
        self.not_answered: Counter[tuple[int, int]] = Counter()  # nobody knows if they are kept
        self.next_id = 0
        for gateway in range(GATEWAYS):
            self.take_and_step(gateway, rows)

    def work(self, call: Callable[[], object]) -> bool:
        """Do something; if the power goes, start all again, and say that it was not done."""
        try:
            call()
        except (PowerCut, DiskError):  # the log says it so, in the middle of a sync
            self.disk.restart()
            for partition in range(PARTITIONS):
                self.path.stop_processor(partition)  # their files are on another disk
            self.path = pipeline(Path(self.folder.name), self.disk, clock=self.clock)
            self.path.reconnect()
            return False
        return True

    @rule(gateway=gateways, rows=some_events)
    def take_and_step(self, gateway: int, rows: list[tuple[int, int]]) -> None:
        """Hand events in, and send what is due."""
        self.take(gateway, rows)
        self.work(self.path.step)

    @rule(gateway=gateways, rows=some_events)
    def take(self, gateway: int, rows: list[tuple[int, int]]) -> None:
        """Hand events in, some of them late."""
        times = np.array([self.clock.now_ms() + late for _, late in rows])
        keys = np.array([key for key, _ in rows])
        ids = np.arange(self.next_id, self.next_id + len(rows))
        self.next_id += len(rows)
        try:
            done = self.work(lambda: self.path.take(gateway, Events(ids, times, keys, ids % 3)))
        except (BadValue, GatewayFull):
            return  # it is down, or full
        (self.acknowledged if done else self.not_answered).update(
            zip((times // MS_PER_MINUTE).tolist(), keys.tolist())
        )

    @rule(by_ms=st.sampled_from([1, 500, 1_000, 70_000]))
    def wait(self, by_ms: int) -> None:
        """Let time pass."""
        self.clock.advance_ms(by_ms)

    @rule(again=st.booleans())
    def step(self, again: bool) -> None:
        """Send what is due."""
        self.work(lambda: self.path.step(again=again))

    @rule(gateway=gateways, data=st.data())
    def deliver_without_an_answer(self, gateway: int, data: st.DataObject) -> None:
        """Send flushes that were sent before, in any order; the answer is lost."""
        if (up := self.path.gateway(gateway)) is not None:
            flushes = [*up.replay(0)]
            for flush in data.draw(st.permutations(flushes[-3:])):
                self.path.deliver(flush)

    @rule(gateway=gateways, comes_back=st.booleans())
    def flush_and_die(self, gateway: int, comes_back: bool) -> None:
        """Cut flushes, and die before one is sent."""
        if (up := self.path.gateway(gateway)) is not None and self.work(up.flushes):
            self.path.stop_gateway(gateway)
            if comes_back:
                self.start_gateway(gateway)

    @rule(gateway=gateways)
    def start_gateway(self, gateway: int) -> None:
        """Let a gateway come back."""
        self.work(lambda: self.path.start_gateway(gateway))

    @rule(partition=partitions, comes_back=st.booleans())
    def stop_processor(self, partition: int, comes_back: bool) -> None:
        """Let a processor die."""
        self.path.stop_processor(partition)
        if comes_back:
            self.path.start_processor(partition)

    @rule(partition=partitions)
    def start_processor(self, partition: int) -> None:
        """Let a processor come back."""
        self.path.start_processor(partition)

    @rule(closed_only=st.booleans())
    def write(self, closed_only: bool) -> None:
        """Let processors write."""
        self.path.write(closed_only=closed_only)

    @rule(after=st.integers(1, 12))
    def power_goes_soon(self, after: int) -> None:
        """Let the power go in the middle of a write or a sync to come."""
        self.disk.cut_power(after)

    @invariant()
    def nothing_counts_twice(self) -> None:
        """See that no answer has more than the logs, and says how much it may lack."""
        self.path.check_invariants()
        answer, counts, logged = self.path.answer(0, NOON), self.counts(), self.logged()
        assert self.acknowledged <= logged <= self.acknowledged + self.not_answered
        assert counts <= logged
        if not answer.down:
            assert logged.total() - counts.total() <= answer.missing

    def logged(self) -> "Counter[tuple[int, int]]":
        """Count what the logs have."""
        found: Counter[tuple[int, int]] = Counter()
        for gateway in range(GATEWAYS):
            for events in self.path.logs(gateway)[0].events():
                minutes = (events.times_ms // MS_PER_MINUTE).tolist()
                found.update(zip(minutes, events.keys.tolist()))
        return found

    def counts(self) -> "Counter[tuple[int, int]]":
        """Ask for each minute."""
        found: Counter[tuple[int, int]] = Counter()
        for minute in range(NOON // MS_PER_MINUTE - 2, self.clock.now_ms() // MS_PER_MINUTE + 2):
            answer = self.path.answer(minute, minute + 1)
            found.update({(minute, key): count for key, count in answer.top(9)})
        return found

    def teardown(self) -> None:
        """Let all come back, send all, and count."""
        try:
            self.end_well()
        finally:
            self.folder.cleanup()

    def end_well(self) -> None:
        """See that all is counted in the end."""
        for gateway in range(GATEWAYS):
            self.start_gateway(gateway)
        for partition in range(PARTITIONS):
            self.path.start_processor(partition)
        self.clock.advance_ms(1_000)
        while not self.work(lambda: self.path.step(again=True)):
            self.clock.advance_ms(1_000)
        assert self.counts() == self.logged()
        assert self.acknowledged <= self.logged()
        assert self.path.answer(0, NOON).missing == 0
        self.work(self.path.close)


TestPath = Path_.TestCase
TestPath.settings = settings(max_examples=40, stateful_step_count=25, deadline=None)
