"""What a segment's size costs: the numbers behind the widget."""

from collections import Counter
from typing import Any

import numpy as np
import pytest

from twitlab.errors import BadType, BadValue
from twitlab.experiments import (
    SEGMENT_QUERIES,
    SEGMENT_SIZES,
    SegmentCosts,
    segment_costs,
    segment_texts,
)
from twitlab.search import PlainSearch, tokens

TWEETS = 20_250
SIZES = (100, 1_000, 100_000)


@pytest.fixture(scope="module")
def texts() -> list[str]:
    return segment_texts(TWEETS, seed=3)


@pytest.fixture(scope="module")
def costs(texts: list[str]) -> dict[int, dict[str, SegmentCosts]]:
    return {size: segment_costs(texts, size) for size in SIZES}


def test_texts_have_known_words_and_five_others_by_zipf(texts: list[str]) -> None:
    counts = Counter(word for text in texts for word in text.split())
    for word, share in {"the": 0.3, "que": 0.2, "rain": 0.1, "tokyo": 0.01}.items():
        # Off by 6 standard deviations once in 500 million times.
        assert abs(counts[word] - share * TWEETS) < 6 * (share * (1 - share) * TWEETS) ** 0.5
    assert {sum(word[1:].isdigit() for word in text.split()) for text in texts} == {5}
    assert not any({"the", "que"} <= {*text.split()} for text in texts)
    # The sum of 1 / rank to 100,000 is 12.09; a standard deviation is the root of what is expected.
    for rank in (1, 2, 3, 10):
        expected = 5 * TWEETS / 12.09 / rank
        assert abs(counts[f"w{rank}"] - expected) < 6 * expected**0.5


def test_texts_follow_from_their_seed(texts: list[str]) -> None:
    assert segment_texts(TWEETS, seed=3) == texts
    assert segment_texts(TWEETS, seed=4) != texts


@pytest.mark.parametrize("size", SIZES)
def test_segments_are_full_but_for_the_newest(
    costs: dict[int, dict[str, SegmentCosts]], size: int
) -> None:
    rest = TWEETS % size
    for each in costs[size].values():
        assert each.held == (rest, *[size] * (TWEETS // size))
        assert each.tweets_lost == rest


def test_nothing_is_lost_if_no_segment_is_open(texts: list[str]) -> None:
    each = segment_costs(texts[:2_000], 1_000)["common words"]
    assert (each.held, each.tweets_lost) == ((1_000, 1_000), 0)


def test_segments_opened_reach_back_to_the_last_of_the_page(
    texts: list[str], costs: dict[int, dict[str, SegmentCosts]]
) -> None:
    plain = PlainSearch()
    plain.index(np.arange(TWEETS), texts)
    for words, query in SEGMENT_QUERIES.items():
        found = plain.search(query, 20).ids
        stop = int(found[-1]) if len(found) == 20 else 0
        for size in SIZES:
            assert costs[size][words].opened == TWEETS // size - stop // size + 1


def test_size_does_not_change_what_is_read(costs: dict[int, dict[str, SegmentCosts]]) -> None:
    for words in ("common words", "words that never meet"):
        assert len({costs[size][words].postings_read for size in SIZES}) == 1
    assert costs[100]["common words"].postings_read < 1_000
    assert costs[100]["words that never meet"].postings_read > 9_000


def test_bytes_are_those_of_lists_terms_and_tweets(
    texts: list[str], costs: dict[int, dict[str, SegmentCosts]]
) -> None:
    """4 bytes a posting, 12 a term of a segment, 12 a tweet, 4 at the end, and slots of terms."""
    words = [{*tokens(text)} for text in texts]
    for size in SIZES:
        parts = [words[begin : begin + size] for begin in range(0, TWEETS, size)][::-1]
        terms = [len(set().union(*part)) for part in parts]
        slots = [4 * ((1 << (count >> 4).bit_length()) + 1) for count in terms]
        bytes_of = [
            4 * sum(map(len, part)) + 12 * count + 12 * len(part) + 4 + slot
            for part, count, slot in zip(parts, terms, slots, strict=True)
        ]
        for each in costs[size].values():
            assert each.bytes_a_tweet == pytest.approx(sum(bytes_of) / TWEETS)
            assert each.bytes_needed == sum(bytes_of[: each.opened])


def test_small_segments_take_more_bytes_and_lose_less(
    costs: dict[int, dict[str, SegmentCosts]],
) -> None:
    rows = [costs[size]["common words"] for size in SIZES]
    assert rows[0].bytes_a_tweet > rows[1].bytes_a_tweet > rows[2].bytes_a_tweet
    assert rows[0].tweets_lost < rows[1].tweets_lost < rows[2].tweets_lost
    assert rows[0].bytes_needed < rows[1].bytes_needed < rows[2].bytes_needed


def test_the_usual_tweets_leave_the_open_segment_half_full() -> None:
    (usual,) = segment_texts.__defaults__[:1] if segment_texts.__defaults__ else (0,)
    assert [usual % size * 2 // size for size in SEGMENT_SIZES[:3]] == [1, 1, 1]


LOOSE: Any = segment_costs


@pytest.mark.parametrize(
    ("call", "error", "said"),
    [
        (lambda: segment_texts(0), BadValue, "tweets must be 1 or more"),
        (lambda: segment_texts(1, -1), BadValue, "seed must be"),
        (lambda: LOOSE("a", 10), BadType, "texts must be a sequence of str, got str"),
        (lambda: LOOSE(7, 10), BadType, "texts must be a sequence of str, got int"),
        (lambda: LOOSE([], 10), BadValue, "texts must be one or more, got none"),
        (lambda: LOOSE(["a"], 0), BadValue, "segment_tweets must be from 1 to"),
        (lambda: LOOSE(["a"], 2.0), BadType, "segment_tweets must be an int"),
    ],
)
def test_refusal_says_what_is_allowed(call: Any, error: type, said: str) -> None:
    with pytest.raises(error, match=said):
        call()
