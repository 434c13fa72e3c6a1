"""One verdict: what the notebook says of an answer's text, the grader says too."""

from __future__ import annotations

import pytest

from tests.help.graded_together import graded_together
from tests.help.submissions import RIGHT
from twitlab.course import check_text
from twitlab.course.book.manifest import Course
from twitlab.course.checking.verdict import Verdict
from twitlab.errors import CourseError

COURSE = Course.here()
STUB = 'raise NotImplementedError("not attempted")'
DECODE = """\
from typing import NamedTuple

class Parts(NamedTuple):
    at_ms: int
    datacenter: int
    worker: int
    sequence: int

def decode_id(tweet_id):
    fields = (tweet_id >> 17) & 31, (tweet_id >> 12) & 31, tweet_id & 4095
    return Parts((tweet_id >> 22) + 1_288_834_974_657, *fields)
"""
# The exercise, the text, the verdict's status, and what it says.
TEXTS = {
    "right": ("first-repeat", RIGHT, "passed", ""),
    "comments only": ("first-repeat", "# see below", "error", "it defines nothing"),
    "misspelt": (
        "first-repeat",
        RIGHT.replace("first_repeat", "firstrepeat"),
        "error",
        "there is no `first_repeat`; it defines `firstrepeat`",
    ),
    "stub's line left": (
        "first-repeat",
        f"{RIGHT}    {STUB}\n",
        "failed",
        "still says that nobody answered",
    ),
    "time on top": ("first-repeat", f"%%time\n{RIGHT}", "passed", ""),
    "blank line, then capture": ("first-repeat", f"\n%%capture\n{RIGHT}", "passed", ""),
    "timeit on top": ("first-repeat", f"%%timeit\n{RIGHT}", "error", "`%%timeit` on top keeps"),
    "time below a comment": (
        "first-repeat",
        f"# mine\n%%time\n{RIGHT}",
        "error",
        "`%%time` on line 2 is not the first line",
    ),
    "magics below": ("first-repeat", f"{RIGHT}\n%time first_repeat([5])\n!ls\n", "passed", ""),
    "check inside": (
        "first-repeat",
        f'{RIGHT}\ncheck("first-repeat")\n',
        "error",
        "calls check(). Put that into a cell of its own",
    ),
    "exits at once": (
        "first-repeat",
        f"{RIGHT}\nraise SystemExit",
        "error",
        "raised SystemExit on",
    ),
    "named tuple": ("decode-id", DECODE, "passed", ""),
    "mutable default": (
        "first-repeat",
        RIGHT.replace("t(ids)", "t(ids, seen=set())").replace("    seen = set()\n", ""),
        "failed",
        "remembers from call to call",
    ),
    "name from another cell": (
        "first-repeat",
        "first_repeat = helper",
        "error",
        "`helper`, which is defined nowhere",
    ),
    "not Python": ("first-repeat", "def first_repeat(ids) return", "error", "is not Python"),
}


@pytest.mark.parametrize("name", TEXTS)
def test_text_gets_its_verdict(name: str) -> None:
    exercise, source, status, says = TEXTS[name]
    verdict = check_text(exercise, source)
    assert verdict.status == status, str(verdict)
    assert says in str(verdict)
    assert ": ." not in str(verdict)


@pytest.mark.slow
@pytest.mark.parametrize("exercise", ["first-repeat", "decode-id"])
def test_grader_says_the_same(exercise: str) -> None:
    sources = [source for which, source, *_ in TEXTS.values() if which == exercise]
    here = [check_text(exercise, source) for source in sources]
    answers = [(COURSE.exercise(exercise), each) for each in sources]
    there = graded_together(COURSE, answers, seed=7)
    assert list(map(_without_notes, there)) == list(map(_without_notes, here))


def _without_notes(verdict: Verdict) -> Verdict:
    """Leave out what is said of the notebook around the answer, which a text has none of."""
    return verdict.model_copy(update={"notes": ()})


def test_counterexample_of_what_remembers_names_both_calls() -> None:
    _, source, _, _ = TEXTS["mutable default"]
    found = check_text("first-repeat", source).counterexample
    assert found
    assert ", after first_repeat([" in found.call


def test_unknown_exercise_is_refused() -> None:
    with pytest.raises(CourseError, match="first-repeat"):
        check_text("first-repeats", RIGHT)
