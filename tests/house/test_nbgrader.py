"""A real nbgrader releases the course, grades it, and gives the points that twitlab gives."""

import csv
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import cycle
from math import ceil
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from tests.help.submissions import hand_in, mistakes, reference, written_down
from twitlab.course.book.manifest import Course, Exercise
from twitlab.course.book.notebook_file import grade_id, read_notebook, write_notebook
from twitlab.course.grader.grading import grade_all

pytestmark = pytest.mark.slow

RELEASED = "twitlab"
STUB = 'raise NotImplementedError("not attempted")'
SETTINGS = f"""
c = get_config()
c.CourseDirectory.course_id = "course"
c.ClearSolutions.code_stub = {{"python": {STUB!r}}}
c.Execute.timeout = 120
"""

ANSWERS: dict[str, Callable[[Course, Exercise], str | None]] = {
    "right": reference,
    "wrong": lambda course, e: written_down(mistakes(e)[0].answer, e),
    "untouched": lambda course, e: None,
    "raises": lambda course, e: f'{e.answer} = None\nraise RuntimeError("no")',
    "right and noisy": lambda course, e: reference(course, e) + '\nprint("noise")\n0.5',
    "wrong and the check cell replaced": lambda course, e: written_down(mistakes(e)[-1].answer, e),
    "not Python": lambda course, e: f"{e.answer} = (",
}


@dataclass(frozen=True)
class Classroom:
    """An nbgrader course folder, and programs that write nowhere else."""

    root: Path
    course: Course

    def nbgrader(self, *arguments: str) -> None:
        """Run an nbgrader command in the course folder."""
        done = subprocess.run(
            [sys.executable, "-m", "nbgrader", *arguments],
            cwd=self.root,
            env=self.variables(),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr

    def variables(self) -> dict[str, str]:
        """Give variables under which all that is written lands beside the course folder."""
        home = str(self.root.parent / "home")
        programs = str(Path(sys.executable).parent)
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("JUPYTER", "PYTEST"))}
        return {
            **kept,
            # nbgrader calls `alembic` by its name.
            "PATH": os.pathsep.join([programs, os.environ.get("PATH", "")]),
            **dict.fromkeys(("HOME", "USERPROFILE", "APPDATA", "IPYTHONDIR"), home),
            **dict.fromkeys(("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "MPLCONFIGDIR"), home),
            "JUPYTER_RUNTIME_DIR": home,
            "TMPDIR": home,
        }

    def release(self, assignment: str, exercises: Sequence[Exercise]) -> None:
        """Let nbgrader release the authored notebooks of some exercises."""
        source = self.root / "source" / assignment
        source.mkdir(parents=True)
        for exercise in exercises:
            shutil.copy(self.course.solution_path(exercise), source)
        self.nbgrader("generate_assignment", assignment, "--create")

    def hand_in(self, assignment: str, student: str, exercise: Exercise, kind: str) -> Path:
        """Save a submission of one kind where nbgrader collects them."""
        path = self.root / "submitted" / student / assignment / exercise.file
        path.parent.mkdir(parents=True, exist_ok=True)
        hand_in(self.course, exercise, ANSWERS[kind](self.course, exercise), path)
        if kind == "wrong and the check cell replaced":
            notebook = read_notebook(path)
            (cell,) = [cell for cell in notebook.cells if grade_id(cell) == exercise.check_id]
            cell.source = str(exercise.points)
            write_notebook(path, notebook)
        return path

    def points(self, assignment: str) -> dict[tuple[str, str], float]:
        """Read nbgrader's gradebook: points by student and exercise."""
        exercises = {Path(exercise.file).stem: exercise.id for exercise in self.course.exercises}
        with self.here(), Gradebook(f"sqlite:///{self.root / 'gradebook.db'}") as book:
            return {
                (submission.student.id, exercises[notebook.name]): notebook.score
                for submission in book.assignment_submissions(assignment)
                for notebook in submission.notebooks
            }

    @contextmanager
    def here(self) -> Iterator[None]:
        """Let this process find what nbgrader finds."""
        with pytest.MonkeyPatch.context() as patch:
            for name, value in self.variables().items():
                patch.setenv(name, value)
            yield


@pytest.fixture(scope="module")
def classroom(tmp_path_factory: pytest.TempPathFactory) -> Classroom:
    """Make a course folder in which every exercise is released."""
    root = tmp_path_factory.mktemp("nbgrader") / "course"
    root.mkdir()
    (root.parent / "home").mkdir()
    (root / "nbgrader_config.py").write_text(SETTINGS, encoding="utf-8")
    made = Classroom(root, Course.here())
    made.release(RELEASED, made.course.exercises)
    return made


@pytest.mark.parametrize("exercise", Course.here().exercises, ids=lambda e: e.id)
def test_release_by_nbgrader_has_the_cells_and_points_that_ours_has(
    classroom: Classroom, exercise: Exercise
) -> None:
    released = _marked(classroom.root / "release" / RELEASED / exercise.file, exercise)
    ours = _marked(classroom.course.root / exercise.path, exercise)
    assert released == ours
    assert ours[exercise.check_id]["points"] == exercise.points
    assert STUB in str(ours[exercise.answer_id]["source"])


def one_of_each_kind() -> list[Exercise]:
    """Give the first exercise of each kind."""
    kinds = {each.kind: each for each in reversed(Course.here().exercises)}
    return list(kinds.values())


@pytest.mark.parametrize(
    ("assignment", "exercises"),
    [
        pytest.param("kinds", one_of_each_kind(), id="one of each kind"),
        *(
            pytest.param(f"all-{lesson.id}", each, id=lesson.id, marks=pytest.mark.full)
            for lesson in Course.here().lessons
            if (each := [e for e in Course.here().exercises if e.lesson == lesson.id])
        ),
    ],
)
def test_points_by_nbgrader_are_those_of_twitlab_for_a_mixed_class(
    classroom: Classroom, tmp_path: Path, assignment: str, exercises: Sequence[Exercise]
) -> None:
    classroom.release(assignment, exercises)
    dealt = _mixed(exercises)
    work = [(e, classroom.hand_in(assignment, student, e, kind)) for student, e, kind in dealt]
    graded = grade_all(classroom.course, work, done=lambda _: None)
    classroom.nbgrader("autograde", assignment, "--create")
    exported = tmp_path / "grades.csv"
    classroom.nbgrader("export", "--to", str(exported))

    ours = {
        (str(each.path.parent.parent.name), each.exercise.id): each.verdict.points
        for each in graded
        if each.path
    }
    assert len(ours) == len(work)
    assert classroom.points(assignment) == ours
    with exported.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["assignment"] == assignment]
    handed_in = {student for student, _ in ours}  # who did not stands there with no points
    totals = {
        row["student_id"]: float(row["score"]) for row in rows if row["student_id"] in handed_in
    }
    sums: Counter[str] = Counter()
    for (student, _), points in ours.items():
        sums[student] += points
    assert totals == dict(sums)
    by_kind = {kind: points for (_, _, kind), points in zip(dealt, ours.values(), strict=True)}
    assert {kind for kind, points in by_kind.items() if points} == {"right", "right and noisy"}


def _mixed(exercises: Sequence[Exercise]) -> list[tuple[str, Exercise, str]]:
    """Deal every kind of answer out to as few students as that takes."""
    kinds = cycle(ANSWERS)
    students = max(2, ceil(len(ANSWERS) / len(exercises)))
    return [
        (f"student{number}", exercise, next(kinds))
        for number in range(students)
        for exercise in exercises
    ]


def _marked(path: Path, exercise: Exercise) -> dict[str, dict[str, object]]:
    """Give what nbgrader reads of each cell; our stub for a value is put as nbgrader's own."""
    value = re.compile(rf"^{exercise.answer} = \.\.\.  # not attempted: .*$", re.MULTILINE)
    own = {"checksum", "cell_type"}
    return {
        name: {
            **{k: v for k, v in cell.metadata["nbgrader"].items() if k not in own},
            "type": cell.cell_type,
            "source": value.sub(STUB, cell.source),
        }
        for cell in read_notebook(path).cells
        if (name := grade_id(cell))
    }
