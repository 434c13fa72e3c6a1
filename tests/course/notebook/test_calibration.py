"""Estimates meet their truth once: what is committed after it does not count."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pydantic import ValidationError

from tests.help.make import NOW
from twitlab import course
from twitlab.course.book.manifest import Course
from twitlab.course.notebook.calibration import outcomes
from twitlab.course.notebook.learner import calibration, estimate
from twitlab.course.record.events import Committed, Event, GaveUp, Measured
from twitlab.course.record.progress import Progress
from twitlab.course.workspace.make import create
from twitlab.course.workspace.workspace import Workspace
from twitlab.ui.widgets.calibration import Outcome


def committed(
    key: str, value: float, low: float | None = None, high: float | None = None, unit: str = "ids"
) -> Committed:
    return Committed(key=key, value=value, unit=unit, low=low, high=high, at=NOW)


def measured(key: str, value: float) -> Measured:
    return Measured(key=key, value=value, unit="ids", at=NOW)


def test_latest_estimate_before_the_first_truth_counts() -> None:
    events: list[Event] = [
        committed("a", 1),
        committed("b", 50, 10, 90),
        committed("a", 5, 1, 9),
        GaveUp(exercise="a", at=NOW),
        measured("a", 7),
        committed("a", 7, 7, 7),
        measured("a", 7),
        measured("b", 100),
    ]
    assert outcomes(events) == (
        Outcome("a", "ids", 5, 7, 1, 9),
        Outcome("b", "ids", 50, 100, 10, 90),
    )


@pytest.mark.parametrize(
    "events",
    [
        [],
        [committed("a", 5)],
        [measured("a", 5)],
        [measured("a", 5), committed("a", 5), measured("a", 6)],
        [committed("a", 5, unit="days"), measured("a", 5)],
        [committed("a", 0), measured("a", 5)],
        [committed("a", 5), measured("a", -1)],
    ],
)
def test_estimate_without_a_truth_after_it_does_not_count(events: list[Event]) -> None:
    assert outcomes(events) == ()


def test_interval_from_zero_is_no_interval_on_a_scale_of_ratios() -> None:
    assert outcomes([committed("a", 5, 0, 9), measured("a", 5)])[0].held is None


@pytest.mark.parametrize(("low", "high"), [(1, None), (None, 9), (6, 9), (1, 4), (9, 1)])
def test_event_refuses_an_interval_that_is_none(low: float | None, high: float | None) -> None:
    with pytest.raises(ValidationError, match="interval"):
        committed("a", 5, low, high)


def test_old_line_without_an_interval_is_understood(tmp_path: Path) -> None:
    log = tmp_path / "progress.jsonl"
    log.write_text(
        '{"event":"committed","key":"a","value":5,"unit":"ids","at":"2026-03-01T18:30:00Z"}'
    )
    (found,) = Progress(log).events()
    assert isinstance(found, Committed)
    assert (found.low, found.high) == (None, None)


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workspace]:
    made = create(tmp_path / "mine", Course.here(), datetime(2026, 1, 1, tzinfo=UTC))
    monkeypatch.chdir(made.root)
    return made  # type: ignore[return-value]


def test_truth_is_kept_once_for_each_commit(workspace: Workspace) -> None:
    box = estimate("rate", "How many?", unit="ids", low=1, high=1000, example=500, ends=True)
    box.gap(70)  # before any estimate nothing is kept
    assert workspace.progress.events() == ()
    box.commit(80, 40, 200)
    assert workspace.progress.awaits_truth("rate")
    box.gap(70)
    box.gap(71)
    kept = workspace.progress.events()
    assert [type(event).__name__ for event in kept] == ["Committed", "Measured"]
    assert outcomes(kept) == (Outcome("rate", "ids", 80, 70, 40, 200),)
    again = estimate("rate", "How many?", unit="ids", low=1, high=1000, example=500, ends=True)
    assert (again.value, again.interval) == (80, (40, 200))
    assert "1 of 1 intervals holds the truth" in calibration().label


def test_calibration_outside_a_workspace_says_that_there_is_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert calibration().text == "No estimate has met its truth yet."


def test_no_name_for_notebooks_is_a_module_too() -> None:
    # The module would take the name's place as soon as anything imports it.
    modules = {found.name for found in pkgutil.iter_modules(course.__path__)}
    assert not modules & set(course.__all__)
