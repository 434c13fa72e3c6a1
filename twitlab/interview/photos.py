"""Photos of a whiteboard: put beside the file of a role, which says that they belong to it."""

from __future__ import annotations

import re
from hashlib import sha256
from pathlib import Path
from typing import Final

from twitlab.course.book.notebook_file import write_whole
from twitlab.errors import BadValue, CourseError
from twitlab.interview.events import PhotoAdded
from twitlab.interview.journal import Journal
from twitlab.interview.lines import Kept, read_kept
from twitlab.interview.pictures import photo_log_of, photos_in
from twitlab.interview.places import alone_in, free_name
from twitlab.interview.timing import Clock2

KINDS: Final = (".jpg", ".jpeg", ".png", ".gif", ".webp", ".heic", ".pdf")
LARGEST_BYTES: Final = 64 * 2**20
_LONGEST: Final = 40
"""Letters of a photo's name that are kept; each may be four bytes."""


def add_photo(log: Path, photo: Path, clock: Clock2) -> PhotoAdded:
    """Copy a photo beside a role's file, and record it in the file of photos there.

    The same photo again changes nothing. The role's own file is only read: whoever takes a photo of
    a whiteboard has the notebook open that writes it.

    Args:
        log: the role's file.
        photo: anywhere; it stays where it is.
        clock: for the event.

    Returns:
        What was recorded: under which name the copy is, with the role before it.

    Raises:
        TwitlabError: It is no photo, is too large or cannot be read; or it cannot be written or
            recorded. Nothing was copied.
    """
    content = _content(photo)
    digest = sha256(content).hexdigest()
    kept = read_kept(log)
    with alone_in(log.parent):
        photos = photo_log_of(kept)
        before = [kept, read_kept(photos)] if photos.exists() else [kept]
        return _known(before, digest) or _added(photos, kept, photo, content, clock)


def _added(photos: Path, kept: Kept, photo: Path, content: bytes, clock: Clock2) -> PhotoAdded:
    digest = sha256(content).hexdigest()
    copy = free_name(photos.parent, f"{kept.opened.role}-{_plain(photo)}")
    try:
        write_whole(copy, content)
        with _opened(photos, kept, clock) as journal:
            return journal.record(PhotoAdded, file=copy.name, sha256=digest)
    except OSError as error:
        raise CourseError(f"{copy} cannot be written: {error.strerror or error}") from error
    except BaseException:
        copy.unlink(missing_ok=True)
        raise


def _opened(photos: Path, kept: Kept, clock: Clock2) -> Journal:
    if photos.exists():
        return Journal.resume(photos, clock)
    stamps = {"wall_ms": clock.wall_ms(), "mono_ms": clock.mono_ms()}
    return Journal.create(photos, kept.opened.model_copy(update=stamps), clock)


def _plain(photo: Path) -> str:
    """Give a name that any system can write, and a screen can show."""
    return re.sub(r"[^\w ().-]+", "-", photo.stem)[:_LONGEST] + photo.suffix


def _known(files: list[Kept], digest: str) -> PhotoAdded | None:
    for kept in files:
        for _, each in photos_in(kept):
            if each.sha256 == digest and (kept.path.parent / each.file).exists():
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
