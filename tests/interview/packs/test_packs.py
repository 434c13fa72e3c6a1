"""The packs that the kit has: what the interviewer relies on holds in each of them."""

from __future__ import annotations

import re
from fractions import Fraction

import pytest

from tests.conftest import ROOT
from twitlab.course.book.manifest import Course
from twitlab.estimate import read_quantity, say_quantity
from twitlab.interview.grading import grade
from twitlab.interview.packs.answers import Estimate, Slip
from twitlab.interview.packs.formula import tree_of
from twitlab.interview.packs.pack import Pack, load_pack, pack_ids
from twitlab.interview.packs.rubric import RubricLine
from twitlab.interview.packs.words import COLD, DIMENSIONS, LEVELS, PHASE_MINUTES, PHASES, Figure
from twitlab.interview.scoring.absence import is_by_absence

SCALES = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
NUMBER = re.compile(rf"(\d[\d,]*(?:\.\d+)?)(?: ({'|'.join(SCALES)}))?\b")
PLAYED = {
    f"{name}-{variant.id}": load_pack(name).as_variant(variant.id)
    for name in pack_ids()
    for variant in load_pack(name).variants
}
every_played = pytest.mark.parametrize("pack", PLAYED.values(), ids=PLAYED)
every_pack = pytest.mark.parametrize("name", pack_ids())


@pytest.fixture(scope="module")
def known() -> set[str]:
    """Give the ids of all lessons and exercises."""
    course = Course.load(ROOT)
    return {each.id for each in course.lessons} | {each.id for each in course.exercises}


def numbers_in(text: str) -> list[Fraction]:
    """Give the numbers that a text says, with "million" and the like multiplied in."""
    return [
        Fraction(digits.replace(",", "")) * SCALES.get(scale, 1)
        for digits, scale in NUMBER.findall(text)
    ]


def truth(estimate: Estimate) -> Fraction:
    """Give what an estimate comes to, in its unit."""
    return Fraction(tree_of(estimate).to(estimate.unit).magnitude)


def says(text: str, number: Fraction) -> bool:
    """Tell whether a text says a number, rounded as people round."""
    return any(
        Fraction(95, 100) <= found / number <= Fraction(105, 100) for found in numbers_in(text)
    )


def figures(pack: Pack) -> list[tuple[str, Figure]]:
    """Give all figures of facts and requirements, with where they stand."""
    entries = [(f"fact {fact.tag}", fact.figure) for fact in pack.facts]
    entries += [(f"requirement {each.id}", each.figure) for each in pack.requirements]
    return [(where, figure) for where, figure in entries if figure is not None]


def test_numbers_are_found_in_texts() -> None:
    assert numbers_in("347,000 writes, 22.5 million reads in 7.2 TB") == [
        347_000,
        22_500_000,
        Fraction(72, 10),
    ]


@every_pack
def test_variants_ask_for_something_else(name: str) -> None:
    pack = load_pack(name)
    variants = [pack.as_variant(each.id) for each in pack.variants]

    for list_name in ("requirements", "curveballs", "dives"):
        contents = {getattr(each, list_name) for each in variants}
        assert len(contents) == 3, f"{list_name} of two variants are the same"


@every_played
def test_a_figure_can_be_read_and_its_peak_is_above_its_mean(pack: Pack) -> None:
    for where, figure in figures(pack):
        mean = read_quantity(figure.value)
        assert (figure.peak is None) == (figure.peak_source is None), where
        if figure.peak is not None:
            peak = read_quantity(figure.peak)
            assert peak.dimensionality == mean.dimensionality, where
            assert peak > mean, where


@every_played
def test_a_requirement_with_a_number_says_whose_it_is(pack: Pack) -> None:
    for each in pack.requirements:
        assert each.figure is not None or not numbers_in(each.text), each.id


@every_played
def test_both_kinds_of_requirements_are_there(pack: Pack) -> None:
    assert {each.kind for each in pack.requirements} == {"functional", "non-functional"}
    assert any(each.figure is not None and each.figure.peak for each in pack.requirements)


@every_played
def test_two_designs_differ_and_are_argued_with_a_number(pack: Pack) -> None:
    one, other = pack.designs

    assert one.choice != other.choice
    assert not {*one.sections} & {*other.sections}
    for design in pack.designs:
        assert numbers_in(design.holds), design.id
        assert any(numbers_in(section) for section in design.sections), design.id


@every_played
def test_probes_push_three_times_and_the_third_has_a_published_number(pack: Pack) -> None:
    for probe in pack.probes:
        assert len({probe.ask, probe.doubt, probe.contradict}) == 3, probe.id
        assert numbers_in(probe.contradict), probe.id
        assert re.search(r"\b(19|20)\d\d\b", probe.source), probe.id
        assert probe.source != "assumed", probe.id


@every_played
def test_hints_say_more_on_each_rung(pack: Pack) -> None:
    for ladder in pack.hints:
        assert len({*ladder.rungs}) == 3, ladder.topic
        assert len(ladder.rungs[0]) < len(ladder.rungs[2]), ladder.topic


@every_played
def test_who_is_stuck_gets_help_in_each_phase_and_its_label_says_with_what(pack: Pack) -> None:
    assert {each.phase for each in pack.hints} == {*PHASES}
    for ladder in pack.hints:
        assert len(ladder.about.split()) >= 3, f"{ladder.topic}: {ladder.about!r} says too little"
        assert len(ladder.about) <= 50, ladder.about  # one line on the interviewer's screen
    assert len({each.about for each in pack.hints}) == len(pack.hints)


@every_played
def test_samples_of_a_line_are_words_that_a_candidate_says(pack: Pack) -> None:
    for line in pack.rubric:
        for sample in (line.weak, line.strong):
            assert not sample.startswith("("), f"{line.id}: {sample!r} tells nobody what to say"


@every_played
def test_samples_of_lines_on_hints_are_of_that_line_alone(pack: Pack) -> None:
    lines = [each for each in pack.rubric if each.evidence.by in ("hints", "time")]
    samples = [text for line in lines for text in (line.weak, line.strong)]
    assert len({*samples}) == len(samples)


def plain(text: str) -> str:
    """Give a text without capitals, quotes and the sign at its end."""
    return text.casefold().strip(' .?!"')


@every_played
def test_a_hint_is_no_sentence_that_everybody_hears(pack: Pack) -> None:
    script = [plain(said) for guide in pack.guides for step in guide.say if (said := step.say)]
    for ladder in pack.hints:
        for rung in ladder.rungs:
            heard = [said for said in script if plain(rung) in said]
            assert not heard, f"{ladder.topic}: {rung!r} is said anyway, and is scored as help"


@every_played
def test_what_is_said_aloud_tells_the_interviewer_nothing(pack: Pack) -> None:
    rule = re.compile(r"(If|When|After|Push|Choose|Read|Wait|Ask|Answer|Give|For any|At the)\b|.*\b"
                      r"(hints?|the candidate|the prompt)\b")  # fmt: skip
    for step in (step for guide in pack.guides for step in guide.say):
        assert not (step.say and rule.match(step.say)), step.say
        assert not (step.say and step.do and step.do.endswith(".")), step.do


@every_played
def test_an_estimate_comes_to_what_its_text_says(pack: Pack) -> None:
    for estimate in pack.estimates:
        assert says(estimate.decides, truth(estimate)), (
            f"{estimate.id} comes to {float(truth(estimate)):,} {estimate.unit}; its text says "
            f"{estimate.decides!r}"
        )


SLIPS = [
    pytest.param(estimate, slip, id=f"{name}-{estimate.id}-{slip.name}")
    for name, pack in PLAYED.items()
    for estimate in pack.estimates
    for slip in estimate.slips
]


@pytest.mark.parametrize(("estimate", "slip"), SLIPS)
def test_a_slip_is_further_off_than_an_answer_may_be(estimate: Estimate, slip: Slip) -> None:
    wrong = Fraction(tree_of(estimate, slip.formula).to(estimate.unit).magnitude)
    ratio = wrong / truth(estimate)

    assert max(ratio, 1 / ratio) > Fraction(str(estimate.within))


@pytest.mark.parametrize(("estimate", "slip"), SLIPS)
def test_a_slip_is_named_when_its_number_is_committed(estimate: Estimate, slip: Slip) -> None:
    wrong = tree_of(estimate, slip.formula).to(estimate.unit)
    graded = grade(estimate, say_quantity(wrong, estimate.unit))

    assert graded.outcome == "wrong"
    assert graded.slips[0].name == slip.name


@pytest.mark.parametrize(("estimate", "slip"), SLIPS)
def test_what_is_asked_about_a_slip_does_not_tell_the_number(
    estimate: Estimate, slip: Slip
) -> None:
    assert slip.asks.endswith("?")
    assert not says(slip.asks, truth(estimate))


@every_played
def test_slips_of_one_estimate_are_told_apart(pack: Pack) -> None:
    for estimate in pack.estimates:
        made = {tree_of(estimate, slip.formula).to(estimate.unit) for slip in estimate.slips}
        assert estimate.slips, f"{estimate.id} has no mistake of its own"
        assert len(made) == len({slip.name for slip in estimate.slips}) == len(estimate.slips)


@every_played
def test_the_rubric_can_be_filled_in_five_minutes(pack: Pack) -> None:
    by_hand = [line for line in pack.rubric if line.evidence.by == "ticked"]

    assert 28 <= len(pack.rubric) <= 40
    assert 3 <= len(by_hand) <= 12


def rungs(pack: Pack, dimension: str, *, measured: bool) -> set[int]:
    """Give the rungs on which a column of a dimension has lines."""
    return {
        line.rung
        for line in pack.rubric
        if line.dimension == dimension and line.is_measured == measured
    }


@every_played
@pytest.mark.parametrize("dimension", DIMENSIONS)
def test_a_rung_stands_on_those_below_it(pack: Pack, dimension: str) -> None:
    for measured in (True, False):
        found = rungs(pack, dimension, measured=measured)
        assert found in (set(), {2, 3, 4}), (
            f"{'measured' if measured else 'judged'} lines are on {sorted(found)}: a band of 4 "
            "would rest on nothing"
        )
    assert rungs(pack, dimension, measured=False), "nobody's word is asked for"


@every_played
def test_a_line_by_absence_has_lines_beside_which_it_is_observed(pack: Pack) -> None:
    judged = [line for line in pack.rubric if not line.is_measured and not is_by_absence(line)]
    for line in pack.rubric:
        if is_by_absence(line):
            beside = {each.phase for each in judged if each.dimension == line.dimension}
            if line.evidence.by == "time":
                assert beside, line.id
                assert line.phase in {each.phase for each in judged}, line.id
            else:
                assert line.phase in beside, line.id


@every_played
def test_a_mark_of_one_hangs_on_no_single_key(pack: Pack) -> None:
    """A rung of one line decides a mark: on the lowest, more than one key may prove that line."""
    for line in pack.rubric:
        if line.rung == 2 and line.evidence.by in ("asked", "heard"):
            assert len(tags_of(line)) >= 2, line.id


@every_played
def test_estimates_hints_and_time_are_measured(pack: Pack) -> None:
    assert rungs(pack, "estimation", measured=True)
    assert {"estimate", "hints", "time"} <= {line.evidence.by for line in pack.rubric}


def tags_of(line: RubricLine) -> tuple[str, ...]:
    """Give the tags that a line stands on."""
    return getattr(line.evidence, "tags", ())


@every_played
def test_what_a_line_stands_on_can_be_noted_in_its_phase(pack: Pack) -> None:
    flags = {each.tag for each in pack.flags}
    heard = {guide.phase: {each.tag for each in guide.listen} for guide in pack.guides}
    for line in pack.rubric:
        if line.evidence.by == "heard":
            assert {*tags_of(line)} & (heard[line.phase] | flags), line.id
        if line.evidence.by == "asked":
            assert line.phase == "scope", line.id
        if line.evidence.by == "time":
            assert line.evidence.phase == line.phase, line.id
        if line.evidence.by == "hints":
            phases = {each.phase for each in pack.hints if each.topic in line.evidence.topics}
            assert line.phase in phases, line.id


@every_played
def test_a_hint_that_is_not_needed_is_no_easier_than_one_that_is(pack: Pack) -> None:
    for line in pack.rubric:
        if line.evidence.by == "hints":
            assert line.evidence.at_most == 4 - line.rung, line.id


@every_played
def test_an_answer_is_not_its_own_opposite(pack: Pack) -> None:
    for line in pack.rubric:
        assert line.weak != line.strong, line.id


@every_played
def test_more_is_expected_of_each_level(pack: Pack) -> None:
    for dimension in DIMENSIONS:
        expected = [level.rungs[dimension] for level in pack.levels]
        assert expected == sorted(expected), dimension
        assert expected[0] < expected[-1], dimension
    assert len(pack.levels) == len(LEVELS)


@every_played
def test_mends_and_dives_lead_into_the_course(pack: Pack, known: set[str]) -> None:
    for line in pack.rubric:
        assert {*line.mends} <= known, line.id
    for dive in pack.dives:
        named = {*dive.lessons, *dive.exercises}
        assert dive.lessons, dive.id
        assert dive.exercises, dive.id
        assert named <= known, dive.id


@every_pack
def test_one_machine_is_argued_at_true_scale(name: str) -> None:
    pack = load_pack(name)
    (small,) = (each for each in pack.variants if each.true_scale)
    played = pack.as_variant(small.id)
    said = " ".join(
        section.lower()
        for design in played.designs
        for section in (design.title, design.choice, design.holds, *design.sections)
    )

    assert re.search(r"\bone (machine|box|server|process|database)\b", said)
    assert {each.id for each in played.designs} != {each.id for each in pack.designs}


def test_the_two_numbers_of_deliveries_are_held_against_the_candidate() -> None:
    pack = load_pack("timeline-search")
    for variant in pack.variants:
        (probe,) = (each for each in pack.as_variant(variant.id).probes if each.id == "two-numbers")
        assert {60_000, 1_200_000} <= {*numbers_in(probe.contradict)}
        assert probe.contradict.rstrip("?").endswith("what would you build otherwise")


def test_phases_of_the_cold_mock_have_the_shares_of_the_usual_slot() -> None:
    """Each is within a minute of its share, and together they are the slot."""
    cold, usual = PHASE_MINUTES[COLD], PHASE_MINUTES[35]
    assert sum(cold) == COLD
    for short, long in zip(cold, usual, strict=True):
        assert abs(short - long * COLD / 35) < 1
    assert all(sum(minutes) == slot for slot, minutes in PHASE_MINUTES.items())
