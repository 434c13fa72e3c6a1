"""Choose for several jobs: the simplest way for each, and what rules the others out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from twitlab.course.checking.check import Case, Check, Judgement, Observed
from twitlab.course.kinds.form import LABELS, demand, make_check, value_mistakes
from twitlab.course.kinds.reading import Unreadable, read_dict, read_name

Said = Mapping[str, tuple[bool, str]]
"""Requirement to whether it is kept, and why."""


def choose_for_jobs(
    *,
    answer: str,
    jobs: Mapping[str, str],
    ways: Mapping[str, str],
    requirements: Mapping[str, str],
    said: Callable[[str, str], Said],
    right: Mapping[str, str],
    mistakes: str,
    alternatives: Sequence[Any] = (),
    against_all: bool = False,
) -> Check:
    """Build a check of a choice for each of several jobs.

    The answer is a dictionary with every job. Behind each stands the simplest way that keeps all
    requirements, and beside it, unless it is the first, requirements that rule others out.

    Args:
        answer: The name of the answer.
        jobs: Name to text.
        ways: Name to text, as the notebook shows them, the simplest first.
        requirements: Name to text, as the notebook shows them.
        said: (job, way) to what can be said of each requirement that the job has.
        right: A right answer; what is wrong with others are `mistakes`, patches of it.
        mistakes: As `value_mistakes` reads them.
        alternatives: Right answers with other reasons than ``right``.
        against_all: Whether all other ways are to be ruled out, or only the next simpler one.

    Raises:
        CourseError: For some job no way keeps all requirements.
    """
    facts = {job: {way: said(job, way) for way in ways} for job in jobs}
    task = _Task([*ways], [*requirements], facts, against_all)
    for job in jobs:
        demand(bool(task.keeping(job)), f"a way for {job}")
    return make_check(
        answer=answer,
        form=f"a dictionary with all {len(jobs)} jobs, and behind each a way; and beside it, but "
        f"for `{task.ways[0]}`, what rules out {task.others}",
        read=task.read,
        cases=lambda seed: [{"job": name} for name in jobs],
        call=lambda case: f"job {case['job']}",
        observe=task.observe,
        judge=task.judge,
        mistakes=value_mistakes(mistakes, right),
        alternatives=[
            {job.lower(): right[job].upper().split(", ")[::-1] for job in reversed([*right])},
            *alternatives,
        ],
        labels=LABELS,
        shows=[*ways, *ways.values(), *requirements.values(), *jobs.values()],
        noun="jobs",
    )


@dataclass(frozen=True, slots=True)
class _Task:
    """What there is to choose, and what can be said of it: of each job, way and requirement."""

    ways: list[str]
    requirements: list[str]
    facts: Mapping[str, Mapping[str, Said]]
    against_all: bool

    @property
    def others(self) -> str:
        return "each other way" if self.against_all else "the way above it"

    def keeping(self, job: str) -> list[str]:
        """Give the ways that keep all requirements, the simplest first."""
        about = self.facts[job]
        return [way for way in self.ways if all(kept for kept, _ in about[way].values())]

    def read(self, value: Any) -> dict[str, list[str]]:
        names = [*self.ways, *self.requirements]
        found = read_dict(value, lambda key: read_name(key, self.facts), names)
        missing = [name for name in self.facts if name not in found]
        if missing:
            raise Unreadable(f'"{missing[0]}" is missing. Every job needs its entry.')
        for name, beside in found.items():
            ways = [each for each in beside if each in self.ways]
            if len(ways) != 1:
                raise Unreadable(f'Behind "{name}" {len(ways)} ways are named; one is wanted.')
            if (len(beside) == 1) != (ways == self.ways[:1]):
                raise Unreadable(
                    f'Behind "{name}": `{ways[0]}` needs a reason, what rules out {self.others}.'
                    if len(beside) == 1
                    else f'Behind "{name}": above `{ways[0]}` there is no simpler way to rule out.'
                )
        return found

    def observe(self, found: dict[str, list[str]], case: Case) -> Observed:
        job = case["job"]
        way, *reasons = sorted(found[job], key=[*self.ways, *self.requirements].index)
        # Where the way is wrong, nobody asks for its reasons.
        return {"way": way, "reasons": reasons if way == self.keeping(job)[0] else []}

    def judge(self, case: Case, observed: Observed) -> Judgement:
        about, way, best = self.facts[case["job"]], observed["way"], self.keeping(case["job"])[0]
        broken = [text for kept, text in about[way].values() if not kept]
        if broken:
            return Judgement(False, way, "a way that keeps all requirements", " ".join(broken))
        if way != best:
            texts = " ".join(text for _, text in about[best].values())
            expected = "the simplest way that keeps all requirements"
            return Judgement(False, way, expected, f"A simpler one keeps all. {texts}")
        reasons = observed["reasons"]
        if not reasons:
            return Judgement(True, way, way, "")
        below = self.ways[self.ways.index(way) - 1]
        rivals = [each for each in self.ways if each != way] if self.against_all else [below]
        why = self._objection(case["job"], rivals, reasons)
        named = (" or " if self.against_all else " and ").join(reasons)
        got, expected = f"`{below}` breaks {named}", f"a requirement that `{below}` breaks"
        if self.against_all:
            got, expected = f"each other way breaks {named}", "what rules out each other way"
        return Judgement(not why, got, expected, why)

    def _objection(self, job: str, rivals: Sequence[str], reasons: Sequence[str]) -> str:
        """Say which reason rules nobody out, or which rival is not ruled out."""
        about = {rival: self.facts[job][rival] for rival in rivals}
        for reason in reasons:
            if reason not in about[rivals[0]]:
                return f"Job {job} does not ask for *{reason}*."
            said = [about[rival][reason] for rival in rivals]
            if all(kept for kept, _ in said):
                it = "It keeps" if len(rivals) == 1 else "They all keep"
                return f"{it} *{reason}*. {' '.join(text for _, text in said)}"
        for rival in rivals:
            if all(about[rival][reason][0] for reason in reasons):
                texts = " ".join(about[rival][reason][1] for reason in reasons)
                return f"`{rival}` is not ruled out. {texts}"
        return ""
