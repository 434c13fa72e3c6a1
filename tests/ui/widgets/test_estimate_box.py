"""An estimate is committed before measuring, kept, and shown beside the measurement."""

from typing import Any

import pytest

from twitlab.errors import BadType, BadValue
from twitlab.ui.widgets.estimate_box import EstimateBox
from twitlab.ui.widgets.gap import Commitment, draw_gap


def a_box(**more: Any) -> EstimateBox:
    return EstimateBox("ids", "How many <ids>?", "ids", 1, 2**32, 2**31, **more)


def fields(box: EstimateBox) -> tuple[Any, Any, Any]:
    _, row, status = box.widget.children
    field, button = row.children
    return field, button, status


def press(box: EstimateBox, typed: str) -> str:
    """Type and press Commit, as a person does; return what is said."""
    field, button, status = fields(box)
    field.value = typed
    button.click()
    return str(status.value)


def test_nothing_is_committed_at_first() -> None:
    box = a_box()
    assert box.value is None
    assert box.committed is None
    assert "from 1 to 4,294,967,296" in fields(box)[2].value
    assert repr(box).startswith("How many <ids>?\nNo estimate committed yet.")


def test_commit_says_what_was_committed_and_tells_the_course() -> None:
    told: list[Commitment] = []
    box = a_box(on_commit=told.append)
    said = press(box, "2^32 / 4")
    assert '<div role="status"' in said
    assert "Committed: 1,073,741,824 ids." in said
    assert box.value == 2**30
    assert told == [Commitment(2**30, 2**30)]


def test_second_commit_keeps_and_shows_the_first() -> None:
    told: list[Commitment] = []
    box = a_box(on_commit=told.append)
    press(box, "2^30")
    said = press(box, "82 k")
    assert "Committed: 82,000 ids. Your first estimate, 1,073,741,824 ids, is kept" in said
    assert box.value == 82_000
    assert box.committed == told[-1] == Commitment(2**30, 82_000)


def test_enter_in_the_field_commits() -> None:
    box = a_box()
    field, _, _ = fields(box)
    field.value = "500"
    field._handle_custom_msg({"event": "other"}, [])
    assert box.value is None
    field._handle_custom_msg({"event": "submit"}, [])
    assert box.value == 500


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Not committed: Type a number first"),
        ("half", "is not a number I can read"),
        ("0", "Not committed: 0 ids is outside the range: from 1 to 4,294,967,296."),
        ("2^33", "8,589,934,592 ids is outside the range"),
        ("<b>", "&lt;b&gt;"),
    ],
)
def test_bad_answer_is_refused_and_commits_nothing(typed: str, said: str) -> None:
    told: list[Commitment] = []
    box = a_box(on_commit=told.append)
    assert said in press(box, typed)
    assert (box.value, told) == (None, [])
    assert fields(box)[0].value == typed  # what was typed stays, to be mended


def test_bad_answer_after_a_commit_leaves_the_commit() -> None:
    box = a_box()
    box.commit(7)
    with pytest.raises(BadValue, match="outside the range"):
        box.commit(2**40)
    assert box.committed == Commitment(7, 7)


def test_whole_numbers_read_back_as_floats_are_said_in_full() -> None:
    box = a_box(committed=Commitment(float(2**31), 82_000.0))
    assert fields(box)[0].value == "82,000"
    assert repr(box).endswith(
        "82,000 ids. Your first estimate, 2,147,483,648 ids, is kept beside it."
    )
    box.commit(5e3)
    assert (box.value, type(box.value)) == (5_000, int)


@pytest.mark.parametrize("answer", [True, None, 5j])
def test_commit_refuses_what_is_no_number(answer: Any) -> None:
    with pytest.raises(BadType):
        a_box().commit(answer)


@pytest.mark.parametrize("answer", [float("nan"), float("inf")])
def test_commit_refuses_what_is_not_finite(answer: float) -> None:
    with pytest.raises(BadValue, match="finite"):
        a_box().commit(answer)


def test_earlier_commitment_is_shown_again() -> None:
    box = a_box(committed=Commitment(5, 82_000))
    assert box.value == 82_000
    assert fields(box)[0].value == "82,000"
    assert repr(box).endswith(
        "Committed: 82,000 ids. Your first estimate, 5 ids, is kept beside it."
    )


@pytest.mark.parametrize(
    ("low", "high", "example", "error"),
    [
        (0, 10, 5, BadValue),
        (5, 10, 4, BadValue),
        (5, 10, 11, BadValue),
        (10, 5, 7, BadValue),
        ("1", 10, 5, BadType),
        (1, True, 1, BadType),
        (1, float("inf"), 5, BadValue),
    ],
)
def test_box_refuses_bounds(low: Any, high: Any, example: Any, error: type[Exception]) -> None:
    with pytest.raises(error):
        EstimateBox("key", "How many?", "ids", low, high, example)


def test_box_refuses_a_commitment_of_another_kind() -> None:
    with pytest.raises(BadType, match="committed must be a Commitment or None, got 5"):
        a_box(committed=5)


def test_gap_draws_the_common_guess_when_nothing_is_committed() -> None:
    gap = a_box().gap(82_138)
    assert gap.picture.label == (
        "No estimate committed yet. A guess, 2,147,483,648, is drawn in its place. "
        "It was 26,100 times too high."
    )
    assert repr(gap).endswith("A guess: 2,147,483,648 ids\nMeasured: 82,138 ids")


def test_gap_follows_a_later_commit() -> None:
    box = a_box()
    gap, shown_twice = box.gap(82_138, "Mean of 50 runs"), box.gap(100)
    press(box, "1000")
    assert gap.picture.text.splitlines() == [
        "Your estimate was 82.1 times too low.",
        "Your estimate: 1,000 ids",
        "Mean of 50 runs: 82,138 ids",
    ]
    assert "82.1 times too low" in gap._html.value
    assert '<div role="status"' in gap._html.value
    assert shown_twice.picture.label == "Your estimate was 10 times too high."
    press(box, "82000")
    assert gap.picture.text.splitlines() == [
        "Your first estimate was 82.1 times too low.",
        "Your first estimate: 1,000 ids",
        "Your estimate now: 82,000 ids",
        "Mean of 50 runs: 82,138 ids",
    ]


@pytest.mark.parametrize(("measured", "error"), [(0, BadValue), (-1, BadValue), ("5", BadType)])
def test_gap_refuses_what_has_no_ratio(measured: Any, error: type[Exception]) -> None:
    with pytest.raises(error):
        a_box().gap(measured)


@pytest.mark.parametrize("estimate", [1, 10**12, 0.001, 5])
@pytest.mark.parametrize("measured", [1, 10**12, 0.001, 5.5])
def test_gap_is_drawn_for_any_size(estimate: float, measured: float) -> None:
    picture = draw_gap(
        Commitment(estimate, estimate), measured, label="Measured", unit="s", example=1
    )
    assert "nan" not in picture.svg
    assert "inf" not in picture.svg


def test_bundles_are_deterministic_beside_the_view() -> None:
    view = "application/vnd.jupyter.widget-view+json"
    for make in (a_box, lambda: a_box().gap(82_138)):
        one, two = make()._repr_mimebundle_(), make()._repr_mimebundle_()
        assert one.pop(view) != two.pop(view)
        assert one == two
        assert set(one) == {"text/html", "text/plain"}
    assert "&lt;ids&gt;" in a_box()._repr_mimebundle_()["text/html"]


def ends_of(box: EstimateBox) -> tuple[Any, Any, Any, Any]:
    _, row, status = box.widget.children
    field, low, high, button = row.children
    del field
    return low, high, button, status


def test_interval_is_committed_with_its_number() -> None:
    told: list[Any] = []
    box: EstimateBox = a_box(
        ends=True, on_commit=lambda made: told.append((made.latest, box.interval))
    )
    low, high, button, status = ends_of(box)
    box.widget.children[1].children[0].value = "82 k"
    low.value, high.value = "10 k", "1 M"
    button.click()
    assert told == [(82_000, (10_000, 1_000_000))]
    assert "You are 90 % sure that it is from 10,000 to 1,000,000." in status.value
    low.value = high.value = " "
    button.click()
    assert box.interval is None


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        ("9", "1", "The interval is upside down: 9 is above 1."),
        ("6", "9", "Your own 5 is not from 6 to 9."),
        ("1", "", "An interval has two ends."),
        ("one", "9", "is not a number I can read"),
    ],
)
def test_bad_interval_is_refused_and_commits_nothing(low: str, high: str, said: str) -> None:
    told: list[Commitment] = []
    box = a_box(ends=True, on_commit=told.append)
    box.commit(7, 1, 9)
    below, above, button, status = ends_of(box)
    box.widget.children[1].children[0].value = "5"
    below.value, above.value = low, high
    button.click()
    assert "Not committed" in status.value
    assert said in status.value
    assert (box.value, box.interval, len(told)) == (7, (1, 9), 1)


def test_earlier_interval_is_shown_again() -> None:
    box = a_box(committed=Commitment(5, 7.0), ends=True, interval=(1.0, 9.0))
    assert [end.value for end in ends_of(box)[:2]] == ["1", "9"]
    assert "from 1 to 9" in repr(box)


def test_gap_tells_what_was_measured() -> None:
    told: list[float] = []
    a_box(on_measured=told.append).gap(82_138)
    assert told == [82_138]


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [(1, 9, "1 to 9, misses it"), (0, 100_000, "0 to 100,000, holds it")],
)
def test_gap_says_whether_the_interval_holds(low: int, high: int, said: str) -> None:
    box = a_box(ends=True)
    box.commit(7, low, high)
    gap = box.gap(82_138)
    assert f"Your interval, {said}." in gap.picture.label
    with_ends = gap.picture.svg
    box.commit(7)
    assert "interval" not in gap.picture.label
    assert gap.picture.svg != with_ends


def test_enter_in_any_field_commits_and_a_refusal_is_taken_back_by_typing() -> None:
    box = a_box(ends=True)
    low, high, _, status = ends_of(box)
    field = box.widget.children[1].children[0]
    field.value, low.value, high.value = "8", "10", "30"
    high._handle_custom_msg({"event": "submit"}, [])
    assert "Not committed" in status.value
    low.value = "2"
    assert "not committed yet" in status.value
    assert box.value is None
    high._handle_custom_msg({"event": "submit"}, [])
    assert repr(box).endswith("Committed: 8 ids. You are 90 % sure that it is from 2 to 30.")
