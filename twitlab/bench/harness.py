"""Time pieces of work against each other: in one process, taking turns, with equal answers.

A ratio of two medians says more than two times do: whatever else the machine is doing slows both.
What this leaves out: memory, and work that does not repeat.
"""

import gc
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from statistics import median
from typing import Any

from twitlab.errors import BadValue, TwitlabError

LEAST_ROUNDS = 5

Timer = Callable[[], int]
"""Gives nanoseconds since any moment, as time.perf_counter_ns does."""


class UnequalAnswers(TwitlabError, AssertionError):
    """Refuse to compare the speed of works that do not do the same."""


@dataclass(frozen=True, slots=True)
class Work:
    """Name a way to do a piece of work.

    Args:
        name: what does it, with its version if it is a peer.
        run: does it once, and gives the answer.
    """

    name: str
    run: Callable[[], Any]


@dataclass(frozen=True, slots=True)
class Missing:
    """Stand for a peer that is not installed.

    Args:
        name: what would do the work.
        get: the command that installs it.
    """

    name: str
    get: str


@dataclass(frozen=True, slots=True)
class Fact:
    """Say what else a contest found out: how large something is, how much a peer needs.

    Args:
        what: what was measured, in a few words.
        value: how much it is.
        unit: of what, such as "B an edge".
    """

    what: str
    value: float
    unit: str


@dataclass(frozen=True, slots=True)
class Contest:
    """Set one piece of work for the kit and its peers.

    Args:
        title: what is done.
        unit: what is counted, in the plural, such as "ids".
        count: how many of these one run makes.
        ours: how the kit does it.
        peers: how others do it.
        agree: gets our answer and a peer's; says what is wrong, or "" if both keep the promise.
        facts: finds out what else is to be said; called once, after the last round.
        rounds: how often each is timed at most, where one run takes long; 5 or more.
    """

    title: str
    unit: str
    count: int
    ours: Work
    peers: Sequence[Work | Missing]
    agree: Callable[[Any, Any], str]
    facts: Callable[[], Sequence[Fact]] = tuple
    rounds: int | None = None


@dataclass(frozen=True, slots=True)
class Bench:
    """Name some contests; nothing is made until they are asked for.

    Args:
        title: what they are about, in a few words.
        contests: makes them; it is given whether little time is to be spent.
        timer: what times them, if it is not the clock: the time of all processors, where a peer
            works in threads of its own.
    """

    title: str
    contests: Callable[[bool], Sequence[Contest]]
    timer: Timer | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """Say how the kit did against one peer.

    Args:
        contest: the title of what was done.
        unit: what is counted.
        ours: who we are.
        peer: who the peer is.
        ratio: the peer's median time by ours: above 1 we are faster. None if it is missing.
        least: the smallest ratio of one round.
        most: the largest ratio of one round.
        ours_per_s: how many units we made a second, from the median.
        peer_per_s: how many units the peer made a second, from the median.
        rounds: how many times each was timed.
        get: how to get the peer, if it is missing.
    """

    contest: str
    unit: str
    ours: str
    peer: str
    ratio: float | None = None
    least: float | None = None
    most: float | None = None
    ours_per_s: float | None = None
    peer_per_s: float | None = None
    rounds: int = 0
    get: str = ""


def measure(contest: Contest, rounds: int, timer: Timer) -> list[Row]:
    """Time a contest: once to warm up, then in rounds in which each work has its turn.

    Every other round goes backwards, so that nobody always follows the same one. The garbage
    collector rests while a work is timed, and each answer is compared with ours of the same round.

    Args:
        contest: what to do.
        rounds: how often each is timed, 5 or more.
        timer: gives nanoseconds.

    Returns:
        A row for each peer, in the contest's order.

    Raises:
        BadValue: rounds is below 5.
        UnequalAnswers: a peer's answer does not agree with ours.

    Complexity: (rounds + 1) runs of each work.
    """
    rounds = rounds if contest.rounds is None else min(rounds, contest.rounds)
    if rounds < LEAST_ROUNDS:
        raise BadValue(f"rounds must be {LEAST_ROUNDS} or more, got {rounds}")
    present = [peer for peer in contest.peers if isinstance(peer, Work)]
    works = [contest.ours, *present]
    times: list[list[int]] = [[] for _ in works]
    for turn in range(rounds + 1):
        order = range(len(works)) if turn % 2 == 0 else range(len(works) - 1, -1, -1)
        answers: dict[int, Any] = {}
        for place in order:
            taken, answers[place] = _timed(works[place], timer)
            if turn:  # the first one warms up
                times[place].append(taken)
        for place, peer in enumerate(present, start=1):
            if wrong := contest.agree(answers[0], answers[place]):
                raise UnequalAnswers(
                    f"{contest.title}: {contest.ours.name} and {peer.name} differ: {wrong}"
                )
    timed = iter(times[1:])
    return [
        _row(contest, peer, times[0], next(timed))
        if isinstance(peer, Work)
        else Row(contest.title, contest.unit, contest.ours.name, peer.name, get=peer.get)
        for peer in contest.peers
    ]


def _timed(work: Work, timer: Timer) -> tuple[int, Any]:
    was_on = gc.isenabled()
    gc.collect()
    gc.disable()
    try:
        start = timer()
        answer = work.run()
        # A clock that is too coarse for the work must not divide by nothing.
        return max(timer() - start, 1), answer
    finally:
        if was_on:
            gc.enable()


def _row(contest: Contest, peer: Work, ours: list[int], theirs: list[int]) -> Row:
    ratios = [their / our for our, their in zip(ours, theirs, strict=True)]
    return Row(
        contest=contest.title,
        unit=contest.unit,
        ours=contest.ours.name,
        peer=peer.name,
        ratio=median(theirs) / median(ours),
        least=min(ratios),
        most=max(ratios),
        ours_per_s=contest.count * 1e9 / median(ours),
        peer_per_s=contest.count * 1e9 / median(theirs),
        rounds=len(ours),
    )


def peer(package: str, pin: str, make: Callable[[], Callable[[], Any]]) -> Work | Missing:
    """Make the work of a peer, or say how to get it.

    Args:
        package: its name in the package index.
        pin: the version that `requirements/bench.txt` names.
        make: imports it and gives what runs it; called only if it is installed.

    Returns:
        Its work, named with the version that is here.
    """
    try:
        here = version(package)
    except PackageNotFoundError:
        return Missing(package, f"pip install {package}=={pin}")
    return Work(f"{package} {here}", make())
