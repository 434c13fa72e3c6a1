"""The check of *Who of mine follows X?*: sorted lists of ids, combined with few looks."""

from __future__ import annotations

import random
from math import log2
from typing import Any

from hypothesis import strategies as st

from twitlab.course.book.jsonable import whole_number, written
from twitlab.course.checking.check import Case, Check, Judgement, Mistake, Observed, variant
from twitlab.course.checking.counted import CountedId, CountedList, count_from_zero

HOWS = ("intersection", "union", "difference")
LARGEST = 31_000_000
"""Followers of the largest account. Source: Krikorian, QCon SF 2012, slides."""
FOLLOWED = 200
"""Assumed: whom one user follows."""
LONG = 2_000
_SLACK = 100
_LARGE = f"{LARGEST / 1e6:.0f} million"


def cases(seed: int) -> list[Case]:
    """Give small lists to each operation, then random ones, then long ones for the work."""
    rng = random.Random(seed)
    small: list[list[list[int]]] = [
        [[1, 2, 3], [2, 3, 4]],
        [[2, 3, 4], [1, 2, 3]],
        [[1, 2]],
        [[], [1]],
        [[1], []],
        [[1, 5], [2, 9]],
        [[1, 2, 3, 4], [2, 3], [3, 4]],
        [[3, 9], [1, 3, 4, 8, 9]],
        [[2**60, 2**60 + 1], [2**60 + 1, 2**60 + 2]],
    ]
    drawn = [[_ids(rng, rng.randrange(8), 12) for _ in range(rng.randrange(1, 5))] for _ in HOWS]
    named = [{"how": how, "lists": lists} for lists in (*small, *drawn) for how in HOWS]
    few, many, others = (_ids(rng, size, 2**60) for size in (20, LONG, 500))
    many = sorted({*many, *few[::2]})
    others = sorted({*others, *few[::3]})
    return [
        *named,
        {"how": "intersection", "lists": [few, many]},
        {"how": "intersection", "lists": [many, few]},
        {"how": "intersection", "lists": [many, others, few]},
        {"how": "difference", "lists": [few, many]},
        {"how": "difference", "lists": [few, others, many]},
        {"how": "union", "lists": [_ids(rng, 10, 2**60) for _ in range(60)]},
    ]


def _ids(rng: random.Random, size: int, below: int) -> list[int]:
    return sorted({rng.randrange(1, below) for _ in range(size)})


def call(case: Case) -> str:
    """Write the call down; of a long list only how long it is."""
    lists = case["lists"]
    told = [f"[{len(each):,} ids]" if len(each) > 9 else str(each) for each in lists]
    if len(told) > 9:
        told = [*told[:2], f"... {len(told)} lists"]
    return f"combine({case['how']!r}, [{', '.join(told)}])"


def most_looks(case: Case) -> int:
    """Give the bound of the contract, for each of the two counts, and some for short lists."""
    lists = case["lists"]
    if case["how"] == "union":
        bound = sum(map(len, lists)) * (4 * log2(len(lists)) + 8)
    else:
        rank = min(range(len(lists)), key=lambda n: len(lists[n]))
        walked = rank if case["how"] == "intersection" else 0
        others = [len(each) for n, each in enumerate(lists) if n != walked]
        bound = len(lists[walked]) * sum(2 * log2(each + 1) + 8 for each in others)
    return _SLACK + int(bound)


def observe(answer: Any, case: Case) -> Observed:
    """Combine the lists, count reads and looks, and see whether the lists are as they were."""
    lists = [CountedList(map(CountedId, ids)) for ids in case["lists"]]
    count_from_zero()
    returned = answer(case["how"], lists)
    reads, compared, hashed = CountedList.reads, CountedId.compared, CountedId.hashed
    if isinstance(returned, (list, tuple)):
        returned = [int(each) if isinstance(each, CountedId) else each for each in returned]
    return {
        "returned": returned,
        "reads": reads,
        "compared": compared,
        "work": _work(reads, compared, hashed, case),
        "unchanged": [list(map(int, ids)) for ids in lists] == case["lists"],
    }


def _work(reads: int, compared: int, hashed: int, case: Case) -> str:
    """Say in a word or two how the work came about, so that one mistake is told from another."""
    most, once = most_looks(case), sum(map(len, case["lists"]))
    if compared > most:
        many = "walked" if compared <= 3 * once else "compared again and again"
        return "hashed" if hashed else many
    if reads > most:
        return "read" if reads <= 3 * once else "read again and again"
    return "few"


def judge(case: Case, observed: Observed) -> Judgement:
    """Compare with what sets give; then ask for the looks, and for lists left as they were."""
    first, *others = (set(ids) for ids in case["lists"])
    expected: list[int] = sorted(getattr(first, case["how"])(*others))
    returned = observed["returned"]
    got = [whole_number(each) for each in returned] if isinstance(returned, list) else None
    if got != expected:
        why = _why(case["how"])
        if got is not None and len(got) == len(expected) and set(got) == set(expected):
            why = "These are the right ids, but not in ascending order."
        return Judgement(False, written(returned), written(expected), why)
    if not observed["unchanged"]:
        return Judgement(
            False,
            f"{written(returned)}, and a list was changed",
            "lists that are as they were",
            "The lists belong to the caller, who will read them again.",
        )
    sizes = sorted({len(ids) for ids in case["lists"]})
    return Judgement(
        ok=observed["work"] == "few",
        got=f"the right ids; {observed['reads']:,} reads, {observed['compared']:,} comparisons and "
        "hashes",
        expected=f"at most {most_looks(case):,} of each",
        why=f"There are {len(case['lists'])} lists, of {' and '.join(f'{n:,}' for n in sizes)} "
        "ids. `ids[3]` reads one id, a slice or a loop all that it visits; a set hashes each.",
    )


def _why(how: str) -> str:
    return {
        "intersection": "An id belongs to the intersection if it is in *every* list.",
        "union": "An id belongs to the union if it is in *some* list, and stands there once.",
        "difference": "An id belongs to the difference if it is in the *first* list and in *none* "
        "of the others.",
    }[how]


def strategy() -> st.SearchStrategy[Case]:
    """Give short lists of small ids."""
    ids = st.lists(st.integers(1, 6), max_size=4, unique=True).map(sorted)
    return st.fixed_dictionaries(
        {"how": st.sampled_from(HOWS), "lists": st.lists(ids, min_size=1, max_size=3)}
    )


_RIGHT = """\
def combine(how, lists):
    from bisect import bisect_left
    from heapq import merge

    kept = []
    if how == "union":
        for each in merge(*lists):
            if not kept or kept[-1] != each:
                kept.append(each)
        return kept
    kept, *others = sorted(lists, key=len) if how == "intersection" else lists
    for other in others:
        walked, kept, place = kept, [], 0
        for each in walked:
            place = bisect_left(other, each, place)
            found = place < len(other) and other[place] == each
            if found == (how == "intersection"):
                kept.append(each)
    return list(kept)
"""
_LIST_BY_LIST = """\
        joined = []
        for ids in lists:
            joined = list(merge(joined, ids))
        for each in joined:"""
_IN_ALL_OTHERS = """\
    if how == "difference" and others:
        others = [combine("intersection", others)]
    for other in others:"""
_FOUND = "place < len(other) and other[place] == each"


def _galloping(how: Any, lists: Any) -> Any:
    from bisect import bisect_left

    if how == "union":  # two neighbours at a time: log2(lists) rounds
        while len(lists) > 1:
            pairs = [sorted([*a, *b]) for a, b in zip(lists[::2], lists[1::2], strict=False)]
            lists = pairs + (lists[-1:] if len(lists) % 2 else [])
        return [each for n, each in enumerate(lists[0]) if n == 0 or lists[0][n - 1] != each]
    first, *others = sorted(lists, key=len) if how == "intersection" else lists
    for other in others:
        result, low = [], 0
        for each in first:
            step = 1
            while low + step < len(other) and other[low + step] < each:
                step *= 2
            low = bisect_left(other, each, low + step // 2, min(low + step + 1, len(other)))
            if (low < len(other) and other[low] == each) == (how == "intersection"):
                result.append(each)
        first = result
    return [*first]


def _one_id_at_a_time(how: Any, lists: Any) -> Any:
    from bisect import bisect_left

    def holds(ids: Any, wanted: Any) -> Any:
        place = bisect_left(ids, wanted)
        return place != len(ids) and ids[place] == wanted

    if how == "union":
        everything = sorted(each for ids in lists for each in ids)
        return [b for a, b in zip([None, *everything], everything, strict=False) if a != b]
    if how == "difference":
        return [each for each in lists[0] if not any(holds(ids, each) for ids in lists[1:])]
    shortest, *others = sorted(lists, key=len)
    return [each for each in shortest if all(holds(ids, each) for ids in others)]


def _by_sets(how: Any, lists: Any) -> Any:
    first, *others = [set(ids) for ids in lists]
    return sorted(getattr(first, how)(*others))


def _by_sets_of_copies(how: Any, lists: Any) -> Any:
    first, *others = [{int(each) for each in ids} for ids in lists]
    return sorted(getattr(first, how)(*others))


def _both_walked(how: Any, lists: Any) -> Any:
    result = list(lists[0])
    for other in lists[1:]:
        a, b, kept = 0, 0, []
        while a < len(result) and b < len(other):
            if result[a] == other[b]:
                kept += [] if how == "difference" else [result[a]]
                a, b = a + 1, b + 1
            elif result[a] < other[b]:
                kept += [] if how == "intersection" else [result[a]]
                a += 1
            else:
                kept += [other[b]] if how == "union" else []
                b += 1
        rest = [] if how == "intersection" else result[a:]
        result = kept + rest + (other[b:] if how == "union" else [])
    return result


def _on_both_sides(how: Any, lists: Any) -> Any:
    result = set(lists[0])
    for other in lists[1:]:
        result = getattr(result, how.replace("diff", "symmetric_diff"))(other)
    return sorted(result)


CHECK = Check(
    cases=cases,
    call=call,
    observe=observe,
    judge=judge,
    strategy=strategy,
    fingerprint=lambda seen: {key: seen[key] for key in ("returned", "work", "unchanged")},
    mistakes=(
        Mistake(
            "by sets",
            "The result is right, and each id of each list was hashed to get it. You follow "
            f"{FOLLOWED} people, and X has {_LARGE} followers (the largest account, Krikorian "
            f"2012): of every {LARGEST // FOLLOWED:,} ids that you read, one is about you. The "
            "lists are sorted. What can one do in a sorted list?",
            _by_sets,
        ),
        Mistake(
            "each id read",
            "You compare and hash few ids of these lists, but you read each of them. A copy, a "
            "list of other numbers, a set: whatever is made of a whole list goes through the "
            f"whole list, {_LARGE} ids to find five. A search reads about "
            f"{log2(LARGEST):.0f} of them. Which line of yours visits all?",
            _by_sets_of_copies,
        ),
        Mistake(
            "a list read anew for each id",
            "You compare few ids, but for each id that you look for you read a list once more. "
            "A slice such as `other[place:]` copies all that is behind the place; so does a list "
            "or a set made inside the loop. `bisect_left(other, each, place)` begins at a place "
            "and copies nothing. What do you make in the loop?",
            variant(
                _RIGHT,
                ("bisect_left(other, each, place)", "place + bisect_left(other[place:], each)"),
            ),
        ),
        Mistake(
            "both lists walked",
            "You walk through both lists side by side. That is good when they are equally long. "
            f"With {FOLLOWED} ids against {_LARGE} you take {_LARGE} steps, nearly all of them "
            "past ids that nobody asked for. How does one look a name up in a telephone book?",
            _both_walked,
        ),
        Mistake(
            "each list searched from its start",
            "`in` on a list compares one id after another. In a list of 31 million that is half "
            "of it, for each of the ids you look for. `in` does not know that the list is sorted. "
            "You do.",
            variant(
                _RIGHT,
                ("walked, kept, place = kept, [], 0", "walked, kept = kept, []"),
                ("            place = bisect_left(other, each, place)\n", ""),
                (_FOUND, "each in other"),
            ),
        ),
        Mistake(
            "walks the first list, not the shortest",
            "You search well, but you walk through whichever list comes first. If that is the one "
            f"with {_LARGE} ids, you search {_LARGE} times. "
            "An intersection does not care about the order of its lists. Which one should you "
            "walk?",
            variant(
                _RIGHT, ('sorted(lists, key=len) if how == "intersection" else lists', "lists")
            ),
        ),
        Mistake(
            "the shortest taken for the first",
            "You sort the lists by length for every operation. An intersection allows that. But "
            "*A without B* is not *B without A*: whom I follow and who does not follow me back is "
            "another question than the reverse. Which lists of a difference may change places?",
            variant(_RIGHT, (' if how == "intersection" else lists', "")),
        ),
        Mistake(
            "only two lists",
            "You combine the first two lists, and leave the others out. 'Who that I follow "
            "follows X' is two lists; 'and does not follow Y' is a third. What do you do with "
            "the result of the first two?",
            variant(
                _RIGHT,
                ("for other in others:", "for other in others[:1]:"),
                ("merge(*lists)", "merge(*lists[:2])"),
            ),
        ),
        Mistake(
            "the union keeps an id twice",
            "Who follows A and follows B stands in your union twice. Their mention is delivered "
            "twice then, and each count made of it is too large. In a sorted stream, where do "
            "equal ids stand?",
            variant(_RIGHT, ("if not kept or kept[-1] != each", "if True")),
        ),
        Mistake(
            "the union is one list behind the other",
            "You put the lists together as they are, so the result is not ascending. The next "
            "operation expects sorted lists, searches in yours, and misses ids without a word. "
            "In which order must ids come out?",
            variant(
                _RIGHT,
                ("merge(*lists)", "(each for ids in lists for each in ids)"),
                ("if not kept or kept[-1] != each", "if each not in kept"),
            ),
        ),
        Mistake(
            "the union grows list by list",
            "You join the first two lists, then the third to the result, and so on. The ids of "
            "the first list are walked again for every list that follows: with 200 lists 200 "
            "times, where about 8 times is enough. How would you join 200 sorted piles of paper?",
            variant(_RIGHT, ("        for each in merge(*lists):", _LIST_BY_LIST)),
        ),
        Mistake(
            "in one of the others is not enough",
            "You leave an id out only if *all* the other lists have it. 'Whom I follow, without "
            "the blocked and without the muted' would then show everybody who is only one of "
            "the two. Read the contract's word for the other lists once more.",
            variant(_RIGHT, ("    for other in others:", _IN_ALL_OTHERS)),
        ),
        Mistake(
            "differences on both sides",
            "You give the ids that stand in just one of the lists, on either side. That is the "
            "*symmetric* difference. The contract's difference begins with the first list and "
            "only takes away. Which of your ids never stood in the first list?",
            _on_both_sides,
        ),
        Mistake(
            "the end of the list is not asked for",
            "`bisect_left` says where the id would stand. Where it is larger than all others, "
            "that is behind the end, and there is nothing to look at. What must you ask before "
            "`other[place]`?",
            variant(_RIGHT, (_FOUND, "other[place] == each")),
        ),
        Mistake(
            "a place is taken for a find",
            "`bisect_left` gives a place for every id, also for one that is not there. You take "
            "the place for a find. What stands at that place?",
            variant(_RIGHT, (_FOUND, "place < len(other)")),
        ),
    ),
    alternatives=(_galloping, _one_id_at_a_time),
)
