"""The learner's answer as text: found in a notebook, and looked at before it is run."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

import nbformat

from twitlab.course.book.command_name import typed
from twitlab.course.book.manifest import Exercise
from twitlab.course.book.notebook_file import grade_id, is_answer
from twitlab.course.checking.cell_text import bound_in, defines, magic_in_the_way, parse
from twitlab.course.checking.verdict import Verdict, verdict_of

ALWAYS_ALLOWED = frozenset({"__future__", "typing"})

_NOT_IN_AN_ANSWER: Final = MappingProxyType(
    {
        "exit": "That would end Python, not the function; `return` leaves a function.",
        "quit": "That would end Python, not the function; `return` leaves a function.",
        "input": "Nobody is there to type: an answer gets everything as its arguments.",
        "begin": "Put that into a cell of its own: the answer cell is run by itself.",
        "check": "Put that into a cell of its own: the answer cell is run by itself.",
        "hint": "Put that into a cell of its own: the answer cell is run by itself.",
    }
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What stands in the learner's notebook for one exercise.

    Attributes:
        source: The answer cell's text; None where no cell can be taken for it.
        notes: What was odd about finding it, in words for the learner.
        elsewhere: The names that the notebook's other cells define.
    """

    source: str | None
    notes: tuple[str, ...] = ()
    elsewhere: tuple[str, ...] = ()


def find_answer(notebook: nbformat.NotebookNode, exercise: Exercise, stub: str) -> Answer:
    """Find the answer cell, wherever it was moved and whatever was done to its metadata.

    It is found by grade_id, else by its cell id, else as the last cell that defines the answer.
    Where several copies differ, those still like the stub are passed over and the last is taken.

    Args:
        notebook: The learner's notebook.
        exercise: Which exercise it is for.
        stub: What the untouched answer cell says.
    """
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    found = _found(notebook, code, exercise, stub)
    others = [cell.source for cell in code if cell.source != found.source]
    return beside(found, others, exercise, stub)


def beside(found: Answer, others: Iterable[str], exercise: Exercise, stub: str) -> Answer:
    """Add to an answer what the notebook's other cells define, and say if they have the answer."""
    defining = [(names, each) for each in others if (names := bound_in(each))]
    elsewhere = tuple(name for names, _ in defining for name in names)
    source = found.source
    if source is not None and (is_untouched(source, stub) or not defines(source, exercise.answer)):
        theirs = (each for names, each in defining if exercise.answer in names)
        if not all(is_untouched(each, stub) for each in theirs):
            note = _astray(source, stub, exercise)
            return replace(found, notes=(*found.notes, note), elsewhere=elsewhere)
    return replace(found, elsewhere=elsewhere)


def _found(
    notebook: nbformat.NotebookNode,
    code: list[nbformat.NotebookNode],
    exercise: Exercise,
    stub: str,
) -> Answer:
    by_grade = [c.source for c in code if grade_id(c) == exercise.answer_id and is_answer(c)]
    if by_grade:
        return _of_several(by_grade, stub)
    by_id = [c.source for c in code if c.get("id") == exercise.answer_id]
    by_name = [c.source for c in code if defines(c.source, exercise.answer)]
    for sources in (by_id, by_name):
        if sources:
            note = "The answer cell had lost its mark; the cell that looks like it was graded."
            return Answer(sources[-1], (note,))
    if any(exercise.answer_id in (cell.get("id"), grade_id(cell)) for cell in notebook.cells):
        note = "The answer cell is not a code cell: select it, press Esc and then Y."
        return Answer(None, (note,))
    begin = typed(f"reset {exercise.id}")
    return Answer(None, (f"No cell defines `{exercise.answer}`. `{begin}` puts it back.",))


def is_untouched(source: str | None, stub: str) -> bool:
    """Tell whether an answer cell says nothing, or what it said when it was given."""
    return source is None or source.strip() in ("", stub.strip())


def refusal(
    exercise: Exercise, source: str | None, stub: str, notes: tuple[str, ...] = ()
) -> Verdict | None:
    """Give the verdict on an answer that is not run: an untouched one, or one with an objection."""
    if source is None or is_untouched(source, stub):
        return verdict_of(exercise, "not attempted", notes=notes)
    return objection(source, exercise, notes)


def objection(source: str, exercise: Exercise, notes: tuple[str, ...] = ()) -> Verdict | None:
    """Refuse what can be seen without running it: a syntax error, `exit()`, a wrong import.

    Handing the work back to the part of twitlab that does it is told by its own message.
    """
    in_the_way = magic_in_the_way(source)
    if in_the_way:
        return verdict_of(exercise, "error", reason=in_the_way, notes=notes)
    tree = parse(source)
    if isinstance(tree, SyntaxError):
        place = f"line {tree.lineno} of the answer cell" if tree.lineno else "the answer cell"
        return verdict_of(
            exercise, "error", reason=f"{place} is not Python: {tree.msg}", notes=notes
        )
    for line, name in _calls(tree, _NOT_IN_AN_ANSWER):
        return verdict_of(
            exercise,
            "error",
            reason=f"Line {line} of the answer cell calls {name}(). {_NOT_IN_AN_ANSWER[name]}",
            notes=notes,
        )
    for line, module in _imports(tree):
        root = module.partition(".")[0]
        if root == "twitlab":
            return verdict_of(
                exercise,
                "failed",
                reason=f"Line {line} of the answer cell imports {module}.",
                mistake="hands the work back",
                message="twitlab has this part, and asking it proves nothing. Write it yourself; "
                "read the package's version after you passed and compare.",
                notes=notes,
            )
        if root not in ALWAYS_ALLOWED.union(exercise.may_import):
            return verdict_of(
                exercise,
                "failed",
                reason=f"Line {line} of the answer cell imports {module}. "
                f"This answer may import {_named(exercise.may_import)}.",
                notes=notes,
            )
    return None


def _astray(source: str, stub: str, exercise: Exercise) -> str:
    if is_untouched(source, stub):
        state = "is as it was given" if source.strip() else "is empty"
    else:
        state = "does not define it"
    return (
        f"The answer cell {state}; another cell defines `{exercise.answer}`: "
        "move that into the answer cell."
    )


def _of_several(sources: list[str], stub: str) -> Answer:
    tried = [each for each in sources if each.strip() != stub.strip()]
    if len(set(tried)) > 1:
        note = f"The answer cell stands {len(sources)} times, with different text; the last counts."
        return Answer(tried[-1], (note,))
    return Answer(tried[-1] if tried else sources[-1])


def _calls(tree: ast.Module, names: Mapping[str, str]) -> Iterator[tuple[int, str]]:
    """Give line and name of each call of a function that has one of these names, not bound here."""
    nodes = list(ast.walk(tree))
    own = {each.name for each in nodes if isinstance(each, (ast.FunctionDef, ast.ClassDef))}
    own |= {each.arg for each in nodes if isinstance(each, ast.arg)}
    own |= {e.id for e in nodes if isinstance(e, ast.Name) and isinstance(e.ctx, ast.Store)}
    for node in nodes:
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            name = node.func.id
            if name in names and name not in own:
                yield node.lineno, name


def _imports(tree: ast.Module) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.lineno, node.module or "."
        elif isinstance(node, ast.Name) and node.id == "__import__":
            yield node.lineno, "something by __import__"


def _named(modules: tuple[str, ...]) -> str:
    return "only " + " and ".join(modules) if modules else "nothing"
