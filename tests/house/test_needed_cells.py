"""Which cells show widgets, and which are needed for others."""

import pytest

from tests.help.needed_cells import cells_with, needed_cells, widget_cells

NEEDED = {
    "what is imported": (["import a.b as c", "import d.e", "c, d"], [0, 1, 2]),
    "what is defined": (["def f(): pass", "class G: pass", "f, G"], [0, 1, 2]),
    "what needs another": (["a = 1", "b = a", "c = 1", "b"], [0, 1, 3]),
    "what loops and comprehensions bind": (["for a in b: pass", "with c as d: pass", "a, d"], None),
    "what is taken apart": (["a, (b, *c) = 1, (2, 3)", "c"], None),
    "what is named within": (["print(a := 1)", "a"], None),
    "what is deleted": (["del a", "a"], None),
    "what is put into it": (["a.b = 1", "a[0] += 1", "a[0].b = 1", "a"], None),
    "what is done to it": (["a.b.append(1)", "a[0].post()", "c = d(a.post(1).size)", "a"], None),
    "what only looks": (["print(a.b, len(a))", "np.sum(a)", "import numpy as np", "np, a"], [2, 3]),
    "what comes after": (["a", "a = 1"], [0]),
}


@pytest.mark.parametrize("name", NEEDED)
def test_cells_that_a_cell_needs_are_found(name: str) -> None:
    sources, needed = NEEDED[name]
    wanted = 0 if name == "what comes after" else len(sources) - 1
    assert needed_cells(sources, [wanted]) == (needed or [*range(len(sources))])


def test_cells_that_print_alike_do_not_need_each_other() -> None:
    assert needed_cells(["print(1)", "a = len(b)", "print(a, len(a))"], [2]) == [1, 2]


SHOWN = {
    "what uses it": (["w = 1", "x = w", "1", "print(x)"], [0, 1, 3]),
    "what they need": (["import a", "b = 1", "w = a", "c = w + b"], [0, 1, 2, 3]),
    "what it is put into": (["s = f()", "w = 1", "s.post(w)", "s.home()"], [0, 1, 2, 3]),
    "what is bound anew": (["w = 1", "w = 2", "w", "x = 3"], [0]),
    "what loops anew": (["w = 1", "for w in a: w", "[w for w in b]", "w"], [0]),
    "what is bound of itself": (["w = 1", "w = w + 1", "w"], [0, 1, 2]),
    "what loops over it": (["w = 1", "for x in w: pass", "x"], [0, 1, 2]),
    "what only adds": (["w = 1", "w += 1", "w"], [0, 1, 2]),
    "what a function uses": (["w = 1", "def f(): return w", "f()"], [0, 1, 2]),
}


@pytest.mark.parametrize("name", SHOWN)
def test_cells_in_which_one_shows_are_found(name: str) -> None:
    sources, shown = SHOWN[name]
    at = next(number for number, source in enumerate(sources) if source.startswith("w = "))
    assert cells_with(sources, at) == shown


def test_cells_that_show_widgets_are_those_that_call_them_or_what_they_gave() -> None:
    sources = [
        "import b\nfrom a import Box, guess",
        "made = guess()\nmade",
        "print(made)",
        "made.gap(b.f())",
        "b.f()",
        "b.f(Box(1))",
    ]
    assert widget_cells(sources, "a") == [1, 3, 5]
    assert widget_cells(sources, "b") == []
