"""Hold hashes of many terms to those of one, and hashes to what they must tell apart."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from twitlab.hashing import hash_int
from twitlab.search.terms import hash_term, hash_user, hash_users

SEED = st.integers(0, 2**63 - 1)


@pytest.mark.parametrize("seed", range(3))
def test_terms_that_differ_little_have_hashes_that_differ_much(seed: int) -> None:
    # Of N terms, two have one hash of 64 bits with a chance of N * N / 2 / 2**64: here 1 in 10**9.
    terms = {
        f"{word}{number}" for word in ("", "a", "quake", "earthquake_") for number in range(9_999)
    }
    terms |= {"\0" * count for count in range(1, 30)} | {"a" + "\0" * count for count in range(30)}
    terms |= {sign + "jazz" for sign in ("", "#", "@")}
    hashes = np.array([hash_term(term, seed) for term in terms], np.uint64)
    assert len(np.unique(hashes)) == len(terms)
    # A slice of a merge has the terms of the same first bits: of 16 slices, each has its share of
    # 2,500, give or take 48 (one standard deviation); 7 of those are missed once in 10**11.
    shares = np.bincount((hashes >> np.uint64(60)).astype(np.int64), minlength=16)
    assert abs(shares - len(terms) / 16).max() < 350


def test_seed_changes_every_hash() -> None:
    terms = [str(number) for number in range(1_000)]
    assert not {hash_term(term, 1) for term in terms} & {hash_term(term, 2) for term in terms}


@given(st.lists(st.integers(0, 2**63 - 1), max_size=9), SEED)
def test_hashes_of_many_users_are_those_of_each(users: list[int], seed: int) -> None:
    found = hash_users(np.array(users, np.int64), seed)
    assert found.tolist() == [hash_user(user, seed) for user in users]


def test_user_is_no_word() -> None:
    # An empty word would have the hash of its length, 0, and from:0 that of a number.
    assert hash_user(0, 5) not in (hash_term("", 5), hash_term("0", 5), hash_int(0, 5))
