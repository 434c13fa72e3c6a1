"""One piece of logic for each exercise, used by the notebook and by the grader.

A check has four parts. ``cases`` are the inputs. ``observe`` alone touches the learner's code and
writes down, as plain JSON, what it did. ``judge`` never sees the learner's code: it reads what was
observed and accepts every right answer. ``mistakes`` are wrong answers that people really give;
one is named when it does just what the learner's answer did.

Notebook and grader observe an answer by the same code, in `attempt.py`. The notebook judges what
was observed where it is; the grader takes it out of the kernel first.
"""

from __future__ import annotations

import copy
import hashlib
import io
import linecache
import traceback
from collections.abc import Callable, Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from importlib import import_module
from types import FunctionType
from typing import TYPE_CHECKING, Any

from twitlab.course.book.jsonable import plain, shown, written
from twitlab.errors import CourseError

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

    from twitlab.course.book.manifest import Exercise

Case = dict[str, Any]
Observed = dict[str, Any]

NOT_ATTEMPTED = "not attempted"
"""What the untouched answer cell says, by raising NotImplementedError with these words."""

ANSWER_FILE = "<answer>"
"""How the learner's answer cell is called in a traceback when the notebook runs it by itself."""

_LONGEST_MESSAGE = 300


@dataclass(frozen=True, slots=True)
class Judgement:
    """What ``judge`` says of one case."""

    ok: bool
    got: str
    expected: str
    why: str


@dataclass(frozen=True, slots=True)
class Mistake:
    """A wrong answer that people give, and what to tell them."""

    name: str
    message: str
    answer: Any


class Misshapen(Exception):
    """Say that an answer returned something that cannot be taken apart as its contract says."""


def taken_apart(returned: Any, *wanted: str) -> tuple[Any, ...]:
    """Take apart what an answer returned, where its contract asks for several things.

    Args:
        returned: What came back, a tuple or a list.
        wanted: What each thing is, in words.

    Returns:
        As many things as are wanted.

    Raises:
        Misshapen: It has another number of things, or none; `observe` lets this through.
    """
    if isinstance(returned, (tuple, list)) and len(returned) == len(wanted):
        return tuple(returned)
    forgotten = " Is a `return` missing?" if returned is None else ""
    raise Misshapen(written(plain(returned)), ", ".join(wanted), forgotten)


def _as_observed(observed: Observed) -> Any:
    return observed


@dataclass(frozen=True, slots=True)
class Check:
    """All that is known of one exercise's right and wrong answers.

    Attributes:
        cases: Seed to inputs, small ones first; the same seed gives the same cases anywhere.
        call: How a case is written down as the learner would call it.
        observe: (answer, case) to plain JSON; may let the answer's exceptions through.
        judge: (case, observed) to a Judgement; runs without the learner's code.
        mistakes: Named wrong answers, the most common first.
        alternatives: Right answers written differently from the reference.
        strategy: Inputs that Hypothesis may search for a smaller failing one, or None.
        fingerprint: The part of an observation that tells one mistake from another.
        labels: What stands before call, got and expected where these are prose and not code.
        shows: Texts that the exercise's notebook must hold word for word, such as a puzzle's lines.
        aspects: Whether each case looks at another part of one value, so that a mistake made in one
            part is that mistake whatever else is wrong.
        noun: What a case is about, in the plural, where a verdict says how many of them are right.
        remark: (case, observed) to what is said of an answer that passes, or "".
    """

    cases: Callable[[int], list[Case]]
    call: Callable[[Case], str]
    observe: Callable[[Any, Case], Observed]
    judge: Callable[[Case, Observed], Judgement]
    mistakes: Sequence[Mistake]
    alternatives: Sequence[Any]
    strategy: Callable[[], SearchStrategy[Case]] | None = None
    fingerprint: Callable[[Observed], Any] = _as_observed
    labels: tuple[str, str, str] | None = None
    shows: Sequence[str] = ()
    aspects: bool = False
    noun: str = ""
    remark: Callable[[Case, Observed], str] = lambda case, observed: ""


def variant(source: str, *changes: tuple[str, str]) -> Any:
    """Make an answer out of the text of another, so that a wrong one shows just what is wrong.

    Args:
        source: The text of one function.
        changes: What stands there once, and what to put in its place.

    Returns:
        The function; its text can be asked for, as that of any other.

    Raises:
        CourseError: A text to change does not stand there just once.
    """
    for old, new in changes:
        if source.count(old) != 1:
            raise CourseError(f"{old!r} stands {source.count(old)} times in the text to change")
        source = source.replace(old, new)
    return answer_of(source)


def answer_of(source: str) -> Any:
    """Make the answer that a text defines; its text can be asked for, as that of any other.

    Args:
        source: The text of one function, or of several; the last is the answer.
    """
    file = f"<variant {hashlib.sha256(source.encode()).hexdigest()[:16]}>"
    linecache.cache[file] = (len(source), None, source.splitlines(keepends=True), file)
    namespace: dict[str, Any] = {}
    exec(compile(source, file, "exec"), namespace)
    return [each for each in namespace.values() if isinstance(each, FunctionType)][-1]


def load_check(exercise: Exercise) -> Check:
    """Load the check of an exercise from its file in ``twitlab/course/checks``.

    Raises:
        CourseError: The exercise has no such file, or the file defines no ``CHECK``.
    """
    module = f"twitlab.course.checks.{exercise.lesson}.{exercise.id}".replace("-", "_")
    try:
        check = import_module(module).CHECK
    except ModuleNotFoundError as error:
        if error.name != module:
            raise
        raise CourseError(f"{exercise.id} has no check: {module} does not exist") from None
    except AttributeError:
        raise CourseError(f"{module} defines no CHECK") from None
    if not isinstance(check, Check):
        raise CourseError(f"CHECK in {module} is a {type(check).__name__}, not a Check")
    return check


def observe_all(check: Check, answer: Any, cases: Sequence[Case]) -> list[Observed]:
    """Observe an answer on every case, in order."""
    return [observe_one(check, answer, case) for case in cases]


def observe_one(check: Check, answer: Any, case: Case) -> Observed:
    """Observe an answer on one case; an exception is an observation like any other.

    The answer gets a copy of the case, and what it prints is dropped.
    """
    if answer is ...:
        return {"not_attempted": True}
    with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
        try:
            observed = plain(check.observe(answer, copy.deepcopy(case)))
        except NotImplementedError as error:
            if str(error) == NOT_ATTEMPTED:
                return {"not_attempted": True}
            return {"raised": raised(error)}
        except Misshapen as error:
            return {"misshapen": list(error.args)}
        except (Exception, SystemExit) as error:  # noqa: BLE001 - a learner's code raises anything
            return {"raised": raised(error)}
    if not isinstance(observed, dict):
        raise CourseError(f"observe gave a {type(observed).__name__}, not an object")
    return observed


def raised(error: BaseException) -> dict[str, Any]:
    """Write an exception down: its type, its message, and where in the answer it came from."""
    lines = [
        frame.lineno
        for frame in traceback.extract_tb(error.__traceback__)
        if frame.filename == ANSWER_FILE or "ipykernel" in frame.filename
    ]
    return {
        "type": type(error).__name__,
        "message": shown(str(error), _LONGEST_MESSAGE),
        "line": lines[-1] if lines else None,
        "name": error.name if isinstance(error, NameError) else None,
    }
