"""Gateways: what they acknowledge they have, flushes come by age and size, and come again equal."""

from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from twitlab.clock import ManualClock
from twitlab.columns import DamagedFile
from twitlab.errors import BadType, BadValue, TwitlabError
from twitlab.faults import Disk
from twitlab.log import MS_PER_MINUTE, EventLog, Events, Flush
from twitlab.log.admission import GatewayFull
from twitlab.log.buffer import aggregate
from twitlab.log.gateway import Gateway, GatewayFailed
from twitlab.log.standing import Standing, standing_of

NOON = 28_333_333 * MS_PER_MINUTE


def likes(*keys: int, at: Any = NOON, first: int = 0) -> Events:
    """Make an event for each key."""
    ids = np.arange(first, first + len(keys))
    return Events(ids, at if isinstance(at, int) else np.array(at), np.array(keys, np.int64), 7)


class Machine:
    """Hold a gateway and its disk, from which it can come back."""

    def __init__(self, sync: str = "batch", seed: int = 13, **settings: Any) -> None:
        self.clock, self.disk, self.sync = ManualClock(NOON), Disk(seed), sync
        self.settings = {"max_age_ms": 100, "max_events": 4} | settings
        self.gateway = self.opened()

    def opened(self) -> Gateway:
        """Open the gateway on its logs."""
        self.log, self.cuts = (
            EventLog(Path("/") / name, sync=self.sync, clock=self.clock, files=self.disk)
            for name in ("events", "cuts")
        )
        return Gateway(3, self.log, self.cuts, clock=self.clock, **self.settings)

    def damage(self, folder: str, data: bytes) -> None:
        """Flip a bit in the only file of a folder that has such bytes."""
        paths = [Path(folder) / name for name in self.disk.names(Path(folder))]
        (file,) = (path for path in paths if data in self.disk.map(path))
        self.disk.flip_bit(file, 8 * self.disk.map(file).index(data))

    def come_back(self, *, power_cut: bool = True) -> Gateway:
        """Die, and open the gateway on what the disk has."""
        if power_cut:
            self.disk.cut_power()
            self.disk.restart()
        self.disk.kill()
        self.gateway = self.opened()
        self.gateway.check_invariants()
        return self.gateway


def said(flushes: list[Flush]) -> list[tuple[Any, ...]]:
    """Say what flushes have."""
    return [
        (*each.name[1:], dict(zip(each.keys.tolist(), each.counts.tolist()))) for each in flushes
    ]


def test_events_are_flushed_by_size_and_the_rest_by_age() -> None:
    machine = Machine()
    gateway, clock = machine.gateway, machine.clock
    gateway.take(likes(40, 41))
    clock.advance_ms(40)
    gateway.take(likes(40))
    assert not gateway.flushes()
    clock.advance_ms(20)
    gateway.take(likes(42, 40))
    minute = NOON // MS_PER_MINUTE
    assert said(gateway.flushes()) == [(0, minute, {40: 2, 41: 1, 42: 1})]
    clock.advance_ms(99)
    assert not gateway.flushes()
    clock.advance_ms(1)
    assert said(gateway.flushes()) == [(1, minute, {40: 1})]
    gateway.check_invariants()


def test_a_batch_larger_than_a_flush_makes_several() -> None:
    machine = Machine()
    machine.gateway.take(likes(*range(11)))
    assert [each.events for each in machine.gateway.flushes()] == [4, 4]
    machine.gateway.check_invariants()
    assert machine.gateway.waiting == 11


def test_event_time_decides_the_minute_and_late_events_are_taken() -> None:
    machine = Machine()
    times = [NOON, NOON - MS_PER_MINUTE, NOON - 1, 5]
    machine.gateway.take(likes(40, 40, 41, 40, at=times))
    noon = NOON // MS_PER_MINUTE
    assert said(machine.gateway.flushes()) == [
        (0, 0, {40: 1}),
        (1, noon - 1, {40: 1, 41: 1}),
        (2, noon, {40: 1}),
    ]


def test_columns_that_change_later_change_no_flush() -> None:
    machine = Machine()
    keys = np.array([40, 41, 42, 43])
    machine.gateway.take(Events(np.arange(4), NOON, keys, 7))
    keys[:] = 5
    sent = said(machine.gateway.flushes())
    assert sent[0][2] == dict.fromkeys((40, 41, 42, 43), 1)
    assert said(machine.come_back().flushes()) == sent


def test_what_is_logged_has_ids_and_authors() -> None:
    machine = Machine()
    machine.gateway.take(likes(40, 41, first=700))
    (events,) = machine.log.events()
    columns = (events.event_ids, events.keys, events.authors)
    assert [each.tolist() for each in columns] == [[700, 701], [40, 41], [7, 7]]


@pytest.mark.parametrize("sync", ["batch", "none"])
def test_what_is_acknowledged_and_what_is_sent_outlast_a_power_cut(sync: str) -> None:
    machine = Machine(sync)
    assert machine.gateway.take(likes(40, 41, 42, 43)).acknowledged
    sent = machine.gateway.flushes()
    back = machine.come_back()
    assert machine.log.end == 4
    assert said(back.flushes()) == said(sent)
    assert len(sent) == 1


@pytest.mark.parametrize("seed", range(6))
def test_what_was_sent_is_never_cut_in_another_way(seed: int) -> None:
    machine = Machine("none", seed)
    machine.gateway.take(likes(40, 41))
    machine.clock.advance_ms(100)
    sent = said(machine.gateway.flushes())
    machine.gateway.take(likes(42, 43))
    back = machine.come_back()
    machine.clock.advance_ms(100)
    assert said(back.flushes()) == [*sent, (1, NOON // MS_PER_MINUTE, {42: 1, 43: 1})]


def refused(machine: Machine, error: type[Exception], words: str, events: Any) -> None:
    """See events refused, and that nothing changed."""
    before = machine.log.end, machine.gateway.waiting, machine.gateway.standing
    with pytest.raises(error, match=words):
        machine.gateway.take(events)
    assert before == (machine.log.end, machine.gateway.waiting, machine.gateway.standing)
    machine.gateway.check_invariants()


def test_events_from_the_future_are_refused_beyond_the_allowance() -> None:
    machine = Machine(future_ms=1_000)
    machine.gateway.take(likes(40, at=NOON + 1_000))
    words = f"times_ms must be at most {NOON + 1_000}, got {NOON + 1_001} from the future"
    refused(machine, BadValue, words, likes(40, 41, at=[NOON, NOON + 1_001]))


def test_a_clock_that_is_set_back_does_no_harm() -> None:
    machine = Machine(future_ms=0)
    gateway, clock = machine.gateway, machine.clock
    gateway.take(likes(40))
    clock.advance_ms(60)
    assert not gateway.flushes()
    clock.set_ms(NOON - 3_600_000)
    gateway.take(likes(41, at=NOON + 60))  # no event from the future: it was so late before
    clock.advance_ms(39)
    assert not gateway.flushes()
    clock.advance_ms(1)  # 60 and 40 have passed, whatever the clock says
    assert [each.events for each in gateway.flushes()] == [2]


def test_what_is_no_events_and_what_never_fits_is_refused() -> None:
    machine = Machine(max_waiting=8)
    refused(machine, BadType, "events must be Events, got", [40])
    refused(machine, BadValue, "events must be at most 8, got 9", likes(*range(9)))


def test_a_gateway_whose_flushes_get_no_answer_refuses_and_goes_on_later() -> None:
    machine = Machine(max_waiting=8)
    gateway = machine.gateway
    gateway.take(likes(*range(7)))
    words = "7 events wait for an answer, and 8 may: hand in 2 later"
    refused(machine, GatewayFull, words, likes(1, 2))
    flushes = gateway.flushes()
    refused(machine, GatewayFull, words, likes(1, 2))
    for flush in flushes:
        assert gateway.answered(flush.name)
    assert gateway.waiting == 3
    gateway.take(likes(1, 2))


def test_flushes_are_given_once_and_kept_until_they_are_answered() -> None:
    machine = Machine()
    gateway = machine.gateway
    gateway.take(likes(1, 2, 3, 4, 5, 6, 7, 8))
    first, second = gateway.flushes()
    assert not gateway.flushes()
    assert gateway.unanswered() == [first, second]
    assert gateway.answered(second.name)
    assert gateway.waiting == 8  # all behind the first that waits
    assert not gateway.answered(second.name)
    assert gateway.answered(first.name)
    assert (gateway.waiting, gateway.unanswered()) == (0, [])
    assert gateway.standing == Standing(8, 8, 0)
    gateway.check_invariants()


@pytest.mark.parametrize("name", [(4, 0, 5), (3, 1, 5), (3, -1, 5), (3, 0), 5])
def test_an_answer_to_what_was_not_sent_is_refused(name: Any) -> None:
    machine = Machine()
    machine.gateway.take(likes(1, 2, 3, 4))
    waits = machine.gateway.flushes()
    with pytest.raises(TwitlabError, match="name must be of a flush"):
        machine.gateway.answered(name)
    assert machine.gateway.unanswered() == waits


def test_a_batch_that_comes_again_is_counted_once() -> None:
    machine = Machine()
    first = machine.gateway.take(likes(40, 41), producer=5, sequence=0)
    again = machine.gateway.take(likes(40, 41), producer=5, sequence=0)
    assert (first.repeated, again.repeated, again.first) == (False, True, 0)
    assert machine.gateway.waiting == machine.log.end == 2
    machine.gateway.check_invariants()


def test_a_gateway_that_comes_back_sends_the_same_flushes_and_then_the_rest() -> None:
    machine = Machine()
    gateway = machine.gateway
    gateway.take(likes(40, 41, 40, 42, 43, 44, 45, at=[NOON, NOON, 5, 5, 5, 5, 5]))
    sent = said(gateway.flushes())
    assert len(sent) == 2
    gateway.answered(gateway.unanswered()[0].name)
    back = machine.come_back()
    machine.clock.advance_ms(0)
    assert said(back.unanswered()) == sent
    assert said(back.flushes()) == [*sent, (2, 0, {43: 1, 44: 1, 45: 1})]  # the rest is old enough
    assert back.standing == Standing(7, 0, 7)


def test_what_was_answered_before_the_last_cut_is_not_sent_again() -> None:
    machine = Machine()
    for first in (0, 4, 8):
        machine.gateway.take(likes(1, 2, 3, 4, first=first))
        for flush in machine.gateway.flushes():
            assert machine.gateway.answered(flush.name)
    assert [each.sequence for each in machine.come_back().unanswered()] == [2]
    assert standing_of(machine.log, machine.cuts) == Standing(12, 8, 4)
    assert standing_of(machine.log, machine.cuts, 1) == Standing(12, 4, 8)
    assert standing_of(machine.log, machine.cuts, 3) == Standing(12, 12, 0)


def test_flushes_that_were_answered_can_be_made_again() -> None:
    machine = Machine()
    machine.gateway.take(likes(*range(9), at=[NOON, 5, NOON, 5, NOON, NOON, NOON, NOON, NOON]))
    flushes = machine.gateway.flushes()
    for flush in flushes:
        machine.gateway.answered(flush.name)
    assert len(flushes) == 3
    for sequence in range(4):
        assert said([*machine.gateway.replay(sequence)]) == said(flushes)[sequence:]


def test_flushes_that_were_never_noted_cannot_be_made_again() -> None:
    machine = Machine()
    machine.gateway.take(likes(1, 2, 3, 4))
    machine.gateway.flushes()
    assert not [*machine.gateway.replay(1)]
    with pytest.raises(BadValue, match="sequence must be at most 1, which is next, got 2: who ask"):
        machine.gateway.replay(2)
    with pytest.raises(BadValue, match="sequence must be 0 or more"):
        machine.gateway.replay(-1)


def test_many_cuts_are_found_again() -> None:
    machine = Machine(max_waiting=10_000)
    for first in range(0, 2_400, 4):
        machine.gateway.take(likes(1, 2, 3, 4, first=first))
    sent = machine.gateway.flushes()
    back = machine.come_back()
    assert said(back.unanswered()) == said(sent)
    assert [each.sequence for each in back.replay(500)] == [*range(500, 600)]


def test_a_full_disk_changes_nothing_and_the_gateway_goes_on() -> None:
    machine = Machine()
    machine.disk.capacity_bytes = machine.disk.nbytes
    refused(machine, OSError, "no space", likes(40))
    machine.disk.capacity_bytes = None
    machine.gateway.take(likes(40))
    assert machine.log.end == machine.gateway.waiting == 1


@pytest.mark.parametrize("power_cut", [True, False])
def test_after_a_failed_sync_the_gateway_must_be_opened_anew(
    power_cut: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(_: object) -> None:
        raise OSError(5, "Input/output error")

    machine = Machine()
    with monkeypatch.context() as patch:
        patch.setattr("twitlab.faults.disk.MemoryFile.sync", failing)
        with pytest.raises(OSError, match="Input/output"):
            machine.gateway.take(likes(40))
    with pytest.raises(GatewayFailed, match="opened anew"):
        machine.gateway.take(likes(41))
    back = machine.come_back(power_cut=power_cut)
    back.take(likes(41))
    machine.clock.advance_ms(100)
    # What was not acknowledged is there or is not; a kill leaves it.
    assert said(back.flushes())[0][2] in ({40: 1, 41: 1}, {41: 1})[: 1 + power_cut]


def test_flushes_stay_in_the_buffer_when_they_cannot_be_noted() -> None:
    machine = Machine()
    machine.gateway.take(likes(1, 2, 3, 4))
    machine.disk.capacity_bytes = machine.disk.nbytes
    with pytest.raises(OSError, match="no space"):
        machine.gateway.flushes()
    machine.gateway.check_invariants()
    machine.disk.capacity_bytes = None
    assert [each.events for each in machine.gateway.flushes()] == [4]


def test_a_log_that_has_less_than_was_sent_is_refused() -> None:
    machine = Machine()
    machine.gateway.take(likes(1, 2, 3, 4))
    machine.gateway.flushes()
    empty = EventLog("/other", files=machine.disk)
    with pytest.raises(BadValue, match="log must have 4 events, which were sent; it has 0"):
        Gateway(3, empty, machine.cuts, clock=machine.clock, max_age_ms=1, max_events=4)


@pytest.mark.parametrize(
    ("key", "words"),
    [(2, "4 events from 0 to 4 are lost"), (6, "2 events from 4 to 8 are lost")],
)
def test_a_log_with_a_hole_is_refused(key: int, words: str) -> None:
    machine = Machine()
    for keys in ((1, 2, 3, 4), (5, 6), (7, 8)):
        machine.gateway.take(likes(*keys))
    machine.gateway.flushes()
    machine.damage("/events", b"\0" * 7 + bytes([key]) + b"\0" * 7)
    with pytest.raises(DamagedFile, match=words):
        machine.come_back()


def test_a_lost_cut_is_refused() -> None:
    machine = Machine()
    machine.gateway.take(likes(*range(12)))
    machine.gateway.flushes()
    machine.damage("/cuts", (8).to_bytes(8, "little") + (1).to_bytes(8, "little"))
    with pytest.raises(TwitlabError, match="of 3 from number 0 on, one is lost"):
        machine.come_back()


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"max_events": 0}, "max_events must be 1 or more"),
        ({"max_age_ms": -1}, "max_age_ms must be 0 or more"),
        ({"max_age_ms": 1.5}, "max_age_ms must be an int"),
        ({"max_waiting": 3}, "max_waiting must be 4 or more, got 3"),
        ({"future_ms": True}, "future_ms must be an int"),
    ],
)
def test_settings_are_refused_before_there_is_a_log(
    settings: dict[str, Any], words: str, tmp_path: Path
) -> None:
    with pytest.raises(TwitlabError, match=words):
        Machine(**settings)
    usual: dict[str, Any] = {"max_age_ms": 1_000, "max_events": 4, "clock": ManualClock(NOON)}
    with pytest.raises(TwitlabError, match=words):
        Gateway.open(3, tmp_path / "gateway", **usual | settings)
    with pytest.raises(BadValue, match="number must be from 0"):
        Gateway.open(-1, tmp_path / "gateway", **usual)
    assert [*tmp_path.iterdir()] == []


@given(st.lists(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 3)), max_size=6), max_size=4))
def test_events_are_added_up_as_a_counter_does(pieces: list[list[tuple[int, int]]]) -> None:
    columns = [np.array(piece, np.int64).reshape(-1, 2).T for piece in pieces]
    found = Counter[tuple[int, int]]()
    for minute, keys, counts in aggregate((minutes, keys) for minutes, keys in columns):
        assert (np.diff(keys) > 0).all()
        found.update({(minute, key): n for key, n in zip(keys.tolist(), counts.tolist())})
    assert found == Counter(row for piece in pieces for row in piece)


def test_a_gateway_opens_both_logs_and_closes_them(tmp_path: Path) -> None:
    settings: dict[str, Any] = {"max_age_ms": 1, "max_events": 4, "clock": ManualClock(NOON)}
    gateway = Gateway.open(3, tmp_path, **settings)
    gateway.take(likes(1, 2, 3, 4, 5))
    sent = said(gateway.flushes())
    gateway.close()
    for wrong in ({"max_events": 0}, {"max_age_ms": -1}):
        with pytest.raises(BadValue, match="must be"):
            Gateway.open(3, tmp_path, **settings | wrong)
    back = Gateway.open(3, tmp_path, **settings)  # nobody has the logs open
    assert said(back.flushes())[: len(sent)] == sent
    assert back.waiting == 5
    back.close()


def test_no_events_are_refused_as_the_log_does() -> None:
    machine = Machine()
    refused(machine, BadValue, "batch must", likes())


def test_a_gateway_does_not_count_what_somebody_else_has_appended() -> None:
    machine = Machine()
    machine.gateway.take(likes(40))
    machine.gateway._log.append(likes(41))
    with pytest.raises(BadValue, match="log must be this gateway's alone: it ends at 2, and not"):
        machine.gateway.take(likes(42))
    assert machine.gateway._log.end == 2


def test_logs_of_something_else_are_no_logs_of_a_gateway(tmp_path: Path) -> None:
    settings: dict[str, Any] = {"max_age_ms": 0, "max_events": 1, "clock": ManualClock(NOON)}
    with EventLog(tmp_path / "one") as one, EventLog(tmp_path / "two") as two:
        with pytest.raises(BadValue, match="cuts must be another log than that of the events"):
            Gateway(1, one, one, **settings)
        for batch in ([b"hello"], likes(40)):
            two.append(batch)
            for call in (lambda: Gateway(1, one, two, **settings), lambda: standing_of(one, two)):
                with pytest.raises(BadValue, match="cuts must be the log of a gateway's cuts"):
                    call()
