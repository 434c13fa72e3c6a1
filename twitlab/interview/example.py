"""Sessions that the kit brings along: to read, to score, and to break."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from twitlab.errors import BadValue
from twitlab.interview.played import play
from twitlab.interview.session import Session, open_session

_FOLDER = Path(__file__).parent / "examples"


def example_names() -> tuple[str, ...]:
    """Give the names of all sessions that the kit brings along."""
    return tuple(sorted(each.stem for each in _FOLDER.glob("*.toml")))


def example(name: str) -> Session:
    """Give a session that the kit brings along; it is played anew, and nothing of it is kept.

    Args:
        name: which, as in `example_names`.

    Raises:
        BadValue: there is no such session.

    >>> example("middling").pack.id
    'timeline-search'
    """
    if name not in example_names():
        raise BadValue(f"name must be one of {', '.join(example_names())}; got {name!r}")
    with TemporaryDirectory() as folder:
        play(_FOLDER / f"{name}.toml", Path(folder))
        return open_session(Path(folder))
