"""Events that come over loopback by the clock, and the path that serves them."""

from collections import Counter
from itertools import pairwise
from typing import cast

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from twitlab.bench.path_load import (
    AGE_MS,
    BINARY,
    JSON,
    Form,
    Incoming,
    batches,
    drawn_keys,
    split,
)
from twitlab.bench.works.path import STEPS, differ, opened, serve_all
from twitlab.log import MS_PER_MINUTE, Events

PER_S, SINCE_MS = 2_000, 1_700_000_000_000
EACH = PER_S * AGE_MS // 1_000
KEYS = drawn_keys(5 * EACH - 3)
BATCHES = list(batches(KEYS, PER_S, SINCE_MS))
both_forms = pytest.mark.parametrize("form", [BINARY, JSON], ids=["binary", "json"])


def rows(some: list[Events]) -> list[tuple[int, ...]]:
    """Give all events as tuples."""
    columns = ("event_ids", "times_ms", "keys", "authors")
    return [row for each in some for row in zip(*(getattr(each, name) for name in columns))]


def test_batches_have_the_events_of_ten_milliseconds() -> None:
    assert [len(each) for each in BATCHES] == [EACH] * 4 + [EACH - 3]
    assert np.concatenate([each.keys for each in BATCHES]).tolist() == KEYS.tolist()
    for number, each in enumerate(BATCHES):
        first = SINCE_MS + number * AGE_MS
        assert first == each.times_ms[0] <= each.times_ms[-1] < first + AGE_MS


@both_forms
@given(cuts=st.lists(st.integers(0, 10_000), max_size=8))
def test_stream_cut_anywhere_gives_the_same_batches(form: Form, cuts: list[int]) -> None:
    sent = b"".join(form.write(each) for each in BATCHES)
    at = sorted({0, len(sent), *(cut % len(sent) for cut in cuts)})
    stream, found = bytearray(), list[Events]()
    for low, high in pairwise(at):
        stream += sent[low:high]
        found += [form.read(message) for message in split(stream, form)]
    assert not stream
    assert [len(each) for each in found] == [len(each) for each in BATCHES]
    assert rows(found) == rows(BATCHES)


@pytest.mark.slow
@both_forms
def test_sender_sends_all_events_in_order_and_ends(form: Form) -> None:
    with Incoming(form, PER_S, len(KEYS)) as incoming:
        assert incoming.begin() > 0
        found = list[Events]()
        while messages := incoming.wait():
            found += [form.read(each) for each in messages]
        assert incoming.late_ns() >= 0
    since_ms = int(found[0].times_ms[0])
    assert rows(found) == rows(list(batches(KEYS, PER_S, since_ms)))


@pytest.mark.slow
def test_sender_ends_with_who_stops_to_receive() -> None:
    with Incoming(BINARY, PER_S, 1_000_000) as incoming:
        incoming.begin()
        sender = incoming._process
        assert sender.poll() is None
    assert sender.poll() is not None


class Come:
    """Stand for what comes over the network: some batches, of which others have come meanwhile."""

    def __init__(self, *turns: list[bytes]) -> None:
        self._turns = [*turns]

    def begin(self) -> int:
        """Begin when the clock does."""
        return 0

    def wait(self) -> list[bytes]:
        """Give the next turn."""
        return self._turns.pop(0) if self._turns else []


@both_forms
def test_batches_that_come_together_are_served_together_each_with_its_own_age(form: Form) -> None:
    one, two, *more = (form.write(each) for each in BATCHES)
    with opened() as path:
        load = serve_all(path, form, cast(Incoming, Come([one], [two, *more])))
        assert path.log.acknowledged == len(KEYS)
        assert rows(list(path.log.events())) == rows(BATCHES)
        exact = Counter(KEYS.tolist())
        top = sorted(exact, key=lambda key: (-exact[key], key))[:100]
        assert path.exact_top() == set(top)
        assert [each.key for each in load.top] == top
        assert {name: len(took) for name, took in path.took.items()} == dict.fromkeys(STEPS, 2)
    assert load.calls == 2
    assert np.diff(load.late_ns[1:]).tolist() == [-AGE_MS * 1_000_000] * 3


def test_answer_has_all_minutes_of_a_first_batch_that_lies_on_two() -> None:
    (late,) = batches(
        np.array([40, 40, 41, 42]), 400, SINCE_MS // MS_PER_MINUTE * MS_PER_MINUTE - 5
    )
    with opened() as path:
        top = path.serve(lambda: late)
    assert {each.key: each.count for each in top} == {40: 2, 41: 1, 42: 1}


def test_load_without_any_batch_is_empty() -> None:
    with opened() as path:
        load = serve_all(path, BINARY, cast(Incoming, Come()))
    assert (load.calls, load.late_ns, load.top) == (0, [], ())


@pytest.mark.parametrize(
    ("events", "top", "wrong"),
    [
        (9, {40: 6, 41: 2}, ""),
        (9, {40: 7, 42: 1}, ""),
        (9, {40: 5, 41: 2}, "the counts of [40] are too low"),
        (8, {40: 6, 41: 2}, "8 events are counted, and 9"),
    ],
)
def test_counts_may_be_too_high_and_never_too_low(
    events: int, top: dict[int, int], wrong: str
) -> None:
    assert differ((events, top), (9, {40: 6, 41: 2, 42: 1})) == wrong
