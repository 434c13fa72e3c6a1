"""The check of *Review the sketch*: nine claims of a design that counts searches with sketches."""

from __future__ import annotations

from math import ceil, e, log
from typing import Final

from twitlab.course.kinds.critiquing import Claim, critique

EVENTS, EPSILON, DELTA, SERVERS, TOP = 400_000_000, 1e-4, 0.01, 16, 100
"""Searches of a day, what the sketch is made from, who counts, and how many are shown: assumed."""
READS, LOW_READS = 35_000, 10_000
"""What two searches read: assumed."""

_WIDTH, _DEPTH = ceil(e / EPSILON), ceil(log(1 / DELTA))
_OFF: Final = round(EPSILON * EVENTS)
_COUNTERS: Final = round(1 / EPSILON)
_DEEP: Final = ceil(log(TOP / DELTA))

REASONS = {
    "A": "A share of all events is taken for a share of one key's.",
    "B": "The most that can be is taken for what is.",
    "C": "What is too little for each part can be much in the whole.",
    "D": "Numbers that do not stand for the same thing are added up.",
    "E": "A chance for one key is taken for a chance for many.",
    "F": "What holds for keys that come by chance is said of keys that somebody chose.",
    "G": "Memory is said to grow with what it does not grow with.",
    "H": "An answer is kept, and given again when it is no longer right.",
}

CLAIMS = (
    Claim(
        f"A day has {EVENTS // 10**6} million searches. A count may be {_OFF:,} too high, which is "
        f"an epsilon of {EPSILON:.4f}, and one key in a hundred may be further off. So count-min "
        f"needs {_WIDTH:,} cells in a row, {_DEPTH} rows, and with 8 bytes a cell "
        f"{_WIDTH * _DEPTH * 8 / 1e6:.1f} MB.",
        f"e / {EPSILON:.4f} is {e / EPSILON:,.1f}, and ln 100 is {log(1 / DELTA):.1f}; both are "
        f"rounded up. {_WIDTH:,} × {_DEPTH} × 8 bytes are {_WIDTH * _DEPTH * 8:,}. How many "
        "searches there are is in none of the three numbers.",
    ),
    Claim(
        f"Epsilon is {EPSILON:.4f}. So, but for the one in a hundred, a count is at most 0.01 % "
        f"too high: a search that reads {LOW_READS:,} was made {LOW_READS - 1:,} times at least.",
        f"Epsilon times what is the error? What is {EPSILON:.4f} of {EVENTS // 10**6} million?",
        because="A",
        not_because={
            "B": f"The claim asks how far below {LOW_READS:,} it can be, so it does not take the "
            "most for what is. It is wrong about how far. Of what is epsilon a share?",
            "E": "The one in a hundred is left aside here. Take one of the other 99.",
            "G": "There is no memory in this claim. Of what is epsilon a share?",
            "F": "It is wrong of keys that come by chance already. Of what is epsilon a share?",
        },
    ),
    Claim(
        f"Count-min never reads too low. So a search that reads {READS:,} was made {READS:,} "
        "times, and the page may say so.",
        f"How often was it made at least, if a count may be {_OFF:,} too high?",
        because="B",
        not_because={
            "A": "No share is taken of anything here. What does it mean that it never reads too "
            "low?",
            "E": "One key, and nothing is said of a chance. Can it have been made less often?",
            "C": f"All searches are in one table. Can this one have been made less than {READS:,} "
            "times?",
            "F": "Nobody need choose a key for it. Can it have been made less often?",
        },
    ),
    Claim(
        f"Each of {SERVERS} servers counts its searches in a sketch of this size, and draws a seed "
        f"of its own. In the evening the {SERVERS} tables are added up cell by cell. So the sum "
        "reads as one sketch of all searches would.",
        "With one seed *weather* falls into cell 7 of the first row, with another one into cell "
        "20,511. What stands in cell 7 of the sum?",
        because="D",
        not_because={
            "C": "Nothing is cut off: each table has all searches of its server. In which cell of "
            "each does a search stand?",
            "F": "Nobody chooses keys here. A seed of one's own even keeps attackers out. What "
            "happens when the tables are added up?",
            "G": "The sum is as large as each of them, which is right. What stands in its cells?",
            "E": "It goes wrong surely, and not by chance. What stands in one cell of the sum?",
        },
    ),
    Claim(
        f"If all {SERVERS} sketches have one size and one seed, their sum is the very table that "
        "one sketch of all searches would have. So a count read in the sum is too high by epsilon "
        f"of all {EVENTS // 10**6} million at most, but for the one in a hundred; and not by "
        f"{SERVERS} times that.",
        "Each search adds 1 to the same cells, on whatever server it is counted. Each table's own "
        f"error is epsilon of a sixteenth, and {SERVERS} of these are epsilon of all.",
    ),
    Claim(
        f"All servers now use one seed. Beside its sketch each keeps a list of the {TOP} searches "
        "that read highest in it. Searches go to the servers in turn. So each of the first "
        f"{TOP} of the day stands in one of the {SERVERS} lists, and is read in the added sketch.",
        f"A search is number {TOP + 1} on each server. Who tells the added sketch to read it?",
        because="C",
        not_because={
            "D": "The tables have one seed, and the lists give no numbers, only searches to read. "
            "Which searches are in no list?",
            "B": "Grant that each count is exact. It can go wrong all the same. Which searches are "
            "in no list?",
            "E": "Grant that each count is exact. Which searches are in no list?",
            "H": "The lists are of this evening. Which searches are in none of them?",
        },
    ),
    Claim(
        f"A count is more than {_OFF:,} too high with a chance of {DELTA:.0%} at most. So with a "
        f"chance of {1 - DELTA:.0%} none of the {TOP} counts on the page is.".replace("%", " %"),
        f"Each of {TOP} may be one of the bad ones, with a chance of 1 % each. How many are that "
        "in the mean, at most?",
        because="E",
        not_because={
            "A": f"The {_OFF:,} are the right share, of all. What is the 1 % a share of?",
            "B": "The claim speaks of what can be, and says how rarely. How rarely for all "
            f"{TOP} together?",
            "C": "Nothing is cut off. What is the 1 % a chance of?",
            "F": "Take keys that come by chance. For how many of them is the 1 % said?",
        },
    ),
    Claim(
        "The code of the service is public, and the seed stands in it. The hash spreads all words "
        "evenly over the cells. So nobody can make a search read high without making it.",
        "I know the seed, and have a computer and an hour. Which other words can I search for?",
        because="F",
        not_because={
            "B": "That it reads too high is what the claim denies. By what means can I do it?",
            "D": "There is one seed here. What can I do if I know it?",
            "E": "By chance it happens rarely, granted. And if somebody means to?",
            "C": "There is one table here. What can I do if I know its seed?",
        },
    ),
    Claim(
        f"Instead of the lists, Space-Saving with {_COUNTERS:,} counters sees all searches. So "
        f"each search that has no counter in the end was made at most {_OFF:,} times, whoever "
        "made the stream.",
        f"All counters add up to {EVENTS // 10**6} million. So the smallest of {_COUNTERS:,} is at "
        f"most {_OFF:,}, and a search that has none came at most as often as that. No hash is in "
        "it.",
    ),
)

MISTAKES = f"""
# epsilon of the key
Epsilon is a share of *all* events: {EPSILON:.4f} of {EVENTS // 10**6} million is {_OFF:,}. A search
that reads {LOW_READS:,} may never have been made. For the few that come often this is little, and
for all others it is everything.
-2

# the reading shown as a count
It reads {READS:,}, and it may be {_OFF:,} too high: perhaps nobody ever made it. That a sketch is
never too low is a bound on one side. The page can say *at most {READS:,}*, or wait until the
reading is well above {_OFF:,}.
-3

# tables with other seeds added up
A cell has a meaning only together with its seed: cell 7 of one table has other words than cell 7 of
the other. The sum has everything somewhere and nothing where it is looked for: then even *never too
low* is gone. A seed may be secret, and it must be the same for all.
-4

# no list names it
The added sketch knows the count of every search, and it names none. A search that is number
{TOP + 1} on all {SERVERS} servers may be the first of the day, and nobody asks for it.
-6

# one in a hundred on a page of a hundred
The 1 % is for *one* key. Of {TOP} keys one is further off in the mean, if the bound is reached. To
promise it for all {TOP} with 99 %, each may fail in one of 10,000 cases: that is ln 10,000, which
makes {_DEEP} rows.
-7

# the seed in the open
An attacker who knows the seed looks for words that share a cell with *weather*, one for each row.
Some {_WIDTH:,} tries find one. Then he searches for these {_DEPTH} words, and *weather* reads
higher. *Spread evenly* is said of words that nobody chose. Keep the seed secret, and draw it anew
each day.
-8

# a right size accused
Work it out: e / {EPSILON:.4f}, and ln 100, both rounded up. That so many searches fit into so
little is the point of it. The memory follows from the error, and the error is a share.
+1: G

# an epsilon that is right accused
{_OFF:,} of {EVENTS // 10**6} million is {EPSILON:.4f}: the claim takes it of all events, as it is
defined. The next claim does not.
+1: A

# a merge that loses nothing accused
This claim looks like the one before it, and has one seed. Then each search adds 1 to the same cells
wherever it is counted, and the sum of the tables is the table of all. Nothing is added that stands
for different things.
+5: D

# errors of sixteen multiplied
It sounds as if {SERVERS} errors add up, and they do. But each is epsilon of the searches of *one*
server, a sixteenth of all. {SERVERS} times a sixteenth is one.
+5: C

# Space-Saving taken for a list that was cut
Lists of parts lose what is little in each. Here one Space-Saving sees *all* searches, and a search
that has no counter is bounded by the smallest one: {EVENTS // 10**6} million / {_COUNTERS:,}.
+9: C

# chance looked for where there is none
Space-Saving has no hash in its bound. Who makes up the stream can fill all counters with rubbish,
and the sentence stays true: all counters add up to all searches, so the smallest is at most
{_OFF:,}.
+9: F

# a secret seed that is each one's own
That attackers do not know the seed is good, and is no help here. What goes wrong needs no attacker:
the same word falls into other cells on each server. Which reason says that?
+4: F

# a reading without its chance
Leave the one in a hundred aside: the claim is wrong of the others too. A reading says how often a
search was made *at most*. What does it say about at least?
+3: E
"""

CHECK = critique(
    answer="review",
    claims=CLAIMS,
    reasons=REASONS,
    mistakes=MISTAKES,
)
