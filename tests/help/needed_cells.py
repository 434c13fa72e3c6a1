"""Which cells of a notebook show widgets, and which have to be run for these, by their names."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator, Sequence

_BUILT_IN = frozenset(dir(builtins))


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


def cells_with(sources: Sequence[str], at: int) -> list[int]:
    """Give the cells in which something of one cell may show, and those that these need.

    A cell is one of the first where it uses a name that such a cell binds, or does something to:
    one that is bound there once, and nowhere between. What is changed under another name is not
    seen.

    Args:
        sources: The text of each code cell.
        at: Which cell that is, counted from 0.
    """
    trees = [ast.parse(source) for source in sources]
    imported = {name for tree in trees for name in _imported_by(tree)}
    touched: set[str] = set()
    shown = []
    for number, tree in enumerate(trees):
        uses, bound = _used_by(tree), {*_bound_by(tree)}
        if number == at or uses & touched:
            shown.append(number)
            touched |= bound | (set(_called_in(tree)) - imported)
        elif number > at:
            touched -= bound
    return needed_cells(sources, shown)


def _used_by(tree: ast.Module) -> set[str]:
    """Give the names that are used before the cell itself has bound them, one after the other."""
    used: set[str] = set()
    bound: set[str] = set()
    for statement in tree.body:
        nodes = [*ast.walk(statement)]
        made = _targets(nodes)
        added_to = {_first_name(each.target) for each in nodes if isinstance(each, ast.AugAssign)}
        used |= added_to - bound - made
        used |= {
            node.id
            for node in nodes
            if isinstance(node, ast.Name)
            and not isinstance(node.ctx, ast.Store)
            and node.id not in bound | made
        }
        bound |= made | {*_bound_by(statement)}
    return used


def _targets(nodes: Sequence[ast.AST]) -> set[str]:
    """Give what loops and comprehensions bind before it is used within them."""
    loops = [each for each in nodes if isinstance(each, ast.For | ast.comprehension)]
    return {
        node.id for each in loops for node in ast.walk(each.target) if isinstance(node, ast.Name)
    }


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
    """Give what is called, or a part of it: that may change it, but for what Python has."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and (name := _first_name(node.func)) not in _BUILT_IN:
            yield name


def _first_name(node: ast.AST) -> str:
    while isinstance(node, ast.Attribute | ast.Subscript | ast.Call):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""
