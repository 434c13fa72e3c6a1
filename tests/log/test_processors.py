"""Partitions and their processors: each key in its place, each flush once, minutes in files."""

import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import ROOT
from twitlab.clock import ManualClock
from twitlab.columns import DamagedFile
from twitlab.errors import BadType, BadValue, TwitlabError
from twitlab.log import MS_PER_MINUTE, Flush
from twitlab.log.minute_files import MinuteFiles, add_up
from twitlab.log.partitioner import Partitioner
from twitlab.log.processors import PartitionProcessor
from twitlab.log.seen import Seen, TooFarAhead

MINUTE = 28_333_333
NOON = MINUTE * MS_PER_MINUTE


def flush(sequence: int, counts: dict[int, int], minute: int = MINUTE, gateway: int = 3) -> Flush:
    """Make a flush."""
    keys = sorted(counts)
    values = [counts[key] for key in keys]
    return Flush(gateway, sequence, minute, np.array(keys, np.int64), np.array(values, np.int64))


def as_counter(counts: tuple[Any, Any]) -> Counter[int]:
    """Give counts as a Counter."""
    keys, values = counts
    assert (np.diff(keys) > 0).all()
    return Counter(dict(zip(keys.tolist(), values.tolist())))


def processor(folder: Path, clock: ManualClock | None = None, **more: Any) -> PartitionProcessor:
    """Open a processor."""
    return PartitionProcessor(folder, clock=clock or ManualClock(NOON), **more)


# Seen


@given(st.lists(st.tuples(st.integers(0, 1), st.integers(0, 9))), st.integers(1, 5))
def test_seen_remembers_as_a_set_does_and_refuses_what_is_too_far_ahead(
    names: list[tuple[int, int]], window: int
) -> None:
    seen, plain = Seen(window), set[tuple[int, int]]()
    for gateway, sequence in names:
        low = next(at for at in range(11) if (gateway, at) not in plain)
        assert seen.next(gateway) == low
        assert seen.has(gateway, sequence) == ((gateway, sequence) in plain)
        if sequence >= low + window and (gateway, sequence) not in plain:
            with pytest.raises(TooFarAhead, match=f"must be below {low + window} until {low} com"):
                seen.add(gateway, sequence)
        else:
            assert seen.add(gateway, sequence) == ((gateway, sequence) not in plain)
            plain.add((gateway, sequence))
        seen.check_invariants()
    back = Seen.of(seen.columns(), window)
    back.check_invariants()
    assert all(back.has(*name) == (name in plain) for name in names)


def test_memory_for_names_is_that_of_the_gaps() -> None:
    seen = Seen()
    for sequence in range(3_000):
        seen.add(7, sequence)
    seen.add(7, 3_001)
    assert {name: len(each) for name, each in seen.columns().items()} == {
        "gateways": 1, "nexts": 1, "beyond_gateways": 1, "beyond": 1,
    }  # fmt: skip


# Partitions


@given(
    st.dictionaries(st.integers(0, 40), st.integers(1, 9)),
    st.integers(0, 9),
    st.integers(1, 5),
    st.sets(st.integers(0, 40)),
    st.data(),
)
def test_parts_have_all_counts_and_go_where_readers_look(
    counts: dict[int, int], sequence: int, partitions: int, hot: set[int], data: st.DataObject
) -> None:
    ways = data.draw(st.integers(1, partitions))
    partitioner = Partitioner(partitions, seed=5, hot=hot, ways=ways)
    whole = flush(sequence, counts)
    parts = partitioner.split(whole)
    assert len(parts) == partitions
    assert {each.name for each in parts} == {whole.name}
    assert sum((as_counter((each.keys, each.counts)) for each in parts), Counter()) == counts
    for at, part in enumerate(parts):
        assert all(at in partitioner.readers(key) for key in part.keys.tolist())
    for key in counts:
        assert len(partitioner.readers(key)) == (ways if key in hot else 1)
    again = Partitioner(partitions, seed=5, hot=hot, ways=ways)  # it has no memory
    again.split(flush(sequence + 1, counts))
    assert [each.keys.tolist() for each in again.split(whole)] == [
        each.keys.tolist() for each in parts
    ]


def test_a_hot_key_is_spread_over_its_ways_and_others_stay() -> None:
    partitioner = Partitioner(4, hot=[40])
    took = np.zeros((2, 4), np.int64)
    for sequence in range(100):
        for at, part in enumerate(partitioner.split(flush(sequence, {40: 50, 41: 1}))):
            for row, key in enumerate((40, 41)):
                took[row, at] += part.counts[part.keys == key].sum()
    assert took[0].tolist() == [1250] * 4
    assert sorted(took[1].tolist()) == [0, 0, 0, 100]


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: Partitioner(0), "partitions must be from 1 to 1024, got 0"),
        (lambda: Partitioner(2, seed=-1), "seed must be from 0"),
        (lambda: Partitioner(2, ways=3), "ways must be from 1 to 2, got 3"),
        (lambda: Partitioner(2, hot="40"), "hot must be keys"),  # type: ignore[arg-type]
        (lambda: Partitioner(2, hot=[True]), "hot must hold ints, got True"),
        (lambda: Partitioner(2, hot=[-1]), "hot must be from 0"),
        (lambda: Partitioner(2).split(40), "flush must be a Flush"),  # type: ignore[arg-type]
        (lambda: Partitioner(2).readers(-1), "key must be from 0"),
    ],
)
def test_partitioner_refuses_what_is_none(make: Any, words: str) -> None:
    with pytest.raises(TwitlabError, match=words):
        make()


# Processors


def test_a_repeat_is_dropped_and_an_empty_part_closes_the_gap(tmp_path: Path) -> None:
    one = processor(tmp_path)
    assert [one.take(flush(at, {40: 2})) for at in (0, 2, 2, 0)] == [True, True, False, False]
    assert (one.repeats, one.next_sequence(3), one.next_sequence(9)) == (2, 1, 0)
    assert one.take(flush(1, {}))
    assert one.next_sequence(3) == 3
    assert as_counter(one.counts(MINUTE, MINUTE + 1)) == {40: 4}
    one.check_invariants()


def test_a_minute_is_written_when_it_is_closed_and_late_flushes_go_into_a_further_file(
    tmp_path: Path,
) -> None:
    clock = ManualClock(NOON)
    one = processor(tmp_path, clock, late_ms=5_000)
    one.take(flush(0, {40: 90, 41: 2}))
    one.take(flush(1, {40: 1}, MINUTE + 1))
    clock.set_ms(NOON + MS_PER_MINUTE + 4_999)
    assert one.write() == 0
    clock.advance_ms(1)
    assert (one.write(), one.write(), len(one.files)) == (1, 0, 1)
    one.take(flush(2, {40: 5, 57: 1}))
    assert (one.write(), len(one.files), one.files.rows) == (1, 2, 4)
    assert as_counter(one.files.counts(MINUTE, MINUTE + 2)) == {40: 95, 41: 2, 57: 1}
    assert as_counter(one.counts(MINUTE, MINUTE + 2)) == {40: 96, 41: 2, 57: 1}
    assert as_counter(one.counts(MINUTE + 1, MINUTE + 2)) == {40: 1}
    one.check_invariants()


def test_what_is_written_is_known_after_a_restart_and_the_rest_is_asked_for(
    tmp_path: Path,
) -> None:
    clock = ManualClock(NOON + 3 * MS_PER_MINUTE)
    one = processor(tmp_path, clock)
    taken = [flush(0, {40: 1}), flush(1, {40: 2}, MINUTE + 9), flush(2, {40: 4})]
    for each in taken:
        one.take(each)
    assert one.write() == 2
    one.close()
    back = processor(tmp_path, clock)
    assert back.next_sequence(3) == 1
    assert [back.take(each) for each in taken] == [False, True, False]
    assert as_counter(back.counts(MINUTE, MINUTE + 10)) == {40: 7}
    assert back.write(closed_only=False) == 1
    back.close()
    assert processor(tmp_path, clock).next_sequence(3) == 3


def test_held_rows_and_files_have_the_stated_size(tmp_path: Path) -> None:
    one = processor(tmp_path, file_rows=10)
    for sequence in range(20):
        one.take(flush(sequence, dict.fromkeys(range(4), 1), MINUTE + sequence))
        one.check_invariants()
    assert [len(one.files), one.files.rows] == [6, 72]  # 10 or more are a file, with 12 each
    assert as_counter(one.counts(MINUTE, MINUTE + 20)) == dict.fromkeys(range(4), 20)


def test_empty_flushes_are_bounded_too(tmp_path: Path) -> None:
    one = processor(tmp_path, file_rows=10)
    for sequence in range(25):
        one.take(flush(sequence, {}))
        one.check_invariants()
    assert len(one.files) == 2
    one.close()
    assert processor(tmp_path).next_sequence(3) == 20


def test_what_is_too_far_ahead_is_not_taken_and_may_come_later(tmp_path: Path) -> None:
    one = processor(tmp_path, window=3)
    with pytest.raises(TooFarAhead, match="sequence of gateway 3 must be below 3 until 0 comes"):
        one.take(flush(3, {40: 1}))
    assert not len(one.counts(MINUTE, MINUTE + 1)[0])
    for sequence in (0, 3):
        assert one.take(flush(sequence, {40: 1}))


@pytest.mark.parametrize(("sequence", "minute"), [(0, 1 << 63), (1 << 63, 0)])
def test_numbers_that_no_file_can_hold_are_refused(
    tmp_path: Path, sequence: int, minute: int
) -> None:
    one = processor(tmp_path)
    with pytest.raises(BadValue, match="must be from 0 to 9223372036854775807"):
        one.take(flush(sequence, {40: 1}, minute))
    assert one.next_sequence(3) == 0
    assert one.write(closed_only=False) == 0
    assert one.take(flush(0, {40: 1}, (1 << 63) - 1))
    assert one.write(closed_only=False) == 1


def test_a_second_processor_is_refused_until_the_first_is_closed(tmp_path: Path) -> None:
    one = processor(tmp_path)
    for make in (lambda: processor(tmp_path), lambda: MinuteFiles(tmp_path, is_writer=True)):
        with pytest.raises(BadValue, match="folder must have one writer at a time, and another"):
            make()
    assert one.take(flush(0, {40: 1}))
    assert one.write(closed_only=False) == 1
    assert as_counter(MinuteFiles(tmp_path).counts(MINUTE, MINUTE + 1)) == {40: 1}  # who reads may
    assert one.take(flush(1, {40: 1}))
    one.close()
    one.close()
    for call in (lambda: one.take(flush(2, {40: 1})), one.write):
        with pytest.raises(BadValue, match="folder must be open with is_writer, got "):
            call()
    one.check_invariants()
    assert as_counter(one.counts(MINUTE, MINUTE + 1)) == {40: 2}
    with processor(tmp_path) as other:
        assert other.next_sequence(3) == 1


WRITER = """
import sys
from twitlab.clock import SystemClock
from twitlab.log import PartitionProcessor
try:
    one = PartitionProcessor(sys.argv[1], clock=SystemClock())
except ValueError as error:
    print(error, flush=True)
else:
    print("open", flush=True)
    sys.stdin.read()
"""


@contextmanager
def writing(folder: Path) -> Iterator[tuple["subprocess.Popen[str]", str]]:
    """Open the processor of a folder in another process; give it and what it said."""
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    ) as process:
        assert process.stdout
        try:
            yield process, process.stdout.readline().strip()
        finally:
            process.kill()


@pytest.mark.slow
def test_of_two_processes_one_writes_until_it_is_killed(tmp_path: Path) -> None:
    with writing(tmp_path) as (first, said):
        assert said == "open"
        with writing(tmp_path) as (_, said_by_second):
            assert said_by_second.startswith("folder must have one writer at a time, and another")
        with pytest.raises(BadValue, match="folder must have one writer at a time"):
            processor(tmp_path)
        first.kill()
        first.wait()
        with processor(tmp_path) as here:
            assert here.take(flush(0, {40: 1}))
            with writing(tmp_path) as (_, said_by_third):
                assert said_by_third.startswith("folder must have one writer at a time")


def test_what_was_written_is_not_replaced_though_the_lock_is_gone(tmp_path: Path) -> None:
    one = processor(tmp_path)
    one.take(flush(0, {40: 1}))
    (tmp_path / "minutes-000000000000").write_bytes(b"of another")
    with pytest.raises(BadValue, match="folder must have one writer, and another has written"):
        one.write(closed_only=False)
    one.check_invariants()
    assert as_counter(one.counts(MINUTE, MINUTE + 1)) == {40: 1}
    assert (tmp_path / "minutes-000000000000").read_bytes() == b"of another"


def test_a_folder_that_cannot_be_read_is_not_kept_from_others(tmp_path: Path) -> None:
    (tmp_path / "minutes-000000000000").write_bytes(b"damaged")
    with pytest.raises(DamagedFile, match="minutes-000000000000 is damaged") as held:
        processor(tmp_path)
    (tmp_path / "minutes-000000000000").unlink()
    processor(tmp_path).close()
    del held  # with the error it held the processor that was not opened


def test_a_full_disk_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one = processor(tmp_path, file_rows=2)
    one.take(flush(0, {40: 1, 41: 1}))

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("twitlab.columns.files.os.fsync", full)
        with pytest.raises(OSError, match="No space"):
            one.take(flush(1, {40: 1}))
        with pytest.raises(OSError, match="No space"):
            one.write(closed_only=False)
        one.check_invariants()
        assert (one.next_sequence(3), len(one.files)) == (1, 0)
    assert len(MinuteFiles(tmp_path)) == 0
    assert one.take(flush(1, {40: 1}))
    assert as_counter(one.counts(MINUTE, MINUTE + 1)) == {40: 2, 41: 1}


@pytest.mark.parametrize("start", [-1, MINUTE + 1, 1.0])
def test_minutes_that_end_before_they_start_are_refused(tmp_path: Path, start: Any) -> None:
    one = processor(tmp_path)
    for call in (one.counts, one.files.counts):
        with pytest.raises(TwitlabError, match=r"start must be|end must be start or more"):
            call(start, MINUTE)


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"file_rows": 0}, "file_rows must be 1 or more"),
        ({"late_ms": -1}, "late_ms must be 0 or more"),
        ({"window": 0}, "window must be 1 or more"),
    ],
)
def test_settings_of_a_processor_are_refused(
    tmp_path: Path, settings: dict[str, Any], words: str
) -> None:
    with pytest.raises(BadValue, match=words):
        processor(tmp_path, **settings)
    with pytest.raises(BadType, match="flush must be a Flush"):
        processor(tmp_path).take((3, 0))  # type: ignore[arg-type]


# Files


def test_a_damaged_or_missing_file_is_refused(tmp_path: Path) -> None:
    one = processor(tmp_path)
    for sequence in range(3):
        one.take(flush(sequence, {40: 1}))
        one.write(closed_only=False)
    one.close()
    names = sorted(each.name for each in tmp_path.glob("minutes-*"))
    assert names == [f"minutes-{number:012}" for number in range(3)]
    middle = tmp_path / names[1]
    whole = middle.read_bytes()
    middle.write_bytes(whole[:4096] + b"\7" + whole[4097:])
    with pytest.raises(DamagedFile, match=f"{names[1]} is damaged"):
        processor(tmp_path)
    middle.unlink()
    with pytest.raises(DamagedFile, match=f"{names[1]} is missing"):
        processor(tmp_path)
    middle.write_bytes(whole)
    assert len(MinuteFiles(tmp_path)) == 3


def test_a_half_written_file_is_none(tmp_path: Path) -> None:
    one = processor(tmp_path)
    one.take(flush(0, {40: 1}))
    one.write(closed_only=False)
    one.close()
    (tmp_path / "minutes-000000000001.part").write_bytes(b"half")
    back = processor(tmp_path)
    back.take(flush(1, {40: 1}))
    assert back.write(closed_only=False) == 1
    assert as_counter(MinuteFiles(tmp_path).counts(MINUTE, MINUTE + 1)) == {40: 2}


@given(st.lists(st.dictionaries(st.integers(0, 5), st.integers(1, 9)), max_size=5))
def test_parts_are_added_up_as_counters_are(parts: list[dict[int, int]]) -> None:
    flushes = [flush(0, part) for part in parts]
    found = as_counter(add_up((each.keys, each.counts) for each in flushes))
    assert found == sum(map(Counter, parts), Counter())
