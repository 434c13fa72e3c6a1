"""Pictures of a search count what a real index counts, and say so in words."""

import re
from collections import Counter
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.help.forked import Forks
from tests.help.pictures import assert_accessible, assert_same_without_vector_units
from twitlab.errors import BadType, BadValue
from twitlab.experiments import (
    MEETINGS,
    SHARES,
    Ladder,
    count_reads,
    expected_reads,
    ladder_of,
    texts_of,
)
from twitlab.search import PlainSearch, SearchIndex
from twitlab.ui.drawing.style import ROLES
from twitlab.ui.plots.search import draw_lists, draw_reads

SIX = {
    10: "rain in tokyo",
    20: "goal",
    30: "earthquake in tokyo",
    40: "goal again",
    50: "again earthquake",
    60: "rain again in tokyo",
}
PICTURES = """
import hashlib
from twitlab.experiments import MEETINGS, ladder_of
from twitlab.ui.plots.search import draw_lists, draw_reads
ladder = ladder_of(20_000, 1)
pictures = [draw_reads(ladder, n, meet) for n in (1, 20, 200) for meet in MEETINGS]
six = {10: "rain in tokyo", 20: "goal", 30: "goal in tokyo"}
pictures += [draw_lists(six), draw_lists(six, "goal tokyo"), draw_lists(six, "rain", 1, 2)]
for picture in pictures:
    print(hashlib.sha256((picture.svg + picture.text).encode()).hexdigest())
"""


@pytest.fixture(scope="module")
def ladder() -> Ladder:
    return ladder_of(20_000, seed=1)


def test_pictures_are_identical_without_vector_units(forks: Forks) -> None:
    assert_same_without_vector_units(PICTURES, forks)


def test_pictures_are_accessible_and_stay_inside(ladder: Ladder) -> None:
    eight = dict.fromkeys(range(8), "one two three four five six seven eight")
    for picture in (
        draw_lists(SIX),
        draw_lists(SIX, "earthquake tokyo"),
        draw_lists(SIX, "again rain", segment_tweets=2),
        draw_lists(eight, "one eight", n=8, segment_tweets=1),
        draw_lists({10: "earthquake"}),
        *(draw_reads(ladder, n, meet) for n in (1, 20, 200) for meet in MEETINGS),
    ):
        assert_accessible(picture)


# A few tweets


@settings(max_examples=30)
@given(
    words=st.lists(st.sets(st.sampled_from("abcd"), min_size=1), min_size=1, max_size=8),
    asked=st.sets(st.sampled_from("abcd"), min_size=1),
    n=st.integers(1, 4),
    segment_tweets=st.integers(1, 8),
)
def test_lists_show_what_the_index_counts(
    words: list[set[str]], asked: set[str], n: int, segment_tweets: int
) -> None:
    texts = {at + 1: " ".join(sorted(some)) for at, some in enumerate(words)}
    assume(asked <= set().union(*words))
    query = " ".join(sorted(asked))
    drawn = draw_lists(texts, query, n, segment_tweets)
    rows = dict(line.split("  ", 1) for line in drawn.text.splitlines()[1:] if "  " in line)
    for term, row in rows.items():
        held = [int(each) for each in re.findall(r"(\d+)", row)]
        assert held == [id_ for id_, text in texts.items() if term in text.split()]
    read = int(re.findall(r"\. (\d+) of", drawn.label)[0])
    assert drawn.text.count("(read)") == read
    assert all("(read)" not in row for term, row in rows.items() if term not in asked)
    plain = PlainSearch()
    plain.index(np.array([*texts]), [*texts.values()])
    found = plain.search(query, n).ids.tolist()
    assert f"finds {', '.join(map(str, found)) or 'nothing'}. " in drawn.label


def test_lists_stop_where_the_page_is_full() -> None:
    drawn = draw_lists(SIX, "earthquake tokyo", n=1)
    assert drawn.label == ("earthquake tokyo, newest 1: finds 30. 4 of 5 postings read.")
    assert "tokyo       10, 30 (read), 60 (read)" in drawn.text
    assert "segment" not in drawn.svg  # a word that no reader has met so far
    green = ROLES["read"].colour.lower()
    assert drawn.svg.lower().count(f"stroke: {green}") == 4
    bold = re.findall(r"font-weight: 700[^>]*>([^<]+)<", drawn.svg)
    assert sorted(bold) == ["30", "30", "30", "50", "60", "earthquake", "tokyo"]


def test_lists_of_words_that_never_meet_are_read_to_the_end() -> None:
    drawn = draw_lists(SIX, "goal tokyo", n=1)
    assert "finds nothing. 5 of 5 postings read" in drawn.label


def test_lists_show_segments_and_how_many_are_opened() -> None:
    drawn = draw_lists(SIX, "again rain", n=1, segment_tweets=2)
    assert drawn.label.endswith("2 of 5 postings read, in 1 of 3 segments.")
    assert drawn.text.splitlines()[-3:] == ["segment: 50, 60", "segment: 30, 40", "segment: 10, 20"]
    assert [f"segment {number}" in drawn.svg for number in range(4)] == [True, True, True, False]


def test_lists_without_a_query_read_nothing() -> None:
    drawn = draw_lists(SIX)
    assert drawn.label == "15 postings in 6 lists."
    assert "(read)" not in drawn.text


@pytest.mark.parametrize(
    ("texts", "query", "said"),
    [
        ({}, "", "texts must be 1 to 8"),
        (dict.fromkeys(range(9), "a"), "", "texts must be 1 to 8"),
        ({2: "a", 1: "a"}, "", "ascending ids"),
        ({1: "a b c d e f g h i"}, "", "at most 8 words"),
        (SIX, "snow", "query must be words of"),
        (SIX, "goal OR rain", "query must be words of"),
    ],
)
def test_lists_refuse(texts: dict[int, str], query: str, said: str) -> None:
    with pytest.raises(BadValue, match=said):
        draw_lists(texts, query)


# Words of every share


def test_texts_have_their_words_in_their_shares() -> None:
    shares = {"the": 0.3, "rain": 0.1, "que": 0.2}
    texts = texts_of(shares, 50_000, seed=1, apart="the que")
    counts = Counter(word for text in texts for word in text.split())
    for word, share in shares.items():
        # Off by 6 standard deviations once in 500 million times.
        assert abs(counts[word] / 50_000 - share) < 6 * (share * (1 - share) / 50_000) ** 0.5
    pairs = Counter(text for text in texts if " " in text)
    assert set(pairs) == {"the rain", "rain que"}
    assert abs(pairs["the rain"] / 50_000 - 0.03) < 6 * (0.03 * 0.97 / 50_000) ** 0.5


def test_texts_are_the_same_for_a_seed_and_others_for_another() -> None:
    shares = {"a": 0.5, "b": 0.5}
    assert texts_of(shares, 100, seed=1) == texts_of(shares, 100, seed=1)
    assert texts_of(shares, 100, seed=1) != texts_of(shares, 100, seed=2)


def test_texts_of_shares_at_the_ends() -> None:
    assert texts_of({"never": 0, "ever": 1}, 3, seed=1) == ["ever"] * 3
    assert texts_of({"a": 0.5, "b": 0.5}, 0, seed=1) == []
    assert {*texts_of({"a": 0.5, "b": 0.5}, 1_000, 1, apart="a b")} == {"a", "b"}


@pytest.mark.parametrize(
    ("shares", "apart", "said"),
    [
        ({"a": 1.1}, "", "the share of a"),
        (dict.fromkeys("abcdefghi", 0.1), "", "at most 8 words"),
        ({"a": 0.5}, "a b", "apart must be two of"),
        ({"a": 0.5}, "a a", "apart must be two of"),
        ({"a": 0.6, "b": 0.5}, "a b", "shares of 1 together"),
    ],
)
def test_texts_refuse(shares: dict[str, float], apart: str, said: str) -> None:
    with pytest.raises(BadValue, match=said):
        texts_of(shares, 10, 1, apart=apart)


@pytest.mark.parametrize("meet", MEETINGS)
def test_reads_of_a_ladder_are_those_of_a_plain_search(ladder: Ladder, meet: str) -> None:
    """Below the page's last tweet nothing is read, and above it all of both lists."""
    found = count_reads(ladder, 20, meet)
    other = "b" if meet == MEETINGS[0] else "c"
    for at, pair in enumerate(found):
        pages = [ladder.index.search(f"{word}{at}", 10_000).ids for word in ("a", other)]
        both = np.intersect1d(pages[0], pages[1])[::-1][:20]
        assert pair.found == len(both)
        stop = both[-1] if len(both) == 20 else 0
        assert pair.read == sum(int((ids >= stop).sum()) for ids in pages)
        assert pair.held == sum(map(len, pages))


def test_ladder_holds_its_shares(ladder: Ladder) -> None:
    assert len(ladder.index) == ladder.tweets == 20_000
    for at, share in enumerate(SHARES.values()):
        for word in "abc":
            held = len(ladder.index.search(f"{word}{at}", 10_000).ids)
            assert abs(held / 20_000 - share) < 6 * (share * (1 - share) / 20_000) ** 0.5
    # Words of different shares meet by chance too: 600 tweets are expected, give or take 24.
    assert abs(len(ladder.index.search("a0 a1", 10_000).ids) - 600) < 6 * 24


def test_expected_reads_are_the_mean_of_many_pages() -> None:
    index = SearchIndex(positions=False)
    index.index(np.arange(100_000), texts_of({"a": 0.3, "b": 0.1}, 100_000, seed=3))
    reads, cursor = [], None
    for _ in range(100):
        page = index.search("a b", 20, cursor)
        cursor = page.cursor
        reads.append(page.work.postings_read)
    # One page varies by 60 or so, the mean of a hundred by 6.
    assert abs(np.mean(reads) - expected_reads(100_000, [0.3, 0.1], 20)) < 36
    assert expected_reads(1_000, [0.01, 0.01], 20) == 20


def test_reads_picture_says_its_numbers(ladder: Ladder) -> None:
    works = count_reads(ladder, 20, MEETINGS[0])
    drawn = draw_reads(ladder, 20, MEETINGS[0])
    rows = drawn.text.splitlines()[1:]
    assert len(rows) == len(SHARES)
    for row, pair in zip(rows, works, strict=True):
        assert f"{pair.found} found, {pair.read:9,} of {pair.held:9,} postings read" in row
    # No page reads more than there is, also where it reads all.
    apart = count_reads(ladder, 200, MEETINGS[1])
    assert [pair.read for pair in apart] == [pair.held for pair in apart]
    dearest = max(pair.read for pair in works)
    assert drawn.label.endswith(f": {dearest:,}.")
    assert "the words meet by chance" in drawn.label


@pytest.mark.parametrize(
    ("n", "meet", "error"),
    [
        (0, "meet by chance", BadValue),
        (201, "meet by chance", BadValue),
        (2.0, "never meet", BadType),
        (True, "never meet", BadType),
        (20, "often", BadValue),
    ],
)
def test_count_refuses(ladder: Ladder, n: Any, meet: str, error: type) -> None:
    with pytest.raises(error):
        count_reads(ladder, n, meet)


def test_count_refuses_what_is_no_ladder() -> None:
    with pytest.raises(BadType, match="ladder must be a Ladder"):
        count_reads(SearchIndex(), 20, MEETINGS[0])  # type: ignore[arg-type]


def test_expected_refuses_no_shares() -> None:
    for shares in ([], [0.1, 0.0]):
        with pytest.raises(BadValue, match="shares must be above 0"):
            expected_reads(100, shares, 20)
