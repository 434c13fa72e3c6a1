"""Find the benches, run those that are asked for, and say on which machine."""

import os
import pkgutil
import platform
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

from twitlab.bench import works
from twitlab.bench.harness import Bench, Fact, Row, Timer, measure
from twitlab.columns import count_workers
from twitlab.errors import BadValue
from twitlab.ui.plots.bench import Ratio

QUICK_ROUNDS, ROUNDS = 5, 15


@dataclass(frozen=True, slots=True)
class Found:
    """Hold what came out of a contest.

    Args:
        bench: the name of its bench.
        rows: how the kit did against each peer.
        facts: what else there is to say.
    """

    bench: str
    rows: Sequence[Row]
    facts: Sequence[Fact] = ()


@dataclass(frozen=True, slots=True)
class Machine:
    """Say where the numbers come from.

    Args:
        processor: its name.
        cores: how many there are.
        threads: how many the parts of the kit may use; a peer uses what it uses, mostly one.
        system: the operating system.
        python: the version of Python.
        numpy: the version of NumPy.
        features: the sets of processor instructions that NumPy found.
    """

    processor: str
    cores: int
    threads: int
    system: str
    python: str
    numpy: str
    features: tuple[str, ...]


def this_machine() -> Machine:
    """Look at the machine that this runs on."""
    simd = np.show_config(mode="dicts").get("SIMD Extensions", {})
    return Machine(
        processor=_processor(),
        cores=os.cpu_count() or 1,
        threads=count_workers(),
        system=f"{platform.system()} {platform.machine()}",
        python=f"{platform.python_implementation()} {platform.python_version()}",
        numpy=np.__version__,
        features=(*simd.get("baseline", ()), *simd.get("found", ())),
    )


def _processor() -> str:
    try:
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    except OSError:
        pass
    return platform.processor() or platform.machine() or "unknown"


def bench_names() -> list[str]:
    """Give the names of all benches: those of the files in works/, with - for _."""
    return sorted(each.name.replace("_", "-") for each in pkgutil.iter_modules(works.__path__))


def load(names: Sequence[str]) -> dict[str, Bench]:
    """Load some benches, or all if none is named.

    Args:
        names: as `bench_names` gives them.

    Returns:
        The benches by name, each once, in the order asked for.

    Raises:
        BadValue: there is no bench of that name.
    """
    known = bench_names()
    for name in names:
        if name not in known:
            raise BadValue(f"bench must be one of {', '.join(known)}, got {name}")
    package = works.__name__
    return {
        name: import_module(f"{package}.{name.replace('-', '_')}").BENCH for name in names or known
    }


def run(benches: dict[str, Bench], quick: bool, timer: Timer) -> Iterator[Found]:
    """Run benches, and give what came out of each contest as soon as it is there.

    Args:
        benches: by name.
        quick: whether to spend little time: fewer rounds, and less work in each.
        timer: gives nanoseconds, for benches that bring no timer of their own.

    Returns:
        What came out, contest by contest.
    """
    for name, bench in benches.items():
        for contest in bench.contests(quick):
            rounds = QUICK_ROUNDS if quick else ROUNDS
            rows = measure(contest, rounds, bench.timer or timer)
            yield Found(name, rows, contest.facts())


def as_json(machine: Machine, quick: bool, found: Sequence[Found]) -> dict[str, Any]:
    """Give everything in the form that --json prints."""
    return {
        "version": 1,
        "quick": quick,
        "machine": asdict(machine),
        "rows": [{"bench": each.bench, **asdict(row)} for each in found for row in each.rows],
        "facts": [{"bench": each.bench, **asdict(fact)} for each in found for fact in each.facts],
    }


def machine_lines(machine: Machine) -> list[str]:
    """Say in words on which machine it was."""
    return [
        f"{machine.processor}, {machine.cores} cores, {machine.system}",
        f"twitlab: up to {machine.threads} threads; peers: what they use, mostly one",
        f"{machine.python}, NumPy {machine.numpy} with {' '.join(machine.features) or 'no SIMD'}",
    ]


def row_line(row: Row) -> str:
    """Say in words how one peer compares, the ratio first."""
    if row.ratio is None or row.least is None or row.most is None:
        return f"     -   against {row.peer}, not installed: {row.get}"
    return (
        f"{_three(row.ratio):>6} x  as fast as {row.peer}  "
        f"({_three(row.least)} to {_three(row.most)}; {_rate(row.ours_per_s)} against "
        f"{_rate(row.peer_per_s)} {row.unit}/s; medians of {row.rounds})"
    )


def fact_line(fact: Fact) -> str:
    """Say in words what else was found."""
    return f"{_short(fact.value):>8}  {fact.unit}: {fact.what}"


def show(found: Iterator[Found], say: Callable[[str], object]) -> list[Found]:
    """Say what came out of each contest, as it comes.

    Args:
        found: as `run` gives it.
        say: takes one line.

    Returns:
        All of it, for those who want more than words.
    """
    shown = []
    for each in found:
        if each.rows:
            say(f"\n{each.bench}: {each.rows[0].contest}, by {each.rows[0].ours}")
        for row in each.rows:
            say(row_line(row))
        for fact in each.facts:
            say(fact_line(fact))
        shown.append(each)
    return shown


def ratios(found: Sequence[Found]) -> list[Ratio]:
    """Give the ratios that a plot shows; peers that are missing have none."""
    return [
        Ratio(f"{row.contest}\nagainst {row.peer}", row.ratio, row.least, row.most)
        for each in found
        for row in each.rows
        if row.ratio is not None and row.least is not None and row.most is not None
    ]


def _three(number: float) -> str:
    return f"{number:.2f}" if number < 10 else f"{number:.1f}" if number < 100 else f"{number:,.0f}"


def _rate(per_s: float | None) -> str:
    return "-" if per_s is None else _short(per_s)


def _short(number: float) -> str:
    for size, unit in ((1e9, " G"), (1e6, " M"), (1e3, " k")):
        if number >= size:
            return f"{number / size:.3g}{unit}"
    return f"{number:.3g}"
