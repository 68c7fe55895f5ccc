"""Spark 4: in this process, on a cluster, or behind Spark Connect."""

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from itertools import chain, count
from pathlib import Path
from typing import Any
from uuid import uuid4

import pyarrow as pa
import pyarrow.parquet as pq
from pyspark.errors import AnalysisException
from pyspark.sql import DataFrame
from pyspark.sql.pandas.types import from_arrow_schema

from volver.domain.errors import BadInput, NotFound, VolverError
from volver.store.dialect import render, tables
from volver.store.engine import Cell, Dialect, Kind, is_path
from volver.store.engines import names
from volver.store.engines import spark_sessions as sessions
from volver.store.engines.remote import Remote

ROWS_PER_FILE = 1_000_000
"""Rows that go up at once, as one file of the table: what both processes hold of them."""
_KINDS: dict[str, Kind] = {
    "string": "text", "char": "text", "varchar": "text", "byte": "whole", "short": "whole",
    "integer": "whole", "long": "whole", "decimal": "decimal", "float": "double",
    "double": "double", "boolean": "truth", "date": "day", "timestamp_ntz": "time",
    "timestamp": "instant",
}  # fmt: skip
_VERSION = "__volver_"
_numbers = count(1)


class SparkEngine(Remote):
    """Spark behind the Engine protocol. What a URL says is told in `spark_sessions`.

    A relation is a view of this session over the files that were there when it was first asked
    for, so that all queries read the same rows, and besides only what this engine wrote itself.
    Only a table that its catalogue keeps in partitions lists their files in each query anew.
    """

    dialect: Dialect = "spark"

    def __init__(self, url: str) -> None:
        self._address = sessions.Address.of(url)
        self._session = sessions.opened(self._address)
        self._views: dict[str, list[str]] = {}
        """What is shown, and the views that show it: one of our naming, and one of its name."""

    @contextmanager
    def batches(
        self, sql: str, parameters: Mapping[str, Cell] | None = None
    ) -> Iterator[Iterator[Any]]:
        """Run one query into Arrow record batches; the whole answer comes before the first."""
        query = render(sql, self.dialect, parameters)
        for named in set(tables(sql)) - self._ours:
            if len(names.parts(named)) == 1:
                self.relation(named)  # a view of that name now stands before the table
        with self._asking("query"):
            found = self._session.sql(query).toArrow()
        table = found.cast(pa.schema([(field.name, field.type) for field in found.schema]))
        yield iter(table.to_batches() or [pa.RecordBatch.from_pylist([], schema=table.schema)])

    def relation(self, table: str) -> str:
        """How a query names a table of the catalogue, or files of Parquet."""
        key = table if is_path(table) else _name(names.parts(table)).lower()
        if key not in self._views:
            own = f"volver_relation_{next(_numbers)}"
            with self._asking(table):
                frame = self._files(table) if is_path(table) else self._table(table)
                self._views[key] = [own] if is_path(table) or "." in key else [own, key]
                self._show(key, frame)
        return self._views[key][0]

    def describe(self, relation: str) -> dict[str, Kind]:
        """The columns of a relation and what they hold."""
        with self._asking(relation):
            fields = self._session.table(relation).schema.fields
        return {field.name: _KINDS.get(field.dataType.typeName(), "other") for field in fields}

    def write_table(self, table: str, batches: Iterable[Any]) -> int:
        """Put Arrow record batches in the place of a table or, in local mode, of a .parquet file.

        Few catalogues replace a table at one stroke, but every one replaces a view. So rows go to
        a new table, and the name is that of a view over it. Those before them stay, for whoever
        still reads them; what is older goes. One writer at a time. Spark in this process forgets
        its tables when it ends, unless the address names a catalogue that lasts.

        Raises BadInput where the name is that of a table, or of a view of somebody else's.
        """
        coming = iter(batches)
        if is_path(table):
            return self._write_file(Path(table), next(coming), coming)
        *schema, name = names.parts(table)
        version = f"{name.lower()}{_VERSION}{uuid4().hex}"
        with self._asking(table):
            if schema:
                self._session.sql(f"CREATE SCHEMA IF NOT EXISTS {_name(schema)}")
            former = self._shown(table)
        try:
            rows = self._upload(_name([*schema, version]), table, coming)
            with self._asking(table):
                view = f"CREATE OR REPLACE VIEW {_name([*schema, name])} AS SELECT * FROM"
                self._session.sql(f"{view} {_name([*schema, version])}")
        except BaseException:
            with suppress(VolverError), self._asking(table):
                self._session.sql(f"DROP TABLE IF EXISTS {_name([*schema, version])}")
            raise
        with self._asking(table):
            self._drop_versions([*schema, name], {version, former})
            self._show(
                _name([*schema, name]).lower(), self._session.table(_name([*schema, version]))
            )
        return rows

    def close(self) -> None:
        """End what still runs, and let go of the session."""
        sessions.close(self._session, self._address, chain(*self._views.values()))
        self._views.clear()

    @property
    def _ours(self) -> set[str]:
        return {f'"{views[0]}"' for views in self._views.values()}

    def _show(self, key: str, frame: DataFrame) -> None:
        for view in self._views.get(key, ()):
            frame.createOrReplaceTempView(view)

    def _files(self, path: str) -> DataFrame:
        try:
            return self._session.read.parquet(path)
        except AnalysisException as error:
            if error.getCondition() != "PATH_NOT_FOUND":
                raise
            raise NotFound(
                what=f"There is no file {path}",
                where="table",
                next_step="Check the path; lake/orders/*.parquet means all files of a folder.",
            ) from None

    def _table(self, table: str) -> DataFrame:
        name = _name(names.parts(table))
        if not self._session.catalog.tableExists(name):
            raise names.not_there(table, self._known())
        return self._session.table(name)

    def _known(self) -> list[str]:
        """The tables of the catalogue that the session is in."""
        catalog = self._session.catalog
        return [
            f"{schema.name}.{table.name}"
            for schema in catalog.listDatabases()
            for table in catalog.listTables(_name([schema.name]))
            if not table.isTemporary and _VERSION not in table.name
        ]

    def _shown(self, table: str) -> str | None:
        """The table that our view of this name shows; None where the name is free."""
        name = _name(names.parts(table))
        if not self._session.catalog.tableExists(name):
            return None
        if self._session.catalog.getTable(name).tableType == "VIEW":
            shown: str = self._session.sql(f"SHOW CREATE TABLE {name}").collect()[0][0]
            before, made_by_us, after = shown.rpartition(_VERSION)
            if made_by_us:
                return before.rpartition("`")[2] + _VERSION + after.partition("`")[0]
        raise names.not_ours(table)

    def _upload(self, table: str, called: str, batches: Iterator[Any]) -> int:
        rows = 0
        for part in _gathered(batches):
            with self._asking(called):
                frame = self._session.createDataFrame(part, from_arrow_schema(part.schema))
                frame.coalesce(1).write.mode("append").saveAsTable(table)
            rows += part.num_rows
        return rows

    def _drop_versions(self, table: list[str], kept: set[str | None]) -> None:
        *schema, name = table
        within = f" IN {_name(schema)}" if schema else ""
        for row in self._session.sql(f"SHOW TABLES{within}").collect():
            is_ours = row.tableName.rpartition(_VERSION)[0] == name.lower()
            if is_ours and row.tableName not in kept:
                self._session.sql(f"DROP TABLE IF EXISTS {_name([*schema, row.tableName])}")

    def _write_file(self, path: Path, first: Any, coming: Iterator[Any]) -> int:
        """Write beside it, and move it into its place when it is whole."""
        if not self._address.is_here or path.suffix != ".parquet" or "*" in path.name:
            raise BadInput(
                what=f"Spark cannot put rows in the place of {path} at one stroke",
                where="table",
                next_step="Name a table of its catalogue; with spark:local, also a .parquet file.",
            )
        beside = path.with_name(f".{path.name}.{uuid4().hex}")
        rows = 0
        try:
            with pq.ParquetWriter(beside, first.schema) as file:
                for batch in chain([first], coming):
                    file.write_batch(batch)
                    rows += batch.num_rows
            os.replace(beside, path)
        finally:
            beside.unlink(missing_ok=True)
        return rows

    @contextmanager
    def _asking(self, place: str) -> Iterator[None]:
        """Spark's errors become ours; whoever stops waiting ends what was asked."""
        try:
            yield
        except sessions.RAISED as error:
            raise sessions.told(error, place) from None
        except KeyboardInterrupt:
            with suppress(*sessions.RAISED):
                self._session.interruptAll()
            raise


def _name(parts: Iterable[str]) -> str:
    """A name as Spark reads it, every part in quotes."""
    return ".".join("`" + part.replace("`", "``") + "`" for part in parts)


def _gathered(batches: Iterator[Any]) -> Iterator[Any]:
    """Tables of about as many rows as go up at once; at least one."""
    waiting = [next(batches)]
    for batch in batches:
        if sum(part.num_rows for part in waiting) >= ROWS_PER_FILE:
            yield pa.Table.from_batches(waiting)
            waiting = []
        waiting.append(batch)
    yield pa.Table.from_batches(waiting)
