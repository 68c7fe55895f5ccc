"""Open a file of orders, whatever it is, as batches of raw text with every record counted.

source = open_source(Path("orders.csv"), ReadOptions())
for batch in source.batches():
    ...                       # columns: line (int64), then c0, c1, ... (text)
source.rows_in                # == rows handed out + len(source.malformed)
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

import pyarrow as pa
from pyarrow import parquet as pq

from volver.collect.files.encoding import Encoding, find_encoding, utf8_stream
from volver.collect.files.jsonl import JsonReader, find_form, looks_like_jsonl
from volver.collect.files.layout import MEBIBYTE, Layout, Malformed, ReadOptions, Tally
from volver.collect.files.lines import Block, Stream, first_lines
from volver.collect.files.sniff import find_shape
from volver.collect.files.table import notes_on_names
from volver.collect.files.text import TextReader
from volver.collect.files.unpack import (
    Packed,
    gzipped,
    plain,
    refuse_damaged,
    zip_directory,
    zipped,
)
from volver.collect.files.workbook import SheetReader, find_table
from volver.domain.errors import BadInput

__all__ = ["Layout", "Malformed", "ReadOptions", "Source", "open_source"]

PARQUET, GZIP, ZIP, OLD_EXCEL = b"PAR1", b"\x1f\x8b", b"PK", b"\xd0\xcf\x11\xe0"
WORKBOOKS = (".xlsx", ".xlsm", ".xlsb", ".ods")
SAMPLE_BYTES = MEBIBYTE

Reader = Callable[[Tally], Iterator[pa.RecordBatch]]


class Source:
    """An opened file: its layout at once, its rows on request, its counts while they come."""

    def __init__(self, name: str, options: ReadOptions, layout: Layout, read: Reader) -> None:
        self._new_tally = partial(Tally, name, options.max_malformed)
        self._tally = self._new_tally()
        self._layout = layout
        self._read = read

    @property
    def layout(self) -> Layout:
        """How the file is read. Notes may grow until the last batch (lines after the data)."""
        return replace(self._layout, notes=self._layout.notes + tuple(self._tally.notes))

    @property
    def rows_in(self) -> int:
        """Records found so far; blank lines, header and preamble are none."""
        return self._tally.rows_in

    @property
    def malformed(self) -> list[Malformed]:
        """Records that could not be read as rows, so far."""
        return self._tally.malformed

    def batches(self) -> Iterator[pa.RecordBatch]:
        """Hand out the rows, from the start each time it is called.

        A batch has the column "line" (int64, the physical line on which the record starts)
        and one string column per header column, named c0, c1, ... by position. Empty text
        stays ''. Within a block, records that needed care come after the others: order by
        line where order matters. A Parquet file is read by the engine and yields nothing.
        """
        self._tally = self._new_tally()
        return self._read(self._tally)


def open_source(path: Path, options: ReadOptions) -> Source:
    """Find out how the file is written; raises BadInput when that cannot be told."""
    start = _first_bytes(path)
    if start == PARQUET:
        return _open_parquet(path, options)
    if start == OLD_EXCEL or (start.startswith(ZIP) and _is_workbook(path)):
        return _open_workbook(path, options)
    if start.startswith(GZIP):
        return _open_text(path, gzipped(path, options), options)
    if start.startswith(ZIP):
        return _open_text(path, zipped(path, options), options)
    return _open_text(path, plain(path), options)


def _first_bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(len(PARQUET))
    except OSError as error:
        raise BadInput(
            f"{path.name} cannot be opened",
            f"{path.name} ({error.strerror})",
            "Check the name, and whether you may read it.",
        ) from error


def _is_workbook(path: Path) -> bool:
    """Workbooks are zip archives with a table of contents of their own."""
    if path.suffix.lower() in WORKBOOKS:
        return True
    names = {info.filename for info in zip_directory(path)}
    return not names.isdisjoint({"[Content_Types].xml", "mimetype"})


def _open_parquet(path: Path, options: ReadOptions) -> Source:
    try:
        names = pq.read_schema(path).names
    except (pa.ArrowInvalid, OSError) as error:
        refuse_damaged(path.name, error)
    layout = Layout("parquet", tuple(names), notes=tuple(notes_on_names(names)))
    return Source(path.name, options, layout, lambda tally: iter(()))


def _open_workbook(path: Path, options: ReadOptions) -> Source:
    table = find_table(path, options)
    layout = Layout(
        "excel",
        table.columns,
        header_line=table.header_row,
        sheet=table.sheet,
        notes=table.notes,
    )
    return Source(path.name, options, layout, lambda tally: SheetReader(table, tally).batches(path))


def _open_text(path: Path, packed: Packed, options: ReadOptions) -> Source:
    """A text: look at its first lines, then read it from the start."""
    with packed.open() as raw:
        encoding = find_encoding(raw.read(SAMPLE_BYTES), options.encoding, path.name)
    with _utf8(packed, encoding) as stream:
        sample = first_lines(stream, max(SAMPLE_BYTES, 2 * options.max_line_bytes))
    if not sample.data.strip():
        raise BadInput(f"{path.name} is empty", path.name, "Give a file with orders in it.")
    look = _as_jsonl if looks_like_jsonl(sample, path.name) else _as_table
    layout, reader = look(sample, packed, encoding, options, path.name)
    if encoding.note:
        layout = replace(layout, notes=(encoding.note, *layout.notes))

    def read(tally: Tally) -> Iterator[pa.RecordBatch]:
        with _utf8(packed, encoding) as stream:
            yield from reader(tally).batches(stream)

    return Source(path.name, options, layout, read)


def _as_table(
    sample: Block, packed: Packed, encoding: Encoding, options: ReadOptions, name: str
) -> tuple[Layout, Callable[[Tally], TextReader]]:
    shape = find_shape(sample, options, name)
    layout = Layout(
        "text",
        shape.columns,
        encoding.name,
        shape.grammar.delimiter,
        shape.grammar.escape,
        shape.header_line,
        member=packed.member,
        notes=shape.notes,
    )
    as_stored = packed.as_stored and encoding.name == "utf-8"
    origin = encoding.mark_bytes if as_stored else None
    return layout, partial(TextReader, shape, options, origin)


def _as_jsonl(
    sample: Block, packed: Packed, encoding: Encoding, options: ReadOptions, name: str
) -> tuple[Layout, Callable[[Tally], JsonReader]]:
    form = find_form(sample, options, name)
    layout = Layout("jsonl", form.columns, encoding.name, member=packed.member, notes=form.notes)
    return layout, partial(JsonReader, form, options)


@contextmanager
def _utf8(packed: Packed, encoding: Encoding) -> Iterator[Stream]:
    with packed.open() as raw:
        yield utf8_stream(raw, encoding)
