"""The check of *Side by side*: a phrase is found from the places of its words."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st

from twitlab.course.book.jsonable import shown, whole_numbers
from twitlab.course.checking.check import Case, Observed
from twitlab.course.checking.watched import watched
from twitlab.course.kinds.coding import code_check

REFERENCE = """\
def phrase(places, words):
    starts = None
    for offset, word in enumerate(words):
        here = {(tweet_id, place - offset) for tweet_id, place in places.get(word, [])}
        starts = here if starts is None else starts & here
    return sorted({tweet_id for tweet_id, _ in starts}, reverse=True)
"""

MISTAKES = """
# all words, anywhere
You find the tweets that have all the words, wherever they stand. That is the query without quotes.
*New york* is also in "a new hotel in york". What do the places say that the ids do not?
+def phrase(places, words):
+    found = set.intersection(*({each for each, _ in places.get(word, [])} for word in words))
+    return sorted(found, reverse=True)

# some word, anywhere
You find the tweets that have one of the words. In a phrase no word may be missing.
+def phrase(places, words):
+    found = {each for word in words for each, _ in places.get(word, [])}
+    return sorted(found, reverse=True)

# in order, not side by side
Your words come in the right order, but others may stand between them. If one word has place 3, at
which place, and at no other, must the next one stand?
+def phrase(places, words):
+    found = None
+    for word in words:
+        here = {}
+        for tweet_id, place in places.get(word, []):
+            if found is None or place > found.get(tweet_id, place):
+                here.setdefault(tweet_id, place)
+        found = here
+    return sorted(found, reverse=True)

# side by side in any order
You take words that are neighbours, whichever comes first. *Dog bites man* and *man bites dog* are
different news. Is the next word one place higher or one place lower?
+def phrase(places, words):
+    starts = set(places.get(words[0], []))
+    for word in words[1:]:
+        here = set(places.get(word, []))
+        near = {(t, p + 1) for t, p in starts} | {(t, p - 1) for t, p in starts}
+        starts = here & near
+    return sorted({tweet_id for tweet_id, _ in starts}, reverse=True)

# the order turned round
You ask that the next word stands one place *lower*. So you find the phrase written backwards.
~ place - offset -> place + offset

# one place from the first
You ask that *each* further word stands one place behind the first. That is right for two words.
Where does the third stand, seen from the first?
~ place - offset -> place - min(offset, 1)

# the second word at the place of the first
Counted from the first word, the second has offset 1. Yours has 0: you count the *further* words
from 0, and ask for two words at one place.
     for offset, word in enumerate(words):
+        offset = max(0, offset - 1)

# two by two
You check each pair of neighbours by itself: *new york* somewhere in the tweet, and *york city*
somewhere in it. They need not be the same *york*. What must you carry from the one pair to the
next?
+def phrase(places, words):
+    found = {each for each, _ in places.get(words[0], [])}
+    for one, other in zip(words, words[1:]):
+        here = set(places.get(other, []))
+        found &= {each for each, place in places.get(one, []) if (each, place + 1) in here}
+    return sorted(found, reverse=True)

# one word is no phrase
Of a phrase of one word you find nothing. It has no neighbours to compare; its tweets are all that
have the word. What does your function begin with?
         starts = here if starts is None else starts & here
+    if len(words) == 1:
+        return []

# the next begin lost
You read the tweet word by word, and where the phrase breaks off you begin anew behind it. In *very
very very good* the phrase *very very good* begins at the second word, while you are still in the
one that began at the first. Keep *all* begins that are still possible.
+def phrase(places, words):
+    found = set()
+    texts = sorted((each, at, word) for word in set(words) for each, at in places.get(word, []))
+    done, before = 0, None
+    for each, at, word in texts:
+        if done and before == (each, at - 1) and word == words[done]:
+            done += 1
+        else:
+            done = int(word == words[0])
+        before = (each, at)
+        if done == len(words):
+            found.add(each)
+            done = 0
+    return sorted(found, reverse=True)

# only the first place of each word
You keep one place for each word in a tweet: the first. In *no news is good news* the second *news*
is the one that counts. A word can stand in a tweet many times.
-        here = {(tweet_id, place - offset) for tweet_id, place in places.get(word, [])}
+        first = {}
+        for tweet_id, place in places.get(word, []):
+            first.setdefault(tweet_id, place)
+        here = {(tweet_id, place - offset) for tweet_id, place in first.items()}

# only the last place of each word
You keep one place for each word in a tweet, and each new one replaces the one before: a dictionary
from tweet to place does that. A word can stand in a tweet many times.
-        here = {(tweet_id, place - offset) for tweet_id, place in places.get(word, [])}
+        last = dict(places.get(word, []))
+        here = {(tweet_id, place - offset) for tweet_id, place in last.items()}

# the lists read in step
You go through the lists in step: the first posting of each word, then the second of each. But one
word has more postings than another, and where two do not fit, only one of them must go on. Look for
each place where it may stand in the other list.
+def phrase(places, words):
+    found = set()
+    for pairs in zip(*(places.get(word, []) for word in words)):
+        (each, start), *_ = pairs
+        if list(pairs) == [(each, start + offset) for offset in range(len(words))]:
+            found.add(each)
+    return sorted(found, reverse=True)

# one tweet runs into the next
You make one number of tweet and place, and subtract the offset from it. A step before place 0 is
then the last place of *another* tweet. A tweet of 256 words that ends in *big*, and a tweet after
it that begins with *quake*: no tweet says *big quake*. Leave room between two tweets, or keep
pairs.
-        here = {(tweet_id, place - offset) for tweet_id, place in places.get(word, [])}
+        here = {256 * each + place - offset for each, place in places.get(word, [])}
~ {tweet_id for tweet_id, _ in starts} -> {start // 256 for start in starts}

# places of different tweets
You compare places and do not ask whether they are places of the *same* tweet. Place 3 in one tweet
and place 4 in another are no neighbours. What makes a place one place?
-        here = {(tweet_id, place - offset) for tweet_id, place in places.get(word, [])}
+        here = {place - offset for _, place in places.get(word, [])}
-    return sorted({tweet_id for tweet_id, _ in starts}, reverse=True)
+    first = places.get(words[0], [])
+    return sorted({tweet_id for tweet_id, place in first if place in starts}, reverse=True)

# a repeated word only once
You drop words that come twice in the phrase. *Very very good* then finds *very good*. A repeated
word has to be found at each of its places.
~ enumerate(words) -> enumerate(dict.fromkeys(words))

# a repeated word at its first offset
You ask for the position of a word with `words.index(word)`, and of a repeated word that is always
the first. Its second place in the phrase is never checked. Which function counts while it goes
through a list?
-    for offset, word in enumerate(words):
+    for word in words:
+        offset = words.index(word)

# a word that nobody wrote
You ask for the list of a word that has none, and your function raises a KeyError. Readers type
words that nobody wrote yet, or misspell them. What is the answer to a phrase with such a word?
~ places.get(word, []) -> places[word]

# a missing word left out
You skip a word that stands in no tweet, and find the rest of the phrase. A phrase with a word that
nobody wrote is in no tweet.
-    for offset, word in enumerate(words):
+    starts = set()
+    words = [word for word in words if word in places]
+    for offset, word in enumerate(words):
~ here if starts is None else starts & here -> starts & here if offset else here

# only the first two words
You look at the first two words and leave the others out. *San francisco giants* is not all that is
said of San Francisco.
~ enumerate(words) -> enumerate(words[:2])

# only the first and the last word
You look at the two ends of the phrase, and at their distance. What stands between them is not
checked.
     for offset, word in enumerate(words):
+        if 0 < offset < len(words) - 1:
+            continue

# place 0 lost
A phrase that *begins* the tweet is not found. Its first word has place 0, and in Python 0 counts as
no. Ask whether there is a place, not whether it is true.
~ {tweet_id for tweet_id, _ in starts} -> {tweet_id for tweet_id, start in starts if start}

# tweet 0 lost
Tweet 0 says the phrase, and you leave it out: in Python 0 counts as no. Ids begin at 0.
~ {tweet_id for tweet_id, _ in starts} -> {tweet_id for tweet_id, _ in starts if tweet_id}

# oldest first
The right tweets, the wrong way round. Newest first: the largest id comes first.
-    return sorted({tweet_id for tweet_id, _ in starts}, reverse=True)
+    return sorted({tweet_id for tweet_id, _ in starts})

# a tweet for each time it says it
A tweet that says the phrase twice comes twice. The reader wants each tweet once.
~ {tweet_id for tweet_id, _ in starts} -> (tweet_id for tweet_id, _ in starts)

# places returned with the tweets
You return pairs of tweet and place. The page shows tweets: their ids, each once.
~ {tweet_id for tweet_id, _ in starts} -> starts

# searched in the text
You put the texts together again and search in them. Half a word is found then: *art* in *party*.
And every text is rebuilt for every query, which is what an index is there to save.
+def phrase(places, words):
+    texts = {}
+    for word, ids in places.items():
+        for tweet_id, place in ids:
+            texts.setdefault(tweet_id, {})[place] = word
+    joined = {each: " ".join(by[at] for at in sorted(by)) for each, by in texts.items()}
+    return sorted((each for each in joined if " ".join(words) in joined[each]), reverse=True)

# every text rebuilt
The right tweets, and the postings of all words of the index read for them: you put every text
together again. A query would then cost as much as the whole index, and that is what an index is
there to save. Which words have postings that you need?
+def phrase(places, words):
+    texts = {}
+    for word, ids in places.items():
+        for tweet_id, place in ids:
+            texts.setdefault(tweet_id, {})[place] = word
+    joined = {each: " ".join(by[at] for at in sorted(by)) for each, by in texts.items()}
+    wanted = f" {' '.join(words)} "
+    return sorted((each for each in joined if wanted in f" {joined[each]} "), reverse=True)
"""

BY_STEPS = """\
def phrase(places, words):
    ends = list(places.get(words[0], ()))
    for word in words[1:]:
        here = set(places.get(word, ()))
        ends = [(tweet, at + 1) for tweet, at in ends if (tweet, at + 1) in here]
    newest = []
    for tweet, _ in reversed(ends):
        if not newest or newest[-1] != tweet:
            newest.append(tweet)
    return newest
"""

EACH_TWEET_BY_ITSELF = """\
def phrase(places, words):
    by_tweet = {}
    for number, word in enumerate(words):
        for tweet, place in places.get(word, ()):
            by_tweet.setdefault(tweet, [set() for _ in words])[number].add(place)
    found = []
    for tweet in sorted(by_tweet, reverse=True):
        first, *later = by_tweet[tweet]
        if any(all(p + k in some for k, some in enumerate(later, 1)) for p in first):
            found.append(tweet)
    return found
"""

BY_MERGING = """\
def phrase(places, words):
    starts = places.get(words[0], [])
    for offset, word in enumerate(words):
        here, kept, at = places.get(word, []), [], 0
        for tweet, place in starts:
            wanted = (tweet, place + offset)
            while at < len(here) and here[at] < wanted:
                at += 1
            if at < len(here) and here[at] == wanted:
                kept.append((tweet, place))
        starts = kept
    return sorted(dict(starts), reverse=True)
"""


def places_of(texts: dict[int, str]) -> dict[str, list[list[int]]]:
    """Give for each word of some texts the tweets and places where it stands, ascending."""
    places: defaultdict[str, list[list[int]]] = defaultdict(list)
    for tweet_id in sorted(texts):
        for place, word in enumerate(texts[tweet_id].split()):
            places[word].append([tweet_id, place])
    return dict(places)


ALONE: tuple[tuple[dict[int, str], str], ...] = (
    ({5: "big"}, "big"),
    ({5: "big quake"}, "big quake"),
    ({5: "quake big"}, "big quake"),
    ({5: "big quake", 7: "the big quake"}, "big quake"),
    ({5: "big news quake", 7: "a big bad quake"}, "big quake"),
    ({5: "the big", 7: "a quake"}, "big quake"),
    ({5: "a big", 6: "big a quake", 7: "quake"}, "big quake"),
    ({5: "big quake and big quake", 3: "a big quake"}, "big quake"),
    ({5: "no news is good news"}, "good news"),
    ({5: "news is good news is no"}, "news is no"),
    ({5: "the big old big quake"}, "big quake"),
    ({5: "big quake of a big"}, "big quake"),
    ({5: "quake big big quake quake"}, "big quake"),
    ({5: "very good", 6: "very very good"}, "very very good"),
    ({5: "very bad very good", 6: "so very very good"}, "very very good"),
    ({5: "very very very good"}, "very very good"),
    ({5: "very", 6: "very very"}, "very very"),
    ({5: "very very", 6: "very very"}, "very"),
    ({5: "new york and york city", 6: "in new york city"}, "new york city"),
    ({5: "new city york", 6: "york new city"}, "new york city"),
    ({5: "new york", 6: "new york times"}, "new york city"),
    ({5: "new york", 6: "york city"}, "new york city"),
    ({5: "a b a b c"}, "a b c"),
    ({5: "a b c d", 6: "d c b a", 4: "b c d a b c d"}, "a b c d"),
    ({5: "to be or not to be", 6: "to be or to be"}, "to be or not to be"),
    ({5: "big quake"}, "huge quake"),
    ({5: "big quake"}, "big huge"),
    ({5: "big quake"}, "huge"),
    ({5: "big quake", 9: "big news", 7: "quake"}, "big"),
    ({0: "big quake"}, "big quake"),
    ({0: "a big quake", 2**62: "big quake", 2**62 + 1: "big quake"}, "big quake"),
    ({5: "casino art"}, "no art"),
    ({5: "no artist", 6: "art no art"}, "no art"),
    ({4: f"{'very ' * 255}big", 5: "quake"}, "big quake"),
    ({}, "big quake"),
)


def drawn(rng: random.Random) -> Iterator[tuple[dict[str, list[list[int]]], list[str]]]:
    """Draw texts of few words, so that phrases stand in them, or nearly."""
    for _ in range(60):
        known = ["a", "b", "c", "ab"][: rng.randrange(2, 5)]
        texts = {
            tweet_id: " ".join(rng.choices(known, k=rng.randrange(1, 12)))
            for tweet_id in rng.sample(range(12), rng.randrange(1, 6))
        }
        size = rng.randrange(1, 5)
        said = rng.choice([*texts.values()]).split()
        at = rng.randrange(len(said))
        phrase = said[at : at + size] if rng.random() < 0.5 else rng.choices(known, k=size)
        yield places_of(texts), phrase


def call(case: Case) -> str:
    """Write down the phrase and the texts that the places are of."""
    texts = (f"{each}: {shown(text, 60)!r}" for each, text in texts_of(case).items())
    return f"the phrase {' '.join(case['words'])!r} in the tweets {{{', '.join(texts)}}}"


def texts_of(case: Case) -> dict[int, str]:
    """Put the texts together again."""
    texts: defaultdict[int, dict[int, str]] = defaultdict(dict)
    for word, some in case["places"].items():
        for tweet_id, place in some:
            texts[tweet_id][place] = word
    return {each: " ".join(texts[each][at] for at in sorted(texts[each])) for each in sorted(texts)}


def right(places: dict[str, list[list[int]]], words: list[str]) -> list[int]:
    """Find the phrase another way than the reference: in the texts, between spaces."""
    texts = texts_of({"places": places})
    wanted = f" {' '.join(words)} "
    return sorted((each for each in texts if wanted in f" {texts[each]} "), reverse=True)


def observe(answer: Any, case: Case) -> Observed:
    """Call the answer, and see whether it reads the postings of a word not asked for."""
    words = case["words"][:]
    read: dict[str, set[int]] = {}
    places: dict[str, Any] = {}
    for word, pairs in _pairs(case).items():
        places[word] = pairs
        if word not in words:
            places[word], read[word] = watched(pairs, "posting list")
    returned = answer(places, words)
    if isinstance(returned, Iterator):
        returned = list(returned)
    others = sorted(word for word, looked in read.items() if looked)
    unchanged = places == _pairs(case) and words == case["words"]
    return {"returned": returned, "unchanged": unchanged, "others": others}


def not_asked_for(case: Case, observed: Observed) -> tuple[str, str, str] | None:
    """Read the postings of no word that the phrase does not have."""
    if not observed["others"]:
        return None
    word = observed["others"][0]
    why = f"*{word}* is no word of the phrase, and its postings were read."
    return "the right tweets", "the right tweets, from the postings of the phrase's own words", why


def _pairs(case: Case) -> dict[str, list[tuple[int, int]]]:
    return {word: [(a, b) for a, b in some] for word, some in case["places"].items()}


def why(case: Case, got: Any, expected: list[int]) -> str:
    """Say which tweet is wrong."""
    found = whole_numbers(got)
    if found is None or None in found:
        return "A list of tweet ids is wanted."
    texts = {each: shown(text) for each, text in texts_of(case).items()}
    for each in found:
        if each not in texts:
            return f"There is no tweet {each}."
        if each not in expected:
            return f"Tweet {each} says {texts[each]!r}, and the phrase is not in it."
    if len(set(found)) < len(found):
        return "Each tweet is wanted once, however often it says the phrase."
    for each in expected:
        if each not in found:
            return f"Tweet {each} says {texts[each]!r}, and the phrase is in it."
    return "Newest first: the largest id comes first."


def strategy() -> st.SearchStrategy[Case]:
    """Give few texts of few words."""
    text = st.lists(st.sampled_from("ab"), min_size=1, max_size=4).map(" ".join)
    texts = st.dictionaries(st.integers(0, 3), text, max_size=2)
    words = st.lists(st.sampled_from("ab"), min_size=1, max_size=3)
    return st.builds(lambda some, ask: {"places": places_of(some), "words": ask}, texts, words)


CHECK = code_check(
    reference=REFERENCE,
    mistakes=MISTAKES,
    alternatives=(BY_STEPS, EACH_TWEET_BY_ITSELF, BY_MERGING),
    fixed=[(places_of(texts), asked.split()) for texts, asked in ALONE],
    drawn=drawn,
    call=call,
    observe=observe,
    right=right,
    besides=not_asked_for,
    why=why,
    lent=("what you were given", "It belongs to the caller. Only read it."),
    strategy=strategy,
    labels=("what is asked", "yours gave", "right is"),
)
