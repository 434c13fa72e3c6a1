"""Kernels that are forked off one process, which has imported what every notebook imports first.

To start a kernel and to import the course takes seconds; a fork takes none. Each kernel is a
process of its own and ends with whoever started it. Where the system has no such forks, kernels
start as ever.
"""

from __future__ import annotations

import json
import os
import secrets
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from importlib import import_module
from pathlib import Path
from typing import Any

FIRST = "from twitlab.course import "
"""What a notebook that is run by such a kernel has to begin with, so that it misses no import."""
_READY = b"ready"


@contextmanager
def warm_kernels(folder: Path, environment: Mapping[str, str]) -> Iterator[dict[str, str]]:
    """Give the environment variables under which a `python3` kernel is forked.

    Args:
        folder: For what says how such a kernel is started.
        environment: Of the process that they are forked off.
    """
    if not hasattr(os, "pidfd_open"):
        yield {}
        return
    place = secrets.token_hex(16)
    kernel = [sys.executable, "-I", "-S", __file__, place, "{connection_file}"]
    spec = {"argv": kernel, "display_name": "Python 3", "language": "python"}
    (folder / "kernels" / "python3").mkdir(parents=True)
    (folder / "kernels" / "python3" / "kernel.json").write_text(json.dumps(spec), encoding="utf-8")
    with subprocess.Popen(
        [sys.executable, "-P", __file__, place],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        # As ipykernel has it: where it draws is settled when matplotlib is imported.
        env={**environment, "MPLBACKEND": "module://matplotlib_inline.backend_inline"},
    ) as source:
        assert source.stdin
        assert source.stdout
        said = source.stdout.readline()
        assert said.strip() == _READY, said + source.stdout.read()
        try:
            yield {"JUPYTER_PATH": str(folder)}
        finally:
            source.stdin.close()


def _fork_kernels(place: str) -> None:
    """Import what notebooks import first, and fork a kernel whenever one is asked for."""
    for name in ("ipykernel.kernelapp", "twitlab.course.notebook.learner"):
        import_module(name)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    with socket.socket(socket.AF_UNIX) as door:
        door.bind(f"\0{place}")
        door.listen()
        print(_READY.decode(), flush=True)
        while select.select([door, sys.stdin], [], [])[0] != [sys.stdin]:
            line, _ = door.accept()
            if os.fork() == 0:
                door.close()
                _guard(line)
            line.close()


def _guard(line: socket.socket) -> None:
    """Fork a kernel, and see that neither it nor who asked for it outlives the other."""
    asked = json.loads(line.makefile().readline())
    kernel = os.fork()
    if kernel == 0:
        line.close()
        _be_a_kernel(**asked)
    ended = os.pidfd_open(kernel)
    line.sendall(f"{kernel}\n".encode())
    select.select([line.fileno(), ended], [], [])
    with suppress(ProcessLookupError):
        signal.pidfd_send_signal(ended, signal.SIGKILL)
    os._exit(0)


def _be_a_kernel(folder: str, variables: dict[str, str], connection: str) -> None:
    """Do what ``python -m ipykernel_launcher`` does."""
    from ipykernel import kernelapp

    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.setsid()
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(variables)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for standard in range(3):
        os.dup2(nowhere, standard)
    sys.argv = ["ipykernel_launcher", "-f", connection]
    try:
        kernelapp.launch_new_instance()
    finally:
        os._exit(1)


def _ask_for_a_kernel(place: str, connection: str) -> None:
    """Stand for a kernel where one is started: hand interrupts on, and end when it does."""
    with socket.socket(socket.AF_UNIX) as line:
        line.connect(f"\0{place}")
        asked: dict[str, Any] = {
            "folder": str(Path.cwd()),
            "variables": dict(os.environ),
            "connection": connection,
        }
        line.sendall(json.dumps(asked).encode() + b"\n")
        kernel = int(line.makefile().readline())
        signal.signal(signal.SIGINT, lambda *_: os.kill(kernel, signal.SIGINT))
        line.recv(1)


if __name__ == "__main__":
    if len(sys.argv) == 2:
        _fork_kernels(sys.argv[1])
    else:
        _ask_for_a_kernel(sys.argv[1], sys.argv[2])
