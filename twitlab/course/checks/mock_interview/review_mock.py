"""The check of *Review the scorecard*: ten lines of a scorecard, held against their evidence."""

from __future__ import annotations

from twitlab.course.kinds.critiquing import Claim, critique

PLAYS_PER_S, HOT_SHARE, VIDEOS, COUNTER_BYTES = 200_000, 0.1, 20_000_000, 16
"""Of the interviewer's service: assumed."""
HOT_PER_S = round(PLAYS_PER_S * HOT_SHARE)
SAID_PER_S = 2_000
"""What the candidate committed for it."""
TABLE_MB = VIDEOS * COUNTER_BYTES / 1e6

REASONS = {
    "A": "The answer was told by a hint before it was given.",
    "B": "A number that is counted as right is wrong.",
    "C": "A wish is taken for a requirement that can be missed.",
    "D": "What was not observed is counted as missed.",
    "E": "The mark is above a rung that was missed.",
    "F": "Measured and judged are put together.",
    "G": "The words are the interviewer's.",
    "H": "The evidence is of another candidate.",
}

CLAIMS = (
    Claim(
        "Scoping, rung 2, *says what will be built, or what will not*: proved. Evidence: 01:40, "
        "“Only the list of the last hour. No recommendations.”",
        "At 01:40 the candidate says both, before any number, and nobody had asked.",
    ),
    Claim(
        "Scoping, rung 4, *makes a number out of a wish*: proved. Evidence: 02:20, “It must be "
        "reliable, and it must be fast.”",
        "Write a test for the sentence of 02:20. How many milliseconds does it allow?",
        because="C",
        not_because={
            "G": "These are the candidate's words. Which of them is a number?",
            "B": "There is no number in it that could be wrong. Is there one at all?",
            "D": "It was observed: the sentence is there. What is it worth?",
            "E": "It is one line. Look at its words: can they be missed?",
        },
    ),
    Claim(
        "Estimation, measured, rung 2, *two of the numbers that decide are right*: proved. "
        f"Evidence: 04:00, {TABLE_MB:,.0f} MB, and 07:30, {SAID_PER_S:,} plays a second of the "
        "hottest video.",
        f"A tenth of {PLAYS_PER_S:,}: how many zeros?",
        because="B",
        not_because={
            "A": "The hint said what to do, and no number. Work out the number of 07:30.",
            "C": "Both are numbers. Work them out.",
            "F": "Only measured evidence stands here. Work both numbers out.",
            "G": "The tenth is the interviewer's, and the number is the candidate's. Is it right?",
        },
    ),
    Claim(
        "Estimation, judged, rung 3, *throws something out because of a number*: proved. Evidence: "
        f"04:40, “{TABLE_MB:,.0f} MB fit into one machine, so I need no sketch.”",
        f"{VIDEOS:,} × {COUNTER_BYTES} bytes are {TABLE_MB:,.0f} MB: the number is right, and a "
        "sketch is thrown out because of it.",
    ),
    Claim(
        "Depth, rung 3, *says what becomes of a hot key*: proved. Evidence: 06:50, “Yes, I add up "
        "on each gateway first. Then the video is one record for each second.”",
        "Read 05:50 and 06:20 first. What did the candidate know at 05:50, and what does the hint "
        "of rung 3 say?",
        because="A",
        not_because={
            "G": "At 06:50 the candidate speaks. Where did the candidate have it from?",
            "B": "No number stands in it. Where did the answer come from?",
            "C": "It is a mechanism and no wish. Where did it come from?",
        },
    ),
    Claim(
        "Depth, rung 4, *finds the hot key without being asked*: proved. Evidence: 05:50, “One "
        "video gets a tenth of all plays.”",
        "Who says the sentence of 05:50?",
        because="G",
        not_because={
            "A": "The hint comes at 06:20. Who says the sentence at 05:50?",
            "B": "A tenth is given. Who says it?",
            "D": "It was observed: somebody says it. Who?",
        },
    ),
    Claim(
        "Data and API: rung 2 proved, rung 3 missed, rung 4 proved, with one line on each. So the "
        "mark is 4.",
        "The mark is the highest rung that is reached without a gap. Where is the gap?",
        because="E",
        not_because={
            "F": "All three lines are in one column. Which rung was missed?",
            "D": "Rung 3 was missed, and it was observed. What does a gap do to the mark?",
            "B": "The lines may all be right. What does the rule make of them?",
        },
    ),
    Claim(
        "Data and API, rung 2, *names a question with its key*: proved. Evidence: 08:30, “The list "
        "is asked for by country and hour, so that is its key.”",
        "At 08:30 the candidate names a question and the key by which it is answered.",
    ),
    Claim(
        "Trade-offs, rung 2, *names what fails first*: missed, mark 1. The interview was stopped "
        "at 09:00, before *Failure and wrap-up* began.",
        "Could the candidate have said it? What does the score say of a phase that never began?",
        because="D",
        not_because={
            "E": "There is one line. Was there an occasion for it?",
            "G": "Nobody's words stand here. Was there an occasion for any?",
            "A": "No hint was given on it. Did the phase begin at all?",
        },
    ),
    Claim(
        "Estimation is measured 1 and judged 3. So the candidate has a 2 in estimation.",
        "What would the candidate have to do to get the 2: work better, or speak better?",
        because="F",
        not_because={
            "B": "Let both marks be right. May they be added up?",
            "E": "Each of the two marks is without a gap. What is done with the two?",
            "D": "Both columns were observed. What is done with them?",
        },
    ),
)

MISTAKES = f"""
# a wish let through
*Must be fast* cannot be missed by any system, and so nobody will ever be able to show that it was.
A number can: in how many milliseconds, for how many of a hundred?
-2

# a wrong number let through
Marks of the measured column look like facts, and people do not work them out again.
{PLAYS_PER_S:,} × {HOT_SHARE * 100:.0f} % are {HOT_PER_S:,}, and {SAID_PER_S:,} stand there: one
zero is missing. So one number is right, and not two.
-3

# a told answer let through
The candidate said the right thing, one sentence after it was told. What was told cannot be scored:
that is why the rung of each hint is written down.
-5

# the interviewer scored
The sentence is a good one, and it is the interviewer's. A record has two voices; whoever cites it
says whose it is.
-6

# a gap let through
The highest proved line is not the mark. One basic thing is missing here, and the mark stops below
it: at 2.
-7

# nobody asked, and it is a fault
A phase that never began gives nobody an occasion. Its lines are *not observed*: neither proved nor
missed, and there is no mark.
-9

# two columns added up
One mark says that the numbers are wrong, the other that numbers were used well. Their mean says
neither. They stay apart, and who reads them knows what to train.
-10

# clear words accused
Two short sentences: what is built, and what is not. That is all that rung 2 asks for; a number is
asked for on rung 4.
+1: C

# a right number accused
Work it out: {VIDEOS:,} × {COUNTER_BYTES} bytes. And then look what the sentence throws out.
+4: B

# a key accused
The line asks for a question and its key, and both are in this sentence. What is missed on rung 3
does not make rung 2 wrong.
+8: E
"""

CHECK = critique(answer="review", claims=CLAIMS, reasons=REASONS, mistakes=MISTAKES)
