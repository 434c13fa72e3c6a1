"""Turn the knob that a lesson is about: controls tied to one picture and its text twin.

The lesson first calls its drawing function once with fixed arguments; then one line makes it
move. There is no hidden state: what the controls show is what the kernel holds.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

import ipywidgets

from twitlab.errors import BadType, BadValue
from twitlab.ui.drawing.picture import Picture, pre, scrolled

Value = int | str


@dataclass(frozen=True, slots=True)
class Knob:
    """Name an integer that the learner may turn, and how far.

    Args:
        name: the argument of the drawing function.
        label: what the learner reads.
        value: where it starts.
        low, high: the ends, both included.
        step: the distance of one key press.

    Raises:
        BadType: a number is not an int.
        BadValue: not low <= value <= high, or low == high, or step < 1.
    """

    name: str
    label: str
    value: int
    low: int
    high: int
    step: int = 1

    def __post_init__(self) -> None:
        for field in ("value", "low", "high", "step"):
            number = getattr(self, field)
            if type(number) is not int:
                raise BadType(f"{field} must be an int, got {number!r}")
        if self.low >= self.high or self.step < 1:
            raise BadValue(f"{self.name}: low must be below high and step at least 1, got {self}")
        self.check(self.value)

    def check(self, value: object) -> None:
        """Raise BadType or BadValue, unless `value` is one that the knob can be turned to."""
        if type(value) is not int:
            raise BadType(f"{self.name} must be an int, got {value!r}")
        if not self.low <= value <= self.high:
            raise BadValue(f"{self.name} must be from {self.low} to {self.high}, got {value}")

    def control(self) -> tuple[Any, Any]:
        """Return the widget that holds the value, and the row that shows it."""
        # The box comes with the slider because a slider's handle has no accessible name.
        box = ipywidgets.BoundedIntText(
            value=self.value,
            min=self.low,
            max=self.high,
            step=self.step,
            description=self.label,
            style={"description_width": "15em"},
            layout={"width": "23em", "flex": "0 0 auto"},
        )
        slider = ipywidgets.IntSlider(
            value=self.value,
            min=self.low,
            max=self.high,
            step=self.step,
            readout=False,
            layout={"flex": "1 1 12em", "max_width": "30em"},
        )
        # A browser turns what is outside into the nearest end, without a word.
        ends = ipywidgets.Label(
            f"{self.low:,} to {self.high:,}",
            layout={"flex": "0 0 auto", "margin": "2px 2px 2px 12px"},  # the handle juts out
        )
        box.observe(lambda change: setattr(slider, "value", change["new"]), "value")
        slider.observe(lambda change: setattr(box, "value", change["new"]), "value")
        row = ipywidgets.HBox(
            [box, slider, ends], layout={"align_items": "center", "flex_flow": "row wrap"}
        )
        return slider, row

    def says(self, value: Value) -> str:
        """Return the control as one line of text."""
        return f"{self.label}: {value} (turn from {self.low} to {self.high})"


@dataclass(frozen=True, slots=True)
class Choice:
    """Name a set of alternatives that the learner may choose from.

    Args:
        name: the argument of the drawing function.
        label: what the learner reads.
        options: at least two strings; the drawing function gets the chosen one.
        value: the one chosen at first.

    Raises:
        BadValue: fewer than two options, one twice, or value not among them.
    """

    name: str
    label: str
    options: tuple[str, ...]
    value: str

    def __post_init__(self) -> None:
        if len(self.options) < 2 or len(set(self.options)) < len(self.options):
            raise BadValue(f"{self.name}: options must be two or more different strings")
        self.check(self.value)

    def check(self, value: object) -> None:
        """Raise BadValue unless `value` is one of the options."""
        if value not in self.options:
            raise BadValue(f"{self.name} must be one of {list(self.options)}, got {value!r}")

    def control(self) -> tuple[Any, Any]:
        """Return the widget that holds the value, and the row that shows it."""
        menu = ipywidgets.Dropdown(
            options=self.options,
            value=self.value,
            description=self.label,
            style={"description_width": "15em"},
            layout={"width": "34em", "max_width": "100%"},
        )
        return menu, menu

    def says(self, value: Value) -> str:
        """Return the control as one line of text."""
        return f"{self.label}: {value} (one of {len(self.options)})"


class Explorer:
    """Redraw a picture whenever a control changes.

    The result is mirrored as text, so that a run without a browser equals one with it. A
    drawing function that fails leaves the last good picture and says why.

    Args:
        draw: called as ``draw(**values)``, one keyword for each control; returns a Picture.
        controls: at least one Knob or Choice, with different names.

    Raises:
        BadValue: no control, or two of one name.
        BadType: `draw` does not return a Picture.

    Complexity: one call of `draw` for each change.

    >>> bits = Knob("bits", "Bits", 8, 1, 64)
    >>> explorer = Explorer(lambda bits: Picture(f"{bits} bits", "<svg></svg>", "a twin"), bits)
    >>> explorer.set(bits=9)
    >>> explorer
    Bits: 9 (turn from 1 to 64)
    a twin
    """

    def __init__(self, draw: Callable[..., Picture], *controls: Knob | Choice) -> None:
        names = [control.name for control in controls]
        if not names or len(set(names)) < len(names):
            raise BadValue(f"controls must be one or more with different names, got {names}")
        self._draw = draw
        self._controls = controls
        # Invariant: _picture is what _draw returned for _drawn, the last values that it accepted.
        self._drawn: dict[str, Value] = {control.name: control.value for control in controls}
        self._picture = self._drawing(self._drawn)
        made = [control.control() for control in controls]
        self._holders: Mapping[str, Any] = dict(zip(names, (m[0] for m in made), strict=True))
        self._canvas = ipywidgets.HTML(layout={"width": "calc(100% - 8px)"})
        # A check box and not <details>: redrawing would fold it, and a box is kept by the kernel.
        self._as_text = ipywidgets.Checkbox(description="Show as text", indent=False)
        self._twin = ipywidgets.HTML(layout={"display": "none"})
        self._holding = False
        self._show("")
        rows = [m[1] for m in made]
        self.widget: Any = ipywidgets.VBox(
            [*rows, self._canvas, self._as_text, self._twin],
            layout={"width": "calc(100% - 8px)", "max_width": "880px"},
        )
        for holder in self._holders.values():
            holder.observe(self._changed, "value")
        self._as_text.observe(self._toggled, "value")

    @property
    def values(self) -> dict[str, Value]:
        """What the controls hold now, by name."""
        return {name: holder.value for name, holder in self._holders.items()}

    @property
    def picture(self) -> Picture:
        """The picture that is shown now."""
        return self._picture

    def set(self, **values: Value) -> None:
        """Turn controls from code, all at once; nothing changes unless every value is allowed.

        Raises:
            BadValue, BadType: a name is unknown or a value is not allowed.
        """
        known = {control.name: control for control in self._controls}
        for name, value in values.items():
            if name not in known:
                raise BadValue(f"there is no control {name!r}; there are {sorted(known)}")
            known[name].check(value)
        self._holding = True
        try:
            for name, value in values.items():
                self._holders[name].value = value
        finally:
            self._holding = False
        self._changed(None)

    def _drawing(self, values: Mapping[str, Value]) -> Picture:
        picture = self._draw(**values)
        if not isinstance(picture, Picture):
            raise BadType(f"draw must return a Picture, got {type(picture).__name__}")
        return picture

    def _changed(self, _change: object) -> None:
        if self._holding:
            return
        values = self.values
        if values != self._drawn:
            try:
                self._picture = self._drawing(values)
            except Exception as error:  # noqa: BLE001 - a widget has no other place to say it
                self._show(f"Not drawn: {type(error).__name__}: {error}")
                return
            self._drawn = values
        self._show("")

    def _show(self, trouble: str) -> None:
        # One message to the browser for each change, not three: each costs about ten ms.
        message = trouble or self._picture.label
        self._canvas.value = (
            f'<div role="status" style="font-size:16px;line-height:1.4">{escape(message)}</div>'
            f"{scrolled(self._picture.svg)}"
        )
        if self._as_text.value:
            self._twin.value = pre(self._picture.text)

    def _toggled(self, change: Mapping[str, Any]) -> None:
        self._twin.value = pre(self._picture.text)
        self._twin.layout.display = "block" if change["new"] else "none"

    def __repr__(self) -> str:
        lines = [control.says(self._drawn[control.name]) for control in self._controls]
        return "\n".join([*lines, self._picture.text])

    def _repr_mimebundle_(self, **_asked: object) -> dict[str, Any]:
        # The HTML is for pages that cannot run the widget; a committed notebook keeps it, without
        # the widget view, whose random id would only say "model not found" to its reader.
        lines = [control.says(self._drawn[control.name]) for control in self._controls]
        return {
            **self.widget._repr_mimebundle_(),
            "text/html": f"{pre(chr(10).join(lines))}{self._picture.html()}",
            "text/plain": repr(self),
        }
