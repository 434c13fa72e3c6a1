"""Say of each line of a list whether it was earned, and quote what earned it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

from twitlab.errors import BadValue
from twitlab.ui.widgets.front import Front, Press
from twitlab.ui.widgets.timer import bundle


@dataclass(frozen=True, slots=True)
class TickLine:
    """Be one line to tick.

    Args:
        name: what a tick of it is called.
        text: what had to be done.
        samples: what earns it and what does not, each with its heading.
        choices: texts that can be quoted.
        may_type: whether a quote may be typed, or is one of the choices.
        asks: what is asked for beside the quote.
        standing: what was said of it so far.
        quote: the quote that was given.
        says: when and how it was ticked, in words.
    """

    name: str
    text: str
    samples: tuple[tuple[str, str], ...] = ()
    choices: tuple[str, ...] = ()
    may_type: bool = True
    asks: str = "In which words?"
    standing: Literal["", "earned", "not earned"] = ""
    quote: str = ""
    says: str = ""


class Ticks:
    """Show lines to tick, each with a quote; a line that is ticked anew is changed.

    Args:
        title: the heading.
        about: what to do, in a sentence or two.
        lines: what is ticked.
        on_tick: called with a line's name, whether it was earned, the quote and the time.

    Complexity: O(lines) for each change.

    >>> Ticks("Score", "Tick each.", [TickLine("peak", "Told the peak from the mean")])
    Score
    Tick each.
    [ ] Told the peak from the mean
    """

    def __init__(
        self,
        title: str,
        about: str,
        lines: Sequence[TickLine],
        on_tick: Callable[[str, bool, str, Press], None] | None = None,
    ) -> None:
        self._on_tick = on_tick
        self._lines: dict[str, TickLine] = {}
        self.widget = Front(
            "ticks", {"title": title, "about": about, "lines": [], "says": ""}, self._heard
        )
        self.show(lines)

    def show(self, lines: Sequence[TickLine], says: str = "") -> None:
        """Show these lines instead.

        Raises:
            BadValue: a line stands there twice; what was shown stays.
        """
        named = {line.name: line for line in lines}
        if len(named) < len(lines):
            raise BadValue("a line stands there twice")
        self._lines = named
        self.widget.show(lines=[asdict(line) for line in lines], says=says)

    def tick(self, name: str, earned: bool, quote: str, press: Press) -> None:
        """Tick a line, as a button does.

        Raises:
            BadValue: there is no such line, it is earned without a quote, or the quote is none of
                those that can be chosen.
        """
        if name not in self._lines:
            raise BadValue(f"there is no line {name!r} here")
        line, quote = self._lines[name], quote.strip()
        if earned and not quote:
            raise BadValue("a line that was earned needs a quote: what was said or written?")
        if quote and not line.may_type and quote not in line.choices:
            raise BadValue(f"the quote must be one of your own sentences, got {quote!r}")
        if self._on_tick is not None:
            self._on_tick(name, earned, quote, press)

    def _heard(self, content: Mapping[str, Any], press: Press) -> None:
        self.tick(str(content["tick"]), content["earned"] is True, str(content["quote"]), press)

    def __repr__(self) -> str:
        marks = {"": " ", "earned": "x", "not earned": "-"}
        lines = [
            f"[{marks[line.standing]}] {line.text}" + (f": {line.quote}" if line.quote else "")
            for line in self._lines.values()
        ]
        shown = self.widget.shown
        return "\n".join([*filter(None, (shown["title"], shown["about"], shown["says"])), *lines])

    def _repr_mimebundle_(self, **_asked: object) -> dict[str, Any]:
        return bundle(self.widget, repr(self))
