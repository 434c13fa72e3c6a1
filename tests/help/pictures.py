"""What every picture is held to: the same on every processor, readable, inside its frame."""

import re
from xml.etree import ElementTree as ET

import pytest

from tests.help.forked import Forks
from tests.help.processes import features_without
from twitlab.ui.drawing.picture import Picture
from twitlab.ui.drawing.style import INK, ROLES

SVG = "{http://www.w3.org/2000/svg}"
MOST_LETTERS = 80  # of a line of a text twin, so that JupyterLab does not wrap it on a laptop
_LETTER = 8.5  # how wide a letter of 16 px is at most, on average


def assert_same_without_vector_units(script: str, forks: Forks) -> None:
    """See that a script prints the same with all vector units off, and another hash seed."""
    names = features_without(("",))
    if not names:
        pytest.skip("this processor, or this NumPy, has no vector unit to switch off")
    usual = forks.printed(script, PYTHONHASHSEED="1")
    assert usual == forks.printed(script, NPY_DISABLE_CPU_FEATURES=names, PYTHONHASHSEED="2")
    assert usual


def assert_accessible(picture: Picture, most: int = 30_000) -> None:
    """See that a picture is named, in the palette, of one font size, and inside its frame.

    Args:
        picture: any.
        most: how many characters its SVG may have, so that a change of a knob is quick.
    """
    root = ET.fromstring(picture.svg)
    assert root.get("role") == "img"
    assert root.get("aria-label") == picture.label
    colours = set(re.findall(r"#[0-9a-f]{6}\b", picture.svg.lower()))
    assert colours <= {role.colour.lower() for role in ROLES.values()} - {INK}
    assert set(re.findall(r"font-size: ([\d.]+)px", picture.svg)) == {"16"}
    assert len(picture.svg) < most
    width, height = (float(n) for n in (root.get("viewBox") or "").split()[2:])
    for text in root.iter(f"{SVG}text"):
        x, y, said = float(text.get("x", "0")), float(text.get("y", "0")), text.text or ""
        anchor = re.search(r"text-anchor: (\w+)", text.get("style", ""))
        share = {"middle": 0.5, "end": 1.0}.get(anchor[1] if anchor else "", 0)
        assert x - share * _LETTER * len(said) >= 0, said
        assert x + (1 - share) * _LETTER * len(said) <= width + 1, said
        assert 8 <= y <= height - 2, said
