"""A sorted set after kills, power cuts and damage: what was acknowledged is there, once."""

import random
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import ROOT
from twitlab.errors import BadType, BadValue
from twitlab.faults import Disk, PowerCut
from twitlab.log import DiskError, EventLog, Events, OffsetGone, Replica, SystemFiles
from twitlab.trends import (
    Change,
    DurableSortedSet,
    Rules,
    SortedSet,
    SortedSetReplica,
    Trends,
    change_of,
    recover_trends,
)
from twitlab.trends.change_records import pack, unpack

INFINITE = float("inf")
FOLDER = Path("/log")


def random_change(draw: random.Random, of: str) -> Change:
    """Draw a change of one member or of many."""
    kind = draw.choice(["increase", "increase", "increase", "put", "remove"])
    numbers = [draw.randrange(20) for _ in range(draw.choice([1, 1, 3]))]
    members: list[Any] = [f"é{each}" for each in numbers] if of == "texts" else numbers
    by = None if kind == "remove" else [draw.uniform(-3, 3) for _ in members]
    return change_of(kind, members, by)


def after(changes: list[Change]) -> list[Any]:
    """Give what a set in memory has after some changes."""
    kept = SortedSet()
    for change in changes:
        kept.apply(change)
    return kept.ascending(0, -1)


def run_into_power_cut(disk: Any, seed: int, file: Path) -> tuple[list[Change], list[Change]]:
    """Write until the power goes; give what was acknowledged, and what was handed in."""
    draw = random.Random(seed)
    acknowledged: list[Change] = []
    handed_in: list[Change] = []
    try:
        with EventLog(FOLDER, files=disk, segment_bytes=1 << 10) as log:
            kept = DurableSortedSet(log, file)
            while True:
                some = [random_change(draw, "texts") for _ in range(draw.choice([1, 1, 4]))]
                handed_in += some
                kept.write(some)
                acknowledged += some
                if draw.random() < 0.05:
                    kept.snapshot()
    except (DiskError, PowerCut):
        return acknowledged, handed_in


def lost(seed: int, lies: bool, file: Path) -> bool:
    """Cut the power once, and say whether what is recovered is not what was promised."""
    disk: Any = Disk(seed, lies=lies)
    disk.cut_power(after=20 + seed * 7 % 150)
    acknowledged, handed_in = run_into_power_cut(disk, seed, file)
    disk.restart()
    try:
        with EventLog(FOLDER, files=disk) as log:
            kept = DurableSortedSet(log, file)
            kept.check_invariants()
            found = kept.ascending(0, -1)
            return found not in (after(acknowledged), after(handed_in)) or bool(
                kept.recovered.losses
            )
    except BadValue:  # the log is shorter than the snapshot
        return True


@pytest.mark.parametrize("seeds", [range(20), range(20, 40)])
def test_power_cut_loses_nothing_acknowledged(seeds: range, tmp_path: Path) -> None:
    assert [seed for seed in seeds if lost(seed, lies=False, file=tmp_path / str(seed))] == []


def test_disk_that_lies_about_syncs_is_seen(tmp_path: Path) -> None:
    seen = [lost(seed, lies=True, file=tmp_path / str(seed)) for seed in range(20)]
    assert sum(seen) > 5


WRITER = """
import sys
from pathlib import Path
from twitlab.log import EventLog
from twitlab.trends import DurableSortedSet
folder = Path(sys.argv[1])
with EventLog(folder / "log") as log:
    kept = DurableSortedSet(log, folder / "snapshot")
    for turn in range(10**9):
        kept.increase(turn % 7, turn)
        print(turn, flush=True)
        if turn % 50 == 49:
            kept.snapshot()
"""


@pytest.mark.slow
def test_killed_process_loses_nothing_it_answered(tmp_path: Path) -> None:
    command = [sys.executable, "-c", WRITER, str(tmp_path)]
    expected = SortedSet()
    for kill in range(3):
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
            assert process.stdout
            answers = [process.stdout.readline() for _ in range(60 + 37 * kill)]
            process.send_signal(signal.SIGKILL)
            answers += process.stdout.readlines()
        turns = [int(each) for each in answers if each.endswith("\n")]
        for turn in turns:
            expected.increase(turn % 7, turn)
        with EventLog(tmp_path / "log") as log:
            found = DurableSortedSet(log, tmp_path / "snapshot")
        last = turns[-1] + 1  # which may be there, though nobody was told
        possible = [expected.ascending(0, -1)]
        expected.increase(last % 7, last)
        possible.append(expected.ascending(0, -1))
        assert found.ascending(0, -1) in possible
        if found.ascending(0, -1) == possible[0]:
            expected.increase(last % 7, -last)
        assert found.recovered.snapshot > 0


@given(st.integers(0, 10**6), st.sampled_from(["texts", "numbers"]))
def test_change_is_the_same_after_it_was_a_record(seed: int, of: str) -> None:
    change = random_change(random.Random(seed), of)
    found = unpack(pack(change))
    assert (found.kind, list(found.members)) == (change.kind, list(change.members))
    assert found.numbers.tolist() == change.numbers.tolist()


@pytest.mark.parametrize("of", ["texts", "numbers"])
def test_snapshot_and_log_are_what_the_log_alone_is(of: str, tmp_path: Path) -> None:
    draw = random.Random(3)
    with EventLog(tmp_path / "log", sync="none") as log:
        kept = DurableSortedSet(log, tmp_path / "snapshot")
        for turn in range(300):
            kept.write([random_change(draw, of)])
            if turn == 200:
                assert kept.snapshot() == 201
        expected = kept.ascending(0, -1)
        with_snapshot = DurableSortedSet(log, tmp_path / "snapshot")
        without = DurableSortedSet(log)
    assert with_snapshot.ascending(0, -1) == without.ascending(0, -1) == expected
    assert (with_snapshot.recovered.snapshot, with_snapshot.recovered.replayed) == (201, 99)
    assert (without.recovered.snapshot, without.recovered.replayed) == (0, 300)


def test_snapshot_of_nothing_is_one(tmp_path: Path) -> None:
    with EventLog(tmp_path / "log") as log:
        kept = DurableSortedSet(log, tmp_path / "snapshot")
        assert kept.snapshot() == 0
        kept.increase("a")
        kept.remove("a")
        assert kept.snapshot() == 2
        found = DurableSortedSet(log, tmp_path / "snapshot")
    assert (found.recovered.snapshot, found.recovered.damaged, len(found)) == (2, None, 0)


def test_name_of_a_snapshot_is_on_the_disk_before_it_is_answered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[bool] = []

    def note(_: SystemFiles, folder: Path) -> None:
        seen.append(folder == tmp_path and (folder / "snapshot").exists())

    with EventLog(tmp_path / "log") as log:
        kept = DurableSortedSet(log, tmp_path / "snapshot")
        monkeypatch.setattr(SystemFiles, "sync_folder", note)
        kept.snapshot()
        assert seen == [True]
        monkeypatch.undo()


def cut(data: bytes) -> bytes:
    return data[:-9]


def flip(data: bytes) -> bytes:
    return data[:4_100] + bytes([data[4_100] ^ 1]) + data[4_101:]


@pytest.mark.parametrize("damage", [cut, flip, lambda data: b"", lambda data: b"x" * 9_000])
def test_damaged_snapshot_is_not_believed(damage: Callable[[bytes], bytes], tmp_path: Path) -> None:
    file = tmp_path / "snapshot"
    with EventLog(tmp_path / "log", segment_bytes=1 << 10) as log:
        kept = DurableSortedSet(log, file)
        kept.increase(["a", "b"], [1, 2])
        kept.snapshot()
        kept.increase("a", 5)
        whole = file.read_bytes()
        file.write_bytes(damage(whole))
        found = DurableSortedSet(log, file)
        assert found.ascending(0, -1) == [(2.0, "b"), (6.0, "a")]
        assert found.recovered.damaged
        assert "snapshot" in found.recovered.damaged
        for _ in range(100):
            kept.increase("c")
        log.drop(keep_bytes=0)
        with pytest.raises(BadValue, match="log must reach back to what the snapshot has"):
            DurableSortedSet(log, file)
        file.write_bytes(whole)
        with pytest.raises(BadValue, match="the snapshot has all up to 1"):
            DurableSortedSet(log, file)
        kept.snapshot()
        assert DurableSortedSet(log, file).ascending(0, -1) == kept.ascending(0, -1)


def test_log_that_was_cut_below_what_it_acknowledged_says_what_is_lost(tmp_path: Path) -> None:
    with EventLog(tmp_path / "log") as log:
        kept = DurableSortedSet(log)
        for turn in range(20):
            kept.increase("a", turn)
    (file,) = [each for each in (tmp_path / "log").iterdir() if each.stat().st_size > 1_000]
    file.write_bytes(file.read_bytes()[:-200])
    with EventLog(tmp_path / "log") as log:
        found = DurableSortedSet(log)
    assert found.recovered.replayed < 20
    (loss,) = found.recovered.losses
    assert (loss.first, loss.end) == (found.recovered.replayed, 20)


def test_replica_lags_catches_up_and_takes_over(tmp_path: Path) -> None:
    with EventLog(tmp_path / "one") as log, EventLog(tmp_path / "other") as other:
        kept = DurableSortedSet(log, tmp_path / "snapshot")
        kept.increase("a", 1)
        replica = SortedSetReplica(log)
        for turn in range(10):
            kept.increase("b", turn)
        kept.snapshot()
        kept.increase("c", 3)
        assert replica.lag == 11
        assert replica.catch_up(0) == 0
        with pytest.raises(BadValue, match="most must be 0 or more, got -1"):
            replica.catch_up(-1)
        assert replica.catch_up(4) == 4
        assert replica.kept.ascending(0, -1) == [(1.0, "a"), (6.0, "b")]
        assert (replica.catch_up(), replica.lag, replica.catch_up()) == (7, 0, 0)
        assert replica.kept.ascending(0, -1) == kept.ascending(0, -1)
        late = SortedSetReplica(log, tmp_path / "snapshot")
        assert late.recovered.replayed == 1
        with pytest.raises(BadValue, match="no less far than it"):
            SortedSetReplica(other, tmp_path / "snapshot")
        copy = Replica(tmp_path / "copy")
        copy.copy(log)
    with copy.take_over() as taken:
        assert DurableSortedSet(taken).top(1) == [(45.0, "b")]


def test_replica_that_lags_behind_what_was_dropped_is_told(tmp_path: Path) -> None:
    with EventLog(tmp_path / "log", segment_bytes=1 << 10) as log:
        kept = DurableSortedSet(log)
        kept.increase("a")
        replica = SortedSetReplica(log)
        for _ in range(100):
            kept.increase("a")
        log.drop(keep_bytes=0)
        with pytest.raises(OffsetGone):
            replica.catch_up()


def test_write_that_comes_again_is_made_once(tmp_path: Path) -> None:
    with EventLog(tmp_path / "log") as log:
        kept = DurableSortedSet(log)
        changes = [change_of("increase", "a", 2), change_of("remove", "b")]
        assert kept.write(changes, producer=7, sequence=0) == [2.0, 0]
        assert kept.write(changes, producer=7, sequence=0) == []
        assert kept.score("a") == DurableSortedSet(log).score("a") == 2.0


def test_trends_are_made_again_from_the_log_of_events(tmp_path: Path) -> None:
    rng = np.random.default_rng(4)
    trends = Trends(Rules(floor=5, least_surprise=1))
    with EventLog(tmp_path / "log", sync="none") as log:
        for minute in range(120):
            keys = rng.integers(0, 3 + minute % 17, 30)
            times = minute * 60_000 - rng.integers(0, 100_000, 30)
            some = Events(
                np.arange(30) + minute * 100, np.maximum(times, 0), keys, rng.integers(50, size=30)
            )
            log.append(some)
            trends.take(some, now_ms=minute * 60_000)
        again = recover_trends(Trends(Rules(floor=5, least_surprise=1)), log, now_ms=119 * 60_000)
    found = again.top(20, now_ms=119 * 60_000)
    assert found == trends.top(20, now_ms=119 * 60_000)
    assert len(found) > 1


def test_log_with_an_event_of_the_future_makes_no_trends(tmp_path: Path) -> None:
    with EventLog(tmp_path / "log", sync="none") as log:
        log.append(Events(1, 60_001, 2, 3))
        log.sync()
        with pytest.raises(BadValue, match="1 ms in the future"):
            recover_trends(Trends(), log, now_ms=60_000)


REFUSED: list[tuple[Callable[[DurableSortedSet], Any], type[Exception], str]] = [
    (lambda kept: kept.increase("a", float("nan")), BadValue, "by must be a number, got nan"),
    (lambda kept: kept.increase("b", -INFINITE), BadValue, "by must leave a number"),
    (lambda kept: kept.increase(1), BadType, "member must be of one type with those before"),
    (lambda kept: kept.remove(1.5), BadType, "member must be an int or a str"),
    (lambda kept: kept.write([]), BadValue, "batch"),
    (lambda kept: kept.write(["a"]), BadType, "changes must be a sequence of Change"),  # type: ignore[list-item]
    (
        lambda kept: kept.write([change_of("increase", "a", 1), change_of("put", "a", INFINITE)]),
        BadValue,
        "changes must be alone if they have infinite numbers",
    ),
    (lambda kept: kept.snapshot(), BadValue, "snapshot must be given"),
]


@pytest.mark.parametrize(("call", "error", "message"), REFUSED)
def test_refusal_changes_and_logs_nothing(
    call: Callable[[DurableSortedSet], Any], error: type[Exception], message: str, tmp_path: Path
) -> None:
    with EventLog(tmp_path / "log") as log:
        kept = DurableSortedSet(log)
        kept.put(["a", "b"], [1, INFINITE])
        with pytest.raises(error, match=message):
            call(kept)
        assert (log.end, kept.ascending(0, -1)) == (1, [(1.0, "a"), (INFINITE, "b")])


def test_changes_of_two_kinds_and_a_log_of_something_else_are_refused(tmp_path: Path) -> None:
    with EventLog(tmp_path / "log") as log:
        kept = DurableSortedSet(log)
        with pytest.raises(BadType, match="changes must have members of one kind"):
            kept.write([change_of("increase", "a", 1), change_of("increase", 1, 1)])
        assert log.end == len(kept) == 0
        log.append([b"a like"])
        with pytest.raises(BadValue, match="record must be a change of a sorted set, got b'a like"):
            DurableSortedSet(log)
    with pytest.raises(BadType, match="log must be an EventLog, got"):
        DurableSortedSet("log")  # type: ignore[arg-type]


def test_a_set_does_not_go_on_without_what_another_has_appended(tmp_path: Path) -> None:
    with EventLog(tmp_path / "log") as log:
        one, other = (DurableSortedSet(log, tmp_path / "snapshot") for _ in range(2))
        assert one.increase("a", 5) == 5
        for call in (lambda: other.increase("a"), other.snapshot):
            with pytest.raises(BadValue, match="log must be this set's alone: it ends at 1, and"):
                call()
        assert (log.end, len(other), (tmp_path / "snapshot").exists()) == (1, 0, False)
        assert one.increase("a") == DurableSortedSet(log).score("a") == 6
