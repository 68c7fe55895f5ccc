"""The Complete Journey: baskets by household, at moments in UTC, of products nobody knows."""

from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from tests.recount.reading import Sale, check, check_months, cut_parquet, order_figures

TOML = """
[economics]
currency = "USD"
time_zone = "America/New_York"
margin_rate = 0.25
[forecast]
model = "mbg-nbd"
[[sources]]
file = "transactions.parquet"
calculated_amounts = true
[sources.columns]
customer = "household_id"
date = "transaction_timestamp"
order = "basket_id"
product = "product_id"
amount = "sales_value"
[[sources]]
kind = "customers"
file = "demographics.parquet"
[sources.columns]
customer = "household_id"
[sources.attributes]
age = "age"
home = "home_ownership"
marital = "marital_status"
[[sources]]
kind = "products"
file = "products.parquet"
[sources.columns]
product = "product_id"
category = "department"
brand = "brand"
[[sources]]
kind = "interactions"
file = "coupon_redemptions.parquet"
[sources.columns]
customer = "household_id"
opened = "redemption_date"
campaign = "campaign_id"
[sources.always]
type = "coupon"
"""
HERE = ZoneInfo("America/New_York")
pytestmark = pytest.mark.slow


@pytest.fixture(
    scope="module", params=[100, pytest.param(1, marks=pytest.mark.long)], ids=["sample", "whole"]
)
def made(request: Any, told: Any, test_data: Any) -> Any:
    """The book of a sample of the households, or of all."""
    real = test_data("complete_journey/transactions.parquet").parent

    def fill(folder: Path) -> dict[str, Any]:
        by = {"products": ()}
        moments = {"transactions": ("transaction_timestamp",)}
        return {
            name: cut_parquet(
                real / f"{name}.parquet",
                folder / f"{name}.parquet",
                by.get(name, ("household_id",)),
                request.param,
                moments.get(name, ()),
            )
            for name in ("transactions", "demographics", "products", "coupon_redemptions")
        }

    return told(fill, TOML)


def sales(made: Any) -> list[Sale]:
    """Each line on its day at home."""
    return [
        Sale(
            str(row["household_id"]),
            str(row["basket_id"]),
            row["transaction_timestamp"].astimezone(HERE).date(),
            Decimal(repr(row["sales_value"])),
        )
        for row in made.raw["transactions"]
    ]


@pytest.mark.mission("K1")
def test_the_figures_of_baskets_are_those_of_a_recount(made: Any) -> None:
    """Ten figures of the whole, in both languages the same, and those of each month."""
    sold = sales(made)
    counted = order_figures(sold)
    check(made.book.figures("kpis"), {**counted, "Margin": counted["Revenue"] / 4})
    assert [*made.spanish.figures("kpis").values()] == [*made.book.figures("kpis").values()]
    check_months(made.book, sold)


@pytest.mark.mission("D3")
def test_what_is_odd_in_it_is_named(made: Any) -> None:
    """Baskets of 0, products and households that no table has, homes that nobody knows."""
    raw, odd = made.raw, made.book.anomalies()
    paid = dict[str, Decimal]()
    for sale in sales(made):
        paid[sale.order] = paid.get(sale.order, Decimal(0)) + sale.paid
    assert odd["Orders of 0.00"] == (sum(not money for money in paid.values()), len(paid))
    products = {row["product_id"] for row in raw["products"]}
    unknown = sum(row["product_id"] not in products for row in raw["transactions"])
    told = odd["Order lines of products that the table of products does not have"]
    assert told == (unknown, len(raw["transactions"]))
    assert unknown > 0
    people = {str(row["household_id"]) for row in raw["demographics"]}
    strangers = len({sale.order for sale in sales(made) if sale.customer not in people})
    told = odd["Orders of customers that the table of customers does not have"]
    assert told == (strangers, len(paid))
    assert odd["Products without a cost"] == (len(products), len(products))
    missing = {
        name: sum(row[column] is None for row in raw["demographics"])
        for name, column in (("home", "home_ownership"), ("marital", "marital_status"))
    }
    assert made.book.missing() == {name: n for name, n in missing.items() if n}
    nothing = sum(round(row["sales_value"], 4) == 0 for row in raw["transactions"])
    assert f"an order of 0.00 is an order: {nothing:,}" in made.book.notes()
