"""Hashes of numbers: a whole array against one at a time."""

from collections.abc import Sequence

import numpy as np

from twitlab.bench.harness import Bench, Contest, Work
from twitlab.hashing import hash_int, hash_ints


def contests(quick: bool) -> Sequence[Contest]:
    """Make the contest."""
    count = 50_000 if quick else 200_000
    numbers = np.arange(count)
    return [
        Contest(
            title=f"{count:,} hashes of numbers",
            unit="hashes",
            count=count,
            ours=Work("twitlab.hashing.hash_ints", lambda: hash_ints(numbers, 1)),
            peers=[Work("hash_int", lambda: [hash_int(each, 1) for each in numbers.tolist()])],
            agree=lambda ours, theirs: "" if ours.tolist() == theirs else "the hashes differ",
        )
    ]


BENCH = Bench("hashes of numbers", contests)
