"""What a learner calls in a notebook, run in a real kernel inside a real workspace."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from jupyter_client.manager import KernelManager, start_new_kernel

from tests.help.submissions import RIGHT
from twitlab.course.book.manifest import Course
from twitlab.course.workspace.make import create
from twitlab.course.workspace.workspace import Workspace

BEGIN = 'from twitlab.course import begin, board, check, estimate, hint\nbegin("first-repeat")'
CHECK = 'check("first-repeat")'
ESTIMATE = 'e = estimate("k", "How many?", unit="ids", low=1, high=1000, example=500)'


class Kernel:
    """A kernel to type cells into; gives back what each showed."""

    def __init__(self, folder: Path) -> None:
        self._manager: KernelManager
        self._manager, self._client = start_new_kernel(cwd=str(folder))
        self.value: dict[str, str] = {}  # of the last cell, as its page gets it

    def run(self, source: str, cell_id: str | None = None) -> str:
        """Run a cell; JupyterLab says which one it is."""
        said: list[str] = []
        self._client.session.metadata = {"cellId": cell_id} if cell_id else {}
        self.value = {}

        def heard(message: dict[str, Any]) -> None:
            content = message["content"]
            if "data" in content:
                said.append(content["data"].get("text/plain", ""))
                if message["msg_type"] == "execute_result":
                    self.value = content["data"]
            elif message["msg_type"] == "stream":
                said.append(content["text"])
            elif message["msg_type"] == "error":
                said.append(f"{content['ename']}: {content['evalue']}")

        self._client.execute_interactive(source, output_hook=heard, timeout=60)
        return "\n".join(said)

    def stop(self) -> None:
        self._client.stop_channels()
        self._manager.shutdown_kernel(now=True)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return create(tmp_path / "mine", Course.here(), datetime(2026, 1, 1, tzinfo=UTC))


@pytest.fixture
def kernel(workspace: Workspace) -> Iterator[Kernel]:
    kernel = Kernel(workspace.root / "exercises")
    yield kernel
    kernel.stop()


def test_check_goes_from_not_attempted_to_failed_to_passed(
    kernel: Kernel, workspace: Workspace
) -> None:
    assert "So far: not attempted" in kernel.run(BEGIN)
    assert "not attempted" in kernel.run(CHECK)
    kernel.run(RIGHT.replace("return position", "return position + 1"))
    failed = kernel.run(CHECK)
    assert "failed (0 of 10 points)" in failed
    assert "first_repeat([1, 1])" in failed, "Hypothesis shrinks the counterexample"
    assert "positions counted from one" in failed
    assert failed.endswith("\n0"), "the cell's last value is the points"
    kernel.run(RIGHT)
    passed = kernel.run(CHECK)
    assert "passed (10 of 10 points)" in passed
    assert passed.endswith("\n10")
    standing = workspace.progress.standing("first-repeat")
    assert (standing.status, standing.points) == ("passed", 10)
    assert "So far: passed, 10 of 10" in kernel.run(BEGIN)
    assert "passed" in kernel.run("board()")


def test_the_points_are_for_nbgrader_and_a_page_shows_the_verdict_alone(kernel: Kernel) -> None:
    kernel.run(BEGIN)
    for points, answer in (("0", RIGHT.replace("position", "0")), ("10", RIGHT)):
        kernel.run(answer)
        kernel.run(CHECK)
        assert kernel.value == {"text/plain": points, "text/html": ""}
    kernel.run(f"{CHECK} + 1")
    assert kernel.value == {"text/plain": "11"}


def test_practice_records_nothing(kernel: Kernel, workspace: Workspace) -> None:
    kernel.run(BEGIN)
    kernel.run(RIGHT)
    assert "passed" in kernel.run('check("first-repeat", practice=True)')
    assert workspace.progress.events() == ()


def test_helper_in_another_cell_is_to_be_moved(kernel: Kernel) -> None:
    kernel.run(BEGIN)
    kernel.run("def helper(ids):\n    return 1")
    kernel.run("def first_repeat(ids):\n    return helper(ids)")
    assert "move it into the answer cell" in kernel.run(CHECK)
    kernel.run("first_repeat = helper")
    assert "move `helper` into the answer cell" in kernel.run(CHECK)


def test_answer_is_what_stands_in_the_answer_cell_where_the_cells_are_known(kernel: Kernel) -> None:
    kernel.run(BEGIN, "begin")
    kernel.run(RIGHT, "first-repeat-answer")
    kernel.run("def first_repeat(ids):\n    return 0", "below")
    assert "passed" in kernel.run(CHECK, "check")
    kernel.run("# see below", "first-repeat-answer")
    verdict = kernel.run(CHECK, "check")
    assert "After the answer cell there is no `first_repeat`; it defines nothing." in verdict
    assert "another cell defines `first_repeat`: move that into the answer cell" in verdict


def test_misspelt_answer_is_told_what_it_defines(kernel: Kernel) -> None:
    kernel.run(BEGIN)
    kernel.run(RIGHT.replace("first_repeat", "firstrepeat"), "first-repeat-answer")
    assert "there is no `first_repeat`; it defines `firstrepeat`" in kernel.run(CHECK)


def test_newest_answer_counts_even_if_its_cell_failed(kernel: Kernel) -> None:
    kernel.run(BEGIN)
    kernel.run(RIGHT)
    kernel.run("first_repeat = 1 / 0")
    assert "ZeroDivisionError" in kernel.run(CHECK)
    kernel.run(RIGHT)
    assert "passed" in kernel.run(CHECK)


def test_cell_that_is_not_python_is_not_passed_over_for_the_older_answer(kernel: Kernel) -> None:
    kernel.run(BEGIN)
    kernel.run(RIGHT)
    kernel.run("def first_repeat(ids)\n    return 1")
    assert "line 1 of the answer cell is not Python" in kernel.run(CHECK)
    kernel.run("not Python either")
    kernel.run(RIGHT)
    kernel.run("more that is not Python")
    assert "passed" in kernel.run(CHECK)


def test_answer_that_differs_from_call_to_call_still_gets_a_verdict(kernel: Kernel) -> None:
    kernel.run(BEGIN)
    kernel.run(
        "from itertools import count\n_n = count()\n"
        "def first_repeat(ids):\n    return next(_n) % 3 or None"
    )
    assert "failed" in kernel.run(CHECK)


def test_unknown_exercise_names_the_nearest(kernel: Kernel) -> None:
    kernel.run(BEGIN)
    assert "did you mean first-repeat" in kernel.run('check("frist-repeat")')


def test_hints_come_one_by_one_and_survive_a_new_kernel(
    kernel: Kernel, workspace: Workspace
) -> None:
    kernel.run(BEGIN)
    first = kernel.run('hint("first-repeat")')
    assert "Hint 1 of" in first
    assert "You meet the ids one after another" in first
    again = Kernel(workspace.root / "exercises")
    try:
        again.run(BEGIN)
        assert "Hint 2 of" in again.run('hint("first-repeat")')
    finally:
        again.stop()
    for _ in range(4):
        last = kernel.run('hint("first-repeat")')
    assert "That was the last" in last
    assert "Look first, then remember" in last
    assert workspace.progress.standing("first-repeat").hints_taken >= 4


def test_estimate_is_kept_for_the_next_kernel(kernel: Kernel, workspace: Workspace) -> None:
    kernel.run(BEGIN)
    assert "No estimate committed" in kernel.run(f"{ESTIMATE}\ne")
    kernel.run('e.commit("700")\ne.commit(80)')
    again = Kernel(workspace.root / "notebooks")
    try:
        again.run(BEGIN)
        shown = again.run(f"{ESTIMATE}\ne")
    finally:
        again.stop()
    assert "Committed: 80 ids" in shown
    assert "700" in shown


def test_verdict_is_given_where_progress_cannot_be_written(
    kernel: Kernel, workspace: Workspace
) -> None:
    kernel.run(BEGIN)
    kernel.run(RIGHT)
    log = workspace.progress.path
    log.unlink(missing_ok=True)
    log.mkdir()
    said = kernel.run(CHECK)
    assert "passed" in said
    assert "not recorded" in said


def test_checks_work_and_record_nothing_outside_a_workspace(tmp_path: Path) -> None:
    kernel = Kernel(tmp_path)
    try:
        assert "No workspace here" in kernel.run(BEGIN)
        kernel.run(RIGHT)
        assert "passed" in kernel.run(CHECK)
        assert "Hint 1" in kernel.run('hint("first-repeat")')
        assert "Hint 2" in kernel.run('hint("first-repeat")')
    finally:
        kernel.stop()
    assert not list(tmp_path.iterdir())


LOOP = "def first_repeat(ids):\n    while True:\n        pass"
SLEEP = "import typing\ndef first_repeat(ids):\n    typing.sys.modules['time'].sleep(99)"
STUBBORN = """\
def first_repeat(ids):
    while getattr(first_repeat, "asked", 0) < 2:
        try:
            while True:
                pass
        except KeyboardInterrupt:
            first_repeat.asked = getattr(first_repeat, "asked", 0) + 1"""


# The exercise's own 30 s would be long to wait for.
SHORT_PATIENCE = """\
from twitlab.course.notebook import verdict_here
_long = verdict_here.stopped_after
verdict_here.stopped_after = lambda seconds: _long(1)"""


@pytest.mark.parametrize("answer", [LOOP, STUBBORN, SLEEP], ids=["loop", "stubborn", "sleep"])
def test_answer_that_never_ends_is_stopped(kernel: Kernel, answer: str) -> None:
    kernel.run(BEGIN)
    kernel.run(SHORT_PATIENCE)
    kernel.run(answer)
    assert "ran past" in kernel.run(CHECK)
    kernel.run(RIGHT)
    assert "passed" in kernel.run(CHECK)
