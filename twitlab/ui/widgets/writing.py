"""Type a text and commit it; what was typed and not committed yet is not lost either."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from twitlab.errors import BadValue
from twitlab.ui.widgets.front import Front, Press
from twitlab.ui.widgets.timer import bundle


class Writing:
    """Ask for a text: of one line, which Enter commits, or of several, which Ctrl+Enter commits.

    A draft stays in the browser until it is committed, also over a kernel's restart.

    Args:
        name: of the draft; no other text of this browser may have it.
        label: what is asked.
        on_commit: called with the text and the time; it may refuse.
        about: a sentence below the label.
        lines: how many lines are shown.
        unit: what stands behind a single line.
        button: what the button says.
        value: what stands there when nothing is drafted.

    Raises:
        BadValue: the name is empty, or lines is below 1.

    Complexity: O(length of the text).

    >>> kept = []
    >>> writing = Writing("a", "What do you leave out?", lambda text, _press: kept.append(text))
    >>> writing.commit("No search.", Press(0, 0))
    >>> kept
    ['No search.']
    """

    def __init__(
        self,
        name: str,
        label: str,
        on_commit: Callable[[str, Press], None],
        *,
        about: str = "",
        lines: int = 1,
        unit: str = "",
        button: str = "Commit",
        value: str = "",
    ) -> None:
        if not name or lines < 1:
            raise BadValue(f"name must not be empty and lines at least 1, got {name!r}, {lines}")
        self._on_commit = on_commit
        shown = {"name": name, "label": label, "about": about, "lines": lines, "unit": unit}
        state = {"button": button, "value": value, "says": "", "closed": False, "kept": 0}
        self.widget = Front("writing", {**shown, **state}, self._heard)

    def commit(self, text: str, press: Press) -> None:
        """Commit a text, as the button does.

        Raises:
            BadValue: there is nothing in it, or who asked refuses it.
        """
        if not text.strip():
            raise BadValue("there is no text yet. Type it first.")
        self._on_commit(text, press)
        self.widget.show(kept=int(self.widget.shown["kept"]) + 1)

    def ask(self, name: str, label: str, about: str = "", value: str = "") -> None:
        """Ask for another text in the same box."""
        self.widget.show(name=name, label=label, about=about, value=value, closed=False, says="")

    def show(self, says: str, value: str | None = None) -> None:
        """Say below the box what stands kept, and what the box holds from now on."""
        self.widget.show(says=says, **({} if value is None else {"value": value}))

    def close(self, says: str) -> None:
        """Take no more text, and say why."""
        self.widget.show(says=says, closed=True)

    def _heard(self, content: Mapping[str, Any], press: Press) -> None:
        self.commit(str(content["text"]), press)

    def __repr__(self) -> str:
        shown = self.widget.shown
        return "\n".join(filter(None, (shown["label"], shown["about"], shown["says"])))

    def _repr_mimebundle_(self, **_asked: object) -> dict[str, Any]:
        return bundle(self.widget, repr(self))
