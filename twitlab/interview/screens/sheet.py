"""The interviewer's screens on paper, for a whiteboard or the telephone: one page a phase."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from itertools import accumulate
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from twitlab.errors import BadValue
from twitlab.interview.packs.pack import Pack
from twitlab.interview.packs.words import LEVELS, PHASES, SLOTS, Phase
from twitlab.interview.screens.leading import Leading, when_to_go_on
from twitlab.interview.screens.parts import title_of
from twitlab.ui.widgets.keyed import Group

_HOW: Final = (
    "The candidate must not see these pages. You do not need to know the answer.",
    "Each page is a phase. Read aloud what its first box has in quotes, in order; wait each time.",
    "Tick a square when it happens, and write the minute beside it. No tick: it was not said.",
    "Facts are on the page of the first phase. Tell one only when it is asked for, in any phase.",
    "Do not say whether an answer is right. If they are stuck, give the next hint.",
    (
        "Afterwards type your ticks into the interviewer's notebook: the letters are the keys of "
        "its screens."
    ),
)

_DENSE: Final = 4_200
"""Letters of a page that still fit in the usual size."""
_ELSEWHERE: Final = ("Flags", "Mistakes", "What a good answer")


@dataclass(frozen=True, slots=True)
class Page:
    """Be one phase on paper.

    Args:
        title: of the phase.
        begins: the minute at which it should begin.
        ends: the minute at which it should end.
        groups: what is on it.
        move_on: when it is over.
    """

    title: str
    begins: int
    ends: int
    groups: tuple[Group, ...]
    move_on: str

    @property
    def is_dense(self) -> bool:
        """Whether it needs smaller letters to fit on one sheet of paper."""
        return sum(len(group.text()) for group in self.groups) > _DENSE


def printed_sheet(pack: Pack, slot: int = 35, level: str | None = None) -> str:
    """Give an interviewer's sheet as HTML to print: it needs no network and no other file.

    Args:
        pack: as the variant that is played.
        slot: in minutes.
        level: which is interviewed for.

    Raises:
        BadValue: there is no such slot or level, or the pack is no variant.
    """
    if slot not in SLOTS:
        raise BadValue(f"slot must be one of {', '.join(map(str, SLOTS))}, got {slot!r}")
    if level is not None and level not in LEVELS:
        raise BadValue(f"level must be one of {', '.join(LEVELS)}, got {level!r}")
    if pack.variant is None:
        raise BadValue(f"choose a variant of pack {pack.id} first, with as_variant")
    ends = [*accumulate(SLOTS[slot])]
    pages = [
        _page(pack, phase, begins, end)
        for phase, begins, end in zip(PHASES, (0, *ends), ends, strict=False)
    ]
    lines = [line for line in pack.rubric if line.evidence.by == "ticked"]
    known = {"pack": pack, "slot": slot, "level": level, "how": _HOW, "pages": pages}
    flags = [g for g in Leading(pack, PHASES[0], {}).right() if g.title.startswith("Flags")]
    return _template().render(**known, flags=flags, lines=lines)


def _page(pack: Pack, phase: Phase, begins: int, ends: int) -> Page:
    leading = Leading(pack, phase, {})
    groups = [*leading.left(), *leading.right()]
    kept = tuple(_on_paper(group) for group in groups if _is_printed(group))
    return Page(title_of(phase), begins, ends, kept, when_to_go_on(pack, phase))


def _is_printed(group: Group) -> bool:
    """Leave out what is on the first or the last page, or is only for a late click."""
    if group.title.startswith(_ELSEWHERE):
        return False
    return bool(group.lines) or not group.folded


def _on_paper(group: Group) -> Group:
    title, about = group.title, group.about
    if title.startswith("If they ask"):
        title, about = "If they ask: facts", "Only for those who ask, in any words."
    about = about.replace("No key", "No tick")
    about = about.replace("press the key and read it", "read it").replace("Press the key", "Tick")
    return replace(group, title=title, about=about)


@cache
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("twitlab.interview.screens"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("sheet.html")
