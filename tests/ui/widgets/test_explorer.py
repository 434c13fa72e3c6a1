"""What an explorer shows is what its controls hold, with and without a browser."""

from typing import Any

import pytest

from twitlab.errors import BadType, BadValue
from twitlab.ui.drawing.picture import Picture
from twitlab.ui.widgets.explorer import Choice, Explorer, Knob

BITS = Knob("bits", "Bits in an id", 32, 8, 64)
SPEED = Choice("speed", "Speed", ("slow", "fast"), "slow")


def draw(bits: int, speed: str = "slow") -> Picture:
    if bits == 13:
        raise ValueError("thirteen <is> unlucky")
    return Picture(f"{bits} bits, {speed}.", f"<svg><!--{bits}{speed}--></svg>", f"twin of {bits}")


def parts(explorer: Explorer) -> dict[str, Any]:
    """Name the widgets as a browser would find them."""
    bits, speed, canvas, as_text, twin = explorer.widget.children
    box, slider, _ends = bits.children
    return {
        "box": box, "slider": slider, "speed": speed, "canvas": canvas,
        "as_text": as_text, "twin": twin,
    }  # fmt: skip


def test_slider_and_box_move_together_and_redraw_once() -> None:
    calls: list[dict[str, Any]] = []

    def counted(**values: Any) -> Picture:
        calls.append(values)
        return draw(**values)

    explorer = Explorer(counted, BITS, SPEED)
    found = parts(explorer)
    found["slider"].value = 40
    assert found["box"].value == 40
    found["box"].value = 41
    assert found["slider"].value == 41
    found["speed"].value = "fast"
    assert [call["bits"] for call in calls] == [32, 40, 41, 41]
    assert explorer.values == {"bits": 41, "speed": "fast"}
    assert explorer.picture.label == "41 bits, fast."
    assert "<svg><!--41fast--></svg>" in found["canvas"].value
    assert '<div role="status"' in found["canvas"].value
    assert "41 bits, fast." in found["canvas"].value


def test_box_has_a_name_and_slider_has_none_to_hide() -> None:
    found = parts(Explorer(draw, BITS, SPEED))
    assert found["box"].description == "Bits in an id"
    assert (found["box"].min, found["box"].max) == (found["slider"].min, found["slider"].max)
    assert found["slider"].continuous_update is True
    assert found["speed"].description == "Speed"


def test_set_equals_turning_and_draws_once() -> None:
    calls = []

    def counted(**values: Any) -> Picture:
        calls.append(values)
        return draw(**values)

    explorer = Explorer(counted, BITS, SPEED)
    explorer.set(bits=9, speed="fast")
    explorer.set(bits=9)
    assert calls == [{"bits": 32, "speed": "slow"}, {"bits": 9, "speed": "fast"}]
    turned = Explorer(draw, BITS, SPEED)
    parts(turned)["slider"].value = 9
    parts(turned)["speed"].value = "fast"
    assert repr(turned) == repr(explorer)


@pytest.mark.parametrize(
    ("values", "error", "said"),
    [
        ({"bits": 65}, BadValue, "bits must be from 8 to 64, got 65"),
        ({"bits": 9.0}, BadType, "bits must be an int, got 9.0"),
        ({"bits": True}, BadType, "bits must be an int, got True"),
        ({"speed": "warp"}, BadValue, r"speed must be one of \['slow', 'fast'\], got 'warp'"),
        ({"bits": 9, "size": 3}, BadValue, r"no control 'size'; there are \['bits', 'speed'\]"),
    ],
)
def test_set_refuses_and_changes_nothing(
    values: dict[str, Any], error: type[Exception], said: str
) -> None:
    explorer = Explorer(draw, BITS, SPEED)
    with pytest.raises(error, match=said):
        explorer.set(**values)
    assert explorer.values == {"bits": 32, "speed": "slow"}


def test_failing_draw_says_so_and_keeps_the_last_picture() -> None:
    explorer = Explorer(draw, BITS, SPEED)
    explorer.set(bits=13)
    found = parts(explorer)
    assert "Not drawn: ValueError: thirteen &lt;is&gt; unlucky" in found["canvas"].value
    assert "<svg><!--32slow--></svg>" in found["canvas"].value
    assert "Bits in an id: 32" in repr(explorer)
    explorer.set(bits=32)
    assert "Not drawn" not in found["canvas"].value
    explorer.set(bits=14)
    assert "14 bits" in found["canvas"].value


def test_failing_first_draw_raises() -> None:
    with pytest.raises(ValueError, match="unlucky"):
        Explorer(draw, Knob("bits", "Bits", 13, 8, 64))


def test_text_is_shown_when_asked_for() -> None:
    explorer = Explorer(draw, BITS, SPEED)
    found = parts(explorer)
    assert found["twin"].layout.display == "none"
    explorer.set(bits=40)
    found["as_text"].value = True
    assert found["twin"].layout.display == "block"
    assert "twin of 40" in found["twin"].value
    explorer.set(bits=41)
    assert "twin of 41" in found["twin"].value
    found["as_text"].value = False
    assert found["twin"].layout.display == "none"


def test_bundle_has_the_view_and_a_deterministic_mirror() -> None:
    bundles = [Explorer(draw, BITS, SPEED)._repr_mimebundle_() for _ in range(2)]
    view = "application/vnd.jupyter.widget-view+json"
    for bundle in bundles:
        assert set(bundle) == {view, "text/html", "text/plain"}
    assert bundles[0].pop(view) != bundles[1].pop(view)
    assert bundles[0] == bundles[1]
    assert bundles[0]["text/plain"] == (
        "Bits in an id: 32 (turn from 8 to 64)\nSpeed: slow (one of 2)\ntwin of 32"
    )


@pytest.mark.parametrize("controls", [(), (BITS, BITS)])
def test_explorer_refuses_controls(controls: tuple[Knob, ...]) -> None:
    with pytest.raises(BadValue, match="one or more with different names"):
        Explorer(draw, *controls)


def test_explorer_refuses_a_draw_that_returns_no_picture() -> None:
    with pytest.raises(BadType, match="draw must return a Picture, got int"):
        Explorer(lambda bits: bits, BITS)


@pytest.mark.parametrize(
    ("numbers", "error"),
    [
        ((32, 64, 8), BadValue),
        ((7, 8, 64), BadValue),
        ((8, 8, 8), BadValue),
        ((8.0, 8, 64), BadType),
        ((True, 0, 2), BadType),
    ],
)
def test_knob_refuses(numbers: tuple[Any, ...], error: type[Exception]) -> None:
    with pytest.raises(error):
        Knob("bits", "Bits", *numbers)


def test_knob_refuses_no_step() -> None:
    with pytest.raises(BadValue):
        Knob("bits", "Bits", 8, 8, 64, 0)


@pytest.mark.parametrize(
    ("options", "value"), [(("one",), "one"), (("a", "a"), "a"), (("a", "b"), "c")]
)
def test_choice_refuses(options: tuple[str, ...], value: str) -> None:
    with pytest.raises(BadValue):
        Choice("speed", "Speed", options, value)
