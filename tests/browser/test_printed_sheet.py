"""The interviewer's sheet, as a browser prints it: one page of paper a phase."""

import re

import pytest
from playwright.sync_api import Browser

from twitlab.interview.packs.pack import load_pack, pack_ids
from twitlab.interview.packs.words import PHASES
from twitlab.interview.screens.sheet import printed_sheet

pytestmark = pytest.mark.browser

PLAYED = [(name, variant.id) for name in pack_ids() for variant in load_pack(name).variants]


@pytest.mark.parametrize(("name", "variant"), PLAYED)
def test_sheet_is_printed_on_one_page_a_phase(browser: Browser, name: str, variant: str) -> None:
    page = browser.new_page()
    page.set_content(printed_sheet(load_pack(name).as_variant(variant), 60, "senior"))
    printed = page.pdf(prefer_css_page_size=True)
    page.close()
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1 + len(PHASES) + 1
