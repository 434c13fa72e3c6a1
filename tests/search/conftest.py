"""Make a few tweets do what millions do, in each test of search."""

import pytest

from twitlab.search import index, merging, readers, segment, walk, windows


@pytest.fixture
def usual_sizes() -> None:
    """Ask for segments, slices and windows as they are in use."""


@pytest.fixture(autouse=True)
def small_sizes(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """Let a handful of tweets fill segments, merge them in slices and be read in many windows."""
    if "usual_sizes" in request.fixturenames:
        return
    monkeypatch.setattr(index, "_CHUNK", 5)
    monkeypatch.setattr(index, "_FAN_IN_BITS", 1)
    monkeypatch.setattr(index, "_PACE", 1)
    monkeypatch.setattr(merging, "_SLICE", 8)
    monkeypatch.setattr(readers, "_FEW", 2)
    monkeypatch.setattr(segment, "_SLOT_BITS", 1)
    monkeypatch.setattr(walk, "_LEAST_WINDOW", 1)
    monkeypatch.setattr(walk, "MAX_TWEETS", 12)
    monkeypatch.setattr(walk, "_SPARE", 0.1)
    monkeypatch.setattr(walk, "_WIDER", 2)
    monkeypatch.setattr(windows, "_LOPSIDED", 2)
