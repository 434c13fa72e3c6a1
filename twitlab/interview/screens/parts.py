"""What the screens of all roles have: the clocks, the way from phase to phase, what was noted."""

from __future__ import annotations

from typing import Final

from twitlab.interview.events import Ended, PhaseBegun, Revealed, SelfRated
from twitlab.interview.packs.words import PHASE_TITLES, PHASES, Phase
from twitlab.interview.screens.pressing import Pressed
from twitlab.interview.screens.sitting import Sitting, clock_of
from twitlab.interview.screens.telling import say_event
from twitlab.ui.widgets.keyed import Group, Item
from twitlab.ui.widgets.timer import Span, Timer

NEXT_KEY, BACK_KEY = "ArrowRight", "ArrowLeft"
STILL: Final = "The clock starts when you press the right arrow key (→)."
OVER: Final = "The interview has ended. The clock stands."


def welcome(sitting: Sitting) -> str:
    """Say what is still there when a screen is opened again, and what of the file is not."""
    kept = sum(bool(say_event(event, sitting.pack)) for _, event in sitting.counting)
    lost = [
        f"Line {each.line} of {sitting.journal.path.name} {each.what}."
        for each in sitting.journal.damage
    ]
    here = [f"You are back. What you noted is here: {kept}."] if kept else []
    return " ".join([*here, *lost])


def title_of(phase: Phase) -> str:
    """Say which phase it is, such as "Phase 1 of 6: Scope"."""
    return f"Phase {PHASES.index(phase) + 1} of {len(PHASES)}: {PHASE_TITLES[phase]}"


def run_timer(timer: Timer, sitting: Sitting) -> None:
    """Let the clocks show what stands in the journal."""
    if sitting.has_ended:
        timer.stop(OVER)
        return
    if sitting.phase is None:
        timer.stop(STILL)
        return
    if sitting.is_reading:
        passed_ms, whole_ms = sitting.slot_ms()
        used = f"{clock_of(passed_ms)} of {clock_of(whole_ms)} are used."
        timer.stop(f"The clock stands while you read the good lines. {used}")
        return
    passed_ms, whole_ms = sitting.phase_ms(sitting.phase)
    title = PHASE_TITLES[sitting.phase]
    phase = Span(
        title, title_of(sitting.phase), whole_ms, passed_ms,
        soon="Begin to close it.", over="Finish the thought and go on (→). Nothing is cut off.",
    )  # fmt: skip
    passed_ms, whole_ms = sitting.slot_ms()
    slot = Span(
        "the whole interview", "Whole interview", whole_ms, passed_ms,
        soon="Sum up.", over="Come to an end. Nothing is cut off.",
    )  # fmt: skip
    timer.run(sitting.wall_ms(), slot=slot, phase=phase)


def moves(sitting: Sitting, about: str = "") -> Group:
    """Give the keys that lead from phase to phase."""
    if sitting.has_ended:
        return Group("The interview has ended", "Backspace takes that back, if it was a slip.")
    items = []
    following, before = sitting.next_phase(), sitting.last_phase()
    if sitting.phase is None:
        items.append(Item(f"go/{following}", "Begin: the clock starts now", NEXT_KEY))
    elif following is not None:
        title = f"{PHASES.index(following) + 1}. {PHASE_TITLES[following]}"
        items.append(Item(f"go/{following}", f"Go on to {title}", NEXT_KEY))
    else:
        items.append(Item("end", "End the interview", NEXT_KEY))
    if before is not None:
        items.append(Item(f"go/{before}", f"Back to {PHASE_TITLES[before]}", BACK_KEY))
    return Group("Go on", about, items=tuple(items), look="moves")


def move(sitting: Sitting, name: str, press: Pressed) -> None:
    """Go where an item of `moves` says."""
    if name == "end":
        sitting.do(press, Ended)
    else:
        sitting.do(press, PhaseBegun, phase=name.removeprefix("go/"))


def noted_so_far(sitting: Sitting, title: str = "Noted so far") -> Group:
    """Give all that was noted, the latest first; each can be taken back."""
    times, items = sitting.at_ms(), []
    for number, event in reversed(sitting.counting):
        if words := say_event(event, sitting.pack):
            stays = isinstance(event, Revealed | SelfRated)
            at = clock_of(times[number])
            items.append(Item(f"event/{number}", words, noted=at, can_go=not stays))
    return Group(f"{title} ({len(items)})", items=tuple(items), folded=True)
