"""The check of *From a day to servers*: every order of the steps that gives the right number."""

from __future__ import annotations

import math
import random
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from twitlab.course.book.jsonable import whole_number, written
from twitlab.course.checking.check import Case, Judgement
from twitlab.course.kinds.form import value_mistakes
from twitlab.course.kinds.ordering import order_lines

HEAD = """\
import math

def servers_needed(tweets_a_day, followers, reads_a_day, peak, per_server):
    n = tweets_a_day"""

LINES = {
    "A": "    n = math.ceil(n / per_server)",
    "B": "    n = n + reads_a_day",
    "C": "    n = n / (24 * 60)",
    "D": "    n = n * peak",
    "E": "    n = n * followers",
    "F": "    n = n // per_server + 1",
    "G": "    n = n / (24 * 60 * 60)",
    "H": "    n = n // per_server",
    "I": "    n = n + followers",
}

TAIL = "    return n"

DAY_S = 86_400
_EVEN = [
    # (tweets a second, followers, reads a second, peak, what a server takes): all come out whole.
    (1, 1, 1, 1, 1),
    (1, 3, 2, 2, 5),
    (4, 2, 0, 1, 3),
    (0, 5, 8, 1, 4),
    (1, 5, 2, 3, 6),
    (2, 10, 10, 3, 40),
    (4_630, 75, 300_000, 3, 100_000),
]


def cases(seed: int) -> list[Case]:
    """Give small numbers a second, a size like Twitter's, and random ones."""
    rng = random.Random(seed)
    drawn = [
        (rng.randrange(1, 9), *(rng.randrange(2, 9) for _ in range(3)), rng.randrange(3, 20))
        for _ in range(30)
    ]
    return [_case(*each) for each in (*_EVEN, *drawn)]


def _case(tweets: int, followers: int, reads: int, peak: int, per_server: int) -> Case:
    """Write rates a second as the day's counts that the function takes."""
    return {"args": [tweets * DAY_S, followers, reads * DAY_S, peak, per_server]}


def call(case: Case) -> str:
    """Write the call down, with the names of what it is given."""
    names = ("tweets_a_day", "followers", "reads_a_day", "peak", "per_server")
    given = (f"{name}={value:,}" for name, value in zip(names, case["args"], strict=True))
    return f"servers_needed({', '.join(given)})".replace(",", "_").replace("_ ", ", ")


def judge(case: Case, returned: Any) -> Judgement:
    """Accept the number of servers that is just enough."""
    tweets, followers, reads, peak, per_server = case["args"]
    busiest = Fraction(tweets * followers + reads) * peak / DAY_S
    expected = math.ceil(busiest / per_server)
    got = int(returned) if isinstance(returned, float) and returned == int(returned) else returned
    return Judgement(
        ok=whole_number(got) == expected,
        got=written(returned),
        expected=f"{expected:,}",
        why=f"In the busiest second {float(busiest):,g} requests arrive, and one server takes "
        f"{per_server:,}.",
    )


def strategy() -> st.SearchStrategy[Case]:
    """Give small whole rates a second."""
    small = st.integers(1, 6)
    return st.builds(_case, small, small, small, small, st.integers(1, 12))


MISTAKES = """
# the mean second
You build for the mean second. The mean is what a service sees at no time: at night it has less, in
the evening more. With a peak of three times the mean your servers are three times too few just when
most people are watching. Which number in the head of the function have you not used?
+EBGA

# the fan-out left out
You count each tweet once. But it is written into the home timeline of each follower: with 75
followers 4,630 tweets a second are 347,250 writes. Of all factors in an estimate of Twitter, this
one is forgotten most.
+BGDA

# reads multiplied by the followers
When you multiply by `followers`, the reads are in `n` already, and so each read counts as if it
went to every follower. At 75 followers that makes 300,000 reads a second into 22 million. What does
a read touch: one timeline, or many?
+BEGDA

# a day's count added to a rate
When the reads come in, `n` is per second already and the reads are per day. Python adds any two
numbers; it does not know their units. Write the unit behind each line, and look where the two sides
of a `+` differ.
+EGBDA

# a peak for the writes only
You multiply by the peak before the reads are in, so only the writes have a busy second. But who
tweets about the goal also looks what others say. To what does the contract apply the peak?
+EDBGA

# rounded up too early
You round up to whole servers and then go on to multiply. What was rounded up is multiplied too: 1.1
servers become 2, and at a peak of 3 they become 6 where 4 are enough. In any estimate, round once.
+EBGAD

# rounded down
`//` drops what is left over. The requests that are left over are not dropped: they go to servers
that are full. 2.1 servers' worth of requests on 2 servers is a queue that grows for as long as the
peak lasts.
+EBGDH

# always one more
One more is right whenever something is left over. Where nothing is, you buy a server that has
nothing to do: 10 requests for servers that take 5 give you 3. (A spare is a fine idea; the contract
asks for just enough.)
+EBGDF

# per minute
24 · 60 are the *minutes* of a day. `per_server` is what a server takes in a *second*. So you buy
sixty times too many. Say the unit aloud at each line: a day, a minute, a second.
+EBCDA

# a day's requests in one second
`n` is still a count per day when it meets `per_server`, which is per second. That is 86,400 times
too much: a factor of that size is nearly always a unit that was not turned.
+EBDA

# the reads left out
You count what is written. Most of what Twitter did was to be read: in 2012 it answered more than
300,000 timeline reads a second (Krikorian, QCon SF 2012), with fewer than 5,000 tweets.
+EGDA

# the followers added
You add the followers to the tweets: a day of tweets plus 75 people is a number of nothing. Each
tweet goes to *each* follower. Which sign is that?
+IBGDA
"""

CHECK = order_lines(
    answer="order",
    function="servers_needed",
    head=HEAD,
    lines=LINES,
    tail=TAIL,
    cases=cases,
    judge=judge,
    call=call,
    strategy=strategy,
    mistakes=value_mistakes(MISTAKES),
    alternatives=(
        list("EBDGA"),  # the busiest day, spread over its seconds
        "e, b, g, d, a",
        tuple("EBGDA"),
    ),
)
