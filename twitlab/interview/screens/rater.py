"""A second rater reads what happened, and ticks without knowing how the first one did."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from twitlab.interview.anchors import Told, bundled_names, first_to_rate, told
from twitlab.interview.events import Event, Heard, Noted, SelfRated, Ticked
from twitlab.interview.journal import Journal
from twitlab.interview.packs.pack import Pack, load_pack
from twitlab.interview.packs.words import PHASE_TITLES
from twitlab.interview.screens.parts import noted_so_far
from twitlab.interview.screens.pressing import Pressed
from twitlab.interview.screens.sitting import Sitting, clock_of
from twitlab.interview.screens.telling import number_of, say_event
from twitlab.interview.screens.ticking import as_tick, export_line, sentences
from twitlab.interview.session import Load, Session, open_session
from twitlab.interview.timing import Clock2, SystemClock2
from twitlab.ui.widgets.keyed import Group, Item, Keyed
from twitlab.ui.widgets.stack import Stack
from twitlab.ui.widgets.ticks import TickLine, Ticks

_ABOUT: Final = (
    "Read the record first. Then say of each line whether it was earned, and write the words that "
    "show it; you may choose them from the record. Do not talk with the first rater before the end."
)
_FIRST: Final = (
    "Before your first real session, score two that are in the kit. Then you are told what each of "
    "their lines earns, and why: two raters who did this mean the same by a line."
)
_LOOK, _GO_ON = "look", "go-on"


def rater(folder: str | Path) -> RaterScreen:
    """Open a second rater's screen on a session's folder, or open it again.

    Args:
        folder: of the session, with the files of those who played it; the rater's is made.

    Raises:
        CourseError: there is no session, or another notebook has the rater's file open.
    """
    return RaterScreen(*sit_down(Path(folder)))


def sit_down(
    folder: Path, clock: Clock2 | None = None, load: Load = load_pack
) -> tuple[Sitting, Session]:
    """Begin the rater's file, or go on with it."""
    session = open_session(folder, load)
    path = folder / "rater.log"
    if not path.exists():
        clock = clock or SystemClock2()
        played = next(iter(session.files.values())).opened
        stamps = {"wall_ms": clock.wall_ms(), "mono_ms": clock.mono_ms()}
        opened = played.model_copy(update={**stamps, "role": "rater", "who": ""})
        Journal.create(path, opened, clock).close()
    return Sitting.resume(folder, "rater", clock, load), session


class RaterScreen:
    """Show the record of a session without anybody's judgement, and take ticks.

    Args:
        sitting: the rater's.
        session: what was played.
    """

    def __init__(self, sitting: Sitting, session: Session) -> None:
        self.sitting, self.session = sitting, session
        self.keyed = Keyed("Rater", [], self.press, self.take_back)
        self.ticks = Ticks("Tick each line", _ABOUT, [], self.tick)
        self._stack = Stack({"keys": self.keyed, "ticks": self.ticks})
        self._goes_on = False
        self.draw()

    def press(self, name: str, _stage: int, _press: Pressed) -> None:
        """Look again whether the bundled sessions are scored, or go on without them."""
        self._goes_on = name == _GO_ON
        self.draw()

    def tick(self, line: str, earned: bool, quote: str, press: Pressed) -> None:
        """Tick a line of the rubric."""
        self.sitting.do(press, Ticked, line=line, earned=earned, quote=quote)
        self.draw()

    def take_back(self, name: str, press: Pressed) -> None:
        """Take back a tick."""
        self.sitting.take_back(press, number_of(self.sitting, name) if name else None)
        self.draw("Taken back.")

    def draw(self, says: str = "") -> None:
        """Show what stands in the journal; before a first tick, what is to be scored before it."""
        has_begun = self._goes_on or self.sitting.of(Ticked)
        first = () if has_begun else first_to_rate(self.sitting.folder)
        self._stack.show(["keys"] if first else ["keys", "ticks"])
        if first:
            self.keyed.show("Rater", [_score_first(first)], says)
            return
        lines = self._lines()
        done = sum(bool(line.standing) for line in lines)
        record = Group("What happened", "Minutes and seconds, who, what.", tuple(self.record()))
        groups = [record, noted_so_far(self.sitting, "Your ticks")]
        if done == len(lines):
            ready = export_line(self.sitting.folder)
            groups = [Group("Done", lines=(ready,), look="say"), *self._anchors(), *groups]
        self.keyed.show("Rater", groups, says)
        self.ticks.show(lines, f"{done} of {len(lines)} lines are ticked.")

    def record(self) -> list[str]:
        """Give what happened as lines: all acts, and nobody's judgement."""
        return [
            f"{clock_of(each.at_ms)} {each.role}: {words}"
            for each in self.session.events
            if each.role != "rater" and (words := _say_act(each.event, self.session.pack))
        ]

    def _anchors(self) -> list[Group]:
        """Give what a bundled session earns and why; it is told when each line is ticked."""
        if self.session.name not in bundled_names():
            return []
        lines, _ = told(open_session(self.sitting.folder))
        about = "Where you differ, read the reason, and the line again."
        return [Group("What it earns, and why", about, tuple(map(_say_told, lines)))]

    def _lines(self) -> list[TickLine]:
        texts = [each.event.text for each in self.session.of(Noted) if each.role != "rater"]
        choices = sentences(texts)
        judged = (line for line in self.session.pack.rubric if not line.is_measured)
        return [as_tick(self.sitting, line, choices, may_type=True) for line in judged]

    def __repr__(self) -> str:
        return repr(self._stack)

    def _repr_mimebundle_(self, **asked: object) -> dict[str, Any]:
        return self._stack._repr_mimebundle_(**asked)


def _score_first(notebooks: Sequence[Path]) -> Group:
    lines = [f"Open {'/'.join(each.parts[-3:])}, and run its cell." for each in notebooks]
    items = (
        Item(_LOOK, "They are scored: look again", "l", can_go=False),
        Item(_GO_ON, "Go on without them", "g", can_go=False),
    )
    return Group("First score these", _FIRST, tuple(lines), items, look="say")


def _say_act(event: Event, pack: Pack) -> str:
    """Say what was done and not what somebody thought of it: a key is a judgement already."""
    match event:
        case Noted(phase=phase, text=text):
            return f"wrote on {PHASE_TITLES[phase]}: {text}"
        case Heard(note=note):
            return f"wrote down: “{note}”" if note else ""
        case SelfRated() | Ticked():
            return ""
    return say_event(event, pack)


def _say_told(told: Told) -> str:
    said = {"proved": "earned", "missed": "not earned"}
    mine, anchor = said.get(told.mine, told.mine), said.get(told.anchor, told.anchor)
    sign = "Agreed" if mine == anchor else "Differs"
    return f"{sign}: {told.text} You: {mine}. Anchor: {anchor}. {told.reason}"
