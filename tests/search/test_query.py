"""Hold the reader of queries to its small language, and its errors to the place they point at."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.help.searches import QUERY, Asked
from tests.help.stores import LAST
from twitlab.errors import TwitlabError
from twitlab.ids import MAX_ID
from twitlab.search import BadQuery, query
from twitlab.search.query import MAX_DEPTH, Either, Every, From, Phrase, Query, Term, parse

A, B, C = Term("a"), Term("b"), Term("c")


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("A", A),
        ("  a\t\n", A),
        ("a b", Every((A, B))),
        ("a AND b", Every((A, B))),
        ("a and b", Every((A, Term("and"), B))),
        ("a b OR c", Either((Every((A, B)), C))),
        ("a OR b AND c", Either((A, Every((B, C))))),
        ("a OR b OR c", Either((A, B, C))),
        ("a or b", Every((A, Term("or"), B))),
        ("(a OR b) c", Every((Either((A, B)), C))),
        ("(a)(b)", Every((A, B))),
        ("((a))", A),
        ("a -b", Every((A,), (B,))),
        ("-b a", Every((A,), (B,))),
        ("a AND -b", Every((A,), (B,))),
        ("a --b", Every((A,), (B,))),
        ("a-b", Phrase(("a", "b"))),
        ("a -(b OR c)", Every((A,), (Either((B, C)),))),
        ('a -"b c"', Every((A,), (Phrase(("b", "c")),))),
        ("a -OR b -AND", Every((A, B), (Term("or"), Term("and")))),
        ('"A, b"', Phrase(("a", "b"))),
        ('"a"', A),
        ('"a OR b"', Phrase(("a", "or", "b"))),
        ('"from:7 #b"', Phrase(("from", "7", "b"))),
        ('a"b c"', Every((A, Phrase(("b", "c"))))),
        ("DON'T", Term("don't")),
        ("東京", Phrase(("東", "京"))),
        ("Ｔ.CO/X", Phrase(("t.co", "x"))),
        ("http://t.co/x", Phrase(("http", "t.co", "x"))),
        ("12:30", Phrase(("12", "30"))),
        ("cafe\u0301", Term("café")),
        ("#Jazz", Term("#jazz")),
        ("＃東京", Term("#東京")),
        ("@Bob_1 -＠ANN", Every((Term("@bob_1"),), (Term("@ann"),))),
        ("from:0", From(0)),
        (f"FROM:{LAST}", From(LAST)),
        ("a -from:7", Every((A,), (From(7),))),
        # 11 March 2012 is 42,502,025,343 ms after the first id, and an id is that, then 22 bits.
        ("a since:2012-03-11", Every((A,), (), 42_589_025_343 << 22)),
        ("a until:2012-03-11T00:00:01Z", Every((A,), (), 0, 42_589_026_343 << 22)),
        (
            "since:2012-03-11 a since:2012-03-11T00:01 since:2011-01-01",
            Every((A,), (), 42_589_085_343 << 22),
        ),
        ("UNTIL:2012-03-11 AND a", Every((A,), (), 0, 42_589_025_343 << 22)),
        ("a since:1999-01-01", A),
        ("a until:9999-12-31", A),
        ("a until:1999-01-01", Every((A,), (), 0, 0)),
    ],
)
def test_query_is_read(text: str, asked: Query) -> None:
    assert parse(text) == asked


@pytest.mark.parametrize(
    ("text", "column", "message"),
    [
        ("", 1, "there is nothing: ask for a word, a #tag, a @name or from:"),
        (" \t ", 1, "there is nothing"),
        ('a "b c', 3, 'the quote is not closed: add a " at its end'),
        ('a -"b', 3, "the quote is not closed"),
        ('b" a', 2, "the quote is not closed"),
        ('a ""', 3, "'\"\"' has no letter, digit or emoji to search for"),
        ("a !?", 3, "'!?' has no letter, digit or emoji"),
        ("a - b", 3, "'-' has no letter"),
        ("(a -) b", 4, "'-' has no letter"),
        ("  -a", 3, "a - only leaves out: add a word, a #tag, a @name or from: beside it"),
        ("a OR -b", 6, "a - only leaves out"),
        ("a (-b)", 4, "a - only leaves out"),
        ("since:2012-03-11", 1, "since: and until: only narrow"),
        ("(a b", 1, r"this ( is not closed: add a ) at its end"),
        ("a ((b) c", 3, "this ( is not closed"),
        ("a b)", 4, "this ) closes nothing: remove it, or add a ( before"),
        ("a ) b", 3, "this ) closes nothing"),
        ("a ()", 4, "something is missing here: OR and ( ) stand around words"),
        ("OR a", 1, "something is missing here"),
        ("a OR OR b", 6, "something is missing here"),
        ("a OR", 5, "something is missing here"),
        ("AND a", 1, "AND stands between two things, and nothing is before it"),
        ("a AND AND b", 7, "and nothing is before it"),
        ("a AND", 6, "AND stands between two things, and nothing is behind it"),
        ("a AND OR b", 7, "and nothing is behind it"),
        ("a #", 3, "'#' is no hashtag"),
        ("a #1", 3, "'#1' is no hashtag"),
        ("a -#b.c", 3, "'#b.c' is no hashtag"),
        ("a @b@c", 3, "'@b@c' is no mention"),
        ("a from:", 8, f"from: needs a user's id, 0 to {LAST}, got nothing"),
        ("a from:ann", 8, "got 'ann'"),
        ("from:-1", 6, "got '-1'"),
        (f"from:{LAST + 1}", 6, f"got '{LAST + 1}'"),
        ("from:٣", 6, "got '٣'"),
        ("a lang:en", 3, "lang: is not known: from: since: until: are; in quotes it is only words"),
        ("a since:", 9, "since: needs a moment such as 2012-03-11, 2012-03-11T05:46 or"),
        ("a since:2012-02-30", 9, "got '2012-02-30'"),
        ("a until:2012-03-11T25:00", 9, "until: needs a moment"),
        ("a until:20120311", 9, "got '20120311'"),
        ("a -since:2012-03-11", 3, "since: cannot be left out with -: use the other of the two"),
        ("a" * 501, 501, "at most 500 characters are read, got 501"),
        ("(" * 51 + "a" + ")" * 51, 51, "at most 50 parentheses stand in each other"),
        ("(" * 500, 51, "at most 50 parentheses"),
    ],
)
def test_query_that_cannot_be_read_points_at_the_place(
    text: str, column: int, message: str
) -> None:
    with pytest.raises(BadQuery) as caught:
        parse(text)
    assert caught.value.column == column
    assert str(caught.value).startswith(f"query, column {column}: ")
    assert message in str(caught.value)
    assert isinstance(caught.value, ValueError)


def test_query_at_its_limits_is_read() -> None:
    assert parse("a" * 500) == Term("a" * 500)
    assert parse("(" * MAX_DEPTH + "a" + ")" * MAX_DEPTH) == A
    assert parse("(a) " * 125) == Every((A,) * 125)  # beside each other, not in each other


@pytest.mark.parametrize(
    ("query", "builtin", "message"),
    [
        (None, TypeError, "query must be a str, got NoneType"),
        (["a"], TypeError, "query must be a str, got list"),
        (b"a", TypeError, "query must be a str, got bytes"),
        ("a \ud800", ValueError, "query must have no lone surrogates, got '\\ud800' at 2"),
    ],
)
def test_what_is_no_text_is_refused(query: Any, builtin: type, message: str) -> None:
    with pytest.raises(TwitlabError) as caught:
        parse(query)
    assert isinstance(caught.value, builtin)
    assert str(caught.value) == message


SIMPLE = ("a", "Ab9", "OR", "AND", "NOT", "or", "from:7", "from:007", "FROM:7", "from:", "from:x")
LONGEST = f"from:{MAX_ID}"


@given(st.lists(st.sampled_from([*SIMPLE, LONGEST, f"{LONGEST}0", "from:1" + "0" * 17, "é", "-a"])))
def test_query_of_plain_words_is_read_as_any_other(words: list[str]) -> None:
    if (plain := query._plain_words(" ".join(words))) is not None:
        assert plain == query._read(" ".join(words))


def test_plain_words_need_no_reader() -> None:
    assert query._plain_words("a from:7 OR B") == Either((Every((A, From(7))), Term("b")))


@given(st.text('ab"()-: #@OR', max_size=30))
def test_any_text_is_read_or_refused_inside_of_it(text: str) -> None:
    try:
        parse(text)
    except BadQuery as refused:
        assert 1 <= refused.column <= len(text) + 1  # noqa: PT017 - not all are refused


@given(QUERY)
def test_query_in_parentheses_is_the_same(asked: Asked) -> None:
    if len(asked.text) <= 490:
        assert parse(f" ( {asked.text} ) ") == parse(asked.text)


@pytest.mark.parametrize(
    ("query", "column", "words"),
    [
        ("since:1000-01-01", 1, "only narrow"),
        ("until:9999-12-31", 1, "only narrow"),
        ("quake NOT movie", 7, "written as a -"),
        ("NOT movie", 1, "written as a -"),
    ],
)
def test_what_no_word_is_asked_for_with_says_so(query: str, column: int, words: str) -> None:
    with pytest.raises(BadQuery, match=words) as caught:
        parse(query)
    assert caught.value.column == column
    assert isinstance(parse("not movie"), Every)
