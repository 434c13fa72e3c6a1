"""Where sessions lie: `interviews/NAME/` in the workspace, with a file and a notebook a role."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from difflib import get_close_matches
from pathlib import Path
from random import Random
from typing import Final

from filelock import FileLock, Timeout

from twitlab.arguments import check_kind, shown
from twitlab.course.book.command_name import typed
from twitlab.course.workspace.find import expanded
from twitlab.errors import BadValue, CourseError
from twitlab.interview.events import Role
from twitlab.interview.session import ENDING, ROLES, files_in

FOLDER: Final = "interviews"
LONGEST: Final = 60
_WAIT_S: Final = 10.0
_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])")
_CONSONANTS, _VOWELS = "bdfgklmnprstvz", "aeiou"


def name_of(said: str) -> str:
    """Give the name of a session as every laptop writes it, from what somebody typed or heard.

    Capitals, accents and what separates words may be written in several ways, and count as one.

    Raises:
        BadType: It is no text.
        BadValue: It is too long, or has what no folder may have.

    >>> name_of(" Top-k  BAKO_tiru ")
    'top-k-bako-tiru'
    """
    check_kind("a session's name", said, str)
    plain = re.sub(r"[\s_-]+", "-", unicodedata.normalize("NFC", said.strip()).lower()).strip("-")
    wrong = not re.fullmatch(r"[\w-]+", plain) or len(plain) > LONGEST
    if wrong or _RESERVED.fullmatch(plain):
        raise BadValue(
            f"a session's name has letters, digits and '-', at most {LONGEST}; got {shown(said)}"
        )
    return plain


def new_name(root: Path, pack: str, chance: Random) -> str:
    """Give a name that no session has yet, which people can read out over the telephone."""
    while True:
        word = "-".join("".join(_syllable(chance) for _ in range(2)) for _ in range(2))
        name = f"{pack}-{word}"
        if not folder_of(root, name).exists():
            return name


def _syllable(chance: Random) -> str:
    return chance.choice(_CONSONANTS) + chance.choice(_VOWELS)


def folder_of(root: Path, name: str) -> Path:
    """Give the folder of a session, whether it is there or not."""
    return root / FOLDER / name_of(name)


def log_of(folder: Path, role: Role) -> Path:
    """Give the file of a role."""
    return folder / f"{role}{ENDING}"


def notebook_of(folder: Path, role: Role) -> Path:
    """Give the notebook of a role."""
    return folder / f"{role}.ipynb"


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Hold the folder of a session for a moment, so that no other command puts a file into it.

    Raises:
        CourseError: Another command holds it for long, or the folder cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with FileLock(folder / ".session.lock", timeout=_WAIT_S):
            yield
    except Timeout:
        raise CourseError(
            f"another command is just writing in {folder.name}; do it again in a minute"
        ) from None
    except (OSError, NotImplementedError) as error:
        reason = getattr(error, "strerror", None) or error
        raise CourseError(f"{folder} cannot be written: {reason}") from error


def free_name(folder: Path, name: str) -> Path:
    """Give a path at which nothing is yet: NAME, else with -2, -3 behind it."""
    wanted, number = folder / name, 1
    stem, suffix = wanted.stem, wanted.suffix
    while wanted.exists() or wanted.is_symlink():
        number += 1
        wanted = folder / f"{stem}-{number}{suffix}"
    return wanted


def all_folders(root: Path) -> tuple[Path, ...]:
    """Give the folders of all sessions, the one that was written last at the end."""
    found = [each for each in (root / FOLDER).glob("*") if each.is_dir() and files_in(each)]
    return tuple(sorted(found, key=lambda each: (_written(each), each.name)))


def find_folder(root: Path | None, name: str | None) -> Path:
    """Find a session by its name, its folder's path, or as the one that was written last.

    Args:
        root: of the workspace, where there is one.
        name: as somebody typed it; None for the last one.

    Raises:
        CourseError: There is no such session.
    """
    known = all_folders(root) if root else ()
    if name is None:
        if not known:
            raise CourseError(f"you have no session yet; `{typed('interview start PACK')}`")
        return known[-1]
    if root and _is_name(name) and (here := folder_of(root, name)) in known:
        return here
    if path := _folder_at(name):
        return path
    names = [each.name for each in known]
    near = get_close_matches(name.lower(), names, n=3) or names[-3:]
    there = f"; there are {', '.join(near)}" if near else ", and none at all"
    raise CourseError(f"there is no session {shown(name)}{there}")


def _folder_at(said: str) -> Path | None:
    path = expanded(Path(said))
    try:
        return path.resolve() if path.is_dir() and files_in(path) else None
    except (OSError, ValueError):  # too long for any path, or a null in it
        return None


def demand_role(said: str) -> Role:
    """Give a role by its name.

    Raises:
        BadValue: There is no such role.
    """
    for role in ROLES:
        if role == said:
            return role
    raise BadValue(f"--role is {shown(said)}; allowed are {', '.join(ROLES)}")


def log_to_write(folder: Path, role: Role | None) -> Path:
    """Give the file of a role, or of whoever answered.

    Raises:
        CourseError: There is no such file.
    """
    wanted: tuple[Role, ...] = (role,) if role else ("candidate", "solo", "interviewer", "rater")
    there = files_in(folder)
    for each in wanted:
        if (log := log_of(folder, each)) in there:
            return log
    raise CourseError(f"{folder.name} has no file of the {role}")


def _is_name(said: str) -> bool:
    try:
        name_of(said)
    except BadValue:
        return False
    return True


def _written(folder: Path) -> float:
    return max(each.stat().st_mtime for each in files_in(folder))
