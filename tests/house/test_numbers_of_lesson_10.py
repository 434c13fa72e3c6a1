"""Numbers in the prose of lesson 10 are those that its cells print, or that the package gives."""

from math import log, log2, sqrt

import numpy as np

from tests.help.lessons import Lesson
from twitlab.estimate import latency
from twitlab.experiments.trends import (
    NAMES,
    PRICES,
    STARTS,
    Found,
    a_minute,
    alarms_by_bell_curve,
    bell_curve_tail,
    break_even_s,
    clock_of,
    found_by,
    quake_ranks,
    zipf_means,
)


def test_lesson_says_how_often_it_rings() -> None:
    trends = Lesson("trends")
    bell, sigmas, floor, bound = (
        trends.prints("gap-alarms-why", f"\n{rule} ")
        for rule in (
            "mean + 3 sigma, by the bell curve",
            "mean + 3 sigma  ",
            "mean + 3 sigma, and 10 or more",
            "a bound of the Poisson tail",
        )
    )
    assert 10 < sigmas[0] / bell[0] < 11
    trends.says(
        "gap-alarms-text",
        f"once in {1 / bell_curve_tail(3):.0f} times",
        f"**{round(alarms_by_bell_curve(), -3):,.0f}** false alarms, more than two a second",
    )
    assert 2 < bell[0] / 86_400 < 3
    (mean, *_), (*_, often) = (
        trends.prints("gap-alarms-why", behind)
        for behind in ("the term in the middle comes ", "3 or more of it ")
    )
    assert mean == round(float(zipf_means()[500_000]), 2)
    sigma = sqrt(mean)
    trends.says(
        "gap-alarms-after",
        f"a mean of {mean} and a sigma of √{mean} = {sigma:.2f}",
        f"Mean + 3 sigma is {mean + 3 * sigma:.1f}, so three tweets",
        f"once in {often:.0f} times, not once in 741",
        f"rare terms: {floor[0]:,.0f} are left. One every {86_400 / floor[0]:.0f}".replace(
            "every 2", "every two"
        ),
        f"s = {log(144e6):.1f}: once in 144 million",
        f"The count says {bound[0]}",
        f"rings at {bound[1]:.0f} tweets, not at {sigmas[1]:.0f}",
    )
    assert round(sigmas[0], -6) == 2_000_000
    trends.says("takeaways", "rings two million times a day")


def test_lesson_says_which_place_a_tag_has() -> None:
    trends = Lesson("trends")
    moved, writes = trends.prints("index", "Predict first, then unfold.\n")
    trends.says("index-after", f"Only {moved:.0f} moves for {writes:,.0f} writes")
    trends.says("index-text", f"{2_000 * 100_000 / 1e6:.0f} million scores")
    trends.says("index-after", f"needs some {log2(100_000):.0f} steps")
    news, quake, final = (
        trends.prints("places", f"\n{name} ") for name in ("#news", "#quake", "#final")
    )
    (new, *_) = trends.prints("places", f"{final[-1]:.0f}\n")
    assert news[:3] == [1, 1, 1]
    assert quake[3] == 1
    trends.says(
        "places-after",
        f"place {quake[0]:.0f} of the hour, {quake[1]:.0f} of ten minutes, {quake[2]:.0f} of the",
        f"together with {new - 1:.0f} tags that also had none",
        f"#final is number {final[3]:,.0f},",
    )
    trends.says("places-after", f"900 more are {(9_900 - 9_000) / sqrt(9_000):.1f} sigma")
    tags = trends.prints("evening", " tweets, ")[0]
    trends.says("trends-after", f"Two of {tags:,.0f} tags")
    voices, baseline, expected, _ = trends.prints("trends", "\n#final ")
    trends.says(
        "trends-after",
        f"#final had {baseline:.0f} voices",
        f"grew by {100 * (expected / baseline - 1):.0f} %, so {expected:.0f} were expected, "
        f"and {voices:.0f} came",
    )


def test_lesson_says_what_memory_and_disks_take() -> None:
    trends = Lesson("trends")
    ns = {row.name: row.ns for row in latency.TABLE}
    ssd, trip = ns["Read 4 KB at random from SSD"], ns["Round trip within one data centre"]
    memory = ns["Main memory reference"]
    assert trends.prints("gap-neighbour", "in times of the own SSD: ") == [round(trip / ssd, 1)]
    trends.says(
        "gap-neighbour-text",
        f"takes {trip / 1_000:.0f} µs, and the memory at its end {memory / 1_000}",
        f"is {trip / ssd:.1f} times nearer",
    )
    trends.says(
        "latencies-after",
        f"the table's {ssd / 1_000:.0f} µs",
        f"some 13 of {trip / 1_000:.0f}",
        f"{ssd / memory:,.0f} times nearer than the SSD, {trip / memory:,.0f} times nearer than",
    )
    trends.says(
        "claims-after",
        f"No: {round(a_minute(500e6), -3):,.0f}.",
        f"would make {143_199 * 60 / 1e6:.1f} million",
        f"every {break_even_s(4_096, 200 / 500_000):.0f} seconds",
        f"150 bytes are {150e6 / 1e6:.0f} MB, {100 * PRICES[0].usd_per_gb * 0.15:.0f} cents",
    )
    trends.says(
        "claims-after",
        f"= ${200 / 500_000}, and 4 KB of memory ${4_096 * PRICES[0].usd_per_gb / 1e9:.7f}: 24",
    )
    memory_price, nvme, hard_disk = (each.usd_per_gb for each in PRICES)
    trends.says("claims-text", f"${memory_price:.0f} a GB, NVMe ${nvme:.2f}")
    trends.says(
        "bytes-after",
        f"a byte is {memory_price / nvme:.0f} times cheaper, and by the table {ssd / memory:,.0f}",
        f"only {nvme / hard_disk:.0f} times cheaper, and {ns['Disk seek'] / ssd:.0f} times slower",
        f"a million tags cost {100 * 0.15 * memory_price:.0f} cents in memory",
    )
    for place, *said in (
        ("own memory", memory / 1_000, memory_price),
        ("own disk, NVMe", ssd / 1_000, nvme),
        ("neighbour's memory", trip / 1_000, memory_price),
        ("hard disk", ns["Disk seek"] / 1_000, hard_disk),
    ):
        assert trends.prints("bytes", f"\n{place} ")[-3:-1] == said


def late(found: Found, name: str) -> str:
    """Say how many minutes after its begin a tag was found, and "never" if it was not."""
    (tag,) = [each for each, other in NAMES.items() if other == name]
    first = found.first[tag]
    return "never" if first is None else f"{first - STARTS[tag]} minutes"


def test_lesson_says_what_knobs_turn() -> None:
    trends = Lesson("trends")
    chance = {past: found_by("more than chance", 10, past) for past in ("1", "2", "3", "6")}
    assert [late(chance[past], "#final") for past in "123"] == ["never"] * 3
    assert chance["1"].others == 3
    assert [chance[past].others for past in "236"] == [0, 0, 0]
    high = found_by("more than chance", 60, "6")
    trends.says(
        "alarms-after",
        "With 1, 2 or 3 windows #final is never found",
        f"With 6 it is found after {late(chance['6'], '#final')}",
        f"it makes {chance['1'].others} false alarms more",
        f"#quake is found after {late(high, '#quake')} in place of "
        f"{late(chance['6'], '#quake').split()[0]}.",
        f"(floor 10, six windows) calls {found_by('mean + 3 sigma', 10, '6').others} other tags",
        f"does not call #news, but {found_by('twice the mean', 10, '6').others} others",
    )
    named = {name: tag for tag, name in NAMES.items()}
    for rule in ("mean + 3 sigma", "twice the mean", "more than chance"):
        for past in "1236":
            assert found_by(rule, 10, past).first[named["#goodnight"]] is not None
            assert (found_by(rule, 10, past).first[named["#news"]] is None) == (
                "mean +" not in rule
            )
    assert chance["6"].first[named["#cheap"]] is chance["6"].first[named["#win"]] is None


def test_lesson_says_how_long_a_tag_stays() -> None:
    trends = Lesson("trends")
    times = [clock_of(minute) for minute in range(70, 180)]

    def stays(half_life: int) -> str:
        inside = [at for at, rank in zip(times, quake_ranks(half_life)) if rank <= 10]
        return f"from {inside[0]} to {inside[-1]}" if inside else "never"

    hour = quake_ranks(None)
    last = max(at for at, rank in zip(times, hour) if rank == min(hour))
    assert stays(20) == "never"
    assert min(quake_ranks(42)) == min(hour)
    assert np.isclose(1.44 * 42, 60, rtol=0.02)
    trends.says(
        "fading-after",
        f"1 minute: {stays(1)}, place {min(quake_ranks(1))} at best",
        f"5 minutes: {stays(5)}.",
        "20 minutes: never",
        f"at place {min(hour)} at best, and keeps it there until {last}",
        f"h / ln 2 = {1 / log(2):.2f} h",
        f"it also has {min(hour)} at best",
    )


def test_lesson_says_what_is_lost() -> None:
    trends = Lesson("trends")
    synced, loose = (
        trends.prints("power", f"\n{sync} ") for sync in ("before each answer", "never")
    )
    assert synced[:2] == [0, 0]
    trends.says(
        "power-after",
        f"In {synced[2]:.0f} there is *one more*",
        f"{loose[0]:.0f} of 50 lose up to {loose[1]:.0f} counts",
    )
    kept, alone, replica = (
        trends.prints("snapshot-frame", f"\n{name} ")
        for name in ("snapshot and log", "log alone", "the replica's log")
    )
    assert [each[2] for each in (kept, alone, replica)] == [37, 37, 0]
    trends.says(
        "snapshot-after",
        f"{kept[0]:.0f} changes are replayed in place of {alone[0]:,.0f}.",
        f"was {alone[0] - replica[0]:.0f} changes behind",
    )
    assert trends.prints("spam-frame", "\nsame words ")[2] == 5
    before, during, after = trends.prints("clock", "before, during, after: ")
    assert (during, after) == (0, 0)
    assert trends.prints("clock", "made anew from the log: ") == [before]
    assert round(1_008 * 1e6 * 4 / 1e9) == 4
    trends.says("corner", "1,008 windows a week, a million tags, 4 bytes: 4 GB")
    trends.says("corner", f"say 50,000: {1_008 * 50_000 * 4 // 10**6 // 100 * 100} MB")
    trends.says("corner", f"s = 18.8 + ln 1,000 = {18.8 + log(1_000):.1f}")
