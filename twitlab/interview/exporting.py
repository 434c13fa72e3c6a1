"""Write the scorecards of a session beside its files, one for each person who scored it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from twitlab.arguments import shown
from twitlab.course.book.manifest import Course
from twitlab.course.book.notebook_file import write_whole
from twitlab.errors import BadValue, CourseError
from twitlab.interview.events import Ticked
from twitlab.interview.scorecard import as_html, as_json, as_markdown
from twitlab.interview.scoring.results import Rater
from twitlab.interview.scoring.score import score
from twitlab.interview.session import Session

FORMS: Final = {"html": as_html, "md": as_markdown, "json": as_json}


def raters_of(session: Session) -> tuple[Rater, ...]:
    """Give whose word there is, the one that leads first; a candidate's always counts alone."""
    raters: list[Rater] = [
        name for name in ("interviewer", "rater") if any(role == name for role in session.files)
    ]
    own = any(each.role in ("candidate", "solo") for each in session.of(Ticked))
    if own or "interviewer" not in raters:
        raters.insert(raters.count("interviewer"), "self")
    return tuple(raters)


def export(
    session: Session, folder: Path, course: Course | None = None, form: str | None = None
) -> tuple[Path, ...]:
    """Write the scorecards of a session as HTML, Markdown and JSON, or as one of them.

    The first is `scorecard.html` and so on; those of other people have their role in the name.
    Beside the session's files one that is there is written anew: it says nothing but what they say.
    In another folder it may be of another session, and stays.

    Args:
        session: That is scored.
        folder: For the scorecards; made where it is not there.
        course: Whose lessons and exercises mend what was missed; the kit's own when None.
        form: html, md or json; all of them when None.

    Returns:
        The files.

    Raises:
        BadValue: There is no such form; nothing was written.
        CourseError: A file cannot be written, or is there already with something else in it.
    """
    if form not in (None, *FORMS):
        raise BadValue(f"--format is {shown(form)}; allowed are {', '.join(FORMS)}")
    pages = {folder / name: page for name, page in _pages(session, course, form)}
    try:
        if not _is_own(session, folder):
            _refuse_others(pages)
        for path, page in pages.items():
            write_whole(path, page)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise CourseError(f"{folder}: a scorecard cannot be written: {reason}") from error
    return tuple(pages)


def _pages(
    session: Session, course: Course | None, form: str | None
) -> Iterator[tuple[str, bytes]]:
    forms = {form: FORMS[form]} if form else FORMS
    for place, rater in enumerate(raters_of(session)):
        found = score(session, rater)
        for ending, write in forms.items():
            name = f"scorecard{f'-{rater}' if place else ''}.{ending}"
            yield name, write(found, session, course).encode("utf-8", "replace")


def _is_own(session: Session, folder: Path) -> bool:
    return folder.resolve() in {each.path.parent.resolve() for each in session.files.values()}


def _refuse_others(pages: Mapping[Path, bytes]) -> None:
    for path, page in pages.items():
        if path.is_symlink() or (path.exists() and (path.is_dir() or path.read_bytes() != page)):
            raise CourseError(f"{path} is there already; name another folder with --out")
