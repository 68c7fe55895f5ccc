"""Real tables besides orders, held to the figures that are published with them."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from tests.collect.company_files import load_file
from tests.collect.loading import rules

from volver.store.engine import Embedded


@pytest.mark.mission("D1")
def test_telco_is_told_from_its_snapshot(test_data: Any, shop: Embedded) -> None:
    """Its README: 7,043 customers, 1,869 left; 3,875 month to month; 456,116.60 a month in all."""
    path = test_data("subscriptions/telco_customer_churn.csv")
    load_file(shop, path, "subscriptions", as_of="2024-01-31")
    load_file(shop, path, "customers", attributes={"senior": "SeniorCitizen"})
    found = shop.rows(
        "SELECT COUNT(*), COUNT(ended), SUM(amount), COUNT(*) FILTER (plan = 'Month-to-month'),"
        " MIN(started), COUNT(*) FILTER (started = DATE '2024-01-31') FROM subscriptions_records"
    )
    assert found == [(7043, 1869, Decimal("456116.6"), 3875, date(2018, 1, 31), 11)]
    people = shop.rows("SELECT COUNT(*), COUNT(DISTINCT gender) FROM customers_records")
    assert people == [(7043, 2)]


@pytest.mark.slow
@pytest.mark.mission("D1")
def test_ravenstack_is_read_whole(test_data: Any, shop: Embedded) -> None:
    """Its README: 500 accounts, 5,000 subscriptions, 778 of them at 0, 2,000 tickets."""
    folder = test_data("subscriptions/ravenstack_accounts.csv").parent
    load_file(shop, folder / "ravenstack_accounts.csv", "customers",
              attributes={"industry": "industry"})  # fmt: skip
    load_file(shop, folder / "ravenstack_subscriptions.csv", "subscriptions")
    tickets = folder / "ravenstack_support_tickets.csv"
    load_file(shop, tickets, "interactions")
    answers = load_file(shop, tickets, "answers", always={"kind": "csat"},
                        columns={"day": "closed_at"})  # fmt: skip
    channels = shop.rows("SELECT COUNT(*), COUNT(DISTINCT channel) FROM customers_records")
    assert channels == [(500, 5)]
    free = "SELECT COUNT(*), COUNT(*) FILTER (amount = 0) FROM subscriptions_records"
    assert shop.rows(free) == [(5000, 778)]
    hours = "SELECT COUNT(*), MIN(response_minutes) > 0 FROM interactions_records"
    assert shop.rows(hours) == [(2000, True)]
    assert (answers.accepted, rules(answers)) == (1175, {"answer_missing": 825})


@pytest.mark.slow
@pytest.mark.mission("D1")
def test_adventureworks_customers_and_products(test_data: Any, shop: Embedded) -> None:
    """Its README: 18,148 customers, their gender missing for 130; 293 products."""
    people = test_data("adventureworks/customers.csv.gz")
    load_file(shop, people, "customers", attributes={"income": "AnnualIncome"}, decimal="point")
    columns = {"product": "ProductKey", "category": "ProductSubcategoryKey"}
    load_file(shop, people.parent / "products.csv", "products", columns=columns)
    known = "SELECT COUNT(*), COUNT(*) FILTER (gender IN ('M', 'F')) FROM customers_records"
    assert shop.rows(known) == [(18148, 18018)]
    first = "SELECT birth_year FROM customers_records WHERE customer_id = '11000'"
    assert shop.rows(first) == [(1966,)]
    income = "SELECT number FROM attributes_records WHERE customer_id = '11000'"
    assert shop.rows(income) == [(90000.0,)]
    helmet = "SELECT COUNT(*), MAX(cost) FILTER (product_id = '214') FROM products_records"
    assert shop.rows(helmet) == [(293, Decimal("13.0863"))]


@pytest.mark.mission("D1")
def test_a_call_centre_and_weekly_spend(test_data: Any, shop: Embedded) -> None:
    """Their README: 5,000 calls of three months, 946 not answered; 208 weeks of five channels."""
    calls = test_data("service_crm/call_centre_calls.csv.gz")
    load_file(shop, calls, "interactions", always={"channel": "phone"})
    found = "SELECT COUNT(*), COUNT(*) - COUNT(response_minutes), MIN(day), MAX(day)"
    expected = [(5000, 946, date(2021, 1, 1), date(2021, 3, 31))]
    assert shop.rows(f"{found} FROM interactions_records") == expected
    weeks = calls.parent / "marketing_spend_weekly.csv"
    names = ("tv", "ooh", "print", "search", "facebook")
    load_file(shop, weeks, "spend", channels={name: f"{name}_S" for name in names})
    found = "SELECT COUNT(*), COUNT(DISTINCT channel), MIN(day), MAX(day) FROM spend_records"
    assert shop.rows(found) == [(1040, 5, date(2015, 11, 23), date(2019, 11, 11))]
