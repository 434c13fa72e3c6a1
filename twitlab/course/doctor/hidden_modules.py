"""Which of a learner's own files hide a module that every notebook stands on.

Python looks for a module in the notebook's own folder first. A file `types.py` there is taken for
Python's own `types`, and no kernel starts beside it.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.machinery import FrozenImporter
from pathlib import Path

from twitlab.course.book.status import Finding

PACKAGES = frozenset((
    "asttokens", "attr", "attrs", "comm", "contourpy", "cycler", "dateutil", "debugpy",
    "decorator", "executing", "fontTools", "hypothesis", "ipykernel", "IPython", "ipywidgets",
    "jedi", "jinja2", "jsonschema", "jupyter_client", "jupyter_core", "kiwisolver",
    "matplotlib", "matplotlib_inline", "mpl_toolkits", "nbclient", "nbformat", "nest_asyncio",
    "networkx", "numpy", "packaging", "pandas", "parso", "pexpect", "PIL", "pint",
    "platformdirs", "prompt_toolkit", "psutil", "ptyprocess", "pure_eval", "pyarrow", "pydantic",
    "pygments", "pyparsing", "referencing", "rich", "rpds", "scipy", "six", "stack_data",
    "tornado", "traitlets", "twitlab", "typing_extensions", "wcwidth", "zmq",
))  # fmt: skip
"""What a kernel and the lessons load beside Python's own modules."""
UNUSED = frozenset({"__main__", "antigravity", "idlelib", "test", "this", "turtle", "turtledemo"})
"""What no program loads on its own: a learner's test.py does no harm."""


def folders_of_kernels(root: Path) -> list[Path]:
    """Give the folders of a workspace in which notebooks are, and so their kernels start."""
    return [each for each in (root / "exercises", root / "notebooks", root) if each.is_dir()]


def hiding_files(folder: Path) -> list[Path]:
    """Give the files in a folder that Python takes for a module of the same name.

    Args:
        folder: Where a kernel starts.

    Returns:
        NAME.py and NAME/__init__.py, by name, where NAME is a module of Python or of PACKAGES.

    Raises:
        OSError: The folder cannot be read.
    """
    files = [*folder.glob("*.py"), *folder.glob("*/__init__.py")]
    return sorted(each for each in files if _can_be_hidden(_module_name(each)))


def modules(root: Path) -> Finding:
    """Look whether a file of the learner's hides a module from the kernels that start beside it."""
    found = [each for folder in folders_of_kernels(root) for each in hiding_files(folder)]
    if not found:
        return Finding("modules", "passed", "no file beside the notebooks hides a module")
    text = "; ".join(f"{each} hides {_said(_module_name(each))}" for each in found)
    return Finding("modules", "failed", text, renamed(found))


def renamed(files: Sequence[Path]) -> str:
    """Say how to mend that files hide modules."""
    names = ", ".join(f"{_moved(each)} to my_{_moved(each).name}" for each in files)
    return f"rename {names}, or to any name of your own, and restart the kernel"


def _module_name(file: Path) -> str:
    return file.parent.name if file.name == "__init__.py" else file.stem


def _can_be_hidden(name: str) -> bool:
    if name in PACKAGES:
        return True
    # Python has these in itself, and finds them before it looks into any folder.
    built_in = name in sys.builtin_module_names or FrozenImporter.find_spec(name) is not None
    return name in sys.stdlib_module_names and not built_in and name not in UNUSED


def _said(name: str) -> str:
    return f"the package {name}" if name in PACKAGES else f"Python's own module {name}"


def _moved(file: Path) -> Path:
    """Give what has to be renamed: the folder of an __init__.py."""
    return file.parent if file.name == "__init__.py" else file
