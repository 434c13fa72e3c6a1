"""The ledger widget: turning an assumption equals evaluating the tree on it."""

from typing import Any

import pytest
from hypothesis import given as for_all
from hypothesis import settings
from hypothesis import strategies as st

from twitlab.errors import BadType, BadValue
from twitlab.estimate import Step, assumed, given
from twitlab.ui.widgets.turned_ledger import Turn, draw_ledger, ledger

TREE = (given("tweets", "1 k tweet/s") * assumed("size", "200 B/tweet")).named("text", "GiB/day")
TURNS = (Turn("tweets", "k tweet/s", 1, 200), Turn("size", "B/tweet", 100, 1000, 50))
PUBLISHED = ("16 GiB/day", "the talk of 2010")


def test_slider_and_box_of_an_assumption_move_the_result() -> None:
    widget = ledger(TREE, "GiB/day", TURNS, PUBLISHED)
    box, slider, _ends = widget.widget.children[0].children
    assert box.description == "tweets (k tweet/s)"
    slider.value = 5
    assert box.value == 5
    assert widget.picture.label == "The result is 80.5 GiB/day, 5 times what it was at first."
    assert widget.picture.text.splitlines() == [
        "tweets = 5,000 tweet/s  (given)",
        "size = 200 B/tweet  (assumed)",
        "text = tweets × size = 5,000 tweet/s × 200 B/tweet = 80.5 GiB/day",
        "The result is 80.5 GiB/day, 5 times what it was at first.",
        "Published: 16 GiB/day (the talk of 2010)",
    ]
    assert 'role="status"' in widget.widget.children[2].value
    box.value = 1
    assert widget.picture.label == "The result is 16.1 GiB/day."


@settings(max_examples=10)
@for_all(st.integers(1, 200), st.integers(100, 1000))
def test_set_equals_turning_equals_evaluating(tweets: int, size: int) -> None:
    by_code = ledger(TREE, "GiB/day", TURNS)
    by_code.set(tweets=tweets, size=size)
    by_hand = ledger(TREE, "GiB/day", TURNS)
    for row, value in zip(by_hand.widget.children, (tweets, size), strict=False):
        row.children[1].value = value
    assert repr(by_code) == repr(by_hand)
    own = TREE.with_values({"tweets": f"{tweets} k tweet/s", "size": size})
    assert own.say("GiB/day") in by_code.picture.label


def test_picture_has_a_label_a_twin_and_every_line() -> None:
    picture = draw_ledger(TREE, "GiB/day")
    assert 'role="img"' in picture.svg
    assert "tweets = 1,000 tweet/s" in picture.svg
    assert picture.text.startswith(TREE.explain())
    assert picture == draw_ledger(TREE, "GiB/day")


def test_long_line_is_cut_in_the_picture_and_whole_in_the_text() -> None:
    tree = assumed("a" * 100, "3 tweet") * 2
    picture = draw_ledger(tree, "tweet")
    assert "a" * 100 not in picture.svg
    assert "a" * 100 in picture.text


def test_step_too_long_for_the_picture_keeps_its_names_and_its_result() -> None:
    people = given("people", "4 bn user")
    each = assumed("a device", "3 device/user") * assumed("posts", "10 message/device/day")
    drawn = draw_ledger((people * each * assumed("copies", "3")).named("rate"), "message/s")
    assert "rate = people × a device × posts × copies = 360 G message/day<" in drawn.svg
    assert "4 G user × 3 device/user × 10 message/device/day × 3" in drawn.text


def test_result_of_zero_is_drawn() -> None:
    tree = given("tweets", "0 tweet/s") * assumed("size", "200 B/tweet")
    assert "nan" not in draw_ledger(tree, "GiB/day").svg


@pytest.mark.parametrize(
    ("turn", "message"),
    [
        (Turn("sise", "B/tweet", 1, 2), "there is no assumption 'sise'; there are tweets, size"),
        (Turn("size", "KB/tweet", 1, 2), "size must be a whole number of KB/tweet"),
        (Turn("size", "B/tweet", 1, 100), "size must be from 1 to 100, got 200"),
        (Turn("size", "frob", 1, 100), "there is no unit 'frob'"),
    ],
)
def test_ledger_refuses_a_turn(turn: Turn, message: str) -> None:
    with pytest.raises(BadValue, match=message):
        ledger(TREE, "GiB/day", [turn])


@pytest.mark.parametrize("tree", [None, 5, given("tweets", "1 tweet/s")])
def test_ledger_refuses_what_is_no_step(tree: Any) -> None:
    with pytest.raises(BadType, match="tree must be made of at least two assumptions"):
        ledger(tree, "tweet/s", [Turn("tweets", "tweet/s", 1, 5)])


def test_ledger_refuses_a_unit_that_does_not_fit() -> None:
    tree: Step = TREE
    with pytest.raises(BadValue, match="unit must fit text"):
        ledger(tree, "tweet", TURNS)
