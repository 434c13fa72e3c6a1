"""A learner's first hour in the real JupyterLab, in a real browser."""

import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.browser.lab import Server, Window, serve, window
from tests.help.needed_cells import needed_cells, widget_cells
from tests.help.submissions import mistakes, reference, written_down
from twitlab.course.book.manifest import Course
from twitlab.course.book.notebook_file import grade_id, read_notebook
from twitlab.course.workspace.jupyter import START_PAGE
from twitlab.course.workspace.make import create
from twitlab.course.workspace.workspace import Workspace

pytestmark = pytest.mark.browser

COURSE = Course.here()
LESSON = COURSE.lessons[0]
EXERCISE = COURSE.exercises[0]
ENVELOPE = COURSE.lesson("back-of-the-envelope")
GUESS, SAID = "1e6", "1,000,000"

# The time from the next key press to the last change before a while in which nothing changes.
STOPWATCH = """slider => {
    window.watch?.disconnect()
    window.pressed = window.changed = 0
    slider.addEventListener("keydown", () => { window.pressed = performance.now() }, true)
    window.watch = new MutationObserver(() => {
        if (window.pressed) window.changed = performance.now()
    })
    window.watch.observe(slider.closest(".jp-OutputArea"),
                         {subtree: true, childList: true, characterData: true})
}"""


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    root = tmp_path_factory.mktemp("learner") / "work"
    return create(root, COURSE, datetime.now(UTC))


@pytest.fixture(scope="module")
def server(workspace: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serve(workspace, tmp_path_factory.mktemp("server")) as started:
        yield started


@pytest.fixture
def lab(browser: Browser, server: Server) -> Iterator[Window]:
    # Else what the test before had open is drawn beside, with widgets whose kernel is long gone.
    server.end_kernels()
    server.forget_tabs()
    with window(browser, server) as opened:
        yield opened
        nothing_went_wrong(opened)


@pytest.fixture(scope="class")
def open_lab(browser: Browser, server: Server) -> Iterator[Window]:
    """Open JupyterLab once for several tests, of which each opens a notebook: it takes seconds."""
    server.end_kernels()
    server.forget_tabs()
    with window(browser, server) as opened:
        opened.open()
        yield opened


def nothing_went_wrong(lab: Window) -> None:
    """See that no other host was asked, and that no widget or script failed."""
    assert lab.requests
    assert lab.asked() == []
    assert lab.server.asked() == []
    assert lab.complaints == []
    unwanted = re.compile("Error displaying widget|model not found|Jupyter news")
    expect(lab.page.get_by_text(unwanted)).to_have_count(0)


def cell_that_says(path: str, text: str) -> int:
    """Give the number of the first code cell of a notebook that contains a text."""
    cells = read_notebook(COURSE.root / path).cells
    code = [(number, cell) for number, cell in enumerate(cells) if cell.cell_type == "code"]
    return next(number for number, cell in code if text in cell.source)


def graded_cell(name: str) -> int:
    """Give the number of the exercise's cell with a grade_id."""
    cells = read_notebook(COURSE.root / EXERCISE.path).cells
    return next(number for number, cell in enumerate(cells) if grade_id(cell) == name)


def bits(lab: Window) -> tuple[Locator, Locator, Locator]:
    """Give the explorer's slider, its number box, and the sentence beneath."""
    cell = lab.cell(cell_that_says(LESSON.path, "Explorer("))
    return (
        cell.locator(".noUi-handle"),
        cell.get_by_label("Bits in an id"),
        cell.locator('[role="status"]').first,
    )


def test_learner_estimates_explores_fails_passes_and_finds_it_all_again(
    lab: Window, workspace: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    lab.open()  # the address that a browser is sent to; it leads to the start page
    assert LESSON.path == START_PAGE
    lab.run_all()

    estimate = lab.cell(cell_that_says(LESSON.path, "estimate("))
    field = estimate.get_by_role("textbox", name=re.compile("Your estimate"))
    gap = lab.cell(cell_that_says(LESSON.path, "guess.gap")).locator('[role="status"]')
    expect(gap).to_contain_text("No estimate committed yet")
    field.fill(GUESS)
    estimate.get_by_role("button", name="Commit").click()
    expect(estimate.locator('[role="status"]')).to_contain_text(f"Committed: {SAID} ids.")
    expect(gap).to_contain_text("Your estimate was")

    slider, box, says = bits(lab)
    expect(box).to_have_value("48")
    expect(says).to_contain_text("48 bits")
    times = []
    for value in range(49, 59):
        times.append(milliseconds_to_answer(lab, slider, "ArrowRight", says))
        expect(box).to_have_value(str(value))
        expect(says).to_contain_text(f"{value} bits")
    expect(slider).to_have_attribute("aria-valuenow", "58.0")
    report(capsys, "bits in an id", times)

    lab.save()

    lab.notebook.get_by_role("link", name="the exercise").click()
    lab.await_notebook(EXERCISE.path)
    check = lab.cell(graded_cell(EXERCISE.check_id)).locator('[role="status"]')
    lab.run_all()
    expect(check).to_contain_text("not attempted")
    wrong = mistakes(EXERCISE)[0]
    lab.write(graded_cell(EXERCISE.answer_id), written_down(wrong.answer, EXERCISE))
    lab.run_all()
    expect(check).to_contain_text(f"{EXERCISE.title}: failed")
    expect(check).to_contain_text(wrong.name, ignore_case=True)
    shown = lab.cell(graded_cell(EXERCISE.check_id)).locator(".jp-OutputArea-output")
    assert [text for text in shown.all_inner_texts() if text] == [check.inner_text()]
    assert workspace.progress.standing(EXERCISE.id).status == "failed"
    lab.write(graded_cell(EXERCISE.answer_id), reference(COURSE, EXERCISE))
    lab.run_all()
    expect(check).to_contain_text(f"{EXERCISE.title}: passed")
    assert workspace.progress.standing(EXERCISE.id).points == EXERCISE.points
    lab.save()

    lab.page.reload()
    lab.await_notebook(EXERCISE.path)
    expect(check).to_contain_text(f"{EXERCISE.title}: passed")
    lab.open(LESSON.path)
    # The kernel lives on, so the page shows what was entered without anything being run.
    _, box, says = bits(lab)
    expect(box).to_have_value("58")
    expect(says).to_contain_text("58 bits")
    expect(field).to_have_value(GUESS)
    # With a new kernel, all that is known comes from the workspace.
    lab.forget()
    lab.run_all()
    expect(field).to_have_value(SAID)
    expect(estimate.locator('[role="status"]')).to_contain_text(f"Committed: {SAID} ids.")
    board = lab.cell(cell_that_says(LESSON.path, "board("))
    expect(board.get_by_role("row", name=re.compile(EXERCISE.title))).to_contain_text("passed")
    assert status(workspace).count("passed") >= 1


def milliseconds_to_answer(lab: Window, slider: Locator, key: str, result: Locator) -> float:
    """Press a key on a slider that changes a text, and give the time to the last change."""
    before = result.inner_text()
    slider.evaluate(STOPWATCH)
    slider.press(key)
    expect(result).not_to_have_text(before)
    lab.page.wait_for_function("window.changed && performance.now() > window.changed + 100")
    passed: float = lab.page.evaluate("window.changed - window.pressed")
    return passed


def report(capsys: pytest.CaptureFixture[str], widget: str, times: list[float]) -> None:
    """Print how soon a widget answered; no time is asserted, for machines are loaded."""
    with capsys.disabled():
        middle = sorted(times)[len(times) // 2]
        print(f"\n{widget}: key press to last change {middle:.0f} ms, at most {max(times):.0f} ms")


class TestWidgets:
    @pytest.mark.parametrize(
        ("lesson", "cells"),
        [
            ("tweet-struct", ["Explorer("]),
            (ENVELOPE.id, ["ledger(", "Explorer("]),
            ("where-tweets-live", ["Explorer("]),
            ("fan-out", ["Explorer("]),
            ("follow-graph", ["Explorer("]),
            ("search", ["Explorer("]),
            ("exact-counts", ["Explorer("]),
            ("sketches", ["Explorer("]),
        ],
        ids=lambda each: each if isinstance(each, str) else "",
    )
    def test_widgets_of_a_lesson_answer_the_keyboard(
        self, open_lab: Window, capsys: pytest.CaptureFixture[str], lesson: str, cells: list[str]
    ) -> None:
        """Run what shows widgets, and what that needs; nbval runs the rest."""
        lab, path = open_lab, COURSE.lesson(lesson).path
        lab.forget_what_was_heard()
        lab.open_beside(path)
        lab.run(with_widgets(path))
        for cell in cells:
            shown = lab.cell(cell_that_says(path, cell))
            slider = shown.locator(".noUi-handle").first
            result = shown.locator('[role="status"]').first
            now, low = (slider.get_attribute(f"aria-value{name}") for name in ("now", "min"))
            key = "ArrowRight" if now == low else "ArrowLeft"
            times = [milliseconds_to_answer(lab, slider, key, result) for _ in range(8)]
            report(capsys, f"{lesson}, {cell}...)", times)
        nothing_went_wrong(lab)
        lab.close()


def with_widgets(path: str) -> list[int]:
    """Give the numbers of the cells of a notebook that show widgets, and of those they need."""
    cells = read_notebook(COURSE.root / path).cells
    numbers = [number for number, cell in enumerate(cells) if cell.cell_type == "code"]
    sources = [cells[number].source for number in numbers]
    shown = widget_cells(sources, "twitlab.course", "twitlab.ui.widgets")
    return [numbers[at] for at in needed_cells(sources, shown)]


def status(workspace: Workspace) -> str:
    """Give what `twitlab` alone says."""
    program = Path(sys.executable).with_name("twitlab")
    command = [str(program), "--workspace", str(workspace.root)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return done.stdout


@pytest.fixture
def fresh_lesson(workspace: Workspace) -> None:
    """Put the lesson back as it was given."""
    (workspace.root / LESSON.path).write_bytes((COURSE.root / LESSON.path).read_bytes())


@pytest.mark.usefixtures("fresh_lesson")
def test_lesson_opened_on_another_day_shows_what_was_there(lab: Window) -> None:
    lab.open(LESSON.path)
    lab.run_all()
    slider, box, says = bits(lab)
    for _ in range(3):  # JupyterLab may take the focus back when the last cell has run
        slider.press("ArrowRight")
        lab.page.wait_for_timeout(1_000)
        if box.input_value() == "49":
            break
    expect(says).to_contain_text("49 bits")
    lab.save()
    lab.server.end_kernels()
    lost = lab.notebook.get_by_text("model not found").first
    for _ in range(3):
        lab.open(LESSON.path)
        _, box, says = bits(lab)
        expect(says.or_(lost).first).to_be_visible()
        if not lost.is_visible():
            break
        # ipywidgets may draw before it has read the saved file, where a new kernel answers first;
        # to open the lesson once more helps, since its kernel is there then.
        lab.complaints.clear()
    expect(says).to_contain_text("49 bits")
    expect(box).to_have_value("49")


def test_estimate_with_its_interval_is_kept_and_changes_the_calibration(lab: Window) -> None:
    lab.open(ENVELOPE.path)
    lab.run_all()
    drawn = lab.cell(cell_that_says(ENVELOPE.path, "calibration()"))
    expect(drawn).to_contain_text("met its truth yet")
    expect(drawn).not_to_contain_text("gb-a-day")
    before = drawn.locator("svg[role=img]").inner_html()

    estimate = lab.cell(cell_that_says(ENVELOPE.path, "estimate("))
    for name, text in (("Your estimate", "20"), ("hardly below", "10"), ("hardly above", "40")):
        estimate.get_by_label(re.compile(name)).fill(text)
    estimate.get_by_role("button", name="Commit").click()
    expect(estimate.locator('[role="status"]')).to_contain_text("Committed: 20 GB")
    lab.run_all()
    drawn = lab.cell(cell_that_says(ENVELOPE.path, "calibration()"))
    expect(drawn).to_contain_text("gb-a-day")
    assert drawn.locator("svg[role=img]").inner_html() != before
    lab.save()

    lab.page.reload()
    lab.await_notebook(ENVELOPE.path)
    lab.forget()
    lab.run_all()
    estimate = lab.cell(cell_that_says(ENVELOPE.path, "estimate("))
    expect(estimate.get_by_label(re.compile("Your estimate"))).to_have_value("20")
    expect(estimate.get_by_label(re.compile("hardly above"))).to_have_value("40")
    expect(lab.cell(cell_that_says(ENVELOPE.path, "calibration()"))).to_contain_text("gb-a-day")


@pytest.mark.usefixtures("fresh_lesson")
def test_extension_manager_opened_asks_no_outside_host(lab: Window) -> None:
    lab.open(LESSON.path)
    lab.page.get_by_role("tab", name="Extension Manager").click()
    # Long enough for its catalogue to be asked for, were it not switched off.
    lab.page.wait_for_timeout(2000)


@pytest.mark.usefixtures("fresh_lesson")
@pytest.mark.parametrize("theme", ["JupyterLab Light", "JupyterLab Dark"])
def test_lesson_is_drawn_in_each_theme(lab: Window, tmp_path: Path, theme: str) -> None:
    lab.open(LESSON.path)
    lab.theme(theme)
    lab.run_all()
    inks = set()
    for text in ("estimate(", "draw_few_ids(", "guess.gap", "Explorer(", "check(", "board("):
        number = cell_that_says(LESSON.path, text)
        lab.cell(number).evaluate("cell => cell.scrollIntoView({block: 'start'})")
        lab.page.wait_for_timeout(300)
        lab.page.screenshot(path=tmp_path / f"{number:02}.png")
        for picture in lab.cell(number).locator("svg[role=img]").all():
            assert picture.get_attribute("aria-label")
            inks.add(picture.locator("text").first.evaluate("text => getComputedStyle(text).fill"))
    light = theme.endswith("Light")
    assert inks
    for ink in inks:
        brightness = sum(int(part) for part in re.findall(r"\d+", ink)[:3]) / 3
        assert (brightness < 128) is light, f"{ink} on {theme}"
