"""The fronts of interviews in a browser: warnings, keys, drafts, and what a screen reader hears."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.bare_page import BarePage, bare_page
from twitlab.errors import BadValue
from twitlab.ui.widgets.front import Front, Press
from twitlab.ui.widgets.keyed import Group, Item, Keyed, Stage
from twitlab.ui.widgets.ratings import Ratings
from twitlab.ui.widgets.ticks import TickLine, Ticks
from twitlab.ui.widgets.timer import Span, Timer
from twitlab.ui.widgets.writing import Writing

pytestmark = pytest.mark.browser

NOW_MS = 1_800_000_000_000
# The colours of JupyterLab's two themes that fronts take; tokens of @jupyterlab/theme-*-extension.
THEMES = {
    "light": {"ui-font-color0": "#000", "ui-font-color1": "rgba(0,0,0,0.87)",
              "ui-font-color2": "rgba(0,0,0,0.54)", "layout-color0": "#fff",
              "layout-color1": "#fff", "layout-color2": "#eee", "border-color1": "#bdbdbd"},
    "dark": {"ui-font-color0": "#fff", "ui-font-color1": "rgba(255,255,255,0.87)",
             "ui-font-color2": "rgba(255,255,255,0.54)", "layout-color0": "#111",
             "layout-color1": "#212121", "layout-color2": "#424242", "border-color1": "#616161"},
}  # fmt: skip
# Texts whose contrast to what lies behind them is below 4.5, as WCAG 2.2 reckons it.
PALE = """() => {
    const parse = text => text.match(/[\\d.]+/g).map(Number)
    const over = ([r, g, b, a = 1], under) => [r, g, b].map((c, i) => c * a + under[i] * (1 - a))
    const behind = node => {
        const chain = []
        for (let n = node; n; n = n.parentElement) chain.unshift(getComputedStyle(n))
        return chain.map(style => parse(style.backgroundColor))
            .reduce((under, colour) => over(colour, under), [255, 255, 255])
    }
    const light = colour => {
        const [r, g, b] = colour.map(c => c / 255)
            .map(c => c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
        return 0.2126 * r + 0.7152 * g + 0.0722 * b
    }
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    const found = []
    while (texts.nextNode()) {
        const node = texts.currentNode.parentElement
        if (!texts.currentNode.data.trim() || !node.checkVisibility()) continue
        if (node.closest("style, script, option, .twl-heard")) continue
        const under = behind(node)
        const [one, two] = [light(over(parse(getComputedStyle(node).color), under)), light(under)]
        const ratio = (Math.max(one, two) + 0.05) / (Math.min(one, two) + 0.05)
        if (ratio < 4.5) found.push(`${ratio.toFixed(2)} ${texts.currentNode.data}`)
    }
    return found
}"""


@pytest.fixture
def bare(browser: Browser) -> Iterator[BarePage]:
    with bare_page(browser) as opened:
        yield opened


def clocked(bare: BarePage) -> BarePage:
    """Let the page's clock stand still until the test moves it."""
    bare.page.clock.install(time=NOW_MS / 1000)
    bare.page.clock.pause_at(NOW_MS / 1000 + 1)
    return bare


def spans(phase_ms: int, slot_ms: int) -> dict[str, Span]:
    words = {"soon": "Begin to close it.", "over": "Go on; nothing is cut off."}
    return {
        "phase": Span("Scope", "Phase 1 of 6: Scope", 300_000, phase_ms, **words),
        "slot": Span("the whole", "Whole interview", 2_100_000, slot_ms, **words),
    }


def test_timer_warns_two_minutes_before_and_at_the_end_and_goes_on(bare: BarePage) -> None:
    timer = Timer("Not begun.")
    clocked(bare).show(timer.widget)
    clock, says = bare.page.locator(".twl-phase"), bare.page.get_by_role("status")
    expect(bare.page.get_by_text("Not begun.")).to_be_visible()
    timer.run(NOW_MS + 1_000, **spans(170_000, 170_000))
    bare.update()
    expect(clock).to_contain_text("2:10 left of 5:00")
    expect(clock).to_have_attribute("data-state", "calm")
    expect(says).to_have_text("")
    bare.page.clock.run_for(10_000)
    expect(clock).to_have_attribute("data-state", "soon")
    expect(says).to_have_text("2 minutes left for Scope. Begin to close it.")
    bare.page.clock.run_for(125_000)
    expect(clock).to_contain_text("over by 0:05, of 5:00")
    expect(clock).to_have_attribute("data-state", "over")
    expect(says).to_have_text("The time for Scope is over. Go on; nothing is cut off.")
    expect(bare.page.locator(".twl-slot")).to_have_attribute("data-state", "calm")


def test_timer_warns_for_the_whole_too(bare: BarePage) -> None:
    timer = Timer("")
    timer.run(NOW_MS + 1_000, **spans(0, 2_000_000))
    clocked(bare).show(timer.widget)
    bare.page.clock.run_for(1_000)
    says = bare.page.get_by_role("status")
    expect(says).to_have_text("2 minutes left for the whole. Begin to close it.")
    bare.page.clock.run_for(100_000)
    expect(says).to_have_text("The time for the whole is over. Go on; nothing is cut off.")


def test_timer_drawn_later_counts_what_passed_meanwhile(bare: BarePage) -> None:
    timer = Timer("")
    timer.run(NOW_MS + 1_000 - 60_000, **spans(30_000, 30_000))
    clocked(bare).show(timer.widget)
    expect(bare.page.locator(".twl-phase")).to_contain_text("3:30 left of 5:00")


def test_warning_is_said_once_and_not_with_each_second(bare: BarePage) -> None:
    timer = Timer("")
    timer.run(NOW_MS + 1_000, **spans(200_000, 200_000))
    clocked(bare).show(timer.widget)
    bare.page.evaluate("""() => {
        window.said = 0
        new MutationObserver(all => { window.said += all.length }).observe(
            document.querySelector("[role=status]"), {childList: true, characterData: true})
    }""")
    bare.page.clock.run_for(30_000)
    assert bare.page.evaluate("window.said") == 0
    expect(bare.page.locator(".twl-phase")).to_contain_text("1:10 left")
    expect(bare.page.get_by_role("timer").first).to_have_attribute("aria-live", "off")


class Pressed:
    """Groups of one item, and what came of pressing it."""

    def __init__(self) -> None:
        self.presses: list[tuple[str, int, Press]] = []
        self.back: list[str] = []
        self.keyed = Keyed("Scope", self.groups(), self.press, self.take_back)

    def groups(self) -> list[Group]:
        noted = "00:10" if self.presses else ""
        stages = (Stage("Think of reads.", "rung 1", noted), Stage("Count reads.", "rung 2"))
        items = (Item("peak", "Asks for the peak", "a", noted=noted),
                 Item("hint", "Hint", "q", stages=stages))  # fmt: skip
        on = Item("on", "Go on", "ArrowRight")
        return [Group("Listen for", items=items), Group("Go on", items=(on,), look="moves"),
                Group("Facts", items=(Item("users", "Users?", "1"),), folded=True)]  # fmt: skip

    def press(self, name: str, stage: int, press: Press) -> None:
        if name == "users":
            raise BadValue("users are refused.")
        self.presses.append((name, stage, press))
        self.keyed.show("Scope", self.groups(), f"Noted: {name}")

    def take_back(self, name: str, press: Press) -> None:
        self.back.append(name)
        self.keyed.show("Scope", self.groups(), f"Back: {self.back}")


def test_key_notes_its_item_with_both_clocks_and_says_so(bare: BarePage) -> None:
    pressed = Pressed()
    clocked(bare).show(pressed.keyed.widget)
    bare.page.keyboard.press("Tab")
    bare.page.keyboard.press("a")
    expect(bare.page.get_by_role("status")).to_have_text("Noted: peak")
    [(name, stage, press)] = pressed.presses
    assert (name, stage) == ("peak", 0)
    assert press.wall_ms == NOW_MS + 1_000
    assert 0 < press.mono_ms < NOW_MS
    assert bare.page.evaluate("document.activeElement.className").startswith("twl")


@pytest.mark.parametrize(
    ("key", "name", "stage"),
    [("A", "peak", 0), ("q", "hint", 0), ("ArrowRight", "on", 0)],
)
def test_each_key_presses_its_own_item(bare: BarePage, key: str, name: str, stage: int) -> None:
    pressed = Pressed()
    bare.show(pressed.keyed.widget)
    bare.page.locator(".twl-keyed").focus()
    bare.page.keyboard.press(key)
    expect(bare.page.get_by_role("status")).to_have_text(f"Noted: {name}")
    assert [each[:2] for each in pressed.presses] == [(name, stage)]


def test_key_of_another_alphabet_counts_by_its_place(bare: BarePage) -> None:
    pressed = Pressed()
    bare.show(pressed.keyed.widget)
    bare.page.locator(".twl-keyed").dispatch_event("keydown", {"key": "ф", "code": "KeyA"})
    expect(bare.page.get_by_role("status")).to_have_text("Noted: peak")


def test_keys_with_control_or_without_an_item_do_nothing(bare: BarePage) -> None:
    pressed = Pressed()
    bare.show(pressed.keyed.widget)
    bare.page.locator(".twl-keyed").focus()
    for key in ("Control+a", "b", "Shift+Tab"):
        bare.page.keyboard.press(key)
    assert bare.heard == []


def test_letters_of_a_screen_do_not_reach_jupyterlab(bare: BarePage) -> None:
    bare.show(Pressed().keyed.widget)
    bare.page.evaluate("""() => {
        window.passed = []
        document.addEventListener("keydown", event => window.passed.push(event.key))
    }""")
    bare.page.locator(".twl-keyed").focus()
    for key in ("a", "x", "d", "Backspace", "ArrowLeft", "Tab"):
        bare.page.keyboard.press(key)
    assert bare.page.evaluate("window.passed") == ["Tab"]


def test_next_stage_is_pressed_by_the_same_key(bare: BarePage) -> None:
    pressed = Pressed()
    bare.show(pressed.keyed.widget)
    bare.page.locator(".twl-keyed").focus()
    bare.page.keyboard.press("q")
    expect(bare.page.locator(".twl-stage.twl-done")).to_have_count(1)
    bare.page.keyboard.press("q")
    expect(bare.page.get_by_role("status")).to_have_text("Noted: hint")
    assert [each[1] for each in pressed.presses] == [0, 1]


def test_noted_item_goes_back_by_its_button_and_the_last_one_by_its_key(bare: BarePage) -> None:
    pressed = Pressed()
    bare.show(pressed.keyed.widget)
    bare.page.locator(".twl-keyed").focus()
    bare.page.keyboard.press("a")
    bare.page.get_by_role("button", name="Take back: Asks for the peak").click()
    bare.page.keyboard.press("Backspace")
    expect(bare.page.get_by_role("status")).to_have_text("Back: ['peak', '']")


def test_refusal_is_read_out_and_goes_with_the_next_press(bare: BarePage) -> None:
    pressed = Pressed()
    bare.show(pressed.keyed.widget)
    bare.page.locator(".twl-keyed").focus()
    alarm = bare.page.locator("[role=alert]")
    expect(alarm).to_be_hidden()
    bare.page.keyboard.press("1")  # its group is folded; the key counts all the same
    expect(alarm).to_have_text("Not kept: users are refused.")
    bare.page.keyboard.press("a")
    expect(alarm).to_be_hidden()


def test_kernel_that_does_not_answer_is_told(bare: BarePage) -> None:
    clocked(bare).show(Pressed().keyed.widget)
    bare.page.evaluate("window.silent = true")
    bare.page.locator(".twl-keyed").focus()
    bare.page.keyboard.press("a")
    alarm = bare.page.locator("[role=alert]")
    bare.page.clock.run_for(3_000)
    expect(alarm).to_be_hidden()
    bare.page.clock.run_for(2_000)
    expect(alarm).to_contain_text("Not kept: the notebook's kernel does not answer.")


def test_click_that_takes_the_focus_moves_nothing_below(bare: BarePage) -> None:
    pressed = Pressed()
    bare.show(pressed.keyed.widget)
    light = bare.page.locator(".twl-light")
    expect(light).to_have_text("Keys are off. Click here to turn them on.")
    off = light.bounding_box()
    light.click()
    expect(light).to_have_text("Keys are on.")
    assert light.bounding_box() == off


def test_light_tells_whether_keys_count(bare: BarePage) -> None:
    writing = Writing("a", "Note", lambda _text, _press: None)
    bare.show(Pressed().keyed.widget, writing.widget)
    light = bare.page.locator(".twl-light")
    expect(light).to_have_text("Keys are off. Click here to turn them on.")
    light.click()
    expect(light).to_have_text("Keys are on.")
    bare.page.get_by_label("Note").focus()
    expect(light).not_to_have_text("Keys are on.")


def draft_of(bare: BarePage) -> str | None:
    kept: str | None = bare.page.evaluate("window.drafts['twitlab note']")
    return kept


@pytest.fixture
def drafting(bare: BarePage) -> BarePage:
    """Give a page whose drafts are kept in a plain object: an empty page has no store."""
    bare.page.evaluate("""() => {
        window.drafts = {}
        Object.defineProperty(window, "localStorage", {value: {
            getItem: name => window.drafts[name] ?? null,
            setItem: (name, text) => { window.drafts[name] = text },
            removeItem: name => { delete window.drafts[name] },
        }})
    }""")
    return bare


@pytest.mark.parametrize(("lines", "key"), [(1, "Enter"), (4, "Control+Enter")])
def test_text_is_committed_by_its_key_and_its_draft_forgotten(
    drafting: BarePage, lines: int, key: str
) -> None:
    kept: list[str] = []
    writing = Writing("note", "Note", lambda text, _press: kept.append(text), lines=lines)
    drafting.show(writing.widget)
    box = drafting.page.get_by_label("Note")
    box.fill("Ten reads")
    assert draft_of(drafting) == "Ten reads"
    box.press(key)
    expect(box).to_have_value("")
    assert kept == ["Ten reads"]
    assert draft_of(drafting) is None


def test_text_that_was_refused_stays_with_its_draft(drafting: BarePage) -> None:
    def refuse(_text: str, _press: Press) -> None:
        raise BadValue("no unit.")

    drafting.show(Writing("note", "Note", refuse).widget)
    box = drafting.page.get_by_label("Note")
    box.fill("ten")
    box.press("Enter")
    expect(drafting.page.get_by_role("alert")).to_have_text("Not kept: no unit.")
    expect(box).to_have_value("ten")
    assert draft_of(drafting) == "ten"


def test_draft_is_there_when_the_screen_is_opened_again(drafting: BarePage) -> None:
    drafting.page.evaluate("window.drafts['twitlab note'] = 'half a thought'")
    drafting.show(Writing("note", "Note", lambda _text, _press: None).widget)
    expect(drafting.page.get_by_label("Note")).to_have_value("half a thought")


def test_each_box_of_another_name_has_a_draft_of_its_own(drafting: BarePage) -> None:
    writing = Writing("note", "Note", lambda _text, _press: None)
    drafting.show(writing.widget)
    drafting.page.get_by_label("Note").fill("for one phase")
    writing.ask("other", "Other")
    drafting.update()
    expect(drafting.page.get_by_label("Other")).to_have_value("")
    writing.ask("note", "Note")
    drafting.update()
    expect(drafting.page.get_by_label("Note")).to_have_value("for one phase")


def ticked(bare: BarePage, **changes: object) -> tuple[Ticks, list[tuple[str, bool, str]]]:
    found: list[tuple[str, bool, str]] = []
    lines = [TickLine("peak", "Told the peak", **changes), TickLine("cost", "Said the cost")]  # type: ignore[arg-type]

    def tick(name: str, earned: bool, quote: str, _press: Press) -> None:
        found.append((name, earned, quote))
        ticks.show(lines, f"{len(found)} ticked.")

    ticks = Ticks("Score", "Tick each.", lines, tick)
    bare.show(ticks.widget)
    return ticks, found


def test_line_is_ticked_by_typed_words_and_enter(bare: BarePage) -> None:
    _, found = ticked(bare)
    field = bare.page.get_by_label("In which words?").first
    field.fill("25 times the mean")
    field.press("Enter")
    expect(bare.page.get_by_role("status")).to_have_text("1 ticked.")
    bare.page.get_by_role("button", name="Not earned: Said the cost").press("Enter")
    expect(bare.page.get_by_role("status")).to_have_text("2 ticked.")
    assert found == [("peak", True, "25 times the mean"), ("cost", False, "")]


def test_what_is_left_to_do_stands_below_the_last_line_too(bare: BarePage) -> None:
    _, found = ticked(bare)
    button = bare.page.get_by_role("button", name="Not earned: Said the cost")
    button.click()
    expect(bare.page.get_by_role("status")).to_have_text("1 ticked.")
    words = bare.page.get_by_text("1 ticked.")
    expect(words).to_have_count(2)
    last, foot = button.bounding_box(), words.last.bounding_box()
    assert last is not None
    assert foot is not None
    assert foot["y"] > last["y"]
    assert found == [("cost", False, "")]


def test_words_typed_in_one_line_outlive_the_tick_of_another(bare: BarePage) -> None:
    ticked(bare)
    fields = bare.page.get_by_label("In which words?")
    fields.nth(1).fill("it costs")
    bare.page.get_by_role("button", name="Not earned: Told the peak").click()
    expect(bare.page.get_by_role("status")).to_have_text("1 ticked.")
    expect(fields.nth(1)).to_have_value("it costs")


def test_line_of_ones_own_words_is_ticked_by_choosing_a_sentence(bare: BarePage) -> None:
    _, found = ticked(bare, may_type=False, choices=("I asked for the peak.",))
    bare.page.get_by_role("button", name="Earned: Told the peak", exact=True).click()
    expect(bare.page.get_by_role("alert")).to_contain_text("needs a quote")
    bare.page.get_by_role("combobox").first.select_option("I asked for the peak.")
    bare.page.get_by_role("button", name="Earned: Told the peak", exact=True).click()
    expect(bare.page.get_by_role("status")).to_have_text("1 ticked.")
    assert found == [("peak", True, "I asked for the peak.")]


def test_ratings_are_taken_together_and_none_is_left_out(bare: BarePage) -> None:
    found: list[dict[str, int]] = []
    options = [(0, "cannot say"), (1, "a little")]
    ratings = Ratings("You", options, lambda marks, _press: found.append(marks))
    ratings.ask([("depth", "Depth"), ("design", "Design")])
    bare.show(ratings.widget)
    bare.page.get_by_label("Depth").select_option("cannot say")
    bare.page.get_by_role("button", name="Keep").click()
    expect(bare.page.get_by_role("alert")).to_contain_text("choose a mark for “Design”")
    bare.page.get_by_label("Design").select_option("a little")
    bare.page.get_by_role("button", name="Keep").click()
    expect(bare.page.get_by_role("alert")).to_have_text("")
    assert found == [{"depth": 0, "design": 1}]


def everything() -> list[Front]:
    """Give every front, in every state that has colours of its own."""
    calm, soon = Timer(""), Timer("")
    calm.run(NOW_MS, **spans(0, 0))
    soon.run(NOW_MS, **spans(200_000, 2_200_000))
    pressed = Pressed()
    pressed.press("peak", 0, Press(0, 0))
    box = Writing("b", "Note", lambda _text, _press: None, about="Of this phase.", lines=3)
    box.show("Kept at 00:10.")
    line = TickLine("a", "Told", (("Enough", "25 times"),), standing="earned", says="Earned")
    ticks = Ticks("Score", "Tick each.", [line, TickLine("b", "Said")])
    ratings = Ratings("You", [(0, "cannot say")], lambda _marks, _press: None)
    ratings.ask([("depth", "Depth")])
    parts = (calm, soon, pressed.keyed, box, ticks, ratings)
    pressed.keyed.widget.refused = "Not kept: full."
    return [each.widget for each in parts]


@pytest.mark.parametrize("theme", THEMES)
def test_texts_have_enough_contrast_in_each_theme(bare: BarePage, theme: str) -> None:
    colours = ";".join(f"--jp-{name}:{value}" for name, value in THEMES[theme].items())
    bare.page.add_style_tag(
        content=f":root{{{colours}}} body{{background:var(--jp-layout-color0)}}"
    )
    clocked(bare).show(*everything())
    bare.page.locator("summary").click()
    expect(bare.page.locator("[data-state=over]")).to_have_count(1)
    assert bare.page.evaluate(PALE) == []


def test_everything_that_takes_the_focus_has_a_name(bare: BarePage) -> None:
    clocked(bare).show(*everything())
    tree = bare.page.locator("body").aria_snapshot()
    assert re.search(r"- (button|textbox|combobox)(:|$)", tree, re.MULTILINE) is None, tree
    assert 'textbox "Note"' in tree
    assert 'combobox "Depth"' in tree


@pytest.mark.parametrize(("width", "two_columns"), [(1000, True), (760, True), (600, False)])
def test_in_one_column_what_is_kept_back_follows_what_is_said(
    bare: BarePage, width: int, two_columns: bool
) -> None:
    say, hear = Group("Say", lines=("Hello",), look="say"), Group("Hear", lines=("Yes",))
    back = Group("Give nothing away", lines=("No",), look="withhold", column=2)
    bare.page.set_viewport_size({"width": width, "height": 480})
    bare.show(Keyed("Scope", [say, hear, back]).widget)
    boxes = []
    for title in ("Say", "Give nothing away", "Hear"):
        found = bare.page.get_by_role("region", name=title, exact=True).bounding_box()
        assert found is not None
        boxes.append(found)
    if two_columns:
        assert boxes[1]["x"] > boxes[0]["x"] == boxes[2]["x"]
        assert boxes[1]["y"] == boxes[0]["y"]
    else:
        assert boxes[0]["y"] < boxes[1]["y"] < boxes[2]["y"]


@pytest.mark.parametrize("width", [853, 640, 320])
def test_narrow_page_needs_no_scrolling_sideways(bare: BarePage, width: int) -> None:
    bare.page.set_viewport_size({"width": width, "height": 480})
    clocked(bare).show(*everything())
    assert bare.page.evaluate("document.documentElement.scrollWidth") <= width
