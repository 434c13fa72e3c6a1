"""Turn a matplotlib Figure into SVG that is the same everywhere and follows the reader's theme.

Every drawing function ends in :func:`render`; the look is in `style.py`.
"""

import hashlib
import io
import re
from html import escape
from typing import Any

import matplotlib
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

from twitlab.errors import BadValue
from twitlab.ui.drawing.picture import Picture
from twitlab.ui.drawing.style import STYLE


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
        settings.update({key: STYLE[key] for key in STYLE if key.startswith("svg.")})
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
