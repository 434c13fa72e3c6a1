"""The words that packs are written in: phases, dimensions, levels, and what an entry may be."""

from __future__ import annotations

import re
from typing import Annotated, Final, Literal, get_args

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints

Phase = Literal["scope", "estimates", "api-data", "high-level", "deep-dives", "wrap-up"]
PHASES: Final[tuple[Phase, ...]] = get_args(Phase)
PHASE_TITLES: Final[dict[Phase, str]] = {
    "scope": "Scope",
    "estimates": "Estimates",
    "api-data": "API and data",
    "high-level": "High-level design",
    "deep-dives": "Deep dives",
    "wrap-up": "Failure and wrap-up",
}
SLOTS: Final[dict[int, tuple[int, ...]]] = {
    35: (5, 3, 5, 8, 10, 4),
    45: (6, 4, 6, 10, 13, 6),
    60: (8, 4, 8, 13, 20, 7),
}
"""Minutes of a slot to minutes of each phase; 35 is what greetings leave of 45."""
COLD: Final = 20
"""Minutes of a cold mock: alone, before the course, to see where to begin."""
PHASE_MINUTES: Final[dict[int, tuple[int, ...]]] = {COLD: (3, 2, 3, 4, 6, 2), **SLOTS}
"""As `SLOTS`, with the cold mock: each phase its share of 35 minutes, to whole minutes."""
Slot = Literal[20, 35, 45, 60]

Dimension = Literal[
    "scoping", "estimation", "design", "data-api", "depth", "trade-offs", "communication"
]
DIMENSIONS: Final[tuple[Dimension, ...]] = get_args(Dimension)
DIMENSION_TITLES: Final[dict[Dimension, str]] = {
    "scoping": "Scoping",
    "estimation": "Estimation",
    "design": "Design covers the requirements",
    "data-api": "Data and API",
    "depth": "Depth",
    "trade-offs": "Trade-offs and failure",
    "communication": "Communication and drive",
}
Level = Literal["junior", "mid", "senior", "staff"]
LEVELS: Final[tuple[Level, ...]] = get_args(Level)

Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=40)]
Line = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]


def _says_who(text: str) -> str:
    if text == "assumed" or text.startswith("derived: ") or re.search(r"\b(1[89]|20)\d\d\b", text):
        return text
    raise ValueError(
        "a source names who said it and the year, or is 'assumed', or begins with 'derived: ' and "
        f"gives the step; got {text[:60]!r}"
    )


Source = Annotated[Line, AfterValidator(_says_who)]


class Entry(BaseModel):
    """Be one piece of a pack: it never changes, and unknown keys are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Figure(Entry):
    """Hold a number that somebody published, or that is assumed."""

    value: Line
    """With its unit, such as "500 M tweet/day"; `twitlab.estimate.read_quantity` reads it."""
    source: Source
    peak: Line | None = None
    """The busiest second, where `value` is a mean."""
    peak_source: Source | None = None


NAMED_BY: Final = {
    "facts": "tag", "requirements": "id", "estimates": "id", "api": "call", "data": "id",
    "parts": "id", "designs": "id", "dives": "id", "curveballs": "id", "probes": "id",
    "hints": "topic", "mistakes": "id", "flags": "tag", "guides": "phase", "rubric": "id",
    "follow_ups": "asks", "levels": "level",
}  # fmt: skip
"""List of a pack to the key by which a variant replaces an entry of it."""
