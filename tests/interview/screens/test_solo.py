"""Somebody alone: written first, rated, unfolded one way, and ticked in one's own words."""

import pytest

from tests.help.interviews import BEGUN_MS, only_small
from tests.help.screens import NOW, Sit, keys_of, kinds, press_at
from twitlab.errors import BadValue
from twitlab.interview.events import Noted, PhaseBegun, Revealed, SelfRated, Ticked
from twitlab.interview.packs.pack import Pack, load_pack, pack_ids
from twitlab.interview.packs.words import PHASES, Phase
from twitlab.interview.scoring.score import score
from twitlab.interview.screens.sitting import Sitting
from twitlab.interview.screens.solo import SoloScreen
from twitlab.interview.screens.solo_groups import judged_lines, quotable, rated_dimensions
from twitlab.interview.session import join
from twitlab.interview.timing import ManualClock2

PLAYED = [load_pack(name).as_variant(load_pack(name).variants[0].id) for name in pack_ids()]
MINE = "I ask for the peak, because it sets the machines. And I leave out pictures."


def on(screen: SoloScreen) -> None:
    screen.press(keys_of(screen.keyed)["ArrowRight"], 0, NOW)


def begun(sit: Sit, pack: Pack | None = None) -> SoloScreen:
    sitting = sit("solo")
    if pack is not None:
        sitting = Sitting(sitting.journal, pack, sitting._clock)
    screen = SoloScreen(sitting)
    on(screen)
    return screen


def phase_of(screen: SoloScreen) -> Phase:
    assert screen.sitting.phase is not None
    return screen.sitting.phase


def rate(screen: SoloScreen) -> None:
    wanted = rated_dimensions(screen.sitting.pack, phase_of(screen))
    screen.rating.rate(dict.fromkeys(wanted, 2), NOW)


def sent(screen: SoloScreen) -> str:
    """Give all that a browser is sent, shown or not."""
    boxes = [box.widget for box in screen.estimates.boxes.values()]
    screens = [screen.timer.widget, screen.keyed.widget, screen.notes.widget]
    forms = [screen.rating.widget, screen.ticks.widget]
    return "\n".join(repr(widget.shown) for widget in (*screens, *forms, *boxes))


def good_lines(pack: Pack, phase: Phase) -> set[str]:
    """Give what a phase's good lines tell."""
    found = {text for line in judged_lines(pack, phase) for text in (line.text, line.strong)}
    if phase == "scope":
        found |= {each.answer for each in pack.facts}
    return found | {each.good for each in pack.probes if each.phase == phase}


@pytest.mark.parametrize("pack", PLAYED, ids=lambda pack: pack.id)
def test_good_lines_unfold_only_after_writing_and_rating(sit: Sit, pack: Pack) -> None:
    screen = begun(sit, pack)
    for phase in PHASES:
        assert screen.sitting.phase == phase
        good = good_lines(pack, phase)
        assert [each for each in good if each in sent(screen)] == []
        with pytest.raises(BadValue, match="write first"):
            rate(screen)
        screen.notes.commit(MINE, NOW)
        assert [each for each in good if each in sent(screen)] == []
        rate(screen)
        assert [each for each in good if each not in sent(screen)] == []
        on(screen)


def test_refused_rating_records_nothing(sit: Sit) -> None:
    screen = begun(sit)
    with pytest.raises(BadValue):
        rate(screen)
    screen.notes.commit(MINE, NOW)
    with pytest.raises(BadValue, match="choose a mark"):
        screen.rating.rate({}, NOW)
    assert kinds(screen.sitting) == ["phase", "noted"]


def test_rating_comes_before_what_is_shown(sit: Sit) -> None:
    screen = begun(sit)
    screen.notes.commit(MINE, NOW)
    rate(screen)
    recorded = kinds(screen.sitting)
    assert recorded[-1] == "revealed"
    assert {*recorded[2:-1]} == {"self rated"}
    assert len(screen.sitting.of(SelfRated)) == len(rated_dimensions(screen.sitting.pack, "scope"))


def test_what_is_shown_stays_shown_and_takes_no_more_notes(sit: Sit) -> None:
    screen = begun(sit)
    screen.notes.commit(MINE, NOW)
    rate(screen)
    with pytest.raises(BadValue, match="stays"):
        screen.take_back("", NOW)
    with pytest.raises(BadValue, match="would not count"):
        screen.notes.commit("Ah, that.", NOW)
    on(screen)
    screen.press(keys_of(screen.keyed)["ArrowLeft"], 0, NOW)
    assert "notes" not in screen._stack.shown
    assert len(screen.sitting.of(Noted)) == len(screen.sitting.of(Revealed)) == 1


def test_clock_stands_while_good_lines_are_read(sit: Sit) -> None:
    clock = ManualClock2(BEGUN_MS)
    screen = SoloScreen(sit("solo", clock))
    clock.advance_ms(1_000)
    screen.press("go/scope", 0, press_at(clock))
    clock.advance_ms(60_000)
    screen.note(MINE, press_at(clock))
    screen.rating.rate(
        dict.fromkeys(rated_dimensions(screen.sitting.pack, "scope"), 2), press_at(clock)
    )
    assert screen.sitting.is_reading
    assert "stands while you read" in repr(screen.timer)
    assert "01:00 of 35:00" in repr(screen.timer)
    clock.advance_ms(20 * 60_000)
    screen.draw()
    assert "01:00 of 35:00" in repr(screen.timer)
    screen.press("go/estimates", 0, press_at(clock))
    assert "stands" not in repr(screen.timer)
    clock.advance_ms(2_000)
    screen.draw()
    assert "Estimates: 0:02 of 3:00" in repr(screen.timer)
    assert "Whole interview: 1:02 of 35:00" in repr(screen.timer)
    screen.press("go/scope", 0, press_at(clock))
    clock.advance_ms(60_000)
    assert screen.sitting.phase_ms("scope")[0] == 60_000
    happened = join([screen.sitting.journal.path], only_small).of(PhaseBegun)
    assert [each.at_ms for each in happened] == [0, 60_000, 62_000]


def test_facts_stay_in_sight_once_they_were_unfolded(sit: Sit) -> None:
    screen = begun(sit)
    answers = [each.answer for each in screen.sitting.pack.facts]
    screen.note(MINE, NOW)
    on(screen)
    assert not any(answer in sent(screen) for answer in answers)
    assert "among the good lines of Scope" in sent(screen)
    screen.press("go/scope", 0, NOW)
    rate(screen)
    on(screen)
    assert phase_of(screen) == "estimates"
    assert not any(name.startswith("estimate/") for name in screen._stack.shown)
    screen.press(keys_of(screen.keyed)["m"], 0, NOW)
    assert any(name.startswith("estimate/") for name in screen._stack.shown)
    assert all(answer in repr(screen.keyed) for answer in answers)


def test_line_is_ticked_by_a_sentence_of_the_same_phase_and_scored(sit: Sit) -> None:
    screen = begun(sit)
    screen.notes.commit(MINE, NOW)
    rate(screen)
    choices = ("I ask for the peak, because it sets the machines.", "And I leave out pictures.")
    assert quotable(screen.sitting, "scope") == choices
    (line, *_) = judged_lines(screen.sitting.pack, "scope")
    with pytest.raises(BadValue, match="one of your own sentences"):
        screen.ticks.tick(line.id, True, "I ask for the peak", NOW)
    with pytest.raises(BadValue, match="needs a quote"):
        screen.ticks.tick(line.id, True, "", NOW)
    screen.ticks.tick(line.id, True, choices[0], NOW)
    ((_, tick),) = screen.sitting.of(Ticked)
    assert (tick.earned, tick.quote) == (True, choices[0])
    found = score(join([screen.sitting.journal.path], only_small), "self")
    assert found.line(line.id).state == "proved"


def test_sentence_of_another_phase_is_not_offered(sit: Sit) -> None:
    screen = begun(sit)
    screen.notes.commit(MINE, NOW)
    on(screen)
    screen.notes.commit("A million reads a second.", NOW)
    assert quotable(screen.sitting, "estimates") == ("A million reads a second.",)


def test_sentences_too_short_to_quote_are_not_offered(sit: Sit) -> None:
    screen = begun(sit)
    screen.notes.commit("Yes. I ask for the peak.", NOW)
    assert quotable(screen.sitting, "scope") == ("I ask for the peak.",)


def test_ticks_that_waited_are_all_there_at_the_end(sit: Sit) -> None:
    screen = begun(sit)
    pack = screen.sitting.pack
    for _ in PHASES:
        screen.notes.commit(MINE, NOW)
        rate(screen)
        on(screen)
    assert screen.sitting.has_ended
    names = [each["name"] for each in screen.ticks.widget.shown["lines"]]
    assert names == [line.id for phase in PHASES for line in judged_lines(pack, phase)]
    assert "interview export" not in repr(screen)
    for name in names:
        screen.ticks.tick(name, False, "", NOW)
    assert "interview export" in repr(screen)


def test_phase_that_was_not_unfolded_is_not_ticked(sit: Sit) -> None:
    screen = begun(sit)
    for _ in PHASES:
        on(screen)
    assert screen.ticks.widget.shown["lines"] == []


def test_hint_lies_face_down_until_it_is_turned_over(sit: Sit) -> None:
    screen = begun(sit)
    pack = screen.sitting.pack
    ladder = pack.hints[0]
    while screen.sitting.phase != ladder.phase:
        on(screen)
    for number, rung in enumerate(ladder.rungs):
        assert rung not in sent(screen)
        screen.press(f"hint/{ladder.topic}", number, NOW)
        assert rung in sent(screen)
    with pytest.raises(BadValue, match="open already"):
        screen.press(f"hint/{ladder.topic}", 2, NOW)


def test_change_lies_face_down_until_it_is_turned_over(sit: Sit) -> None:
    screen = begun(sit)
    change = screen.sitting.pack.curveballs[0]
    while screen.sitting.phase != change.phase:
        on(screen)
    assert change.says not in sent(screen)
    screen.press(f"change/{change.id}", 0, NOW)
    assert change.says in sent(screen)
    assert change.good not in sent(screen)
