"""Numbers in the prose of lesson 07 are those that its cells print, or that the package gives.

Those on real retweets are held in `tests/experiments/test_busy_day.py`.
"""

from math import ceil, log

from tests.help.lessons import Lesson
from twitlab.experiments.counting import LIKES, like_costs, processor_costs


def test_lesson_says_what_its_cells_count() -> None:
    counts = Lesson("exact-counts")
    enters = 100 * (1 + log(10_000))
    counts.says("gap-heap-text", f"**about {round(enters, -1):,.0f}** entries")
    counts.says("gap-heap-text", f"bring only {100 * log(10):.0f} entries more")
    counts.says("gap-heap-text", f"Number 1,000 enters with {100 * 100 / 1_000:.0f} %")
    counts.says("gap-heap-text", f"number 100,000 with {100 * 100 / 100_000:.1f} %")
    counts.says("takeaways", f"about {round(enters, -1):,.0f} of a million for 100")

    (first, *_), table, columns = (
        counts.prints(cell, behind)
        for cell, behind in (
            ("day", "the first ten: "),
            ("memory", "\ndict "),
            ("memory", "\ncolumns "),
        )
    )
    assert abs(first - 15) < 1
    counts.says("memory-after", f"have {table[1]:.0f} GB as a `dict`, and {columns[1]:.0f} GB as")
    views = 300_000 * 20
    counts.says(
        "speed-after",
        f"{views / 1e6:.0f} million views",
        f"{views * 86_400 / 1e9:.0f} billion a day",
    )
    counts.says(
        "speed-after", f"{views * 100 / 1e6:.0f} MB arrive", f"takes {1e9 / 8 / 1e6:.0f} MB"
    )
    counts.says("real", f"in 30 minutes, {298_318 / 1_800:.0f} a second")
    counts.says("likes-text", f"had {298_318 / 1_800:.0f} retweets a second")

    every, lists = (
        counts.prints("hour-processors", f"\n{way} ") for way in ("load balancer", "partitioner")
    )
    assert lists[1] == 16 * 10
    assert round(16 * every[2] / every[0], 3) == 1
    counts.says(
        "hour-processors-after", "behind the partitioner 16 lists of 10.", "takes 1 of 16 events"
    )

    times = 60 * 99 / 100
    counts.says("gap-hour-text", f"60 × 99 / 100 = **{times:.1f} times**")
    counts.says("takeaways", f"the winner of sixty minutes {times:.0f} times")
    assert counts.prints("sixty", "in truth: ") == [0, 100 * times]
    ten, fifty = (counts.prints("bound", f"\n{k} ") for k in (10, 50))
    counts.says(
        "bound-after",
        f"may have {ten[1]:.0f} retweets, and the tenth by the sums has {ten[2]:.0f}:",
        f"it has at most {fifty[1]:.0f}, and the tenth has {fifty[2]:.0f}:",
        f"it took {fifty[0]:,.0f} counts",
    )
    lost = [counts.prints("break-lost", f"\n{way} ") for way in ("load balancer", "partitioner")]
    assert [each[1:] for each in lost] == [[9, 0], [8, 8]]
    counts.says(
        "break-lost-after",
        f"about {lost[0][0] / 100:.0f} % too low, and the order hardly changes: nine of ten",
        "two tweets of the ten are gone whole, the eight others are exact",
    )


def test_lesson_says_what_knobs_turn() -> None:
    counts = Lesson("exact-counts")
    four, many = processor_costs(4, 60), processor_costs(64, 60)
    counts.says(
        "processors-after",
        f"whole: {four[2].busiest:.0f} of 100 events with 4 processors,",
        f"and {many[2].busiest:.0f} with 64.",
        f"The busiest of 64 takes {many[3].busiest:.0f}.",
        f"It costs {many[3].moved - many[2].moved} counts more",
        f"no goal they name {processor_costs(64, 0, 'weak')[1].right} of 10.",
    )
    rows, fifties, most = like_costs(8, 1), like_costs(1, 50), like_costs(1, 500)
    assert (rows.unseen, rows.lost, rows.rows_read) == (0, 0, 8)
    counts.says(
        "likes-after",
        f"8 rows: {rows.in_line:,} writes in line in place of {LIKES:,}.",
        f"Batches of 50: {fifties.in_line} writes in line,",
        f"But a read misses {fifties.unseen} likes",
        f"takes up to {fifties.lost} of them",
        f"Batches of 500: {most.in_line} writes, and a read misses {most.unseen:,} of {LIKES:,}.",
        "For 166 a second at 5 a row: {0} rows, or one row and batches of {0}.".format(
            ceil(166 / 5)
        ),
    )
