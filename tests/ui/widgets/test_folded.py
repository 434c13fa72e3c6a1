"""What is folded is not seen before it is unfolded, and is all there as text."""

import re

import pandas as pd
import pytest

from twitlab.errors import BadValue
from twitlab.ui.drawing.picture import Picture
from twitlab.ui.widgets import Folded, fold

PICTURE = Picture("two lists", "<svg></svg>", "10 and 20")


def html_of(folded: Folded) -> str:
    return folded._repr_mimebundle_()["text/html"]


def test_everything_but_the_summary_is_inside_the_fold() -> None:
    html = html_of(fold(PICTURE, "it is < 7", pd.DataFrame({"read": [5]}), summary="Then & now"))
    assert html.startswith("<details><summary")
    assert html.endswith("</details>")
    seen = re.sub(r"</summary>.*", "", html, flags=re.DOTALL)
    assert "Then &amp; now" in seen
    for inside in ("<svg></svg>", "two lists", "it is &lt; 7", "<th>read</th>"):
        assert inside in html
        assert inside not in seen
    assert not re.match(r"<details[^>]*\bopen", html)


def test_text_has_all_that_is_folded() -> None:
    folded = fold(PICTURE, 7, pd.DataFrame({"read": [5]}))
    lines = repr(folded).splitlines()
    assert lines[:3] == ["Predict first, then unfold.", "10 and 20", "7"]
    assert lines[3:] == ["   read", "0     5"]
    assert folded._repr_mimebundle_()["text/plain"] == repr(folded)


def test_fold_refuses_nothing_and_an_empty_summary() -> None:
    with pytest.raises(BadValue, match="shown must be one thing or more"):
        fold()
    with pytest.raises(BadValue, match="summary must not be empty"):
        fold("answer", summary=" ")
