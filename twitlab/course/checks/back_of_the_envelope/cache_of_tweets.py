"""The check of *The cache of tweets*: how much memory the tweets of the last days take."""

from __future__ import annotations

from twitlab.course.kinds.estimate_task import Challenge, Conclusion
from twitlab.course.kinds.estimating import estimating
from twitlab.estimate import assumed, given

CONCLUSIONS = {
    "a": Conclusion(
        "One server with 128 GB of memory holds the cache.",
        "128 GB are 0.128 TB. Is your result below that?",
        below="0.128 TB",
    ),
    "b": Conclusion(
        "One server is not enough, but a rack of forty of them is. So the tweets have to be "
        "partitioned, and a reader's page asks many servers.",
        "Forty servers of 128 GB have 5.12 TB, one has 0.128 TB. Is your result between the two?",
        at_least="0.128 TB",
        below="5.12 TB",
    ),
    "c": Conclusion(
        "A rack is not enough: before one buys, one asks whether fewer days would do.",
        "Forty servers of 128 GB have 5.12 TB. Is your result above that?",
        at_least="5.12 TB",
    ),
}

TWEETS = given("tweets a day", "400 M tweet/day", source="highscalability.com, 8 July 2013")
SIZE = assumed(
    "bytes in memory",
    "1 kB/tweet",
    why="The row alone has about 200 bytes. What a page shows with it (name, picture's address, "
    "links, counts) and the table that finds it come on top, up to a few thousand.",
    mark="size",
    least="150 B/tweet",
    most="10 kB/tweet",
)
DAYS = assumed(
    "days kept",
    "3 day",
    why="A home timeline shows what is new: hours to a few days. Whoever scrolls further may wait "
    "for the disk.",
    mark="span",
    least="0.25 day",
    most="60 day",
)
COPIES = assumed(
    "copies",
    "2 copies",
    why="One copy is enough for a cache that can be filled again from disk, if the disks bear it "
    "when a server dies. More than four are paid for by nobody.",
    mark="replication",
    least="1",
    most="4 copies",
)

MESSAGES = {
    "bits for bytes": "Your number is eight times what your rows make. Memory is sold in bytes. "
    "Eight times too much turns a rack into a hall, and the idea of a cache into a bad idea.",
    "bytes for bits": "Your number is an eighth of what your rows make. A division by 8 belongs "
    "where bits come in. Did any of your rows have bits?",
    "one for the whole span": "That is one day's tweets. Your own row keeps more than one, and "
    "nothing leaves the cache before its days are over. What does the cache hold on the last "
    "evening?",
    "no row for copies": "Your ledger has no row for copies. For a cache 1 can be defended, "
    "because it can be filled again. But say it: then somebody can ask what happens on the day "
    "when a server dies.",
    "no row for days kept": "Your ledger does not say for how long a tweet is kept. Without that "
    "no cache has a size: it only grows. It is the row with which one really decides.",
    "tweets a day: second for day": "4,630 is the tweets of a second, and your row says day. With "
    "it all of Twitter's cache fits into a telephone.",
    "tweets a day: a thousand times too few": "400 thousand a day are five tweets a second. The "
    "question says million: three zeros are missing.",
    "tweets a day: a thousand times too many": "400 billion a day are 50 from every person on "
    "earth. The question says million.",
    "interval upside down": "Your low end is above your high end. Say it as a bet: *it is hardly "
    "below ..., and hardly above ...*.",
    "interval without width": "Both ends are the same. Three of your four rows are assumptions of "
    "your own: how far could each be off? Reckon once with all of them small and once with all "
    "of them large.",
    "interval beside the result": "Your result lies outside your own interval. Which of the three "
    "numbers do you believe least?",
    "interval too wide": "This interval holds a telephone and a data centre at once. Which of your "
    "rows makes it so wide? That is the one to ask the interviewer about.",
}

CHECK = estimating(
    answer="estimate",
    ways=[TWEETS * DAYS * SIZE * COPIES],
    unit="TB",
    conclusions=CONCLUSIONS,
    widest=400,
    messages=MESSAGES,
    challenges=[
        # 22 MB/s * 86,400 s / 400 million.
        Challenge(
            "bytes in memory",
            "4.75 kB/tweet",
            "Twitter's firehose of 2013 carried 22 MB a second, 4.75 kB a tweet with all its "
            "fields (highscalability.com, 2013). Kept like that, your cache is {times} times as "
            "large: {result}. Does the rack still do?",
            "Twitter's firehose of 2013 carried 22 MB a second, 4.75 kB a tweet with all its "
            "fields (highscalability.com, 2013). Kept like that, your cache is {times} times "
            "smaller: {result}. Which row would you ask about next?",
        ),
    ],
)
