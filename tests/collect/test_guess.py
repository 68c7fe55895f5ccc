"""Which column means what: proposed from names and contents, and always shown."""

from pathlib import Path

import pytest
from tests.collect.loading import load_text

from volver.domain.errors import BadInput
from volver.store import open_engine

HEADERS = [
    (
        "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country",
        "1,A,thing,2,2026-01-02,5,ann,UK",
        {
            "order": "InvoiceNo",
            "product": "StockCode",
            "quantity": "Quantity",
            "date": "InvoiceDate",
            "unit_price": "UnitPrice",
            "customer": "CustomerID",
        },
    ),
    (
        "Nº de pedido,Código cliente,Fecha de compra,Importe total,Categoría",
        "1,ann,2026-01-02,5,Juguetes",
        {
            "order": "Nº de pedido",
            "customer": "Código cliente",
            "date": "Fecha de compra",
            "amount": "Importe total",
            "category": "Categoría",
        },
    ),
    (
        "Pedido Nº,Cliente Nº,Fecha,Importe (€)",
        "1,ann,2026-01-02,5",
        {
            "order": "Pedido Nº",
            "customer": "Cliente Nº",
            "date": "Fecha",
            "amount": "Importe (€)",
        },
    ),
    (
        "household_key,BASKET_ID,DAY,SALES_VALUE",
        "ann,1,2026-01-02,5",
        {
            "customer": "household_key",
            "order": "BASKET_ID",
            "date": "DAY",
            "amount": "SALES_VALUE",
        },
    ),
    (
        "id,customer id,created_at,price",
        "7,ann,2026-01-02,5",
        {"customer": "customer id", "date": "created_at", "amount": "price"},
    ),
]


@pytest.mark.parametrize(("header", "row", "columns"), HEADERS)
def test_usual_headers_are_understood_and_shown(
    header: str, row: str, columns: dict[str, str], tmp_path: Path
) -> None:
    """English and Spanish; each choice is a sentence of the report."""
    report = load_text(open_engine(), tmp_path, f"{header}\n{row}\n")
    assert report.mapping.columns == columns
    told = " ".join(note.text for note in report.notes if note.id == "mapping")
    assert all(repr(column) in told for column in columns.values())


def test_what_a_person_maps_stands(tmp_path: Path) -> None:
    """Even where another column has the better name."""
    text = "customer_id,email,order_date,amount\n1,ann@x.test,2026-01-02,5\n"
    columns = {"customer": "email"}
    report = load_text(open_engine(), tmp_path, text, columns=columns)
    assert report.mapping.columns["customer"] == "email"
    assert not any("customer is read" in note.text for note in report.notes)


def test_a_name_is_not_enough_where_the_contents_do_not_fit(tmp_path: Path) -> None:
    """A column called date that holds words is no date."""
    text = "customer_id,date,fecha,amount\nann,yes,2026-01-02,5\n"
    report = load_text(open_engine(), tmp_path, text)
    assert report.mapping.columns["date"] == "fecha"


def test_a_price_without_a_quantity_is_what_was_paid(tmp_path: Path) -> None:
    """And the report says that this is a guess worth a look."""
    report = load_text(
        open_engine(), tmp_path, "customer_id,order_date,unit price\nann,2026-01-02,5\n"
    )
    assert any("there is no quantity" in note.text for note in report.notes)


def test_a_missing_column_is_asked_for_with_all_that_are_there(tmp_path: Path) -> None:
    """A03."""
    with pytest.raises(BadInput) as told:
        load_text(open_engine(), tmp_path, "who,order_date,amount\nann,2026-01-02,5\n")
    assert "mapped to customer" in told.value.what
    assert "who, order_date, amount" in told.value.where
    assert "--map customer=<column>" in told.value.next_step
