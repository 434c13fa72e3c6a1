"""A session: what happened, put together from the files of its roles."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from operator import itemgetter
from pathlib import Path
from typing import Generic, TypeVar, get_args

from twitlab.errors import CourseError
from twitlab.interview.events import Ended, Event, Opened, Role
from twitlab.interview.lines import Kept, read_kept
from twitlab.interview.merging import AtMs, align, one_of_each_role
from twitlab.interview.naming import unknown_name
from twitlab.interview.packs.pack import Pack, load_pack
from twitlab.interview.packs.words import Level
from twitlab.interview.pictures import is_photo_log, photos_in, read_photo_logs

E = TypeVar("E", bound=Event)
E_co = TypeVar("E_co", bound=Event, covariant=True)
Load = Callable[[str], Pack]
ENDING = ".log"
"""Of a role's file in the folder of a session: `candidate.log` and so on."""
ROLES: tuple[Role, ...] = get_args(Role)


@dataclass(frozen=True, slots=True)
class Happened(Generic[E_co]):
    """Hold an event with its time and its role.

    Args:
        at_ms: session time: 0 is where the first phase was begun, and all before it. It stands
            while somebody alone reads good lines.
        role: in whose file it stands.
        number: of the event in that file; of a photo, in the file of photos beside it.
        event: what happened.
    """

    at_ms: int
    role: Role
    number: int
    event: E_co


@dataclass(frozen=True)
class Session:
    """Hold what happened, in order; nothing is read or written any more.

    Args:
        name: the same in all files.
        pack: as the variant that was played.
        slot: in minutes.
        level: which was interviewed for, where somebody said it.
        files: by role, as they were read.
        events: in order of session time, without what was taken back.
        notes: what a reader of the score should know: damage, clocks, names that are unknown.
        photos: the files in which photos are noted, by role, as they were read.
    """

    name: str
    pack: Pack
    slot: int
    level: Level | None
    files: Mapping[Role, Kept]
    events: tuple[Happened[Event], ...]
    notes: tuple[str, ...]
    photos: Mapping[Role, Kept] = field(default_factory=dict)

    def of(self, kind: type[E]) -> tuple[Happened[E], ...]:
        """Give the events of one class, such as `Estimated`, in order."""
        return tuple(each for each in self.events if isinstance(each.event, kind))  # type: ignore[misc]

    @property
    def is_solo(self) -> bool:
        """Tell whether somebody was alone."""
        return "solo" in self.files

    @property
    def has_ended(self) -> bool:
        """Tell whether somebody said that it is over; else it was cut off, and may go on."""
        return bool(self.of(Ended))


def open_session(folder: Path, load: Load = load_pack) -> Session:
    """Open the session whose files lie in a folder.

    Raises:
        CourseError: There is none, or `join` refuses its files.
    """
    paths = files_in(folder)
    if not paths:
        raise CourseError(f"{folder} has no file of an interview (candidate.log or the like)")
    return join(paths, load)


def files_in(folder: Path) -> tuple[Path, ...]:
    """Give the files of roles that lie in a folder; what else lies there is none."""
    try:
        return tuple(path for role in ROLES if (path := folder / f"{role}{ENDING}").exists())
    except (OSError, ValueError):  # too long for any path, or a null in it
        return ()


def join(paths: Iterable[Path], load: Load = load_pack) -> Session:
    """Put a session together from the files of its roles.

    Args:
        paths: one to three files, in any order; a copy of one of them is passed over.
        load: gives a pack by its id.

    Raises:
        CourseError: A file cannot be read; they are of two sessions or of two people in one role;
            or the pack is of another version than the one that was played.
    """
    files = one_of_each_role([read_kept(path) for path in paths if not is_photo_log(path)])
    pack = pack_of(next(iter(files.values())), load)
    times, notes = align(files)
    photos, unread = read_photo_logs(files)
    notes = [*_damage(files), *_damage(photos), *unread, *_slots(files), *notes]
    events = _in_order(_found(files, times, pack, notes) + _photos(photos, files, times))
    leading = (files.get("interviewer") or next(iter(files.values()))).opened
    levels = (leading.level, *(each.opened.level for each in files.values()))
    level = next((each for each in levels if each), None)
    return Session(leading.session, pack, leading.slot, level, files, events, tuple(notes), photos)


def pack_of(kept: Kept, load: Load = load_pack) -> Pack:
    """Give the pack that a file was made with, as its variant.

    Raises:
        CourseError: There is no such pack or variant, or only another version of it.
    """
    opened: Opened = kept.opened
    pack = load(opened.pack)
    if pack.version != opened.version:
        raise CourseError(
            f"{kept.path.name} was made with version {opened.version} of pack {pack.id}, and this "
            f"twitlab has version {pack.version}; read it with the twitlab that made it. Nothing "
            "was changed"
        )
    return pack.as_variant(opened.variant)


def _damage(files: Mapping[Role, Kept]) -> list[str]:
    return [
        f"{kept.path.name}, line {each.line} {each.what}"
        for kept in files.values()
        for each in kept.damage
    ]


def _slots(files: Mapping[Role, Kept]) -> list[str]:
    """Say which files were played by another clock than the one that counts."""
    leading, *others = files.values()
    counts = f"the {leading.opened.slot} of {leading.path.name} count"
    return [
        f"{kept.path.name} was played in {kept.opened.slot} minutes; {counts}"
        for kept in others
        if kept.opened.slot != leading.opened.slot
    ]


def _found(
    files: Mapping[Role, Kept], times: Mapping[Role, AtMs], pack: Pack, notes: list[str]
) -> list[tuple[int, Happened[Event]]]:
    found = []
    for role, kept in files.items():
        back = kept.taken_back
        for at_ms, (number, event) in zip(times[role], kept.numbered, strict=True):
            if number in back:
                continue
            if wrong := unknown_name(event, pack):
                notes.append(f"{kept.path.name}, event {number} does not count: {wrong}")
                continue
            found.append((at_ms, Happened(max(at_ms, 0), role, number, event)))
    return found


def _photos(
    photos: Mapping[Role, Kept], files: Mapping[Role, Kept], times: Mapping[Role, AtMs]
) -> list[tuple[int, Happened[Event]]]:
    """Give the photos with their times: each comes after what the role's file has by then."""
    found: list[tuple[int, Happened[Event]]] = []
    for role, kept in photos.items():
        for number, event in photos_in(kept):
            at_ms = _time_between(event.wall_ms, files[role], times[role])
            found.append((at_ms, Happened(max(at_ms, 0), role, number, event)))
    return found


def _time_between(wall_ms: int, kept: Kept, times: AtMs) -> int:
    """Give session time by the last event before a time of day; some of it may stand still."""
    before = [at for at, event in enumerate(kept.events) if event.wall_ms <= wall_ms]
    last = before[-1] if before else 0
    at_ms = times[last] + wall_ms - kept.events[last].wall_ms
    return at_ms if last + 1 == len(times) else min(at_ms, times[last + 1])


def _in_order(found: list[tuple[int, Happened[Event]]]) -> tuple[Happened[Event], ...]:
    # Sorting is stable: what came at one time stays in the order of roles, and of each file.
    return tuple(each for _, each in sorted(found, key=itemgetter(0)))
