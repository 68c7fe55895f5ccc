"""The sheet of ASVS is whole, and what it calls evidence is there."""

import ast
import csv
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SHEET = ROOT / "docs" / "why" / "asvs.csv"
LEAST_MET = 150


def _rows() -> list[dict[str, str]]:
    with SHEET.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _functions(path: Path) -> set[str]:
    tree = ast.parse(path.read_text("utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def test_every_item_of_the_first_two_levels_stands_in_it_once() -> None:
    """253 of them: 70 of level 1, 183 of level 2."""
    rows = _rows()
    assert len({row["id"] for row in rows}) == len(rows) == 253
    assert Counter(row["level"] for row in rows) == {"1": 70, "2": 183}


@pytest.mark.parametrize("row", _rows(), ids=lambda row: row["id"])
def test_an_item_says_how_it_stands(row: dict[str, str]) -> None:
    """Met by a test or a file that exists, not met or not applying with the reason."""
    assert row["subject"]
    if row["applies"] != "yes":
        assert row["applies"].startswith("no: ")
        assert row["met"] == row["evidence"] == ""
        return
    assert row["met"] in ("yes", "partly", "no")
    assert row["evidence"]
    if row["met"] != "no":
        path, _, test = row["evidence"].partition("::")
        assert (ROOT / path).is_file(), path
        assert not test or test in _functions(ROOT / path), test


def test_enough_are_met(record_property: Callable[[str, object], None]) -> None:
    """The counts are printed at the end of the tests."""
    counted = Counter(row["met"] or "does not apply" for row in _rows())
    assert counted["yes"] >= LEAST_MET
    for state, count in counted.items():
        record_property("asvs", (state, count))
