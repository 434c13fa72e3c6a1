"""The check of *One per cent worse*: what a cache lets through, and how many servers that takes."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from twitlab.course.checking.check import Observed
from twitlab.course.kinds.estimate_ledger import of_amount
from twitlab.course.kinds.estimate_mistakes import bounds, exactly, reference
from twitlab.course.kinds.estimate_task import Challenge, Conclusion
from twitlab.course.kinds.estimating import estimating
from twitlab.course.kinds.form import mistakes_of
from twitlab.estimate import assumed, given

UNIT = "request/s"

CONCLUSIONS = {
    "a": Conclusion(
        "One database server is enough, and another one in case it dies.",
        "One server takes 5,000 requests a second. Is your result below that?",
        below="5 k request/s",
    ),
    "b": Conclusion(
        "One is not enough, but a rack of forty is.",
        "One server takes 5,000 requests a second, a rack of forty 200,000. Is your result "
        "between the two?",
        at_least="5 k request/s",
        below="200 k request/s",
    ),
    "c": Conclusion(
        "A rack of forty is not enough, but five racks are.",
        "A rack takes 200,000 requests a second, five racks a million. Is your result between "
        "the two?",
        at_least="200 k request/s",
        below="1 M request/s",
    ),
    "d": Conclusion(
        "Five racks are not enough: before one buys, one mends the cache.",
        "Five racks of forty servers take a million requests a second. Is your result above that?",
        at_least="1 M request/s",
    ),
}

READS = given("timeline reads", "300 k read/s", source="Krikorian, slides of QCon SF 2012")
PAGE = assumed(
    "tweets on a page",
    "20 request/read",
    why="A screen shows a few tweets, and an app fetches some screens at a time: ten to a hundred.",
    mark="fan-out",
    least="5 request/read",
    most="200 request/read",
)
MISSES = given("misses", "0.02")
WRITES = given("tweets written", "4.6 k request/s", source="Kleppmann, DDIA, chapter 1")
PEAK = assumed(
    "peak",
    "3",
    why="The busiest second of an ordinary day has two to three times the mean; a football final "
    "can have ten times.",
    mark="peak",
    least="1.5",
    most="25",
)
TREE = (READS * PAGE * MISSES + WRITES) * PEAK

MESSAGES = {
    "fan-out left out": "You count a timeline read as one look-up. A timeline is a list of ids, "
    "and each of them is looked up: your own row says how many. It is the factor that turns "
    "300,000 into millions, and the reason why there is a cache at all.",
    "mean for peak": "That is the mean second. Your own row says that the busiest one has more. A "
    "database that is just big enough for the mean is too small every evening, and a queue of "
    "misses makes readers press *reload*, which makes more misses.",
    "no row for tweets on a page": "Your ledger does not say how many tweets a page looks up. "
    "Nobody gave it to you, and the result hangs on it: with 10 it is half of what it is with 20.",
    "no row for peak": "Your ledger has no row for the peak. The given numbers are means. Even if "
    "you buy for the mean, write it down, so that somebody can ask what happens in the evening.",
    "three zeros too many": "Your number is a thousand times what your rows make. Even *without* a "
    "cache the database would get only about fifty times as much. Is it k that you meant?",
    "three zeros missing": "Your number is a thousandth of what your rows make. It says that a "
    "laptop can serve all of Twitter's misses. Is it k that you meant, and not single requests?",
    "concluded a": "The database sees only what the cache lets through, and 2 % sounds like "
    "nothing. Divide your own result by what one server takes. How many servers is that?",
    "concluded b": "A rack takes 200,000 requests a second. That may have been enough yesterday. "
    "Divide your own result by 5,000: how many servers is it today, and how many racks?",
    "concluded d": "A million requests a second are 200 servers. Hold your own result beside that. "
    "To mend the cache may be the better buy all the same, but a lack of room is not the reason.",
    "interval upside down": "Your low end is above your high end. Say it as a bet: *it is hardly "
    "below ..., and hardly above ...*.",
    "interval without width": "Both ends are the same. Two of your rows are assumptions of your "
    "own. Reckon once with both of them small, and once with both of them large.",
    "interval beside the result": "Your own result is outside your interval. Which of the three "
    "numbers did you change last?",
    "interval too wide": "From one server to a whole hall: this interval rules out nothing. Which "
    "of your two assumptions makes it so wide? That is the one to ask about.",
}

WHYS = {
    "hits for misses": "98 % is what the cache answers. The row asks for the rest.",
    "the misses of yesterday": "That is the rest of 99 %. The question asks about today.",
    "per cent taken for a number": "This is more than all look-ups. 2 % is 0.02, or write it with "
    "the sign: %.",
    "all look-ups": "Your result is about what all look-ups would make. Were only the misses "
    "counted?",
    "fan-out left out": "One timeline read looks up many tweets, and you name the number yourself. "
    "Was it multiplied in?",
    "the writes alone": "Your result is what the tweets written make by themselves. What of the "
    "reads that miss?",
}


MISTAKES = """
# hits for misses
Your row says how often the cache *answers*. What it answers, the database never sees. With 98 % in
this row the misses are 49 times as many, and a cache that gets better makes it worse. Which
look-ups go on to the database?
+0.98

# the misses of yesterday
The cache answered 99 % yesterday; today it is 98 %. Is that nearly the same? For who looks at hits,
it is: 99 or 98 of a hundred. Now look at it from the database: how many of a hundred came through
yesterday, and how many today?
+0.01

# per cent taken for a number
2 % is two of a *hundred*. A 2 without its sign says that each look-up misses twice, and the
database gets a hundred times too much. Write 2 % or 0.02.
+2

# all look-ups
Your rows have the misses, and your result is what comes *without* a cache, or what the cache
answers (the two are nearly the same). The cache is there so that of fifty look-ups the database
sees one. Was its row multiplied in?
+0.02, 1 in the result

# the writes alone
Your result has the tweets written and nothing else, as if the cache answered every read. It feels
right, for 98 % is nearly all. But 2 % of very many is more than all of the few: hold the misses
beside the writes.
+0.02, 0 in the result
"""
"""Each with its row for the misses, and the misses in its result where these are others."""


def _ledger(line: str) -> dict[str, Any]:
    misses, _, counted = line[1:].removesuffix(" in the result").partition(", ")
    tree = TREE.with_values({"misses": misses})
    result = TREE.with_values({"misses": counted or misses}).to(UNIT)
    letter = next(key for key, each in CONCLUSIONS.items() if each.holds(result, UNIT))
    rows = [(leaf.name, exactly(leaf.value, leaf.unit), leaf.source) for leaf in tree.leaves]
    return reference(tree, UNIT, letter, **bounds(result, UNIT), rows=rows)


# Of the slips in a span of time, only that of a day is one that people make here.
RARE = ("hour for second", "month for second", "year for second")


def named(observed: Observed, kind: Any) -> str:
    """Name a mistake about the misses, or about what a read looks up; else give ""."""
    if observed["look"] == "row":
        return _named_row(observed["row"]) if observed["name"] == "misses" else ""
    if observed["look"] != "result":
        return ""
    if kind != ["result", "unexplained"]:
        return "fan-out left out" if kind == ["result", ("fan-out left out",)] else ""
    units = {leaf.name: leaf.unit for leaf in TREE.leaves}
    rows = {n: of_amount(pair[0], units[n]) for n, pair in observed["rows"].items() if n in units}
    result = of_amount(observed["result"], UNIT)
    for name, misses in (("all look-ups", 1), ("the writes alone", 0)):
        wrong = TREE.with_values({**rows, "misses": misses}).to(UNIT)
        if wrong * Fraction(85, 100) <= result <= wrong * Fraction(115, 100):
            return name
    return ""


def _named_row(row: list[str] | None) -> str:
    if row is None:
        return ""
    share = Fraction(row[0])
    known = {Fraction(98, 100): "hits for misses", Fraction(1, 100): "the misses of yesterday"}
    return known.get(share, "per cent taken for a number" if share > 1 else "")


CHECK = estimating(
    answer="estimate",
    ways=[TREE],
    unit=UNIT,
    conclusions=CONCLUSIONS,
    messages=MESSAGES,
    challenges=[
        Challenge(
            "misses",
            "3.6 %",
            "98 % was not bad: Facebook's cache of the social graph answered 96.4 % (Bronson et "
            "al., TAO, USENIX ATC 2013). With its misses your database gets {times} times as much "
            "in the busiest second: {result}. Is your letter still true?",
        ),
    ],
    mistakes=mistakes_of(MISTAKES, _ledger),
    alternatives=(
        {
            "rows": [
                ("Peak", "2.6", "asked"),
                ("tweets on a page", "100", "assumed"),
                ("misses", "2%", "given"),
                ("timeline reads", "300k/s", "given"),
                ("tweets written", "4,600/s", "given"),
            ],
            "result": "1.6 M/s",
            "low": "500k/s",
            "high": "5M/s",
            "therefore": "d",
        },
    ),
    rare=RARE,
    named=named,
    whys=WHYS,
)
