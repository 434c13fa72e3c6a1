"""What a learner calls in a notebook: begin, check, hint, estimate, calibration, board."""

from __future__ import annotations

import linecache
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import FunctionType
from typing import Any

from IPython.core.getipython import get_ipython
from IPython.display import display

from twitlab.course.book.manifest import Course, Exercise
from twitlab.course.checking.answer_cell import Answer, beside
from twitlab.course.checking.cell_text import defines, parse
from twitlab.course.checking.check import Observed, load_check
from twitlab.course.checking.verdict import Verdict, verdict_of, with_next
from twitlab.course.notebook.calibration import of_ledger, outcomes
from twitlab.course.notebook.cards import Points, card, hint_note
from twitlab.course.notebook.hint_texts import hints
from twitlab.course.notebook.verdict_here import stub_of, verdict_here
from twitlab.course.record.events import Checked, Committed, Event, Hinted, Measured
from twitlab.course.record.progress import Standing
from twitlab.course.workspace.workspace import Workspace
from twitlab.errors import CourseError
from twitlab.ui.drawing.picture import Picture
from twitlab.ui.widgets.calibration import draw_calibration
from twitlab.ui.widgets.estimate_box import EstimateBox
from twitlab.ui.widgets.gap import Commitment
from twitlab.ui.widgets.standings import Board, BoardRow

_hints_shown: dict[str, int] = {}


class _Cells:
    """The sources of the cells run in this kernel, the latest last."""

    def __init__(self) -> None:
        self._shell: Any = None
        self._sources: list[str] = []
        self._by_id: dict[str, str] = {}

    def watch(self, shell: Any) -> None:
        """Begin to note what is run; a second call changes nothing."""
        if shell is not self._shell:
            shell.events.register("pre_run_cell", self._note)
            self._shell = shell

    def _note(self, info: Any) -> None:
        self._sources.append(info.raw_cell or "")
        if info.cell_id:  # JupyterLab says it, and so does VS Code in its own way
            self._by_id[info.cell_id] = info.raw_cell or ""

    def answer(self, shell: Any, exercise: Exercise, stub: str) -> Answer:
        """Give what the answer cell said when it was run last; no source if it never was.

        Where nobody says which cell it was, it is the one that set out to define the answer last.
        """
        if exercise.answer_id in self._by_id:
            others = {**self._by_id}
            found = Answer(others.pop(exercise.answer_id))
            return beside(found, others.values(), exercise, stub)
        name = exercise.answer
        value = shell.user_ns.get(name)
        filed = (
            linecache.getlines(value.__code__.co_filename)
            if isinstance(value, FunctionType)
            else []
        )
        known = [*shell.user_ns.get("In", []), "".join(filed), *self._sources]
        meant = (each for each in reversed(known) if _sets_out_to_define(each, name))
        return Answer(next(meant, None), elsewhere=tuple(shell.user_ns))


def _sets_out_to_define(source: str, name: str) -> bool:
    """Tell whether a cell binds a name, or would, were it Python: the older answer is not meant."""
    if isinstance(parse(source), SyntaxError):
        return re.search(rf"^(def\s+{name}\b|{name}\s*=[^=])", source, re.MULTILINE) is not None
    return defines(source, name)


_CELLS = _Cells()


def begin(exercise_id: str) -> None:
    """Open an exercise: say what it is, what it is worth and where the learner stands.

    From here on the notebook knows which cell holds the answer.
    """
    exercise = Course.here().exercise(exercise_id)
    _CELLS.watch(_shell())
    workspace = Workspace.find(Path.cwd())
    standing = workspace.progress.standing(exercise_id) if workspace else None
    display(card(exercise, standing))


def check(exercise_id: str, *, practice: bool = False) -> int:
    """Check the answer in this notebook, show the verdict, and give the points earned.

    The answer cell is run by itself, as the grader will run it. A failure shows the smallest
    input on which it is wrong. Nothing is raised, so that *Run All* goes on.

    Args:
        exercise_id: Which exercise.
        practice: Show the verdict and record nothing.

    Returns:
        The points earned; as a cell's last value they are what nbgrader reads, and are not shown.

    Raises:
        CourseError: There is no such exercise, or this is not a notebook.
    """
    course = Course.here()
    verdict = check_kernel(course, course.exercise(exercise_id), _shell(), keep=not practice)
    if not practice:
        verdict = _recorded(verdict)
    display(with_next(verdict, course))
    return Points(verdict.points)


def hint(exercise_id: str) -> None:
    """Show the next hint of an exercise; the last one is shown again."""
    course = Course.here()
    exercise = course.exercise(exercise_id)
    texts = hints(course, exercise)
    workspace = Workspace.find(Path.cwd())
    if workspace:
        standing = workspace.progress.standing(exercise_id)
    else:
        standing = Standing(hints_taken=_hints_shown.get(exercise_id, 0))
    level = standing.next_hint(len(texts))
    _hints_shown[exercise_id] = level
    _record(Hinted(exercise=exercise_id, level=level, at=_now()))
    display(hint_note(exercise, level, texts))


def estimate(
    key: str,
    question: str,
    *,
    unit: str,
    low: float,
    high: float,
    example: float,
    ends: bool = False,
) -> EstimateBox:
    """Ask the learner for a number before it is measured; it is kept in the workspace.

    The first ``gap`` that is asked for after a commit keeps the measured number beside it, for
    ``calibration``.

    Args:
        key: The estimate's name, the same in every run.
        question: What is asked.
        unit: What is counted, in the plural.
        low: The least that is accepted, above 0.
        high: The most that is accepted.
        example: A guess that people make, shown where none was made.
        ends: Whether to ask for a 90 % interval too.
    """
    workspace = Workspace.find(Path.cwd())
    kept = workspace.progress.estimates(key) if workspace else None

    def commit(made: Commitment) -> None:
        under, over = map(float, box.interval) if box.interval else (None, None)
        _record(
            Committed(key=key, value=float(made.latest), unit=unit, low=under, high=over, at=_now())
        )

    def measured(number: float) -> None:
        if workspace and workspace.progress.awaits_truth(key):
            _record(Measured(key=key, value=float(number), unit=unit, at=_now()))

    held = (kept.latest.low, kept.latest.high) if kept else (None, None)
    box = EstimateBox(
        key,
        question,
        unit,
        low,
        high,
        example,
        committed=Commitment(kept.first.value, kept.latest.value) if kept else None,
        on_commit=commit,
        ends=ends,
        interval=None if held[0] is None or held[1] is None else (held[0], held[1]),
        on_measured=measured,
    )
    return box


def calibration() -> Picture:
    """Show how far off the learner's estimates were, and whether their intervals held the truth."""
    workspace = Workspace.find(Path.cwd())
    return draw_calibration(outcomes(workspace.progress.events()) if workspace else ())


def board(lesson_id: str | None = None) -> Board:
    """Show where the learner stands, in the exercises of one lesson or in all."""
    course = Course.here()
    lesson = course.lesson(lesson_id) if lesson_id else None
    chosen = [each for each in course.exercises if lesson is None or each.lesson == lesson.id]
    workspace = Workspace.find(Path.cwd())
    standings = workspace.progress.standings(each.id for each in chosen) if workspace else {}
    return Board([_row(each, standings.get(each.id, Standing())) for each in chosen])


def check_kernel(course: Course, exercise: Exercise, shell: Any, *, keep: bool) -> Verdict:
    """Check the answer that a kernel holds, from the source of its cell.

    Args:
        course: The course of the exercise.
        exercise: Whose answer it is.
        shell: The kernel's shell.
        keep: Whether an estimate in the answer is kept for calibration, the first time.
    """
    stub = stub_of(course, exercise)
    answer = _CELLS.answer(shell, exercise, stub)
    if answer.source is None:
        note = f"No cell that defines `{exercise.answer}` was run. Run it, then this one."
        return verdict_of(exercise, "not attempted", notes=[note])
    verdict, tried = verdict_here(exercise, answer, stub)
    if keep and tried is not None:
        _keep_estimate(exercise, tried.observed)
    return verdict


def _keep_estimate(exercise: Exercise, observed: Sequence[Observed]) -> None:
    made = of_ledger(exercise.id, load_check(exercise), observed, _now())
    workspace = Workspace.find(Path.cwd()) if made else None
    if workspace is None:
        return
    try:
        known = workspace.progress.estimates(exercise.id)
    except CourseError:
        return  # what is wrong with the progress is said where the verdict is recorded
    for event in made if known is None else ():
        _record(event)


def _recorded(verdict: Verdict) -> Verdict:
    trouble = _record(Checked(**verdict.outcome, by="notebook", at=_now()))
    return verdict.model_copy(update={"notes": (*verdict.notes, trouble)}) if trouble else verdict


def _record(event: Event) -> str | None:
    """Record an event where there is a workspace; a check must not fail because it cannot be."""
    workspace = Workspace.find(Path.cwd())
    try:
        if workspace:
            workspace.progress.record(event)
    except CourseError as error:
        return f"This was not recorded: {error}"
    return None


def _row(exercise: Exercise, standing: Standing) -> BoardRow:
    at = standing.graded_at
    return BoardRow(
        title=exercise.title,
        kind=exercise.kind,
        core=exercise.core,
        status=standing.status,
        points=standing.points,
        max_points=exercise.points,
        graded_at=at.astimezone().strftime("%Y-%m-%d %H:%M") if at else None,
    )


def _shell() -> Any:
    shell = get_ipython()
    if shell is None:
        raise CourseError("this works in a notebook; in a terminal use `twitlab check`")
    return shell


def _now() -> datetime:
    return datetime.now(UTC)
