"""Widgets of interviews refuse what they cannot show, and say in text what they show."""

import json

import pytest

from twitlab.errors import BadValue
from twitlab.ui.widgets.front import Front, Press
from twitlab.ui.widgets.keyed import Group, Item, Keyed, Stage
from twitlab.ui.widgets.stack import Stack
from twitlab.ui.widgets.ticks import TickLine, Ticks
from twitlab.ui.widgets.timer import Span, Timer
from twitlab.ui.widgets.writing import Writing

NOW = Press(0, 0.0)


def span(whole_ms: int = 300_000, passed_ms: int = 0) -> Span:
    return Span("Scope", "Phase 1: Scope", whole_ms, passed_ms, "Close it.", "Go on.")


@pytest.mark.parametrize(
    ("whole_ms", "passed_ms", "said"),
    [(0, 0, "whole_ms must be above 0, got 0"), (1, -1, "passed_ms must be 0 or more, got -1")],
)
def test_span_without_length_is_refused(whole_ms: int, passed_ms: int, said: str) -> None:
    with pytest.raises(BadValue, match=said):
        span(whole_ms, passed_ms)


@pytest.mark.parametrize(
    ("passed_ms", "says"),
    [
        (0, "Phase 1: Scope: 0:00 of 5:00"),
        (179_999, "Phase 1: Scope: 2:59 of 5:00"),
        (180_000, "Phase 1: Scope: 3:00 of 5:00. Two minutes or less: Close it."),
        (300_000, "Phase 1: Scope: 5:00 of 5:00. Over: Go on."),
    ],
)
def test_timer_as_text_warns_as_the_drawn_one_does(passed_ms: int, says: str) -> None:
    timer = Timer("Not begun.")
    timer.run(0, slot=span(passed_ms=passed_ms))
    assert repr(timer) == says
    timer.stop("Over.")
    assert repr(timer) == "Over."


def test_key_or_name_that_stands_there_twice_is_refused_and_what_was_shown_stays() -> None:
    keyed = Keyed("Scope", [Group("One", items=(Item("a", "A", "x"),))])
    before = repr(keyed), keyed.widget.shown
    for items in ((Item("b", "B", "x"), Item("c", "C", "x")), (Item("b", "B"), Item("b", "C"))):
        with pytest.raises(BadValue, match="stands on one screen twice"):
            keyed.show("Other", [Group("One", items=items)])
    with pytest.raises(BadValue, match="Backspace takes back"):
        keyed.show("Other", [Group("One", items=(Item("b", "B", "Backspace"),))])
    assert (repr(keyed), keyed.widget.shown) == before


def test_next_stage_is_the_first_that_was_not_said() -> None:
    stages = [Stage("One."), Stage("Two.", noted="00:10"), Stage("Three.")]
    assert Item("h", "Hint", stages=tuple(stages)).next == 0
    assert Item("h", "Hint", stages=(stages[1], *stages)).next == 1
    assert Item("h", "Hint", stages=(stages[1], stages[1])).next == 1
    assert Item("h", "Hint").next == 0


@pytest.mark.parametrize(("name", "lines"), [("", 1), ("a", 0)])
def test_box_without_name_or_lines_is_refused(name: str, lines: int) -> None:
    with pytest.raises(BadValue, match="must not be empty and lines at least 1"):
        Writing(name, "Note", print, lines=lines)


def test_lines_that_stand_there_twice_are_refused() -> None:
    with pytest.raises(BadValue, match="stands there twice"):
        Ticks("Score", "Tick.", [TickLine("a", "A"), TickLine("a", "B")])


@pytest.mark.parametrize(
    ("name", "earned", "quote", "said"),
    [
        ("x", True, "so", "no line 'x'"),
        ("a", True, " ", "needs a quote"),
        ("a", True, "other", "one of your own sentences"),
        ("a", False, "other", "one of your own sentences"),
    ],
)
def test_tick_without_ground_is_refused(name: str, earned: bool, quote: str, said: str) -> None:
    heard: list[str] = []
    line = TickLine("a", "A", choices=("mine",), may_type=False)
    ticks = Ticks("Score", "Tick.", [line], lambda *told: heard.append(told[0]))
    with pytest.raises(BadValue, match=said):
        ticks.tick(name, earned, quote, NOW)
    assert heard == []
    ticks.tick("a", True, " mine ", NOW)
    ticks.tick("a", False, "", NOW)
    assert heard == ["a", "a"]


def test_stack_shows_what_is_wanted_and_refuses_what_it_does_not_know() -> None:
    one, two = Timer("One."), Timer("Two.")
    stack = Stack({"one": one, "two": two})
    stack.show(["two", "one"])
    assert repr(stack) == "Two.\n\nOne."
    assert list(stack.widget.children) == [two.widget, one.widget]
    with pytest.raises(BadValue, match="no part 'three'; there are one, two"):
        stack.show(["three"])
    assert stack.shown == ("two", "one")


def test_front_answers_each_message_and_says_what_was_refused() -> None:
    def heard(content: object, press: Press) -> None:
        assert press == Press(5, 1.5)
        if "bad" in str(content):
            raise BadValue("it is bad.")
        if "disk" in str(content):
            raise OSError("no space left")

    front = Front("keyed", {"a": 1}, heard)
    for number, (word, refused) in enumerate(
        [("bad", "Not kept: it is bad."), ("good", ""), ("disk", "Not kept: no space left")]
    ):
        front.hear({"what": word, "id": str(number), "wall_ms": 5, "mono_ms": 1.5})
        assert (front.answered, front.refused) == (str(number), refused)


def test_front_knows_what_it_shows() -> None:
    front = Front("timer", {"a": 1, "b": 2})
    front.show(b=3)
    assert front.shown == {"a": 1, "b": 3}
    with pytest.raises(BadValue, match="no 'c'; it has a, b"):
        front.show(c=1)


def test_notebook_shows_a_widget_and_its_text() -> None:
    bundle = Keyed("Scope", [Group("<One>", items=(Item("a", "A & B", "x"),))])._repr_mimebundle_()
    assert bundle["text/plain"] == "Scope\n<One>\n  [x] A & B"
    assert "&lt;One&gt;" in bundle["text/html"]
    assert "application/vnd.jupyter.widget-view+json" in bundle


def test_what_fronts_show_is_plain_data() -> None:
    groups = [Group("One", items=(Item("a", "A", "x", stages=(Stage("s"),)),))]
    for part in (Keyed("K", groups), Ticks("T", "t", [TickLine("a", "A", (("Enough", "x"),))])):
        json.dumps(part.widget.shown)
