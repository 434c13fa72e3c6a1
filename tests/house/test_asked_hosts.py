"""What is asked of other hosts is noted."""

import os
import subprocess
import sys
from pathlib import Path

from tests.help.asked_hosts import asked_within, watched


def test_watch_notes_who_is_asked_outside_this_machine(tmp_path: Path) -> None:
    ask = (
        "import socket\n"
        "for host in ('127.0.0.1', '192.0.2.1'):\n"
        "    with socket.socket() as plug:\n"
        "        plug.settimeout(0.01)\n"
        "        try: plug.connect((host, 9))\n"
        "        except OSError: pass\n"
    )
    environment = watched(tmp_path, dict(os.environ))
    subprocess.run([sys.executable, "-c", ask], env=environment, check=True)
    assert asked_within(tmp_path) == ["socket.connect 192.0.2.1"]
