"""The space-time diagram: what it says in words, and what it refuses."""

from __future__ import annotations

from typing import Any

import pytest

from twitlab.errors import TwitlabError
from twitlab.faults import Faults, History, Message, transmit
from twitlab.ui.plots.faults import MAX_MESSAGES, draw_history


def test_each_event_has_its_line_in_the_order_of_time() -> None:
    history = History(
        (
            Message("follow 1 -> 2", 0, arrived_ms=(9,)),
            Message("unfollow 1 -> 2", 3, arrived_ms=(4, 5)),
            Message("<lost & found>", 4),
        )
    )
    drawn = draw_history(history)
    assert drawn.text.splitlines() == [
        "3 messages: 1 lost, 1 doubled, 1 late.",
        "     0 ms  client sends (1) follow 1 -> 2",
        "     3 ms  client sends (2) unfollow 1 -> 2",
        "     4 ms  client sends (3) <lost & found>, lost",
        "     4 ms  replica gets (2)",
        "     5 ms  replica gets (2) again",
        "     9 ms  replica gets (1)",
    ]
    assert drawn.label == drawn.text.splitlines()[0]
    assert "&lt;lost &amp; found&gt;" in drawn.svg
    assert drawn.svg == draw_history(history).svg


def test_largest_history_is_drawn_and_a_larger_one_is_not() -> None:
    messages = [Message(number, number, f"s{number % 3}") for number in range(MAX_MESSAGES)]
    drawn = draw_history(transmit(messages, Faults(duplication=1.0), 1))
    assert len(drawn.text.splitlines()) == 1 + 3 * MAX_MESSAGES
    with pytest.raises(TwitlabError, match="history must have 1 to 30 messages, got 31"):
        draw_history(transmit([*messages, Message("x", 99)], Faults(), 1))
    with pytest.raises(TwitlabError, match="history must have 1 to 30 messages, got 0"):
        draw_history(History())


def test_who_writes_to_oneself_is_drawn() -> None:
    assert "a gets (1)" in draw_history(History((Message("x", 0, "a", "a", (1,)),))).text


def test_long_text_and_dollars_are_shown_as_they_are() -> None:
    drawn = draw_history(History((Message("$x^2$ " + "long " * 30, 0, arrived_ms=(1,)),)))
    assert "$x^2$" in drawn.svg
    assert ("long " * 30).strip() in drawn.text
    assert len(draw_history(History((Message("a\nb", 0),))).text.splitlines()) == 2


def test_what_is_no_history_is_refused() -> None:
    wrong: Any = [1]
    with pytest.raises(TypeError, match="history must be a History"):
        draw_history(wrong)
