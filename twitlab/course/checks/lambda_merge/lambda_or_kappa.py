"""The check of *Lambda or kappa?*: five jobs, four ways to count, three requirements."""

from __future__ import annotations

from dataclasses import dataclass

from twitlab.course.kinds.choosing_jobs import Said, choose_for_jobs

DAY_S, KEY_BYTES, MEMORY_GB = 86_400, 100, 1_000
STREAM_PER_S, BATCH_PER_S = 3_000_000, 30_000_000
"""Old events that are read in a second beside the new ones: assumed, as all numbers here."""
FAST_S, SLOW_S = 5, 7_200
"""After how long an event is in the answer: of a stream, of a run each hour that takes an hour."""


@dataclass(frozen=True, slots=True)
class Job:
    """Something to be counted.

    Attributes:
        text: What it is.
        per_s: Events a second.
        keys: Different ones in a day.
        old_s: How old an answer may be.
        is_exact: Whether a day that is over must be exact.
        again: How many days must be counted anew, and within how many hours; (0, 0) for none.
    """

    text: str
    per_s: int
    keys: int
    old_s: int
    is_exact: bool
    again: tuple[int, int]


JOBS = {
    "A": Job("what is trending now", 50_000, 3_000_000, 10, False, (0, 0)),
    "B": Job("report to advertisers", 2_000_000, 2_000_000, DAY_S, True, (30, 72)),
    "C": Job("bill for clicks", 40_000, 2_000_000, 10, True, (30, 24)),
    "D": Job("views under each tweet", 2_000_000, 200_000_000, 10, True, (30, 72)),
    "E": Job("who has seen which tweet", 400_000, 30_000_000_000, 10, True, (1, 24)),
}

WAYS = {
    "stream": "one stream program; the log is dropped after an hour",
    "batch": "one batch program; each hour it counts the hour before, from a log of 90 days",
    "kappa": "one stream program and a log of 90 days; to count anew, a second run of it reads the "
    "log from its beginning, beside the first, and readers go over to it in the end",
    "lambda": "two programs: a stream program for the newest hours, and a batch program that "
    "counts each hour exactly, from a log of 90 days; a serving layer stitches",
}
"""The simplest first."""

REQUIREMENTS = {
    "fresh": "an event is in the answer within the time that the job allows",
    "exact": "two hours after its end, a day's count of any key is exact",
    "again": "after a bug, as many days as the job says are counted anew in the time it allows",
}


def said(name: str, way: str) -> Said:
    """Say for each requirement that a job has whether a way keeps it."""
    job = JOBS[name]
    slow = "An event waits for the end of its hour, and then for a run of an hour: up to 7,200 s"
    age = slow if way == "batch" else f"An event is counted {FAST_S} s after it came"
    found = {
        "fresh": (
            (SLOW_S if way == "batch" else FAST_S) <= job.old_s,
            f"{age}, and {job.old_s:,} s are allowed.",
        )
    }
    if job.is_exact:
        found["exact"] = _exact(job, way)
    if job.again[0]:
        found["again"] = _again(job, way)
    return found


def _exact(job: Job, way: str) -> tuple[bool, str]:
    if way in ("batch", "lambda"):
        return True, "The batch program sorts on disk, so it counts any number of keys exactly."
    size = job.keys * KEY_BYTES / 1e9
    held = f"{job.keys:,} keys of {KEY_BYTES} bytes are {size:,.3g} GB; {MEMORY_GB:,} GB are there"
    fits = size <= MEMORY_GB
    rest = "so they are counted exactly" if fits else "so only a sketch fits, which is not exact"
    return fits, f"{held}, {rest}."


def _again(job: Job, way: str) -> tuple[bool, str]:
    days, hours = job.again
    if way == "stream":
        return False, f"`stream` has dropped the events of the last {days} days: see its log."
    rate = STREAM_PER_S if way == "kappa" else BATCH_PER_S
    events = job.per_s * DAY_S * days
    needs = events / rate / 3600
    span = "1 day is" if days == 1 else f"{days} days are"
    told = f"{span} {events / 1e9:,.0f} thousand million events. At {rate:,} a second "
    return needs <= hours, f"{told}`{way}` needs {needs:,.1f} hours, and {hours} are allowed."


RIGHT = {
    "A": "stream",
    "B": "batch, again",
    "C": "kappa, fresh",
    "D": "lambda, again",
    "E": "lambda, exact",
}

MISTAKES = """
# old news counted each hour
A run each hour answers with what was trending up to two hours ago. How old may this answer be?
+A: batch, again

# a log of 90 days for what is over in an hour
Kappa does all that is asked, and keeps 90 days of a log for it. Nobody will ever ask what was
trending on a day in March with a bug in it. What does this job ask for, and what not?
+A: kappa, fresh

# two programs for trends
Lambda does all that is asked, with two programs and a log. Who needs exact trends of last night?
This job asks for one thing alone.
+A: lambda, again

# a report from what is forgotten
The stream counts two million advertisements exactly, and that is no wonder: they fit into memory.
Then a bug is found: clicks of robots were counted for a month. What do you count anew, if the log
is dropped after an hour?
+B: stream

# seconds for who reads it next day
A stream program must run all day and night for a report that is read the next morning. A day may
pass here. And look at the replay: 30 days through the stream program take 480 hours.
+B: kappa, fresh

# two programs for one report
Lambda does all that is asked. What is its fast half for? This report may be a day old. The rule of
what a view is would be written twice, and soon the two differ.
+B: lambda, again

# the report because it is exact
The right way, and a reason that does not rule out the stream: 2 million keys are 0.2 GB, and it
counts them exactly. What can it not do after a bug?
+B: batch, exact

# the report because of its age
The right way, and a reason that does not rule out the stream, which is even fresher. What can it
not do after a bug?
+B: batch, fresh

# a bill without a log
The stream counts the clicks exactly and at once. Then somebody says that last week's bill is wrong.
With which events do you show that it is right, if the log is dropped after an hour?
+C: stream

# a bill that comes too late
When the budget of an advertiser is used up, his advertisement has to stop. With a run each hour it
goes on for up to two hours, and nobody pays for that. How old may this number be?
+C: batch, again

# money means lambda
Money has to be exact, and that sounds like batch. But a stream is not inexact by itself: 2 million
keys fit into memory, and it counts them one by one. And 30 days of clicks are replayed in 9.6
hours. What would the second program be for?
+C: lambda, exact

# the bill because it is exact
The right way, and a reason that does not rule out the batch program, which is exact too. What is it
not?
+C: kappa, exact

# the bill because of the replay
The right way, and a reason that does not rule out the batch program: it counts 30 days anew ten
times faster than a replay. What is it not?
+C: kappa, again

# views without a log
The stream shows the views at once. Then a bug is found, and 30 days have to be counted anew. From
which events?
+D: stream

# views of two hours ago
Each hour a number appears under the tweets that has been wrong for up to two hours. How old may it
be?
+D: batch, again

# a replay that takes 20 days
Kappa is one program in the place of two, and its state fits: 200 million keys are 20 GB. Then comes
the replay. Two million events a second, for 30 days: how many hours does the stream program need
for them, if it takes three million a second?
+D: kappa, fresh

# views because they are exact
The right way, and a reason that does not rule out kappa: 20 GB fit into its memory, and then a
stream counts exactly. Work out its replay.
+D: lambda, exact

# views because they are fresh
The right way, and a reason that does not rule out kappa: it is as fresh. Work out its replay.
+D: lambda, fresh

# who saw what without a log
The stream has neither the log nor the memory for 30 thousand million keys. Which two requirements
does it break?
+E: stream

# who saw what, two hours ago
What somebody has seen in the last two hours is not known, and is shown to him once more. How old
may this answer be?
+E: batch, again

# keys that do not fit
Kappa is fresh, and a day of this log is replayed in 3.2 hours. Where are the counts of its stream
program? 30 thousand million keys of 100 bytes: hold that against the memory.
+E: kappa, fresh

# who saw what because of the replay
The right way, and a reason that does not rule out kappa: one day of these events is replayed in
3.2 hours. Look at its memory.
+E: lambda, again

# who saw what because it is fresh
The right way, and a reason that does not rule out kappa: it is as fresh. Look at its memory.
+E: lambda, fresh
"""

CHECK = choose_for_jobs(
    answer="defence",
    jobs={name: job.text for name, job in JOBS.items()},
    ways=WAYS,
    requirements=REQUIREMENTS,
    said=said,
    right=RIGHT,
    mistakes=MISTAKES,
)
