"""The check of *Who counts what?*: five jobs, four ways to count, two requirements."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from twitlab.course.kinds.choosing_jobs import choose_for_jobs

SERVERS, TAKES_PER_S, BYTES_A_KEY, HOLDS_GB = 16, 200_000, 100, 8
"""Hosts, events or pairs that one takes in a second, bytes for a key in a dict, memory: assumed."""


@dataclass(frozen=True, slots=True)
class Job:
    """Something to be counted.

    Attributes:
        text: What it is.
        per_s: Events a second.
        keys: Different keys in all.
        keys_a_second: Different keys that one of the servers sees in a second.
        hot: The share of the hottest key.
    """

    text: str
    per_s: int
    keys: int
    keys_a_second: int
    hot: float


JOBS = {
    "A": Job("retweets of an hour, by tweet", 5_000, 18_000_000, 300, 0.01),
    "B": Job("views of a day, by tweet", 2_000_000, 200_000_000, 100_000, 0.001),
    "C": Job("hashtags during the final", 1_600_000, 2_000_000, 40_000, 0.3),
    "D": Job("views of an hour, by country", 1_600_000, 250, 250, 0.3),
    "E": Job("searches of a week, by text", 50_000, 600_000_000, 3_000, 0.01),
}
"""Events and keys are assumed; they are of the size that a service of this kind has."""

WAYS = {
    "one host": "all events go to one host, which has a dict",
    "batches": f"{SERVERS} servers take the events in turn and add up for a second; then each "
    "sends its keys of this second, with counts, to one host, which has the dict",
    "partitioner": f"{SERVERS} hosts; all events of a key go to one of them, by its hash",
    "split": "as `partitioner`, but the events of the hottest key go to all hosts in turn, and are "
    "added up in the end",
}
"""The simplest first."""

REQUIREMENTS = {
    "rate": f"no host takes more than {TAKES_PER_S:,} events or pairs in a second",
    "memory": f"no host holds more than {HOLDS_GB} GB, at {BYTES_A_KEY} bytes for each key",
}


def load(job: Job, way: str) -> tuple[float, float]:
    """Work out what the busiest host takes in a second, and how many keys the fullest one holds."""
    if way == "one host":
        return job.per_s, job.keys
    if way == "batches":
        return max(job.per_s / SERVERS, SERVERS * job.keys_a_second), job.keys
    hot = job.hot * job.per_s
    others = (job.per_s - hot) / SERVERS
    return others + (hot if way == "partitioner" else hot / SERVERS), job.keys / SERVERS


def said(job: Job, way: str) -> Mapping[str, tuple[bool, str]]:
    """Say for each requirement whether a way keeps it, and with which numbers."""
    rate, keys = load(job, way)
    events = f"{job.per_s:,} events a second"
    if way == "one host":
        taken = f"One host would take all {events}."
    elif way == "batches":
        taken = (
            f"Each server takes {job.per_s / SERVERS:,.0f} events a second and sends "
            f"{job.keys_a_second:,} keys; {SERVERS} of them are {SERVERS * job.keys_a_second:,} "
            "pairs a second for the one host."
        )
    else:
        hot, mean = job.hot * job.per_s, (1 - job.hot) * job.per_s / SERVERS
        to_one = (
            f"{hot:,.0f} for the hottest key"
            if way == "partitioner"
            else f"{hot / SERVERS:,.0f} of the hottest key"
        )
        taken = f"Of {events} the busiest host takes {to_one} and {mean:,.0f} of the others: "
        taken += f"{rate:,.0f}."
    size = keys * BYTES_A_KEY / 1e9
    where = "The one host" if way in ("one host", "batches") else "Each host"
    held = f"{where} holds {keys:,.0f} keys of {BYTES_A_KEY} bytes: {_bytes(keys * BYTES_A_KEY)}."
    return {"rate": (rate <= TAKES_PER_S, taken), "memory": (size <= HOLDS_GB, held)}


def _bytes(count: float) -> str:
    unit, size = next(
        pair
        for pair in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3))
        if count >= pair[1] or pair[1] < 1e4
    )
    return f"{count / size:.3g} {unit}"


RIGHT = {
    "A": "one host",
    "B": "partitioner, rate",
    "C": "split, rate",
    "D": "batches, rate",
    "E": "partitioner, memory",
}

MISTAKES = f"""
# many hosts for what one can do
An hour of retweets sounds like much: 18 million events. It is 5,000 in a second, and 18 million
keys of {BYTES_A_KEY} bytes. Hold both against one host. What is not divided needs no
merge.
+A: partitioner, rate

# batches for what one host can do
Batches spare events: many of the same key become one pair. But 5,000 events a second are few for a
host that takes {TAKES_PER_S:,}. What would 16 servers be for?
+A: batches, rate

# all views to one host
Two million events a second, and one host takes {TAKES_PER_S:,}: how many hosts are that at least?
And in which of the ways that are left is each tweet counted in one place?
+B: one host

# batches of keys that hardly repeat
A batch is good where many events of a second have the same key. Of tweets, a server sees 100,000
different ones in a second among its 125,000 events. How many pairs a second do all
{SERVERS} servers send to the one host?
+B: batches, rate

# views split without need
The hottest tweet has a thousandth of the views: 2,000 a second. Is the host that gets it too busy?
To split a key, somebody must know in time which one is hot, and add up its parts. That is worth
its while only where one key alone is too much.
+B: split, rate

# the hot hashtag on one host
A partitioner spreads keys, and not events: all events of one key go to one host. During the final
30 % are one hashtag. How many a second are that, beside a sixteenth of all others?
+C: partitioner, rate

# hashtags in batches
There are fewer pairs than events, and still too many: each server sends 40,000 different hashtags
in a second. How many pairs a second are that for the one host, times {SERVERS}?
+C: batches, rate

# all hashtags to one host
Two million keys fit into a dict easily: 0.2 GB. But 1.6 million events a second do not fit through
one host that takes {TAKES_PER_S:,}. Which number did you look at?
+C: one host

# countries spread by their hash
There are 250 countries, and the largest has 30 % of the views. All of these go to one host: how
many a second? With so few keys there is a way that does not care which key is hot.
+D: partitioner, rate

# the largest country split
It works: the largest country goes to all hosts in turn. But then one must know which keys are hot.
In a second each server sees at most 250 countries. How many pairs a second are that for one host,
if each server adds up its own views first?
+D: split, rate

# all countries to one host
A dict of 250 countries is nothing. But 1.6 million events a second must be taken before they are in
it. How many a second does one host take? And how many pairs are left of them if somebody adds up
first?
+D: one host

# searches to one host, by their rate
50,000 searches a second are easy for one host. How many different texts does it know at the end of
the week, and how many bytes are that, at {BYTES_A_KEY} for each?
+E: one host

# the dict of a week in one place
Batches make the rate smaller, which was no trouble. The one host has the dict of the week all the
same: 600 million texts. How many GB are that?
+E: batches, rate

# searches split without need
The hottest search is a hundredth of them: 500 a second. No host is too busy with that. The keys are
what is too much for one host, and a partitioner divides them.
+E: split, rate

# the week blamed for its rate
The right way, and another reason. With batches the one host takes 16 × 3,000 = 48,000 pairs a
second, and {TAKES_PER_S:,} are allowed. What grows from day to day until the week is over?
+E: partitioner, rate

# the final blamed for its keys
The right way, and another reason. Two million hashtags are 0.2 GB in all, and each host has a
sixteenth of that. What is 30 % of 1.6 million?
+C: split, memory

# countries blamed for their memory
The right way, and another reason. 250 keys take 25 kB, on one host or on many. What comes 1.6
million times in a second?
+D: batches, memory
"""

CHECK = choose_for_jobs(
    answer="defence",
    jobs={name: job.text for name, job in JOBS.items()},
    ways=WAYS,
    requirements=REQUIREMENTS,
    said=lambda job, way: said(JOBS[job], way),
    right=RIGHT,
    mistakes=MISTAKES,
    alternatives=[
        {**RIGHT, "B": reasons} for reasons in ("partitioner, memory", "partitioner, rate, memory")
    ],
)
