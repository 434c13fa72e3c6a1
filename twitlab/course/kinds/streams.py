"""Streams: pairs that come one after another, in memory that must not grow with them."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import Any

from twitlab.course.book.jsonable import plain
from twitlab.course.checking.check import Case, Observed
from twitlab.course.kinds.coding import CodeCheck, alike, code_check

Pair = tuple[int, int]
"""A key, and how often it came."""


def stream_check(
    *,
    function: str,
    noun: str,
    right: Callable[[Iterable[Pair], int], Any],
    long: Callable[[Any], Iterable[Pair]],
    length: int,
    allowed_bytes: int,
    takes_kb: int,
    **content: Any,
) -> CodeCheck:
    """Build a check of a function of a stream and of k, which has to do with the memory of k.

    Its cases have ``items`` and ``k``. The items are a list of pairs; or what a long stream is made
    of, whose memory is measured.

    Args:
        function: The name of the function.
        noun: What it returns, in the plural.
        right: (stream, k) to what is right.
        long: What a long stream is made of to its pairs, which are made as they come.
        length: How many pairs a long stream has.
        allowed_bytes: The most that an answer may take for a long stream.
        takes_kb: About how much a right answer takes.
        content: What else `code_check` is given.
    """

    @cache
    def right_of_long(items: Any, k: int) -> Any:
        return right(long(items), k)

    def right_of(items: Any, k: int) -> Any:
        return right(pairs_of(items), k) if isinstance(items, list) else right_of_long(items, k)

    def call(case: Case) -> str:
        items, k = case["items"], case["k"]
        if isinstance(items, list):
            return f"{function}(iter([{', '.join(map(str, pairs_of(items)))}]), {k})"
        what = f", {items}" if isinstance(items, str) else ""
        return f"{function}(a stream of {length:,} pairs{what}, {k})"

    def observe(answer: Any, case: Case) -> Observed:
        items, k = case["items"], case["k"]
        if isinstance(items, list):
            return {"returned": answer(pairs_of(items), k), "kept": ""}
        return observe_memory(answer, (iter(long(items)), k), right_of(items, k), allowed_bytes)

    def keeps_more(case: Case, observed: Observed) -> tuple[str, str, str] | None:
        if observed["kept"] != "all":
            return None
        most = f"{allowed_bytes // 1000} kB"
        got = f"the right {noun}, and more than {most} of memory for them"
        why = f"{case['k']} {noun} take {takes_kb} kB."
        more = f"Memory that grows with the {length:,} pairs is for others."
        return got, f"the right {noun}, in at most {most}", f"{why} {more}"

    return code_check(right=right_of, call=call, observe=observe, besides=keeps_more, **content)


def pairs_of(items: Iterable[Iterable[int]]) -> Iterator[Pair]:
    """Give the pairs of a list one after another."""
    yield from ((key, count) for key, count in items)


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
