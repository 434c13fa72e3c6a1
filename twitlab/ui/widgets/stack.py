"""Put widgets below each other, and show those that are wanted now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import ipywidgets

from twitlab.errors import BadValue
from twitlab.ui.drawing.picture import pre


class Part(Protocol):
    """Be one widget, with a text twin as its repr."""

    @property
    def widget(self) -> Any:
        """What a browser shows."""
        ...


class Stack:
    """Show some of its parts, one below the other.

    Args:
        parts: all of them, by name.

    Complexity: O(parts) for each change.
    """

    def __init__(self, parts: Mapping[str, Part]) -> None:
        self._parts = dict(parts)
        self._shown: tuple[str, ...] = ()
        self.widget: Any = ipywidgets.VBox([])

    def add(self, name: str, part: Part) -> None:
        """Know another part, or another one under a name."""
        self._parts[name] = part

    def show(self, names: Sequence[str]) -> None:
        """Show the parts with these names, in this order.

        Raises:
            BadValue: there is no part with a name; what was shown stays.
        """
        if unknown := [name for name in names if name not in self._parts]:
            raise BadValue(f"there is no part {unknown[0]!r}; there are {', '.join(self._parts)}")
        if (chosen := tuple(names)) != self._shown:
            self._shown = chosen
            self.widget.children = [self._parts[name].widget for name in chosen]

    @property
    def shown(self) -> tuple[str, ...]:
        """The names of the parts that are shown."""
        return self._shown

    def __repr__(self) -> str:
        return "\n\n".join(repr(self._parts[name]) for name in self._shown)

    def _repr_mimebundle_(self, **_asked: object) -> dict[str, Any]:
        text = repr(self)
        view = self.widget._repr_mimebundle_()
        return {**view, "text/html": pre(text), "text/plain": text}
