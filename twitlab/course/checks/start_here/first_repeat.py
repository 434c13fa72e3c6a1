"""The check of *The first repeated id*."""

from __future__ import annotations

import random
from typing import Any

from hypothesis import strategies as st

from twitlab.course.book.jsonable import whole_number, written
from twitlab.course.checking.check import Case, Check, Judgement, Mistake, Observed
from twitlab.course.checking.counted import CountedId, count_from_zero

LONG = 1_500
MOST_COMPARISONS_PER_ID = 50
"""A set compares each id about once and a sort about eleven times; looking through a list of
1,500 ids compares each 750 times."""


def cases(seed: int) -> list[Case]:
    """Give short lists first, then random ones, then one long enough to tell n from n²."""
    rng = random.Random(seed)
    named = [[], [7], [7, 7], [5, 6], [5, 8, 5], [8, 5, 5, 8], [0, 0], [1, 2, 3, 2, 1]]
    drawn = [[rng.randrange(1, 12) for _ in range(rng.randrange(2, 9))] for _ in range(40)]
    wide = [[rng.randrange(2**64) for _ in range(20)] for _ in range(5)]
    for ids in wide:
        ids.insert(rng.randrange(15, 20), ids[rng.randrange(10)])
    distinct = rng.sample(range(2**32), LONG)
    return [{"ids": ids} for ids in (*named, *drawn, *wide, [*distinct, distinct[LONG // 2]])]


def call(case: Case) -> str:
    """Write the call down."""
    ids = case["ids"]
    if len(ids) > 30:
        return f"first_repeat([{ids[0]}, {ids[1]}, ... {len(ids):,} ids])"
    return f"first_repeat({ids})"


def observe(answer: Any, case: Case) -> Observed:
    """Call the answer, count the comparisons it makes, and see whether it changed the list."""
    ids = [CountedId(each) for each in case["ids"]]
    given = list(ids)
    count_from_zero()
    returned = answer(ids)
    comparisons = CountedId.compared
    if isinstance(returned, CountedId):
        returned = int(returned)
    unchanged = len(ids) == len(given) and all(a is b for a, b in zip(ids, given, strict=True))
    return {
        "returned": returned,
        "many_comparisons": comparisons > MOST_COMPARISONS_PER_ID * len(ids) + 100,
        "comparisons": comparisons,
        "unchanged": unchanged,
    }


def judge(case: Case, observed: Observed) -> Judgement:
    """Accept the right position, found without looking through the list for each id."""
    expected = _expected(case["ids"])
    got = observed["returned"]
    right = got is None if expected is None else whole_number(got) == expected
    return Judgement(
        ok=right and observed["unchanged"] and not observed["many_comparisons"],
        got=_got(case, observed, right),
        expected=str(expected),
        why=_why(case, observed, expected, right),
    )


def _expected(ids: list[int]) -> int | None:
    """Find the answer another way than the reference: from the last position to the first."""
    later: dict[int, int] = {}
    found = None
    for position in range(len(ids) - 1, -1, -1):
        if ids[position] in later:
            again = later[ids[position]]
            found = again if found is None else min(found, again)
        later[ids[position]] = position
    return found


def _got(case: Case, observed: Observed, right: bool) -> str:
    got = written(observed["returned"])
    if right and not observed["unchanged"]:
        return f"{got}, and the list was changed"
    if right and observed["many_comparisons"]:
        return f"{got}, after {observed['comparisons']:,} comparisons"
    return got


def _why(case: Case, observed: Observed, expected: int | None, right: bool) -> str:
    ids = case["ids"]
    if right and not observed["unchanged"]:
        return "The list belongs to the caller. Work on a copy, or better: only read it."
    if right and observed["many_comparisons"]:
        return (
            f"{len(ids):,} ids need about {len(ids):,} looks, one each. Yours grow with the square "
            "of the number of ids: for a day of tweets, 400 million, that is decades."
        )
    if expected is None:
        return "No id in the list occurs twice, so the answer is None."
    return (
        f"Position {expected} holds {ids[expected]}, which stands at position "
        f"{ids.index(ids[expected])} already, and no earlier position repeats anything."
    )


def strategy() -> st.SearchStrategy[Case]:
    """Give short lists of small ids, so that a counterexample shrinks to something readable."""
    return st.fixed_dictionaries({"ids": st.lists(st.integers(1, 9), max_size=8)})


def _returns_earlier(ids: list[int]) -> int | None:
    seen: dict[int, int] = {}
    for position, tweet_id in enumerate(ids):
        if tweet_id in seen:
            return seen[tweet_id]
        seen[tweet_id] = position
    return None


def _returns_the_id(ids: list[int]) -> int | None:
    seen = set()
    for tweet_id in ids:
        if tweet_id in seen:
            return tweet_id
        seen.add(tweet_id)
    return None


def _counts_from_one(ids: list[int]) -> int | None:
    seen = set()
    for position, tweet_id in enumerate(ids, start=1):
        if tweet_id in seen:
            return position
        seen.add(tweet_id)
    return None


def _remembers_first(ids: list[int]) -> int | None:
    seen = set()
    for position, tweet_id in enumerate(ids):
        seen.add(tweet_id)
        if tweet_id in seen:
            return position
    return None


def _minus_one(ids: list[int]) -> int | None:
    seen = set()
    for position, tweet_id in enumerate(ids):
        if tweet_id in seen:
            return position
        seen.add(tweet_id)
    return -1


def _looks_through_a_list(ids: list[int]) -> int | None:
    seen: list[int] = []
    for position, tweet_id in enumerate(ids):
        if tweet_id in seen:
            return position
        seen.append(tweet_id)
    return None


def _neighbours_only(ids: list[int]) -> int | None:
    for position in range(1, len(ids)):
        if ids[position] == ids[position - 1]:
            return position
    return None


def _how_many_before(ids: list[int]) -> int | None:
    distinct = len(set(ids))
    return distinct if distinct < len(ids) else None


def _first_id_that_repeats(ids: list[int]) -> int | None:
    for position, tweet_id in enumerate(ids):
        if tweet_id in set(ids[position + 1 :]):
            return ids.index(tweet_id, position + 1)
    return None


def _prints(ids: list[int]) -> None:
    seen = set()
    for position, tweet_id in enumerate(ids):
        if tweet_id in seen:
            print(position)
            break
        seen.add(tweet_id)


def _sorts_the_list(ids: list[int]) -> int | None:
    ids.sort()
    for position in range(1, len(ids)):
        if ids[position] == ids[position - 1]:
            return position
    return None


def _by_dictionary(ids: list[int]) -> int | None:
    first: dict[int, int] = {}
    for position in range(len(ids)):
        if first.setdefault(ids[position], position) != position:
            return position
    return None


def _by_sorting(ids: list[int]) -> int | None:
    from itertools import pairwise

    order = sorted(range(len(ids)), key=lambda position: (ids[position], position))
    again = [b for a, b in pairwise(order) if ids[a] == ids[b]]
    return min(again, default=None)


CHECK = Check(
    cases=cases,
    call=call,
    observe=observe,
    judge=judge,
    strategy=strategy,
    fingerprint=lambda observed: {k: v for k, v in observed.items() if k != "comparisons"},
    mistakes=(
        Mistake(
            "the earlier position",
            "You return where the id stood *first*. Asked for is where it is met *again*: "
            "the position you are reading when you notice.",
            _returns_earlier,
        ),
        Mistake(
            "the id instead of its position",
            "You return the id that repeats. Asked for is its position; `enumerate(ids)` gives "
            "both.",
            _returns_the_id,
        ),
        Mistake(
            "positions counted from one",
            "Your position is one too high. Python counts positions from 0.",
            _counts_from_one,
        ),
        Mistake(
            "remembered before looked",
            "You add the id to what you have seen and then ask whether it is there: it always is. "
            "Look first, then remember.",
            _remembers_first,
        ),
        Mistake(
            "-1 for nothing found",
            "When no id repeats, the contract says None. A -1 is a trap: `ids[-1]` is a real id, "
            "the last one, so a caller who forgets to ask gets a wrong answer and no error.",
            _minus_one,
        ),
        Mistake(
            "looks through a list",
            "Your answer is right and too slow. On a list, `in`, `index` and `count` compare one "
            "by one, so the work grows with the square of the ids. `in` on a set does not.",
            _looks_through_a_list,
        ),
        Mistake(
            "only neighbours compared",
            "You compare each id with the one just before it. The earlier one can stand anywhere.",
            _neighbours_only,
        ),
        Mistake(
            "the number of distinct ids",
            "You return how many different ids there are. That is the position of the repeat only "
            "when nothing comes after it.",
            _how_many_before,
        ),
        Mistake(
            "the first id that will repeat",
            "You take the first id that occurs again *somewhere*, and its second position. Another "
            "id may repeat sooner: in [8, 5, 5, 8] the 5 does, at position 2.",
            _first_id_that_repeats,
        ),
        Mistake(
            "nothing returned",
            "Your function always gives None back. Is there a `return` on the way out? "
            "`print` shows a value to people; only `return` gives it to the caller.",
            _prints,
        ),
        Mistake(
            "sorted the caller's list",
            "`ids.sort()` changes the caller's list and moves every id from its position, so the "
            "position you return is one in another list.",
            _sorts_the_list,
        ),
    ),
    alternatives=(_by_dictionary, _by_sorting),
)
