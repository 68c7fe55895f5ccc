"""Tables and engines: `open_engine` picks the adapter, `Snapshot` is how rooms look."""

from pathlib import Path
from typing import get_args

from volver.domain.errors import BadInput, NotFound
from volver.store.dialect import macros
from volver.store.engine import Embedded, Engine, Rendered
from volver.store.schema import LOADS, ORDER_LINES, REFUNDS_WAITING, REJECTIONS
from volver.store.schema.company import RECORDS

LATER = ("attributes", "quantity", "goods_back")
"""Columns of order lines that a workspace may be older than."""


def open_engine(path: Path | None = None, memory: int | None = None) -> Embedded:
    """The embedded engine, in one file or, without a path, in memory.

    memory: bytes that the process may take, about; what does not fit is laid down on disk.
    Raises Busy where another process holds the file.
    """
    from volver.store.engines.duckdb import DuckDbEngine  # heavy, and not needed for --help

    engine = with_macros(DuckDbEngine(path, memory))
    if path is not None:
        for table in (LOADS, REJECTIONS, ORDER_LINES, REFUNDS_WAITING, *RECORDS):
            engine.execute(table.ddl())
        older = "ALTER TABLE loads ADD COLUMN IF NOT EXISTS kind TEXT DEFAULT 'orders'"
        engine.execute(older)  # a workspace may be older than other kinds of source
        for table in (ORDER_LINES, REFUNDS_WAITING):
            for column in table.columns:
                if column.name in LATER:
                    added = f"ADD COLUMN IF NOT EXISTS {column.name} {column.type}"
                    engine.execute(f"ALTER TABLE {table.name} {added}")
    return engine


def with_macros(engine: Embedded) -> Embedded:
    """The same, with the macros that queries are written with."""
    for statement in macros("duckdb"):
        engine.execute(statement)
    return engine


def open_source(url: str, folder: Path | None = None, write: bool = False) -> Engine:
    """The engine that holds the company's orders.

    folder: where a path begins that does not say so; None: where the program was started.
    write: whether a table is to be written; a file of DuckDB is made only then.

    url: duckdb:PATH, postgresql://USER@HOST/DATABASE, or Spark's: spark:local[2] (in this
    process), spark://HOST:PORT (a cluster), sc://HOST:PORT (Spark Connect). A password does not
    belong in it: each database has its own place for that.
    Raises BadInput where the URL is none of these, the extra is not installed, or nobody answers.
    """
    scheme = url.partition(":")[0]
    try:
        match scheme:
            case "duckdb":
                from volver.store.engines.duckdb import DuckDbEngine

                path = (folder or Path()) / url.removeprefix("duckdb:")
                if not write and not path.is_file():
                    raise NotFound(
                        what=f"There is no file {path.name}",
                        where="engine",
                        next_step="Check the path; it begins in the folder of volver.toml.",
                    )
                return with_macros(DuckDbEngine(path, read_only=not write))
            case "postgresql" | "postgres":
                from volver.store.engines.postgres import PostgresEngine

                return PostgresEngine(url)
            case "spark" | "sc":
                from volver.store.engines.spark import SparkEngine

                return SparkEngine(url)
    except ImportError:
        extra = "postgres" if scheme.startswith("postgres") else "spark"
        raise BadInput(
            what=f"What speaks to {extra} is not installed",
            where="engine",
            next_step=f"Run: pip install 'volver[{extra}]'",
        ) from None
    if scheme in get_args(Rendered):
        raise BadInput(
            what=f"The queries are written for {scheme}, but nobody has run them there yet",
            where="engine.url",
            next_step="Read the orders from files, or be the first:"
            " docs/how-to/add-an-engine.md says what is missing.",
        )
    raise BadInput(
        what="The engine's address is of no kind that volver speaks to",
        where="engine",
        next_step="Write duckdb:FILE, postgresql://USER@HOST/DATABASE, spark:local[2],"
        " spark://HOST:PORT or sc://HOST:PORT.",
    )
