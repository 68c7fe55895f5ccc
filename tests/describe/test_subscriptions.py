"""Recurring revenue and churn: on paper, as identities, and on two public data sets recounted."""

import csv
import os
from calendar import monthrange
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.store.company import company_with
from tests.store.shop import REVENUE, engine_with, order

from volver.describe.catalogue import BY_SLUG, OF_SUBSCRIPTIONS, WATERFALL
from volver.describe.lists import waterfall
from volver.describe.measure import Span, measure_by, told
from volver.domain.estimate import NotEnough
from volver.domain.measure import UNKNOWN
from volver.store.schema.company import SUBSCRIPTIONS
from volver.store.snapshot import Snapshot
from volver.store.views import Shape

NEVER = date(9000, 1, 1)
JAN, FEB, MARCH = 12 * 2024, 12 * 2024 + 1, 12 * 2024 + 2
DATA = os.getenv("VOLVER_TEST_DATA")
real = pytest.mark.skipif(DATA is None, reason="VOLVER_TEST_DATA names no folder")


def sub(who: str, started: str, ended: str | None, amount: str, involuntary: bool | None = None):
    """One stretch at one amount."""
    return {
        "subscription_id": f"{who} {started}",
        "customer_id": who,
        "started": date.fromisoformat(started),
        "ended": None if ended is None else date.fromisoformat(ended),
        "amount": Decimal(amount),
        "involuntary": involuntary,
    }


# MRR at the end of       December   January   February   (29 February is the last day)
# ana                         10        10        15       expansion 5 in February
# bea                         20        12         -       contraction 8; then left, payment failed
# cy                           -        30        30       new in January
# dan                          5         -         7       left in January, of his own; came back
# eva                          8         8         -       left on the leap day; nobody says why
# fay                          -         -         -       came on 3 January and went on the 20th
# gus                          -         0         9       free in January; new when he pays
BOOK = [
    sub("ana", "2023-11-01", "2024-02-15", "10.00"),
    sub("ana", "2024-02-15", None, "15.00"),
    sub("bea", "2023-12-31", "2024-01-31", "20.00", False),
    sub("bea", "2024-01-31", "2024-02-10", "12.00", True),
    sub("cy", "2024-01-01", None, "30.00"),
    sub("dan", "2023-06-01", "2024-01-05", "5.00", False),
    sub("dan", "2024-02-29", None, "7.00"),
    sub("eva", "2023-10-01", "2024-02-29", "8.00"),
    sub("fay", "2024-01-03", "2024-01-20", "99.00"),
    sub("gus", "2024-01-10", "2024-02-01", "0.00"),
    sub("gus", "2024-02-01", None, "9.00"),
]


def snapshot_of(rows: list[dict], as_of: date, **company: list) -> Snapshot:
    """Subscriptions beside one order, of a customer of their own."""
    engine = engine_with([order(1, "zoe", -60, "1.00", order_id="1")])
    queries = company_with(engine, subscriptions=rows, **company)
    return Snapshot(engine, as_of, Shape(REVENUE, True, False), company=queries).with_histories()


@pytest.fixture(scope="module")
def snapshot() -> Snapshot:
    """On the leap day."""
    people = [{"customer_id": who, "channel": "fair"} for who in ("ana", "bea", "dan")]
    return snapshot_of(BOOK, date(2024, 2, 29), customers=people)


def two_months(snapshot: Snapshot, slug: str) -> tuple:
    """January and February."""
    rows = measure_by(snapshot, [BY_SLUG[slug]], "month", span=Span(JAN, FEB))
    return tuple(row.value for row in rows)


PAPER = {
    "mrr_start": (43, 60),  # 10 + 20 + 5 + 8; 10 + 12 + 30 + 8
    "mrr_new": (30, 9),  # cy; gus
    "mrr_expansion": (0, 5),
    "mrr_reactivated": (0, 7),
    "mrr_contraction": (8, 0),
    "mrr_churned": (5, 20),  # dan; bea 12 and eva 8
    "mrr": (60, 61),  # 15 + 30 + 7 + 9
    "nrr": (30 / 43, 45 / 60),  # 10 + 12 + 8; 15 + 30
    "grr": (30 / 43, 40 / 60),  # the same; ana counts 10
    "quick_ratio": (30 / 13, (9 + 5 + 7) / 20),
    "arpa": (60 / 4, 61 / 4),
    "subscribers": (4, 4),
    "churn_contractual": (1 / 4, 2 / 4),  # dan of four; bea and eva of ana, bea, cy, eva
    "churn_involuntary": (0, 1 / 4),
    "churn_voluntary": (1 / 4, 0),
}


@pytest.mark.mission("K4")
@pytest.mark.parametrize("slug", PAPER)
def test_a_figure_of_subscriptions_is_what_the_paper_says(snapshot, slug):
    """Two months, the second ends on a leap day."""
    assert two_months(snapshot, slug) == pytest.approx(PAPER[slug])
    assert set(PAPER) == {metric.slug for metric in OF_SUBSCRIPTIONS}


@pytest.mark.parametrize("slug", PAPER)
def test_no_figure_of_the_whole_says_nought_where_a_month_says_more(snapshot, slug):
    """Over all there is nobody had a contract before: what was lost is not known to be 0.00."""
    (found,) = told(snapshot, [BY_SLUG[slug]])
    if slug in ("mrr", "mrr_new", "arpa", "subscribers"):
        assert found.rows[0].value > 0
    else:
        assert isinstance(found.lacks, NotEnough)
        assert found.rows == ()


def test_from_a_later_month_on_the_whole_compares_with_what_was_before(snapshot):
    """From January to February: dan's 5, bea's 20 and eva's 8 of 43 have gone, dan is back at 7."""
    asked = [BY_SLUG[slug] for slug in ("mrr_start", "mrr_churned", "churn_contractual", "nrr")]
    start, churned, churn, nrr = (
        one.rows[0].value for one in told(snapshot, asked, span=Span(JAN))
    )
    assert (start, churned, churn) == (43, 28, 2 / 4)
    assert nrr == pytest.approx(22 / 43)  # ana at 15 and dan at 7


def test_the_waterfall_is_on_paper_to_the_cent(snapshot):
    """As decimals, month by month."""
    january, february = waterfall(snapshot, "month", span=Span(JAN, FEB))
    assert january.start + january.new - january.contraction - january.churned == Decimal("60.00")
    assert february.end == Decimal("61.0000")
    assert january.is_whole
    assert february.is_whole
    assert february.start == january.end


def test_by_the_channel_that_brought_them(snapshot):
    """Whoever is not known is told as such, and the levels add up."""
    rows = measure_by(snapshot, [BY_SLUG["mrr"]], "month", "channel", Span(FEB, FEB))
    assert {row.level: row.value for row in rows} == {"fair": 15 + 7, UNKNOWN: 30 + 9}


def test_over_the_quarter(snapshot):
    """From the end of the year: who left and came back within it did not leave."""
    rows = {
        row.slug: row.value
        for row in measure_by(snapshot, OF_SUBSCRIPTIONS, "quarter", span=Span(JAN, MARCH))
    }
    assert rows["mrr_start"] == 43
    assert rows["mrr_expansion"] == 5 + 2  # ana 10 to 15, dan 5 to 7
    assert rows["mrr_churned"] == 20 + 8
    assert rows["mrr_new"] == 30 + 9
    assert rows["churn_contractual"] == 2 / 4


@pytest.mark.mission("K4")
def test_modelled_churn_is_apart_and_says_so(snapshot):
    """1 - mean P(alive), by hand: 0.9, 0.4 and 0.2 leave half of the customers gone."""
    lines = [order(n, who, 0, "1.00") for n, who in enumerate(("ana", "bea", "cy"), start=1)]
    shop = Snapshot(engine_with(lines), date(2024, 3, 20), Shape(REVENUE, False, False))
    shop = shop.with_histories()
    alive = {"n": np.arange(3, dtype=np.int32), "p_alive": np.array([0.9, 0.4, 0.2])}
    shop.store_columns("forecasts", alive)
    (row,) = measure_by(shop, [BY_SLUG["churn_modelled"]], "month")
    assert row.value == pytest.approx(0.5)
    assert (row.period, row.n) == (None, 3)
    # Squares of 0.1, 0.6, 0.8 about 0.5: 0.16 + 0.01 + 0.09 = 0.26; t of 2 at 90 % is 2.919986.
    assert row.high - row.value == pytest.approx(2.919986 * (0.26 / 2 / 3) ** 0.5, rel=1e-6)
    modelled, seen = BY_SLUG["churn_modelled"], BY_SLUG["churn_contractual"]
    assert modelled.title == "Lapsed customers, by the model"
    assert "model" in modelled.caution
    assert "Seen, by dates of contracts" in seen.caution


DAYS = st.dates(date(2023, 12, 1), date(2024, 6, 1)) | st.sampled_from(
    [date(2024, 2, 28), date(2024, 2, 29), date(2024, 3, 1), date(2024, 1, 31), date(2024, 3, 31)]
)


@st.composite
def books(draw: st.DrawFn) -> list[dict]:
    """Stretches of few customers on few days, so that they often meet, overlap and end at once."""
    rows = []
    for number in range(draw(st.integers(1, 12))):
        started = draw(DAYS)
        length = draw(st.none() | st.integers(0, 120))
        rows.append(
            {
                "subscription_id": str(number),
                "customer_id": draw(st.sampled_from(["ana", "bea", "cy", "dan"])),
                "started": started,
                "ended": None if length is None else started + timedelta(days=length),
                "amount": Decimal(draw(st.sampled_from([0, 1, 999, 1000, 3333]))) / 100,
                "involuntary": draw(st.sampled_from([True, False, None])),
            }
        )
    return rows


def runs(row: dict, day: date) -> bool:
    """Whether it runs at the end of a day."""
    return row["started"] <= day and (row["ended"] is None or row["ended"] > day)


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(books(), st.sampled_from(["month", "quarter", "year"]))
def test_recurring_revenue_adds_up_over_any_book(rows, period):
    """End = start + new + expansion + reactivated - contraction - churned, exactly; NRR and GRR."""
    as_of = date(2024, 6, 12)
    snapshot = snapshot_of(rows, as_of)
    known = [{**row, "ended": row["ended"] if row["ended"] and row["ended"] <= as_of else None}
             for row in rows]  # fmt: skip
    falls = waterfall(snapshot, period)
    assert all(fall.is_whole for fall in falls)
    assert all(one.end == two.start for one, two in pairwise(falls))
    for fall in falls:
        first = fall.period + {"month": 1, "quarter": 3, "year": 12}[period]
        day = min(date(first // 12, first % 12 + 1, 1) - timedelta(days=1), as_of)
        assert fall.end == sum((row["amount"] for row in known if runs(row, day)), Decimal())
    found: dict = {}
    for row in measure_by(snapshot, OF_SUBSCRIPTIONS, period):
        found.setdefault(row.slug, {})[row.period] = row.value
    for at, grr in found["grr"].items():
        nrr = found["nrr"][at]
        assert (grr is None) == (nrr is None)
        assert grr is None or 0 <= grr <= min(nrr, 1) + 1e-12
        assert grr is None or grr == pytest.approx(
            1 - (found["mrr_churned"][at] + found["mrr_contraction"][at]) / found["mrr_start"][at]
        )
    assert {metric.slug for metric in WATERFALL} <= set(found)


def plain(name: str) -> list[dict[str, str]]:
    """A public file as rows."""
    with (Path(DATA or "") / "subscriptions" / name).open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def many(rows: list[dict], as_of: date, attributes: list[dict] | None = None) -> Snapshot:
    """Thousands of subscriptions, put before the engine at once."""
    snapshot = snapshot_of(rows[:1], as_of, attributes=attributes or [])
    columns = {
        "subscription_id": np.array([row["subscription_id"] for row in rows], dtype=object),
        "customer_id": np.array([row["customer_id"] for row in rows], dtype=object),
        "started": np.array([row["started"] for row in rows], dtype="datetime64[D]"),
        "until": np.array([row["ended"] or NEVER for row in rows], dtype="datetime64[D]"),
        "cents": np.array([int(row["amount"] * 100) for row in rows], dtype=np.int64),
    }  # fmt: skip
    snapshot.engine.store_columns("loaded", columns)
    names = ", ".join(SUBSCRIPTIONS.names)
    query = (
        "SELECT subscription_id, customer_id, started, NULLIF(until, DATE '9000-01-01') AS ended,"
        " CAST(CAST(cents AS DECIMAL(18,2)) / 100 AS DECIMAL(18,4)) AS amount, NULL AS plan,"
        " NULL AS reason, CAST(NULL AS BOOLEAN) AS involuntary FROM loaded"
    )
    company = {**snapshot.company, "subscriptions": f"SELECT {names} FROM ({query}) AS rows"}
    return Snapshot(snapshot.engine, as_of, snapshot.shape, company=company).with_histories()


@real
@pytest.mark.mission("K4")
def test_ravenstack_is_recounted():
    """MRR of December 2024 and what it is made of, by a loop over the file."""
    rows = [
        {
            "subscription_id": row["subscription_id"],
            "customer_id": row["account_id"],
            "started": date.fromisoformat(row["start_date"]),
            "ended": date.fromisoformat(row["end_date"]) if row["end_date"] else None,
            "amount": Decimal(row["mrr_amount"]),
        }
        for row in plain("ravenstack_subscriptions.csv")
    ]
    as_of = date(2024, 12, 31)
    held: dict[str, list[Decimal]] = {}
    before: set[str] = set()
    for row in rows:
        if row["ended"] == row["started"]:
            continue
        of = held.setdefault(row["customer_id"], [Decimal(), Decimal()])
        of[0] += row["amount"] if runs(row, date(2024, 11, 30)) else 0
        of[1] += row["amount"] if runs(row, as_of) else 0
        if row["amount"] > 0 and row["started"] <= date(2024, 11, 30):
            before.add(row["customer_id"])
    start = sum((opening for opening, _ in held.values()), Decimal())
    came = [(who, b) for who, (a, b) in held.items() if a == 0 and b > 0]
    kept = [(a, b) for a, b in held.values() if a > 0]
    recount = {
        "start": start,
        "new": sum((b for who, b in came if who not in before), Decimal()),
        "reactivated": sum((b for who, b in came if who in before), Decimal()),
        "expansion": sum((b - a for a, b in kept if b > a), Decimal()),
        "contraction": sum((a - b for a, b in kept if 0 < b < a), Decimal()),
        "churned": sum((a for a, b in kept if b == 0), Decimal()),
        "end": sum((closing for _, closing in held.values()), Decimal()),
    }
    snapshot = many(rows, as_of)
    (fall,) = waterfall(snapshot, "month", span=Span(12 * 2024 + 11, 12 * 2024 + 11))
    assert {name: getattr(fall, name) for name in recount} == recount
    assert recount["start"] > 1_000_000
    assert fall.is_whole
    figures = {
        row.slug: row.value
        for row in measure_by(
            snapshot, OF_SUBSCRIPTIONS, "month", span=Span(12 * 2024 + 11, 12 * 2024 + 11)
        )
    }
    nrr = float(sum((b for _, b in kept), Decimal()) / start)
    grr = float(sum((min(a, b) for a, b in kept), Decimal()) / start)
    assert figures["nrr"] == pytest.approx(nrr, rel=1e-12)
    assert figures["grr"] == pytest.approx(grr, rel=1e-12)
    assert figures["churn_contractual"] == sum(b == 0 for _, b in kept) / len(kept)
    paying = [b for _, b in held.values() if b > 0]
    assert figures["subscribers"] == len(paying)
    assert figures["arpa"] == pytest.approx(float(sum(paying) / len(paying)))
    lost = recount["contraction"] + recount["churned"]
    won = recount["new"] + recount["expansion"] + recount["reactivated"]
    assert figures["quick_ratio"] == (pytest.approx(float(won / lost)) if lost else None)


@real
@pytest.mark.mission("K4")
def test_telco_churn_is_recounted():
    """1,869 left within the last month: of those who were there at its start, by contract too."""
    told = plain("telco_customer_churn.csv")
    as_of, start = date(2024, 1, 31), date(2023, 12, 1)

    def months_ago(months: int) -> date:
        """A tenure of m months began m months before the last one began, on its first day."""
        at = 12 * start.year + start.month - months
        return date(at // 12, at % 12 + 1, min(1, monthrange(at // 12, at % 12 + 1)[1]))

    rows = [
        {
            "subscription_id": row["customerID"],
            "customer_id": row["customerID"],
            "started": months_ago(int(row["tenure"])) if int(row["tenure"]) else date(2024, 1, 2),
            "ended": date(2024, 1, 15) if row["Churn"] == "Yes" else None,
            "amount": Decimal(row["MonthlyCharges"]),
        }
        for row in told
    ]
    attributes = [
        {"customer_id": row["customerID"], "name": "contract", "label": row["Contract"]}
        for row in told[:1]
    ]
    snapshot = many(rows, as_of, attributes)
    snapshot.engine.store_columns(
        "labels",
        {
            "customer_id": np.array([row["customerID"] for row in told], dtype=object),
            "label": np.array([row["Contract"] for row in told], dtype=object),
        },
    )
    company = {
        **snapshot.company,
        "attributes": "SELECT customer_id, 'contract' AS name, label,"
        " CAST(NULL AS DOUBLE) AS number FROM labels",
        "customers": "SELECT customer_id, CAST(NULL AS DATE) AS first_contact,"
        " NULL AS channel, NULL AS campaign, NULL AS referred_by, NULL AS country,"
        " NULL AS gender, CAST(NULL AS BIGINT) AS birth_year FROM labels",
    }
    snapshot = Snapshot(snapshot.engine, as_of, snapshot.shape, company=company).with_histories()
    january = Span(JAN, JAN)
    churn = BY_SLUG["churn_contractual"]
    (row,) = measure_by(snapshot, [churn], "month", span=january)
    there = [one for one in told if int(one["tenure"])]
    assert row.n == len(there) == 7032
    assert row.value == sum(one["Churn"] == "Yes" for one in told) / 7032 == 1869 / 7032
    assert row.low < 0.2654 < row.high  # the published share, of all 7,043
    rows = measure_by(snapshot, [churn], "month", "attribute:contract", january)
    recount = {
        contract: sum(one["Churn"] == "Yes" for one in there if one["Contract"] == contract)
        / sum(one["Contract"] == contract for one in there)
        for contract in ("Month-to-month", "One year", "Two year")
    }
    assert {row.level: row.value for row in rows if not row.is_missing} == recount
    assert round(recount["Month-to-month"], 3) == 0.427
    (mrr,) = measure_by(snapshot, [BY_SLUG["mrr"]], "month", span=january)
    stayed = sum(Decimal(one["MonthlyCharges"]) for one in told if one["Churn"] == "No")
    assert mrr.value == float(stayed)
