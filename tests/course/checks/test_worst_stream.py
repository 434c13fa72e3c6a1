"""What *Hide a hot tweet* asks for is the worst there is: every small stream is tried."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from twitlab.counting import SpaceSaving
from twitlab.course.checks.sketches.worst_stream import best, space_saving


def streams(events: int, keys: int = 0) -> Iterator[str]:
    """Give every stream, but for the names of its keys."""
    if not events:
        yield ""
        return
    for key in range(keys + 1):
        for rest in streams(events - 1, max(keys, key + 1)):
            yield chr(97 + key) + rest


@pytest.mark.parametrize(("k", "n"), [(1, 6), (2, 6), (2, 7), (3, 7), (3, 8)])
def test_no_stream_hides_a_key_more_often_than_the_best(k: int, n: int) -> None:
    hidden = {
        max((stream.count(key) for key in stream if key not in space_saving(stream, k)), default=0)
        for stream in streams(n)
    }
    assert max(hidden) == best({"k": k, "n": n})


def test_the_counters_are_those_of_space_saving_where_no_two_are_equal() -> None:
    stream = "aaabbcadeeeef"
    sketch = SpaceSaving(3)
    for key in stream:
        sketch.add(key)
    assert space_saving(stream, 3) == {each.key: each.count for each in sketch.top(3)}
