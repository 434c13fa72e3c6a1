"""One Chromium for the tests of a file."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.lab import chromium, launch
from tests.help.needs import need


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        program = chromium(playwright)
        fix = "Install chromium, or run: python -m playwright install chromium"
        need("a Chromium browser", program is not None, fix)
        assert program is not None
        started = launch(playwright, program)
        yield started
        started.close()
