"""Latencies beside their guesses, and chains that are down."""

import re
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from twitlab.errors import BadType, BadValue
from twitlab.estimate import in_parallel, in_sequence, of_nines
from twitlab.estimate.latency import TABLE
from twitlab.ui.plots.envelope import COPIES, NINES, PARTS, draw_availability, draw_latencies


def up_percent(label: str) -> float:
    found = re.search(r"([\d.]+) % up\.$", label)
    assert found is not None, label
    return float(found[1])


@settings(max_examples=25)
@given(st.integers(*PARTS), st.integers(*COPIES), st.integers(*NINES))
def test_chain_is_up_as_often_as_the_part_says(parts: int, copies: int, nines: int) -> None:
    one_part = in_parallel(*[of_nines(nines)] * copies)
    wanted = 100 * in_sequence(*[one_part] * parts)
    said = up_percent(draw_availability(parts, copies, nines).label)
    # Cut after the second digit that is no nine, never rounded up to more than there is.
    assert wanted - max(0.1 * (100 - wanted), 1e-9) <= said <= wanted + 1e-9


@settings(max_examples=25)
@given(st.integers(*COPIES), st.integers(*NINES))
def test_copies_are_worth_nothing_where_all_downtime_is_shared(copies: int, nines: int) -> None:
    drawn = draw_availability(1, copies, nines, shared=100)
    assert up_percent(drawn.label) == up_percent(draw_availability(1, 1, nines).label)


@settings(max_examples=25)
@given(st.integers(2, 5), st.integers(*NINES), st.integers(0, 99))
def test_more_shared_downtime_is_never_better(copies: int, nines: int, shared: int) -> None:
    less = draw_availability(3, copies, nines, shared)
    more = draw_availability(3, copies, nines, shared + 1)
    assert up_percent(more.label) <= up_percent(less.label)


def test_each_lane_is_said_in_a_unit_that_people_use() -> None:
    text = draw_availability(parts=10, copies=2, nines=2).text
    assert "One copy: down 87.7 hours in a year." in text
    assert "One part (2 copies): down 52.6 minutes in a year." in text
    assert "The chain of 10 parts: down 8.76 hours in a year." in text
    assert "down under 1 µs" in draw_availability(1, 5, 5).text
    assert "down 36.5 days" in draw_availability(1, 1, 1).text


@pytest.mark.parametrize(
    ("arguments", "error", "said"),
    [
        ((0, 1, 1), BadValue, "parts"),
        ((1, 6, 1), BadValue, "copies"),
        ((1, 1, 0), BadValue, "nines"),
        ((1, 1, 1, 101), BadValue, "shared"),
        ((1.5, 1, 1), BadType, "parts"),
        ((1, True, 1), BadType, "copies"),
    ],
)
def test_bad_chain_is_refused_by_name(
    arguments: tuple[int, ...], error: type[Exception], said: str
) -> None:
    with pytest.raises(error, match=said):
        draw_availability(*arguments)


def test_table_is_drawn_whole_when_nobody_has_guessed() -> None:
    drawn = draw_latencies(dict.fromkeys((row.name for row in TABLE), None))
    assert "no guess" in drawn.label
    assert len(drawn.text.splitlines()) == 1 + len(TABLE)
    assert "Disk seek: 10 ms" in drawn.text


def test_guesses_and_measurements_stand_beside_the_table() -> None:
    drawn = draw_latencies({"Disk seek": 5e6, "Main memory reference": 1.0}, {"Disk seek": 2e6})
    assert drawn.label == (
        "Of 2 guesses 1 was within a factor of 3; the worst, Main memory reference, was "
        "100 times too low."
    )
    assert "Disk seek: 10 ms; here 2 ms; guessed 5 ms, 2 times too low" in drawn.text


@settings(max_examples=25)
@given(st.dictionaries(st.sampled_from([row.name for row in TABLE]), st.floats(0.01, 1e11)))
def test_every_guess_is_in_the_text_twin(guesses: dict[str, float]) -> None:
    drawn = draw_latencies(guesses)
    assert drawn.text.count("guessed") == len(guesses)
    ET.fromstring(drawn.svg)
    assert draw_latencies(guesses).svg == drawn.svg


@pytest.mark.parametrize(
    ("guesses", "error", "said"),
    [
        ({"Disk spin": 1.0}, BadValue, "row of the table"),
        ({"Disk seek": 0.0}, BadValue, "Disk seek"),
        ({"Disk seek": float("inf")}, BadValue, "Disk seek"),
        ({"Disk seek": "10 ms"}, BadType, "Disk seek"),
    ],
)
def test_bad_guess_is_refused_by_name(
    guesses: dict[str, float], error: type[Exception], said: str
) -> None:
    with pytest.raises(error, match=said):
        draw_latencies(guesses)
