"""Say what is trending, from memory.

What one would write first is `plain.py`. A sorted set as Redis has it is in `sorted_set.py`: scores
in an array (`scores.py`, `rows.py`, `slots.py`), an index of the best (`top_index.py`), all others
looked at at once (`ordering.py`). On it stand counts of the last minutes (`windows.py`) and counts
that fade (`decay.py`). What is trending and not merely popular: `trends.py` by the settings of
`rules.py`, by people and not by tweets (`voices.py`), and by more than chance (`surprise.py`). What
survives the power going: `durable.py`, by a log of changes (`change_records.py`), `snapshots.py`
and `replica.py`.
Beside them stands what a recommendation reads: `features.py`.
"""

from twitlab.trends.answers import Member, Scored, Trend
from twitlab.trends.changes import Change, change_of
from twitlab.trends.decay import DecayedCounts
from twitlab.trends.durable import DurableSortedSet, recover_trends
from twitlab.trends.features import FeatureTable, FeatureWork, write_features
from twitlab.trends.plain import PlainSortedSet, PlainTrends
from twitlab.trends.replica import RecoveredSet, SortedSetReplica
from twitlab.trends.rules import Rules
from twitlab.trends.sorted_set import SortedSet, SortedSetWork
from twitlab.trends.surprise import surprise
from twitlab.trends.trends import Trends
from twitlab.trends.windows import Taken, WindowCounts

__all__ = [
    "Change",
    "DecayedCounts",
    "DurableSortedSet",
    "FeatureTable",
    "FeatureWork",
    "Member",
    "PlainSortedSet",
    "PlainTrends",
    "RecoveredSet",
    "Rules",
    "Scored",
    "SortedSet",
    "SortedSetReplica",
    "SortedSetWork",
    "Taken",
    "Trend",
    "Trends",
    "WindowCounts",
    "change_of",
    "recover_trends",
    "surprise",
    "write_features",
]
