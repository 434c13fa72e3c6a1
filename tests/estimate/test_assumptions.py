"""Trees of assumptions: what the talks state comes out, and what does not fit is refused."""

import operator
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from twitlab.errors import TwitlabError
from twitlab.estimate import Term, asked, assumed, given, quantity, read_quantity

TWEETS = given("tweets", "1000 tweet/s", source="Krikorian, 2010")
SIZE = assumed("size", "200 B/tweet", mark="size", least="100 B/tweet", most="1 KB/tweet")
TEXT = TWEETS * SIZE


@pytest.mark.parametrize(
    ("unit", "said"),
    [
        # What the talks say is binary: their KB is a KiB.
        ("KiB/s", "195 KiB/s"), ("MiB/min", "11.4 MiB/min"), ("GiB/day", "16.1 GiB/day"),
        ("kB/s", "200 kB/s"), ("GB/day", "17.3 GB/day"),
    ],
)  # fmt: skip
def test_thousand_tweets_a_second_are_what_the_talks_state(unit: str, said: str) -> None:
    assert TEXT.say(unit) == said


def test_published_figures_agree_with_each_other() -> None:
    # FIGURES rows 4, 6, 7 and 11: 400 M/day, 30 G deliveries/day, 4.6 k/s, 75 followers.
    day = given("tweets", "400 M tweet/day", source="highscalability.com, 8 July 2013")
    delivered = given("deliveries", "30 G delivery/day", source="Bloom, 2013")
    assert day.say("tweet/s") == "4,630 tweet/s"
    assert (delivered / day).say() == "75 delivery/tweet"
    assert delivered.say("delivery/s") == "347,000 delivery/s"
    kallen = given("tweets", "120 tweet/s") * given("fan-out", "175 delivery/tweet")
    assert kallen.say() == "21,000 delivery/s"


def test_half_the_world_and_all_its_devices() -> None:
    people = assumed("people", "8 G people") / 2
    devices = people * assumed("devices", "3 device/user")
    polls = devices * assumed("polls", "1 request/device/min")
    assert people.say() == "4 G user"
    assert devices.say() == "12 G device"
    assert (
        polls.say("request/s") == "200 M request/s" or polls.to("request/s").magnitude == 2 * 10**8
    )


def test_explain_writes_each_step_once_with_units() -> None:
    text = TEXT.named("text", "GB/day")
    disk = (text * asked("copies", "3 copies") + text * 1).named("disk", "GB/day")
    assert disk.explain().splitlines() == [
        "tweets = 1,000 tweet/s  (given: Krikorian, 2010)",
        "size = 200 B/tweet  (assumed)",
        "text = tweets × size = 1,000 tweet/s × 200 B/tweet = 17.3 GB/day",
        "copies = 3  (asked)",
        "disk = text × copies + text × 1 = 17.3 GB/day × 3 + 17.3 GB/day × 1 = 69.1 GB/day",
    ]


@pytest.mark.parametrize(
    ("tree", "formula"),
    [
        (TWEETS * (SIZE + SIZE), "tweets × (size + size)"),
        (TWEETS / (TWEETS / 2), "tweets / (tweets / 2)"),
        (TWEETS / 2 / 5, "tweets / 2 / 5"),
        ((1 + assumed("extra", "10 %")) * TWEETS, "(1 + extra) × tweets"),
        (2 / TWEETS, "2 / tweets"),
    ],
)
def test_explain_puts_brackets_where_they_change_the_result(tree: Term, formula: str) -> None:
    assert tree.explain().splitlines()[-1].startswith(f"result = {formula} = ")


SIGNS = {"+": operator.add, "*": operator.mul, "/": operator.truediv}
NUMBERS = st.integers(1, 10**9) | st.fractions(Fraction(1, 1000), 1000)


@for_all(st.lists(st.tuples(st.sampled_from("+*/"), NUMBERS), min_size=1, max_size=6), NUMBERS)
def test_value_agrees_with_fractions_and_with_values_rebuilds_it(
    steps: list[tuple[str, Fraction]], start: Fraction
) -> None:
    tree: Term = assumed("n0", start)
    plain = Fraction(start)
    for number, (sign, value) in enumerate(steps, 1):
        tree = SIGNS[sign](tree, assumed(f"n{number}", value))
        plain = SIGNS[sign](plain, Fraction(value))
    assert tree.value.magnitude == plain
    doubled = tree.with_values({"n0": quantity(Fraction(start)) * 2})
    again = doubled.with_values({"n0": start})
    assert again.value == tree.value
    assert again.explain() == tree.explain()
    assert tree.value.magnitude == plain, "the tree itself stays as it is"


def test_with_values_takes_text_quantities_and_numbers_in_the_leafs_unit() -> None:
    named = TEXT.named("text", "GB/day")
    for value in ("1 KB/tweet", "1 KB", read_quantity("1 KB/tweet"), 1000):
        assert named.with_values({"size": value}).say("MB/s") == "1 MB/s"
    assert "text = tweets × size" in named.with_values({"size": 1}).explain()


def test_leaves_are_given_once_in_order() -> None:
    assert [leaf.name for leaf in (TEXT + TEXT * 2).leaves] == ["tweets", "size"]


REFUSED: dict[str, tuple[Any, type[Exception], str]] = {
    "mixed units": (lambda: TWEETS + SIZE, ValueError,
                    "cannot add tweets in tweet/s and size in B/tweet"),
    "number and rate": (lambda: TWEETS + 1, ValueError, "cannot add tweets in tweet/s and 1 in no"),
    "negative": (lambda: assumed("n", -1), ValueError, "value must be 0 or more, got -1"),
    "negative text": (lambda: assumed("n", "-1 tweet"), ValueError, "is negative"),
    "negative factor": (lambda: TWEETS * -1, ValueError, "must be 0 or more"),
    "unknown unit": (lambda: given("n", "5 twets"), ValueError, "there is no unit 'twets'"),
    "zero division": (lambda: TWEETS / assumed("none", 0), ValueError, "cannot divide by none: it"),
    "unknown assumption": (lambda: TEXT.with_values({"sise": 1}), ValueError,
                           "no assumption 'sise'; there are tweets, size"),
    "unit of another kind": (lambda: TEXT.with_values({"size": "3 users"}), ValueError,
                             "does not fit"),
    "quantity of another kind": (lambda: TEXT.with_values({"size": read_quantity("3 users")}),
                                 ValueError, "size must fit B/tweet, got 3 user"),
    "truth": (lambda: assumed("n", True), TypeError, "n must be text with a unit"),
    "None": (lambda: TWEETS * None, TypeError, "must be text with a unit"),
    "no name": (lambda: given(" ", 1), ValueError, "name must not be empty"),
    "name of another type": (lambda: given(3, 1), TypeError, "name must be a text"),  # type: ignore[arg-type]
    "unknown mark": (lambda: given("n", 1, mark="size!"), ValueError, "mark must be one of size"),  # type: ignore[arg-type]
    "range beside": (lambda: assumed("n", "5 B", least="6 B"), ValueError, "n must be from 6 B"),
    "range upside down": (lambda: assumed("n", "5 B", least="1 B", most="4 B"), ValueError,
                          "n must be from 1 B to 4 B"),
    "two of one name": (lambda: TEXT * assumed("size", "3 copies"), ValueError,
                        "two assumptions are called 'size' and differ"),
    "unit that does not fit": (lambda: TEXT.to("tweet/s"), ValueError,
                               "unit must fit the result, which is in B/s"),
    "name with a wrong unit": (lambda: TEXT.named("text", "tweet"), ValueError, "unit must fit"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_estimate_refuses(case: str) -> None:
    act, error, message = REFUSED[case]
    with pytest.raises(TwitlabError) as caught:
        act()
    assert isinstance(caught.value, error)
    assert message in str(caught.value)
