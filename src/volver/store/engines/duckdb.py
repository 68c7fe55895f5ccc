"""The embedded engine: DuckDB in memory or in one file."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from copy import copy
from glob import glob
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import Any
from weakref import finalize

import duckdb
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from volver.domain.errors import BadInput, Busy, NotFound, VolverError
from volver.store.engine import Cell, Columns, Dialect, Kind, Row, is_path
from volver.store.engines import names

ROWS_PER_GROUP = 122_880
WAITING = 1_000_000_000
"""Bytes of rows that may wait to be written to a file: by itself DuckDB makes them faster than it
writes them, until memory is full."""
_USED = "SELECT CAST(SUM(memory_usage_bytes) AS BIGINT) FROM duckdb_memory()"
_TABLES = """
SELECT schema_name, table_name, comment FROM duckdb_tables()
WHERE database_name = current_database() AND NOT internal
UNION ALL
SELECT schema_name, view_name, comment FROM duckdb_views()
WHERE database_name = current_database() AND NOT internal
ORDER BY ALL
"""
_OF_FILE = "SELECT table_name FROM duckdb_tables() WHERE database_name = $name ORDER BY ALL"
_TEMPORARY_VIEWS = "SELECT view_name FROM duckdb_views() WHERE temporary"
_KINDS: dict[str, Kind] = {
    "VARCHAR": "text", "DOUBLE": "double", "FLOAT": "double", "BOOLEAN": "truth", "DATE": "day",
    "TIMESTAMP WITH TIME ZONE": "instant",
}  # fmt: skip


def quoted(text: str) -> str:
    """A text literal."""
    return "'" + text.replace("'", "''") + "'"


class DuckDbEngine:
    """DuckDB 2.x behind the Engine protocol."""

    dialect: Dialect = "duckdb"
    in_process = True

    def __init__(
        self, path: Path | None = None, memory: int | None = None, read_only: bool = False
    ) -> None:
        """memory: bytes that the process may take; a third of them are the engine's."""
        self.own_memory = None if memory is None else memory // 2
        config: dict[str, str | bool | int | float | list[str]] = {
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
        }
        if memory is not None:
            config["memory_limit"] = f"{memory // 3}B"
        if path is None:  # with nothing to lie beside, DuckDB would spill where the user stands
            config["temp_directory"] = spill = mkdtemp(prefix="volver-")  # which nobody else reads
            finalize(self, rmtree, spill, ignore_errors=True)
        try:
            where = str(path) if path else ":memory:"
            self._connection = duckdb.connect(where, read_only=read_only, config=config)
        except duckdb.Error as error:
            if path is None:
                raise
            raise _not_opened(path, str(error)) from None
        self._connection.execute("SET TimeZone = 'UTC'").fetchall()
        # A run must be repeatable bit for bit, so the order of rows may not depend on threads.
        self._connection.execute("SET preserve_insertion_order = true").fetchall()
        # A file is opened by one question after the other; what it holds where is read once.
        self._connection.execute("SET GLOBAL parquet_metadata_cache = true").fetchall()
        # What a terminal shows is for its door to say.
        self._connection.execute("SET enable_progress_bar = false").fetchall()
        self._is_locked = False
        self._forgotten = list[str]()
        self._viewed = dict[str, tuple[Path, bool]]()
        self._first: DuckDbEngine | None = None  # kept alive by those that are made from it

    def execute(self, sql: str, parameters: Mapping[str, Cell] | None = None) -> None:
        """Run one statement and read nothing."""
        self._connection.execute(sql, dict(parameters or {})).fetchall()

    def rows(self, sql: str, parameters: Mapping[str, Cell] | None = None) -> list[Row]:
        """Run one query whose answer is short."""
        try:
            return self._connection.execute(sql, dict(parameters or {})).fetchall()
        except duckdb.InterruptException:
            raise Busy(
                what="The question was stopped: it took too long, or a newer one took its place",
                where="the question",
                next_step="Ask again, or ask for less at once.",
            ) from None

    def interrupt(self) -> None:
        """End the query that another thread is running: its `rows` raises Busy."""
        self._connection.interrupt()

    def columns(self, sql: str, parameters: Mapping[str, Cell] | None = None) -> Columns:
        """Run one query into numpy columns."""
        found = self._connection.execute(sql, dict(parameters or {})).fetchnumpy()
        return {name: _plain(column) for name, column in found.items()}

    def arrow(self, sql: str, parameters: Mapping[str, Cell] | None = None) -> Any:
        """Run one query into an Arrow table, for a frame outside volver."""
        return self._connection.sql(sql, params=dict(parameters or {})).to_arrow_table()

    def forget(self, table: str) -> None:
        """A temporary table or view is not wanted any more; it goes with the next `sweep`."""
        self._forgotten.append(table)

    def sweep(self) -> None:
        """Let go of what was forgotten; no answer may be on its way."""
        if not self._forgotten:
            return
        views = {row[0] for row in self.rows(_TEMPORARY_VIEWS)}
        while self._forgotten:
            table = self._forgotten.pop()
            if table in views:  # see `store_columns`
                self.execute(f"DROP VIEW {table}")
                table = f"known_{table}"
            self.execute(f"DROP TABLE IF EXISTS {table}")

    def sample(self, sql: str, parameters: Mapping[str, Cell], rows: int) -> Columns:
        """About so many rows of a query's answer, each as likely as another."""
        some = f"FROM ({sql}) USING SAMPLE reservoir({rows} ROWS) REPEATABLE (1)"
        return self.columns(some, parameters)

    @contextmanager
    def batches(
        self, sql: str, parameters: Mapping[str, Cell] | None = None
    ) -> Iterator[Iterator[Any]]:
        """Run one query into Arrow record batches, as they come; leaving ends the query."""
        found = self._connection.sql(sql, params=dict(parameters or {}))
        reader = found.to_arrow_reader(ROWS_PER_GROUP)
        try:
            yield _at_least_one(reader)
        finally:
            reader.close()

    def relation(self, table: str) -> str:
        """How a query names a table of this database, or files of Parquet."""
        if is_path(table):
            if not glob(table, recursive=True):
                raise NotFound(
                    what=f"There is no file {table}",
                    where="table",
                    next_step="Check the path; lake/orders/*.parquet means all files of a folder.",
                )
            return f"read_parquet({quoted(table)})"
        wanted = names.parts(table)
        if not self._found(wanted):
            raise names.not_there(table, [f"{row[0]}.{row[1]}" for row in self.rows(_TABLES)])
        return names.quoted(table)

    def _found(self, wanted: list[str]) -> list[Row]:
        """Tables and views of a name, whatever the case of its letters."""
        small = [part.lower() for part in wanted[-2:]]
        known = self.rows(_TABLES)
        return [row for row in known if [str(p).lower() for p in row[:2]][-len(small) :] == small]

    def describe(self, relation: str) -> dict[str, Kind]:
        """The columns of a relation and what they hold."""
        return {str(row[0]): _kind(str(row[1])) for row in self.rows(f"DESCRIBE FROM {relation}")}

    def write_table(self, table: str, batches: Iterable[Any]) -> int:
        """Put Arrow record batches in the place of a table."""
        target, place = names.quoted(table), names.parts(table)
        schema = place[:-1]
        with self.transaction():
            if any(comment != names.OURS for *_, comment in self._found(place)):
                raise names.not_ours(table)
            rows = self.store_batches("written", batches)
            if schema:
                self.execute(f"CREATE SCHEMA IF NOT EXISTS {names.quoted('.'.join(schema))}")
            self.execute(f"CREATE OR REPLACE TABLE {target} AS FROM written")
            self.execute(f"COMMENT ON TABLE {target} IS {quoted(names.OURS)}")
            self.execute("DROP TABLE written")
        return rows

    def store_columns(
        self, table: str, columns: Mapping[str, NDArray[Any]], names: Sequence[str] = ()
    ) -> None:
        """Create or replace a temporary table from numpy columns of one length; NaN is NULL.

        names: of all columns, in order; those that are not given are doubles, and NULL.
        """
        if names:  # a column of NULL takes as much room as numbers: it lies nowhere
            self.store_columns(f"known_{table}", columns)
            shown = ", ".join(
                name if name in columns else f"CAST(NULL AS DOUBLE) AS {name}" for name in names
            )
            view = f"SELECT {shown} FROM known_{table}"  # noqa: S608 - our own names
            self.execute(f"CREATE OR REPLACE TEMP VIEW {table} AS {view}")
            return
        days = [name for name, column in columns.items() if column.dtype == "datetime64[D]"]
        moments = {name: columns[name].astype("datetime64[us]") for name in days}
        self._connection.register("incoming", {**columns, **moments})
        chosen = ", ".join(
            f"NULLIF({name}, CAST('NaN' AS DOUBLE)) AS {name}"
            if column.dtype.kind == "f"
            else (f"CAST({name} AS DATE) AS {name}" if name in days else name)
            for name, column in columns.items()
        )
        try:
            self.execute(f"CREATE OR REPLACE TEMP TABLE {table} AS SELECT {chosen} FROM incoming")  # noqa: S608 - our own names
        finally:
            self._connection.unregister("incoming")

    def store_batches(
        self, table: str, batches: Iterable[Any], query: str = "FROM incoming", grow: bool = False
    ) -> int:
        """Write a query over Arrow record batches, as they come, to a new temporary table."""
        coming = iter(batches)
        first = next(coming, None)
        if first is None:
            return 0
        raised: list[BaseException] = []
        reader = pa.RecordBatchReader.from_batches(first.schema, _relay(first, coming, raised))
        self._connection.register("incoming", reader)
        try:
            into = f"INSERT INTO {table}" if grow else f"CREATE OR REPLACE TEMP TABLE {table} AS"
            made = self.rows(f"{into} {query}")
        except duckdb.Error:
            if raised:
                raise raised[0] from None
            raise
        finally:
            with suppress(duckdb.TransactionException):  # one that failed took it along
                self._connection.unregister("incoming")
        return int(made[0][0])

    def attach(self, name: str, path: Path) -> list[str]:
        """Let queries name the tables of a database file as name.table; it is only read.

        Returns the names of its tables.
        """
        self.execute(f"ATTACH {quoted(str(path))} AS {name} (READ_ONLY)")
        return [str(row[0]) for row in self.rows(_OF_FILE, {"name": name})]

    @contextmanager
    def new_file(self, name: str, path: Path) -> Iterator[None]:
        """A database file that tables are written to as name.table; it is whole when left."""
        self.execute(f"ATTACH {quoted(str(path))} AS {name}")
        try:
            yield
        finally:
            self.execute(f"DETACH {name}")  # which writes what is still in memory

    def again(self) -> "DuckDbEngine":
        """Another connection to the same tables and files, within the same memory, for a thread.

        It has no temporary table or macro of this one, and ends with it.
        """
        other = copy(self)
        other._connection = self._connection.cursor()
        other._first, other._viewed, other._forgotten = self, {}, []
        return other

    def view_file(self, view: str, path: Path, numbered: bool = True) -> None:
        """Make a temporary view of a Parquet file; numbered: with its rows' file_row_number."""
        if self._viewed.get(view) == (path, numbered):
            return  # making it again would open the file
        source = f"read_parquet({quoted(str(path))}, file_row_number = {str(numbered).lower()})"
        self.execute(f"CREATE OR REPLACE TEMP VIEW {view} AS SELECT * FROM {source}")  # noqa: S608 - quoted
        self._viewed[view] = (path, numbered)

    def write_file(
        self,
        sql: str,
        path: Path,
        parameters: Mapping[str, Cell] | None = None,
        group: int | None = None,
    ) -> int:
        """Write a query's answer as .parquet or .csv in the query's order; how many rows."""
        if path.suffix == ".parquet":
            rows = group or ROWS_PER_GROUP
            options = f"FORMAT parquet, COMPRESSION snappy, ROW_GROUP_SIZE {rows}"
        else:
            options = "FORMAT csv, HEADER"
        copy = f"COPY ({sql}) TO {quoted(str(path))} ({options})"
        if self.own_memory is not None or self._is_locked:
            return int(self.rows(copy, parameters)[0][0])
        self.execute(f"SET memory_limit = '{int(self.rows(_USED)[0][0]) + WAITING}B'")
        try:
            return int(self.rows(copy, parameters)[0][0])
        finally:
            self.execute("RESET memory_limit")

    def confine(self, folder: Path) -> None:
        """From now on read files of one folder alone, and let no query change a setting."""
        self.execute("SET threads = 1")  # the others serve other readers
        self.execute("SET parquet_metadata_cache = true")  # what is published never changes
        self.execute(f"SET allowed_directories = [{quoted(str(folder))}]")
        self.execute("SET enable_external_access = false")
        self.execute("SET lock_configuration = true")
        self._is_locked = True

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing: commit at the end, roll back on any error."""
        self.execute("BEGIN TRANSACTION")
        try:
            yield
        except BaseException:
            self.execute("ROLLBACK")
            raise
        self.execute("COMMIT")

    def close(self) -> None:
        """Let go of the database."""
        self._connection.close()


def _at_least_one(reader: Any) -> Iterator[Any]:
    """Its batches; one that is empty where there are none, for the names and types of columns."""
    first = next(reader, None)
    yield pa.RecordBatch.from_pylist([], reader.schema) if first is None else first
    yield from reader


def _relay(first: Any, coming: Iterator[Any], raised: list[BaseException]) -> Iterator[Any]:
    """Hand batches to the database, which would turn a reader's own error into its own."""
    yield first
    try:
        yield from coming
    except BaseException as error:
        raised.append(error)
        raise


def _plain(column: NDArray[Any]) -> NDArray[Any]:
    if isinstance(column, np.ma.MaskedArray):
        if column.dtype.kind == "f":
            return np.asarray(column.filled(np.nan))
        if column.dtype.kind == "O":
            plain = np.asarray(column.data).copy()
            plain[column.mask] = None  # filled(None) fills in numpy's own default: a question mark
            return plain
        if column.mask.any():
            raise TypeError("a whole number or date column holds NULL")  # our own SQL is wrong
        return np.asarray(column.data)
    return column


def _kind(type_: str) -> Kind:
    """What a column of a type that DuckDB names holds."""
    if type_.startswith("DECIMAL"):
        return "decimal"
    if type_.startswith("TIMESTAMP") and type_ not in _KINDS:
        return "time"
    return _KINDS.get(type_, "whole" if type_.endswith(("INT", "INTEGER")) else "other")


def _not_opened(path: Path, message: str) -> VolverError:
    if re.search(r"\block\b", message):
        holder = re.search(r"PID (\d+)", message)  # DuckDB says who holds the lock
        return Busy(
            what="Another volver process is writing to this workspace",
            where=f"held by process {holder[1]}" if holder else str(path),
            next_step="Wait until it has finished, or stop it; published runs stay readable.",
        )
    return BadInput(
        what="The database of this workspace cannot be opened: it is damaged, or not yours to read",
        where=path.name,
        next_step="Move it away: volver run reads the orders again; published runs are elsewhere.",
    )
