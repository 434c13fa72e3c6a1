"""Hold a walk to a look at every text, and its count of work to the lists."""

from operator import methodcaller

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.help.searches import QUERY, ROWS, Asked, Row, columns
from twitlab.search.plans import plan_of
from twitlab.search.posts import as_posts
from twitlab.search.readers import LeafReader
from twitlab.search.segment import Segment, make_segment
from twitlab.search.walk import Found, gather, walk

SEED = 3


def made(rows: list[Row], has_positions: bool = True) -> Segment:
    return make_segment(as_posts(*columns(rows)), SEED, has_positions)


def walked(segment: Segment, query: str, n: int, low: int = 0, high: int | None = None) -> Found:
    """Walk through it, the newest first; nothing found and nothing read if a word is missing."""
    asked = plan_of(query, SEED)
    reader, looked_up = gather([segment], asked.plan, methodcaller("ranges_of", asked.terms), n)
    assert looked_up == 1
    if reader is None:
        return Found(np.empty(0, np.uint32), 0, stopped_early=False)
    found = walk(reader, asked.plan, n, low, len(segment) if high is None else high)
    return found._replace(tweets=found.tweets[::-1])


MANY = st.lists(ROWS, min_size=1, max_size=3).map(
    lambda some: [*{row.id: row for rows in some for row in rows}.values()]
).filter(bool)  # fmt: skip


@given(MANY, QUERY, st.integers(1, 4), st.data())
def test_walk_finds_what_a_look_at_every_text_finds(
    rows: list[Row], asked: Asked, n: int, data: st.DataObject
) -> None:
    segment = made(rows)
    high = data.draw(st.integers(1, len(rows)))
    low = data.draw(st.integers(0, high - 1))
    gone = data.draw(st.sets(st.sampled_from([row.id for row in rows]), max_size=3))
    segment.delete(np.array(sorted(gone), np.int64))
    rows = sorted(rows, key=lambda row: row.id)
    expected = asked.scan(row for row in rows[low:high] if row.id not in gone)
    found = walked(segment, asked.text, n, low, high)
    assert segment.ids[found.tweets].tolist() == expected[:n]
    assert len(expected) <= n or found.stopped_early
    assert not found.stopped_early or len(found.tweets) == n


@given(MANY, st.sampled_from(["quake", "#jazz", "from:1"]), st.integers(1, 4), st.data())
def test_walk_through_one_list_counts_each_posting_it_passed(
    rows: list[Row], query: str, n: int, data: st.DataObject
) -> None:
    rows = sorted(rows, key=lambda row: row.id)
    low, high = sorted(data.draw(st.sets(st.integers(0, len(rows)), min_size=2, max_size=2)))

    def postings(row: Row) -> int:
        if query == "quake":
            return row.words.count("quake")
        return int(row.user == 1 if query == "from:1" else "#jazz" in row.text.lower())

    found = walked(made(rows), query, n, low, high)
    stop = int(found.tweets[-1]) if len(found.tweets) == n else low
    assert found.postings_read == sum(map(postings, rows[stop:high]))
    assert found.stopped_early == any(map(postings, rows[low:stop]))


def rows_of(*texts: str) -> list[Row]:
    return [Row(10 * at, text, 0) for at, text in enumerate(texts, start=1)]


@pytest.mark.usefixtures("usual_sizes")
@pytest.mark.parametrize(
    ("query", "found", "read", "early"),
    [
        ("a", 20, 20, True),
        ("a b", 20, 40, True),  # 20 of each, in 20 tweets of 2,000
        ("left right", 0, 2_000, False),  # they never meet: all of both
        ("rare a", 2, 4, False),  # the rare one leads, and each of its two is looked up
        ("rare left", 1, 4, False),
        ("a -b", 0, 4_000, False),
        ("a -left", 20, 60, True),  # 40 tweets, of which 20 are right and 20 are left
        ("left OR right", 20, 20, True),
        ('"a b"', 20, 40, True),
        ('"b a"', 0, 4_000, False),
        ("nowhere a", 0, 0, False),
        ("nowhere OR rare", 2, 2, False),
    ],
)
def test_work_is_what_the_page_needs(query: str, found: int, read: int, early: bool) -> None:
    texts = [f"a b {'left' if at % 2 else 'right'}" for at in range(2_000)]
    texts[5] += " rare"
    texts[1_200] += " rare"
    walk_of = walked(made(rows_of(*texts)), query, 20)
    assert (len(walk_of.tweets), walk_of.stopped_early) == (found, early)
    assert walk_of.postings_read == read


@pytest.mark.parametrize(
    ("texts", "query", "found"),
    [
        (("x a", "b y"), '"a b"', []),  # the end of one and the beginning of the next
        (("y b", "a x"), '"a b"', []),
        (("b a b", "a x b"), '"a b"', [0]),
        (("a a", "a"), '"a a"', [0]),
        (("a b a b c", "a b c"), '"a b c"', [1, 0]),
        (("b", "b a"), '"a b" OR "b a"', [1]),
        (("x " * 254 + "a b", "x " * 255 + "a", "b " + "x " * 254 + "a"), '"a b"', [0]),
        (("x " * 254 + "a b", "b", "a b"), '"x a b"', [0]),
        (("東京", "京東", "東 京"), "東京", [2, 0]),
    ],
)
def test_phrase_stands_within_one_tweet(
    texts: tuple[str, ...], query: str, found: list[int]
) -> None:
    assert walked(made(rows_of(*texts)), query, 9).tweets.tolist() == found


def test_only_tweet_that_is_asked_for_is_found_wherever_it_stands() -> None:
    for place in range(64):
        texts = [f"quake {'left' if at % 2 else 'right'}" for at in range(64)]
        texts[place] = "left right quake"
        segment = made(rows_of(*texts))
        for query in ("left right", '"left right"', "quake -(quake -left) -(left -right)"):
            assert walked(segment, query, 1).tweets.tolist() == [place]
        segment.delete(np.setdiff1d(segment.ids, segment.ids[place]))
        assert walked(segment, "quake", 1).tweets.tolist() == [place]


@pytest.mark.usefixtures("usual_sizes")
def test_marks_of_earlier_walks_mean_nothing_also_after_many() -> None:
    # A mark has one byte: after 255 walks the marks begin again.
    odd = made(rows_of(*("a left" if at % 2 else "a right" for at in range(40))))
    even = made(rows_of(*("left b" if at % 2 else "a right" for at in range(60))))
    for _ in range(300):
        assert walked(odd, "a left", 99).tweets.tolist() == [*range(39, 0, -2)]
        assert walked(even, "a left", 99).tweets.tolist() == []


@pytest.mark.usefixtures("usual_sizes")
@pytest.mark.parametrize("size", [2, 3, 50, 999])
def test_segments_read_as_one_find_and_count_what_one_segment_does(size: int) -> None:
    texts = [f"a b {'left' if at % 2 else 'right'}" for at in range(1_000)]
    texts[5] += " rare"
    texts[200] += " rare x y"
    rows = rows_of(*texts)
    one = made(rows)
    many = [made(rows[at : at + size]) for at in range(0, len(rows), size)][::-1]
    one.delete(np.array([10, 2_010, 9_990]))
    for segment in many:
        segment.delete(np.array([10, 2_010, 9_990]))
    for query in ("a", "a b", "left right", "rare a", "a -left", "b OR rare", '"x y" -b', '"a b"'):
        for n in (1, 20, 100):
            asked = plan_of(query, SEED)
            reader, looked_up = gather(
                many, asked.plan, methodcaller("ranges_of", asked.terms), 10_000
            )
            assert (looked_up, reader is not None) == (len(many), True)
            assert reader is not None
            alone = walk(LeafReader(one, one.ranges_of(asked.terms)), asked.plan, n, 0, 1_000)
            found = walk(reader, asked.plan, n, 0, reader.tweets)
            assert reader.ids_of(found.tweets).tolist() == one.ids[alone.tweets].tolist()
            assert found.stopped_early == alone.stopped_early
            # Where a word is missing in a segment, nothing of it is read: less than in one of all.
            if size == 50 and not {"rare", '"x'} & set(query.split()):
                assert found.postings_read == alone.postings_read


@pytest.mark.usefixtures("usual_sizes")
def test_no_more_segments_are_looked_up_than_the_page_is_expected_to_need() -> None:
    segments = [made([Row(at * 100 + each, "quake", 0) for each in range(10)]) for at in range(8)]
    for enough, expected in ((1, 1), (10, 1), (11, 2), (45, 5), (999, 8)):
        asked = plan_of("quake", SEED)
        look_up = methodcaller("ranges_of", asked.terms)
        assert gather(segments[::-1], asked.plan, look_up, enough)[1] == expected
