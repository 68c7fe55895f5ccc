"""Open a file of orders, whatever it is, as batches of raw text with every record counted.

source = open_source(Path("orders.csv"), ReadOptions())
for batch in source.batches():
    ...                       # columns: line (int64), then c0, c1, ... (text)
source.rows_in                # == rows handed out + len(source.malformed)
"""

import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

import pyarrow as pa
from pyarrow import parquet as pq

from volver.collect.files.encoding import Encoding, find_encoding, utf8_stream
from volver.collect.files.jsonl import Form, JsonReader, find_form, looks_like_jsonl
from volver.collect.files.layout import MEBIBYTE, Layout, Malformed, ReadOptions, Tally
from volver.collect.files.lines import Stream, first_lines
from volver.collect.files.sniff import find_shape
from volver.collect.files.table import notes_on_names
from volver.collect.files.text import TextReader
from volver.collect.files.unpack import Packed, gzipped, plain, refuse_damaged, zipped
from volver.collect.files.workbook import SheetReader, find_table
from volver.domain.errors import BadInput

__all__ = ["Layout", "Malformed", "ReadOptions", "Source", "open_source"]

PARQUET, GZIP, ZIP, OLD_EXCEL = b"PAR1", b"\x1f\x8b", b"PK", b"\xd0\xcf\x11\xe0"
SAMPLE_BYTES = MEBIBYTE

Reader = Callable[[Tally], Iterator[pa.RecordBatch]]


class Source:
    """An opened file: its layout at once, its rows on request, its counts while they come."""

    def __init__(self, layout: Layout, read: Reader) -> None:
        self._layout = layout
        self._read = read
        self._tally = Tally()

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
        self._tally = Tally()
        return self._read(self._tally)


def open_source(path: Path, options: ReadOptions) -> Source:
    """Find out how the file is written; raises BadInput when that cannot be told."""
    with _opened(path) as file:
        start = file.read(len(PARQUET))
    if start == PARQUET:
        return _open_parquet(path)
    if start == OLD_EXCEL or _is_workbook(path, start):
        return _open_workbook(path, options)
    if start.startswith(GZIP):
        return _open_stream(path, gzipped(path, options), options)
    if start.startswith(ZIP):
        return _open_stream(path, zipped(path, options), options)
    return _open_stream(path, plain(path), options)


def _opened(path: Path) -> BinaryIO:
    try:
        return path.open("rb")
    except OSError as error:
        raise BadInput(
            f"{path.name} cannot be opened",
            f"{path.name} ({error.strerror})",
            "Check the name, and whether you may read it.",
        ) from error


def _is_workbook(path: Path, start: bytes) -> bool:
    """Excel and OpenDocument sheets are zip archives with a table of contents of their own."""
    if not start.startswith(ZIP):
        return False
    if not zipfile.is_zipfile(path):
        return path.suffix.lower() in (".xlsx", ".xlsm", ".xlsb", ".ods")
    with zipfile.ZipFile(path) as archive:
        return not {"[Content_Types].xml", "mimetype"}.isdisjoint(archive.namelist())


def _open_parquet(path: Path) -> Source:
    try:
        names = pq.read_schema(path).names
    except (pa.ArrowInvalid, OSError) as error:
        raise refuse_damaged(path.name, error) from error
    layout = Layout("parquet", tuple(names), notes=tuple(notes_on_names(names)))
    return Source(layout, lambda tally: iter(()))


def _open_workbook(path: Path, options: ReadOptions) -> Source:
    table = find_table(path, options)
    layout = Layout(
        "excel",
        table.columns,
        header_line=table.header_row,
        sheet=table.sheet,
        notes=table.notes,
    )
    return Source(layout, lambda tally: SheetReader(table, tally).batches(path))


def _open_stream(path: Path, packed: Packed, options: ReadOptions) -> Source:
    """A text: look at its first lines, then read it from the start."""
    with packed.open() as raw:
        encoding = find_encoding(raw.read(SAMPLE_BYTES), options.encoding, path.name)
    with _utf8(packed, encoding) as stream:
        sample = first_lines(stream, max(SAMPLE_BYTES, 2 * options.max_line_bytes))
    if not sample.data.strip():
        raise BadInput(f"{path.name} is empty", path.name, "Give a file with orders in it.")
    notes = (encoding.note,) if encoding.note else ()
    if looks_like_jsonl(sample, path.name):
        return _open_jsonl(find_form(sample, options, path.name), packed, encoding, options)
    shape = find_shape(sample, options, path.name)
    layout = Layout(
        "text",
        shape.columns,
        encoding.name,
        shape.grammar.delimiter,
        shape.grammar.escape,
        shape.header_line,
        member=packed.member,
        notes=notes + shape.notes,
    )
    offsets = packed.member is None and encoding.name == "utf-8"

    def read(tally: Tally) -> Iterator[pa.RecordBatch]:
        with _utf8(packed, encoding) as stream:
            yield from TextReader(shape, options, offsets, tally).batches(stream)

    return Source(layout, read)


def _open_jsonl(form: Form, packed: Packed, encoding: Encoding, options: ReadOptions) -> Source:
    notes = (encoding.note,) if encoding.note else ()
    layout = Layout("jsonl", form.columns, encoding.name, member=packed.member)

    def read(tally: Tally) -> Iterator[pa.RecordBatch]:
        with _utf8(packed, encoding) as stream:
            yield from JsonReader(form, options, tally).batches(stream)

    return Source(replace(layout, notes=notes + form.notes), read)


@contextmanager
def _utf8(packed: Packed, encoding: Encoding) -> Iterator[Stream]:
    with packed.open() as raw:
        yield utf8_stream(raw, encoding)
