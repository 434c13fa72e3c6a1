"""Run a script in a process of its own, where other settings hold."""

import os
import subprocess
import sys
from importlib import import_module

from tests.conftest import ROOT


def printed(script: str, **environment: str) -> str:
    """Run a script in a process of its own, and give what it prints.

    Args:
        script: prints what is to be the same, such as digests.
        environment: what is set there besides.
    """
    done = started(script, **environment)
    done.check_returncode()
    return done.stdout


def started(script: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a script in a process of its own, and say how it ended."""
    return subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def features_without(avoid: tuple[str, ...]) -> str:
    """List what this NumPy can switch off, by the names it uses: they changed in 2.4."""
    umath = import_module("numpy._core._multiarray_umath")
    found = [name for name in umath.__cpu_dispatch__ if umath.__cpu_features__.get(name)]
    return " ".join(name for name in found if name.startswith(avoid))
