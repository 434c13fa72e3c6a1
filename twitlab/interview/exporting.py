"""Write the scorecards of a session beside its files, one for each person who scored it."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from twitlab.course.book.manifest import Course
from twitlab.course.book.notebook_file import write_whole
from twitlab.errors import BadValue
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

    The first is `scorecard.html` and so on; those of other people have their role in the name. One
    that is there is written anew: it says nothing but what the session's files say.

    Args:
        session: That is scored.
        folder: For the scorecards; made where it is not there.
        course: Whose lessons and exercises mend what was missed; the kit's own when None.
        form: html, md or json; all of them when None.

    Returns:
        The files.

    Raises:
        BadValue: There is no such form; nothing was written.
    """
    if form is not None and form not in FORMS:
        raise BadValue(f"--format is {form!r}; allowed are {', '.join(FORMS)}")
    forms = {form: FORMS[form]} if form else FORMS
    made = []
    for place, rater in enumerate(raters_of(session)):
        found = score(session, rater)
        for ending, write in forms.items():
            path = folder / f"scorecard{f'-{rater}' if place else ''}.{ending}"
            write_whole(path, write(found, session, course).encode("utf-8", "replace"))
            made.append(path)
    return tuple(made)
