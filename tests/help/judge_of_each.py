"""The process of graded_together.py: the grader's own, but that there are many verdicts."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from functools import cache
from typing import Any
from unittest import mock

import pytest
from pydantic import BaseModel

from tests.help.seen_once import SeenOnce
from twitlab.course.book.manifest import Course
from twitlab.course.checking import assessing
from twitlab.course.checking.verdict import Verdict
from twitlab.course.grader.judging import Job, Judge, run


class Verdicts(BaseModel):
    """What is reported, where the grader's process reports one verdict."""

    verdicts: list[Verdict]


class Jobs(BaseModel):
    """What to grade: a job for each answer's cell, all in one notebook and with one report."""

    jobs: list[Job]


class JudgeOfEach(Judge):
    """Let the cell of each answer have the judge and the time of its own job."""

    def __init__(self, jobs: Sequence[Job]) -> None:
        super().__init__(jobs[0])
        self._judges = [Judge(each) for each in jobs]
        self._seconds = [each.seconds for each in jobs]

    def pytest_collection_modifyitems(self, items: list[Any]) -> None:
        """Give each judge its cell."""
        assert len(items) == len(self._judges), f"{len(items)} cells, {len(self._judges)} answers"
        for item, judge in zip(items, self._judges):
            judge.pytest_collection_modifyitems([item])

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: Any) -> Any:
        """Have a cell stopped when the time of its own exercise is over."""
        item.config.option.nbval_cell_timeout = self._seconds[item.cell_num]
        return (yield from super().pytest_runtest_call(item))

    def verdict(self) -> Any:
        """Read a verdict from the report of each answer's cell."""
        found = []
        for judge, report in zip(self._judges, self.reports, strict=True):
            judge.reports = [report]
            found.append(judge.verdict())
        return Verdicts(verdicts=found)


def main() -> int:
    """Run the jobs on standard input."""
    jobs = Jobs.model_validate_json(sys.stdin.read()).jobs
    with (
        mock.patch.object(Course, "load", cache(Course.load)),
        mock.patch.object(assessing, "observe_one", SeenOnce().observe_one),
    ):
        return run(jobs[0], JudgeOfEach(jobs))


if __name__ == "__main__":
    sys.exit(main())
