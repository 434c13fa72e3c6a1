"""A JupyterLab that a test has started: it binds a port of its own, and says which."""

import json
import subprocess
import time
from pathlib import Path

OWN_PORT = "--ServerApp.port=0"
START_S = 60


def port_of(process: subprocess.Popen[bytes], runtime: Path) -> int | None:
    """Wait until a JupyterLab says which port it has; None if it ends before that.

    Args:
        process: It, started with ``OWN_PORT``.
        runtime: Its runtime folder, which no other one has.
    """
    for _ in range(START_S * 10):
        for file in runtime.glob("jpserver-*.json"):
            try:
                return int(json.loads(file.read_text(encoding="utf-8"))["port"])
            except (ValueError, OSError):
                break  # it is being written
        if process.poll() is not None:
            break
        time.sleep(0.1)
    return None
