"""Write what a session earned: a page to print, Markdown, and JSON."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from twitlab.course.book.manifest import Course
from twitlab.course.book.text import ticks
from twitlab.interview.card import WHOSE, card_of
from twitlab.interview.scoring.results import Score
from twitlab.interview.session import Session

_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""What has no look, or turns the direction of the text around it."""
_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>()|~&$]|^[#+-]|(?<=^\d)\.(?= ))")


def as_html(score: Score, session: Session, course: Course | None = None) -> str:
    """Write the scorecard as a page that needs nothing else: own style, no network, A4.

    Args:
        score: From `score`.
        session: That was scored.
        course: Whose lessons and exercises mend what was missed; the kit's own when None.
    """
    return _rendered("scorecard.html", score, session, course)


def as_markdown(score: Score, session: Session, course: Course | None = None) -> str:
    """Write the scorecard as Markdown; what people typed is shown as they typed it."""
    text = _rendered("scorecard.md", score, session, course)
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"


def as_json(score: Score, session: Session, course: Course | None = None) -> str:
    """Write the scorecard as JSON. A time `at` is "minutes:seconds" of session time.

    - `format`: 1; raised when a key changes its meaning or goes.
    - `session`: `name`, `pack`, `version`, `title`, `variant`, `variant_title`, `slot_minutes`,
      `level` (or null), `level_says`, `rater` (whose word: interviewer, self, rater), `alone`,
      `ended`, and `who`: role to name.
    - `profile`, one for each of seven dimensions: `dimension`, `title`; `measured`, `judged`: 1 to
      4, or null for not observed; `self_rated`: 1 to 4, 0 for *cannot say*, null for never rated;
      `expected`: level to rung; `rungs`: `rung`, `column` (measured or judged), `proved`,
      `observed`; `unseen`: why lines were not observed; `held`: proved lines that lift no mark, as
      a rung below theirs was not reached. There is no sum and no overall level.
    - `strengths`, at most three, of different dimensions: `line`, `title` (of the dimension),
      `rung`, `text`, `evidence` (one piece).
    - `next`, at most three: what mends most of the missed lines: `id`, `kind` (lesson, exercise,
      unknown), `title`, `file`; `missed`: the texts of those lines.
    - `lines`: `line`, `dimension`, `phase`, `phase_title`, `rung`, `text`, `column`, `state`
      (proved, missed, not observed), `state_why`; `shown`: judged lines without which a line that
      is proved by absence is not observed; `evidence` and `second_word` (or null): `at`,
      `at_ms`, `role`, `text`, `quote` (what a person typed); `why`, `weak`, `strong`, `mends`.
    - `estimates`: `estimate`, `asks`, `right`, `within`, `decides`; `tries`: `at`, `role`, `number`
      (null for no try), `value`, `outcome`, `says`, `slips`: `name`, `asks`.
    - `agreement`, null but in a second rater's card: `lines` that both judged, `same`; `bands`,
      `exact`, `within_one`, `difference` (rungs that the second is higher on average, or null);
      `kappa` (null for fewer than 28 lines); `unpaired`; `says`, in words; `differ`: `line`,
      `interviewer`, `rater`.
    - `happened`: what was asked, hinted, probed and changed: `at`, `role`, `what`, `text`.
    - `refused`: ticks that do not count: `at`, `line`, `quote`, `why`.
    - `notes`: what a reader should know: damage of files, clocks that jumped.
    """
    card = card_of(score, session, course or Course.here())
    return json.dumps(card, ensure_ascii=False, indent=2) + "\n"


def _rendered(name: str, score: Score, session: Session, course: Course | None) -> str:
    card = card_of(score, session, course or Course.here())
    return _templates().get_template(name).render(card, judged=WHOSE[score.rater])


@cache
def _templates() -> Environment:
    made = Environment(
        loader=PackageLoader("twitlab.interview", "templates"),
        autoescape=lambda name: bool(name and name.endswith(".html")),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {"ticks": ticks, "typed": _typed, "line": _line}
    return made


def _typed(text: Any) -> str:
    """Show what anyone may have typed; a template escapes it."""
    return _UNSEEN.sub("\ufffd", str(text))


def _line(text: Any) -> str:
    """Show a text in one line of Markdown, in which none of it is markup."""
    flat = " ".join(_typed(text).split())
    return _MARKDOWN.sub(r"\\\1", flat).replace("://", ":\u200b//")
