"""The interviewer's sheet as a file to print, for the session that is to be played."""

from __future__ import annotations

from pathlib import Path

from twitlab.course.book.notebook_file import write_whole
from twitlab.errors import CourseError
from twitlab.interview.packs.pack import load_pack
from twitlab.interview.places import FOLDER
from twitlab.interview.screens.sheet import printed_sheet
from twitlab.interview.session import Load
from twitlab.interview.starting import DEFAULT_SLOT, Wish, all_openings


def wish_of(
    root: Path | None,
    pack: str,
    variant: str | None,
    slot: int | None,
    level: str | None,
    load: Load = load_pack,
) -> Wish:
    """Fill up what was left open: as the last session of this pack has it, else as is usual.

    Raises:
        CourseError: There is no such pack.
    """
    known = [each.opened for each in all_openings(root)] if root else []
    last = next((each for each in reversed(known) if each.pack == pack), None)
    same = last if last and variant in (None, last.variant) else None
    first = load(pack).variants[0].id
    return Wish(
        pack,
        "interviewer",
        variant or (same.variant if same else first),
        slot if slot is not None else (same.slot if same else DEFAULT_SLOT),
        level if level is not None else (same.level if same else None),
    )


def write_sheet(wish: Wish, root: Path | None, out: Path | None, load: Load = load_pack) -> Path:
    """Write the sheet: to a new file, or anew to its place among the sessions.

    Args:
        wish: pack, variant, slot and level.
        root: of the workspace; without one, the folder we are in.
        out: a file that is not there yet.
        load: gives a pack by its id.

    Returns:
        The file, in HTML.

    Raises:
        TwitlabError: There is no such variant, slot or level, or a file is in the way.
    """
    variant = wish.variant or ""
    page = printed_sheet(load(wish.pack).as_variant(variant), wish.slot or 0, wish.level)
    folder = root / FOLDER if root else Path()
    path = out or folder / f"sheet-{wish.pack}-{variant}.html"
    try:
        if out is not None and (out.exists() or out.is_symlink()):
            raise CourseError(f"{out} is there already; name a new file")
        write_whole(path, page.encode("utf-8"))
    except OSError as error:
        raise CourseError(f"{path} cannot be written: {error.strerror or error}") from error
    return path
