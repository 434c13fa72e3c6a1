"""What may stand in the place of one expression, or of the head of one statement."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

_COMPARED: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq, ast.LtE, ast.GtE),
    ast.NotEq: (ast.Eq, ast.Lt, ast.Gt),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
_COMPUTED: dict[type[ast.operator], tuple[type[ast.operator], ...]] = {
    ast.Add: (ast.Sub,),
    ast.Sub: (ast.Add,),
    ast.Mult: (ast.FloorDiv,),
    ast.FloorDiv: (ast.Div, ast.Mult),  # a float for an int
    ast.Div: (ast.FloorDiv, ast.Mult),
    ast.Mod: (ast.FloorDiv,),
    ast.LShift: (ast.RShift,),
    ast.RShift: (ast.LShift,),
    ast.BitOr: (ast.BitAnd,),
    ast.BitAnd: (ast.BitOr,),
}
_NAMES = {
    "min": "max",
    "any": "all",
    "bisect_left": "bisect_right",
    "append": "appendleft",
    "popleft": "pop",
    "isalpha": "isalnum",
    "isdecimal": "isdigit",
    "union": "intersection",
}
_OTHER_NAMES = {**_NAMES, **{new: old for old, new in _NAMES.items() if old != "popleft"}}
_ORDERS = {"sorted", "reversed"}
_COPIES = {"list", "tuple", "dict", "set", "frozenset", "copy", "deepcopy", "int", "round"}
_COMMUTE = {"min", "max", "isinstance"}


def others(node: ast.AST) -> Iterator[ast.AST]:
    """Give what may stand in the place of a node, each with one small change."""
    for kind, made in _OF.items():
        if isinstance(node, kind):
            yield from made(node)


def _of_compare(node: ast.Compare) -> Iterator[ast.expr]:
    for at, op in enumerate(node.ops):
        beside = node.comparators[at]
        word = isinstance(beside, ast.Constant) and isinstance(beside.value, str)
        for other in _COMPARED[type(op)][: 1 if word else None]:  # words have no order
            yield ast.Compare(
                node.left, [*node.ops[:at], other(), *node.ops[at + 1 :]], node.comparators
            )
    if len(node.ops) > 1:
        yield ast.Compare(node.left, node.ops[:-1], node.comparators[:-1])
        yield ast.Compare(node.comparators[0], node.ops[1:], node.comparators[1:])
        return
    op, right = node.ops[0], node.comparators[0]
    if _is_nothing(right) and isinstance(op, (ast.Is, ast.Eq)):
        yield _not(node.left)
    if _is_nothing(right) and isinstance(op, (ast.IsNot, ast.NotEq, ast.Gt)):
        yield node.left
    if isinstance(op, ast.In) and isinstance(right, (ast.Name, ast.Attribute)):
        yield ast.Call(ast.Attribute(right, "get", ast.Load()), [node.left], [])
    if isinstance(op, ast.NotIn) and isinstance(right, (ast.Name, ast.Attribute)):
        yield _not(ast.Call(ast.Attribute(right, "get", ast.Load()), [node.left], []))


def _is_nothing(node: ast.expr) -> bool:
    """Tell what is false where it stands as a condition: None, 0, False, and the empty."""
    if isinstance(node, ast.Constant):
        return not node.value
    if isinstance(node, (ast.List, ast.Tuple)):
        return not node.elts
    return isinstance(node, ast.Dict) and not node.keys


def _of_bool_op(node: ast.BoolOp) -> Iterator[ast.expr]:
    yield ast.BoolOp(ast.Or() if isinstance(node.op, ast.And) else ast.And(), node.values)
    for at in range(len(node.values)):
        left = [*node.values[:at], *node.values[at + 1 :]]
        yield left[0] if len(left) == 1 else ast.BoolOp(node.op, left)
    for at, each in enumerate(node.values):
        for other in _of_condition(each):
            yield ast.BoolOp(node.op, [*node.values[:at], other, *node.values[at + 1 :]])
    if isinstance(node.op, ast.Or) and len(node.values) == 2:
        first, other = node.values
        yield ast.IfExp(_is_none(first, ast.IsNot()), first, other)


def _of_condition(test: ast.expr) -> Iterator[ast.expr]:
    """Change a condition that is a value: 0 and the empty become as good as anything."""
    if isinstance(test, (ast.Name, ast.Attribute, ast.Subscript, ast.Call)):
        yield _is_none(test, ast.IsNot())


def _of_branch(node: ast.If | ast.IfExp | ast.While) -> Iterator[ast.AST]:
    tests = list(_of_condition(node.test))
    if not isinstance(node.test, ast.Constant):
        tests += [ast.Constant(True), ast.Constant(False)]
    if not isinstance(node.test, (ast.Compare, ast.BoolOp, ast.UnaryOp)):
        tests.append(_not(node.test))
    if isinstance(node, ast.IfExp):
        yield from (ast.IfExp(test, node.body, node.orelse) for test in tests)
    elif isinstance(node, ast.If):
        yield from (ast.If(test, node.body, node.orelse) for test in tests)
    else:
        yield from (ast.While(test, node.body, node.orelse) for test in tests)
        yield ast.If(node.test, node.body, [])


def _of_unary(node: ast.UnaryOp) -> Iterator[ast.expr]:
    yield node.operand
    if isinstance(node.op, ast.Not) and not isinstance(node.operand, (ast.Compare, ast.BoolOp)):
        yield _is_none(node.operand, ast.Is())


def _of_computed(node: ast.BinOp) -> Iterator[ast.expr]:
    for other in _COMPUTED.get(type(node.op), ()):
        yield ast.BinOp(node.left, other(), node.right)
    if isinstance(node.op, (ast.Sub, ast.Div, ast.FloorDiv, ast.Mod)):
        yield ast.BinOp(node.right, node.op, node.left)
    yield node.left
    yield node.right


def _of_added(node: ast.AugAssign) -> Iterator[ast.stmt]:
    for other in _COMPUTED.get(type(node.op), ()):
        yield ast.AugAssign(node.target, other(), node.value)
    yield ast.Assign([node.target], node.value)


def _of_assigned(node: ast.Assign) -> Iterator[ast.stmt]:
    """Change in place what was a new object: whoever else holds the old one sees it change."""
    value, target = node.value, node.targets[0]
    if isinstance(value, ast.BinOp) and ast.unparse(value.left) == ast.unparse(target):
        assert isinstance(target, (ast.Name, ast.Attribute, ast.Subscript))
        yield ast.AugAssign(target, value.op, value.right)


def _of_constant(node: ast.Constant) -> Iterator[ast.expr]:
    value = node.value
    if value is None:
        yield ast.Constant(0)
    elif isinstance(value, bool):
        yield ast.Constant(not value)
    elif isinstance(value, (int, float)):
        yield ast.Constant(value + 1)
        yield _minus_one(value)
    elif isinstance(value, str):
        yield ast.Constant("" if value else "x")
        if "\\" in value:  # a pattern: each of its characters says something
            yield from (ast.Constant(value[:at] + value[at + 1 :]) for at in range(len(value)))


def _minus_one(value: float) -> ast.expr:
    less = ast.Constant(abs(value - 1))
    return ast.UnaryOp(ast.USub(), less) if value < 1 else less


def _of_subscript(node: ast.Subscript) -> Iterator[ast.expr]:
    if not isinstance(node.slice, ast.Slice):
        if not isinstance(node.slice, (ast.Constant, ast.UnaryOp, ast.Tuple)):
            for op in (ast.Add(), ast.Sub()):
                moved = ast.BinOp(node.slice, op, ast.Constant(1))
                yield ast.Subscript(node.value, moved, node.ctx)
        return
    lower, upper, step = node.slice.lower, node.slice.upper, node.slice.step
    if isinstance(node.ctx, ast.Load):
        yield node.value
    for op in (ast.Add(), ast.Sub()):
        if lower is not None and not isinstance(lower, ast.Constant):
            moved = ast.BinOp(lower, op, ast.Constant(1))
            yield ast.Subscript(node.value, ast.Slice(moved, upper, step), node.ctx)
        if upper is not None and not isinstance(upper, ast.Constant):
            moved = ast.BinOp(upper, op, ast.Constant(1))
            yield ast.Subscript(node.value, ast.Slice(lower, moved, step), node.ctx)


def _of_call(node: ast.Call) -> Iterator[ast.expr]:
    name, args, keywords = _name_of(node.func), node.args, node.keywords
    plain = [each for each in args if not isinstance(each, ast.Starred)]
    if name in _ORDERS and len(plain) == 1:
        yield ast.Call(ast.Name("list", ast.Load()), args, [])
    if name == "sorted" and not any(each.arg == "reverse" for each in keywords):
        turned = ast.keyword("reverse", ast.Constant(True))
        yield ast.Call(node.func, args, [*keywords, turned])
    if name in _COPIES and len(plain) == 1 and not keywords:
        yield plain[0]
    if name == "copy" and not args and isinstance(node.func, ast.Attribute):
        yield node.func.value
    if name == "set" and plain:
        yield ast.Call(ast.Name("list", ast.Load()), args, [])
    if name == "Fraction" and len(plain) == 2:
        yield ast.BinOp(plain[0], ast.Div(), plain[1])
    if name == "get" and len(plain) == 2:
        yield ast.BoolOp(ast.Or(), [ast.Call(node.func, args[:1], []), args[1]])
    if name == "setdefault" and isinstance(node.func, ast.Attribute) and len(plain) == 2:
        held = node.func.value
        pair = ast.Dict([args[0]], [args[1]])
        put = ast.Call(ast.Attribute(held, "update", ast.Load()), [pair], [])
        yield ast.BoolOp(ast.Or(), [put, ast.Subscript(held, args[0], ast.Load())])
    if name == "range" and plain:
        for op in (ast.Add(), ast.Sub()):
            for at, each in enumerate(plain[:2]):
                moved = ast.BinOp(each, op, ast.Constant(1))
                yield ast.Call(node.func, [*args[:at], moved, *args[at + 1 :]], [])
    for at in range(len(args) - 1 if name not in _COMMUTE else 0):
        yield ast.Call(node.func, [*args[:at], args[at + 1], args[at], *args[at + 2 :]], keywords)
    if len(args) > 1:
        yield ast.Call(node.func, args[:-1], keywords)
    for at, keyword in enumerate(keywords):
        if keyword.arg != "strict":  # it only says aloud what is so
            yield ast.Call(node.func, args, [*keywords[:at], *keywords[at + 1 :]])


def _name_of(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def _of_name(node: ast.Name) -> Iterator[ast.expr]:
    if node.id in _OTHER_NAMES:
        yield ast.Name(_OTHER_NAMES[node.id], node.ctx)


def _of_attribute(node: ast.Attribute) -> Iterator[ast.expr]:
    if node.attr in _OTHER_NAMES:
        yield ast.Attribute(node.value, _OTHER_NAMES[node.attr], node.ctx)


def _of_sequence(node: ast.Tuple | ast.List) -> Iterator[ast.expr]:
    if not isinstance(node.ctx, ast.Load):
        return
    for at in range(len(node.elts) - 1):
        elts = [*node.elts[:at], node.elts[at + 1], node.elts[at], *node.elts[at + 2 :]]
        yield type(node)(elts, node.ctx)
    if len(node.elts) == 1 and isinstance(node.elts[0], ast.Starred):
        yield node.elts[0].value


def _of_loop(node: ast.comprehension) -> Iterator[ast.AST]:
    for at, test in enumerate(node.ifs):
        left = [*node.ifs[:at], *node.ifs[at + 1 :]]
        yield ast.comprehension(node.target, node.iter, left, node.is_async)
        for other in _of_condition(test):
            some = [*node.ifs[:at], other, *node.ifs[at + 1 :]]
            yield ast.comprehension(node.target, node.iter, some, node.is_async)


def _of_handler(node: ast.ExceptHandler) -> Iterator[ast.AST]:
    if node.type is not None and ast.unparse(node.type) != "Exception":
        yield ast.ExceptHandler(ast.Name("Exception", ast.Load()), node.name, node.body)


def _not(node: ast.expr) -> ast.expr:
    return ast.UnaryOp(ast.Not(), node)


def _is_none(node: ast.expr, op: ast.cmpop) -> ast.expr:
    return ast.Compare(node, [op], [ast.Constant(None)])


_OF: dict[Any, Any] = {
    ast.Compare: _of_compare,
    ast.BoolOp: _of_bool_op,
    (ast.If, ast.IfExp, ast.While): _of_branch,
    ast.UnaryOp: _of_unary,
    ast.BinOp: _of_computed,
    ast.AugAssign: _of_added,
    ast.Assign: _of_assigned,
    ast.Constant: _of_constant,
    ast.Subscript: _of_subscript,
    ast.Call: _of_call,
    ast.Name: _of_name,
    ast.Attribute: _of_attribute,
    (ast.Tuple, ast.List): _of_sequence,
    ast.Dict: lambda node: iter(node.values if node.keys == [None] else []),
    ast.SetComp: lambda node: iter([ast.ListComp(node.elt, node.generators)]),
    ast.comprehension: _of_loop,
    ast.ExceptHandler: _of_handler,
    ast.Continue: lambda node: iter([ast.Break()]),
    ast.Break: lambda node: iter([ast.Continue()]),
}
