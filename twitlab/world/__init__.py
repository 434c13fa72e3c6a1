"""Make a Twitter that is the same on every machine, or make one of real data.

The model is in `model.py`; edges, tweets and texts are drawn in the files of their names, all by
`chance.py`. Real graphs are read by `read_graphs.py` and real tweets by `read_tweets.py`.
"""

from twitlab.world.model import WorldModel
from twitlab.world.read_graphs import read_higgs_activity, read_snap_edges
from twitlab.world.read_tweets import read_archive, read_tweets_csv, read_tweets_jsonl
from twitlab.world.rows import EdgeRows, TweetRows
from twitlab.world.tweets import KINDS, MENTION, ORIGINAL, REPLY, RETWEET
from twitlab.world.world import World

__all__ = [
    "KINDS",
    "MENTION",
    "ORIGINAL",
    "REPLY",
    "RETWEET",
    "EdgeRows",
    "TweetRows",
    "World",
    "WorldModel",
    "read_archive",
    "read_higgs_activity",
    "read_snap_edges",
    "read_tweets_csv",
    "read_tweets_jsonl",
]
