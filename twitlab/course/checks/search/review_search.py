"""The check of *Review the search*: nine claims of a design for searching new tweets."""

from __future__ import annotations

from twitlab.course.kinds.critiquing import Claim, critique

TWEETS_PER_S, WRITES_PER_S, QUERIES_PER_S = 850, 21_000, 13_000
"""Source: Kim, Decomposing Twitter, cubrid.org, 2011."""
FOUND_IN_S = 10
"""Seconds until a tweet can be found. Source: Twitter engineering blog, October 2010."""
MACHINES, POSTINGS, MOVED_PER_S = 100, 25, 10_000_000
"""Partitions, postings a tweet, and postings that a merge moves in a second: assumed."""
HOT = 0.3
"""The share of queries for one word during a final: assumed."""
TWEETS, SHARE, PAGE = 2_000_000, 0.01, 20
"""Of the example with two words."""

_RATIO = WRITES_PER_S / TWEETS_PER_S
_BY_TERM = 2 * QUERIES_PER_S + POSTINGS * TWEETS_PER_S
_BY_DOCUMENT = MACHINES * QUERIES_PER_S + TWEETS_PER_S
_MEAN = 2 * QUERIES_PER_S // MACHINES
_HOTTEST = HOT * QUERIES_PER_S
_LIST = int(TWEETS * SHARE)
_BOTH = int(TWEETS * SHARE * SHARE)
_PAGE_READS = PAGE * 2 * _LIST // _BOTH
_DAY = POSTINGS * TWEETS_PER_S * 86_400
_MERGE_S = _DAY / MOVED_PER_S

REASONS = {
    "A": "The rate of one thing is taken for the rate of another.",
    "B": "One key is much hotter than the mean says.",
    "C": "A place in a list is taken for a thing in it, and the list grows in front.",
    "D": "What may not change is taken for all there is: something small beside it may.",
    "E": "An answer is kept, and given again when it is no longer right.",
    "F": "Much work is done in one piece, and something else has to wait.",
    "G": "Two machines are written one after the other, and a crash can come in between.",
    "H": "It does not fit into memory.",
}

CLAIMS = (
    Claim(
        f"In the published table, search has {WRITES_PER_S:,} writes a second, and people write "
        f"{TWEETS_PER_S} tweets a second. So the index must take in {WRITES_PER_S:,} tweets a "
        "second.",
        f"Divide {WRITES_PER_S:,} by {TWEETS_PER_S}. What is there so many times in a tweet?",
        because="A",
        not_because={
            "B": "No word and no machine occurs in this claim, only two rates. Divide one by the "
            "other.",
            "F": "The two rates are spread over the whole day. Divide one by the other: what is "
            "it that is counted?",
        },
    ),
    Claim(
        f"The index has {MACHINES} partitions, by term. {QUERIES_PER_S:,} queries for two "
        f"words are {2 * QUERIES_PER_S:,} messages a second, and {TWEETS_PER_S} tweets of "
        f"{POSTINGS} words at most {POSTINGS * TWEETS_PER_S:,}. By document it would be more than "
        "a million in all. So by term sends fewer messages.",
        f"By term it is {_BY_TERM:,}, by document {MACHINES} × {QUERIES_PER_S:,} + {TWEETS_PER_S}, "
        f"which is {_BY_DOCUMENT:,}. Messages are what it is good at. The next claim is "
        "about what it is bad at.",
    ),
    Claim(
        f"{2 * QUERIES_PER_S:,} messages over {MACHINES} partitions are {_MEAN} for each. So no "
        f"partition is ever asked much more than {_MEAN} times a second.",
        f"A final is played, and {100 * HOT:.0f} % of the queries ask for *goal*. On how many of "
        f"the {MACHINES} partitions is the list of this word?",
        because="B",
        not_because={
            "A": "What is divided here are messages, and messages are meant. The division is "
            "right. Who gets the mean?",
            "F": "No work is in one piece here: each message is small. Who gets most of them?",
            "H": f"A word in {100 * HOT:.0f} % of the queries does not make the list larger. What "
            "does it make of the machine that has it?",
        },
    ),
    Claim(
        "A full segment is sealed: its arrays never change again. So it can be copied to another "
        "machine while searches go on, without a lock, and copied once more if the copy was cut "
        "off.",
        "What never changes looks the same whenever it is read, to one reader and to many. A copy "
        "that comes twice is the same copy. No lock is needed, because there is no writer.",
    ),
    Claim(
        "A sealed segment never changes. So a tweet that its author deletes is still found, until "
        "its segment is merged into a new one.",
        "The arrays do not change. But does a search show all that it reads there? One bit for "
        "each tweet of the segment would be enough. Where could it stand?",
        because="D",
        not_because={
            "E": "No answer is kept here: each search reads the segment anew. The posting is still "
            "there; who says that its tweet must be shown?",
            "F": "The merge may take its time. Must a deletion wait for it?",
            "G": "Think of one machine with one segment. Even there the claim is wrong.",
            "C": "Nothing moves here: the tweet keeps its place, its posting too. What could stand "
            "beside it?",
        },
    ),
    Claim(
        "Page 1 shows results 1 to 20, the newest first. For page 2 the results 21 to 40 are "
        "fetched. So who reads on sees each tweet once.",
        "While somebody reads page 1, five new tweets with the word come in. Which tweets are "
        "now the results 21 to 25?",
        because="C",
        not_because={
            "E": "No answer is kept: page 2 is fetched anew, and is as new as can be. That is just "
            "it: what has happened between the two pages?",
            "D": "No segment is changed in this claim. What happens in front of the list?",
            "A": "No rate decides here: one new tweet between the two pages is enough. What "
            "becomes of result 20?",
        },
    ),
    Claim(
        f"Of {TWEETS / 1e6:.0f} million tweets, each of two words is in 1 %, and the one does not "
        f"depend on the other. So about {_BOTH} tweets have both, and for the newest {PAGE} of "
        f"these about a tenth of the two lists is read: some {_PAGE_READS:,} postings.",
        f"Each list has {_LIST:,} postings, and 1 % of 1 % of the tweets is {_BOTH}. {PAGE} of "
        f"{_BOTH} is a tenth, so a tenth of {2 * _LIST:,} postings is read, {_PAGE_READS:,}. Not "
        f"{PAGE}, and not all.",
    ),
    Claim(
        "Half of the queries ask for the same few words. So their answers are kept in a cache for "
        f"an hour. The promise that a tweet is found within {FOUND_IN_S} seconds is kept all the "
        "same.",
        "Somebody asked for *earthquake* a minute before it shook. What do all others get until "
        "the hour is over?",
        because="E",
        not_because={
            "B": "Hot words are what the cache is good for. What does it cost those who ask?",
            "C": "Let everybody look at page 1 only. What is on it?",
            "D": "No segment is changed here, and the index has the new tweet at once. Who looks "
            "into the index?",
            "H": "A few words with 20 ids each are small. It is not the room that is short.",
        },
    ),
    Claim(
        f"Each night the program that takes in the tweets merges the {_DAY / 1e9:.1f} billion "
        f"postings of the day into one segment, in one go, at {MOVED_PER_S / 1e6:.0f} million "
        "postings a second. A merge is much faster than people write. So tweets are found within "
        f"{FOUND_IN_S} seconds at night too.",
        f"Divide {_DAY / 1e9:.1f} billion by {MOVED_PER_S / 1e6:.0f} million. Where are the tweets "
        "that come meanwhile?",
        because="F",
        not_because={
            "B": "All words are merged, the hot and the rare. How long does it take?",
            "E": "No answer is kept here: each search looks anew, and the new tweet is in no "
            "segment yet. What is the program doing?",
            "D": "A merge changes no segment: it makes a new one. How long does it take, and who "
            "waits?",
            "H": "Grant it memory for two copies. How long does the merge take, and who waits?",
            "A": "Postings are merged, and postings are counted. Divide.",
        },
    ),
)

MISTAKES = f"""
# the writes taken for tweets
{WRITES_PER_S:,} / {TWEETS_PER_S} is {_RATIO:.1f}, and a tweet has about so many words, tags and
names. So a *write* of this table is most likely a posting. The article does not say it; you see it
by dividing. Before you buy for a number, ask what it counts.
-1

# the mean partition
The mean of {MACHINES} partitions says nothing about one word. {100 * HOT:.0f} % of
{QUERIES_PER_S:,} queries are {_HOTTEST:,.0f} a second for *one* partition, on top of its mean of
{_MEAN}. It is the hottest word that one partitions by term for, and there is always one.
-3

# the deletion waits for the merge
Who deletes a tweet wants it gone now. The segment keeps its arrays, and beside it stands one bit
for each of its tweets: *deleted*. A search reads the posting, looks at the bit and shows nothing.
The merge only frees the room.
-5

# page 2 by number
Five new tweets push the last five of page 1 to the places 21 to 25, so they are read twice. Ask
for what is *older than the last tweet you saw*: that is a cursor, and new tweets do not move it.
What could it be made of?
-6

# the cache forgotten
A cache of an hour is right for what changes in days. Here *new* is the whole promise: for 3,600
seconds after the first who asked, all others see what that one saw. How long may an answer be
kept, if {FOUND_IN_S} seconds are promised? And who still gains by that?
-8

# fast in the mean, late at night
{_DAY / 1e9:.1f} billion at {MOVED_PER_S / 1e6:.0f} million a second are {_MERGE_S:.0f} seconds, and
as long no tweet comes in. Over the day that is a fifth of a per cent, and nobody sees it in a mean.
Cut the merge into slices, and take tweets in between.
-9

# a true sum of messages accused
{_BY_TERM:,} against {_BY_DOCUMENT:,}: work it out, it is true. By term is bad for another reason
than the number of its messages. Claim 2 does not speak of it. Which claim does?
+2: B

# two machines seen in the messages
A tweet by term is written to many machines, and a crash can come in between: that is true, and a
good question to ask. But claim 2 counts messages, and claims no more. Accuse a claim of what it
says.
+2: G

# a sealed copy accused
A copy that is cut off can be thrown away and made anew: the segment still looks the same. Two
machines that differ for a moment do no harm where one of them is not asked yet. What would have to
change for a lock to be of use?
+4: G

# a true tenth accused
You expect {PAGE} postings for {PAGE} results, or all {2 * _LIST:,}. The search stops at the
{PAGE}th tweet that has *both* words, and only one in a hundred of the one list is in the other.
How far does it have to walk for {PAGE} of them?
+7: A

# a kept answer seen in the pages
No page is kept: page 2 is fetched anew, and it is because it is new that its numbers mean other
tweets. What would you write down of page 1, to go on from there?
+6: E

# the deletion taken for a kept answer
You see the harm: a deleted tweet is shown. But no answer is kept here, each search is made anew.
Look at the *so*: does it follow from a segment that never changes? Something may stand beside the
segment. Say what, and the claim is wrong.
+5: E

# the cache accused of its hot words
Hot words are why one wants a cache, and a second or two of it helps the index most in just that
minute. It is the *hour* that breaks a promise. Which one?
+8: B

# the merge taken for a kept answer
No answer is kept: each search is made anew, and it cannot give a tweet that is in no segment. Why
is it not in one? What is the program doing for {_MERGE_S:.0f} seconds?
+9: E
"""

CHECK = critique(
    answer="review",
    claims=CLAIMS,
    reasons=REASONS,
    mistakes=MISTAKES,
)
