"""Posting lists of three languages: what follows from a seed, and which words meet."""

from itertools import pairwise

import pytest

from twitlab.errors import BadType, BadValue
from twitlab.experiments import lists_in_three_languages


def test_lists_follow_from_their_seed_and_are_new_in_each_call() -> None:
    lists = lists_in_three_languages(7)
    assert lists == lists_in_three_languages(7) != lists_in_three_languages(8)
    lists["the"].clear()
    assert lists_in_three_languages(7)["the"]


@pytest.mark.parametrize("seed", range(5))
def test_words_of_one_language_meet_and_those_of_two_hardly_ever(seed: int) -> None:
    lists = lists_in_three_languages(seed)
    assert len(lists) == 24
    for ids in lists.values():
        assert all(one < other for one, other in pairwise([-1, *ids, 3_000]))
    sets = {word: {*ids} for word, ids in lists.items()}
    # 70 of 100 tweets, each word in 0.8 and 0.4 of them; one of 150 tweets is of all languages. Off
    # by 6 standard deviations once in 500 million times.
    for words, expected in ((("the", "to"), 3_000 * 0.7 * 0.32), (("the", "la"), 20 * 0.64)):
        met = len(sets[words[0]] & sets[words[1]])
        assert abs(met - expected) < 6 * expected**0.5


@pytest.mark.parametrize(("seed", "error"), [(-1, BadValue), (1.0, BadType), ("1", BadType)])
def test_seed_is_refused(seed: int, error: type) -> None:
    with pytest.raises(error, match="seed must be"):
        lists_in_three_languages(seed)
