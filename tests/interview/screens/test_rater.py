"""A second rater sees what happened, and nobody's judgement of it."""

from pathlib import Path

import pytest

from tests.help.interviews import BEGUN_MS, only_small
from tests.help.screens import NOW, Sit
from twitlab.errors import CourseError
from twitlab.interview.anchors import FOLDER, anchors_of, bundled_names, lay_out
from twitlab.interview.events import FactAsked, Heard, Noted, PhaseBegun, SelfRated, Ticked
from twitlab.interview.places import find_folder, folder_of
from twitlab.interview.played import play
from twitlab.interview.screens.rater import RaterScreen, sit_down
from twitlab.interview.timing import ManualClock2


@pytest.fixture
def played(sit: Sit) -> None:
    candidate, interviewer = sit("candidate"), sit("interviewer")
    for each in (candidate, interviewer):
        each.do(NOW, PhaseBegun, phase="scope")
    candidate.do(NOW, Noted, phase="scope", text="Ten reads a write.")
    interviewer.do(NOW, FactAsked, tag="users")
    interviewer.do(NOW, Heard, tag="heard-scope", note="And in the busiest second?")
    line = next(each for each in interviewer.pack.rubric if each.evidence.by == "ticked")
    interviewer.do(NOW, Ticked, line=line.id, earned=True, quote="first word")
    candidate.do(NOW, SelfRated, dimension="depth", rung=4)


@pytest.mark.usefixtures("played")
def test_record_has_acts_and_no_judgement(tmp_path: Path) -> None:
    screen = RaterScreen(*sit_down(tmp_path, ManualClock2(BEGUN_MS), only_small))
    record = "\n".join(screen.record())
    assert "candidate: wrote on Scope: Ten reads a write." in record
    assert "interviewer: asked, and told: How many buyers?" in record
    heard = screen.session.pack.guides[0].listen[0].text
    everything = repr(screen.keyed.widget.shown)
    assert "interviewer: wrote down: “And in the busiest second?”" in record
    for hidden in ("first word", heard, "rated", "earned: "):
        assert hidden not in everything
    assert "first word" not in repr(screen.ticks.widget.shown)
    screen.sitting.journal.close()


@pytest.mark.usefixtures("played")
def test_rater_ticks_all_judged_lines_and_goes_on_after_a_restart(tmp_path: Path) -> None:
    screen = RaterScreen(*sit_down(tmp_path, ManualClock2(BEGUN_MS), only_small))
    judged = [each.id for each in screen.session.pack.rubric if not each.is_measured]
    assert [each["name"] for each in screen.ticks.widget.shown["lines"]] == judged
    screen.ticks.tick(judged[0], True, "Ten reads a write.", NOW)
    screen.sitting.journal.close()
    again = RaterScreen(*sit_down(tmp_path, ManualClock2(BEGUN_MS), only_small))
    assert again.ticks.widget.shown["lines"][0]["standing"] == "earned"
    for name in judged[1:]:
        assert "interview export" not in repr(again)
        again.ticks.tick(name, False, "", NOW)
    assert "interview export" in repr(again)
    again.sitting.journal.close()


def test_bundled_session_tells_what_it_earns_when_each_line_is_ticked(tmp_path: Path) -> None:
    name = bundled_names()[0]
    folder = lay_out(tmp_path, name)
    screen = RaterScreen(*sit_down(folder, ManualClock2(BEGUN_MS)))
    lines = [each["name"] for each in screen.ticks.widget.shown["lines"]]
    reasons = anchors_of(name).lines
    for line in lines:
        assert not any(reason in repr(screen) for reason in reasons.values())
        screen.ticks.tick(line, True, "so it was said", NOW)
    assert all(reason in repr(screen) for reason in reasons.values())
    assert "Agreed: " in repr(screen)
    assert "Differs: " in repr(screen)
    screen.sitting.journal.close()


def in_workspace(root: Path) -> RaterScreen:
    """Sit down to rate a real session of a workspace; what it is of is one of the kit's packs."""
    folder = folder_of(root, "red-fox")
    if not folder.exists():
        play(FOLDER / f"{bundled_names()[0]}.toml", folder)
    return RaterScreen(*sit_down(folder, ManualClock2(BEGUN_MS)))


def tick_all(screen: RaterScreen) -> None:
    """Tick each line, and leave the seat."""
    for line in [each["name"] for each in screen.ticks.widget.shown["lines"]]:
        screen.ticks.tick(line, True, "so it was said", NOW)
    screen.sitting.journal.close()


def test_bundled_sessions_are_asked_for_before_a_first_real_one(tmp_path: Path) -> None:
    screen = in_workspace(tmp_path)
    names = bundled_names()
    for name in names:
        assert f"Open interviews/{name}/rater.ipynb" in repr(screen)
        assert (folder_of(tmp_path, name) / "rater.ipynb").exists()
    assert "Tick each line" not in repr(screen)
    assert "What happened" not in repr(screen)
    assert find_folder(tmp_path, None).name == "red-fox"
    for name in names:
        screen.press("look", 0, NOW)
        assert f"Open interviews/{name}/rater.ipynb" in repr(screen)
        tick_all(RaterScreen(*sit_down(lay_out(tmp_path, name), ManualClock2(BEGUN_MS))))
    screen.press("look", 0, NOW)
    assert "Tick each line" in repr(screen)
    assert "What happened" in repr(screen)
    screen.sitting.journal.close()


def test_rater_may_go_on_without_them_and_is_not_asked_after_a_tick(tmp_path: Path) -> None:
    screen = in_workspace(tmp_path)
    screen.press("go-on", 0, NOW)
    assert "Tick each line" in repr(screen)
    screen.sitting.journal.close()
    again = in_workspace(tmp_path)
    assert "Tick each line" not in repr(again)
    again.press("go-on", 0, NOW)
    again.ticks.tick(again.ticks.widget.shown["lines"][0]["name"], False, "", NOW)
    again.sitting.journal.close()
    third = in_workspace(tmp_path)
    assert "Tick each line" in repr(third)
    third.sitting.journal.close()


def test_broken_bundled_session_keeps_nobody_from_a_real_one(tmp_path: Path) -> None:
    (lay_out(tmp_path, bundled_names()[0]) / "candidate.log").write_text("torn", encoding="utf-8")
    screen = in_workspace(tmp_path)
    assert "Tick each line" in repr(screen)
    screen.sitting.journal.close()


def test_folder_without_a_session_is_refused_and_stays_empty(tmp_path: Path) -> None:
    with pytest.raises(CourseError, match="has no file of an interview"):
        sit_down(tmp_path, ManualClock2(BEGUN_MS), only_small)
    assert [*tmp_path.iterdir()] == []
