"""Ten minutes for who interviews for the first time: a scene, a key, and the answer at once."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from twitlab.errors import CourseError
from twitlab.interview.packs.pack import Pack
from twitlab.interview.played import play
from twitlab.interview.screens.leading import Leading
from twitlab.interview.screens.parts import title_of
from twitlab.interview.screens.pressing import Pressed
from twitlab.interview.screens.scenes import NOTHING, Scene, scenes_of
from twitlab.interview.screens.sitting import MINUTE_MS, clock_of
from twitlab.interview.session import open_session
from twitlab.interview.timing import Clock2, SystemClock2
from twitlab.ui.widgets.keyed import Group, Item, Keyed
from twitlab.ui.widgets.stack import Stack
from twitlab.ui.widgets.timer import Span, Timer

MINUTES: Final = 10
_NEXT: Final = "next"
_BEFORE: Final = (
    "You see what a candidate says, and the keys of an interviewer's screen.",
    "Press the key that you would press; some words are too little for any key.",
    "The answer comes at once, and nothing is kept.",
    "Press the right arrow key (→) to begin.",
)


def drill(folder: str | Path | None = None) -> DrillScreen:
    """Practise an interviewer's keys: on the kit's own scenes, or on a session that was played.

    Args:
        folder: of the session, with an interviewer's file; None for the kit's scenes.

    Raises:
        CourseError: there is no session, or it has nothing to practise on.
    """
    if folder is None:
        return DrillScreen(*kit_scenes(), SystemClock2())
    session = open_session(Path(folder))
    return DrillScreen(session.pack, scenes_of(session), SystemClock2())


def kit_scenes() -> tuple[Pack, list[Scene]]:
    """Give the scenes of the kit, and the pack that they are of."""
    with TemporaryDirectory() as made:
        play(Path(__file__).parent / "drill.toml", Path(made))
        session = open_session(Path(made))
    return session.pack, scenes_of(session, with_nothing=True)


class DrillScreen:
    """Show one scene after the other.

    Args:
        pack: as the variant that was played.
        scenes: in the order in which they are shown.
        clock: for ten minutes.

    Raises:
        CourseError: there are no scenes.
    """

    def __init__(self, pack: Pack, scenes: Sequence[Scene], clock: Clock2) -> None:
        if not scenes:
            raise CourseError("this session has nothing to practise on: no key was pressed in it")
        self._pack, self._scenes, self._clock = pack, tuple(scenes), clock
        self._at = -1
        self._begun_ms = 0
        self._tries: list[int] = [0] * len(scenes)
        self._is_solved = True
        self.timer = Timer("Ten minutes, from when you begin.")
        self.keyed = Keyed("Drill", [], self.press)
        self._stack = Stack({"timer": self.timer, "keys": self.keyed})
        self._stack.show(["timer", "keys"])
        self._draw("")

    @property
    def first_tries(self) -> int:
        """How many scenes were answered at the first try."""
        return sum(tries == 1 for tries in self._tries[: self._at + self._is_solved])

    def press(self, name: str, _stage: int, _press: Pressed) -> None:
        """Answer the scene, or go on to the next one."""
        if name == _NEXT:
            self._go_on()
            return
        if self._is_solved:
            return
        scene = self._scenes[self._at]
        self._tries[self._at] += 1
        if name == scene.name:
            self._is_solved = True
            self._draw(f"Right. {scene.why} Press → to go on.")
        elif self._tries[self._at] < 2:
            self._draw("Not that one. Read the list once more, and try again.")
        else:
            self._is_solved = True
            self._draw(f"It is the key {self._key(scene)}. {scene.why} Press → to go on.")

    def _go_on(self) -> None:
        if self._at < 0:
            self._begun_ms = self._clock.mono_ms()
        self._at += 1
        self._is_solved = self._at >= len(self._scenes)
        self._draw("")

    def _key(self, scene: Scene) -> str:
        groups = self._groups(scene)
        return next(i.key for group in groups for i in group.items if i.name == scene.name)

    def _groups(self, scene: Scene) -> list[Group]:
        """Give the keys of the phase, without what would answer the scene by its own words."""
        leading = Leading(self._pack, scene.phase, {})
        groups = [*leading.left(), *leading.right()]
        kept = [_bare(group) for group in groups if _names(group, ("heard/", "asked/"))]
        nothing = Item(NOTHING, "Nothing to note yet", "/")
        keyed = [group for group in kept if any(item.key for item in group.items)]
        return [Group("None of these", items=(nothing,)), *keyed]

    def _draw(self, says: str) -> None:
        on = Item(_NEXT, "Begin" if self._at < 0 else "Next scene", "ArrowRight")
        go = Group("Go on", items=(on,), look="moves")
        if self._at < 0:
            ready = Group("A drill of ten minutes", lines=_BEFORE, numbered=True, look="say")
            self.keyed.show("Drill", [ready, go], says)
            return
        passed = self._clock.mono_ms() - self._begun_ms
        whole = Span(
            "the drill", "Drill", MINUTES * MINUTE_MS, max(passed, 0),
            soon="A scene or two more.", over="You may stop here.",
        )  # fmt: skip
        self.timer.run(self._clock.wall_ms(), slot=whole)
        if self._at >= len(self._scenes):
            done = f"{self.first_tries} of {len(self._scenes)} at the first try."
            self.keyed.show("Drill: the end", [Group("Done", lines=(done,), look="say")], says)
            self.timer.stop(done)
            return
        scene = self._scenes[self._at]
        head = f"Scene {self._at + 1} of {len(self._scenes)}, {title_of(scene.phase)}"
        about = f"At {clock_of(scene.at_ms)} the candidate says. Which key do you press?"
        said = Group(head, about, lines=(f"“{scene.said}”",), look="say")
        first = [said, go] if self._is_solved else [said]
        self.keyed.show("Drill", [*first, *self._groups(scene)], says)

    def __repr__(self) -> str:
        return repr(self._stack)

    def _repr_mimebundle_(self, **asked: object) -> dict[str, Any]:
        return self._stack._repr_mimebundle_(**asked)


def _names(group: Group, beginnings: tuple[str, ...]) -> bool:
    return any(item.name.startswith(beginnings) for item in group.items)


def _bare(group: Group) -> Group:
    # A fact is shown by its answer: the question stands in the scene.
    items = tuple(
        Item(each.name, each.detail if each.name.startswith("asked/") else each.text, each.key)
        for each in group.items
    )
    return Group(group.title.split(":")[0], items=items, column=group.column)
