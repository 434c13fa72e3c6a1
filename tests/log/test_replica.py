"""Copy a log, lose the leader, go on: nothing that two had is lost, and what one had is said."""

import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from twitlab.errors import BadValue, TwitlabError
from twitlab.faults import Disk, PowerCut
from twitlab.log import DiskError, EventLog, Replica, Replicated

FOLDER, COPY = Path("/log"), Path("/copy")


def make(disk: Disk) -> EventLog:
    return EventLog(FOLDER, files=disk, segment_bytes=1024)


class LeaderAndReplica(RuleBasedStateMachine):
    """Append, copy some, cut the power of either, drop; then the replica takes over."""

    @initialize(seed=st.integers(0, 1 << 20))
    def begin(self, seed: int) -> None:
        self.one, self.two = Disk(seed), Disk(seed + 1)
        self.leader = make(self.one)
        self.replica = Replica(COPY, files=self.two)
        self.records: list[bytes] = []

    @rule(batch=st.lists(st.binary(max_size=400), min_size=1, max_size=3))
    def append(self, batch: list[bytes]) -> None:
        sequence = self.leader.next_sequence(7)
        self.leader.append(batch, producer=7, sequence=sequence)
        self.records += batch

    @rule(most_bytes=st.none() | st.integers(1, 2_000))
    def copy(self, most_bytes: int | None) -> None:
        before = self.replica.end
        end = self.replica.copy(self.leader, most_bytes)
        assert end == self.replica.end >= before
        assert self.replica.lag(self.leader) == len(self.records) - end
        if most_bytes is None:
            assert end == len(self.records)
        elif before < len(self.records):
            assert end > before

    @rule()
    def commit(self) -> None:
        self.leader.commit("trends", self.leader.readable)

    @rule()
    def cut_leader(self) -> None:
        self.one.cut_power()
        self.one.restart()
        self.leader = make(self.one)
        assert self.leader.end == len(self.records)

    @rule(after=st.integers(1, 12))
    def cut_replica(self, after: int) -> None:
        had = self.replica.end
        self.two.cut_power(after)
        try:
            self.replica.copy(self.leader)
        except (PowerCut, DiskError):
            assert self.two.is_off
        if not self.two.is_off:
            self.two.cut_power()
            had = self.replica.end
        self.two.restart()
        self.replica = Replica(COPY, files=self.two)
        assert self.replica.end >= had
        assert self.replica.recovered.losses == ()

    @rule()
    def take_over(self) -> None:
        had = self.replica.end
        with self.replica.take_over(segment_bytes=1024) as log:
            assert log.recovered.losses == ()
            assert log.end == had
            assert log.start == 0
            if had:
                assert log.read(0, had).records == self.records[:had]
            log.check_invariants()
        self.replica = Replica(COPY, files=self.two)
        assert self.replica.end == had

    def teardown(self) -> None:
        if hasattr(self, "leader"):
            self.replica.copy(self.leader)
            sequence = self.leader.next_sequence(7)
            offsets = self.leader.consumers
            with self.replica.take_over() as log:
                assert log.read(0, max(log.end, 1)).records == self.records
                assert (log.next_sequence(7), log.consumers) == (sequence, offsets)
                assert log.append([b"x"]).first == len(self.records)


TestLeaderAndReplica = LeaderAndReplica.TestCase
TestLeaderAndReplica.settings = settings(max_examples=40, stateful_step_count=20)


def test_replica_takes_no_frame_for_proof_of_what_is_on_its_own_disk() -> None:
    """A frame says what the leader had synced before it; here both are written, and neither is."""
    leader = make(Disk())
    for number in range(8):
        leader.append([bytes([number]) * 100])
    for seed in range(60):
        disk = Disk(seed)
        replica = Replica(COPY, files=disk)
        disk.cut_power(5 + seed % 12)
        try:
            replica.copy(leader)
        except (PowerCut, DiskError):
            assert disk.is_off
        if not disk.is_off:
            disk.cut_power()
        disk.restart()
        replica = Replica(COPY, files=disk)
        assert replica.recovered.losses == ()
        replica.copy(leader)
        with replica.take_over() as log:
            assert log.recovered.losses == ()
            assert log.read(0, 100).records == leader.read(0, 100).records


def test_takeover_loses_what_was_not_copied() -> None:
    leader = make(Disk())
    leader.append([b"a"] * 80)
    replica = Replica(COPY, files=Disk())
    replica.copy(leader)
    leader.append([b"b"] * 20)
    assert replica.lag(leader) == 20
    log = replica.take_over()
    assert (log.end, log.recovered.losses) == (80, ())
    assert log.append([b"c"]).first == 80


def test_takeover_loses_nothing_that_was_acknowledged_when_both_had_it() -> None:
    """The leader dies at any moment, for ever; each batch with an answer is in the copy."""
    for seed in range(40):
        one, two = Disk(seed), Disk(seed)
        leader, replica = make(one), Replica(COPY, files=two)
        both = Replicated(leader, replica)
        answered: list[bytes] = []
        one.cut_power(random.Random(seed).randrange(1, 60))
        try:
            for number in range(100):
                batch = [bytes([number]) * 100]
                assert both.append(batch, producer=7, sequence=number).acknowledged
                answered += batch
        except (PowerCut, DiskError):
            assert one.is_off
        log = replica.take_over()
        assert log.end == len(answered)
        assert log.read(0, len(answered) + 1).records == answered if answered else True
        again = log.append([bytes([len(answered)]) * 100], producer=7, sequence=len(answered))
        assert not again.repeated


def test_replica_that_cannot_be_reached_holds_the_answer_back() -> None:
    two = Disk()
    leader, replica = make(Disk()), Replica(COPY, files=two)
    both = Replicated(leader, replica)
    both.append([b"a"], producer=7, sequence=0)
    two.capacity_bytes = two.nbytes
    for _ in range(2):
        with pytest.raises(DiskError, match="what the replica had it still has"):
            both.append([b"b"], producer=7, sequence=1)
    two.capacity_bytes = None
    found = both.append([b"b"], producer=7, sequence=1)
    assert (found.first, found.repeated, found.acknowledged) == (1, True, True)
    assert replica.end == 2


def test_lagging_leader_policy_is_no_acknowledgement() -> None:
    leader = EventLog(FOLDER, files=Disk(), sync="none")
    both = Replicated(leader, Replica(COPY, files=Disk()))
    assert not both.append([b"a"]).acknowledged
    leader.sync()
    assert both.append([b"b"]).acknowledged is False


def test_damage_of_the_leader_is_no_worse_in_the_copy() -> None:
    one = Disk()
    with make(one) as log:
        for number in range(6):
            log.append([bytes([number]) * 200])
    first = FOLDER / "0000000000000000000.log"
    one.flip_bit(first, 8 * 400)
    leader, replica = make(one), Replica(COPY, files=Disk())
    replica.copy(leader)
    log = replica.take_over()
    assert [(each.first, each.end) for each in log.recovered.losses] == [(1, 2)]
    assert log.read(2, 10).records == leader.read(2, 10).records


def test_copy_that_begins_after_a_drop_misses_nothing_that_was_there() -> None:
    leader = make(Disk())
    for _ in range(4):
        leader.append([bytes(900)])
    leader.drop(keep_bytes=2_000)
    replica = Replica(COPY, files=Disk())
    replica.copy(leader)
    with replica.take_over() as log:
        assert (log.start, log.end, log.recovered.losses) == (leader.start, 4, ())
        assert leader.start > 0


def test_drop_of_what_was_not_copied_is_reported_as_lost() -> None:
    leader = make(Disk())
    replica = Replica(COPY, files=Disk())
    for _ in range(4):
        leader.append([bytes(900)])
        if leader.end == 1:
            replica.copy(leader)
    leader.drop(keep_bytes=0)
    replica.copy(leader)
    log = replica.take_over()
    assert [(each.first, each.end) for each in log.recovered.losses] == [(1, 3)]
    assert log.end == 4


def test_replica_refuses_what_it_is_no_copy_of(tmp_path: Path) -> None:
    leader = make(Disk())
    leader.append([b"a"] * 3)
    disk = Disk()
    replica = Replica(COPY, files=disk)
    replica.copy(leader)
    before = {name: disk.map(COPY / name) for name in disk.names(COPY)}
    asks: list[tuple[Any, str]] = [
        (lambda: replica.copy(make(Disk())), "leader must have what its replica has, up to 3"),
        (lambda: replica.copy(7), "leader must be an EventLog, got 7"),  # type: ignore[arg-type]
        (lambda: replica.copy(leader, 0), "most_bytes must be 1 or more, got 0"),
        (lambda: Replica(COPY, files=disk), "folder must have one writer at a time"),
        (lambda: Replicated(leader), "replicas must be 1 or more, got 0"),
    ]
    for ask, said in asks:
        with pytest.raises(TwitlabError, match=said):
            ask()
    assert before == {name: disk.map(COPY / name) for name in disk.names(COPY)}
    replica.close()
    replica.close()
    with pytest.raises(BadValue, match="replica must be open, got one that is closed"):
        replica.copy(leader)
    (tmp_path / "notes.txt").touch()
    with pytest.raises(BadValue, match="folder must be empty or have a log"):
        Replica(tmp_path)
