"""What a learner's notebook imports of twitlab that is not there any more."""

from __future__ import annotations

import ast
from importlib import import_module

from nbformat import NotebookNode


def moved_imports(notebook: NotebookNode) -> list[str]:
    """Give the modules and names of twitlab that a notebook imports and that are gone.

    A cell that is not Python, as one with a magic, is passed over.

    Returns:
        Dotted names, each once, in the order of the notebook.
    """
    found: list[str] = []
    for cell in notebook.cells:
        if cell.cell_type != "code":
            continue
        try:
            tree = ast.parse(cell.source)
        except (SyntaxError, ValueError):
            continue
        for node in ast.walk(tree):
            found += [each for each in _imported(node) if not _is_there(each)]
    return list(dict.fromkeys(found))


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        names = [name.name for name in node.names]
    elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
        if node.module.startswith("twitlab") and not _is_there(node.module):
            names = [node.module]
        else:
            names = [f"{node.module}.{name.name}" for name in node.names if name.name != "*"]
    else:
        return []
    return [name for name in names if name == "twitlab" or name.startswith("twitlab.")]


def _is_there(dotted: str) -> bool:
    """Tell whether a dotted name is a module of twitlab, or something in one."""
    try:
        import_module(dotted)
    except ImportError:
        module, _, name = dotted.rpartition(".")
        try:
            return bool(module) and hasattr(import_module(module), name)
        except ImportError:
            return False
    return True
