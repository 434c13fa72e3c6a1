"""Keep what tweets say: words by number, spelled out only when someone reads them."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from twitlab.arguments import check_int
from twitlab.world.chance import falling_weights, make_wheel, spin
from twitlab.world.model import WorldModel

_SYLLABLES: Final = tuple(a + b for a in "tsnrklmpdvbgfhzj" for b in "aeiou")  # 80
_WORD_BITS: Final = 20


@lru_cache(maxsize=65_536)
def word(number: int) -> str:
    """Spell a word of the made-up language: the commoner, the shorter.

    Args:
        number: the word's rank, from 0.

    Returns:
        One to three syllables, for ranks below 518,480.

    Raises:
        BadType: number is not an int.
        BadValue: number is below 0.

    Complexity: O(log number).

    Source: Zipf, "The Psycho-Biology of Language", 1935, for common words being short.

    >>> [word(0), word(79), word(80), word(19_999)]
    ['ta', 'ju', 'tata', 'tisoju']
    """
    number = check_int("number", number, 0, None)
    letters = ""
    while True:
        number, last = divmod(number, len(_SYLLABLES))
        letters = _SYLLABLES[last] + letters
        if number == 0:
            return letters
        number -= 1


@dataclass(frozen=True, slots=True, eq=False)
class MadeTexts:
    """Hold made tweets as numbers: some 20 bytes for one, where its string would take 100.

    Args:
        word_ids: the words of all tweets, one after another, uint16, shape (words,). A retweet
            has none of its own.
        offsets: where each tweet's words begin, int64, shape (tweets + 1,).
        hashtag_ids: the tweet's hashtag, or -1, int32, shape (tweets,).
    """

    word_ids: NDArray[np.uint16]
    offsets: NDArray[np.int64]
    hashtag_ids: NDArray[np.int32]

    def body(self, tweet: int) -> str:
        """Spell out what a tweet says, without the name that an answer begins with.

        Args:
            tweet: its index.

        Returns:
            The words, then the hashtag.

        Complexity: O(words in the tweet).

        >>> MadeTexts(np.array([0, 80], np.uint16), np.array([0, 2]), np.array([7])).body(0)
        'ta tata #sasi'
        """
        ids = self.word_ids[self.offsets[tweet] : self.offsets[tweet + 1]].tolist()
        said = [word(number) for number in ids]
        if self.hashtag_ids[tweet] >= 0:
            said.append(hashtag(int(self.hashtag_ids[tweet])))
        return " ".join(said)


def hashtag(number: int) -> str:
    """Spell a hashtag of the made-up language.

    Args:
        number: the hashtag's number, from 0.

    Returns:
        "#" and two or three syllables.

    Raises:
        BadType: number is not an int.
        BadValue: number is below 0.

    Complexity: O(log number).

    >>> hashtag(0)
    '#sata'
    """
    # Past the one-syllable words, and a step aside, so that it seldom looks like the first words.
    return "#" + word(check_int("number", number, 0, None) + 480)


def make_texts(
    own_words: NDArray[np.bool_],
    burst_tags: NDArray[np.int32],
    model: WorldModel,
    rng: np.random.Generator,
) -> MadeTexts:
    """Draw words and hashtags by Zipf's law: the r-th is r times rarer than the first.

    Word order, grammar and what a tweet is about are left out, but for the hashtag of a burst.

    Args:
        own_words: whether a tweet has words of its own, shape (tweets,).
        burst_tags: the hashtag of the burst that a tweet belongs to, or -1, shape (tweets,).
        model: vocabulary, hashtags, hashtagged and words are used.
        rng: the source of chance.

    Returns:
        The texts.

    Complexity: O(words).

    Source: Zipf, "Human Behavior and the Principle of Least Effort", 1949. Lengths are uniform:
    chosen.

    >>> texts = make_texts(np.ones(2, bool), np.full(2, -1, np.int32), WorldModel(),
    ...                    np.random.default_rng(1))
    >>> texts.body(0)
    'rore tahifa ta ti pose tafuja si nu filo'
    """
    tweets = len(own_words)
    low, high = model.words
    offsets = np.zeros(tweets + 1, np.int64)
    np.cumsum(rng.integers(low, high + 1, size=tweets) * own_words, out=offsets[1:])
    words = make_wheel(falling_weights(model.vocabulary, "1"), _WORD_BITS).astype(np.uint16)
    word_ids: Any = spin(words, int(offsets[-1]), rng)  # type: ignore[arg-type]
    tags = make_wheel(falling_weights(model.hashtags, "1"), _WORD_BITS)
    drawn = spin(tags, tweets, rng)
    has_tag = own_words & (rng.random(tweets) < model.hashtagged)
    background = np.where(has_tag, drawn, np.int32(-1))
    hashtag_ids = np.where(own_words & (burst_tags >= 0), burst_tags, background)
    return MadeTexts(word_ids, offsets, hashtag_ids)
