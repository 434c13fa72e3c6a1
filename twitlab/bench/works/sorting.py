"""Sorts: the graph's own against NumPy's, and NumPy's with and without AVX-512.

On some processors NumPy's sort with AVX-512 is several times slower than that with AVX2. NumPy
chooses when it is imported, so the other choice is timed in a process of its own; nothing is set
for anybody else.
"""

import os
import subprocess
import sys
from collections.abc import Sequence
from functools import partial
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from twitlab.bench.harness import Bench, Contest, Fact, Work
from twitlab.columns import sort_keys

_BITS: Final = 46  # of a key of two users, of 8 million each
_NS_AN_ITEM: Final = """
import sys
from time import perf_counter_ns
import numpy as np
keys = np.random.default_rng(1).integers(0, 1 << 46, int(sys.argv[1]))
times = []
for _ in range(5):
    some = keys.copy()
    begin = perf_counter_ns()
    some.sort()
    times.append(perf_counter_ns() - begin)
print(sorted(times)[2] / len(keys))
"""


def contests(quick: bool) -> Sequence[Contest]:
    """Make the contest: keys, and what belongs to each."""
    count = 200_000 if quick else 5_000_000
    rng = np.random.default_rng(1)
    keys, column = rng.integers(0, 1 << _BITS, count), np.arange(count)

    def ours() -> tuple[NDArray[Any], NDArray[Any]]:
        mine, along = keys.copy(), column.copy()
        sort_keys(mine, _BITS, along)
        return mine, along

    def numpy(kind: Any) -> tuple[NDArray[Any], NDArray[Any]]:
        order = np.argsort(keys, kind=kind)
        return keys[order], column[order]

    def agree(ours: Sequence[NDArray[Any]], theirs: Sequence[NDArray[Any]]) -> str:
        same = all(np.array_equal(*pair) for pair in zip(ours, theirs, strict=True))
        return "" if same else "the orders differ"

    return [
        Contest(
            title=f"{count:,} keys of {_BITS} bits, each with a number",
            unit="keys",
            count=count,
            ours=Work("columns.sort_keys", ours),
            peers=[Work(f"numpy {np.__version__}, argsort, stable", partial(numpy, "stable"))],
            agree=agree,
            facts=lambda: _with_and_without(count),
            rounds=5,
        )
    ]


def _with_and_without(count: int) -> list[Fact]:
    features = np.show_config(mode="dicts").get("SIMD Extensions", {})
    wide = [each for each in features.get("found", ()) if "512" in each or each == "X86_V4"]
    facts = [Fact("numpy's sort of int64, as it is here", _ns_an_item(count, ()), "ns a key")]
    if wide:
        said = f"the same without {' '.join(wide)}"
        facts.append(Fact(said, _ns_an_item(count, wide), "ns a key"))
    return facts


def _ns_an_item(count: int, without: Sequence[str]) -> float:
    environment = {**os.environ}
    if without:
        environment["NPY_DISABLE_CPU_FEATURES"] = " ".join(without)
    done = subprocess.run(
        [sys.executable, "-c", _NS_AN_ITEM, str(count)],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return float(done.stdout)


BENCH = Bench("sorting, with what the processor offers", contests)
