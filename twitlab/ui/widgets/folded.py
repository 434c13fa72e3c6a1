"""Keep an answer folded until its reader has made a prediction and asks to see it."""

from dataclasses import dataclass
from html import escape

from twitlab.errors import BadValue
from twitlab.ui.drawing.picture import Picture, pre


@dataclass(frozen=True, slots=True)
class Folded:
    """Hold what is shown when it is unfolded; made by :func:`fold`.

    Args:
        shown: pictures, frames of pandas, or anything else by its text.
        summary: the line that is always seen.
    """

    shown: tuple[object, ...]
    summary: str

    def __repr__(self) -> str:
        return "\n".join([self.summary, *map(_as_text, self.shown)])

    def _repr_mimebundle_(self, **_asked: object) -> dict[str, str]:
        inside = "".join(map(_as_html, self.shown))
        summary = (
            f'<summary style="font-size:16px;line-height:1.4">{escape(self.summary)}</summary>'
        )
        return {"text/html": f"<details>{summary}{inside}</details>", "text/plain": repr(self)}


def fold(*shown: object, summary: str = "Predict first, then unfold.") -> Folded:
    """Show one line, and the rest only when it is unfolded.

    A cell that answers a prediction is run with all others, or was run before, so its answer would
    stand there beside the question. Text has it all, so that a headless run can be compared.

    Args:
        shown: pictures, frames of pandas, or anything else by its text; one or more.
        summary: the line that is always seen.

    Returns:
        What a notebook shows.

    Raises:
        BadValue: there is nothing to show, or the summary is empty.

    Complexity: O(size of what is shown).

    >>> fold("two of six")
    Predict first, then unfold.
    two of six
    """
    if not shown:
        raise BadValue("shown must be one thing or more, got nothing")
    if not summary.strip():
        raise BadValue(f"summary must not be empty, got {summary!r}")
    return Folded(shown, summary)


def _as_text(item: object) -> str:
    return item.text if isinstance(item, Picture) else str(item)


def _as_html(item: object) -> str:
    if isinstance(item, Picture):
        return item.html()
    if (made := getattr(item, "_repr_html_", None)) is not None:  # a frame
        return str(made())
    return pre(str(item))
