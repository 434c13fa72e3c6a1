"""What `twitlab bench` measured, as a picture in a file: each ratio, and how much it varied."""

import math
from collections.abc import Sequence
from pathlib import Path

from matplotlib.figure import Figure

from twitlab.bench.harness import Row
from twitlab.errors import BadValue

FORMATS = (".png", ".svg")


def check_plot_file(file: Path) -> None:
    """Refuse a file that a plot cannot be written to, before anything is measured.

    Args:
        file: where the plot is to go.

    Raises:
        BadValue: its name ends in no format that is known, its folder is missing, or it is there.
    """
    if file.suffix.lower() not in FORMATS:
        raise BadValue(f"the plot's file must end in {' or '.join(FORMATS)}, got {file.name}")
    if not file.parent.is_dir():
        raise BadValue(f"there is no folder {file.parent} to write the plot to")
    if file.exists():
        raise BadValue(f"{file} is there already; name another file, or remove it")


def draw_ratios(rows: Sequence[Row], machine: Sequence[str]) -> Figure:
    """Draw each ratio as a point on a logarithmic axis, with its smallest and largest round.

    Args:
        rows: those that have a ratio; others are left out.
        machine: lines that say where it was measured, put below.

    Returns:
        The figure; right of the line at 1 the kit is faster.

    Complexity: O(rows) time.
    """
    drawn = [row for row in reversed(rows) if row.ratio is not None]
    figure = Figure(figsize=(11, 1.8 + 0.62 * max(len(drawn), 1)), layout="constrained")
    axes = figure.subplots()
    for place, row in enumerate(drawn):
        ratio = row.ratio or math.nan
        faster = ratio >= 1
        axes.plot([row.least or ratio, row.most or ratio], [place] * 2, color="0.45", linewidth=2)
        axes.plot(ratio, place, "o" if faster else "X", color="#0072B2" if faster else "#D55E00")
        axes.annotate(f"{ratio:.3g} x", (ratio, place), (0, 7), textcoords="offset points")
    axes.set_yticks(range(len(drawn)), [f"{row.contest}\nagainst {row.peer}" for row in drawn])
    axes.axvline(1, color="black", linewidth=1)
    axes.set_xscale("log")
    axes.set_ylim(-0.7, len(drawn) - 0.2)
    axes.set_xlabel("times as fast as the peer (log scale; line: from the worst to the best round)")
    figure.supxlabel("\n".join(machine), fontsize=8)
    return figure


def write_ratios(rows: Sequence[Row], machine: Sequence[str], file: Path) -> None:
    """Write the plot of some ratios to a new file.

    Args:
        rows: what was measured.
        machine: lines that say where it was measured.
        file: where it is to go, with the ending .png or .svg.

    Raises:
        BadValue: as `check_plot_file` does.
    """
    check_plot_file(file)
    draw_ratios(rows, machine).savefig(file)
