"""One look for all pictures: colours that keep their meaning, sizes that the back row can read.

Every drawing function works inside :func:`house_style` and takes its colours from :data:`ROLES`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

import matplotlib
from matplotlib.axes import Axes
from matplotlib.figure import Figure

FONT_PX: Final = 16
WIDTH_PX: Final = 860  # what a notebook cell has beside an open file browser at 1280 px
INK: Final = "#000000"  # drawn as currentColor: dark on a light theme, light on a dark one


@dataclass(frozen=True, slots=True)
class Role:
    """Say how one meaning is drawn: never by colour alone, so each has a marker and a hatch."""

    colour: str
    marker: str
    hatch: str


# Okabe and Ito's colour-blind-safe set (jfly.uni-koeln.de/color, 2008), less the four that have
# under 3:1 contrast on one of JupyterLab's two backgrounds.
ROLES: Final = MappingProxyType(
    {
        "write": Role("#0072B2", "^", "//"),
        "read": Role("#009E73", "o", "\\\\"),
        "lost": Role("#D55E00", "X", "xx"),
        "estimate": Role("#CC79A7", "D", ".."),
        "measured": Role(INK, "s", ""),
        "published": Role(INK, "*", "--"),
    }
)

STYLE: Final[dict[str, Any]] = {
    "svg.fonttype": "none",  # real text: small, sharp at 150 %, and in the reader's own font
    "svg.hashsalt": "twitlab",
    "font.family": ["DejaVu Sans"],
    "font.size": FONT_PX,
    "axes.labelsize": FONT_PX,
    "axes.titlesize": FONT_PX,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "xtick.labelsize": FONT_PX,
    "ytick.labelsize": FONT_PX,
    "legend.fontsize": FONT_PX,
    "legend.frameon": False,
    "figure.dpi": 72,  # one unit of the SVG is one CSS pixel
    "figure.facecolor": "none",
    "axes.facecolor": "none",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.linewidth": 1.2,
    "xtick.major.width": 1.2,
    "ytick.major.width": 1.2,
    "lines.linewidth": 2.5,
    "lines.markersize": 11,
    "hatch.linewidth": 1.5,
}
_NOT_STYLE: Final = frozenset(
    {"backend", "backend_fallback", "interactive", "toolbar", "webagg.port", "webagg.address"}
)


@contextmanager
def house_style() -> Iterator[None]:
    """Draw in the house's look, whatever the reader's own matplotlib settings are."""
    with matplotlib.rc_context():
        settings: Any = matplotlib.rcParams
        changed = {
            key: value
            for key, value in matplotlib.rcParamsDefault.items()
            if key not in _NOT_STYLE and settings[key] != value
        }
        settings.update(changed | STYLE)
        yield


def new_axes(
    height_px: int, *, left: int = 70, right: int = 20, top: int = 20, bottom: int = 60
) -> tuple[Figure, Axes]:
    """Make a figure of the house's width with one axes; margins are in pixels.

    Margins are fixed, not fitted: a fit measures text, and costs the widgets their speed.
    """
    figure = Figure(figsize=(WIDTH_PX / 72, height_px / 72), dpi=72)
    box = (
        left / WIDTH_PX,
        bottom / height_px,
        (WIDTH_PX - left - right) / WIDTH_PX,
        (height_px - top - bottom) / height_px,
    )
    return figure, figure.add_axes(box)
