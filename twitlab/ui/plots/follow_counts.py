"""Draw whose number of followers is wrong after bad deliveries, under three ways to keep it."""

from functools import lru_cache
from typing import Final

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from twitlab.arguments import check_int
from twitlab.errors import BadType, BadValue
from twitlab.experiments import DESIGNS, arrivals, off_by
from twitlab.faults import Faults
from twitlab.graph import EdgeWrites
from twitlab.ui.drawing.axis import draw_axis
from twitlab.ui.drawing.picture import Picture
from twitlab.ui.drawing.style import INK, ROLES, house_style, new_axes
from twitlab.ui.drawing.svg import drawing, render

REPLAYS: Final = ("nothing", "the first half", "everything")
PERCENT: Final = (0, 50)

_SEED: Final = 2010
_HELD_MS: Final = 2_000
_MOST_ACCOUNTS: Final = 400


def draw_wrong_counts(
    writes: EdgeWrites, doubled: int, held: int, lost: int, replayed: str
) -> Picture:
    """Draw whose number of followers is wrong under each design, after bad deliveries.

    Args:
        writes: in the order in which they were sent, `at` in ms, to at most 400 accounts.
        doubled: how many percent of the messages come twice, 0 to 50.
        held: how many percent are held back for up to two seconds, 0 to 50.
        lost: how many percent never come, 0 to 50.
        replayed: what is sent again in the end, without faults: one of REPLAYS.

    Returns:
        The Picture; its text twin says for each design how many counts are wrong.

    Raises:
        BadType: a share is not an int, or writes are not EdgeWrites.
        BadValue: a share or replayed is out of range, or there are no accounts or too many.

    Complexity: as off_by, and one small figure on a frame that stands still.

    >>> taps = EdgeWrites(1, 2, at=np.array([5, 7]), states=np.array([0, 1]))
    >>> draw_wrong_counts(taps, 0, 0, 0, "everything").text.splitlines()[1]
    '+1 or -1 a message: 0 wrong, by 0 in all'
    """
    for name, share in (("doubled", doubled), ("held", held), ("lost", lost)):
        check_int(name, share, *PERCENT)
    if replayed not in REPLAYS:
        raise BadValue(f"replayed must be one of {list(REPLAYS)}, got {replayed!r:.80}")
    if not isinstance(writes, EdgeWrites):
        raise BadType(f"writes must be EdgeWrites, got {writes!r:.80}")
    accounts = len(np.unique(writes.destinations))
    if not 1 <= accounts <= _MOST_ACCOUNTS:
        raise BadValue(f"writes must be to 1 to {_MOST_ACCOUNTS} accounts, got {accounts}")
    faults = Faults(lost / 100, doubled / 100, held / 100, held_ms=_HELD_MS)
    came = arrivals(writes, faults, _SEED)
    again = {"nothing": 0, "the first half": len(writes) // 2}.get(replayed, len(writes))
    off = off_by(writes, np.concatenate([came, np.arange(again)]))
    wrong = (off != 0).sum(axis=1).tolist()
    label = (
        f"{len(writes)} writes, {len(came)} copies came, {again} were replayed. Wrong, of "
        f"{accounts} counts: " + "; ".join(f"{n}, {c}" for n, c in zip(DESIGNS, wrong)) + "."
    )
    lines = [
        f"{name}: {count} wrong, by {np.abs(lane).sum():,} in all"
        for name, count, lane in zip(DESIGNS, wrong, off)
    ]
    behind = _draw_frame(accounts)
    with house_style():
        figure, axes = _lanes(accounts)
        axes.set_axis_off()
        for lane, row in enumerate(off):
            boxes = [(at, 1) for at in np.flatnonzero(row).tolist()]
            fill = ROLES["lost"].colour
            axes.broken_barh(boxes, (lane - 0.3, 0.6), facecolor=fill, edgecolor="none")
            axes.text(accounts * 1.015, lane, str(wrong[lane]), va="center", weight="bold")
        return render(figure, label=label, text="\n".join([label, *lines]), behind=behind)


@lru_cache(maxsize=2)
def _draw_frame(accounts: int) -> str:
    """Draw the three lanes and their names, which no knob changes."""
    with house_style():
        figure, axes = _lanes(accounts)
        draw_axis(axes, "x", 0, accounts, marks=[],
                  title="the accounts, side by side; filled: its count is wrong")  # fmt: skip
        draw_axis(axes, "y", len(DESIGNS) - 0.5, -0.5, marks=list(enumerate(DESIGNS)))
        for lane in range(len(DESIGNS)):
            whole = [(0, accounts)]
            axes.broken_barh(whole, (lane - 0.3, 0.6), facecolor="none", edgecolor=INK)
        return drawing(figure)


def _lanes(accounts: int) -> tuple[Figure, Axes]:
    figure, axes = new_axes(250, left=210, right=60, top=0, bottom=50)
    axes.set(xlim=(0, accounts), ylim=(len(DESIGNS) - 0.5, -0.5))
    return figure, axes
