"""One source as rows of raw columns that a query can go through as often as it needs to.

A text is streamed: nothing of it is kept but what a query keeps, so a file may be larger than
memory. A Parquet file is read by the engine where it lies. Either way a row is n (its number,
from 0), line (where it stands in the file), and c0, c1, ... by the position of the column.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
import pyarrow as pa

from volver.collect.files.layout import Malformed
from volver.collect.report import Note
from volver.collect.source import Source
from volver.collect.sql import identifier
from volver.store.engine import Embedded

Kind = Literal["text", "whole", "decimal", "float", "day", "time", "instant"]
Texts = tuple[str | None, ...]

SAMPLE = 1_000

_KINDS: dict[str, Kind] = {
    **dict.fromkeys(("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT"), "whole"),
    **dict.fromkeys(("UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT"), "whole"),
    **dict.fromkeys(("FLOAT", "DOUBLE"), "float"),
    **dict.fromkeys(("TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS"), "time"),
    "TIMESTAMP WITH TIME ZONE": "instant",
    "DATE": "day",
}


@dataclass(slots=True)
class Tally:
    """What the last reading to the end has counted."""

    rows_in: int
    malformed: Sequence[Malformed] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Raw:
    """One source, ready for queries.

    sample: (line, texts) of some of its first rows; empty where there are none.
    read: hands out the rows from the start; None where the engine reads the file itself.
    """

    source: str
    columns: tuple[str, ...]
    kinds: tuple[Kind, ...]
    sample: tuple[tuple[int, Texts], ...]
    tally: Callable[[], Tally]
    read: Callable[[], Iterator[pa.RecordBatch]] | None
    delimiter: str = ","

    @property
    def rows(self) -> str:
        """What a query calls the rows."""
        return "raw_rows" if self.read is None else "incoming"

    def texts(self, at: int) -> list[tuple[int, str]]:
        """The sample of one column: lines and texts, those without any left out."""
        return [(line, text) for line, row in self.sample if (text := row[at])]

    def keep(self, engine: Embedded, table: str, query: str) -> None:
        """Make a temporary table from one pass over the rows."""
        if self.read is None:
            engine.execute(f"CREATE OR REPLACE TEMP TABLE {table} AS {query}")
        else:
            engine.store_batches(table, self.read(), query)

    def notes(self) -> list[Note]:
        """What the reader of the file wants people to know."""
        return [Note("layout", text) for text in self.tally().notes]


def stage_file(engine: Embedded, path: Path, source: Source) -> Raw:
    """A file, by what it turned out to be."""
    if source.layout.kind == "parquet":
        return _stage_parquet(engine, path, source)

    def read() -> Iterator[pa.RecordBatch]:
        return numbered(source.batches())

    def tally() -> Tally:
        return Tally(source.rows_in, source.malformed, source.layout.notes)

    columns = source.layout.columns
    text: Kind = "text"
    return Raw(
        source=path.name,
        columns=columns,
        kinds=tuple(text for _ in columns),
        sample=sample_of(read()),
        tally=tally,
        read=read,
        delimiter=source.layout.delimiter or ",",
    )


def hash_of_file(path: Path) -> str:
    """SHA-256 of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def numbered(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """The batches with the number of each row in front: lines of a nested order share a line."""
    start = 0
    for batch in batches:
        numbers = pa.array(np.arange(start, start + batch.num_rows))
        yield batch.add_column(0, "n", numbers)
        start += batch.num_rows


def sample_of(batches: Iterator[pa.RecordBatch]) -> tuple[tuple[int, Texts], ...]:
    """Some rows of the first batch that has any, evenly, as lines and texts."""
    batch = next((batch for batch in batches if batch.num_rows), None)
    if batch is None:
        return ()
    step = max(1, batch.num_rows // SAMPLE)
    some = batch.take(pa.array(range(0, batch.num_rows, step)))
    columns = [_texts(column) for column in some.columns[2:]]
    lines = some.column("line").to_pylist()
    return tuple(zip(lines, zip(*columns, strict=True), strict=True))


def _texts(column: pa.Array) -> list[str | None]:
    return [None if value is None else str(value) for value in column.to_pylist()]


def _stage_parquet(engine: Embedded, path: Path, source: Source) -> Raw:
    engine.view_file("raw_file", path)
    described = engine.rows("DESCRIBE SELECT * EXCLUDE (file_row_number) FROM raw_file")
    kinds = tuple(_kind(str(row[1])) for row in described)
    read = (
        # What has no kind of its own (ENUM, UUID, BOOLEAN) is read as the text that it shows.
        f"CAST({identifier(str(row[0]))} AS VARCHAR)" if kind == "text" else identifier(str(row[0]))
        for row, kind in zip(described, kinds, strict=True)
    )
    columns = ", ".join(f"{sql} AS c{at}" for at, sql in enumerate(read))
    engine.execute(
        "CREATE OR REPLACE TEMP VIEW raw_rows AS"  # noqa: S608 - identifiers
        f" SELECT file_row_number AS n, file_row_number + 1 AS line, {columns} FROM raw_file"
    )
    count = int(engine.rows("SELECT COUNT(*) FROM raw_rows")[0][0])
    shown = engine.rows(
        f"SELECT line, {', '.join(f'CAST(c{at} AS VARCHAR)' for at in range(len(kinds)))}"  # noqa: S608 - our own names
        f" FROM raw_rows LIMIT {SAMPLE}"
    )
    return Raw(
        source=path.name,
        columns=source.layout.columns,
        kinds=kinds,
        sample=tuple((int(row[0]), tuple(row[1:])) for row in shown),
        tally=lambda: Tally(count, notes=source.layout.notes),
        read=None,
    )


def _kind(type_: str) -> Kind:
    return "decimal" if type_.startswith("DECIMAL") else _KINDS.get(type_, "text")
