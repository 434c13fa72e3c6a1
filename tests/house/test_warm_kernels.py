"""Kernels that are forked are as good as others: alone, to be interrupted, and soon at an end."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from jupyter_client.manager import KernelManager, start_new_kernel

from tests.help.warm_kernels import warm_kernels
from tests.help.watchdog import left_after, started_within

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="Kernels start as ever here."),
]


@contextmanager
def forked(folder: Path) -> Iterator[None]:
    """Let kernels that are started be forked; their temporary files are in the folder."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TMPDIR", str(folder))
        with warm_kernels(folder, os.environ) as variables:
            for name, value in variables.items():
                patch.setenv(name, value)
            yield


def said(client: Any, code: str) -> str:
    """Run code, and give what it prints."""
    printed: list[str] = []
    client.execute_interactive(
        code, timeout=30, output_hook=lambda each: printed.append(each["content"].get("text", ""))
    )
    return "".join(printed)


def test_kernel_is_alone_and_has_the_folder_and_variables_of_who_starts_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "below").mkdir()
    with forked(tmp_path):
        first, one = start_new_kernel(kernel_name="python3", cwd=str(tmp_path))
        monkeypatch.setenv("OF_THE_SECOND", "yes")
        second, other = start_new_kernel(kernel_name="python3", cwd=str(tmp_path / "below"))
        assert said(one, "import sys; sys.kept = kept = 1; print('twitlab.course' in sys.modules)")
        asks = "import os, sys; print(os.getcwd(), os.environ.get('OF_THE_SECOND'))"
        assert said(one, asks) == f"{tmp_path} None\n"
        assert said(other, asks) == f"{tmp_path / 'below'} yes\n"
        assert said(other, "print(hasattr(sys, 'kept'), 'kept' in globals())") == "False False\n"
        draws = "import random; print(random.random())"
        assert said(one, draws) != said(other, draws)
        for manager, client in ((first, one), (second, other)):
            _end(manager, client)


def test_kernel_is_interrupted_and_ends_by_itself_or_with_who_started_it(tmp_path: Path) -> None:
    with forked(tmp_path):
        source = len(started_within(tmp_path))
        first, one = start_new_kernel(kernel_name="python3")
        second, other = start_new_kernel(kernel_name="python3")
        assert len(started_within(tmp_path)) > source
        # What comes soon after a cell that failed is not run, unless it was said to go on.
        sleep = "print('begun', flush=True)\nimport time\ntime.sleep(600)"
        asked = one.execute(sleep, stop_on_error=False)
        while one.get_iopub_msg(timeout=30)["content"].get("text") != "begun\n":
            pass
        first.interrupt_kernel()
        while one.get_shell_msg(timeout=30)["parent_header"].get("msg_id") != asked:
            pass
        assert said(one, "print('goes on')") == "goes on\n"
        one.execute("import os; os._exit(1)")
        wait_for_end(first)
        assert second.is_alive()
        for manager, client in ((first, one), (second, other)):
            _end(manager, client)
    assert left_after(10, tmp_path) == {}


def wait_for_end(manager: KernelManager) -> None:
    for _ in range(300):
        if not manager.is_alive():
            return
        time.sleep(0.1)
    raise AssertionError("the kernel lives on")


def _end(manager: KernelManager, client: Any) -> None:
    client.stop_channels()
    manager.shutdown_kernel(now=True)
    manager.cleanup_resources()
