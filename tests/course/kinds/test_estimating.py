"""An assumption ledger: read with goodwill, judged on the learner's own assumptions."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given as for_all
from hypothesis import settings
from hypothesis import strategies as st

from tests.help.make import NOW
from tests.help.submissions import hand_in
from twitlab.course.book.manifest import Course
from twitlab.course.checking.assessing import assess, remarks
from twitlab.course.checking.check import Mistake, load_check, observe_all
from twitlab.course.checking.verdict import Verdict
from twitlab.course.grader.grading import grade
from twitlab.course.kinds.estimate_task import Challenge, Conclusion
from twitlab.course.kinds.estimating import EstimateCheck, estimating
from twitlab.course.notebook.calibration import of_ledger, outcomes
from twitlab.errors import CourseError
from twitlab.estimate import Term, asked, assumed, given, quantity
from twitlab.ui.widgets.calibration import Outcome

EXERCISE = Course.here().exercise("choose-ids").model_copy(update={"answer": "ledger"})

TWEETS = given("tweets", "400 M tweet/day", source="highscalability.com, 8 July 2013")
SIZE = assumed("size", "200 B/tweet", mark="size", least="100 B/tweet", most="1 KB/tweet")
COPIES = asked("copies", "3 copies", mark="replication", least="2 copies", most="5 copies")
KEPT = given("kept", "30 days", mark="span")
USERS = assumed("users", "150 M user", least="100 M user", most="300 M user")
EACH = assumed("each", "2.7 tweet/user/day", least="1 tweet/user/day", most="6 tweet/user/day")
ENDS = {
    "a": Conclusion("One disk of 4 TB holds it.", "Put your number beside 4 TB.", below="4 TB"),
    "b": Conclusion("Ten disks hold it, one does not.", "Multiply 4 TB by ten.", "4 TB", "40 TB"),
    "c": Conclusion("Ten disks of 4 TB do not hold it.", "Divide it by 4 TB.", at_least="40 TB"),
}


def disk(tweets: Term) -> Term:
    return ((tweets * SIZE).named("text", "GB/day") * COPIES * KEPT).named("disk", "TB")


def made(**more: Any) -> EstimateCheck:
    ways = [disk(TWEETS), disk(USERS * EACH)]
    return estimating(
        **{"answer": "ledger", "ways": ways, "unit": "TB", "conclusions": ENDS, **more}
    )


CHECK = made()
RIGHT: dict[str, Any] = {
    "rows": [
        ("tweets", "400 M tweets a day", "given"),
        ("size", "200 B", "assumed"),
        ("copies", "3", "asked"),
        ("kept", "30 days", "given"),
    ],
    "result": "7.2 TB",
    "low": "3 TB",
    "high": "20 TB",
    "therefore": "b",
}


def told(answer: Any, check: EstimateCheck = CHECK) -> Verdict:
    cases = check.cases(1)
    seen = json.loads(json.dumps(observe_all(check, answer, cases)))
    verdict = assess(EXERCISE, check, cases, seen)
    if verdict.status == "passed":
        verdict = assess(EXERCISE, check, cases, seen, remarks(check, cases, seen))
    return verdict


def but(
    row: str | None = None, value: str = "", source: str = "", **changed: Any
) -> dict[str, Any]:
    ledger = copy.deepcopy(RIGHT) | changed
    ledger["rows"] = [
        (name, value or was, source or who) if name == row else (name, was, who)
        for name, was, who in ledger["rows"]
    ]
    return ledger


@pytest.mark.parametrize("mistake", CHECK.mistakes, ids=lambda each: each.name)
def test_generated_mistake_fails_with_its_own_message(mistake: Mistake) -> None:
    verdict = told(mistake.answer)
    assert verdict.status == "failed"
    assert verdict.mistake == mistake.name, str(verdict)
    assert verdict.message == mistake.message


def test_generated_messages_and_names_are_all_different() -> None:
    assert len({each.message for each in CHECK.mistakes}) == len(CHECK.mistakes) > 20
    assert len({each.name for each in CHECK.mistakes}) == len(CHECK.mistakes)


@pytest.mark.parametrize("number", range(len(CHECK.alternatives)))
def test_generated_alternative_passes(number: int) -> None:
    assert told(CHECK.alternatives[number]).status == "passed"


GOOD = {
    "plain": RIGHT,
    "lists": but(rows=[list(row) for row in RIGHT["rows"]]),
    "other names for the fields": {key.upper(): value for key, value in RIGHT.items()},
    "letter in brackets": but(therefore=" (B) "),
    "result by its letter": but(result="7.2T", low="3T", high="20T"),
    "result in bytes": but(result="7.2e12 B", low="3000 GB", high="2e13 B"),
    "own size": but("size", "500 B", result="18 TB", low="9 TB", high="30 TB"),
    "size in bits": but("size", "1600 bits per tweet"),
    "assumed what could be asked": but("copies", source="assumed"),
    "number for the copies": but("copies", 3),  # type: ignore[arg-type]
    "rounded given": but("tweets", "0.4 billion / day"),
    "half as much again": but(result="11 TB"),
    "users and tweets of each": but(
        rows=[("users", "150 M people", "assumed"), ("each", "2.7 tweets per user a day", "asked"),
              *RIGHT["rows"][1:]]
    ),
}  # fmt: skip


@pytest.mark.parametrize("answer", GOOD.values(), ids=GOOD)
def test_right_ledger_passes_however_it_is_written(answer: Any) -> None:
    verdict = told(answer)
    assert verdict.status == "passed", str(verdict)


UNREADABLE = {
    "nothing": (None, "None is no dictionary"),
    "number": (7.2, "7.2 is no dictionary"),
    "no result": ({"rows": RIGHT["rows"]}, '"result" is missing'),
    "unknown field": (RIGHT | {"unit": "TB"}, "There is no 'unit'"),
    "no rows": (but(rows=[]), 'The row "tweets" is missing'),
    "rows of another kind": (RIGHT | {"rows": "tweets"}, '"rows" holds a list of rows'),
    "row of two": (RIGHT | {"rows": [("tweets", "1")]}, "is no row. A row is"),
    "rows of two ways": (
        but(rows=[*RIGHT["rows"], ("users", "150 M", "assumed"), ("each", "9/day", "assumed")]),
        'The row "tweets" is of another way than "users", "each", "size", "copies", "kept". Take',
    ),
    "one row of another way": (
        but(rows=[*RIGHT["rows"][1:], ("tweets", "1/day", "given"), ("users", "1", "asked")]),
        'The row "users" is of another way',
    ),
    "unknown row": (RIGHT | {"rows": [("twets", "1", "given")]}, "There is no 'twets'"),
    "row twice": (RIGHT | {"rows": RIGHT["rows"] * 2}, 'The row "tweets" stands there twice'),
    "unknown source": (but("size", source="guessed"), "In the row \"size\": There is no 'guessed'"),
    "dots": (but(result=...), 'In "result": the three dots are still there'),
    "negative": (but(low="-3 TB"), "In \"low\": '-3 TB' is negative"),
    "no unit": (but(result="7.2"), "'7.2' has no unit"),
    "comma for a point": (but("size", "0,200 kB"), "In \"size\": '0,200 kB' is not clear"),
    "word behind a plain number": (but("copies", "3 disks"), "a plain number is wanted"),
    "capital letter": (but("tweets", "400 Million/day"), "Did you mean million?"),
    "mixed units": (but("size", "200 users"), "In \"size\": '200 users' does not fit"),
    "deliveries for tweets": (but("tweets", "400 M deliveries/day"), "does not fit"),
    "unknown unit": (but(result="7.2 tb"), "there is no unit 'tb'. Did you mean TB"),
    "rate for an amount": (but(result="7.2 TB/day"), "does not fit: a quantity in TB"),
    "unknown letter": (but(therefore="d"), 'In "therefore": There is no'),
    "no letter": (but(therefore=2), "2 is no text"),
    "None for a value": (but(high=None), "text must be a string"),
}


@pytest.mark.parametrize("case", UNREADABLE)
def test_ledger_that_cannot_be_read_is_told_why(case: str) -> None:
    answer, why = UNREADABLE[case]
    verdict = told(answer)
    assert verdict.status == "failed"
    assert verdict.counterexample is not None
    assert verdict.counterexample.call == "the form of `ledger`"
    assert why in verdict.counterexample.why
    assert verdict.mistake is None


WRONG = {
    "bits in a row": (but("size", "1600 B"), "the row “size”", "Is “size” counted in bits"),
    "absurd row": (but("size", "40 KB"), "the row “size”", "hard to defend"),
    "other given figure": (but("tweets", "500 M/day"), "the row “tweets”", "as it is given"),
    "month in a row": (but("tweets", "12 G/day"), "the row “tweets”", "Is yours that of 1 month?"),
    "assumption given": (but("size", source="given"), "the row “size”", "Nobody gave you"),
    "another figure assumed": (but("tweets", "500 M/day", "assumed"), "the row “tweets”",
                               "as it is given"),
    "given assumed": (but("tweets", source="assumed"), "the row “tweets”", "question gives this"),
    "result in bits": (but(result="58 TB", high="90 TB", therefore="c"), "your result",
                       "8.06 times too high. A byte has 8 bits"),
    "unexplained": (but(result="36 TB", high="90 TB"), "your result",
                    "5 times too high. No usual mistake"),
    "zero": (but(result="0 TB", low="0 TB"), "your result", "No usual mistake"),
    "upside down": (but(low="20 TB", high="3 TB"), "your interval", "Swap them"),
    "beside": (but(low="8 TB"), "your interval", "not in your interval"),
    "too wide": (but(low="0.1 TB"), "your interval", "rules nothing out"),
    "from zero": (but(low="0 TB"), "your interval", "rules nothing out"),
    "conclusion": (but(therefore="c"), "your conclusion", "Divide it by 4 TB"),
    "two at once": (but(result="0.8 TB", low="0.1 TB"), "your result", "times too low"),
}  # fmt: skip


@pytest.mark.parametrize("case", WRONG)
def test_wrong_ledger_is_told_where_and_why(case: str) -> None:
    answer, where, why = WRONG[case]
    verdict = told(answer)
    assert verdict.status == "failed"
    assert verdict.counterexample is not None
    assert verdict.counterexample.call == where
    assert why in verdict.counterexample.why, str(verdict)


def test_missing_row_that_people_forget_is_asked_for_and_not_a_matter_of_form() -> None:
    rows = [row for row in RIGHT["rows"] if row[0] != "copies"]
    verdict = told(but(rows=rows, result="2.4 TB", low="1 TB", therefore="a"))
    assert verdict.mistake == "no row for copies"
    assert verdict.counterexample is not None
    # With what the learner reckoned in its place nobody knows: no slip is named, no factor said.
    assert verdict.counterexample.why == "There is no row for “copies”. Does it not belong here?"


def test_diagnosis_reads_the_learners_own_rows() -> None:
    # With 3 copies a third would be missing, with 5 it is a fifth.
    verdict = told(but("copies", "5", result="2.4 TB", low="1 TB", therefore="a"))
    assert verdict.mistake == "replication left out"
    assert verdict.counterexample is not None
    assert "“copies” is 5" in verdict.counterexample.why


def test_all_mistakes_that_fit_are_asked_about() -> None:
    peak = assumed("peak", 3, mark="peak", least="2", most="5")
    check = made(ways=[disk(TWEETS) * peak], tolerance=2)
    rows = [*RIGHT["rows"], ("peak", "3", "assumed")]
    verdict = told(but(rows=rows), check)
    assert verdict.mistake is None  # which of them it was, nobody knows
    assert verdict.counterexample is not None
    assert "room for one copy" in verdict.counterexample.why
    assert "Or: Your number is that of an average second" in verdict.counterexample.why


def test_near_miss_is_named_on_a_pass() -> None:
    verdict = told(but(result="6.55 TB"))
    assert verdict.status == "passed"
    (note,) = verdict.notes
    assert note.startswith("A near miss. Your result is 9 % too low on your own rows")
    assert "divided by 1,024 in place of 1,000?" in note
    far = told(but(result="11 TB"))
    assert "It passes, but your result is 1.53 times too high" in far.notes[0]
    assert told(RIGHT).notes == ()


def test_conclusion_is_judged_on_the_learners_own_number() -> None:
    own = but("size", "120 B", result="4.3 TB", low="2 TB", high="9 TB")
    assert told(own).status == "passed"
    small = but("size", "100 B", result="3.6 TB", low="2 TB", high="9 TB", therefore="a")
    assert told(small).status == "passed"
    assert told(small | {"therefore": "b"}).status == "failed"


@settings(max_examples=40)
@for_all(st.floats(100, 1000), st.integers(2, 5), st.floats(0.51, 1.95), st.floats(1.1, 9))
def test_any_defensible_ledger_passes(size: float, copies: int, off: float, width: float) -> None:
    right = 400e6 * size * copies * 30 / 1e12 * off
    letter = "a" if right < 4 else "b" if right < 40 else "c"
    answer = but(
        result=f"{right!r} TB",
        low=f"{right / width!r} TB",
        high=f"{right * width!r} TB",
        therefore=letter,
    )
    answer["rows"][1] = ("size", f"{size!r} B/tweet", "assumed")
    answer["rows"][2] = ("copies", f"{copies} copies", "asked")
    verdict = told(answer)
    assert verdict.status == "passed", str(verdict)


def test_wrong_letter_is_not_told_the_same_sentence_twice() -> None:
    verdict = told(but(therefore="c"))
    assert verdict.mistake == "concluded c"
    assert verdict.counterexample is not None
    assert verdict.counterexample.why == ENDS["c"].look != verdict.message


def test_wrong_letter_is_not_laid_to_a_mistake_in_the_result() -> None:
    rows = but("copies", "5")["rows"]
    own = but(rows=rows, result="12 TB", low="6 TB", high="24 TB")
    large = [("size", "1 KB", "assumed") if row[0] == "size" else row for row in rows]
    for answer in (own | {"therefore": "a"}, but(rows=large, result="60 TB", high="90 TB")):
        verdict = told(answer)
        assert verdict.counterexample is not None
        assert verdict.counterexample.call == "your conclusion"
        assert verdict.mistake in ("concluded a", None)


@pytest.mark.parametrize("letters", ["", "x"])
def test_not_attempted_and_other_checks_have_no_remarks(letters: str) -> None:
    cases = CHECK.cases(1)
    assert all("not_attempted" in each for each in observe_all(CHECK, ..., cases))
    assert remarks(CHECK, cases, observe_all(CHECK, letters, cases)) == []


@pytest.mark.parametrize(
    ("more", "what"),
    [
        ({"ways": []}, "at least one way"),
        ({"tolerance": 1}, "a tolerance above 1"),
        ({"ways": [disk(TWEETS) * assumed("peak", 3, mark="peak")]}, "peak: a range"),
        ({"conclusions": {"a": ENDS["a"]}}, "a conclusion for the reference"),
    ],
)
def test_content_that_does_not_hold_together_is_refused(more: dict[str, Any], what: str) -> None:
    with pytest.raises(CourseError, match=what):
        made(**more)


def test_first_ledger_is_kept_for_calibration_where_the_truth_is_known() -> None:
    known = made(truth="12 TB")
    cases = known.cases(1)
    kept = of_ledger("disk", known, observe_all(known, RIGHT, cases), NOW)
    assert outcomes(kept) == (Outcome("disk", "TB", 7.2, 12, 3, 20),)
    for check, answer in ((CHECK, RIGHT), (known, None), (known, but(low="8 TB")), (known, ...)):
        assert of_ledger("disk", check, observe_all(check, answer, cases), NOW) == ()


def test_grader_names_a_near_miss_as_the_notebook_does(tmp_path: Path) -> None:
    course = Course.here()
    exercise = course.exercise("year-of-tweets")
    check = load_check(exercise)
    near = {**check.alternatives[0], "result": "80 TB/year"}
    cases = check.cases(1)
    said, challenge = remarks(check, cases, observe_all(check, near, cases))
    path = hand_in(course, exercise, f"estimate = {near!r}", tmp_path / "mine.ipynb")
    graded = grade(course, exercise, path).verdict
    assert graded.status == "passed"
    assert graded.notes == (said, challenge)
    assert "near miss" in said
    assert "114 kB for each" in challenge


def test_challenge_is_reckoned_on_the_learners_own_rows_and_result() -> None:
    tree = given("tweets", "1 k tweet/s") * assumed(
        "size", "200 B/tweet", least="100 B/tweet", most="1 kB/tweet"
    )
    challenge = Challenge(
        "size", "1 kB/tweet", "{times} times: {result}", "{times} fewer: {result}"
    )
    result = quantity(20, "GB/day")
    assert challenge.say(tree, result, "GB/day") == "5 times: 100 GB/day"
    more = tree.with_values({"size": quantity(2, "kB/tweet")})
    assert challenge.say(more, result, "GB/day") == "2 fewer: 10 GB/day"
    for same in (tree.with_values({"size": quantity(1, "kB/tweet")}), given("other", "2 tweet/s")):
        assert challenge.say(same, result, "GB/day") == ""
