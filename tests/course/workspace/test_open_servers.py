"""Finding the JupyterLab that is open in a workspace, among those that were and those elsewhere."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from twitlab.course.workspace.open_servers import open_lab


class Jupyter(BaseHTTPRequestHandler):
    """Answer as Jupyter does: all may ask for its version, its status wants the token."""

    def do_GET(self) -> None:
        allowed = self.path in ("/api", "/api/status?token=secret%20one")
        self.send_response(200 if allowed else 403)
        self.end_headers()

    def log_message(self, *arguments: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Jupyter) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    made = tmp_path / "workspace"
    made.mkdir()
    return made


@pytest.fixture
def runtime(tmp_path: Path) -> Path:
    made = tmp_path / "runtime"
    made.mkdir()
    return made


def noted(runtime: Path, name: str = "1", **server: Any) -> None:
    usual = {"pid": os.getpid(), "token": "secret one"}
    text = json.dumps(usual | server)
    (runtime / f"jpserver-{name}.json").write_text(text, encoding="utf-8")


def test_lab_that_is_open_is_found_with_its_token(root: Path, runtime: Path, url: str) -> None:
    assert open_lab(root, runtime) is None
    noted(runtime, url=url, root_dir=str(root))
    assert open_lab(root, runtime) == f"{url}lab?token=secret%20one"


def test_lab_with_a_password_is_found_without_a_token(root: Path, runtime: Path, url: str) -> None:
    noted(runtime, url=url, root_dir=str(root), token="")
    assert open_lab(root, runtime) == f"{url}lab"


@pytest.mark.skipif(os.name == "nt", reason="Links need a right of their own on Windows.")
def test_folder_behind_a_link_is_the_same_folder(root: Path, runtime: Path, url: str) -> None:
    (root.parent / "link").symlink_to(root)
    noted(runtime, url=url, root_dir=str(root.parent / "link"))
    assert open_lab(root, runtime) is not None


def test_lab_elsewhere_or_with_another_token_is_passed_over(
    root: Path, runtime: Path, url: str
) -> None:
    noted(runtime, "1", url=url, root_dir=str(root.parent))
    noted(runtime, "2", url=url, root_dir=str(root), token="of one that was killed")
    assert open_lab(root, runtime) is None
    noted(runtime, "3", url=url, root_dir=str(root))
    assert open_lab(root, runtime) is not None


@pytest.mark.skipif(os.name == "nt", reason="On Windows to ask for a process is to end it.")
def test_lab_whose_process_has_ended_is_passed_over(root: Path, runtime: Path, url: str) -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    noted(runtime, url=url, root_dir=str(root), pid=ended.pid, token="")
    assert open_lab(root, runtime) is None


def test_lab_that_does_not_answer_is_passed_over(root: Path, runtime: Path) -> None:
    noted(runtime, url="http://127.0.0.1:9/", root_dir=str(root))
    assert open_lab(root, runtime) is None


@pytest.mark.parametrize(
    "content",
    ["", "{", "[]", "3", "{}", '{"url": "http+unix://x/"}', '{"url": "http://x/"}', "\xff"],
)
def test_file_that_is_no_servers_is_passed_over(root: Path, runtime: Path, content: str) -> None:
    (runtime / "jpserver-1.json").write_bytes(content.encode("latin-1"))
    assert open_lab(root, runtime) is None


def test_folder_of_the_servers_need_not_be_there(root: Path, tmp_path: Path) -> None:
    assert open_lab(root, tmp_path / "none") is None


def test_jupyters_own_folder_is_looked_in(
    root: Path, runtime: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(runtime))
    noted(runtime, url="http://here/", root_dir=str(root))
    answers = {"http://here/api/status?token=secret%20one": True}.__getitem__
    assert open_lab(root, answers=answers) == "http://here/lab?token=secret%20one"
