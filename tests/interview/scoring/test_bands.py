"""The two-thirds rule, at its edges."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twitlab.interview.scoring.bands import band_of
from twitlab.interview.scoring.results import Tally


def tallies(*proved_of: tuple[int, int, int]) -> list[Tally]:
    """Make tallies of (rung, proved, observed)."""
    return [Tally(rung, "judged", proved, observed) for rung, proved, observed in proved_of]


@pytest.mark.parametrize(
    ("counts", "band"),
    [
        ([], None),
        ([(2, 0, 0)], None),
        ([(2, 0, 1)], 1),
        ([(2, 1, 2)], 1),
        ([(2, 2, 3)], 2),
        ([(2, 3, 5)], 1),
        ([(2, 4, 6)], 2),
        ([(2, 1, 1)], 2),
        ([(2, 1, 1), (3, 1, 2)], 2),
        ([(2, 1, 1), (3, 2, 3)], 3),
        ([(2, 1, 2), (3, 3, 3), (4, 1, 1)], 1),
        ([(3, 1, 1)], 3),
        ([(3, 0, 1), (4, 1, 1)], 1),
        ([(2, 1, 1), (4, 1, 1)], 4),
        ([(2, 1, 1), (3, 0, 0), (4, 1, 1)], 4),
        ([(2, 1, 1), (3, 1, 1), (4, 1, 2)], 3),
        ([(2, 2, 2), (3, 2, 2), (4, 2, 2)], 4),
    ],
)
def test_band_is_the_highest_rung_with_two_thirds_on_the_way(
    counts: list[tuple[int, int, int]], band: int | None
) -> None:
    assert band_of(tallies(*counts)) == band


PAIRS = st.integers(0, 9).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@given(st.tuples(PAIRS, PAIRS, PAIRS))
def test_band_agrees_with_the_rule_read_word_for_word(pairs: tuple[tuple[int, int], ...]) -> None:
    made = tallies(*((rung, *pair) for rung, pair in enumerate(pairs, 2)))
    observed = {each.rung: each.proved / each.observed for each in made if each.observed}
    holds = [
        rung
        for rung in observed
        if all(share > 0.6666666 for below, share in observed.items() if below <= rung)
    ]
    assert band_of(made) == (max(holds, default=1) if observed else None)


@given(st.tuples(PAIRS, PAIRS, PAIRS))
def test_one_more_proved_line_never_lowers_a_band(pairs: tuple[tuple[int, int], ...]) -> None:
    before = band_of(tallies(*((r, *pair) for r, pair in enumerate(pairs, 2))))
    for each in range(3):
        more = [(p + (n == each and p < o), o) for n, (p, o) in enumerate(pairs)]
        after = band_of(tallies(*((r, *pair) for r, pair in enumerate(more, 2))))
        assert (after is None) == (before is None)
        assert (after or 0) >= (before or 0)
