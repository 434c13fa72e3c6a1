"""The process in which mutants of one exercise's answers run: some never end, some eat memory."""

from __future__ import annotations

import faulthandler
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from typing import Any

from tests.conftest import ROOT
from tests.help.mutants import Mutant, mutants
from tests.help.submissions import reference, written_down
from twitlab.course.book.manifest import Course, Exercise
from twitlab.course.checking.check import Case, Check, load_check, observe_one
from twitlab.course.checking.faults import fault
from twitlab.course.kinds.coding import CodeCheck

_TIMES = 20
_LEAST_CPU_S = 0.1
"""A mutant may take this of the processor, or so many times what the right answers take. A busy
machine makes no mutant slow: the clock on the wall only ends what waits, or hangs within C."""
_WALL_S = 30
_MEMORY_BYTES = 2 << 30
_READY = "ready"


class _Slow(BaseException):
    """End a mutant; no `except Exception` of its own catches this."""


def mutants_of(exercise: Exercise) -> list[Mutant]:
    """Make the mutants of the solution, of the check's reference and of its alternatives."""
    check = load_check(exercise)
    texts = [reference(Course.here(), exercise)]
    if isinstance(check, CodeCheck):
        texts.append(check.reference)
    return mutants(*texts, *(written_down(each, exercise) for each in check.alternatives))


def passing(exercise: Exercise, texts: Sequence[str]) -> list[bool]:
    """Tell of each text whether it passes the fixed cases; one that ends its process does not."""
    found: list[bool] = []
    while len(found) < len(texts):
        done = subprocess.run(
            [sys.executable, "-m", "tests.help.run_mutants", exercise.id],
            cwd=ROOT,
            # The order of a set is the same at each run.
            env={**os.environ, "PYTHONHASHSEED": "0"},
            input=json.dumps(texts[len(found) :]),
            capture_output=True,
            text=True,
            timeout=600,
            check=False,
        )
        ready, *outcomes = done.stdout.splitlines() or [""]
        assert ready == _READY, done.stderr
        found += [json.loads(each) for each in outcomes]
        found += [False] * (len(found) < len(texts))  # this one ended the process
    return found


def fixed_cases(check: Check) -> list[Case]:
    """Give the cases that are the same for every seed, or else those of one seed."""
    return list(check.fixed if isinstance(check, CodeCheck) else check.cases(0))


def main(exercise_id: str) -> None:
    """Read texts, and print of each whether it passes, as soon as that is known."""
    texts = json.load(sys.stdin)
    exercise = Course.here().exercise(exercise_id)
    check = load_check(exercise)
    cases = fixed_cases(check)
    began = time.process_time()
    assert all(_passes(check, each, cases) for each in check.alternatives)
    cpu_s = max(_LEAST_CPU_S, _TIMES * (time.process_time() - began))
    if sys.platform == "linux":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))
    if sys.platform != "win32":
        signal.signal(signal.SIGPROF, _stop)
    print(_READY, flush=True)
    for each in texts:
        survived = _survives(each, exercise, check, cases, cpu_s)
        print(json.dumps(survived), file=sys.__stdout__, flush=True)


def _survives(
    text: str, exercise: Exercise, check: Check, cases: Sequence[Case], cpu_s: float
) -> bool:
    namespace: dict[str, Any] = {"__name__": "__main__"}
    try:
        _limit(cpu_s)
        exec(text, namespace)
        return _passes(check, namespace[exercise.answer], cases)
    except (Exception, SystemExit, _Slow):  # noqa: BLE001 - a mutant raises anything
        return False
    finally:
        _limit(0)


def _passes(check: Check, answer: Any, cases: Sequence[Case]) -> bool:
    return all(fault(check, case, observe_one(check, answer, case)) is None for case in cases)


def _limit(cpu_s: float) -> None:
    """End what runs longer; 0 takes the limit away."""
    faulthandler.cancel_dump_traceback_later()
    if cpu_s:
        faulthandler.dump_traceback_later(_WALL_S, exit=True)
    if sys.platform != "win32":
        # Again and again: a `finally` or a bare `except` may swallow the first.
        signal.setitimer(signal.ITIMER_PROF, cpu_s, cpu_s)


def _stop(number: int, frame: object) -> None:
    raise _Slow


if __name__ == "__main__":
    main(sys.argv[1])
