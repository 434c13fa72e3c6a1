"""Draw counts that one can see: a heap that few of them enter, and lists that cut some off."""

from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Final

from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from twitlab.arguments import check_int
from twitlab.counting import Counted, by_heap, top_k
from twitlab.errors import BadType, BadValue
from twitlab.experiments.counting import sum_of_tops
from twitlab.ui.drawing.picture import Picture
from twitlab.ui.drawing.style import INK, ROLES, house_style, new_axes
from twitlab.ui.drawing.svg import render

_MOST_COUNTS: Final = 8
_MOST_K: Final = 4
_MOST_STREAMS: Final = 6
_MOST_KEYS: Final = 7
_LONGEST: Final = 12  # letters of a key, or of a stream's name
_ROW_PX: Final = 40
_BOX: Final = (0.86, 0.72)  # in columns and rows

# A heap


def draw_heap(counts: Mapping[str, int], k: int) -> Picture:
    """Draw what a heap of the k largest holds, count after count.

    Args:
        counts: by key, in the order in which they come; 1 to 8, of short keys.
        k: how many the heap holds, 1 to 4.

    Returns:
        The Picture; its text twin has a line for each count.

    Raises:
        BadType: k or a count is no int.
        BadValue: there are no counts or too many, a key is too long, or k is out of range.

    Complexity: one small figure.

    >>> draw_heap({"a": 7, "b": 3, "c": 9, "d": 8, "e": 2}, 2).label
    'A heap of 2, and 5 counts: 4 enter. The largest are c 9, d 8.'
    """
    k = check_int("k", k, 1, _MOST_K)
    if not 1 <= len(counts) <= _MOST_COUNTS:
        raise BadValue(f"counts must be 1 to {_MOST_COUNTS}, got {len(counts)}")
    for key, count in counts.items():
        _check_name("a key of counts", key, 4)
        check_int(f"the count of {key}", count, 0, 9_999)
    steps = _heap_steps(counts, k)
    entered = sum(is_in for _, is_in in steps)
    largest = _said(by_heap(counts.items(), k)[0])
    label = f"A heap of {k}, and {len(counts)} counts: {entered} enter. The largest are {largest}."
    lines = [
        f"{key} {count:4} {'enters     ' if is_in else 'stays out  '}heap: {_said(heap)}"
        for (key, count), (heap, is_in) in zip(counts.items(), steps, strict=True)
    ]
    with house_style():
        figure, axes = new_axes(90 + _ROW_PX * (k + 1), left=140, right=10, top=10, bottom=20)
        axes.set(xlim=(-0.5, len(counts) - 0.5), ylim=(k + 0.9, -1.6))
        axes.set_axis_off()
        for lane, words in ((-1, "comes"), (0.5, "smallest"), *([(k - 0.5, "largest")] * (k > 1))):
            axes.text(-0.6, lane, words, ha="right", va="center")
        for at, ((key, count), (heap, is_in)) in enumerate(zip(counts.items(), steps, strict=True)):
            _draw_box(axes, at, -1, f"{key} {count}", "write" if is_in else None)
            for lane, each in enumerate(heap):
                new = is_in and each.key == key
                _draw_box(axes, at, lane + 0.5, _said([each]), "write" if new else None, "-")
            axes.text(at, k + 0.4, "enters" if is_in else "stays out", ha="center", va="center")
        return render(figure, label=label, text="\n".join([label, *lines]))


def _heap_steps(counts: Mapping[str, int], k: int) -> list[tuple[list[Counted], bool]]:
    """Give the heap after each count, the smallest first, and whether the count entered it."""
    steps, entered = [], 0
    for end in range(1, len(counts) + 1):
        largest, now = by_heap([*counts.items()][:end], k)
        steps.append((largest[::-1], now > entered))
        entered = now
    return steps


# Lists that cut off


def draw_tops(streams: Mapping[str, Sequence[str]], k: int) -> Picture:
    """Draw what each stream has counted, what its list of k shows, and what the lists add up to.

    Args:
        streams: of minutes or processors, by name, 1 to 6: the keys that came, at most 7 different.
        k: how long a list is, and how many are wanted of all streams, 1 to 4.

    Returns:
        The Picture; its text twin has a line for each stream, then the lists' sum, and the truth.

    Raises:
        BadType: k is no int, or a key no str.
        BadValue: there are no streams or too many, too many keys, a name is too long, or k is out
            of range.

    Complexity: one small figure.

    >>> draw_tops({"minute 0": ["b", "c"], "minute 1": ["a", "a", "c", "c"]}, 1).label
    'Lists of 1. Added up: a 2. In truth: c 3, which no list shows.'
    """
    k = check_int("k", k, 1, _MOST_K)
    if not 1 <= len(streams) <= _MOST_STREAMS:
        raise BadValue(f"streams must be 1 to {_MOST_STREAMS}, got {len(streams)}")
    for name, keys in streams.items():
        _check_name("a name of streams", name, _LONGEST)
        for key in keys:
            _check_name(f"a key of {name}", key, 4)
        if len(set(keys)) > _MOST_KEYS:
            raise BadValue(f"{name} must have at most {_MOST_KEYS} different keys, got {[*keys]}")
    counted = {name: top_k([*keys], _MOST_KEYS) for name, keys in streams.items()}
    lists = [items[:k] for items in counted.values()]
    sums, true = sum_of_tops(lists, k), top_k([*chain(*streams.values())], k)
    label = _say_tops(lists, sums, true, k)
    wide = max(map(len, [*counted, "lists added up"]))
    lines = [
        f"{name:{wide}}  {_said(items[:k]) or 'nothing'}"
        + f"   (cut off: {_said(items[k:])})" * (len(items) > k)
        for name, items in counted.items()
    ]
    lines += [
        f"{'lists added up':{wide}}  {_said(sums) or 'nothing'}",
        f"{'in truth':{wide}}  {_said(true) or 'nothing'}",
    ]
    with house_style():
        rows = len(streams) + 2
        figure, axes = new_axes(40 + _ROW_PX * rows, left=150, right=10, top=10, bottom=10)
        axes.set(xlim=(-0.6, _MOST_KEYS + 0.8), ylim=(rows + 0.3, -0.7))
        axes.set_axis_off()
        for row, (name, items) in enumerate(counted.items()):
            _draw_row(axes, row, name, items, k, "write")
        base = len(streams) + 0.4
        axes.plot([-2, _MOST_KEYS + 0.8], [base - 0.7] * 2, color=INK, linewidth=1.2, clip_on=False)
        _draw_row(axes, base, "lists added up", sums, k, "read")
        _draw_row(axes, base + 1, "in truth", true, k, "measured")
        return render(figure, label=label, text="\n".join([label, *lines]))


def _say_tops(
    lists: Sequence[Sequence[Counted]], sums: list[Counted], true: list[Counted], k: int
) -> str:
    shown = {each.key for items in lists for each in items}
    parts = [f"Lists of {k}. Added up: {_said(sums) or 'nothing'}."]
    missed = [each for each in true if each.key not in shown]
    hidden = f", which no list shows{'' if k == 1 else f': {_said(missed)}'}" if missed else ""
    if sums == true:
        return f"{parts[0]} In truth the same."
    return f"{parts[0]} In truth: {_said(true)}{hidden}."


def _draw_row(
    axes: Axes, row: float, name: str, items: Sequence[Counted], k: int, role: str
) -> None:
    axes.text(-0.7, row, name, ha="right", va="center", parse_math=False)
    for at, each in enumerate(items):
        # What is cut off stands apart from the list.
        x = at if at < k else at + 0.4
        _draw_box(axes, x, row, _said([each]), role if at < k else None)
    if len(items) > k:
        axes.text(len(items), row, "cut off", ha="left", va="center")


def _draw_box(axes: Axes, x: float, y: float, said: str, role: str | None, thin: str = ":") -> None:
    """Draw a box; with a role it is thick and its text bold, without one it is thin."""
    wide, high = _BOX
    box = Rectangle((x - wide / 2, y - high / 2), wide, high, fill=False,
                    edgecolor=ROLES[role].colour if role else INK,
                    linewidth=4 if role else 1.2, linestyle="-" if role else thin)  # fmt: skip
    axes.add_patch(box)
    axes.text(x, y, said, ha="center", va="center", parse_math=False,
              weight="bold" if role else "normal")  # fmt: skip


def _said(items: Sequence[Counted]) -> str:
    return ", ".join(f"{each.key} {each.count}" for each in items)


def _check_name(name: str, value: object, longest: int) -> None:
    if not isinstance(value, str):
        raise BadType(f"{name} must be a str, got {value!r:.80}")
    if not 1 <= len(value) <= longest:
        raise BadValue(f"{name} must have 1 to {longest} letters, got {value!r:.80}")
