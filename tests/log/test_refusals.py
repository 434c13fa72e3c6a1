"""Hand what is of the wrong kind to the doors of the log: a clear error, and nothing changes."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from twitlab.clock import ManualClock
from twitlab.errors import TwitlabError
from twitlab.log import (
    Buffer,
    EventLog,
    Events,
    Flush,
    Gateway,
    MinuteFiles,
    Partitioner,
    PartitionProcessor,
    Pipeline,
    PlainLog,
    Replica,
    Replicated,
    Seen,
    Stage,
    add_up,
    decode,
    encode_events,
    encode_flush,
    events_of_json,
    json_lines,
    size_of,
    standing_of,
)

WRONG: list[Any] = [
    1.5,
    float("nan"),
    "a\ud800",
    [object()],
    np.array([1.5]),
    np.array(3),
    {"a": 1},
]
WRONG += [
    object(),
    np.array([1, None], object),
    np.ma.array([1, 2], mask=[False, True]),
    (1, 2),
    b"abc",
]
NUMBERS = [None, True, -1, *WRONG]  # where an int from 0 on is asked for
KINDS = [*NUMBERS, 0, 1 << 99_999]  # where something else is


def events() -> Events:
    return Events(np.array([11, 12]), 600_000, np.array([40, 41]), 7)


def flush(sequence: int = 0) -> Flush:
    return Flush(0, sequence, 9, np.array([40, 41]), np.array([2, 1]))


def refused(call: Callable[[Any], object], wrong: list[Any], said: str) -> None:
    """See each wrong value refused in few words that name the argument."""
    for each in wrong:
        with pytest.raises(TwitlabError, match=said) as caught:
            call(each)
        assert len(str(caught.value)) < 300


def test_a_buffer_refuses_and_holds_what_it_held() -> None:
    buffer = Buffer(9, 1, ManualClock(5))
    buffer.add(events())
    refused(lambda wrong: Buffer(9, 1, wrong), KINDS, "clock must have now_ms")
    refused(buffer.add, KINDS, "events must be Events")
    refused(lambda wrong: buffer.add(events(), is_old=wrong), [None, *WRONG], "is_old must be T")
    refused(buffer.drop, [*NUMBERS, 3], "count must be")
    refused(buffer.oldest, [*NUMBERS, 3], "count must be")
    buffer.check_invariants()
    assert len(buffer) == 2


def test_a_log_refuses_another_disk_and_clock(tmp_path: Path) -> None:
    things = [each for each in KINDS if each is not None]
    refused(lambda wrong: EventLog(tmp_path, clock=wrong), things, "clock must have now_ms")
    refused(lambda wrong: EventLog(tmp_path, files=wrong), things, "files must have make_folder")
    refused(lambda wrong: EventLog(tmp_path, sync=wrong), KINDS, "sync must be one of")
    with EventLog(tmp_path) as log:
        log.append([b"a"])
        for call in (lambda wrong: log.frames(wrong, 1), lambda wrong: log.frames(0, wrong)):
            refused(call, NUMBERS, "(start|end) must be")
        refused(log.read, [*NUMBERS, 1 << 99_999], "offset must be")
        refused(
            log.committed, [each for each in KINDS if not isinstance(each, str)], "consumer must be"
        )


def test_gateways_and_copies_refuse_what_is_no_log(tmp_path: Path) -> None:
    clock = ManualClock(600_000)
    with EventLog(tmp_path / "log") as log, EventLog(tmp_path / "cuts") as cuts:
        more: Any = {"max_age_ms": 0, "max_events": 9, "clock": clock}
        refused(lambda wrong: Gateway(1, wrong, cuts, **more), KINDS, "log must be an EventLog")
        refused(lambda wrong: Gateway(1, log, wrong, **more), KINDS, "cuts must be an EventLog")
        refused(lambda wrong: standing_of(wrong, cuts), KINDS, "log must be an EventLog")
        refused(lambda wrong: standing_of(log, wrong), KINDS, "cuts must be an EventLog")
        refused(lambda wrong: standing_of(log, cuts, wrong), NUMBERS[1:], "sequence must be")
        replica = Replica(tmp_path / "copy")
        refused(replica.lag, KINDS, "leader must be an EventLog")
        refused(lambda wrong: Replicated(wrong, replica), KINDS, "leader must be an EventLog")
        refused(lambda wrong: Replicated(log, wrong), KINDS, "replicas must be a Replica")
        replica.close()


def test_a_pipeline_that_is_refused_leaves_no_log_open(tmp_path: Path) -> None:
    good: dict[str, Any] = {"gateways": 2, "partitioner": Partitioner(2), "clock": ManualClock(0)}
    good |= {"max_age_ms": 0, "max_events": 9}
    rows = ("partitioner", "clock", "max_events", "file_rows", "late_ms")
    for name in rows:
        refused(lambda wrong: Pipeline(tmp_path, **good | {name: wrong}), NUMBERS, f"{name} must")  # noqa: B023
    refused(lambda wrong: Pipeline(wrong, **good), [None, 5, 1.5, "a\ud800"], "folder must be")
    pipeline = Pipeline(tmp_path, **good)  # nobody else has its logs open
    before = pipeline.stages
    refused(pipeline.deliver, KINDS, "flush must be a Flush")
    refused(lambda wrong: pipeline.step(again=wrong), [None, 1, *WRONG], "again must be True")
    refused(lambda wrong: pipeline.write(closed_only=wrong), [None, 1, *WRONG], "closed_only must")
    assert pipeline.stages == before
    pipeline.close()


def test_processors_and_their_files_refuse_what_is_no_flush(tmp_path: Path) -> None:
    clock = ManualClock(600_000)
    refused(lambda wrong: PartitionProcessor(tmp_path, clock=wrong), KINDS, "clock must have now")
    one = PartitionProcessor(tmp_path, clock=clock)
    one.take(flush())
    refused(one.take, KINDS, "flush must be a Flush")
    refused(one.next_sequence, NUMBERS, "gateway must be")
    refused(lambda wrong: one.write(closed_only=wrong), [None, 1, *WRONG], "closed_only must be T")
    one.check_invariants()
    refused(lambda wrong: MinuteFiles(tmp_path, is_writer=wrong), KINDS[:1], "is_writer must be T")
    reader = MinuteFiles(tmp_path / "files")
    refused(lambda _: reader.write([], Seen()), [None], "folder must be open with is_writer")
    files = MinuteFiles(tmp_path / "files", is_writer=True)
    ints = np.array([1])
    refused(lambda wrong: files.write([], wrong), KINDS, "seen must be a Seen")
    refused(lambda wrong: files.write(wrong, Seen()), KINDS, "(minutes|starts) must")
    refused(lambda wrong: files.write([(wrong, ints, ints)], Seen()), NUMBERS, "minutes must be")
    refused(lambda wrong: files.write([(1, wrong, ints)], Seen()), NUMBERS, "keys must be")
    refused(lambda wrong: files.write([(1, ints, wrong)], Seen()), NUMBERS, "counts must be")
    with pytest.raises(TwitlabError, match="minutes must ascend"):
        files.write([(2, ints, ints), (1, ints, ints)], Seen())
    assert len(files) == 0
    refused(add_up, KINDS, "parts must be pairs of columns")
    refused(lambda wrong: add_up([(ints, np.array([1, 2]))]), [0], "counts must have length 1")


def test_seen_and_stages_count_nothing_that_is_no_number() -> None:
    seen, stage = Seen(), Stage("flushes", 1, 2, 3)
    for call in (seen.add, seen.has):
        refused(lambda wrong: call(wrong, 0), NUMBERS, "gateway must be")  # noqa: B023
        refused(lambda wrong: call(0, wrong), NUMBERS, "sequence must be")  # noqa: B023
    refused(seen.next, NUMBERS, "gateway must be")
    refused(Seen.of, [*KINDS, {}], "columns must")
    refused(lambda wrong: stage.add(wrong, 1, 1), NUMBERS, "messages must be")
    refused(lambda wrong: stage.add(1, wrong, 1), NUMBERS, "records must be")
    refused(lambda wrong: stage.add(1, 1, wrong), NUMBERS, "size must be")
    refused(stage.fall, KINDS, "before must be a Stage")
    assert (stage, seen.next(0)) == (Stage("flushes", 1, 2, 3), 0)


def test_messages_are_made_of_events_and_flushes_and_read_from_bytes() -> None:
    others = [each for each in KINDS if not isinstance(each, bytes)]
    refused(encode_events, KINDS, "events must be Events")
    refused(encode_flush, KINDS, "flush must be a Flush")
    refused(json_lines, KINDS, "messages must be a Flush or Events")
    refused(decode, others, "message must be bytes")
    refused(size_of, others, "head must be bytes")
    refused(events_of_json, others, "lines must be bytes")
    message = encode_events(events())
    assert decode(memoryview(message).cast("b")).keys.tolist() == [40, 41]
    with pytest.raises(TwitlabError, match="message must be bytes without gaps"):
        decode(memoryview(message + message)[::2])


def test_keys_that_are_hot_are_ints_in_a_row() -> None:
    wrong = [None, np.array(3), 5, "ab", b"ab", [True], [1.5], [-1], [None]]
    refused(lambda hot: Partitioner(2, hot=hot), wrong, "hot must")


def test_the_plain_log_refuses_too_and_writes_nothing(tmp_path: Path) -> None:
    refused(PlainLog, [None, 5, 1.5, object(), "a\ud800"], "file must be a")
    log = PlainLog(tmp_path / "lines")
    refused(log.append, [*KINDS, [b"a", "b"], (b"a", None)], "batch must be")
    refused(lambda wrong: log.read(wrong, 1), NUMBERS, "offset must be")
    refused(lambda wrong: log.read(0, wrong), NUMBERS, "most must be")
    assert log.read(0, 9) == []
