"""Refuse arguments that are no numbers, or none that are allowed; all of the kit asks here.

A NumPy integer is an int, alone (`numbers.py`) and as one for all rows of a column (`arrays.py`);
True is no number. What is neither is refused in `objects.py`. How a message writes what came in is
in `wording.py`.
"""

from twitlab.arguments.arrays import as_ints, check_column, check_ids, check_ints
from twitlab.arguments.numbers import check_int, check_number, check_share, is_int
from twitlab.arguments.objects import as_path, check_bool, check_has, check_kind, check_one_of
from twitlab.arguments.wording import shown

__all__ = [
    "as_ints",
    "as_path",
    "check_bool",
    "check_column",
    "check_has",
    "check_ids",
    "check_int",
    "check_ints",
    "check_kind",
    "check_number",
    "check_one_of",
    "check_share",
    "is_int",
    "shown",
]
