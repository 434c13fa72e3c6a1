"""The check of *Which number decides?*: six places for home timelines, four numbers that rule."""

from __future__ import annotations

from twitlab.course.kinds.choosing import Option, choose

USERS = 150_000_000
"""Active users. Source: Krikorian, QCon SF 2012, slides."""
ENTRIES = 800
"""Tweets in a home timeline. Source: twitter-archive/haplocheirus, default bounds."""
ENTRY_BYTES = 20
"""Tweet id 8, user id 8, bits 4. Source: Krikorian, QCon SF 2012, slides."""
READS_PER_S = 300_000
"""Source: Krikorian, QCon SF 2012, slides; Kleppmann, DDIA, chapter 1."""
WRITES_PER_S = 345_000
"""Timeline inserts: 4,600 tweets a second to 75 timelines. Source: Kleppmann, DDIA, chapter 1."""
SEEK_MS, ROUND_TRIP_MS, KB_OVER_1GBPS_MS = 10, 0.5, 0.01
"""Source: donnemartin/system-design-primer, latency numbers."""

SERVERS, MEMORY_GB, PER_SERVER, DISK_PER_S = 100, 128, 100_000, 100
"""What the exercise gives."""
FOLLOWED, NEWEST, PEAK, TEXT_BYTES, COPIES = 75, 20, 3, 200, 3

_MEMORY_TB = SERVERS * MEMORY_GB / 1_000
_ONE_COPY_TB = USERS * ENTRIES * ENTRY_BYTES / 1e12
_TEXT_TB = USERS * ENTRIES * (ENTRY_BYTES + TEXT_BYTES) / 1e12
_CAN_M = SERVERS * PER_SERVER / 1e6
_THREE_M = PEAK * (READS_PER_S + COPIES * WRITES_PER_S) / 1e6
_SINGLE_M = PEAK * (READS_PER_S + WRITES_PER_S) / 1e6
_ON_READ_M = PEAK * READS_PER_S * FOLLOWED / 1e6
_TEXT_KB = ENTRIES * (ENTRY_BYTES + TEXT_BYTES) / 1_000
_TEXT_MS = _TEXT_KB * KB_OVER_1GBPS_MS
_IDS_KB = ENTRIES * ENTRY_BYTES / 1_000
_IDS_MS = _IDS_KB * KB_OVER_1GBPS_MS
_NEWEST_KB = FOLLOWED * NEWEST * ENTRY_BYTES / 1_000

REQUIREMENTS = {
    "memory": "what is kept in memory fits into the memory there is",
    "operations": "at a peak of three times the mean, reads and writes together are no more "
    "operations than the servers can do",
    "fast": "while nobody else is asking, a reader has the timeline within 5 ms",
    "survives": "when one server dies, every timeline can still be read",
}

OPTIONS = (
    Option(
        "one big server",
        breaks={
            "operations": f"At the peak {_SINGLE_M:.1f} million operations a second arrive, and "
            f"one server does {PER_SERVER:,}: {_SINGLE_M * 1e6 / PER_SERVER:.0f} times too many.",
            "survives": "All timelines are on it. When it dies, nobody has one.",
        },
        keeps={
            "memory": f"{_ONE_COPY_TB:.1f} TB are needed, and this server was bought with 4 TB.",
            "fast": f"It reads from memory: a round trip of {ROUND_TRIP_MS} ms, and "
            f"{_IDS_KB:.0f} kB on the line take {_IDS_MS:.2f} ms.",
        },
    ),
    Option(
        "hard disks",
        breaks={
            "operations": f"{SERVERS} disks do {DISK_PER_S * SERVERS:,} seeks a second, and the "
            f"peak wants {_THREE_M:.1f} million: {_THREE_M * 1e6 / DISK_PER_S / SERVERS:.0f} "
            "times too many.",
            "fast": f"The one seek takes {SEEK_MS} ms.",
        },
        keeps={
            "memory": "Nothing is kept in memory.",
            "survives": "Each list is on three servers.",
        },
    ),
    Option(
        "asked for at read",
        breaks={
            "operations": f"{READS_PER_S:,} reads, each of them {FOLLOWED} operations, at three "
            f"times the mean: {_ON_READ_M:.1f} million a second. The servers do {_CAN_M:.0f} "
            "million.",
        },
        keeps={
            "memory": f"At most {ENTRIES} entries for each account are {_ONE_COPY_TB:.1f} TB, and "
            f"three copies {COPIES * _ONE_COPY_TB:.1f} TB. There are {_MEMORY_TB:.1f} TB.",
            "fast": f"It asks all {FOLLOWED} lists at the same time, so the reader waits for one "
            f"round trip, {ROUND_TRIP_MS} ms, and not for {FOLLOWED}. {FOLLOWED} × {NEWEST} "
            f"entries are {_NEWEST_KB:.0f} kB, and take {_NEWEST_KB * KB_OVER_1GBPS_MS:.1f} ms.",
            "survives": "Each author's list is on three servers.",
        },
    ),
    Option(
        "whole tweets",
        breaks={
            "memory": f"{USERS / 1e6:.0f} million × {ENTRIES} × {ENTRY_BYTES + TEXT_BYTES} bytes "
            f"are {_TEXT_TB:.1f} TB, and three copies {COPIES * _TEXT_TB:.0f} TB. There are "
            f"{_MEMORY_TB:.1f} TB.",
        },
        keeps={
            "operations": "There are as many operations as with the ids alone, only larger ones: "
            f"{_THREE_M:.1f} million at the peak. The servers do {_CAN_M:.0f} million.",
            "fast": f"{_TEXT_KB:.0f} kB take {_TEXT_MS:.1f} ms on a line of 1 Gbit/s. With the "
            f"round trip that is {_TEXT_MS + ROUND_TRIP_MS:.1f} ms.",
            "survives": "Each list is on three servers.",
        },
    ),
    Option(
        "ids, one copy",
        breaks={
            "survives": f"Each server holds {USERS / SERVERS / 1e6:.1f} million timelines that "
            "stand nowhere else.",
        },
        keeps={
            "memory": f"{_ONE_COPY_TB:.1f} TB into {_MEMORY_TB:.1f} TB.",
            "operations": f"({READS_PER_S:,} + {WRITES_PER_S:,}) × {PEAK} are {_SINGLE_M:.1f} "
            f"million. The servers do {_CAN_M:.0f} million.",
            "fast": f"It reads from memory: a round trip of {ROUND_TRIP_MS} ms, and "
            f"{_IDS_KB:.0f} kB on the line take {_IDS_MS:.2f} ms.",
        },
    ),
    Option(
        "ids, three copies",
        breaks={},
        keeps={
            "memory": f"{_ONE_COPY_TB:.1f} TB three times are {COPIES * _ONE_COPY_TB:.1f} TB, "
            f"into {_MEMORY_TB:.1f} TB.",
            "operations": f"A write goes to three copies, a read to one: ({READS_PER_S:,} + "
            f"{COPIES} × {WRITES_PER_S:,}) × {PEAK} are {_THREE_M:.1f} million. The servers do "
            f"{_CAN_M:.0f} million.",
            "fast": f"It reads from memory: a round trip of {ROUND_TRIP_MS} ms, and "
            f"{_IDS_KB:.0f} kB on the line take {_IDS_MS:.2f} ms.",
            "survives": "Two other servers hold the same list.",
        },
        defensible=True,
    ),
)

MISTAKES = f"""
# one server, because the bytes fit
{_ONE_COPY_TB:.1f} TB do fit into 4 TB, and so it looks solved. Size is only one of the numbers.
Before you stop, ask the others: how often is it asked for, and what if it is gone?
+one big server: choose
+ids, three copies: operations

# disks, because they are cheap
Disks hold everything many times over, at a tenth of the price. But a home timeline is a small thing
that is asked for often. Count in *seeks* and not in bytes: how many a second can a hundred disks
do?
+hard disks: choose
+ids, three copies: memory

# nothing copied, so nothing to pay
It is elegant: a tweet is stored once, and nothing is ever out of date. And it was Twitter's first
way. The work has not gone, though; it has moved to the reader. How many timelines are read for each
tweet that is written, and how many lists does each read touch?
+asked for at read: choose
+ids, three copies: operations

# whole tweets, to save the second look
You save a look-up of 800 texts at each read, and that is a good thought. The price is the same text
again in every timeline that it reaches. Multiply: users × entries × bytes, and then the copies.
+whole tweets: choose
+ids, three copies: memory

# one copy, because they can be rebuilt
A lost timeline can be computed again, so nothing is lost for ever. But the requirement says that it
can be *read*. One of a hundred servers holds {USERS / SERVERS / 1e6:.1f} million timelines: how
long would you let their readers wait?
+ids, one copy: choose
+ids, three copies: memory

# reading together accused of being slow
{FOLLOWED} look-ups one after another would take {FOLLOWED * ROUND_TRIP_MS:.0f} ms, and then you
would be right. They are sent at the same time. A reader waits for the slowest, and a server pays
for all: which of the four requirements counts what servers pay?
+asked for at read: fast

# whole tweets accused of being slow
A timeline grows to {_TEXT_KB:.0f} kB, and that does take longer. How long? 1 kB on a line of 1
Gbit/s is 0.01 ms. An accusation needs its number.
+whole tweets: fast

# whole tweets accused of too many operations
Bigger is not more often. Writing 220 bytes into a list is one operation, and so is writing 20. What
does grow with the bytes?
+whole tweets: operations

# one big server accused of too little memory
That is the reflex, and for a server of {MEMORY_GB} GB it holds. This one was bought with 4 TB. Work
out what all timelines take, once, before you accuse it.
+one big server: memory

# hard disks accused of losing data
Disks keep what they hold without power, and here each list is on three of them. Their trouble is
another: think of the arm that has to move.
+hard disks: survives

# one copy accused of the work
One copy makes the *least* work of all six. What is it that two more copies would buy?
+ids, one copy: operations
"""

CHECK = choose(
    answer="defence",
    requirements=REQUIREMENTS,
    options=OPTIONS,
    mistakes=MISTAKES,
)
