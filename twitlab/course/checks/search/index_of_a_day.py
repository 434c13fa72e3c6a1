"""The check of *The index of a day*: how large it is, and how much memory a week of it takes."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from twitlab.course.checking.check import Observed
from twitlab.course.kinds.estimate_diagnosis import diagnose_result
from twitlab.course.kinds.estimate_mistakes import bounds, reference
from twitlab.course.kinds.estimate_task import Challenge, Conclusion
from twitlab.course.kinds.estimating import estimating
from twitlab.course.kinds.form import mistakes_of
from twitlab.estimate import assumed, given

MACHINE_GB, RACK, WEEK = 70, 40, 7
"""Memory for the index of a machine, machines of a rack, days kept: what the exercise gives."""
_MACHINE = f"{MACHINE_GB // WEEK} GB/day"
_RACK = f"{RACK * MACHINE_GB // WEEK} GB/day"

CONCLUSIONS = {
    "a": Conclusion(
        "All copies of a week together take less memory than one machine has. So each machine with "
        "a copy has room for all of it.",
        f"A week is seven times your result, in which all copies are. Is that below {MACHINE_GB} "
        "GB?",
        below=_MACHINE,
    ),
    "b": Conclusion(
        "All copies together take more than one machine has, and less than a rack has. So the last "
        "week can stand in memory, in one rack.",
        f"A week is seven times your result, in which all copies are. Is that between the "
        f"{MACHINE_GB} GB of one machine and the {RACK * MACHINE_GB:,} GB of forty?",
        at_least=_MACHINE,
        below=_RACK,
    ),
    "c": Conclusion(
        "All copies together take more than a rack has. So before one buys, one asks for fewer "
        "days, or for SSD.",
        f"Forty machines have {RACK * MACHINE_GB:,} GB. Is seven times your result above that?",
        at_least=_RACK,
    ),
}

TWEETS = given(
    "tweets a day", "95 M tweet/day", source="Kim, Decomposing Twitter, cubrid.org, 2011"
)
WORDS = assumed(
    "postings a tweet",
    "15 posting/tweet",
    why="A tweet of 140 characters has 5 to 25 different words, with its tags and names up to 40. "
    "Each of them is one posting.",
    least="5 posting/tweet",
    most="40 posting/tweet",
)
BYTES = given("bytes a posting", "4 B/posting", source="Busch et al., Earlybird, ICDE 2012")
BESIDE = assumed(
    "other bytes",
    "12 B/tweet",
    why="The id alone has 8 bytes. A tweet's share of the dictionary comes on top: each term, and "
    "where its list begins. The text is in the tweet store, not in the index.",
    least="8 B/tweet",
    most="100 B/tweet",
)
COPIES = assumed(
    "copies",
    "3 copies",
    why="With one copy, a dead machine takes its tweets out of every answer. More than six are "
    "paid for by nobody.",
    mark="replication",
    least="2 copies",
    most="6 copies",
)


def _for_each_word(words: Fraction, size: Fraction, beside: Fraction) -> Fraction:
    """Tell how many times too large it is, if the other bytes are counted for each word."""
    return words * (size + beside) / (words * size + beside)


_FOR_EACH_WORD = _for_each_word(*(each.value.magnitude for each in (WORDS, BYTES, BESIDE)))
TREE = TWEETS * (WORDS * BYTES + BESIDE) * COPIES
_UNIT = "GB/day"

MESSAGES = {
    "replication left out": "Your rows name copies, and your result has room for one. One copy "
    "answers as well as three, until its machine dies: then its tweets are missing from every "
    "answer. Multiply once more.",
    "no row for copies": "Your ledger has no row for copies. The page says that a dead machine "
    "must not leave a hole in the answers. How many machines have the same tweet, then?",
    "second for day": "That is one second of tweets. The page has rates for a second and a number "
    "for a day; the result is asked for a day.",
    "hour for day": "That is one hour. Was a rate of a second multiplied by 3,600? A day has "
    "86,400 seconds.",
    "month for day": "That is a month. Asked is one day; how many days are kept is another "
    "question, and the letter answers it.",
    "year for day": "That is a year. Asked is one day; nobody keeps a year of it in memory.",
    "tweets a day: second for day": "1,100 is the tweets of a *second*, 95 million / 86,400, "
    "and your row says day.",
    "tweets a day: a thousand times too few": "95 thousand a day is one tweet a second. The page "
    "says million.",
    "tweets a day: a thousand times too many": "95 billion a day would be 14 from every person on "
    "earth. The page says million.",
    "bytes a posting: bits for bytes": "32 is the *bits* of a posting: 24 for the tweet and 8 for "
    "the position. A byte has 8 bits, so how many bytes is that? Who is off by 8 here buys a rack "
    "in place of five machines.",
    "postings a tweet: wrong source": "The page gives 850 tweets and 21,000 writes a second. That "
    "a write is a posting it does not say: you *conclude* it, since 21,000 / 850 is 25 and a "
    "tweet has about so many words. It is a good argument, and it stays yours. So call it assumed.",
    "concluded a": "One *day*, or one *copy*, may take less than one machine has. The letter asks "
    "for a week of all copies together: multiply your result by seven, and hold it against "
    f"{MACHINE_GB} GB.",
    "concluded c": f"A rack has {RACK} × {MACHINE_GB} = {RACK * MACHINE_GB:,} GB. An index has 4 "
    "bytes for a word; that is far less than people expect of it. Multiply your result by seven.",
    "interval upside down": "Your low end is above your high end. Say it as a bet: *it is hardly "
    "below ..., and hardly above ...*.",
    "interval without width": "Both ends are the same, so you bet that no tweet has a word more "
    "than you assumed. Reckon once with 5 words and few copies, and once with 25 and many.",
    "interval beside the result": "Your result is outside your own interval. Was the result "
    "corrected, and the ends were forgotten?",
    "interval too wide": "This interval holds a telephone and a data centre at once. Words a tweet "
    "and copies are uncertain by a factor of 3 or so each. Which end would surprise you?",
}


MISTAKES = """
# the writes taken for tweets
The table of the article has 850 tweets a second in one line, and 21,000 writes a second for search
in another. Both are right, so they cannot count the same. What happens 25 times for one tweet? (The
result looks harmless: it is 19 times too many machines.)
+tweets a day: 1814.4 M tweet/day

# the tweets of the table
850 a second are 73 million a day: that is a true sum, of another figure. Twitter grew so fast that
two figures of one year differ by a quarter. Which one does the row ask for?
+tweets a day: 73.44 M tweet/day

# a whole id in each posting
A tweet's id has 8 bytes, and you write it into each posting. But within a segment of at most 2²⁴
tweets a number of 24 bits says which tweet is meant, and the id is kept once beside it. That halves
the index. What does the page say of a posting?
+bytes a posting: 8 B/posting

# a posting without its position
24 bits say in which tweet the word stands. Where in the tweet it stands takes 8 more, and without
them nobody can search for a phrase.
+bytes a posting: 3 B/posting

# each character a posting
140 is the characters of a tweet. Nobody searches for a letter: a posting is made for each different
*word*. How many words has a tweet that you know?
+postings a tweet: 140 posting/tweet

# the text in the index
The text of a tweet has some 200 bytes, and it stands in the tweet store, once. A search gives ids;
the page then fetches 20 texts. What does the index itself keep, beside the postings?
+other bytes: 200 B/tweet

# the other bytes for each word
You added the other bytes to each *posting*. The id is kept once for a tweet, and its postings point
at it with 24 bits; that is what the 24 bits are for. Multiply the postings by their bytes first,
and add the other bytes once.
+result: for each word

# a week, or bits for bytes
Your number is about seven times what your rows make, and two slips come near it. A week has seven
days: keep it for the letter, the result is asked for one day. And 24 + 8 are *bits*: who takes a
posting for 32 bytes gets nearly seven times as much, since the other bytes stay as they are. Which
is yours?
+result: of a week
"""


def _ledger(line: str) -> dict[str, Any]:
    row, _, value = line[1:].partition(": ")
    if row == "result":
        factor = _FOR_EACH_WORD if value == "for each word" else WEEK
        return reference(TREE, _UNIT, "b", **bounds(TREE.to(_UNIT) * factor, _UNIT))
    tree = TREE.with_values({row: value})
    result = tree.to(_UNIT)
    letter = next(key for key, each in CONCLUSIONS.items() if each.holds(result, _UNIT))
    return reference(tree, _UNIT, letter)


WHYS = {
    "the writes taken for tweets": "21,000 writes in each of a day's 86,400 seconds are 1.8 "
    "billion. The page says how many tweets there are.",
    "the tweets of the table": "850 tweets in each of a day's 86,400 seconds are 73 million. The "
    "row asks for the number of September 2010.",
    "a whole id in each posting": "The page says how many bits a posting has: 24 + 8.",
    "a posting without its position": "The page says how many bits a posting has: 24 + 8.",
    "each character a posting": "A posting is made of a word, and not of a character.",
    "the text in the index": "The text is in the tweet store. Which bytes does the index itself "
    "have for a tweet, beside its postings?",
    "the other bytes for each word": "How often does the index keep the id of a tweet that has 15 "
    "words: once, or 15 times? Your result fits the second.",
    "a week, or bits for bytes": "From your own rows, it is about 7 times too high. Is it a week "
    "where a day is asked? Or does a posting have 32 bytes in it, where it has 32 bits?",
}
_ROWS = {
    "tweets a day": {
        "the writes taken for tweets": (Fraction(21_000), Fraction(21_000)),
        "the tweets of the table": (Fraction(850), Fraction(850)),
    },
    "bytes a posting": {
        "a whole id in each posting": (Fraction(64), Fraction(96)),
        "a posting without its position": (Fraction(24), Fraction(24)),
    },
    "postings a tweet": {"each character a posting": (Fraction(100), Fraction(140))},
    "other bytes": {"the text in the index": (Fraction(8 * 110), Fraction(8 * 400))},
}
"""Row, name and the amounts (a second, in bits) that give a mistake away."""


def named(observed: Observed, kind: Any) -> str:
    """Name a mistake that its own figures give away; else give ""."""
    if observed["look"] == "result" and kind == ["result", "unexplained"]:
        return _named_result({name: pair[0] for name, pair in observed["rows"].items()}, observed)
    if observed["look"] != "row" or observed["row"] is None:
        return ""
    size = Fraction(observed["row"][0])
    for name, (least, most) in _ROWS.get(observed["name"], {}).items():
        if least * Fraction(49, 50) <= size <= most * Fraction(51, 50):
            return name
    return ""


def _named_result(rows: dict[str, str], observed: Observed) -> str:
    ratio = diagnose_result(TREE, _UNIT, rows, observed["result"]).ratio
    words, size, beside = (Fraction(rows[leaf.name]) for leaf in (WORDS, BYTES, BESIDE))
    if (
        words
        and size
        and Fraction(19, 20) < ratio / _for_each_word(words, size, beside) < Fraction(21, 20)
    ):
        return "the other bytes for each word"
    return "a week, or bits for bytes" if 6 < ratio < 8 else ""


CHECK = estimating(
    answer="estimate",
    ways=[TREE],
    unit=_UNIT,
    conclusions=CONCLUSIONS,
    mistakes=mistakes_of(MISTAKES, _ledger),
    messages=MESSAGES,
    challenges=[
        # highscalability.com, 8 July 2013.
        Challenge(
            "tweets a day",
            "400 M tweet/day",
            "Three years later there were 400 million tweets a day (highscalability.com, 2013). "
            "With them your result is {result}, {times} times as much. Which letter holds "
            "now?",
        ),
    ],
    named=named,
    whys=WHYS,
)
