"""Work an estimate out of its formula: a line of names, numbers, + * / and parentheses."""

from __future__ import annotations

import ast
from collections.abc import Mapping

from twitlab.errors import BadValue
from twitlab.estimate import Leaf, Term, asked, assumed, given, say_quantity
from twitlab.interview.packs.answers import Estimate, Row

LONGEST = 200
"""Characters of a formula; people read it, and a longer one would go too deep to be read here."""
_MAKERS = {"asked": asked, "assumed": assumed}


def tree_of(estimate: Estimate, formula: str | None = None) -> Term:
    """Build the tree of an estimate, or of a mistake in it.

    Args:
        estimate: from a pack.
        formula: another formula on the same rows; the estimate's own when None.

    Returns:
        The tree; its unit fits `estimate.unit`.

    Raises:
        BadValue: the formula is too long, has anything but rows, numbers, + * / and
            parentheses, or its result does not fit the unit, or is 0 or less.
    """
    said = estimate.formula if formula is None else formula
    rows = {row.name: _leaf(row) for row in estimate.rows}
    if len(said) > LONGEST:
        raise BadValue(f"formula may have at most {LONGEST} characters; got {len(said)}")
    try:
        body = ast.parse(said, mode="eval").body
    except SyntaxError as error:
        raise BadValue(f"formula {said!r} cannot be read: {error.msg}") from None
    made = _built(body, rows, said)
    if not isinstance(made, Term):
        raise BadValue(f"formula {said!r} must name a row; there are {', '.join(rows)}")
    if (result := made.to(estimate.unit)).magnitude <= 0:
        raise BadValue(
            f"formula {said!r} must make more than 0, got {say_quantity(result, estimate.unit)}"
        )
    return made


def _leaf(row: Row) -> Leaf:
    if row.kind == "given":
        return given(row.says, row.value, source=row.source, mark=row.mark)
    return _MAKERS[row.kind](row.says, row.value, why=row.source, mark=row.mark)


def _built(node: ast.expr, rows: Mapping[str, Leaf], said: str) -> Term | int | float:
    match node:
        case ast.Name(id=name) if name in rows:
            return rows[name]
        case ast.Name(id=name):
            raise BadValue(f"formula {said!r}: {name!r} is no row; there are {', '.join(rows)}")
        case ast.Constant(value=int() | float() as number) if not isinstance(number, bool):
            return number
        case ast.BinOp(left=left, op=ast.Add() | ast.Mult() | ast.Div() as sign, right=right):
            one, two = _built(left, rows, said), _built(right, rows, said)
            if isinstance(sign, ast.Add):
                return one + two
            return one * two if isinstance(sign, ast.Mult) else one / two
    raise BadValue(f"formula {said!r} may have rows, numbers, + * / and parentheses only")
