"""Seats that are given up when a test ends."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.help.screens import Sit, seat
from twitlab.interview.events import Role
from twitlab.interview.screens.sitting import Sitting
from twitlab.interview.timing import ManualClock2


@pytest.fixture
def sit(tmp_path: Path) -> Iterator[Sit]:
    """Sit down in a role in the test's folder; the same role again is the same file."""
    taken = []

    def sit_down(role: Role, clock: ManualClock2 | None = None) -> Sitting:
        taken.append(seat(tmp_path, role, clock))
        return taken[-1]

    yield sit_down
    for each in taken:
        each.journal.close()
