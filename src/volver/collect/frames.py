"""Orders in a frame of a notebook: pandas, polars, Arrow or a relation of DuckDB."""

import hashlib
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import narwhals as nw
import pyarrow as pa

from volver.collect.job import Job
from volver.collect.load import run
from volver.collect.mapping import Mapping
from volver.collect.report import LoadOptions, LoadReport
from volver.collect.stage import Kind, Raw, Tally, numbered, sample_of
from volver.domain.errors import BadInput
from volver.domain.ports import Progress, Quiet
from volver.store.engine import Embedded

ROWS_PER_BATCH = 122_880

_KINDS: tuple[tuple[Callable[[pa.DataType], bool], Kind], ...] = (
    (pa.types.is_integer, "whole"),
    (pa.types.is_floating, "float"),
    (pa.types.is_decimal, "decimal"),
    (pa.types.is_date, "day"),
)


def load_frame(
    engine: Embedded,
    frame: Any,
    mapping: Mapping | None = None,
    options: LoadOptions | None = None,
    *,
    now: datetime,
    name: str = "frame",
    progress: Progress | None = None,
) -> LoadReport:
    """Load a frame like a file; see `load`. A line is the number of a row, from 1."""
    progress = progress or Quiet()
    progress.step("read")
    table = _plain(_arrow(frame, name))
    job = Job(
        source=name,
        content_hash=_hash(table),
        stage=lambda _: _stage(table, name),
        mapping=mapping or Mapping(),
        options=options or LoadOptions(),
        now=now,
        progress=progress,
    )
    return run(engine, job)


def _arrow(frame: Any, name: str) -> pa.Table:
    try:
        found = nw.from_native(frame)
        return (found.collect() if isinstance(found, nw.LazyFrame) else found).to_arrow()
    except TypeError:
        raise BadInput(
            what=f"{type(frame).__name__} is not a frame of orders",
            where=name,
            next_step="Give a pandas, polars or Arrow table, or the path of a file.",
        ) from None
    except pa.ArrowInvalid as error:
        raise BadInput(
            what="A column of the frame mixes types",
            where=f"{name}: {str(error)[:200]}",
            next_step="Make the column one type, for example with .astype(str).",
        ) from None


def _plain(table: pa.Table) -> pa.Table:
    """The table with what has no kind of its own as text: categories, booleans, lists."""
    columns = [
        column if _kind(column.type) != "text" else _text(column) for column in table.columns
    ]
    return pa.Table.from_arrays(columns, names=[str(name) for name in table.column_names])


def _text(column: pa.ChunkedArray) -> pa.ChunkedArray:
    try:
        return column.cast(pa.large_string())
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        texts = (None if value is None else str(value) for value in column.to_pylist())
        return pa.chunked_array([pa.array(texts, pa.large_string())])


def _kind(type_: pa.DataType) -> Kind:
    if pa.types.is_timestamp(type_):
        return "instant" if type_.tz else "time"
    return next((kind for is_kind, kind in _KINDS if is_kind(type_)), "text")


def _stage(table: pa.Table, name: str) -> Raw:
    lines = pa.array(range(1, table.num_rows + 1), pa.int64())
    named = pa.Table.from_arrays(
        [lines, *table.columns], names=["line", *(f"c{at}" for at in range(table.num_columns))]
    )

    def read() -> Iterator[pa.RecordBatch]:
        return numbered(iter(named.to_batches(max_chunksize=ROWS_PER_BATCH)))

    return Raw(
        source=name,
        columns=tuple(table.column_names),
        kinds=tuple(_kind(type_) for type_ in table.schema.types),
        sample=sample_of(read()),
        tally=lambda: Tally(table.num_rows),
        read=read,
    )


class _Sink:
    """A file that keeps nothing but the hash of what was written."""

    closed = False

    def __init__(self) -> None:
        self.hash = hashlib.sha256()

    def write(self, data: bytes) -> int:
        self.hash.update(data)
        return len(data)

    def flush(self) -> None:
        """Nothing waits to be written."""


def _hash(table: pa.Table) -> str:
    """SHA-256 of the names, the types and the values."""
    sink = _Sink()
    with pa.ipc.new_stream(pa.PythonFile(sink, "w"), table.schema) as stream:
        stream.write_table(table, max_chunksize=ROWS_PER_BATCH)
    return sink.hash.hexdigest()
