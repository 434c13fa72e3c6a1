"""A second rater sees what happened, and nobody's judgement of it."""

from pathlib import Path

import pytest

from tests.help.interviews import BEGUN_MS, only_small
from tests.help.screens import NOW, Sit
from twitlab.errors import CourseError
from twitlab.interview.anchors import anchors_of, bundled_names, lay_out
from twitlab.interview.events import FactAsked, Heard, Noted, PhaseBegun, SelfRated, Ticked
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


def test_folder_without_a_session_is_refused_and_stays_empty(tmp_path: Path) -> None:
    with pytest.raises(CourseError, match="has no file of an interview"):
        sit_down(tmp_path, ManualClock2(BEGUN_MS), only_small)
    assert [*tmp_path.iterdir()] == []
