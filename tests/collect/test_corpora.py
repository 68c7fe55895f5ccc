"""Files that others, and reality, have broken: see data/messy/README.md."""

import csv
import json
from pathlib import Path

import pytest
from tests.collect.reading import MESSY, Rows, read, told

from volver.domain.errors import BadInput

ORDERS = MESSY / "orders"
SPECTRUM = sorted((MESSY / "csv_spectrum").glob("*.csv"))
UNUSUAL = {  # what the reader makes of the files that have not the lines of the manifest
    "09_exact_duplicate_lines.csv": 578,  # duplicates are found later
    "12_missing_customer_ids.csv": 553,  # so are lines without a customer
    "17_impossible_dates.csv": 553,  # and dates that cannot be
    "22_nul_and_bad_bytes.csv": 551,  # a Ctrl-Z in a number is for the checks of numbers
    "36_clean.parquet": 0,  # the engine reads Parquet by itself
}
MALFORMED = {
    "20_ragged_rows.csv": [(11, "too_many_fields"), (21, "too_few_fields")],
    "22_nul_and_bad_bytes.csv": [(6, "nul_byte"), (8, "bad_encoding")],
}
REFUSED = {
    "24_no_header.csv": "has no header",
    "25_empty.csv": "is empty",
    "34_truncated.csv.gz": "cut off or damaged",
}


def manifest() -> list[tuple[str, int]]:
    """The files, and how many lines of orders they have."""
    with (ORDERS / "manifest.csv").open(newline="") as file:
        return [(row["file"], int(row["lines"])) for row in csv.DictReader(file)]


@pytest.mark.slow
@pytest.mark.parametrize(("name", "lines"), manifest())
def test_messy_orders_are_read_to_the_last_line(name: str, lines: int) -> None:
    """Row by row as the manifest says, or refused with the right words."""
    if name in REFUSED:
        with pytest.raises(BadInput, match=REFUSED[name]):
            read(ORDERS / name)
        return
    source, rows = read(ORDERS / name)
    assert len(rows) == UNUSUAL.get(name, lines)
    assert told(source.malformed) == MALFORMED.get(name, [])


SAME = [
    "01_utf8_bom_crlf.csv",
    "03_utf16le_tabs.txt",
    "32_cr_only_line_ends.csv",
    "35_clean.csv.gz",
    "37_workbook.xlsx",
]


@pytest.mark.parametrize("name", SAME)
def test_a_clean_table_is_the_same_in_every_dress(name: str) -> None:
    """Encoding, line ends, packing and Excel change no field; Excel writes 1.5 for 1.50."""
    clean = read(ORDERS / "00_clean.csv")[1]
    rows = read(ORDERS / name)[1]
    assert as_numbers(rows) == as_numbers(clean)


def as_numbers(rows: Rows) -> list[list[str | float]]:
    """The fields, with the price as a number."""
    return [[*fields[:6], float(fields[6]), *fields[7:]] for _, fields in rows]


def test_a_file_without_header_is_read_with_names() -> None:
    """Every line is an order then."""
    names = read(ORDERS / "00_clean.csv")[0].layout.columns
    rows = read(ORDERS / "24_no_header.csv", names=names)[1]
    clean = read(ORDERS / "00_clean.csv")[1]
    assert [fields for _, fields in rows] == [fields for _, fields in clean]


@pytest.mark.parametrize("path", SPECTRUM, ids=lambda path: path.stem)
def test_csv_spectrum(path: Path) -> None:
    """Each file gives the JSON beside it."""
    source, rows = read(path)
    found = [dict(zip(source.layout.columns, fields, strict=True)) for _, fields in rows]
    expected = json.loads(path.with_suffix(".json").read_text())
    if path.stem == "location_coordinates":  # its JSON is one object, with another number
        expected = [{**expected, "Contact Phone Number": "2095257564"}]
    assert found == expected


@pytest.mark.parametrize("name", ["essential.csv", "essential-dos.csv", "essential-mac.csv"])
def test_univocity_with_each_line_end(name: str) -> None:
    """The same rows; comments, and spaces between a quote and a delimiter, are told of."""
    source, rows = read(MESSY / "univocity" / name)
    clean, clean_rows = read(MESSY / "univocity" / "essential.csv")
    assert source.layout.columns == ("Year", "Make", "Model", "Description", "Price")
    assert [plain_breaks(fields) for _, fields in rows] == [fields for _, fields in clean_rows]
    assert told(source.malformed) == told(clean.malformed)
    assert (7, "too_few_fields") in told(source.malformed)


def plain_breaks(fields: list[str]) -> list[str]:
    """Fields with LF for any line break inside them."""
    return ["\n".join(field.splitlines()) for field in fields]


def test_univocity_from_europe() -> None:
    """Semicolons, backslashes before quotes, a text of two lines."""
    source, rows = read(MESSY / "univocity" / "european.csv")
    assert (source.layout.delimiter, source.layout.escape) == (";", "\\")
    assert source.malformed == []
    assert rows[1] == (3, ["1999", "Chevy", 'Venture "Extended Edition"', "", "4900,00"])
    assert rows[2][1][3] == "MUST SELL!\nair; moon roof; loaded"
