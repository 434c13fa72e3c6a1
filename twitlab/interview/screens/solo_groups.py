"""What somebody alone sees in a phase: before the good lines unfold, and behind."""

from __future__ import annotations

from typing import Final

from twitlab.interview.events import Noted, Revealed
from twitlab.interview.packs.pack import Pack
from twitlab.interview.packs.rubric import RubricLine
from twitlab.interview.packs.words import DIMENSIONS, Dimension, Phase
from twitlab.interview.screens.candidate import TASKS, question
from twitlab.interview.screens.leading import STRENGTHS
from twitlab.interview.screens.leading import Noted as Times
from twitlab.interview.screens.sitting import Sitting
from twitlab.interview.screens.ticking import as_tick, sentences
from twitlab.ui.widgets.keyed import Group, Item, Stage
from twitlab.ui.widgets.ticks import TickLine

SHORTEST: Final = 8
"""Letters of a sentence that can be quoted: less stands in any note."""


SCOPE_ALONE: Final = (
    "Write the questions that you would ask before you draw. What must it do? For whom, and how "
    "many? How fast, and how fresh? Write what you leave out. Then unfold the good lines: the "
    "facts are among them, and you have them from then on."
)


def is_revealed(sitting: Sitting, phase: Phase) -> bool:
    """Tell whether the good lines of a phase were shown."""
    return any(event.phase == phase for _, event in sitting.of(Revealed))


def judged_lines(pack: Pack, phase: Phase) -> list[RubricLine]:
    """Give the lines of a phase that are a person's word."""
    return [line for line in pack.rubric if line.phase == phase and not line.is_measured]


def rated_dimensions(pack: Pack, phase: Phase) -> list[Dimension]:
    """Give the dimensions that the good lines of a phase tell something about."""
    found = {line.dimension for line in pack.rubric if line.phase == phase}
    return [each for each in DIMENSIONS if each in found]


def phase_groups(sitting: Sitting, phase: Phase, times: Times) -> list[Group]:
    """Give the question, and what can be turned over, without anything that is a good answer."""
    pack = sitting.pack
    task = SCOPE_ALONE if phase == "scope" else TASKS[phase]
    groups = [question(pack, phase), Group("What to do now", lines=(task,)), *facts(sitting, phase)]
    if phase == "deep-dives":
        asks = tuple(each.asks for each in pack.dives)
        groups.append(Group("Answer one of these", lines=asks, look="say"))
    return [*groups, *_turned_over(pack, phase, times)]


def facts(sitting: Sitting, phase: Phase) -> list[Group]:
    """Give the facts behind the first phase: nobody is there to be asked."""
    if phase == "scope":
        return []
    told = tuple(f"{each.asked_as} {each.answer}" for each in sitting.pack.facts)
    first = ("They are among the good lines of Scope. Go back to unfold them.",)
    lines = told if is_revealed(sitting, "scope") else first
    return [Group("The facts", lines=lines, column=2, folded=True)]


def _turned_over(pack: Pack, phase: Phase, times: Times) -> list[Group]:
    hints = [
        _turned(f"hint/{each.topic}", f"Hint {number}", each.rungs, "123", times, "qwertyuiop")
        for number, each in enumerate((h for h in pack.hints if h.phase == phase), 1)
    ]
    probes = [
        _turned(f"probe/{each.id}", f"Hard question {number}", words, STRENGTHS, times, "asdfghjkl")
        for number, each in enumerate((p for p in pack.probes if p.phase == phase), 1)
        for words in [(each.ask, each.doubt, each.contradict)]
    ]
    changes = []
    for number, each in enumerate(c for c in pack.curveballs if c.phase == phase):
        at = times.get(f"change/{each.id}", "")
        text = f"Changed: {each.says}" if at else "Turn over a change of a requirement"
        changes.append(Item(f"change/{each.id}", text, "zxcvbn"[number], noted=at))
    stuck, harder = "Each press shows one hint more.", "After you answered the first one."
    found = [
        Group("If you are stuck", stuck, items=tuple(hints), column=2),
        Group("Answer harder questions", harder, items=tuple(probes), column=2),
        Group("Half-way through this phase", items=tuple(changes), column=2),
    ]
    return [each for each in found if each.items]


def _turned(name: str, title: str, words: tuple[str, ...], labels: str | tuple[str, ...],
            times: Times, keys: str) -> Item:  # fmt: skip
    """Give what lies face down: only what was turned over can be read."""
    shown = [
        Stage(text, labels[at], times[f"{name}/{at}"])
        for at, text in enumerate(words)
        if f"{name}/{at}" in times
    ]
    left = len(words) - len(shown)
    if left:
        shown.append(Stage(f"press to turn over ({left} left)"))
    return Item(name, title, keys[int(title.split()[-1]) - 1], stages=tuple(shown), can_go=False)


def good_groups(pack: Pack, phase: Phase) -> list[Group]:
    """Give the good lines of a phase, where they are shown."""
    groups = []
    if phase == "scope":
        told = tuple(f"{each.asked_as} {each.answer}" for each in pack.facts)
        groups.append(Group("The facts, for those who ask", lines=told, column=2))
        wanted = tuple(each.text for each in pack.requirements)
        groups.append(Group("The requirements", lines=wanted, column=2))
    if phase == "high-level":
        designs = tuple(f"{each.title}. {each.choice}" for each in pack.designs)
        groups.append(Group("Two different answers that are both good", lines=designs, column=2))
    if phase == "deep-dives":
        good = tuple(f"{each.asks} {' '.join(each.good)}" for each in pack.dives)
        groups.append(Group("Good answers", lines=good, column=2))
        turns = tuple(f"{each.says} Good: {each.good}" for each in pack.curveballs)
        groups.append(Group("The change", lines=turns, column=2))
    pushed = tuple(f"{p.ask} Good: {p.good}" for p in pack.probes if p.phase == phase)
    if pushed:
        groups.append(Group("Good replies", lines=pushed, column=2))
    return groups


def solo_ticks(sitting: Sitting, phase: Phase) -> list[TickLine]:
    """Give the judged lines of a phase, each to be ticked by a sentence of one's own notes."""
    choices = quotable(sitting, phase)
    lines = judged_lines(sitting.pack, phase)
    return [as_tick(sitting, line, choices, may_type=False) for line in lines]


def quotable(sitting: Sitting, phase: Phase) -> tuple[str, ...]:
    """Give the sentences of a phase's notes that were written before its good lines were shown."""
    shown = [number for number, event in sitting.of(Revealed) if event.phase == phase]
    before = min(shown, default=sitting.journal.kept.lines)
    notes = (e.text for number, e in sitting.of(Noted) if e.phase == phase and number < before)
    return tuple(each for each in sentences(notes) if len(each) >= SHORTEST)
