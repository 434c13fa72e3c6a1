"""In which order a route is walked: what an entry stands on comes first, then what is weak."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain

from twitlab.course.book.manifest import Exercise, Lesson

Entry = Lesson | Exercise


def grounds(entry: Entry) -> tuple[str, ...]:
    """Give the ids of what must come before an entry."""
    return (*entry.stands_on, entry.lesson) if isinstance(entry, Exercise) else entry.stands_on


def with_grounds(entries: Sequence[Entry], wanted: set[str]) -> list[Entry]:
    """Give the wanted entries and all that they stand on, in the course's order."""
    wanted = set(wanted)
    for entry in reversed(entries):
        if entry.id in wanted:
            wanted.update(grounds(entry))
    return [entry for entry in entries if entry.id in wanted]


def weakest_first(entries: Sequence[Entry], weakest: Iterable[str]) -> list[Entry]:
    """Put what is weak first, each behind what it stands on; the rest keeps its order.

    A lesson that is weak brings its core exercises. One on the way to it brings the first of its
    own: a lesson is done when an exercise of it is passed, and would else be planned for ever.

    Args:
        entries: In an order that can be walked.
        weakest: Ids, the weakest first; those of no entry are passed over.

    Complexity:
        O(weak * entries).
    """
    placed: dict[str, Entry] = {}
    for name in weakest:
        core = {each.id for each in _core(entries, name)}
        way = with_grounds(entries, {name, *core})
        begun = {each.lesson for each in way if isinstance(each, Exercise)}
        firsts = (_core(entries, each.id)[:1] for each in way if each.id not in begun)
        wanted = {each.id for each in (*way, *chain.from_iterable(firsts))}
        for entry in with_grounds(entries, wanted):
            placed.setdefault(entry.id, entry)
    return [*placed.values(), *(entry for entry in entries if entry.id not in placed)]


def _core(entries: Sequence[Entry], lesson: str) -> list[Exercise]:
    return [e for e in entries if isinstance(e, Exercise) and e.core and e.lesson == lesson]
