"""Read a sheet of an Excel workbook as rows of text.

A workbook is a zip archive that has to be unpacked into memory as a whole, so its real size is
measured by unpacking it to nowhere before the Excel library sees it.
"""

import datetime as dt
import zipfile
from collections import Counter, deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import islice
from pathlib import Path

import pyarrow as pa
from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from volver.collect.files.batch import text_batch
from volver.collect.files.encoding import shown
from volver.collect.files.layout import SHOWN_CHARACTERS, Malformed, ReadOptions, Tally
from volver.collect.files.table import (
    CLOSING_LINES,
    check_width,
    looks_like_closing,
    looks_like_header,
    named,
    no_header,
    note_set_aside,
    notes_on_names,
    numbered,
    wrong_names,
)
from volver.collect.files.unpack import RATIO_FROM_BYTES, refuse_ratio, unpacked_members
from volver.domain.errors import BadInput

BATCH_ROWS = 65_536
SEARCHED_ROWS = 50
TABLE_COLUMNS = 3  # fewer are a list or a note, and no table of orders

Row = tuple[int, list[str]]  # the row's number in Excel, from 1, and its cells


@dataclass(frozen=True, slots=True)
class SheetTable:
    """Where the table stands in a workbook."""

    sheet: str
    columns: tuple[str, ...]
    header_row: int | None
    data_row: int
    notes: tuple[str, ...] = ()


def find_table(path: Path, options: ReadOptions) -> SheetTable:
    """The sheet that holds a table, and the table's header."""
    _refuse_bomb(path, options)
    workbook = _opened(path)
    tops = {
        sheet: list(islice(_rows(workbook, sheet), SEARCHED_ROWS))
        for sheet in _wanted_sheets(workbook, options, path.name)
    }
    sheet = _choose_sheet(tops, path.name)
    table = _table_in(sheet, tops[sheet], options, path.name)
    check_width(len(table.columns), options.max_columns, path.name)
    others = [other for other in workbook.sheet_names if other != sheet]
    if not others:
        return table
    unread = f"Sheets that were not read: {', '.join(others)}."
    return replace(table, notes=(*table.notes, unread))


class SheetReader:
    """One reading of a sheet from its start."""

    def __init__(self, table: SheetTable, tally: Tally) -> None:
        self._table = table
        self._width = len(table.columns)
        self._tally = tally

    def batches(self, path: Path) -> Iterator[pa.RecordBatch]:
        """The rows of the table, some thousands at a time."""
        rows = self._without_closing(_rows(_opened(path), self._table.sheet))
        while part := list(islice(rows, BATCH_ROWS)):
            kept = [row for row in part if not self._refused(*row)]
            self._tally.accept(len(kept))
            lines, cells = zip(*kept, strict=True) if kept else ((), ())
            fitted = [row[: self._width] for row in cells]
            yield text_batch(lines, fitted, self._width)

    def _without_closing(self, rows: Iterator[Row]) -> Iterator[Row]:
        """The rows of the table, of which the last few are held back until the end is seen."""
        held: deque[Row] = deque()
        for row in rows:
            if row[0] >= self._table.data_row:
                held.append(row)
            if len(held) > CLOSING_LINES:
                yield held.popleft()
        closing: deque[tuple[int, str]] = deque()
        while held and looks_like_closing(held[-1][1], self._width):
            number, cells = held.pop()
            closing.appendleft((number, " ".join(filter(None, cells))))
        if closing:
            self._tally.notes.append(note_set_aside("after the data", list(closing)))
        yield from held

    def _refused(self, number: int, cells: list[str]) -> bool:
        """Whether a row cannot be one of the table; it is noted then."""
        if any(cells[self._width :]):
            last = max(place for place, cell in enumerate(cells, start=1) if cell)
            rule, detail = "too_many_fields", f"{last} fields, {self._width} expected"
        elif any("\0" in cell for cell in cells):
            rule, detail = "nul_byte", "a cell has a NUL character"
        else:
            return False
        raw = shown("\t".join(cells).rstrip("\t"))[:SHOWN_CHARACTERS]
        self._tally.reject(Malformed(number, rule, raw, None, detail))
        return True


def _refuse_bomb(path: Path, options: ReadOptions) -> None:
    """Unpack everything to nowhere, within limits."""
    if not zipfile.is_zipfile(path):
        return  # the format of Excel before 2007 is not packed
    size, packed = 0, path.stat().st_size
    for data in unpacked_members(path):
        size += len(data)
        if size > RATIO_FROM_BYTES and size // packed > options.max_ratio:
            refuse_ratio(path.name, size, packed, options.max_ratio)
        if size > options.max_workbook_bytes:
            raise BadInput(
                f"{path.name} unpacks to more than {options.max_workbook_bytes:,} bytes",
                "limit max_workbook_bytes",
                "Export the sheet as CSV, which needs no memory.",
            )


def _opened(path: Path) -> CalamineWorkbook:
    with _understood(path.name):
        return CalamineWorkbook.from_path(path)


@contextmanager
def _understood(name: str) -> Iterator[None]:
    """Say in our words what the Excel library has against a file."""
    try:
        yield
    except CalamineError as error:
        raise BadInput(
            f"{name} cannot be opened as an Excel workbook",
            f"{name} ({error})",
            "Is it encrypted or damaged? Save it again as xlsx or CSV, without a password.",
        ) from error


def _rows(workbook: CalamineWorkbook, sheet: str) -> Iterator[Row]:
    """The rows of a sheet that are not blank."""
    with _understood(f"Sheet {sheet!r}"):
        cells_of_rows = workbook.get_sheet_by_name(sheet).iter_rows()
    for number, cells in enumerate(cells_of_rows, start=1):
        texts = [_text(cell) for cell in cells]
        if any(texts):
            yield number, texts


def _text(cell: object) -> str:
    """A cell as text: ISO dates, and numbers with the 15 digits Excel knows, no exponent.

    A moment at midnight arrives as a date; it is written like its neighbours in the column.

    >>> _text(4.71e12), _text(0.1 + 0.2), _text(dt.datetime(2010, 12, 2, 12, 16))
    ('4710000000000', '0.3', '2010-12-02 12:16:00')
    """
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return f"{Decimal(f'{cell:.15g}'):f}"
    if isinstance(cell, dt.datetime):
        return cell.isoformat(" ")
    if isinstance(cell, dt.date):
        return f"{cell} 00:00:00"
    return str(cell)


def _wanted_sheets(workbook: CalamineWorkbook, options: ReadOptions, name: str) -> list[str]:
    """The sheet asked for, or all that people see and that hold cells."""
    if options.sheet is None:
        return [
            sheet.name
            for sheet in workbook.sheets_metadata
            if sheet.typ == SheetTypeEnum.WorkSheet and sheet.visible == SheetVisibleEnum.Visible
        ]
    if options.sheet not in workbook.sheet_names:
        raise BadInput(
            f"{name} has no sheet called {options.sheet!r}",
            f"its sheets: {', '.join(workbook.sheet_names)}",
            "Say which one to read with --sheet.",
        )
    return [options.sheet]


def _choose_sheet(tops: dict[str, list[Row]], name: str) -> str:
    """The only sheet with a table on it, or the only sheet."""
    filled = [sheet for sheet, rows in tops.items() if rows]
    if not filled:
        raise BadInput(f"{name} is empty", name, "Give a workbook with orders in it.")
    tables = [sheet for sheet in filled if _has_table(tops[sheet])]
    if len(tables) == 1 or len(filled) == 1:
        return (tables or filled)[0]
    raise BadInput(
        f"{name} has {len(tables) or len(filled)} sheets that may hold the orders",
        f"sheets: {', '.join(tables or filled)}",
        f"Say which one to read, for example --sheet {(tables or filled)[0]!r}.",
    )


def _has_table(rows: list[Row]) -> bool:
    header = _header(rows)
    return header is not None and _filled(rows[header][1]) >= TABLE_COLUMNS and len(rows) > 1


def _header(rows: list[Row]) -> int | None:
    """The first row that names at least half of the columns which most rows fill."""
    width = Counter(_filled(cells) for _, cells in rows).most_common(1)[0][0]
    for index, (_, cells) in enumerate(rows):
        if _filled(cells) >= max(2, width / 2):
            return index if looks_like_header(cells) else None
    return None


def _filled(cells: list[str]) -> int:
    return sum(1 for cell in cells if cell.strip())


def _table_in(sheet: str, rows: list[Row], options: ReadOptions, name: str) -> SheetTable:
    header = 0 if options.header else _header(rows) if options.header is None else None
    if header is None:
        if not options.names and options.header is None:
            raise no_header(name, *rows[0])
        names = options.names or numbered(len(rows[0][1]))
        _check_names(names, len(rows[0][1]), name)
        return SheetTable(sheet, names, None, 1, tuple(notes_on_names(names)))
    number, cells = rows[header]
    names = named(cells[: max(place for place, cell in enumerate(cells, start=1) if cell)])
    if options.names:
        _check_names(options.names, len(names), name)
        names = options.names
    notes = notes_on_names(names)
    if header:
        before = [(line, " ".join(filter(None, texts))) for line, texts in rows[:header]]
        notes.insert(0, note_set_aside("before the header", before))
    return SheetTable(sheet, names, number, number + 1, tuple(notes))


def _check_names(names: tuple[str, ...], width: int, name: str) -> None:
    if len(names) != width:
        raise wrong_names(name, len(names), width)
