"""The texts of every error that the source can raise, gathered from where it is written.

An f-string becomes a template: each of its places is `{}`. What is chosen with `if … else` or `or`
gives each of its choices; a name gives all that its function assigns to it.
"""

import ast
import re
from collections.abc import Iterator
from itertools import product
from pathlib import Path

from tests.present.messages import SOURCE

from volver.domain import errors

KINDS = {name for name, kind in vars(errors).items() if isinstance(kind, type)}
PARTS = ("what", "where", "next_step")
PASSED_ON = re.compile(r"error\.(?:what|where|next_step)|rule_of\(.+\)\.advice")
"""Texts that stand elsewhere: in an error that is raised again, or in the catalogue of rules."""


def texts(part: str) -> Iterator[tuple[str, str]]:
    """Where each text stands and its template."""
    for path in sorted(SOURCE.rglob("*.py")):
        yield from _texts_of(path, part)


def expectations() -> list[str]:
    """What a mapping asks for where a value is of the wrong kind: the last word of each check."""
    tree = ast.parse((SOURCE / "collect" / "mapping.py").read_text("utf-8"))
    checks = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "check_kind"
    ]
    return [str(ast.literal_eval(check.args[3])) for check in checks]


def _texts_of(path: Path, part: str) -> Iterator[tuple[str, str]]:
    tree = ast.parse(path.read_text("utf-8"))
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    for function in functions:
        for call in _own(function):
            if isinstance(call, ast.Call) and getattr(call.func, "id", "") in KINDS:
                place = f"{path.relative_to(SOURCE).as_posix()}:{call.lineno}"
                for text in _templates(_argument(call, part), function):
                    yield place, text


def _own(function: ast.FunctionDef) -> Iterator[ast.AST]:
    """What stands in a function, and not in a function within it."""
    for node in ast.iter_child_nodes(function):
        yield from _beneath(node)


def _beneath(node: ast.AST) -> Iterator[ast.AST]:
    if not isinstance(node, ast.FunctionDef):
        yield node
        for child in ast.iter_child_nodes(node):
            yield from _beneath(child)


def _argument(call: ast.Call, part: str) -> ast.expr:
    named = [given.value for given in call.keywords if given.arg == part]
    return named[0] if named else call.args[PARTS.index(part)]


def _templates(text: ast.expr, function: ast.FunctionDef) -> Iterator[str]:
    """All that an expression can say; "{}" alone where only the running program knows."""
    match text:
        case ast.Constant(value=str(said)):
            yield said
        case ast.JoinedStr(values=pieces):
            yield "".join(str(p.value) if isinstance(p, ast.Constant) else "{}" for p in pieces)
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            for pair in product(_templates(left, function), _templates(right, function)):
                yield "".join(pair)
        case _ if choices := _choices(text, function):
            for choice in choices:
                yield from _templates(choice, function)
        case _ if not PASSED_ON.fullmatch(ast.unparse(text)):
            yield "{}"


def _choices(text: ast.expr, function: ast.FunctionDef) -> list[ast.expr]:
    match text:
        case ast.IfExp(body=one, orelse=other):
            return [one, other]
        case ast.BoolOp(values=choices):
            return choices
        case ast.Name(id=name):
            return _assigned(name, function)
        case _:
            return []


def _assigned(name: str, function: ast.FunctionDef) -> list[ast.expr]:
    return [
        node.value
        for node in _own(function)
        if isinstance(node, ast.Assign)
        and [getattr(target, "id", None) for target in node.targets] == [name]
    ]
