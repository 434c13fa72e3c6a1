"""Raw logs of played sessions that are stored, one session a pack: `python -m` this stores anew."""

from __future__ import annotations

from pathlib import Path

from tests.conftest import ROOT
from twitlab.interview.packs.pack import pack_ids
from twitlab.interview.played import lines_of

SESSIONS = ROOT / "tests" / "interview" / "sessions"


def logs_of(pack: str) -> dict[Path, bytes]:
    """Give the files that a pack's first thorough session leaves, by where they are stored."""
    written = SESSIONS / pack / "thorough-a.toml"
    return {
        written.with_name(f"thorough-a.{role}.log"): content
        for role, content in lines_of(written).items()
    }


if __name__ == "__main__":
    for name in pack_ids():
        for path, content in logs_of(name).items():
            path.write_bytes(content)
