"""A seat in a session: where one is, how long it took, what can go back."""

from pathlib import Path

import pytest

from tests.help.interviews import BEGUN_MS, only_small
from tests.help.screens import NOW, Sit, kinds, press_at
from twitlab.errors import BadValue, CourseError
from twitlab.interview.events import Ended, Heard, Noted, PhaseBegun, Revealed, SelfRated
from twitlab.interview.packs.words import PHASES
from twitlab.interview.screens.pressing import PressClock
from twitlab.interview.screens.sitting import Sitting
from twitlab.interview.timing import ManualClock2
from twitlab.ui.widgets.front import Press


def test_phases_follow_each_other_and_lead_back(sit: Sit) -> None:
    sitting = sit("candidate")
    assert (sitting.phase, sitting.next_phase(), sitting.last_phase()) == (None, "scope", None)
    sitting.do(NOW, PhaseBegun, phase="scope")
    assert (sitting.phase, sitting.next_phase(), sitting.last_phase()) == (
        "scope", "estimates", None,
    )  # fmt: skip
    sitting.do(NOW, PhaseBegun, phase="wrap-up")
    assert (sitting.next_phase(), sitting.last_phase()) == (None, PHASES[-2])


def test_folder_without_the_file_is_refused_with_the_command(tmp_path: Path) -> None:
    with pytest.raises(CourseError, match=r"has no solo\.log.*interview start PACK --role solo"):
        Sitting.resume(tmp_path, "solo")


def test_times_count_from_the_first_phase_over_a_restart(sit: Sit) -> None:
    clock = ManualClock2(BEGUN_MS)
    sitting = sit("interviewer", clock)
    clock.advance_ms(50_000)
    sitting.do(press_at(clock), PhaseBegun, phase="scope")
    clock.advance_ms(30_000)
    sitting.do(press_at(clock), PhaseBegun, phase="estimates")
    sitting.journal.close()
    clock.restart()
    clock.advance_ms(20_000)
    again = sit("interviewer", clock)
    clock.advance_ms(5_000)
    assert again.phase == "estimates"
    assert again.phase_ms("scope") == (30_000, 300_000)
    assert again.phase_ms("estimates") == (25_000, 180_000)
    assert again.slot_ms() == (55_000, 35 * 60_000)
    again.do(press_at(clock), PhaseBegun, phase="scope")
    clock.advance_ms(1_000)
    assert again.phase_ms("scope")[0] == 31_000
    again.do(press_at(clock), Ended)
    clock.advance_ms(1_000)
    assert again.phase_ms("scope")[0] == 31_000
    assert again.has_ended


def test_last_event_goes_back_and_then_the_one_before(sit: Sit) -> None:
    sitting = sit("interviewer")
    sitting.do(NOW, PhaseBegun, phase="scope")
    sitting.do(NOW, Heard, tag="heard-scope")
    sitting.take_back(NOW)
    assert kinds(sitting) == ["phase"]
    sitting.take_back(NOW)
    assert sitting.phase is None
    with pytest.raises(BadValue, match="nothing to take back"):
        sitting.take_back(NOW)


def test_event_goes_back_once(sit: Sit) -> None:
    sitting = sit("interviewer")
    sitting.do(NOW, PhaseBegun, phase="scope")
    sitting.do(NOW, Heard, tag="heard-scope")
    number = sitting.of(PhaseBegun)[0][0]
    sitting.take_back(NOW, number)
    assert kinds(sitting) == ["heard"]
    with pytest.raises(BadValue, match="taken back already"):
        sitting.take_back(NOW, number)


@pytest.mark.parametrize(
    "last",
    [(Revealed, {"phase": "scope"}), (SelfRated, {"dimension": "depth", "rung": 2})],
    ids=["shown", "rated"],
)
def test_what_was_shown_or_rated_does_not_go_back(
    sit: Sit, last: tuple[type[Revealed], dict[str, object]]
) -> None:
    sitting = sit("solo")
    sitting.do(NOW, Noted, phase="scope", text="Mine.")
    kind, fields = last
    sitting.do(NOW, kind, **fields)
    with pytest.raises(BadValue, match="stays"):
        sitting.take_back(NOW)
    assert len(kinds(sitting)) == 2


def test_press_heard_late_is_dated_back() -> None:
    kernel = ManualClock2(BEGUN_MS)
    clock = PressClock(kernel)
    with clock.at(Press(BEGUN_MS, 1_000.0)):
        assert (clock.wall_ms(), clock.mono_ms()) == (BEGUN_MS, 0)
    kernel.advance_ms(9_000)
    with clock.at(Press(BEGUN_MS + 2_000, 3_000.0)):
        assert (clock.wall_ms(), clock.mono_ms()) == (BEGUN_MS + 2_000, 2_000)
    assert clock.mono_ms() == 9_000
    with clock.at(Press(BEGUN_MS + 3_000, 4_000.0)):
        assert clock.mono_ms() == 9_000, "the monotonic clock went back"


def test_page_opened_again_starts_its_clock_anew() -> None:
    kernel = ManualClock2(BEGUN_MS)
    clock = PressClock(kernel)
    with clock.at(Press(BEGUN_MS, 100_000.0)):
        pass
    kernel.advance_ms(5_000)
    with clock.at(Press(BEGUN_MS + 5_000, 10.0)):
        assert clock.mono_ms() == 5_000


def test_laptop_that_slept_dates_nothing_back() -> None:
    """Chromium's own clock stands still in sleep; the kernel's goes on, and so does the day."""
    kernel = ManualClock2(BEGUN_MS)
    clock = PressClock(kernel)
    with clock.at(Press(BEGUN_MS, 1_000.0)):
        pass
    kernel.advance_ms(3_600_000)
    with clock.at(Press(BEGUN_MS + 3_600_000, 1_500.0)):
        assert clock.mono_ms() == 3_600_000


def test_pack_of_another_version_is_refused_and_the_file_freed(sit: Sit, tmp_path: Path) -> None:
    sit("candidate").journal.close()
    pack = only_small("small").model_copy(update={"version": 2})
    with pytest.raises(CourseError, match="version 1"):
        Sitting.resume(tmp_path, "candidate", ManualClock2(BEGUN_MS), lambda _name: pack)
    assert sit("candidate").phase is None
