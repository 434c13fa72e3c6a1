"""One role's file of a session: whatever happened, in the order in which it was recorded.

The file only grows. An event that `record` gave back is on the disk: a kernel that dies, a lid that
is closed or a stick that is pulled out costs at most the one event that was being written.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self, TypeVar, cast
from weakref import WeakValueDictionary

from filelock import FileLock
from pydantic import ValidationError

from twitlab.errors import BadValue, CourseError
from twitlab.interview.appending import Appending, begin_file, lock_file, refused
from twitlab.interview.events import Event, Opened, Resumed, TakenBack
from twitlab.interview.lines import LARGEST_BYTES, Damage, Kept, as_line, read_kept
from twitlab.interview.timing import Clock2

__all__ = ["Damage", "Journal", "Kept", "read_journal"]

E = TypeVar("E", bound=Event)
_BUSY: Final = (
    "another notebook or program is writing {name}: one file has one person. "
    "Close it there (Kernel, Shut Down Kernel), or start with a role of your own"
)
_OPEN: Final[WeakValueDictionary[Path, Journal]] = WeakValueDictionary()
"""What this process writes: who opens a file anew, as a cell run again does, takes it over."""


class Journal:
    """Record what happens into one file, which no other process may write meanwhile.

    `create` or `resume` opens it; `close`, or the end of the process, frees the file.

    Complexity: an event is one write and one sync of the disk, whatever came before.
    """

    # The lock is held from the beginning to `close`. `_kept` is what the file says, unless
    # `_doubtful`: a write failed or was interrupted, and the file is read before the next one.
    def __init__(self, path: Path, clock: Clock2, lock: FileLock) -> None:
        self._lock = lock
        self._clock = clock
        self._file: Appending | None = None
        self._kept = read_kept(path)
        self._doubtful = True

    @classmethod
    def create(cls, path: Path, opened: Opened, clock: Clock2) -> Self:
        """Begin a file.

        Args:
            path: of the file; its folder is made.
            opened: its first event.
            clock: for all events that come.

        Raises:
            CourseError: Something is there already, which stays as it is; or the disk refuses.
        """
        lock = lock_file(path, _BUSY)
        try:
            if path.exists() or path.is_symlink():
                raise CourseError(f"{path} is there already; it is never overwritten")
            begin_file(path, as_line(0, opened))
            return cls._open(path, clock, lock)
        except OSError as error:
            lock.release()
            raise refused(path, error) from error
        except BaseException:
            lock.release()
            raise

    @classmethod
    def resume(cls, path: Path, clock: Clock2) -> Self:
        """Go on with a file, and record that.

        In one process, the journal that had the file before is closed.

        Raises:
            CourseError: It is not there, cannot be read or written, or another process writes it.
        """
        if not path.exists():
            raise CourseError(f"{path} is not there")
        if before := _OPEN.get(path.resolve()):
            before.close()
        lock = lock_file(path, _BUSY)
        try:
            made = cls._open(path, clock, lock)
        except BaseException:
            lock.release()
            raise
        try:
            made.record(Resumed)
        except BaseException:
            made.close()
            raise
        return made

    @classmethod
    def _open(cls, path: Path, clock: Clock2, lock: FileLock) -> Self:
        made = cls(path, clock, lock)
        _OPEN[path.resolve()] = made
        return made

    @property
    def path(self) -> Path:
        """The file."""
        return self._kept.path

    @property
    def kept(self) -> Kept:
        """What the file says by now."""
        return self._kept

    @property
    def events(self) -> tuple[Event, ...]:
        """All events as they stand in the file, also what was taken back."""
        return self._kept.events

    @property
    def numbered(self) -> tuple[tuple[int, Event], ...]:
        """All events with their numbers, by which they can be taken back."""
        return self._kept.numbered

    @property
    def counting(self) -> tuple[Event, ...]:
        """The events without what was taken back."""
        return self._kept.counting

    @property
    def damage(self) -> tuple[Damage, ...]:
        """What no longer stands in the file."""
        return self._kept.damage

    def record(self, event_class: type[E], **fields: Any) -> E:
        """Stamp an event with both clocks and put it on the disk.

        Args:
            event_class: one of `twitlab.interview.events`.
            fields: what it says.

        Returns:
            The event; it is on the disk.

        Raises:
            BadValue: A field is wrong, or what is to be taken back is not there.
            CourseError: The disk refused, and nothing was recorded; or the journal is closed.
        """
        try:
            stamps = {"wall_ms": self._clock.wall_ms(), "mono_ms": self._clock.mono_ms()}
            event = cast(E, event_class.model_validate({**fields, **stamps}))
        except ValidationError as error:
            raise BadValue(f"{event_class.__name__}: {first_problem(error)}") from error
        if not self._lock.is_locked:
            raise CourseError(f"{self.path.name} was closed or opened again elsewhere; go on there")
        try:
            self._append(event)
        except OSError as error:
            raise refused(self.path, error) from error
        return event

    def _append(self, event: Event) -> None:
        if self._doubtful or self._file is None:
            self._open_again()
        kept, file = self._kept, self._file
        assert file is not None
        if isinstance(event, TakenBack):
            kept.refuse_not_there(event.number)
        self._doubtful = True
        file.add(as_line(kept.lines, event))
        numbered = (*kept.numbered, (kept.lines, event))
        self._kept = replace(kept, numbered=numbered, lines=kept.lines + 1)
        self._doubtful = False

    def _open_again(self) -> None:
        if self._file is not None:
            self._file.close()
        self._file = Appending(self.path, LARGEST_BYTES)
        kept = read_kept(self.path)
        if lost := [each for each in self._kept.numbered if each not in kept.numbered]:
            raise CourseError(
                f"{self.path.name} no longer has {len(lost)} events that it had; it was changed "
                "from outside. Look at the file before you go on"
            )
        self._kept = kept

    def close(self) -> None:
        """Write no more, and let others; a second time does nothing."""
        if self._file is not None:
            self._file.close()
        self._file = None
        self._lock.release()

    def __enter__(self) -> Self:
        """Give the journal."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close it."""
        self.close()


def read_journal(path: Path) -> Kept:
    """Read a file, whoever writes it; see `Kept`.

    Raises:
        CourseError: There is no such file, it cannot be read, or its first line does not stand.
    """
    return read_kept(path)


def first_problem(error: ValidationError) -> str:
    """Say in a line what was wrong with the first wrong field."""
    problem = error.errors(include_url=False)[0]
    place = ".".join(str(step) for step in problem["loc"])
    shown = repr(problem.get("input"))
    got = "" if problem["type"] == "missing" else f"; got {shown[:60]}"
    return f"{place}: {problem['msg']}{got}" if place else f"{problem['msg']}{got}"
