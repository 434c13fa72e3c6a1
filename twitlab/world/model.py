"""Hold what a made world is like: each number with its source, or with why it was chosen."""

from dataclasses import dataclass, fields

from twitlab.arguments import check_int, check_number
from twitlab.errors import BadType, BadValue
from twitlab.ids import EPOCH_MS

# 2 July 2012, 00:00 UTC: a Monday, in the week of the Higgs data that worlds are compared with.
START_MS = 1_341_187_200_000
# Chosen. The Higgs data has one deep night and a long day (its quiet hours hold a tenth of its
# busy ones). All of Twitter spans the time zones, so this is flatter: peak 1.5, night 0.4.
HOUR_WEIGHTS = (
    *(110, 95, 80, 65, 50, 42, 40, 45, 60, 75, 85, 95),
    *(105, 115, 120, 125, 130, 135, 140, 150, 150, 145, 135, 125),
)


@dataclass(frozen=True, slots=True)
class WorldModel:
    """Say how users follow and tweet in a made world.

    The model leaves out what no lesson counts: communities, languages, links, deleted tweets,
    a graph that grows, and users who wake at different hours. Its quiet users are too much alike:
    two in three have half the mean of followers, in the crawled graphs one in three.

    Args:
        mean_followees: edges per user. Chosen, for 20 million edges among a million users. Kwak
            et al., WWW 2010, abstract: 1.47 billion among 41.7 million, 35 a user.
        mutual_pairs: share of the pairs with an edge that have both. 0.221: Kwak et al., WWW
            2010, section 3.3. That is 36 % of edges; Myers et al., WWW 2014: 42 % of edges.
        top_share: the share of users who are fans of the first celebrity is kept near or below
            this. 0.2: 31 M followers among over 150 M active users, Krikorian, QCon SF 2012.
        top_following: the same for the user who follows most. 0.05, chosen: nobody reads what a
            fifth of all say. In the crawled graphs the kit is tested with it is a quarter.
        start_ms: when the world begins, Unix milliseconds. Chosen.
        days: how long it lasts. Chosen: one week.
        hour_weights: how busy each hour of the day is, UTC, 24 integers. Chosen; see above.
        replies: share of tweets that answer one. 0.31: boyd, Golder and Lotan, HICSS 2010: 36 %
            of tweets name a user, 86 % of these begin with the name.
        retweets: share of tweets that repeat one. Chosen, between 3 % (the same paper; in 2009
            there was no button) and 63 % of the interactions about the Higgs boson in 2012.
        hashtagged: share of tweets with a hashtag, bursts aside. 0.05: the same paper.
        bursts_per_day: how many topics suddenly peak. Chosen.
        in_bursts: share of tweets that belong to these. Chosen so that the largest one peaks, for
            a minute, at some 25 times the mean rate, as the record of 3 August 2013 did
            (143,199 a second; mean 5,700; Krikorian's blog).
        vocabulary: how many words there are, at most 65,536. Chosen.
        hashtags: how many hashtags there are. Chosen.
        words: fewest and most words in a tweet. Chosen, so that each fits in 140 characters.

    Raises:
        BadType: a field is of the wrong type.
        BadValue: a field is out of range.

    Complexity: O(1).

    >>> WorldModel(days=2).days
    2
    """

    mean_followees: int = 20
    mutual_pairs: float = 0.221
    top_share: float = 0.2
    top_following: float = 0.05
    start_ms: int = START_MS
    days: int = 7
    hour_weights: tuple[int, ...] = HOUR_WEIGHTS
    replies: float = 0.31
    retweets: float = 0.20
    hashtagged: float = 0.05
    bursts_per_day: int = 3
    in_bursts: float = 0.05
    vocabulary: int = 20_000
    hashtags: int = 5_000
    words: tuple[int, int] = (4, 14)

    def __post_init__(self) -> None:
        for field in fields(self):
            if field.type is float:
                check_number(field.name, getattr(self, field.name), 0, 1)
        check_int("mean_followees", self.mean_followees, 0, 10_000)
        # Half of the 69 years that ids can hold, so that a world fits behind its start.
        check_int("start_ms", self.start_ms, EPOCH_MS, EPOCH_MS + 2**40)
        check_int("days", self.days, 1, 3_650)
        check_int("bursts_per_day", self.bursts_per_day, 0, 1_000)
        check_int("vocabulary", self.vocabulary, 1, 65_536)
        check_int("hashtags", self.hashtags, 1, 65_536)
        if self.replies + self.retweets > 1:
            total = self.replies + self.retweets
            raise BadValue(f"replies + retweets must be at most 1, got {total}")
        for name in ("words", "hour_weights"):
            if not isinstance(getattr(self, name), tuple):
                raise BadType(f"{name} must be a tuple, got {getattr(self, name)!r}")
        if len(self.words) != 2:
            raise BadValue(f"words must be the fewest and the most, got {self.words!r}")
        check_int("words[0]", self.words[0], 1, 14)
        check_int("words[1]", self.words[1], self.words[0], 14)
        if len(self.hour_weights) != 24:
            raise BadValue(f"hour_weights must be 24 integers, got {len(self.hour_weights)}")
        for hour, weight in enumerate(self.hour_weights):
            check_int(f"hour_weights[{hour}]", weight, 0, 1_000_000)
        if not any(self.hour_weights):
            raise BadValue("hour_weights must have an hour above 0, got 24 zeros")
