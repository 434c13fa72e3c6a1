"""Names and folders of sessions: two laptops write them alike, and nothing is overwritten."""

from __future__ import annotations

import os
from importlib import import_module
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.help.interviews import opened
from twitlab.errors import BadValue, CourseError
from twitlab.interview.journal import Journal
from twitlab.interview.places import (
    FOLDER,
    all_folders,
    find_folder,
    folder_of,
    free_name,
    log_of,
    log_to_write,
    name_of,
    new_name,
)
from twitlab.interview.session import ROLES
from twitlab.interview.timing import ManualClock2


def session(root: Path, name: str, at: int = 0) -> Path:
    """Make a session with a candidate's file, written at a time."""
    log = log_of(folder_of(root, name), "candidate")
    Journal.create(log, opened(session=name), ManualClock2()).close()
    os.utime(log, (at, at))
    return log.parent


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("top-k-bako-tiru", "top-k-bako-tiru"),
        ("  Top K  bako_TIRU ", "top-k-bako-tiru"),
        ("Zoe\u0308 李", "zo\u00eb-李"),
        ("7", "7"),
        ("a" * 60, "a" * 60),
        ("-a-", "a"),
    ],
)
def test_name_is_written_alike_on_every_laptop(said: str, name: str) -> None:
    assert name_of(said) == name
    assert name_of(name) == name


@pytest.mark.parametrize(
    "said",
    ["", " ", "-", ".", "..", "../etc", "a/b", "a\\b", "c:x", "a.b", "a\0b", "CON", "lpt1",
     "é" * 61, "a\u202eb", "<b>", "~", "*"],
)  # fmt: skip
def test_name_that_no_folder_may_have_is_refused(said: str) -> None:
    with pytest.raises(BadValue, match="a session's name has letters, digits and '-', at most 60"):
        name_of(said)


@given(st.text(max_size=70))
def test_any_name_stays_in_its_folder_or_is_refused(said: str) -> None:
    root = Path("/root-of-all")
    try:
        folder = folder_of(root, said)
    except BadValue:
        return
    assert folder.parent == root / FOLDER
    assert folder_of(root, folder.name) == folder


def test_new_name_can_be_read_out_and_is_free(tmp_path: Path) -> None:
    first = new_name(tmp_path, "top-k", Random(1))
    assert first.startswith("top-k-")
    assert len(first) == len("top-k-bako-tiru")
    folder_of(tmp_path, first).mkdir(parents=True)
    second = new_name(tmp_path, "top-k", Random(1))
    assert second != first
    assert name_of(second) == second


def test_sessions_are_found_by_name_by_folder_and_as_the_last(tmp_path: Path) -> None:
    old, new = session(tmp_path, "small-one", 2), session(tmp_path, "small-two", 1)
    assert all_folders(tmp_path) == (new, old)
    assert find_folder(tmp_path, None) == old
    assert find_folder(tmp_path, " Small TWO") == new
    assert find_folder(None, str(new)) == new
    assert find_folder(tmp_path, str(new)) == new


def test_folder_without_a_file_is_no_session(tmp_path: Path) -> None:
    (tmp_path / FOLDER / "empty").mkdir(parents=True)
    (tmp_path / FOLDER / "note.txt").touch()
    assert all_folders(tmp_path) == ()
    with pytest.raises(CourseError, match="you have no session yet"):
        find_folder(tmp_path, None)
    with pytest.raises(CourseError, match="there is no session 'empty', and none at all"):
        find_folder(tmp_path, "empty")


def test_session_that_is_not_there_names_those_that_are_near(tmp_path: Path) -> None:
    session(tmp_path, "small-one")
    with pytest.raises(CourseError, match="there is no session 'small-oen'; there are small-one"):
        find_folder(tmp_path, "small-oen")


def test_free_name_counts_up_and_sees_a_broken_link(tmp_path: Path) -> None:
    assert free_name(tmp_path, "my photo.jpg").name == "my photo.jpg"
    (tmp_path / "my photo.jpg").touch()
    (tmp_path / "my photo-2.jpg").symlink_to("nowhere")
    assert free_name(tmp_path, "my photo.jpg").name == "my photo-3.jpg"


def test_file_to_write_is_the_candidates_or_the_one_asked_for(tmp_path: Path) -> None:
    folder = session(tmp_path, "small-one")
    assert log_to_write(folder, None).name == "candidate.log"
    with pytest.raises(CourseError, match="small-one has no file of the rater"):
        log_to_write(folder, "rater")


@pytest.mark.parametrize("screen", [*ROLES, "drill"])
def test_notebook_of_every_role_opens_a_screen_that_is_there(screen: str) -> None:
    """A notebook that was made has the name of its screen in it for good."""
    assert callable(getattr(import_module(f"twitlab.interview.screens.{screen}"), screen))
