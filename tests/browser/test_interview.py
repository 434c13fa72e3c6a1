"""An interview in the real JupyterLab: played by keyboard alone, and gone on with after a crash."""

import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.lab import HEIGHT, WIDTH, Server, Window, serve
from twitlab.course.book.manifest import Course
from twitlab.course.workspace.make import create
from twitlab.course.workspace.workspace import Workspace
from twitlab.interview.events import Resumed, Role
from twitlab.interview.journal import read_journal
from twitlab.interview.packs.pack import load_pack
from twitlab.interview.packs.words import PHASES
from twitlab.interview.scoring.score import score
from twitlab.interview.session import open_session
from twitlab.interview.starting import Wish, start
from twitlab.interview.timing import SystemClock2

pytestmark = pytest.mark.browser

PACK, VARIANT = "timeline-search", "celebrities"
KILL = """async () => {
    const kernel = window.jupyterapp.shell.currentWidget.sessionContext.session.kernel
    kernel.requestExecute({code: "import os; os.kill(os.getpid(), 9)"})
}"""


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    root = tmp_path_factory.mktemp("learner") / "work"
    return create(root, Course.here(), datetime.now(UTC))


@pytest.fixture(scope="module")
def server(workspace: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serve(workspace, tmp_path_factory.mktemp("server")) as started:
        yield started


@pytest.fixture(scope="module")
def tabs(browser: Browser, server: Server) -> Iterator[list[Window]]:
    """Give two tabs of one browser to all tests: JupyterLab takes seconds to open."""
    context = browser.new_context(viewport={"width": WIDTH, "height": HEIGHT})
    try:
        yield [Window(context, server) for _ in range(2)]
    finally:
        context.close()


def begin(workspace: Workspace, session: str, *roles: Role) -> Path:
    """Start a session, each role with its file and notebook, and give its folder."""
    for role in roles:
        wish = Wish(PACK, role, VARIANT, session=session)
        kept = start(workspace.root, wish, SystemClock2(), Random(1))
    return kept.path.parent


def open_screen(lab: Window, folder: Path, role: Role) -> None:
    """Open a role's notebook and run its cell."""
    opens = lab.open if lab.page.url == "about:blank" else lab.open_beside
    opens(f"interviews/{folder.name}/{role}.ipynb")
    lab.run_all()
    expect(lab.notebook.locator(".twl-keyed")).to_be_visible()


def tab_to(page: Page, selector: str, key: str = "Tab") -> None:
    """Press Tab until what has the focus is what a selector means."""
    for _ in range(100):
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
        page.keyboard.press(key)
    raise AssertionError(f"{key} does not lead to {selector}")


def go_on(lab: Window, phase: int) -> None:
    """Go on to a phase by its key, and see it there."""
    tab_to(lab.page, ".twl-keyed", "Tab" if phase == 1 else "Shift+Tab")
    lab.page.keyboard.press("ArrowRight")
    expect(lab.notebook.locator(".twl-phase")).to_contain_text(f"Phase {phase} of 6")


def press(lab: Window, keys: str) -> None:
    """Press keys one after the other, and see that each was noted."""
    for key in keys:
        lab.page.keyboard.press(key)
        noted = lab.notebook.locator(f".twl-noted [aria-keyshortcuts='{key}']")
        expect(noted).to_have_count(1)


def write(lab: Window, text: str) -> None:
    """Write a note."""
    tab_to(lab.page, ".twl-writing textarea")
    lab.page.keyboard.insert_text(text)
    lab.page.keyboard.press("Control+Enter")
    expect(lab.notebook.locator(".twl-writing textarea")).to_have_value("")


def test_pack_is_played_by_keyboard_in_two_tabs_to_a_scorecard(
    tabs: list[Window], workspace: Workspace
) -> None:
    folder = begin(workspace, "two tabs", "candidate", "interviewer")
    pack = load_pack(PACK).as_variant(VARIANT)
    asks, answers = tabs
    open_screen(asks, folder, "interviewer")
    open_screen(answers, folder, "candidate")
    for number, _phase in enumerate(PHASES, 1):
        go_on(asks, number)
        go_on(answers, number)
        press(asks, "as")
        if number == 1:
            press(asks, "1")
            asks.page.keyboard.press("z")
            asks.page.keyboard.press("Backspace")
            expect(asks.notebook.get_by_text("Taken back: ")).to_be_visible()
        if number == 2:
            answers.page.keyboard.press("m")
            tab_to(answers.page, ".twl-short input")
            answers.page.keyboard.insert_text(f"5 {pack.estimates[0].unit}")
            answers.page.keyboard.press("Enter")
            expect(answers.notebook.get_by_text("Committed at")).to_be_visible()
        write(answers, f"My note {number} says why.")
    for lab in (asks, answers):
        tab_to(lab.page, ".twl-keyed", "Shift+Tab")
        lab.page.keyboard.press("ArrowRight")
        expect(lab.notebook.get_by_text("The interview has ended")).to_be_visible()
    ticked = [line for line in pack.rubric if line.evidence.by == "ticked"]
    tab_to(asks.page, ".twl-ticks input")
    for number, _line in enumerate(ticked, 1):
        asks.page.keyboard.insert_text(f"Words {number} of the candidate.")
        asks.page.keyboard.press("Enter")
        done = f"{number} of {len(ticked)} lines are ticked."
        expect(asks.notebook.get_by_text(done).first).to_be_visible()
        for _ in range(3):  # over the two buttons to the next line
            asks.page.keyboard.press("Tab")
    expect(asks.notebook.get_by_text("twitlab interview export").first).to_be_visible()
    for lab in (asks, answers):
        assert (lab.complaints, lab.asked()) == ([], [])
    program = Path(sys.executable).with_name("twitlab")
    command: list[str | Path] = [
        program,
        "--workspace",
        workspace.root,
        "interview",
        "export",
        folder.name,
    ]
    subprocess.run(command, check=True, capture_output=True)
    card = (folder / "scorecard.html").read_text(encoding="utf-8")
    assert "Words 1 of the candidate." in card
    assert f"5 {pack.estimates[0].unit}" in card
    session = open_session(folder)
    assert session.notes == ()
    found = score(session)
    assert {line.state for line in found.lines if line.line in ticked} == {"proved"}
    assert [each.value for each in (t.graded for t in found.tries)] == [
        f"5 {pack.estimates[0].unit}"
    ]
    assert not [each for each in session.events if getattr(each.event, "tag", "") == "z"]


def test_kernel_that_dies_half_way_loses_nothing(tabs: list[Window], workspace: Workspace) -> None:
    folder = begin(workspace, "dies half-way", "candidate")
    lab = tabs[0]
    open_screen(lab, folder, "candidate")
    go_on(lab, 1)
    go_on(lab, 2)
    cells = lab.notebook.locator(".jp-Cell").count()
    lab.notebook.locator(".twl-timer").click()  # a click on what is no key loses no key
    lab.page.keyboard.press("h")
    expect(lab.notebook.get_by_text("may I have a hint?")).to_be_visible()
    lab.page.keyboard.press("b")
    assert lab.notebook.locator(".jp-Cell").count() == cells
    write(lab, "Ten reads a write.")
    box = lab.notebook.locator(".twl-writing textarea")
    box.fill("A draft that was not kept yet.")
    before = read_journal(folder / "candidate.log").events
    lab.page.evaluate(KILL)
    lab.page.get_by_role("dialog").get_by_role("button", name="Ok").click()
    lab.await_idle()
    box.press("Control+Enter")
    alarm = lab.notebook.locator(".twl-writing [role=alert]").last
    expect(alarm).to_contain_text("Not kept")
    lab.run_all()
    expect(lab.notebook.locator(".twl-phase")).to_contain_text("Phase 2 of 6")
    expect(lab.notebook.get_by_text("Ten reads a write.")).to_be_visible()
    expect(box).to_have_value("A draft that was not kept yet.")
    box.press("Control+Enter")
    expect(box).to_have_value("")
    after = read_journal(folder / "candidate.log")
    assert after.events[: len(before)] == before
    assert after.damage == ()
    assert [type(each) for each in after.events[len(before) :]][:1] == [Resumed]
    assert re.search("A draft that was not kept yet", after.events[-1].model_dump_json())
