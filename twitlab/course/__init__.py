"""Exercises, checks, grading, workspaces and progress: what makes notebooks a course.

A notebook needs six names, and gets them from here: ``begin``, ``check`` and ``hint`` for an
exercise, ``estimate``, ``calibration`` and ``board`` for a lesson. ``check_text`` judges an answer
that is a text.
"""

from __future__ import annotations

import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from twitlab.course.notebook.learner import begin, board, calibration, check, estimate, hint
    from twitlab.course.notebook.verdict_here import check_text

# nbformat's validator would load a grammar for web addresses, for 1.3 s at every start; no notebook
# holds a field that it checks. jsonschema does without what cannot be imported.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]

__all__ = ["begin", "board", "calibration", "check", "check_text", "estimate", "hint"]


def __getattr__(name: str) -> Any:
    # The grader and the command line import this package too, and need no widgets.
    if name == "check_text":
        return import_module("twitlab.course.notebook.verdict_here").check_text
    if name in __all__:
        return getattr(import_module("twitlab.course.notebook.learner"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
