"""The printed sheet has every key of the screens, and nothing that needs a network."""

import re
from html import unescape

import pytest

from twitlab.errors import BadValue
from twitlab.interview.packs.pack import Pack, load_pack, pack_ids
from twitlab.interview.packs.words import PHASES
from twitlab.interview.screens.leading import Leading
from twitlab.interview.screens.sheet import printed_sheet

PLAYED = [
    load_pack(name).as_variant(variant.id)
    for name in pack_ids()
    for variant in load_pack(name).variants
]
each_pack = pytest.mark.parametrize("pack", PLAYED, ids=lambda pack: f"{pack.id}-{pack.variant.id}")


@each_pack
def test_sheet_has_a_page_a_phase_with_all_keys_and_texts(pack: Pack) -> None:
    pages = re.split(r'<section class="page[^>]*>', printed_sheet(pack))[1:]
    assert len(pages) == 1 + len(PHASES) + 1
    for phase, page in zip(PHASES, pages[1:], strict=False):
        leading = Leading(pack, phase, {})
        groups = [*leading.left(), *leading.right()]
        shown = unescape(page + pages[0] + pages[1])
        for item in (item for group in groups for item in group.items if item.key):
            assert re.search(rf"<kbd>{re.escape(item.key)}</kbd> {re.escape(item.text)}", shown)
            assert all(stage.text in shown for stage in item.stages)
        assert unescape(pack.guides[PHASES.index(phase)].move_on) in shown
    last = unescape(pages[-1])
    assert all(line.text in last for line in pack.rubric if line.evidence.by == "ticked")
    assert all(text in last for dive in pack.dives for text in dive.good)


def test_sheet_speaks_of_ticks_and_not_of_keys_to_press() -> None:
    assert not re.search(r"[Pp]ress", unescape(printed_sheet(PLAYED[0])).split("</style>")[1])


def test_minutes_follow_the_slot() -> None:
    assert "minutes 21 to 31" in printed_sheet(PLAYED[0], 35)
    assert "minutes 33 to 53" in printed_sheet(PLAYED[0], 60)


def test_sheet_needs_nothing_from_elsewhere() -> None:
    text = printed_sheet(PLAYED[0])
    assert re.findall(r"(?:src|href|url)\s*[=(]", text) == []


def test_texts_are_escaped() -> None:
    pack = PLAYED[0].model_copy(update={"prompt": "<script>alert(1)</script>"})
    assert "<script>" not in printed_sheet(pack)


@pytest.mark.parametrize(
    ("slot", "level", "said"),
    [(30, None, "slot must be one of 35, 45, 60, got 30"), (35, "chief", "level must be one of")],
)
def test_unknown_slot_or_level_is_refused(slot: int, level: str | None, said: str) -> None:
    with pytest.raises(BadValue, match=said):
        printed_sheet(PLAYED[0], slot, level)


def test_pack_that_is_no_variant_is_refused() -> None:
    with pytest.raises(BadValue, match="choose a variant"):
        printed_sheet(load_pack(pack_ids()[0]))
