"""Take the README's picture: the first lesson in the real JupyterLab.

Run ``python tools/screenshot.py`` after a change to the lesson's looks, and look at
``docs/lesson.png`` before you commit it. It needs a Chromium.
"""

import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.browser.lab import chromium, launch, serve, window  # noqa: E402
from twitlab.course.book.manifest import Course  # noqa: E402
from twitlab.course.book.notebook_file import read_notebook  # noqa: E402
from twitlab.course.workspace.make import create  # noqa: E402

PICTURE = ROOT / "docs" / "lesson.png"
LARGEST_BYTES = 250_000
BITS = "Bits in an id"


def take(picture: Path, folder: Path) -> None:
    """Open the lesson in a new workspace, run it, and take the slider with its plot."""
    course = Course.here()
    lesson = course.lessons[0].path
    workspace = create(folder / "work", course, datetime.now(UTC))
    cells = read_notebook(course.root / lesson).cells
    shown = next(number for number, cell in enumerate(cells) if BITS in cell.source)
    with sync_playwright() as playwright, serve(workspace, folder / "server") as server:
        program = chromium(playwright)
        if program is None:
            sys.exit("There is no Chromium here. Install one, or: python -m playwright install")
        browser = launch(playwright, program)
        with window(browser, server) as lab:
            lab.open(lesson)
            lab.run_all()
            lab.save()
            lab.cell(shown).locator(".jp-InputPrompt").click()
            lab.cell(shown).evaluate("cell => cell.scrollIntoView({block: 'start'})")
            lab.page.mouse.move(0, 0)
            lab.page.wait_for_timeout(500)
            lab.page.screenshot(path=picture)
        browser.close()


if __name__ == "__main__":
    PICTURE.parent.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as temporary:
        take(PICTURE, Path(temporary))
    size = PICTURE.stat().st_size
    print(f"{PICTURE.relative_to(ROOT)}: {size:,} bytes")
    if size > LARGEST_BYTES:
        sys.exit(f"At most {LARGEST_BYTES:,} are wanted.")
