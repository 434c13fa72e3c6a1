"""Bring the files of laptops that were not linked into one folder."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

from twitlab.errors import BadValue, CourseError
from twitlab.interview.events import PhotoAdded, Role
from twitlab.interview.packs.pack import load_pack
from twitlab.interview.pictures import photos_in
from twitlab.interview.places import FOLDER, free_name, log_of, name_of
from twitlab.interview.session import ENDING, Load, Session, files_in, join


def merge(
    paths: Iterable[Path], out: Path | None, root: Path | None = None, load: Load = load_pack
) -> tuple[Session, Path, list[str]]:
    """Copy the files of one session and their photos into a new folder; all stay where they are.

    Args:
        paths: files of roles, or folders that hold them.
        out: of which nothing is there yet, or an empty folder; else one in the workspace.
        root: of the workspace; only needed without `out`.
        load: gives a pack by its id.

    Returns:
        The session, its folder, and which photos were not there or not as they were.

    Raises:
        CourseError: `join` refuses the files, or out is taken or cannot be written; then nothing
            of it is there.
    """
    session = join([file for path in paths for file in _files(path)], load)
    if out is None:
        if root is None:
            raise BadValue("out must be a folder where there is no workspace, got None")
        out = free_name(root / FOLDER, f"{name_of(session.name)}-merged")
    try:
        if out.is_symlink() or (out.exists() and (not out.is_dir() or any(out.iterdir()))):
            raise CourseError(f"{out} is there already, and is not empty; name a new folder")
        missing = _fill(out, session)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise CourseError(f"{out} cannot be written: {reason}") from error
    return session, out, missing


def _fill(out: Path, session: Session) -> list[str]:
    """Copy into a folder all or nothing; one that is there stays, as somebody may be in it."""
    near = out if out.exists() else out.parent
    near.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".merging-", dir=near) as beside:
        made = Path(beside, "session")
        made.mkdir()
        missing = [each for role in session.files for each in _copy(session, role, made)]
        if near == out:
            for each in sorted(made.iterdir()):
                each.rename(out / each.name)
        else:
            made.rename(out)
    return missing


def _files(path: Path) -> tuple[Path, ...]:
    try:
        found = files_in(path) if path.is_dir() else (path,)
    except OSError:  # too long for any path: whoever reads it says so
        found = (path,)
    if not found:
        raise CourseError(f"{path} has no file of an interview")
    return found


def _copy(session: Session, role: Role, folder: Path) -> list[str]:
    """Copy a role's files and photos; give the photos that could not be had."""
    held = [session.files[role]]
    shutil.copyfile(held[0].path, log_of(folder, role))
    if photos := session.photos.get(role):
        held.append(photos)
        shutil.copyfile(photos.path, folder / photos.path.name)
    return [
        each.file
        for kept in held
        for _, each in photos_in(kept)
        if not _copy_photo(kept.path.parent, each, folder)
    ]


def _copy_photo(source: Path, photo: PhotoAdded, folder: Path) -> bool:
    if Path(photo.file).name != photo.file or photo.file.endswith(ENDING):
        return False  # leads elsewhere, or to a file of a role; no photo of ours does
    try:
        content = (source / photo.file).read_bytes()
    except OSError:
        return False
    if sha256(content).hexdigest() != photo.sha256:
        return False
    (folder / photo.file).write_bytes(content)
    return True
