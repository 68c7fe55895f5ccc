"""RavenStack: tables that contradict each other, in Spanish as well as in English."""

from collections import defaultdict
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from statistics import median
from typing import Any

import pytest
from tests.recount.reading import (
    Sale,
    check,
    check_months,
    cut,
    months_from,
    order_figures,
    write,
)
from tests.recount.subscribed import Stretch, month_figures

TOML = """
language = "es"
[economics]
currency = "USD"
[[sources]]
file = "invoices.csv"
[sources.columns]
customer = "account_id"
date = "invoice_date"
order = "invoice"
amount = "amount"
[[sources]]
kind = "customers"
file = "ravenstack_accounts.csv"
[sources.attributes]
industry = "industry"
churn_flag = "churn_flag"
[[sources]]
kind = "subscriptions"
file = "ravenstack_subscriptions.csv"
[[sources]]
kind = "interactions"
file = "ravenstack_support_tickets.csv"
[[sources]]
kind = "interactions"
file = "ravenstack_churn_events.csv"
[sources.columns]
interaction = "churn_event_id"
customer = "account_id"
opened = "churn_date"
reason = "reason_code"
[sources.always]
type = "churn"
[[sources]]
kind = "answers"
file = "ravenstack_support_tickets.csv"
[sources.columns]
day = "closed_at"
[sources.always]
kind = "csat"
"""
FILES = ("accounts", "subscriptions", "churn_events", "support_tickets")
LAST = date(2024, 12, 31)
pytestmark = pytest.mark.slow


@pytest.fixture(
    scope="module", params=[10, pytest.param(1, marks=pytest.mark.long)], ids=["sample", "whole"]
)
def made(request: Any, told: Any, test_data: Any) -> Any:
    """The book; an invoice for each month begun of each subscription."""
    real = test_data("subscriptions/ravenstack_accounts.csv").parent

    def fill(folder: Path) -> dict[str, Any]:
        raw: dict[str, Any] = {
            name: cut(
                real / f"ravenstack_{name}.csv", folder / f"ravenstack_{name}.csv", "account_id",
                request.param,
            )
            for name in FILES
        }  # fmt: skip
        raw["invoices"] = [
            {"invoice": f"{row['subscription_id']}-{day}", "account_id": row["account_id"],
             "invoice_date": day.isoformat(), "amount": row["mrr_amount"]}
            for row in raw["subscriptions"]
            for day in months_from(date.fromisoformat(row["start_date"]), until(row))
        ]  # fmt: skip
        write(folder / "invoices.csv", raw["invoices"])
        return raw

    return told(fill, TOML, LAST)


def until(row: dict[str, str]) -> date:
    """The first day for which nothing is paid."""
    return date.fromisoformat(row["end_date"]) if row["end_date"] else date(2025, 1, 1)


@pytest.mark.mission("K1")
def test_the_figures_of_invoices_are_those_of_a_recount(made: Any) -> None:
    """Ten figures of the whole, in both languages the same, and those of each month."""
    sold = [
        Sale(row["account_id"], row["invoice"], date.fromisoformat(row["invoice_date"]),
             Decimal(row["amount"]))
        for row in made.raw["invoices"]
    ]  # fmt: skip
    check(made.book.figures("kpis"), order_figures(sold))
    assert [*made.spanish.figures("kpis").values()] == [*made.book.figures("kpis").values()]
    check_months(made.book, sold)


@pytest.mark.mission("K5")
def test_recurring_revenue_of_each_month_is_that_of_a_recount(made: Any) -> None:
    """The waterfall and the rates, from who pays what on two days."""
    stretches = [
        Stretch(
            row["account_id"],
            date.fromisoformat(row["start_date"]),
            date.fromisoformat(row["end_date"]) if row["end_date"] else None,
            Decimal(row["mrr_amount"]),
        )
        for row in made.raw["subscriptions"]
    ]
    money = made.book.grid("subscriptions", "waterfall")
    rates = made.book.grid("subscriptions", "rates")
    ends = [first.replace(day=1) for first in months_from(date(2023, 2, 1), date(2025, 1, 2))]
    one = date(2024, 1, 2) - date(2024, 1, 1)
    for before, last, flow, rate in zip(ends[11:], ends[12:], money[12:], rates[12:], strict=False):
        counted = month_figures(stretches, before - one, last - one)
        assert flow["month"] == 12 * before.year + before.month - 1
        check({**rate, **flow}, counted)


@pytest.mark.mission("K8")
def test_tickets_and_their_scores_are_those_of_a_recount(made: Any) -> None:
    """How many, how long until the first response, how many satisfied."""
    tickets = made.raw["support_tickets"]
    scores = [float(row["satisfaction_score"]) for row in tickets if row["satisfaction_score"]]
    waits = [float(row["first_response_time_minutes"]) for row in tickets]
    shown = made.book.figures("service")
    check(shown, {
        "Contacts": len(tickets) + len(made.raw["churn_events"]),
        "Answers on satisfaction": len(scores),
        "Satisfied customers (CSAT)": Fraction(sum(s >= 4 for s in scores), len(scores)),
        "Time to first response": Fraction(median(waits)),
    })  # fmt: skip


@pytest.mark.mission("D3")
def test_what_contradicts_itself_is_named(made: Any) -> None:
    """Accounts that left and run, that left without an event, that stay and have one."""
    raw, odd = made.raw, made.book.anomalies()
    left = {row["account_id"] for row in raw["accounts"] if row["churn_flag"] == "TRUE"}
    stays = {row["account_id"] for row in raw["accounts"]} - left
    gone = {row["account_id"] for row in raw["churn_events"]}
    running = defaultdict[str, int](int)
    for row in raw["subscriptions"]:
        running[row["account_id"]] += not row["end_date"]
    free = sum(not Decimal(row["mrr_amount"]) for row in raw["subscriptions"])
    unpaid = sum(not Decimal(row["amount"]) for row in raw["invoices"])
    late = sum(row["start_date"] == LAST.isoformat() for row in raw["subscriptions"])
    expected = {
        "Customers marked as having left without an event that says so":
            (len(left - gone), len(left)),
        "Customers marked as staying with an event that says they left":
            (len(stays & gone), len(stays)),
        "Customers marked as having left whose subscription runs":
            (sum(running[who] > 0 for who in left), len(left)),
        "Customers with several running subscriptions":
            (sum(n > 1 for n in running.values()), len(running)),
        "Subscriptions with an amount of 0": (free, len(raw["subscriptions"])),
        "Subscriptions that began on the last day of the data": (late, len(raw["subscriptions"])),
        "Orders of 0.00": (unpaid, len(raw["invoices"])),
    }  # fmt: skip
    assert {name: odd[name] for name in expected} == expected
    if len(raw["accounts"]) == 500:
        assert (len(left - gone), len(left), len(stays & gone), free) == (35, 110, 277, 778)
    unscored = sum(not row["satisfaction_score"] for row in raw["support_tickets"])
    assert made.book.grid("quality", "rejected_rows") == [
        {"rule": "answer_missing", "rows": unscored}
    ]
