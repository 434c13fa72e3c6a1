"""Read what someone asks for: a small language, and errors that point at the place.

    quake tokyo              both words, in any order
    quake OR tremor          one of them, or both; AND binds first: a b OR c is (a b) OR c
    quake -movie             the first, without the second
    (quake OR tremor) tokyo  parentheses group
    "tokyo tower"            these words, side by side
    #jazz   @ann             a hashtag, a mention
    from:7                   written by user 7
    since:2012-03-11 until:2012-03-12T06:30   from a moment on, and before another; UTC

What of a query is one word to its writer may be several to Unicode: t.co/x, and each character of
東京. They are searched for as if they stood in quotes.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

import regex

from twitlab.errors import BadValue
from twitlab.ids import EPOCH_MS, MAX_ID
from twitlab.search.tokens import fold, tags_and_names, tokens
from twitlab.tweet import check_text

MAX_QUERY: Final = 500  # characters; Twitter allows 512 (API v2, recent search)
MAX_DEPTH: Final = 50  # parentheses in parentheses
_TIME_BITS: Final = 22
_ID_DIGITS: Final = 19  # of the largest id
_CONNECTORS: Final = frozenset(("AND", "OR", "NOT"))
_OPERATORS: Final = ("from:", "since:", "until:")
_MOMENTS: Final = "2012-03-11, 2012-03-11T05:46 or 2012-03-11T05:46:18"
_MOMENT: Final = regex.compile(r"\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d)?Z?)?")
_LEXEME: Final = regex.compile(
    r'\s*(?P<sign>-(?=[^\s)]))?(?:(?P<open>\()|(?P<close>\))|"(?P<phrase>[^"]*)(?P<end>"?)'
    r'|(?P<word>[^\s()"]+))'
)


class BadQuery(BadValue):
    """Refuse a query that cannot be read.

    Args:
        message: what is wrong and what is allowed.
        column: where, in characters from 1.
    """

    def __init__(self, message: str, column: int) -> None:
        super().__init__(f"query, column {column}: {message}")
        self.column = column


@dataclass(frozen=True, slots=True)
class Term:
    """Ask for tweets with a word, a hashtag or a mention.

    Args:
        text: folded; a hashtag with its #, a mention with its @.
    """

    text: str


@dataclass(frozen=True, slots=True)
class From:
    """Ask for tweets of a user."""

    user_id: int


@dataclass(frozen=True, slots=True)
class Phrase:
    """Ask for words side by side.

    Args:
        words: two or more.
    """

    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Every:
    """Ask for tweets in which all of this holds.

    Args:
        parts: what must be there; one or more.
        without: what must not be there.
        since_id: the least id that is asked for.
        until_id: the least id that no longer is.
    """

    parts: "tuple[Query, ...]"
    without: "tuple[Query, ...]" = ()
    since_id: int = 0
    until_id: int = MAX_ID + 1


@dataclass(frozen=True, slots=True)
class Either:
    """Ask for tweets in which one or more of these holds.

    Args:
        parts: two or more.
    """

    parts: "tuple[Query, ...]"


Query = Term | From | Phrase | Every | Either


def parse(text: str) -> Query:
    """Read a query.

    Args:
        text: as the head of this file describes it, 500 characters at most.

    Returns:
        What is asked for.

    Raises:
        BadType: text is not a str.
        BadValue: text has a lone surrogate.
        BadQuery: text is empty, too long or cannot be read.

    Complexity: O(len(text)).

    Source: the operators of Twitter's search and their order, AND before OR: developer.twitter.com,
    "Build a query" (API v2).

    >>> parse("Quake OR tremor")
    Either(parts=(Term(text='quake'), Term(text='tremor')))
    >>> parse('"tokyo tower')
    Traceback (most recent call last):
    twitlab.search.query.BadQuery: query, column 1: the quote is not closed: add a " at its end
    """
    check_text("query", text)
    if len(text) > MAX_QUERY:
        raise BadQuery(f"at most {MAX_QUERY} characters are read, got {len(text)}", MAX_QUERY + 1)
    return _plain_words(text) or _read(text)


def _plain_words(text: str) -> Query | None:
    """Read what most queries are, words and from: with OR between, without looking at each sign."""
    if not text.isascii():
        return None
    every: list[list[Query]] = [[]]
    for word in text.split():
        if word == "OR":
            every.append([])
        elif (term := _plain_word(word)) is not None:
            every[-1].append(term)
        else:
            return None
    if not all(every):
        return None
    parts = [each[0] if len(each) == 1 else Every(tuple(each)) for each in every]
    return parts[0] if len(parts) == 1 else Either(tuple(parts))


def _plain_word(word: str) -> Query | None:
    if word.isalnum():
        return None if word in _CONNECTORS else Term(word.lower())
    user = word[5:]
    is_from = word.startswith("from:") and user.isdigit() and len(user) < _ID_DIGITS
    return From(int(user)) if is_from else None


def _read(text: str) -> Query:
    reader = _Reader(text)
    found = reader.either()
    if (left := reader.next) is not None:
        raise BadQuery(
            "this ) closes nothing: remove it, or add a ( before", left.start("close") + 1
        )
    return found


class _Reader:
    """Read a query from left to right, one lexeme ahead."""

    def __init__(self, text: str) -> None:
        self._text, self._end = text, len(text.rstrip())
        self._at, self._depth = 0, 0
        self.next: regex.Match[str] | None = None
        self._step()

    def either(self) -> Query:
        """Read up to the end or a parenthesis that closes: OR binds last."""
        parts = [self._every()]
        while self.next is not None and _is_or(self.next):
            self._step()
            parts.append(self._every())
        return parts[0] if len(parts) == 1 else Either(tuple(parts))

    def _every(self) -> Query:
        begin = self._column()
        parts: list[Query] = []
        without: list[Query] = []
        since_id, until_id, has_moments = 0, MAX_ID + 1, False
        expects = True  # something must follow, as after AND
        while self.next is not None and not self.next["close"] and not _is_or(self.next):
            lexeme, column = self.next, self._column()
            if lexeme["word"] == "AND" and not lexeme["sign"]:
                if expects:
                    raise BadQuery(
                        "AND stands between two things, and nothing is before it", column
                    )
                expects = True
                self._step()
                continue
            expects = False
            if (moment := _moment(lexeme)) is not None:
                operator, id_ = moment
                has_moments = True
                if operator == "since:":
                    since_id = max(since_id, id_)
                else:
                    until_id = min(until_id, id_)
                self._step()
                continue
            (without if lexeme["sign"] else parts).append(self._atom(lexeme))
        if expects and (parts or without):
            raise BadQuery(
                "AND stands between two things, and nothing is behind it", self._column()
            )
        if not parts:
            raise self._nothing(begin, bool(without), has_moments)
        if len(parts) == 1 and not without and (since_id, until_id) == (0, MAX_ID + 1):
            return parts[0]
        return Every(tuple(parts), tuple(without), since_id, until_id)

    def _nothing(self, begin: int, has_without: bool, has_moments: bool) -> BadQuery:
        if has_without or has_moments:
            only = "a - only leaves out" if has_without else "since: and until: only narrow"
            return BadQuery(f"{only}: add a word, a #tag, a @name or from: beside it", begin)
        if not self._text.strip():
            return BadQuery("there is nothing: ask for a word, a #tag, a @name or from:", 1)
        return BadQuery("something is missing here: OR and ( ) stand around words", begin)

    def _atom(self, lexeme: "regex.Match[str]") -> Query:
        column = self._column()
        if lexeme["open"]:
            self._depth += 1
            if self._depth > MAX_DEPTH:
                raise BadQuery(f"at most {MAX_DEPTH} parentheses stand in each other", column)
            self._step()
            found = self.either()
            self._depth -= 1
            if self.next is None:
                raise BadQuery("this ( is not closed: add a ) at its end", column)
            self._step()
            return found
        if lexeme["phrase"] is not None:
            if not lexeme["end"]:
                raise BadQuery('the quote is not closed: add a " at its end', column)
            self._step()
            return _words(lexeme["phrase"], f'"{lexeme["phrase"]}"', column)
        self._step()
        return _word(lexeme["word"], column)

    def _step(self) -> None:
        if self._at >= self._end:
            self.next = None
            return
        self.next = _LEXEME.match(self._text, self._at)
        assert self.next is not None, "something is left, and every sign begins a lexeme"
        self._at = self.next.end()

    def _column(self) -> int:
        """Say where the next lexeme begins, its sign included, from 1."""
        if self.next is None:
            return self._end + 1
        lexeme: str = self.next[0]
        return int(self.next.start()) + len(lexeme) - len(lexeme.lstrip()) + 1


def _is_or(lexeme: "regex.Match[str]") -> bool:
    return lexeme["word"] == "OR" and not lexeme["sign"]


def _moment(lexeme: "regex.Match[str]") -> tuple[str, int] | None:
    """Read since: and until:, as the least id of a tweet of that moment."""
    word = lexeme["word"] or ""
    operator = word[:6].lower()
    if operator not in ("since:", "until:"):
        return None
    column = lexeme.start("word") + 1
    if lexeme["sign"]:
        raise BadQuery(
            f"{operator} cannot be left out with -: use the other of the two", column - 1
        )
    value = word[6:]
    try:
        if not _MOMENT.fullmatch(value):
            raise ValueError
        moment = datetime.fromisoformat(value.removesuffix("Z")).replace(tzinfo=UTC)
    except ValueError:
        raise BadQuery(
            f"{operator} needs a moment such as {_MOMENTS}, got {_got(value)}",
            column + 6,
        ) from None
    ms = int(moment.timestamp()) * 1000
    return operator, min(max(ms - EPOCH_MS, 0) << _TIME_BITS, MAX_ID + 1)


def _word(word: str, column: int) -> Query:
    """Read what stands without quotes: a word, a tag, a name or from:."""
    if word == "NOT":
        raise BadQuery("NOT is written as a - before what is left out: -word", column)
    operator, colon, value = word.partition(":")
    if colon and regex.fullmatch(r"[A-Za-z_]+", operator) and not value.startswith("//"):
        if operator.lower() != "from":
            allowed = " ".join(_OPERATORS)
            raise BadQuery(
                f"{operator}: is not known: {allowed} are; in quotes it is only words", column
            )
        return _from(value, column + 5)
    if word[0] in "#＃@＠":
        marked = tags_and_names(word)
        if len(marked) != 1 or fold(word) != marked[0]:
            kind = "hashtag" if word[0] in "#＃" else "mention"
            raise BadQuery(f"{word!r:.40} is no {kind}", column)
        return Term(marked[0])
    return _words(word, word, column)


def _got(value: str) -> str:
    return f"{value!r:.40}" if value else "nothing"


def _words(text: str, shown: str, column: int) -> Query:
    if text.isascii() and text.isalnum():
        return Term(text.lower())
    found = tokens(text)
    if not found:
        raise BadQuery(f"{shown!r:.40} has no letter, digit or emoji to search for", column)
    return Term(found[0]) if len(found) == 1 else Phrase(tuple(found))


def _from(value: str, column: int) -> Query:
    if not (
        value.isascii() and value.isdigit() and len(value) <= _ID_DIGITS and int(value) <= MAX_ID
    ):
        raise BadQuery(f"from: needs a user's id, 0 to {MAX_ID}, got {_got(value)}", column)
    return From(int(value))
