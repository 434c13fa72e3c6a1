"""What `twitlab bench` measured, as a picture in a file: each ratio, and how much it varied."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from matplotlib.figure import Figure

from twitlab.errors import BadValue

FORMATS = (".png", ".svg")


@dataclass(frozen=True, slots=True)
class Ratio:
    """Say how many times as fast the kit was.

    Args:
        name: at what, and as whom; may have two lines.
        ratio: the peer's median time by ours.
        least: the smallest ratio of one round.
        most: the largest ratio of one round.
    """

    name: str
    ratio: float
    least: float
    most: float


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


def draw_ratios(ratios: Sequence[Ratio], machine: Sequence[str]) -> Figure:
    """Draw each ratio as a point on a logarithmic axis, with its smallest and largest round.

    Args:
        ratios: drawn from top to bottom.
        machine: lines that say where it was measured, put below.

    Returns:
        The figure; right of the line at 1 the kit is faster.

    Complexity: O(ratios) time.
    """
    figure = Figure(figsize=(11, 1.8 + 0.62 * max(len(ratios), 1)), layout="constrained")
    axes = figure.subplots()
    for place, each in enumerate(reversed(ratios)):
        faster = each.ratio >= 1
        mark, colour = ("o", "#0072B2") if faster else ("X", "#D55E00")
        axes.plot([each.least, each.most], [place, place], color="0.45", linewidth=2)
        axes.plot(each.ratio, place, mark, color=colour)
        axes.annotate(
            f"{each.ratio:.3g} x", (each.ratio, place), (0, 7), textcoords="offset points"
        )
    axes.set_yticks(range(len(ratios)), [each.name for each in reversed(ratios)])
    axes.axvline(1, color="black", linewidth=1)
    axes.set_xscale("log")
    axes.set_ylim(-0.7, len(ratios) - 0.2)
    axes.set_xlabel("times as fast as the peer (log scale; line: from the worst to the best round)")
    figure.supxlabel("\n".join(machine), fontsize=8)
    return figure


def write_ratios(ratios: Sequence[Ratio], machine: Sequence[str], file: Path) -> None:
    """Write the plot of some ratios to a new file.

    Args:
        ratios: what was measured.
        machine: lines that say where it was measured.
        file: where it is to go, with the ending .png or .svg.

    Raises:
        BadValue: as `check_plot_file` does.
    """
    check_plot_file(file)
    draw_ratios(ratios, machine).savefig(file)
