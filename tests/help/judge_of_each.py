"""The process of graded_together.py: the grader's own, but that there are many verdicts."""

from __future__ import annotations

import sys
from typing import Any

from pydantic import BaseModel

from twitlab.course.checking.verdict import Verdict
from twitlab.course.grader.judging import Job, Judge, run


class Verdicts(BaseModel):
    """What is reported, where the grader's process reports one verdict."""

    verdicts: list[Verdict]


class JudgeOfEach(Judge):
    """Read a verdict from the report of each answer's cell."""

    def __init__(self, job: Job, answers: int) -> None:
        super().__init__(job)
        self._answers = answers

    def verdict(self) -> Any:
        reports = self.reports
        assert len(reports) == self._answers, f"{len(reports)} cells, {self._answers} answers"
        found = []
        for each in reports:
            self.reports = [each]
            found.append(super().verdict())
        return Verdicts(verdicts=found)


def main() -> int:
    """Run the job on standard input; the argument says how many answers its notebook holds."""
    job = Job.model_validate_json(sys.stdin.read())
    return run(job, JudgeOfEach(job, int(sys.argv[1])))


if __name__ == "__main__":
    sys.exit(main())
