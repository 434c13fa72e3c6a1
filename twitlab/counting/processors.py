"""Count on several processors: behind a load balancer, behind a partitioner, with hot keys split.

Six events, two processors, and who came most often?

    behind a load balancer     0: a a b     1: b c b      b has 3, and no list of one says so
    behind a partitioner       0: a a c     1: b b b      each key in one place: b 3, a 2, c 1

The load balancer gives each processor as many events, and the lists of the tops cannot be merged.
The partitioner sends all of a key to one processor, so that they can; but a key that everybody
plays makes one processor hot. It can be split over several, if they are added up afterwards.
"""

from collections.abc import Iterable
from itertools import chain

import numpy as np

from twitlab.arguments import check_int, is_int
from twitlab.columns import Ints
from twitlab.counting.answers import Counted, Key
from twitlab.counting.keys import Keys, count_keys, hash_keys
from twitlab.counting.one_key import check_key, refuse_other_type
from twitlab.counting.plain import PlainCounter, by_sorting
from twitlab.counting.top_k import merge_top_k
from twitlab.errors import BadType

MAX_PROCESSORS = 1024


class LoadBalanced:
    """Send events to processors in turn, whatever their key.

    The model: each processor counts exactly what it gets. All counts must be fetched to know the
    top k: the processors' own lists are not enough (`top_of_lists` merges them all the same, and is
    wrong now and then).

    Args:
        processors: how many, 1 to 1,024.

    Raises:
        BadType: processors is not an int.
        BadValue: processors is out of range.

    >>> counting = LoadBalanced(processors=2)
    >>> counting.add(["a", "b", "a", "c", "b", "b"])
    >>> counting.top(1)[0].key, counting.items_moved
    ('b', 4)
    """

    def __init__(self, processors: int) -> None:
        count = check_int("processors", processors, 1, MAX_PROCESSORS)
        self._counters = [PlainCounter() for _ in range(count)]
        self.events: Ints = np.zeros(count, np.int64)  # that each processor took
        self.items_moved = 0  # keys with counts, sent to who answers

    def add(self, keys: Keys) -> None:
        """Take events, one for each key.

        Raises:
            BadType: a key is neither an int nor a str, or not of the type of those before.
            BadValue: a key is out of range, or has a lone surrogate.
        """
        owners, column = self._owners(keys), _as_list(keys)
        for key in column[:1]:
            refuse_other_type(key, chain.from_iterable(each.counts for each in self._counters))
        for key, owner in zip(column, owners.tolist()):
            self._counters[owner].add(key)
        self.events += np.bincount(owners, minlength=len(self._counters))

    def top(self, k: int) -> list[Counted]:
        """Fetch all counts, add them up, and give the top k: exact.

        Complexity: O(different keys of all processors), all of them moved.
        """
        k, sums = check_int("k", k, 0, None), PlainCounter()
        for counter in self._counters:
            self.items_moved += len(counter.counts)
            for key, count in counter.counts.items():
                sums.add(key, count)
        return sums.top(k)

    def top_of_lists(self, k: int) -> list[Counted]:
        """Fetch only the top k of each processor, and add those up: wrong now and then.

        Complexity: O(processors * k) moved.
        """
        k, sums = check_int("k", k, 0, None), PlainCounter()
        for counter in self._counters:
            items = counter.top(k)
            self.items_moved += len(items)
            for each in items:
                sums.add(each.key, each.count)
        return sums.top(k)

    def lose(self, processor: int) -> int:
        """Lose a processor with all that it counted, and say how many events were lost with it.

        It begins anew, with nothing; `events` still has what it took.

        Raises:
            BadType: processor is not an int.
            BadValue: there is no such processor.
        """
        at = check_int("processor", processor, 0, len(self._counters) - 1)
        lost = sum(self._counters[at].counts.values())
        self._counters[at] = PlainCounter()
        return lost

    def _owners(self, keys: Keys) -> Ints:
        begin = int(self.events.sum())
        hash_keys(keys, 0)  # refuses what is no key
        return np.arange(begin, begin + count_keys(keys)) % len(self._counters)


class Partitioned(LoadBalanced):
    """Send each key to one processor, by its hash; hot keys to several in turn.

    The model: as LoadBalanced. The lists of processors that share no key can be merged. A hot key's
    parts are added up in a second step, and then it is merged as one more list.

    Args:
        processors: how many, 1 to 1,024.
        hot: keys that are split over all processors.
        seed: of the hash that says where a key belongs.

    Raises:
        BadType: an argument is of the wrong type.
        BadValue: an argument is out of range.

    >>> counting = Partitioned(processors=2, seed=1)
    >>> counting.add(["a", "b", "a", "c", "b", "b"])
    >>> [(each.key, each.count) for each in counting.top(2)], counting.items_moved
    ([('b', 3), ('a', 2)], 3)
    """

    def __init__(self, processors: int, hot: Iterable[Key] = (), *, seed: int = 0) -> None:
        super().__init__(processors)
        self._seed = check_int("seed", seed, 0, (1 << 62) - 1)
        if isinstance(hot, str | bytes) or not isinstance(hot, Iterable):
            raise BadType(f"hot must be keys, such as a list of them, got {hot!r:.80}")
        self._hot = {check_key(key) for key in hot}

    def top(self, k: int) -> list[Counted]:
        """Fetch the top k of each processor and the parts of hot keys, and merge: exact.

        Complexity: O(processors * (k + hot keys)) moved.
        """
        k, hot, lists = check_int("k", k, 0, None), PlainCounter(), []
        for counter in self._counters:
            parts = {key: counter.estimate(key) for key in self._hot & counter.counts.keys()}
            for key, count in parts.items():
                hot.add(key, count)
            others = {key: n for key, n in counter.counts.items() if key not in self._hot}
            lists.append(by_sorting(others, k))
            self.items_moved += len(parts) + len(lists[-1])
        return merge_top_k([*lists, hot.top(k)], k)

    def top_of_lists(self, k: int) -> list[Counted]:
        """Merge the lists of all processors, which is exact here."""
        return self.top(k)

    def _owners(self, keys: Keys) -> Ints:
        owners = (hash_keys(keys, self._seed) % np.uint64(len(self._counters))).astype(np.int64)
        if self._hot:
            in_turn = super()._owners(keys)
            is_hot = np.array([key in self._hot for key in _as_list(keys)], bool)
            owners[is_hot] = in_turn[is_hot]
        return owners


def _as_list(keys: Keys) -> list[Key]:
    if isinstance(keys, np.ndarray):
        found: list[Key] = keys.tolist()
        return found
    return [check_key(keys)] if isinstance(keys, str) or is_int(keys) else list(keys)
