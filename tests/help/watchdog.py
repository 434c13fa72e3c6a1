"""Nothing that a test starts outlives the run: a process waits for its end, however it ends.

All that tests start, a kernel of a grader too, has its folder for temporary files within that of
the run. So what is left can be found by its environment, whoever became its parent. This works
where there is /proc; elsewhere nobody watches.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

_PROC = Path("/proc")
_POLL_S = 0.1


def started_within(folder: Path) -> dict[int, str]:
    """Give id and command of the processes that have their temporary files below a folder."""
    found = {}
    for process in _PROC.iterdir() if _PROC.is_dir() else ():
        # It may end while it is looked at, or be of another user.
        with contextlib.suppress(OSError):
            if process.name.isdigit() and int(process.name) != os.getpid():
                variables = (process / "environ").read_bytes().split(b"\0")
                command = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode()
                if command and any(_is_within(folder, each) for each in variables):
                    found[int(process.name)] = command
    return found


def _is_within(folder: Path, variable: bytes) -> bool:
    name, _, value = variable.partition(b"=")
    return name == b"TMPDIR" and Path(os.fsdecode(value)).is_relative_to(folder)


def left_after(seconds: float, folder: Path) -> dict[int, str]:
    """Give what is still there when all had some time to end."""
    end = time.monotonic() + seconds
    while (left := started_within(folder)) and time.monotonic() < end:
        time.sleep(_POLL_S)
    return left


def watch(folder: Path) -> subprocess.Popen[bytes]:
    """Start to watch over what is started within a folder.

    Returns:
        The process that watches. It ends all when its standard input is closed, as the end of
        this process does.
    """
    return subprocess.Popen(
        [sys.executable, str(Path(__file__).resolve()), str(folder)],
        stdin=subprocess.PIPE,
        # Its folder is not within; and a Ctrl-C for the tests is none for it.
        start_new_session=True,
    )


def _end_all(folder: Path) -> None:
    # What is ended may just have started another.
    while left := started_within(folder):
        for process in left:
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        time.sleep(_POLL_S)


if __name__ == "__main__":
    sys.stdin.read()
    _end_all(Path(sys.argv[1]))
