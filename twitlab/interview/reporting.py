"""What the command line says of packs and sessions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from rich.console import RenderableType
from rich.text import Text

from twitlab.course.book.command_name import shortest, typed
from twitlab.course.terminal.report import Row, Unbroken, short, words
from twitlab.errors import TwitlabError
from twitlab.interview.anchors import left_before
from twitlab.interview.events import Ended, Opened, PhaseBegun, PhotoAdded, Role
from twitlab.interview.lines import Kept, read_kept
from twitlab.interview.packs.pack import load_pack, pack_ids
from twitlab.interview.packs.words import COLD, PHASE_MINUTES, PHASE_TITLES
from twitlab.interview.places import FOLDER, all_folders, log_of, notebook_of
from twitlab.interview.session import Session, files_in
from twitlab.interview.starting import Wish

_WIDE: Final = 22
_OTHER: Final[Mapping[Role, Role]] = {"candidate": "interviewer", "interviewer": "candidate"}


def packs_report() -> Iterator[RenderableType]:
    """Show the packs and their variants, and how to start one."""
    for name in pack_ids():
        pack = load_pack(name)
        yield Text.assemble(words(f"{pack.id:<{_WIDE + 2}}", "bold"), words(pack.title))
        for each in pack.variants:
            small = " (true scale: as large as most companies are)" if each.true_scale else ""
            yield Row(each.id, words(f"{each.title}{small}"), _WIDE)
    yield Text()
    yield Row("alone", words(f"`{typed('interview start PACK')}`"))
    yield Row("two", words(f"`{typed('interview start PACK --role interviewer')}`"))


def sessions_report(root: Path | None) -> Iterator[RenderableType]:
    """Show the sessions of a workspace, the last one at the end."""
    for number, folder in enumerate(all_folders(root) if root else ()):
        if not number:
            yield Text()
            yield words("Your sessions", "bold")
        yield Row(folder.name, words(_standing(folder)), max(_WIDE, len(folder.name) + 1))


def started_report(root: Path, kept: Kept) -> Iterator[RenderableType]:
    """Show what was started, and what to open next."""
    opened = kept.opened
    yield words(f"Session {opened.session}: {_what(opened)}", "bold")
    yield from _open_next(root, kept)
    if opened.role == "interviewer":
        yield Row("first", words(f"`{typed('interview drill')}`, if you never interviewed here"))
    if opened.role == "rater" and left_before(kept.path.parent):
        yield Row("first", words(f"`{typed('interview anchors')}`, if you never rated here"))
    if opened.slot == COLD:
        yield from _cold()
    other = _OTHER.get(opened.role)
    if other and not log_of(kept.path.parent, other).exists():
        yield Row("other", words(f"the {other}, in another tab or on another laptop:"))
        yield Unbroken(words(f"            {typed(_command(opened, other))}"))


def drill_report(root: Path, notebook: Path) -> Iterator[RenderableType]:
    """Show where an interviewer practises."""
    yield words("Ten minutes of practice for interviewers", "bold")
    yield _to_open(root, notebook)


def resumed_report(root: Path, session: Session) -> Iterator[RenderableType]:
    """Show where a session stands, and what to open to go on."""
    files = tuple(session.files.values())
    yield words(f"Session {session.name}: {_what(files[0].opened)}", "bold")
    for role, kept in session.files.items():
        yield Row(role, words(_progress(kept)), 12)
    for note in session.notes:
        yield Row("note", words(note))
    for kept in files:
        yield from _open_next(root, kept)
    folder = files[0].path.parent
    name = folder.name if folder.parent == root / FOLDER else shortest(folder)
    yield Row("then", words(f"`{typed(f'interview export {name}')}` makes the scorecard"))


def merged_report(
    session: Session, folder: Path, missing: Sequence[str]
) -> Iterator[RenderableType]:
    """Show what was brought together, and what was not there."""
    roles = " and ".join(session.files)
    yield words(f"Session {session.name}: {roles}, now in {short(folder)}", "bold")
    for note in session.notes:
        yield Row("note", words(note))
    for name in missing:
        yield Row("missing", words(f"the photo {name!r} is not beside its file as it was taken"))
    yield Row("next", words(f"`{typed(f'interview export {shortest(folder)}')}`"))


def photo_report(folder: Path, photo: PhotoAdded) -> Iterator[RenderableType]:
    """Show where a photo is now."""
    yield words(f"The photo is in {short(folder)}, as {photo.file}")


def exported_report(files: Sequence[Path]) -> Iterator[RenderableType]:
    """Show which scorecards there are now."""
    for each in files:
        yield Unbroken(words(short(each)))
    yield Row("print", words("open the .html in a browser; it is made for A4"))


def sheet_report(wish: Wish, path: Path) -> Iterator[RenderableType]:
    """Show where the sheet is, and how a session that fits it is started."""
    level = f" --level {wish.level}" if wish.level else ""
    yield words(f"The sheet is {short(path)}: variant {wish.variant}, {wish.slot} minutes", "bold")
    yield Row("print", words("open it in a browser, and print it; keep it from the candidate"))
    yield Row("session", words("afterwards, type your ticks into a session that fits it:"))
    start = f"interview start {wish.pack} --variant {wish.variant} --slot {wish.slot}{level}"
    yield Unbroken(words(f"            {typed(f'{start} --role interviewer')}"))


def _cold() -> Iterator[RenderableType]:
    named = zip(PHASE_TITLES.values(), PHASE_MINUTES[COLD], strict=True)
    phases = ", ".join(f"{title} {minutes}" for title, minutes in named)
    yield Row("cold", words(f"do not prepare. Minutes, in the shares of 35: {phases}"))
    yield Row("then", words(f"tick the lines; `{typed('plan')}` begins with what was weak"))


def _what(opened: Opened) -> str:
    level = f", {opened.level}" if opened.level else ""
    return f"{opened.pack}, variant {opened.variant}, {opened.slot} minutes{level}"


def _open_next(root: Path, kept: Kept) -> Iterator[RenderableType]:
    notebook = notebook_of(kept.path.parent, kept.opened.role)
    if notebook.exists():
        yield _to_open(root, notebook)


def _to_open(root: Path, notebook: Path) -> Row:
    inside = notebook.is_relative_to(root)
    where = notebook.relative_to(root).as_posix() if inside else short(notebook)
    return Row("open", words(f"{where} in JupyterLab (`{typed('lab')}`), and run its cell"))


def _command(opened: Opened, role: Role) -> str:
    level = f" --level {opened.level}" if opened.level else ""
    return (
        f"interview start {opened.pack} --variant {opened.variant} --slot {opened.slot}{level} "
        f"--role {role} --session {opened.session}"
    )


def _progress(kept: Kept) -> str:
    counting = kept.counting
    phases = [each.phase for each in counting if isinstance(each, PhaseBegun)]
    if any(isinstance(each, Ended) for each in counting):
        where = "ended"
    else:
        where = f"in phase {PHASE_TITLES[phases[-1]]}" if phases else "not begun"
    return f"{where}, {len(counting)} event{'s' * (len(counting) != 1)}"


def _standing(folder: Path) -> str:
    said = []
    for path in files_in(folder):
        try:
            kept = read_kept(path)
        except TwitlabError as error:
            said.append(str(error))
            continue
        said.append(f"{kept.opened.role} {_progress(kept)}")
    return "; ".join(said)
