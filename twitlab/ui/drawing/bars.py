"""Draw a table whose numbers have bars: what some ways cost, a row each, a column for each cost.

by           asked    written to
document     ===== 4  = 1
term         == 1.7   ==== 7.1
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from matplotlib.axes import Axes
from matplotlib.collections import PatchCollection
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from twitlab.ui.drawing.picture import Picture
from twitlab.ui.drawing.style import INK, ROLES, house_style, new_axes
from twitlab.ui.drawing.svg import drawing, render
from twitlab.ui.drawing.table import as_table

_ROW: Final = 52
_HIGH: Final = 26  # of a bar
_HEAD: Final = -66  # where the first line above the bars stands, from the first bar's middle
_LINE: Final = 22

Head = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Bar:
    """Hold one number: how long its bar is, what stands behind it, and whether that is bold."""

    share: float  # of the longest bar
    said: str
    is_bold: bool = False


@dataclass(frozen=True, slots=True)
class BarTable:
    """Hold what no knob changes: names of rows, heads and roles of columns, and how wide all is."""

    rows: tuple[str, ...]
    columns: tuple[tuple[Head, str], ...]  # head in two lines, and the role that gives the colour
    column_wide: int  # its gap included
    longest: int  # bar; its number stands behind it
    names_wide: int
    wide: int  # from the first bar on
    right: int = 10
    corner: Head = ("", "")

    def draw(self, label: str, bars: Sequence[Sequence[Bar]]) -> Picture:
        """Draw the bars of each row; the text twin is the label and the table."""
        lines = as_table(
            [self.corner, *(head for head, _ in self.columns)],
            [(name, *(each.said for each in row)) for name, row in zip(self.rows, bars)],
        )
        with house_style():
            figure, axes = self._axes()
            for at, (_, role) in enumerate(self.columns):
                begin, patches = at * self.column_wide, []
                for lane, row in enumerate(bars):
                    long, middle = self.longest * row[at].share, lane * _ROW
                    patches.append(Rectangle((begin, middle - _HIGH / 2), long, _HIGH))
                    axes.text(begin + long + 8, middle, row[at].said, va="center",
                              weight="bold" if row[at].is_bold else "normal")  # fmt: skip
                colour = ROLES[role].colour
                axes.add_collection(PatchCollection(patches, facecolors=colour, edgecolors="none"))
            return render(figure, label=label, text="\n".join([label, *lines]), behind=_frame(self))

    def _axes(self) -> tuple[Figure, Axes]:
        high = 90 + _ROW * len(self.rows) - _ROW // 2
        figure, axes = new_axes(high, left=self.names_wide, right=self.right, top=5, bottom=5)
        axes.set(xlim=(0, self.wide), ylim=(high - 95, -85))
        axes.set_axis_off()
        return figure, axes


@lru_cache(maxsize=8)
def _frame(table: BarTable) -> str:
    """Draw the names of rows and columns."""
    with house_style():
        figure, axes = table._axes()
        for lane, name in enumerate(table.rows):
            axes.text(-14, lane * _ROW, name, ha="right", va="center")
        if corner := " ".join(table.corner).strip():
            axes.text(-14, _HEAD + _LINE, corner, ha="right", va="center")
        for at, (head, _) in enumerate(table.columns):
            begin = at * table.column_wide
            for line, words in enumerate(head):
                axes.text(begin, _HEAD + _LINE * line, words, va="center")
            floor = [-_ROW / 2, (len(table.rows) - 0.5) * _ROW]
            axes.plot([begin] * 2, floor, color=INK, linewidth=1.2, clip_on=False)
        return drawing(figure)
