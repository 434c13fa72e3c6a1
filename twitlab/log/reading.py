"""Read a log from an offset on: frame by frame, without a copy, or record by record.

frames at    0 to 899    900 to 1,799    1,800 to 2,699
read 1,000 to 2,000:     900 to 1,799 from its 101st record on, then 1,800 to 1,999
"""

from collections.abc import Iterator

from twitlab.errors import BadType
from twitlab.log.events import Events
from twitlab.log.frames import EVENTS
from twitlab.log.payloads import Batch, Records, cut, events_at, joined, records_at
from twitlab.log.segments import Segments


def event_batches(segments: Segments, start: int, end: int, least: int) -> Iterator[Batch]:
    """Give events from start to end, those of a frame at a time or of some small ones together.

    Args:
        segments: where they are.
        start: the first offset.
        end: the offset after the last.
        least: frames that have fewer events are copied together until they have so many.

    Raises:
        BadType: a record is no event.

    Complexity: O(1) a frame of `least` events or more, which are mapped; O(events) for others.
    """
    some: list[Events] = []
    first, count = start, 0
    for each in _frames(segments, start, end):
        if some and each.first != first + count:  # damage lies between
            yield Batch(first, joined(some))
            some, count = [], 0
        if not some:
            first = each.first
        some.append(each.events)
        count += len(each)
        if count >= least:
            yield Batch(first, joined(some))
            some, count = [], 0
    if some:
        yield Batch(first, joined(some))


def _frames(segments: Segments, start: int, end: int) -> Iterator[Batch]:
    for _, view, position, header in segments.walk(start, end):
        if header.kind != EVENTS:
            raise BadType(f"the record at offset {header.first} is bytes and no event: read it")
        low, high = max(start - header.first, 0), min(end, header.end) - header.first
        events = events_at(view, position, header)
        yield Batch(header.first + low, cut(events, low, high))


def records(segments: Segments, start: int, end: int, most: int) -> Records:
    """Give up to so many records that follow each other.

    Returns:
        Their first offset is start; or a later one, where damage took what stood there. None, and
        the end, if nothing is left.

    Complexity: O(bytes) of their frames.
    """
    found: list[bytes] = []
    first = start
    for _, view, position, header in segments.walk(start, end):
        low = max(start - header.first, 0)
        if found and header.first != first + len(found):
            break
        if not found:
            first = header.first + low
        high = min(low + most - len(found), end - header.first)
        found += records_at(view, position, header)[low:high]
        if len(found) == most:
            break
    return Records(first if found else end, found)
