"""Files of columns: whole or not there, and refused if anything in them changed."""

import os
import stat
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from twitlab.columns import DamagedFile, FileKind, read_columns, sum_of, write_columns
from twitlab.errors import BadValue

KIND = FileKind("test", 3, {"wide": np.int64, "narrow": np.uint8, "empty": np.uint32})
FACTS = {"seed": 5, "name": "é"}


def columns() -> dict[str, Any]:
    """Make columns, one of them from every second place of another."""
    return {
        "wide": np.arange(20)[::2],
        "narrow": np.arange(7, dtype=np.uint8),
        "empty": np.empty(0, np.uint32),
    }


def test_what_is_read_is_what_was_written(tmp_path: Path) -> None:
    file = tmp_path / "a"
    write_columns(file, KIND, columns(), FACTS)
    found = read_columns(file, KIND)
    assert found.facts == FACTS
    assert found.sum == sum_of(columns(), FACTS)
    for name, column in columns().items():
        assert found.columns[name].tolist() == column.tolist()
        assert found.columns[name].dtype == column.dtype
        assert not found.columns[name].flags.writeable
    assert [each.name for each in tmp_path.iterdir()] == ["a"]


def test_sum_knows_names_order_lengths_and_facts() -> None:
    one, two = np.array([1, 2]), np.array([3])
    sums = [
        sum_of({"a": one, "b": two}, {}),
        sum_of({"a": np.array([1]), "b": np.array([2, 3])}, {}),
        sum_of({"a": one, "c": two}, {}),
        sum_of({"a": one}, {}),
        sum_of({"a": one}, {"b": 1}),
        sum_of({"b": two, "a": one}, {}),
    ]
    assert len(set(sums)) == len(sums)
    assert sum_of({}, {"a": 1, "b": 2}) == sum_of({}, {"b": 2, "a": 1})


def test_no_changed_byte_changes_what_is_read(tmp_path: Path) -> None:
    file = tmp_path / "a"
    write_columns(file, KIND, columns(), FACTS)
    whole = file.read_bytes()
    head = len(whole[:4096].rstrip())
    for at in [*range(head), *range(4096, 4096 + 80), *range(4160 + 64, len(whole))]:
        file.write_bytes(whole[:at] + bytes([whole[at] ^ 4]) + whole[at + 1 :])
        try:
            found = read_columns(file, KIND)
        except DamagedFile as error:
            assert str(file) in str(error)  # noqa: PT017  # zeros between columns may change
        else:
            assert found.facts == FACTS
            assert found.columns["wide"].tolist() == columns()["wide"].tolist()
            assert found.columns["narrow"].tolist() == columns()["narrow"].tolist()


@pytest.mark.parametrize("size", [0, 1, 15, 4095, 4096, 4200])
def test_a_cut_file_is_refused(tmp_path: Path, size: int) -> None:
    file = tmp_path / "a"
    write_columns(file, KIND, columns(), FACTS)
    file.write_bytes(file.read_bytes()[:size])
    with pytest.raises(DamagedFile, match=r"cannot be read|damaged|cut"):
        read_columns(file, KIND)


def test_another_kind_or_version_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "a"
    write_columns(file, KIND, columns(), FACTS)
    with pytest.raises(DamagedFile, match="it is no other"):
        read_columns(file, FileKind("other", 3, KIND.dtypes))
    with pytest.raises(DamagedFile, match="has version 3, and 4 can be read"):
        read_columns(file, FileKind("test", 4, KIND.dtypes))
    with pytest.raises(DamagedFile, match="it is no test"):
        read_columns(file, FileKind("test", 3, {"more": np.int64}))
    with pytest.raises(DamagedFile, match="cannot be read"):
        read_columns(tmp_path / "b", KIND)


def test_facts_that_do_not_fit_change_nothing(tmp_path: Path) -> None:
    file = tmp_path / "a"
    write_columns(file, KIND, columns(), FACTS)
    with pytest.raises(BadValue, match="facts must fit"):
        write_columns(file, KIND, columns(), {"long": "x" * 5_000})
    assert read_columns(file, KIND).facts == FACTS


def test_a_file_without_a_name_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for file in (Path(), Path("/")):
        with pytest.raises(BadValue, match="file must have a name, got"):
            write_columns(file, KIND, columns(), {})
    assert not [*tmp_path.iterdir()]


def test_a_write_that_fails_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "a"
    write_columns(file, KIND, columns(), FACTS)

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("twitlab.columns.files.os.fsync", full)
    for each in (file, tmp_path / "new"):
        with pytest.raises(OSError, match=f"No space left on device: '.*{each.name}'$"):
            write_columns(each, KIND, columns(), {"seed": 6})
    assert read_columns(file, KIND).facts == FACTS
    assert [each.name for each in tmp_path.iterdir()] == ["a"]  # the disk has its space back


@pytest.mark.skipif(os.name != "posix", reason="a folder cannot be synced here")
def test_the_new_name_is_on_the_disk_before_the_call_returns(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = []
    sync, replace = os.fsync, Path.replace

    def synced(handle: int) -> None:
        steps.append("folder" if stat.S_ISDIR(os.fstat(handle).st_mode) else "file")
        sync(handle)

    def replaced(part: Path, file: Path) -> Path:
        steps.append("name")
        return replace(part, file)

    monkeypatch.setattr("twitlab.columns.files.os.fsync", synced)
    monkeypatch.setattr(Path, "replace", replaced)
    write_columns(tmp_path / "a", KIND, columns(), FACTS)
    assert steps == ["file", "name", "folder"]
