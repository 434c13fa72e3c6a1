"""The command for a plan of evenings."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from tests.help.command_line import COURSE, DAY, NOW, Run, checked
from tests.help.make import write_course
from twitlab.course.plan.route import make_plan
from twitlab.course.terminal.plan import plan_report
from twitlab.course.workspace.workspace import Workspace


def test_plan_that_leaves_evenings_free_says_why(run: Run, mine: Workspace) -> None:
    for exercise in COURSE.exercises[10:]:  # the whole course fits into no evening
        checked(mine, exercise, "passed")
    day = (NOW.astimezone() + timedelta(days=7)).date()
    made = run("plan", "--interview", str(day), "--minutes", "600")
    assert "free      all the work fits into one evening; the 5 evenings after it are" in made.out
    tomorrow = str(NOW.astimezone().date() + DAY)
    assert "free" not in run("plan", "--interview", tomorrow, "--minutes", "600").out


def test_plan_with_nothing_left_is_one_sentence_and_no_table(run: Run, mine: Workspace) -> None:
    for exercise in COURSE.exercises:
        checked(mine, exercise, "passed")
    for days in (1, 7):
        made = run("plan", "--interview", str(NOW.astimezone().date() + days * DAY))
        assert made.code == 0
        head, *rest = made.out.splitlines()
        assert head.startswith("Interview on")
        assert rest[days > 1] == (
            "  work      nothing is left of the course. Do again what failed first; "
            "answer aloud, in a minute each."
        )
        assert rest[-1].startswith("  review    5 min an evening: `twitlab review`; 0 cards are")
        assert ("mock" in made.out) == (days > 1)
        assert "Evening" not in made.out
        assert "route" not in made.out


def test_plan_in_which_nothing_fits_has_no_empty_table(tmp_path: Path) -> None:
    course = write_course(tmp_path, {"one": []}, settings={"one": {"minutes": 90}})
    today = NOW.astimezone().date()
    made = make_plan(course, {}, today, today + DAY, 10)
    console = Console(file=StringIO(), width=80)
    for each in plan_report(made, today):
        console.print(each)
    assert isinstance(console.file, StringIO)
    assert "Evening" not in console.file.getvalue()
    assert "No time for: one." in console.file.getvalue()


def test_plan_that_takes_the_place_of_another_says_so(run: Run, mine: Workspace) -> None:
    first, second = (str(NOW.astimezone().date() + days * DAY) for days in (7, 9))
    assert "replaces" not in run("plan", "--interview", first, "--minutes", "60").out
    assert "replaces" not in run("plan", "--interview", first, "--minutes", "60").out
    made = run("plan", "--interview", second, "--route", "short")
    assert f"replaces  your plan for {first}, 60 min an evening\n" in made.out
    assert "replaces" not in run("plan").out
    again = run("plan", "--minutes", "60")
    assert f"replaces  your plan for {second}, 75 min an evening, route short\n" in again.out


@pytest.mark.parametrize("minutes", ["-3", "0", "5", "601"])
def test_minutes_out_of_range_are_refused_in_one_wording(
    run: Run, mine: Workspace, minutes: str
) -> None:
    day = str(NOW.astimezone().date() + 7 * DAY)
    done = run("plan", "--interview", day, "--minutes", minutes)
    assert done.err == f"twitlab: --minutes is {minutes}; 10 to 600 are allowed\n"
    assert mine.progress.events() == ()


def test_plan_is_shown_saved_and_changed(run: Run, mine: Workspace) -> None:
    day = (NOW.astimezone() + timedelta(days=60)).date()
    made = run("plan", "--interview", str(day), "--minutes", "45", "--route", "short")
    assert made.code == 0
    assert f"Interview on {day:%A} {day}" in made.out
    assert "tonight" in made.out
    assert "The first repeated id" in made.out
    assert "revision" in made.out
    assert run("plan").out == made.out
    run("plan", "--minutes", "90")
    settings = mine.progress.plan()
    assert settings is not None
    assert settings.settings == (day, 90, "short")
    run("plan", "--interview", str(day))
    settings = mine.progress.plan()
    assert settings is not None
    assert settings.settings == (day, 75, None)
    assert len(mine.progress.events()) == 3
    assert (
        "60 days to the interview; tonight: cold mock interview and its score (25 min), Start here"
        in run().out
    )


def test_plan_that_is_over_or_missed_says_so(run: Run, mine: Workspace) -> None:
    from twitlab.course.record.events import Planned

    def planned(made: int, interview: int) -> None:
        day = (NOW.astimezone() + timedelta(days=interview)).date()
        made_at = NOW + timedelta(days=made)
        mine.progress.record(Planned(at=made_at, interview=day, minutes=60))

    planned(-3, 9)
    assert "missed    3 evenings" in run("plan").out
    planned(-9, -1)
    over = run("plan")
    assert over.code == 2
    assert "is over. `twitlab plan --interview DATE`" in over.err
    assert run().code == 0
    planned(-9, 0)
    assert "is today: good luck!" in run("plan").err
