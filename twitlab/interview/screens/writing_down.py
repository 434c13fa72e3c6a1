"""What a candidate writes: notes and numbers, for the screens of two and of one."""

from __future__ import annotations

from typing import Final

from twitlab.estimate import read_quantity
from twitlab.interview.events import Estimated, Noted
from twitlab.interview.packs.answers import Estimate
from twitlab.interview.packs.words import Phase
from twitlab.interview.screens.pressing import Pressed
from twitlab.interview.screens.sitting import Sitting, clock_of
from twitlab.ui.widgets.keyed import Group, Item
from twitlab.ui.widgets.writing import Writing

NUMBERS: Final = Item(
    "numbers", "I said which numbers decide: show what to commit", "m", can_go=False
)
"""The item that unfolds the numbers of a phase."""


class EstimateBoxes:
    """Ask for the numbers of a pack; none of them is graded here.

    Args:
        sitting: of the candidate.
    """

    def __init__(self, sitting: Sitting) -> None:
        self._sitting = sitting
        self._is_unfolded = False
        self.boxes = {f"estimate/{each.id}": self._box(each) for each in sitting.pack.estimates}
        for each in sitting.pack.estimates:
            self._say(each)

    def names(self, phase: Phase) -> list[str]:
        """Give the boxes of a phase that are shown: which numbers decide is said before."""
        return [] if self.are_folded(phase) else self._all(phase)

    def are_folded(self, phase: Phase) -> bool:
        """Tell whether the numbers of a phase are not to be seen yet."""
        asked = self._all(phase)
        known = any(f"estimate/{each.estimate}" in asked for _, each in self._sitting.of(Estimated))
        return bool(asked) and phase == "estimates" and not (self._is_unfolded or known)

    def unfold(self) -> None:
        """Show the numbers from now on."""
        self._is_unfolded = True

    def _all(self, phase: Phase) -> list[str]:
        pack = self._sitting.pack
        return [f"estimate/{each.id}" for each in pack.estimates if each.phase == phase]

    def _box(self, estimate: Estimate) -> Writing:
        def commit(text: str, press: Pressed) -> None:
            read_quantity(text, estimate.unit)  # refuses what has another unit
            self._sitting.do(press, Estimated, estimate=estimate.id, value=text.strip())
            self._say(estimate)

        session = self._sitting.opened.session
        return Writing(
            f"{self._sitting.opened.role} {session} {estimate.id}",
            estimate.asks,
            commit,
            unit=f"with its unit, such as {estimate.unit}",
        )

    def _say(self, estimate: Estimate) -> None:
        tries = [each for each in self._sitting.of(Estimated) if each[1].estimate == estimate.id]
        box = self.boxes[f"estimate/{estimate.id}"]
        if not tries:
            box.show("Not committed yet: type a number and its unit, and press Enter.")
            return
        number, last = tries[-1]
        more = f" It is your try {len(tries)}." if len(tries) > 1 else ""
        at = self._sitting.at(number)
        box.show(f"Committed at {at}: {last.value}.{more} The scorecard grades it.", last.value)


def own_notes(sitting: Sitting) -> Group:
    """Give what was written, the latest first; each can be taken back."""
    times = sitting.at_ms()
    items = [
        Item(f"event/{number}", event.text, noted=clock_of(times[number]))
        for number, event in reversed(sitting.of(Noted))
    ]
    return Group(f"Your notes ({len(items)})", items=tuple(items), folded=len(items) > 3)
