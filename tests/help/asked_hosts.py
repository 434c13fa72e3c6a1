"""What Pythons that a test starts ask of other hosts than this machine."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

NOTES = "TWITLAB_TEST_ASKED"
"""The variable that says where it is noted."""

# Every Python that is started in such an environment runs this first, kernels too.
_WATCH = """
import ipaddress, os, sys

def watch(event, args):
    if event in ("socket.connect", "socket.sendto"):
        address = args[1]
    elif event == "socket.getaddrinfo":
        address = (args[0],)
    else:
        return
    if not isinstance(address, tuple):
        return
    host = address[0].decode() if isinstance(address[0], bytes) else address[0]
    if host in (None, "", "localhost"):
        return
    try:
        if ipaddress.ip_address(host).is_loopback:
            return
    except ValueError:
        pass
    with open(os.environ["TWITLAB_TEST_ASKED"], "a", encoding="utf-8") as file:
        file.write(f"{event} {host}\\n")

sys.addaudithook(watch)
"""


def watched(folder: Path, environment: Mapping[str, str]) -> dict[str, str]:
    """Give an environment whose Pythons note in a folder what hosts they ask."""
    (folder / "watch").mkdir(parents=True, exist_ok=True)
    (folder / "watch" / "sitecustomize.py").write_text(_WATCH, encoding="utf-8")
    paths = [str(folder / "watch"), environment.get("PYTHONPATH", "")]
    return {
        **environment,
        "PYTHONPATH": os.pathsep.join(filter(None, paths)),
        NOTES: str(folder / "asked"),
    }


def asked_within(folder: Path) -> list[str]:
    """Give what was asked of other hosts in the environment that `watched` gave for a folder."""
    notes = folder / "asked"
    return notes.read_text(encoding="utf-8").splitlines() if notes.exists() else []
