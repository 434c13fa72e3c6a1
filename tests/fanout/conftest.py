"""What all tests of fan-outs share: each of them in turn, and small batches."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.help.timelines import MAKERS, Make
from twitlab.fanout import HomeTimelines, SelectFanout, contract, written


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a handful of tweets and pages do what millions do: come in several batches."""
    monkeypatch.setattr(written, "_BATCH", 5)
    monkeypatch.setattr(contract, "_PAGES", 2)


@pytest.fixture(params=list(MAKERS))
def make(request: pytest.FixtureRequest) -> Iterator[Make]:
    made: list[HomeTimelines] = []

    def one(*graph: Any) -> HomeTimelines:
        made.append(MAKERS[request.param](*graph))
        return made[-1]

    yield one
    for each in made:
        if isinstance(each, SelectFanout):
            each.close()
