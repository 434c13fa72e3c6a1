"""Keys and groups of the interviewer's screens, in every pack that the kit has."""

import re
from collections import Counter

import pytest

from twitlab.errors import CourseError
from twitlab.interview.packs.pack import Pack, load_pack, pack_ids
from twitlab.interview.packs.words import PHASE_TITLES, PHASES, Phase
from twitlab.interview.screens.keys import ROWS, SPARE, assign_keys
from twitlab.interview.screens.leading import Leading, guide_of, when_to_go_on
from twitlab.ui.widgets.keyed import Item

PLAYED = [
    load_pack(name).as_variant(variant.id)
    for name in pack_ids()
    for variant in load_pack(name).variants
]
each_screen = pytest.mark.parametrize(
    ("pack", "phase"),
    [(pack, phase) for pack in PLAYED for phase in PHASES],
    ids=lambda each: each if isinstance(each, str) else f"{each.id}-{each.variant.id}",
)


def items(pack: Pack, phase: Phase) -> list[Item]:
    leading = Leading(pack, phase, {})
    return [item for group in (*leading.left(), *leading.right()) for item in group.items]


@each_screen
def test_each_screen_has_one_key_a_tag_and_no_two_the_same(pack: Pack, phase: Phase) -> None:
    keyed = {item.name: item.key for item in items(pack, phase) if item.key}
    assert Counter(keyed.values()).most_common(1)[0][1] == 1
    guide = pack.guides[PHASES.index(phase)]
    wanted = {f"asked/{each.tag}" for each in pack.facts}
    wanted |= {f"heard/{each.tag}" for each in guide.listen}
    wanted |= {f"heard/{each.tag}" for each in pack.flags}
    wanted |= {f"hint/{each.topic}" for each in pack.hints if each.phase == phase}
    wanted |= {f"probe/{each.id}" for each in pack.probes if each.phase == phase}
    wanted |= {f"change/{each.id}" for each in pack.curveballs if each.phase == phase}
    assert keyed.keys() == wanted


@each_screen
def test_hint_is_labelled_by_what_it_helps_with(pack: Pack, phase: Phase) -> None:
    labels = [item.text for item in items(pack, phase) if item.name.startswith("hint/")]
    assert labels == [f"Hint: {each.about}" for each in pack.hints if each.phase == phase]


@each_screen
def test_what_is_said_first_stands_first(pack: Pack, phase: Phase) -> None:
    leading = Leading(pack, phase, {})
    first = leading.left()[0]
    assert first.title.startswith("1. Say")
    assert (pack.prompt in "".join(first.lines)) is (phase == "scope")
    assert {step.text for step in pack.guides[PHASES.index(phase)].say} <= {*first.lines}
    quoted = "".join(re.findall("“([^”]*)”", "\n".join(first.lines)))
    said = [step.say for step in pack.guides[PHASES.index(phase)].say if step.say]
    assert quoted == "".join([*([pack.prompt] if phase == "scope" else []), *said])
    withheld = [line for group in leading.right() for line in group.lines]
    assert {*pack.guides[PHASES.index(phase)].withhold} <= {*withheld}


@each_screen
def test_change_of_a_requirement_stands_before_what_is_only_for_some(
    pack: Pack, phase: Phase
) -> None:
    titles = [group.title for group in Leading(pack, phase, {}).right()]
    assert ("Change a requirement" in titles[:3]) is (phase == "deep-dives")


@each_screen
def test_candidate_is_told_what_comes_next(pack: Pack, phase: Phase) -> None:
    says = when_to_go_on(pack, phase)
    assert says.startswith(guide_of(pack, phase).move_on)
    following = dict(zip(PHASES, (*PHASES[1:], None), strict=True))[phase]
    words = f"“Let us go on to {PHASE_TITLES[following]}.”" if following else ""
    assert re.findall("“[^”]*”", says.removeprefix(guide_of(pack, phase).move_on)) == (
        [words] if words else []
    )


@pytest.mark.parametrize("pack", PLAYED, ids=lambda pack: f"{pack.id}-{pack.variant.id}")
def test_facts_and_flags_keep_their_keys_over_all_phases(pack: Pack) -> None:
    lasting = {f"asked/{each.tag}" for each in pack.facts}
    lasting |= {f"heard/{each.tag}" for each in pack.flags}
    found = [
        {item.name: item.key for item in items(pack, phase) if item.name in lasting}
        for phase in PHASES
    ]
    assert all(each == found[0] for each in found)


def test_thing_of_an_earlier_phase_can_be_noted_later_without_a_key() -> None:
    pack = PLAYED[0]
    name = f"heard/{pack.guides[0].listen[0].tag}"
    late = {item.name: item.key for item in items(pack, "wrap-up")}
    assert late[name] == ""
    noted = Leading(pack, "wrap-up", {name: "00:10"})
    names = [item.name for group in noted.right() for item in group.items]
    assert name not in names


def test_row_that_is_full_goes_on_with_spare_keys() -> None:
    names = [f"f{n}" for n in range(10)]
    keys = assign_keys({"flags": names})
    assert [keys[name] for name in names] == [*ROWS["flags"], *SPARE[:2]]


def test_more_names_than_keys_are_refused_by_name() -> None:
    count = len(ROWS["flags"]) + len(SPARE)
    with pytest.raises(CourseError, match=f"'f{count}' has none"):
        assign_keys({"flags": [f"f{n}" for n in range(count + 1)]})


def test_no_row_shares_a_key_with_another() -> None:
    assert len({*"".join(ROWS.values()), *SPARE}) == len("".join(ROWS.values()) + SPARE)
