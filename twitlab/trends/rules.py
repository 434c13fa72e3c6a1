"""Say when a key is trending and not merely popular: the settings, checked once."""

from dataclasses import dataclass
from typing import Final

from twitlab.arguments import check_int, check_number
from twitlab.errors import BadValue
from twitlab.trends.answers import MAX_MS

_MAX_BUCKETS: Final = 1 << 16
_MOST: Final = 1 << 53  # to here a double has every int


@dataclass(frozen=True, slots=True)
class Rules:
    """Hold the settings of `Trends`.

    Args:
        bucket_ms: the step in which a window moves.
        window: buckets in a window, 1 or more.
        past: windows before, with which it is compared, 1 or more.
        floor: the fewest voices of a trend.
        least_growth: times what was expected, at least; 1 or more.
        least_surprise: how rare by chance, see Trend. With 18.8, of a million keys checked 144
            times a day one is a false alarm, e**-18.8 = 1 / 144 million, if counts are Poisson.
        new_rate: voices expected of a key without a past, above 0.
        same_text: the most voices of one text.

    Raises:
        BadType: one is of the wrong type.
        BadValue: one is out of range.

    >>> Rules(floor=25).floor, Rules().past
    (25, 6)
    """

    bucket_ms: int = 60_000
    window: int = 10
    past: int = 6
    floor: int = 10
    least_growth: float = 2.0
    least_surprise: float = 18.8
    new_rate: float = 1.0
    same_text: int = 5

    def __post_init__(self) -> None:
        most = {"bucket_ms": MAX_MS, "window": _MAX_BUCKETS, "past": _MAX_BUCKETS}
        for name in ("bucket_ms", "window", "past", "floor", "same_text"):
            number = check_int(name, getattr(self, name), 1, most.get(name))
            object.__setattr__(self, name, number)
        for name, least in (("least_growth", 1), ("least_surprise", 0), ("new_rate", 0)):
            share = float(check_number(name, getattr(self, name), least, _MOST))
            object.__setattr__(self, name, share)
        if not self.new_rate > 0:
            raise BadValue(f"new_rate must be above 0, got {self.new_rate}")


RULES: Final = Rules()
