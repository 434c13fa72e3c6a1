"""One person's seat in a session: what they have recorded, how far they are, and what comes next.

Nothing here draws. A screen asks a sitting what stands, and tells it what was done.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, Self, TypeVar

from twitlab.course.book.command_name import typed
from twitlab.errors import BadValue, CourseError
from twitlab.interview.events import (
    Ended,
    Event,
    Opened,
    PhaseBegun,
    Resumed,
    Revealed,
    Role,
    SelfRated,
    TakenBack,
)
from twitlab.interview.journal import Journal
from twitlab.interview.packs.pack import Pack, load_pack
from twitlab.interview.packs.words import PHASE_MINUTES, PHASES, Phase
from twitlab.interview.screens.pressing import PressClock, Pressed
from twitlab.interview.session import Load, pack_of
from twitlab.interview.timing import Clock2, SystemClock2, time_events

E = TypeVar("E", bound=Event)
MINUTE_MS: Final = 60_000


class Sitting:
    """Hold one role's journal together with the pack that is played.

    Args:
        journal: of the role.
        pack: as the variant that is played.
        clock: the journal's own.
    """

    def __init__(self, journal: Journal, pack: Pack, clock: PressClock) -> None:
        self.journal, self.pack, self._clock = journal, pack, clock

    @classmethod
    def resume(
        cls, folder: Path, role: Role, clock: Clock2 | None = None, load: Load = load_pack
    ) -> Self:
        """Sit down where one sat before: go on with the role's file in a session's folder.

        Raises:
            CourseError: The folder has no such file, another notebook writes it, or its pack is of
                another version.
        """
        path = folder.resolve() / f"{role}.log"
        if not path.exists():
            raise CourseError(
                f"{path.parent} has no {path.name}. Start a session first, in a terminal: "
                f"{typed(f'interview start PACK --role {role}')}"
            )
        pressed = PressClock(clock or SystemClock2())
        journal = Journal.resume(path, pressed)
        try:
            return cls(journal, pack_of(journal.kept, load), pressed)
        except BaseException:
            journal.close()
            raise

    @property
    def opened(self) -> Opened:
        """What was agreed on before: slot, level, names."""
        return self.journal.kept.opened

    @property
    def folder(self) -> Path:
        """Where the files of the session are."""
        return self.journal.path.parent

    @property
    def counting(self) -> tuple[tuple[int, Event], ...]:
        """What was recorded and not taken back, with its numbers."""
        back = self.journal.kept.taken_back
        return tuple(each for each in self.journal.numbered if each[0] not in back)

    def of(self, kind: type[E]) -> tuple[tuple[int, E], ...]:
        """Give what was recorded of one class and not taken back."""
        return tuple((number, each) for number, each in self.counting if isinstance(each, kind))

    @property
    def phase(self) -> Phase | None:
        """The phase that is on; None before the first one."""
        begun = self.of(PhaseBegun)
        return begun[-1][1].phase if begun else None

    @property
    def has_ended(self) -> bool:
        """Whether the interview is over; ticks may still come."""
        return bool(self.of(Ended))

    @property
    def is_reading(self) -> bool:
        """Whether the good lines of the phase that is on are shown: no session time passes then."""
        phase = self.phase
        return any(event.phase == phase for _, event in self.of(Revealed))

    def next_phase(self) -> Phase | None:
        """Give the phase that follows, or None behind the last one."""
        if self.phase is None:
            return PHASES[0]
        return dict(zip(PHASES, (*PHASES[1:], None), strict=True))[self.phase]

    def last_phase(self) -> Phase | None:
        """Give the phase that comes before, or None before the first one."""
        if self.phase is None:
            return None
        return dict(zip(PHASES, (None, *PHASES[:-1]), strict=True))[self.phase]

    def do(self, press: Pressed, kind: type[E], **fields: Any) -> E:
        """Record an event at the time of a press.

        Raises:
            BadValue, CourseError: as `Journal.record` does; nothing was recorded then.
        """
        with self._clock.at(press):
            return self.journal.record(kind, **fields)

    def take_back(self, press: Pressed, number: int | None = None) -> Event:
        """Take an event back: the one with this number, or what was recorded last.

        Raises:
            BadValue: there is nothing to take back.
        """
        found = {each: event for each, event in self.counting if not _stays(event)}
        if not found:
            raise BadValue("there is nothing to take back")
        chosen = max(found) if number is None else number
        if chosen not in found:
            raise BadValue("this was taken back already")
        if isinstance(found[chosen], Revealed | SelfRated):
            raise BadValue("what was rated, or was shown, stays; rate again instead")
        self.do(press, TakenBack, number=chosen)
        return found[chosen]

    def at_ms(self) -> dict[int, int]:
        """Give the session time of each event by its number: 0 is where the first phase began."""
        numbers = [number for number, _ in self.journal.numbered]
        timed = time_events(self.journal.events, numbers)
        times = dict(zip(numbers, timed.at_ms, strict=True))
        begun = self.of(PhaseBegun)
        zero = times[begun[0][0]] if begun else times[numbers[-1]]
        return {number: max(at - zero, 0) for number, at in times.items()}

    def at(self, number: int) -> str:
        """Say the session time of an event, such as "04:10"."""
        return clock_of(self.at_ms()[number])

    def wall_ms(self) -> int:
        """Return the time of day."""
        return self._clock.wall_ms()

    def slot_ms(self) -> tuple[int, int]:
        """Give how much of the slot is over, and how long it is."""
        return self._now_ms(), self.opened.slot * MINUTE_MS

    def phase_ms(self, phase: Phase) -> tuple[int, int]:
        """Give how long a phase has been on, all times together, and how long it should take."""
        times, passed, since = self.at_ms(), 0, None
        for number, event in self.counting:
            if isinstance(event, PhaseBegun | Ended) and since is not None:
                passed += times[number] - since
                since = None
            if isinstance(event, PhaseBegun) and event.phase == phase:
                since = times[number]
        if since is not None:
            passed += self._now_ms() - since
        minutes = PHASE_MINUTES[self.opened.slot][PHASES.index(phase)]
        return max(passed, 0), minutes * MINUTE_MS

    def _now_ms(self) -> int:
        number, last = self.journal.numbered[-1]
        since_ms = 0 if self.is_reading else max(self._clock.mono_ms() - last.mono_ms, 0)
        return self.at_ms()[number] + since_ms


def clock_of(ms: int) -> str:
    """Say a session time in minutes and seconds.

    >>> clock_of(250_999)
    '04:10'
    """
    return f"{ms // MINUTE_MS:02}:{ms // 1_000 % 60:02}"


def latest(sitting: Sitting, holds: Callable[[Event], bool]) -> int | None:
    """Give the number of the latest event of which something holds, or None."""
    found = [number for number, event in sitting.counting if holds(event)]
    return found[-1] if found else None


def _stays(event: Event) -> bool:
    return isinstance(event, Opened | Resumed | TakenBack)
