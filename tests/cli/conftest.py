"""Each command runs in a workspace of its own, away from the learner's."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.help.command_line import COURSE, NOW, Done, Run
from twitlab.cli import main
from twitlab.course.workspace.make import create
from twitlab.course.workspace.workspace import Workspace


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command in this process."""

    def run(*arguments: str) -> Done:
        with pytest.raises(SystemExit) as ended:
            main(arguments)
        out, err = capsys.readouterr()
        return Done(int(ended.value.code or 0), out, err)

    return run


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand in an empty folder; the usual workspace is a folder that is not there yet."""
    for name in ("FORCE_COLOR", "COLUMNS", "TTY_COMPATIBLE"):
        monkeypatch.delenv(name, raising=False)
    usual = tmp_path / "usual"
    monkeypatch.setenv("TWITLAB_WORKSPACE", str(usual))
    away = tmp_path / "away"
    away.mkdir()
    monkeypatch.chdir(away)
    return usual


@pytest.fixture
def mine(elsewhere: Path) -> Workspace:
    """Make the usual workspace."""
    return create(elsewhere, COURSE, NOW)


@pytest.fixture(autouse=True)
def no_servers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Look for running servers in an empty folder."""
    runtime = tmp_path / "runtime"
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(runtime))
    return runtime
