"""What the learner types to run twitlab, as they ran it last."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from pathlib import Path

NAME = "twitlab"


def typed(words: str = "") -> str:
    """Write a command as the learner would type it: ``check first-repeat`` behind the name."""
    return f"{program()} {words}".rstrip()


def program() -> str:
    """Give the name by which this program can be called again from the folder we are in.

    That is ``twitlab``, but where the program was started by a path and the ``twitlab`` on the
    PATH is another one or none, it is that path, written as short as it goes.
    """
    return called(sys.argv[0] if sys.argv else "", shutil.which(NAME))


def copying(one: Path, other: Path) -> str:
    """Write the command that copies a file over another."""
    return f"{'copy' if os.name == 'nt' else 'cp'} {shortest(one)} {shortest(other)}"


def called(started: str, on_path: str | None) -> str:
    """Give the name of a program that was started in some way.

    Args:
        started: The path it was started by, as Python tells it.
        on_path: The program that the plain name stands for, or None where it stands for none.
    """
    path = Path(started)
    if _bare(path).name != NAME or path.name == started:
        return NAME
    if on_path is not None and _real(Path(on_path)) == _real(path):
        return NAME
    return shortest(path)


def shortest(path: Path) -> str:
    """Write a path as short as it goes, so that every shell reads it as that path."""
    return min(_spellings(path), key=len)


def _spellings(path: Path) -> list[str]:
    straight = Path(os.path.normpath(path.absolute()))
    if _real(straight) != _real(path):  # behind a link, `..` may lead elsewhere
        return [_quoted(str(path.absolute()))]
    path, ways = straight, [_quoted(str(straight))]
    try:
        near = os.path.relpath(path)
        ways.append(_quoted(near if os.sep in near else f"{os.curdir}{os.sep}{near}"))
        home = path.relative_to(Path.home()).as_posix()
    except (OSError, ValueError, RuntimeError):  # no folder, another drive, not in a home
        return ways
    if os.name != "nt" and _quoted(home) == home:  # a shell reads no ~ within quotes
        ways.append(f"~/{home}")
    return ways


def _quoted(path: str) -> str:
    if os.name == "nt":
        return f'"{path}"' if " " in path else path
    return shlex.quote(path)


def _real(path: Path) -> str:
    return os.path.normcase(os.path.realpath(_bare(path)))


def _bare(path: Path) -> Path:
    """Leave out what Windows puts behind a program's name."""
    return path.with_suffix("") if path.suffix.lower() == ".exe" else path
