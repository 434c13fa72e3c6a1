"""How it can stand with an exercise, and with the machine."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Status = Literal["not attempted", "failed", "passed", "error"]
State = Literal["passed", "warning", "failed"]


@dataclass(frozen=True, slots=True)
class Finding:
    """What one examination found."""

    name: str
    state: State
    text: str
    fix: str = ""
