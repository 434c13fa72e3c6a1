"""The five minutes a day, as somebody types them, and where a plan has them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.help.command_line import COURSE, DAY, FIRST, NOW, Run, checked
from tests.help.interviews import SMALL, toml_of
from twitlab.course.workspace.workspace import Workspace
from twitlab.interview.packs import pack
from twitlab.interview.places import FOLDER
from twitlab.interview.played import play
from twitlab.interview.review.answers import Answers, answers_file, read_answers
from twitlab.interview.timing import SystemClock2

Typing = Callable[..., None]
MISSED = (
    '00:00 solo phase phase="scope"',
    '06:00 solo phase phase="estimates"',
    '07:00 solo estimated estimate="sales"; value="9 tweet/day"',
)


@pytest.fixture(autouse=True)
def only_the_small_pack(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let the kit have one pack, of tests."""
    monkeypatch.setattr(pack, "FOLDER", SMALL.parent)
    pack.load_pack.cache_clear()
    yield
    pack.load_pack.cache_clear()


@pytest.fixture
def types(monkeypatch: pytest.MonkeyPatch) -> Typing:
    """Let somebody type lines; behind the last one the input ends, or Ctrl-C is pressed."""

    def types(*lines: str, end: type[BaseException] = EOFError) -> None:
        left = iter(lines)

        def read(prompt: str = "") -> str:
            for line in left:
                return line
            raise end

        monkeypatch.setattr("builtins.input", read)

    return types


def missed(mine: Workspace, tmp_path: Path) -> None:
    """Fail an exercise, and an estimate of an interview."""
    checked(mine, FIRST, "failed")
    play(toml_of(tmp_path, "one", *MISSED), mine.root / FOLDER / "small-one")


def kept(mine: Workspace) -> list[tuple[str, str]]:
    numbered = read_answers(answers_file(mine.root)).numbered
    return [(each.card, each.grade) for _, each in numbered]


def test_review_without_cards_says_where_they_come_from(run: Run, mine: Workspace) -> None:
    done = run("review")
    assert (done.code, done.err) == (0, "")
    assert done.out == (
        "Nothing is due: you have no cards yet; they are made of what you miss in `twitlab check` "
        "and in `twitlab interview start PACK`\n"
    )
    assert not answers_file(mine.root).exists()


def test_review_asks_keeps_and_says_what_comes(
    run: Run, mine: Workspace, tmp_path: Path, types: Typing
) -> None:
    missed(mine, tmp_path)
    types("", "3", "", "4")
    done = run("review")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("2 cards are due; no card is begun after 5 min.\n")
    assert "2 of 2  An estimate: A shop of notes" in done.out
    assert "2 answers are kept. Nothing more is due today.\n" in done.out
    ids = ["exercise/first-repeat", "estimate/small/usual/sales"]
    assert kept(mine) == [(ids[0], "good"), (ids[1], "easy")]
    again = run("review")
    assert again.out.startswith("Nothing is due today, of 2 cards.\n  next      on ")


@pytest.mark.parametrize("end", [KeyboardInterrupt, EOFError])
def test_review_that_ends_in_the_middle_keeps_what_was_answered(
    run: Run, mine: Workspace, tmp_path: Path, types: Typing, end: type[BaseException]
) -> None:
    missed(mine, tmp_path)
    types("", "1", "", end=end)
    done = run("review")
    assert (done.code, done.err) == (0, "")
    assert "1 answer is kept, 2 cards are left.\n  go on     `twitlab review`" in done.out
    assert "next" not in done.out.split("go on")[1]
    assert kept(mine) == [("exercise/first-repeat", "again")]
    types("", "3", "", "3")
    assert "2 answers are kept. Nothing more" in run("review").out


def test_second_review_is_refused_in_a_line(run: Run, mine: Workspace, tmp_path: Path) -> None:
    missed(mine, tmp_path)
    with Answers(answers_file(mine.root), SystemClock2()):
        done = run("review")
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("twitlab: another review is open, and writes reviews.log")


def test_review_says_which_line_of_its_file_is_damaged(
    run: Run, mine: Workspace, tmp_path: Path, types: Typing
) -> None:
    missed(mine, tmp_path)
    types("", "3", "", "4")
    run("review")
    path = answers_file(mine.root)
    path.write_bytes(path.read_bytes()[:-4])
    types()
    done = run("review")
    assert "note      reviews.log, line 2 was cut off while it was written\n" in done.out
    assert "1 card is due" in done.out


@pytest.mark.parametrize("minutes", ["0", "121", "five"])
def test_minutes_that_are_not_allowed_are_refused(run: Run, mine: Workspace, minutes: str) -> None:
    assert run("review", "--minutes", minutes).code == 2


def test_cards_are_written_for_anki_once(run: Run, mine: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "cards.txt"
    none = run("review", "--anki", str(path))
    assert none.code == 2
    assert "you have no cards yet" in none.err
    assert not path.exists()
    missed(mine, tmp_path)
    done = run("review", "--anki", str(path))
    assert done.code == 0
    assert done.out.startswith("2 cards in ")
    content = path.read_bytes()
    assert content.count(b"\n") == 8
    assert kept(mine) == []
    done = run("review", "--anki", str(path))
    assert (done.code, done.out) == (2, "")
    assert "is there already, and is never overwritten" in done.err
    assert path.read_bytes() == content
    assert run("review", "--anki", str(tmp_path / "no" / "x.txt")).code == 2


def test_help_says_what_review_and_history_do(run: Run) -> None:
    said = run("review", "--help").out
    for part in ("Ask the cards that are due today", "--anki FILE", "--minutes", "Ctrl-C stops"):
        assert part in said
    said = run("interview", "history", "--help").out
    assert "Show what your sessions earned, what changed, and what you missed again." in said
    assert "--json" in said
    listed = run("--help").out
    assert "review" in listed


def plan_of(run: Run, days: int, *more: str) -> str:
    day = NOW.astimezone().date() + days * DAY
    return run("plan", "--interview", str(day), *more).out


def test_plan_begins_with_a_cold_mock_until_a_session_was_scored(
    run: Run, mine: Workspace, tmp_path: Path
) -> None:
    said = plan_of(run, 30)
    assert "mock      `twitlab interview start PACK --cold` first, unprepared" in said
    assert "review    5 min an evening: `twitlab review`; 0 cards are due now" in said
    (tonight,) = [line for line in said.splitlines() if " tonight " in line]
    assert "cold mock interview and its score (25 min), Start here" in tonight
    assert said.count("cold mock interview") == 1
    assert len(re.findall(r", review *$", said, re.MULTILINE)) > 5
    assert "tonight: cold mock interview" in run().out
    missed(mine, tmp_path)
    said = run("plan").out
    assert "cold mock" not in said
    assert "first     what your last interview showed weak: estimation\n" in said
    assert "2 cards are due now" in said
    assert "  review    2 cards are due; `twitlab review`" in run().out


def test_plan_orders_by_what_the_mock_showed_weak(
    run: Run, mine: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "packs"
    folder.mkdir()
    weak = 'mends = ["search"]'
    raw = SMALL.read_text(encoding="utf-8").replace('mends = ["start-here"]', weak)
    (folder / "small.toml").write_text(raw, encoding="utf-8")
    monkeypatch.setattr(pack, "FOLDER", folder)
    pack.load_pack.cache_clear()
    play(toml_of(tmp_path, "one", *MISSED), mine.root / FOLDER / "small-one")
    said = plan_of(run, 60)
    core = [each.title for each in COURSE.exercises if each.lesson == "search" and each.core]
    assert core
    assert all(said.index(title) < said.index("Snowflake, line by line") for title in core)
    assert said.index("Find it while it is news") < said.index(core[0])
    assert said.index("Who gets the tweet?") < said.index("Find it while it is news")


def test_last_evenings_have_their_review_too(run: Run, mine: Workspace) -> None:
    said = plan_of(run, 60)
    assert ", review" in said.split("revision")[1].splitlines()[0]
    short = plan_of(run, 60, "--minutes", "10")
    assert ", review" not in short
    assert "cold mock" not in short


def test_answers_that_cannot_be_read_stop_no_plan(run: Run, mine: Workspace) -> None:
    answers_file(mine.root).mkdir()
    assert run().code == 0
    assert "Interview on" in plan_of(run, 9)


def test_answered_cards_come_before_the_interview_of_the_plan(
    run: Run, mine: Workspace, tmp_path: Path, types: Typing
) -> None:
    missed(mine, tmp_path)
    plan_of(run, 3)
    types("", "4", "", "4")
    tomorrow = NOW.astimezone().date() + timedelta(days=2)
    assert f"next      on {tomorrow:%A} {tomorrow}" in run("review").out
