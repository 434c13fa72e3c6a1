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
    """Read a verdict from the reports of each answer's cells."""

    def __init__(self, job: Job, answers: int) -> None:
        super().__init__(job)
        self._answers = answers

    def verdict(self) -> Any:
        reports = self.reports[1:]  # the first is of no answer
        cells, left = divmod(len(reports), self._answers)
        assert not left, f"{len(reports)} cells were run for {self._answers} answers"
        found = []
        for at in range(0, len(reports), cells):
            self.reports = reports[at : at + cells]
            found.append(super().verdict())
        return Verdicts(verdicts=found)


def main() -> int:
    """Run the job on standard input; the argument says how many answers its notebook holds."""
    job = Job.model_validate_json(sys.stdin.read())
    return run(job, JudgeOfEach(job, int(sys.argv[1])))


if __name__ == "__main__":
    sys.exit(main())
