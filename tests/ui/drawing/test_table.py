"""A table as text."""

import pytest

from twitlab.ui.drawing.table import as_table


def test_columns_are_as_wide_as_their_longest_text_and_two_apart() -> None:
    heads = [("", "by"), ("asked,", "a query"), ("w", "")]
    assert as_table(heads, [("document", "1", "1,234"), ("x", "22,222,222", "5")]) == [
        "              asked,      w",
        "by           a query       ",
        "document           1  1,234",
        "x         22,222,222      5",
    ]


def test_row_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="argument 3"):
        as_table([("a", "b"), ("c", "d")], [("x",)])
