"""Bring one source into the engine as `raw_rows`: n, line, then c0, c1, ... as they stand."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from volver.collect.files.layout import Malformed
from volver.collect.report import Note
from volver.collect.source import Layout, Source
from volver.collect.sql import identifier
from volver.store.engine import Engine

Kind = Literal["text", "whole", "decimal", "float", "day", "time", "instant"]

TEXT: Kind = "text"

_KINDS: dict[str, Kind] = {
    **dict.fromkeys(("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT"), "whole"),
    **dict.fromkeys(("UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT"), "whole"),
    **dict.fromkeys(("FLOAT", "DOUBLE"), "float"),
    **dict.fromkeys(("TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS"), "time"),
    "TIMESTAMP WITH TIME ZONE": "instant",
    "DATE": "day",
}


@dataclass(frozen=True, slots=True)
class Raw:
    """One source in the engine.

    rows: records in `raw_rows`; with the malformed ones they are all that the source held.
    is_view: `raw_rows` reads a Parquet file where it lies; otherwise it is a table.
    """

    source: str
    columns: tuple[str, ...]
    kinds: tuple[Kind, ...]
    rows: int
    malformed: tuple[Malformed, ...]
    notes: tuple[Note, ...]
    content_hash: str
    is_view: bool
    delimiter: str = ","

    @property
    def rows_in(self) -> int:
        """Every record of the source."""
        return self.rows + len(self.malformed)


def stage_file(engine: Engine, path: Path, source: Source, content_hash: str) -> Raw:
    """Bring a file in; a Parquet file stays where it is."""
    if source.layout.kind == "parquet":
        engine.view_file("raw_file", path)
        return _typed(engine, path.name, "raw_file", "file_row_number", source.layout, content_hash)
    rows = engine.store_batches("raw_text", source.batches())
    layout = source.layout
    if rows:
        _name_rows(
            engine, "raw_text", "rowid", "line", [f"c{i}" for i in range(len(layout.columns))]
        )
    return Raw(
        source=path.name,
        columns=layout.columns,
        kinds=tuple(TEXT for _ in layout.columns),
        rows=rows,
        malformed=tuple(source.malformed),
        notes=tuple(Note("layout", text) for text in layout.notes),
        content_hash=content_hash,
        is_view=False,
        delimiter=layout.delimiter or ",",
    )


def hash_of_file(path: Path) -> str:
    """SHA-256 of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _typed(
    engine: Engine, name: str, table: str, row: str, layout: Layout, content_hash: str
) -> Raw:
    """A table whose columns have types of their own."""
    found = engine.rows(f"DESCRIBE SELECT * EXCLUDE ({row}) FROM {table}")  # noqa: S608 - our names
    types = [str(row[1]) for row in found]
    kinds = tuple(_kind(type_) for type_ in types)
    read = [
        # Whatever has no kind of its own (ENUM, UUID, BOOLEAN) is read as the text it shows.
        identifier(str(row[0])) if kind != "text" else f"CAST({identifier(str(row[0]))} AS VARCHAR)"
        for row, kind in zip(found, kinds, strict=True)
    ]
    _name_rows(engine, table, row, f"{row} + 1", read)
    rows = int(engine.rows("SELECT COUNT(*) FROM raw_rows")[0][0])
    return Raw(
        source=name,
        columns=layout.columns,
        kinds=kinds,
        rows=rows,
        malformed=(),
        notes=tuple(Note("layout", text) for text in layout.notes),
        content_hash=content_hash,
        is_view=True,
    )


def _name_rows(engine: Engine, table: str, row: str, line: str, columns: Iterable[str]) -> None:
    named = ", ".join(f"{sql} AS c{i}" for i, sql in enumerate(columns))
    engine.execute(
        f"CREATE OR REPLACE TEMP VIEW raw_rows AS SELECT {row} AS n, {line} AS line, {named}"  # noqa: S608 - identifiers
        f" FROM {table}"
    )


def _kind(type_: str) -> Kind:
    return "decimal" if type_.startswith("DECIMAL") else _KINDS.get(type_, "text")
