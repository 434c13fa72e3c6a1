"""Commit to a number before anything runs, then see how far it was from what was measured."""

from collections.abc import Callable
from html import escape
from typing import Any

import ipywidgets

from twitlab.errors import BadType, BadValue
from twitlab.ui.gap import Commitment, Gap, check_number
from twitlab.ui.picture import pre
from twitlab.ui.spoken import Number, parse_number, say_number

__all__ = ["Commitment", "EstimateBox", "Gap"]


class EstimateBox:
    """Ask for a number, and keep the first answer even when it is changed later.

    What is out of range is refused with the range, never moved to its end: a clamped guess
    would not be the learner's.

    Args:
        key: the estimate's name in the saved progress.
        question: what is asked.
        unit: what is counted, in the plural.
        low, high: the allowed range, both ends included; low is above 0, since gaps are ratios.
        example: the most common guess, drawn where nothing is committed.
        committed: what was committed in an earlier run.
        on_commit: called with the new Commitment after each commit.

    Raises:
        BadType: a bound or the example is not a number.
        BadValue: not 0 < low <= example <= high.

    Complexity: O(1); each commit redraws the gaps shown.

    >>> box = EstimateBox("ids", "How many ids?", "ids", 1, 2**32, example=2**31)
    >>> box.commit("2^32 / 4")
    >>> box.commit("82 thousand")
    >>> box
    How many ids?
    Committed: 82,000 ids. Your first estimate, 1,073,741,824 ids, is kept beside it.
    """

    def __init__(
        self,
        key: str,
        question: str,
        unit: str,
        low: Number,
        high: Number,
        example: Number,
        committed: Commitment | None = None,
        on_commit: Callable[[Commitment], None] | None = None,
    ) -> None:
        for name, number in (("low", low), ("high", high), ("example", example)):
            check_number(name, number)
        if not 0 < low <= example <= high:
            raise BadValue(f"must be 0 < low <= example <= high, got {low}, {example}, {high}")
        if committed is not None and not isinstance(committed, Commitment):
            raise BadType(f"committed must be a Commitment or None, got {committed!r}")
        self.key, self.question, self.unit = key, question, unit
        self._low, self._high, self._example = low, high, example
        self._committed = (
            None
            if committed is None
            else Commitment(first=_whole(committed.first), latest=_whole(committed.latest))
        )
        self._on_commit = on_commit
        self._gaps: list[Gap] = []
        self._field = ipywidgets.Text(
            value="" if self._committed is None else _typed(self._committed.latest),
            placeholder="1000000, 1e6, 2^20, 4 billion",
            description=f"Your estimate ({unit})",
            style={"description_width": "initial"},
            layout={"width": "28em", "max_width": "100%"},
        )
        self._button = ipywidgets.Button(description="Commit", button_style="primary")
        self._status = ipywidgets.HTML()
        self._say(self._standing())
        asked = ipywidgets.HTML(
            f'<div style="font-size:16px;line-height:1.4">{escape(question)}</div>'
        )
        row = ipywidgets.HBox([self._field, self._button], layout={"flex_flow": "row wrap"})
        self.widget: Any = ipywidgets.VBox([asked, row, self._status])
        self._button.on_click(lambda _button: self._pressed())
        # Enter in the field arrives as a message of its own; Text.on_submit is deprecated.
        self._field.on_msg(self._messaged)

    @property
    def value(self) -> Number | None:
        """The latest committed number, or None."""
        return None if self._committed is None else self._committed.latest

    @property
    def committed(self) -> Commitment | None:
        """The first and the latest committed number, or None."""
        return self._committed

    @property
    def example(self) -> Number:
        """The most common guess."""
        return self._example

    def commit(self, answer: str | Number) -> None:
        """Commit to a number, typed or given.

        Raises:
            BadValue: it cannot be read, or is outside the range; nothing is committed then.
        """
        number = parse_number(answer) if isinstance(answer, str) else answer
        check_number("answer", number)
        if not self._low <= number <= self._high:
            raise BadValue(f"{self._counted(number)} is outside the range: {self._range()}.")
        number = _whole(number)
        first = number if self._committed is None else self._committed.first
        self._committed = Commitment(first=first, latest=number)
        self._say(self._standing())
        for gap in self._gaps:
            gap.redraw()
        if self._on_commit is not None:
            self._on_commit(self._committed)

    def gap(self, measured: Number, label: str = "Measured") -> Gap:
        """Return a live picture of the committed estimate against a measurement.

        Args:
            measured: the measured number, in the estimate's unit, above 0.
            label: what the measurement is called in the picture.

        Raises:
            BadValue, BadType: `measured` is not a number above 0.
        """
        gap = Gap(
            lambda: self._committed, measured, label=label, unit=self.unit, example=self._example
        )
        self._gaps.append(gap)
        return gap

    def _messaged(self, _field: object, content: dict[str, Any], _buffers: object) -> None:
        if content.get("event") == "submit":
            self._pressed()

    def _pressed(self) -> None:
        try:
            self.commit(self._field.value)
        except BadValue as error:
            self._say(f"Not committed: {error}")

    def _standing(self) -> str:
        if self._committed is None:
            return f"No estimate committed yet. Type a number, {self._range()}, and commit."
        first, latest = self._committed.first, self._committed.latest
        kept = f" Your first estimate, {self._counted(first)}, is kept beside it."
        return f"Committed: {self._counted(latest)}.{kept if first != latest else ''}"

    def _range(self) -> str:
        return f"from {say_number(self._low)} to {say_number(self._high)}"

    def _counted(self, number: Number) -> str:
        return f"{say_number(number)} {self.unit}"

    def _say(self, message: str) -> None:
        self._status.value = (
            f'<div role="status" style="font-size:16px;line-height:1.4">{escape(message)}</div>'
        )

    def __repr__(self) -> str:
        return f"{self.question}\n{self._standing()}"

    def _repr_mimebundle_(self, **_asked: object) -> dict[str, Any]:
        return {
            **self.widget._repr_mimebundle_(),
            "text/html": pre(repr(self)),
            "text/plain": repr(self),
        }


def _whole(number: Number) -> Number:
    """Return a float without a fraction as an int: progress that was read back is all floats."""
    return int(number) if isinstance(number, float) and number.is_integer() else number


def _typed(number: Number) -> str:
    """Return a number in the form that a person may edit and commit again."""
    return f"{number:,}" if isinstance(number, int) else repr(number)
