"""A sheet as a page, as a PDF and as files: the same figures everywhere, and nothing runs."""

import csv
import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook
from tests.present.book.sample import COLUMNS, GRID, HOSTILE, IMPRINT, ROWS, leaf

from volver.present.book.cells import lines, said, shades
from volver.present.book.html import MOST_ROWS, render
from volver.present.book.leaf import Leaf
from volver.present.book.pdf import printable, write_pdf
from volver.present.sheet import Column, Grid
from volver.present.words import Words
from volver.store.grids import write_grid


def test_a_leaf_comes_back_from_json_as_it_was():
    """Days too, which JSON does not know."""
    plain = json.loads(json.dumps(leaf().to_dict(), allow_nan=False))
    back = Leaf.from_dict(plain)
    assert back.grids == (GRID,)
    assert back.to_dict() == leaf().to_dict()


def test_a_cell_is_written_by_its_unit():
    """In the reader's way with numbers."""
    es = Words("es", "EUR")
    assert [said(c, column.unit, es) for c, column in zip(ROWS[1], COLUMNS, strict=True)] == [
        "ana", "–", "feb 2024", "0", "-7,25\xa0€", "–",
    ]  # fmt: skip
    assert said(float("nan"), "money", es) == "–"


def test_a_partial_cell_is_not_tinted():
    """The least is plain, the most is strongest, and what is not finished is not compared."""
    tint = shades(GRID)
    assert tint[0][4] == 5
    assert tint[1][4] == tint[2][4] == 0


@pytest.mark.parametrize("locale", ["en", "es"])
def test_the_page_escapes_what_customers_wrote(locale):
    """No text of theirs becomes markup or script, and every figure is on the page."""
    html = render([leaf()], IMPRINT, locale)
    assert "<script>alert" not in html
    assert "Shop &amp; &lt;Co&gt;" in html
    assert said(1234.5, "money", Words(locale, "EUR")) in html
    assert Words(locale)("so far") in html
    assert f'<html lang="{locale}">' in html


def test_a_long_table_says_where_the_rest_is():
    """A page shows the first rows; it never looks as if they were all."""
    many = Grid("many", "Many", COLUMNS[:1], tuple((f"c{n}",) for n in range(MOST_ROWS + 1)))
    html = render([leaf(many)], IMPRINT, "en")
    assert f"The first {MOST_ROWS} of {MOST_ROWS + 1} rows" in html
    assert f">c{MOST_ROWS}<" not in html


def test_of_months_the_newest_are_shown():
    """Whether they are months or days; the mark of the open one goes with its row."""
    months = tuple((24000 + n, float(n)) for n in range(MOST_ROWS + 1))
    columns = (Column("month", "Month", "month"), Column("spend", "Spend", "money"))
    grid = Grid("spend", "Spend", columns, months, partial=frozenset({(MOST_ROWS, 1)}))
    assert lines(grid, 2) == range(MOST_ROWS - 1, MOST_ROWS + 1)
    assert lines(replace(grid, rows=months[::-1]), 2) == range(2)
    html = render([leaf(grid)], IMPRINT, "en")
    assert f"The last {MOST_ROWS} of {MOST_ROWS + 1} rows" in html
    assert said(months[0][0], "month", Words("en")) not in html
    assert f"{said(months[-1][1], 'money', Words('en', 'EUR'))}<small>so far" in html


def test_a_short_sheet_does_not_begin_a_page(tmp_path, monkeypatch):
    """Three rows go on below; a chart or a long table begins a page of its own."""
    monkeypatch.setattr("typst.compile", lambda source, **_: Path(source).read_bytes())
    few = Leaf("few", "Few", "How many?", (GRID,), ())
    long = replace(few, blocks=(replace(GRID, rows=ROWS * 9, partial=frozenset()),))
    write_pdf([few, leaf(), few, long], IMPRINT, "en", tmp_path / "book.typ")
    assert (tmp_path / "book.typ").read_text("utf-8").count("#pagebreak()") == 2


def test_the_pdf_is_made_without_a_browser(tmp_path):
    """What a customer wrote is text in it: a command of typst in it is not obeyed."""
    path = tmp_path / "book.pdf"
    write_pdf([leaf()], IMPRINT, "es", path)
    assert path.read_bytes().startswith(b"%PDF-")
    assert b"/StructTreeRoot" in path.read_bytes()  # tagged, so that it can be read aloud


def test_a_chart_on_paper_has_fixed_colours():
    """Paper has no theme to follow."""
    assert "var(--" not in printable(leaf().figures[0])
    assert "currentColor" not in printable(leaf().figures[0])


NAMES = [column.name for column in COLUMNS]


@pytest.mark.parametrize(
    ("as_format", "mark", "money"), [("csv", ",", "1234.5"), ("csv-es", ";", "1234,5")]
)
def test_a_csv_opens_in_a_spreadsheet_and_runs_nothing(as_format, mark, money, tmp_path):
    """With the mark that spreadsheets know UTF-8 by; a formula gets a quote before it."""
    path = tmp_path / "people.csv"
    write_grid(NAMES, ROWS, path, as_format)
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    with path.open(encoding="utf-8-sig", newline="") as file:
        header, first, second, _ = csv.reader(file, delimiter=mark)
    assert header == NAMES
    assert first == [
        "'" + HOSTILE,
        "2024-02-29",
        "24288",
        "3",
        money,
        "0.25".replace(".", "," if mark == ";" else "."),
    ]
    assert second[1] == second[5] == ""


def test_a_workbook_holds_numbers_days_and_plain_text(tmp_path):
    """Text that looks like a formula stays text."""
    path = tmp_path / "people.xlsx"
    write_grid(NAMES, ROWS, path, "xlsx")
    rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    assert rows[0] == NAMES
    assert rows[1] == [HOSTILE, date(2024, 2, 29), 24288.0, 3.0, 1234.5, 0.25]


def test_a_parquet_file_has_types(tmp_path):
    """And an empty cell is NULL."""
    from pyarrow import parquet

    path = tmp_path / "people.parquet"
    write_grid(NAMES, ROWS, path, "parquet")
    table = parquet.read_table(path)
    assert [str(kind) for kind in table.schema.types] == [
        "string", "date32[day]", "int64", "int64", "double", "double",
    ]  # fmt: skip
    assert table.column("share").to_pylist() == [0.25, None, 1.0]
