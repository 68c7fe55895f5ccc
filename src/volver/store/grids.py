"""Small tables as files: CSV for machines, CSV for a Spanish spreadsheet, Excel, Parquet."""

import csv
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Literal

from volver.domain.errors import BadInput
from volver.store.listing import guarded

Format = Literal["csv", "csv-es", "xlsx", "parquet"]
FORMATS: dict[Format, str] = {
    "csv": ".csv",
    "csv-es": ".csv",
    "xlsx": ".xlsx",
    "parquet": ".parquet",
}
"""Every format and the end of its files' names."""
Cell = str | int | float | bool | date | None


def format_named(text: str) -> Format:
    """A format by its name; raises BadInput with those there are."""
    for known in FORMATS:
        if known == text:
            return known
    raise BadInput(
        what=f"{text[:20]!r} is no format that tables are written in",
        where="--format",
        next_step=f"Give one of: {', '.join(FORMATS)}.",
    )


def write_grid(
    names: Sequence[str], rows: Sequence[Sequence[Cell]], path: Path, as_format: Format
) -> None:
    """Write one table. An empty cell is None; a day is ISO 8601 in text formats.

    csv: UTF-8 with a mark that spreadsheets know it by, commas, points.
    csv-es: semicolons and decimal commas, as a Spanish Excel opens by itself.
    Text that a spreadsheet would run as a formula gets a quote before it.
    """
    held = [[None if cell != cell else cell for cell in row] for row in rows]
    match as_format:
        case "csv" | "csv-es":
            _write_csv(names, held, path, is_spanish=as_format == "csv-es")
        case "xlsx":
            _write_workbook(names, held, path)
        case "parquet":
            _write_parquet(names, held, path)


def _write_csv(
    names: Sequence[str], rows: Sequence[Sequence[Cell]], path: Path, is_spanish: bool
) -> None:
    def written(cell: Cell) -> str:
        match cell:
            case None:
                return ""
            case str():
                return guarded(cell)
            case bool():
                return str(cell).lower()
            case float():
                return repr(cell).replace(".", ",") if is_spanish else repr(cell)
        return str(cell)

    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";" if is_spanish else ",")
        writer.writerow(map(guarded, names))
        writer.writerows([written(cell) for cell in row] for row in rows)


def _write_workbook(names: Sequence[str], rows: Sequence[Sequence[Cell]], path: Path) -> None:
    import xlsxwriter

    # Text stays text: nothing is read as a formula, an address or a number.
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        sheet = book.add_worksheet()
        head, day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
        for column, name in enumerate(names):
            sheet.write_string(0, column, name, head)
        for line, row in enumerate(rows, start=1):
            for column, cell in enumerate(row):
                match cell:
                    case None:
                        pass
                    case str():
                        sheet.write_string(line, column, cell)
                    case bool():
                        sheet.write_boolean(line, column, cell)
                    case date():
                        sheet.write_datetime(line, column, cell, day)
                    case _:
                        sheet.write_number(line, column, cell)
        sheet.freeze_panes(1, 0)
        sheet.autofit()


def _write_parquet(names: Sequence[str], rows: Sequence[Sequence[Cell]], path: Path) -> None:
    import pyarrow as pa
    from pyarrow import parquet

    columns = {}
    for at, name in enumerate(names):
        cells = [row[at] for row in rows]
        has_doubles = any(isinstance(cell, float) for cell in cells)
        columns[name] = pa.array(cells, pa.float64() if has_doubles else None)
    parquet.write_table(pa.table(columns), path)
