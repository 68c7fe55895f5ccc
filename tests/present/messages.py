"""Every message that people may read, gathered from where it is written.

What `present`, `app` and `cli` say through Words is found in the source; what rooms write stands
in their catalogues, or in `present.elsewhere` where its values are already in it.
"""

import ast
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

from jinja2 import Environment, nodes
from jinja2.ext import extract_from_ast

from volver.collect.checks import RULES
from volver.decide import reasons
from volver.describe.catalogue import METRICS
from volver.domain.segment_fields import FIELDS
from volver.present.elsewhere import SENTENCES
from volver.present.progress import STEPS

SOURCE = Path(str(files("volver")))
Message = str | tuple[str, str]

SAID = ("words", "Sentence")
TOLD = ("term", "translate")


def in_python() -> Iterator[Message]:
    """What the source says to people."""
    for path in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                yield from _said(node, path)
                yield from _told(node)


def _said(call: ast.Call, path: Path) -> Iterator[Message]:
    name = _name(call)
    if name in SAID:
        yield _literal(call.args[0], path)
    elif name == "plural":
        yield _literal(call.args[0], path), _literal(call.args[1], path)


def _told(call: ast.Call) -> Iterator[Message]:
    """What is looked up as it stands, where it stands in the call."""
    if _name(call) in TOLD and call.args and isinstance(call.args[0], ast.Constant):
        yield str(call.args[0].value)


def _name(call: ast.Call) -> str:
    return str(getattr(call.func, "id", getattr(call.func, "attr", "")))


def _literal(node: ast.expr, path: Path) -> str:
    assert isinstance(node, ast.Constant), (
        f"{path.name}, line {node.lineno}: only a literal text can be translated; put what varies "
        "into a placeholder"
    )
    return str(node.value)


def in_templates() -> Iterator[Message]:
    """The literal texts of words(...) in our templates."""
    for path in sorted(SOURCE.rglob("*.j2")):
        tree = Environment(autoescape=True).parse(path.read_text(encoding="utf-8"))
        for _, _, text in extract_from_ast(tree, gettext_functions=("words",)):
            # Values that fill placeholders come back as None beside the text.
            said = text if isinstance(text, str) else text[0]
            assert said is not None, f"{path.name}: only a literal text can be translated"
            yield said
        for call in tree.find_all(nodes.Call):
            if isinstance(call.node, nodes.Getattr) and call.node.attr == "plural":
                yield call.args[0].as_const(), call.args[1].as_const()


def in_catalogues() -> Iterator[Message]:
    """The texts of catalogues elsewhere, which know no language but their own."""
    for metric in METRICS:
        yield from (metric.title, metric.question, metric.caution)
    yield from reasons.MESSAGES
    yield from STEPS.values()
    yield from (rule.says for rule in RULES.values())
    yield from (field.title for field in FIELDS)
    yield from SENTENCES


def all_messages() -> set[Message]:
    """Every message, once."""
    return {*in_python(), *in_templates(), *in_catalogues()} - {"", "{why:text}"}
