"""The interviewer's screen: it needs no preparation, and no knowledge of the answer."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from twitlab.errors import BadValue
from twitlab.interview.events import Changed, FactAsked, Heard, Hinted, Noted, Probed, Ticked
from twitlab.interview.screens.leading import STRENGTHS, Leading, when_to_go_on
from twitlab.interview.screens.parts import move, moves, noted_so_far, run_timer, title_of, welcome
from twitlab.interview.screens.pressing import Pressed
from twitlab.interview.screens.sitting import Sitting
from twitlab.interview.screens.telling import noted, number_of, say_event
from twitlab.interview.screens.ticking import export_line, tick_lines
from twitlab.ui.widgets.keyed import Group, Keyed
from twitlab.ui.widgets.stack import Stack
from twitlab.ui.widgets.ticks import Ticks
from twitlab.ui.widgets.timer import Timer
from twitlab.ui.widgets.writing import Writing

BEFORE: Final = (
    "You do not need to know the answer. Each screen tells you what to say and what to listen for.",
    "The candidate must not see this screen: use a second screen, a second laptop or a telephone.",
    "A box with a letter is a key. Press it when it happens. Backspace takes the last one back.",
    "Do not say whether an answer is right. If they are stuck, give a hint. Let them talk.",
    "The clock warns and never stops you. For more room hide the list of files: Ctrl+B.",
    "Ready? Greet the candidate. Then press the right arrow key (→).",
)
AFTER: Final = (
    "Thank the candidate, and tell them what comes next. Do not tell a score now.",
    "Then tick the lines below. It takes five minutes. Do it at once: memory fades.",
)
_TICKING: Final = (
    "For each line: write a few of the candidate's words that show it, then press Enter for "
    "earned. If you did not hear it, choose Not earned; that needs no words."
)


def interviewer(folder: str | Path) -> InterviewerScreen:
    """Open the interviewer's screen on a session's folder, or open it again.

    Args:
        folder: of the session, with the interviewer's file in it.

    Raises:
        CourseError: there is no such file, or another notebook has it open.
    """
    return InterviewerScreen(Sitting.resume(Path(folder), "interviewer"))


class InterviewerScreen:
    """Lead an interview by keys, then tick the lines of the rubric.

    Args:
        sitting: the interviewer's.
    """

    def __init__(self, sitting: Sitting) -> None:
        self.sitting = sitting
        self.timer = Timer("")
        self.keyed = Keyed("Interviewer", [], self.press, self.take_back)
        self.notes = Writing(
            f"interviewer {sitting.opened.session}",
            "Note the candidate's words (optional)",
            self.note,
            about="Useful later, when you tick the lines.",
            button="Keep",
        )
        self.ticks = Ticks("Tick what you saw and heard", _TICKING, [], self.tick)
        self._stack = Stack(
            {"timer": self.timer, "keys": self.keyed, "notes": self.notes, "ticks": self.ticks}
        )
        self.draw(welcome(sitting))

    def press(self, name: str, stage: int, press: Pressed) -> None:
        """Note what the item with this name stands for."""
        if name.startswith("go/") or name == "end":
            move(self.sitting, name, press)
            self.draw()
            return
        known = noted(self.sitting)
        full = f"{name}/{stage}" if name.startswith(("hint/", "probe/")) else name
        if at := known.get(full):
            self.draw(f"Noted already, at {at}. Backspace takes back what was noted last.")
            return
        self._note(name, stage, press)
        number, event = self.sitting.counting[-1]
        self.draw(f"{self.sitting.at(number)} {say_event(event, self.sitting.pack)}")

    def _note(self, name: str, stage: int, press: Pressed) -> None:
        kind, _, rest = name.partition("/")
        match kind:
            case "asked":
                self.sitting.do(press, FactAsked, tag=rest)
            case "heard":
                self.sitting.do(press, Heard, tag=rest)
            case "hint":
                self.sitting.do(press, Hinted, topic=rest, rung=stage + 1)
            case "probe":
                self.sitting.do(press, Probed, probe=rest, strength=STRENGTHS[stage])
            case "change":
                self.sitting.do(press, Changed, curveball=rest)
            case _:
                raise BadValue("this can only be taken back.")

    def take_back(self, name: str, press: Pressed) -> None:
        """Take back what stands under a name, or what was noted last."""
        number = number_of(self.sitting, name) if name else None
        event = self.sitting.take_back(press, number)
        self.draw(f"Taken back: {say_event(event, self.sitting.pack)}")

    def note(self, text: str, press: Pressed) -> None:
        """Keep words of the candidate for the ticks."""
        if self.sitting.phase is None:
            raise BadValue("begin the first phase, then note.")
        self.sitting.do(press, Noted, phase=self.sitting.phase, text=text)
        self.draw()
        self.notes.show(f"Kept at {self.sitting.at(self.sitting.counting[-1][0])}.")

    def tick(self, line: str, earned: bool, quote: str, press: Pressed) -> None:
        """Tick a line of the rubric."""
        self.sitting.do(press, Ticked, line=line, earned=earned, quote=quote)
        self.draw()

    def draw(self, says: str = "") -> None:
        """Show what stands in the journal."""
        run_timer(self.timer, self.sitting)
        phase = self.sitting.phase
        if self.sitting.has_ended:
            self._draw_ticks(says)
        elif phase is None:
            ready = Group("Before you begin", lines=BEFORE, numbered=True, look="say")
            self.keyed.show("Interviewer: before you begin", [ready, moves(self.sitting)], says)
            self._stack.show(["timer", "keys"])
        else:
            leading = Leading(self.sitting.pack, phase, noted(self.sitting))
            when = f"When: {when_to_go_on(self.sitting.pack, phase)}"
            on = replace(moves(self.sitting, when), title="3. Go on")
            log = noted_so_far(self.sitting)
            groups = [*leading.left(), on, log, *leading.right()]
            self.keyed.show(f"Interviewer, {title_of(phase)}", groups, says)
            self._stack.show(["timer", "keys", "notes"])

    def _draw_ticks(self, says: str) -> None:
        lines = tick_lines(self.sitting)
        open_ones = sum(not line.standing for line in lines)
        done = f"{len(lines) - open_ones} of {len(lines)} lines are ticked."
        export = (export_line(self.sitting.folder),) if not open_ones else ()
        done = " ".join([done, *export])
        after = Group("Now", lines=(*AFTER, *export), numbered=True, look="say")
        groups = [after, noted_so_far(self.sitting)]
        self.keyed.show("Interviewer: after the end", groups, says)
        self.ticks.show(lines, done)
        self._stack.show(["timer", "keys", "ticks"])

    def __repr__(self) -> str:
        return repr(self._stack)

    def _repr_mimebundle_(self, **asked: object) -> dict[str, Any]:
        return self._stack._repr_mimebundle_(**asked)
