"""Saving an index: what is opened answers the same, damage is refused, and a kill loses nothing."""

import dataclasses
import json
import re
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from twitlab.columns import DamagedFile, read_columns
from twitlab.errors import BadType, BadValue
from twitlab.search import SearchIndex, saving

QUERIES = ("quake", "quake -again", '"big news"', "from:7", "#jazz", "nothing OR news")


def made(tweets: int = 60, segment_tweets: int = 16) -> SearchIndex:
    """Index some tweets, one in three deleted, and delete one that has not come yet."""
    index = SearchIndex(segment_tweets=segment_tweets, seed=5)
    texts = ["big quake", "quake again #jazz", "big news", "ＮＥＷＳ of 東京"]
    for at in range(tweets):
        index.index(100 + at * 10, texts[at % len(texts)], 7 + at % 2)
    index.delete(np.arange(100, 100 + tweets * 10, 30))
    index.delete(5)
    return index


def files_of(folder: Path) -> list[Path]:
    """Give what an index consists of; the lock is empty, and says nothing."""
    return sorted(each for each in folder.iterdir() if each.suffix != ".lock")


def answers(index: SearchIndex) -> list[list[int]]:
    """Ask everything, with all pages."""
    return [index.search(query, n=1000).ids.tolist() for query in QUERIES]


def test_open_answers_as_what_was_saved(tmp_path: Path) -> None:
    index = made()
    index.save(tmp_path / "index")
    opened = SearchIndex.open(str(tmp_path / "index"))
    opened.check_invariants()
    assert answers(opened) == answers(index)
    assert len(opened) == len(index)
    assert [len(each) for each in opened.segments] == [len(each) for each in index.segments]


def test_opened_index_takes_tweets_and_knows_what_it_had(tmp_path: Path) -> None:
    index = made()
    index.save(tmp_path)
    opened = SearchIndex.open(tmp_path)
    for each in (index, opened):
        assert (
            each.index(
                np.array([5, 110, 95]), ["quake", "quake again #jazz", "quake"], [8, 8, 7][0]
            )
            == 1
        )
        with pytest.raises(BadValue, match="110"):
            each.index(110, "something else", 8)
        each.merge()
        each.check_invariants()
    assert answers(opened) == answers(index)


def test_open_of_an_empty_index(tmp_path: Path) -> None:
    SearchIndex(positions=False).save(tmp_path)
    opened = SearchIndex.open(tmp_path)
    assert opened.search("quake").ids.tolist() == []
    with pytest.raises(BadValue, match="positions"):
        opened.search('"a b"')


def test_arrays_are_mapped_not_read(tmp_path: Path) -> None:
    made().save(tmp_path)
    for segment in SearchIndex.open(tmp_path).segments:
        base: Any = segment.postings
        while isinstance(base, np.ndarray) and not isinstance(base, np.memmap):
            base = base.base
        assert isinstance(base, np.memmap)


@pytest.mark.usefixtures("usual_sizes")
def test_save_again_writes_only_new_segments_and_removes_old_ones(tmp_path: Path) -> None:
    index = made()
    index.save(tmp_path)
    before = {file.name: file.stat().st_mtime_ns for file in tmp_path.glob("*.segment")}
    index.index(10_000, "quake", 7)
    index.save(tmp_path)
    after = {file.name: file.stat().st_mtime_ns for file in tmp_path.glob("*.segment")}
    assert len(after.keys() - before.keys()) == 1
    assert {name: after[name] for name in before if name in after} == before
    index.merge()
    index.save(tmp_path)
    assert len([*tmp_path.glob("*.segment")]) == 2  # one of tweets, one of deletions


def test_save_mends_a_damaged_segment(tmp_path: Path) -> None:
    index = made()
    index.save(tmp_path)
    file = max(tmp_path.glob("*.segment"), key=lambda each: each.stat().st_size)
    flip(file, file.stat().st_size - 70)
    index.save(tmp_path)
    assert answers(SearchIndex.open(tmp_path)) == answers(index)


class Killed(BaseException):
    """Stand for the end of the process."""


def dying(monkeypatch: pytest.MonkeyPatch, budget: int) -> list[int]:
    """End the process at a byte that is written, or at a file that is renamed or removed.

    Returns:
        What is left of the budget, as its only item.
    """
    left = [budget]

    def spend(cost: int) -> int:
        allowed = min(cost, left[0])
        left[0] -= allowed
        return allowed

    class Dying:
        def __init__(self, file: Any) -> None:
            self._file = file

        def __enter__(self) -> "Dying":
            return self

        def __exit__(self, *_: object) -> None:
            self._file.close()

        def __getattr__(self, name: str) -> Any:
            return getattr(self._file, name)

        def write(self, data: Any) -> None:
            data = bytes(data)
            allowed = spend(len(data))
            self._file.write(data[:allowed])
            if allowed < len(data):
                raise Killed

    open_, replace, unlink = Path.open, Path.replace, Path.unlink

    def step(act: Callable[..., Any]) -> Callable[..., Any]:
        def run(*values: Any, **named: Any) -> Any:
            if not spend(1):
                raise Killed
            return act(*values, **named)

        return run

    def open_dying(path: Path, mode: str = "r", **named: Any) -> Any:
        opened = open_(path, mode, **named)
        return Dying(opened) if "w" in mode else opened

    monkeypatch.setattr(Path, "open", open_dying)
    monkeypatch.setattr(Path, "replace", step(replace))
    monkeypatch.setattr(Path, "unlink", step(unlink))
    return left


def test_save_that_is_killed_at_any_byte_leaves_the_old_state_or_the_new(tmp_path: Path) -> None:
    old, new = made(20), made(20)
    new.index(np.array([5_000, 6_000]), ["quake", "big news"], 7)
    new.delete(110)
    states = [answers(old), answers(new)]
    old.save(tmp_path / "whole")
    with pytest.MonkeyPatch.context() as patch:
        left = dying(patch, 1_000_000)
        new.save(tmp_path / "whole")
    steps = 1_000_000 - left[0]
    seen = set()
    rng = np.random.default_rng(3)
    ends = [*range(4), *rng.integers(4, steps, 25).tolist(), *range(steps - 8, steps + 1)]
    for budget in ends:
        folder = tmp_path / f"killed{budget}"
        old.save(folder)
        with pytest.MonkeyPatch.context() as patch:
            dying(patch, budget)
            try:
                new.save(folder)
                ended = True
            except Killed:
                ended = False
        found = states.index(answers(SearchIndex.open(folder)))
        seen.add((found, ended))
        new.save(folder)
        assert answers(SearchIndex.open(folder)) == states[1]
        assert not [*folder.glob("*.part")]
    assert seen >= {(0, False), (1, False), (1, True)}


def flip(file: Path, at: int) -> None:
    """Change one bit of a file."""
    data = bytearray(file.read_bytes())
    data[at] ^= 1
    file.write_bytes(bytes(data))


def test_open_refuses_a_changed_byte_wherever_it_is_and_names_the_file(tmp_path: Path) -> None:
    index = made(12)
    index.save(tmp_path)
    right = answers(index)
    rng = np.random.default_rng(4)
    for file in files_of(tmp_path):
        whole = file.read_bytes()
        places = {*range(min(len(whole), 120)), *rng.integers(0, len(whole), 40).tolist()}
        refused = 0
        for at in sorted(places):
            flip(file, at)
            try:
                found = answers(SearchIndex.open(tmp_path))
            except DamagedFile as error:
                refused += file.name in str(error)
            else:
                assert found == right, "only zeros between two arrays may change"
            file.write_bytes(whole)
        assert refused > 100


@pytest.mark.parametrize("left", [0, 1, 100, 4095, 4096, 4200, -1])
def test_open_refuses_a_file_that_was_cut(tmp_path: Path, left: int) -> None:
    made(12).save(tmp_path)
    for file in files_of(tmp_path):
        whole = file.read_bytes()
        file.write_bytes(whole[:left])
        if left < len(whole):
            with pytest.raises(DamagedFile, match=file.name):
                SearchIndex.open(tmp_path)
        file.write_bytes(whole)


def test_open_refuses_a_missing_file(tmp_path: Path) -> None:
    made(12).save(tmp_path)
    for file in files_of(tmp_path):
        whole = file.read_bytes()
        file.unlink()
        with pytest.raises(DamagedFile, match=file.name):
            SearchIndex.open(tmp_path)
        file.write_bytes(whole)


def test_open_refuses_another_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(saving, "VERSION", 3)
    monkeypatch.setattr(saving, "_SEGMENT", dataclasses.replace(saving._SEGMENT, version=3))
    made(12).save(tmp_path)
    monkeypatch.undo()
    with pytest.raises(DamagedFile, match=r"index\.json has version 3, and 2 can be read"):
        SearchIndex.open(tmp_path)
    manifest = json.loads((tmp_path / saving.MANIFEST).read_text())
    manifest["version"] = 2
    (tmp_path / saving.MANIFEST).write_text(json.dumps(manifest))
    with pytest.raises(DamagedFile, match=r"segment has version 3, and 2 can be read"):
        SearchIndex.open(tmp_path)


def test_segment_under_the_name_of_another_is_refused(tmp_path: Path) -> None:
    made(40).save(tmp_path)
    one, two, *_ = sorted(tmp_path.glob("*.segment"))
    one.write_bytes(two.read_bytes())
    with pytest.raises(DamagedFile, match=one.name):
        SearchIndex.open(tmp_path)


def test_save_refuses_a_file_and_a_folder_with_other_things(tmp_path: Path) -> None:
    note = tmp_path / "note.txt"
    note.write_text("mine")
    for folder, match in ((note, "must be a folder"), (tmp_path, r"note\.txt")):
        with pytest.raises(BadValue, match=match):
            made(2).save(folder)
    assert [each.name for each in tmp_path.iterdir()] == ["note.txt"]
    with pytest.raises(BadType, match="folder"):
        made(2).save(7)  # type: ignore[arg-type]
    with pytest.raises(DamagedFile, match=r"index\.json"):
        SearchIndex.open(tmp_path / "nowhere")


def test_open_while_another_saves_opens_what_is_there_by_then(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new = made(20), made(40)
    new.merge()
    old.save(tmp_path)
    read, turns = read_columns, list[int]()

    def read_late(*values: Any) -> Any:
        if not turns:
            turns.append(1)
            new.save(tmp_path)
        return read(*values)

    monkeypatch.setattr(saving, "read_columns", read_late)
    assert answers(SearchIndex.open(tmp_path)) == answers(new)


def test_save_into_a_folder_that_another_is_writing_is_refused_and_harms_neither(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, one, other = tmp_path / "index", made(20), made(40)
    replace, turns = Path.replace, list[int]()

    def replace_late(part: Path, file: Path) -> Path:
        if not turns:
            turns.append(1)
            with pytest.raises(
                BadValue, match=rf"another has been writing {re.escape(str(folder))}"
            ):
                other.save(folder)
        return replace(part, file)

    monkeypatch.setattr(saving, "_WAIT_SECONDS", 0.0)
    monkeypatch.setattr(Path, "replace", replace_late)
    one.save(folder)
    monkeypatch.undo()
    assert turns
    assert answers(SearchIndex.open(folder)) == answers(one)
    other.save(folder)
    assert answers(SearchIndex.open(folder)) == answers(other)


def test_two_that_save_into_one_folder_take_turns(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(saving, "_WAIT_SECONDS", 300.0)  # the disk may be busy
    indexes, both = [made(20), made(40)], threading.Barrier(2)

    def save_often(index: SearchIndex) -> None:
        try:
            for _ in range(5):
                both.wait()
                index.save(tmp_path)
        except BaseException:
            both.abort()  # the other is not to wait for who failed
            raise

    with ThreadPoolExecutor(2) as pool:
        for saved in [pool.submit(save_often, each) for each in indexes]:
            saved.result()
    assert answers(SearchIndex.open(tmp_path)) in [answers(each) for each in indexes]
    assert not [*tmp_path.glob("*.part")]


def test_lock_of_a_save_that_was_killed_locks_nobody_out(tmp_path: Path) -> None:
    (tmp_path / "index.lock").touch()  # in a folder with nothing else
    made(2).save(tmp_path)
    assert answers(SearchIndex.open(tmp_path)) == answers(made(2))
