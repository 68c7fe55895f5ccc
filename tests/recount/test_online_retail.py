"""Online Retail: cancellations without a link, lines without a customer, repeats."""

from collections import defaultdict
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

import pytest
from tests.recount.reading import check, cut_parquet

TOML = """
[economics]
currency = "GBP"
time_zone = "Europe/London"
[forecast]
model = "mbg-nbd"
[[sources]]
file = "online_retail.parquet"
calculated_amounts = true
[sources.columns]
customer = "CustomerID"
date = "InvoiceDate"
order = "InvoiceNo"
product = "StockCode"
quantity = "Quantity"
unit_price = "UnitPrice"
"""
REAL = Path("src/volver/app/demo_data/online_retail.parquet")
pytestmark = pytest.mark.slow


@pytest.fixture(
    scope="module", params=[40, pytest.param(1, marks=pytest.mark.long)], ids=["sample", "whole"]
)
def made(request: Any, told: Any) -> Any:
    """The book of a sample of the customers, and of documents without one; or of all."""

    def fill(folder: Path) -> list[dict[str, Any]]:
        columns = ("CustomerID", "InvoiceNo")
        return cut_parquet(REAL, folder / REAL.name, columns, request.param)

    return told(fill, TOML)


class Order(NamedTuple):
    """One document with what it sold, before what came back."""

    at: datetime
    gross: Decimal
    by_product: dict[str, Decimal]


def paid(row: dict[str, Any]) -> Decimal:
    """Of a line, with all its decimals as volver's money has them: four."""
    return row["Quantity"] * Decimal(repr(row["UnitPrice"]))


class Shop:
    """Orders after their refunds, by the rule of docs/reference: a refund goes to the document it
    names, else to the customer's latest earlier one of that product, one large enough first."""

    def __init__(self, lines: list[dict[str, Any]]) -> None:
        self.lines = [row for row in lines if row["CustomerID"] is not None]
        sold: dict[tuple[Any, str], list[dict[str, Any]]] = defaultdict(list)
        back = []
        for row in self.lines:
            if paid(row) < 0:
                back.append(row)
            else:
                sold[row["CustomerID"], row["InvoiceNo"]].append(row)
        self.back = back
        self.orders: dict[tuple[Any, str], Order] = {}
        of: dict[Any, list[tuple[Any, str]]] = defaultdict(list)
        for key, rows in sold.items():
            products: dict[str, Decimal] = defaultdict(Decimal)
            for row in rows:
                products[row["StockCode"]] += paid(row)
            self.orders[key] = Order(
                min(r["InvoiceDate"] for r in rows), sum(map(paid, rows), Decimal(0)), products
            )
            of[key[0]].append(key)
        first = {
            (*key, row["StockCode"]): min(
                r["InvoiceDate"] for r in rows if r["StockCode"] == row["StockCode"]
            )
            for key, rows in sold.items()
            for row in rows
        }
        self.lost = 0
        self.given: dict[tuple[Any, str], Decimal] = {}
        for row in back:
            customer, product = row["CustomerID"], row["StockCode"]
            goes = (customer, row["InvoiceNo"])
            if goes not in self.orders:
                fits = [
                    (self.orders[key].by_product[product] < -paid(row), -when.timestamp(), key[1])
                    for key in of[customer]
                    if (when := first.get((*key, product))) and when <= row["InvoiceDate"]
                ]
                if not fits:
                    self.lost += 1
                    continue
                goes = (customer, min(fits)[2])
            self.given[goes] = self.given.get(goes, Decimal(0)) + paid(row)

    def net(self, key: tuple[Any, str]) -> Decimal:
        """Of one order."""
        return self.orders[key].gross + self.given.get(key, Decimal(0))

    def kept(self) -> dict[tuple[Any, str], Decimal]:
        """Orders of which something was kept, or nothing came back, with what they brought."""
        return {
            key: self.net(key) for key in self.orders if key not in self.given or self.net(key) > 0
        }


@pytest.fixture(scope="module")
def shop(made: Any) -> Shop:
    """The recount, once."""
    return Shop(made.raw)


@pytest.mark.mission("K1")
def test_the_figures_of_orders_are_those_of_a_recount(made: Any, shop: Shop) -> None:
    """Ten figures of the whole, in both languages the same."""
    gross = sum((order.gross for order in shop.orders.values()), Decimal(0))
    refunds = -sum(map(paid, shop.back), Decimal(0))
    kept = shop.kept()
    days: dict[Any, set[date]] = defaultdict(set)
    for key in kept:
        days[key[0]].add(shop.orders[key].at.date())
    shown = made.book.figures("kpis")
    check(shown, {
        "Customers": len(days),
        "Orders": len(kept),
        "Revenue before refunds": gross,
        "Refunds": refunds,
        "Revenue": gross - refunds,
        "Average order value": Fraction(sum(kept.values(), Decimal(0))) / len(kept),
        "Median order value": median(kept.values()),
        "Orders per customer": Fraction(len(kept), len(days)),
        "Repeat share": Fraction(sum(len(seen) > 1 for seen in days.values()), len(days)),
        "Return rate": Fraction(len(shop.given), len(shop.orders)),
        "Refunded revenue": Fraction(refunds) / Fraction(gross),
    })  # fmt: skip
    assert [*made.spanish.figures("kpis").values()] == [*shown.values()]


@pytest.mark.mission("D3")
def test_what_is_odd_in_it_is_named(made: Any, shop: Shop) -> None:
    """Cancellations without an order, documents undone, gifts, strangers, repeated lines."""
    odd, orders = made.book.anomalies(), shop.orders
    sold = [key for key, order in orders.items() if order.gross > 0]
    undone = sum(shop.net(key) <= 0 for key in sold)
    assert odd["Orders that came back in full"] == (undone, len(sold))
    assert odd["Refunds that fit no order"] == (shop.lost, len(shop.back))
    free = sum(not orders[key].gross for key in shop.kept())
    assert odd["Orders of 0.00"] == (free, len(shop.kept()))
    (file,) = made.book.grid("quality", "files_read")
    assert file["rows_read"] == len(made.raw)
    assert file["anonymous"] == len(made.raw) - len(shop.lines) > 0
    seen = {tuple(row.values()) for row in made.raw}
    notes = made.book.notes()
    assert f"kept unless drop_repeats is said: {len(made.raw) - len(seen):,}" in notes
    below = sum(paid(row) < 0 for row in made.raw)
    assert f"Lines below zero, taken as refunds: {below:,}" in notes
    nothing = sum(paid(row) == 0 for row in made.raw)
    assert f"an order of 0.00 is an order: {nothing:,}" in notes
