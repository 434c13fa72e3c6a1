"""What the exercises on sketches say when one looks back: each figure is counted here."""

import random
from collections.abc import Sequence
from math import ceil, exp, log
from typing import Any

import nbformat
import numpy as np
import pytest
from numpy.typing import NDArray

from tests.conftest import ROOT
from twitlab.counting import CountMin, MisraGries, SpaceSaving, count_all, intake
from twitlab.experiments.counting import skewed

Table = NDArray[np.int64]
EVENTS, KEYS, EXPONENT, WIDTH, DEPTH = 1_000_000, 100_000, 1.1, 2_719, 5
STRANGERS = np.arange(KEYS, 2 * KEYS)


def look_back(exercise: str) -> str:
    """Read what is unfolded when one looks back."""
    read = nbformat.read(ROOT / f"solutions/08_{exercise}.ipynb", nbformat.NO_CONVERT)
    (found,) = (cell.source for cell in read.cells if "<summary>One answer" in cell.source)
    return str(found)


def defined(exercise: str, name: str, known: dict[str, Any] | None = None) -> Any:
    """Run the cell of a solution that defines a function, and give it."""
    read = nbformat.read(ROOT / f"solutions/08_{exercise}.ipynb", nbformat.NO_CONVERT)
    cells = (cell.source for cell in read.cells if cell.cell_type == "code")
    (source,) = (each for each in cells if f"def {name}(" in each)
    space = {**(known or {})}
    exec(source, space)
    return space[name]


def says(exercise: str, *figures: str) -> None:
    text = look_back(exercise)
    assert [each for each in figures if each not in text] == []


def in_a_row(ranks: list[int]) -> int:
    """Count the ranks from 1 on until the first is missing."""
    return sum(rank == number for number, rank in enumerate(ranks, 1))


@pytest.mark.full
def test_ranks_that_are_sure_are_those_of_the_stream_that_is_named() -> None:
    publishable = defined("publishable_ranks", "publishable")
    publishable_of = {}
    for seed in (1, 2, 3, 4, 5, 2012):
        stream = skewed(10_000_000, keys=1_000_000, exponent=1.1, seed=seed)
        keys, counts = count_all(stream)
        assert counts.max() == pytest.approx(1_240_000, abs=5_000)
        sketch = CountMin.from_error(1e-4, 0.01)
        sketch.add(keys, counts)
        read = sorted(zip(sketch.estimate(keys).tolist(), keys.tolist()), reverse=True)[:501]
        error = int(sketch.total * 1e-4)
        found = [(key, count, error) for count, key in read[:-1]]
        publishable_of[seed] = publishable(found, read[-1][0])
    ranks = publishable_of.pop(2012)
    firsts = [in_a_row(each) for each in publishable_of.values()]
    one, other = ranks[in_a_row(ranks) :]
    counters = SpaceSaving(4_096)
    counters.add(stream)
    top = [(each.key, each.count, each.count - each.least) for each in counters.top(4_096)]
    sure = publishable(top, counters.floor)
    says(
        "publishable_ranks",
        f"exponent=1.1, seed=2012)`: its first {in_a_row(ranks)} ranks are sure, and then {one} "
        f"and {other}. With the seeds 1 to 5, the first {min(firsts)} to {max(firsts)} are.",
        f"its first {in_a_row(sure):,} ranks sure, and {len(sure):,} in all, in 100 kB",
        f"the sketch takes {sketch.nbytes / 1e6:.2f} MB",
        f"of {ranks[-1]} keys about {ranks[-1] * 0.01:.1f} would be",
        f"with twice the rows it is {ranks[-1]} · 10⁻⁴",
    )


def test_a_stream_in_another_order_lists_the_hot_tweet_as_often_as_is_said() -> None:
    hide = defined("worst_stream", "worst_stream")
    space_saving = defined("worst_stream", "space_saving", {"worst_stream": hide})
    stream, rng, listed = hide(10, 1_000), random.Random(0), 0
    assert {*space_saving(stream, 10).values()} == {100}
    lowering = MisraGries(10)
    for key in stream:
        lowering.add(key)
    for _ in range(1_000):
        shuffled = [*stream]
        rng.shuffle(shuffled)
        listed += 0 in space_saving(shuffled, 10)
    says(
        "worst_stream",
        f"and the tweet was listed in {listed} of them",
        f"which is {1_000 // 11} of 1,000",
        f"the tweet of {stream.count(0)} still reads {lowering.estimate(0)} there",
    )


def conservative(places: Table, counts: Table | None = None) -> Table:
    """Count keys one by one, each raising those of its cells that are too low."""
    rows = [[0] * WIDTH for _ in range(DEPTH)]
    often = [1] * places.shape[1] if counts is None else counts.tolist()
    for cells, count in zip(places.T.tolist(), often):
        wanted = min(row[at] for row, at in zip(rows, cells)) + count
        for row, at in zip(rows, cells):
            row[at] = max(row[at], wanted)
    return np.array(rows)


def reads(table: Table, places: Table) -> NDArray[np.int64]:
    found: NDArray[np.int64] = np.take_along_axis(table, places, axis=1).min(axis=0)
    return found


@pytest.mark.full
def test_conservative_update_gains_what_is_said() -> None:
    stream = skewed(EVENTS, KEYS, EXPONENT)
    keys, counts = count_all(stream)
    plain, at_once = (CountMin(WIDTH, DEPTH, conservative=raised) for raised in (False, True))
    plain.add(stream)
    at_once.add(stream)
    _, firsts = np.unique(stream, return_index=True)
    order = np.argsort(firsts)
    events, strangers, known = (plain.cells_of(each) for each in (stream, STRANGERS, keys))
    raised, in_turn = conservative(events), conservative(known[:, order], counts[order])
    one, other = (conservative(half) for half in np.array_split(events, 2, axis=1))
    errors: Sequence[float] = [
        ((reads(table, known) - counts) * counts).sum() / EVENTS for table in (plain.cells, raised)
    ]
    middle = [
        reads(table, strangers).mean()
        for table in (plain.cells, raised, one + other, in_turn, at_once.cells)
    ]
    says(
        "conservative_update",
        f"exponent={EXPONENT})`, with {DEPTH} rows of {WIDTH:,} cells",
        f"reads {middle[0]:.0f} on average in the plain table, and {middle[1]:.0f} in the",
        f"the mean error falls from {errors[0]:.0f} to {errors[1]:.0f}:",
        f"added up: {middle[2]:.0f} again.",
        f"gains nothing, and a tweet that never came reads {middle[3]:.0f}.",
        f"only then cells are raised, it reads {middle[4]:.0f}:",
    )


def test_sizes_are_what_the_arithmetic_gives() -> None:
    width, depth = ceil(np.e / 5e-6), ceil(log(200))
    says(
        "width_and_depth",
        f"{width:,} cells, rounded up. ln(200) = {log(200):.1f} makes {depth} rows",
        f"{width * depth / 1e6:.2f} million cells, {width * depth * 8 / 1e6:.0f} MB",
        f"{width * depth * 8 * 7 / 1e6:.0f} MB in a week",
        f"ln(20,000) = {log(20_000):.1f}, so {ceil(log(20_000))} rows in place of {depth}, and "
        f"{width * ceil(log(20_000)) * 56 / 1e6:.0f} MB",
        f"has {2 / 5e-6:,.0f} cells in a row, and {ceil(np.log2(200))} rows",
        "20,000 × 7 for ε = 10⁻⁴ and δ = 1 % [1], where the paper's form has 27,183 × 5",
        "or 11 times its count",
        f"Seven exact tables take {7 * 20e6 * 100 / 1e9:.0f} GB",
        f"1/ε are {1 / 5e-6:,.0f} counters, {24 / 5e-6 / 1e6:.1f} MB a day and "
        f"{7 * 24 / 5e-6 / 1e6:.0f} MB in a week",
    )
    assert (2 / 1e-4, ceil(np.log2(100))) == (20_000, 7)
    assert (50 + 500) / 50 == 11
    assert round(-log(0.01) / log(2)) == 7
    assert round(24 * 4_096, -4) == 100_000  # what Space-Saving takes, 100 kB
    says(
        "seen_and_different",
        f"{-log(0.01) / log(2) ** 2:.1f} bits for 1 %, with seven places",
        f"= {(1 - exp(-0.3)) ** 3:.1%} when".replace("%", " %"),
        f"more than {104**2:,} registers, so 2¹⁴ = {2**14:,}, which give {1.04 / 2**7:.2%}".replace(
            "%", " %"
        ),
        f"six bits are enough for any, {2**14 * 6 / 8 / 1024:.0f} kB",
    )
    says("space_saving", f"takes up to {intake._BLOCK:,} events at a time")
