"""Which cells of a notebook show widgets, and which have to be run for these, by their names."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence


def needed_cells(sources: Sequence[str], wanted: Sequence[int]) -> list[int]:
    """Give the cells that some cells need, and these themselves, in order.

    A cell is needed where it binds a name that a later one uses, or does something to what is
    called so. What is changed under another name is not seen.

    Args:
        sources: The text of each code cell.
        wanted: Which of them are to be run, counted from 0.
    """
    trees = [ast.parse(source) for source in sources]
    imported = {name for tree in trees for name in _imported_by(tree)}
    found: list[int] = []
    used: set[str] = set()
    for number, tree in reversed([*enumerate(trees)]):
        changed = {*_imported_by(tree), *_bound_by(tree), *(set(_called_in(tree)) - imported)}
        if number in wanted or used & changed:
            found.append(number)
            used |= {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    return found[::-1]


def widget_cells(sources: Sequence[str], *modules: str) -> list[int]:
    """Give the cells that call what they import from some modules, or what that gave.

    Args:
        sources: The text of each code cell.
        modules: Where widgets come from.
    """
    trees = [ast.parse(source) for source in sources]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    imports = [e for e in nodes if isinstance(e, ast.ImportFrom) and e.module in modules]
    names = {name for each in imports for name in _imported_by(each)}
    for node in nodes:
        if isinstance(node, ast.Assign) and {_first_name(node.value)} & names:
            names |= {*map(_first_name, node.targets)}
    return [number for number, tree in enumerate(trees) if names & {*_called_in(tree)}]


def _imported_by(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.alias):
            yield (node.asname or node.name).partition(".")[0]


def _bound_by(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(getattr(node, "ctx", None), ast.Store | ast.Del):
            yield _first_name(node)


def _called_in(tree: ast.AST) -> Iterator[str]:
    """Give what is called, or a part of it: that may change it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield _first_name(node.func)


def _first_name(node: ast.AST) -> str:
    while isinstance(node, ast.Attribute | ast.Subscript | ast.Call):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""
