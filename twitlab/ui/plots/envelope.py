"""Draw what the lesson *Back of the envelope* turns: latencies guessed and known, and downtime."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Final

from twitlab.arguments import check_int, check_number
from twitlab.errors import BadValue
from twitlab.estimate.latency import TABLE
from twitlab.ui.drawing.axis import draw_axis
from twitlab.ui.drawing.numbers import say_number, say_ratio
from twitlab.ui.drawing.picture import Picture
from twitlab.ui.drawing.style import INK, ROLES, house_style, new_axes
from twitlab.ui.drawing.svg import render

PARTS: Final = (1, 30)
COPIES: Final = (1, 5)
NINES: Final = (1, 5)
_YEAR_S: Final = 31_557_600  # 365.25 days
_LEAST_S: Final = 1e-6
_SPANS: Final = (
    (1e-6, "1 µs"), (1e-3, "1 ms"), (1, "1 s"), (60, "1 min"), (3_600, "1 h"), (86_400, "1 day"),
    (_YEAR_S, "1 year"),
)  # fmt: skip
_TIMES: Final = (
    (1, "1 ns"), (1e3, "1 µs"), (1e6, "1 ms"), (1e9, "1 s"),
)  # fmt: skip


def draw_latencies(
    guesses: Mapping[str, float | None], measured: Mapping[str, float] | None = None
) -> Picture:
    """Draw the latency table, with guesses and this machine's own numbers beside it.

    Args:
        guesses: what a row of the table was guessed to take, in ns; None where nobody guessed.
        measured: what it took here, in ns.

    Returns:
        The Picture; its text twin says for each guess how far off it was.

    Raises:
        BadValue: a row is not in the table, or a time is not above 0.
        BadType: a time is not a number.

    Complexity: one figure with a lane for each row.

    Source: `twitlab.estimate.latency.SOURCE`.

    >>> draw_latencies({"Disk seek": 1_000_000}).label
    'Of 1 guess 0 were within a factor of 3; the worst, Disk seek, was 10 times too low.'
    """
    known = {row.name: row.ns for row in TABLE}
    here = measured or {}
    guessed = {name: ns for name, ns in guesses.items() if ns is not None}
    for name, ns in [*guessed.items(), *here.items()]:
        _check_time(name, ns, known)
    label = _say_guesses(guessed, known)
    lines = [label]
    with house_style():
        figure, axes = new_axes(70 + 27 * len(TABLE), left=360, right=40, top=10)
        draw_axis(axes, "x", 0.3, 3e9, log=True, marks=_TIMES, grid=True)
        draw_axis(axes, "y", len(TABLE) - 0.5, -0.5,
                  marks=[(lane, row.name) for lane, row in enumerate(TABLE)])  # fmt: skip
        for lane, row in enumerate(TABLE):
            said = f"{row.name}: {_say_ns(row.ns)}"
            _mark(axes, "published", row.ns, lane)
            if row.name in here:
                _mark(axes, "measured", here[row.name], lane)
                said += f"; here {_say_ns(here[row.name])}"
            if row.name in guessed:
                _mark(axes, "estimate", guessed[row.name], lane)
                said += f"; guessed {_say_ns(guessed[row.name])}, "
                said += say_ratio(guessed[row.name], row.ns)
            lines.append(said)
        key = "star: the table" + (", square: here" if here else "")
        key += ", diamond: you" if guessed else ""
        axes.set_xlabel(f"log scale; {key}", labelpad=28)
        return render(figure, label=label, text="\n".join(lines))


def draw_availability(parts: int, copies: int, nines: int, shared: int = 0) -> Picture:
    """Draw how long a chain is down in a year, and what each step of it does.

    The model: a chain of equal parts, all needed. Of each part there are copies, one is enough,
    and what a copy is down for alone is independent of all else.

    Args:
        parts: how many parts in sequence, 1 to 30.
        copies: how many copies of each in parallel, 1 to 5.
        nines: availability of one copy, 1 to 5 nines.
        shared: of the time that a copy is down, how many percent come from causes that take all
            copies of its part at once; 0 to 100.

    Returns:
        The Picture; its text twin has the three times.

    Raises:
        BadType, BadValue: an argument is no whole number, or out of range.

    Complexity: one small figure; the sums are exact.

    Source: donnemartin/system-design-primer, "Availability in numbers".

    >>> print(draw_availability(parts=10, copies=1, nines=3).text)
    10 parts, 1 copy of each, with 3 nines: down 87.3 hours in a year, 99.0044 % up.
    One copy: down 8.77 hours in a year.
    One part (1 copy): down 8.77 hours in a year.
    The chain of 10 parts: down 87.3 hours in a year.
    """
    parts, copies = check_int("parts", parts, *PARTS), check_int("copies", copies, *COPIES)
    nines, shared = check_int("nines", nines, *NINES), check_int("shared", shared, 0, 100)
    one = Fraction(1, 10**nines)
    together = one * shared / 100
    part = 1 - (1 - together) * (1 - ((one - together) / (1 - together)) ** copies)
    chain = 1 - (1 - part) ** parts
    several = f"{copies} {'copy' if copies == 1 else 'copies'}"
    rows = [
        ("One copy", one),
        (f"One part ({several})", part),
        (f"The chain of {parts} part{'s' if parts > 1 else ''}", chain),
    ]
    common = f", {shared} % of their downtime shared" if shared else ""
    label = (
        f"{parts} part{'s' if parts > 1 else ''}, {several} of each, with {nines} "
        f"nine{'s' if nines > 1 else ''}{common}: down {_say_down(chain)} in a year, "
        f"{_percent(1 - chain)} % up."
    )
    text = "\n".join([label, *(f"{n}: down {_say_down(down)} in a year." for n, down in rows)])
    with house_style():
        figure, axes = new_axes(70 + 50 * len(rows), left=240, right=110, top=10)
        draw_axis(axes, "x", _LEAST_S / 3, 1e8, log=True, marks=_SPANS, grid=True,
                  title="down in a year (log scale)")  # fmt: skip
        draw_axis(axes, "y", len(rows) - 0.5, -0.5,
                  marks=[(lane, name) for lane, (name, _) in enumerate(rows)])  # fmt: skip
        for lane, (_, down) in enumerate(rows):
            seconds = max(float(down * _YEAR_S), _LEAST_S)
            role = ROLES["lost" if lane == 2 else "read"]
            axes.plot([_LEAST_S / 3, seconds], [lane, lane], color=role.colour)
            axes.plot([seconds], [lane], role.marker, color=role.colour, markeredgecolor=INK)
            axes.annotate(_say_down(down), (seconds, lane), xytext=(12, 0),
                          textcoords="offset points", va="center")  # fmt: skip
        return render(figure, label=label, text=text)


def _mark(axes: object, role: str, ns: float, lane: int) -> None:
    style = ROLES[role]
    axes.plot(  # type: ignore[attr-defined]
        [float(ns)], [lane], style.marker, color=style.colour, markeredgecolor=INK,
        markersize=14 if role == "published" else 9,
    )  # fmt: skip


def _check_time(name: str, ns: object, known: Mapping[str, float]) -> None:
    if name not in known:
        raise BadValue(f"{name!r} must be a row of the table: {', '.join(known)}")
    if not check_number(name, ns) > 0:
        raise BadValue(f"{name} must be above 0 ns, got {ns}")


def _say_guesses(guessed: Mapping[str, float], known: Mapping[str, float]) -> str:
    if not guessed:
        return f"{len(known)} things that a computer does; no guess is committed yet."
    off = {name: max(ns / known[name], known[name] / ns) for name, ns in guessed.items()}
    near = sum(factor <= 3 for factor in off.values())
    worst = max(off, key=lambda name: off[name])
    verb = "was" if near == 1 else "were"
    many = "1 guess" if len(off) == 1 else f"{len(off)} guesses"
    return (
        f"Of {many} {near} {verb} within a factor of 3; the worst, {worst}, was "
        f"{say_ratio(guessed[worst], known[worst])}."
    )


def _say_ns(ns: float) -> str:
    for size, unit in ((1e9, "s"), (1e6, "ms"), (1e3, "µs")):
        if ns >= size:
            return f"{say_number(ns / size)} {unit}"
    return f"{say_number(ns)} ns"


def _say_down(down: Fraction) -> str:
    """Say a share of a year as a span of time."""
    seconds = down * _YEAR_S
    for at_least, size, unit in ((2 * 86_400, 86_400, "days"), (7_200, 3_600, "hours"),
                                 (120, 60, "minutes"), (1, 1, "s")):  # fmt: skip
        if seconds >= at_least:
            if unit == "days" and seconds < 10 * 86_400:
                return f"{say_number(float(seconds / 3_600))} hours"
            return f"{say_number(float(seconds / size))} {unit}"
    return _say_ns(float(seconds * 10**9)) if seconds >= Fraction(1, 10**6) else "under 1 µs"


def _percent(share: Fraction) -> str:
    """Say a share in percent, with two digits after the nines, cut and not rounded up."""
    down, places = 1 - share, 2
    while down * 10 ** (places - 1) < 1 and places < 12:
        places += 1
    whole, rest = divmod(int(share * 100 * 10**places), 10**places)
    return f"{whole}.{rest:0{places}d}".rstrip("0").rstrip(".")
