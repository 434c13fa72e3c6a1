"""Count voices: people who say something of their own about a key, each once.

    key 40    author 7 "hello"   author 7 "hi"   authors 1 to 900 "buy now"

Tweets: 902. Authors: 901. Voices, if a text has two at most: author 7 is one, with that of his
texts which fewest others have; "buy now" is two. Three voices: nine hundred accounts that say the
same are a campaign, or one person.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from twitlab.columns import Ints, first_of_runs

_Row = NDArray[np.bool_]
NONE: Final = np.empty(0, np.int64)


def different(keys: Ints, authors: Ints, texts: Ints) -> tuple[Ints, Ints, Ints]:
    """Give each combination once, ordered by key, then text, then author.

    Complexity: O(rows log rows).
    """
    order = np.lexsort((authors, texts, keys))
    keys, authors, texts = keys[order], authors[order], texts[order]
    first = first_of_runs(keys) | first_of_runs(authors) | first_of_runs(texts)
    return keys[first], authors[first], texts[first]


def count_voices(keys: Ints, authors: Ints, texts: Ints, same_text: int) -> tuple[Ints, Ints, Ints]:
    """Count the voices and the authors of each key; the order of the rows does not matter.

    An author who has several texts counts for that which fewest authors have, and of equals for the
    smallest.

    Args:
        keys: any, shape (rows,).
        authors: who, shape (rows,).
        texts: what, shape (rows,); a repeat of a row counts once.
        same_text: the most voices that one text of a key has.

    Returns:
        The keys, ascending, the voices and the authors of each, shape (keys,).

    Complexity: O(rows log rows).

    >>> keys, authors = np.full(5, 40), np.array([7, 7, 1, 2, 3])
    >>> texts = np.array([10, 11, 12, 12, 12])
    >>> [column.tolist() for column in count_voices(keys, authors, texts, same_text=2)]
    [[40], [3], [4]]
    """
    if not len(keys):
        return NONE, NONE, NONE
    keys, authors, texts = different(keys, authors, texts)
    said = np.flatnonzero(first_of_runs(keys) | first_of_runs(texts))
    sizes = np.diff(said, append=len(keys))
    said_by = np.repeat(sizes, sizes)
    # The one text of each author: of his rows, that with the fewest who say it.
    order = np.lexsort((texts, said_by, authors, keys))
    keys, authors, texts = keys[order], authors[order], texts[order]
    mine = first_of_runs(keys) | first_of_runs(authors)
    keys, texts = keys[mine], texts[mine]
    order = np.lexsort((texts, keys))
    keys, texts = keys[order], texts[order]
    said = np.flatnonzero(first_of_runs(keys) | first_of_runs(texts))
    heard = np.minimum(np.diff(said, append=len(keys)), same_text)
    begins = np.flatnonzero(first_of_runs(keys))
    voices = np.add.reduceat(heard, np.searchsorted(said, begins))
    return keys[begins], voices, np.diff(begins, append=len(keys))
