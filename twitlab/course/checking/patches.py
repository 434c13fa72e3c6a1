"""A mistake as it is written down in a check: its name, its message, and what it changes.

    # counts from one
    Your position is one too high. Python counts positions from 0.
    ~ enumerate(ids) -> enumerate(ids, 1)

    # finds each
    You return a list of all positions. The first one is wanted, and alone.
    -            return position
    +            found.append(position)

The lines with a sign are a patch of one right answer, and each change finds what the ones above it
have left. What stands before an arrow stands in the text just once, within a line. Lines that are
taken away stand together in it, and just once; a line that begins with a blank stays, and says
where the others belong. A patch that takes nothing away is a whole answer of its own. Behind ``@``
is the name of an earlier mistake, where its answer is what is changed. In a message ``$name`` is a
figure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from string import Template

from twitlab.errors import CourseError

_SIGNS = ("+", "-", " ", "~ ", "@ ")
_ARROW = " -> "


@dataclass(frozen=True, slots=True)
class Patch:
    """One mistake: what it is called, what its author hears, and the lines that make it.

    What they change is the answer of another mistake where they say so, else a right answer.
    """

    name: str
    message: str
    lines: tuple[str, ...]
    other: Patch | None = None

    def of(self, text: str) -> str:
        """Give the text with the patch in it.

        Raises:
            CourseError: What the patch changes does not stand in the text just once.
        """
        if not self.other and all(line[0] == "+" for line in self.lines):
            return "\n".join(line[1:] for line in self.lines) + "\n"
        changed = f"\n{self.other.of(text) if self.other else text}"
        for old, new in self._changes():
            found = sum(changed.startswith(old, at) for at in range(len(changed)))
            if found != 1:
                raise CourseError(f"{self.name}: {old!r} stands {found} times in {text!r}")
            changed = changed.replace(old, new)
        return changed[1:]

    def _changes(self) -> list[tuple[str, str]]:
        groups: list[list[str]] = []
        last = "+"
        for line in self.lines:
            if line[0] == "~" or last == "~" or (last == "+" and line[0] != "+"):
                groups.append([])
            groups[-1].append(line)
            last = line[0]
        return [_change(group) for group in groups]


def read_patches(text: str, figures: Mapping[str, object] | None = None) -> list[Patch]:
    """Read the mistakes that a check writes down.

    Args:
        text: The mistakes, the most common first.
        figures: What stands in a message for ``$name``.
    """
    patches: list[Patch] = []
    for part in f"\n{text.strip()}".split("\n# ")[1:]:
        name, *lines = part.splitlines()
        told = " ".join(line for line in lines if line and not line.startswith(_SIGNS))
        signed = tuple(line for line in lines if line.startswith(_SIGNS))
        other = None
        if signed and signed[0][0] == "@":
            other = next((each for each in patches if each.name == signed[0][2:]), None)
            if other is None:
                raise CourseError(f"{name}: no mistake above is called {signed[0][2:]!r}")
            signed = signed[1:]
        patches.append(Patch(name, Template(told).substitute(figures or {}), signed, other))
    return patches


def _change(group: Sequence[str]) -> tuple[str, str]:
    if group[0][0] == "~":
        old, arrow, new = group[0].removeprefix("~ ").partition(_ARROW)
        if not arrow:
            raise CourseError(f"{group[0]!r} has no arrow: ~ old{_ARROW}new")
        return old, new
    return _joined(group, "+"), _joined(group, "-")


def _joined(group: Sequence[str], without: str) -> str:
    return "".join(f"\n{line[1:]}" for line in group if line[0] != without) + "\n"
