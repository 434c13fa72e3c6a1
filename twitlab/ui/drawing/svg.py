"""Turn a matplotlib Figure into SVG that is the same everywhere and follows the reader's theme.

One look: every drawing function works inside :func:`house_style`, takes its colours from
:data:`ROLES`, and ends in :func:`render`.
"""

import hashlib
import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from html import escape
from types import MappingProxyType
from typing import Any, Final

import matplotlib
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

from twitlab.errors import BadValue
from twitlab.ui.drawing.picture import Picture

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

_STYLE: Final[dict[str, Any]] = {
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
        settings.update(changed | _STYLE)
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


def render(figure: Figure, *, label: str, text: str, behind: str = "") -> Picture:
    """Turn a figure into a Picture whose SVG is byte-identical between runs and processors.

    Args:
        figure: made and filled inside :func:`house_style`.
        label: one sentence, the accessible name of the picture.
        text: the text twin.
        behind: what :func:`drawing` gave for a figure of the same size. A widget keeps what does
            not move there, and draws only the rest at each turn.

    Returns:
        The Picture.

    Raises:
        BadValue: label or text is empty.

    Complexity: one draw of the figure; O(bytes of SVG) after it.
    """
    for name, value in (("label", label), ("text", text)):
        if not value.strip():
            raise BadValue(f"{name} must not be empty: a picture needs its text twin")
    body = _own_ids(behind + drawing(figure))
    width, height = (round(size * figure.dpi) for size in figure.get_size_inches())
    # Narrower than min-width, as beside an open file browser at 150 %, the picture scrolls: its
    # text would be too small to read.
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'viewBox="0 0 {width} {height}" role="img" aria-label="{escape(label)}" '
        f'style="display:block;width:100%;min-width:{round(0.7 * width)}px;max-width:{width}px;'
        f"height:auto;fill:currentColor;font-family:var(--jp-ui-font-family,sans-serif);"
        f'stroke-linejoin:round;stroke-linecap:butt">'
    )
    return Picture(label=label, svg=f"{head}{body}</svg>", text=text)


def drawing(figure: Figure) -> str:
    """Turn a figure into the inside of an SVG.

    Coordinates are rounded to a tenth of a pixel, which hides the last bits in which `log` and
    `power` differ between processors. Black becomes the reader's text colour.

    Args:
        figure: made and filled inside :func:`house_style`.

    Returns:
        SVG elements, one after another.

    Complexity: one draw of the figure; O(bytes of SVG) after it.
    """
    buffer = io.StringIO()
    canvas: Any = FigureCanvasSVG(figure)
    with matplotlib.rc_context():
        settings: Any = matplotlib.rcParams
        settings.update({key: _STYLE[key] for key in _STYLE if key.startswith("svg.")})
        canvas.print_svg(buffer, metadata={"Date": None})
    return _clean(buffer.getvalue())


def _clean(document: str) -> str:
    """Keep the drawing only: no prologue, metadata, comments, global style or unused ids."""
    body = document[document.index("<svg") :]
    body = body[body.index(">") + 1 : body.rindex("</svg>")]
    body = re.sub(
        r"<metadata>.*?</metadata>|<!--.*?-->|<style.*?</style>", "", body, flags=re.DOTALL
    )
    body = re.sub(r"<[^>]+>", _clean_tag, body)
    used = _used_ids(body)
    body = re.sub(r' id="([^"]*)"', lambda match: match[0] if match[1] in used else "", body)
    body = re.sub(r"<g>\s*</g>|<defs>\s*</defs>", "", body)
    return re.sub(r"\s*\n\s*", " ", body).strip()


def _used_ids(body: str) -> list[str]:
    return sorted(set(re.findall(r"""(?:url\(#|href="#)([^)"]+)""", body)))


def _own_ids(body: str) -> str:
    """Prefix ids by a digest of the drawing, so that two pictures on one page do not clash."""
    prefix = "tw" + hashlib.sha256(body.encode()).hexdigest()[:8]
    for number, old in enumerate(_used_ids(body)):
        body = re.sub(
            rf'(url\(#|href="#|id="){re.escape(old)}(?=[)"])', rf"\g<1>{prefix}-{number}", body
        )
    return body


def _clean_tag(match: re.Match[str]) -> str:
    tag = re.sub(r"font: (?:(\w+) )?([\d.]+)px [^;\"]+", _font, match[0])
    tag = re.sub(r" ?font-family: [^;\"]+;?| transform=\"rotate\(-?0 [^)]*\)\"", "", tag)
    tag = re.sub(r"((?:stroke|fill): ?)(?:#000000|black)\b", r"\1currentColor", tag)
    return re.sub(r'style="[^"]*"|(?<![\w#.])-?\d*\.\d+(?![\w.])', _rounded, tag)


def _font(match: re.Match[str]) -> str:
    weight = f"font-weight: {match[1]}; " if match[1] else ""
    return f"{weight}font-size: {match[2]}px"


def _rounded(match: re.Match[str]) -> str:
    if match[0].startswith("style"):  # opacities and line widths: ours, not computed
        return match[0]
    text = f"{float(match[0]):.1f}".removesuffix(".0")
    return "0" if text == "-0" else text
