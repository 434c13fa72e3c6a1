"""One exercise under nbval, in a process of its own: the kernel observes, this process judges.

``python -m twitlab.course.grader.judging`` reads a job from standard input and writes a report to
the file the job names. nbval runs the cells. On the check cell a small plugin puts the exercise's
``judge`` in the place of nbval's comparison with a stored output. The verdict is read from pytest's
own reports; nothing that the learner's code prints is taken for one.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from queue import Empty
from time import monotonic
from typing import Any

import pytest
from nbval.kernel import RunningKernel
from pydantic import BaseModel

from twitlab.course.book.jsonable import shown
from twitlab.course.book.manifest import Course
from twitlab.course.book.notebook_file import is_check
from twitlab.course.checking.assessing import judged
from twitlab.course.checking.attempt import Attempt, cases_of
from twitlab.course.checking.check import load_check
from twitlab.course.checking.verdict import Verdict, ran_past, verdict_of
from twitlab.course.grader.observing import OBSERVED

NOT_STARTED = 75  # the exit code of a failure that may pass: EX_TEMPFAIL of sysexits.h
_POLL_S = 0.5


class Job(BaseModel):
    """What to grade and where to say so."""

    course: Path
    exercise: str
    notebook: Path
    report: Path
    seed: int
    seconds: int
    notes: tuple[str, ...] = ()
    elsewhere: tuple[str, ...] = ()


class KernelDied(RuntimeError):
    """Say that the kernel is gone while a cell is being waited for."""


class Judge:
    """The plugin: put ``judge`` in place of equality, and gather pytest's reports."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._exercise = Course.load(job.course).exercise(job.exercise)
        self._check = load_check(self._exercise)
        self.reports: list[dict[str, Any]] = []  # of each cell
        self.trouble = ""  # what kept the kernel from starting, if anything did

    def pytest_collection_modifyitems(self, items: list[Any]) -> None:
        """Take from every cell what its comments and tags could make nbval do."""
        for item in items:
            judged = is_check(item.cell)
            item.options = {"check": judged, "skip": False, "check_exception": False}
            if judged:
                item.comparison_traceback = []
                item.compare_outputs = self._judging(item)

    def _judging(self, item: Any) -> Any:
        def judge(test: list[Any], ref: list[Any], skip_compare: Any = None) -> bool:
            verdict = self._judge(test)
            item.user_properties.append(("verdict", verdict.model_dump_json()))
            return verdict.status == "passed"

        return judge

    def _judge(self, outputs: list[Any]) -> Verdict:
        sent = [out.data[OBSERVED] for out in outputs if OBSERVED in out.get("data", {})]
        job, count = self._job, len(cases_of(self._check, self._job.seed))
        try:
            (report,) = map(json.loads, sent)
            seen = Attempt.model_validate(report["attempt"])
            did_run = seen.raised is None and seen.defines is None
            if (report["exercise"], report["seed"]) == (job.exercise, job.seed) and (
                len(seen.observed) == count * did_run
            ):
                return judged(self._exercise, self._check, seen, job.seed, job.notes, job.elsewhere)
        except (AttributeError, LookupError, TypeError, ValueError):
            pass  # nobody knows what a kernel sends in which the learner's code ran
        return self._error(
            "The check cell did not report what it observed. Does the answer change "
            "how output is shown?"
        )

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: Any) -> Any:
        """Note, beside pytest's report, how a cell ended that did not end well."""
        try:
            return (yield)
        except KernelDied:
            item.user_properties.append(("died", True))
            raise
        except BaseException:
            item.user_properties.append(("late", item.parent.timed_out))
            errors = [out for out in item.test_outputs or [] if out.output_type == "error"]
            if errors:
                item.user_properties.append(("raised", [errors[0].ename, errors[0].evalue]))
            raise

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep the report of each cell's run; nbval starts the kernel when it sets up the first."""
        if report.when == "setup" and report.outcome == "failed" and not self.reports:
            self.trouble = report.longreprtext or "nothing was said"
        if report.when == "call" or report.outcome == "failed":
            # An expected failure that passes is reported as passed: it is not a pass here.
            sound = report.outcome == "passed" and not hasattr(report, "wasxfail")
            seen: dict[str, Any] = {**dict(report.user_properties), "sound": sound}
            self.reports.append(seen)

    def verdict(self) -> Verdict:
        """Read the verdict from the reports."""
        for seen in self.reports:
            if "verdict" in seen:
                verdict = Verdict.model_validate_json(seen["verdict"])
                if verdict.status != "passed" or seen["sound"]:
                    return verdict
            elif not seen["sound"]:
                return self._error(_reason(seen, self._job.seconds))
        return self._error("The check cell was never reached.")

    def _error(self, reason: str) -> Verdict:
        return verdict_of(self._exercise, "error", reason=reason, notes=self._job.notes)


def _reason(seen: dict[str, Any], seconds: int) -> str:
    if seen.get("died"):
        return (
            "kernel died. The answer ended the Python process or took all the memory; "
            "an answer returns, it does not exit."
        )
    if seen.get("late"):
        return ran_past(seconds)
    if "raised" in seen:
        kind, message = seen["raised"]
        return f"The check cell raised {kind}: {shown(message, 200)}"
    return "The kernel stopped answering."


def _watchful_get_message(self: RunningKernel, stream: str, timeout: float | None = None) -> Any:
    """Wait for a message as nbval does, but no longer than the kernel lives."""
    get = self.kc.get_iopub_msg if stream == "iopub" else self.kc.get_shell_msg
    end = monotonic() + (timeout if timeout is not None else float("inf"))
    while True:
        try:
            return get(timeout=min(_POLL_S, max(end - monotonic(), 0)))
        except Empty:
            if not self.is_alive():
                raise KernelDied from None
            if monotonic() >= end:
                raise


def run(job: Job, judge: Judge | None = None) -> int:
    """Run the job's notebook under nbval and write the verdict.

    Args:
        job: What to grade.
        judge: Who judges and gives the verdict, where it is not the job's own judge.

    Returns:
        0 with a report, NOT_STARTED if the kernel did not start, or pytest's exit code.
    """
    judge = judge or Judge(job)
    RunningKernel.get_message = _watchful_get_message
    here = job.notebook.parent
    (here / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
    code = pytest.main(
        [
            *("-c", str(here / "pytest.ini"), "--rootdir", str(here), "--noconftest"),
            *("-p", "nbval.plugin", "-p", "no:cacheprovider", "-W", "ignore"),
            *("--nbval", "--nbval-current-env", "--nbval-cell-timeout", str(job.seconds)),
            *("-q", "--color=no", "--tb=no", str(job.notebook)),
        ],
        plugins=[judge],
    )
    if judge.trouble:
        print(judge.trouble, file=sys.stderr)
        return NOT_STARTED
    if code in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
        job.report.write_text(judge.verdict().model_dump_json(), encoding="utf-8")
        return 0
    return int(code)


if __name__ == "__main__":
    sys.exit(run(Job.model_validate_json(sys.stdin.buffer.read())))
