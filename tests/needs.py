"""What a test does when a part that not every machine has is missing."""

import os

import pytest


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
