"""Sort, group, look up and combine columns of integers: what the parts share.

It knows no tweet and no user; a column is a NumPy array, and a row is a place in several of them.
"""

from twitlab.columns.files import (
    PART,
    DamagedFile,
    FileKind,
    read_columns,
    sum_of,
    sync_folder,
    write_columns,
)
from twitlab.columns.lookup import find_in_rows
from twitlab.columns.sorted_sets import IdSet, common, difference, intersection, is_in, union
from twitlab.columns.sorting import (
    deal,
    digit_bits,
    first_of_runs,
    group,
    order_by,
    sort_keys,
    splice,
)
from twitlab.columns.threads import at_once, count_workers, shares
from twitlab.columns.types import Column, Ids32, Ints, Keys

__all__ = [
    "PART",
    "Column",
    "DamagedFile",
    "FileKind",
    "IdSet",
    "Ids32",
    "Ints",
    "Keys",
    "at_once",
    "common",
    "count_workers",
    "deal",
    "difference",
    "digit_bits",
    "find_in_rows",
    "first_of_runs",
    "group",
    "intersection",
    "is_in",
    "order_by",
    "read_columns",
    "shares",
    "sort_keys",
    "splice",
    "sum_of",
    "sync_folder",
    "union",
    "write_columns",
]
