"""Hold the log to the plain one, and to what it refuses."""

import os
import shutil
import threading
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from twitlab.clock import ManualClock
from twitlab.errors import BadValue, TwitlabError
from twitlab.faults import Disk
from twitlab.log import Appended, DiskError, EventLog, Events, OffsetGone, PlainLog
from twitlab.log.producers import KNOWN

FOLDER = Path("/log")
BATCHES = st.lists(st.binary(max_size=300), min_size=1, max_size=4)
NUMBERS = st.integers(0, (1 << 63) - 1)


def make(files: Disk | None = None, **options: Any) -> EventLog:
    return EventLog(FOLDER, files=files or Disk(), **{"segment_bytes": 1024, **options})


def events(*numbers: int) -> Events:
    column = np.array(numbers, np.int64)
    return Events(column, column + 1, column + 2, column + 3)


@pytest.fixture
def log() -> EventLog:
    """Give a log with ten records in three files."""
    made = make(clock=ManualClock(1_000))
    for number in range(5):
        made.append([bytes([number]) * 300, b""], producer=7, sequence=number)
    assert len(made._writer.segments.items) == 3
    return made


class LogAgainstPlain(RuleBasedStateMachine):
    """Append, repeat, commit, drop and open anew; the plain log never forgets and never repeats."""

    @initialize(sync=st.sampled_from(("batch", "none")))
    def begin(self, sync: str) -> None:
        self.disk, self.sync = Disk(), sync
        self.log = make(self.disk, sync=sync)
        self.lines: list[bytes] = []  # what PlainLog would have, without its file
        self.sent: dict[int, list[tuple[Any, int, int]]] = {0: [], 3: []}
        self.committed: dict[str, int] = {}

    @rule(batch=BATCHES, producer=st.sampled_from((None, 0, 3)))
    def append_bytes(self, batch: list[bytes], producer: int | None) -> None:
        self._append(batch, batch, producer)

    @rule(numbers=st.lists(st.integers(0, 1 << 40), min_size=1, max_size=30))
    def append_events(self, numbers: list[int]) -> None:
        batch = events(*numbers)
        rows = np.stack([batch.event_ids, batch.times_ms, batch.keys, batch.authors], axis=1)
        self._append(batch, [row.tobytes() for row in rows], 3)

    def _append(self, batch: Any, records: list[bytes], producer: int | None) -> None:
        sent = self.sent.get(producer, []) if producer is not None else []
        sequence = len(sent) if producer is not None else None
        found = self.log.append(batch, producer=producer or 0, sequence=sequence)
        is_acknowledged = self.sync == "batch"
        assert found == Appended(len(self.lines), len(records), False, is_acknowledged)
        self.lines += records
        sent.append((batch, found.first, found.count))

    @rule(producer=st.sampled_from((0, 3)), back=st.integers(1, KNOWN + 2))
    def repeat(self, producer: int, back: int) -> None:
        sent = self.sent[producer]
        if back > len(sent):
            return
        batch, first, count = sent[-back]
        sequence = len(sent) - back
        if back > KNOWN:
            with pytest.raises(BadValue, match="it is no longer known"):
                self.log.append(batch, producer=producer, sequence=sequence)
        else:
            found = self.log.append(batch, producer=producer, sequence=sequence)
            assert (found.first, found.count, found.repeated) == (first, count, True)

    @rule(ahead=st.integers(1, 3), producer=st.sampled_from((0, 3, 9)))
    def leave_a_gap(self, ahead: int, producer: int) -> None:
        following = self.log.next_sequence(producer)
        with pytest.raises(BadValue, match="one before it is missing"):
            self.log.append([b"x"], producer=producer, sequence=following + ahead)

    @rule(keep_bytes=st.integers(0, 4_000))
    def drop(self, keep_bytes: int) -> None:
        before = self.log.nbytes
        dropped = self.log.drop(keep_bytes=keep_bytes)
        assert dropped.start == self.log.start
        assert self.log.nbytes == before - dropped.nbytes >= min(keep_bytes, before)

    @rule(share=st.floats(0, 1), consumer=st.sampled_from(("trends", "counts")))
    def commit(self, share: float, consumer: str) -> None:
        offset = self.log.start + int(share * (self.log.readable - self.log.start))
        self.log.commit(consumer, offset)
        self.committed[consumer] = offset

    @rule(share=st.floats(0, 1), most=st.integers(1, 50))
    def read(self, share: float, most: int) -> None:
        offset = self.log.start + int(share * (self.log.readable - self.log.start))
        found = self.log.read(offset, most)
        assert found.first == offset
        assert found.records == self.lines[offset : offset + most]

    @rule(is_closed=st.booleans())
    def open_anew(self, is_closed: bool) -> None:
        if is_closed:
            self.log.close()
        else:
            self.disk.kill()
        start = self.log.start
        self.log = make(self.disk, sync=self.sync)
        assert self.log.recovered.losses == ()
        assert (self.log.start, self.log.acknowledged) == (start, len(self.lines))

    @invariant()
    def is_what_the_plain_log_would_be(self) -> None:
        if hasattr(self, "log"):
            self.log.check_invariants()
            assert self.log.end == len(self.lines)
            for consumer, offset in self.committed.items():
                assert self.log.committed(consumer) == offset


TestLogAgainstPlain = LogAgainstPlain.TestCase
TestLogAgainstPlain.settings = settings(max_examples=40, stateful_step_count=25)


def test_log_on_the_disk_of_this_machine_reads_as_the_plain_one(tmp_path: Path) -> None:
    plain = PlainLog(tmp_path / "lines")
    with EventLog(tmp_path / "a" / "log", segment_bytes=1_100) as log:
        for number in range(40):
            batch = [bytes([number, 255]), b""] if number % 3 else events(number, number + 1)
            assert log.append(batch).first == plain.append(batch)
        log.commit("trends", 50)
        log.drop(keep_bytes=1_500)
        assert 0 < log.start < 79
        assert log.read(log.start, 100).records == plain.read(log.start, 100)
    with EventLog(tmp_path / "a" / "log") as log:
        assert (log.end, log.acknowledged, log.committed("trends")) == (80, 80, 50)
        assert log.recovered.losses == ()
        assert log.read(50, 100).records == plain.read(50, 100)


def test_events_lie_on_the_file_and_cannot_be_written_to(tmp_path: Path) -> None:
    with EventLog(tmp_path) as log:
        log.append(events(*range(1_000)))
        log.append(events(*range(5)))
        first, second = log.events()
        assert first.event_ids.tolist() == list(range(1_000))
        assert second.authors.tolist() == [3, 4, 5, 6, 7]
        assert first.keys.base is not None
        assert first.keys.__array_interface__["data"][0] % 8 == 0
        again, _ = log.events()
        assert np.shares_memory(first.keys, again.keys)
        with pytest.raises(ValueError, match="read-only"):
            first.keys[0] = 5
        (some,) = log.events(998, 1_000)
        assert np.shares_memory(some.keys, first.keys)
        assert some.event_ids.tolist() == [998, 999]
        (joined,) = log.batches(998, 1_003, least=100)
        assert (joined.first, joined.end, len(joined)) == (998, 1_003, 5)
        assert joined.events.event_ids.tolist() == [998, 999, 0, 1, 2]


def test_each_offset_of_large_files_is_found() -> None:
    disk = Disk()
    log = make(disk, segment_bytes=300_000, sync="none")
    records = [bytes([number]) * 10_000 for number in range(100)]
    for number in range(0, 100, 2):
        log.append(records[number : number + 2])
    for _ in range(2):
        log.check_invariants()
        assert len(log._writer.segments.items) == 4
        for offset in range(100):
            assert log.read(offset, 3).records == records[offset : offset + 3]
        log.close()
        log = make(disk)


def test_largest_numbers_come_back() -> None:
    log = make()
    log.append(Events((1 << 63) - 1, 0, (1 << 63) - 1, 0), producer=(1 << 63) - 1, sequence=0)
    (found,) = log.events()
    assert (int(found.event_ids[0]), int(found.times_ms[0])) == ((1 << 63) - 1, 0)


def test_batch_larger_than_a_file_is_a_file() -> None:
    disk = Disk()
    log = make(disk)
    log.append([b"a"])
    log.append([bytes(5_000)])
    log.append([b"b"])
    assert [each.base for each in log._writer.segments.items] == [0, 1, 2]
    disk.kill()
    assert make(disk).read(1, 5).records == [bytes(5_000), b"b"]


def test_repeat_is_known_after_its_file_was_dropped() -> None:
    disk = Disk()
    log = make(disk)
    for number in range(5):
        log.append([bytes(900)], producer=7, sequence=number)
    log.drop(keep_bytes=0)
    assert log.start == 4
    disk.kill()
    log = make(disk)
    found = log.append([bytes(900)], producer=7, sequence=0)
    assert (found.first, found.repeated) == (0, True)
    assert log.next_sequence(7) == 5


def test_drop_by_age_keeps_what_is_young_or_written_to() -> None:
    clock = ManualClock(0)
    log = make(clock=clock)
    for _ in range(4):
        log.append([bytes(900)])
        clock.advance_ms(10)
    assert log.drop(older_than_ms=40).start == 0
    assert log.drop(older_than_ms=39).start == 1
    assert log.drop(older_than_ms=0).start == 3
    assert log.read(3, 5).records == [bytes(900)]


def test_consumer_whose_offset_is_gone_is_told_what_is_there(log: EventLog) -> None:
    log.commit("trends", 1)
    log.drop(keep_bytes=0)
    offset = log.committed("trends")
    assert offset == 1
    with pytest.raises(OffsetGone, match="offset must be from 8 to 10, got 1: it was dropped"):
        log.read(offset, 5)
    with pytest.raises(OffsetGone, match="offset must be from 8 to 10, got 1"):
        log.events(offset)
    assert log.committed("new") == 8


def test_reader_that_holds_a_dropped_file_keeps_it(tmp_path: Path) -> None:
    with EventLog(tmp_path, segment_bytes=1024) as log:
        for number in range(4):
            log.append(events(*[number] * 30))
        reader = log.events()
        first = next(reader)
        log.drop(keep_bytes=0)
        assert first.event_ids.tolist() == [0] * 30
        with pytest.raises(OffsetGone, match="it was dropped"):
            list(reader)


def test_what_a_power_cut_may_take_back_is_not_shown() -> None:
    log = make(sync="interval", interval_ms=60_000)
    found = log.append([b"a"])
    assert (found.acknowledged, log.end, log.readable) == (False, 1, 0)
    with pytest.raises(BadValue, match="offset must be from 0 to 0, got 1"):
        log.read(1, 1)
    assert log.read(0, 1).records == []
    assert log.sync() == 1
    assert log.read(0, 1).records == [b"a"]
    log.append([b"b"])
    log.close()
    assert log.acknowledged == 2
    none = make(sync="none")
    assert none.append([b"a"]).acknowledged is False
    assert none.read(0, 1).records == [b"a"]


def test_interval_syncs_by_itself(tmp_path: Path) -> None:
    with EventLog(tmp_path, sync="interval", interval_ms=1) as log:
        for _ in range(3):
            log.wait(log.append([b"a"]).end)
        assert log.acknowledged == 3
    assert "log sync" not in {each.name for each in threading.enumerate()}


REFUSED: list[tuple[Any, dict[str, Any], str]] = [
    ([], {}, "batch must have 1 record or more"),
    (events(), {}, "batch must have 1 record or more and at most 1073741824 bytes, got 0 of 0"),
    (b"ab", {}, "batch must be Events or a sequence of bytes, got bytes"),
    ("ab", {}, "batch must be Events or a sequence of bytes, got str"),
    (7, {}, "batch must be Events or a sequence of bytes, got int"),
    ([b"a", "b"], {}, "batch must have bytes only, got str"),
    ([b"a", bytearray(b"b")], {}, "batch must have bytes only, got bytearray"),
    ([b"a"], {"producer": -1}, "producer must be from 0 to 9223372036854775807, got -1"),
    ([b"a"], {"producer": "a"}, "producer must be an int, got 'a'"),
    ([b"a"], {"sequence": True}, "sequence must be an int, got True"),
    ([b"a"], {"sequence": -1}, "sequence must be from 0 to"),
    ([b"a"], {"producer": 7, "sequence": 6}, "must be 0 to 5, got 6: one before it is missing"),
    ([b"a"], {"producer": 8, "sequence": 1}, "of producer 8 must be 0, got 1: one before it is"),
    ([b"a"], {"producer": 7, "sequence": 4}, "must be the batch that came under it before, of 2"),
    ([b"x" * 200, b""], {"producer": 7, "sequence": 4}, "the batch that came under it before"),
]


@pytest.mark.parametrize(("batch", "options", "said"), REFUSED)
def test_append_refuses_and_keeps_nothing(
    log: EventLog, batch: Any, options: dict[str, Any], said: str
) -> None:
    before = log.nbytes
    with pytest.raises(TwitlabError, match=said):
        log.append(batch, **options)
    assert (log.end, log.nbytes, log.next_sequence(7), log.next_sequence(8)) == (10, before, 5, 0)


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        (lambda log: log.read(11, 1), "offset must be from 0 to 10, got 11"),
        (lambda log: log.read(-1, 1), "offset must be 0 or more, got -1"),
        (lambda log: log.read("a", 1), "offset must be an int"),
        (lambda log: log.read(0, 0), "most must be 1 or more, got 0"),
        (lambda log: log.events(0, 11), "end must be from 0 to 10, got 11"),
        (lambda log: log.events(3, 2), "end must be from 3 to 10, got 2"),
        (lambda log: log.batches(least=0), "least must be 1 or more"),
        (lambda log: list(log.events()), "the record at offset 0 is bytes and no event"),
        (lambda log: log.commit("trends", 11), "offset must be from 0 to 10, got 11"),
        (lambda log: log.commit("", 1), "consumer must have 1 to 100 characters, got 0"),
        (lambda log: log.commit("x" * 101, 1), "consumer must have 1 to 100 characters, got 101"),
        (lambda log: log.commit(7, 1), "consumer must be a str, got 7"),
        (lambda log: log.committed(7), "consumer must be a str, got 7"),
        (lambda log: log.drop(), "older_than_ms or keep_bytes must be given"),
        (lambda log: log.drop(keep_bytes=-1), "keep_bytes must be 0 or more, got -1"),
        (lambda log: log.drop(older_than_ms=True), "older_than_ms must be an int"),
        (lambda log: log.wait(11), "end must be from 0 to 10, got 11"),
        (lambda log: log.next_sequence(-1), "producer must be from 0 to"),
    ],
)
def test_log_refuses_and_stays_as_it_was(log: EventLog, ask: Any, said: str) -> None:
    with pytest.raises(TwitlabError, match=said):
        ask(log)
    assert (log.start, log.end, log.consumers) == (0, 10, {})


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"sync": "always"}, "sync must be one of batch, interval, none, got 'always'"),
        ({"sync": None}, "sync must be one of"),
        ({"interval_ms": 0}, "interval_ms must be from 1 to 60000, got 0"),
        ({"segment_bytes": 1_023}, "segment_bytes must be from 1024 to"),
        ({"segment_bytes": 1.5}, "segment_bytes must be an int"),
    ],
)
def test_log_is_not_opened_with_what_is_no_option(options: dict[str, Any], said: str) -> None:
    disk = Disk()
    with pytest.raises(TwitlabError, match=said):
        make(disk, **options)
    assert disk.operations == 0


def test_folder_that_is_no_log_is_refused(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(BadValue, match=r"folder must be empty or have a log, .*notes\.txt"):
        EventLog(tmp_path)
    with pytest.raises(BadValue, match="folder must be a folder or new, got the file"):
        EventLog(tmp_path / "notes.txt")
    with pytest.raises(TwitlabError, match="folder must be a str or a Path, got 7"):
        EventLog(7)  # type: ignore[arg-type]
    assert [each.name for each in tmp_path.iterdir()] == ["notes.txt"]


def test_second_writer_is_refused_until_the_first_is_gone(tmp_path: Path) -> None:
    with EventLog(tmp_path) as log:
        with pytest.raises(BadValue, match="folder must have one writer at a time"):
            EventLog(tmp_path)
        log.append([b"a"])
    with EventLog(tmp_path) as log:
        assert log.end == 1


def test_log_that_another_thread_closed_can_be_opened(tmp_path: Path) -> None:
    log = EventLog(tmp_path)
    thread = threading.Thread(target=log.close)
    thread.start()
    thread.join()
    with EventLog(tmp_path) as again:
        assert again.end == 0


def test_closed_log_takes_nothing(log: EventLog) -> None:
    log.close()
    log.close()
    asks: list[Any] = [
        lambda: log.append([b"a"]),
        log.sync,
        lambda: log.wait(1),
        lambda: log.commit("trends", 1),
        lambda: log.drop(keep_bytes=0),
    ]
    for ask in asks:
        with pytest.raises(BadValue, match="log must be open, got one that is closed"):
            ask()
    assert log.end == 10


@pytest.mark.skipif(os.name != "posix", reason="Windows removes no file that is open")
def test_nothing_is_acknowledged_into_a_file_that_was_removed(tmp_path: Path) -> None:
    log = EventLog(tmp_path / "log")
    log.append([b"a"])
    shutil.rmtree(tmp_path / "log")
    with pytest.raises(DiskError, match=r"the file was removed: .*0\.log"):
        log.append([b"b"])
    assert log.acknowledged == 1
    with pytest.raises(DiskError, match="open the log anew"):
        log.close()


@pytest.mark.parametrize("said", ["[1]", '{"trends": "7"}', '{"trends": true}', "[" * 99_999])
def test_consumers_that_are_no_offsets_are_reported_as_lost(tmp_path: Path, said: str) -> None:
    with EventLog(tmp_path) as log:
        log.append([b"a"])
        log.commit("trends", 1)
    text = f'{{"sum": {zlib.crc32(said.encode())}, "offsets": {said}}}'
    (tmp_path / "consumers").write_text(text, encoding="ascii")
    with EventLog(tmp_path) as log:
        assert log.committed("trends") == 0
        assert "consumers" in log.recovered.losses[0].file


def test_disk_error_names_what_the_disk_refused(tmp_path: Path) -> None:
    with EventLog(tmp_path / "log") as log:
        log.append([b"a"])
        (tmp_path / "log" / "consumers.part").mkdir()
        with pytest.raises(DiskError, match=r"stays as it was: .*consumers\.part"):
            log.commit("trends", 1)


def test_full_disk_refuses_a_batch_and_goes_on_when_there_is_space() -> None:
    disk = Disk(capacity_bytes=3_000)
    log = make(disk)
    for before in range(8):
        assert log.append([bytes(200)], producer=1, sequence=before).first == before
    nbytes = disk.nbytes
    said = "refused, and nothing of the batch of 1 records was kept: no space is left on the disk"
    for _ in range(2):
        with pytest.raises(DiskError, match=said):
            log.append([bytes(200)], producer=1, sequence=8)
    assert (log.end, log.acknowledged, disk.nbytes) == (8, 8, nbytes)
    disk.capacity_bytes = nbytes
    with pytest.raises(DiskError, match=r"the offset of trends stays as it was"):
        log.commit("trends", 1)
    assert log.committed("trends") == 0
    disk.capacity_bytes = None
    assert log.append([bytes(200)], producer=1, sequence=8).first == 8
    log.commit("trends", 1)
    log.check_invariants()
    disk.kill()
    log = make(disk)
    assert log.end == 9
    assert log.recovered.losses == ()


def test_sync_that_fails_is_not_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    disk = Disk()
    log = make(disk)
    log.append([b"a"])

    def refuse(_: object) -> None:
        raise OSError(5, "input/output error")

    with monkeypatch.context() as patch:
        patch.setattr("twitlab.faults.disk.MemoryFile.sync", refuse)
        with pytest.raises(DiskError, match="open the log anew"):
            log.append([b"b"])
    with pytest.raises(DiskError, match="open the log anew"):
        log.append([b"c"])
    assert (log.acknowledged, log.readable) == (1, 1)
    with pytest.raises(DiskError, match="open the log anew"):
        log.close()
    log = make(disk)
    assert log.read(0, 5).records in ([b"a"], [b"a", b"b"])
