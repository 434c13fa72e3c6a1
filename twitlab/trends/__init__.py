"""Say what is trending, from memory."""

from twitlab.trends.answers import Member, Scored
from twitlab.trends.changes import Change
from twitlab.trends.plain import PlainSortedSet
from twitlab.trends.sorted_set import SortedSet, SortedSetWork

__all__ = ["Change", "Member", "PlainSortedSet", "Scored", "SortedSet", "SortedSetWork"]
