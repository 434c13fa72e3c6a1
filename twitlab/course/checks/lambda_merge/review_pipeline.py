"""The check of *Review the pipeline*: nine claims of a design from the gateway to an answer."""

from __future__ import annotations

from twitlab.course.kinds.critiquing import Claim, critique

PER_S, GATEWAYS, AGE_MS, SIZE, DIFFERENT = 500_000, 10, 10, 4_000, 330
"""Events a second, who takes them, the two bounds of a buffer, tweets of a flush: assumed."""
ON_THE_WAY, MINUTES, ERROR, TOP = 8, 3, 4, 100
"""Flushes of a gateway, minutes of an answer, the error of each, how long a list is: assumed."""

_FLUSH = PER_S // GATEWAYS * AGE_MS // 1000

REASONS = {
    "A": "Something is promised before it is safe.",
    "B": "What was added up is expected to come apart again.",
    "C": "The time of arrival is taken for the time of the event.",
    "D": "The same events are added a second time.",
    "E": "One key is much hotter than the mean says.",
    "F": "Messages are taken for records.",
    "G": "A list that was cut is taken for all counts.",
    "H": "A copy is said to help against what it copies too.",
}

CLAIMS = (
    Claim(
        "A gateway acknowledges a retweet as soon as it is in its buffer. A moment later the "
        "buffer is written to the log, and synced. So a gateway that dies loses no retweet that "
        "was acknowledged.",
        "A retweet has been in the buffer for 5 ms, and its sender has an answer. The gateway dies "
        "now. Where is the retweet?",
        because="A",
        not_because={
            "D": "Nothing is sent again here. What does the sender know, and what has the disk?",
            "H": "There is no copy yet: it is in one memory. When was the answer given?",
            "C": "Take one retweet with a right clock. When was the answer given?",
        },
    ),
    Claim(
        f"A buffer is flushed when it has {SIZE:,} events, or when the oldest is {AGE_MS} ms old. "
        f"{PER_S:,} retweets a second go evenly to {GATEWAYS} gateways. So it is the age that "
        f"flushes, at about {_FLUSH} events.",
        f"{PER_S:,} / {GATEWAYS} are {PER_S // GATEWAYS:,} a second for a gateway, and {_FLUSH} in "
        f"{AGE_MS} ms. That is far below {SIZE:,}.",
    ),
    Claim(
        f"Behind the log, a flush adds up its {_FLUSH} retweets by tweet; they are of {DIFFERENT} "
        f"different tweets. So one message goes out where {_FLUSH} came in, and the processors "
        f"have {_FLUSH} times less to add up.",
        "What does a processor do with one message: add one number, or one for each tweet in it? "
        f"How many are {DIFFERENT}?",
        because="F",
        not_because={
            "E": "Let all tweets be alike. What is in the message?",
            "B": "Nobody takes it apart into single events. How many pairs are in it?",
            "D": "It comes once. How many additions does it make?",
        },
    ),
    Claim(
        "To keep it small, the log has the sums of the flushes and not the retweets: tweet, "
        "minute, count. A week later it is known which accounts were robots. So the week is "
        "counted anew from the log, without them.",
        "A sum says: tweet 7, minute 12:03, 40 retweets. How many of the 40 were robots?",
        because="B",
        not_because={
            "A": "Let each sum be synced before anybody is told. What does a sum not say?",
            "C": "Let all clocks be right. What does the log not know of a retweet?",
            "G": "No tweet is missing here, no list was cut. What is missing of a retweet?",
            "H": "No copy is spoken of. What does a sum not say?",
            "F": "It is about what is in a record. Who made the 40 retweets?",
        },
    ),
    Claim(
        "A flush that got no answer is sent again, until one comes. The processor adds what it "
        "gets, and adding is right in any order. So each retweet is counted once in the end.",
        "The flush was added, and its answer was lost. It comes again. What is added now?",
        because="D",
        not_because={
            "A": "The answer is given when it was added, which is right. Then the answer is lost.",
            "C": "Order and time do no harm to a sum. How often does the flush come?",
            "F": "Take a flush of a single retweet. How often does it come?",
        },
    ),
    Claim(
        f"A flush now carries its gateway and a sequence, and a gateway has at most {ON_THE_WAY} "
        f"flushes on the way: it sends none that is {ON_THE_WAY} or more above the oldest without "
        "an answer. The processor keeps for each gateway the sequence that is due, and those above "
        "it that have come. So it knows each repeat, and its memory does not grow with the "
        "flushes.",
        f"All below the one that is due have come, and of those above it at most {ON_THE_WAY - 1} "
        "can have: eight numbers for a gateway, after a year as well.",
    ),
    Claim(
        "The fast path counts a retweet in the minute in which it arrives. The slow path reads the "
        "log, and counts it in the minute in which it was made. So, when an hour becomes exact, "
        "the count of each of its minutes changes only by the error of the sketch.",
        "A retweet of 12:00:59 arrives at 12:01:04. In which minute has it the fast path, and in "
        "which one the slow?",
        because="C",
        not_because={
            "D": "It is counted once in each path. In which minute?",
            "G": "No list is cut here. In which minute does a late one count?",
            "E": "Let all tweets be alike, and one phone be late.",
            "B": "The slow path has the log, with both times. Which one does the fast path take?",
        },
    ),
    Claim(
        f"The slow path counts each hour exactly, and keeps its first {TOP} tweets with their "
        f"exact counts. So the first {TOP} of two hours, exactly, are found by adding the two "
        "lists.",
        f"A tweet is number {TOP + 1} in both hours. What do the two lists say of it?",
        because="G",
        not_because={
            "B": "Nothing need come apart: two hours are put together. What is not in the lists?",
            "D": "An event is in one of the two hours. Which tweets are in neither list?",
            "C": "Let all clocks be right. Which tweets are in neither list?",
            "E": f"No key need be hot: it is enough to be number {TOP + 1}, twice.",
        },
    ),
    Claim(
        "The full exact counts of an hour are kept, and for each minute a sketch, which reads at "
        f"most {ERROR} too high and never too low. So the count of a tweet over two such hours and "
        f"{MINUTES} minutes is at most {MINUTES * ERROR} too high, and never too low.",
        f"The hours have no error, and the errors of {MINUTES} minutes add up to "
        f"{MINUTES} × {ERROR} = {MINUTES * ERROR}.",
    ),
)

MISTAKES = f"""
# the buffer trusted
The answer goes out, and the event is in one memory. Whatever follows *a moment later* does not
follow if the gateway dies now. An acknowledgement says: it is on the disk.
-1

# messages for records
One message has {DIFFERENT} pairs of tweet and count, and each has to be added. {_FLUSH} times fewer
messages are worth a lot, for network and sync. What is added up falls from {_FLUSH} to {DIFFERENT}:
{_FLUSH / DIFFERENT:.1f} times.
-3

# robots taken out of a sum
40 retweets are one number, and nobody is in it any more. Who keeps only sums has decided today
which questions can be asked next week. Keep the raw events, and add up behind the log.
-4

# added once more
Adding is right in any *order*, and not right any number of *times*. A repeat must be known before
it is added.
-5

# two clocks
The two paths answer two different questions: *when did it come* and *when was it made*. With each
tunnel and each slow network the minutes differ, by far more than a sketch. Both must take the time
of the event.
-7

# two short lists trusted
Number {TOP + 1} of both hours can be number 1 of both together, and stands in no list. Exact counts
of a few are not exact counts of all. Keep the full counts, or say the bound.
-8

# the age that flushes accused
{PER_S:,} a second are {PER_S // GATEWAYS:,} for each of {GATEWAYS} gateways. In {AGE_MS} ms come
{_FLUSH}, and the buffer holds {SIZE:,}: work out how long it would take to be full. The claim says
*evenly*, so no gateway is hot.
+2: E

# a bounded memory accused
A repeat is known by its name, gateway and sequence, and both are in the flush. That a flush may
come early is why those above the one that is due are kept.
+6: D

# a promise accused
Nobody is promised anything here: the gateway waits until the oldest flush is answered. What is said
is how much a processor must remember.
+6: A

# a true bound accused
What the claim before it lacks is here: the *full* counts of the hours are kept. Then only the
minutes are uncertain, and their errors add up.
+9: G

# errors that are said to be more
Each retweet is in one hour or in one minute, so nothing is added a second time. The errors of
{MINUTES} minutes add up, and the hours have none.
+9: D
"""

CHECK = critique(answer="review", claims=CLAIMS, reasons=REASONS, mistakes=MISTAKES)
