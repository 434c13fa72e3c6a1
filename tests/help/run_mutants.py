"""The process in which mutants of one exercise's answers run: some never end, some eat memory."""

from __future__ import annotations

import faulthandler
import gc
import json
import signal
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.help.mutants import Mutant, mutants
from tests.help.submissions import reference, written_down
from twitlab.course.book.manifest import Course, Exercise
from twitlab.course.checking.check import Case, Check, load_check, observe_one
from twitlab.course.checking.faults import fault
from twitlab.course.kinds.coding import CodeCheck

if TYPE_CHECKING:
    from tests.help.forked import Forks  # which imports this file

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


def passing(forks: Forks, exercise: Exercise, texts: Sequence[str], folder: Path) -> list[bool]:
    """Tell of each text whether it passes the fixed cases; one that ends its process does not.

    Args:
        forks: Run the processes.
        exercise: Of whose answer the texts are.
        texts: Each defines an answer.
        folder: For what becomes known, line by line.
    """
    asked, told = folder / "asked", folder / "told"
    script = (
        f"from tests.help.run_mutants import main; main(*{(exercise.id, *map(str, (asked, told)))})"
    )
    found: list[bool] = []
    while len(found) < len(texts):
        asked.write_text(json.dumps(texts[len(found) :]), encoding="utf-8")
        told.write_text("", encoding="utf-8")
        # The order of a set is the same at each run.
        _, said = forks.ended(script, PYTHONHASHSEED="0")
        ready, *outcomes = told.read_text(encoding="utf-8").splitlines() or [""]
        assert ready == _READY, said
        found += [json.loads(each) for each in outcomes]
        found += [False] * (len(found) < len(texts))  # this one ended the process
    return found


def fixed_cases(check: Check) -> list[Case]:
    """Give the cases that are the same for every seed, or else those of one seed."""
    return list(check.fixed if isinstance(check, CodeCheck) else check.cases(0))


def main(exercise_id: str, asked: str, told: str) -> None:
    """Read texts, and write of each whether it passes, as soon as that is known."""
    texts = json.loads(Path(asked).read_text(encoding="utf-8"))
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
    gc.freeze()  # so that a collection looks only at what mutants leave behind
    with Path(told).open("w", encoding="utf-8") as file:
        print(_READY, file=file, flush=True)
        for each in texts:
            gc.collect()  # else what an endless one has left costs the next one time
            survived = _survives(each, exercise, check, cases, cpu_s)
            print(json.dumps(survived), file=file, flush=True)


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
