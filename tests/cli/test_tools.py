"""The commands about the machine."""

from __future__ import annotations

from copy import copy
from functools import partial
from pathlib import Path

import pytest

from tests.help.command_line import Run
from twitlab.course.book.status import Finding
from twitlab.course.workspace.workspace import Workspace


def test_doctor_ends_with_1_when_something_fails(
    run: Run, mine: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    from twitlab.course.doctor import doctor

    found = [Finding("disk", "failed", "[full]", "make room"), Finding("path", "passed", "short")]

    def examinations(root: Path) -> list[doctor.Examination]:
        assert root == mine.root
        return [doctor.Examination(each.name, partial(copy, each)) for each in found]

    monkeypatch.setattr(doctor, "examinations", examinations)
    done = run("doctor")
    assert done.code == 1
    assert done.out.splitlines()[0].split() == ["✗", "disk", "[full]"]
    assert done.out.splitlines()[1].split() == ["fix", "make", "room"]
    assert done.out.endswith("1 of 2 failed\n")
    found.pop(0)
    done = run("doctor")
    assert (done.code, done.out.splitlines()[-1]) == (0, "All is well")
