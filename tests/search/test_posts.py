"""Hold what comes through the door of an index: in order, each once, and all of it or nothing."""

from typing import Any

import numpy as np
import pytest

from tests.help.stores import LAST, ints
from twitlab.errors import TwitlabError
from twitlab.search.posts import NOBODY, AnotherText, as_posts
from twitlab.tweet import TweetBatch


def test_posts_are_in_the_order_of_ids_each_once() -> None:
    posts = as_posts(ints(34, 20, 34, 29), ["c", "a", "c", "b"], ints(3, 1, 3, 2))
    assert (posts.ids.tolist(), posts.user_ids.tolist(), [*posts.texts]) == (
        [20, 29, 34],
        [1, 2, 3],
        ["a", "b", "c"],
    )
    part = posts[1:]
    assert (part.ids.tolist(), [*part.texts]) == ([29, 34], ["b", "c"])


def test_posts_of_a_batch_are_those_of_its_columns() -> None:
    ids, users, texts = ints(20, 29, LAST), ints(0, 2, LAST), ["", "b", "é"]
    of_columns, of_batch = (
        as_posts(ids, texts, users),
        as_posts(TweetBatch(ids, users, texts=texts), None, None),
    )
    assert of_columns.prints.tolist() == of_batch.prints.tolist()
    assert of_columns.ids.tolist() == of_batch.ids.tolist() == [20, 29, LAST]
    assert [*of_columns.texts] == [*of_batch.texts] == ["", "b", "é"]


def test_one_author_stands_for_all_and_nobody_for_none() -> None:
    assert as_posts(ints(1, 2), ["a", "b"], 7).user_ids.tolist() == [7, 7]
    assert as_posts(ints(1, 2), ["a", "b"], None).user_ids.tolist() == [NOBODY, NOBODY]
    assert len(as_posts(ints(), [], None)) == 0


def test_print_tells_texts_and_authors_apart() -> None:
    some = [("a", 1), ("a", 2), ("b", 1), ("", 1), ("A", 1), ("a ", 1), ("a", None)]
    prints = {as_posts(5, text, user).prints.tolist()[0] for text, user in some}
    assert len(prints) == len(some)
    assert as_posts(5, "a", 1).prints.tolist() == as_posts(6, "a", 1).prints.tolist()


@pytest.mark.parametrize(
    ("texts", "users"), [(["a", "b"], 1), (["a", "a", "b"], 1), (["a", "a"], ints(1, 2))]
)
def test_id_with_two_texts_or_authors_is_refused(texts: list[str], users: Any) -> None:
    with pytest.raises(AnotherText, match="got 20 with another"):
        as_posts(np.full(len(texts), 20), texts, users)


@pytest.mark.parametrize(
    ("tweets", "texts", "users", "builtin", "message"),
    [
        (
            True,
            "a",
            None,
            TypeError,
            "tweet_ids must be an int or a numpy array of integers, got T",
        ),
        (
            "1",
            "a",
            None,
            TypeError,
            "tweet_ids must be an int or a numpy array of integers, got '1'",
        ),
        ([1], ["a"], None, TypeError, "tweet_ids must be an int or a numpy array of integers"),
        (np.array([1.0]), ["a"], None, TypeError, "tweet_ids must be .* of integers, got float64"),
        (np.array([True]), ["a"], None, TypeError, "tweet_ids must be .* of integers, got bool"),
        (-1, "a", None, ValueError, f"tweet_ids must be from 0 to {LAST}, got -1"),
        (ints(1, -1), ["a", "b"], None, ValueError, f"tweet_ids must be from 0 to {LAST}, got -1"),
        (LAST + 1, "a", None, ValueError, f"tweet_ids must be from 0 to {LAST}, got {LAST + 1}"),
        (np.array([2**63], np.uint64), ["a"], None, ValueError, f"to {LAST}, got {2**63}"),
        (ints(1).reshape(1, 1), ["a"], None, ValueError, "tweet_ids must be one-dimensional"),
        (1, None, None, TypeError, "texts must be a sequence of str, got NoneType"),
        (1, 7, None, TypeError, "texts must be a sequence of str, got int"),
        (1, b"a", None, TypeError, "texts must be a sequence of str, got bytes"),
        (ints(1, 2), "ab", None, TypeError, "texts must be a sequence of str, got str"),
        (ints(1, 2), {"a", "b"}, None, TypeError, "texts must be a sequence of str, got set"),
        (ints(1, 2), ["a"], None, ValueError, "texts must have length 2 as tweet_ids, got 1"),
        (ints(1, 2), ["a", 7], None, TypeError, "texts must be a str, got int"),
        (ints(1, 2), ["a", None], None, TypeError, "texts must be a str, got NoneType"),
        (ints(1, 2), [b"a", "b"], None, TypeError, "texts must be a str, got bytes"),
        (ints(1, 2), ["a", "b\udc80"], None, ValueError, r"no lone surrogates, got '\\udc80' at 1"),
        (1, "a" * 10_001, None, ValueError, "at most 10,000 characters, got 10,001"),
        (1, "a" * 1_000_000, None, ValueError, "at most 10,000 characters, got 1,000,000"),
        (1, "a", True, TypeError, "user_ids must be an int or a numpy array of integers, got True"),
        (1, "a", [7], TypeError, "user_ids must be an int or a numpy array of integers"),
        (1, "a", -1, ValueError, f"user_ids must be from 0 to {LAST}, got -1"),
        (1, "a", LAST + 1, ValueError, f"user_ids must be from 0 to {LAST}, got"),
        (
            ints(1, 2),
            ["a", "b"],
            ints(1),
            ValueError,
            "user_ids must have length 2 as tweet_ids, got 1",
        ),
        (TweetBatch(1, 1), None, None, ValueError, "texts must be known to be searched"),
        (TweetBatch(1, 1, texts="a"), ["a"], None, TypeError, "got texts or user_ids beside it"),
        (TweetBatch(1, 1, texts="a"), None, 1, TypeError, "got texts or user_ids beside it"),
    ],
)
def test_what_is_no_tweet_is_refused(
    tweets: Any, texts: Any, users: Any, builtin: type, message: str
) -> None:
    with pytest.raises(TwitlabError, match=message) as caught:
        as_posts(tweets, texts, users)
    assert isinstance(caught.value, builtin)
