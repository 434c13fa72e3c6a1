"""A broken pack is refused, in words that say which pack, which key and what is allowed."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from twitlab.errors import CourseError
from twitlab.interview.packs.pack import FOLDER, load_pack, read_pack

NAME = "timeline-search"
Raw = dict[str, Any]


def as_toml(value: Any) -> str:
    """Write a value as TOML, on one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f'"{key}" = {as_toml(each)}' for key, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(as_toml, value)) + "]"
    return json.dumps(value)


@pytest.fixture
def raw() -> Raw:
    """Give the pack as TOML has it, to be broken."""
    return tomllib.loads((FOLDER / f"{NAME}.toml").read_text(encoding="utf-8"))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Give where the broken pack is to be."""
    return tmp_path / f"{NAME}.toml"


def write(raw: Raw, file: Path) -> None:
    file.write_text("\n".join(f"{key} = {as_toml(each)}" for key, each in raw.items()))


def at(raw: Any, *path: str | int) -> Any:
    """Give what stands at a place; a text in a list is the name of an entry."""
    found: Any = raw
    for step in path:
        if isinstance(found, list) and isinstance(step, str):
            names = ("id", "tag", "topic", "phase", "level", "name")
            found = next(each for each in found if step in [each.get(key) for key in names])
        else:
            found = found[step]
    return found


def put(*path: str | int, value: Any) -> Callable[[Raw], None]:
    """Make a fault: another value at a place."""

    def fault(raw: Raw) -> None:
        at(raw, *path[:-1])[path[-1]] = value

    return fault


def without(*path: str | int) -> Callable[[Raw], None]:
    """Make a fault: nothing at a place."""

    def fault(raw: Raw) -> None:
        owner = at(raw, *path[:-1])
        if isinstance(owner, list):
            owner.remove(at(owner, path[-1]))
        else:
            del owner[path[-1]]

    return fault


def twice(*path: str | int) -> Callable[[Raw], None]:
    """Make a fault: the first entry of a list again."""

    def fault(raw: Raw) -> None:
        at(raw, *path).append(at(raw, *path)[0])

    return fault


def moved(raw: Raw) -> None:
    raw["curveballs"] = raw["variants"][0]["curveballs"]


def too_much_to_hear(raw: Raw) -> None:
    listen = at(raw, "guides", "scope", "listen")
    listen += [{**listen[0], "tag": f"more-{number}"} for number in range(3)]


def swapped(raw: Raw) -> None:
    raw["guides"][0], raw["guides"][1] = raw["guides"][1], raw["guides"][0]


def nothing_for_depth(raw: Raw) -> None:
    for owner in (raw, *raw["variants"]):
        owner["rubric"] = [each for each in owner.get("rubric", []) if each["dimension"] != "depth"]


def same_curveball(raw: Raw) -> None:
    raw["variants"][1]["curveballs"][0]["id"] = raw["variants"][0]["curveballs"][0]["id"]


def two_at_true_scale(raw: Raw) -> None:
    raw["variants"][0]["true_scale"] = True


def heard_and_flagged(raw: Raw) -> None:
    at(raw, "flags", "drives")["tag"] = "says-core"


DELIVERIES = ("estimates", "deliveries")
HEARD = ("rubric", "in-and-out", "evidence")
FAULTS: dict[str, tuple[Callable[[Raw], None], tuple[str, ...]]] = {
    "a key that nobody knows": (
        put("facts", 0, "colour", value="red"),
        ("facts.0.colour", "not permitted"),
    ),
    "a key that is missing": (
        without("rubric", "in-and-out", "why"),
        ("rubric.0.why", "required"),
    ),
    "an empty text": (put("prompt", value=" "), ("prompt", "at least 1 character")),
    "another format": (put("format", value=2), ("format", "should be 1")),
    "another id than the file": (put("id", value="other"), ("id must be", NAME, "'other'")),
    "an id that is none": (
        put("facts", 0, "tag", value="How Many"),
        ("facts.0.tag", "pattern"),
    ),
    "a version of 0": (put("version", value=0), ("version", "greater than or equal to 1")),
    "a phase that is none": (
        put("hints", "scope", "phase", value="coffee"),
        ("hints.0.phase", "'scope'", "'wrap-up'"),
    ),
    "a dimension that is none": (
        put("rubric", "in-and-out", "dimension", value="charm"),
        ("rubric.0.dimension", "'scoping'", "'communication'"),
    ),
    "a rung that is none": (
        put("rubric", "in-and-out", "rung", value=5),
        ("rubric.0.rung", "less than or equal to 4"),
    ),
    "an evidence that is none": (
        put(*HEARD, "by", value="felt"),
        ("rubric.0.evidence", "'felt'", "'asked'", "'ticked'"),
    ),
    "a number that nobody said": (
        put("facts", 0, "source", value="Krikorian"),
        ("facts.0.source", "year", "'assumed'", "'Krikorian'"),
    ),
    "a figure that nobody said": (
        put("requirements", "fresh", "figure", "source", value="everybody knows"),
        ("requirements.3.figure.source", "year", "'everybody knows'"),
    ),
    "one design": (without("designs", "pull-recent"), ("designs", "at least 2", "not 1")),
    "two rungs of a hint": (
        put("hints", "scope", "rungs", value=["a", "b"]),
        ("hints.0.rungs", "required"),
    ),
    "eight things to listen for": (
        too_much_to_hear,
        ("guides.0.listen", "at most 7 items", "not 8"),
    ),
    "a step without anything": (
        put("guides", "scope", "say", value=[{}]),
        ("guides.0.say.0", "a step needs do or say"),
    ),
    "words and a rule in one text": (
        put("guides", "scope", "say", value=['If they wait: "What is it for?"']),
        ("guides.0.say.0", "what is not said aloud is do"),
    ),
    "a probe of two strengths": (
        without("probes", "two-numbers", "contradict"),
        ("probes.0.contradict", "required"),
    ),
    "three levels": (without("levels", "staff"), ("levels", "at least 4", "not 3")),
    "a level without a dimension": (
        without("levels", "staff", "rungs", "depth"),
        ("levels.3", "missing: depth"),
    ),
    "a level twice": (
        put("levels", "staff", "level", value="senior"),
        ("levels 'senior' stands there 2 times",),
    ),
    "phases in another order": (
        swapped,
        ("guides must be scope, estimates", "got estimates, scope"),
    ),
    "two variants": (without("variants", "one-town"), ("variants must be 3", "got 2")),
    "no variant at true scale": (
        without("variants", "one-town", "true_scale"),
        ("exactly one variant", "true_scale = true"),
    ),
    "two variants at true scale": (two_at_true_scale, ("exactly one variant",)),
    "a variant twice": (
        put("variants", "one-town", "id", value="celebrities"),
        ("variant 'celebrities' stands there 2 times",),
    ),
    "a curveball in two variants": (same_curveball, ("curveballs 'two-stars'", "2 times")),
    "a curveball outside of variants": (moved, ("curveballs belong into the variants",)),
    "a variant without a curveball": (
        put("variants", "celebrities", "curveballs", value=[]),
        ("variants.0.curveballs", "at least 1"),
    ),
    "a variant that leaves out what is not there": (
        put("variants", "one-town", "drops", "parts", value=["attic"]),
        ("variant one-town", "drops.parts", "'attic'", "fan-out-workers"),
    ),
    "a variant that leaves out of no list": (
        put("variants", "celebrities", "drops", value={"part": ["log"]}),
        ("variants.0.drops.part", "'parts'"),
    ),
    "a variant that leaves out a curveball of its own": (
        put("variants", "celebrities", "drops", value={"curveballs": ["two-stars"]}),
        ("variants.0.drops.curveballs", "'parts'"),
    ),
    "a value of 10,000 characters": (
        put(*HEARD, "by", value="x" * 10_000),
        ("rubric.", "evidence", "'xxx"),
    ),
    "a variant that leaves out too much": (
        put("variants", "celebrities", "drops", value={"designs": ["push-hybrid"]}),
        ("variant celebrities", "designs", "at least 2", "not 1"),
    ),
    "a fact twice": (twice("facts"), ("facts 'users' stands there 2 times",)),
    "a fact twice in a variant": (
        twice("variants", "one-town", "facts"),
        ("variant one-town", "facts 'users' stands there 2 times"),
    ),
    "a tag of two things": (heard_and_flagged, ("tag 'says-core' stands there 2 times",)),
    "a dimension without a line": (nothing_for_depth, ("rubric has no line for depth",)),
    "a part that nothing needs": (
        put("parts", "log", "because", value="fashion"),
        ("parts.log.because", "'fashion' is unknown", "post, home"),
    ),
    "a curveball that changes nothing": (
        put("variants", "celebrities", "curveballs", 0, "changes", value="mood"),
        ("variant celebrities", "curveballs.two-stars.changes", "'mood' is unknown", "fresh"),
    ),
    "a line on a tag that is none": (
        put(*HEARD, "tags", value=["says-cor", "leaves-out"]),
        ("rubric.in-and-out.evidence.tags", "'says-cor' is unknown", "says-core"),
    ),
    "a line on a fact that is none": (
        put("rubric", "asks-what-decides", "evidence", "tags", value=["weather", "pages"]),
        ("rubric.asks-what-decides.evidence.tags", "'weather' is unknown", "followers"),
    ),
    "a line on an estimate that is none": (
        put("rubric", "two-numbers-right", "evidence", "ids", value=["guess", "memory"]),
        ("rubric.two-numbers-right.evidence.ids", "'guess' is unknown", "deliveries"),
    ),
    "a line on a hint that is none": (
        put("rubric", "path-alone", "evidence", "topics", value=["life"]),
        ("rubric.path-alone.evidence.topics", "'life' is unknown", "fan-out"),
    ),
    "a line on one tag twice": (
        put(*HEARD, "tags", value=["says-core", "says-core"]),
        ("rubric.in-and-out.evidence.tags 'says-core' stands there 2 times",),
    ),
    "a line on one estimate twice": (
        put("rubric", "two-numbers-right", "evidence", "ids", value=["deliveries"] * 2),
        ("rubric.two-numbers-right.evidence.ids 'deliveries' stands there 2 times",),
    ),
    "a line that wants more than there is": (
        put(*HEARD, "at_least", value=3),
        ("rubric.in-and-out.evidence.at_least", "at most 2"),
    ),
    "a formula with a row that is none": (
        put(*DELIVERIES, "formula", value="tweets * fans"),
        ("estimates.deliveries.formula", "'fans' is no row", "tweets, followers"),
    ),
    "a formula that takes away": (
        put(*DELIVERIES, "formula", value="tweets - followers"),
        ("estimates.deliveries.formula", "+ * / and parentheses only"),
    ),
    "a formula that calls": (
        put(*DELIVERIES, "formula", value="print(tweets)"),
        ("estimates.deliveries.formula", "+ * / and parentheses only"),
    ),
    "a formula that is not finished": (
        put(*DELIVERIES, "formula", value="tweets *"),
        ("estimates.deliveries.formula", "cannot be read"),
    ),
    "a formula of another unit": (
        put(*DELIVERIES, "formula", value="tweets + tweets"),
        ("estimates.deliveries.formula", "unit must fit", "'delivery/s'"),
    ),
    "a formula that divides by nothing": (
        put(*DELIVERIES, "formula", value="tweets * followers / 0"),
        ("estimates.deliveries.formula", "0"),
    ),
    "a formula that makes nothing": (
        put(*DELIVERIES, "formula", value="tweets * followers * 0"),
        ("estimates.deliveries.formula", "must make more than 0", "got 0 deliver"),
    ),
    "a mistake that makes nothing": (
        put(*DELIVERIES, "slips", 0, "formula", value="tweets * followers * 0"),
        ("estimates.deliveries.slips.fan-out of ten", "must make more than 0"),
    ),
    "a formula that is too long": (
        put(*DELIVERIES, "formula", value="tweets * followers" + " + 1" * 3_000),
        ("estimates.deliveries.formula", "at most 200 characters"),
    ),
    "a row twice": (
        twice(*DELIVERIES, "rows"),
        ("estimates.deliveries.rows 'tweets' stands there 2 times",),
    ),
    "a mistake of another unit": (
        put(*DELIVERIES, "slips", 0, "formula", value="tweets"),
        ("estimates.deliveries.slips.fan-out of ten", "'delivery/s'"),
    ),
    "a value that is no quantity": (
        put(*DELIVERIES, "rows", 0, "value", value="a lot"),
        ("estimates.deliveries.formula", "'a lot'", "number"),
    ),
    "an estimate that may be off by nothing": (
        put(*DELIVERIES, "within", value=1),
        ("estimates.0.within", "greater than 1"),
    ),
}


@pytest.mark.parametrize("what", FAULTS)
def test_a_broken_pack_is_refused(what: str, raw: Raw, file: Path) -> None:
    fault, said = FAULTS[what]
    fault(raw)
    write(raw, file)

    with pytest.raises(CourseError) as refused:
        read_pack(file)

    message = str(refused.value)
    assert NAME in message
    assert "\n" not in message
    assert len(message) < 1_000
    assert [each for each in said if each not in message] == [], message


def test_the_pack_is_read_when_nothing_is_broken(raw: Raw, file: Path) -> None:
    write(raw, file)

    assert read_pack(file) == load_pack(NAME)


def test_a_pack_that_is_no_toml_is_refused(file: Path) -> None:
    file.write_text("format = 1\ntitle = one\n")
    with pytest.raises(CourseError, match=rf"{NAME}\.toml is not TOML: .*line 2"):
        read_pack(file)


def test_a_pack_that_is_no_text_is_refused(file: Path) -> None:
    file.write_bytes(b"\xff\xfe")
    with pytest.raises(CourseError, match=rf"{NAME}\.toml is not TOML"):
        read_pack(file)


def test_a_file_that_is_missing_is_named(file: Path) -> None:
    with pytest.raises(CourseError, match=re.escape(f"{file} does not exist")):
        read_pack(file)


def test_a_pack_that_is_a_folder_is_refused(file: Path) -> None:
    file.mkdir()
    with pytest.raises(CourseError, match=rf"pack {NAME}\.toml cannot be read: Is a directory"):
        read_pack(file)


def test_a_pack_that_is_none_is_refused_with_those_that_are_near() -> None:
    with pytest.raises(CourseError, match="no pack 'timeline-serch'; there are timeline-search"):
        load_pack("timeline-serch")


def test_a_variant_that_is_none_is_refused_with_those_there_are() -> None:
    with pytest.raises(
        CourseError,
        match=f"pack {NAME} has no variant 'moon'; it has celebrities, search-first, one-town",
    ):
        load_pack(NAME).as_variant("moon")
