"""The check of *Which counter for whom?*: five jobs, four ways to count, seven requirements."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil, e
from typing import Final

from twitlab.course.kinds.choosing_jobs import Said, choose_for_jobs

ENTRY_BYTES, COUNTER_BYTES, CELL_BYTES, DEPTH = 100, 24, 8, 5
"""Of a dict, as in lesson 07; of the kit's SpaceSaving with its key; of its CountMin; its rows."""
REGISTERS: Final = 1 << 14
"""Of HyperLogLog, a byte each: 1.04 / sqrt of it is 0.81 %, and with half of them more than 1 %."""


@dataclass(frozen=True, slots=True)
class Job:
    """Something to be counted.

    Attributes:
        text: What it is.
        events: In all.
        keys: Different ones among them.
        error: How much too high an answer may be, as a share of all events.
        memory_bytes: That there are.
        asks: The requirements that it has, beside `memory`.
    """

    text: str
    events: float
    keys: float
    error: float
    memory_bytes: float
    asks: tuple[str, str]


JOBS = {
    "A": Job("views of a month, by advertisement", 10e9, 2e6, 1e-8, 1e9, ("any key", "merge")),
    "B": Job("retweets of a day, by tweet", 400e6, 20e6, 1e-4, 100e6, ("list", "merge")),
    "C": Job("likes of a week, by tweet", 5e9, 1e9, 1e-6, 500e6, ("any key", "down")),
    "D": Job("requests of a minute, by sender", 60e6, 10e6, 1e-3, 10e6, ("any key", "sure")),
    "E": Job("readers of a day", 2e9, 100e6, 1e-2, 1e6, ("different", "merge")),
}
"""Events and keys are assumed; they are of the size that a service of this kind has."""

WAYS = {
    "exact": f"a dict of all keys, {ENTRY_BYTES} bytes for each",
    "space-saving": f"1 / error counters, {COUNTER_BYTES} bytes for each with its key",
    "count-min": f"{DEPTH} rows of e / error cells, {CELL_BYTES} bytes for each, and no keys",
    "hyperloglog": f"{REGISTERS:,} registers, a byte for each",
}
"""The simplest first."""

REQUIREMENTS = {
    "memory": "it fits into the memory that there is",
    "any key": "whoever names a key is told how often it came, too high by the error at most; one "
    "key in a hundred may be further off",
    "list": "it lists the most frequent keys itself",
    "down": "an event can be taken back at any time, and no key is then read too low",
    "sure": "the error holds for every stream, also for one made by somebody who knows the code "
    "and the seed",
    "different": "it says how many different keys came",
    "merge": "what 16 servers counted apart can be made one, and the error holds for all together",
}

_FACTS: Final[Mapping[str, Mapping[str, str]]] = {
    "exact": {
        "any key": "A dict has each key with its count.",
        "list": "A dict has all keys, and can be sorted.",
        "down": "A dict takes 1 off as it adds 1.",
        "sure": "A dict has no error, whoever sends.",
        "different": "A dict knows its length.",
        "merge": "Counts of the same key are added up.",
    },
    "space-saving": {
        "any key": "A key that has no counter in Space-Saving came at most as often as the "
        "smallest counter says, and that is no more than the error.",
        "list": "The counters of Space-Saving are the list.",
        "down": "In Space-Saving the event may stand in a counter that another key took over "
        "since. From which counter would you take it?",
        "sure": "Nothing is drawn by chance in Space-Saving: all counters add up to the events, so "
        "the smallest is at most their share.",
        "different": "Space-Saving forgets the keys that left, and one that comes back is new to "
        "it: it cannot tell how many there were.",
        "merge": "Two Space-Savings are added up, with their errors, and the smallest are cut off "
        "(Agarwal et al., PODS 2012).",
    },
    "count-min": {
        "any key": "Count-min reads the cells of any key.",
        "list": "Count-min has cells and no keys: it answers who asks, and names nobody.",
        "down": "Count-min takes 1 off the cells to which it added 1.",
        "sure": f"Count-min is within its error with a chance, 1 - 1/e^{DEPTH} = 99.3 % for a key. "
        "An attacker who knows the hashes sends keys that fall into the five cells of another.",
        "different": "One key that came 100 times, and 100 keys that came once, look alike in the "
        "sums of count-min.",
        "merge": "Two count-mins of one size and seed are added cell by cell.",
    },
    "hyperloglog": {
        "any key": "HyperLogLog counts no key: it says how many there are.",
        "list": "HyperLogLog has registers and no keys.",
        "down": "A register of HyperLogLog keeps the most that it saw. What was second is "
        "forgotten, so it cannot go back.",
        "sure": "HyperLogLog trusts chance: who knows its hash can send keys with many zeros.",
        "different": "HyperLogLog is made for that: 1.04 / √16,384 is 0.81 %.",
        "merge": "Of two HyperLogLogs each register takes the larger value.",
    },
}
_BROKEN: Final[Mapping[str, tuple[str, ...]]] = {
    "exact": (),
    "space-saving": ("down", "different"),
    "count-min": ("list", "sure", "different"),
    "hyperloglog": ("any key", "list", "down", "sure"),
}


def size_bytes(job: Job, way: str) -> float:
    """Work out the memory that a way needs for a job."""
    if way == "exact":
        return job.keys * ENTRY_BYTES
    if way == "space-saving":
        return round(1 / job.error) * COUNTER_BYTES
    return ceil(e / job.error) * DEPTH * CELL_BYTES if way == "count-min" else REGISTERS


def said(name: str, way: str) -> Said:
    """Say for each requirement that a job has whether a way keeps it."""
    job = JOBS[name]
    size = size_bytes(job, way)
    texts = {
        "exact": f"A dict of {job.keys:,.0f} keys",
        "space-saving": f"Space-Saving with {round(1 / job.error):,} counters",
        "count-min": f"Count-min with {DEPTH} × {ceil(e / job.error):,} cells",
        "hyperloglog": f"HyperLogLog with {REGISTERS:,} registers",
    }
    needs = f"{texts[way]} needs {told(size)}, and {told(job.memory_bytes)} are allowed."
    asked = {each: (each not in _BROKEN[way], _FACTS[way][each]) for each in job.asks}
    return {"memory": (size <= job.memory_bytes, needs), **asked}


def told(size: float) -> str:
    """Write a number of bytes down as people say it."""
    unit, by = next(pair for pair in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)) if size >= pair[1])
    return f"{size / by:.3g} {unit}"


RIGHT = {
    "A": "exact",
    "B": "space-saving, memory, list",
    "C": "count-min, memory, down",
    "D": "space-saving, memory, sure",
    "E": "hyperloglog, memory, different",
}

MISTAKES = """
# counters for what fits
Ten thousand million events sound like a sketch. Its size does not come from the events: it comes
from the *error*, and here that is 100 views of 10,000 million. How many counters are 1 / error? And
how many keys are there at all?
+A: space-saving, memory

# cells for what fits
A sketch is small where much error is allowed. Here it is a hundred-millionth, and e / error are 272
million cells in each row. How many keys are there at all, and how large is a dict of them?
+A: count-min, memory

# views counted by a number of keys
HyperLogLog is the smallest of the four, and answers another question: how many *different*
advertisements there are. That is 2 million, and no team asks for it. Which team does?
+A: hyperloglog, memory

# all tweets of the day in a dict
Nothing is wrong with a dict but its size: 20 million tweets, 100 bytes for each. Most of them were
retweeted once or twice, and nobody will see them on a page of the most retweeted.
+B: exact

# a sketch that names nobody
Count-min gives a count to anybody who names a key. The page *Most retweeted* asks the other way
around: which keys are they? To find them, you would have to ask for all 20 million. Which way has
keys in it?
+B: count-min, memory, list

# retweets counted by a number of keys
HyperLogLog says how many different tweets were retweeted. The page wants the ones that were
retweeted most. Which way has keys in it?
+B: hyperloglog, memory

# a week of likes in a dict
A dict would do all that is asked. How large is it, with a thousand million tweets?
+C: exact

# a like taken back from nobody's counter
Space-Saving is small enough, and it answers for any key within the error. Then somebody takes a
like back. The tweet had a counter when it was liked, and lost it to another one. Which counter
goes down by 1?
+C: space-saving, memory

# likes counted by a number of keys
HyperLogLog says how many different tweets were liked. Asked is how many likes a tweet has, and a
register can only go up.
+C: hyperloglog, memory

# an entry for each forged sender
Ten million senders in a minute are 1 GB, and who attacks you can forge more of them. There are 10
MB. With an error of a thousandth, how many counters are enough?
+D: exact

# hashes that the attacker knows
Count-min is small enough, and its error holds with a *chance*: for keys that were chosen without
knowing the hashes. These keys are chosen by somebody who knows them. He sends under names that
share the cells of your best customer, and you refuse the customer. Which way has no hash in its
bound?
+D: count-min, memory, sure

# senders counted by a number of keys
HyperLogLog would say how many different senders there are, which is a good alarm. Asked is how
often *one* sent, and for every stream.
+D: hyperloglog, memory

# a set of all readers
A dict, or a set, would give the exact number. A hundred million readers are 10 GB in it, and there
is 1 MB. One reader may be left out or counted twice, if it is one in a hundred. Which way needs no
reader's name?
+E: exact

# the length of a list of k
Space-Saving has as many counters as you gave it. How many keys went through them, it cannot say: a
key that comes back is new to it.
+E: space-saving, memory

# different ones from sums
Count-min adds up *events*. A reader who reads 100 tweets adds 100, and so do 100 readers who read
one. Here a reader counts once, however often he comes. Which way does not change when a key comes
again?
+E: count-min, memory, different

# the page left without a list
The right way. Memory rules the dict out, and it does not rule out count-min, which also fits: it
needs about 1 MB. What can count-min not do that a page of the most retweeted needs?
+B: space-saving, memory

# the size of the day forgotten
The right way. What you name rules out the ways that have no keys. But a dict has all of them, and
could be sorted. What is wrong with the dict?
+B: space-saving, list

# retweets decided by the merge
The right way, and one reason that rules nobody out. All four can be merged: dicts are added up,
count-mins cell by cell, HyperLogLogs by their larger registers, and Space-Savings with their
errors. What can count-min not do for a page of the most retweeted?
+B: space-saving, memory, merge

# likes decided by their memory
The right way. Memory rules out the dict, and Space-Saving is even smaller than count-min: 24 MB.
What happens here beside likes that come?
+C: count-min, memory

# likes decided by any key
The right way, and a reason that does not rule out Space-Saving. It answers for *every* key: one
without a counter came at most as often as the smallest counter says, and that is within the error.
(It does not rule a sketch out that its answer is dull.) What else happens to a like?
+C: count-min, memory, any key

# the size of the week forgotten
The right way. What you name does not rule out the dict: it takes 1 off as it adds 1. How large
would it be?
+C: count-min, down

# senders decided by their memory
The right way. Memory rules out the dict, and 109 kB of count-min fit easily. Who sends these
requests, and what does he know?
+D: space-saving, memory

# senders decided by any key
The right way. Count-min answers for any key too: it is made for that. It is not ruled out by what
it can do. Who sends these requests, and what does he know?
+D: space-saving, memory, any key

# the size of the attack forgotten
The right way. What you name does not rule out the dict, which has no error at all, whoever sends.
How large does it get?
+D: space-saving, sure

# readers decided by their memory
The right way. Memory rules out the dict. Space-Saving with 100 counters and count-min with 1,360
cells are even smaller than your 16 kB. Why do they not answer?
+E: hyperloglog, memory

# the size of the set forgotten
The right way. What you name does not rule out the dict, which knows its length. What does a dict of
all readers need?
+E: hyperloglog, different

# readers decided by the merge
The right way, and one reason that rules nobody out: all four can be merged. That a reader who was
on two servers is counted once, only two of the four can do. But this is another requirement.
Which?
+E: hyperloglog, memory, merge
"""

CHECK = choose_for_jobs(
    answer="defence",
    jobs={name: job.text for name, job in JOBS.items()},
    ways=WAYS,
    requirements=REQUIREMENTS,
    said=said,
    right=RIGHT,
    mistakes=MISTAKES,
    alternatives=[
        {**RIGHT, "C": "count-min, memory, down, any key"},
        {**RIGHT, "D": "space-saving, sure, any key, memory"},
    ],
    against_all=True,
)
