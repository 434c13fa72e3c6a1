"""The candidate's screen: the question, the phases, numbers and notes; nothing that helps unasked.

It reads the candidate's own file only, and of the pack only what an interviewer says at once.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from twitlab.errors import BadValue
from twitlab.interview.events import HintWanted, Noted
from twitlab.interview.packs.pack import Pack
from twitlab.interview.packs.words import Phase
from twitlab.interview.screens.parts import move, moves, run_timer, title_of, welcome
from twitlab.interview.screens.pressing import Pressed
from twitlab.interview.screens.rating import self_ratings
from twitlab.interview.screens.sitting import Sitting
from twitlab.interview.screens.telling import number_of
from twitlab.interview.screens.writing_down import NUMBERS, EstimateBoxes, own_notes
from twitlab.ui.widgets.keyed import Group, Item, Keyed
from twitlab.ui.widgets.stack import Stack
from twitlab.ui.widgets.timer import Timer
from twitlab.ui.widgets.writing import Writing

TASKS: Final[dict[Phase, str]] = {
    "scope": (
        "Ask before you draw. What must it do? For whom, and how many? How fast, and how fresh? "
        "Say what you leave out. Facts are told only when you ask for them."
    ),
    "estimates": (
        "Say which numbers decide something. Estimate only those aloud: your assumptions, then the "
        "number. Then press m, and commit what is asked there."
    ),
    "api-data": (
        "Name the few calls of the API. Say what is stored, under which key, how often it is "
        "read and written, and by which key it is partitioned."
    ),
    "high-level": (
        "Draw the boxes. Follow one write and one read through them. Say which requirement "
        "each box pays for."
    ),
    "deep-dives": (
        "Go deep into one or two parts. Compare two ways with numbers, choose one, and say why."
    ),
    "wrap-up": (
        "Say what fails first, how you would notice, and what you do then. Sum up in a minute."
    ),
}
BEFORE: Final = (
    "Your interviewer reads the question to you. It will also stand here.",
    "Think aloud. Write below what you would write on a whiteboard.",
    "When your interviewer says so, go on with the right arrow key (→).",
    "Ready? Press → when your interviewer begins.",
)
AFTER: Final = (
    "Thank you. The interview is over.",
    "Rate yourself below before you are told anything. Then ask for your scorecard.",
)
_HINT: Final = "hint wanted"


def candidate(folder: str | Path) -> CandidateScreen:
    """Open the candidate's screen on a session's folder, or open it again.

    Args:
        folder: of the session, with the candidate's file in it.

    Raises:
        CourseError: there is no such file, or another notebook has it open.
    """
    return CandidateScreen(Sitting.resume(Path(folder), "candidate"))


def question(pack: Pack, phase: Phase) -> Group:
    """Give the question as it was asked; folded when it has been talked about."""
    return Group("The question", lines=(pack.prompt,), look="say", folded=phase != "scope")


class CandidateScreen:
    """Lead a candidate through the phases, and keep what they write.

    Args:
        sitting: the candidate's.
    """

    def __init__(self, sitting: Sitting) -> None:
        self.sitting = sitting
        self.timer = Timer("")
        self.keyed = Keyed("Candidate", [], self.press, self.take_back)
        self.notes = Writing(
            "candidate", "Your notes", self.note, lines=5, button="Keep (Ctrl+Enter)"
        )
        self.estimates = EstimateBoxes(sitting)
        self.rating = self_ratings(sitting, "Keep my ratings", self._rated)
        self._stack = Stack(
            {
                "timer": self.timer,
                "keys": self.keyed,
                "notes": self.notes,
                "rating": self.rating,
                **self.estimates.boxes,
            }
        )
        self.draw(welcome(sitting))

    def press(self, name: str, _stage: int, press: Pressed) -> None:
        """Go to another phase, or ask for a hint."""
        if name == _HINT:
            assert self.sitting.phase is not None
            self.sitting.do(press, HintWanted, phase=self.sitting.phase)
            self.draw("Noted. Say aloud: may I have a hint? It costs less than to stay stuck.")
        elif name == NUMBERS.name:
            self.estimates.unfold()
            self.draw("The numbers to commit stand above your notes.")
        elif name.startswith("go/") or name == "end":
            move(self.sitting, name, press)
            self.draw()
        else:
            raise BadValue("this can only be taken back.")

    def take_back(self, name: str, press: Pressed) -> None:
        """Take back a note, or what was done last."""
        self.sitting.take_back(press, number_of(self.sitting, name) if name else None)
        self.draw("Taken back.")

    def note(self, text: str, press: Pressed) -> None:
        """Keep a note of this phase."""
        phase = self.sitting.phase
        if phase is None:
            raise BadValue("begin the first phase, then write.")
        self.sitting.do(press, Noted, phase=phase, text=text)
        self.draw()
        self.notes.show(f"Kept at {self.sitting.at(self.sitting.counting[-1][0])}. Write on.")

    def _rated(self, _press: Pressed) -> None:
        self.draw("Your ratings are kept.")

    def draw(self, says: str = "") -> None:
        """Show what stands in the journal."""
        run_timer(self.timer, self.sitting)
        phase = self.sitting.phase
        if self.sitting.has_ended:
            after = Group("It is over", lines=AFTER, numbered=True, look="say")
            self.keyed.show("Candidate: the end", [after, own_notes(self.sitting)], says)
            self._stack.show(["timer", "keys", "rating"])
        elif phase is None:
            ready = Group("Before you begin", lines=BEFORE, numbered=True, look="say")
            self.keyed.show("Candidate: before you begin", [ready, moves(self.sitting)], says)
            self._stack.show(["timer", "keys"])
        else:
            self._draw_phase(phase, says)

    def _draw_phase(self, phase: Phase, says: str) -> None:
        asked = question(self.sitting.pack, phase)
        task = Group("What to do now", lines=(TASKS[phase],))
        hint = Item(_HINT, "Ask for a hint", "h", can_go=False)
        on = moves(self.sitting, "When your interviewer says so.")
        more = (NUMBERS,) if self.estimates.are_folded(phase) else ()
        on = Group(on.title, on.about, items=(*more, *on.items, hint), look="moves", column=2)
        log = own_notes(self.sitting)
        noted = Group(log.title, items=log.items, column=2, folded=log.folded)
        self.keyed.show(f"Candidate, {title_of(phase)}", [asked, task, on, noted], says)
        label = f"Your notes on {title_of(phase).split(': ')[1]}"
        self.notes.ask(f"candidate {self.sitting.opened.session} {phase}", label)
        self._stack.show(["timer", "keys", *self.estimates.names(phase), "notes"])

    def __repr__(self) -> str:
        return repr(self._stack)

    def _repr_mimebundle_(self, **asked: object) -> dict[str, Any]:
        return self._stack._repr_mimebundle_(**asked)
