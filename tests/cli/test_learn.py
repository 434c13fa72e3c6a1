"""The commands that open the course and bring it up to date."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import webbrowser
from pathlib import Path

import pytest

from tests.help.command_line import FIRST, Run
from twitlab.cli import learn
from twitlab.course.workspace import open_servers
from twitlab.course.workspace.workspace import Workspace


@pytest.mark.parametrize("arguments", [[], ["--no-browser"], ["--port", "9999"]])
def test_lab_that_is_open_already_is_shown_and_not_opened_again(
    run: Run,
    mine: Workspace,
    handed: list[tuple[list[str], Path]],
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
) -> None:
    shown: list[str] = []
    address = "http://localhost:8888/lab?token=[b]"
    monkeypatch.setattr(open_servers, "open_lab", {mine.root: address}.get)
    monkeypatch.setattr(webbrowser, "open", shown.append)
    done = run("lab", *arguments)
    assert (done.code, done.err, handed) == (0, "", [])
    assert f"JupyterLab is open already in {mine.root}." in done.out
    assert f"  address   {address}\n" in done.out
    assert ("it goes on as it was started" in done.out) is ("--port" in arguments)
    assert shown == ([] if "--no-browser" in arguments else [address])
    run("lab", str(mine.root.parent / "another"))
    assert len(handed) == 1


@pytest.fixture
def handed(monkeypatch: pytest.MonkeyPatch) -> list[tuple[list[str], Path]]:
    """Note what would be started, and where, in place of starting it."""
    started: list[tuple[list[str], Path]] = []

    def hand_over(argv: list[str], environment: object) -> int:
        started.append((argv, Path.cwd()))
        return 0

    monkeypatch.setattr(learn, "hand_over", hand_over)
    return started


def test_lab_makes_the_workspace_and_opens_the_start_page(
    run: Run, elsewhere: Path, handed: list[tuple[list[str], Path]]
) -> None:
    done = run("lab")
    assert done.code == 0
    assert f"Your workspace is new: {elsewhere}" in done.out
    ((argv, folder),) = handed
    assert folder == elsewhere
    assert argv[:3] == [sys.executable, "-m", "jupyterlab"]
    assert f"--ServerApp.root_dir={elsewhere}" in argv
    assert "--LabApp.default_url=/lab/tree/notebooks/00_start_here.ipynb" in argv
    assert "--no-browser" not in argv


@pytest.mark.parametrize("arguments", [["new"], ["new", "DIR"], ["--workspace", "DIR", "new"]])
def test_new_makes_the_workspace_and_opens_nothing(
    run: Run,
    elsewhere: Path,
    tmp_path: Path,
    handed: list[tuple[list[str], Path]],
    arguments: list[str],
) -> None:
    root = tmp_path / "mine" if "DIR" in arguments else elsewhere
    arguments = [str(root) if each == "DIR" else each for each in arguments]
    done = run(*arguments)
    assert (done.code, done.err, handed) == (0, "", [])
    assert f"Your workspace is new: {root}" in done.out
    assert (root / FIRST.path).is_file()
    assert run("--workspace", str(root)).code == 0
    (root / FIRST.path).unlink()
    assert f"{FIRST.path}: was missing, and is back\n" in run(*arguments).out


def test_lab_passes_on_what_it_is_told(
    run: Run, tmp_path: Path, handed: list[tuple[list[str], Path]]
) -> None:
    folder = tmp_path / "a [bold]folder[/bold]"
    done = run("lab", str(folder), "--no-browser", "--port", "9999", "--", "--ip=::1", "--debug")
    run("--workspace", str(folder), "lab", "--", "--debug")
    assert f"Opening JupyterLab in {folder}." in done.out
    assert [where for _, where in handed] == [folder, folder]
    assert handed[0][0][-4:] == ["--no-browser", "--port=9999", "--ip=::1", "--debug"]
    assert handed[1][0][-1:] == ["--debug"]


def test_lab_and_update_say_what_changed(
    run: Run, mine: Workspace, handed: list[tuple[list[str], Path]]
) -> None:
    for command in ("lab", "update"):
        (mine.root / FIRST.path).unlink()
        done = run(command)
        assert "is up to date with twitlab" in done.out
        assert f"  changed   {FIRST.path}: was missing, and is back\n" in done.out
        assert (mine.root / FIRST.path).is_file()
    assert len(handed) == 1


def test_lab_refuses_a_folder_with_something_else_in_it(
    run: Run, tmp_path: Path, mine: Workspace, handed: list[tuple[list[str], Path]]
) -> None:
    (tmp_path / "away" / "thesis.txt").write_text("x", encoding="utf-8")
    for folder in (tmp_path / "away", mine.root / "notebooks"):
        done = run("lab", str(folder))
        assert (done.code, done.err.count("\n")) == (2, 1)
    assert handed == []


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="Windows sends Ctrl-C to whole consoles only.")
def test_lab_really_starts_and_ends_with_ctrl_c(elsewhere: Path) -> None:
    argv = [sys.executable, "-c", "from twitlab.cli import main; main()", "lab", "--no-browser"]
    terminal, ours = os.openpty()
    with subprocess.Popen(
        [*argv, "--", "--allow-root"],
        stdin=terminal,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as lab:
        assert lab.stdout is not None
        said: list[str] = []
        for line in lab.stdout:
            if "http://127.0.0.1" in line and not any("http://127.0.0.1" in each for each in said):
                lab.send_signal(signal.SIGINT)
            said.append(line)
        assert lab.wait(60) == 0
    for end in (terminal, ours):
        os.close(end)
    assert "/lab/tree/notebooks/00_start_here.ipynb?token=" in "".join(said)
