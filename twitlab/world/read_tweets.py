"""Read real tweets: the API's JSON lines, a CSV, one's own archive.

A reader never skips a tweet that it does not understand: it names the file and the line. Screen
names are read in lower case, for Twitter makes no difference.
"""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

import numpy as np

from twitlab.arguments import check_int
from twitlab.errors import BadType, BadValue
from twitlab.world.rows import TweetRows
from twitlab.world.source_file import (
    FilePath,
    SourceFile,
    id_of,
    is_text,
    json_of,
    shown,
    time_of,
)
from twitlab.world.tweets import MENTION, ORIGINAL, REPLY, RETWEET

CSV_COLUMNS: Final = MappingProxyType(
    {"id": "id", "time": "created_at", "user": "screen_name", "text": "text"}
)
_NAME: Final = re.compile(r"[a-z0-9_]{1,20}")
_ANSWER: Final = re.compile(r"(rt )?@([a-z0-9_]{1,20})", re.IGNORECASE | re.ASCII)
_ARCHIVE_HEAD: Final = re.compile(r"\s*window\.YTD\.tweets?\.part\d+\s*=\s*\[")
_SPACE: Final = re.compile(r"\s*")
_V2_FIELDS: Final = "id, text, created_at and author_id"
_V2_KINDS: Final = {"replied_to": REPLY, "retweeted": RETWEET, "quoted": MENTION}


@dataclass(frozen=True, slots=True)
class _Row:
    tweet_id: int
    user: int | str
    created_ms: int
    kind: int
    to_user: int | str
    target: int
    text: str


def read_tweets_jsonl(path: FilePath) -> TweetRows:
    """Read tweets of Twitter's API v2, one JSON object a line.

    `id`, `text`, `created_at` and `author_id` must be there. The text of a long post is cut, and
    whole in its `note_tweet`, if that is there. The first of `referenced_tweets` that is a reply
    or a retweet says what the tweet is; a quote counts as an original. `in_reply_to_user_id` says
    whom a reply answers. Tweets of API v1.1, with a `user` in each, are refused.

    Args:
        path: the file, as it is or packed with gzip.

    Returns:
        The tweets, in the order of the file; users are numbers.

    Raises:
        BadType: path is neither a string nor a path.
        BadValue: the file cannot be read, or a line is not as it must be.

    Complexity: O(bytes).

    Source: Twitter API v2 data dictionary, "Tweet".
    """
    source = SourceFile(path)
    rows = _Rows(source)
    for line, text in enumerate(source.text().split("\n"), start=1):
        if not text.strip():
            continue
        try:
            tweet, end = json_of(text.strip())
        except ValueError as problem:
            raise source.refusal(line, f"{shown(text)} ({problem})", "a JSON object") from None
        if not isinstance(tweet, dict) or text.strip()[end:]:
            raise source.refusal(line, shown(text), "one JSON object, a tweet")
        if "data" in tweet and "id" not in tweet:
            raise source.refusal(line, "a response of the API", "one tweet; 'twarc2 flatten' helps")
        if "author_id" not in tweet and ("id_str" in tweet or isinstance(tweet.get("user"), dict)):
            raise source.refusal(
                line, "a tweet of API v1.1", f"a tweet of API v2, with {_V2_FIELDS}"
            )
        rows.add(line, _v2_row(rows, line, tweet))
    return rows.table(named=False)


def _v2_row(rows: "_Rows", line: int, tweet: dict[str, Any]) -> _Row:
    kind, target, to_user = ORIGINAL, -1, -1
    references = tweet.get("referenced_tweets") or []
    if not isinstance(references, list) or not all(isinstance(r, dict) for r in references):
        raise rows.refusal(line, "referenced_tweets", references, "a list of objects")
    for reference in references:
        said = reference.get("type")
        if not isinstance(said, str) or said not in _V2_KINDS:
            raise rows.refusal(line, "type", said, f"one of {list(_V2_KINDS)}")
        number = rows.number(line, "id", reference)
        if kind == ORIGINAL and _V2_KINDS[said] != MENTION:
            kind, target = _V2_KINDS[said], number
    if kind == REPLY and tweet.get("in_reply_to_user_id") is not None:
        to_user = rows.number(line, "in_reply_to_user_id", tweet)
    return _Row(
        rows.number(line, "id", tweet),
        rows.number(line, "author_id", tweet),
        rows.time(line, "created_at", tweet),
        kind,
        to_user,
        target,
        _v2_text(rows, line, tweet),
    )


def _v2_text(rows: "_Rows", line: int, tweet: dict[str, Any]) -> str:
    text = rows.text(line, "text", tweet)
    note = tweet.get("note_tweet")
    if note is None:
        return text
    if not isinstance(note, dict):
        raise rows.refusal(line, "note_tweet", note, "an object with the whole text")
    return rows.text(line, "note_tweet.text", {"note_tweet.text": note.get("text")})


def read_tweets_csv(
    path: FilePath, columns: Any = CSV_COLUMNS, utc_offset_min: int = 0
) -> TweetRows:
    """Read tweets from a CSV with a header; further columns are left out.

    A text that begins with "RT @name" is a retweet, one with "@name" a reply. The line that
    an error names is the last of the row, which may have several.

    Args:
        path: the file, as it is or packed with gzip.
        columns: what the header calls the id, the time, the user (a screen name) and the text.
        utc_offset_min: by how many minutes times without a zone are ahead of UTC: -240 for a
            summer in New York. Snowflake ids show what it is: they hold the time, too.

    Returns:
        The tweets, in the order of the file; users are screen names in lower case.

    Raises:
        BadType: an argument is of the wrong type.
        BadValue: the file cannot be read, a row is not as it must be, or utc_offset_min is not
            within a day.

    Complexity: O(bytes).

    Source: RFC 4180 for the form.
    """
    if not isinstance(columns, dict | MappingProxyType):
        raise BadType(f"columns must be a dict, got {columns!r}")
    if set(columns) != set(CSV_COLUMNS):
        raise BadValue(f"columns must name {list(CSV_COLUMNS)}, got {list(columns)}")
    offset_min = check_int("utc_offset_min", utc_offset_min, -1_439, 1_439)
    source = SourceFile(path)
    if not source.content.endswith(b'"'):  # a closing quote is an end as well
        source.check_end()
    rows = _Rows(source, offset_min)
    table = csv.reader(io.StringIO(source.text(), newline=""), strict=True)
    header: list[str] | None = None
    try:
        for cells in table:
            if header is None:
                header = _header(source, cells, columns)
            elif cells:
                if len(cells) != len(header):
                    found = f"{len(cells)} cells, as in {shown(cells[0])}"
                    raise source.refusal(table.line_num, found, f"{len(header)} cells")
                tweet = dict(zip(header, cells, strict=True))
                rows.add(table.line_num, _csv_row(rows, table.line_num, tweet, columns))
    except csv.Error as problem:
        raise source.refusal(table.line_num, f"a row that is not ({problem})", "CSV") from None
    if header is None:
        raise source.refusal(1, "an empty file", f"a header with {sorted(columns.values())}")
    return rows.table(named=True)


def _header(source: SourceFile, cells: list[str], columns: Any) -> list[str]:
    for name in columns.values():
        if cells.count(name) != 1:
            found = f"{shown(cells)}: {name!r} is there {cells.count(name)} times"
            raise source.refusal(1, found, f"a header with each of {list(columns.values())} once")
    return cells


def _csv_row(rows: "_Rows", line: int, tweet: dict[str, Any], columns: Any) -> _Row:
    text = rows.text(line, columns["text"], tweet)
    kind, to_user = _answer(text)
    return _Row(
        rows.number(line, columns["id"], tweet),
        rows.name(line, columns["user"], tweet),
        rows.time(line, columns["time"], tweet),
        kind,
        to_user,
        -1,
        text,
    )


def read_archive(path: FilePath, owner: str = "me") -> TweetRows:
    """Read the tweets of one's own Twitter archive: `tweets.js`, or `tweet.js` in older ones.

    A text that begins with "RT @name" is a retweet: the archive does not say of which tweet.

    Args:
        path: the file, as it is or packed with gzip.
        owner: the screen name of the archive's owner, which the file does not tell.

    Returns:
        The tweets, in the order of the file; users are screen names in lower case.

    Raises:
        BadType: path or owner is of the wrong type.
        BadValue: the file cannot be read, or a tweet is not as it must be.

    Complexity: O(bytes).

    Source: the README that comes in an archive: "window.YTD.tweets.part0 = [...]".
    """
    if not isinstance(owner, str):
        raise BadType(f"owner must be a string, got {owner!r}")
    if not _NAME.fullmatch(owner.lower()):
        raise BadValue(f"owner must be 1 to 20 letters, digits or _, got {owner!r}")
    source = SourceFile(path)
    rows = _Rows(source)
    for line, item in _archive_items(source):
        tweet = item.get("tweet", item) if isinstance(item, dict) else item
        if not isinstance(tweet, dict):
            raise source.refusal(line, shown(item), 'an object {"tweet": {...}}')
        text = rows.text(line, "full_text" if "full_text" in tweet else "text", tweet)
        kind, to_user, target = *_answer(text), -1
        if kind != RETWEET and tweet.get("in_reply_to_status_id_str"):
            kind = REPLY
            target = rows.number(line, "in_reply_to_status_id_str", tweet)
        if kind == REPLY and tweet.get("in_reply_to_screen_name"):
            to_user = rows.name(line, "in_reply_to_screen_name", tweet)
        tweet_id = rows.number(line, "id_str" if "id_str" in tweet else "id", tweet)
        created_ms = rows.time(line, "created_at", tweet)
        rows.add(line, _Row(tweet_id, owner.lower(), created_ms, kind, to_user, target, text))
    return rows.table(named=True)


def _archive_items(source: SourceFile) -> Iterator[tuple[int, Any]]:
    """Give each item of the array with the line on which it begins."""
    text = source.text()
    head = _ARCHIVE_HEAD.match(text)
    if head is None:
        found = shown(text[:40])
        raise source.refusal(
            1, found, "'window.YTD.tweets.part0 = [', as in an archive's tweets.js"
        )
    counted, line, expected = 0, 1, "item"
    at = head.end()
    while True:
        at = _SPACE.match(text, at).end()  # type: ignore[union-attr]  # it matches nothing, too
        line += text.count("\n", counted, at)
        counted = at
        sign = text[at : at + 1]
        if sign == "]":
            break
        if expected == "comma":
            if sign != ",":
                raise source.refusal(line, shown(text[at : at + 40]), "',' or ']' after a tweet")
            at, expected = at + 1, "item"
            continue
        try:
            item, at = json_of(text, at)
        except ValueError as problem:
            place = getattr(problem, "pos", at)
            line += text.count("\n", counted, place)
            found = f"{shown(text[place : place + 40])} ({getattr(problem, 'msg', problem)})"
            raise source.refusal(line, found, "a JSON object, or ']' at the end") from None
        yield line, item
        expected = "comma"
    if text[at + 1 :].strip(" \t\r\n;"):
        raise source.refusal(line, shown(text[at + 1 : at + 41]), "nothing behind ']'")


def _answer(text: str) -> tuple[int, str]:
    match = _ANSWER.match(text)
    if match is None:
        return ORIGINAL, ""
    return (RETWEET if match[1] else REPLY), match[2].lower()


class _Rows:
    """Gather checked rows, each id once, and turn them into columns."""

    def __init__(self, source: SourceFile, utc_offset_min: int = 0) -> None:
        self._utc_offset_min = utc_offset_min
        self._source = source
        self._rows: list[_Row] = []
        self._line_of: dict[int, int] = {}

    def add(self, line: int, row: _Row) -> None:
        if row.tweet_id in self._line_of:
            found = f"id {row.tweet_id}, which is on line {self._line_of[row.tweet_id]} already"
            raise self._source.refusal(line, found, "a tweet that was not there before")
        self._line_of[row.tweet_id] = line
        self._rows.append(row)

    def refusal(self, line: int, name: str, value: object, allowed: str) -> BadValue:
        return self._source.refusal(line, f"{name} {shown(value)}", allowed)

    def number(self, line: int, name: str, tweet: dict[str, Any]) -> int:
        number = id_of(tweet.get(name))
        if number is None:
            raise self.refusal(line, name, tweet.get(name), "an id from 0 to 2**63 - 1")
        return number

    def name(self, line: int, name: str, tweet: dict[str, Any]) -> str:
        value = tweet.get(name)
        if not isinstance(value, str) or not _NAME.fullmatch(value.lower()):
            raise self.refusal(line, name, value, "1 to 20 letters, digits or _")
        return value.lower()

    def time(self, line: int, name: str, tweet: dict[str, Any]) -> int:
        time_ms = time_of(tweet.get(name), self._utc_offset_min)
        if time_ms is None:
            allowed = "a time such as 2017-08-27T00:05:34Z or Sun Aug 27 00:05:34 +0000 2017"
            raise self.refusal(line, name, tweet.get(name), allowed)
        return time_ms

    def text(self, line: int, name: str, tweet: dict[str, Any]) -> str:
        value = tweet.get(name)
        if not isinstance(value, str) or not is_text(value):
            allowed = "a string without half of a surrogate pair"
            raise self.refusal(line, name, value, allowed)
        return value

    def table(self, named: bool) -> TweetRows:
        rows = self._rows
        outer: Any = object if named else np.int64
        return TweetRows(
            np.array([row.tweet_id for row in rows], np.int64),
            np.array([row.user for row in rows], outer),
            np.array([row.created_ms for row in rows], np.int64),
            np.array([row.kind for row in rows], np.int8),
            np.array(
                [row.to_user if row.to_user != -1 or not named else "" for row in rows], outer
            ),
            np.array([row.target for row in rows], np.int64),
            tuple(row.text for row in rows),
        )
