"""An answer as a server has it that was just started: nothing is kept from earlier calls."""

from __future__ import annotations

from copy import deepcopy
from types import FunctionType
from typing import Any


def afresh(answer: Any) -> Any:
    """Give a copy of an answer that has lists, dictionaries and sets of its own.

    What it keeps in them, in a global name, in a default or on itself, stays with the copy. A
    check that calls only copies has an answer for each call that remembers nothing. Objects of the
    answer's own classes are shared all the same.

    Args:
        answer: What the answer cell defines; only a function is copied.

    Returns:
        The copy; the functions of the same cell that it calls are copies too.

    Complexity: O(what those names hold).

    >>> def count(seen=[]):
    ...     seen.append(1)
    ...     return len(seen)
    >>> afresh(count)(), afresh(count)(), count()
    (1, 1, 1)
    """
    if not isinstance(answer, FunctionType):
        return answer
    names = answer.__globals__
    held = {
        name: value
        for name, value in names.items()
        if isinstance(value, (list, dict, set)) and not name.startswith("__")
    }
    anew = {**names, **deepcopy(held)}
    copies = {
        name: _copy(value, anew)
        for name, value in names.items()
        if isinstance(value, FunctionType) and value.__globals__ is names
    }
    anew.update(copies)
    own = (copies[name] for name in copies if names[name] is answer)
    return next(own, None) or _copy(answer, anew)


def _copy(function: FunctionType, names: dict[str, Any]) -> FunctionType:
    code, defaults = function.__code__, deepcopy(function.__defaults__)
    made = FunctionType(code, names, function.__name__, defaults, function.__closure__)
    made.__kwdefaults__ = deepcopy(function.__kwdefaults__)
    vars(made).update(deepcopy(vars(function)))
    return made
