"""Exercises whose answer is a value: read with goodwill, judged by what it means."""

from __future__ import annotations

import random
from collections.abc import Callable
from itertools import permutations
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from nbclient import NotebookClient

from tests.help.graded_together import graded_together
from tests.help.submissions import hand_in, written_down
from twitlab.course.book.manifest import Course, Exercise
from twitlab.course.book.notebook_file import read_notebook
from twitlab.course.checking.assessing import assess
from twitlab.course.checking.check import Case, Check, Judgement, Mistake, load_check, observe_all
from twitlab.course.checking.faults import fault
from twitlab.course.checking.verdict import Verdict
from twitlab.course.checks.start_here import choose_ids, review_ids, snowflake_lines
from twitlab.course.kinds.choosing import CHOOSE, Option, choose
from twitlab.course.kinds.choosing_jobs import choose_for_jobs
from twitlab.course.kinds.critiquing import Claim, critique
from twitlab.course.kinds.ordering import order_lines
from twitlab.course.notebook.hint_texts import hints
from twitlab.errors import CourseError
from twitlab.ids import random_ids

COURSE = Course.here()
REVIEW, CHOICE, LINES = (
    COURSE.exercise(e) for e in ("review-ids", "choose-ids", "snowflake-lines")
)
RIGHT_REVIEW = {2: "A", 3: "B", 5: "C", 6: "D"}
RIGHT_CHOICE = {
    "random": "unique",
    "uuid4": "8 bytes",
    "counter": "alone",
    "time+random": "unique",
    "snowflake": "choose",
}
RIGHT_LINES = list("CHIEFBDA")


def told(exercise: Exercise, answer: Any, check: Check | None = None) -> Verdict:
    check = check or load_check(exercise)
    cases = check.cases(1)
    return assess(exercise, check, cases, observe_all(check, answer, cases))


class Odd:
    """A value that cannot even be written down."""

    def __repr__(self) -> str:
        raise RuntimeError("no")


def itself() -> list[Any]:
    inside: list[Any] = []
    inside.append(inside)
    return inside


ANYTHING: dict[str, Any] = {
    "None": None,
    "number": 7,
    "not a number": float("nan"),
    "bytes": b"CHIEFBDA",
    "function": lambda: RIGHT_LINES,
    "type": dict,
    "generator": (letter for letter in "CHIEFBDA"),
    "array": np.array(RIGHT_LINES),
    "unwritable": Odd(),
    "list of an unwritable": [Odd()],
    "dictionary of an unwritable": {"random": Odd(), 2: Odd()},
    "itself": itself(),
    "deep": eval("[" * 60 + "]" * 60),
    "three dots inside": [...],
    "long text": "C" * 100_000,
    "half a character": "\ud800",
}


@pytest.mark.parametrize("exercise", [REVIEW, CHOICE, LINES], ids=lambda each: each.kind)
@pytest.mark.parametrize("answer", ANYTHING.values(), ids=ANYTHING)
def test_answer_of_any_type_fails_on_its_form_and_is_told_what_is_allowed(
    exercise: Exercise, answer: Any
) -> None:
    verdict = told(exercise, answer)
    assert verdict.status == "failed"
    assert verdict.counterexample is not None
    assert exercise.answer in verdict.counterexample.call
    assert verdict.counterexample.expected.startswith(("a list", "a dictionary"))
    assert len(str(verdict)) < 1_200
    assert verdict.mistake is None


@pytest.mark.parametrize("exercise", [REVIEW, CHOICE, LINES], ids=lambda each: each.kind)
def test_unreadable_answer_fails_on_its_form_alone(exercise: Exercise) -> None:
    # Else the notebook, which looks for a smaller case, would tell of a run and not of the form.
    check = load_check(exercise)
    cases = check.cases(1)
    faults = [
        fault(check, case, seen)
        for case, seen in zip(cases, observe_all(check, None, cases), strict=True)
    ]
    assert faults[0] is not None
    assert set(faults[1:]) == {None}


MALFORMED = {
    "no order": (LINES, set("CH"), "A set forgets the order"),
    "unknown letter": (LINES, "CHZ", "There is no 'Z'. There are A, B, C"),
    "letter twice": (LINES, ["C", "c"], "C stands there twice"),
    "numbers": (LINES, [1, 2], "1 in it is no letter"),
    "nothing": (LINES, [], "It is empty"),
    "dots": (LINES, ["C", ...], "The three dots are still there"),
    "not Python": (LINES, "FB", "Python stops at line F"),
    "if without a body": (LINES, "CDA", "Python stops at line D"),
    "unclosed": (LINES, "DAC", "Python stops at the end of your lines"),
    "not a dictionary": (REVIEW, "2A 3B", "This is a text. A dictionary is wanted"),
    "claims without reasons": (REVIEW, [2, 3, 5], "The reasons are missing"),
    "set of claims": (REVIEW, {2, 3}, "The reasons are missing"),
    "claim 9": (REVIEW, {9: "A"}, "There is no claim 9. The claims are numbered 1 to 7"),
    "truth as a claim": (REVIEW, {True: "A"}, "There is no claim True"),
    "unknown reason": (REVIEW, {2: "Z"}, "Behind 2: There is no 'Z'"),
    "no reason": (REVIEW, {2: ""}, "Behind 2: Nothing is named"),
    "None for a reason": (REVIEW, {2: None}, "Behind 2: None is no text"),
    "dots for a reason": (REVIEW, {2: ...}, "Behind 2: The three dots are still there"),
    "claim twice": (REVIEW, {2: "A", "claim 2": "B"}, "2 stands there twice"),
    "set of names": (CHOICE, set(RIGHT_CHOICE), "This is a set"),
    "missing option": (CHOICE, {"random": "unique"}, '"uuid4" is missing'),
    "unknown option": (CHOICE, {**RIGHT_CHOICE, "cuonter": "peak"}, "There is no 'cuonter'"),
    "number for an option": (CHOICE, {1: "unique"}, "1 is no text"),
    "unknown requirement": (CHOICE, {**RIGHT_CHOICE, "random": "fast"}, "There is no 'fast'"),
    "two chosen": (CHOICE, {**RIGHT_CHOICE, "uuid4": "choose"}, "behind 2 options"),
    "none chosen": (CHOICE, {**RIGHT_CHOICE, "snowflake": "peak"}, "behind 0 options"),
    "chosen and ruled out": (
        CHOICE,
        {**RIGHT_CHOICE, "snowflake": ["choose", "peak"]},
        "both chosen and ruled out",
    ),
    "option twice": (CHOICE, {**RIGHT_CHOICE, "UUID-4": "sorted"}, "uuid4 stands there twice"),
}


@pytest.mark.parametrize(("exercise", "answer", "why"), MALFORMED.values(), ids=MALFORMED)
def test_malformed_answer_is_told_what_is_wrong_with_it(
    exercise: Exercise, answer: Any, why: str
) -> None:
    verdict = told(exercise, answer)
    assert verdict.status == "failed"
    assert verdict.counterexample is not None
    assert why in verdict.counterexample.why


HARMLESS = {
    "text": (LINES, "CHIEFBDA"),
    "lower case with commas": (LINES, "c, h, i, e, f, b, d, a"),
    "tuple": (LINES, tuple(RIGHT_LINES)),
    "lines of letters": (LINES, "C\nH\nI\nE\nF\nB\nD\nA\n"),
    "pieces": (LINES, ["CH", " ie ", "FB", "da"]),
    "a list in quotes": (LINES, str(RIGHT_LINES)),
    "numbers as text": (REVIEW, {"2": "a", " 3 ": "b", "Claim 5": "C", "claim6": "D."}),
    "reasons in lists": (REVIEW, {2: ["A"], 3: ("A", "B"), 5: {"C"}, 6: "D"}),
    "both reasons": (REVIEW, {2: "AB", 3: "b and a", 5: "C", 6: "D"}),
    "upper case": (CHOICE, {key.upper(): value.upper() for key, value in RIGHT_CHOICE.items()}),
    "blanks": (
        CHOICE,
        {"Random": "unique", "UUID 4": "8bytes", "counter ": "alone", "time + random": "unique"}
        | {"Snow-flake": " choose "},
    ),
    "several": (CHOICE, {**RIGHT_CHOICE, "random": "unique, sorted", "uuid4": ["sorted"]}),
}


@pytest.mark.parametrize(("exercise", "answer"), HARMLESS.values(), ids=HARMLESS)
def test_right_answer_in_a_harmless_form_passes(exercise: Exercise, answer: Any) -> None:
    verdict = told(exercise, answer)
    assert verdict.status == "passed", str(verdict)


@pytest.mark.parametrize("exercise", [REVIEW, CHOICE, LINES], ids=lambda each: each.kind)
def test_exercise_shows_word_for_word_what_its_check_speaks_of(exercise: Exercise) -> None:
    shows = load_check(exercise).shows
    assert len(shows) > 5
    for path in (exercise.path, f"solutions/{exercise.file}"):
        cells = read_notebook(COURSE.root / path).cells
        given = "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
        assert [text for text in shows if text not in given] == []


@pytest.mark.parametrize("exercise", [REVIEW, CHOICE, LINES], ids=lambda each: each.kind)
def test_hints_of_a_value_do_not_hand_out_its_lines(exercise: Exercise) -> None:
    assert hints(COURSE, exercise) == list(exercise.hints)


def test_mistake_is_named_whatever_else_the_answer_gets_wrong() -> None:
    verdict = told(REVIEW, {2: "E", 4: "F", 7: "A"})
    assert verdict.mistake == "too few bits blamed"
    verdict = told(CHOICE, {**RIGHT_CHOICE, "counter": "8 bytes", "time+random": "sorted"})
    assert verdict.mistake == "a counter accused of running out"
    verdict = told(LINES, list("KBFECHAD"))
    assert verdict.mistake == "the clock looked at too late", "equal lines, another order"


def test_first_misjudged_claim_is_the_one_told_about() -> None:
    verdict = told(REVIEW, {1: "E", 3: "D", 6: "D"})
    assert verdict.counterexample is not None
    assert verdict.counterexample.call.startswith("claim 1, “64 bits make")
    assert verdict.counterexample.got == "wrong, because of E"
    assert verdict.counterexample.expected == "it holds"


def test_reason_beside_a_right_one_must_hold_too() -> None:
    verdict = told(REVIEW, {**RIGHT_REVIEW, 2: "AE"})
    assert verdict.counterexample is not None
    assert verdict.counterexample.expected == "wrong, for another reason"
    assert "a counter with 64 bits would never run out" in verdict.counterexample.why
    verdict = told(CHOICE, {**RIGHT_CHOICE, "random": ["unique", "alone"]})
    assert verdict.counterexample is not None
    assert verdict.counterexample.why.startswith("It keeps *alone*")


def test_every_defensible_reason_passes_and_no_other() -> None:
    for option in choose_ids.OPTIONS[:-1]:
        for requirement in choose_ids.REQUIREMENTS:
            verdict = told(CHOICE, {**RIGHT_CHOICE, option.name: requirement})
            assert (verdict.status == "passed") is (requirement in option.breaks)


def test_choice_is_told_about_in_the_words_of_its_contract() -> None:
    exercise = COURSE.exercise("which-score")
    right = {"Ann": "estimation", "Ben": "data", "Cem": "scoping", "Dia": "choose"}
    off = told(exercise, {**right, "Ben": "failure"}).counterexample
    assert off is not None
    assert (off.got, off.expected) == ("it is off in failure", "a dimension that `Ben` is off in")
    assert off.why.startswith("It is right in *failure*.")
    both = told(exercise, {**right, "Cem": ["scoping", "data"]}).counterexample
    assert both is not None
    assert both.expected == "only dimensions that `Cem` is off in"
    other = told(exercise, {**right, "Ben": "choose", "Dia": "data"}).counterexample
    assert other is not None
    assert other.expected == "a score that is right in every dimension"
    assert other.why.startswith("It is off in *data*.")
    unreadable = told(exercise, {"Dia": "choose"}).counterexample
    assert unreadable is not None
    assert unreadable.expected.startswith("a dictionary with all 4 scores")
    assert "a dimension that it is off in" in unreadable.expected
    assert unreadable.why == '"Ann" is missing. Every score needs its entry.'
    own = told(CHOICE, {**RIGHT_CHOICE, "random": "alone"}).counterexample
    assert own is not None
    assert (own.got, own.expected) == ("it breaks alone", "a requirement that `random` breaks")


def test_prose_has_labels_of_its_own_and_code_keeps_its_own() -> None:
    prose = told(REVIEW, {})
    assert prose.counterexample is not None
    assert [label for label, _ in prose.counterexample.rows] == [
        "about",
        "you said",
        "expected",
        "why",
    ]
    assert "  you said  it holds\n" in str(prose)
    assert "<code>it holds" not in prose._repr_html_()
    code = told(LINES, "DA")
    assert "  call      ids_for([5, 5], worker=" in str(code)
    assert "<code>ids_for([5, 5]" in code._repr_html_()


def test_published_and_worked_out_figures_agree_with_the_package() -> None:
    days = random_ids.mean_draws(64) / review_ids.TWEETS_PER_DAY
    assert f"after {days:.1f} days" in review_ids.CLAIMS[2].look
    random_64 = next(option for option in choose_ids.OPTIONS if option.name == "random")
    assert f"after about {days:.1f} days" in random_64.breaks["unique"]
    # What the look-back cell says in words.
    notebook = read_notebook(COURSE.solution_path(CHOICE))
    assert all(text in notebook.cells[-1].source for text in ("13.5 days", "221 repeats", "2.4"))
    time_random = next(option for option in choose_ids.OPTIONS if option.name == "time+random")
    assert "about 221 repeats a day" in time_random.breaks["unique"]
    assert "2.4 repeats" in time_random.breaks["peak"]


def test_repeats_of_time_and_random_bits_are_as_many_as_drawn() -> None:
    # Ten minutes at 4.63 tweets in each ms; 12 random bits for 22 make 1,024 times as many repeats.
    rng = np.random.default_rng(1)
    per_ms = choose_ids.TWEETS_PER_DAY / 86_400_000
    count = rng.poisson(per_ms * 600_000)
    ids = rng.integers(0, 600_000, count) << 12 | rng.integers(0, 2**12, count)
    repeats = count - len(np.unique(ids))
    # The mean is 1,570 pairs, and five standard deviations are 198.
    expected = 600_000 * per_ms**2 / 2 / 2**12
    assert abs(repeats - expected) < 198
    assert round(expected * 144 / 1_024) == 221


def keeps_its_promises(order: str) -> bool:
    """Hold lines against the contract, on readings that the check does not use."""
    made: dict[str, Any] = {}
    lines = [snowflake_lines.LINES[letter] for letter in order]
    try:
        exec("\n".join([snowflake_lines.HEAD, *lines, snowflake_lines.TAIL]), made)
    except SyntaxError:
        return False
    rng = random.Random(4)
    short = [[rng.randrange(rng.choice([3, 9])) for _ in range(12)] for _ in range(50)]
    many = sorted(rng.randrange(4_000) for _ in range(9_000))
    full, refused = [7] * 4_096, [7, *[6] * 4_096, *[7] * 4_095]
    for readings in (*short, many, full, refused):
        accepted, latest = [], -1
        for now_ms in readings:
            if now_ms >= latest:
                accepted.append(now_ms)
                latest = now_ms
        ids = made["ids_for"](readings, 6)
        if [each >> 22 for each in ids] != accepted:
            return False
        if any(each >> 12 & 1023 != 6 for each in ids) or sorted(set(ids)) != ids:
            return False
    return True


def test_every_order_of_lines_that_works_passes_and_no_other() -> None:
    pieces = [("CH", "IE", second, "A", "D") for second in ("FB", "KB")]
    orders = ["".join(order) for piece in pieces for order in permutations(piece)]
    works = {order for order in orders if keeps_its_promises(order)}
    assert {order for order in orders if told(LINES, order).status == "passed"} == works
    assert len(works) == 8 + 12, "and the reference is but one of them"


def test_same_readings_are_written_short_in_a_counterexample() -> None:
    verdict = told(LINES, list("CHAIEFBD"))
    assert verdict.counterexample is not None
    assert verdict.counterexample.call == "ids_for([0, 0, ... 4999], worker=6)"
    assert verdict.counterexample.got.startswith("2047|7|0 as id number 4,096")


def doubled(lines: dict[str, str] | None = None) -> Check:
    def judge(case: Case, returned: Any) -> Judgement:
        (number,) = case["args"]
        return Judgement(returned == 2 * number, str(returned), str(2 * number), "twice it")

    return order_lines(
        answer="order",
        function="double",
        head="def double(n):",
        lines=lines
        or {"A": "    m = n", "B": "    m = m + n", "C": "    m += n", "D": "    m / 0"},
        tail="    return m",
        cases=lambda seed: [{"args": [seed]}],
        judge=judge,
        mistakes=[Mistake("once", "You give the number back as it is, once and not twice.", "A")],
        alternatives=["AC"],
    )


def test_lines_are_run_and_all_orders_that_work_pass() -> None:
    check = doubled()
    assert told(LINES, "AB", check).status == told(LINES, "AC", check).status == "passed"
    assert told(LINES, "A", check).mistake == "once"


def test_lines_that_stop_half_way_say_at_which_line() -> None:
    for order, line in (("BA", "B"), ("ABD", "D")):
        verdict = told(LINES, order, doubled())
        assert verdict.status == "failed"
        assert verdict.counterexample is not None
        assert verdict.counterexample.call == "double(1)"
        assert verdict.counterexample.got.endswith(f"at line {line}")
        assert "Error: " in verdict.counterexample.got


def two_ways(**options: Option) -> Check:
    known = {
        "push": Option("push", {"cheap": "Each tweet is 75 inserts."}, {"fast": "One read."}, True),
        "pull": Option("pull", {"fast": "75 reads."}, {"cheap": "One insert."}, True),
        **options,
    }
    return choose(
        answer="choice",
        requirements={"fast": "a read is fast", "cheap": "a tweet is cheap"},
        options=list(known.values()),
        mistakes="",
    )


def test_mistakes_change_the_right_answer_that_the_content_of_a_check_makes() -> None:
    check = load_check(CHOICE)
    kept = {**RIGHT_CHOICE, "counter": "8 bytes"}
    assert kept in [each.answer for each in check.mistakes]
    check = critique(
        answer="review",
        claims=[Claim("all fits", "Add it up."), Claim("it is fast", "By how much?", because="BA")],
        reasons={"A": "a seek takes 10 ms", "B": "there are 75 of them"},
        mistakes="# all is wrong\nOne is.\n+1: A",
    )
    assert [each.answer for each in check.mistakes] == [{2: "B", 1: "A"}]
    assert check.alternatives == [{"2": "a"}, {"claim 2": ["B", "A"]}]
    assert two_ways().alternatives == [
        {"push": "choose", "pull": "fast"},
        {"PULL": "fast", "PUSH": "Choose"},
    ]


def test_either_of_two_defensible_options_can_be_chosen() -> None:
    check = two_ways()
    for chosen, other, reason in (("push", "pull", "fast"), ("pull", "push", "cheap")):
        assert told(CHOICE, {chosen: CHOOSE, other: reason}, check).status == "passed"
    verdict = told(CHOICE, {"push": CHOOSE, "pull": "cheap"}, check)
    assert verdict.counterexample is not None
    assert verdict.counterexample.why == "It keeps *cheap*. One insert."


BROKEN_BY = {"dict": {"small"}, "list": {"fast"}, "sketch": {"exact"}}


def three_ways(against_all: bool, asks: str = "small fast") -> Check:
    """Let a job ask for memory and speed, so that only the sketch is left."""
    return choose_for_jobs(
        answer="defence",
        jobs={"A": "a count"},
        ways={"dict": "a dict", "list": "a list", "sketch": "a sketch"},
        requirements={"small": "little memory", "fast": "one step", "exact": "no error"},
        said=lambda job, way: {
            each: (each not in BROKEN_BY[way], f"{way}: {each}") for each in asks.split()
        },
        right={"A": "sketch, fast"},
        mistakes="",
        alternatives=[],
        against_all=against_all,
    )


@pytest.mark.parametrize(
    ("against_all", "answer", "why"),
    [
        (False, "sketch, fast", ""),
        (True, "sketch, fast, small", ""),
        (False, "sketch, fast, small", "It keeps *small*. list: small"),
        (True, "sketch, fast", "`dict` is not ruled out. dict: fast"),
        (True, "sketch, small", "`list` is not ruled out. list: small"),
        (True, "sketch, small, fast, exact", "Job A does not ask for *exact*."),
        (True, "list, small", "list: fast"),
        (True, "sketch", 'Behind "A": `sketch` needs a reason, what rules out each other way.'),
        (False, "sketch", 'Behind "A": `sketch` needs a reason, what rules out the way above it.'),
        (True, "dict, small", 'Behind "A": above `dict` there is no simpler way to rule out.'),
        (True, "dict", "dict: small"),
        (True, "small, fast", 'Behind "A" 0 ways are named; one is wanted.'),
    ],
)
def test_choice_for_a_job_is_ruled_on_by_what_its_reasons_rule_out(
    against_all: bool, answer: str, why: str
) -> None:
    verdict = told(CHOICE, {"A": answer}, three_ways(against_all))
    assert (verdict.counterexample.why if verdict.counterexample else "") == why


def test_the_simplest_of_two_ways_is_wanted_and_only_what_the_job_asks_for() -> None:
    check = three_ways(against_all=True, asks="small exact")
    assert told(CHOICE, {"A": "list, small, exact"}, check).status == "passed"
    verdict = told(CHOICE, {"A": "list, small, exact"}, three_ways(True, "small"))
    assert verdict.counterexample is not None
    assert verdict.counterexample.why == "Job A does not ask for *exact*."
    verdict = told(CHOICE, {"A": "sketch, small"}, three_ways(True, "small"))
    assert verdict.counterexample is not None
    assert verdict.counterexample.why == "A simpler one keeps all. list: small"


def of_claim(claim: Claim) -> Callable[[], Check]:
    def build() -> Check:
        return critique(answer="review", claims=[claim], reasons={"A": "a"}, mistakes="")

    return build


BROKEN_CONTENT: dict[str, Callable[[], Check]] = {
    "letters of two": lambda: doubled({"AB": "    m = n"}),
    "lower-case letters": lambda: doubled({"a": "    m = n"}),
    "a requirement forgotten": lambda: two_ways(poll=Option("poll", {"fast": "no"}, {})),
    "a requirement broken and kept": lambda: two_ways(
        poll=Option("poll", {"fast": "no", "cheap": "no"}, {"cheap": "yes"})
    ),
    "nothing rules it out": lambda: two_ways(poll=Option("poll", {}, {"fast": "", "cheap": ""})),
    "nothing can be chosen": lambda: two_ways(
        push=Option("push", {"fast": "no"}, {"cheap": ""}),
        pull=Option("pull", {"fast": "no"}, {"cheap": ""}),
    ),
    "a job that no way does": lambda: three_ways(True, "small fast exact"),
    "unknown reason": of_claim(Claim("x", "y", because="B")),
    "a reason that is and is not": of_claim(Claim("x", "y", "A", {"A": "not this"})),
}


@pytest.mark.parametrize("build", BROKEN_CONTENT.values(), ids=BROKEN_CONTENT)
def test_content_that_does_not_hold_together_is_refused(build: Callable[[], Check]) -> None:
    with pytest.raises(CourseError, match="does not hold together"):
        build()


@pytest.mark.slow
@pytest.mark.parametrize("exercise", [REVIEW, CHOICE, LINES], ids=lambda each: each.kind)
def test_grader_and_notebook_say_the_same_of_a_wrong_value(
    exercise: Exercise, tmp_path: Path, warm: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable, value in warm.items():
        monkeypatch.setenv(variable, value)
    mistake = load_check(exercise).mistakes[1]
    wanted = {
        written_down(mistake.answer, exercise): ("failed", mistake.name),
        f"{exercise.answer} = [A]": ("error", None),
    }
    verdicts = graded_together(COURSE, [(exercise, source) for source in wanted], 1)
    for graded, (source, (status, name)) in zip(verdicts, wanted.items(), strict=True):
        path = hand_in(COURSE, exercise, source, tmp_path / "handed_in.ipynb")
        assert (graded.status, graded.mistake) == (status, name), str(graded)
        notebook = read_notebook(path)
        resources = {"metadata": {"path": str(tmp_path)}}
        NotebookClient(notebook, resources=resources, timeout=60, allow_errors=True).execute()
        verdict, points = (output.data["text/plain"] for output in notebook.cells[-2].outputs)
        assert f"{exercise.title}: {status}" in verdict
        assert (name or "") in verdict
        assert points == str(graded.points)
        if status == "error":
            assert "quotes" in verdict
            assert "quotes" in graded.reason
