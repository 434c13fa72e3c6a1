"""Begin a session, or one's own part of it: a folder, a file and a notebook."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Final

import nbformat
from pydantic import ValidationError

from twitlab.course.book.command_name import typed
from twitlab.course.book.notebook_file import write_notebook
from twitlab.errors import BadValue, CourseError, TwitlabError
from twitlab.interview.events import Opened, Role
from twitlab.interview.journal import Journal, first_problem
from twitlab.interview.lines import Kept, as_line, read_kept
from twitlab.interview.merging import one_of_each_role
from twitlab.interview.packs.pack import Pack, load_pack
from twitlab.interview.packs.words import COLD, LEVELS, SLOTS
from twitlab.interview.places import (
    FOLDER,
    LONGEST,
    all_folders,
    alone_in,
    folder_of,
    log_of,
    new_name,
    notebook_of,
)
from twitlab.interview.session import Load, Session, files_in
from twitlab.interview.timing import Clock2

DEFAULT_SLOT: Final = 35
_SAYS: Final[dict[Role, str]] = {
    "candidate": "Your answer goes here. Do not open the interviewer's notebook.",
    "interviewer": "The candidate must not see this screen.",
    "solo": "You are alone: write your answer before the good lines unfold.",
    "rater": "Score what others did, before you look at their score.",
}
_AGAIN: Final = "After a restart of the kernel, run the cell again: what you recorded is kept."


@dataclass(frozen=True, slots=True)
class Wish:
    """Hold what somebody asked for; None for what they left open.

    Args:
        pack: its id.
        role: whose file is to be begun.
        variant: of the pack; else that of the session, or one that was not played here yet.
        slot: in minutes; else that of the session, or 35.
        level: that is interviewed for.
        session: the name of a session that others begin, or have begun, too.
        who: how the person wants to be called.
        cold: whether it is a cold mock: alone, and shorter than any other.
    """

    pack: str
    role: Role
    variant: str | None = None
    slot: int | None = None
    level: str | None = None
    session: str | None = None
    who: str = ""
    cold: bool = False


def start(root: Path, wish: Wish, clock: Clock2, chance: Random, load: Load = load_pack) -> Kept:
    """Begin a role's file and its notebook. Nothing that is there is changed.

    Args:
        root: of the workspace.
        wish: what is to be begun.
        clock: for the file.
        chance: for the name of a new session.
        load: gives a pack by its id.

    Returns:
        The file, as it was begun.

    Raises:
        TwitlabError: What is asked for is not there or not allowed, the role has its file already,
            or the session is another one; nothing was made.
    """
    _refuse_what_is_not_cold(wish)
    _refuse_unknown("--slot", wish.slot, [*SLOTS])
    _refuse_unknown("--level", wish.level, LEVELS)
    if len(wish.who) > LONGEST:
        raise BadValue(f"--who may have at most {LONGEST} letters, got {len(wish.who)}")
    pack = load(wish.pack)
    if wish.variant is not None:
        pack.as_variant(wish.variant)
    name = new_name(root, pack.id, chance) if wish.session is None else wish.session
    folder = folder_of(root, name)
    log = log_of(folder, wish.role)
    _refuse_taken(log, wish.role)
    others = [read_kept(each) for each in files_in(folder)]
    if others and wish.slot not in (None, slot := others[0].opened.slot):
        raise BadValue(f"--slot is {wish.slot}, and the session has {slot}; leave it out")
    if wish.role == "rater" and not others:
        raise CourseError(
            "a rater scores a session that was played; name one that is here with --session"
        )
    opened = _opened(root, wish, pack, folder.name, clock, others)
    as_line(0, opened)  # refused before anything is made
    _refuse_misfit(log, opened, others)
    with alone_in(folder):  # the other person may have begun meanwhile
        _refuse_taken(log, wish.role)
        _refuse_misfit(log, opened, [read_kept(each) for each in files_in(folder)])
        return _begun(log, opened, clock)


def _refuse_taken(log: Path, role: Role) -> None:
    name = log.parent.name
    if log.exists() or log.is_symlink():
        raise CourseError(
            f"{name} has a file of the {role} already, which is never overwritten; "
            f"`{typed(f'interview resume {name}')}` says how to go on with it"
        )


def _refuse_misfit(log: Path, opened: Opened, others: list[Kept]) -> None:
    if others:
        one_of_each_role([*others, Kept(log, opened, ((0, opened),), (), 1)])


def _begun(log: Path, opened: Opened, clock: Clock2) -> Kept:
    notebook = notebook_of(log.parent, opened.role)
    is_new = not notebook.exists()
    if is_new:
        write_screen(log.parent, opened.role, log.parent.name)
    try:
        with Journal.create(log, opened, clock) as made:
            return made.kept
    except BaseException:
        if is_new:
            notebook.unlink(missing_ok=True)
        raise


def write_screen(folder: Path, role: Role, session: str) -> Path:
    """Write a role's notebook, in which one cell opens the screen.

    Returns:
        The notebook.
    """
    path = notebook_of(folder, role)
    _write(path, f"{role.capitalize()}: {session}", f"{_SAYS[role]} {_AGAIN}", role, '"."')
    return path


def write_drill(root: Path) -> Path:
    """Write the notebook in which an interviewer practises, unless it is there.

    Returns:
        The notebook.
    """
    path = root / FOLDER / "drill.ipynb"
    if not path.exists():
        says = "Ten minutes, before you interview for the first time. Nothing is kept."
        _write(path, "Drill for interviewers", says, "drill", "")
    return path


def _write(path: Path, title: str, says: str, screen: str, argument: str) -> None:
    about = nbformat.v4.new_markdown_cell(
        f"# {title}\n\n{says}\n\nRun the cell below: Shift+Enter.", id="about"
    )
    code = nbformat.v4.new_code_cell(
        f"from twitlab.interview.screens.{screen} import {screen}\n\n{screen}({argument})",
        id="screen",
    )
    kernel = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
    metadata = {"kernelspec": kernel, "language_info": {"name": "python"}}
    try:
        write_notebook(path, nbformat.v4.new_notebook(cells=[about, code], metadata=metadata))
    except OSError as error:
        raise CourseError(f"{path} cannot be written: {error.strerror or error}") from error


def restore_screens(session: Session) -> None:
    """Write the notebooks of a session that are not there any more.

    Raises:
        CourseError: One cannot be written.
    """
    for role, kept in session.files.items():
        folder = kept.path.parent
        if not notebook_of(folder, role).exists():
            write_screen(folder, role, session.name)


def _opened(
    root: Path, wish: Wish, pack: Pack, name: str, clock: Clock2, others: list[Kept]
) -> Opened:
    first = others[0].opened if others else None
    fields = {
        "wall_ms": clock.wall_ms(),
        "mono_ms": clock.mono_ms(),
        "session": name,
        "role": wish.role,
        "pack": pack.id,
        "version": pack.version,
        "variant": wish.variant or (first.variant if first else _fresh(root, wish, pack)),
        "slot": COLD if wish.cold else wish.slot or (first.slot if first else DEFAULT_SLOT),
        "level": wish.level or (first.level if first else None),
        "who": wish.who,
    }
    try:
        return Opened.model_validate(fields)
    except ValidationError as error:
        raise BadValue(first_problem(error)) from error


def _fresh(root: Path, wish: Wish, pack: Pack) -> str:
    """Choose the variant that was played here least, the first of them."""
    if wish.session is not None:
        raise BadValue(
            "--variant is needed with --session: both laptops must play the same one; "
            f"{pack.id} has {', '.join(each.id for each in pack.variants)}"
        )
    played = [
        kept.opened.variant for kept in all_openings(root) if kept.opened.pack == pack.id
    ]  # a variant counts once a file, which is enough to go round
    return min((each.id for each in pack.variants), key=played.count)


def all_openings(root: Path) -> list[Kept]:
    """Read all files of all sessions, and pass over what cannot be read."""
    found = []
    for path in (each for folder in all_folders(root) for each in files_in(folder)):
        try:
            found.append(read_kept(path))
        except TwitlabError:
            continue
    return found


def _refuse_what_is_not_cold(wish: Wish) -> None:
    if wish.cold and (wish.role != "solo" or wish.slot or wish.session):
        raise BadValue(
            f"--cold is {COLD} minutes alone: --role, --slot and --session do not go with it"
        )


def _refuse_unknown(noun: str, said: object, known: tuple[object, ...] | list[int]) -> None:
    if said is not None and said not in known:
        raise BadValue(f"{noun} is {said!s:.60}; allowed are {', '.join(map(str, known))}")
