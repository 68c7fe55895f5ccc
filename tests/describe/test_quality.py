"""What does not fit together is counted, by hand and in real data that disagree."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tests.collect.loading import NOW
from tests.store.company import company_with
from tests.store.shop import END, REVENUE, engine_with, order, refund

from volver.collect.company.load import load_company, views_of
from volver.collect.company.mapping import CompanyMapping
from volver.collect.report import LoadOptions
from volver.describe.quality import data_quality
from volver.domain.money import Basis
from volver.present.book.quality import DataPage, sheet
from volver.present.records import Costs, Load, Quality, Remark
from volver.present.sheet import Grid
from volver.present.words import Words
from volver.store.snapshot import Snapshot
from volver.store.views import Shape

LINES = [order(1, "ana", 0, "9.00", cost=10), order(2, "ben", 1, "5.00", cost=1)]


def found(snapshot: Snapshot) -> dict[str, tuple[int, int]]:
    """Each anomaly with its counts."""
    return {one.slug: (one.found, one.among) for one in data_quality(snapshot).anomalies}


def test_each_anomaly_is_counted_by_hand() -> None:
    """One of each kind beside one that fits."""
    engine = engine_with(LINES)
    start = date(2024, 1, 1)
    rows = {
        "customers": [
            {"customer_id": "ana", "channel": "search"},
            {"customer_id": "eva", "channel": "friends"},
        ],
        "attributes": [
            {"customer_id": "ana", "name": "churn", "label": "Yes"},
            {"customer_id": "eva", "name": "churn", "label": "No"},
        ],
        "products": [{"product_id": "p", "cost": 1}, {"product_id": "q"}],
        "spend": [
            {"day": start, "amount": 5, "channel": "search"},
            {"day": start, "amount": 5, "channel": "tv"},
        ],
        "interactions": [
            {"customer_id": None, "day": start},
            {"customer_id": "eva", "day": date(2022, 12, 31), "type": "Cancellation"},
        ],
        "answers": [{"day": start}, {"day": date(2022, 12, 30)}],
        "subscriptions": [
            {"subscription_id": "1", "customer_id": "ana", "started": start, "amount": 0},
            {"subscription_id": "2", "customer_id": "ana", "started": start, "amount": 5},
            {"subscription_id": "3", "customer_id": "eva", "started": start, "amount": 5,
             "ended": date(2024, 2, 1)},
            {"subscription_id": "4", "customer_id": "ana", "started": END, "amount": 5},
        ],
    }  # fmt: skip
    shape = Shape(Basis("margin_from_cost"), has_order_ids=False, has_refunds=False)
    snapshot = Snapshot(engine, END, shape, company=company_with(engine, **rows))
    assert found(snapshot) == {
        "unknown_customer": (1, 2),
        "margin_below_zero": (1, 2),
        "order_of_nothing": (0, 2),
        "never_ordered": (1, 2),
        "contact_long_before": (1, 2),
        "answer_long_before": (1, 2),
        "left_without_event": (1, 1),
        "stays_with_event": (1, 1),
        "began_on_last_day": (1, 4),
        "free_subscription": (1, 4),
        "several_running": (1, 2),
        "left_and_runs": (1, 1),
        "stays_and_ended": (1, 1),
        "product_without_cost": (1, 2),
        "contact_without_customer": (1, 2),
        "spend_without_customer": (1, 2),
        "customer_without_spend": (1, 2),
    }


def test_nothing_is_said_of_what_is_not_there() -> None:
    """Orders alone: only what orders can show."""
    snapshot = Snapshot(engine_with(LINES), END, Shape(REVENUE, False, False))
    assert found(snapshot) == {"margin_below_zero": (0, 2), "order_of_nothing": (0, 2)}
    assert data_quality(snapshot).attributes == ()


def test_refunds_and_products_that_do_not_fit() -> None:
    """An order given back in full, one by more than it cost, a refund of nothing, two strangers."""
    lines = [
        order(1, "ana", 0, "9.00", product_id="p"),
        order(2, "ana", 1, "9.00", product_id="q"),
        order(3, "ana", 2, "0.00", product_id="r"),
        order(4, "ben", 3, "4.00"),
        refund(5, "ana", 4, "9.00", product_id="p"),
        refund(6, "ana", 5, "10.00", product_id="q"),
        refund(7, "ben", 6, "1.00", product_id="p"),
    ]
    engine = engine_with(lines)
    known = company_with(engine, products=[{"product_id": "p", "cost": 1}])
    snapshot = Snapshot(engine, END, Shape(REVENUE, False, has_refunds=True), company=known)
    assert found(snapshot) == {
        "margin_below_zero": (0, 2),
        "order_of_nothing": (1, 2),
        "came_back_whole": (2, 3),
        "refunded_too_much": (1, 3),
        "refund_without_order": (1, 3),
        "line_without_product": (1, 7),
        "unknown_product": (3, 6),
        "product_without_cost": (0, 1),
    }


def test_how_the_data_came_in_stands_beside_it() -> None:
    """Each file with its rows, why some were set aside, and what was noted."""
    snapshot = Snapshot(engine_with(LINES), END, Shape(REVENUE, False, False))
    read = Quality(
        loads=(Load("a.csv", 10, 6, 3, 1, 2),),
        rejections=(("amount_missing", 3),),
        notes=(Remark("a.csv", "Lines below zero, taken as refunds: 4"),),
        costs=Costs(own=3, by_product=2, by_rate=1, is_stated=True),
    )
    for language, noted in (
        ("en", "Lines below zero, taken as refunds: 4"),
        ("es", "Líneas por debajo de cero, tomadas como devoluciones: 4"),
    ):
        page = sheet(DataPage(data_quality(snapshot), read), Words(language))
        told = {grid.slug: grid.rows for grid in page.blocks if isinstance(grid, Grid)}
        assert told["files_read"] == (("a.csv", 10, 6, 3, 1, 2),)
        assert [row[1:] for row in told["costs_of_lines"]] == [(3, 1 / 2), (2, 1 / 3), (1, 1 / 6)]
        assert told["noted"] == (("a.csv", noted),)
        ((_, times),) = told["rejected_rows"]
        assert times == 3


def test_a_customers_own_columns_are_counted_too() -> None:
    """A column that the source has, and that is not filled in for everybody."""
    people = [{"customer_id": "ana", "gender": "f"}, {"customer_id": "ben"}]
    engine = engine_with(LINES)
    known = company_with(engine, customers=people)
    snapshot = Snapshot(engine, END, Shape(REVENUE, False, False), company=known)
    (gender,) = data_quality(snapshot).attributes
    assert (gender.attribute, gender.missing, gender.customers) == ("gender", 1, 2)


def test_an_attribute_that_is_not_known_of_everybody() -> None:
    """Two of three."""
    engine = engine_with(LINES)
    people = [{"customer_id": name} for name in ("ana", "ben", "eva")]
    plans = [{"customer_id": name, "name": "plan", "label": "x"} for name in ("ana", "nobody")]
    known = company_with(engine, customers=people, attributes=plans)
    snapshot = Snapshot(engine, END, Shape(REVENUE, False, False), company=known)
    (plan,) = data_quality(snapshot).attributes
    assert (plan.attribute, plan.missing, plan.customers) == ("plan", 2, 3)


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_page_names_each_of_them(language: str) -> None:
    """With its count, its share and what to do."""
    snapshot = Snapshot(engine_with(LINES), END, Shape(REVENUE, False, False))
    page = sheet(DataPage(data_quality(snapshot)), Words(language))
    (grid,) = page.blocks
    below, nothing = grid.rows
    assert below[1:4] == nothing[1:4] == (0, 2, 0.0)
    assert below[4]
    assert ("margen" in below[0]) == (language == "es")


def test_the_tables_of_ravenstack_disagree(test_data: Any) -> None:
    """Their README: 778 subscriptions at 0; 110 accounts marked as left, all of which run."""
    accounts: Path = test_data("subscriptions/ravenstack_accounts.csv")
    engine = engine_with(LINES)
    wanted = LoadOptions(keep=True)
    churn = CompanyMapping("customers", attributes={"churn_flag": "churn_flag"})
    load_company(engine, accounts, churn, wanted, now=NOW)
    file = accounts.parent / "ravenstack_subscriptions.csv"
    load_company(engine, file, CompanyMapping("subscriptions"), wanted, now=NOW)
    later = date(2024, 12, 31)
    snapshot = Snapshot(engine, later, Shape(REVENUE, False, False), company=views_of(engine))
    seen = found(snapshot)
    assert seen["free_subscription"] == (778, 5000)
    assert seen["left_and_runs"] == (110, 110)
    assert seen["stays_and_ended"] == (0, 390)
    assert seen["several_running"][1] == 500
