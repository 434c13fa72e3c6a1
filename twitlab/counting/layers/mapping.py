"""Say what events count for: each by itself, by a function that can be wrong.

    event of key 40              as it is        40
    event of key 40 by a robot   a mapping       left out

A bug in a mapping is mended by another one, and by counting the log again.
"""

from collections.abc import Callable

import numpy as np

from twitlab.arguments import shown
from twitlab.columns import Ints
from twitlab.errors import BadType
from twitlab.log import Events

MapEvents = Callable[[Events], Events]


def as_they_are(events: Events) -> Events:
    """Count each event for its key."""
    return events


def check_mapping(mapping: object) -> None:
    """Refuse what cannot be called with events."""
    if not callable(mapping):
        raise BadType(f"mapping must be a function of Events, got {shown(mapping)}")


def mapped(mapping: MapEvents, events: Events, repeats: Ints) -> Events:
    """Leave repeats out of events, and say what the others count for.

    Raises:
        BadType: mapping gives no Events.

    Complexity: O(events), or that of the mapping if none is left out.
    """
    found = mapping(_without(events, repeats))
    if not isinstance(found, Events):
        raise BadType(f"mapping must give Events, got {shown(found)}")
    return found


def _without(events: Events, places: Ints) -> Events:
    if not len(places):
        return events
    stays = np.ones(len(events), bool)
    stays[places] = False
    return Events.checked(
        events.event_ids[stays], events.times_ms[stays], events.keys[stays], events.authors[stays]
    )
