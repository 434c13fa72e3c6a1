"""Keep a picture and its text twin together, and show each reader the one they can use."""

from dataclasses import dataclass
from html import escape

from twitlab.errors import BadType


@dataclass(frozen=True, slots=True)
class Picture:
    """Hold one picture: what it shows in a sentence, its SVG, and the same in plain text.

    The text twin is not a caption: it carries every number the picture carries, for a screen
    reader, for a page that cannot draw, and for nbval.

    Args:
        label: one sentence, the headline; the picture's accessible name.
        svg: inline SVG, as made by :func:`twitlab.ui.drawing.svg.render`.
        text: the text twin, plain text, one or more lines.

    Raises:
        BadType: one of them is not a string.
    """

    label: str
    svg: str
    text: str

    def __post_init__(self) -> None:
        for name in ("label", "svg", "text"):
            value = getattr(self, name)
            if not isinstance(value, str):
                raise BadType(f"{name} must be a string, got {type(value).__name__}")

    def html(self, *, live: bool = False) -> str:
        """Return the picture, its label as a caption, and its text twin folded underneath.

        Args:
            live: whether the picture is redrawn in place, so that a reader is told of changes.
        """
        role = ' role="status"' if live else ""
        return (
            f'<figure style="margin:0;font-size:16px;line-height:1.4">{scrolled(self.svg)}'
            f"<figcaption><div{role}>{escape(self.label)}</div>"
            "<details><summary>This picture as text</summary>"
            f"{pre(self.text)}</details></figcaption></figure>"
        )

    def _repr_mimebundle_(self, **_asked: object) -> dict[str, str]:
        # No image/svg+xml. JupyterLab and nbconvert would take text/html first anyway;
        # JupyterLab's own SVG renderer puts the image in an <img>, where it can neither follow
        # the theme nor carry a label. GitHub removes inline SVG from HTML and keeps the folded
        # twin, so that a static page still has every number.
        return {"text/html": self.html(), "text/plain": self.text}


def scrolled(svg: str) -> str:
    """Return a picture in a box that scrolls sideways where the page is too narrow for it."""
    return f'<div style="overflow-x:auto">{svg}</div>'


def pre(text: str) -> str:
    """Return plain text as an HTML block that keeps its lines and wraps long ones at words."""
    style = "white-space:pre-wrap;word-break:normal;overflow-wrap:anywhere;margin:0.3em 0"
    return f'<pre style="{style}">{escape(text)}</pre>'
