"""Choose and defend: one way is taken, and what rules out each other one is named."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from twitlab.course.checking.check import Case, Check, Judgement, Observed
from twitlab.course.kinds.form import LABELS, demand, make_check, value_mistakes
from twitlab.course.kinds.reading import Unreadable, read_dict, read_name

CHOOSE = "choose"
"""What a learner writes behind the option that is chosen."""


@dataclass(frozen=True, slots=True)
class Option:
    """One way to do it, and what can be said against it and for it.

    Attributes:
        name: What the learner calls it.
        breaks: Requirement to how it is broken, with the number; the clearest one first.
            Every requirement with which a good engineer could rule the option out stands here.
        keeps: Requirement to why it is kept; together with ``breaks`` these are all.
        defensible: Whether it can be chosen.
    """

    name: str
    breaks: Mapping[str, str]
    keeps: Mapping[str, str]
    defensible: bool = False

    @classmethod
    def of(cls, name: str, said: Mapping[str, tuple[bool, str]]) -> Option:
        """Make an option of what is said of each requirement: whether it is kept, and why."""
        return cls(
            name,
            breaks={each: text for each, (kept, text) in said.items() if not kept},
            keeps={each: text for each, (kept, text) in said.items() if kept},
            defensible=all(kept for kept, _ in said.values()),
        )


@dataclass(frozen=True, slots=True)
class Words:
    """What a verdict calls things: the words of the contract.

    Attributes:
        option: One way to do it.
        requirement: What each option is held against.
        keeps: What an option does with a requirement that speaks for it.
        breaks: What it does with one that rules it out.
    """

    option: str = "option"
    requirement: str = "requirement"
    keeps: str = "keeps"
    breaks: str = "breaks"


def choose(
    *,
    answer: str,
    requirements: Mapping[str, str],
    options: Sequence[Option],
    mistakes: str,
    words: Words | None = None,
) -> Check:
    """Build a check of a choice and of what rules each other option out.

    The answer is a dictionary with every option: ``"choose"`` behind one, and behind each other
    one or more requirements that it breaks. Any defensible choice passes with any broken
    requirements.

    Args:
        answer: The name of the answer.
        requirements: Name to text, as the notebook shows them.
        options: All ways there are; at least one is defensible.
        mistakes: As `value_mistakes` reads them: changes to the answer that chooses the first
            defensible option, and names of each other one the first requirement that it breaks.
        words: Of the contract, where it has others than option, requirement, keeps and breaks.

    Raises:
        CourseError: The content does not hold together.
    """
    words = words or Words()
    one_that = f"{'an' if words.option[0] in 'aeiou' else 'a'} {words.option} that"
    known = {option.name: option for option in options}
    demand(any(option.defensible for option in options), "a defensible option")
    for option in options:
        demand(sorted([*option.breaks, *option.keeps]) == sorted(requirements), option.name)
        demand(option.defensible or bool(option.breaks), f"{option.name}: a broken requirement")

    chosen = next(option.name for option in options if option.defensible)
    broken = {option.name: [*option.breaks] for option in options if option.name != chosen}

    def read(value: Any) -> dict[str, list[str]]:
        found = read_dict(value, lambda key: read_name(key, known), [*requirements, CHOOSE])
        missing = [name for name in known if name not in found]
        if missing:
            raise Unreadable(f'"{missing[0]}" is missing. Every {words.option} needs its entry.')
        chosen = [name for name, beside in found.items() if CHOOSE in beside]
        if len(chosen) != 1:
            many = f"{len(chosen)} {words.option}s"
            raise Unreadable(f'"{CHOOSE}" stands behind {many}; one is wanted.')
        if found[chosen[0]] != [CHOOSE]:
            raise Unreadable(f'"{chosen[0]}" is both chosen and ruled out.')
        return found

    def observe(found: dict[str, list[str]], case: Case) -> Observed:
        if case["option"] is None:
            return {"chosen": next(name for name in found if found[name] == [CHOOSE])}
        return {"reasons": found[case["option"]]}

    def judge(case: Case, observed: Observed) -> Judgement:
        if case["option"] is None:
            return judge_choice(known[observed["chosen"]])
        option = known[case["option"]]
        kept = [reason for reason in observed["reasons"] if reason in option.keeps]
        return Judgement(
            ok=not kept,
            got=" and ".join(f"it {words.breaks} {reason}" for reason in observed["reasons"]),
            expected=f"only {words.requirement}s that `{option.name}` {words.breaks}"
            if len(observed["reasons"]) > 1
            else f"a {words.requirement} that `{option.name}` {words.breaks}",
            why=f"It {words.keeps} *{kept[0]}*. {option.keeps[kept[0]]}" if kept else "",
        )

    def judge_choice(option: Option) -> Judgement:
        broken = next(iter(option.breaks), "")
        return Judgement(
            ok=option.defensible,
            got=option.name,
            expected=f"{one_that} {words.keeps} every {words.requirement}",
            why=f"It {words.breaks} *{broken}*. {option.breaks.get(broken, '')}",
        )

    return make_check(
        answer=answer,
        form=f'a dictionary with all {len(known)} {words.option}s: "{CHOOSE}" behind one, and '
        f"behind each other one a {words.requirement} that it {words.breaks}",
        read=read,
        cases=lambda seed: [{"option": None}, *({"option": name} for name in known)],
        call=lambda case: f"what rules out `{case['option']}`" if case["option"] else "your choice",
        observe=observe,
        judge=judge,
        mistakes=value_mistakes(
            mistakes, {name: broken[name][0] if name in broken else CHOOSE for name in known}
        ),
        alternatives=[
            {chosen: CHOOSE, **{name: reasons[-1] for name, reasons in broken.items()}},
            {name.upper(): ", ".join(broken.get(name, ["Choose"])) for name in reversed(known)},
        ],
        labels=LABELS,
        shows=[*known, *requirements, *requirements.values()],
    )
