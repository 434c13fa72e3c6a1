"""The candidate's screen keeps what is written, and tells nothing that was not asked for."""

import pytest

from tests.help.screens import NOW, Sit, items_of, keys_of, kinds
from twitlab.errors import BadValue
from twitlab.interview.events import Estimated, Noted, SelfRated
from twitlab.interview.packs.pack import Pack, load_pack, pack_ids
from twitlab.interview.packs.words import DIMENSIONS, PHASES
from twitlab.interview.screens.candidate import CandidateScreen
from twitlab.interview.screens.sitting import Sitting

PLAYED = [load_pack(name).as_variant(load_pack(name).variants[0].id) for name in pack_ids()]


def begun(sit: Sit, phase: int = 1) -> CandidateScreen:
    screen = CandidateScreen(sit("candidate"))
    for _ in range(phase):
        on(screen)
    return screen


def on(screen: CandidateScreen) -> None:
    screen.press(keys_of(screen.keyed)["ArrowRight"], 0, NOW)


def everything(screen: CandidateScreen) -> str:
    """Give all that a browser is sent, shown or not."""
    boxes = [box.widget for box in screen.estimates.boxes.values()]
    screens = [screen.timer.widget, screen.keyed.widget, screen.notes.widget, screen.rating.widget]
    return "\n".join(repr(widget.shown) for widget in (*screens, *boxes))


def secrets(pack: Pack) -> set[str]:
    """Give what an interviewer knows and a candidate does not."""
    found = {each.answer for each in pack.facts} | {each.asked_as for each in pack.facts}
    found |= {text for guide in pack.guides for text in guide.withhold}
    steps = [step for guide in pack.guides for step in guide.say]
    found |= {text for step in steps for text in (step.do, step.say) if text}
    found |= {each.text for guide in pack.guides for each in guide.listen}
    found |= {text for each in pack.hints for text in each.rungs}
    found |= {each.text for each in pack.rubric} | {each.text for each in pack.requirements}
    found |= {each.says for each in pack.curveballs} | {each.asks for each in pack.dives}
    found |= {each.decides for each in pack.estimates} | {each.formula for each in pack.estimates}
    return found


@pytest.mark.parametrize("pack", PLAYED, ids=lambda pack: pack.id)
def test_browser_of_a_candidate_gets_nothing_of_the_interviewers_side(sit: Sit, pack: Pack) -> None:
    sitting = sit("candidate")
    screen = CandidateScreen(Sitting(sitting.journal, pack, sitting._clock))
    for _ in range(len(PHASES) + 1):
        sent = everything(screen)
        assert [secret for secret in secrets(pack) if secret in sent] == []
        on(screen)
    assert screen.sitting.has_ended


def test_question_stands_there_from_the_first_phase_on(sit: Sit) -> None:
    screen = begun(sit, 0)
    assert screen.sitting.pack.prompt not in everything(screen)
    on(screen)
    assert screen.sitting.pack.prompt in everything(screen)


def test_note_is_kept_in_its_phase_and_can_go_back(sit: Sit) -> None:
    screen = begun(sit, 2)
    screen.notes.commit("Ten reads a write.\nSo I cache.", NOW)
    ((number, event),) = screen.sitting.of(Noted)
    assert (event.phase, event.text) == ("estimates", "Ten reads a write.\nSo I cache.")
    assert items_of(screen.keyed)[f"event/{number}"]["noted"] == "00:00"
    screen.take_back(f"event/{number}", NOW)
    assert screen.sitting.of(Noted) == ()


def test_empty_note_is_refused(sit: Sit) -> None:
    screen = begun(sit)
    with pytest.raises(BadValue, match="no text"):
        screen.notes.commit("  \n", NOW)
    assert kinds(screen.sitting) == ["phase"]


def test_number_is_kept_as_typed_and_not_graded(sit: Sit) -> None:
    screen = begun(sit, 2)
    box = screen.estimates.boxes["estimate/sales"]
    box.commit(" 999 tweet/day ", NOW)
    box.commit("20 tweet/day", NOW)
    assert [event.value for _, event in screen.sitting.of(Estimated)] == [
        "999 tweet/day", "20 tweet/day",
    ]  # fmt: skip
    assert "20 tweet/day. It is your try 2. The scorecard grades it." in repr(box)
    for told in ("right", "wrong", "factor", "times"):
        assert told not in repr(box)


@pytest.mark.parametrize("typed", ["many", "12", "12 GB", "tweet/day"])
def test_number_without_its_unit_is_refused_and_costs_nothing(sit: Sit, typed: str) -> None:
    screen = begun(sit, 2)
    with pytest.raises(BadValue):
        screen.estimates.boxes["estimate/sales"].commit(typed, NOW)
    assert screen.sitting.of(Estimated) == ()


def test_boxes_stand_in_their_phase_only(sit: Sit) -> None:
    screen = begun(sit)
    shown = []
    for _ in PHASES:
        if screen.sitting.phase == "estimates":
            screen.press("numbers", 0, NOW)
        shown.append(boxes_of(screen))
        on(screen)
    assert shown == [[], ["estimate/sales", "estimate/looks"], [], [], [], []]


def boxes_of(screen: CandidateScreen) -> list[str]:
    return [name for name in screen._stack.shown if name.startswith("estimate/")]


def test_numbers_that_decide_are_not_shown_before_somebody_says_so(sit: Sit) -> None:
    screen = begun(sit)
    on(screen)
    assert boxes_of(screen) == []
    screen.press(keys_of(screen.keyed)["m"], 0, NOW)
    assert boxes_of(screen) == ["estimate/sales", "estimate/looks"]
    assert "m" not in keys_of(screen.keyed)
    again = CandidateScreen(screen.sitting)
    assert boxes_of(again) == []
    again.estimates.boxes["estimate/sales"].commit("20 tweet/day", NOW)
    assert boxes_of(CandidateScreen(screen.sitting)) == ["estimate/sales", "estimate/looks"]


def test_asking_for_a_hint_is_noted_and_tells_none(sit: Sit) -> None:
    screen = begun(sit)
    screen.press(keys_of(screen.keyed)["h"], 0, NOW)
    assert kinds(screen.sitting) == ["phase", "hint wanted"]
    assert "May I have a hint" in screen.keyed.says.replace("may I", "May I")


def test_end_asks_for_ones_own_ratings(sit: Sit) -> None:
    screen = begun(sit, len(PHASES) + 1)
    assert screen._stack.shown == ("timer", "keys", "rating")
    screen.rating.rate(dict.fromkeys(DIMENSIONS, 3), NOW)
    assert {event.dimension for _, event in screen.sitting.of(SelfRated)} == {*DIMENSIONS}
