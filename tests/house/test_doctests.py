"""Every example in a docstring of the package is true."""

import doctest
import pkgutil
from importlib import import_module

import pytest

import twitlab

MODULES = [
    module.name
    for module in pkgutil.walk_packages(twitlab.__path__, "twitlab.")
    if not module.name.endswith("__main__")
]
# As many as at first; a module that loses its own, or is not found any more, is missed here.
LEAST_EXAMPLES = 338


@pytest.mark.parametrize("module", MODULES)
def test_docstring_examples_are_true(module: str) -> None:
    assert doctest.testmod(import_module(module)).failed == 0


def test_examples_are_found() -> None:
    finder = doctest.DocTestFinder(exclude_empty=True)
    found = [test for name in MODULES for test in finder.find(import_module(name))]
    assert sum(len(test.examples) for test in found) >= LEAST_EXAMPLES
