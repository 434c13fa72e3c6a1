"""Which cards there are: of what was missed, as long as it was missed last, under ids that stay."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.help.histories import history, past, said, ticked
from tests.help.made_sessions import happens
from twitlab.course.book.manifest import Course, Manifest
from twitlab.course.book.status import Status
from twitlab.course.checking.check import load_check
from twitlab.course.record.events import Checked, GaveUp, Hinted
from twitlab.course.record.progress import Progress
from twitlab.interview.history import History
from twitlab.interview.review.cards import Card, id_of
from twitlab.interview.review.making import cards_of, where_more_is

COURSE = Course.here()
FIRST = COURSE.exercise("first-repeat")
MISTAKE = load_check(FIRST).mistakes[0]
NOTHING = History(())
AT = datetime(2027, 1, 4, tzinfo=UTC)


@pytest.fixture
def progress(tmp_path: Path) -> Progress:
    """Give the progress of a learner who did nothing yet."""
    return Progress(tmp_path / "progress.jsonl")


def check(progress: Progress, status: Status, mistake: str | None = None, name: str = "") -> None:
    progress.record(
        Checked(
            at=AT,
            exercise=name or FIRST.id,
            status=status,
            points=0,
            max_points=10,
            by="grader",
            mistake=mistake,
        )
    )


def made(progress: Progress, past_: History = NOTHING, course: Course = COURSE) -> dict[str, Card]:
    return {each.id: each for each in cards_of(course, progress, past_)}


def without_first() -> Course:
    """Give the course as it is without the first exercise."""
    exercises = [each.model_dump() for each in COURSE.exercises if each.id != FIRST.id]
    for each in exercises:
        each["stands_on"] = [name for name in each["stands_on"] if name != FIRST.id]
    lessons = [each.model_dump() for each in COURSE.lessons]
    raw = {"lessons": lessons, "exercises": exercises}
    return Course(COURSE.root, Manifest.model_validate(raw))


def test_learner_who_missed_nothing_has_no_cards(progress: Progress) -> None:
    check(progress, "passed")
    check(progress, "not attempted", name="review-ids")
    assert made(progress) == {}


def test_named_mistake_is_a_card_with_its_message_also_after_the_pass(progress: Progress) -> None:
    for _ in range(2):
        check(progress, "failed", MISTAKE.name)
    check(progress, "passed")
    (card,) = made(progress).values()
    assert card.id == id_of("mistake", FIRST.id, MISTAKE.name)
    assert card.kind == "mistake"
    assert MISTAKE.name in card.front
    assert card.back == MISTAKE.message
    assert MISTAKE.message not in card.front
    assert where_more_is(card, COURSE) == (f"{FIRST.title}, {FIRST.path}",)


def test_exercise_that_failed_is_a_card_until_it_is_passed(progress: Progress) -> None:
    check(progress, "failed")
    (card,) = made(progress).values()
    assert card.id == "exercise/first-repeat"
    assert card.back == f"Hint 1: {FIRST.hints[0]}"
    progress.record(Hinted(at=AT, exercise=FIRST.id, level=2))
    shown = made(progress)[card.id].back.splitlines()
    assert shown == [f"Hint {n}: {FIRST.hints[n - 1]}" for n in (1, 2)]
    check(progress, "passed")
    check(progress, "failed")
    assert made(progress) == {}


def test_exercise_given_up_is_a_card_until_it_is_passed(progress: Progress) -> None:
    progress.record(GaveUp(at=AT, exercise=FIRST.id))
    assert set(made(progress)) == {"exercise/first-repeat"}
    check(progress, "passed")
    assert made(progress) == {}


def test_exercise_that_left_the_course_has_no_card(progress: Progress) -> None:
    check(progress, "failed", MISTAKE.name)
    assert len(made(progress)) == 2
    assert made(progress, course=without_first()) == {}
    card = Card("line/a/b", "line", "about", "front", "back", (FIRST.id, "review-ids", "never"))
    (more,) = where_more_is(card, without_first())
    assert more.endswith("00_review_ids.ipynb")


def test_mistake_that_the_check_no_longer_knows_has_no_card(progress: Progress) -> None:
    check(progress, "failed", "a name of long ago")
    assert set(made(progress)) == {"exercise/first-repeat"}


def test_wrong_estimate_is_a_card_and_so_is_the_mistake_it_looks_like(progress: Progress) -> None:
    cards = made(progress, history(past(said("5:00", "40 write/s"))))
    mistake = cards.pop(id_of("mistake", "short-links", "small", "writes", "ten months of links"))
    assert "You said 40 write/s, which is" in mistake.front
    assert "ten months" not in mistake.front
    assert mistake.back.startswith("ten months of links.\nOf how many months are your links?")
    estimate = cards.pop("estimate/short-links/small/writes")
    assert "- links a month: 10 M write/month" in estimate.front
    assert "= links" in estimate.back
    assert "It decides: One machine or many." in estimate.back
    assert [each.kind for each in cards.values() if each.kind != "line"] == []


def test_estimate_that_was_right_at_last_has_no_card_and_its_mistake_keeps_one(
    progress: Progress,
) -> None:
    wrong = past(said("5:00", "40 write/s"))
    right = past(said("5:00", "4 write/s"))

    def kinds(of: History) -> list[str]:
        return [each.kind for each in made(progress, of).values() if each.kind != "line"]

    assert kinds(history(past(said("5:00", "40 write/s"), said("6:00", "4 write/s")))) == [
        "mistake"
    ]
    assert kinds(history(wrong, right)) == ["mistake"]
    assert kinds(history(right, wrong)) == ["mistake", "estimate"]
    assert kinds(history(past(said("5:00", "40 GB")))) == []  # no try
    no_try = past(said("5:00", "40 write/s"), said("6:00", "40 GB"))
    assert kinds(history(no_try)) == ["mistake", "estimate"]


def test_line_missed_when_it_was_observed_last_is_a_card(progress: Progress) -> None:
    low, high = (past(ticked("30:00", "says-peak", earned)) for earned in (False, True))
    card = made(progress, history(high, low))["line/short-links/says-peak"]
    assert "Does what says-peak says." in card.front
    assert card.back.startswith("Strong: One machine takes it")
    assert card.about == "Estimates: Short links"
    assert where_more_is(card, COURSE)[0].startswith("Back of the envelope, notebooks/02_")
    assert "line/short-links/says-peak" in made(progress, history(low, past()))
    assert "line/short-links/says-peak" not in made(progress, history(low, high))


def test_lines_that_are_measured_have_no_card_and_low_rungs_come_first(progress: Progress) -> None:
    hinted = happens("21:00", "interviewer", "hinted", topic="cache", rung=3)
    session = past(hinted, ticked("30:00", "goes-deep", True), ticked("30:00", "says-peak", False))
    missed = {each.line.id: each for each in session.missed()}
    assert missed["alone-in-depth"].measured
    lines = [each.id.split("/")[-1] for each in made(progress, history(session)).values()]
    assert "alone-in-depth" not in lines
    assert "right-writes" not in lines
    assert set(lines) == {name for name, each in missed.items() if not each.measured}
    rungs = [missed[name].line.rung for name in lines]
    assert rungs == sorted(rungs)


def test_ids_stay_and_differ() -> None:
    """They are kept in files of answers and in Anki: a change of one loses what was learned."""
    assert id_of("line", "top-k", "asks-window") == "line/top-k/asks-window"
    assert id_of("mistake", "x", "Größe: 李") == "mistake/x/gr-e-ac255e04"
    names = ["a b", "a-b", "a  b", "A b", "李", "王", "", "x" * 50, "x" * 51]
    assert len({id_of("mistake", each) for each in names}) == len(names)
    assert all("\t" not in id_of(each) and " " not in id_of(each) for each in names)


def test_cards_are_flat_lines_whatever_was_typed(progress: Progress) -> None:
    typed = "40\twrite/s\u2028 "
    cards = made(progress, history(past(said("5:00", typed))))
    for each in cards.values():
        assert not {"\t", "\r", "\u2028"} & {*each.front, *each.back}
