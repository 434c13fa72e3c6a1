"""Press one key for one thing that happened: what it means stands beside it, and it can go back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final, Literal

from twitlab.errors import BadValue
from twitlab.ui.widgets.front import Front, Press
from twitlab.ui.widgets.timer import bundle

TAKE_BACK: Final = "Backspace"
Look = Literal["plain", "say", "withhold", "moves"]


@dataclass(frozen=True, slots=True)
class Stage:
    """Be one of several things to say under one key, which come in order.

    Args:
        text: what to say.
        label: which of them it is.
        noted: when it was said, or empty.
    """

    text: str
    label: str = ""
    noted: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """Be one thing that can be noted.

    Args:
        name: what a press of it is called.
        text: what it means.
        key: the key that notes it, or empty: by click and Tab only.
        detail: what stands below, such as what to answer.
        noted: when it was noted, or empty.
        stages: what is said under this key one after the other; a press is of the first one that
            was not said.
        can_go: whether it can be taken back by itself.
    """

    name: str
    text: str
    key: str = ""
    detail: str = ""
    noted: str = ""
    stages: tuple[Stage, ...] = ()
    can_go: bool = True

    @property
    def next(self) -> int:
        """The first stage that was not said, or the last one."""
        open_ones = (at for at, stage in enumerate(self.stages) if not stage.noted)
        return next(open_ones, max(len(self.stages) - 1, 0))

    def lines(self) -> list[str]:
        """Return the item as lines of text."""
        mark = f" (noted {self.noted})" if self.noted else ""
        said = [f"[{self.key or ' '}] {self.text}{mark}"]
        said += [f"      {self.detail}"] if self.detail else []
        for stage in self.stages:
            done = f" (said {stage.noted})" if stage.noted else ""
            said.append(f"      {stage.label}: {stage.text}{done}" if stage.label else stage.text)
        return said


@dataclass(frozen=True, slots=True)
class Group:
    """Be a box of the screen: lines to read, and things to note.

    Args:
        title: its heading.
        about: what to do with it, in a sentence.
        lines: what to read.
        items: what to note.
        look: how much it stands out.
        column: 1 or 2, where there is room for two.
        numbered: whether its lines are read in order.
        folded: whether it stays folded until it is wanted; its keys work all the same.
    """

    title: str
    about: str = ""
    lines: tuple[str, ...] = ()
    items: tuple[Item, ...] = ()
    look: Look = "plain"
    column: Literal[1, 2] = 1
    numbered: bool = False
    folded: bool = False

    def text(self) -> str:
        """Return the group as plain text."""
        lines = [f"  {line}" for line in self.lines]
        lines += [f"  {line}" for item in self.items for line in item.lines()]
        return "\n".join([self.title, *([f"  {self.about}"] if self.about else []), *lines])


class Keyed:
    """Show groups of things to note, each with a key of its own, and hand on what is pressed.

    Keys count wherever in the cell's output the focus is, but not while somebody types. Each item
    is a button too. A press counts even where the pressed item was noted before.

    Args:
        title: the accessible name of the screen.
        groups: what is shown.
        on_press: called with an item's name, the number of its stage and the time.
        on_take_back: called with the name of the item that goes back, or with nothing for what was
            noted last; None where nothing goes back.

    Raises:
        BadValue: a name or a key stands there twice.

    Complexity: O(items) for each change.

    >>> keyed = Keyed("Scope", [Group("Listen", items=(Item("peak", "Asks for the peak", "a"),))])
    >>> keyed
    Scope
    Listen
      [a] Asks for the peak
    """

    def __init__(
        self,
        title: str,
        groups: Sequence[Group],
        on_press: Callable[[str, int, Press], None] | None = None,
        on_take_back: Callable[[str, Press], None] | None = None,
    ) -> None:
        self._on_press, self._on_take_back = on_press, on_take_back
        key = TAKE_BACK if on_take_back is not None else ""
        shown = {"title": title, "groups": _plain(groups), "says": "", "take_back_key": key}
        self._groups = tuple(groups)
        self.widget = Front("keyed", shown, self._heard)

    def show(self, title: str, groups: Sequence[Group], says: str = "") -> None:
        """Show these groups instead.

        Args:
            title: the accessible name of the screen.
            groups: what is shown.
            says: what a screen reader says now, and stands above the groups.

        Raises:
            BadValue: a name or a key stands there twice; what was shown stays.
        """
        plain = _plain(groups)
        self._groups = tuple(groups)
        self.widget.show(title=title, groups=plain, says=says)

    @property
    def says(self) -> str:
        """What was said last."""
        return str(self.widget.shown["says"])

    def _heard(self, content: Mapping[str, Any], press: Press) -> None:
        if "take_back" in content:
            if self._on_take_back is not None:
                self._on_take_back(str(content["take_back"]), press)
            return
        name = str(content["press"])
        if name not in {item.name for group in self._groups for item in group.items}:
            raise BadValue(f"{name!r} is not on this screen any more.")
        if self._on_press is not None:
            self._on_press(name, int(content["stage"]), press)

    def __repr__(self) -> str:
        says = [self.says] if self.says else []
        title = str(self.widget.shown["title"])
        return "\n".join([title, *says, *(group.text() for group in self._groups)])

    def _repr_mimebundle_(self, **_asked: object) -> dict[str, Any]:
        return bundle(self.widget, repr(self))


def _plain(groups: Sequence[Group]) -> list[dict[str, Any]]:
    items = [item for group in groups for item in group.items]
    for noun, names in (("key", [each.key for each in items if each.key]),
                        ("name", [each.name for each in items])):  # fmt: skip
        twice = [name for name, times in Counter(names).items() if times > 1]
        if twice:
            raise BadValue(f"{noun} {twice[0]!r} stands on one screen twice")
    if any(each.key == TAKE_BACK for each in items):
        raise BadValue(f"{TAKE_BACK} takes back; no item may have it")
    plain = [asdict(group) for group in groups]
    for group, made in zip(groups, plain, strict=True):
        for item, about in zip(group.items, made["items"], strict=True):
            about["next"] = item.next
    return plain
