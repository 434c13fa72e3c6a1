"""Hold what is kept of look-ups to the segments themselves."""

import numpy as np
import pytest

from tests.help.searches import Row, columns
from twitlab.search import SearchIndex, lookups
from twitlab.search.lookups import Lookups
from twitlab.search.posts import as_posts
from twitlab.search.segment import Range, Segment, make_segment
from twitlab.search.terms import hash_term

SEED = 3
WORDS = ["quake", "tokyo", "rare", "nowhere"]
TERMS = [hash_term(word, SEED) for word in WORDS]


def segments(count: int) -> list[Segment]:
    made = []
    for at in range(count):
        rows = [Row(10 * at + each, "quake" if each % 2 else "quake tokyo", 0) for each in range(3)]
        if at == 1:
            rows.append(Row(10 * at + 9, "rare", 0))
        made.append(make_segment(as_posts(*columns(rows)), SEED, True))
    return made


def check(kept: Lookups, some: list[Segment]) -> None:
    for terms in (TERMS, TERMS[1:2], TERMS[::-1]):
        look_up = kept.of(terms)
        assert [look_up(each) for each in some] == [each.ranges_of(terms) for each in some]


def test_terms_are_where_the_segments_say_however_often_they_are_asked_for() -> None:
    some = segments(5)
    kept = Lookups(some[:4])  # the last one is open
    for _ in range(3):
        check(kept, some)
        kept.keep(TERMS)


def test_a_term_asked_for_twice_is_not_looked_up_again(monkeypatch: pytest.MonkeyPatch) -> None:
    some = segments(4)
    kept, expected = Lookups(some), [each.ranges_of(TERMS) for each in some]
    kept.keep(TERMS)
    kept.keep(TERMS)

    def refused(segment: Segment, hashes: object) -> list[Range]:
        raise AssertionError("looked up again")

    monkeypatch.setattr(Segment, "ranges_of", refused)
    assert [*map(kept.of(TERMS), some)] == expected


def test_no_more_is_kept_than_there_is_room_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lookups, "_MOST_RANGES", 8)
    some = segments(4)
    kept = Lookups(some)  # two terms in each of four
    for term in [*TERMS, *range(20)]:
        kept.keep([term])
        kept.keep([term])
        assert len(kept._rows) <= 2
        assert len(kept._once) <= 2
        check(kept, some)


def test_a_query_asked_again_costs_the_same_and_finds_what_was_sealed_meanwhile() -> None:
    index = SearchIndex(segment_tweets=2)
    ids = np.arange(1, 41)
    index.index(ids, ["quake tokyo" if id_ % 3 else "quake" for id_ in ids], 7)
    pages = [index.search("quake tokyo", 100) for _ in range(4)]
    assert pages[0].work.segments >= 10
    for page in pages:
        assert page.ids.tolist() == [id_ for id_ in range(40, 0, -1) if id_ % 3]
        assert page.work == pages[0].work
    index.index(np.arange(101, 105), ["tokyo quake"] * 4, 7)
    assert index.search("quake tokyo", 2).ids.tolist() == [104, 103]
    index.merge()
    assert len(index.search("quake tokyo", 100).ids) == 4 + len(pages[0].ids)
