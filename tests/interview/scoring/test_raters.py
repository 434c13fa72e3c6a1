"""Two people score the same session, and it is said how far they agree."""

import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.help.made_sessions import Happens, all_phases, happens, made, opened
from tests.help.rubric_pack import rubric_pack
from twitlab.errors import BadValue
from twitlab.interview.events import Role
from twitlab.interview.scoring.raters import (
    LEAST_FOR_KAPPA,
    Agreement,
    OnLine,
    agreement,
    cohen_kappa,
    sentences,
)
from twitlab.interview.scoring.score import score
from twitlab.interview.session import Session

JUDGED = [each.id for each in rubric_pack().rubric if each.evidence.by == "ticked"]


def ticks(role: Role, **earned: bool) -> list[Happens]:
    """Tick lines, `_` for `-`."""
    return [
        happens("40:00", role, "ticked", line=n.replace("_", "-"), earned=e, quote="so it was")
        for n, e in earned.items()
    ]


def session_of_two_raters(*events: Happens, name: str = "red-fox-7") -> Session:
    """Make a session that an interviewer and a rater score."""
    begun = [*opened("interviewer", "rater"), *all_phases("interviewer")]
    return made(*begun, *events, name=name)


def compared(session: Session) -> Agreement:
    """Compare the two of a session."""
    return agreement([(score(session), score(session, "rater"))])


def test_lines_and_marks_that_both_judged_are_compared() -> None:
    mine = ticks("interviewer", says_peak=True, names_keys=True, whole_path=False, goes_deep=True)
    theirs = ticks("rater", says_peak=True, names_keys=False, whole_path=False, leads=True)
    found = compared(session_of_two_raters(*mine, *theirs))
    assert [(each.line, each.one, each.other) for each in found.lines] == [
        ("says-peak", "proved", "proved"),
        ("names-keys", "proved", "missed"),
        ("whole-path", "missed", "missed"),
    ]
    # Three lines have keys only; one line was ticked by the first only, one by the second.
    assert (found.same, found.unpaired) == (2, 5)
    bands = {each.dimension: (each.one, each.other) for each in found.bands}
    assert bands == {"estimation": (2, 2), "data-api": (2, 1), "design": (1, 1)}
    assert (found.exact, found.within_one) == (2, 3)
    assert found.difference == pytest.approx(-1 / 3)


def test_difference_has_a_sign_and_within_one_has_an_edge() -> None:
    theirs = ticks("rater", goes_deep=True, whole_path=True)
    mine = ticks("interviewer", goes_deep=False, whole_path=True)
    shards = happens("1:00", "interviewer", "heard", tag="shards-at-once")
    found = compared(session_of_two_raters(*mine, *theirs, shards))
    bands = {each.dimension: (each.one, each.other) for each in found.bands}
    assert bands == {"depth": (1, 4), "design": (1, 3)}
    assert (found.exact, found.within_one, found.difference) == (0, 0, 2.5)


def test_nothing_in_common_is_said() -> None:
    found = compared(session_of_two_raters())
    assert (found.lines, found.bands, found.difference, found.kappa) == ((), (), None, None)
    assert sentences(found) == ("There is no line that both of them judged.",)


@pytest.mark.parametrize("count", [LEAST_FOR_KAPPA - 1, LEAST_FOR_KAPPA])
def test_kappa_is_given_from_28_lines_on(count: int) -> None:
    lines = [
        OnLine("s", str(n), "proved" if n % 2 else "missed", "proved" if n % 3 else "missed")
        for n in range(count)
    ]
    found = Agreement(tuple(lines), (), 0)
    assert (found.kappa is not None) == (count == 28)
    said = " ".join(sentences(found))
    assert ("Cohen's kappa over the lines" in said) == (count == 28)
    assert ("from 28 lines on" in said) == (count == 27)


def test_sessions_are_put_together() -> None:
    events = [*ticks("interviewer", leads=True), *ticks("rater", leads=False)]
    pairs = []
    for name in ("one", "two", "three"):
        session = session_of_two_raters(*events, name=name)
        pairs.append((score(session), score(session, "rater")))
    found = agreement(pairs)
    assert [each.session for each in found.lines] == ["one", "two", "three"]
    assert found.same == 0


@pytest.mark.parametrize(
    ("pairs", "kappa"),
    [
        ([], None),
        ([("a", "a")] * 5, None),
        ([("a", "b")] * 5, 0),
        ([("a", "b"), ("b", "a")], -1),
        ([("a", "a"), ("b", "b")], 1),
        ([("a", "a"), ("a", "b"), ("b", "a"), ("b", "b")], 0),
        # Cohen 1960, by hand: 35 of 50 agree, chance makes 25.
        ([("a", "a")] * 20 + [("a", "b")] * 5 + [("b", "a")] * 10 + [("b", "b")] * 15, 0.4),
    ],
)
def test_kappa_of_known_tables(pairs: list[tuple[str, str]], kappa: float | None) -> None:
    found = cohen_kappa(pairs)
    assert found == (kappa if kappa is None else pytest.approx(kappa))


WORDS = st.sampled_from("abc")


@given(st.lists(st.tuples(WORDS, WORDS), min_size=1, max_size=40))
def test_kappa_does_not_know_who_is_first_and_is_at_most_one(pairs: list[tuple[str, str]]) -> None:
    kappa, turned = cohen_kappa(pairs), cohen_kappa([(two, one) for one, two in pairs])
    assert kappa == turned
    if kappa is not None:
        assert -1 <= kappa <= 1
        assert (kappa == 1) == all(one == two for one, two in pairs)


def test_kappa_of_two_who_guess_is_near_zero() -> None:
    """Of 2,000 lines kappa has a standard error of 0.022; four of them fail once in 15,000."""
    for seed in range(5):
        chance = random.Random(seed)
        pairs = [(chance.choice("ab"), chance.choice("ab")) for _ in range(2_000)]
        kappa = cohen_kappa(pairs)
        assert kappa is not None
        assert abs(kappa) < 0.09, seed


def test_scores_that_cannot_be_compared_are_refused() -> None:
    session = session_of_two_raters()
    one, two = score(session), score(session, "rater")
    with pytest.raises(BadValue, match="the same session, got 'red-fox-7' and 'other'"):
        agreement([(one, replace(two, session="other"))])
    with pytest.raises(BadValue, match="both are by the interviewer"):
        agreement([(one, one)])
