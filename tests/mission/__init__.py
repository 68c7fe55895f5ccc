"""The mission checklist: what volver is for, line by line, and the tests that hold each line."""

import ast
import csv
from pathlib import Path

TESTS = Path(__file__).parents[1]
CHECKLIST = Path(__file__).with_name("checklist.csv")


def lines() -> dict[str, str]:
    """What each line of the checklist asks for, by its id."""
    with CHECKLIST.open(encoding="utf-8", newline="") as file:
        return {row["id"]: row["what"] for row in csv.DictReader(file)}


def covered() -> dict[str, list[str]]:
    """The tests that carry each id: @pytest.mark.mission("F2"), on a test or as a pytestmark."""
    found: dict[str, list[str]] = {}
    for path in sorted(TESTS.rglob("test_*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        for node in ast.walk(tree):
            for name in _named(node):
                found.setdefault(name, []).append(path.relative_to(TESTS).as_posix())
    return found


def _named(node: ast.AST) -> list[str]:
    match node:
        case ast.Call(func=ast.Attribute(attr="mission"), args=arguments):
            return [a.value for a in arguments if isinstance(a, ast.Constant)]
    return []
