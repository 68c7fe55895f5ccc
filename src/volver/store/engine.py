"""What every engine can do for us; `store.open` picks the adapter."""

from collections.abc import Iterable, Iterator, Mapping
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
Dialect = Literal["duckdb", "postgres"]


class Engine(Protocol):
    """A database that runs our canonical SQL. Parameters are bound by name: $as_of."""

    dialect: Dialect
    in_process: bool
    """Whether the rows are at hand: reading them all crosses no network."""

    def execute(self, sql: str, parameters: Mapping[str, Cell] | None = None) -> None:
        """Run one statement and read nothing."""

    def rows(self, sql: str, parameters: Mapping[str, Cell] | None = None) -> list[Row]:
        """Run one query whose answer is short."""

    def columns(self, sql: str, parameters: Mapping[str, Cell] | None = None) -> Columns:
        """Run one query into numpy columns.

        Whole numbers and dates must not be NULL; a NULL double is NaN; text is an object array
        with None for NULL; DECIMAL comes as float64.
        """

    def arrow(self, sql: str, parameters: Mapping[str, Cell] | None = None) -> Any:
        """Run one query into an Arrow table, for a frame outside volver."""

    def batches(
        self, sql: str, parameters: Mapping[str, Cell] | None = None
    ) -> AbstractContextManager[Iterator[Any]]:
        """Run one query into Arrow record batches, as they come; leaving ends the query."""

    def names(self, sql: str) -> list[str]:
        """The column names a query would give, without running it."""

    def store_columns(self, table: str, columns: Mapping[str, NDArray[Any]]) -> None:
        """Create or replace a temporary table from numpy columns of one length."""

    def store_batches(
        self, table: str, batches: Iterable[Any], query: str = "FROM incoming"
    ) -> int:
        """Write a query over Arrow record batches, as they come, to a new temporary table.

        query: names the batches `incoming` and goes through them once; a LIMIT ends the reading.
        Returns how many rows were written. Without any batch no table is made.
        """

    def view_file(self, view: str, path: Path) -> None:
        """Make a temporary view of a Parquet file, with its row number as file_row_number."""

    def write_file(self, sql: str, path: Path, parameters: Mapping[str, Cell] | None = None) -> int:
        """Write a query's answer as .parquet or .csv in the query's order; how many rows."""

    def transaction(self) -> AbstractContextManager[None]:
        """All or nothing: commit at the end, roll back on any error."""

    def close(self) -> None:
        """Let go of the database."""


def as_float(column: NDArray[Any]) -> NDArray[np.float64]:
    """A numpy column as float64."""
    return np.asarray(column, dtype=np.float64)
