"""Critique: which claims of a design are wrong, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from twitlab.course.book.jsonable import shown
from twitlab.course.checking.check import Case, Check, Judgement, Observed
from twitlab.course.kinds.form import LABELS, demand, make_check, value_mistakes
from twitlab.course.kinds.reading import Unreadable, read_dict, read_number

_LET_IT_STAND = (
    "Whoever accuses a sentence shows what in it is false. Work this one out by itself: is it the "
    "sentence that is wrong, or only what somebody might conclude from it?"
)


@dataclass(frozen=True, slots=True)
class Claim:
    """One sentence of somebody's design.

    Attributes:
        text: The sentence, as the notebook shows it.
        look: Of a wrong claim, a number to work out for a learner who lets it stand; of a right
            one, why it holds, for who has found them all.
        because: Letters of the reasons why it is wrong, any of them; empty if it is right.
        not_because: Letter to why this reason, which people give, is not it.
    """

    text: str
    look: str
    because: str = ""
    not_because: Mapping[str, str] = field(default_factory=dict)


def critique(
    *,
    answer: str,
    claims: Sequence[Claim],
    reasons: Mapping[str, str],
    mistakes: str,
) -> Check:
    """Build a check of which claims are wrong, and why.

    The answer is a dictionary: the number of each wrong claim, from 1, to the letter of a reason.
    Where several reasons hold, each of them passes, and so do all together.

    Args:
        answer: The name of the answer.
        claims: The design, sentence by sentence.
        reasons: Letter to text, as the notebook shows them; some need fit no claim.
        mistakes: As `value_mistakes` reads them: changes to the answer that has of each wrong claim
            the first letter of ``because``.

    Raises:
        CourseError: The content does not hold together.
    """
    known = dict(enumerate(claims, 1))
    for number, claim in known.items():
        named = {*claim.because, *claim.not_because}
        demand(named <= set(reasons), f"claim {number}: only known reasons")
        demand(not set(claim.because) & set(claim.not_because), f"claim {number}")
    wrong_ones = {number: claim.because for number, claim in known.items() if claim.because}

    def read(value: Any) -> dict[int, list[str]]:
        if isinstance(value, (list, tuple, set, frozenset)):
            raise Unreadable("The reasons are missing. Put one behind each number: {number: why}.")
        return read_dict(value, lambda key: read_number(key, known, "claim"), reasons)

    def judge(case: Case, observed: Observed) -> Judgement:
        claim, given = known[case["claim"]], observed["reasons"]
        wrong = [letter for letter in given if letter not in claim.because]
        ok = not wrong and bool(given) == bool(claim.because)
        got = f"wrong, because of {' and '.join(given)}" if given else "it holds"
        if not claim.because:
            return Judgement(ok, got, "it holds", _LET_IT_STAND)
        if not given:
            return Judgement(ok, got, "it does not hold", claim.look)
        other = claim.not_because.get(wrong[0]) if wrong else None
        return Judgement(
            ok,
            got,
            "wrong, for another reason",
            other or f"Reason {''.join(wrong[:1])} is not what is wrong with this claim.",
        )

    def remark(case: Case, observed: Observed) -> str:
        claim = known[case["claim"]]
        return "" if claim.because else f"Claim {case['claim']} holds. {claim.look}"

    return make_check(
        answer=answer,
        form=f"a dictionary: behind the number of each wrong claim (out of 1 to {len(known)}) the "
        f"letter of a reason (out of {''.join(reasons)})",
        read=read,
        cases=lambda seed: [{"claim": number} for number in known],
        call=lambda case: f"claim {case['claim']}, “{shown(known[case['claim']].text, 400)}”",
        observe=lambda found, case: {"reasons": found.get(case["claim"], [])},
        judge=judge,
        mistakes=value_mistakes(mistakes, {each: why[0] for each, why in wrong_ones.items()}),
        alternatives=[
            {str(number): wrong_ones[number][-1].lower() for number in reversed(wrong_ones)},
            {f"claim {number}": [*why] for number, why in wrong_ones.items()},
        ],
        labels=LABELS,
        shows=[*(claim.text for claim in claims), *reasons.values()],
        noun="claims",
        remark=remark,
    )
