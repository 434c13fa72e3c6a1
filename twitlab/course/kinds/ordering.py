"""Order the lines: they are put together and run, so that every order that works passes."""

from __future__ import annotations

import copy
import hashlib
import json
import re
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import CodeType
from typing import TYPE_CHECKING, Any

from twitlab.course.book.jsonable import plain, shown
from twitlab.course.checking.check import Case, Check, Judgement, Mistake, Observed
from twitlab.course.checking.patches import read_patches
from twitlab.course.kinds.form import demand, make_check
from twitlab.course.kinds.reading import Unreadable, read_letters, said

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

_LINES_FILE = "<lines>"
_Program = tuple[tuple[str, ...], CodeType]
"""The letters in their order, and what their lines make."""


def read_orders(text: str) -> list[Mistake]:
    """Read named wrong orders: a name, a message, and the letters behind a plus."""
    found = read_patches(text)
    return [Mistake(each.name, each.message, list(each.lines[0][1:])) for each in found]


def order_lines(
    *,
    answer: str,
    function: str,
    head: str,
    lines: Mapping[str, str],
    tail: str = "",
    cases: Callable[[int], list[Case]],
    judge: Callable[[Case, Any], Judgement],
    mistakes: Sequence[Mistake],
    alternatives: Sequence[Any],
    call: Callable[[Case], str] | None = None,
    strategy: Callable[[], SearchStrategy[Case]] | None = None,
) -> Check:
    """Build a check that puts the learner's lines together and runs them.

    Nothing compares orders: every order that works passes. A mistake is named where the lines do
    the same as its lines do, on all cases of one seed and not only on the failing one, so that
    its message is true of them. An endless loop is stopped by the grader's time limit, and in a
    notebook by nobody: offer no lines that can make one.

    Args:
        answer: The name of the answer, a list of letters.
        function: The name of the function that head, lines and tail make.
        head: What stands above the lines, the ``def`` included.
        lines: Letter to line, each with its indent; some need not belong.
        tail: What stands below the lines.
        cases: Seed to cases; each has ``args``, a list.
        judge: (case, what the function returned as plain JSON) to a Judgement.
        mistakes: Named wrong orders.
        alternatives: Right orders other than the reference's.
        call: How a case is written down; the call with its arguments where None is given.
        strategy: Cases among which Hypothesis may search for a smaller one.
    """
    demand(all(len(letter) == 1 and letter == letter.upper() for letter in lines), "letters")
    puzzle = _Puzzle(function, head, lines, tail)

    def written_call(case: Case) -> str:
        return f"{function}({', '.join(said(each) for each in case['args'])})"

    @cache
    def does(program: _Program) -> str:
        runs = [puzzle.run(program, copy.deepcopy(case)) for case in cases(0)]
        return hashlib.sha256(json.dumps(plain(runs), sort_keys=True).encode()).hexdigest()

    def judge_run(case: Case, observed: Observed) -> Judgement:
        if "stopped" not in observed:
            return judge(case, observed["returned"])
        where = f" at line {observed['line']}" if observed["line"] else ""
        return Judgement(
            ok=False,
            got=f"{observed['stopped']}{where}",
            expected="a function that runs to its end",
            why="Put together, your lines are Python, but they stop half-way. Is everything that "
            "a line needs set by a line above it?",
        )

    return make_check(
        answer=answer,
        form=f"a list of letters out of {''.join(lines)}, each at most once",
        read=puzzle.read,
        cases=cases,
        call=call or written_call,
        observe=lambda program, case: {**puzzle.run(program, case), "does": does(program)},
        judge=judge_run,
        mistakes=mistakes,
        alternatives=alternatives,
        strategy=strategy,
        shows=[f"{letter}  {line}" for letter, line in lines.items()],
    )


@dataclass(frozen=True, slots=True)
class _Puzzle:
    """A function with its lines to be put in order."""

    function: str
    head: str
    lines: Mapping[str, str]
    tail: str

    def read(self, value: Any) -> _Program:
        letters = tuple(read_letters(value, self.lines))
        whole = "\n".join([self.head, *(self.lines[letter] for letter in letters), self.tail])
        try:
            return letters, compile(whole, _LINES_FILE, "exec")
        except SyntaxError as error:
            place = self._letter(letters, error.lineno)
            raise Unreadable(
                f"Python stops at {f'line {place}' if place else 'the end of your lines'}: "
                f"{re.sub(r' on line [0-9]+', '', error.msg)}. A line with more indent needs "
                "its `for`, `if` or `else` above it, with no line of less indent between, and each "
                "of these needs such a line right below it.",
                "lines that are Python when they are put together",
            ) from None

    def run(self, program: _Program, case: Case) -> Observed:
        letters, code = program
        namespace: dict[str, Any] = {}
        try:
            exec(code, namespace)
            return {"returned": namespace[self.function](*case["args"])}
        except Exception as error:  # noqa: BLE001 - lines in a wrong order raise anything
            frames = traceback.extract_tb(error.__traceback__)
            numbers = [frame.lineno for frame in frames if frame.filename == _LINES_FILE]
            place = self._letter(letters, numbers[-1] if numbers else None)
            message = shown(f"{type(error).__name__}: {error}", 200)
            return {"stopped": message, "line": place}

    def _letter(self, letters: Sequence[str], number: int | None) -> str | None:
        position = (number or 0) - len(self.head.splitlines()) - 1
        return letters[position] if 0 <= position < len(letters) else None
