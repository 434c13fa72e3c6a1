"""Hold a tweet: 140 characters, who wrote it, what it answers, and what all that weighs.

Everything about one tweet is reached from here: its id, from `twitlab.ids`, the record itself in
`record.py`, and what its text refers to in `extract.py`; of many texts, `extract_many.py`. Many
tweets, as every part takes them, are a batch of columns, in `batch.py`.
"""

from twitlab.ids import (
    EPOCH_MS,
    IDS_PER_MS,
    LAST_SEQUENTIAL_ID,
    MAX_ID,
    ClockWentBack,
    Snowflake,
    SnowflakeParts,
    TweetId,
    UserId,
    decode,
    ids_at,
    ids_at_plain,
    timestamps_ms,
)
from twitlab.tweet.batch import NO_ID, TweetBatch, as_batch
from twitlab.tweet.extract import Entities, Entity, check_text, entities
from twitlab.tweet.extract_many import Marked, find_marked
from twitlab.tweet.record import MAX_CHARACTERS, Tweet, Weight, characters

__all__ = [
    "EPOCH_MS",
    "IDS_PER_MS",
    "LAST_SEQUENTIAL_ID",
    "MAX_CHARACTERS",
    "MAX_ID",
    "NO_ID",
    "ClockWentBack",
    "Entities",
    "Entity",
    "Marked",
    "Snowflake",
    "SnowflakeParts",
    "Tweet",
    "TweetBatch",
    "TweetId",
    "UserId",
    "Weight",
    "as_batch",
    "characters",
    "check_text",
    "decode",
    "entities",
    "find_marked",
    "ids_at",
    "ids_at_plain",
    "timestamps_ms",
]
