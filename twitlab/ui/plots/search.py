"""Draw what a search reads: of six tweets one can see, and of words of every share.

`draw_lists` shows posting lists and how far one query walks through them; `draw_reads` what a page
reads, from words in a third of all tweets to words in hardly any.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Final

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PatchCollection
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from twitlab.columns import Ints
from twitlab.errors import BadValue
from twitlab.experiments import SHARES, Ladder, count_reads
from twitlab.search import SearchIndex, SearchPage, tokens
from twitlab.ui.drawing.axis import draw_axis
from twitlab.ui.drawing.numbers import short_number
from twitlab.ui.drawing.picture import Picture
from twitlab.ui.drawing.style import INK, ROLES, house_style, new_axes
from twitlab.ui.drawing.svg import drawing, render
from twitlab.ui.plots.fanout import counted

_NO_BREAK: Final = "\u00a0"  # between a number and its unit
_MOST_TWEETS: Final = 8
_MOST_TERMS: Final = 8
_ROW_PX: Final = 40
_BOX: Final = (0.62, 0.7)  # of a posting, in columns and rows


def draw_lists(
    texts: Mapping[int, str], query: str = "", n: int = 1, segment_tweets: int = _MOST_TWEETS
) -> Picture:
    """Draw the posting lists of a few tweets, and which postings one query reads.

    Args:
        texts: by id, ascending, at most 8 tweets with at most 8 different words.
        query: words that must all be there; "" to read nothing.
        n: how large the page is.
        segment_tweets: how many tweets a segment has.

    Returns:
        The Picture; its text twin lists each posting list.

    Raises:
        BadValue: there are no tweets or too many, too many words, ids do not ascend, or the query
            is none of single words.
        BadQuery: the query cannot be read.

    Complexity: one small figure.

    >>> six = {10: "rain in tokyo", 20: "goal", 30: "rain"}
    >>> draw_lists(six, "rain").label
    'rain, newest 1: finds 30. 1 of 2 postings read.'
    """
    ids = np.array([*texts], np.int64)
    terms = sorted({term for text in texts.values() for term in tokens(text)})
    if not 1 <= len(ids) <= _MOST_TWEETS or (ids[1:] <= ids[:-1]).any():
        raise BadValue(f"texts must be 1 to {_MOST_TWEETS} with ascending ids, got {[*texts]}")
    if len(terms) > _MOST_TERMS:
        raise BadValue(f"texts must have at most {_MOST_TERMS} words, got {terms}")
    asked = query.split()
    if not set(asked) <= set(terms):
        raise BadValue(f"query must be words of {terms}, got {query!r}")
    index = SearchIndex(segment_tweets=segment_tweets)
    for begin in range(0, len(ids), segment_tweets):
        part = ids[begin : begin + segment_tweets]
        index.index(part, [texts[id_] for id_ in part.tolist()])
    segments = [each.ids for each in index.segments]
    lists = {term: [id_ for id_ in texts if term in tokens(texts[id_])] for term in terms}
    page = index.search(query, n) if query else None
    read = _read(lists, asked, segments, page)
    label = _say(lists, asked, n, segments, page)
    with house_style():
        height = 80 + _ROW_PX * len(terms)
        figure, axes = new_axes(height, left=170, right=120, top=40, bottom=40)
        axes.set(xlim=(-0.6, len(ids) - 0.4), ylim=(len(terms) - 0.4, -0.6))
        axes.set_axis_off()
        if len(segments) > 1:
            _draw_segments(axes, ids, segments, len(terms))
        _draw_postings(axes, ids, lists, asked, read)
        found = [] if page is None else page.ids.tolist()
        for at, id_ in enumerate(texts):
            axes.text(at, -0.85, str(id_), ha="center", va="bottom",
                      weight="bold" if id_ in found else "normal")  # fmt: skip
        axes.text(-0.75, -0.85, "tweet", ha="right", va="bottom")
        axes.text(len(ids) - 0.3, -0.85, "newest", ha="left", va="bottom")
        if query:
            axes.text(len(ids) - 0.3, len(terms) - 0.5, "◀ from here", ha="left", va="center")
        return render(figure, label=label, text="\n".join([label, *_twin(lists, read, segments)]))


def _read(
    lists: Mapping[str, list[int]], asked: list[str], segments: list[Ints], page: SearchPage | None
) -> set[tuple[str, int]]:
    """Give the postings that the query passes: of each segment, down to the page's last tweet."""
    if page is None:
        return set()
    stop = int(page.ids[-1]) if page.cursor is not None else 0
    here = [[(term, id_) for term in asked for id_ in lists[term] if id_ in each and id_ >= stop]
            for each in (segment.tolist() for segment in segments)]  # fmt: skip
    # A segment that has not all the words above the stop has nothing to give, and is not read.
    return {pair for some in here if {term for term, _ in some} == set(asked) for pair in some}


def _say(
    lists: Mapping[str, list[int]],
    asked: list[str],
    n: int,
    segments: list[Ints],
    page: SearchPage | None,
) -> str:
    if page is None:
        postings = sum(map(len, lists.values()))
        return f"{counted(postings, 'posting')} in {counted(len(lists), 'list')}."
    found = ", ".join(map(str, page.ids.tolist())) or "nothing"
    total = sum(len(lists[term]) for term in asked)
    label = (
        f"{' '.join(asked)}, newest {n}: finds {found}. {page.work.postings_read} of "
        f"{counted(total, 'posting')} read"
    )
    if len(segments) == 1:  # nothing was cut, and nobody needs the word yet
        return f"{label}."
    return f"{label}, in {page.work.segments} of {counted(len(segments), 'segment')}."


def _twin(
    lists: Mapping[str, list[int]], read: set[tuple[str, int]], segments: list[Ints]
) -> list[str]:
    wide = max(map(len, lists), default=0)
    lines = [
        f"{term:{wide}}  " + ", ".join(f"{id_}{' (read)' * ((term, id_) in read)}" for id_ in held)
        for term, held in lists.items()
    ]
    if len(segments) > 1:
        lines += [f"segment: {', '.join(map(str, each.tolist()))}" for each in segments]
    return lines


def _draw_segments(axes: Axes, ids: Ints, segments: list[Ints], terms: int) -> None:
    for number, held in enumerate(reversed(segments)):
        first, last = np.searchsorted(ids, held[[0, -1]])
        box = Rectangle((first - 0.46, -0.5), last - first + 0.92, terms, fill=False,
                        edgecolor=INK, linewidth=1.2)  # fmt: skip
        axes.add_patch(box)
        axes.text((first + last) / 2, terms - 0.3, f"segment {number}", ha="center", va="top")


def _draw_postings(
    axes: Axes,
    ids: Ints,
    lists: Mapping[str, list[int]],
    asked: list[str],
    read: set[tuple[str, int]],
) -> None:
    """Draw a box for each posting; a thick one with a bold number is read."""
    wide, high = _BOX
    places = {int(id_): at for at, id_ in enumerate(ids)}
    boxes: dict[bool, list[Rectangle]] = {False: [], True: []}
    for row, (term, held) in enumerate(lists.items()):
        weight = "bold" if term in asked else "normal"
        axes.text(-0.75, row, term, ha="right", va="center", weight=weight, parse_math=False)
        for id_ in held:
            at, is_read = places[id_], (term, id_) in read
            boxes[is_read].append(Rectangle((at - wide / 2, row - high / 2), wide, high))
            axes.text(at, row, str(id_), ha="center", va="center",
                      weight="bold" if is_read else "normal")  # fmt: skip
    for is_read, some in boxes.items():
        colour, line_px = (ROLES["read"].colour, 4) if is_read else (INK, 1.2)
        drawn = PatchCollection(some, facecolors="none", edgecolors=colour, linewidths=line_px)
        axes.add_collection(drawn)


def draw_reads(ladder: Ladder, n: int, meet: str) -> Picture:
    """Draw what a page reads, for two words of each share.

    Args:
        ladder: an index with words of all shares.
        n: how large the page is, 1 to 200.
        meet: one of :data:`~twitlab.experiments.MEETINGS`.

    Returns:
        The Picture; its text twin has for each share what was found and read.

    Raises:
        BadType, BadValue: as :func:`~twitlab.experiments.count_reads`.

    Complexity: as :func:`~twitlab.experiments.count_reads`, and one small figure.
    """
    pairs = count_reads(ladder, n, meet)
    reads = [pair.read for pair in pairs]
    names = [*SHARES]
    most = int(np.argmax(reads))
    label = (
        f"Newest {n}, the words {meet}: two words of 30{_NO_BREAK}% read {reads[0]:,} postings. "
        f"The dearest are two of {names[most].replace(' ', _NO_BREAK)}: {reads[most]:,}."
    )
    lines = [
        f"{name:>6}: {pair.found:3} found, {pair.read:9,} of {pair.held:9,} postings read"
        for name, pair in zip(names, pairs, strict=True)
    ]
    shares = [*SHARES.values()]
    with house_style():
        figure, axes = _reads_axes(ladder.tweets)
        axes.set_axis_off()
        green = ROLES["read"]
        axes.plot(shares, reads, marker=green.marker, color=green.colour)
        for at, (share, read) in enumerate(zip(shares, reads)):
            axes.annotate(f"{read:,}", (share, read), (0, 13), textcoords="offset pixels",
                          ha="center", weight="bold" if at == most else "normal")  # fmt: skip
        return render(figure, label=label, text="\n".join([label, *lines]),
                      behind=_draw_reads_frame(ladder.tweets))  # fmt: skip


@lru_cache(maxsize=2)
def _draw_reads_frame(tweets: int) -> str:
    """Draw the scales, and what both lists hold, which no knob changes."""
    with house_style():
        figure, axes = _reads_axes(tweets)
        marks = [(share, name) for name, share in SHARES.items()]
        draw_axis(axes, "x", *axes.get_xlim(), log=True, marks=marks,
                  title="each of the two words is in so many of the tweets")  # fmt: skip
        low, high = axes.get_ylim()
        powers = [10**at for at in range(1, 9) if low <= 10**at <= high]
        draw_axis(axes, "y", low, high, log=True, grid=True,
                  marks=[(at, short_number(at)) for at in powers])  # fmt: skip
        ends = [min(SHARES.values()), max(SHARES.values())]
        axes.plot(ends, [2 * share * tweets for share in ends], ":", color=INK, linewidth=2)
        axes.text(2.2e-4, 3.2 * tweets, "postings read; dotted: all of both lists", va="center")
        return drawing(figure)


def _reads_axes(tweets: int) -> tuple[Figure, Axes]:
    figure, axes = new_axes(400, left=80, right=40, top=10, bottom=60)
    axes.set(xscale="log", yscale="log", xlim=(2e-4, 0.45), ylim=(5, 6 * tweets))
    return figure, axes
