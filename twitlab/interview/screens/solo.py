"""The screen of somebody alone: write, rate yourself, unfold the good lines, tick by quoting."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from twitlab.errors import BadValue
from twitlab.interview.events import (
    Changed,
    Estimated,
    Hinted,
    Noted,
    PhaseBegun,
    Probed,
    Revealed,
    Ticked,
)
from twitlab.interview.packs.words import PHASE_TITLES, PHASES, Phase
from twitlab.interview.screens.leading import STRENGTHS
from twitlab.interview.screens.parts import move, moves, noted_so_far, run_timer, title_of, welcome
from twitlab.interview.screens.pressing import Pressed
from twitlab.interview.screens.rating import rows_of, self_ratings
from twitlab.interview.screens.sitting import Sitting
from twitlab.interview.screens.solo_groups import (
    good_groups,
    is_revealed,
    phase_groups,
    rated_dimensions,
    solo_ticks,
)
from twitlab.interview.screens.telling import noted, number_of
from twitlab.interview.screens.ticking import export_line
from twitlab.interview.screens.writing_down import NUMBERS, EstimateBoxes
from twitlab.ui.widgets.keyed import Group, Keyed
from twitlab.ui.widgets.stack import Stack
from twitlab.ui.widgets.ticks import Ticks
from twitlab.ui.widgets.timer import Timer
from twitlab.ui.widgets.writing import Writing

BEFORE: Final = (
    "You play both sides. In each phase you write first: your design, and your reasons.",
    "Then you rate yourself, and unfold the good lines of the phase. That goes one way.",
    "Then you tick each line by choosing a sentence of your own that shows it, at once or later.",
    "The clock warns and never stops you. It stands while you read good lines.",
    "Ready? Press the right arrow key (→).",
)
_TICKING: Final = (
    "Choose a sentence of your own notes that shows it, then Earned. Is there none? Not earned."
)
_FIRST: Final = "write first: a sentence is enough, even if it says what you do not know."


def solo(folder: str | Path) -> SoloScreen:
    """Open the screen of somebody alone on a session's folder, or open it again.

    Args:
        folder: of the session, with the file of the solo role in it.

    Raises:
        CourseError: there is no such file, or another notebook has it open.
    """
    return SoloScreen(Sitting.resume(Path(folder), "solo"))


class SoloScreen:
    """Lead somebody alone through the phases.

    Args:
        sitting: theirs.
    """

    def __init__(self, sitting: Sitting) -> None:
        self.sitting = sitting
        self.timer = Timer("")
        self.keyed = Keyed("Solo", [], self.press, self.take_back)
        self.notes = Writing(
            "solo", "Your design and your reasons", self.note, lines=6, button="Keep (Ctrl+Enter)"
        )
        self.estimates = EstimateBoxes(sitting)
        button = "Keep, and unfold the good lines (one way)"
        self.rating = self_ratings(sitting, button, self.reveal, self._may_reveal)
        self.ticks = Ticks("Tick by quoting yourself", _TICKING, [], self.tick)
        self._stack = Stack(
            {
                "timer": self.timer,
                "keys": self.keyed,
                "notes": self.notes,
                "rating": self.rating,
                "ticks": self.ticks,
                **self.estimates.boxes,
            }
        )
        self.draw(welcome(sitting))

    def press(self, name: str, stage: int, press: Pressed) -> None:
        """Go to another phase, or turn something over."""
        if name.startswith("go/") or name == "end":
            move(self.sitting, name, press)
            self.draw()
            return
        if name == NUMBERS.name:
            self.estimates.unfold()
            self.draw("The numbers to commit stand above your notes.")
            return
        kind, _, rest = name.partition("/")
        if stage >= 3 or (name in noted(self.sitting)) or f"{name}/{stage}" in noted(self.sitting):
            raise BadValue("this lies open already.")
        match kind:
            case "hint":
                self.sitting.do(press, Hinted, topic=rest, rung=stage + 1)
            case "probe":
                self.sitting.do(press, Probed, probe=rest, strength=STRENGTHS[stage])
            case "change":
                self.sitting.do(press, Changed, curveball=rest)
            case _:
                raise BadValue("this can only be taken back.")
        self.draw("Turned over. Answer it in your notes.")

    def take_back(self, name: str, press: Pressed) -> None:
        """Take back a note, or what was done last; what was shown stays shown."""
        self.sitting.take_back(press, number_of(self.sitting, name) if name else None)
        self.draw("Taken back.")

    def note(self, text: str, press: Pressed) -> None:
        """Keep a note of this phase, while its good lines are folded."""
        phase = self.sitting.phase
        if phase is None or is_revealed(self.sitting, phase):
            raise BadValue("the good lines of this phase are shown; a note would not count now.")
        self.sitting.do(press, Noted, phase=phase, text=text)
        self.draw()
        self.notes.show(f"Kept at {self.sitting.at(self.sitting.counting[-1][0])}. Write on.")

    def reveal(self, press: Pressed) -> None:
        """Unfold the good lines of the phase."""
        self.sitting.do(press, Revealed, phase=self.sitting.phase)
        self.draw("The good lines are unfolded. Tick them now, or go on and tick at the end.")

    def tick(self, line: str, earned: bool, quote: str, press: Pressed) -> None:
        """Tick a line by a sentence of one's own."""
        self.sitting.do(press, Ticked, line=line, earned=earned, quote=quote)
        self.draw()

    def _may_reveal(self) -> None:
        phase = self.sitting.phase
        if phase is None or is_revealed(self.sitting, phase):
            raise BadValue("the good lines of this phase are shown already.")
        begun = max(number for number, event in self.sitting.of(PhaseBegun))
        if any(event.phase == phase for _, event in self.sitting.of(Noted)):
            return
        if not any(number > begun for number, _ in self.sitting.of(Estimated)):
            raise BadValue(_FIRST)

    def draw(self, says: str = "") -> None:
        """Show what stands in the journal."""
        run_timer(self.timer, self.sitting)
        phase = self.sitting.phase
        if self.sitting.has_ended:
            self._draw_end(says)
        elif phase is None:
            ready = Group("Before you begin", lines=BEFORE, numbered=True, look="say")
            self.keyed.show("Solo: before you begin", [ready, moves(self.sitting)], says)
            self._stack.show(["timer", "keys"])
        elif is_revealed(self.sitting, phase):
            self._draw_good(phase, says)
        else:
            self._draw_writing(phase, says)

    def _draw_writing(self, phase: Phase, says: str) -> None:
        groups = phase_groups(self.sitting, phase, noted(self.sitting))
        on = moves(self.sitting, "You may skip the good lines; what is not unfolded is not ticked.")
        if self.estimates.are_folded(phase):
            on = replace(on, items=(NUMBERS, *on.items))
        aside = [replace(each, column=2) for each in (on, noted_so_far(self.sitting))]
        self.keyed.show(f"Solo, {title_of(phase)}", [*groups, *aside], says)
        label = f"Your design and your reasons: {PHASE_TITLES[phase]}"
        self.notes.ask(f"solo {self.sitting.opened.session} {phase}", label)
        self.rating.ask(rows_of(rated_dimensions(self.sitting.pack, phase)))
        boxes = self.estimates.names(phase)
        self._stack.show(["timer", "keys", *boxes, "notes", "rating"])

    def _draw_good(self, phase: Phase, says: str) -> None:
        on = moves(
            self.sitting,
            "The clock stands while you read; it goes on with the next phase. The ticks are below, "
            "and can wait.",
        )
        good = good_groups(self.sitting.pack, phase)
        groups = [on, noted_so_far(self.sitting), *good]
        self.keyed.show(f"Solo, {title_of(phase)}, good lines", groups, says)
        self.ticks.show(solo_ticks(self.sitting, phase))
        self._stack.show(["timer", "keys", "ticks"])

    def _draw_end(self, says: str) -> None:
        shown = [phase for phase in PHASES if is_revealed(self.sitting, phase)]
        lines = [line for phase in shown for line in solo_ticks(self.sitting, phase)]
        left = sum(not line.standing for line in lines)
        text = f"Tick the {left} lines that are left." if left else export_line(self.sitting.folder)
        after = Group("The interview is over", lines=(text,), look="say")
        self.keyed.show("Solo: the end", [after, noted_so_far(self.sitting)], says)
        done = f"{len(lines) - left} of {len(lines)} lines are ticked."
        self.ticks.show(lines, done if left else f"{done} {text}")
        self._stack.show(["timer", "keys", "ticks"])

    def __repr__(self) -> str:
        return repr(self._stack)

    def _repr_mimebundle_(self, **asked: object) -> dict[str, Any]:
        return self._stack._repr_mimebundle_(**asked)
