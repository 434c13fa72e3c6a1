"""What a test does when a part that not every machine has is missing."""

import os
from pathlib import Path

import pytest

from tests.conftest import ROOT

REAL_DATA = ROOT.parent / "shared" / "data"


def need(part: str, present: bool, fix: str) -> None:
    """Skip the test on a laptop that lacks a part, and fail it in CI, where nothing is skipped.

    Args:
        part: What the test needs, such as ``"a Chromium browser"``.
        present: Whether it is there.
        fix: How to get it, as a sentence.
    """
    if present:
        return
    message = f"This needs {part}, which is not here. {fix}"
    if os.environ.get("CI") == "true":
        pytest.fail(f"{message} In CI nothing is skipped.", pytrace=False)
    pytest.skip(message)


def real_data(name: str) -> Path:
    """Give a file of real data, which stands beside the checkout; skip the test where it is not.

    Args:
        name: The file's path in that folder, such as ``"retail.dat.gz"``.
    """
    if not REAL_DATA.is_dir():
        pytest.skip(f"This needs the real data {name}, which is no part of the project.")
    file = REAL_DATA / name
    assert file.exists(), f"the real data are here, and {name} is not among them"
    return file
