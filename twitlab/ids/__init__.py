"""Make ids that no two servers share, and read what stands in one.

How 64 bits are laid out is in `layout.py`, who counts them in `snowflake.py`; what happens if every
server picks at random in `random_ids.py`.
"""

from twitlab.ids import random_ids
from twitlab.ids.layout import (
    EPOCH_MS,
    IDS_PER_MS,
    LAST_MS,
    LAST_SEQUENCE,
    LAST_SEQUENTIAL_ID,
    MAX_ID,
    TIMESTAMP_SHIFT,
    SnowflakeParts,
    TweetId,
    UserId,
    decode,
    ids_at,
    ids_at_plain,
    node_bits,
    timestamps_ms,
)
from twitlab.ids.snowflake import ClockWentBack, Snowflake

__all__ = [
    "EPOCH_MS",
    "IDS_PER_MS",
    "LAST_MS",
    "LAST_SEQUENCE",
    "LAST_SEQUENTIAL_ID",
    "MAX_ID",
    "TIMESTAMP_SHIFT",
    "ClockWentBack",
    "Snowflake",
    "SnowflakeParts",
    "TweetId",
    "UserId",
    "decode",
    "ids_at",
    "ids_at_plain",
    "node_bits",
    "random_ids",
    "timestamps_ms",
]
