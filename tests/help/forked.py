"""Scripts that are run by forks of one process, which has imported what they all import.

To import what draws takes longer than to draw. Each script has a process of its own all the same:
what one does, no other sees. Where the system has no forks, each has a new process.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import traceback
from importlib import import_module
from pathlib import Path

from tests.conftest import ROOT
from tests.help.processes import printed

SHARED = (
    "numpy",
    "pandas",
    "twitlab.experiments",
    "twitlab.ui.drawing.svg",
    "twitlab.ui.drawing.style",
    "twitlab.ui.plots.graph",
    "twitlab.ui.widgets.gap",
)


class Forks:
    """Run scripts, under some environment variables or others; a process serves each of these."""

    def __init__(self) -> None:
        self._sources: dict[tuple[tuple[str, str], ...], subprocess.Popen[str]] = {}

    def printed(self, script: str, **environment: str) -> str:
        """Run a script in a process of its own, and give what it prints.

        Args:
            script: prints what is to be the same, such as digests.
            environment: what is set there besides, before anything is imported.
        """
        if not hasattr(os, "fork"):
            return printed(script, **environment)
        key = tuple(sorted(environment.items()))
        if key not in self._sources:
            self._sources[key] = _source(environment)
        source = self._sources[key]
        assert source.stdin
        assert source.stdout
        source.stdin.write(f"{json.dumps(script)}\n")
        source.stdin.flush()
        done = json.loads(source.stdout.readline())
        assert done["code"] == 0, done["printed"]
        said: str = done["printed"]
        return said

    def close(self) -> None:
        """End the processes."""
        for source in self._sources.values():
            source.communicate(timeout=60)
        self._sources.clear()


def _source(environment: dict[str, str]) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.help.forked"],
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )


def _serve() -> None:
    for name in SHARED:
        import_module(name)
    for line in sys.stdin:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder, "printed")
            child = os.fork()
            if child == 0:
                _run(json.loads(line), file)
            _, status = os.waitpid(child, 0)
            said = {"code": os.waitstatus_to_exitcode(status), "printed": file.read_text("utf-8")}
        print(json.dumps(said), flush=True)


def _run(script: str, file: Path) -> None:
    """Be the script's process; it ends here."""
    code = 1
    try:
        with file.open("w", encoding="utf-8") as sys.stdout:
            sys.stderr = sys.stdout
            try:
                exec(compile(script, "<script>", "exec"), {"__name__": "__main__"})
                code = 0
            except BaseException:  # noqa: BLE001 - whatever it raises is told to who asked
                traceback.print_exc()
    finally:
        os._exit(code)


if __name__ == "__main__":
    _serve()
