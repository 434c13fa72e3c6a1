"""Search the way one would write it first: a dict of lists, one list for each word."""

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Iterator, Sequence

import numpy as np

from twitlab.arguments import as_ints
from twitlab.columns import Column
from twitlab.ids import MAX_ID, TweetId
from twitlab.search.answers import SearchPage, SearchWork, check_page, page_of
from twitlab.search.posts import as_posts, refuse_long_texts, refuse_other_texts
from twitlab.search.query import Either, Every, From, Phrase, Query, Term, parse
from twitlab.search.tokens import tags_and_names, tokens
from twitlab.tweet import TweetBatch


class PlainSearch:
    """Keep for each term the ids of the tweets that have it, ascending.

    It keeps every promise of :class:`~twitlab.search.SearchIndex`. A search intersects whole lists,
    and looks into texts for a phrase; then it throws away all but the newest.

    Complexity: to index O(words * log(list)) and a move of what is newer; to search O(all postings
    of all terms).

    >>> search = PlainSearch()
    >>> search.index(np.array([20, 29, 34]), ["big quake", "quake again", "big news"], 7)
    3
    >>> search.search("quake -again from:7").ids.tolist()
    [20]
    """

    def __init__(self) -> None:
        self._words: dict[TweetId, list[str]] = {}  # of each tweet, in their order
        self._prints: dict[TweetId, int] = {}
        self._lists: defaultdict[str, list[TweetId]] = defaultdict(list)
        self._deleted: set[TweetId] = set()

    def index(
        self,
        tweet_ids: TweetBatch | Column,
        texts: Sequence[str] | str | None = None,
        user_ids: Column | None = None,
    ) -> int:
        """Take tweets, as SearchIndex does; return how many are new."""
        posts = as_posts(tweet_ids, texts, user_ids)
        columns = (posts.ids, posts.user_ids, posts.prints)
        rows = [
            row
            for row in zip(*(column.tolist() for column in columns), posts.texts)
            if row[0] not in self._deleted
        ]
        differ = [self._prints.get(id_, print_) != print_ for id_, _, print_, _ in rows]
        refuse_other_texts(np.array([row[0] for row in rows], np.int64), np.array(differ, bool))
        new = [row for row in rows if row[0] not in self._prints]
        found = [tokens(text) for *_, text in new]
        refuse_long_texts(np.array([row[0] for row in new]), np.array([*map(len, found)]))
        for (id_, user_id, print_, text), words in zip(new, found):
            self._prints[id_], self._words[id_] = print_, words
            authors = [f"from:{user_id}"] if user_id >= 0 else []
            for term in {*words, *tags_and_names(text), *authors}:
                insort(self._lists[term], id_)
        return len(new)

    def delete(self, tweet_ids: Column) -> int:
        """Delete tweets, as SearchIndex does; return how many could be found until now."""
        ids = {*as_ints("tweet_ids", tweet_ids, MAX_ID).tolist()} - self._deleted
        self._deleted |= ids
        return len(ids & self._prints.keys())

    def search(self, query: str, n: int = 20, before: TweetId | None = None) -> SearchPage:
        """Find the newest tweets that a query asks for, as SearchIndex does."""
        n, before = check_page(n, before)
        asked = parse(query)
        found = sorted(self._matching(asked) - self._deleted)
        newest = found[: bisect_left(found, before)][::-1][:n]
        read = sum(len(self._lists.get(term, ())) for term in _terms(asked))
        return page_of(np.array(newest, np.int64), n, SearchWork(1, read, stopped_early=False))

    def _matching(self, query: Query) -> set[TweetId]:
        """Give all tweets that a query asks for, deleted ones too."""
        match query:
            case Term(text):
                return {*self._lists.get(text, ())}
            case From(user_id):
                return {*self._lists.get(f"from:{user_id}", ())}
            case Phrase(words):
                every = set.intersection(*({*self._lists.get(word, ())} for word in words))
                return {id_ for id_ in every if _stand_together(words, self._words[id_])}
            case Every(parts, without, since_id, until_id):
                found = set.intersection(*map(self._matching, parts))
                found = found.difference(*map(self._matching, without))
                return {id_ for id_ in found if since_id <= id_ < until_id}
            case Either(parts):
                return set.union(*map(self._matching, parts))


def _stand_together(phrase: Sequence[str], words: Sequence[str]) -> bool:
    size = len(phrase)
    return any((*words[at : at + size],) == phrase for at in range(len(words) - size + 1))


def _terms(query: Query) -> Iterator[str]:
    match query:
        case Term(text):
            yield text
        case From(user_id):
            yield f"from:{user_id}"
        case Phrase(words):
            yield from words
        case Every(parts, without):
            for part in parts + without:
                yield from _terms(part)
        case Either(parts):
            for part in parts:
                yield from _terms(part)
