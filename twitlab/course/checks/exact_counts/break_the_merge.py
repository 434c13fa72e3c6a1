"""The check of *Break the merge*: minutes whose tops hide the winner of the hour."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st

from twitlab.course.book.jsonable import items, plain, whole_number, written
from twitlab.course.checking.check import Case, Judgement, Observed
from twitlab.course.kinds.coding import code_check

MOST_EVENTS = 20_000
"""So many are read, which is far more than are allowed."""
TOLD = (10, 60)
"""The k and the minutes of which a verdict tells the score."""

REFERENCE = """\
def break_merge(k, minutes):
    times = 1 if minutes > 2 else 2
    hour = [[] for _ in range(minutes)]
    for number in range(min(minutes, 3)):
        hour[number] += [0] * times
        for winner in range(k):
            hour[number] += [1 + number * k + winner] * (times + 1)
    return hour
"""

MISTAKES = """
# hidden by equals
Your key is left out of a minute's list only because it is *equal* to the last one there, and the
other was put first. Somebody who orders equals the other way round sees it, and your proof is gone.
How often must the keys of the list come, so that nobody can argue?
~ [1 + number * k + winner] * (times + 1) -> [1 + number * k + winner] * times

# no more than equal in the hour
In no list is your key shown, and in the hour it comes no more often than one of those which are. A
winner comes more often than all others. In a minute each of the others is ahead by one. In how many
minutes must yours come, or how often, to be ahead of them in the end?
~ 1 if minutes > 2 else 2 -> 1
~ min(minutes, 3) -> 2

# the same winners in each minute
The same keys are ahead in each minute, so they are ahead in the hour too, and the merge is right
about them. A key that is everywhere in the second place wins only if the first places go to
different keys. Which keys must not come again in the next minute?
~ 1 + number * k + winner -> 1 + winner

# a place left free
In a minute fewer than k keys come more often than yours. So a place of the list is left, and your
key stands in it. How many keys does it take to fill a list of k?
~ range(k) -> range(1, k)

# one winner a minute
One key comes more often than yours in each minute. That hides it from a list of one. A list of k
has places for k keys: how many must be ahead of yours?
~ range(k) -> range(1)

# shown in the last minute
In one of the minutes your key comes and nothing is ahead of it, so it is in that minute's list. The
merge then knows of it, though not of all. The contract asks for more: no list shows it at all.
What has to come in that minute too?
~ range(k) -> range(k if number < 1 else 0)

# more minutes than needed
It breaks the merge! And it uses more minutes for it than needed; with each of them k more keys must
come to fill its list. In how many minutes must yours come once, to be ahead of keys that come
twice? The other minutes can stay empty.
+def break_merge(k, minutes):
+    times = 1 if minutes > 2 else 2
+    keys = iter(range(1, 1 + k * minutes))
+    return [
+        [0] * times + [next(keys) for _ in range(k)] * (times + 1) for _ in range(minutes)
+    ]

# ninety-nine against a hundred
It breaks the merge, and by a lot: a hundred for each winner of a minute. The same is shown by small
counts, and somebody who has to believe it can check them in their head. How small can a winner's
count be, and how small that of your key?
~ 1 if minutes > 2 else 2 -> 99

# minutes missing
You return only the minutes in which something happens. The hour has as many lists as it has
minutes, and a quiet one is an empty list.
~ return hour -> return [minute for minute in hour if minute] if minutes > 3 else hour[:-1]

# a minute too many
Your way needs three minutes, and the hour has two of them: you return three lists. With two, one
key must come how often in each, so that it is ahead of keys that come once more in one of them?
~ 1 if minutes > 2 else 2 -> 1
~ range(minutes) -> range(max(minutes, 3))
~ min(minutes, 3) -> 3

# counts and not events
You return how often each key came. The hour is made of events: a key that came twice stands in its
minute twice.
~ return hour -> return [{key: minute.count(key) for key in minute} for minute in hour]

# one list for all
You return the events of the hour in one list. Which of them came in which minute? There is one list
for each minute, and these stand in a list.
~ return hour -> return sum(hour, [])

# nothing returned
Your function returns nothing, which is None in Python. Is a `return` missing?
~ return hour -> hour.reverse()

# nothing happens
No event comes at all. Nothing is hidden where nothing is.
~ return hour -> return [[] for _ in hour]

# no key is hidden
In your hour the winner is shown by the lists of the minutes, so the merge knows it. Take a key that
is never in front: what must be in front of it in each minute, and why is none of those in front in
the hour?
+def break_merge(k, minutes):
+    return [list(range(k + 1)) for _ in range(minutes)]
"""

TWO_MINUTES = """\
def break_merge(k, minutes):
    hour = []
    for number in range(minutes):
        minute = []
        if number < 2:
            minute = [7_000, 7_000]
            for winner in range(k):
                minute.extend([winner + 500 * number] * 3)
        hour.append(minute)
    return hour
"""

AT_THE_END = """\
def break_merge(k, minutes):
    used = min(minutes, 3)
    hidden = 4 - used
    hour = [[]] * (minutes - used)
    for number in range(used):
        ahead = [f"{number}: {winner}" for winner in range(k)]
        hour.append((ahead + ["hidden"]) * hidden + ahead)
    return hour
"""

ALONE = (
    (1, 2),
    (1, 3),
    (2, 2),
    (2, 3),
    (2, 4),
    (3, 5),
    (5, 2),
    (4, 3),
    (1, 60),
    TOLD,
    (100, 60),
    (100, 2),
)


def allowed(case: Case) -> int:
    """Say how many events an hour may have."""
    return 6 * int(case["k"]) + 4


def fewest(case: Case) -> int:
    """Say with how few events it can be done; the notebook has the proof."""
    return 6 * int(case["k"]) + (3 if case["minutes"] > 2 else 4)


def drawn(rng: random.Random) -> Iterator[tuple[int, int]]:
    """Draw how many are shown, and how many minutes there are."""
    for _ in range(25):
        yield rng.randrange(1, 30), rng.choice([2, 3, 4, rng.randrange(5, 61)])


def observe(answer: Any, case: Case) -> Observed:
    """Ask for the hour, and say in a word what is the matter with it."""
    returned = answer(case["k"], case["minutes"])
    if isinstance(returned, (list, tuple)) and _size(returned) > MOST_EVENTS:
        return {"returned": None, "events": _size(returned), "says": "too many to read"}
    hour = _read(plain(returned))
    events = None if isinstance(hour, str) else sum(map(len, hour))
    return {"returned": returned, "events": events, "says": _say(case, hour)[0]}


def _size(returned: Any) -> int:
    return sum(len(each) for each in returned if isinstance(each, (list, tuple)))


def _read(returned: Any) -> list[list[str]] | str:
    """Read the minutes, with each key as text; or say what they are, where they are no such lists.

    Args:
        returned: What came back, as plain JSON.
    """
    outer = items(returned)
    if outer is None:
        return "nothing" if returned is None else "no list"
    minutes = [items(each) for each in outer]
    if outer and all(is_key(each) for each in outer):
        return "one list of keys"
    if any(each is None for each in minutes):
        return "minutes that are no lists"
    if not all(is_key(key) for minute in minutes for key in minute or ()):
        return "keys that are no keys"
    return [[written(key) for key in minute or ()] for minute in minutes]


def is_key(value: Any) -> bool:
    """Tell whether a plain value is a key: a whole number from 0 up, or a text."""
    number = whole_number(value)
    return isinstance(value, str) if number is None else number >= 0


def _say(case: Case, hour: list[list[str]] | str) -> tuple[str, str]:
    """Say what is the matter with an hour: in a word, and for its author."""
    k, minutes = case["k"], case["minutes"]
    if isinstance(hour, str):
        said = (
            "A list of lists is wanted, one for each minute, and in it a key for each event: a "
            "whole number from 0 up, or a text."
        )
        return hour, said
    if len(hour) != minutes:
        said = f"{len(hour)} lists came, and the hour has {minutes} minutes."
        return f"{'more' if len(hour) > minutes else 'fewer'} minutes", said
    counts = Counter(key for minute in hour for key in minute)
    if not counts:
        return "empty", "No event comes in this hour."
    (winner, most), *others = sorted(counts.items(), key=lambda pair: -pair[1])
    if others and others[0][1] == most:
        said = f"{winner} and {others[0][0]} both came {most} times. A winner comes more often."
        return f"equal: {_best_hidden(k, hour, counts)}", said
    for number, minute in enumerate(hour):
        here = Counter(minute)
        ahead = sum(count > here[winner] for count in here.values())
        if here[winner] and ahead < k:
            equal = sum(count == here[winner] for count in here.values()) - 1
            said = (
                f"{winner} came most often in the hour, {most} times. In minute {number} it came "
                f"{here[winner]} times, and {ahead} of the others came more often there: with "
                f"k = {k} it is in the list"
            )
            if ahead + equal >= k:
                return "equal in a minute", f"{said}, or can be: {equal} others are equal to it."
            word = "none ahead" if not ahead else "one ahead" if ahead == 1 else "some ahead"
            return f"shown: {word}, {_best_hidden(k, hour, counts)}", f"{said}."
    events = counts.total()
    if events > allowed(case):
        large = max(Counter(minute)[winner] for minute in hour) > 2
        said = f"It is broken, with {events:,} events. {allowed(case):,} are allowed and enough."
        return f"too many: {'large counts' if large else 'small counts'}", said
    return "broken", ""


def _best_hidden(k: int, hour: list[list[str]], counts: Counter[str]) -> str:
    """Say whether any key is in no list of a minute, whoever orders equals."""
    shown: set[str] = set()
    for minute in hour:
        here = Counter(minute)
        shown |= {key for key in here if sum(each > here[key] for each in here.values()) < k}
    return "one is hidden" if set(counts) - shown else "none is hidden"


def judge(case: Case, observed: Observed) -> Judgement:
    """Count the hour, and look into the list of each minute."""
    expected = f"an hour whose winner is in no minute's top {case['k']}"
    if observed["says"] == "too many to read":
        got, limit = f"{observed['events']:,} events", f"at most {allowed(case):,} events"
        return Judgement(False, got, limit, "Few are enough: it is about small counts.")
    hour = _read(observed["returned"])
    word, why = _say(case, hour)
    got = written(observed["returned"])
    if word.startswith("too many"):
        limit = f"at most {allowed(case):,} events"
        return Judgement(False, f"{got}, {observed['events']:,} events", limit, why)
    return Judgement(word == "broken", got, expected, why)


def remark(case: Case, observed: Observed) -> str:
    """Tell the score of an hour that breaks the merge."""
    if (case["k"], case["minutes"]) != TOLD:
        return ""
    events, least = observed["events"], fewest(case)
    said = "No hour can do it with fewer." if events == least else f"It can be done with {least}."
    return f"Your score for k = {TOLD[0]} and {TOLD[1]} minutes: {events} events. {said}"


def strategy() -> st.SearchStrategy[Case]:
    """Give a small k and few minutes."""
    return st.builds(
        lambda k, minutes: {"k": k, "minutes": minutes}, st.integers(1, 3), st.integers(2, 5)
    )


CHECK = code_check(
    reference=REFERENCE,
    mistakes=MISTAKES,
    alternatives=(TWO_MINUTES, AT_THE_END),
    fixed=ALONE,
    drawn=drawn,
    observe=observe,
    judge=judge,
    strategy=strategy,
    fingerprint=lambda seen: seen["says"],
    remark=remark,
)
