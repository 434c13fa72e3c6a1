"""What a computer has to offer to twitlab: its Python, its paths, its disk."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from twitlab.course.book.manifest import Course
from twitlab.course.book.status import Finding
from twitlab.errors import CourseError

OLDEST, NEWEST = (3, 11), (3, 14)
LEAST_FREE_MIB = 300
WINDOWS_PATH_LIMIT = 259
LONGEST_IN_ENVIRONMENT = 160
"""The longest path that the pinned packages put under an environment (JupyterLab's)."""
LONGEST_BACKUP = ".twitlab/backups/20260101T000000Z-99/"


def python(version: Sequence[int], implementation: str, bits: int) -> Finding:
    """Look whether this Python is one that twitlab was tested with."""
    text = f"{implementation} {'.'.join(map(str, version))}, {bits}-bit, {sys.executable}"
    if OLDEST <= tuple(version[:2]) <= NEWEST and implementation == "CPython" and bits == 64:
        return Finding("Python", "passed", text)
    return Finding(
        "Python",
        "failed",
        text,
        f"install CPython 3.13 (3.{OLDEST[1]} to 3.{NEWEST[1]} are tested, 64-bit) from "
        "https://www.python.org/downloads/ and install twitlab with it",
    )


def paths(environment: str, workspace: str, windows: bool, long_allowed: bool) -> Finding:
    """Look whether the paths are short enough for Windows."""
    text = f"environment {environment} ({len(environment)} characters)"
    longest = len(LONGEST_BACKUP) + max(map(len, ("exercises/00_.ipynb", *_course_paths())))
    for noun, path, inside in (
        ("environment", environment, LONGEST_IN_ENVIRONMENT),
        ("workspace", workspace, longest),
    ):
        most = WINDOWS_PATH_LIMIT - inside
        if windows and not long_allowed and len(path) > most:
            return Finding(
                "path",
                "failed",
                f"the {noun}'s path has {len(path)} characters, Windows allows {most}: {path}",
                "move it to a shorter path such as C:\\twitlab, or switch long paths on: https://"
                "learn.microsoft.com/windows/win32/fileio/maximum-file-path-limitation",
            )
    return Finding("path", "passed", text)


def long_paths_allowed() -> bool:
    """Tell whether paths may be long; Windows has that switched off unless it was switched on."""
    if sys.platform == "win32":
        import winreg

        place = r"SYSTEM\CurrentControlSet\Control\FileSystem"
        try:
            with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, place) as key:
                return bool(winreg.QueryValueEx(key, "LongPathsEnabled")[0])
        except OSError:
            return False
    return True


def disk_space(folders: Sequence[Path], least_mib: int = LEAST_FREE_MIB) -> Finding:
    """Look whether there is room where the learner's files and the grader's are written."""
    free = {folder: shutil.disk_usage(that_exists(folder)).free // 2**20 for folder in folders}
    for folder, mib in free.items():
        if mib < least_mib:
            return Finding(
                "disk",
                "failed",
                f"{mib} MiB are free for {folder}",
                f"make room until {least_mib} MiB are free",
            )
    return Finding("disk", "passed", f"{min(free.values()) / 1024:.1f} GiB are free")


def that_exists(path: Path) -> Path:
    """Give the nearest folder on the way up from a path."""
    return next(folder for folder in (path, *path.absolute().parents) if folder.is_dir())


def _course_paths() -> tuple[str, ...]:
    try:
        return Course.here().paths
    except CourseError:
        return ()
