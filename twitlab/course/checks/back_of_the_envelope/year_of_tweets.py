"""The check of *A year of tweets*: how much text a year holds, and what that rules out."""

from __future__ import annotations

from twitlab.course.kinds.estimate_task import Challenge, Conclusion
from twitlab.course.kinds.estimating import estimating
from twitlab.estimate import assumed, given

CONCLUSIONS = {
    "a": Conclusion(
        "One disk of 20 TB holds the year.",
        "Divide your result by 20 TB. How many disks is that?",
        below="20 TB/year",
    ),
    "b": Conclusion(
        "One disk is not enough, but one server with twelve of them is. So the size of the text "
        "alone forces nobody to have many servers.",
        "Twelve disks of 20 TB hold 240 TB. On which side of that is your result? And is it more "
        "than a single disk?",
        at_least="20 TB/year",
        below="240 TB/year",
    ),
    "c": Conclusion(
        "One server is not enough, but a rack of forty of them is.",
        "Forty servers with 240 TB each hold 9,600 TB. Is your result between one server and "
        "forty?",
        at_least="240 TB/year",
        below="9600 TB/year",
    ),
    "d": Conclusion(
        "A rack is not enough: to store the text is what the whole design turns around.",
        "A rack of forty servers holds 9,600 TB. How many such racks does your result fill?",
        at_least="9600 TB/year",
    ),
}

TWEETS = given("tweets a day", "400 M tweet/day", source="highscalability.com, 8 July 2013")
SIZE = assumed(
    "size of a tweet",
    "200 B/tweet",
    why="140 characters are 140 bytes in English and more in other scripts. With its id, author "
    "and a few flags the row has about 200, and with all that can hang on it some thousand.",
    mark="size",
    least="100 B/tweet",
    most="5 kB/tweet",
)
COPIES = assumed(
    "copies",
    "3 copies",
    why="One copy is lost with its disk, and more than six are paid for by nobody.",
    mark="replication",
    least="2 copies",
    most="6 copies",
)

MESSAGES = {
    "bits for bytes": "Your number is eight times what your own rows make, and a byte has eight "
    "bits. Lines are sold in bits a second, disks in bytes. Which of the two do you buy here? "
    "Eight times too much is a rack where a server would do.",
    "bytes for bits": "Your number is an eighth of what your rows make. Was something divided by "
    "8 that was in bytes from the start? A tweet's size is counted in bytes; only lines are sold "
    "in bits.",
    "replication left out": "Your rows name copies, and your result has room for one. That is the "
    "year as you would print it out, not as you would store it. With every broken disk, some of "
    "it is gone. Multiply once more.",
    "day for year": "That is one day. A day is what the rows are in, so people stop there. Asked "
    "is a year: how many of these days does it have? The factor of 365 decides between a disk "
    "that is carried in a pocket and a full server.",
    "month for year": "That is a month. It is the span people think in when a bill comes monthly. "
    "The question asks for a year.",
    "second for year": "That is one second of tweets. The rate came out right, and there you "
    "stopped. How many seconds does a year have? (About 3 × 10^7; worth knowing by heart.)",
    "hour for year": "That is one hour. Did you go from days to hours, where the question goes "
    "from days to years?",
    "no row for copies": "Your ledger has no row for copies, so your reader must guess whether you "
    "forgot them or decided for one. Even a factor of 1 is an assumption, and a broken disk will "
    "ask for it. Write it down.",
    "tweets a day: second for day": "4,630 is the tweets of a *second*, and your row says day. So "
    "a whole year of Twitter fits on a memory card. If a result makes you smile, look at the "
    "units first.",
    "tweets a day: a thousand times too few": "400 thousand a day would be five tweets a second: a "
    "small town. The question says million. Three zeros are lost quickest where k, M and G are "
    "said and not written.",
    "tweets a day: a thousand times too many": "400 billion a day would be 50 from every person on "
    "earth. The question says million. Hold a number against the people there are before you use "
    "it.",
    "size of a tweet: a thousand times too many": "Hundreds of kilobytes is a picture. The text of "
    "a tweet has at most 140 characters. Which of the two is stored here?",
    "size of a tweet: a thousand times too few": "Less than a byte cannot hold even one letter. Is "
    "it 200 B that you meant, and 0.2 kB?",
    "interval upside down": "Your low end is above your high end. Say it as a bet: *it is hardly "
    "below ..., and hardly above ...*.",
    "interval without width": "You give one number as both ends: you bet that nobody's tweet is a "
    "byte longer than you assumed. Reckon once with the smallest rows you believe, and once with "
    "the largest. Those are your ends.",
    "interval beside the result": "Your result is outside your own interval, so one of the three "
    "is not what you believe. That often happens when the result is corrected and the ends are "
    "forgotten.",
    "interval too wide": "From nearly nothing to nearly everything is always right and never of "
    "use: it allows both one disk and a hall full of them. Which end would surprise you? Pull "
    "that one in.",
}

CHECK = estimating(
    answer="estimate",
    ways=[TWEETS * SIZE * COPIES],
    unit="TB/year",
    conclusions=CONCLUSIONS,
    messages=MESSAGES,
    challenges=[
        # Krikorian, "Twitter by the numbers", 2010: 8 TB a day of all data, 70 million tweets.
        Challenge(
            "size of a tweet",
            "114 kB/tweet",
            "In 2010 Twitter kept 8 TB a day of all kinds, and 70 million tweets: 114 kB for each "
            "(Krikorian, 2010). With that in place of your bytes the year is {times} times as "
            "much, {result}. Which letter holds now?",
        ),
    ],
)
