"""One step of an update: writes in an order that survives a crash, and what they come to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from twitlab.errors import CourseError

Kind = Literal[
    "new",
    "brought back",
    "replaced",
    "rebuilt",
    "beside",
    "set aside",
    "unreadable",
    "removed",
    "left",
]
Act = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Change:
    """What an update did about one notebook, in words for the learner."""

    path: str
    """Where the notebook lies in the workspace, with forward slashes."""
    kind: Kind
    text: str
    backup: Path | None = None
    """A copy of the learner's file as it was, where it was written over or moved."""

    def __str__(self) -> str:
        return f"{self.path}: {self.text}"


@dataclass(frozen=True, slots=True)
class Step:
    """Writes to be done in this order, and what they come to.

    Each write is done whole or not at all, and backups come before the workspace's file, which
    comes before the base. So wherever an update is cut short, the next one finds the old base,
    or everything done, and ends in the same state.
    """

    acts: tuple[Act, ...] = ()
    change: Change | None = None

    def carry_out(self) -> None:
        """Do the writes.

        Raises:
            CourseError: One failed; those before it stay done.
        """
        try:
            for act in self.acts:
                act()
        except OSError as error:
            what = self.change.path if self.change else "the workspace's own files"
            raise CourseError(
                f"the update stopped at {what}: {error.strerror or error}. Nothing of yours is "
                "lost; close programs that hold the file, make room on the disk, start it again"
            ) from error
