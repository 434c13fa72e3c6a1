"""The JupyterLab that is open in a workspace already, if there is one."""

from __future__ import annotations

import json
import os
import ssl
import urllib.request
from collections.abc import Callable, Iterator
from http.client import HTTPException
from pathlib import Path
from typing import Any
from urllib.parse import quote

SECONDS = 2.0
"""How long a server may take to say that it is there."""


def open_lab(
    root: Path, folder: Path | None = None, answers: Callable[[str], bool] | None = None
) -> str | None:
    """Give the address of a JupyterLab that serves a folder, or None where none answers.

    Each Jupyter server of this user leaves a file that names its folder and its token. Where one
    was killed, the file stays and its port may be another's by now: what counts is that the
    server answers to the token. A server that listens on a file in place of a port is not found.

    Args:
        root: The folder that it serves.
        folder: Where the servers' files are; Jupyter's own place where none is given.
        answers: Tells whether there is an answer at an address.
    """
    asked = answers or _answers
    for server in _servers(_runtime_folder() if folder is None else folder):
        if not _serves(server, root):
            continue
        url, token = str(server["url"]), str(server.get("token") or "")
        behind = f"?token={quote(token)}" if token else ""
        # Without a token one logs in; then no more can be asked than whether Jupyter is there.
        if asked(f"{url}api/status{behind}" if token else f"{url}api"):
            return f"{url}lab{behind}"
    return None


def _servers(folder: Path) -> Iterator[dict[str, Any]]:
    for file in sorted(folder.glob("jpserver-*.json")):
        try:
            server = json.loads(file.read_bytes())
        except (OSError, ValueError):  # it ends, or begins, as we look
            continue
        if isinstance(server, dict) and str(server.get("url", "")).startswith("http"):
            yield server


def _serves(server: dict[str, Any], root: Path) -> bool:
    served = server.get("root_dir")
    return isinstance(served, str) and _same(served) == _same(str(root)) and _is_alive(server)


def _same(path: str) -> str:
    return os.path.normcase(os.path.realpath(path))


def _is_alive(server: dict[str, Any]) -> bool:
    """Tell whether the process is there; Windows is not asked, where to ask is to end it."""
    pid = server.get("pid")
    if os.name == "nt" or type(pid) is not int or pid <= 0:
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:  # it is another user's
        return True
    return True


def _answers(url: str) -> bool:
    # It is on this machine: no proxy is asked, and a certificate of one's own is no reason to fail.
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    opener = urllib.request.build_opener(
        urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=context)
    )
    try:
        with opener.open(url, timeout=SECONDS) as answer:
            return bool(answer.status == 200)
    except (OSError, HTTPException, ValueError):
        return False


def _runtime_folder() -> Path:
    from jupyter_client.kernelapp import KernelApp

    return Path(KernelApp().runtime_dir)
