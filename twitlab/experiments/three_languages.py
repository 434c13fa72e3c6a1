"""Make the posting lists of an index of three languages, whose common words hardly ever meet.

*The* and *to* meet in many tweets, *the* and *la* only in the few that are written in more than one
language. So the first two fill a page at once, and the second two do not.
"""

import random
from collections import defaultdict
from typing import Final

from twitlab.arguments import check_int

_TWEETS: Final = 3_000
_SPOKEN: Final = {
    "en": (70, ["the", "to", "you", "and", "is", "it", "for", "news"]),
    "es": (20, ["la", "que", "no", "me", "por", "amor", "lluvia", "hoy"]),
    "id": (10, ["yang", "di", "aku", "itu", "dan", "gempa", "hujan", "baru"]),
}  # the share of each language, of 100, and its words
_MIXED: Final = 150  # one of so many tweets has words of every language


def lists_in_three_languages(seed: int = 2012) -> dict[str, list[int]]:
    """Make up 3,000 tweets, and give for each of their 24 words the tweets in which it stands.

    The word of rank r in its language is in 0.8 / r of the tweets of that language.

    Args:
        seed: of the draws, 0 or more.

    Returns:
        From each word to its tweets, numbered from 0, ascending; a list of its own in each call.

    Raises:
        BadType: seed is not an int.
        BadValue: seed is below 0.

    Complexity: O(tweets * words).

    >>> lists = lists_in_three_languages(2012)
    >>> len(lists), len({*lists["the"]} & {*lists["to"]}), len({*lists["the"]} & {*lists["la"]})
    (24, 659, 6)
    """
    rng = random.Random(check_int("seed", seed, 0, None))
    lists: defaultdict[str, list[int]] = defaultdict(list)
    for tweet_id in range(_TWEETS):
        (spoken,) = rng.choices([*_SPOKEN], [share for share, _ in _SPOKEN.values()])
        others = [*_SPOKEN] if not rng.randrange(_MIXED) else [spoken]
        for language in others:
            for rank, word in enumerate(_SPOKEN[language][1], start=1):
                if rng.random() < 0.8 / rank:
                    lists[word].append(tweet_id)
    return dict(lists)
