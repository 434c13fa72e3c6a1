"""Speak to a Redis of one's own in its protocol, RESP2, over a socket, without a client package."""

import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from shutil import which
from typing import Any

from tests.help.needs import need

_TRIES, _PAUSE_S = 200, 0.02


@contextmanager
def raw_redis(folder: Path) -> Iterator["RawRedis"]:
    """Start a server that keeps all in memory, and end it; skip the test where there is none.

    Args:
        folder: for its socket.
    """
    server = which("redis-server")
    need("a Redis server", server is not None, "Install it: apt install redis-server")
    assert server
    path = str(folder / "redis")
    options = ["--port", "0", "--unixsocket", path, "--dir", str(folder), "--save", ""]
    process = subprocess.Popen([server, *options], stdout=subprocess.DEVNULL)
    try:
        with socket.socket(socket.AF_UNIX) as opened:
            for _ in range(_TRIES):
                with suppress(OSError):
                    opened.connect(path)
                    break
                time.sleep(_PAUSE_S)
            speaker = RawRedis(opened)
            yield speaker
            speaker.close()
    finally:
        process.terminate()
        process.wait()


class RawRedis:
    """Send commands and read answers, many at a time.

    Args:
        opened: a connected socket.
    """

    def __init__(self, opened: socket.socket) -> None:
        self._socket = opened
        self._file = opened.makefile("rb")

    def ask(self, *commands: tuple[bytes | str | int | float, ...]) -> list[Any]:
        """Send commands at once, and give the answer of each; an error is a str."""
        self._socket.sendall(b"".join(map(_written, commands)))
        return [self._answer() for _ in commands]

    def _answer(self) -> Any:
        line = self._file.readline()
        kind, said = line[:1], line[1:-2]
        if kind == b"-":
            return said.decode()
        if kind == b":":
            return int(said)
        if kind == b"*":
            return [self._answer() for _ in range(int(said))]
        if kind == b"$":
            return None if said == b"-1" else self._file.read(int(said) + 2)[:-2]
        return said

    def close(self) -> None:
        """Close the file; the socket is its owner's."""
        self._file.close()


def _written(command: tuple[bytes | str | int | float, ...]) -> bytes:
    parts = [each if isinstance(each, bytes) else str(each).encode() for each in command]
    return b"*%d\r\n" % len(parts) + b"".join(b"$%d\r\n%s\r\n" % (len(p), p) for p in parts)
