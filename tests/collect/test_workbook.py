"""Excel workbooks: the right sheet, the right row for the header, cells as text."""

import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from tests.collect.reading import MESSY, read, told, written

from volver.domain.errors import BadInput

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"

HEADER = ["id", "date", "amount"]
Cell = str | int | float | bool | None
Sheet = list[list[Cell]]


def cell_xml(cell: Cell, place: str) -> str:
    """One cell; a float is a number, an int the serial number of a moment."""
    if isinstance(cell, bool):
        return f'<c r="{place}" t="b"><v>{int(cell)}</v></c>'
    if isinstance(cell, str):
        return f'<c r="{place}" t="inlineStr"><is><t>{escape(cell)}</t></is></c>'
    return f'<c r="{place}" s="{int(isinstance(cell, int))}"><v>{cell}</v></c>'


def sheet_xml(sheet: Sheet) -> str:
    """The rows of a sheet; None leaves a cell out."""
    rows = (
        f'<row r="{number}">'
        + "".join(
            cell_xml(cell, f"{chr(65 + column)}{number}")
            for column, cell in enumerate(row)
            if cell is not None
        )
        + "</row>"
        for number, row in enumerate(sheet, start=1)
    )
    return f'<worksheet xmlns="{MAIN}"><sheetData>{"".join(rows)}</sheetData></worksheet>'


def workbook(folder: Path, hidden: str = "", **sheets: Sheet) -> Path:
    """A workbook with these sheets."""
    listed = "".join(
        f'<sheet name="{name}" sheetId="{n}" r:id="r{n}"'
        + (' state="hidden"/>' if name == hidden else "/>")
        for n, name in enumerate(sheets)
    )
    related = "".join(
        f'<Relationship Id="r{n}" Type="{OFFICE}/worksheet" Target="worksheets/{n}.xml"/>'
        for n in range(len(sheets))
    )
    related += f'<Relationship Id="s" Type="{OFFICE}/styles" Target="styles.xml"/>'
    root = f'<Relationship Id="w" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
    styles = '<cellXfs><xf numFmtId="0"/><xf numFmtId="22"/></cellXfs>'
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{TYPES}"/>',
        "_rels/.rels": f'<Relationships xmlns="{RELATIONS}">{root}</Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">'
        f"<sheets>{listed}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{RELATIONS}">'
        f"{related}</Relationships>",
        "xl/styles.xml": f'<styleSheet xmlns="{MAIN}">{styles}</styleSheet>',
    }
    parts |= {f"xl/worksheets/{n}.xml": sheet_xml(sheet) for n, sheet in enumerate(sheets.values())}
    path = folder / "orders.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return path


def refused(path: Path, **options: object) -> BadInput:
    """The error with which a file is refused."""
    with pytest.raises(BadInput) as caught:
        read(path, **options)
    return caught.value


def test_cells_become_text_without_loss(tmp_path: Path) -> None:
    """Dates in ISO order, numbers with the 15 digits of Excel and without exponent."""
    cells: list[Cell] = ["a <b>", 40514, 4.71e12, 0.30000000000000004, True, 48.0, 1e-7]
    names: list[Cell] = [f"column {chr(97 + n)}" for n in range(len(cells))]
    source, rows = read(workbook(tmp_path, Orders=[names, cells]))
    assert source.layout.kind == "excel"
    texts = ["a <b>", "2010-12-02 00:00:00", "4710000000000", "0.3", "true", "48", "0.0000001"]
    assert rows == [(2, texts)]


def test_the_table_is_found_among_titles_and_sums(tmp_path: Path) -> None:
    """Rows count as Excel shows them; what was set aside is said."""
    sheet: Sheet = [["Orders export"], [], HEADER, ["7", 40514, 1.5], [], ["8", 40515, 2.0]]
    sheet += [["Total", None, 3.5], ["End of report"]]
    source, rows = read(workbook(tmp_path, Orders=sheet, Notes=[["see Orders"]]))
    assert (source.layout.sheet, source.layout.header_line) == ("Orders", 3)
    assert [line for line, _ in rows] == [4, 6]
    assert source.layout.notes == (
        "Line 1 before the header set aside: Orders export",
        "Sheets that were not read: Notes.",
        "Lines 7 to 8 after the data set aside: Total 3.5 | End of report",
    )


def test_cells_beside_the_table_are_rejected(tmp_path: Path) -> None:
    """A row that is wider than the header."""
    row: list[Cell] = ["7", 40514, 1.0]
    path = workbook(tmp_path, Orders=[HEADER, row, [*row, None, "note"], row])
    source, rows = read(path)
    assert [line for line, _ in rows] == [2, 4]
    assert told(source.malformed) == [(3, "too_many_fields")]


def test_of_two_tables_one_must_be_named(tmp_path: Path) -> None:
    """A hidden one does not count, unless it is asked for."""
    table: Sheet = [HEADER, ["7", 40514, 1.0]]
    path = workbook(tmp_path, hidden="Old", May=table, June=table, Old=table)
    assert "May, June" in refused(path).where
    assert read(path, sheet="June")[0].layout.sheet == "June"
    assert read(path, sheet="Old")[0].layout.sheet == "Old"
    assert "no sheet called 'X'" in refused(path, sheet="X").what


def test_a_sheet_without_header_asks_for_names(tmp_path: Path) -> None:
    """Its first order is an order."""
    path = workbook(tmp_path, Orders=[["7", 40514, 1.0], ["8", 40515, 2.0]])
    assert "has no header" in refused(path).what
    source, rows = read(path, names=tuple(HEADER))
    assert (source.layout.columns, len(rows)) == (tuple(HEADER), 2)
    assert "2 names were given for the 3 columns" in refused(path, names=("a", "b")).what
    source, rows = read(path, header=False)
    assert (source.layout.columns, len(rows)) == (("#1", "#2", "#3"), 2)


def test_an_empty_workbook_is_refused(tmp_path: Path) -> None:
    """By name."""
    assert "orders.xlsx is empty" in refused(workbook(tmp_path, Orders=[])).what


def test_a_header_alone_has_no_rows(tmp_path: Path) -> None:
    """As with text."""
    source, rows = read(workbook(tmp_path, Orders=[HEADER]))
    assert (source.layout.columns, rows) == (tuple(HEADER), [])


def test_a_damaged_workbook_is_refused(tmp_path: Path) -> None:
    """Cut off, or something else under its name."""
    whole = (MESSY / "orders" / "37_workbook.xlsx").read_bytes()
    assert "cannot be opened" in refused(written(tmp_path, whole[:9_000], "o.xlsx")).what
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
    assert "cannot be opened" in refused(written(tmp_path, old, "o.xls")).what


def test_a_sheet_that_is_no_xml_is_refused(tmp_path: Path) -> None:
    """Whatever wrote it."""
    path = workbook(tmp_path, Orders=[HEADER])
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["xl/worksheets/0.xml"] = b'<worksheet><sheetData><row><c t="s"><v>7</v></c></row></x>'
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    assert "cannot be opened" in refused(path).what


@pytest.mark.slow
def test_a_workbook_that_grows_too_much_is_stopped(tmp_path: Path) -> None:
    """A39: before anything of it is in memory."""
    path = workbook(tmp_path, Orders=[HEADER, ["7", 40514, "x" * 60_000_000]])
    error = refused(path)
    assert "-fold when unpacked" in error.what
    assert "max_workbook_bytes" in refused(path, max_workbook_bytes=1_000_000).where
