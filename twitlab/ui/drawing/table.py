"""Write a table as text, for the twin of a picture: narrow enough not to be wrapped beside it."""

from collections.abc import Sequence


def as_table(heads: Sequence[tuple[str, str]], rows: Sequence[Sequence[str]]) -> list[str]:
    """Write a table with heads of two lines, each column as wide as it has to be.

    Args:
        heads: of all columns; the first column stands on the left, the others on the right.
        rows: a text for each column, shape (rows, columns).

    Returns:
        The lines.

    Complexity: O(rows * columns).

    >>> for line in as_table([("divided", "by"), ("asked,", "a query")], [("term", "1.4")]):
    ...     print(line)
    divided   asked,
    by       a query
    term         1.4
    """
    lines = [*zip(*heads, strict=True), *rows]
    first, *widths = (max(map(len, column)) for column in zip(*lines, strict=True))
    return [
        f"{name:{first}}" + "".join(f"  {each:>{width}}" for each, width in zip(others, widths))
        for name, *others in lines
    ]
