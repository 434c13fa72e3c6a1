"""Streams that are made against one algorithm, and the property that saves it.

A seed that the maker of the stream does not know: count-min, heavy hitters, Bloom, HyperLogLog,
sticky sampling, and the texts of all. A bound that holds for every order: Space-Saving,
Misra-Gries, lossy counting. Against those the stream is the worst there is, and reaches the bound.
"""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from twitlab import hashing
from twitlab.counting import (
    Bloom,
    CountMin,
    HeavyHitters,
    HyperLogLog,
    LossyCounting,
    MisraGries,
    SpaceSaving,
    StickySampling,
)
from twitlab.hashing import hash_ints, hash_word

OTHER_SEEDS = range(100, 120)


def one_by_one(sketch: Any, keys: Any) -> None:
    """Add keys one at a time."""
    for key in keys.tolist() if isinstance(keys, np.ndarray) else keys:
        sketch.add(key)


def companions(sketch: CountMin, victim: int, among: int) -> NDArray[np.int64]:
    """Find keys that share all cells of a victim, with the sketch's own hash."""
    keys = np.arange(among)
    hit = (sketch.cells_of(keys) == sketch.cells_of(victim)).all(axis=0)
    found: NDArray[np.int64] = keys[hit & (keys != victim)]
    return found


@pytest.mark.parametrize("conservative", [False, True])
def test_count_min_whose_seed_is_known_and_a_secret_seed_saves_it(conservative: bool) -> None:
    victim, known = 12_345, CountMin(64, 2, conservative=conservative, seed=7)
    attack = companions(known, victim, 200_000)
    assert len(attack) > 20
    one_by_one(known, attack)
    # One at a time, conservative update does not help: all have the same cells.
    assert known.estimate(victim) == len(attack)
    far = 0
    for seed in OTHER_SEEDS:
        saved = CountMin(64, 2, conservative=conservative, seed=seed)
        one_by_one(saved, attack)
        far += saved.estimate(victim) > saved.epsilon * saved.total
    # Each with chance e**-2 at most: more than 10 of 20 with chance 2e-5.
    assert far <= 10


def test_heavy_hitters_whose_seed_is_known_and_a_secret_seed_saves_them() -> None:
    frequent, ghost = np.arange(-5, 0), 12_345
    attack = companions(CountMin(256, 2, seed=7), ghost, 2_000_000)[:30]
    stream = np.concatenate([frequent.repeat(300), attack.repeat(20), [ghost]])

    def top_of(seed: int) -> set[Any]:
        hitters = HeavyHitters(5, CountMin(256, 2, seed=seed))
        hitters.add(stream)
        hitters.check_invariants()
        return {each.key for each in hitters.top(5)}

    assert len(attack) == 30
    assert not top_of(7) & {*frequent.tolist()}  # 20 of each read as 600
    # One of 30 shares both its cells with frequent ones: 30 * (5 / 256)**2, or 1.2 %. More than 3
    # of 20 with chance 1e-4.
    saved = [top_of(seed) == {*frequent.tolist()} for seed in OTHER_SEEDS]
    assert sum(saved) >= 17


def test_space_saving_in_its_worst_order_and_its_bound_holds_for_every_order() -> None:
    # All rare keys come last, each once: each takes the smallest counter, and reads far too high.
    # Fifty keys that came 20 times each lose their counters to keys that came once.
    stream = np.concatenate([np.repeat(np.arange(50), 20), np.arange(1_000, 3_000)])
    sketch = SpaceSaving(100)
    one_by_one(sketch, stream)
    sketch.check_invariants()
    shown = sketch.top(100)
    assert {each.most - each.least for each in shown} == {len(stream) // 100 - 1}
    assert all(int(each.key) >= 1_000 for each in shown)
    assert sketch.estimate(0) == sketch.floor == len(stream) // 100 >= 20
    # What came more often than that cannot be thrown out, whatever follows.
    again = SpaceSaving(100)
    one_by_one(again, np.concatenate([np.repeat(7, 31), stream[31:]]))
    assert 7 in {each.key for each in again.top(100)}


def test_misra_gries_reaches_its_bound_and_does_not_pass_it() -> None:
    # Ten keys come in turn, and there are nine counters: each tenth event lowers all.
    sketch, rounds = MisraGries(9), 40
    one_by_one(sketch, np.tile(np.arange(10), rounds))
    assert sketch.lowered == sketch.total // 10 == rounds
    assert len(sketch) == 0  # each came 40 times, and reads 0
    one_by_one(sketch, [3])
    assert [(each.key, each.least, each.most) for each in sketch.top(9)] == [(3, 1, 41)]
    sketch.check_invariants()


def test_lossy_counting_at_the_edge_of_its_windows_reaches_its_bound() -> None:
    # Key 0 comes once in each window, and is forgotten at each edge: as rare as may be lost.
    windows, width = 30, 10
    counting = LossyCounting(1 / width)
    for window in range(windows):
        counting.add(0)
        one_by_one(counting, range(1 + window * width, window * width + width))
    assert counting.total == windows * width
    assert counting.estimate(0) == 0 == windows - counting.epsilon * counting.total
    assert len(counting) == 0
    # Once more, and it outlives the next edge with all that it may have missed.
    one_by_one(counting, [0, 0, *range(-8, 0)])
    assert [(each.key, each.least, each.most) for each in counting.top(9)] == [(0, 2, 32)]


def test_lossy_counting_needs_the_space_that_it_says_and_no_more() -> None:
    # Window number i before the last has width / i keys, each i times: just enough to live on.
    windows, width = 20, 120
    counting, key = LossyCounting(1 / width), 0
    for needed in range(windows, 0, -1):
        events = [key + number // needed for number in range(width)]
        key = events[-1] + 1
        one_by_one(counting, events[:-1] if needed == 1 else events)  # the last edge is not reached
        counting.check_invariants()
    # One key less than the bound, for the last event; the logarithm of the paper is not enough.
    assert len(counting) == sum(width // needed for needed in range(1, windows + 1)) - 1
    assert len(counting) <= sum(width / needed for needed in range(1, windows + 1))
    assert len(counting) > np.log(counting.epsilon * counting.total) / counting.epsilon


def test_sticky_sampling_whose_coin_is_known_and_a_secret_seed_saves_it() -> None:
    def make(seed: int) -> StickySampling:
        return StickySampling(support=0.3, epsilon=0.2, delta=0.1, seed=seed)

    # Who knows the coin sends key 0 whenever it shows tails, and else something new.
    known, stream = make(1), []
    for number in range(1, 800):
        trial = deepcopy(known)
        trial.add(0)
        stream.append(number if trial.estimate(0) else 0)
        known.add(stream[-1])
    replayed = make(1)
    one_by_one(replayed, stream)
    often = stream.count(0)
    assert often > 0.8 * len(stream)
    assert replayed.estimate(0) == 0
    lost = 0
    for seed in OTHER_SEEDS:
        saved = make(seed)
        one_by_one(saved, stream)
        lost += saved.estimate(0) < often - 0.2 * len(stream)
    # Each with chance 0.1 at most: more than 9 of 20 with chance 1e-5.
    assert lost <= 9


def test_bloom_whose_seed_is_known_and_a_secret_seed_saves_it() -> None:
    members, strangers = np.arange(500), np.arange(10_000, 200_000)
    known = Bloom(500, 0.01, seed=7)
    known.add(members)
    attack = strangers[known.has(strangers)]
    assert len(attack) > 1_000
    assert known.has(attack).all()
    shares = []
    for seed in OTHER_SEEDS:
        saved = Bloom(500, 0.01, seed=seed)
        saved.add(members)
        shares.append(saved.has(attack).mean())
    # 1,900 strangers each: the share of 20 filters is off by 0.0005, and bits vary by a tenth.
    assert abs(np.mean(shares) - 0.01) < 0.004


def test_hyperloglog_whose_seed_is_known_and_a_secret_seed_saves_it() -> None:
    # Of a quarter million keys, the one of each register whose hash has most zeros.
    keys = np.arange(1 << 18)
    hashes = hash_ints(keys, 7)
    places = hashes >> np.uint64(60)
    few = np.array([keys[places == at][hashes[places == at].argmin()] for at in range(16)])
    known = HyperLogLog(4, seed=7)
    known.add(few)
    assert known.estimate() > 100_000
    read = []
    for seed in OTHER_SEEDS:
        saved = HyperLogLog(4, seed=seed)
        saved.add(few)
        read.append(saved.estimate())
    # The standard error of one is 26 %, of the mean of 20 below 6 %.
    assert abs(np.mean(read) / len(few) - 1) < 0.3


TEXTS_OF_ONE_HASH = 40


def texts_of_one_hash(seed: int) -> list[str]:
    """Make texts of two pieces of eight bytes: the second takes back what the first has changed.

    Undone is what `hash_word` does behind the second piece, which all texts have alike.
    """
    found: list[str] = []
    target = None
    for number in range(100_000):
        first = f"{number:08d}"
        state = _before_last(first, seed)
        if target is None:
            target = state ^ int.from_bytes(b"00000000", "little")
        last = (state ^ target).to_bytes(8, "little")
        if last.isascii():
            found.append(first + last.decode())
        if len(found) == TEXTS_OF_ONE_HASH:
            break
    return found


def _before_last(first: str, seed: int) -> int:
    state = hashing._word_start(16, seed) ^ int.from_bytes(first.encode(), "little")
    for factor in hashing._stirring(seed):
        state = state * factor & ((1 << 64) - 1)
        state ^= state >> 32
    return state


@pytest.mark.parametrize(
    "make",
    [
        lambda seed: SpaceSaving(100, seed=seed),
        lambda seed: MisraGries(100, seed=seed),
        lambda seed: HeavyHitters(100, CountMin(512, 4, seed=seed)),
        lambda seed: CountMin(512, 4, seed=seed),
    ],
    ids=["SpaceSaving", "MisraGries", "HeavyHitters", "CountMin"],
)
def test_texts_of_one_hash_for_a_known_seed_and_a_secret_seed_saves_all(
    make: Callable[[int], Any],
) -> None:
    texts = texts_of_one_hash(seed=8)  # that of texts is one more than the sketch's
    assert len({hash_word(text, 8) for text in texts}) == 1 < len({*texts}) == TEXTS_OF_ONE_HASH
    known = make(7)
    known.add(texts)
    assert known.estimate(texts[3]) == len(texts)
    for seed in OTHER_SEEDS:
        saved = make(seed)
        saved.add(texts)
        # Another in its cell of each of four rows: once in (512 / 40)**4 = 27,000 times.
        assert saved.estimate(texts[3]) == 1
