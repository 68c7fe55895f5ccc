"""PostgreSQL 12 or newer: read where the orders lie, in one transaction that cannot write."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import chain
from typing import Any

import psycopg
import pyarrow as pa
from psycopg import errors
from psycopg.rows import TupleRow
from pyarrow import csv

from volver.domain.errors import VolverError
from volver.store.dialect import render, tables
from volver.store.engine import Cell, Dialect, Kind
from volver.store.engines import names
from volver.store.engines import postgres_faults as faults
from volver.store.engines.postgres_address import Address
from volver.store.engines.remote import Remote

BYTES_PER_BATCH = 1 << 23
MOST_DIGITS = 38
# A role or a database may have other settings; what a query means must not hang on them.
_BEGIN = """
BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
SET LOCAL TIME ZONE 'UTC';
SET LOCAL datestyle = 'ISO, YMD';
SET LOCAL extra_float_digits = 3;
SET LOCAL standard_conforming_strings = on;
SET LOCAL transform_null_equals = off
"""
_TABLES = """
SELECT n.nspname, c.relname, pg_table_is_visible(c.oid),
  has_schema_privilege(n.oid, 'USAGE') AND has_any_column_privilege(c.oid, 'SELECT')
FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f')
  AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
ORDER BY n.nspname COLLATE "C", c.relname COLLATE "C"
"""
_MADE_BY = "SELECT obj_description(to_regclass(%s), 'pg_class')"
_COLUMNS = """
SELECT attname, format_type(atttypid, atttypmod) FROM pg_attribute
WHERE attrelid = to_regclass(%s) AND attnum > 0 AND NOT attisdropped
  AND has_column_privilege(attrelid, attnum, 'SELECT')
ORDER BY attnum
"""
_SCHEMA = "SELECT 1 FROM pg_namespace WHERE nspname = %s"
_TYPES: dict[int, tuple[Any, Kind]] = {
    16: (pa.bool_(), "truth"),
    18: (pa.string(), "text"),  # "char"
    19: (pa.string(), "text"),  # name
    20: (pa.int64(), "whole"),
    21: (pa.int16(), "whole"),
    23: (pa.int32(), "whole"),
    25: (pa.string(), "text"),
    700: (pa.float32(), "double"),
    701: (pa.float64(), "double"),
    1042: (pa.string(), "text"),  # character(n)
    1043: (pa.string(), "text"),  # character varying
    1082: (pa.date32(), "day"),
    1114: (pa.timestamp("us"), "time"),
    1184: (pa.timestamp("us", "UTC"), "instant"),
    1700: (pa.decimal128(38, 10), "decimal"),  # numeric without a scale: sums of decimals
}
"""What a type is in Arrow and to us, by its number in pg_type; any other is read as its text."""
_OTHER: tuple[Any, Kind] = (pa.string(), "other")
_NUMERIC = 1700
_WRITTEN = {
    "bool": "boolean",
    "int8": "smallint",
    "int16": "smallint",
    "int32": "integer",
    "int64": "bigint",
    "float": "real",
    "double": "double precision",
    "date32[day]": "date",
    "string": "text",
    "large_string": "text",
}


class PostgresEngine(Remote):
    """A PostgreSQL server behind the Engine protocol.

    All queries are asked in one transaction, so that they see one state of the tables; it holds no
    row, but a table that it has read cannot be altered until `close`. A table is written on a
    connection of its own: this engine goes on seeing the state that it saw first.
    """

    dialect: Dialect = "postgres"

    def __init__(self, url: str) -> None:
        self._address = Address.of(url)
        self._connection = self._address.connect()
        self._user = self._connection.info.user
        with self._told():
            self._connection.execute(_BEGIN)

    @contextmanager
    def batches(
        self, sql: str, parameters: Mapping[str, Cell] | None = None
    ) -> Iterator[Iterator[Any]]:
        """Run one query into Arrow record batches, as they come; leaving ends the query."""
        text = render(sql, "postgres", parameters)
        if "\0" in text:  # the text of a query ends there
            raise faults.no_nul()
        with self._told(sql), self._connection.transaction():
            schema = pa.schema([field for field, _ in self._fields(text)])
            copy = f"COPY ({text}) TO STDOUT (FORMAT csv)"
            with self._connection.cursor().copy(copy.encode()) as answer:
                yield _read(answer, schema)
                # Ends what is still running, and takes back nothing: nothing was written.
                raise psycopg.Rollback

    def relation(self, table: str) -> str:
        """How a query names a table or a view that this user may read."""
        found = self._found(names.parts(table))
        if found is None:
            raise names.not_there(table, self._readable())
        schema, name, _, readable = found
        if not readable:
            raise faults.not_granted(self._user, [(schema, name)])
        return faults.name(schema, name)

    def describe(self, relation: str) -> dict[str, Kind]:
        """The columns of a relation that this user may read, and what they hold."""
        columns = ", ".join(faults.name(column) for column in self._columns(relation))
        with self._told(), self._connection.transaction():
            fields = self._fields(f"SELECT {columns} FROM {relation}")  # noqa: S608 - quoted
        return {field.name: kind for field, kind in fields}

    def write_table(self, table: str, batches: Iterable[Any]) -> int:
        """Put Arrow record batches in the place of a table, in one transaction of its own.

        A table of the same columns is emptied and filled, so that grants on it and views of it
        stay; any other is made anew, for which this user needs the right to create.
        """
        coming = iter(batches)
        first = next(coming)
        with (
            self._told(table=table),
            self._address.connect() as connection,
            connection.transaction(),
            connection.cursor() as cursor,
        ):
            _make_room(cursor, table, first.schema)
            copy = f"COPY {names.quoted(table)} FROM STDIN (FORMAT csv)"
            with cursor.copy(copy.encode()) as written:
                for batch in chain([first], coming):
                    written.write(_as_text(batch))
            return cursor.rowcount

    def close(self) -> None:
        """Let go of the database."""
        self._connection.close()

    def _asked(self, sql: str, *values: str) -> list[TupleRow]:
        """The catalogue's answer to a short query of our own."""
        with self._told(), self._connection.transaction():
            return self._connection.execute(sql.encode(), values or None).fetchall()

    def _fields(self, text: str) -> list[tuple[Any, Kind]]:
        """The columns of a query as Arrow has them, and what each holds."""
        asked = f"SELECT * FROM ({text}) AS asked LIMIT 0"  # noqa: S608 - rendered
        described = self._connection.execute(asked.encode()).description
        return [_field(column) for column in described or ()]

    def _found(self, wanted: Sequence[str]) -> TupleRow | None:
        """The table of a name: as it is written, or else whatever the case of its letters."""
        tables = self._asked(_TABLES)
        wanted = list(wanted)[-2:]
        for as_read in (str, str.lower):
            named = [
                table
                for table in tables
                if [as_read(part) for part in table[:2]][-len(wanted) :]
                == [as_read(part) for part in wanted]
            ]
            on_path = [table for table in named if table[2]]
            if on_path or len(named) == 1:
                return (on_path or named)[0]
        return None

    def _readable(self) -> list[str]:
        return [
            f"{schema}.{name}" for schema, name, _, readable in self._asked(_TABLES) if readable
        ]

    def _columns(self, relation: str) -> list[str]:
        return [str(row[0]) for row in self._asked(_COLUMNS, relation)]

    @contextmanager
    def _told(self, sql: str = "", table: str = "") -> Iterator[None]:
        """Say in words what goes wrong: with a query of ours, or with a table that is written."""
        try:
            yield
        except psycopg.Error as error:
            raise self._fault(error, sql, table) from None

    def _fault(self, error: psycopg.Error, sql: str, table: str) -> VolverError:
        said = error.diag.message_primary or ""
        broken = isinstance(error, psycopg.OperationalError) and error.sqlstate is None
        named = [part for part in tables(sql)] if sql and not broken else []
        match error:
            case errors.UndefinedTable() if named:
                gone = next((each for each in named if self._found(names.parts(each)) is None), "")
                return names.not_there(gone, self._readable())
            case errors.UndefinedColumn() if named:
                return faults.no_column(said, named, [c for n in named for c in self._columns(n)])
            case errors.InsufficientPrivilege() if table:
                schema = [self._user, *names.parts(table)][-2]
                return faults.not_writable(self._user, table, schema, said)
            case errors.InsufficientPrivilege() if named:
                found = [self._found(names.parts(each)) for each in named]
                return faults.not_granted(self._user, [(f[0], f[1]) for f in found if f])
        kept = faults.TABLE_WHOLE if table else faults.NOTHING_PUBLISHED
        return faults.told(error, str(self._address), self._user, broken, kept)


def _field(column: psycopg.Column) -> tuple[Any, Kind]:
    kind, holds = _TYPES.get(column.type_code, _OTHER)
    if column.type_code == _NUMERIC and column.precision:
        # Arrow reads no more digits from text; a number that has them is refused.
        kind = pa.decimal128(
            min(column.precision, MOST_DIGITS), min(column.scale or 0, MOST_DIGITS)
        )
    return pa.field(column.name, kind), holds


def _read(answer: Iterable[Any], schema: Any) -> Iterator[Any]:
    """The rows of a COPY, which come one by one, as batches; an empty one where there are none."""
    text, some = bytearray(), False
    for row in answer:
        text += row
        if len(text) >= BYTES_PER_BATCH:
            yield _batch(text, schema)
            text, some = bytearray(), True
    if text or not some:
        yield _batch(text, schema)


def _batch(text: bytearray, schema: Any) -> Any:
    if not text:
        return pa.RecordBatch.from_pylist([], schema=schema)
    numbers = [str(place) for place in range(len(schema))]  # two columns may have one name
    try:
        table = csv.read_csv(
            pa.BufferReader(text),
            csv.ReadOptions(column_names=numbers, block_size=len(text) + 1),
            csv.ParseOptions(newlines_in_values=True, ignore_empty_lines=False),
            csv.ConvertOptions(
                column_types=dict(zip(numbers, schema.types, strict=True)),
                null_values=[""],
                strings_can_be_null=True,
                quoted_strings_can_be_null=False,
                true_values=["t"],
                false_values=["f"],
            ),
        )
    except pa.ArrowInvalid as error:
        place, _, said = str(error).removeprefix("In CSV column #").partition(": ")
        column = schema.names[int(place)] if place.isdigit() else place
        raise faults.unreadable(column, said, "engine") from None
    return table.rename_columns(schema.names).combine_chunks().to_batches()[0]


def _make_room(cursor: psycopg.Cursor[TupleRow], table: str, schema: Any) -> None:
    """An empty table of these columns, in the transaction that will fill it."""
    cursor.execute("SET LOCAL datestyle = 'ISO, YMD'; SET LOCAL TIME ZONE 'UTC'")
    wanted = [(field.name, _type_of(field.type)) for field in schema]
    target, place = names.quoted(table), names.parts(table)
    there = cursor.execute(_COLUMNS, (target,)).fetchall()
    if there == wanted:
        # Who writes the same table waits here; who reads it does not.
        cursor.execute(f"LOCK TABLE {target} IN SHARE ROW EXCLUSIVE MODE".encode())
        cursor.execute(f"DELETE FROM {target}".encode())  # noqa: S608 - quoted
        return
    if there and cursor.execute(_MADE_BY, (target,)).fetchall() != [(names.OURS,)]:
        raise names.not_ours(table)
    if place[1:] and not cursor.execute(_SCHEMA, (place[-2],)).fetchall():
        cursor.execute(f"CREATE SCHEMA {faults.name(place[-2])}".encode())
    cursor.execute(f"DROP TABLE IF EXISTS {target}".encode())
    columns = ", ".join(f"{faults.name(name)} {kind}" for name, kind in wanted)
    cursor.execute(f"CREATE TABLE {target} ({columns})".encode())
    cursor.execute(f"COMMENT ON TABLE {target} IS '{names.OURS}'".encode())


def _type_of(kind: Any) -> str:
    if pa.types.is_decimal(kind):
        return f"numeric({kind.precision},{kind.scale})"
    if pa.types.is_timestamp(kind):
        return f"timestamp {'with' if kind.tz else 'without'} time zone"
    return _WRITTEN[str(kind)]


def _as_text(batch: Any) -> Any:
    """A batch as PostgreSQL's COPY reads it: a text in quotes, NULL as nothing."""
    sink = pa.BufferOutputStream()
    csv.write_csv(batch, sink, csv.WriteOptions(include_header=False))
    return memoryview(sink.getvalue())
