"""The check of *Who sees it?*: replies, retweets, blocks, and each tweet once."""

from __future__ import annotations

import random
from typing import Any

from hypothesis import strategies as st

from twitlab.course.book.jsonable import whole_numbers
from twitlab.course.checking.check import Case, Observed
from twitlab.course.kinds.coding import code_check

PEOPLE = ("bo", "cy", "di", "ed")
LARGEST = 31_000_000
"""Followers of the largest account. Source: Krikorian, QCon SF 2012, slides."""
PER_DAY = 30_000_000_000
"""Deliveries a day. Source: Bloom, Tanzu blog, 7 August 2013."""
_REPLIES = 20
_SHARE = 100 * _REPLIES * LARGEST / PER_DAY
_BIG = 1 << 61  # ids of this size differ by less than a float can tell

REFERENCE = """\
def home(reader, tweets, follows, blocks):
    shown = []
    for tweet in tweets:
        author, to = tweet["author"], tweet["reply_to"]
        if author not in follows:
            continue
        if to is not None and to != author and to not in follows:
            continue
        original, writer = tweet["retweet_of"] or (tweet["id"], author)
        if (reader, writer) in blocks or (writer, reader) in blocks:
            continue
        if original not in shown:
            shown.append(original)
    return shown
"""

MISTAKES = """
# replies for everybody
All followers of the author get the reply, though most have never heard of the one who is answered.
Let an account with $largest million followers answer $replies people a day: that alone is $share %
of all deliveries of 2013. Who has seen both sides of the talk?
~ to is not None and to != author and to not in follows -> False

# one of the two is enough
You show a reply to whoever follows the author *or* the one who is answered. So everybody who
answers a star reaches all of the star's followers: fan-out would belong to strangers, and to spam
first. Whom must a reader know?
-        if author not in follows:
-            continue
-        if to is not None and to != author and to not in follows:
+        if author not in follows and (to is None or to not in follows):

# replies for nobody
You leave every reply out. Two friends of your reader talk, and the page shows neither side. The
rule has two conditions; when both are kept, the reply is shown.
~ to is not None and to != author and to not in follows -> to is not None

# a thread taken for a talk
Somebody who answers *oneself* tells a story in several tweets. You show its first part and hide the
rest, from people who follow the author. The rule asks for both sides of a talk: what becomes of it
where both sides are one person?
-        if to is not None and to != author and to not in follows:
+        if to is not None and (to == author or to not in follows):

# the reader counted as followed
You show a reply to the one who is answered. That is kind, but it is not in the contract: such
answers stand on a page of their own, and would be seen twice. Nobody follows oneself.
-        if to is not None and to != author and to not in follows:
+        if to not in (None, author, reader) and to not in follows:

# own tweets shown
You put the reader's own tweets in. Some services do; this contract keeps them on another page. It
is one delivery more for each tweet, or one list more for each read. Which line decides whose tweets
come in at all?
~ author not in follows -> author not in follows and author != reader

# the retweet's own id
You return the id of the retweet. It has no text: the page would show an empty line, and a tweet
that three friends pass on would stand there three times under three ids. Which id does a retweet
*carry*?
         original, writer = tweet["retweet_of"] or (tweet["id"], author)
+        original = tweet["id"]

# no words of strangers
You show a retweet only to those who follow the writer of the original. They have seen it already! A
retweet is how a tweet gets beyond the followers of its writer. Whom must a reader follow to get it?
~ (reader, writer) -> writer not in follows or (reader, writer)

# retweets of the reader hidden
You hide a retweet of the reader's *own* tweet. Own tweets stand on another page, but this is no
tweet of hers: somebody whom she follows passes it on, and she sees that it travels. Of whom does
rule 1 speak, of the author of the tweet or of the original?
~ (reader, writer) -> writer == reader or (reader, writer)

# blocks forgotten
Whom you block you do not want to read, not even through others. Either you ask about no block, or
about one with whoever *passes the tweet on*. That never hides anything: where there is a block
nobody follows, so such a tweet does not come in at all. With whom must you look for a block, to
stop the words that still come in?
~ (reader, writer) in blocks or (writer, reader) in blocks -> False

# a block one way
You ask whether the reader blocks the writer. But who is blocked may not read either: people block
to be left alone, not only to be spared. A block has two ends.
~ (reader, writer) in blocks or (writer, reader) in blocks -> (reader, writer) in blocks

# a block the other way only
You ask whether the writer blocks the reader, and not whether the reader blocks the writer. So
pressing *block* changes nothing for the one who pressed it.
~ (reader, writer) in blocks or (writer, reader) in blocks -> (writer, reader) in blocks

# anybody's block
You hide the tweet if anybody blocks its writer. One enemy, and a writer is read by nobody. A block
stands between two people; which two must you ask about?
~ (reader, writer) in blocks or (writer, reader) in blocks -> any(writer in pair for pair in blocks)

# shown as often as passed on
A tweet that several friends pass on fills the page. For something that everybody retweets, all 20
places of it. What have you shown already?
~ original not in shown -> True

# hidden tweets remembered as shown
You note a tweet as shown before you know whether it is. A retweet that your reader must not see
then swallows the original that should be seen. Decide first, then remember.
~ shown = [] -> shown, met = [], set()
         author, to = tweet["author"], tweet["reply_to"]
+        known = (tweet['retweet_of'] or (tweet['id'],))[0]
+        if known in met:
+            continue
+        met.add(known)

# the order lost in a set
A set knows what is in it and forgets in which order it came. Your page has the right tweets in no
order at all. Use the set to *ask*, and a list to *keep*.
~ return shown -> return list(set(shown))

# sorted by the id shown
You sort by the id that is shown. That is the age of the *original*, so a tweet of last year that a
friend passes on today sinks below all of this year, where nobody sees it. The tweets came in the
right order. What is there to sort?
~ return shown -> return sorted(shown, reverse=True)

# kept at its oldest place
Each original is there once, but at its lowest place. So nobody sees what is being passed on *now*:
it sinks with the original. At which of its places does the reader meet it first?
~ original not in shown -> True
~ return shown -> return [x for i, x in enumerate(shown) if x not in shown[i+1:]]

# only the one above compared
You compare a tweet only with the one shown just before it. Another friend may pass it on an hour
later, with other tweets between. Where on the page can it stand already?
~ original not in shown -> shown[-1:] != [original]
"""

CIRCLE_OF_FOLLOWED = """\
def home(reader, tweets, follows, blocks):
    parted = {b for a, b in blocks if a == reader} | {a for a, b in blocks if b == reader}
    shown = {}
    for tweet in tweets:
        answered = tweet["reply_to"] or tweet["author"]
        tweet_id, writer = tweet["retweet_of"] or (tweet["id"], tweet["author"])
        if {tweet["author"], answered} <= follows and writer not in parted:
            shown[tweet_id] = True
    return tuple(shown)
"""

HIDDEN_ONES_FIRST = """\
def home(reader, tweets, follows, blocks):
    def is_hidden(tweet):
        if not {tweet["author"], tweet["reply_to"] or tweet["author"]} <= set(follows):
            return True
        if tweet["retweet_of"] is None:
            return False
        writer = tweet["retweet_of"][1]
        return any({who, whom} == {reader, writer} for who, whom in blocks)

    ids = [
        tweet["retweet_of"][0] if tweet["retweet_of"] else tweet["id"]
        for tweet in tweets
        if not is_hidden(tweet)
    ]
    return [each for at, each in enumerate(ids) if each not in ids[:at]]
"""


def fixed() -> list[Case]:
    """Give each rule alone, then two that meet."""
    both = ["bo", "cy"]
    carried = _retweet(9, "bo", 5, "di")
    return [
        _case([_tweet(5, "bo")], ["bo"]),
        _case([_tweet(5, "cy")], ["bo"]),
        _case([], ["bo"]),
        _case([_tweet(5, "ana")], ["bo"]),
        _case([_tweet(5, "bo", "cy")], both),
        _case([_tweet(5, "bo", "cy")], ["bo"]),
        _case([_tweet(5, "bo", "cy")], ["cy"]),
        _case([_tweet(5, "bo", "bo")], ["bo"]),
        _case([_tweet(5, "bo", "ana")], ["bo"]),
        _case([carried], ["bo"]),
        _case([carried], ["di"]),
        _case([carried, _tweet(5, "di")], ["bo", "di"]),
        _case([carried, _retweet(8, "cy", 5, "di")], both),
        _case([carried, _tweet(7, "bo")], ["bo"]),
        _case([carried, _tweet(7, "bo"), _tweet(5, "di")], ["bo", "di"]),
        _case([carried, _tweet(5, "di")], ["di"]),
        _case([_retweet(9, "bo", 5, "ana")], ["bo"]),
        _case([carried], ["bo"], [["ana", "di"]]),
        _case([carried], ["bo"], [["di", "ana"]]),
        _case([carried], ["bo"], [["cy", "di"]]),
        _case([carried], ["bo"], [["di", "cy"]]),
        _case([carried], ["bo"], [["al", "di"]]),
        _case([carried], ["bo"], [["di", "al"]]),
        _case([_retweet(9, "bo", 5, "ana")], ["bo"], [["ana", "di"]]),
        _case([_tweet(6, "cy"), _tweet(5, "bo")], ["bo"]),
        _case([_tweet(6, "bo", "cy"), _tweet(5, "bo")], ["bo"]),
        _case([carried, _tweet(7, "bo")], ["bo"], [["ana", "di"]]),
        _case([_retweet(9, "bo", 5, "bo")], ["bo"]),
        _case([_tweet(0, "bo")], ["bo"]),
        _case([_tweet(_BIG + 1, "bo"), _tweet(_BIG, "bo")], ["bo"]),
    ]


def drawn(rng: random.Random) -> list[Case]:
    """Draw timelines, then some with ids of 62 bits."""
    return [*(_drawn(rng, 1) for _ in range(60)), *(_drawn(rng, _BIG) for _ in range(5))]


def _tweet(tweet_id: int, author: str, reply_to: str | None = None) -> Case:
    return {"id": tweet_id, "author": author, "reply_to": reply_to, "retweet_of": None}


def _retweet(tweet_id: int, author: str, original: int, writer: str) -> Case:
    return {**_tweet(tweet_id, author), "retweet_of": [original, writer]}


def _case(tweets: list[Case], follows: list[str], blocks: list[list[str]] | None = None) -> Case:
    return {"tweets": tweets, "follows": follows, "blocks": blocks or []}


def _drawn(rng: random.Random, least: int) -> Case:
    blocks = [rng.sample(("ana", *PEOPLE), 2) for _ in range(rng.randrange(3))]
    parted = {each for pair in blocks if "ana" in pair for each in pair}
    follows = [each for each in PEOPLE if each not in parted and rng.random() < 0.7]
    originals = {least + number: rng.choice(("ana", *PEOPLE)) for number in range(4)}
    tweets = [_tweet(tweet_id, author) for tweet_id, author in originals.items()]
    for tweet_id in range(least + 4, least + 4 + rng.randrange(1, 6)):
        author = rng.choice(("ana", *PEOPLE))
        if rng.random() < 0.5:
            tweets.append(_tweet(tweet_id, author, rng.choice(("ana", *PEOPLE))))
        else:
            tweets.append(_retweet(tweet_id, author, *rng.choice(list(originals.items()))))
    return _case(tweets[: rng.randrange(3) : -1], follows, blocks)


def call(case: Case) -> str:
    """Write the tweets down in words, and what else decides."""
    said = [
        f"{each['id']}: {each['author']}"
        + (f" answers {each['reply_to']}" if each["reply_to"] else "")
        + (" retweets {1}'s {0}".format(*each["retweet_of"]) if each["retweet_of"] else "")
        for each in case["tweets"]
    ]
    blocks = [f"{who} blocks {whom}" for who, whom in case["blocks"]]
    follows = f"ana follows {', '.join(case['follows']) or 'nobody'}"
    return "; ".join([follows, *blocks, "tweets " + ", ".join(said) if said else "no tweets"])


def observe(answer: Any, case: Case) -> Observed:
    """Call the answer as ana's page does."""
    tweets = [
        {**each, "retweet_of": tuple(each["retweet_of"]) if each["retweet_of"] else None}
        for each in case["tweets"]
    ]
    blocks = {(who, whom) for who, whom in case["blocks"]}
    return {"returned": answer("ana", tweets, set(case["follows"]), blocks)}


def right(*held: Any) -> list[int]:
    """Give the ids that are seen, each by the reason that `why` gives."""
    case = dict(zip(("tweets", "follows", "blocks"), held, strict=True))
    return [shown for shown, seen, _ in _verdicts(case) if seen]


def _verdicts(case: Case) -> list[tuple[int, bool, str]]:
    """Give for each tweet the id it would show, whether it is shown, and why."""
    verdicts: list[tuple[int, bool, str]] = []
    for each in case["tweets"]:
        original, writer = each["retweet_of"] or (each["id"], each["author"])
        seen, reason = _is_seen(each, writer, case)
        if seen and original in [shown for shown, before, _ in verdicts if before]:
            seen, reason = False, f"tweet {original} is shown already, further up"
        verdicts.append((original, seen, f"Tweet {each['id']}: {reason}."))
    return verdicts


def _is_seen(each: Case, writer: str, case: Case) -> tuple[bool, str]:
    author, to, follows = each["author"], each["reply_to"], case["follows"]
    if author not in follows:
        own = "own tweets stand on another page" if author == "ana" else f"ana follows no {author}"
        return False, own
    if to == "ana":
        return False, f"{author} answers ana, who finds it among the answers to her"
    if to and to != author and to not in follows:
        return False, f"a reply to {to}, and ana follows only {author} of the two"
    for who, whom in (("ana", writer), (writer, "ana")):
        if [who, whom] in case["blocks"]:
            return False, f"it carries words of {writer}, and {who} blocks {whom}"
    if to == author:
        return True, f"{author} goes on with an own tweet, which all followers see"
    if to:
        return True, f"ana follows both {author} and {to}"
    if each["retweet_of"]:
        return True, f"ana follows {author}, who passes on a tweet of {writer}"
    return True, f"ana follows {author}"


def why(case: Case, got: Any, expected: list[int]) -> str:
    """Say of the first tweet that is shown wrongly which rule decides."""
    verdicts, found = _verdicts(case), whole_numbers(got)
    if found is None:
        return "A list of ids is wanted."
    for shown, seen, reason in verdicts:
        if seen and shown not in found:
            return reason
    extra = next((each for each in found if each not in expected or found.count(each) > 1), None)
    for shown, seen, reason in verdicts:
        if not seen and shown == extra:
            return reason
    if extra is not None:
        return f"Nothing shows {extra}: a retweet shows the id of its original."
    return "These are the right ids, in another order: as the tweets come, newest first."


def strategy() -> st.SearchStrategy[Case]:
    """Give one to three tweets of three people, and at most one block."""
    people = st.sampled_from(("bo", "cy", "di"))
    plain = st.builds(_tweet, st.just(0), people, st.none() | people | st.just("ana"))
    passed_on = st.builds(_retweet, st.just(0), people, st.sampled_from((1, 2)), st.just("di"))

    def build(some: list[Case], follows: list[str], blocks: list[list[str]]) -> Case:
        numbered = [{**each, "id": 9 - at} for at, each in enumerate(some)]
        kept = [each for each in follows if each != "di" or not blocks]
        return _case(numbered, kept, blocks)

    return st.builds(
        build,
        st.lists(plain | passed_on, max_size=3),
        st.lists(people, unique=True, max_size=3).map(sorted),
        st.sampled_from(([], [["ana", "di"]], [["di", "ana"]])),
    )


CHECK = code_check(
    reference=REFERENCE,
    mistakes=MISTAKES,
    alternatives=(CIRCLE_OF_FOLLOWED, HIDDEN_ONES_FIRST),
    fixed=fixed(),
    drawn=drawn,
    call=call,
    observe=observe,
    right=right,
    why=why,
    strategy=strategy,
    labels=("what stands", "yours shows", "to be shown"),
    figures={
        "largest": f"{LARGEST / 1000000.0:.0f}",
        "replies": f"{_REPLIES}",
        "share": f"{_SHARE:.0f}",
    },
)
