"""What a database does for us; `store.open_engine` and `store.open_source` pick the adapter."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

Cell = str | int | float | bool | Decimal | date | datetime | None
Row = tuple[Any, ...]
Columns = dict[str, NDArray[Any]]
Dialect = Literal["duckdb", "postgres", "spark"]
"""What the engines speak that an adapter runs."""
Rendered = Literal["clickhouse", "snowflake", "bigquery", "trino", "databricks"]
"""Dialects that our SQL is written in and that no engine speaks yet; a test asks ClickHouse."""
Kind = Literal["text", "whole", "decimal", "double", "truth", "day", "time", "instant", "other"]
"""What a column holds: a `time` is a moment without a zone, an `instant` one with."""


class Engine(Protocol):
    """A database that holds orders and answers our canonical SQL. Parameters: $as_of, by name.

    This is all that an adapter is asked for; tests/contracts/engines is what it has to pass.
    Queries of one engine see one state of its tables, from the first query to `close`.
    """

    dialect: Dialect
    in_process: bool
    """Whether the rows are at hand: reading them all crosses no network."""

    def rows(self, sql: str, parameters: Mapping[str, Cell] | None = None) -> list[Row]:
        """Run one query whose answer is short."""

    def columns(self, sql: str, parameters: Mapping[str, Cell] | None = None) -> Columns:
        """Run one query into numpy columns.

        Whole numbers and dates must not be NULL; a NULL double is NaN; text is an object array
        with None for NULL; DECIMAL comes as float64.
        """

    def batches(
        self, sql: str, parameters: Mapping[str, Cell] | None = None
    ) -> AbstractContextManager[Iterator[Any]]:
        """Run one query into Arrow record batches, as they come; leaving ends the query.

        Types are those of the query: BIGINT int64, INTEGER int32, DOUBLE float64, DECIMAL(18,4)
        decimal128(18, 4), DATE date32, TEXT string, BOOLEAN bool, TIMESTAMP timestamp[us].
        """

    def relation(self, table: str) -> str:
        """How a query names a table, or files of Parquet, that a person named.

        Raises BadInput where it is not there, which says what is, or may not be read.
        """

    def describe(self, relation: str) -> dict[str, Kind]:
        """The columns of a relation and what they hold, without reading it."""

    def write_table(self, table: str, batches: Iterable[Any]) -> int:
        """Put Arrow record batches in the place of a table, all of them or none; how many rows.

        Who reads the table meanwhile sees the old rows or the new ones.
        """

    def close(self) -> None:
        """Let go of the database; once more does no harm."""


class Embedded(Engine, Protocol):
    """The engine in this process, where files are read and results are kept."""

    own_memory: int | None
    """Bytes that are left to arrays beside the engine; None: nobody has set a limit."""

    def execute(self, sql: str, parameters: Mapping[str, Cell] | None = None) -> None:
        """Run one statement and read nothing."""

    def arrow(self, sql: str, parameters: Mapping[str, Cell] | None = None) -> Any:
        """Run one query into an Arrow table, for a frame outside volver."""

    def store_columns(
        self, table: str, columns: Mapping[str, NDArray[Any]], names: Sequence[str] = ()
    ) -> None:
        """Create or replace a temporary table from numpy columns of one length; NaN is NULL.

        names: of all columns, in order; those that are not given are doubles, and NULL.
        """

    def forget(self, table: str) -> None:
        """A temporary table or view is not wanted any more; it goes with the next `sweep`."""

    def sweep(self) -> None:
        """Let go of what was forgotten; no answer may be on its way."""

    def sample(self, sql: str, parameters: Mapping[str, Cell], rows: int) -> Columns:
        """About so many rows of a query's answer, each as likely as another."""

    def store_batches(
        self, table: str, batches: Iterable[Any], query: str = "FROM incoming", grow: bool = False
    ) -> int:
        """Write a query over Arrow record batches, as they come, to a new temporary table.

        query: names the batches `incoming` and goes through them once; a LIMIT ends the reading.
        grow: add to the table that is there.
        Returns how many rows were written. Without any batch no table is made.
        """

    def attach(self, name: str, path: Path) -> list[str]:
        """Let queries name the tables of a database file as name.table; it is only read.

        Returns the names of its tables.
        """

    def new_file(self, name: str, path: Path) -> AbstractContextManager[None]:
        """A database file that tables are written to as name.table; it is whole when left.

        One that is there already is written on.
        """

    def again(self) -> "Embedded":
        """Another connection to the same tables and files, within the same memory, for a thread.

        It has no temporary table or macro of this one, and ends with it.
        """

    def view_file(self, view: str, path: Path, numbered: bool = True) -> None:
        """Make a temporary view of a Parquet file; numbered: with its rows' file_row_number."""

    def write_file(
        self,
        sql: str,
        path: Path,
        parameters: Mapping[str, Cell] | None = None,
        group: int | None = None,
    ) -> int:
        """Write a query's answer as .parquet or .csv in the query's order; how many rows.

        group: rows that a reader of Parquet takes up together, where it wants few of them.
        """

    def confine(self, folder: Path) -> None:
        """From now on read files of one folder alone, and let no query change a setting."""

    def interrupt(self) -> None:
        """End the query that another thread is running: its `rows` raises Busy."""

    def transaction(self) -> AbstractContextManager[None]:
        """All or nothing: commit at the end, roll back on any error."""


def as_float(column: NDArray[Any]) -> NDArray[np.float64]:
    """A numpy column as float64."""
    return np.asarray(column, dtype=np.float64)


def is_path(table: str) -> bool:
    """Whether a name means files of Parquet: a path, or a pattern such as lake/orders/*.parquet."""
    return table.endswith(".parquet") or "/" in table or "*" in table
