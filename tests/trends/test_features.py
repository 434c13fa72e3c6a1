"""Rows of features from a mapped file, which several readers share."""

import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from twitlab.bench.readers import reading
from twitlab.columns import DamagedFile
from twitlab.errors import BadType, BadValue
from twitlab.trends import FeatureTable, write_features

NAMES = ["likes", "age", "friends"]


def written(folder: Path, users: int = 1_000) -> tuple[Path, Any, Any]:
    """Write features of users whose ids are neither dense nor in order."""
    rng = np.random.default_rng(9)
    ids = rng.permutation(users) * 7
    rows = rng.normal(size=(users, 3)).astype(np.float32)
    write_features(folder / "features", ids, rows, NAMES)
    return folder / "features", ids, rows


def test_row_is_what_was_written(tmp_path: Path) -> None:
    file, ids, rows = written(tmp_path)
    table = FeatureTable(file)
    for user, row in list(zip(ids.tolist(), rows.tolist()))[:50]:
        found = table.row(user)
        assert found is not None
        assert found.tolist() == row
    assert [table.row(user) for user in (1, 6_994, (1 << 63) - 1)] == [None] * 3
    assert table.names == tuple(NAMES)
    asked = np.array([ids[5], 3, ids[0], 10**9])
    found, has_any = table.rows(asked)
    assert has_any.tolist() == [True, False, True, False]
    assert found.tolist() == [rows[5].tolist(), [0] * 3, rows[0].tolist(), [0] * 3]
    assert (table.work.rows, table.work.nbytes, table.work.missing) == (52, 52 * 12, 5)


def test_row_lies_in_the_file_and_cannot_be_written_to(tmp_path: Path) -> None:
    file, ids, _ = written(tmp_path)
    table = FeatureTable(file)
    row, again = table.row(int(ids[0])), table.row(int(ids[0]))
    assert row is not None
    assert again is not None
    assert np.shares_memory(row, again)
    with pytest.raises(ValueError, match="read-only"):
        row[0] = 1


@pytest.mark.slow
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux tells whose pages")
def test_four_processes_need_the_memory_of_one(tmp_path: Path) -> None:
    rng = np.random.default_rng(9)
    ids, rows = 7 * rng.permutation(20_000), rng.normal(size=(20_000, 100)).astype(np.float32)
    file, asked = tmp_path / "features", tmp_path / "asked.npy"
    write_features(file, ids, rows, [f"feature {each}" for each in range(100)])
    np.save(asked, ids)
    with reading(file, asked, 4) as readers:
        for each in readers:
            assert each.total == pytest.approx(float(rows.sum(dtype=np.float64)), abs=0.1)
            assert each.resident >= rows.nbytes  # all of it was looked at,
            assert each.own < rows.nbytes // 4  # nothing of it was copied,
        assert len(readers) == 4
        assert (
            sum(each.share for each in readers) <= 1.02 * file.stat().st_size
        )  # and it is there once


def test_who_has_the_old_file_open_reads_on(tmp_path: Path) -> None:
    file, ids, rows = written(tmp_path)
    old = FeatureTable(file)
    write_features(file, ids, rows + 1, NAMES)
    row, new = old.row(int(ids[3])), FeatureTable(file).row(int(ids[3]))
    assert row is not None
    assert new is not None
    assert row.tolist() == rows[3].tolist()
    assert new.tolist() == (rows[3] + 1).tolist()


def test_no_user_and_one_user_are_a_table(tmp_path: Path) -> None:
    write_features(tmp_path / "none", np.array([], np.int64), np.zeros((0, 1)), ["likes"])
    none = FeatureTable(tmp_path / "none")
    assert none.row(0) is None
    assert none.rows(np.array([0, 1]))[1].tolist() == [False, False]
    write_features(tmp_path / "one", np.array([0]), np.array([[5]]), ["likes"])
    one = FeatureTable(tmp_path / "one")
    assert one.rows(0)[0].tolist() == [[5.0]]
    assert (len(none), len(one)) == (0, 1)


@pytest.mark.parametrize(
    ("ids", "rows", "names", "error", "message"),
    [
        ([1], np.zeros((1, 3)), NAMES, BadType, "ids must be a numpy array of integers"),
        (np.array([1]), [[1, 2, 3]], NAMES, BadType, "rows must be a numpy array of numbers"),
        (np.array([1]), np.array([["a"] * 3]), NAMES, BadType, "rows must be a numpy array of"),
        (np.array([1]), np.zeros((2, 3)), NAMES, BadValue, r"rows must have shape \(1, 3\)"),
        (np.array([1]), np.zeros(3), NAMES, BadValue, r"rows must have shape \(1, 3\)"),
        (np.array([1, 1]), np.zeros((2, 3)), NAMES, BadValue, "ids must be different, got 1 twice"),
        (np.array([-1]), np.zeros((1, 3)), NAMES, BadValue, "ids must be from 0"),
        (np.array([1]), np.full((1, 3), np.nan), NAMES, BadValue, "rows must be finite numbers"),
        (np.array([1]), np.full((1, 3), 1e300), NAMES, BadValue, "rows must be finite numbers"),
        (np.array([1]), np.zeros((1, 3)), "abc", BadType, "names must be a sequence of str"),
        (np.array([1]), np.zeros((1, 3)), ["a", "a", "b"], BadValue, "names must be 1 to 100 diff"),
        (np.array([1]), np.zeros((1, 0)), [], BadValue, "names must be 1 to 100 different ones"),
    ],
)
def test_bad_features_are_refused_and_the_file_stays(
    ids: Any, rows: Any, names: Any, error: type[Exception], message: str, tmp_path: Path
) -> None:
    file, _, _ = written(tmp_path)
    before = file.read_bytes()
    with pytest.raises(error, match=message):
        write_features(file, ids, rows, names)
    assert file.read_bytes() == before
    assert [each.name for each in tmp_path.iterdir()] == ["features"]


def test_damaged_file_and_no_user_are_refused(tmp_path: Path) -> None:
    file, _, _ = written(tmp_path)
    table = FeatureTable(file)
    with pytest.raises(BadType, match="user must be an int, got 'a'"):
        table.row("a")  # type: ignore[arg-type]
    with pytest.raises(BadValue, match="user must be from 0"):
        table.row(-1)
    with pytest.raises(BadType, match="users must be an int or a numpy array"):
        table.rows([1, 2])
    assert table.work.rows == table.work.missing == 0
    with pytest.raises(BadType, match="check must be True or False, got 1"):
        FeatureTable(file, check=1)  # type: ignore[arg-type]
    other = tmp_path / "cut"
    other.write_bytes(file.read_bytes()[:-64])
    with pytest.raises(DamagedFile, match="is damaged"):
        FeatureTable(other)
    with pytest.raises(DamagedFile, match="cannot be read"):
        FeatureTable(tmp_path / "missing")


def test_changed_byte_is_seen_by_who_checks_and_a_cut_by_everybody(tmp_path: Path) -> None:
    file, ids, _ = written(tmp_path)
    data = file.read_bytes()
    other = tmp_path / "other"
    other.write_bytes(data[:-100] + bytes([data[-100] ^ 1]) + data[-99:])
    with pytest.raises(DamagedFile, match="its bytes are not what was saved"):
        FeatureTable(other)
    assert FeatureTable(other, check=False).row(int(ids[0])) is not None
    other.write_bytes(data[:-64])
    for check in (True, False):
        with pytest.raises(DamagedFile, match="bytes in place of"):
            FeatureTable(other, check=check)
