"""Rate several things at once, before anything about them is shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from twitlab.errors import BadValue
from twitlab.ui.widgets.front import Front, Press
from twitlab.ui.widgets.timer import bundle


class Ratings:
    """Ask for one of a few marks for each thing, and take all of them with one press.

    Args:
        title: the heading.
        options: each mark with what it means.
        on_rate: called with a mark for each name, and the time; it may refuse.
        about: what to do, in a sentence.
        button: what the button says.

    Complexity: O(things) for each change.

    >>> ratings = Ratings("You", [(0, "cannot say"), (1, "a little")], print)
    >>> ratings.ask([("depth", "Depth")])
    >>> ratings.rate({"depth": 1}, "now")
    {'depth': 1} now
    """

    def __init__(
        self,
        title: str,
        options: Sequence[tuple[int, str]],
        on_rate: Callable[[dict[str, int], Press], None],
        *,
        about: str = "",
        button: str = "Keep",
    ) -> None:
        self._marks = {str(mark): mark for mark, _ in options}
        self._on_rate = on_rate
        self._rows: dict[str, str] = {}
        shown = {"title": title, "about": about, "button": button, "rows": []}
        listed = [[mark, text] for mark, text in options]
        self.widget = Front("ratings", {**shown, "options": listed}, self._heard)

    def ask(self, rows: Sequence[tuple[str, str]]) -> None:
        """Ask for these things, each a name and a text."""
        self._rows = dict(rows)
        plain = [{"name": name, "text": text} for name, text in rows]
        self.widget.show(rows=plain)

    def rate(self, rated: Mapping[str, object], press: Press) -> None:
        """Rate all things, as the button does.

        Raises:
            BadValue: one of them has no mark, or another one than those that are offered.
        """
        marks = {}
        for name, text in self._rows.items():
            mark = str(rated.get(name, ""))
            if mark not in self._marks:
                raise BadValue(f"choose a mark for “{text}” first.")
            marks[name] = self._marks[mark]
        self._on_rate(marks, press)

    def _heard(self, content: Mapping[str, Any], press: Press) -> None:
        self.rate(content["rated"], press)

    def __repr__(self) -> str:
        shown = self.widget.shown
        rows = [f"  {text}" for text in self._rows.values()]
        return "\n".join([*filter(None, (shown["title"], shown["about"])), *rows])

    def _repr_mimebundle_(self, **_asked: object) -> dict[str, Any]:
        return bundle(self.widget, repr(self))
