"""Hold the table to a scan, for the queries it takes; and see that it lets its database go."""

import gc
import sqlite3
import weakref
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.help.searches import FLAT, ID, ROWS, Asked, Row, columns
from tests.help.stores import LAST, ints
from twitlab.search import AnotherText, TableSearch
from twitlab.tweet import TweetBatch


@given(
    st.lists(ROWS, min_size=1, max_size=3),
    st.sets(ID, max_size=3),
    st.sets(ID, max_size=3),
    st.lists(FLAT, min_size=1, max_size=4),
    st.integers(1, 4),
)
def test_table_finds_what_a_scan_finds(
    batches: list[list[Row]], before: set[int], after: set[int], asked: list[Asked], n: int
) -> None:
    rows: dict[int, Row] = {}
    with TableSearch() as table:
        assert table.delete(np.array([*before], np.int64)) == 0
        for batch in batches * 2:
            batch[:] = [rows.setdefault(row.id, row) for row in batch if row.id not in before]
            table.index(*columns(batch))
        live = {*rows} - before
        assert table.delete(np.array([*after, *after], np.int64)) == len(after & live)
        for each in asked:
            expected = each.scan(row for row in rows.values() if row.id in live - after)
            found: list[int] = []
            page = table.search(each.text, n)
            found += page.ids.tolist()
            while page.cursor is not None:
                page = table.search(each.text, n, page.cursor)
                found += page.ids.tolist()
            assert found == expected


def test_table_counts_new_tweets_and_refuses_another_text_whole() -> None:
    with TableSearch() as table:
        assert table.index(TweetBatch(ints(20, 29), ints(7, 8), texts=["big quake", "quake"])) == 2
        assert table.index(ints(29, 34), ["quake", "news"], 8) == 1
        for texts, users in ((["other", "new"], 7), (["big quake", "new"], 8)):
            with pytest.raises(AnotherText, match="got 20 with another"):
                table.index(ints(20, 40), texts, users)
        with pytest.raises(ValueError, match="at most 256 words, got 257 in 41"):
            table.index(ints(40, 41), ["new", "new " * 257])
        assert table.search("new").ids.tolist() == []
        assert table.delete(ints(20, 50)) == 1
        assert table.index(ints(20, 50), ["other", "new"]) == 0
        assert table.search("quake -from:7").ids.tolist() == [29]


def test_table_finds_ids_at_their_limits() -> None:
    with TableSearch() as table:
        table.index(ints(0, LAST), ["quake", "quake"], ints(0, LAST))
        assert table.search("quake").ids.tolist() == [LAST, 0]
        assert table.search("quake", before=LAST).ids.tolist() == [0]
        assert table.search("quake", before=0).ids.tolist() == []
        assert table.search(f"from:{LAST}", 1).cursor == LAST


def test_table_counts_rows_as_far_as_the_page_reaches() -> None:
    with TableSearch() as table:
        table.index(np.arange(100), ["quake", "big quake"] * 50)
        for query, n, read, early in (
            ("quake", 5, 5, True),
            ("quake big", 5, 2 * 9, True),  # 99, 97, ... 91: nine rows of quake
            ("quake", 200, 100, False),
            ("nowhere", 5, 0, False),
        ):
            work = table.search(query, n).work
            assert (work.postings_read, work.stopped_early) == (read, early)


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("a OR b", "query must have single terms only, with - at most"),
        ('a "b c"', "query must have single terms only"),
        ("a -(b c)", "query must have single terms only"),
        ("東京", "query must have single terms only"),
        ("a since:2012-03-11", "query must have neither since: nor until: here"),
        ("a until:2012-03-11", "query must have neither since: nor until: here"),
    ],
)
def test_table_refuses_what_it_cannot_answer(query: str, message: str) -> None:
    with TableSearch() as table, pytest.raises(ValueError, match=message):
        table.search(query)


def test_room_of_the_table_grows_with_its_rows() -> None:
    with TableSearch() as table:
        empty = table.nbytes
        table.index(np.arange(1_000), [f"w{at} x{at} y{at}" for at in range(1_000)], 7)
        assert table.nbytes > empty + 1_000 * 4 * 8


@pytest.mark.parametrize("how", ["with", "close", "del"])
def test_table_lets_its_database_go(how: str) -> None:
    table: Any = TableSearch()
    database, close = table._database, table.close
    if how == "with":
        with table:
            pass
    elif how == "close":
        table.close()
    else:
        gone = weakref.ref(table)
        del table
        gc.collect()
        assert gone() is None
    assert not close.alive
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        database.execute("SELECT 1")
