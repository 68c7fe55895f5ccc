"""Tables and engines: `open_engine` picks the adapter, `Snapshot` is how rooms look."""

from importlib.resources import files
from pathlib import Path

from volver.store.engine import Engine
from volver.store.schema import LOADS, ORDER_LINES, REFUNDS_WAITING, REJECTIONS


def open_engine(path: Path | None = None, memory_limit: str | None = None) -> Engine:
    """The embedded engine, in one file or, without a path, in memory.

    Raises Busy where another process holds the file.
    """
    from volver.store.engines.duckdb import DuckDbEngine  # heavy, and not needed for --help

    engine = DuckDbEngine(path, memory_limit)
    for statement in macros("duckdb"):
        engine.execute(statement)
    if path is not None:
        for table in (LOADS, REJECTIONS, ORDER_LINES, REFUNDS_WAITING):
            engine.execute(table.ddl())
        for table in (ORDER_LINES, REFUNDS_WAITING):  # a workspace may be older than groups
            engine.execute(f"ALTER TABLE {table.name} ADD COLUMN IF NOT EXISTS attributes TEXT")
    return engine


def macros(dialect: str) -> list[str]:
    """The macro definitions of one dialect, one statement each."""
    text = files("volver.store").joinpath(f"macros/{dialect}.sql").read_text("utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("--"))
    return [statement.strip() for statement in "\n".join(lines).split(";") if statement.strip()]
