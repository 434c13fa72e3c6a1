"""Draw what a hot key does to the partition that it belongs to, before and after adding up."""

from typing import Final

from twitlab.experiments.pipeline import LOAD_WAYS, PartitionLoad, partition_loads
from twitlab.ui.drawing.bars import Bar, BarTable
from twitlab.ui.drawing.picture import Picture

_COLUMNS: Final = (
    (("busiest takes,", "of 100 records"), "busiest", "write", 100),
    (("records,", "to all"), "records", "measured", 10_000),
    (("asked for", "the hot key"), "readers", "read", 64),
)
_TABLE: Final = BarTable(
    rows=tuple(LOAD_WAYS),
    columns=tuple((head, role) for head, _, role, _ in _COLUMNS),
    column_wide=200,
    longest=110,
    names_wide=230,
    wide=620,
)


def draw_loads(hot: int, partitions: int = 8) -> Picture:
    """Draw what the busiest of some processors takes, with events and with flushes.

    Args:
        hot: how many of a hundred retweets are of the goal's tweet, 0 to 90.
        partitions: 1 to 64.

    Returns:
        The Picture; its text twin is the table.

    Raises:
        BadType, BadValue: an argument is of the wrong type, or out of range.

    Complexity: as :func:`~twitlab.experiments.pipeline.partition_loads`, and one small figure.
    """
    loads = partition_loads(hot, partitions)
    label = (
        f"{hot} % of the retweets are of one tweet. Its partition takes {loads[0].busiest:.0f} of "
        f"100 events; of the records of flushes the busiest takes {loads[2].busiest:.0f} of 100."
    )
    bars = [
        [Bar(float(getattr(load, name)) / most, _said(load, name)) for _, name, _, most in _COLUMNS]
        for load in loads
    ]
    return _TABLE.draw(label, bars)


def _said(load: PartitionLoad, name: str) -> str:
    value = getattr(load, name)
    return f"{value:.1f}" if isinstance(value, float) else f"{value:,}"
