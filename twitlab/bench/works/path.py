"""The path from a gateway to a served answer: over loopback, logged, synced, counted, answered.

A contest says what one batch after another costs a processor, beside what one would write first.
Then events come over a socket by the clock, whether the path keeps up or not. The path is one
process and one thread: it takes the batches that have come, logs and syncs them, flushes and
counts, and asks for the top 100 after each. Drawing and sending are another process's, and not
counted. Of three runs the one with the middle p99 is told.

How late an event is counts from when it happened until an answer is given that has it. Of each
batch its first event is looked at: it has waited longest, 10 ms before the batch was sent. Then
come the work, and two syncs one after the other: of the events, which are acknowledged by it, and
of the cut, which is on the disk before a flush is seen. A slow disk is waited for twice. An answer
is about the minutes since the first event, one or two; what an hour of minutes takes to read
is in the bench `lambda`.
"""

import json
import os
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import numpy as np

from twitlab.bench.harness import Bench, Contest, Fact, Work
from twitlab.bench.path_load import AGE_MS, BINARY, JSON, Form, Incoming, batches, drawn_keys
from twitlab.clock import SystemClock
from twitlab.counting import BatchLayer, Counted, SpeedLayer, top_k
from twitlab.counting.layers import ServingLayer
from twitlab.errors import TwitlabError
from twitlab.log import EventLog, Events, Gateway

BEST: Final = 100
WIDTH: Final = 1 << 14  # of the sketches
READ, LOGGED, CUT, COUNTED, ANSWERED = STEPS = (
    "read",
    "logged and synced",
    "added up, the cut synced",
    "counted",
    "answered",
)
_NS: Final = 1_000_000  # of a millisecond
_SINCE_MS: Final = 1_700_000_000_000  # when the events of the contests happened
_COLUMNS: Final = ("event_ids", "times_ms", "keys", "authors")


def contests(quick: bool) -> Sequence[Contest]:
    """Make the contests; in full they take a minute and a half, and 200 MB of disk."""
    rates, seconds, runs, some = (
        ((20_000, 5_000), 0.3, 1, 5) if quick else ((1_000_000, 100_000), 5.0, 3, 50)
    )
    return [
        _contest(form, per_s, some, partial(_middle, form, per_s, seconds, runs))
        for form, per_s in zip((BINARY, JSON), rates)
    ]


class ServedPath:
    """Take events, and answer.

    Args:
        folder: for the gateway's logs.
    """

    def __init__(self, folder: str) -> None:
        self.log = EventLog(Path(folder) / "events")
        self._gateway = Gateway(
            0,
            self.log,
            EventLog(Path(folder) / "cuts"),
            max_age_ms=0,  # a batch has its age when it comes
            max_events=1 << 18,
            clock=SystemClock(),
        )
        self._speed = SpeedLayer(width=WIDTH, minutes=60)
        self._serving = ServingLayer(BatchLayer(), self._speed)
        self._since = 1 << 62  # the first minute of all events
        # Of each step, and each call: nanoseconds of the clock, and of the processor.
        self.took: dict[str, list[tuple[int, int]]] = {name: [] for name in STEPS}

    def serve(self, read: Callable[[], Events]) -> tuple[Counted, ...]:
        """Read events, do all with them, and give the top 100 with them."""
        with self._step(READ):
            events = read()
        with self._step(LOGGED):
            self._gateway.take(events)
        with self._step(CUT):
            flushes = self._gateway.flushes()
        with self._step(COUNTED):
            for flush in flushes:
                self._since = min(self._since, flush.minute)
                self._speed.take(flush)
                self._gateway.answered(flush.name)
        with self._step(ANSWERED):
            return self._serving.top(BEST, self._since, self._speed.newest + 1).top

    def exact_top(self) -> set[int]:
        """Count all events of the log, and give the true top 100."""
        keys = np.concatenate([each.keys for each in self.log.events()])
        return {int(each.key) for each in top_k(keys, BEST)}

    def close(self) -> None:
        """Close the logs."""
        self._gateway.close()

    @contextmanager
    def _step(self, name: str) -> Iterator[None]:
        clock, processor = time.perf_counter_ns(), time.process_time_ns()
        yield
        taken = time.perf_counter_ns() - clock, time.process_time_ns() - processor
        self.took[name].append(taken)


@contextmanager
def opened() -> Iterator[ServedPath]:
    """Open a path in a folder of its own, and close it."""
    with TemporaryDirectory() as folder:
        path = ServedPath(folder)
        try:
            yield path
        finally:
            path.close()


def _contest(form: Form, per_s: int, some: int, facts: Callable[[], Sequence[Fact]]) -> Contest:
    each = per_s * AGE_MS // 1_000
    sent = [form.write(events) for events in batches(drawn_keys(some * each), per_s, _SINCE_MS)]
    return Contest(
        title=(
            f"{some} batches of {each:,} events, {form.name}: logged, synced and counted, and the "
            f"top {BEST} after each, CPU time"
        ),
        unit="events",
        count=some * each,
        ours=Work("Gateway, SpeedLayer, ServingLayer", partial(_ours, form, sent)),
        peers=[Work("a file of JSON lines and a Counter", partial(_plain, form, sent))],
        agree=differ,
        facts=facts,
        rounds=5,
    )


def _ours(form: Form, sent: Sequence[bytes]) -> tuple[int, dict[int, int]]:
    with opened() as path:
        top: tuple[Counted, ...] = ()
        for message in sent:
            top = path.serve(partial(form.read, message))
        return path.log.acknowledged, {int(each.key): each.count for each in top}


def _plain(form: Form, sent: Sequence[bytes]) -> tuple[int, dict[int, int]]:
    """Do the same event by event, and look at all keys for each answer."""
    counts: Counter[int] = Counter()
    with TemporaryDirectory() as folder, (Path(folder) / "log").open("wb", buffering=0) as log:
        for message in sent:
            events = form.read(message)
            rows = zip(*(getattr(events, name).tolist() for name in _COLUMNS))
            log.write("".join(json.dumps(row) + "\n" for row in rows).encode())
            os.fsync(log.fileno())
            counts.update(events.keys.tolist())
            counts.most_common(BEST)
    return counts.total(), dict(counts)


def differ(ours: tuple[int, dict[int, int]], theirs: tuple[int, dict[int, int]]) -> str:
    """Hold the top's counts against exact ones: they may be above, and never below."""
    if ours[0] != theirs[0]:
        return f"{ours[0]} events are counted, and {theirs[0]}"
    below = [key for key, count in ours[1].items() if count < theirs[1].get(key, 0)]
    return f"the counts of {below} are too low" if below else ""


@dataclass(slots=True)
class Load:
    """Hold what came out of events that came by the clock.

    Args:
        top: the last answer.
        late_ns: how long after the first event of each batch an answer had it.
        calls: of the path; batches that came meanwhile are taken together.
        lasted_ns: by the clock.
        worked_ns: by the processor, receiving included.
    """

    top: tuple[Counted, ...] = ()
    late_ns: list[int] = field(default_factory=list)
    calls: int = 0
    lasted_ns: int = 1
    worked_ns: int = 0


def serve_all(path: ServedPath, form: Form, incoming: Incoming) -> Load:
    """Take batches as they come, until the last."""
    load, start, worked = Load(), incoming.begin(), time.process_time_ns()
    while messages := incoming.wait():
        load.top = path.serve(partial(_read_all, form, messages))
        now, first = time.perf_counter_ns() - start, len(load.late_ns)
        load.late_ns += [now - (first + at) * AGE_MS * _NS for at in range(len(messages))]
        load.calls += 1
        load.lasted_ns, load.worked_ns = now, time.process_time_ns() - worked
    return load


def _read_all(form: Form, messages: Sequence[bytes]) -> Events:
    """Read batches that came together as one: they share the syncs, the flush and the answer."""
    some = [form.read(each) for each in messages]
    columns = ([getattr(each, name) for each in some] for name in _COLUMNS)
    return some[0] if len(some) == 1 else Events(*map(np.concatenate, columns))


def _middle(form: Form, per_s: int, seconds: float, runs: int) -> Sequence[Fact]:
    """Run the load some times, and give what is found in the one with the middle p99."""
    found = [_loaded(form, per_s, round(per_s * seconds)) for _ in range(runs)]
    return sorted(found, key=lambda each: each[0])[runs // 2][1]


def _loaded(form: Form, per_s: int, count: int) -> tuple[float, Sequence[Fact]]:
    """Send events by the clock; give the p99, and all that there is to say."""
    with opened() as path:
        with Incoming(form, per_s, count) as incoming:
            load = serve_all(path, form, incoming)
            if (logged := path.log.acknowledged) != count:
                raise TwitlabError(f"{count} events were to be sent, and {logged} are in the log")
            sender_ns = incoming.late_ns()
        found = path.exact_top() & {int(each.key) for each in load.top}
        return float(np.percentile(load.late_ns, 99)), [
            *_lateness(f"{per_s:,} events/s", load),
            *_noise(path, sender_ns),
            *_costs(path, load),
            Fact(f"of the true top {BEST} are in the last answer", float(len(found)), "keys"),
        ]


def _lateness(what: str, load: Load) -> Sequence[Fact]:
    p50, p99 = (float(each) / _NS for each in np.percentile(load.late_ns, [50, 99]))
    return [
        Fact(f"{what}: a batch's age when it is sent", float(AGE_MS), "ms"),
        Fact(f"{what}: from the gateway to a served answer, p50", p50, "ms"),
        Fact(f"{what}: p99", p99, "ms"),
        Fact(f"{what}: p99 by the batch's age", p99 / AGE_MS, "times"),
        Fact("batches taken together", len(load.late_ns) / load.calls, "batches a call"),
    ]


def _noise(path: ServedPath, sender_ns: int) -> Sequence[Fact]:
    """Say what disk and machine add: a path that is late for them is not slow itself."""
    waits = [
        sum(clock - processor for clock, processor in steps)
        for steps in zip(path.took[LOGGED], path.took[CUT])
    ]
    p50, p99 = (float(each) / _NS for each in np.percentile(waits, [50, 99]))
    return [
        Fact("of these, two syncs of the disk, p50", p50, "ms"),
        Fact("of these, two syncs of the disk, p99", p99, "ms"),
        Fact("the sender, which only waits and sends, was late by, p99", sender_ns / _NS, "ms"),
    ]


def _costs(path: ServedPath, load: Load) -> Sequence[Fact]:
    steps = {name: sum(each for _, each in took) for name, took in path.took.items()}
    steps = {"received": load.worked_ns - sum(steps.values())} | steps
    shares = {name: 100 * ns / load.lasted_ns for name, ns in steps.items()}
    return [
        Fact("of a core, in all", sum(shares.values()), "%"),
        *(Fact(f"of a core: {name}", share, "%") for name, share in shares.items()),
    ]


BENCH = Bench("path: from a gateway to a served answer", contests, time.process_time_ns)
