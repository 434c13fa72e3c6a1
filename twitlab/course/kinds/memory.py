"""Memory: how much an answer takes, where a contract lets it grow with its result alone."""

from __future__ import annotations

import tracemalloc
from typing import Any

from twitlab.course.book.jsonable import plain
from twitlab.course.checking.check import Observed
from twitlab.course.kinds.coding import alike


def observe_memory(answer: Any, given: tuple[Any, ...], right: Any, allowed_bytes: int) -> Observed:
    """Call an answer, and see whether it took more memory than is allowed; if it is right at all.

    Args:
        answer: The learner's function.
        given: What it is called with.
        right: What is right to return.
        allowed_bytes: The most that it may take at any moment.

    Returns:
        What came back; and "k", or "all" if it took too much, or "" if it is not right. Not how
        many bytes: that differs a little from run to run, and an observation must not.
    """
    traced = tracemalloc.is_tracing()
    if not traced:
        tracemalloc.start()
    try:
        tracemalloc.reset_peak()
        before, _ = tracemalloc.get_traced_memory()
        returned = answer(*given)
        _, most = tracemalloc.get_traced_memory()
    finally:
        if not traced:
            tracemalloc.stop()
    if not alike(plain(returned), plain(right)):
        return {"returned": returned, "kept": ""}
    return {"returned": returned, "kept": "k" if most - before <= allowed_bytes else "all"}
