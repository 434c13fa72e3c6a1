"""A scorecard says what was earned, on what, and what mends the rest; in three forms."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from tests.conftest import ROOT
from tests.help.made_sessions import Happens, all_phases, happens, made, opened
from tests.help.rubric_pack import rubric_pack
from twitlab.course.book.manifest import Course
from twitlab.interview.exporting import export, raters_of
from twitlab.interview.scorecard import as_html, as_json, as_markdown
from twitlab.interview.scoring.score import score
from twitlab.interview.session import Session

GOLDEN = Path(__file__).parent / "scorecard.md"
EVIL = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7 * 7 }} {% raw %}",
    "*bold* [link](http://example.org) `code` | a cell | # no heading",
    "שלום עולם 🎉 مرحبا",
    "a\u202eb\u2066c",
    "one\n\n# two\n- three",
    "1. first",
    "- a point",
    "***",
    "&lt;b&gt; $x$ ~~gone~~",
]


def small_session(*more: Happens) -> Session:
    """Make a session in which some of everything happened."""
    events = [
        *opened("interviewer", "candidate"),
        *all_phases("interviewer"),
        happens("1:05", "interviewer", "asked", tag="rate"),
        happens("1:40", "interviewer", "asked", tag="ratio"),
        happens("5:00", "candidate", "estimated", estimate="writes", value="40 write/s"),
        happens("5:30", "candidate", "estimated", estimate="writes", value="4 write/s"),
        happens("6:00", "candidate", "estimated", estimate="stored", value="very much"),
        happens("13:00", "interviewer", "heard", tag="shards-at-once", note="we shard it"),
        happens("14:00", "interviewer", "probed", probe="cache", strength="doubt"),
        happens("17:00", "interviewer", "hinted", topic="cache", rung=2),
        happens("18:00", "interviewer", "changed", curveball="turn-small"),
        happens("34:00", "interviewer", "ended"),
        happens("35:00", "candidate", "self rated", dimension="depth", rung=3),
        happens("35:10", "candidate", "self rated", dimension="design", rung=0),
        happens("40:00", "interviewer", "ticked", line="says-peak", earned=False),
        happens("40:10", "interviewer", "ticked", line="whole-path", earned=True, quote="then"),
        happens("40:20", "interviewer", "ticked", line="goes-deep", earned=True, quote=""),
        happens("40:30", "interviewer", "ticked", line="in-time", earned=False, quote="late"),
        *more,
    ]
    return made(*events, notes=("candidate.log, line 7 was cut off",))


def test_golden_scorecard_of_a_small_session() -> None:
    """When it is meant to change: write what `as_markdown` gives into scorecard.md, and read it."""
    session = small_session()
    assert as_markdown(score(session), session) == GOLDEN.read_text(encoding="utf-8")


class Tags(HTMLParser):
    """Collect the tags and texts of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep a tag."""
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        """Keep a text."""
        self.texts.append(data)


def read(page: str) -> Tags:
    """Read a page as a browser does."""
    found = Tags()
    found.feed(page)
    return found


@pytest.mark.parametrize("typed", EVIL)
def test_what_was_typed_is_shown_and_does_nothing(typed: str) -> None:
    plain, said = small_session(*typed_events("plain")), small_session(*typed_events(typed))
    before, after = (read(as_html(score(each), each)) for each in (plain, said))
    assert before.tags == after.tags
    shown = re.sub("[\u202e\u2066]", "\ufffd", typed)
    assert sum(shown in text for text in after.texts) >= 4
    assert not {"\u202e", "\u2066"} & {*"".join(after.texts)}


@pytest.mark.parametrize("typed", EVIL)
def test_what_was_typed_is_no_markup_in_markdown(typed: str) -> None:
    plain, said = small_session(*typed_events("plain")), small_session(*typed_events(typed))
    markdown = MarkdownIt("commonmark").enable("table")
    pages = [markdown.render(as_markdown(score(each), each)) for each in (plain, said)]
    before, after = map(read, pages)
    assert before.tags == after.tags
    shown = " ".join(re.sub("[\u202e\u2066]", "\ufffd", typed).split()).replace("://", ":\u200b//")
    assert sum(shown in text for text in after.texts) >= 4


def typed_events(text: str) -> list[Happens]:
    """Type a text wherever people may type."""
    return [
        happens("4:30", "candidate", "estimated", estimate="stored", value=text),
        happens("21:00", "interviewer", "heard", tag="failure", note=text),
        happens("41:00", "interviewer", "ticked", line="leads", earned=True, quote=text),
        happens("42:00", "interviewer", "photo", file=text, sha256="0" * 64),
    ]


def test_page_needs_nothing_else_and_no_network() -> None:
    session = small_session()
    page = as_html(score(session), session)
    found = read(page)
    assert {"script", "link", "img", "iframe", "a"} & {tag for tag, _ in found.tags} == set()
    assert not re.search(r"https?://|url\(|@import", page)
    policy = [attrs for tag, attrs in found.tags if attrs.get("http-equiv")]
    assert policy[0]["content"] == "default-src 'none'; style-src 'unsafe-inline'"
    assert "@page { size: A4" in page


def test_each_line_has_state_evidence_why_and_what_mends_it() -> None:
    session = small_session()
    card = json.loads(as_json(score(session), session))
    lines = {each["line"]: each for each in card["lines"]}
    text = " ".join("".join(read(as_html(score(session), session)).texts).split())
    for line in rubric_pack().rubric:
        assert line.why in text
        assert f"{lines[line.id]['state']} {line.text}" in text
        assert all(each["title"] and each["file"] for each in lines[line.id]["mends"])
    assert lines["asks-rates"]["state"] == "proved"
    assert lines["asks-rates"]["evidence"][0]["at"] == "01:05"
    assert "01:05 interviewer asked: What is the rate?" in text
    assert "13:00 interviewer heard: Shards before any number. “we shard it”" not in text
    assert "13:00 interviewer heard: Shards before any number. we shard it" in text
    assert "From a day to servers exercises/02_day_to_servers.ipynb" in text
    assert "ten months of links? Of how many months are your links?" in text


def test_profile_has_two_marks_beside_what_levels_expect_and_no_sum() -> None:
    session = small_session()
    card = json.loads(as_json(score(session), session))
    depth = next(each for each in card["profile"] if each["dimension"] == "depth")
    assert (depth["measured"], depth["judged"], depth["self_rated"]) == (None, None, 3)
    assert depth["expected"] == {"junior": 1, "mid": 2, "senior": 3, "staff": 4}
    assert [len(each) for each in card["profile"]] == [9] * 7
    keys = " ".join(every_key(card))
    assert not re.search(r"\b(sum|total|overall|mean|points|grade|result)\b", keys)


def every_key(value: object) -> list[str]:
    """Give all keys of a JSON value, from the outside in."""
    if isinstance(value, dict):
        return [*value, *(key for each in value.values() for key in every_key(each))]
    if isinstance(value, list):
        return [key for each in value for key in every_key(each)]
    return []


def test_shape_of_the_json_is_the_documented_one() -> None:
    rated = [*opened("rater"), happens("50:00", "rater", "ticked", line="leads", earned=False)]
    told = happens("41:00", "interviewer", "ticked", line="leads", earned=True, quote="then I")
    session = small_session(told, *rated)
    card = json.loads(as_json(score(session, "rater"), session))
    documented = {*re.findall(r"`([a-z_]+)`", as_json.__doc__ or "")}
    roles, levels = {"interviewer", "candidate"}, {"junior", "mid", "senior", "staff"}
    assert {*every_key(card)} - documented - roles - levels == set()
    assert documented - {*every_key(card)} == set()
    assert card["agreement"]["differ"] == [
        {"line": "leads", "interviewer": "proved", "rater": "missed"}
    ]


def test_json_holds_what_was_typed_as_it_was_typed() -> None:
    session = small_session(*typed_events(EVIL[4]))
    card = json.loads(as_json(score(session), session))
    quotes = [proof["quote"] for line in card["lines"] for proof in line["evidence"]]
    assert EVIL[4] in quotes


def test_self_is_marked_wherever_a_candidate_judged() -> None:
    note = happens("13:00", "solo", "noted", phase="high-level", text="I go on to the cache.")
    tick = happens("40:00", "solo", "ticked", line="leads", earned=True, quote="I go on to")
    session = made(*opened("solo"), *all_phases("solo"), note, tick)
    mine = score(session, "self")
    text = "".join(read(as_html(mine, session)).texts)
    assert text.count("udged, self") == 2 + 7 + 9
    assert "Judged, self |" in as_markdown(mine, session)
    columns = {each["column"] for each in json.loads(as_json(mine, session))["lines"]}
    assert columns == {"measured", "judged, self"}


def luminance(colour: str) -> float:
    """Give the relative luminance of #rrggbb, as WCAG 2.2 defines it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Give the contrast of two colours, from 1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_colours_of_both_schemes_and_of_print_can_be_read() -> None:
    """WCAG 2.2 AA: 4.5 for text, 3 for what is drawn."""
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    style = (ROOT / "twitlab/interview/templates/scorecard.css").read_text(encoding="utf-8")
    roots = [dict(re.findall(r"--(\w+): (#\w{6})", each)) for each in re.findall(r":root.*", style)]
    assert len(roots) == 3
    for colours in roots:
        for ground in ("paper", "here"):
            for name in ("ink", "soft", "proved", "missed", "unseen"):
                assert contrast(colours[name], colours[ground]) >= 4.5, name
        assert contrast(colours["line"], colours["paper"]) >= 3
    assert {roots[2][name] for name in roots[2]} == {"#000000", "#ffffff"}


def test_lesson_that_the_course_does_not_have_is_named_by_its_id() -> None:
    pack = rubric_pack()
    line = pack.rubric[0].model_copy(update={"mends": ("not-there",)})
    pack = pack.model_copy(update={"rubric": (line, *pack.rubric[1:])})
    session = made(*opened("interviewer"), *all_phases("interviewer"), pack=pack)
    card = json.loads(as_json(score(session), session, Course.here()))
    assert card["lines"][0]["mends"] == [
        {"id": "not-there", "kind": "unknown", "title": "not-there", "file": ""}
    ]
    assert "What mends it: **not-there**" in as_markdown(score(session), session)


def test_what_to_do_next_is_what_mends_most_of_the_missed_lines() -> None:
    pack = rubric_pack()
    mends = {"says-limits": ["which-number"], "says-failure": ["which-number", "year-of-tweets"]}
    rubric = tuple(
        line.model_copy(update={"mends": tuple(mends.get(line.id, ["first-repeat"]))})
        for line in pack.rubric
        if line.id in mends or line.id == "no-early-shards"
    )
    pack = pack.model_copy(update={"rubric": rubric})
    session = made(*opened("interviewer"), *all_phases("interviewer"), pack=pack)
    card = json.loads(as_json(score(session), session))
    assert {each["line"]: each["state"] for each in card["lines"]} == {
        "says-limits": "missed",
        "no-early-shards": "not observed",
        "says-failure": "missed",
    }
    assert [each["missed"] for each in card["next"]] == [
        ["Does what says-failure says.", "Does what says-limits says."],
        ["Does what says-failure says."],
    ]
    assert [each["id"] for each in card["next"]] == ["which-number", "year-of-tweets"]
    assert card["next"][0]["file"] == "exercises/02_which_number.ipynb"


def test_strengths_are_what_was_shown_on_the_highest_rungs_of_three_dimensions() -> None:
    session = made(
        *opened("interviewer", "candidate"),
        *all_phases("interviewer"),
        happens("1:00", "interviewer", "asked", tag="rate"),
        happens("1:10", "interviewer", "asked", tag="ratio"),
        happens("1:20", "interviewer", "heard", tag="limits", note="not this evening"),
        happens("5:00", "candidate", "estimated", estimate="writes", value="40 write/s"),
        happens("5:30", "candidate", "estimated", estimate="writes", value="4 write/s"),
        happens("40:00", "interviewer", "ticked", line="goes-deep", earned=True, quote="the log"),
        happens("40:10", "interviewer", "ticked", line="says-peak", earned=False),
    )
    card = json.loads(as_json(score(session), session))
    shown = [(each["line"], each["evidence"][0]["quote"]) for each in card["strengths"]]
    assert shown == [
        ("goes-deep", "the log"),
        ("says-limits", "not this evening"),
        ("right-writes", "4 write/s"),
    ]
    lines = {each["line"]: each for each in card["lines"]}
    assert (lines["alone-in-depth"]["state"], lines["alone-in-depth"]["shown"]) == (
        "proved",
        ["goes-deep"],
    )
    for page in (as_html(score(session), session), as_markdown(score(session), session)):
        assert page.count("Observed beside: Does what goes-deep says") == 1


def test_what_did_not_happen_is_no_strength() -> None:
    pack, rungs = rubric_pack(), {"alone-in-depth": 4, "goes-deep": 2}
    rubric = (
        e.model_copy(update={"rung": rungs[e.id]}) if e.id in rungs else e for e in pack.rubric
    )
    pack = pack.model_copy(update={"rubric": tuple(rubric)})
    deep = happens("40:00", "interviewer", "ticked", line="goes-deep", earned=True, quote="the log")
    session = made(*opened("interviewer"), *all_phases("interviewer"), deep, pack=pack)
    assert score(session).profile["depth"].measured == 4
    card = json.loads(as_json(score(session), session))
    assert [each["line"] for each in card["strengths"]] == ["goes-deep"]


def test_what_lifts_no_mark_is_no_strength_and_is_said() -> None:
    session = small_session()
    card = json.loads(as_json(score(session), session))
    design = next(each for each in card["profile"] if each["dimension"] == "design")
    assert (design["judged"], design["held"]) == (1, ["whole-path"])
    assert "whole-path" not in [each["line"] for each in card["strengths"]]
    assert "so they lift no mark: Does what whole-path says." in as_html(score(session), session)


def test_first_page_says_where_there_is_nothing_strong_or_nothing_missed() -> None:
    session = made(*opened("candidate", "interviewer"))
    for page in (as_html(score(session), session), as_markdown(score(session), session)):
        assert "No line was proved by what was shown." in page
        assert "Of what was observed nothing was missed: play another variant." in page


def test_scorecards_are_written_for_each_who_scored(tmp_path: Path) -> None:
    rated = happens("50:00", "rater", "ticked", line="leads", earned=False)
    session = small_session(*opened("rater"), rated)
    assert raters_of(session) == ("interviewer", "rater")
    files = export(session, tmp_path / "new")
    assert [each.name for each in files] == [
        "scorecard.html", "scorecard.md", "scorecard.json",
        "scorecard-rater.html", "scorecard-rater.md", "scorecard-rater.json",
    ]  # fmt: skip
    assert sorted(files) == sorted((tmp_path / "new").iterdir())
    assert "Beside the interviewer" in files[3].read_text(encoding="utf-8")
    assert "Beside the interviewer" not in files[0].read_text(encoding="utf-8")


def test_who_scored_is_told_by_the_files() -> None:
    own = happens("40:00", "candidate", "ticked", line="leads", earned=False)
    assert raters_of(made(*opened("solo"))) == ("self",)
    assert raters_of(made(*opened("candidate"))) == ("self",)
    assert raters_of(made(*opened("solo", "rater"))) == ("self", "rater")
    assert raters_of(small_session(own)) == ("interviewer", "self")
    assert raters_of(small_session(own, *opened("rater"))) == ("interviewer", "self", "rater")
