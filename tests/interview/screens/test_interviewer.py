"""The interviewer's screen, played by its keys; a kernel that starts anew finds it as it was."""

import pytest

from tests.help.screens import NOW, Sit, items_of, keys_of, kinds
from twitlab.errors import BadValue
from twitlab.interview.events import FactAsked, Heard, Hinted, Probed, Ticked
from twitlab.interview.packs.words import PHASES
from twitlab.interview.screens.interviewer import InterviewerScreen


def key(screen: InterviewerScreen, pressed: str, stage: int | None = None) -> None:
    """Press a key, as the browser does: of the stage that is next."""
    name = keys_of(screen.keyed)[pressed]
    shown = items_of(screen.keyed)[name]
    screen.press(name, shown["next"] if stage is None else stage, NOW)


def begun(sit: Sit, phase: int = 1) -> InterviewerScreen:
    screen = InterviewerScreen(sit("interviewer"))
    for _ in range(phase):
        key(screen, "ArrowRight")
    return screen


def test_first_screen_says_what_to_do_and_how_to_begin(sit: Sit) -> None:
    screen = begun(sit, 0)
    assert keys_of(screen.keyed) == {"ArrowRight": "go/scope"}
    assert "You do not need to know the answer." in repr(screen)
    assert "The clock starts when you press" in repr(screen.timer)


def test_screen_of_a_phase_has_what_to_say_to_withhold_and_to_hear(sit: Sit) -> None:
    screen = begun(sit)
    pack = screen.sitting.pack
    text = repr(screen)
    for said in (pack.prompt, *(step.text for step in pack.guides[0].say), *pack.guides[0].withhold,
                 pack.guides[0].move_on, *(each.text for each in pack.guides[0].listen),
                 *(each.answer for each in pack.facts)):  # fmt: skip
        assert said in text
    assert "Phase 1 of 6: Scope: 0:00 of 5:00" in repr(screen.timer)


def test_keys_record_what_they_stand_for_and_mark_it(sit: Sit) -> None:
    screen = begun(sit)
    key(screen, "a")
    key(screen, "1")
    key(screen, "z")
    assert kinds(screen.sitting) == ["phase", "heard", "asked", "heard"]
    heard = [event.tag for _, event in screen.sitting.of(Heard)]
    assert heard == ["heard-scope", screen.sitting.pack.flags[0].tag]
    assert [event.tag for _, event in screen.sitting.of(FactAsked)] == ["users"]
    shown = items_of(screen.keyed)
    assert [shown[name]["noted"] for name in ("heard/heard-scope", "asked/users")] == ["00:00"] * 2
    assert shown["asked/writes"]["noted"] == ""
    assert "00:00" in screen.keyed.says


def test_key_pressed_twice_counts_once(sit: Sit) -> None:
    screen = begun(sit)
    key(screen, "a")
    key(screen, "a")
    assert len(screen.sitting.of(Heard)) == 1
    assert "Noted already" in screen.keyed.says


def test_hints_and_probes_climb_with_each_press_of_their_key(sit: Sit) -> None:
    screen = begun(sit)
    hints = [name for name in items_of(screen.keyed) if name.startswith("hint/")]
    while not hints:
        key(screen, "ArrowRight")
        hints = [name for name in items_of(screen.keyed) if name.startswith("hint/")]
    pressed = items_of(screen.keyed)[hints[0]]["key"]
    for _ in range(4):
        key(screen, pressed)
    assert [event.rung for _, event in screen.sitting.of(Hinted)] == [1, 2, 3]
    while screen.sitting.phase != "high-level":
        key(screen, "ArrowRight")
    probe = next(name for name in items_of(screen.keyed) if name.startswith("probe/"))
    pressed = items_of(screen.keyed)[probe]["key"]
    key(screen, pressed)
    key(screen, pressed, stage=2)  # by click on the last one
    assert [event.strength for _, event in screen.sitting.of(Probed)] == ["ask", "contradict"]
    assert items_of(screen.keyed)[probe]["next"] == 1


def test_what_was_noted_goes_back_alone_or_as_the_last(sit: Sit) -> None:
    screen = begun(sit)
    key(screen, "a")
    key(screen, "1")
    screen.take_back("heard/heard-scope", NOW)
    assert kinds(screen.sitting) == ["phase", "asked"]
    assert items_of(screen.keyed)["heard/heard-scope"]["noted"] == ""
    screen.take_back("", NOW)
    assert kinds(screen.sitting) == ["phase"]
    assert "Taken back: asked, and told" in screen.keyed.says


def test_move_that_was_pressed_twice_goes_on_once(sit: Sit) -> None:
    screen = begun(sit)
    gone = {"press": "go/estimates", "stage": 0, "wall_ms": 0, "mono_ms": 0.0, "id": "1"}
    screen.keyed.widget.hear(gone)
    screen.keyed.widget.hear({**gone, "id": "2"})
    assert screen.sitting.phase == "estimates"
    assert "not on this screen any more" in screen.keyed.widget.refused
    assert screen.keyed.widget.answered == "2"


def test_note_before_the_first_phase_is_refused(sit: Sit) -> None:
    screen = begun(sit, 0)
    with pytest.raises(BadValue, match="begin the first phase"):
        screen.notes.commit("Ten reads.", NOW)
    assert kinds(screen.sitting) == []


def test_after_the_end_only_ticked_lines_are_left_and_then_the_export(sit: Sit) -> None:
    screen = begun(sit, len(PHASES))
    screen.notes.commit("I cache because reads are ten times writes.", NOW)
    key(screen, "ArrowRight")
    assert screen.sitting.has_ended
    wanted = [each.id for each in screen.sitting.pack.rubric if each.evidence.by == "ticked"]
    lines = screen.ticks.widget.shown["lines"]
    assert [each["name"] for each in lines] == wanted
    assert lines[0]["choices"] == ("I cache because reads are ten times writes.",)
    assert "interview export" not in repr(screen)
    for number, name in enumerate(wanted):
        screen.ticks.tick(name, number > 0, "so it was said", NOW)
    assert [event.earned for _, event in screen.sitting.of(Ticked)] == [
        number > 0 for number in range(len(wanted))
    ]
    assert "interview export" in repr(screen)
    screen.take_back("", NOW)
    assert "interview export" not in repr(screen)


def test_end_that_was_a_slip_goes_back(sit: Sit) -> None:
    screen = begun(sit, len(PHASES) + 1)
    assert screen.sitting.has_ended
    screen.take_back("", NOW)
    assert screen.sitting.phase == PHASES[-1]
    assert "Phase 6 of 6" in repr(screen.timer)


def test_same_cell_after_a_restart_shows_the_same_screen(sit: Sit) -> None:
    screen = begun(sit, 2)
    key(screen, "a")
    before = repr(screen)
    screen.sitting.journal.close()
    again = InterviewerScreen(sit("interviewer"))
    assert again.keyed.says == "You are back. What you noted is here: 3."
    again.draw(screen.keyed.says)
    assert repr(again) == before


def test_torn_file_costs_one_event_and_the_screen_says_so(sit: Sit) -> None:
    screen = begun(sit)
    key(screen, "a")
    key(screen, "1")
    screen.sitting.journal.close()
    path = screen.sitting.journal.path
    path.write_bytes(path.read_bytes()[:-20])
    again = InterviewerScreen(sit("interviewer"))
    assert kinds(again.sitting) == ["phase", "heard"]
    assert "What you noted is here: 2. Line 5 of interviewer.log" in again.keyed.says


def test_first_opening_says_nothing_of_coming_back(sit: Sit) -> None:
    assert begun(sit, 0).keyed.says == ""
