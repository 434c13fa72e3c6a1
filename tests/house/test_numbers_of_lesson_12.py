"""Numbers in the prose of lesson 12 are those that its cells print, or that the package gives."""

from tests.help.lessons import Lesson
from twitlab.interview.events import Ended, PhaseBegun
from twitlab.interview.example import example
from twitlab.interview.grading import right_value
from twitlab.interview.packs.pack import load_pack
from twitlab.interview.packs.words import SLOTS
from twitlab.interview.scoring.raters import LEAST_FOR_KAPPA

MOCK = Lesson("mock-interview")


def test_lesson_says_what_push_and_pull_cost() -> None:
    pack = load_pack("timeline-search")
    right = {each.id: right_value(each) for each in pack.estimates}
    assert (right["deliveries"], right["pull-reads"]) == ("347,000 delivery/s", "22.5 M read/s")
    MOCK.says("before", "347,000 entries a second", "22.5 million lists", "65 times as much")
    assert round(22.5e6 / 347e3) == 65


def test_lesson_says_how_the_minutes_are_spread() -> None:
    assert (SLOTS[35][3], sum(SLOTS[35])) == (8, 35)
    MOCK.says("slots-after", "The boxes get 8 of 35.")
    MOCK.says("takeaways", "Boxes get 8 minutes of 35.")


def test_lesson_says_how_many_lines_and_keys_there_are() -> None:
    session = example("middling")
    assert len(session.pack.rubric) == 37
    MOCK.says("estimate-memorised-text", "37 lines")
    assert MOCK.prints("keys-gap", "\nkeys pressed: ") == [24]
    MOCK.says("takeaways", "about two dozen keys in 35 minutes")
    (ended,) = session.of(Ended)
    assert 34 <= ended.at_ms / 60_000 <= 35
    assert session.of(PhaseBegun)[2].at_ms // 60_000 == 8  # "the first eight minutes"
    MOCK.says("columns", "the first eight minutes")


def test_lesson_says_what_a_rung_without_a_gap_is_worth() -> None:
    score = MOCK.lines("mark-score")
    assert "Data and API: measured -, judged 2" in score
    states = [line.split()[3] for line in score[3:9] if line.startswith("  rung")]
    assert states == ["proved", "missed", "proved"]
    MOCK.says("mark-after", "so the mark is 2")


def test_lesson_says_what_one_key_less_changes() -> None:
    assert MOCK.lines("evidence")[-2:] == [
        "names-keys: proved -> missed",
        "Data and API: 2 -> 1",
    ]
    assert [
        each.at_ms for each in example("middling").events if "keys-named" in repr(each.event)
    ] == [530_000]
    MOCK.says("evidence-text", "At 08:50")


def test_lesson_says_how_far_two_raters_agree() -> None:
    assert MOCK.prints("raters", "Lines that both judged:") == [22, 19]
    MOCK.says("raters-text", "22 lines", "seven dimensions")
    MOCK.says("raters-after", "3 lines of 22", "2 becomes 4")
    assert MOCK.prints("raters", "\nData and API  ") == [2, 4]
    MOCK.says("rehearse", f"from {LEAST_FOR_KAPPA} lines on")


def test_lesson_says_where_two_columns_differ() -> None:
    assert MOCK.prints("break-table", "\nCommunication and drive ") == [4, 2, 3, 3, 4, 3]
    MOCK.says("break-after", "Communication is measured 4 for the memorised answer.")
    assert MOCK.prints("break-table", "\nTrade-offs and failure ")[:2] == [3, 2]
    MOCK.says("break-after", "*Trade-offs*, measured 3")
    MOCK.says("estimation-after", "Measured 3, judged 2")
    assert "Estimation: measured 3, judged 2" in MOCK.lines("estimation-score")
