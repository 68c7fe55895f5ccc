"""The 39 odd files of data/messy/orders: each is loaded as its manifest says, or refused."""

import csv
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from tests.collect.loading import load_file, notes, rules
from tests.collect.reading import MESSY

from volver.collect.report import LoadReport
from volver.domain.errors import BadInput
from volver.store import open_engine
from volver.store.engine import Engine

ORDERS = MESSY / "orders"

REFUSED = {
    "07_ambiguous_dates.csv": "day-first or month-first",
    "15_mixed_currencies.csv": "3 currencies",
    "24_no_header.csv": "no header",
    "25_empty.csv": "is empty",
    "26_header_only.csv": "no rows",
    "34_truncated.csv.gz": "cut off or damaged",
}
SAID: dict[str, dict[str, Any]] = {"09_exact_duplicate_lines.csv": {"drop_repeats": True}}
DIFFERENT: dict[str, dict[str, Any]] = {
    # The manifest counts what is left without them; here they are accepted and counted apart.
    "12_missing_customer_ids.csv": {
        "lines": 553, "orders": 196, "revenue": Decimal("22909.59"),
    },
    # A return has a document number of its own; the manifest counts sales only.
    "13_returns_and_cancellations.csv": {"orders": 225},
    # A19, A14 and a Ctrl-Z that makes a number unreadable: three records are set aside.
    "22_nul_and_bad_bytes.csv": {"lines": 550, "orders": 195, "revenue": Decimal("22859.79")},
}  # fmt: skip
NOTED = {
    "09_exact_duplicate_lines.csv": ("repeats", 25),
    "10_order_id_shared_by_two_customers.csv": ("shared_orders", 5),
    "11_customer_id_spellings.csv": ("ids_tidied", 368),
    "12_missing_customer_ids.csv": ("anonymous", 138),
    "13_returns_and_cancellations.csv": ("refunds", 30),
    "14_zero_and_negative_prices.csv": ("free_lines", 8),
    "30_excel_damage.csv": ("lost_digits", 62),
}
REJECTED = {
    "17_impossible_dates.csv": {"date_placeholder": 4, "date_in_future": 2},
    "20_ragged_rows.csv": {"too_many_fields": 1, "too_few_fields": 1},
    "22_nul_and_bad_bytes.csv": {"nul_byte": 1, "bad_encoding": 1, "number_unreadable": 1},
}


def manifest() -> list[dict[str, str]]:
    """One row per file."""
    with (ORDERS / "manifest.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def figures(engine: Engine) -> dict[str, Any]:
    """What the manifest tells about a file, from its order lines."""
    names = ("lines", "orders", "customers", "revenue", "first", "last")
    row = engine.rows(
        "SELECT COUNT(*), COUNT(DISTINCT order_id), COUNT(DISTINCT customer_id), SUM(revenue),"
        " MIN(ordered_at), MAX(ordered_at) FROM order_lines"
    )[0]
    return dict(zip(names, row, strict=True))


def expected(row: dict[str, str]) -> dict[str, Any]:
    """The same from the manifest, or from the table of what differs and why."""
    told: dict[str, Any] = {name: int(row[name]) for name in ("lines", "orders", "customers")}
    told["revenue"] = Decimal(row["revenue"])
    told |= {name: datetime.fromisoformat(row[name]) for name in ("first", "last")}
    return told | DIFFERENT.get(row["file"], {})


@pytest.mark.slow
@pytest.mark.parametrize("row", manifest(), ids=lambda row: row["file"])
def test_each_file_gives_the_figures_of_the_manifest_or_is_refused(row: dict[str, str]) -> None:
    """Lines, orders, customers, revenue, first and last moment; and no record is lost."""
    name = row["file"]
    engine = open_engine()
    if name in REFUSED:
        with pytest.raises(BadInput, match=REFUSED[name]):
            load_file(engine, ORDERS / name)
        return
    report = load_file(engine, ORDERS / name, **SAID.get(name, {}), max_rejected_share=0.05)
    assert figures(engine) == expected(row)
    assert rules(report) == REJECTED.get(name, {})
    _check_counts(report)


def _check_counts(report: LoadReport) -> None:
    assert report.rows_in == report.accepted + report.rejected + report.duplicates


@pytest.mark.slow
@pytest.mark.parametrize(("name", "note"), NOTED.items())
def test_what_changes_the_figures_is_said_with_a_count(name: str, note: tuple[str, int]) -> None:
    """Whoever reads the report knows what was done to the file."""
    report = load_file(open_engine(), ORDERS / name, **SAID.get(name, {}))
    assert notes(report)[note[0]] == note[1]


def test_a_stated_order_reads_the_ambiguous_file() -> None:
    """Day-first is the truth of file 07; only a person knows it."""
    engine = open_engine()
    load_file(engine, ORDERS / "07_ambiguous_dates.csv", date_format="day-first")
    row = next(row for row in manifest() if row["file"].startswith("07"))
    assert figures(engine) == expected(row)


def test_mixed_currencies_are_listed_and_never_added() -> None:
    """The refusal has the total of each currency."""
    with pytest.raises(BadInput) as told:
        load_file(open_engine(), ORDERS / "15_mixed_currencies.csv")
    assert all(total in str(told.value) for total in ("6,906.93 GBP", "8,767.17 EUR"))
    assert "7,235.49 USD" in str(told.value)


def test_mixed_currencies_are_converted_at_stated_rates() -> None:
    """The totals stay in their own currencies; the lines are in one."""
    engine = open_engine()
    rates = {"EUR": 0.5, "USD": 2}
    report = load_file(engine, ORDERS / "15_mixed_currencies.csv", currency="GBP", rates=rates)
    assert report.currency_totals["EUR"] == Decimal("8767.17")
    whole = Decimal("6906.93") + Decimal("8767.17") / 2 + Decimal("7235.49") * 2
    # Each line is rounded to four decimals by itself.
    assert abs(figures(engine)["revenue"] - whole) < Decimal("0.02")


def test_a_wrong_total_column_is_not_taken_for_the_amount() -> None:
    """Column line_total of file 05 is a thousand times quantity by price."""
    report = load_file(open_engine(), ORDERS / "05_thousands_dot_decimal_comma.csv")
    assert "amount" not in report.mapping.columns
    assert any("line_total" in note.text for note in report.notes)


def test_the_wrong_total_column_is_read_right_when_it_is_asked_for() -> None:
    """1.234,50 is a thousand and more; what a person maps stands."""
    engine = open_engine()
    columns = {"amount": "line_total"}
    load_file(engine, ORDERS / "05_thousands_dot_decimal_comma.csv", columns=columns)
    assert figures(engine)["revenue"] == 1000 * Decimal("22909.59")


def test_odd_headers_are_proposed_and_shown() -> None:
    """ "ORDER NO.", " Cust ID " and "Unit Price (£)" are understood."""
    report = load_file(open_engine(), ORDERS / "18_header_spellings.csv")
    assert report.mapping.columns == {
        "order": "ORDER NO.",
        "customer": "Cust ID",
        "date": "Order Date (UTC)",
        "product": "SKU#",
        "quantity": "Qty",
        "unit_price": "Unit Price (£)",
        "currency": "Ccy",
    }
    told = [note.text for note in report.notes if note.id == "mapping"]
    assert any("'Cust ID'" in text for text in told)


def test_names_that_look_like_our_own_queries_stay_names(tmp_path: Path) -> None:
    """A header may hold what the statements use as places to put things in."""
    engine = open_engine()
    path = tmp_path / "orders.csv"
    path.write_text("/* load_id */,/* names */,chr(31)\nann,2026-01-02,5\nbob,never,5\n", "utf-8")
    columns = {"customer": "/* load_id */", "date": "/* names */", "amount": "chr(31)"}
    load_file(engine, path, columns=columns)
    assert engine.rows("SELECT line, column_name, value FROM rejections") == [
        (3, "/* names */", "never")
    ]


def test_hostile_text_stays_text(tmp_path: Path) -> None:
    """Formulas, tags and SQL in a name, an id and a header are letters, nothing else."""
    engine = open_engine()
    engine.execute("CREATE TABLE orders (a INTEGER)")
    path = tmp_path / "'; DROP TABLE orders; --.csv"
    path.write_text(
        'customer_id,order_date,amount,"product\'); DROP TABLE orders; --"\n'
        "'; DROP TABLE orders; --,2026-01-02,1.00,=HYPERLINK(1)\n"
        "<script>alert(1)</script>,2026-01-02,nope',x\n",
        "utf-8",
    )
    columns = {"product": "product'); DROP TABLE orders; --"}
    load_file(engine, path, columns=columns)
    assert engine.rows("SELECT COUNT(*) FROM orders") == [(0,)]
    assert engine.rows("SELECT customer_id, product_id FROM order_lines") == [
        ("'; DROP TABLE orders; --", "=HYPERLINK(1)")
    ]
    assert engine.rows("SELECT value FROM rejections") == [("nope'",)]
