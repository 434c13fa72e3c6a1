"""The name that messages give to the program: one that works where the learner stands."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from twitlab.course.book.command_name import called, copying, typed

pytestmark = pytest.mark.skipif(os.name == "nt", reason="The paths are those of a POSIX shell.")


@pytest.fixture
def clone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a folder with the program in it, and stand in it."""
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    program(tmp_path / "home" / "clone" / ".venv" / "bin" / "twitlab")
    monkeypatch.chdir(tmp_path / "home" / "clone")
    return tmp_path / "home" / "clone"


def program(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("#!/bin/sh\n", encoding="utf-8")
    path.chmod(0o755)
    return path


def test_program_on_the_path_has_its_plain_name(clone: Path, tmp_path: Path) -> None:
    ours = clone / ".venv/bin/twitlab"
    link = tmp_path / "bin" / "twitlab"
    link.parent.mkdir()
    link.symlink_to(ours)
    for started, on_path in ((ours, ours), (link, ours), (ours, link)):
        assert called(str(started), str(on_path)) == "twitlab"


@pytest.mark.parametrize("started", ["", "-c", "twitlab", "/lib/pytest/__main__.py", "/bin/pytest"])
def test_program_that_was_not_started_by_its_path_has_its_plain_name(started: str) -> None:
    assert called(started, None) == "twitlab"


def test_program_started_by_a_path_is_named_by_the_shortest_that_works_here(
    clone: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = clone / ".venv/bin/twitlab"
    other = program(tmp_path / "usr" / "twitlab")
    for on_path in (None, str(other)):
        assert called(".venv/bin/twitlab", on_path) == ".venv/bin/twitlab"
        assert called(str(ours), on_path) == ".venv/bin/twitlab"
    monkeypatch.chdir(ours.parent)
    assert called(str(ours), None) == "./twitlab"
    deep = clone.parent / "a" / "b" / "c" / "d"
    deep.mkdir(parents=True)
    monkeypatch.chdir(deep)
    assert called("../../../../clone/.venv/bin/twitlab", None) == "~/clone/.venv/bin/twitlab"


def test_path_with_a_blank_is_quoted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    ours = program(tmp_path / "my clone" / "twitlab")
    monkeypatch.chdir("/")
    (word,) = shlex.split(called(str(ours), None))
    assert Path(word).samefile(ours)


def test_path_through_a_link_leads_to_the_same_file(clone: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(clone / ".venv")
    started = f"{tmp_path}/link/../.venv/bin/twitlab"
    assert Path(started).is_file()
    assert Path(called(started, None)).expanduser().is_file()


def test_copying_is_a_command_that_copies(clone: Path) -> None:
    (clone / "a b").write_text("mine", encoding="utf-8")
    subprocess.run(["sh", "-c", copying(clone / "a b", clone / "it's")], check=True)
    assert (clone / "it's").read_text(encoding="utf-8") == "mine"


def test_typed_is_the_program_and_what_stands_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    assert typed() == "twitlab"
    assert typed("check x") == "twitlab check x"
    monkeypatch.setattr(sys, "argv", ["/a/twitlab"])
    assert typed("check x") == "/a/twitlab check x"
    monkeypatch.setattr(sys, "argv", [])
    assert typed("lab") == "twitlab lab"
