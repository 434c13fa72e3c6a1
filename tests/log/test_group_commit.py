"""See that many who wait share a sync, and that all of them hear when it fails."""

import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from twitlab.faults import Disk
from twitlab.faults.disk import MemoryFile
from twitlab.log import Appended, DiskError, EventLog, SystemFiles
from twitlab.log.files import DiskFile

FOLDER = Path("/log")


class Gate:
    """Hold the syncs of a log back, until a test lets one through."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.came, self.go = threading.Semaphore(0), threading.Semaphore(0)
        real = MemoryFile.sync

        def sync(file: MemoryFile) -> None:
            self.came.release()
            assert self.go.acquire(timeout=60)
            real(file)

        patch.setattr(MemoryFile, "sync", sync)


def start(call: Callable[[], None]) -> threading.Thread:
    thread = threading.Thread(target=call)
    thread.start()
    return thread


def wait_until(true: Callable[[], bool]) -> None:
    event = threading.Event()
    for _ in range(60_000):
        if true():
            return
        event.wait(0.001)
    raise AssertionError("it never came true")


def test_all_that_wait_share_one_sync(monkeypatch: pytest.MonkeyPatch) -> None:
    log = EventLog(FOLDER, files=Disk())
    gate, answers = Gate(monkeypatch), []

    def append() -> None:
        answers.append(log.append([b"a"]))

    threads = [start(append)]
    assert gate.came.acquire(timeout=60)  # the first one syncs for itself
    threads += [start(append) for _ in range(9)]
    wait_until(lambda: log.end == 10)
    assert answers == []
    gate.go.release()
    assert gate.came.acquire(timeout=60)  # one of the nine syncs for all nine
    wait_until(lambda: len(answers) == 1)
    assert log.acknowledged == 1
    gate.go.release()
    for thread in threads:
        thread.join()
    assert sorted(each.first for each in answers) == list(range(10))
    assert all(each.acknowledged for each in answers)
    assert (log.acknowledged, log.syncs) == (10, 2)


def test_all_that_wait_hear_that_the_sync_failed(monkeypatch: pytest.MonkeyPatch) -> None:
    log = EventLog(FOLDER, files=Disk())
    came, go = threading.Semaphore(0), threading.Semaphore(0)

    def refuse(_: MemoryFile) -> None:
        came.release()
        assert go.acquire(timeout=60)
        raise OSError(5, "input/output error")

    monkeypatch.setattr(MemoryFile, "sync", refuse)
    failures: list[DiskError] = []

    def append() -> None:
        try:
            log.append([b"a"])
        except DiskError as error:
            failures.append(error)

    threads = [start(append)]
    assert came.acquire(timeout=60)
    threads += [start(append) for _ in range(3)]
    wait_until(lambda: log.end == 4)
    go.release()
    for thread in threads:
        thread.join()
    assert len(failures) == 4
    assert log.acknowledged == 0


def test_threads_that_append_over_file_ends_lose_and_double_nothing(tmp_path: Path) -> None:
    answers: dict[int, list[Appended]] = {}
    with EventLog(tmp_path, segment_bytes=4_096) as log:

        def produce(producer: int) -> None:
            mine = answers.setdefault(producer, [])
            for sequence in range(30):
                batch = [b"%d %d" % (producer, sequence)] * 3
                mine.append(log.append(batch, producer=producer, sequence=sequence))
                assert log.append(batch, producer=producer, sequence=sequence).repeated
                if sequence == 20:
                    log.drop(keep_bytes=1 << 20)

        threads = [start(lambda producer=producer: produce(producer)) for producer in range(6)]  # type: ignore[misc]
        for thread in threads:
            thread.join()
        log.check_invariants()
        assert log.end == 6 * 30 * 3
        assert len(log._writer.segments.items) > 3
        records = log.read(0, log.end).records
    for producer, mine in answers.items():
        assert len(mine) == 30
        for sequence, each in enumerate(mine):
            assert records[each.first : each.end] == [b"%d %d" % (producer, sequence)] * 3
    with EventLog(tmp_path) as log:
        assert log.read(0, log.end).records == records


def test_mark_costs_no_sync(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[object] = []
    with EventLog(tmp_path, files=SystemFiles()) as log:
        monkeypatch.setattr(DiskFile, "sync", lambda file: synced.append(file))
        for _ in range(5):
            log.append([b"a"])
        assert len(synced) == 5
        monkeypatch.undo()
