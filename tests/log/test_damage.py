"""Damage a log bit by bit and byte by byte: what is missing is said, with file and offset."""

from pathlib import Path

import pytest

from twitlab.clock import ManualClock
from twitlab.faults import Disk
from twitlab.log import EventLog, Events, Loss, OtherVersion, Recovery, Torn
from twitlab.log.frames import EVENTS, VERSION, Header, pack_header, read_header
from twitlab.log.payloads import as_payload

FOLDER = Path("/log")
FIRST = "/log/0000000000000000000.log"
SECOND = "/log/0000000000000000006.log"
BATCHES = [[bytes([n]) * 140, bytes([n]) * 100] for n in range(6)]
RECORDS = [record for batch in BATCHES for record in batch]


def open_log(disk: Disk) -> EventLog:
    return EventLog(FOLDER, files=disk, segment_bytes=1200, clock=ManualClock(5))


def filled() -> Disk:
    """Give a disk with a log of two files and three batches in each, closed."""
    disk = Disk()
    with open_log(disk) as log:
        for number, batch in enumerate(BATCHES):
            log.append(batch, producer=7, sequence=number)
    assert disk.names(FOLDER) == [Path(FIRST).name, Path(SECOND).name, "mark"]
    return disk


def found(log: EventLog) -> dict[int, bytes]:
    """Give all records that a log has, by their offsets."""
    records: dict[int, bytes] = {}
    offset = log.start
    while offset < log.end:
        batch = log.read(offset, 100)
        if not batch.records:
            break
        records.update(enumerate(batch.records, batch.first))
        offset = batch.end
    return records


def check(disk: Disk, file: str) -> Recovery:
    """Open a damaged log: each record that is gone is in a loss of that file, and no other one is.

    It takes batches and gives them back; opened once more, it says the same losses again.
    """
    with open_log(disk) as log:
        here, losses = found(log), log.recovered.losses
        lost = {offset for each in losses for offset in range(each.first, each.end)}
        assert losses
        assert {each.file for each in losses} == {file}
        assert {offset: RECORDS[offset] for offset in range(12) if offset not in lost} == here
        assert log.end == 12
        assert log.append([b"new"]).first == 12
        assert log.read(12, 1).records == [b"new"]
        log.check_invariants()
    with open_log(disk) as log:
        assert found(log) == {**here, 12: b"new"}
        if file != "/log/mark":
            assert log.recovered.losses == losses
    return log.recovered


@pytest.mark.parametrize("file", [FIRST, SECOND, "/log/mark"])
def test_flipped_bit_is_reported_wherever_it_is(file: str) -> None:
    whole = filled().map(Path(file))
    for byte in range(0, len(whole), 1 if file == "/log/mark" else 5):
        disk = filled_from(byte, file)
        if file != "/log/mark":
            assert sum(each.end - each.first for each in check(disk, file).losses) <= 2
        elif byte < 24:
            check(disk, file)


def filled_from(byte: int, file: str) -> Disk:
    disk = filled()
    disk.flip_bit(Path(file), 8 * byte + byte % 8)
    return disk


@pytest.mark.parametrize("file", [FIRST, SECOND])
def test_cut_below_the_acknowledged_end_is_reported_at_every_byte(file: str) -> None:
    whole = filled().map(Path(file))
    for size in range(0, len(whole), 7):
        disk = filled()
        disk.cut_file(Path(file), size)
        check(disk, file)


def test_loss_says_file_byte_and_offsets() -> None:
    disk = filled()
    disk.flip_bit(Path(FIRST), 8 * 400)
    with open_log(disk) as log:
        (loss,) = log.recovered.losses
    assert loss == Loss(FIRST, 376, 2, 4, "header changed")
    assert str(loss) == f"{FIRST} at byte 376: header changed; lost are 2 records from offset 2"


def test_flipped_length_loses_one_batch_and_not_what_follows() -> None:
    disk = filled()
    disk.flip_bit(Path(FIRST), 8 * (64 + 12))
    with open_log(disk) as log:
        (loss,) = log.recovered.losses
        assert (loss.first, loss.end, loss.what) == (0, 2, "header changed")
        assert log.read(0, 100).first == 2
        assert [each.first for each in (log.read(0, 1), log.read(1, 1), log.read(3, 1))] == [
            2,
            2,
            3,
        ]


def test_missing_files_are_reported() -> None:
    for file, first, end in ((FIRST, 0, 6), (SECOND, 6, 12)):
        disk = filled()
        disk.remove(Path(file))
        with open_log(disk) as log:
            (loss,) = log.recovered.losses
            assert (loss.first, loss.end) == (first, end)
            assert log.append([b"new"]).first == 12
    disk = filled()
    disk.remove(Path("/log/mark"))
    with open_log(disk) as log:
        assert [each.what for each in log.recovered.losses] == ["the mark is missing"]
        assert len(found(log)) == 12


def test_lost_batch_is_still_known_when_it_comes_again() -> None:
    """It was taken and acknowledged: to take it twice would not bring it back to its offset."""
    disk = filled()
    disk.flip_bit(Path(FIRST), 8 * 500)
    with open_log(disk) as log:
        assert log.recovered.losses
        again = log.append(BATCHES[1], producer=7, sequence=1)
        assert (again.first, again.repeated) == (2, True)


def old_mark(disk: Disk) -> Disk:
    """Put the mark back to what it was at first, as a power cut does that loses its last writes."""
    with open_log(Disk()) as log:
        before = log._writer._files.map(FOLDER / "mark")
    opened = disk.open(FOLDER / "mark")
    opened.write_at(0, bytes(before))
    opened.sync()
    return disk


def test_later_frame_tells_damage_from_a_tear_where_the_mark_is_old() -> None:
    disk = old_mark(filled())
    disk.flip_bit(Path(SECOND), 8 * 200)
    with open_log(disk) as log:
        assert [(each.first, each.end) for each in log.recovered.losses] == [(6, 8)]
        assert log.end == 12


def test_damage_of_the_last_batch_is_a_tear_where_the_mark_is_old() -> None:
    """What it cannot tell, as the part says."""
    disk = old_mark(filled())
    disk.flip_bit(Path(SECOND), 8 * (len(disk.map(Path(SECOND))) - 20))
    with open_log(disk) as log:
        assert log.recovered.losses == ()
        assert log.recovered.torn == Torn(SECOND, 784, 312, 10)
        assert log.end == 10


def test_closed_log_knows_its_end_after_a_power_cut() -> None:
    for seed in range(10):
        disk = Disk(seed)
        with open_log(disk) as log:
            log.append([b"a"])
        disk.cut_power()
        disk.restart()
        disk.cut_file(Path(FIRST), 100)
        with open_log(disk) as log:
            assert [(each.first, each.end) for each in log.recovered.losses] == [(0, 1)]


def forged(first: int, base: int, position: int) -> bytes:
    """Give a whole frame of one event for one place, as a log would have written it."""
    payload = as_payload(Events(first, 0, 5, 6))
    header = Header(VERSION, EVENTS, 1, 32, 0, -1, first, 0, first, payload.sum)
    return pack_header(header, base, position) + payload.data


def test_frame_inside_of_a_record_is_none_where_damage_makes_the_log_look_for_one() -> None:
    disk = filled()
    with open_log(disk) as log:
        log.append([bytes(40) + forged(13, 0, 64), b"x"])  # from a multiple of 8 bytes on
    disk.flip_bit(Path("/log/0000000000000000012.log"), 8 * 330)
    with open_log(disk) as log:
        assert [(each.first, each.end) for each in log.recovered.losses] == [(12, 14)]
        assert (log.end, log.read(12, 5).records) == (14, [])


@pytest.mark.parametrize("first", [3, 11])
def test_frame_whose_offsets_came_before_is_none(first: int) -> None:
    """What stood there before, or was made by somebody: an offset has one record for ever."""
    disk = filled()
    file, opened = Path(SECOND), disk.open(Path(SECOND))
    opened.append(forged(first, 6, len(disk.map(file))))
    opened.sync()
    with open_log(disk) as log:
        assert log.recovered.torn == Torn(SECOND, 1096, 96, 12)
        assert (log.end, found(log)[first]) == (12, RECORDS[first])


def test_old_frame_behind_damage_is_not_what_comes_next() -> None:
    disk = filled()
    size = len(disk.map(Path(SECOND)))
    opened = disk.open(Path(SECOND))
    opened.append(forged(3, 6, size))
    opened.sync()
    disk.flip_bit(Path(SECOND), 8 * (size - 20))
    with open_log(disk) as log:
        assert [(each.first, each.end) for each in log.recovered.losses] == [(10, 12)]
        assert log.append([b"new"]).first == 12


def test_head_that_is_damaged_is_no_tear_though_the_mark_is_old() -> None:
    """It was synced before any batch was written behind it."""
    disk = Disk()
    with open_log(disk) as log:
        for number, batch in enumerate(BATCHES[:4]):
            log.append(batch, producer=7, sequence=number)
    old_mark(disk).flip_bit(Path(SECOND), 8 * 20)
    with open_log(disk) as log:
        assert [(each.first, each.end) for each in log.recovered.losses] == [(6, 6)]
        assert (log.end, log.recovered.torn) == (8, None)


def test_log_of_another_version_is_refused_and_stays() -> None:
    disk = filled()
    opened = disk.open(Path(SECOND))
    header = read_header(disk.map(Path(SECOND)), 0, 6, 0)
    assert not isinstance(header, str)
    opened.write_at(0, pack_header(header._replace(version=VERSION + 1), 6, 0))
    before = {name: disk.map(FOLDER / name) for name in disk.names(FOLDER)}
    with pytest.raises(OtherVersion, match=r"0000006\.log has version 2, and 1 can be read"):
        open_log(disk)
    assert before == {name: disk.map(FOLDER / name) for name in disk.names(FOLDER)}


def test_damaged_offsets_of_consumers_are_reported() -> None:
    disk = filled()
    with open_log(disk) as log:
        log.commit("trends", 3)
    disk.flip_bit(FOLDER / "consumers", 8 * 20)
    with open_log(disk) as log:
        assert [each.what for each in log.recovered.losses] == [
            "the consumers' offsets are changed"
        ]
        assert log.committed("trends") == 0


def test_damage_between_events_ends_a_batch_that_is_put_together() -> None:
    disk = Disk()
    with open_log(disk) as log:
        for number in range(3):
            log.append(Events(number, 0, 5, 6))
    disk.flip_bit(Path(FIRST), 8 * (64 + 96 + 70))
    with open_log(disk) as log:
        batches = list(log.batches(least=100))
    assert [(each.first, each.events.event_ids.tolist()) for each in batches] == [
        (0, [0]),
        (2, [2]),
    ]
