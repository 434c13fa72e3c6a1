"""A code cell's text as Python: IPython's magics are taken out, and what it defines is listed."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from IPython.core.inputtransformer2 import TransformerManager

_ON_TOP: Final = re.compile(r"\A(?:[^\S\n]*\n)*%%(\w+)[^\n]*(?:\n|\Z)")
_LATER: Final = re.compile(r"^[^\S\n]*%%(\w+)", re.MULTILINE)
_RUNS_THE_CELL: Final = frozenset({"capture", "prun", "time"})


class _TooMuch(SyntaxError):
    """Say that a text is more than the parser holds."""


def parse(source: str) -> ast.Module | SyntaxError:
    """Read a cell as IPython would; give the error where it is not Python.

    A cell magic on top is left out, and so are lines that are nothing but a magic: they define
    nothing.
    """
    text = _ON_TOP.sub("\n", source)
    tree = _python(text)
    # What no parser holds is not given to IPython: its tokens took 10 GB on Python 3.12.1.
    if not isinstance(tree, SyntaxError) or isinstance(tree, _TooMuch):
        return tree
    try:
        with _unwarned():
            text = TransformerManager().transform_cell(text)
    except SyntaxError as error:  # what it tokenizes on Python 3.13
        return error
    tree = _python(text)
    if isinstance(tree, ast.Module):
        tree.body = [each for each in tree.body if not _is_magic(each)]
    return tree


def magic_in_the_way(source: str) -> str:
    """Say which magic keeps a cell from being run as it stands, and what to do; "" if none does."""
    on_top = _ON_TOP.match(source)
    if on_top and on_top[1] not in _RUNS_THE_CELL:
        return (
            f"`%%{on_top[1]}` on top keeps the answer from being defined. Take that line out of "
            "the answer cell."
        )
    rest = _ON_TOP.sub("\n", source)
    later = _LATER.search(rest)
    if later and isinstance(_python(rest), SyntaxError):
        line = rest.count("\n", 0, later.start()) + 1
        return (
            f"`%%{later[1]}` on line {line} is not the first line of the answer cell, where it has "
            "to stand. Take it out."
        )
    return ""


def defines(source: str, name: str) -> bool:
    """Tell whether a cell binds a name at its top level."""
    return name in bound_in(source)


def bound_in(source: str) -> tuple[str, ...]:
    """List the names that a cell binds at its top level; none where it is not Python."""
    tree = parse(source)
    return tuple(_bound(tree)) if isinstance(tree, ast.Module) else ()


def _bound(tree: ast.Module) -> Iterator[str]:
    """Give the names that a module binds at its top level."""
    for statement in tree.body:
        if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            yield statement.name
        elif isinstance(statement, (ast.Import, ast.ImportFrom)):
            yield from (alias.asname or alias.name for alias in statement.names)
        else:
            for node in ast.walk(statement):
                if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                    yield node.id


def _python(text: str) -> ast.Module | SyntaxError:
    try:
        with _unwarned():
            return ast.parse(text)
    except SyntaxError as error:
        return error
    except (ValueError, RecursionError, MemoryError) as error:
        return _TooMuch(str(error) or "too deeply nested")


@contextmanager
def _unwarned() -> Iterator[None]:
    """Keep to oneself what Python thinks of a learner's text."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _is_magic(statement: ast.stmt) -> bool:
    """Tell whether a statement is a line that IPython has put a call of its own in place of."""
    called: Any = getattr(statement, "value", None)
    return (
        isinstance(statement, ast.Expr)
        and isinstance(called, ast.Call)
        and isinstance(called.func, ast.Attribute)
        and isinstance(called.func.value, ast.Call)
        and getattr(called.func.value.func, "id", "") == "get_ipython"
    )
