"""Read what stands in an id, and make the ids of times that are known.

The model: 41 bits of milliseconds since an epoch, 5 of data centre, 5 of worker, 12 of sequence;
the top bit stays 0, so an id is a positive int64. What the model leaves out: how a running worker
counts its sequence, which is `snowflake.py`; and Twitter's ids up to LAST_SEQUENTIAL_ID, which were
counted one by one and hold no time.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from twitlab.arguments import check_int, check_ints
from twitlab.columns import Ints, first_of_runs
from twitlab.errors import BadValue

TweetId = int
UserId = int

EPOCH_MS = 1_288_834_974_657  # 4 November 2010, when Twitter's first snowflake was made
TIMESTAMP_BITS, DATACENTER_BITS, WORKER_BITS, SEQUENCE_BITS = 41, 5, 5, 12
MAX_DATACENTER_ID = (1 << DATACENTER_BITS) - 1
MAX_WORKER_ID = (1 << WORKER_BITS) - 1
IDS_PER_MS = 1 << SEQUENCE_BITS
LAST_MS = EPOCH_MS + (1 << TIMESTAMP_BITS) - 1  # 10 July 2080
MAX_ID = (1 << 63) - 1
# Of Twitter's own ids the last that is no snowflake. A worker here makes ids as small, in the seven
# seconds behind the epoch, so nothing is refused for it.
# Source: TweetedAt, ws-dl.blogspot.com, 3 August 2019; script/TimestampEstimator.py in its code.
LAST_SEQUENTIAL_ID = 29_700_859_247

WORKER_SHIFT = SEQUENCE_BITS
DATACENTER_SHIFT = WORKER_SHIFT + WORKER_BITS
TIMESTAMP_SHIFT = DATACENTER_SHIFT + DATACENTER_BITS
LAST_SEQUENCE = IDS_PER_MS - 1


@dataclass(frozen=True, slots=True)
class SnowflakeParts:
    """Say what an id was made of.

    Args:
        timestamp_ms: when, in milliseconds since 1970 UTC.
        datacenter_id: where, 0 to 31.
        worker_id: by which process, 0 to 31.
        sequence: as which of its millisecond, 0 to 4,095.

    Source: twitter-archive/snowflake, README.mkd and IdWorker.scala at tag snowflake-2010.
    """

    timestamp_ms: int
    datacenter_id: int
    worker_id: int
    sequence: int


def decode(tweet_id: TweetId) -> SnowflakeParts:
    """Take an id apart.

    The parts are those of a snowflake. Of Twitter's own ids, those up to LAST_SEQUENTIAL_ID are
    none, and what is read from them means nothing: tweet 20 is of March 2006, not of the epoch.

    Args:
        tweet_id: 0 to 2**63 - 1.

    Returns:
        When, where, by which process and as which of its millisecond it was made.

    Raises:
        BadType: tweet_id is not an int.
        BadValue: tweet_id is out of range.

    Complexity: O(1).

    >>> decode(42364930)
    SnowflakeParts(timestamp_ms=1288834974667, datacenter_id=3, worker_id=7, sequence=2)
    """
    number = check_int("tweet_id", tweet_id, 0, MAX_ID)
    return SnowflakeParts(
        timestamp_ms=(number >> TIMESTAMP_SHIFT) + EPOCH_MS,
        datacenter_id=number >> DATACENTER_SHIFT & MAX_DATACENTER_ID,
        worker_id=number >> WORKER_SHIFT & MAX_WORKER_ID,
        sequence=number & LAST_SEQUENCE,
    )


def timestamps_ms(ids: NDArray[Any]) -> NDArray[np.int64]:
    """Read the time out of many ids, each as `decode` does.

    In Twitter's own ids up to LAST_SEQUENTIAL_ID there is none: leave those out first.

    Args:
        ids: 0 to 2**63 - 1, any integer dtype, shape (count,).

    Returns:
        Milliseconds since 1970 UTC, int64, shape (count,).

    Raises:
        BadType: ids is not an array of integers.
        BadValue: ids is not one-dimensional, or an id is out of range.

    Complexity: O(count) time and 8 * count bytes.

    >>> timestamps_ms(np.array([0, 42364930])).tolist()
    [1288834974657, 1288834974667]
    """
    check_ints("ids", ids, 0, MAX_ID)
    times: NDArray[np.int64] = ids.astype(np.int64)  # (count,)
    times >>= TIMESTAMP_SHIFT
    times += EPOCH_MS
    return times


def ids_at(times_ms: NDArray[Any], datacenter_id: int, worker_id: int) -> Ints:
    """Make the ids that one worker would make at given times, for all of them at once.

    More than 4,096 in one millisecond are refused, not moved to the next: an id says when its tweet
    was made, and a moved one would say something else. Deal them out to more workers.
    A millisecond that is spread over two calls would get the same ids twice.

    Args:
        times_ms: milliseconds since 1970 UTC, ascending, any integer dtype, shape (count,).
        datacenter_id: 0 to 31.
        worker_id: 0 to 31.

    Returns:
        The ids, int64, ascending, all different, shape (count,).

    Raises:
        BadType: an argument is of the wrong type.
        BadValue: times_ms is not one-dimensional, not ascending, outside the 69 years that 41 bits
            hold or has a millisecond more than 4,096 times; or a number is out of range.

    Complexity: O(count) time and about 40 * count bytes.

    >>> ids_at(np.array([1_288_834_974_667] * 2 + [1_288_834_974_668]), 3, 7).tolist()
    [42364928, 42364929, 46559232]
    """
    node = node_bits(datacenter_id, worker_id)
    check_ints("times_ms", times_ms, EPOCH_MS, LAST_MS)
    times: NDArray[np.int64] = times_ms.astype(np.int64, copy=False)  # (count,)
    if (times[1:] < times[:-1]).any():
        place = int((times[1:] < times[:-1]).argmax()) + 1
        raise BadValue(
            f"times_ms must ascend, got {times[place]} at {place}, after {times[place - 1]}"
        )
    starts = np.flatnonzero(first_of_runs(times))  # (milliseconds,)
    sizes = np.diff(starts, append=len(times))  # (milliseconds,)
    if sizes.size and sizes.max() > IDS_PER_MS:
        place = int((sizes > IDS_PER_MS).argmax())
        raise BadValue(
            f"times_ms must have a millisecond at most {IDS_PER_MS} times, got "
            f"{times[starts[place]]} {sizes[place]} times: deal them out to more workers"
        )
    ids: Ints = (times - EPOCH_MS) << TIMESTAMP_SHIFT
    ids += np.arange(node, node + len(ids), dtype=np.int64)
    ids -= np.repeat(starts, sizes)  # what is left of the numbering is the sequence
    return ids


def ids_at_plain(times_ms: NDArray[Any], datacenter_id: int, worker_id: int) -> Ints:
    """Make the ids that one worker would make at given times, one after the other.

    What one would write first.

    Args:
        times_ms: milliseconds since 1970 UTC, ascending, any integer dtype, shape (count,).
        datacenter_id: 0 to 31.
        worker_id: 0 to 31.

    Returns:
        The ids, int64, ascending, all different, shape (count,).

    Raises:
        BadType: an argument is of the wrong type.
        BadValue: as `ids_at`.

    Complexity: O(count) time, some 30 times that of `ids_at`, and 40 * count bytes.

    >>> ids_at_plain(np.array([1_288_834_974_667] * 2), 3, 7).tolist()
    [42364928, 42364929]
    """
    node = node_bits(datacenter_id, worker_id)
    check_ints("times_ms", times_ms, EPOCH_MS, LAST_MS)
    ids: list[TweetId] = []
    last_ms, sequence = -1, 0
    for time_ms in times_ms.tolist():
        if time_ms < last_ms:
            raise BadValue(f"times_ms must ascend, got {time_ms} after {last_ms}")
        sequence = sequence + 1 if time_ms == last_ms else 0
        if sequence == IDS_PER_MS:
            raise BadValue(f"times_ms must have a millisecond at most {IDS_PER_MS} times")
        ids.append((time_ms - EPOCH_MS << TIMESTAMP_SHIFT) | node | sequence)
        last_ms = time_ms
    return np.array(ids, dtype=np.int64)


def node_bits(datacenter_id: int, worker_id: int) -> int:
    """Give the ten bits that say who made an id, in their place.

    Args:
        datacenter_id: 0 to 31.
        worker_id: 0 to 31.

    Returns:
        An id of time 0 and sequence 0.

    Raises:
        BadType: a number is not an int.
        BadValue: a number is out of range.

    Complexity: O(1).

    >>> node_bits(3, 7)
    421888
    """
    datacenter = check_int("datacenter_id", datacenter_id, 0, MAX_DATACENTER_ID)
    worker = check_int("worker_id", worker_id, 0, MAX_WORKER_ID)
    return datacenter << DATACENTER_SHIFT | worker << WORKER_SHIFT
