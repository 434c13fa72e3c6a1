"""Show where a learner stands: one bar, one table, and the same in plain text."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from types import MappingProxyType
from typing import Any, Final

import ipywidgets

from twitlab.errors import BadType, BadValue

# The word says it; the mark only helps the eye, and colour is not used at all.
MARKS: Final = MappingProxyType({"not attempted": "○", "failed": "✗", "passed": "✓", "error": "!"})


@dataclass(frozen=True, slots=True)
class BoardRow:
    """Hold one exercise's standing.

    Args:
        title: what the exercise is called.
        kind: code, estimate, choose-and-defend, critique or order the lines.
        core: whether it belongs to the core of the course; the rest is extra.
        status: one of the keys of :data:`MARKS`.
        points, max_points: earned and to be earned.
        graded_at: when it was last graded, as text, or None.

    Raises:
        BadValue: an unknown status, or not 0 <= points <= max_points.
    """

    title: str
    kind: str
    core: bool
    status: str
    points: float
    max_points: float
    graded_at: str | None = None

    def __post_init__(self) -> None:
        if self.status not in MARKS:
            raise BadValue(f"status must be one of {list(MARKS)}, got {self.status!r}")
        if not 0 <= self.points <= self.max_points:
            raise BadValue(
                f"points must be from 0 to max_points, got {self.points} of {self.max_points}"
            )

    def cells(self) -> tuple[str, ...]:
        """Return the row as it is read, in the order of the table's columns."""
        return (
            self.title,
            f"{self.kind}, {'core' if self.core else 'extra'}",
            f"{MARKS[self.status]} {self.status}",
            f"{self.points:g} of {self.max_points:g}",
            self.graded_at or "not yet",
        )


_COLUMNS: Final = ("Exercise", "Kind", "Status", "Points", "Last graded")


class Board:
    """Show course progress as a widget, with a text twin; `update` redraws it in place.

    Args:
        rows: one for each exercise, in the order of the course.

    Raises:
        BadType: a row is not a BoardRow.

    Complexity: O(rows).

    >>> Board([BoardRow("First repeat", "code", True, "passed", 10, 10)]).summary
    '1 of 1 exercises passed, 10 of 10 points (100 %)'
    """

    def __init__(self, rows: Sequence[BoardRow]) -> None:
        self.widget: Any = ipywidgets.HTML(
            layout={"width": "calc(100% - 8px)", "max_width": "880px"}
        )
        self.update(rows)

    def update(self, rows: Sequence[BoardRow]) -> None:
        """Show these rows instead."""
        for row in rows:
            if not isinstance(row, BoardRow):
                raise BadType(f"rows must be BoardRow records, got {row!r}")
        self._rows = tuple(rows)
        self.widget.value = self.html()

    @property
    def summary(self) -> str:
        """Where the learner stands, in one line."""
        passed = sum(row.status == "passed" for row in self._rows)
        earned, total = self._points()
        return (
            f"{passed} of {len(self._rows)} exercises passed, "
            f"{earned:g} of {total:g} points ({self._percent()} %)"
        )

    def _points(self) -> tuple[float, float]:
        rows = self._rows
        return sum(row.points for row in rows), sum(row.max_points for row in rows)

    def _percent(self) -> int:
        earned, total = self._points()
        return int(100 * earned / total) if total else 0  # down: 100 % is for all points only

    def html(self) -> str:
        """Return the board as HTML that follows the theme."""
        percent, summary = self._percent(), escape(self.summary)
        bar = (  # IntProgress is not exposed to assistive technology as a progress bar
            f'<div role="progressbar" aria-label="Course progress" aria-valuemin="0" '
            f'aria-valuemax="100" aria-valuenow="{percent}" aria-valuetext="{summary}" '
            f'style="box-sizing:border-box;height:16px;border:1.5px solid currentColor;'
            f'border-radius:4px;margin:6px 0 10px"><div style="height:100%;width:{percent}%;'
            f'background:currentColor"></div></div>'
        )
        cell = 'style="text-align:left;padding:4px 16px 4px 0"'
        head = "".join(f'<th scope="col" {cell}>{escape(name)}</th>' for name in _COLUMNS)
        body = "".join(
            "<tr>" + "".join(f"<td {cell}>{escape(text)}</td>" for text in row.cells()) + "</tr>"
            for row in self._rows
        )
        return (
            f'<div style="font-size:16px;line-height:1.4"><div>{summary}</div>{bar}'
            f'<table style="border-collapse:collapse;font-size:inherit"><thead><tr>{head}</tr>'
            f"</thead><tbody>{body}</tbody></table></div>"
        )

    def __repr__(self) -> str:
        filled = self._percent() // 5
        lines = [_COLUMNS, *(row.cells() for row in self._rows)]
        widths = [max(len(line[column]) for line in lines) for column in range(len(_COLUMNS))]
        table = (
            "  ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)).rstrip()
            for line in lines
        )
        return "\n".join([f"[{'#' * filled}{'.' * (20 - filled)}] {self.summary}", *table])

    def _repr_mimebundle_(self, **_asked: object) -> dict[str, Any]:
        return {
            **self.widget._repr_mimebundle_(),
            "text/html": self.html(),
            "text/plain": repr(self),
        }


def board(rows: Sequence[BoardRow]) -> Board:
    """Return the progress board for these rows."""
    return Board(rows)
