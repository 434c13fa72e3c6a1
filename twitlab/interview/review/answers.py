"""The file of answers to cards: it only grows, a checksum a line, as the files of interviews do."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import Annotated, Final, Literal, Self

from pydantic import Field, TypeAdapter

from twitlab.course.workspace.free_folder import HIDDEN
from twitlab.interview.appending import Appending, begin_file, lock_file, refused
from twitlab.interview.lines import (
    LARGEST_BYTES,
    Damage,
    Lines,
    as_line,
    lines_of,
    read_content,
)
from twitlab.interview.packs.words import Entry
from twitlab.interview.timing import Clock2

Grade = Literal["again", "hard", "good", "easy"]
_BUSY: Final = (
    "another review is open, and writes {name}: end it there (q, then Enter), then try again"
)


class Answered(Entry):
    """A card was shown, thought of, and rated."""

    kind: Literal["answered"] = "answered"
    wall_ms: Annotated[int, Field(ge=0)]
    card: Annotated[str, Field(min_length=1)]
    grade: Grade


_EVENTS: Final = TypeAdapter(Answered)


def answers_file(root: Path) -> Path:
    """Give the place of the answers in a workspace."""
    return root / HIDDEN / "reviews.log"


def read_answers(path: Path) -> Lines[Answered]:
    """Read the answers, whoever writes them; none where there is no file.

    Raises:
        CourseError: It is no plain file, or cannot be read.
    """
    if not path.exists():
        return Lines((), (), 0)
    return lines_of(read_content(path), _EVENTS.validate_json)


class Answers:
    """Keep answers, one after the other; no other process may do so meanwhile.

    Args:
        path: of the file, which the first answer begins.
        clock: tells when an answer was given.

    Raises:
        CourseError: Another process has it open, or it cannot be read.
    """

    # The lock is held from the beginning to `close`.
    def __init__(self, path: Path, clock: Clock2) -> None:
        self._path, self._clock = path, clock
        self._lock = lock_file(path, _BUSY)
        try:
            self._lines = read_answers(path)
        except BaseException:
            self._lock.release()
            raise

    @property
    def all(self) -> tuple[Answered, ...]:
        """Every answer that stands in the file, in order."""
        return tuple(each for _, each in self._lines.numbered)

    @property
    def damage(self) -> tuple[Damage, ...]:
        """What no longer stands there."""
        return self._lines.damage

    def record(self, card: str, grade: Grade) -> Answered:
        """Put an answer on the disk.

        Raises:
            CourseError: The disk refused, and nothing was recorded.
        """
        answered = Answered(wall_ms=self._clock.wall_ms(), card=card, grade=grade)
        lines = self._lines
        try:
            self._append(as_line(lines.count, answered))
        except OSError as error:
            raise refused(self._path, error) from error
        numbered = (*lines.numbered, (lines.count, answered))
        self._lines = Lines(numbered, lines.damage, lines.count + 1)
        return answered

    def _append(self, line: bytes) -> None:
        if not self._path.exists():
            begin_file(self._path, line)
            return
        file = Appending(self._path, LARGEST_BYTES)
        try:
            file.add(line)
        finally:
            file.close()

    def close(self) -> None:
        """Write no more, and let others."""
        self._lock.release()

    def __enter__(self) -> Self:
        """Give the answers."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close them."""
        self.close()
