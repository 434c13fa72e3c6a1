"""Cards are asked one at a time; what was answered is kept, whatever ends it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console, RenderableType

from tests.help.command_line import COURSE
from twitlab.interview.review.answers import Answers, read_answers
from twitlab.interview.review.asking import RATE, THINK, Asked, ask
from twitlab.interview.review.cards import Card
from twitlab.interview.timing import ManualClock2

CARDS = [Card(n, "line", f"about {n}", f"front {n}", f"back {n}", ("start-here",)) for n in "abc"]


class Screen:
    """A person who types, and what they see."""

    def __init__(self, path: Path, *typed: str | type[BaseException]) -> None:
        self.clock = ManualClock2(1_000)
        self.answers = Answers(path, self.clock)
        self.typed = iter(typed)
        self.file = StringIO()
        self.takes_ms = 0
        self.kept: list[int] = []

    def read(self, prompt: str) -> str:
        print(f"<{prompt.strip()}>", file=self.file)
        self.kept.append(len(read_answers(self.answers._path).numbered))
        self.clock.advance_ms(self.takes_ms)
        said = next(self.typed)
        if isinstance(said, str):
            return said
        raise said

    def show(self, what: RenderableType) -> None:
        Console(file=self.file, width=200).print(what)

    def ask(self, cards: list[Card], minutes: int = 5) -> Asked:
        return ask(cards, self.answers, COURSE, minutes, self.clock, self.read, self.show)

    @property
    def given(self) -> list[tuple[str, str]]:
        return [(each.card, each.grade) for each in self.answers.all]


@pytest.fixture
def screen(tmp_path: Path) -> Iterator[Callable[..., Screen]]:
    """Make a person who types."""
    made: list[Screen] = []

    def of(*typed: str | type[BaseException]) -> Screen:
        made.append(Screen(tmp_path / "reviews.log", *typed))
        return made[-1]

    yield of
    for each in made:
        each.answers.close()


def test_back_is_shown_only_after_thinking(screen: Callable[..., Screen]) -> None:
    one = screen("", "3")
    assert one.ask(CARDS[:1]) == Asked(1, 0, "all")
    text = one.file.getvalue()
    places = [text.index(each) for each in (
        "1 of 1  about a", "front a", THINK.strip(), "back a", "more  Start here", RATE.strip(),
    )]  # fmt: skip
    assert places == sorted(places)


def test_each_answer_is_on_the_disk_before_the_next_card(screen: Callable[..., Screen]) -> None:
    one = screen("", "2", "", "3", "", "4")
    assert one.ask(CARDS) == Asked(3, 0, "all")
    assert one.kept == [0, 0, 1, 1, 2, 2]
    assert one.given == [("a", "hard"), ("b", "good"), ("c", "easy")]


def test_card_that_was_not_known_comes_again_behind_the_others(
    screen: Callable[..., Screen],
) -> None:
    one = screen("", "1", "", "3", "", "1", "", "3")
    assert one.ask(CARDS[:2]) == Asked(4, 0, "all")
    assert one.given == [("a", "again"), ("b", "good"), ("a", "again"), ("a", "good")]
    headings = [line for line in one.file.getvalue().splitlines() if " of " in line]
    assert headings == ["1 of 2  about a", "1 of 2  about b", "2 of 2  about a", "2 of 2  about a"]


@pytest.mark.parametrize("end", [KeyboardInterrupt, EOFError, "q", " Q "])
@pytest.mark.parametrize("before", [[], ["", "3"], ["", "3", ""], ["", "1", "", "3", ""]])
def test_review_that_is_stopped_keeps_what_was_answered(
    screen: Callable[..., Screen], before: list[str], end: str | type[BaseException]
) -> None:
    one = screen(*before, end)
    made = one.ask(CARDS)
    assert made.why == "stopped"
    assert made.answered == len(one.given) == len(before) // 2
    assert made.left == 3 - sum(grade != "again" for _, grade in one.given)


@pytest.mark.parametrize("typed", ["", "5", "good", "3 4", "12", "٣"])
def test_rating_that_is_none_is_asked_again(screen: Callable[..., Screen], typed: str) -> None:
    one = screen("an answer typed out", typed, " 3 ")
    assert one.ask(CARDS[:1]) == Asked(1, 0, "all")
    assert f"{typed!r} is no rating; allowed are 1, 2, 3, 4" in one.file.getvalue()


def test_no_card_is_begun_after_the_minutes(screen: Callable[..., Screen]) -> None:
    """The one that is on is ended, however long it takes."""
    one = screen("", "3", "", "3")
    one.takes_ms = 75_000
    assert one.ask(CARDS) == Asked(2, 1, "time")
    two = screen_again(one, "", "3")
    two.takes_ms = 10**9
    assert two.ask(CARDS[2:]) == Asked(1, 0, "all")


def screen_again(one: Screen, *typed: str) -> Screen:
    one.answers.close()
    return Screen(one.answers._path, *typed)


def test_clock_on_the_wall_does_not_end_a_review(screen: Callable[..., Screen]) -> None:
    one = screen("", "3", "", "3", "", "3")
    read = one.read

    def jumping(prompt: str) -> str:
        one.clock.set_wall_ms(one.clock.wall_ms() + 10**9)
        return read(prompt)

    made = ask(CARDS, one.answers, COURSE, 5, one.clock, jumping, one.show)
    assert made == Asked(3, 0, "all")


def test_no_cards_are_all_asked(screen: Callable[..., Screen]) -> None:
    assert screen().ask([]) == Asked(0, 0, "all")


def test_what_a_person_typed_reaches_no_terminal_as_a_control(
    screen: Callable[..., Screen],
) -> None:
    card = Card("x", "mistake", "about [bold]", "You said \x1b[2J 李 🎉", "back")
    one = screen("", "3")
    one.ask([card])
    assert "\x1b" not in one.file.getvalue()
    assert "李 🎉" in one.file.getvalue()
    assert "about [bold]" in one.file.getvalue()
