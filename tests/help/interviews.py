"""What tests of interviews share: a small pack, an opened file, and a session that was played."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from tests.conftest import ROOT
from twitlab.errors import CourseError
from twitlab.interview.events import Opened
from twitlab.interview.packs.pack import Pack, read_pack

SMALL = ROOT / "tests" / "interview" / "small.toml"
DAY_MS = 24 * 60 * 60_000
BEGUN_MS = 20_000 * DAY_MS


@cache
def small_pack() -> Pack:
    """Give a pack as small as the schema lets it be: `small`, with usual, large and true."""
    return read_pack(SMALL)


def only_small(name: str) -> Pack:
    """Load the small pack by its id, as `load_pack` loads those of the kit."""
    if name != "small":
        raise CourseError(f"there is no pack {name!r}; there are small")
    return small_pack()


def opened(**changes: Any) -> Opened:
    """Give the first event of a candidate's file, or of another one."""
    fields: dict[str, Any] = {
        "wall_ms": BEGUN_MS,
        "mono_ms": 0,
        "session": "small-bako-tiru",
        "role": "candidate",
        "pack": "small",
        "version": 1,
        "variant": "usual",
        "slot": 35,
    }
    return Opened(**{**fields, **changes})


def toml_of(folder: Path, name: str, *events: str, head: str = "") -> Path:
    """Write a played session: each event is "00:40 interviewer asked" and its fields as TOML."""
    lines = ['pack = "small"', 'variant = "usual"', 'about = "a test"', head]
    for event in events:
        at, role, kind, *fields = event.split(" ", 3)
        lines += ["[[events]]", f'at = "{at}"', f'role = "{role}"']
        lines += [f'kind = "{kind.replace("_", " ")}"', *"".join(fields).split("; ")]
    path = folder / f"{name}.toml"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path
