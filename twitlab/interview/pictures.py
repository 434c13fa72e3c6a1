"""The file beside a role's own in which photos are noted: a kernel may hold the role's meanwhile.

It is a journal like the other one, begun with the same session and role, and has nothing but
photos in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final, get_args

from twitlab.errors import CourseError
from twitlab.interview.events import PhotoAdded, Role
from twitlab.interview.lines import Kept, read_kept

_ENDING: Final = "-photos.log"


def photo_log_of(kept: Kept) -> Path:
    """Give the file of photos beside a role's file, whatever that one is called."""
    return kept.path.parent / f"{kept.opened.role}{_ENDING}"


def is_photo_log(path: Path) -> bool:
    """Tell whether a file is one of photos by its name, as it is among all that ends in .log."""
    return path.name in {f"{role}{_ENDING}" for role in get_args(Role)}


def photos_in(kept: Kept) -> tuple[tuple[int, PhotoAdded], ...]:
    """Give the photos of a file with their numbers, without what was taken back."""
    back = kept.taken_back
    return tuple(
        (number, each)
        for number, each in kept.numbered
        if isinstance(each, PhotoAdded) and number not in back
    )


def read_photo_logs(files: Mapping[Role, Kept]) -> tuple[dict[Role, Kept], list[str]]:
    """Read the files of photos beside those of a session.

    Returns:
        Them by role, and why one that is there does not count: it never costs the session.
    """
    found: dict[Role, Kept] = {}
    notes: list[str] = []
    for role, kept, path in _there(files):
        try:
            photos = read_kept(path)
        except CourseError as error:
            notes.append(f"no photo counts: {error}")
            continue
        if (photos.opened.session, photos.opened.role) != (kept.opened.session, role):
            notes.append(f"no photo counts: {path.name} is of session {photos.opened.session}")
            continue
        found[role] = photos
    return found, notes


def _there(files: Mapping[Role, Kept]) -> Iterator[tuple[Role, Kept, Path]]:
    for role, kept in files.items():
        if (path := photo_log_of(kept)).exists():
            yield role, kept, path
