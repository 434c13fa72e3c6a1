"""Commit to a number before anything runs, then see how far it was from what was measured."""

from collections.abc import Callable
from html import escape
from typing import Any

import ipywidgets

from twitlab.errors import BadType, BadValue
from twitlab.ui.drawing.numbers import Number, parse_number, say_number
from twitlab.ui.drawing.picture import pre
from twitlab.ui.widgets.gap import Commitment, Gap, check_number

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
        example: a guess that people make, drawn where nothing is committed.
        committed: what was committed in an earlier run.
        on_commit: called with the new Commitment after each commit.
        ends: whether to ask for an interval too: two ends between which one is 90 % sure.
        interval: the ends that were committed with it in an earlier run.
        on_measured: called with the number each time a gap is asked for.

    Raises:
        BadType: a bound or the example is not a number.
        BadValue: not 0 < low <= example <= high, or the interval is none.

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
        *,
        ends: bool = False,
        interval: tuple[Number, Number] | None = None,
        on_measured: Callable[[Number], None] | None = None,
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
        self._on_commit, self._on_measured = on_commit, on_measured
        self._interval: tuple[Number, Number] | None = None
        if interval is not None and self._committed is not None:
            self._interval = _around(self._committed.latest, *map(_whole, interval))
        self._gaps: list[Gap] = []
        self._is_refused = False
        self._field = ipywidgets.Text(
            value="" if self._committed is None else _typed(self._committed.latest),
            placeholder="a number",
            description=f"Your estimate ({unit})",
            style={"description_width": "initial"},
            layout={"width": "20em" if ends else "28em", "max_width": "100%"},
        )
        self._button = ipywidgets.Button(description="Commit", button_style="primary")
        self._status = ipywidgets.HTML()
        self._say(self._standing())
        asked = ipywidgets.HTML(
            f'<div style="font-size:16px;line-height:1.4">{escape(question)}</div>'
        )
        self._ends = _ends(self._interval) if ends else ()
        row = ipywidgets.HBox(
            [self._field, *self._ends, self._button], layout={"flex_flow": "row wrap"}
        )
        self.widget: Any = ipywidgets.VBox([asked, row, self._status])
        self._button.on_click(lambda _button: self._pressed())
        for field in (self._field, *self._ends):
            # Enter in a field arrives as a message of its own; Text.on_submit is deprecated.
            field.on_msg(self._messaged)
            field.observe(lambda _change: self._edited(), "value")

    @property
    def value(self) -> Number | None:
        """The latest committed number, or None."""
        return None if self._committed is None else self._committed.latest

    @property
    def committed(self) -> Commitment | None:
        """The first and the latest committed number, or None."""
        return self._committed

    @property
    def interval(self) -> tuple[Number, Number] | None:
        """The ends of the latest committed 90 % interval, or None."""
        return self._interval

    @property
    def example(self) -> Number:
        """A guess that people make."""
        return self._example

    def commit(
        self,
        answer: str | Number,
        low: str | Number | None = None,
        high: str | Number | None = None,
    ) -> None:
        """Commit to a number, typed or given, and perhaps to an interval around it.

        Args:
            answer: the number.
            low: the end that it is hardly below; 90 % sure together with `high`.
            high: the end that it is hardly above.

        Raises:
            BadValue: it cannot be read, is outside the range, or is not within its own interval;
                nothing is committed then.
        """
        number = _number("answer", answer, self.unit)
        if not self._low <= number <= self._high:
            raise BadValue(f"{self._counted(number)} is outside the range: {self._range()}.")
        if (low is None) is not (high is None):
            raise BadValue("An interval has two ends. Give both, or none.")
        interval = None
        if low is not None and high is not None:
            ends = (_number(name, end, self.unit) for name, end in (("low", low), ("high", high)))
            interval = _around(number, *ends)
        self._interval = interval
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
            lambda: self._committed,
            measured,
            label=label,
            unit=self.unit,
            example=self._example,
            interval=lambda: self._interval,
        )
        self._gaps.append(gap)
        if self._on_measured is not None:
            self._on_measured(measured)
        return gap

    def _messaged(self, _field: object, content: dict[str, Any], _buffers: object) -> None:
        if content.get("event") == "submit":
            self._pressed()

    def _pressed(self) -> None:
        try:
            self.commit(self._field.value, *(end.value.strip() or None for end in self._ends))
        except BadValue as error:
            self._say(f"Not committed: {error}")
            self._is_refused = True

    def _edited(self) -> None:
        """Take a refusal back that is about what stood there before."""
        if self._is_refused:
            self._is_refused = False
            self._say("Changed, and not committed yet: press Enter, or the button.")

    def _standing(self) -> str:
        if self._committed is None:
            return f"No estimate committed yet. Type a number, {self._range()}, and commit."
        first, latest = self._committed.first, self._committed.latest
        kept = f" Your first estimate, {self._counted(first)}, is kept beside it."
        sure = ""
        if self._interval is not None:
            ends = " to ".join(say_number(end) for end in self._interval)
            sure = f" You are 90 % sure that it is from {ends}."
        return f"Committed: {self._counted(latest)}.{sure}{kept if first != latest else ''}"

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


def _ends(interval: tuple[Number, Number] | None) -> tuple[Any, Any]:
    """Return two fields for the ends of an interval; they may stay empty."""
    asked = ("hardly below", "hardly above")
    held = ("", "") if interval is None else tuple(_typed(end) for end in interval)
    made = [
        ipywidgets.Text(
            value=value,
            description=text,
            style={"description_width": "initial"},
            layout={"width": "14em", "max_width": "100%"},
        )
        for text, value in zip(asked, held, strict=True)
    ]
    return made[0], made[1]


def _number(name: str, answer: str | Number, unit: str) -> Number:
    """Return a number that was typed or given, whole ones as int."""
    try:
        number = parse_number(answer) if isinstance(answer, str) else answer
    except BadValue as error:
        if any(each.isalpha() for each in str(answer)):
            raise BadValue(f"{error} It is in {unit}; leave the unit out.") from None
        raise
    check_number(name, number)
    return _whole(number)


def _around(number: Number, low: Number, high: Number) -> tuple[Number, Number]:
    """Return the ends of an interval, or refuse one that does not hold its own number."""
    if low > high:
        raise BadValue(
            f"The interval is upside down: {say_number(low)} is above {say_number(high)}."
        )
    if not low <= number <= high:
        raise BadValue(
            f"Your own {say_number(number)} is not from {say_number(low)} to {say_number(high)}."
        )
    return low, high


def _whole(number: Number) -> Number:
    """Return a float without a fraction as an int: progress that was read back is all floats."""
    return int(number) if isinstance(number, float) and number.is_integer() else number


def _typed(number: Number) -> str:
    """Return a number in the form that a person may edit and commit again."""
    return f"{number:,}" if isinstance(number, int) else repr(number)
