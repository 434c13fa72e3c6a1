"""Kill processes that append, cut the power of a mounted disk, fill one: on a real system."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.help.killed import look
from twitlab.log import DiskError, EventLog
from twitlab.log.files import DiskFile

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="This needs Linux.")
MODULE = [sys.executable, "-m", "tests.help.killed"]


def run_kills(folder: Path, kills: int, seed: int) -> None:
    command = [*MODULE, str(folder), str(kills), str(seed)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"seed {seed}: {done.stderr}"
    assert int(done.stdout) > 0


@pytest.mark.slow
def test_killed_processes_lose_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    run_kills(tmp_path / "log", 12, 1)


@pytest.mark.full
def test_two_hundred_kills_lose_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    run_kills(tmp_path / "log", 200, 2)


@contextmanager
def mounted(image: Path, folder: Path) -> Iterator[Path]:
    """Mount a file as a disk."""
    folder.mkdir()
    done = subprocess.run(
        ["mount", "-o", "loop", str(image), str(folder)],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        pytest.skip(f"This needs a system where a file can be mounted: {done.stderr.strip()}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


@pytest.fixture
def image(tmp_path: Path) -> Path:
    """Give a file with an empty file system of 32 MB."""
    tools = all(shutil.which(each) for each in ("mkfs.ext4", "mount", "umount"))
    if os.geteuid() != 0 or not tools:
        pytest.skip("This needs root, mount and mkfs.ext4.")
    file = tmp_path / "image"
    with file.open("wb") as opened:
        opened.truncate(32 << 20)
    subprocess.run(["mkfs.ext4", "-q", str(file)], check=True)
    return file


def answers_before_power_cut(folder: Path, image: Path, copy: Path) -> bytes:
    """Append for a while, and copy what the disk has got by then: it is what a power cut leaves.

    The process is stopped for the copy, so that it is one of one moment.
    """
    said = copy.with_suffix(".said")
    with said.open("wb") as out:
        process = subprocess.Popen([*MODULE, str(folder)], cwd=ROOT, stdout=out)
    try:
        for _ in range(600):
            if said.stat().st_size > 2_000:
                break
            time.sleep(0.1)
        process.send_signal(signal.SIGSTOP)
        time.sleep(0.2)  # what the system was doing for it comes to its end
        answers = said.read_bytes()
        shutil.copyfile(image, copy)
    finally:
        process.kill()
        process.wait()
    return answers


@pytest.mark.full
def test_power_cut_of_a_mounted_disk_loses_nothing_that_was_acknowledged(
    image: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "copy"
    with mounted(image, tmp_path / "disk") as disk:
        answers = answers_before_power_cut(disk / "log", image, copy)
    assert answers.count(b"\n") > 50
    with mounted(copy, tmp_path / "after") as disk:
        assert look(disk / "log", answers) > 50


@pytest.mark.full
def test_power_cut_of_a_mounted_disk_takes_what_was_not_synced(
    image: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The copy is a power cut, and no more: without its syncs the log does not have the batches."""
    copy = tmp_path / "copy"
    with mounted(image, tmp_path / "disk") as disk:
        log = EventLog(disk / "log")
        with monkeypatch.context() as patch:
            patch.setattr(DiskFile, "sync", lambda _: None)
            for _ in range(50):
                assert log.append([b"a"]).acknowledged
            shutil.copyfile(image, copy)
        log.close()
    with mounted(copy, tmp_path / "after") as disk, EventLog(disk / "log") as log:
        assert log.end < 50


def fill(log: EventLog, batch: list[bytes]) -> int:
    """Append until the disk is full; say how often."""
    number = 0
    try:
        while True:
            log.append(batch, producer=1, sequence=number)
            number += 1
    except DiskError as error:
        said = str(error)
    assert "nothing of the batch of 1000 records was kept: No space left" in said
    return number


@pytest.mark.full
def test_full_disk_keeps_what_was_acknowledged_and_takes_more_when_there_is_space(
    image: Path, tmp_path: Path
) -> None:
    with mounted(image, tmp_path / "disk") as disk:
        ballast = disk / "ballast"
        ballast.write_bytes(bytes(20 << 20))
        batch = [bytes(100)] * 1_000
        with EventLog(disk / "log", segment_bytes=1 << 20) as log:
            number = fill(log, batch)
            assert (log.end, log.acknowledged) == (1_000 * number, 1_000 * number)
            assert log.read(log.end - 1, 5).records == batch[:1]
            with pytest.raises(DiskError, match="nothing of the batch"):
                log.append(batch, producer=1, sequence=number)
            ballast.unlink()
            assert log.append(batch, producer=1, sequence=number).first == 1_000 * number
            log.check_invariants()
        with EventLog(disk / "log") as log:
            assert log.end == 1_000 * (number + 1)
            assert (log.recovered.losses, log.recovered.torn) == ((), None)
