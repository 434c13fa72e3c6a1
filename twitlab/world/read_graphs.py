"""Read real graphs and interactions: files of numbers, a line for each.

A reader never skips a line that it does not understand: it names the file and the line. What it
leaves out by rule (self-loops, duplicates), it counts.
"""

import re
from typing import Final

import numpy as np
from numpy.typing import NDArray

from twitlab.errors import BadValue
from twitlab.world.rows import EdgeRows, TweetRows, clean_edges
from twitlab.world.source_file import MAX_ID, FilePath, SourceFile, shown
from twitlab.world.tweets import MENTION, REPLY, RETWEET

_ID: Final = rb"[0-9]{1,19}"
_LONG: Final = re.compile(rb"\b0*[1-9][0-9]{19}")  # more digits than any id has
_AT_MOST: Final = ", each at most 2**63 - 1"
_EDGE: Final = rb"[ \t]*" + _ID + rb"[ \t]+" + _ID + rb"[ \t\r]*$"
_EVENT: Final = rb"[ \t]*(?:" + _ID + rb"[ \t]+){3}(?:RT|MT|RE)[ \t\r]*$"
_SKIPPED: Final = rb"[ \t\r]*(?:#.*)?$"  # empty lines and comments
_COUNT: Final = rb"([0-9]{1,3}(?:[,_' ][0-9]{3})+|[0-9]+)(?![0-9A-Za-z]|[.,'_][0-9])"
_HEADER: Final = re.compile(
    rb"(?im)^[ \t]*#[ \t]*nodes:?[ \t]*" + _COUNT + rb"[,;]?[ \t]+edges:?[ \t]*" + _COUNT
)
_COMMENT: Final = re.compile(rb"(?m)#.*$")
_HIGGS_KINDS: Final = {b"RT": RETWEET, b"MT": MENTION, b"RE": REPLY}
_LAST_S: Final = 2**32


def read_snap_edges(path: FilePath) -> EdgeRows:
    """Read a graph in SNAP's form: a line `source destination` for each edge, `#` for comments.

    A source follows a destination. Where a comment announces how many edges there are, as SNAP's
    "# Nodes: 3 Edges: 2" does, the file must have as many; thousands may stand apart, as in 1,000.
    Any other comment is passed over, even one that speaks of edges.

    Args:
        path: the file, as it is or packed with gzip.

    Returns:
        The edges under the file's own ids, and how many self-loops and duplicates were left out.

    Raises:
        BadType: path is neither a string nor a path.
        BadValue: the file cannot be read, or a line is not as it must be.

    Complexity: O(lines log lines) time, about 100 bytes a line.

    Source: Leskovec and Krevl, "SNAP Datasets", snap.stanford.edu/data.
    """
    source = SourceFile(path)
    columns = _columns(source, _EDGE, "two ids, such as '12 7'", 2)
    edges = clean_edges(columns[0], columns[1])
    if header := _HEADER.search(source.content):
        announced = int(re.sub(rb"[^0-9]", b"", header[2])[:19])
        if announced != len(columns[0]):
            line = 1 + source.content.count(b"\n", 0, header.start())
            found = f"{len(columns[0])} of them: the file may be cut"
            raise source.refusal(line, found, f"{announced} edges, as announced there")
    return EdgeRows(edges.sources, edges.destinations, edges.self_loops, edges.duplicates)


def read_higgs_activity(path: FilePath) -> TweetRows:
    """Read who retweeted (RT), mentioned (MT) or answered (RE) whom, and when.

    Each line `userA userB unix_seconds RT|MT|RE` becomes a tweet of userA. Which tweet of userB it
    goes to is not known, nor what it says. A tweet that names two users is two lines, so it counts
    twice.

    Args:
        path: the file, as it is or packed with gzip.

    Returns:
        The tweets, in the order of the file, without ids and texts.

    Raises:
        BadType: path is neither a string nor a path.
        BadValue: the file cannot be read, or a line is not as it must be.

    Complexity: O(lines) time, about 150 bytes a line.

    Source: De Domenico, Lima, Mougel and Musolesi, "The Anatomy of a Scientific Rumor", Scientific
    Reports 3:2980, 2013; snap.stanford.edu/data/higgs-twitter.html.
    """
    source = SourceFile(path)
    allowed = "two ids, Unix seconds and RT, MT or RE, such as '12 7 1341100972 RT'"
    users, to_users, seconds, kinds = _columns(source, _EVENT, allowed, 4)
    if (late := np.flatnonzero(seconds >= _LAST_S)).size:
        raise _row_refusal(source, int(late[0]), allowed + f", seconds below {_LAST_S}")
    nothing = np.full(len(users), -1, np.int64)
    return TweetRows(None, users, seconds * 1_000, kinds.astype(np.int8), to_users, nothing, None)


def _columns(source: SourceFile, good: bytes, allowed: str, count: int) -> NDArray[np.int64]:
    """Check every line by one pattern, then let the fast parser loose on what is known to fit."""
    bad = re.compile(rb"(?m)^(?!" + good + rb")(?!" + _SKIPPED + rb").*").search(source.content)
    if bad is not None:
        line = 1 + source.content.count(b"\n", 0, bad.start())
        if re.match(good.replace(_ID, rb"[0-9]+"), bad[0]) and _LONG.search(bad[0]):
            allowed += _AT_MOST
        raise source.refusal(line, shown(bad[0].decode("utf-8", "replace")), allowed)
    source.check_end()
    numbers = _COMMENT.sub(b"", source.content).strip()
    if not numbers:  # of which NumPy would make one number
        return np.empty((count, 0), np.int64)
    for name, code in _HIGGS_KINDS.items():
        numbers = numbers.replace(name, b"%d" % code)
    # Nineteen digits fit into uint64, so that none is cut before it is compared.
    found = np.fromstring(numbers.decode(), dtype=np.uint64, sep=" ").reshape(-1, count)
    if (large := np.flatnonzero((found > np.uint64(MAX_ID)).any(axis=1))).size:
        raise _row_refusal(source, int(large[0]), allowed + _AT_MOST)
    table: NDArray[np.int64] = found.astype(np.int64).T  # (count, rows)
    return np.ascontiguousarray(table)


def _row_refusal(source: SourceFile, row: int, allowed: str) -> BadValue:
    """Refuse a row by its line, once it is known that something is wrong with it."""
    skipped = re.compile(_SKIPPED.removesuffix(b"$"))
    for line, text in enumerate(source.content.split(b"\n"), start=1):
        if skipped.fullmatch(text):
            continue
        if row == 0:
            return source.refusal(line, shown(text.decode()), allowed)
        row -= 1
    raise AssertionError("a row stands on a line")
