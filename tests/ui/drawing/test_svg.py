"""Pictures are the same everywhere, follow the theme, and carry their text twin."""

import os
import re
import subprocess
import sys
import warnings
from pathlib import Path
from xml.etree import ElementTree as ET

import matplotlib as mpl
import numpy as np
import pytest

from tests.conftest import ROOT
from tests.help.forked import Forks
from tests.help.processes import features_without, printed
from twitlab.errors import BadType, BadValue
from twitlab.ids.random_ids import draw_ids, first_repeat
from twitlab.ui.drawing.axis import draw_axis
from twitlab.ui.drawing.picture import Picture
from twitlab.ui.drawing.style import INK, ROLES, house_style, new_axes
from twitlab.ui.drawing.svg import render
from twitlab.ui.plots.ids import RATES, draw_few_ids, draw_time_to_repeat
from twitlab.ui.widgets.gap import Commitment, draw_gap

SVG = "{http://www.w3.org/2000/svg}"

ALL_PICTURES = """
import hashlib
import numpy as np
from twitlab.ids.random_ids import draw_ids, first_repeat
from twitlab.ui.widgets.gap import Commitment, draw_gap
from twitlab.ui.plots.ids import RATES, draw_few_ids, draw_time_to_repeat
ids = draw_ids(6, 4, np.random.default_rng(3))
pictures = [draw_few_ids(ids, 4, first_repeat(ids))]
pictures += [draw_time_to_repeat(bits, rate) for rate in RATES for bits in (8, 23, 64)]
pictures += [draw_gap(c, 82138.4, label="Measured", unit="ids", example=2**31)
             for c in (None, Commitment(7, 7), Commitment(3, 2**63))]
for picture in pictures:
    print(hashlib.sha256((picture.svg + picture.text).encode()).hexdigest())
"""


def a_picture(label: str = "A rising line.") -> Picture:
    with house_style():
        figure, axes = new_axes(200)
        axes.plot([0, 1, 2], [0, 1, 4], color=INK)
        axes.bar([1], [2], facecolor="none", edgecolor=ROLES["lost"].colour, hatch="xx")
        axes.set_xlabel("12.3456 stays as written")
        return render(figure, label=label, text="0 0\n1 1\n2 4")


def every_picture() -> list[Picture]:
    ids = draw_ids(6, 4, np.random.default_rng(3))
    gaps = (None, Commitment(7, 7), Commitment(3, 2**63))
    return [
        a_picture(),
        draw_few_ids(ids, 4, first_repeat(ids)),
        draw_few_ids(ids[:3], 4, first_repeat(ids[:3])),
        *(draw_time_to_repeat(bits, rate) for rate in RATES for bits in (8, 64)),
        *(draw_gap(c, 82_138, label="Measured", unit="ids", example=2**31) for c in gaps),
    ]


def usual(forks: Forks) -> str:
    said = forks.printed(ALL_PICTURES, PYTHONHASHSEED="1")
    assert said
    return said


def test_render_is_identical_in_another_process(forks: Forks) -> None:
    assert usual(forks) == printed(ALL_PICTURES, PYTHONHASHSEED="2")


def test_render_is_identical_without_avx512(forks: Forks) -> None:
    names = features_without(("AVX512", "X86_V4"))
    if not names:
        pytest.skip("this processor, or this NumPy, has no AVX-512 to switch off")
    assert usual(forks) == printed(ALL_PICTURES, NPY_DISABLE_CPU_FEATURES=names)


def test_render_is_identical_without_any_vector_unit(forks: Forks) -> None:
    names = features_without(("AVX", "X86_V", "FMA", "SSE", "SVE", "ASIMD"))
    if not names:
        pytest.skip("this processor, or this NumPy, has no vector unit to switch off")
    assert usual(forks) == printed(ALL_PICTURES, NPY_DISABLE_CPU_FEATURES=names)


def test_render_ignores_the_readers_settings(tmp_path: Path, forks: Forks) -> None:
    settings = "font.size: 7\naxes.facecolor: red\nlines.linestyle: --\naxes.grid: True\n"
    (tmp_path / "matplotlibrc").write_text(settings, encoding="utf-8")
    assert usual(forks) == printed(ALL_PICTURES, MATPLOTLIBRC=str(tmp_path / "matplotlibrc"))


def test_house_style_leaves_no_trace() -> None:
    before = dict(mpl.rcParams)
    a_picture()
    with pytest.raises(ZeroDivisionError), house_style():
        raise ZeroDivisionError
    assert dict(mpl.rcParams) == before


@pytest.mark.parametrize("picture", every_picture(), ids=lambda picture: picture.label[:30])
def test_picture_is_accessible_and_follows_the_theme(picture: Picture) -> None:
    root = ET.fromstring(picture.svg)
    assert root.get("role") == "img"
    assert root.get("aria-label") == picture.label
    assert "fill:currentColor" in (root.get("style") or "")
    colours = set(re.findall(r"#[0-9a-f]{6}\b", picture.svg.lower()))
    assert colours <= {role.colour.lower() for role in ROLES.values()} - {INK}
    assert "<style" not in picture.svg
    assert "<metadata" not in picture.svg
    assert "<!--" not in picture.svg
    sizes = set(re.findall(r"font-size: ([\d.]+)px", picture.svg))
    assert sizes == {"16"}
    assert len(picture.svg) < 20_000


@pytest.mark.parametrize("picture", every_picture(), ids=lambda picture: picture.label[:30])
def test_picture_writes_nothing_outside_itself(picture: Picture) -> None:
    root = ET.fromstring(picture.svg)
    width, height = (float(n) for n in (root.get("viewBox") or "").split()[2:])
    letter_px = 8.5  # a generous mean for 16 px sans-serif
    for text in root.iter(f"{SVG}text"):
        if text.get("transform"):
            continue
        x, y, said = float(text.get("x", "0")), float(text.get("y", "0")), text.text or ""
        anchor = re.search(r"text-anchor: (\w+)", text.get("style", ""))
        shift = {"middle": 0.5, "end": 1.0}.get(anchor[1] if anchor else "", 0.0)
        left = x - shift * letter_px * len(said)
        assert left >= 0, said
        assert left + letter_px * len(said) <= width + 1, said
        assert 8 <= y <= height - 2, said


def test_render_keeps_text_and_rounds_coordinates() -> None:
    svg = a_picture().svg
    assert ">12.3456 stays as written<" in svg
    drawn = re.sub(r'style="[^"]*"', "", re.sub(r">[^<]*<", "><", svg))
    assert not re.findall(r"\d\.\d\d", drawn)


def test_render_ids_do_not_clash_between_pictures() -> None:
    one, two = draw_time_to_repeat(8, next(iter(RATES))), draw_time_to_repeat(9, next(iter(RATES)))
    ids = [set(re.findall(r' id="([^"]+)"', picture.svg)) for picture in (one, two)]
    assert ids[0]
    assert ids[0].isdisjoint(ids[1])
    for picture in (one, two):
        used = set(re.findall(r"""(?:url\(#|href="#)([^)"]+)""", picture.svg))
        assert used == set(re.findall(r' id="([^"]+)"', picture.svg))


def test_render_escapes_the_label() -> None:
    label = 'a "quoted" <b> & more'
    picture = a_picture(label)
    assert ET.fromstring(picture.svg).get("aria-label") == label
    assert "<b>" not in picture.html()


@pytest.mark.parametrize(("label", "text"), [("", "twin"), ("label", "  ")])
def test_render_refuses_a_picture_without_its_twin(label: str, text: str) -> None:
    with house_style():
        figure, _ = new_axes(100)
        with pytest.raises(BadValue, match="must not be empty"):
            render(figure, label=label, text=text)


def test_picture_refuses_what_is_no_text() -> None:
    with pytest.raises(BadType, match="svg must be a string, got NoneType"):
        Picture("label", None, "text")  # type: ignore[arg-type]


def test_picture_bundle_has_html_and_its_twin() -> None:
    picture = a_picture()
    bundle = picture._repr_mimebundle_()
    assert set(bundle) == {"text/html", "text/plain"}
    assert bundle["text/plain"] == picture.text
    assert picture.svg in bundle["text/html"]
    assert "0 0\n1 1\n2 4</pre>" in bundle["text/html"]
    assert 'role="status"' not in bundle["text/html"]
    assert 'role="status"' in picture.html(live=True)


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("name", [name for name in ROLES if ROLES[name].colour != INK])
@pytest.mark.parametrize("background", ["#ffffff", "#111111"])  # JupyterLab's light and dark
def test_roles_have_contrast_on_both_themes(name: str, background: str) -> None:
    high, low = sorted((luminance(ROLES[name].colour), luminance(background)), reverse=True)
    assert (high + 0.05) / (low + 0.05) >= 3  # WCAG 1.4.11, graphical objects


def test_roles_differ_by_more_than_colour() -> None:
    assert len({role.marker for role in ROLES.values()}) == len(ROLES)
    assert len({role.hatch for role in ROLES.values()}) == len(ROLES)


@pytest.mark.parametrize(
    ("which", "low", "high", "log"),
    [
        ("z", 1, 10, False),
        ("x", 0, 10, True),
        ("x", 10, 10, True),
        ("y", -1, 10, True),
        ("y", 10, 1, True),
        ("y", 10, 10, False),
    ],
)
def test_axis_refuses(which: str, low: float, high: float, log: bool) -> None:
    with house_style():
        _, axes = new_axes(100)
        with pytest.raises(BadValue):
            draw_axis(axes, which, low, high, log=log)


@pytest.mark.parametrize(
    ("low", "high", "log", "names"),
    [
        (0, 10, False, ["0", "2", "4", "6", "8", "10"]),
        (10, 0, False, ["0", "2", "4", "6", "8", "10"]),
        (0, 3e6, False, ["0", "500 k", "1 M", "1.5 M", "2 M", "2.5 M", "3 M"]),
        (0.5, 2e4, True, ["1", "10", "100", "1 k", "10 k"]),
        (2, 30, True, ["2", "5", "10", "20"]),
    ],
)
def test_axis_has_round_numbers(low: float, high: float, log: bool, names: list[str]) -> None:
    with house_style():
        figure, axes = new_axes(100)
        draw_axis(axes, "x", low, high, log=log, grid=True)
        draw_axis(axes, "y", 0, 1, marks=())
        drawn = render(figure, label="an axis", text="an axis").svg
    assert re.findall(r">([^<>]+)</text>", drawn) == names


@pytest.mark.parametrize(
    ("bits", "rate", "said"),
    [
        (64, "2013: 400 M tweets a day", "5.38 billion ids, 13.5 days."),
        (32, "Record, 3 Aug 2013: 143,199 tweets/s", "82,138 ids, 0.574 s."),
    ],
)
def test_time_to_repeat_says_the_published_examples(bits: int, rate: str, said: str) -> None:
    picture = draw_time_to_repeat(bits, rate)
    assert picture.label == f"{bits} bits: the first repeat comes after {said}"
    assert picture.text.splitlines()[0] == picture.label


@pytest.mark.parametrize(("bits", "rate"), [(7, "2010: 70 M tweets a day"), (65, ""), (8, "fast")])
def test_time_to_repeat_refuses(bits: int, rate: str) -> None:
    with pytest.raises(BadValue):
        draw_time_to_repeat(bits, rate)


@pytest.mark.parametrize(("ids", "bits"), [([1] * 13, 4), ([1], 5), ([1], 0), ([16], 4), ([-1], 4)])
def test_few_ids_refuses(ids: list[int], bits: int) -> None:
    with pytest.raises(BadValue):
        draw_few_ids(np.array(ids), bits, None)


def test_import_draws_nothing_and_leaves_pyplot_alone() -> None:
    code = (
        "import sys, twitlab.ui.plots.ids, twitlab.ui.widgets, twitlab.ui.widgets.estimate_box;"
        "assert 'matplotlib.pyplot' not in sys.modules; assert 'twitlab.course' not in sys.modules"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    subprocess.run([sys.executable, "-c", code], env=environment, check=True, timeout=60)


def test_drawing_warns_of_nothing() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        every_picture()
