"""How it can stand with an exercise, and with the machine."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

Status = Literal["not attempted", "failed", "passed", "error"]
State = Literal["passed", "warning", "failed"]
SIGNS: Final = MappingProxyType(
    {"not attempted": "○", "passed": "✓", "failed": "✗", "error": "!", "warning": "!"}
)


@dataclass(frozen=True, slots=True)
class Finding:
    """What one examination found."""

    name: str
    state: State
    text: str
    fix: str = ""
