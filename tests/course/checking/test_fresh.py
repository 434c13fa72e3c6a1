"""Answers that remember nothing: what a copy of an answer shares with it, and what not."""

from __future__ import annotations

from typing import Any

import pytest

from twitlab.course.checking.fresh import afresh

KEEPERS = {
    "a list": "seen = []\ndef f(x):\n    seen.append(x)\n    return list(seen)",
    "a number": "n = 0\ndef f(x):\n    global n\n    n += x\n    return n",
    "a default": "def f(x, seen=[]):\n    seen.append(x)\n    return list(seen)",
    "a keyword": "def f(x, *, seen={}):\n    seen[len(seen)] = x\n    return dict(seen)",
    "itself": "def f(x):\n    f.seen.append(x)\n    return list(f.seen)\nf.seen = []",
    "a helper": "a = []\ndef g(x):\n    a.append(x)\ndef f(x):\n    g(x)\n    return list(a)",
    "a list in two names": "a = []\nb = [a]\ndef f(x):\n    a.append(x)\n    return list(b[0])",
}


def defined(source: str) -> Any:
    namespace: dict[str, Any] = {}
    exec(source, namespace)
    return namespace["f"]


@pytest.mark.parametrize("source", KEEPERS.values(), ids=KEEPERS)
def test_copy_remembers_nothing_of_another_copy(source: str) -> None:
    answer = defined(source)
    one = afresh(answer)
    first = one(7)
    assert one(8) != first, "a copy remembers its own calls"
    assert afresh(answer)(7) == first
    assert answer(7) == first, "the answer itself was never called"


def test_copy_of_a_recursive_function_calls_itself() -> None:
    answer = defined("def f(x):\n    return x * f(x - 1) if x else 1")
    assert afresh(answer)(5) == 120


def test_what_is_no_function_is_given_back() -> None:
    assert afresh(len) is len
    assert afresh(...) is ...
