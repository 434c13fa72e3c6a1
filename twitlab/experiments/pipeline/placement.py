"""Count what a gateway saves that ships its log and lets another machine add up."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from twitlab.arguments import check_int
from twitlab.clock import ManualClock
from twitlab.experiments.pipeline.streams import BEGIN_MS, likes
from twitlab.faults import Disk
from twitlab.log import (
    MS_PER_MINUTE,
    EventLog,
    Events,
    Gateway,
    decode,
    encode_events,
    encode_flush,
)

PLACES: Final = ("at the gateway", "elsewhere, packed", "elsewhere, as logged")
"""Where events are added up, and how they come there."""

_EVENTS: Final = 64_000
_BATCH: Final = 4_000
_AS_LOGGED: Final = b"columns "


@dataclass(slots=True)
class Work:
    """Count what one machine does.

    Args:
        logged: events that it writes and syncs.
        added_up: events that it sorts by key and counts.
        bytes_sent: that leave it.
        cpu_ns: nanoseconds of its processor, as the stopwatch says; they differ from run to run.
    """

    logged: int = 0
    added_up: int = 0
    bytes_sent: int = 0
    cpu_ns: int = 0


@dataclass(frozen=True, slots=True)
class Placement:
    """Say what both machines do.

    Args:
        place: one of :data:`PLACES`.
        gateway: what the busy one does.
        elsewhere: what the other one does.
    """

    place: str
    gateway: Work = field(default_factory=Work)
    elsewhere: Work = field(default_factory=Work)


def placements(
    skew: str = "usual",
    events: int = _EVENTS,
    seed: int = 2012,
    stopwatch: Callable[[], int] = time.process_time_ns,
) -> tuple[Placement, ...]:
    """Log likes and add them up, on one machine or on two.

    Both log raw events: the gateway before it acknowledges, and the other so that it can flush
    again what got no answer. Events are packed for the way, or go as their columns stand in the
    log. What the model leaves out: what the system needs to send and receive.

    Args:
        skew: one of :data:`PATH_SKEWS`.
        events: how many, 0 to 1,000,000.
        seed: of the draws.
        stopwatch: reads nanoseconds of this process.

    Raises:
        BadType, BadValue: an argument is of the wrong type, or out of range.

    Complexity: O(events log events).

    >>> [(each.gateway.added_up, each.elsewhere.added_up) for each in placements(events=8_000)]
    [(8000, 0), (0, 8000), (0, 8000)]
    """
    stream = likes(check_int("events", events, 0, 1_000_000), skew, seed=seed)
    batches = [stream[low : low + _BATCH] for low in range(0, len(stream), _BATCH)]
    here, packed, as_logged = map(Placement, PLACES)
    with _machine() as (gateway, _):
        for batch in batches:
            _add_up(gateway, batch, here.gateway, stopwatch)
    for there, encode in ((packed, encode_events), (as_logged, _columns)):
        with _machine() as (_, log), _machine() as (other, _):
            for batch in batches:
                message = _ship(log, batch, encode, there.gateway, stopwatch)
                _add_up(other, message, there.elsewhere, stopwatch)
    return here, packed, as_logged


def _add_up(
    gateway: Gateway, came: Events | bytes, work: Work, stopwatch: Callable[[], int]
) -> None:
    begin = stopwatch()
    batch = came if isinstance(came, Events) else _events(came)
    gateway.take(batch)
    for flush in gateway.flushes():
        work.bytes_sent += len(encode_flush(flush))
        gateway.answered(flush.name)
    work.cpu_ns += stopwatch() - begin
    work.logged += len(batch)
    work.added_up += len(batch)


def _ship(
    log: EventLog,
    batch: Events,
    encode: Callable[[Events], bytes],
    work: Work,
    stopwatch: Callable[[], int],
) -> bytes:
    begin = stopwatch()
    log.append(batch)
    message = encode(batch)
    work.cpu_ns += stopwatch() - begin
    work.logged += len(batch)
    work.bytes_sent += len(message)
    return message


def _columns(batch: Events) -> bytes:
    """Write columns one after another, as the log has them."""
    return _AS_LOGGED + b"".join(
        column.tobytes() for column in (batch.event_ids, batch.times_ms, batch.keys, batch.authors)
    )


def _events(message: bytes) -> Events:
    if message.startswith(_AS_LOGGED):
        return Events(*np.frombuffer(message, np.int64, offset=len(_AS_LOGGED)).reshape(4, -1))
    events = decode(message)
    assert isinstance(events, Events)
    return events


@contextmanager
def _machine() -> Iterator[tuple[Gateway, EventLog]]:
    clock, files = ManualClock(BEGIN_MS + MS_PER_MINUTE), Disk()
    with (
        EventLog("/events", files=files) as log,
        EventLog("/cuts", files=files) as cuts,
    ):
        yield Gateway(0, log, cuts, max_age_ms=0, max_events=_BATCH, clock=clock), log
