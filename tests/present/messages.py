"""Every message that people may read, gathered from where it is written."""

import ast
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

from jinja2 import Environment
from jinja2.ext import extract_from_ast

from volver.decide import reasons
from volver.describe.catalogue import METRICS
from volver.present.words import NAMES

SOURCE = Path(str(files("volver")))
Message = str | tuple[str, str]
SINGLE = ("words", "Sentence", "NotEnough")


def in_python() -> Iterator[Message]:
    """The literal texts of words(...), words.plural(...), Sentence(...) and NotEnough(...)."""
    for path in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                yield from _said(node, path)


def _said(call: ast.Call, path: Path) -> Iterator[Message]:
    name = getattr(call.func, "id", getattr(call.func, "attr", ""))
    if name in SINGLE:
        named = [k.value for k in call.keywords if k.arg in ("why", "text")]
        yield _literal((call.args or named)[0], path)
    elif name == "plural":
        yield _literal(call.args[0], path), _literal(call.args[1], path)


def _literal(node: ast.expr, path: Path) -> str:
    assert isinstance(node, ast.Constant), (
        f"{path.name}, line {node.lineno}: only a literal text can be translated; put what varies "
        "into a placeholder"
    )
    assert isinstance(node.value, str)
    return node.value


def in_templates() -> Iterator[Message]:
    """The literal texts of words(...) in our templates."""
    for path in sorted(SOURCE.rglob("*.j2")):
        tree = Environment(autoescape=True).parse(path.read_text(encoding="utf-8"))
        for _, _, text in extract_from_ast(tree, gettext_functions=("words",)):
            # Values that fill placeholders come back as None beside the text.
            said = text if isinstance(text, str) else text[0]
            assert said is not None, f"{path.name}: only a literal text can be translated"
            yield said


def in_catalogues() -> Iterator[Message]:
    """The texts of catalogues in the rooms, which know no language but their own."""
    for metric in METRICS:
        yield from (metric.title, metric.question, metric.caution)
    yield from reasons.MESSAGES
    yield from NAMES


def all_messages() -> set[Message]:
    """Every message, once."""
    return {*in_python(), *in_templates(), *in_catalogues()} - {""}
