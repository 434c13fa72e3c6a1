"""A role's file: what was acknowledged stands, whatever happens to the process or to the disk."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import ROOT
from tests.help.interviews import BEGUN_MS, opened
from twitlab.errors import BadValue, CourseError
from twitlab.interview import appending
from twitlab.interview import lines as sums
from twitlab.interview.events import (
    EVENTS,
    Ended,
    Estimated,
    Event,
    FactAsked,
    Heard,
    Hinted,
    Noted,
    Opened,
    PhaseBegun,
    PhotoAdded,
    Resumed,
    TakenBack,
)
from twitlab.interview.journal import Damage, Journal, read_journal
from twitlab.interview.lines import as_line
from twitlab.interview.timing import ManualClock2

CUT = "was cut off while it was written"
CHANGED = "was changed or damaged, or moved to another place"


@pytest.fixture
def clock() -> ManualClock2:
    """Give a clock that stands at the beginning."""
    return ManualClock2(BEGUN_MS)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Give where the candidate's file is to be."""
    return tmp_path / "candidate.log"


@pytest.fixture
def journal(path: Path, clock: ManualClock2) -> Iterator[Journal]:
    """Begin a file."""
    with Journal.create(path, opened(), clock) as made:
        yield made


def filled(path: Path, clock: ManualClock2) -> tuple[Event, ...]:
    """Write a file with some events, and give them."""
    with Journal.create(path, opened(who="Zoë 李"), clock) as made:
        made.record(PhaseBegun, phase="scope")
        clock.advance_ms(1_500)
        made.record(Noted, phase="scope", text="500 M tweets a day,\nread 20 times: “naïve” 🙂")
        made.record(FactAsked, tag="users")
        made.record(TakenBack, number=3)
        made.record(Estimated, estimate="sales", value="20 tweet/day")
        return made.events


def test_record_stamps_both_clocks_and_is_read_back(
    journal: Journal, path: Path, clock: ManualClock2
) -> None:
    clock.advance_ms(40)
    clock.set_wall_ms(7)
    said = journal.record(Noted, phase="scope", text="hi")
    assert said == Noted(wall_ms=7, mono_ms=40, phase="scope", text="hi")
    assert journal.events == (opened(), said)
    assert read_journal(path).events == journal.events
    assert read_journal(path).opened == opened()


def test_what_was_taken_back_stands_and_does_not_count(journal: Journal) -> None:
    journal.record(FactAsked, tag="users")
    kept = journal.record(FactAsked, tag="reads")
    journal.record(TakenBack, number=1)
    assert len(journal.events) == 4
    assert journal.counting == (opened(), kept)


@pytest.mark.parametrize("number", [1, 2, 3, 4, 99])
def test_taking_back_what_does_not_count_is_refused(journal: Journal, number: int) -> None:
    """1 is taken back already, by 2; 3 is a resumption, 4 is not there."""
    journal.record(FactAsked, tag="users")
    journal.record(TakenBack, number=1)
    with Journal.resume(journal.path, ManualClock2()) as again:
        with pytest.raises(BadValue, match=f"of an event that counts, got {number}"):
            again.record(TakenBack, number=number)
        assert len(again.events) == 4


@pytest.mark.parametrize(
    ("kind", "fields", "message"),
    [
        (FactAsked, {"tag": "Not A Tag"}, "FactAsked: tag: String should match"),
        (FactAsked, {}, "FactAsked: tag: Field required"),
        (FactAsked, {"tag": "a", "b": 1}, "FactAsked: b: Extra inputs"),
        (Hinted, {"topic": "a", "rung": 4}, "rung: .* less than or equal to 3; got 4"),
        (Noted, {"phase": "scope", "text": "half \ud800"}, "text: .*unicode"),
        (Heard, {"tag": "a", "note": "half \ud800"}, "heard: a text holds half a character"),
        (Noted, {"phase": "lunch", "text": "a"}, "phase: Input should be 'scope'"),
        (TakenBack, {"number": 0}, "greater than or equal to 1; got 0"),
    ],
)
def test_field_that_is_wrong_is_refused_and_records_nothing(
    journal: Journal, path: Path, kind: type[Event], fields: dict[str, Any], message: str
) -> None:
    before = path.read_bytes()
    with pytest.raises(BadValue, match=message):
        journal.record(kind, **fields)
    assert path.read_bytes() == before
    journal.record(Ended)
    assert len(read_journal(path).events) == 2


def test_create_refuses_what_is_there_and_leaves_it(path: Path, clock: ManualClock2) -> None:
    path.write_bytes(b"mine")
    with pytest.raises(CourseError, match="is there already; it is never overwritten"):
        Journal.create(path, opened(), clock)
    assert path.read_bytes() == b"mine"
    path.unlink()
    Journal.create(path, opened(), clock).close()  # the lock was given back


def test_create_whose_name_would_not_last_makes_nothing(
    path: Path, clock: ManualClock2, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a power cut there would be no file, whatever was recorded meanwhile."""

    def refuse(folder: Path) -> None:
        assert folder == path.parent
        raise OSError(5, "Input/output error")

    with monkeypatch.context() as worn:
        worn.setattr(appending, "sync_folder", refuse)
        with pytest.raises(CourseError, match="Input/output error"):
            Journal.create(path, opened(), clock)
    assert not path.exists()
    Journal.create(path, opened(), clock).close()


def test_resume_of_nothing_is_refused_and_makes_nothing(path: Path, clock: ManualClock2) -> None:
    with pytest.raises(CourseError, match=r"candidate\.log is not there"):
        Journal.resume(path, clock)
    assert list(path.parent.iterdir()) == []


def test_resume_goes_on_and_says_so(path: Path, clock: ManualClock2) -> None:
    before = filled(path, clock)
    clock.restart()
    with Journal.resume(path, clock) as again:
        said = again.record(Ended)
        assert again.events == (*before, Resumed(wall_ms=BEGUN_MS + 1_500, mono_ms=0), said)
    assert read_journal(path).events == again.events


def test_file_cut_at_any_byte_loses_the_torn_event_only(path: Path, clock: ManualClock2) -> None:
    events = filled(path, clock)
    whole = path.read_bytes()
    ends = [at for at, byte in enumerate(whole) if byte == 10]
    for size in range(ends[0], len(whole)):
        path.write_bytes(whole[:size])
        stand = sum(end <= size for end in ends)  # a line without its end is whole all the same
        torn = size > ends[stand - 1] + 1
        damage = (Damage(stand + 1, CUT),) if torn else ()
        found = read_journal(path)
        assert (found.events, found.damage) == (events[:stand], damage), size
        if size < ends[-2] - 3:
            continue
        with Journal.resume(path, clock) as again:
            again.record(Ended)
        found = read_journal(path)
        assert found.events[:-2] == events[:stand]
        assert [each.kind for each in found.events[-2:]] == ["resumed", "ended"]
        assert [each.line for each in found.damage] == [each.line for each in damage]
        assert path.read_bytes().startswith(whole[:size])


def test_file_cut_in_its_first_line_is_refused_and_stays(path: Path, clock: ManualClock2) -> None:
    filled(path, clock)
    first = path.read_bytes().partition(b"\n")[0]
    for size in range(len(first)):
        path.write_bytes(first[:size])
        why = f"line 1 must say .*, and it {CUT}" if size else "is empty"
        with pytest.raises(CourseError, match=rf"candidate\.log(,| is) ?{why.removeprefix('is ')}"):
            Journal.resume(path, clock)
        assert path.read_bytes() == first[:size]


def test_byte_that_was_flipped_is_said_and_costs_its_own_line(
    path: Path, clock: ManualClock2
) -> None:
    """Whatever byte, whatever bit: also an end of line that goes, or that comes."""
    filled(path, clock)
    whole = path.read_bytes()
    numbered = read_journal(path).numbered
    first = whole.index(b"\n") + 1
    for at in range(first, len(whole)):
        line = whole[:at].count(b"\n") + 1
        for flip in (1 << at % 8, whole[at] ^ 0x0A):
            if not flip:
                continue
            path.write_bytes(whole[:at] + bytes([whole[at] ^ flip]) + whole[at + 1 :])
            found = read_journal(path)
            joined = whole[at] == 0x0A
            lost = {line - 1, line} if joined else {line - 1}
            assert set(numbered) - set(found.numbered) == {
                each for each in numbered if each[0] in lost
            }, (at, flip)
            assert not set(found.numbered) - set(numbered)
            assert found.damage, (at, flip)
            assert found.damage[0].line == line


def test_first_line_that_was_changed_is_refused_by_number(path: Path, clock: ManualClock2) -> None:
    filled(path, clock)
    whole = path.read_bytes()
    path.write_bytes(whole.replace(b'"candidate"', b'"solo"', 1))
    with pytest.raises(CourseError, match=f"line 1 must say which session .*, and it {CHANGED}"):
        read_journal(path)


@pytest.mark.parametrize("gone", [1, 3])
def test_lines_that_are_missing_are_said_and_shift_no_number(
    path: Path, clock: ManualClock2, gone: int
) -> None:
    events = filled(path, clock)
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[:1] + lines[1 + gone :]))
    found = read_journal(path)
    assert found.damage == (Damage(2, f"comes after a gap: {gone} are missing"),)
    assert found.numbered == ((0, events[0]), *enumerate(events[1 + gone :], 1 + gone))


def test_line_that_stands_twice_or_elsewhere_counts_once(path: Path, clock: ManualClock2) -> None:
    events = filled(path, clock)
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([*lines, lines[2]]))
    assert read_journal(path).events == events
    assert read_journal(path).damage == (Damage(7, CHANGED),)


def test_block_of_a_disk_that_was_lost_costs_what_was_in_it(
    path: Path, clock: ManualClock2
) -> None:
    with Journal.create(path, opened(), clock) as made:
        for number in range(200):
            made.record(Noted, phase="scope", text=str(number))
    whole = path.read_bytes()
    path.write_bytes(whole[:4096] + bytes(4096) + whole[8192:])
    found = read_journal(path)
    lost = set(range(1, 201)) - {number for number, _ in found.numbered}
    assert lost == set(range(min(lost), max(lost) + 1))
    assert len(lost) == whole[4096:8192].count(b"\n") + 1
    assert [each.line for each in found.damage] == [min(lost) + 1]
    assert found.lines == 201


def test_event_of_a_newer_twitlab_is_said_and_kept(path: Path, clock: ManualClock2) -> None:
    filled(path, clock)
    line = as_line(6, Ended(wall_ms=1, mono_ms=1)).replace(b'"ended"', b'"waved"')
    with path.open("ab") as file:
        from zlib import crc32

        file.write(b"%08x %s" % (crc32(b"6 " + line[9:-1]), line[9:]))
    found = read_journal(path)
    assert found.damage == (Damage(7, "holds an event that this twitlab does not know"),)
    assert found.lines == 7


def test_file_that_an_editor_or_a_mail_program_saved_is_read(
    path: Path, clock: ManualClock2
) -> None:
    """With a mark at the beginning and two characters at each end of line."""
    events = filled(path, clock)
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert read_journal(path).events == events
    with Journal.resume(path, clock) as again:
        again.record(Ended)
    found = read_journal(path)
    assert (len(found.events), found.damage) == (len(events) + 2, ())


def test_what_is_no_plain_file_is_refused(tmp_path: Path) -> None:
    for path in (tmp_path, Path(os.devnull)):
        with pytest.raises(CourseError, match="is no file of an interview: it is no plain file"):
            read_journal(path)


SECOND = """
import sys
from pathlib import Path
from twitlab.errors import CourseError
from twitlab.interview.journal import Journal
from twitlab.interview.timing import SystemClock2

for line in sys.stdin:
    try:
        Journal.resume(Path(sys.argv[1]), SystemClock2()).close()
        print("let in", flush=True)
    except CourseError as error:
        print(error, flush=True)
"""


@pytest.mark.slow
def test_second_process_on_one_file_is_refused(journal: Journal, path: Path) -> None:
    """And is let in when the first one has closed it."""
    with subprocess.Popen(
        [sys.executable, "-c", SECOND, str(path)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT,
    ) as other:  # fmt: skip
        assert other.stdin is not None
        assert other.stdout is not None

        def asks() -> str:
            assert other.stdin is not None
            assert other.stdout is not None
            other.stdin.write("please\n")
            other.stdin.flush()
            return other.stdout.readline()

        before = path.read_bytes()
        assert "another notebook or program is writing candidate.log: one file has" in asks()
        assert path.read_bytes() == before
        journal.record(Ended)
        journal.close()
        assert asks() == "let in\n"
        other.stdin.close()
    assert [each.kind for each in read_journal(path).events] == ["opened", "ended", "resumed"]


def test_text_that_is_a_book_is_refused_and_records_nothing(journal: Journal, path: Path) -> None:
    journal.record(Noted, phase="scope", text="x" * 200_000)
    before = path.read_bytes()
    with pytest.raises(BadValue, match="noted: allowed are up to 256 KiB of text, got 4883"):
        journal.record(Noted, phase="scope", text="x" * 5_000_000)
    assert path.read_bytes() == before
    journal.record(Ended)
    assert len(read_journal(path).events) == 3


def test_file_never_grows_beyond_what_is_read(
    journal: Journal, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("journal", "lines"):
        monkeypatch.setattr(f"twitlab.interview.{module}.LARGEST_BYTES", 2**20)
    for _ in range(10):
        journal.record(Noted, phase="scope", text="x" * 100_000)
    with pytest.raises(CourseError, match=r"could not be written \(1 MiB are full"):
        journal.record(Noted, phase="scope", text="x" * 100_000)
    assert path.stat().st_size <= 2**20
    assert read_journal(path).events == journal.events
    assert len(journal.events) == 11


def test_null_in_a_name_is_refused() -> None:
    with pytest.raises(CourseError, match=r"'a\\x00b' is no path"):
        read_journal(Path("a\0b"))


def test_lines_that_somebody_put_in_cost_no_other(path: Path, clock: ManualClock2) -> None:
    events = filled(path, clock)
    first, *rest = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([first, *[b"0123abcd {}\n"] * 2_500, *rest]))
    kept = read_journal(path)
    assert kept.events == events
    assert len(kept.damage) == 2_500


def test_file_of_which_each_line_was_edited_costs_the_same_a_line(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = [as_line(0, opened())]
    lines += [
        as_line(n, Ended(wall_ms=1, mono_ms=n)).replace(b"ended", b"Ended") for n in range(1, 400)
    ]
    path.write_bytes(b"".join(lines))
    tried: list[int] = []

    def tries(number: int, said: bytes) -> int:
        tried.append(number)
        return known(number, said)

    known = sums._sum
    monkeypatch.setattr(sums, "_sum", tries)
    monkeypatch.setattr(sums, "_FAR", 10)
    assert len(read_journal(path).damage) == 399
    assert len(tried) <= 400 * 31


def test_file_that_is_none_of_ours_is_refused_by_its_first_line(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path.write_bytes(b"0123abcd {}\n" * 400)
    tried: list[int] = []
    monkeypatch.setattr(sums, "_sum", lambda number, _: tried.append(number))
    with pytest.raises(CourseError, match="line 1 must say which session"):
        read_journal(path)
    assert len(tried) < 4_000


def test_cell_that_is_run_again_takes_the_file_over(journal: Journal, clock: ManualClock2) -> None:
    with Journal.resume(journal.path, clock) as again:
        with pytest.raises(CourseError, match="closed or opened again elsewhere; go on there"):
            journal.record(Ended)
        again.record(Ended)
        journal.close()  # takes nothing away from the other
        again.record(Ended)
    assert len(read_journal(journal.path).events) == 4


class FullDisk:
    """Take a part of what is written, and refuse the rest; then also to cut the file, if asked."""

    def __init__(self, takes: int, *, at_sync: bool = False, cuts: bool = True) -> None:
        self.takes, self.at_sync, self.cuts = takes, at_sync, cuts

    def fill(self, monkeypatch: pytest.MonkeyPatch, journal: Journal) -> None:
        """Let the disk of a journal be full from now on."""
        file = journal._file
        assert file is not None
        real = file._file
        disk = self

        class Full:
            def __getattr__(self, name: str) -> Any:
                return getattr(real, name)

            def write(self, data: Any) -> int:
                if disk.at_sync:
                    return real.write(data) or 0
                if not disk.takes:
                    raise OSError(28, "No space left on device")
                taken = real.write(bytes(data)[: disk.takes]) or 0
                disk.takes = 0
                return taken

            def truncate(self, size: int) -> int:
                if not disk.cuts:
                    raise OSError(5, "Input/output error")
                return real.truncate(size)

        def fsync(handle: int) -> None:
            raise OSError(5, "Input/output error")

        monkeypatch.setattr(file, "_file", Full())
        if disk.at_sync:
            monkeypatch.setattr(os, "fsync", fsync)


@pytest.mark.parametrize("takes", [0, 1, 40])
@pytest.mark.parametrize("at_sync", [False, True])
def test_disk_that_is_full_records_nothing_and_the_next_one_goes_on(
    journal: Journal, path: Path, takes: int, at_sync: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal.record(PhaseBegun, phase="scope")
    before, events = path.read_bytes(), journal.events
    with monkeypatch.context() as full:
        FullDisk(takes, at_sync=at_sync).fill(full, journal)
        with pytest.raises(CourseError, match=r"could not be written .* was not recorded"):
            journal.record(FactAsked, tag="users")
    assert path.read_bytes() == before
    assert journal.events == events
    said = journal.record(FactAsked, tag="reads")
    assert journal.events == (*events, said)
    assert read_journal(path).events == journal.events
    assert read_journal(path).damage == ()


@pytest.mark.parametrize("takes", [0, 1, 40])
def test_disk_that_neither_writes_nor_cuts_costs_a_line(
    journal: Journal, path: Path, takes: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal.record(PhaseBegun, phase="scope")
    with monkeypatch.context() as full:
        FullDisk(takes, cuts=False).fill(full, journal)
        with pytest.raises(CourseError, match="No space left on device"):
            journal.record(FactAsked, tag="users")
    said = journal.record(FactAsked, tag="reads")
    found = read_journal(path)
    assert found.events == journal.events
    assert found.events[-1] == said
    assert [each.line for each in found.damage] == ([3] if takes else [])
    journal.record(TakenBack, number=found.numbered[-1][0])
    assert said not in read_journal(path).counting


def test_record_that_is_interrupted_is_not_there(
    journal: Journal, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(handle: int) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as stopped:
        stopped.setattr(os, "fsync", interrupt)
        with pytest.raises(KeyboardInterrupt):
            journal.record(FactAsked, tag="users")
    said = journal.record(FactAsked, tag="reads")
    assert read_journal(path).events == (opened(), said) == journal.events


def test_file_that_was_removed_or_replaced_takes_no_event(journal: Journal, path: Path) -> None:
    """What is written to a file without a name is gone with the process."""
    journal.record(PhaseBegun, phase="scope")
    whole = path.read_bytes()
    path.rename(path.with_suffix(".moved"))
    with pytest.raises(CourseError, match="was not recorded"):
        journal.record(Ended)
    path.write_bytes(as_line(0, opened()))
    with pytest.raises(CourseError, match="no longer has 1 events that it had"):
        journal.record(Ended)
    path.write_bytes(whole)
    said = journal.record(Ended)
    assert read_journal(path).events[1:] == (journal.events[1], said)


def test_event_that_an_editor_left_without_end_of_line_is_not_lost(
    journal: Journal, path: Path
) -> None:
    journal.record(FactAsked, tag="users")
    journal.close()
    path.write_bytes(path.read_bytes().rstrip(b"\n"))
    with Journal.resume(path, ManualClock2()) as again:
        assert len(again.events) == 3
    assert read_journal(path).damage == ()


KILLED = """
import os, sys
from pathlib import Path
from twitlab.interview.events import Noted
from twitlab.interview.journal import Journal
from twitlab.interview.timing import SystemClock2

with Journal.resume(Path(sys.argv[1]), SystemClock2()) as journal:
    number = len(journal.events)
    while True:
        journal.record(Noted, phase="scope", text=f"{number} " + "x" * (number % 5_000))
        os.write(1, b"%d\\n" % number)
        number += 1
"""


@pytest.mark.slow
def test_process_that_is_killed_loses_nothing_it_acknowledged(
    path: Path, clock: ManualClock2
) -> None:
    Journal.create(path, opened(), clock).close()
    answered = []
    for round_ in range(3):
        with subprocess.Popen(
            [sys.executable, "-c", KILLED, str(path)], stdout=subprocess.PIPE, cwd=ROOT
        ) as writer:
            assert writer.stdout is not None
            lines = [writer.stdout.readline() for _ in range(30 + 17 * round_)]
            writer.send_signal(signal.SIGKILL if os.name == "posix" else signal.SIGTERM)
            lines += writer.stdout.read().splitlines(keepends=True)
        answered += [int(line) for line in lines if line.endswith(b"\n")]
    found = read_journal(path)
    noted = [each.text.split()[0] for each in found.events if isinstance(each, Noted)]
    assert not set(map(str, answered)) - set(noted)
    assert len(answered) > 100
    assert len(found.damage) <= 3


LINES = st.text(min_size=1, max_size=30).filter(lambda text: text.strip() != "")
IDS = st.from_regex(r"[a-z0-9]+(-[a-z0-9]+)?", fullmatch=True).filter(lambda name: len(name) < 40)
RECORDS = st.one_of(
    st.tuples(st.just(Noted), st.fixed_dictionaries({"phase": st.just("scope"), "text": LINES})),
    st.tuples(st.just(Heard), st.fixed_dictionaries({"tag": IDS, "note": st.text(max_size=20)})),
    st.tuples(
        st.just(Estimated), st.fixed_dictionaries({"estimate": IDS, "value": LINES})
    ),
    st.tuples(
        st.just(PhotoAdded),
        st.fixed_dictionaries({"file": LINES, "sha256": st.just("0" * 64)}),
    ),
    st.tuples(st.just(Ended), st.just({})),
    st.tuples(st.just(TakenBack), st.integers(1, 12)),
    st.tuples(st.just(Resumed), st.just({})),
)  # fmt: skip


@settings(max_examples=60)
@given(
    records=st.lists(st.tuples(RECORDS, st.integers(0, 10_000), st.integers(0, 1 << 50))),
    who=st.text(max_size=20),
)
def test_events_of_any_kind_in_any_order_are_read_back_equal(records: Any, who: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path, clock = Path(folder, "candidate.log"), ManualClock2(BEGUN_MS)
        journal = Journal.create(path, opened(who=who), clock)
        made: list[Event] = [opened(who=who)]
        for (kind, fields), later_ms, wall_ms in records:
            clock.advance_ms(later_ms)
            clock.set_wall_ms(wall_ms)
            if kind is Resumed:
                clock.restart()
                journal = Journal.resume(path, clock)
                made.append(journal.events[-1])
            elif kind is TakenBack:
                if _can_be_taken_back(made, fields):
                    made.append(journal.record(TakenBack, number=fields))
            else:
                made.append(journal.record(kind, **fields))
        journal.close()
        found = read_journal(path)
        assert found.events == tuple(made) == journal.events
        assert found.damage == ()
        assert found.counting == _plainly_counting(made)
        assert all(EVENTS.validate_json(each.model_dump_json()) == each for each in made)


def _can_be_taken_back(made: list[Event], number: int) -> bool:
    there = number < len(made) and not isinstance(made[number], Opened | Resumed | TakenBack)
    return there and number not in [e.number for e in made if isinstance(e, TakenBack)]


def _plainly_counting(made: list[Event]) -> tuple[Event, ...]:
    back = [each.number for each in made if isinstance(each, TakenBack)]
    return tuple(
        each
        for number, each in enumerate(made)
        if number not in back and not isinstance(each, TakenBack)
    )
