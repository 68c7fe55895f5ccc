"""AdventureWorks: two ways to write a date in one column, and a survey on another calendar."""

from collections import defaultdict
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from tests.recount.reading import Sale, check, check_months, cut, order_figures, rows, write

YEARS = (2021, 2022, 2023)
TOML = """
[economics]
currency = "USD"
margin_rate = 0.42
[forecast]
model = "mbg-nbd"
""" + "".join(f"""
[[sources]]
file = "sales_{year}.csv"
date_format = "month-first"
calculated_amounts = true
[sources.columns]
customer = "CustomerKey"
date = "OrderDate"
order = "OrderNumber"
product = "ProductKey"
quantity = "OrderQuantity"
unit_price = "Sales"
""" for year in YEARS) + """
[[sources]]
kind = "customers"
file = "customers.csv"
[sources.columns]
customer = "CustomerKey"
[sources.attributes]
income = "AnnualIncome"
education = "EducationLevel"
[[sources]]
kind = "products"
file = "products.csv"
[sources.columns]
product = "ProductKey"
category = "ProductSubcategoryKey"
cost = "ProductCost"
[[sources]]
kind = "answers"
file = "survey_responses.csv"
[sources.columns]
id = "SurveyResponseKey"
customer = "CustomerKey"
day = "Date"
answer = "ProductSubcategoryName"
[sources.always]
kind = "choice"
question = "What are you interested in?"
"""  # fmt: skip
pytestmark = pytest.mark.slow


def day_of(text: str):
    """01-18-21 or 01/18/2021."""
    return datetime.strptime(text, "%m-%d-%y" if len(text) == 8 else "%m/%d/%Y").date()  # noqa: DTZ007 - a day


@pytest.fixture(
    scope="module", params=[60, pytest.param(1, marks=pytest.mark.long)], ids=["sample", "whole"]
)
def made(request: Any, told: Any, test_data: Any) -> Any:
    """The book of a sample of the customers, or of all."""
    real = test_data("adventureworks/customers.csv.gz").parent

    def fill(folder: Path) -> dict[str, Any]:
        sold = []
        for year in YEARS:
            sold += cut(
                real / f"sales_{year}.csv.gz", folder / f"sales_{year}.csv", "CustomerKey",
                request.param,
            )  # fmt: skip
        products = rows(real / "products.csv")
        write(folder / "products.csv", products)
        files = {"customers": "customers.csv.gz", "survey": "survey_responses.csv"}
        return {"sold": sold, "products": products} | {
            name: cut(real / file, folder / file.removesuffix(".gz"), "CustomerKey", request.param)
            for name, file in files.items()
        }

    return told(fill, TOML)


def sales(made: Any) -> list[Sale]:
    """Each line at its unit price by its pieces."""
    return [
        Sale(
            row["CustomerKey"],
            row["OrderNumber"],
            day_of(row["OrderDate"]),
            Decimal(row["Sales"]) * int(row["OrderQuantity"]),
        )
        for row in made.raw["sold"]
    ]


@pytest.mark.mission("K1")
def test_the_figures_of_orders_are_those_of_a_recount(made: Any) -> None:
    """Ten figures of the whole, in both languages the same, and those of each month."""
    sold = sales(made)
    check(made.book.figures("kpis"), order_figures(sold))
    assert [*made.spanish.figures("kpis").values()] == [*made.book.figures("kpis").values()]
    check_months(made.book, sold)


def test_revenue_by_category_is_that_of_a_recount(made: Any) -> None:
    """The subcategory is the table of products' word."""
    of = {row["ProductKey"]: row["ProductSubcategoryKey"] for row in made.raw["products"]}
    counted = defaultdict[str, Decimal](Decimal)
    for row, sale in zip(made.raw["sold"], sales(made), strict=True):
        counted[of[row["ProductKey"]]] += sale.paid
    shown = {row["level"]: row["product_revenue"] for row in made.book.grid("kpis", "by_category")}
    assert shown
    check(shown, {level: counted[level] for level in shown if level in counted})


@pytest.mark.mission("D3")
def test_what_is_odd_in_it_is_named(made: Any) -> None:
    """Two ways to write a date, people who never ordered, no gender, answers of another time."""
    raw, odd = made.raw, made.book.anomalies()
    people = {row["CustomerKey"] for row in raw["customers"]}
    buyers = {row["CustomerKey"] for row in raw["sold"]}
    never = (len(people - buyers), len(people))
    assert odd["Known customers who have never ordered"] == never
    first = min(sale.day for sale in sales(made))
    old = sum((first - datetime.fromisoformat(row["Date"]).date()).days > 365
              for row in raw["survey"])  # fmt: skip
    assert old == len(raw["survey"]) > 0
    assert odd["Answers more than a year before the first order of all"] == (old, old)
    unsaid = sum(row["Gender"] == "NA" for row in raw["customers"])
    assert made.book.missing() == ({"Gender": unsaid} if unsaid else {})
    noted = made.book.notes().split("\n")
    ways = [note for note in noted if "%m-%d-%y" in note and "%m/%d/%Y" in note]
    assert len(ways) == len(YEARS)
    free = sum(not Decimal(row["ProductCost"]) for row in raw["products"])
    assert odd["Products without a cost"] == (free, len(raw["products"]))
