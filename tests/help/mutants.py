"""Small changes to the text of an answer, of the kind that people make by accident.

Written by hand: known tools change operators and constants, and know nothing of the truth of 0, of
an order, of a copy or of what an answer keeps from call to call, and these are what checks forget.
"""

from __future__ import annotations

import ast
import difflib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from tests.help.other_nodes import others

NOTHING = "nothing"
"""What stands in a change for lines that are gone, or that were not there."""

_JUMPS = (ast.Return, ast.Raise, ast.Continue, ast.Break)
_KEPT = (ast.FunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom, ast.Global, ast.Nonlocal)
_WORK = (ast.Assign, ast.AugAssign, ast.Expr, ast.Delete)


@dataclass(frozen=True, slots=True)
class Mutant:
    """An answer with one small change.

    Attributes:
        change: The line as it was and as it is now, without indent; line numbers would move.
        text: All of the answer.
    """

    change: str
    text: str


def mutants(*texts: str) -> list[Mutant]:
    """Make all small changes to some texts, each changed text once."""
    trees = [_without_docstrings(ast.parse(text)) for text in texts]
    found = {ast.unparse(tree): "" for tree in trees}
    for tree in trees:
        before = ast.unparse(tree)
        for _ in _changed_in_place(tree):
            text = ast.unparse(ast.fix_missing_locations(tree))
            if text not in found:
                found[text] = _change(before, text)
    return [Mutant(change, text) for text, change in found.items() if change]


def _change(before: str, after: str) -> str:
    lines = list(difflib.ndiff(before.splitlines(), after.splitlines()))
    gone, come = (
        " / ".join(line[2:].strip() for line in lines if line[0] == sign) or NOTHING
        for sign in "-+"
    )
    if gone == come:  # moved
        last = max(at for at, line in enumerate(lines) if line[0] == "+")
        below = next((line[2:].strip() for line in lines[last + 1 :] if line[0] == " "), "")
        come = f"above {below}" if below else "the end"
    return f"{gone} -> {come}"


def _without_docstrings(tree: ast.Module) -> ast.Module:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and ast.get_docstring(node) is not None:
            node.body = node.body[1:] or [ast.Pass()]
    return tree


def _changed_in_place(node: ast.AST) -> Iterator[None]:
    """Change one thing in a tree, give way, and put it back; then the next."""
    if isinstance(node, ast.Raise):
        return  # what an error says is nobody's concern
    for field, value in ast.iter_fields(node):
        if field in ("annotation", "returns", "decorator_list", "ctx"):
            continue
        if isinstance(value, list):
            if value and isinstance(value[0], ast.stmt):
                yield from _put(node, field, _other_blocks(value), value)
            for at, each in enumerate(value):
                if isinstance(each, ast.AST):
                    put = ([*value[:at], other, *value[at + 1 :]] for other in others(each))
                    yield from _put(node, field, put, value)
                    yield from _changed_in_place(each)
        elif isinstance(value, ast.AST):
            yield from _put(node, field, others(value), value)
            yield from _changed_in_place(value)


def _put(node: ast.AST, field: str, changed: Iterable[Any], value: Any) -> Iterator[None]:
    for other in changed:
        setattr(node, field, other)
        yield
    setattr(node, field, value)


# Statements: one is dropped, comes before the one before it, or out of its `if`.


def _other_blocks(block: list[ast.stmt]) -> Iterator[list[ast.stmt]]:
    for at, each in enumerate(block):
        before, behind = block[:at], block[at + 1 :]
        if not isinstance(each, (*_KEPT, ast.Pass)):
            yield [*before, *behind] or [ast.Pass()]
        if isinstance(each, _WORK) and before and _may_jump(before[-1]):
            yield [*before[:-1], each, before[-1], *behind]
        if isinstance(each, ast.If):
            for less, moved in _out_of(each):
                yield [*before, moved, less, *behind]
                yield [*before, less, moved, *behind]


def _may_jump(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.If) and isinstance(statement.body[-1], _JUMPS)


def _out_of(branch: ast.If) -> Iterator[tuple[ast.If, ast.stmt]]:
    for at, each in enumerate(branch.body):
        if isinstance(each, _WORK):
            left = [*branch.body[:at], *branch.body[at + 1 :]] or [ast.Pass()]
            yield ast.If(branch.test, left, branch.orelse), each
    for at, each in enumerate(branch.orelse):
        if isinstance(each, _WORK):
            left = [*branch.orelse[:at], *branch.orelse[at + 1 :]]
            yield ast.If(branch.test, branch.body, left), each
