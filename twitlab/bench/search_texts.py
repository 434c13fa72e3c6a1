"""Draw tweets for the bench of search: the rank of each word is known, and so are its tokens.

A word of rank r is drawn with a chance of 1/r, as in any language (Zipf). Peers get the same words
as the index, cut and folded before: they measure their posting lists, not their tokenizers.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from twitlab.columns import Ints
from twitlab.search import fold, tags_and_names, tokens

_LETTERS: Final = (
    *("etaoinshrdlucmwf", "éàèùâêîôûçëïüñöå"),
    *("оеаинтсрвлкмдпуя", "اليمنوترهبكدعسفق", "กนรมอาลเวดตสคหทป"),
    *("日一国会人年大十二本中長出三同時", "アイウカキクサシタチナニラリルン"),
)
_BITS: Final = 4  # 16 letters of each script
PLANTED: Final = ("leftmost", "rightmost", "rarest")


@dataclass(frozen=True, slots=True)
class Texts:
    """Hold tweets, as the index takes them and as its peers do.

    Args:
        ids: ascending, int64, shape (tweets,).
        user_ids: who wrote each, int64, shape (tweets,).
        texts: as they are written.
        said: their tokens with spaces between, then tags, names and fromN for the author.
        words: the vocabulary, the most frequent first.
    """

    ids: Ints
    user_ids: Ints
    texts: Sequence[str]
    said: Sequence[str]
    words: Sequence[str]

    def __len__(self) -> int:
        return len(self.ids)


def short_ascii(tweets: int, words: int, vocabulary_size: int) -> Texts:
    """Draw tweets of so many words in ASCII."""
    vocabulary = [_word(rank, 0) for rank in range(vocabulary_size)]
    return _texts(tweets, words, vocabulary, ())


def any_script(tweets: int, words: int, vocabulary_size: int) -> Texts:
    """Draw tweets of so many words, one script each; half are in ASCII; tags, names and emoji."""
    vocabulary = [_word(rank, max(rank % 14 - 7, 0)) for rank in range(vocabulary_size)]
    marked = [f"#{word}" for word in vocabulary[:2_000]] + [f"@user_{at}" for at in range(8_000)]
    return _texts(tweets, words, vocabulary, [*marked, "👍", "👩‍👩‍👧", "🇯🇵", "https://t.co/abc"])


def _word(rank: int, script: int) -> str:
    """Write a rank in sixteen letters of a script, two or more of them."""
    letters: list[str] = []
    left = rank
    while left or len(letters) < 2:
        letters.append(_LETTERS[script][left & 15])
        left >>= _BITS
    return "".join(letters)


def _texts(tweets: int, words: int, vocabulary: list[str], more: Sequence[str]) -> Texts:
    rng = np.random.default_rng(1)
    chances = np.cumsum(1 / np.arange(1, len(vocabulary) + 1))
    pieces = [*vocabulary, *more, *PLANTED]
    drawn = chances.searchsorted(rng.random((tweets, words)) * chances[-1])
    if more:
        # Half of the tweets have a tag, a name, an emoji or a link, wherever in them.
        drawn[::2, words // 2] = len(vocabulary) + rng.integers(0, len(more), len(drawn[::2]))
        other = drawn[1::2]  # and these are in ASCII: words whose script is the first
        other -= np.where(other % 14 > 7, other % 14 - 7, 0)
    left = len(pieces) - len(PLANTED)
    drawn[3::10, 0], drawn[8::10, 0] = left, left + 1  # two common words that never meet
    drawn[:: max(tweets // 40, 1), words - 1] = left + 2
    cut = [" ".join(tokens(piece)) for piece in pieces]
    marks = ["".join(f" {name}" for name in tags_and_names(piece)) for piece in pieces]
    users = rng.integers(0, max(tweets // 10, 1), tweets)
    texts, said = [], []
    for row, user in zip(drawn.tolist(), users.tolist()):
        texts.append(" ".join([pieces[at] for at in row]))
        marked = "".join([marks[at] for at in row]) if more else ""
        said.append(f"{' '.join([cut[at] for at in row])}{marked} from{user}")
    return Texts(np.arange(1, tweets + 1) << 22, users, texts, said, [*map(fold, vocabulary)])
