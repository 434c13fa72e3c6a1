"""Photos of a whiteboard: put beside the file of a role, which says that they belong to it."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import Final

from twitlab.course.book.notebook_file import write_whole
from twitlab.errors import BadValue, CourseError
from twitlab.interview.events import Event, PhotoAdded
from twitlab.interview.journal import Journal
from twitlab.interview.lines import read_kept
from twitlab.interview.places import free_name
from twitlab.interview.timing import Clock2

KINDS: Final = (".jpg", ".jpeg", ".png", ".gif", ".webp", ".heic", ".pdf")
LARGEST_BYTES: Final = 64 * 2**20


def add_photo(log: Path, photo: Path, clock: Clock2) -> PhotoAdded:
    """Copy a photo beside a role's file and record it there.

    The same photo again changes nothing.

    Args:
        log: the role's file.
        photo: anywhere; it stays where it is.
        clock: for the event.

    Returns:
        What was recorded: under which name the copy is, with the role before it.

    Raises:
        TwitlabError: It is no photo, is too large or cannot be read; or the role's file cannot be
            written. Nothing was copied.
    """
    content = _content(photo)
    digest = sha256(content).hexdigest()
    if known := _known(read_kept(log).counting, digest, log.parent):
        return known
    with Journal.resume(log, clock) as journal:
        copy = free_name(log.parent, f"{log.stem}-{photo.name}")
        try:
            write_whole(copy, content)
        except OSError as error:
            raise CourseError(f"{copy} cannot be written: {error.strerror or error}") from error
        try:
            return journal.record(PhotoAdded, file=copy.name, sha256=digest)
        except BaseException:
            copy.unlink(missing_ok=True)
            raise


def _known(events: tuple[Event, ...], digest: str, folder: Path) -> PhotoAdded | None:
    for each in events:
        if isinstance(each, PhotoAdded) and each.sha256 == digest and (folder / each.file).exists():
            return each
    return None


def _content(photo: Path) -> bytes:
    name = photo.name
    if photo.suffix.lower() not in KINDS:
        raise BadValue(f"{name} is no photo; allowed are {', '.join(KINDS)}")
    try:
        if not photo.is_file():
            raise BadValue(f"{photo} is not there, or is no file")
        if (size := photo.stat().st_size) > LARGEST_BYTES or not size:
            raise BadValue(
                f"{name} has {size / 2**20:.1f} MiB; allowed are up to {LARGEST_BYTES >> 20}, "
                "and not none"
            )
        return photo.read_bytes()
    except OSError as error:
        raise CourseError(f"{photo} cannot be read: {error.strerror or error}") from error
