"""Find when a tweet has reached its last follower, if deliveries wait for each other."""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from twitlab.arguments import as_ints, check_int
from twitlab.errors import BadValue

_NS_PER_MS: Final = 1_000_000
_NS_PER_S: Final = 1_000_000_000
_MAX_MS: Final = (1 << 42) - 1
_MAX_DELIVERIES: Final = (1 << 31) - 1


def ns_to_last_follower(
    posted_ms: NDArray[Any], deliveries: NDArray[Any], per_s: int
) -> NDArray[np.int64]:
    """Return how long after its post each tweet was in the last timeline.

    The model: one queue, first come, first served; every delivery takes the same time. So a tweet
    waits for those before it, and one of a celebrity makes others wait. What the model leaves out:
    several queues, retries, and the time on the network.

    Args:
        posted_ms: when, ascending, 0 to 2**42 - 1, shape (tweets,).
        deliveries: how many each has, 0 to 2**31 - 1, the same shape; see Posted.deliveries.
        per_s: how many deliveries a second are made, 1 to 10**9.

    Returns:
        Nanoseconds, rounded down, int64, shape (tweets,); 0 for a tweet without deliveries.

    Raises:
        BadType: an argument is of the wrong type.
        BadValue: a number is out of range, the arrays differ in length, the times run back, or all
            deliveries together would take 146 years.

    Complexity: O(tweets) time and space.

    Source: Lindley, "The theory of queues with a single server", 1952, for the recursion. That a
    tweet took up to 5 minutes to 31 million followers, which is 103,000 a second: highscalability,
    8 July 2013.

    >>> ns_to_last_follower(np.array([0]), np.array([31_000_000]), 103_334).tolist()
    [299998064528]
    >>> (ns_to_last_follower(np.array([0, 1]), np.array([10, 1]), 1_000) // 10**6).tolist()
    [10, 10]
    """
    posted = as_ints("posted_ms", posted_ms, _MAX_MS)
    counts = as_ints("deliveries", deliveries, _MAX_DELIVERIES)
    per_s = check_int("per_s", per_s, 1, _NS_PER_S)
    if len(posted) != len(counts):
        raise BadValue(f"deliveries must have length {len(posted)} as posted_ms, got {len(counts)}")
    if (back := np.flatnonzero(posted[1:] < posted[:-1])).size:
        at = int(back[0]) + 1
        raise BadValue(f"posted_ms must ascend, got {posted[at]} after {posted[at - 1]}")
    if not len(posted):
        return np.empty(0, np.int64)
    total = int(counts.sum())
    if total * _NS_PER_S // per_s >= 1 << 62:
        raise BadValue(f"deliveries must take less than 146 years in all, got {total} at {per_s}/s")
    since = posted - posted[0]
    needed = np.cumsum(counts)  # (tweets,), up to and with each
    # In whole numbers: a quotient and a remainder, as needed * 10**9 may not fit.
    whole, rest = np.divmod(needed, per_s)
    busy_ns = whole * _NS_PER_S + rest * _NS_PER_S // per_s
    # The queue was last empty when some tweet came: the one for which this is the largest.
    begun = since * _NS_PER_MS - np.concatenate([[0], busy_ns[:-1]])
    done_ns: NDArray[np.int64] = np.maximum.accumulate(begun) + busy_ns
    return np.where(counts > 0, done_ns - since * _NS_PER_MS, 0)
