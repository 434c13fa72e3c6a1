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
from twitlab.log.mark import MarkFile

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
            assert log.leader_epoch == 1
        self.replica = Replica(COPY, files=self.two)
        assert self.replica.end == had
        with pytest.raises(BadValue, match="leader must be of epoch 1 or later, got 0: ano"):
            self.replica.copy(self.leader)
        assert self.replica.end == had
        self.two = Disk(had)
        self.replica = Replica(COPY, files=self.two)  # a new copy of the old leader, which goes on

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


def two_leaders(ours: int = 80) -> tuple[EventLog, EventLog, Disk, Disk]:
    """Let a replica take over at 80, while the old leader lives and goes on."""
    one, two = Disk(), Disk()
    leader, replica = make(one), Replica(COPY, files=two)
    leader.append([b"a"] * 80)
    replica.copy(leader)
    if ours > 80:
        leader.append([b"b"] * (ours - 80), producer=7, sequence=0)
    log = replica.take_over()
    assert (log.leader_epoch, log.leader_since, leader.leader_epoch) == (1, 80, 0)
    return leader, log, one, two


@pytest.mark.parametrize("more", [0, 1, 20, 60])
def test_copy_takes_nothing_of_an_old_leader(more: int) -> None:
    leader, log, _, two = two_leaders(120)
    if more:
        log.append([b"c"] * more)
    log.close()
    replica = Replica(COPY, files=two)
    with pytest.raises(BadValue, match="leader must be of epoch 1 or later, got 0: another"):
        replica.copy(leader)
    with replica.take_over() as log:
        assert (log.leader_epoch, log.end, log.recovered.losses) == (2, 80 + more, ())
        assert log.read(0, 200).records == [b"a"] * 80 + [b"c"] * more


def test_old_leader_that_waits_for_its_replica_gets_no_answer() -> None:
    one, two = Disk(), Disk()
    leader, replica = make(one), Replica(COPY, files=two)
    both = Replicated(leader, replica)
    both.append([b"a"], producer=7, sequence=0)
    log = replica.take_over()
    with pytest.raises(BadValue, match="replica must be open, got one that is closed"):
        both.append([b"b"], producer=7, sequence=1)
    assert leader.end == 2  # on its own disk it is, without an answer
    assert log.append([b"c"], producer=7, sequence=1).first == 1
    assert log.read(0, 9).records == [b"a", b"c"]


@pytest.mark.parametrize("ours", [80, 100])
def test_old_leader_follows_the_new_one_if_it_has_no_more(ours: int) -> None:
    leader, log, one, _ = two_leaders(ours)
    log.append([b"c"] * 60)
    leader.close()
    old = Replica(FOLDER, files=one)
    before = {name: bytes(one.map(FOLDER / name)) for name in one.names(FOLDER)}
    if ours > 80:
        said = (
            "replica must have what epoch 1 began with, up to 80, and no more, got one of epoch 0"
        )
        with pytest.raises(BadValue, match=said):
            old.copy(log)
        assert before == {name: bytes(one.map(FOLDER / name)) for name in one.names(FOLDER)}
    else:
        assert old.copy(log) == 140
        with old.take_over() as again:
            assert (again.leader_epoch, again.leader_since) == (2, 140)
            assert again.read(0, 200).records == [b"a"] * 80 + [b"c"] * 60


def test_old_leader_is_told_of_the_new_one_though_that_has_less() -> None:
    leader, log, one, _ = two_leaders(100)
    leader.close()
    with pytest.raises(BadValue, match="replica must have what epoch 1 began with"):
        Replica(FOLDER, files=one).copy(log)


def test_new_copy_follows_any_leader_and_an_old_one_no_leader_but_the_next() -> None:
    leader, log, one, two = two_leaders()
    log.append([b"c"] * 60)
    log.close()
    with Replica(COPY, files=two).take_over() as log:
        assert (log.leader_epoch, log.leader_since) == (2, 140)
        new = Replica(COPY, files=Disk())
        assert new.copy(log) == 140
        log.append([b"d"])
        assert new.copy(log) == 141
        leader.append([b"b"] * 20)  # its own, and fewer than epoch 2 began with
        leader.close()
        with pytest.raises(BadValue, match="and no more, got one of epoch 0 up to 100"):
            Replica(FOLDER, files=one).copy(log)


def test_power_cut_of_a_takeover_leaves_an_old_leader_or_a_new_one() -> None:
    """Whoever was answered by the new leader is safe from the old one, also after a power cut."""
    epochs = set()
    for seed in range(150):
        leader, two = make(Disk()), Disk(seed)
        leader.append([b"a"] * 3)
        replica = Replica(COPY, files=two)
        replica.copy(leader)
        leader.append([b"b"] * 3)
        two.cut_power(1 + seed % 15)
        answered = 0
        try:
            log = replica.take_over()
            answered = log.append([b"c"]).count
            log.close()
        except (PowerCut, DiskError):
            assert two.is_off
        if not two.is_off:
            two.cut_power()
        two.restart()
        replica = Replica(COPY, files=two)
        assert replica.end >= 3 + answered
        try:
            replica.copy(leader)
            epochs.add(0)
            assert not answered
        except BadValue:
            epochs.add(1)
        with replica.take_over() as log:
            assert log.recovered.losses == ()
            if answered:
                assert log.read(3, 9).records == [b"c"]
    assert epochs == {0, 1}


def test_copy_knows_its_leader_after_a_power_cut() -> None:
    for seed in range(20):
        leader, first, disk = make(Disk()), Replica(COPY, files=Disk()), Disk(seed)
        leader.append([b"a"] * 80)
        for each in (first, other := Replica(COPY, files=disk)):
            each.copy(leader)
        leader.append([b"b"] * 20)
        log = first.take_over()
        log.append([b"c"] * 60)
        other.copy(log)
        disk.cut_power()
        disk.restart()
        replica = Replica(COPY, files=disk)
        with pytest.raises(BadValue, match="another has taken over"):
            replica.copy(leader)
        assert replica.copy(log) == 140


def test_takeover_that_the_disk_refuses_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    leader, two = make(Disk()), Disk()
    leader.append([b"a"] * 3)
    replica = Replica(COPY, files=two)
    replica.copy(leader)

    def refuses(*_: object) -> None:
        raise OSError(5, "Input/output error")

    with monkeypatch.context() as patch:
        patch.setattr(MarkFile, "follow", refuses)
        with pytest.raises(DiskError, match="and the replica did not take over: Input/output err"):
            replica.take_over()
    with pytest.raises(DiskError, match="nothing more is taken: open it anew"):
        replica.copy(leader)
    replica.close()
    assert Replica(COPY, files=two).copy(leader) == 3


def test_replica_that_is_closed_takes_nothing_over() -> None:
    replica = Replica(COPY, files=Disk())
    replica.close()
    with pytest.raises(BadValue, match="replica must be open, got one that is closed"):
        replica.take_over()


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
