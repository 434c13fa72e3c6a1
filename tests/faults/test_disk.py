"""Hold the disk to what it keeps, and see that it loses the rest in every way it can."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from twitlab.errors import TwitlabError
from twitlab.faults import Disk, PowerCut
from twitlab.faults.sectors import SECTOR_BYTES

FOLDER, FILE, OTHER = Path("/"), Path("/a"), Path("/b")
SYNCED, NOT = b"s" * 700, b"n" * 1_500


def left(seed: int, *, lies: bool = False) -> bytes:
    """Give what a disk has of a file that was synced and written on."""
    disk = Disk(seed, lies=lies)
    opened = disk.open(FILE)
    opened.append(SYNCED)
    opened.sync()
    disk.sync_folder(FOLDER)
    opened.append(NOT)
    disk.cut_power()
    disk.restart()
    return disk.map(FILE) if "a" in disk.names(FOLDER) else b"none"


def test_what_was_synced_is_there_whatever_the_seed() -> None:
    assert all(left(seed).startswith(SYNCED) for seed in range(200))


def test_what_was_not_synced_is_lost_torn_reordered_or_whole() -> None:
    found = {left(seed)[len(SYNCED) :] for seed in range(200)}
    assert b"" in found
    assert NOT in found
    assert any(NOT.startswith(each) and 0 < len(each) < len(NOT) for each in found)
    first = SECTOR_BYTES * 2 - len(SYNCED)  # what fits into the sector that has the end
    reordered = [each for each in found if b"n" * first not in each[:first] and b"n" in each]
    assert reordered
    assert any(set(each[:first]) == {0} for each in reordered)
    assert any(len(set(each[:first])) > 50 for each in reordered)
    assert any(set(each) == {0} for each in found if each)  # the length, and not the bytes


def test_same_seed_leaves_the_same() -> None:
    assert [left(seed) for seed in range(20)] == [left(seed) for seed in range(20)]


def test_disk_that_lies_loses_what_was_synced() -> None:
    assert any(not left(seed, lies=True).startswith(SYNCED) for seed in range(20))


def names_left(seed: int, *, synced: bool) -> tuple[str, ...]:
    disk = Disk(seed)
    opened = disk.open(FILE)
    opened.append(b"x")
    opened.sync()
    disk.sync_folder(FOLDER)
    disk.rename(FILE, OTHER)
    disk.open(Path("/c"))
    if synced:
        disk.sync_folder(FOLDER)
    disk.cut_power()
    disk.restart()
    assert all(disk.map(FOLDER / name) == b"x" for name in disk.names(FOLDER) if name != "c")
    return tuple(disk.names(FOLDER))


def test_names_last_when_their_folder_was_synced() -> None:
    assert {names_left(seed, synced=True) for seed in range(50)} == {("b", "c")}
    assert {names_left(seed, synced=False) for seed in range(50)} == {
        ("a",), ("b",), ("a", "c"), ("b", "c"),
    }  # fmt: skip


def test_removed_file_may_come_back() -> None:
    found = set()
    for seed in range(20):
        disk = Disk(seed)
        disk.open(FILE)
        disk.sync_folder(FOLDER)
        disk.remove(FILE)
        disk.cut_power()
        disk.restart()
        found.add(tuple(disk.names(FOLDER)))
    assert found == {(), ("a",)}


def test_cut_that_was_not_synced_may_be_undone() -> None:
    found = set()
    for seed in range(40):
        disk = Disk(seed)
        opened = disk.open(FILE)
        opened.append(b"abcdef")
        opened.sync()
        disk.sync_folder(FOLDER)
        opened.truncate(2)
        disk.cut_power()
        disk.restart()
        found.add(disk.map(FILE))
    assert found == {b"ab", b"abcdef"}


def test_power_goes_in_the_middle_of_the_operation_that_was_said() -> None:
    disk = Disk()
    opened = disk.open(FILE)
    disk.cut_power(after=2)
    opened.append(b"a")
    opened.append(b"b")
    with pytest.raises(PowerCut, match="the power is off"):
        opened.append(b"c")
    for ask in (lambda: opened.append(b"d"), opened.sync, lambda: disk.map(FILE)):
        with pytest.raises(PowerCut):
            ask()
    disk.restart()
    with pytest.raises(TwitlabError, match="file must be open"):
        opened.append(b"e")


def test_killed_process_loses_nothing_but_its_locks() -> None:
    disk = Disk()
    opened = disk.open(FILE)
    opened.append(b"a")
    disk.lock(FOLDER)
    with pytest.raises(TwitlabError, match="folder must have one writer at a time"):
        disk.lock(FOLDER)
    disk.kill()
    disk.lock(FOLDER)
    assert disk.map(FILE) == b"a"
    with pytest.raises(TwitlabError, match="file must be open"):
        opened.append(b"b")


def test_full_disk_takes_nothing() -> None:
    disk = Disk(capacity_bytes=3)
    opened = disk.open(FILE)
    opened.append(b"ab")
    with pytest.raises(OSError, match="no space"):
        opened.append(b"cd")
    assert disk.map(FILE) == b"ab"
    opened.append(b"c")


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        (lambda disk: disk.cut_power(-1), "after must be 0 or more, got -1"),
        (lambda disk: disk.cut_power("a"), "after must be an int, got 'a'"),
        (lambda disk: disk.flip_bit(FILE, 8), "bit must be from 0 to 7, got 8"),
        (lambda disk: disk.cut_file(FILE, 2), "size must be from 0 to 1, got 2"),
        (lambda disk: Disk(-1), "seed must be from 0 to"),
        (lambda disk: Disk(capacity_bytes=-1), "capacity_bytes must be 0 or more, got -1"),
    ],
)
def test_disk_refuses_and_stays_as_it_was(ask, said: str) -> None:  # type: ignore[no-untyped-def]
    disk = Disk()
    disk.open(FILE).append(b"a")
    with pytest.raises(TwitlabError, match=said):
        ask(disk)
    assert (disk.map(FILE), disk.is_off) == (b"a", False)


def test_missing_file_is_missing() -> None:
    disk = Disk()
    for ask in (disk.map, disk.remove, lambda file: disk.rename(file, OTHER)):
        with pytest.raises(FileNotFoundError):
            ask(FILE)
    with pytest.raises(FileNotFoundError):
        disk.names(Path("/none"))
    disk.open(FILE)
    with pytest.raises(NotADirectoryError):
        disk.names(FILE)


def test_damage_lasts() -> None:
    disk = Disk()
    opened = disk.open(FILE)
    opened.append(b"abc")
    opened.sync()
    disk.sync_folder(FOLDER)
    disk.flip_bit(FILE, 9)
    disk.cut_file(FILE, 2)
    disk.cut_power()
    disk.restart()
    assert disk.map(FILE) == b"a" + bytes([ord("b") ^ 2])


def test_a_disk_refuses_what_is_no_path_and_no_bytes() -> None:
    disk = Disk()
    opened = disk.open(FILE)
    opened.append(SYNCED)
    calls: list[Any] = [disk.open, disk.map, disk.remove, disk.names, disk.make_folder, disk.lock]
    calls += [disk.sync_folder, lambda wrong: disk.rename(FILE, wrong)]
    calls += [lambda wrong: disk.flip_bit(wrong, 0), lambda wrong: disk.cut_file(wrong, 0)]
    before = disk.operations
    for call in calls:
        for other in (None, 5, np.array([1]), [FILE], "", "a\ud800"):
            with pytest.raises(TwitlabError, match=r"(file|folder|to) must be a"):
                call(other)
    wrong: Any
    for wrong in (None, "a", [1], 5):
        with pytest.raises(TwitlabError, match="data must be bytes"):
            opened.append(wrong)
        with pytest.raises(TwitlabError, match="data must be bytes"):
            opened.write_at(0, wrong)
    for wrong in (None, True, 1.5, -1, len(SYNCED) + 1):
        with pytest.raises(TwitlabError, match="size must be"):
            opened.truncate(wrong)
        with pytest.raises(TwitlabError, match="position must be"):
            opened.write_at(wrong, b"a")
    with pytest.raises(TwitlabError, match="lies must be True or False"):
        Disk(lies=1)  # type: ignore[arg-type]
    assert (disk.operations, disk.names(FOLDER), disk.map(FILE)) == (before, ["a"], SYNCED)
