"""Make a few writes do what millions do, in each test of the graph."""

import pytest

from twitlab.columns import lookup, sorting
from twitlab.graph import adjacency, runs


@pytest.fixture(autouse=True)
def small_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a handful of writes do what millions do: grow runs, merge them, compact them."""
    monkeypatch.setattr(adjacency, "_SMALL", 6)
    monkeypatch.setattr(adjacency, "_FAR", 5)
    monkeypatch.setattr(runs, "_MANY", 2)
    monkeypatch.setattr(sorting, "_PIECE", 16)
    monkeypatch.setattr(lookup, "_BLOCK", 7)
