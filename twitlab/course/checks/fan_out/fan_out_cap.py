"""The check of *Into every timeline*: late tweets, retries, full timelines, readers away."""

from __future__ import annotations

import random
from typing import Any

from hypothesis import strategies as st

from twitlab.course.book.jsonable import whole_numbers, written
from twitlab.course.checking.check import Case, Judgement, Observed
from twitlab.course.kinds.coding import code_check

USERS = ("ana", "bo", "cy", "di")
DELIVERIES_PER_DAY = 30_000_000_000
"""Source: Bloom, Tanzu blog, 7 August 2013."""
ENTRY_BYTES = 20
"""Source: Krikorian, QCon SF 2012, slides."""
LARGEST = 31_000_000
"""Followers of the largest account. Source: the same."""
ACTIVE = 150_000_000
"""Active users in 2012. Source: the same."""
_GROWTH_GB = DELIVERIES_PER_DAY * ENTRY_BYTES / 1e9
_FULL_DAYS = 800 / (DELIVERIES_PER_DAY / ACTIVE)
_BIG = 1 << 61  # ids of this size differ by less than a float can tell

REFERENCE = """\
def deliver(timelines, followers, batch, cap):
    for tweet_id, author in batch:
        for reader in followers.get(author, []):
            timeline = timelines.get(reader)
            if timeline is None or tweet_id in timeline:
                continue
            timeline.append(tweet_id)
            timeline.sort(reverse=True)
            del timeline[cap:]
"""

MISTAKES = """
# the last to arrive in front
You take the tweet that arrives last for the newest. But tweets overtake each other: delivering to
$largest million followers took up to 5 minutes in 2013, and a tweet of a small account, written 4
minutes later, was there long before. What does an id tell about its age?
~ timeline.append(tweet_id) -> timeline.insert(0, tweet_id)
~ timeline.sort(reverse=True) -> pass

# a retry delivered twice
A worker dies before it can say *done*, and its batch is delivered again: that is how a queue keeps
its promise to lose nothing. Your reader then sees the tweet twice. What can you ask a timeline
before you write into it?
~ timeline is None or tweet_id in timeline -> timeline is None

# only the newest entry compared
You look for a repeat only at the front. By the time a retry comes, other tweets have come too, and
the first copy has moved down. Where can it stand?
~ tweet_id in timeline -> timeline[:1] == [tweet_id]

# no cap
Nothing ever leaves your timelines. 30 billion deliveries a day of $entry_bytes bytes are $growth_gb
GB more memory *each day*, for one copy. With a cap it stays where it is. What must go when one
comes?
~ del timeline[cap:] -> pass

# the oldest kept
Your cut takes away the new tweets and keeps the old ones. From the day when it is full, such a
timeline never changes again. At which end do the oldest stand?
~ cap: -> :-cap

# a full timeline is closed
You deliver only while there is room. 30 billion deliveries a day to $active million users fill 800
places in $full_days days, and from then on nobody sees anything new. Make room first, or
afterwards?
~ tweet_id in timeline -> tweet_id in timeline or len(timeline) >= cap

# room made too early
You throw out the oldest entry *before* you know where the new one belongs. A late tweet may be
older than that entry; then the timeline loses a newer one for it. Put it in first. Which one is the
oldest then?
                 continue
+            del timeline[cap - 1:]

# late means lost
You drop a tweet that is older than the newest entry. But late is normal: the last of $largest
million followers got a tweet minutes after it was written, and by then had newer ones of others.
With you they would never see it.
~ tweet_id in timeline -> tweet_id <= max(timeline, default=0)

# oldest first
Your timelines begin with the oldest tweet. Every page is read from the front; what is cut off is
cut at the back. Which order makes both cheap?
~ timeline.sort(reverse=True) -> timeline.sort()
~ cap: -> :-cap

# timelines made for those who are away
You make a list for a reader who had none. When this reader comes back, a list is there, and it
looks like a whole timeline: one tweet, where 800 should be. No list means *build it from the
store*. Twitter used a command that adds only where a list is (RPUSHX: Krikorian, slides of QCon SF
2012).
~ timelines.get(reader) -> timelines.setdefault(reader, [])

# an empty list taken for away
`not timeline` is true of None *and* of an empty list. Who is new here, and has got nothing yet, has
a timeline with nothing in it. With you it stays so: the first tweet never comes in, and so none
ever does. Which of the two did you mean to ask about?
~ timeline is None -> not timeline

# made and not kept
You make a new list, and the dictionary still holds the old one: nothing arrives. `a = sorted(a)`
gives a new list the name `a`. Who else knows of it?
~ timeline.append(tweet_id) -> timeline = [*timeline, tweet_id]

# nobody without followers
`followers[author]` stops with a KeyError for an author whom nobody follows. One such author, and
the rest of the batch is delivered to no one. Every account begins that way.
~ followers.get(author, []) -> followers[author]

# the author as a reader
You write the tweet into its author's timeline too. That can be a good rule, but it is not the one
of this contract. Such a small rule is one delivery for each tweet, and one question in every
interview: who exactly is a reader?
~ followers.get(author, []) -> [author, *followers.get(author, [])]

# one entry too few
Your timelines end one entry before the cap; with a cap of 1 they are empty. `[:n]` is how many
entries?
~ cap: -> cap - 1:

# ids sorted as text
You sort the ids as text. As text, 9 stands above 10, for the first sign decides. It goes well until
the ids get one digit more. What are ids, before anybody writes them down?
~ reverse=True -> key=str, reverse=True

# the newest thrown out
When a timeline is full you throw out the entry at the front. The front has the newest: your reader
loses the tweet that came just before. At which end is the oldest?
                 continue
+            if len(timeline) == cap:
+                timeline.pop(0)

# older than all others is lost
You put a tweet in front of the first that is older. Where none is older it is put nowhere, though
there is room at the end. What do you do when your loop has found no place?
                 continue
+            if all(each > tweet_id for each in timeline) and timeline:
+                continue

# one list for two readers
Two readers share one list: what is delivered to the one stands in the timeline of the other too. A
second name for a list is no second list. Where do you make one list and give it to several?
-    for tweet_id, author in batch:
+    shared = []
+    for reader, held in timelines.items():
+        timelines[reader] = held or shared
+    for tweet_id, author in batch:
"""

READER_BY_READER = """\
def deliver(timelines, followers, batch, cap):
    for reader in list(timelines):
        both = set(timelines[reader])
        both |= {tweet_id for tweet_id, author in batch if reader in followers.get(author, ())}
        timelines[reader] = sorted(both, reverse=True)[:cap]
"""

AT_ITS_PLACE = """\
def deliver(timelines, followers, batch, cap):
    for tweet_id, author in batch:
        for reader in followers.get(author, ()):
            if reader not in timelines:
                continue
            timeline = timelines[reader]
            place = sum(each > tweet_id for each in timeline)
            if timeline[place : place + 1] != [tweet_id]:
                timeline.insert(place, tweet_id)
            while len(timeline) > cap:
                timeline.pop()
"""


ONE = {"bo": ["ana"]}
ALONE: tuple[tuple[dict[str, list[int]], dict[str, list[str]], list[Any], int], ...] = (
    ({"ana": [5]}, ONE, [[6, "bo"]], 3),
    ({"ana": []}, ONE, [[5, "bo"]], 3),
    ({"ana": [7, 5]}, ONE, [[6, "bo"]], 3),
    ({"ana": [6]}, ONE, [[6, "bo"]], 3),
    ({"ana": [6, 5]}, ONE, [[6, "bo"]], 3),
    ({"ana": [7, 6]}, ONE, [[6, "bo"]], 3),
    ({"ana": []}, ONE, [[6, "bo"], [6, "bo"]], 3),
    ({"ana": [5, 4]}, ONE, [[6, "bo"]], 2),
    ({"ana": [5, 4]}, ONE, [[3, "bo"]], 2),
    ({"ana": [5]}, ONE, [[6, "bo"]], 1),
    ({"ana": [5], "bo": [4]}, ONE, [[6, "bo"]], 3),
    ({"ana": [5]}, {}, [[6, "bo"]], 3),
    ({"cy": [5]}, {"bo": ["ana", "cy"]}, [[6, "bo"]], 3),
    ({"ana": [4]}, ONE, [], 3),
    ({"ana": [5], "cy": [7]}, {"bo": ["ana", "cy"]}, [[6, "bo"]], 3),
    ({"ana": []}, ONE, [[0, "bo"]], 3),
    ({"ana": [], "cy": []}, ONE, [[6, "bo"]], 3),
    ({"ana": [5]}, ONE, [[6, "bo"], [7, "bo"]], 3),
    ({"ana": [9]}, ONE, [[10, "bo"]], 3),
    ({"ana": [_BIG]}, ONE, [[_BIG + 1, "bo"]], 3),
    ({"ana": [5], "cy": [5]}, {"bo": ["ana", "cy"], "di": ["cy"]}, [[6, "bo"], [7, "di"]], 3),
)


def drawn(rng: random.Random) -> list[Case]:
    """Draw batches, then ids of 62 bits; then give a large cap."""
    full = _case({"ana": list(range(801, 1, -1))}, ONE, [[802, "bo"], [1, "bo"]], 800)
    return [*(_drawn(rng, 1) for _ in range(40)), *(_drawn(rng, _BIG) for _ in range(5)), full]


def _case(
    timelines: dict[str, list[int]],
    followers: dict[str, list[str]],
    batch: list[list[Any]],
    cap: int,
) -> Case:
    return {"timelines": timelines, "followers": followers, "batch": batch, "cap": cap}


def _drawn(rng: random.Random, least: int) -> Case:
    cap = rng.randrange(1, 5)
    author = {least + number: rng.choice(USERS) for number in range(9)}
    held = {user: rng.sample(sorted(author), rng.randrange(cap + 1)) for user in USERS}
    away = rng.choice((*USERS, None))
    followers = {user: [each for each in USERS if each != user] for user in USERS[:3]}
    batch = [rng.choice(sorted(author)) for _ in range(rng.randrange(1, 6))]
    return _case(
        {user: sorted(ids, reverse=True) for user, ids in held.items() if user != away},
        {user: sorted(rng.sample(each, rng.randrange(4))) for user, each in followers.items()},
        [[tweet_id, author[tweet_id]] for tweet_id in batch],
        cap,
    )


def call(case: Case) -> str:
    """Write the call down."""
    batch = [tuple(each) for each in case["batch"]]
    timelines = {
        user: ids if len(ids) < 30 else f"[{ids[0]}, {ids[1]}, ... {ids[-1]}]"
        for user, ids in case["timelines"].items()
    }
    said = str(timelines).replace("'[", "[").replace("]'", "]")
    return f"deliver({said}, {case['followers']}, {batch}, cap={case['cap']})"


def observe(answer: Any, case: Case) -> Observed:
    """Call the answer, and look at what the timelines hold then."""
    timelines, followers = case["timelines"], case["followers"]
    batch = [(tweet_id, author) for tweet_id, author in case["batch"]]
    given = {author: list(users) for author, users in followers.items()}, list(batch)
    answer(timelines, followers, batch, case["cap"])
    return {"timelines": timelines, "only_read": given == (followers, batch)}


def judge(case: Case, observed: Observed) -> Judgement:
    """Compare each timeline with the newest of what it held and what it had to get."""
    expected = _expected(case)
    found = {user: whole_numbers(ids) for user, ids in observed["timelines"].items()}
    differing = [user for user in {**expected, **found} if found.get(user) != expected.get(user)]
    if not differing:
        return Judgement(
            ok=observed["only_read"],
            got="the right timelines, but `followers` or `batch` was changed",
            expected="only `timelines` changed",
            why="The lists of followers belong to the graph: what you change there, you change for "
            "every tweet to come.",
        )
    user = differing[0]
    if user not in expected:
        return Judgement(
            ok=False,
            got=f"a timeline for {user}: {written(observed['timelines'][user])}",
            expected=f"no timeline for {user}",
            why=f"{user} is away: there was no timeline, so none is made.",
        )
    got = written(observed["timelines"][user]) if user in found else "no timeline any more"
    return Judgement(
        ok=False,
        got=f"{user}: {got}",
        expected=f"{user}: {written(expected[user])}",
        why=_why(case, user, found.get(user), expected[user]),
    )


def _expected(case: Case) -> dict[str, list[int]]:
    """Find the answer another way than the reference: timeline by timeline."""
    expected = {}
    for user, held in case["timelines"].items():
        got = [i for i, author in case["batch"] if user in case["followers"].get(author, [])]
        newest = sorted({*held, *got}, reverse=True)
        expected[user] = newest[: case["cap"]]
    return expected


def _why(case: Case, user: str, found: list[int | None] | None, expected: list[int]) -> str:
    cap, authors = case["cap"], dict(case["batch"])
    if found is None:
        return "A timeline is a list of ids."
    if len(set(found)) < len(found):
        twice = next(each for each in found if found.count(each) > 1)
        return f"Tweet {twice} stands there {found.count(twice)} times; a reader sees it once."
    for tweet_id in found:
        own = authors.get(tweet_id) == user and tweet_id not in case["timelines"][user]
        if tweet_id not in expected and own:
            return f"{user} wrote tweet {tweet_id}; no author gets the own tweet delivered."
    if len(found) > cap:
        return f"The cap is {cap}, and there are {len(found)} entries."
    if sorted(expected) == sorted(each or 0 for each in found):
        return "These are the right tweets. Newest first means: the largest id first."
    missing = [tweet_id for tweet_id in expected if tweet_id not in found]
    if missing and missing[0] in authors:
        return (
            f"{user} follows {authors[missing[0]]}, whose tweet {missing[0]} is missing. It is "
            f"among the {cap} newest of what {user} had and got."
        )
    if missing:
        return f"Tweet {missing[0]} stood there, and is still among the {cap} newest."
    extra = next((each for each in found if each not in expected), None)
    return f"Tweet {extra} is not among the {cap} newest that {user} is to see."


def strategy() -> st.SearchStrategy[Case]:
    """Give one or two readers of one author, small ids and small caps."""
    ids = st.lists(st.integers(1, 6), unique=True, max_size=3)

    def build(
        held: list[int], other: list[int] | None, readers: list[str], batch: list[int], cap: int
    ) -> Case:
        timelines = {"ana": held} if other is None else {"ana": held, "bo": other}
        short = {user: sorted(ids, reverse=True)[:cap] for user, ids in timelines.items()}
        return _case(short, {"cy": readers}, [[each, "cy"] for each in batch], cap)

    batch = st.lists(st.integers(1, 6), max_size=3)
    readers = st.sampled_from((["ana"], ["ana", "bo"], []))
    return st.builds(build, ids, st.none() | ids, readers, batch, st.integers(1, 3))


CHECK = code_check(
    reference=REFERENCE,
    mistakes=MISTAKES,
    alternatives=(READER_BY_READER, AT_ITS_PLACE),
    fixed=ALONE,
    drawn=drawn,
    call=call,
    observe=observe,
    judge=judge,
    strategy=strategy,
    figures={
        "largest": f"{LARGEST / 1000000.0:.0f}",
        "entry_bytes": f"{ENTRY_BYTES}",
        "growth_gb": f"{_GROWTH_GB:.0f}",
        "active": f"{ACTIVE / 1000000.0:.0f}",
        "full_days": f"{_FULL_DAYS:.0f}",
    },
)
