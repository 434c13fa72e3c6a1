"""The check of *Find the mistake*: eight lines of somebody's estimate."""

from __future__ import annotations

from twitlab.course.kinds.critiquing import Claim, critique

TWEETS_PER_DAY = 400_000_000
"""Source: highscalability.com, 8 July 2013."""
PEAK_PER_S = 12_000
"""Source: Kleppmann, Designing Data-Intensive Applications, chapter 1; figures of November 2012."""
TIMELINES_PER_TWEET = 75
"""Source: the same."""
LARGEST = 31_000_000
"""Followers of the largest account. Source: Krikorian, QCon SF 2012, slides."""
RECORD_PER_S = 143_199
"""Source: Krikorian, August 2013, quoted by datacenterknowledge.com, 19 August 2013."""

_PER_S = TWEETS_PER_DAY / 86_400
_YEAR_TB = TWEETS_PER_DAY * 200 * 365 / 1e12
_WRITES_PER_S = _PER_S * TIMELINES_PER_TWEET

REASONS = {
    "A": "A mean over time stands where the busiest second is needed.",
    "B": "Bits and bytes are mixed up.",
    "C": "Copies are left out: what must survive a broken disk is kept more than once.",
    "D": "A factor of 1,000 is lost between two units of time.",
    "E": "A mean over accounts stands where the largest account is needed.",
    "F": "1,000 and 1,024 are mixed up.",
    "G": "Fan-out is left out: a tweet is written once for each follower.",
}

CLAIMS = (
    Claim(
        "400 million tweets a day, at 86,400 seconds a day, are 4,630 tweets a second.",
        f"400 million / 86,400 is {_PER_S:,.0f}. The sum is right, and it says just what it is: "
        "so many come *in a mean second*. Ask what the next claim makes of it.",
    ),
    Claim(
        "So servers that can take 5,000 tweets a second between them will do.",
        "The sources under the page have two more numbers for tweets in a second. How do they "
        "compare with 5,000?",
        because="A",
        not_because={
            "E": "The number of tweets in a second does not depend on who has how many followers. "
            "It depends on something else: when do people tweet?",
            "G": "Here tweets are counted as they come in, each once. Timelines come later, in "
            "claim 6.",
        },
    ),
    Claim(
        "With 200 bytes a tweet that stream is 926 kB a second, so a line of 1 Mbit/s carries it.",
        "How many bits are 926 kB? Lines are sold in bits, files are counted in bytes.",
        because="B",
        not_because={
            "F": "1,024 for 1,000 moves a number by 2.4 %. The line is short of far more: by what "
            "factor?",
            "A": "The peak would make it worse. But even the mean second does not fit, and not "
            "by a little. By what factor?",
            "D": "Both sides are per second. Look at what is counted *in* a second.",
        },
    ),
    Claim(
        "The text of a year is 400 million × 200 bytes × 365 days, about 29 TB.",
        f"80 GB a day, 365 times, is {_YEAR_TB:.1f} TB. With 1,024 for 1,000 you would call it "
        "26.6 TiB: the same bytes under another name. The claim says *the text*, and it is that.",
    ),
    Claim(
        "So 30 disks of 1 TB hold a year of tweets, safe against the loss of any one disk.",
        "Let one disk of the thirty die. Where is another copy of what it held? How many bytes "
        "are kept if each tweet is kept twice, or three times?",
        because="C",
        not_because={
            "F": "In TiB the year is 26.6 and the thirty disks are 27.3: that decides nothing. "
            "Read the second half of the claim again.",
            "A": "A year is long enough: here the mean is the right number. Read the second half "
            "of the claim again.",
            "G": "The text is stored once for all readers; timelines hold only the ids. Read the "
            "second half of the claim again.",
        },
    ),
    Claim(
        "A tweet is written into 75 home timelines on average, so there are about 347,000 timeline "
        "writes a second.",
        f"{_PER_S:,.0f} × 75 is {_WRITES_PER_S / 1_000:,.0f} thousand a second. Fan-out is in it, "
        "and nothing more is claimed: it is a mean, and is called one.",
    ),
    Claim(
        "347,000 writes a second are 75 for each tweet, and one tweet's 75 writes are done at "
        "once. So every tweet is in all its timelines within the 5 seconds that we aim for.",
        f"The largest account had 31 million followers. At {_WRITES_PER_S / 1_000:,.0f} thousand "
        "writes a second, and with nothing else to do, how long does one tweet of it take?",
        because="E",
        not_because={
            "A": "More tweets at the peak make it worse. But think of one quiet night, and one "
            "single tweet. Whose tweet would still be late?",
            "G": "Fan-out is there: 75 for each tweet. For whom is 75 the right number?",
            "D": "All times are in seconds here. The 75 deserves a second look.",
        },
    ),
    Claim(
        "Home timelines on hard disk: a reader's 800 tweets lie in 800 places, a seek takes 10 ms, "
        "so a timeline is read in 8 ms.",
        "800 times 10 ms: how many ms is that, and how many seconds?",
        because="D",
        not_because={
            "A": "There is no rate in this claim, only one reader and one read. Multiply again.",
            "E": "800 is no mean: it is the most that a timeline holds. Multiply again.",
            "B": "No size occurs in this claim, only times. Multiply again.",
        },
    ),
)

MISTAKES = f"""
# the mean trusted
5,000 is more than 4,630, so it looks safe: 8 % to spare. But people do not tweet evenly. Peaks went
over {PEAK_PER_S:,} a second, {PEAK_PER_S / _PER_S:.1f} times the mean, and the record was
{RECORD_PER_S / _PER_S:.0f} times the mean. A service that is sized for its mean is down on its best
day.
-2

# the line believed
926 kB and 1 Mbit look alike: 926 thousand against a million. One counts bytes, the other bits. The
factor of eight is the most common slip in estimates of traffic, because both letters are a b.
-3

# one copy taken for safe
29 fits into 30, and there you stopped. Ask of each stored number: how many times is it stored?
Replication is a factor that belongs into every estimate of storage, and no talk says it aloud.
-5

# 75 for everybody
A mean of 75 says little where one account has 31 million. That one is
{LARGEST / TIMELINES_PER_TWEET:,.0f} times the mean. When a number is spread so far, ask for the
largest beside the mean; there the promise breaks first.
-7

# 8 ms believed
It sounds right, because 8 ms is what one hopes for. Whenever a result is just what you wished for,
multiply again. This one number decided where Twitter kept its timelines.
-8

# the fan-out demanded twice
You miss the fan-out where none belongs: a tweet's text is stored once, however many read it. Before
you multiply by followers, ask: is this done for each tweet, or for each reader of it?
+4: G

# 1,024 blamed
The difference of 1,000 and 1,024 is 2.4 % for a kilobyte and 10 % for a terabyte. It is real, and
it hardly ever decides. Look for a factor of 3, 8 or 1,000 first.
+4: F

# 1,024 blamed for the line
The line is not short by 2 %. Divide what must go through by what can go through, and look which
slip has a factor of that size.
+3: F

# a true sum accused
4,630 is a true sum, and it says of itself that it is a mean. In a review accuse the conclusion that
uses the wrong number, not the number.
+1: A

# a true fan-out accused
Claim 6 says *on average*, and as a mean 347,000 is right: it tells you how many writes a quiet hour
has. Where is this mean used for something that it cannot tell?
+6: E

# the peak blamed for the long delivery
You see that 75 is not the whole story, and look for it in time. At three in the morning, with
nobody else awake, the largest account sends one tweet. What now?
+7: A

# the fan-out missed at the door
Claim 2 counts tweets as they come in, each of them once. To how many timelines they go is asked
later, in claim 6. At which hour of which day do most of them come in?
+2: G

# the fan-out missed on the disks
The disks hold the text of each tweet, once for all who read it. A timeline has only its id. What
does claim 5 promise for the day on which a disk dies?
+5: G

# a factor of 1,000 seen in the line
Both sides of claim 3 are counted in one second, so no unit of time is lost between them. Divide
what must go through by what can go through: is the factor near 1,000?
+3: D

# a mean accused that says so
Claim 6 says *on average*, and promises nothing for the peak. A mean that is called a mean is right.
Which claim behind it takes this number for more?
+6: A

# copies missed where only the text is meant
Claim 4 says how large *the text* of a year is, and no more: one copy of it has this size. In which
claim must the text outlive a disk?
+4: C
"""

CHECK = critique(
    answer="review",
    claims=CLAIMS,
    reasons=REASONS,
    mistakes=MISTAKES,
)
