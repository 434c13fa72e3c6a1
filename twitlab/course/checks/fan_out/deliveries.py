"""The check of *The busiest second*: how many deliveries a peak makes, and who must take them."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from twitlab.course.checking.check import Observed
from twitlab.course.kinds.estimate_mistakes import reference
from twitlab.course.kinds.estimate_task import Challenge, Conclusion
from twitlab.course.kinds.estimating import estimating
from twitlab.course.kinds.form import mistakes_of
from twitlab.estimate import assumed, given

PER_SERVER, COPIES = 100_000, 3
"""Writes a second of a server, and copies of a timeline: what the exercise gives."""
RACK, HALL = 30, 120
_RACK_M = RACK * PER_SERVER / COPIES / 1e6
_HALL_M = HALL * PER_SERVER / COPIES / 1e6

CONCLUSIONS = {
    "a": Conclusion(
        "A rack of 30 servers takes it.",
        f"30 servers do 3 million writes, and each delivery is three of them: {_RACK_M:.0f} "
        "million deliveries. Is your result below that?",
        below=f"{_RACK_M:.0f} M delivery/s",
    ),
    "b": Conclusion(
        "A rack is not enough, but four racks are. So timelines have to be partitioned, and each "
        "batch of deliveries goes to many servers.",
        f"One rack takes {_RACK_M:.0f} million deliveries a second, four take {_HALL_M:.0f} "
        "million. Is your result between the two?",
        at_least=f"{_RACK_M:.0f} M delivery/s",
        below=f"{_HALL_M:.0f} M delivery/s",
    ),
    "c": Conclusion(
        "Four racks are not enough: before one buys, one asks which deliveries can be spared.",
        f"Four racks take {_HALL_M:.0f} million deliveries a second. Is your result above that?",
        at_least=f"{_HALL_M:.0f} M delivery/s",
    ),
}

_DDIA = "Kleppmann, Designing Data-Intensive Applications, chapter 1"
TWEETS = given("tweets a second", "4.6 k tweet/s", source=_DDIA)
TIMELINES = given("timelines a tweet", "75 delivery/tweet", source=_DDIA, mark="fan-out")
PEAK = assumed(
    "peak over mean",
    "5",
    why="Tweets alone go up 2.6 times on an ordinary busy day (12,000 over 4,600), and went up 25 "
    "times on the record day. Deliveries go up further than tweets.",
    mark="peak",
    least="1.5",
    most="60",
)
BUSY_TWEETS = given("tweets at the peak", "12 k tweet/s", source=_DDIA)
BUSY_TIMELINES = assumed(
    "timelines at the peak",
    "200 delivery/tweet",
    why="75 is the mean over all tweets, and a peak has more tweets of large accounts than the "
    "mean, not fewer. But they do not make up the whole second, so it is not millions either.",
    mark="fan-out",
    least="75 delivery/tweet",
    most="1000 delivery/tweet",
)

WAYS = (TWEETS * TIMELINES * PEAK, BUSY_TWEETS * BUSY_TIMELINES)
_UNIT = "delivery/s"

MESSAGES = {
    "fan-out left out": "That is how often people *write*. Each tweet is then written into the "
    "timelines of all its readers, and your own row says into how many. Without that factor one "
    "server is enough, and it would be overrun in the first minute.",
    "mean for peak": "That is the mean second, and nobody notices the mean second. A service "
    "falls over in the busiest one, and that is the one asked for.",
    "hour for second": "That is an hour's deliveries. The sum went once too often over 3,600. Say "
    "the result aloud, with its unit: who has ever bought servers for billions a *second*?",
    "day for second": "That is a day's deliveries: the 30 billion of 2013 were a day's number too. "
    "Servers are bought for a second.",
    "month for second": "That is a month's deliveries. Where did the month come in? All rows are "
    "in seconds.",
    "year for second": "That is a year's deliveries. A year is the span for disks; what must be "
    "done *at once* is counted in seconds.",
    "three zeros too many": "Your number is a thousand times what your rows make. 4.6 k × 75 is "
    "345 k: thousands, before the peak. Was a k read as an M?",
    "three zeros missing": "Your number is a thousandth of what your rows make. With it one old "
    "server would do. Is it M that you meant, and wrote k?",
    "no row for timelines a tweet": "Your ledger does not say into how many timelines a tweet "
    "goes. It is *the* row of this lesson. Published figures lie between 10 and 700, by what they "
    "count. Which one did you take?",
    "no row for peak over mean": "Your ledger does not say how far the busiest second is above the "
    "mean. Then your reader must take the one for the other. Even if you think that it is 1: "
    "write it down, so that somebody can object.",
    "tweets a second: hour for second": "16.6 million tweets in a second would be one from every "
    "ninth user, all at the same moment. It is the number of an hour.",
    "tweets a second: day for second": "400 million is a day's tweets. The row asks for one second "
    "of that day, and it has 86,400.",
    "tweets a second: month for second": "That is a month's tweets. The page gives the number of a "
    "second; take it as it is.",
    "tweets a second: year for second": "That is a year's tweets, in one second. The page gives "
    "the number of a second; take it as it is.",
    "tweets a second: a thousand times too many": "4.6 million tweets a second would be everybody "
    "in the service writing every half minute. k is a thousand.",
    "tweets a second: a thousand times too few": "4.6 tweets a second is a school, not Twitter. "
    "The k is lost: three zeros.",
    "concluded a": "A server does 100,000 *writes* a second, and three copies make three writes of "
    "each delivery. Who divides deliveries by writes sees a rack that is three times too large. "
    "How many deliveries does a rack take?",
    "concluded c": "Buying is not the way out, you say. That may be wise, but the reason must "
    "come from your number. Divide it by what one rack takes: how many racks is that?",
    "interval upside down": "Your low end is above your high end. Say it as a bet: *it is hardly "
    "below ..., and hardly above ...*.",
    "interval without width": "Both ends are the same, so you are sure to a single delivery. But "
    "how far a peak is above the mean nobody knows before it comes. Reckon once with the smallest "
    "peak that you believe, and once with the largest.",
    "interval beside the result": "Your result is outside your own interval. Was it reckoned with "
    "one peak, and the ends with another?",
    "interval too wide": "This interval reaches from half a rack to a data centre. Which row makes "
    "it so wide? That is the one to ask the interviewer about.",
}


MISTAKES = """
# both ways at once
Two ways are two estimates, and they need not agree: with 5 in the one and 200 in the other they
come to 1.7 and 2.4 million, with bolder rows to 0.5 and 12. Which of them does your result stand
on? Hand in one way. Keep the other on paper, as a test: where the two part is what you know least.
+both ways

# the peak of tweets given for that of deliveries
Who writes in the busiest second? If it is the large accounts, each tweet goes into more timelines
than the mean one, and deliveries go up further than tweets. You may take the factor of the tweets
all the same. Then you assume that the same people write as always: say that it is your assumption,
so that somebody can object.
+peak over mean: 25, given

# the record of another year
A record and a mean may only be multiplied if they are of the same time: by 2013 the mean had gone
up too. If it is a record day that you size for, take the way from the mean and say so in `peak over
mean`, as an assumption.
+tweets at the peak: 115 k tweet/s

# another fan-out
There are many numbers under the name *fan-out*: 175 timelines a tweet in 2008, 700 in 2010 (Kallen,
*Big Data in Real-Time at Twitter*), 10 in system-design-primer. They count other years and other
things. A number may only be multiplied with one of its own time: which one stands beside the 4,600
on this page?
+timelines a tweet: 700 delivery/tweet

# a peak that is none, or a catastrophe
1 says that the busiest second is like any other. And more than 60 times the mean is more than the
record day of 2013 had, even if each of its tweets had gone to twice as many timelines. Tweets went
up 25 times on that day. What would you size for?
+peak over mean: 500

# the largest account in every tweet
This row is a mean over the 12,000 tweets of the busiest second. Can it be below the 75 of all
tweets, when just the large accounts are awake? And how many of 12,000 tweets come from accounts
with millions of followers?
+timelines at the peak: 31 M delivery/tweet

# the mean of all tweets given for the peak
The page gives 75 for *all* tweets, and nothing for those of the busiest second. You may take 75
there too: then you assume that at the peak the same people write as always. Say that it is your
assumption. Would you still bet on it?
+timelines at the peak: 75 delivery/tweet, given
"""
"""Each with a row of its own, and where it is said to come from if that is what is wrong."""


def _ledger(line: str) -> dict[str, Any]:
    if line == "+both ways":
        return reference(WAYS[0], _UNIT, "b", rows=_BOTH)
    name, _, said = line[1:].partition(": ")
    value, _, source = said.partition(", ")
    way = next(way for way in WAYS if name in [leaf.name for leaf in way.leaves])
    tree = way.with_values({name: value})
    result = tree.to(_UNIT)
    letter = next(key for key, each in CONCLUSIONS.items() if each.holds(result, _UNIT))
    ledger = reference(tree, _UNIT, letter)
    rows = [
        (row, amount, source if source and row == name else known)
        for row, amount, known in ledger["rows"]
    ]
    return {**ledger, "rows": rows}


_OF_TWEETS = (Fraction(25), Fraction(12_000, 4_600))
_RECORD = Fraction(25 * 4_600)
WHYS = {
    "the peak of tweets given for that of deliveries": "The page gives this factor for *tweets*: "
    "25 on the record day, 12,000 over 4,600 in November 2012. The row asks for deliveries.",
    "the record of another year": "The row asks for November 2012, and the page gives 12,000 "
    "tweets a second for it. 115,000 is 25 × 4,600: a factor of 2013 on a mean of 2012.",
    "the mean of all tweets given for the peak": "The page gives 75 for all tweets. For those of "
    "the busiest second it gives nothing.",
}

_BOTH = [row for way in WAYS for row in reference(way, _UNIT, "b")["rows"]]


def named(observed: Observed, kind: Any) -> str:
    """Name a mistake that stands in one row and that its own figure gives away; else give ""."""
    if observed["look"] != "row" or observed["row"] is None:
        return ""
    size, source = observed["row"]
    row, given_so = observed["name"], source == "given"
    if row == "tweets at the peak" and _is_near(size, _RECORD):
        return "the record of another year"
    if row == "peak over mean" and given_so and any(_is_near(size, each) for each in _OF_TWEETS):
        return "the peak of tweets given for that of deliveries"
    if row == "timelines at the peak" and given_so and _is_near(size, Fraction(75)):
        return "the mean of all tweets given for the peak"
    return ""


def _is_near(size: str, figure: Fraction) -> bool:
    return abs(Fraction(size) - figure) <= figure / 50


CHECK = estimating(
    answer="estimate",
    ways=WAYS,
    unit=_UNIT,
    conclusions=CONCLUSIONS,
    mistakes=mistakes_of(MISTAKES, _ledger),
    messages=MESSAGES,
    challenges=[
        Challenge(
            "timelines a tweet",
            "700 delivery/tweet",
            "With the 700 timelines a tweet that Twitter gave for its peaks of 2010 (Kallen, 2010) "
            "your busiest second has {result}: your servers are {times} times too few. Another "
            "year and another count, so a what-if: what would you spare first?",
        ),
        Challenge(
            "timelines at the peak",
            "700 delivery/tweet",
            "Twitter gave 700 timelines a tweet for its peaks of 2010 (Kallen, 2010). With 700 in "
            "place of your own number your busiest second has {result}, {times} times as many "
            "deliveries. Do four racks still take it?",
            "Twitter gave 700 timelines a tweet for its peaks of 2010 (Kallen, 2010). With 700 in "
            "place of your own number your busiest second has {result}, {times} times fewer "
            "deliveries. So you were on the safe side.",
        ),
    ],
    named=named,
    whys=WHYS,
)
