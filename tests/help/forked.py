"""Scripts that are run by forks of one process, which has imported what they all import.

To import what draws takes longer than to draw, and what checks longer than most checks. Each script
has a process of its own all the same: what one does, no other sees. Where the system has no forks,
each has a new process.
"""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import tempfile
import traceback
from importlib import import_module
from pathlib import Path

from tests.conftest import ROOT
from tests.help.processes import started

SHARED = (
    "numpy",
    "pandas",
    "tests.help.run_mutants",
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
        code, said = self.ended(script, **environment)
        assert code == 0, said
        return said

    def ended(self, script: str, **environment: str) -> tuple[int, str]:
        """Run a script in a process of its own; give the code it ends with, and what it prints."""
        if not hasattr(os, "fork"):
            done = started(script, **environment)
            return done.returncode, done.stdout + done.stderr
        key = tuple(sorted(environment.items()))
        if key not in self._sources:
            self._sources[key] = _source(environment)
        source = self._sources[key]
        assert source.stdin
        assert source.stdout
        source.stdin.write(f"{json.dumps(script)}\n")
        source.stdin.flush()
        done = json.loads(source.stdout.readline())
        return done["code"], done["printed"]

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
    for standard in (sys.stdout, sys.stderr):
        assert isinstance(standard, io.TextIOWrapper)
        standard.reconfigure(encoding="utf-8")
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
        # Not sys.stdout alone: what is written past it would go to who asked, as an answer.
        with file.open("wb") as said, Path(os.devnull).open("rb") as nothing:
            for standard, other in enumerate((nothing, said, said)):
                os.dup2(other.fileno(), standard)
        try:
            exec(compile(script, "<script>", "exec"), {"__name__": "__main__"})
            code = 0
        except BaseException:  # noqa: BLE001 - whatever it raises is told to who asked
            traceback.print_exc()
        sys.stdout.flush()
    finally:
        os._exit(code)


if __name__ == "__main__":
    _serve()
