"""IBM's Telco: a snapshot without a date, eleven of whom have paid nothing yet."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from tests.recount.reading import Sale, check, check_months, cut, order_figures, write
from tests.recount.subscribed import Stretch, month_figures

TOML = """
[economics]
currency = "USD"
[forecast]
model = "mbg-nbd"
[[sources]]
file = "bills.csv"
[sources.columns]
customer = "customerID"
date = "billed"
amount = "amount"
[[sources]]
kind = "subscriptions"
file = "telco.csv"
as_of = "2024-01-31"
[[sources]]
kind = "customers"
file = "telco.csv"
[sources.attributes]
senior = "SeniorCitizen"
churn = "Churn"
total = "TotalCharges"
"""
DAY = date(2024, 1, 31)
pytestmark = pytest.mark.slow


@pytest.fixture(
    scope="module", params=[250, pytest.param(1, marks=pytest.mark.long)], ids=["sample", "whole"]
)
def made(request: Any, told: Any, test_data: Any) -> Any:
    """The book; a bill on the first day of each month of tenure, as the company sent them."""
    real = test_data("subscriptions/telco_customer_churn.csv")

    def fill(folder: Path) -> list[dict[str, str]]:
        kept = cut(real, folder / "telco.csv", "customerID", request.param)
        bills = [
            {"customerID": row["customerID"], "billed": first(k).isoformat(),
             "amount": row["MonthlyCharges"]}
            for row in kept
            for k in range(int(row["tenure"]))
        ]  # fmt: skip
        write(folder / "bills.csv", bills)
        return kept

    return told(fill, TOML, DAY)


def first(months_ago: int) -> date:
    """The first day of the month of the snapshot, or of one before it."""
    month = 12 * DAY.year + DAY.month - 1 - months_ago
    return date(month // 12, month % 12 + 1, 1)


@pytest.mark.mission("K1")
def test_the_figures_of_bills_are_those_of_a_recount(made: Any) -> None:
    """Ten figures of the whole, in both languages the same, and those of each month."""
    sold = [
        Sale(row["customerID"], str(k), first(k), Decimal(row["MonthlyCharges"]))
        for row in made.raw
        for k in range(int(row["tenure"]))
    ]
    check(made.book.figures("kpis"), order_figures(sold))
    assert [*made.spanish.figures("kpis").values()] == [*made.book.figures("kpis").values()]
    check_months(made.book, sold)


@pytest.mark.mission("K5")
def test_recurring_revenue_of_the_last_month_is_that_of_a_recount(made: Any) -> None:
    """Who had left by the snapshot had left in its month: the table says no more."""
    stretches = [
        Stretch(
            row["customerID"],
            DAY if row["tenure"] == "0" else min(first(int(row["tenure"])), DAY),
            DAY if row["Churn"] == "Yes" else None,
            Decimal(row["MonthlyCharges"]),
        )
        for row in made.raw
    ]
    counted = month_figures(stretches, date(2023, 12, 31), DAY)
    money = made.book.grid("subscriptions", "waterfall")[-1]
    rates = made.book.grid("subscriptions", "rates")[-1]
    check({**rates, **money}, counted)
    left = sum(row["Churn"] == "Yes" for row in made.raw)
    there = sum(row["tenure"] != "0" for row in made.raw)
    assert abs(rates["churn_contractual"] - Fraction(left, there)) < Fraction(1, 10**12)


@pytest.mark.mission("D3")
def test_what_is_odd_in_it_is_named(made: Any) -> None:
    """Those of tenure 0 have no bill and no total; everyone else fits."""
    new = sum(row["tenure"] == "0" for row in made.raw)
    assert new == sum(row["TotalCharges"] == " " for row in made.raw)
    odd = made.book.anomalies()
    there = len(made.raw)
    assert odd["Subscriptions that began on the last day of the data"] == (new, there)
    assert odd["Known customers who have never ordered"] == (new, there)
    assert made.book.missing() == ({"total": new} if new else {})
    left = sum(row["Churn"] == "Yes" for row in made.raw)
    told = odd["Customers marked as having left whose subscription runs"]
    assert told == (0, left)
    told = odd["Customers marked as staying whose every subscription has ended"]
    assert told == (0, there - left)
