"""Hold the log to what it promises when the power goes, and see that the promise can be broken."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from tests.help.power_cuts import Powered, live
from twitlab.errors import TwitlabError
from twitlab.faults import Disk
from twitlab.faults.disk import MemoryFile
from twitlab.log.segments import Segments

SEEDS = range(40)


class LogUnderPowerCuts(RuleBasedStateMachine):
    """Append, repeat, drop, commit, close, kill and cut the power, in any order."""

    @initialize(seed=st.integers(0, 1 << 20), sync=st.sampled_from(("batch", "none")))
    def begin(self, seed: int, sync: str) -> None:
        self.powered = Powered(Disk(seed), sync)

    @rule(batch=st.lists(st.binary(max_size=600), min_size=1, max_size=3))
    def append(self, batch: list[bytes]) -> None:
        self.powered.append(batch)

    @rule()
    def repeat(self) -> None:
        self.powered.repeat()

    @rule()
    def sync(self) -> None:
        self.powered.sync_all()

    @rule(keep_bytes=st.integers(0, 3_000))
    def drop(self, keep_bytes: int) -> None:
        self.powered.drop(keep_bytes)

    @rule(share=st.floats(0, 1))
    def commit(self, share: float) -> None:
        self.powered.commit(share)

    @rule(after=st.integers(0, 12))
    def cut_power(self, after: int) -> None:
        self.powered.cut_power(after)

    @rule()
    def kill(self) -> None:
        self.powered.kill()

    @rule()
    def close(self) -> None:
        self.powered.close()


TestLogUnderPowerCuts = LogUnderPowerCuts.TestCase
TestLogUnderPowerCuts.settings = settings(max_examples=40, stateful_step_count=25)


class NeverTicks:
    """Leave it to the test when the log of "interval" syncs: a thread would do so at any moment."""

    def __init__(self, *_: Any) -> None:
        pass

    def stop(self) -> None:
        pass


@pytest.mark.parametrize("sync", ["batch", "interval", "none"])
def test_log_keeps_what_it_acknowledged_when_the_power_goes(
    sync: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("twitlab.log.log.Ticker", NeverTicks)
    for seed in SEEDS:
        try:
            live(seed, sync=sync)
        except Exception as error:
            raise AssertionError(f"seed {seed}") from error


def broken(seeds: range, **options: Any) -> int:
    """Count the seeds with which a log does not keep its promise."""
    count = 0
    for seed in seeds:
        try:
            live(seed, **options)
        except (AssertionError, TwitlabError):
            count += 1
    return count


def test_log_on_a_disk_whose_syncs_do_nothing_fails_the_same_test() -> None:
    assert broken(range(20), lies=True) >= 15


def _nothing(*_: Any) -> None:
    return None


def _step(file: MemoryFile) -> None:
    file._disk.step()


SYNCS: dict[str, Callable[[pytest.MonkeyPatch], None]] = {
    "files": lambda patch: patch.setattr(MemoryFile, "sync", _step),
    "folders": lambda patch: patch.setattr(Disk, "sync_folder", _nothing),
    "batches": lambda patch: patch.setattr(Segments, "sync", lambda self: self._written[1]),
}


@pytest.mark.parametrize("which", SYNCS)
def test_log_without_one_of_its_syncs_fails_the_same_test(
    which: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    SYNCS[which](monkeypatch)
    assert broken(range(40)) > 0
