"""Tie a front in the browser to Python: plain data goes out, what a person did comes back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

import anywidget
import traitlets

from twitlab.errors import BadValue, TwitlabError

Kind = Literal["timer", "keyed", "writing", "ticks", "ratings"]


@dataclass(frozen=True, slots=True)
class Press:
    """Hold when something was done, on both clocks of the browser.

    Args:
        wall_ms: milliseconds since 1970 UTC; it may jump.
        mono_ms: milliseconds since the page was opened; it never jumps.
    """

    wall_ms: int
    mono_ms: float


Heard = Callable[[Mapping[str, Any], Press], None]


class Front(anywidget.AnyWidget):
    """Show plain data in the browser, and hand on what is done there.

    What is refused is shown there, and read out; so is that no kernel answers.

    Args:
        kind: which of the fronts.
        shown: what it shows, as JSON can hold it.
        heard: called with what was done and when; it may refuse with a TwitlabError, or fail with
            an OSError where nothing could be written.

    Complexity: O(size of `shown`) for each change.
    """

    _esm = traitlets.Unicode().tag(sync=True)
    _css = traitlets.Unicode().tag(sync=True)
    shown = traitlets.Dict().tag(sync=True)
    refused = traitlets.Unicode("").tag(sync=True)
    answered = traitlets.Unicode("").tag(sync=True)

    def __init__(self, kind: Kind, shown: Mapping[str, Any], heard: Heard | None = None) -> None:
        super().__init__(_esm=_script(kind), _css=_read("front.css"), shown=dict(shown))
        self._heard = heard
        self.on_msg(lambda _widget, content, _buffers: self.hear(content))

    def hear(self, content: Mapping[str, Any]) -> None:
        """Hand on one message of the browser, and answer it."""
        refused = ""
        try:
            press = Press(int(content["wall_ms"]), float(content["mono_ms"]))
            if self._heard is not None:
                self._heard(content, press)
        except (TwitlabError, OSError) as error:
            refused = f"Not kept: {error}"
        with self.hold_sync():
            self.refused = refused
            self.answered = str(content["id"])

    def show(self, **changed: object) -> None:
        """Show other data under some names, and the rest as before.

        Raises:
            BadValue: nothing is shown under a name so far.
        """
        if unknown := [name for name in changed if name not in self.shown]:
            raise BadValue(f"shown has no {unknown[0]!r}; it has {', '.join(self.shown)}")
        self.shown = {**self.shown, **changed}


@cache
def _read(name: str) -> str:
    return files(__package__).joinpath(name).read_text(encoding="utf-8")


def _script(kind: Kind) -> str:
    return _read("common.js") + _read(f"{kind}.js")
