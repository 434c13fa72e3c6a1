"""A Redis server that lives as long as the work that it is measured with."""

import subprocess
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from shutil import which
from typing import Any
from weakref import finalize

from twitlab.bench.harness import Missing, Work, peer

_TRIES, _PAUSE_S = 100, 0.05


def redis_peer(
    how: str, make: Callable[[Any, str], Callable[[], Any]], *, synced: bool = False
) -> Work | Missing:
    """Make a piece of work that a server of its own does, or say how to get one.

    It keeps everything in memory, listens on a socket in a folder of its own, and ends with the
    last use of the work, or with this process.

    Args:
        how: what it is told to do, in a few words.
        make: gets a client and the path of the socket; gives what does the work once.
        synced: whether it also writes each command to a file, and answers when that is on the disk.

    Returns:
        Its work, named with the version of the client.
    """
    server = which("redis-server")
    if server is None:
        return Missing("redis-server", "apt install redis-server")

    def start() -> Callable[[], Any]:
        folder = tempfile.TemporaryDirectory()
        path = str(Path(folder.name) / "socket")
        command = [server, "--port", "0", "--unixsocket", path, "--dir", folder.name]
        kept = ["--appendonly", "yes" if synced else "no", "--appendfsync", "always"]
        process = subprocess.Popen([*command, "--save", "", *kept], stdout=subprocess.DEVNULL)
        client = import_module("redis").Redis(unix_socket_path=path)
        for _ in range(_TRIES):
            with suppress(OSError, import_module("redis").ConnectionError):
                client.ping()
                break
            time.sleep(_PAUSE_S)
        work = make(client, path)

        def run() -> Any:
            return work()

        finalize(run, _stop, process, folder)
        return run

    work = peer("redis", "8.1.0", start)
    return work if isinstance(work, Missing) else replace(work, name=f"{work.name}, {how}")


def _stop(process: "subprocess.Popen[bytes]", folder: "tempfile.TemporaryDirectory[str]") -> None:
    process.terminate()
    process.wait()
    folder.cleanup()
