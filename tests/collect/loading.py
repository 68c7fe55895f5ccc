"""Load files and texts in a test, the way every test here does it."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from volver.collect.load import load
from volver.collect.mapping import Mapping
from volver.collect.report import LoadOptions, LoadReport
from volver.collect.source import ReadOptions
from volver.store.engine import Engine

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
LIMITLESS = 1.0
"""Tests of single rules have few rows, so one bad row is a large share."""

OPTIONS = {"keep", "currency", "drop_repeats", "max_rejected_share", "replace"} | {
    "confirm_empty",
    "clock_skew_days",
}


def load_file(engine: Engine, path: Path, **said: Any) -> LoadReport:
    """Load a file; what is said goes to the options or to the mapping, wherever it belongs."""
    options = {"max_rejected_share": LIMITLESS} | {
        name: value for name, value in said.items() if name in OPTIONS
    }
    mapping = {name: value for name, value in said.items() if name not in OPTIONS}
    reading = mapping.pop("reading", ReadOptions())
    return load(engine, path, Mapping(**mapping), LoadOptions(**options), now=NOW, reading=reading)


def load_text(engine: Engine, folder: Path, text: str, **said: Any) -> LoadReport:
    """Load a text as a file; `name` is its name."""
    path = folder / said.pop("name", "orders.csv")
    path.write_text(text, "utf-8")
    return load_file(engine, path, **said)


def rules(report: LoadReport) -> dict[str, list[int] | int]:
    """How many records broke each rule."""
    return {rule.rule: rule.count for rule in report.rules}


def notes(report: LoadReport) -> dict[str, int | None]:
    """The notes that count something."""
    return {note.id: note.count for note in report.notes if note.count is not None}


def lines(engine: Engine, columns: str = "line, revenue") -> list[Any]:
    """Columns of the order lines, in the order of the file."""
    found = engine.rows(f"SELECT {columns} FROM order_lines ORDER BY load_id, line")
    return [row if len(row) > 1 else row[0] for row in found]
