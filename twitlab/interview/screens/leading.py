"""What an interviewer sees in one phase: what to say, to withhold, to listen for, and the keys.

The same groups make the screen and the printed sheet.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from twitlab.interview.packs.pack import Pack
from twitlab.interview.packs.talk import Flag, Guide, Listen
from twitlab.interview.packs.words import PHASE_TITLES, PHASES, Phase
from twitlab.interview.screens.keys import assign_keys
from twitlab.ui.widgets.keyed import Group, Item, Stage

STRENGTHS: Final = ("ask", "doubt", "contradict")
Noted = Mapping[str, str]
"""Names of items and of their stages to when they were noted."""


class Leading:
    """Lead through one phase of a pack.

    Args:
        pack: as the variant that is played.
        phase: the phase that is on.
        noted: what was noted so far, by name.

    Raises:
        CourseError: the phase has more to note than there are keys.
    """

    def __init__(self, pack: Pack, phase: Phase, noted: Noted) -> None:
        self._pack, self._phase, self._noted = pack, phase, noted
        self._guide = guide_of(pack, phase)
        hints = [f"hint/{each.topic}" for each in pack.hints if each.phase == phase]
        probes = [f"probe/{each.id}" for each in pack.probes if each.phase == phase]
        changes = [f"change/{each.id}" for each in pack.curveballs if each.phase == phase]
        self._keys = assign_keys(
            {
                "facts": [f"asked/{each.tag}" for each in pack.facts],
                "listen": [f"heard/{each.tag}" for each in self._guide.listen],
                "push": [*hints, *probes, *changes],
                "flags": [f"heard/{each.tag}" for each in pack.flags],
            }
        )

    def left(self) -> list[Group]:
        """Give what is looked at first: what to say, and what to listen for."""
        return [group for group in (self._say(), self._dives(), self._listen()) if group]

    def right(self) -> list[Group]:
        """Give what is looked up when it is needed."""
        found = (self._withhold(), self._facts(), self._changes(), self._hints(), self._probes())
        return [group for group in (*found, self._flags(), *self._folded()) if group]

    def _say(self) -> Group:
        prompt = (f"“{self._pack.prompt}”",) if self._phase == "scope" else ()
        return Group(
            "1. Say this now",
            "Read aloud what is “in quotes”, in this order. Wait for the answer after each.",
            lines=(*prompt, *(step.text for step in self._guide.say)),
            look="say",
            numbered=True,
        )

    def _dives(self) -> Group | None:
        if self._phase != "deep-dives":
            return None
        return Group(
            "Choose one of these to ask",
            lines=tuple(f"“{each.asks}”" for each in self._pack.dives),
            look="say",
        )

    def _listen(self) -> Group:
        items = (self._heard(each) for each in self._guide.listen)
        about = "Press the key when you hear it, in any words. No key: it was not said."
        return Group("2. Listen for", about, items=tuple(items))

    def _heard(self, listen: Listen) -> Item:
        name = f"heard/{listen.tag}"
        sounds = f"Sounds like: “{listen.sounds_like}”"
        return Item(name, listen.text, self._key(name), sounds, self._time(name))

    def _withhold(self) -> Group | None:
        if not self._guide.withhold:
            return None
        return Group("Do not give away", lines=self._guide.withhold, look="withhold", column=2)

    def _facts(self) -> Group:
        items = []
        for fact in self._pack.facts:
            name = f"asked/{fact.tag}"
            answer = f"Answer: {fact.answer}"
            items.append(Item(name, fact.asked_as, self._key(name), answer, self._time(name)))
        told = sum(bool(item.noted) for item in items)
        return Group(
            f"If they ask: facts, number keys ({told} of {len(items)} told)",
            "Only for those who ask, in any words. Press the key, and read the answer aloud.",
            items=tuple(items),
            column=2,
            folded=self._phase != "scope",
        )

    def _hints(self) -> Group | None:
        items = []
        for ladder in self._pack.hints:
            if ladder.phase == self._phase:
                name = f"hint/{ladder.topic}"
                stages = self._stages(name, zip(("rung 1", "rung 2", "rung 3"), ladder.rungs))
                items.append(Item(name, f"Hint: {ladder.about}", self._key(name), stages=stages))
        about = "Give the next rung only: press the key and read it aloud. Then wait."
        return _unless_empty(Group("If they are stuck", about, items=tuple(items), column=2))

    def _probes(self) -> Group | None:
        items = []
        for probe in self._pack.probes:
            if probe.phase == self._phase:
                name = f"probe/{probe.id}"
                words = (probe.ask, probe.doubt, probe.contradict)
                stages = self._stages(name, zip(STRENGTHS, words))
                key, good = self._key(name), f"A good reply: {probe.good}"
                items.append(Item(name, f"About: {probe.about}", key, good, stages=stages))
        about = "Ask first. Doubt or contradict only if the reply is quick and sure."
        title = "If there is time: ask harder"
        return _unless_empty(Group(title, about, items=tuple(items), column=2))

    def _changes(self) -> Group | None:
        items = []
        for each in self._pack.curveballs:
            if each.phase == self._phase:
                name = f"change/{each.id}"
                detail = f"Good: {each.good} Poor: {each.poor}"
                says = f"Say: “{each.says}”"
                items.append(Item(name, says, self._key(name), detail, self._time(name)))
        about = "Say it once, in the middle of this phase. Press the key when you say it."
        return _unless_empty(Group("Change a requirement", about, items=tuple(items), column=2))

    def _flags(self) -> Group:
        items = tuple(self._flag(each) for each in self._pack.flags)
        return Group("Flags: note them whenever you see them", items=items, column=2)

    def _flag(self, flag: Flag) -> Item:
        name = f"heard/{flag.tag}"
        sign = "Good sign (green)" if flag.colour == "green" else "Bad sign (red)"
        return Item(name, f"{sign}: {flag.text}", self._key(name), noted=self._time(name))

    def _folded(self) -> list[Group]:
        found = [self._late(), Group(
            "Mistakes that candidates make, and what is right",
            "For you: say nothing about it.",
            lines=tuple(f"“{each.says}” Instead: {each.instead}" for each in self._pack.mistakes),
        )]  # fmt: skip
        if self._phase == "high-level":
            designs = (f"{each.title}. {each.choice}" for each in self._pack.designs)
            found.append(Group("Two different answers that are both good", lines=tuple(designs)))
        if self._phase == "deep-dives":
            good = (f"{each.asks} {' '.join(each.good)}" for each in self._pack.dives)
            found.append(Group("What a good answer to the deep dives holds", lines=tuple(good)))
        if self._phase == "wrap-up":
            asks = (f"{each.asks} Good: {each.good}" for each in self._pack.follow_ups)
            found.append(Group("Ask more, if there is time", lines=tuple(asks)))
        return [_aside(group) for group in found if group.lines or group.items]

    def _late(self) -> Group:
        """Give what was to be heard in earlier phases; it has no keys here."""
        earlier = PHASES[: PHASES.index(self._phase)]
        late = [each for phase in earlier for each in guide_of(self._pack, phase).listen]
        items = tuple(
            Item(name, each.text, noted=self._time(name))
            for each in late
            if (name := f"heard/{each.tag}") not in self._noted
        )
        return Group("From earlier phases: heard only now", "Click what you hear.", items=items)

    def _stages(self, name: str, said: Iterable[tuple[str, str]]) -> tuple[Stage, ...]:
        return tuple(
            Stage(text, label, self._time(f"{name}/{at}")) for at, (label, text) in enumerate(said)
        )

    def _key(self, name: str) -> str:
        return self._keys[name]

    def _time(self, name: str) -> str:
        return self._noted.get(name, "")


def guide_of(pack: Pack, phase: Phase) -> Guide:
    """Give what a pack says on leading a phase."""
    return pack.guides[PHASES.index(phase)]


def when_to_go_on(pack: Pack, phase: Phase) -> str:
    """Say when a phase is over, and how the candidate is told so."""
    when = guide_of(pack, phase).move_on
    following = PHASES[PHASES.index(phase) + 1 :]
    if not following:
        return when
    return f"{when} Say: “Let us go on to {PHASE_TITLES[following[0]]}.”"


def _unless_empty(group: Group) -> Group | None:
    return group if group.items else None


def _aside(group: Group) -> Group:
    return Group(group.title, group.about, group.lines, group.items, column=2, folded=True)
