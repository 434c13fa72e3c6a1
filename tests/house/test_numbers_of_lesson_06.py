"""Numbers in the prose of lesson 06 are those that its cells print, or that the package gives.

That the stored outputs are today's is what nbval finds out. What no output has, because a learner
turns a knob for it, is computed here.
"""

from math import ceil

import numpy as np
import pytest

from tests.help.lessons import Lesson
from twitlab.experiments import (
    SEARCH_STRATEGIES,
    SEGMENT_SIZES,
    count_reads,
    ladder_of,
    search_costs,
    search_runs,
    search_workload,
    segment_costs,
    segment_texts,
)
from twitlab.search import SearchIndex, TableSearch, tags_and_names, tokens
from twitlab.world import World


def test_lesson_estimates_with_its_own_numbers() -> None:
    search = Lesson("search")
    again, goal = (search.prints("build-again", f"{word} tokyo, ") for word in ("again", "goal"))
    search.says("build-predict-after", "reads {2:.0f} of {3:.0f} postings".format(*again))
    search.says("build-predict-after", "reads all {1:.0f} of its {2:.0f} postings".format(*goal))

    each, seconds = 21_000 / 850, 850 * 25 * 0.010
    (postings, *_), table, index = (
        search.prints("table", behind) for behind in ("4,000 tweets, ", "table ", "index ")
    )
    search.says("table-text", f"21,000 / 850 = {each:.1f}")
    search.says("table-text", f"in place of {table[0]:.0f} and {index[0]:.0f}.")
    search.says("table-after", f"write {postings:.0f} postings, those of 2010 perhaps {each:.0f};")
    search.says("table-after", f"are {seconds:.0f} seconds", f"So {seconds:.0f} disks")
    search.says("table-after", "fits into one machine, and the table needs three")
    assert (ceil(index[1] / 70), ceil(table[1] / 70)) == (1, 3)

    shares = {"the": 0.3, "rain": 0.1, "que": 0.2, "earthquake": 0.01, "tokyo": 0.01}
    none = (1 - 0.3 - 0.2) * (1 - 0.1) * (1 - 0.01) ** 2  # *the* and *que* never meet
    search.says("world-text", f"has {sum(shares.values()):.1f} words")
    search.says("world-text", f"{100 * none:.0f} of 100 have none")
    passed = 20 / (0.3 * 0.1)
    search.says("gap-common-text", f"= {passed:.0f} tweets", f": {passed * 0.4:.0f} postings")
    assert search.prints("pages", "by arithmetic: ") == [round(passed * 0.4)]
    passed = 20 / 0.01**2
    search.says("gap-rare-text", f"lie {passed:,.0f} tweets", f"are {passed * 0.02:,.0f} postings")


@pytest.mark.full
def test_lesson_says_what_ten_times_as_many_tweets_take() -> None:
    batch = World.generate(users=2_000, tweets=40_000, seed=2012).batch(texts=True)
    terms = sum(len({*tokens(text), *tags_and_names(text)}) + 1 for text in batch.texts or ())
    table, index = TableSearch(), SearchIndex()
    table.index(batch)
    index.index(batch)
    bytes_each = [way.nbytes / terms for way in (table, index)]
    table.close()
    Lesson("search").says("table-text", "hardly change: {:.0f} and {:.0f},".format(*bytes_each))


def test_lesson_says_what_the_dearest_queries_read() -> None:
    search = Lesson("search")
    pairs = [
        *("the que", "earthquake tokyo", "rain tokyo", "the rain"),
        *("the earthquake", "que earthquake", "que tokyo"),
    ]
    read = {pair: search.prints("dearest", f"\n{pair} ")[2] for pair in pairs}
    assert sorted(read, key=read.__getitem__)[::-1][:3] == pairs[:3]
    search.says(
        "dearest-after",
        f"some {round(read['the que'] / read['the rain'], -2):,.0f} times as much as *the rain*",
        f"= {20 * (1 / 0.1 + 1 / 0.01):,.0f}. It reads {read['rain tokyo']:,.0f}.",
        f"= {20 * (1 / 0.3 + 1 / 0.01):,.0f}. But *the* is {0.3 / 0.01:.0f} times as common",
        f"2 × 20 / 0.3 = {2 * 20 / 0.3:.0f}, and it reads {read['the earthquake']:.0f}.",
        f"*que* is {0.2 / 0.01:.0f} times as common: 2 × 20 / 0.2 = {2 * 20 / 0.2:.0f},",
        f"they read {read['que earthquake']:.0f} and {read['que tokyo']:.0f}.",
    )


def test_lesson_says_what_partitions_read_and_which_burn() -> None:
    search, workload = Lesson("search"), search_workload()
    runs = search_runs(workload, 64)
    usual, hot = (
        dict(zip(SEARCH_STRATEGIES, search_costs(runs, share), strict=True)) for share in (0.1, 0.9)
    )
    hottest, together, burns = {}, {}, {}
    for by in SEARCH_STRATEGIES:
        printed = search.prints("divided-price", f"\n{by}  ")
        four, _, hottest[by], all_of_four, _, together[by] = (f"{each:.0f}" for each in printed)
        hottest[by] += f" in place of {four}"
        if by == "document":
            together[by] += f" in place of {all_of_four}"
        share = 100 * hot[by].hottest_read / hot[by].all_read
        burns[by] = f"reads {hot[by].hottest_read:.0f}, {share:.0f} % of all"
    hottest["document"] = hottest["document"].replace(" in", " postings a query in")
    one = SearchIndex()
    one.index(workload.ids, workload.texts)
    reads = [
        np.mean([one.search(query).work.postings_read for query in queries])
        for queries in (workload.queries, workload.hot_queries)
    ]
    of_one, of_terms = (
        search.prints("divided-price-one", f"{strategy}: ")
        for strategy in ("ByDocument(partitions=1)", "ByTerm(partitions=64)")
    )
    search.says(
        "divided-after",
        f"reads {hottest['document']}: a quarter",
        f"read {together['document']}.",
        f"At 90 of 100 the hottest {burns['document']}.",
        f"it reads {hottest['term']}.",
        f"reads {of_terms[0]:,.0f} postings, where one index reads {of_one[0]:,.0f}.",
        f"at 90 of 100 it {burns['term']}.",
        f"each tweet goes to {usual['term'].tweet_messages:.0f} machines",
        f"it reads {hottest['time']}: three quarters",
        f"at 90 of 100 it {burns['time']}.",
        f"all together read {together['time']}, no more than one index,",
        f"which reads {0.9 * reads[0] + 0.1 * reads[1]:.0f}:",
        f"asks {hot['time'].asked:.0f} of 64 partitions when 90 of 100",
        f"and {usual['time'].asked:.0f} when 10 are",
        f"*By document in time*, {hottest['document in time']}, and",
        f"and {together['document in time']} together",
    )
    search.says("tail", f"1 - 0.99⁶⁴ = {100 * (1 - 0.99**64):.0f} %")

    recent = len(workload.ids) - workload.recent
    goals = ["goal" in text.split() for text in workload.texts]
    search.says(
        "break-text", f"Of the {recent:,} tweets before the final, {sum(goals[:recent])} have"
    )
    search.says("break-text", f"of the {workload.recent:,} since, {sum(goals[recent:])}.")
    kept = {by: search.prints("break-lost", f"\n{by}  ")[:2] for by in SEARCH_STRATEGIES}
    assert [*kept.values()] == [[20, 17], [0, 0], [8, 0], [20, 14]]
    search.says(
        "break-lost-after",
        "is full, and 17 of its tweets belong there. Three are missing",
        "left is eight tweets from before the final. By document in time, 14 of 20",
    )


def test_lesson_says_where_the_hill_has_its_top() -> None:
    ladder = ladder_of(tweets=2_000_000, seed=2012)
    by_chance, never = ("meet by chance", "never meet")
    shares = ("30 %", "10 %", "3 %", "1 %", "0.3 %", "0.1 %", "0.03 %")
    one, many = (
        dict(zip(shares, [each.read for each in count_reads(ladder, n, by_chance)], strict=True))
        for n in (1, 200)
    )
    apart = [each.read for each in count_reads(ladder, 20, never)]
    assert apart == sorted(apart, reverse=True), "the most common are the dearest"
    top, top_of_one = (max(reads, key=reads.__getitem__) for reads in (many, one))
    Lesson("search").says(
        "hill-after",
        f"to words of {top}: {many[top]:,} postings. For 1 it moves left, to {top_of_one}.",
        f"For 20 of two million that is *p* = {100 * (20 / 2_000_000) ** 0.5:.1f} %.",
        f"to {apart[0] / 1e6:.1f} million",
        f"jagged: {one['10 %']}, then {one['3 %']}, then {one['1 %']}.",
    )


def test_lesson_says_what_the_size_of_a_segment_costs() -> None:
    search, texts = Lesson("search"), segment_texts()
    costs = [segment_costs(texts, size) for size in SEGMENT_SIZES]
    common, rare, never = ([each[words] for each in costs] for words in costs[0])
    (read,), (read_rare,), (read_never,) = (
        {each.postings_read for each in some} for some in (common, rare, never)
    )
    lost = [f"{each.tweets_lost:,}" for each in common]
    needed = [f"{each.bytes_needed / 1e3:.0f} kB" for each in common[:2]]
    needed += [f"{each.bytes_needed / 1e6:.1f} MB" for each in common[2:]]
    assert [each.opened for each in common] == [2, 1, 1, 1]
    assert [each.opened for each in rare] == [len(each.held) for each in rare]
    opened, *_, large, _ = (each.opened for each in rare)
    search.says("size-text", f"Here are {len(texts):,} other tweets")
    search.says(
        "size-after",
        f"never change: {read}, {read_rare:,} and {read_never:,}.",
        "Common words open 1, but 2 of the smallest: on average it takes 667 tweets",
        f"the newest segment of 1,000 has only {lost[0]}.",
        f"the {opened} of 1,000, and the {large} of 100,000.",
        f"{', '.join(f'{each.bytes_a_tweet:.0f}' for each in common)}, from small",
        f"*Tweets to index again*: {', '.join(lost[:3])}, and all {len(texts):,} when",
        f"for common words {', '.join(needed)}.",
        f": {rare[0].bytes_needed / 1e6:.1f} MB, in place of {rare[-1].bytes_needed / 1e6:.1f}.",
    )
