"""Hold random ids to their plain version, to exact small cases, and to chance."""

import math
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from twitlab.errors import TwitlabError
from twitlab.ids.random_ids import draw_ids, first_repeat, first_repeat_plain, mean_draws

DTYPES: list[Any] = [np.uint64, np.int64, np.uint32, np.int32, np.uint8, np.int8]


def exact_mean_draws(bits: int) -> Fraction:
    """Add up the chances that the first k draws all differ, for k from 0: exact and slow."""
    size = 1 << bits
    total, all_differ = Fraction(0), Fraction(1)
    for drawn in range(size + 1):
        total += all_differ
        all_differ *= Fraction(size - drawn, size)
    return total


@given(
    st.sampled_from(DTYPES).flatmap(
        lambda dtype: arrays(
            dtype, st.integers(0, 60), elements=st.integers(0, min(np.iinfo(dtype).max, 40))
        )
    )
)
def test_first_repeat_agrees_with_plain(ids: np.ndarray[Any, Any]) -> None:
    fast, plain = first_repeat(ids), first_repeat_plain(ids)
    if plain is None:
        assert fast is None
        assert len(set(ids.tolist())) == len(ids)
    else:
        assert fast is not None
        assert (fast.position, fast.earlier) == (plain.position, plain.earlier)
        assert ids[fast.position] == ids[fast.earlier]
        assert plain.ids_read == plain.position + 1 <= fast.ids_read == len(ids)


@given(st.integers(0, 5_000), st.integers(0, 5_000))
def test_first_repeat_agrees_with_plain_across_doublings(earlier: int, position: int) -> None:
    ids = np.random.default_rng(1).permutation(5_001)
    ids[position] = ids[earlier]
    fast, plain = first_repeat(ids), first_repeat_plain(ids)
    if earlier == position:
        assert fast is plain is None
    else:
        assert fast is not None
        assert plain is not None
        assert (fast.position, fast.earlier) == (plain.position, plain.earlier)
        assert plain.ids_read <= fast.ids_read <= max(2 * plain.ids_read, 1_024)


@given(arrays(np.uint64, st.integers(0, 30), elements=st.integers(2**64 - 8, 2**64 - 1)))
def test_first_repeat_keeps_all_64_bits(ids: np.ndarray[Any, Any]) -> None:
    fast, plain = first_repeat(ids), first_repeat_plain(ids)
    assert (fast and fast.position) == (plain and plain.position)


@pytest.mark.parametrize("find", [first_repeat, first_repeat_plain])
def test_first_repeat_none_when_empty_or_all_differ(find: Any) -> None:
    assert find(np.array([], dtype=np.uint64)) is None
    assert find(np.array([7], dtype=np.uint64)) is None
    assert find(np.arange(1_000)) is None


@given(st.integers(0, 300), st.integers(1, 64), st.integers(0, 2**32))
def test_draw_ids_fit_and_repeat_for_a_seed(count: int, bits: int, seed: int) -> None:
    ids = draw_ids(count, bits, np.random.default_rng(seed))
    assert ids.dtype == np.uint64
    assert ids.shape == (count,)
    assert all(number < 1 << bits for number in ids.tolist())
    assert (ids == draw_ids(count, bits, np.random.default_rng(seed))).all()


def test_draw_ids_every_bit_is_fair() -> None:
    # Each count is Binomial(10,000, 1/2), sd 50. Five sd on 64 bits: fails by chance for
    # fewer than 1 seed in 20,000 (Normal tail 5.7e-7 for each bit); the seed is fixed.
    ids = draw_ids(10_000, 64, np.random.default_rng(20130708))
    for bit in range(64):
        ones = int(((ids >> np.uint64(bit)) & np.uint64(1)).sum())
        assert abs(ones - 5_000) <= 250, bit


def test_draw_ids_reaches_both_ends() -> None:
    # 4 (3/4)**1000 is the chance that one of the four never comes: below 1 in 10**124.
    assert set(draw_ids(1_000, 2, np.random.default_rng(1)).tolist()) == {0, 1, 2, 3}


def test_mean_draws_within_a_fortieth_of_the_exact_mean() -> None:
    for bits in range(1, 11):
        exact = exact_mean_draws(bits)
        allowed = Fraction(1, 40) if bits < 8 else Fraction(1, 3_000)
        assert abs(Fraction(mean_draws(bits)) - exact) <= allowed * exact, bits


def test_mean_draws_agrees_with_drawing() -> None:
    # 400 runs at 16 bits; one run has mean 321.5 and sd 168, so their mean has sd 8.4. Five of
    # these: fails by chance for about 1 seed in a million. No repeat in 2,000 draws has a
    # chance of e**-30 for each run.
    rng = np.random.default_rng(4)
    draws = []
    for _ in range(400):
        found = first_repeat(draw_ids(2_000, 16, rng))
        assert found is not None
        draws.append(found.position + 1)
    assert abs(sum(draws) / 400 - mean_draws(16)) <= 42


def test_mean_draws_published_examples() -> None:
    assert round(mean_draws(32)) == 82_138
    assert 5.38e9 < mean_draws(64) < 5.39e9
    assert 13.4 < mean_draws(64) / 400e6 < 13.5  # days, at 400 M tweets a day
    assert mean_draws(64) == math.sqrt(math.pi / 2) * 2**32 + 2 / 3
    assert mean_draws(np.int64(64)) == mean_draws(64)  # type: ignore[arg-type]


def test_same_seed_repeats_at_the_second_servers_first_id() -> None:
    one, two = (draw_ids(5, 64, np.random.default_rng(7)) for _ in range(2))
    found = first_repeat(np.stack([one, two], axis=1).ravel())
    assert found is not None
    assert (found.earlier, found.position) == (0, 1)


@pytest.mark.parametrize(
    ("count", "bits", "builtin", "message"),
    [
        (1, 0, ValueError, "bits must be from 1 to 64, got 0"),
        (1, 65, ValueError, "bits must be from 1 to 64, got 65"),
        (1, True, TypeError, "bits must be an int, got True"),
        (1, 8.0, TypeError, "bits must be an int, got 8.0"),
        (-1, 8, ValueError, "count must be 0 or more, got -1"),
        (1.0, 8, TypeError, "count must be an int, got 1.0"),
        (True, 8, TypeError, "count must be an int, got True"),
        ("5", 8, TypeError, "count must be an int, got '5'"),
        (1, None, TypeError, "bits must be an int, got None"),
    ],
)
def test_draw_ids_refuses(count: Any, bits: Any, builtin: type, message: str) -> None:
    with pytest.raises(TwitlabError) as caught:
        draw_ids(count, bits, np.random.default_rng(1))
    assert isinstance(caught.value, builtin)
    assert str(caught.value) == message


@pytest.mark.parametrize("rng", [None, 7, np.random.RandomState(1), np.random])
def test_draw_ids_refuses_what_is_no_generator(rng: Any) -> None:
    with pytest.raises(TypeError, match=r"rng must be a numpy\.random\.Generator"):
        draw_ids(1, 8, rng)


@pytest.mark.parametrize("bits", [0, 65, -1])
def test_mean_draws_refuses_bits_out_of_range(bits: int) -> None:
    with pytest.raises(ValueError, match=f"bits must be from 1 to 64, got {bits}"):
        mean_draws(bits)


@pytest.mark.parametrize("bits", [True, 8.0, "8", None])
def test_mean_draws_refuses_bits_of_wrong_type(bits: Any) -> None:
    with pytest.raises(TypeError, match="bits must be an int"):
        mean_draws(bits)


MIXED = np.concatenate([np.array([1], np.int64), np.array([2**63], np.uint64)])


@pytest.mark.parametrize("find", [first_repeat, first_repeat_plain])
@pytest.mark.parametrize(
    ("ids", "builtin", "message"),
    [
        ([1, 1], TypeError, "ids must be a numpy array of integers, got list"),
        (None, TypeError, "ids must be a numpy array of integers, got NoneType"),
        (MIXED, TypeError, "Joining int64 and uint64 arrays makes floats"),
        (np.array([1.0, 1.0]), TypeError, "got float64: a float holds 53 bits"),
        (np.array([True, True]), TypeError, "got bool"),
        (np.array([1, 2**64], object), TypeError, "got object"),
        (np.array(["a"]), TypeError, "ids must be a numpy array of integers, got <U1"),
        (np.zeros((2, 2), np.uint64), ValueError, r"one-dimensional, got shape \(2, 2\)"),
        (np.array(5), ValueError, r"one-dimensional, got shape \(\)"),
        (np.array([3, -4, -4]), ValueError, "ids must be from 0 to 18446744073709551615, got -4"),
    ],
)
def test_first_repeat_refuses(find: Any, ids: Any, builtin: type, message: str) -> None:
    with pytest.raises(TwitlabError, match=message) as caught:
        find(ids)
    assert isinstance(caught.value, builtin)
