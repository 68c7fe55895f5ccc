"""Cohort tables: every figure by hand, then over shops of any kind, then a shop that is real."""

from collections import defaultdict
from contextlib import closing
from datetime import date, datetime, timedelta
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import stdtrit
from tests.store.company import company_with
from tests.store.shop import REVENUE, engine_with, look, order, refund, shops

from volver.describe.cohorts import (
    APART,
    acquire_spend,
    cohort_table,
    grow,
    with_cac,
)
from volver.describe.split import Split, split_of, splits_of
from volver.domain.cohorts import MONTHS_IN, first_day, month_of
from volver.domain.errors import BadInput
from volver.store import open_engine
from volver.store.snapshot import Snapshot
from volver.store.views import Shape

FEBRUARY = 12 * 2024 + 1
# START is 20 February 2024, so day 9 is the leap day and day 10 the first of March.
HAND = [
    order(1, "ana", 0, "100"),
    order(2, "ana", 9, "20"),
    order(3, "ana", 10, "30"),
    order(4, "bo", 9, "50"),
    order(5, "cy", 10, "10"),
    order(6, "cy", 41, "5"),
    order(7, "bo", 42, "7"),
]


def table(lines=HAND, as_of=date(2024, 4, 2), measure="revenue", **rest):
    """One table of a shop by month."""
    snapshot = look(lines, as_of=as_of)
    return cohort_table(grow(snapshot, rest.pop("step", "month")), measure, **rest)


def test_every_cell_of_a_small_shop():
    """Three customers, three months: 2024-02 (ana, bo), 2024-03 (cy); April has begun."""
    february, march = table(per_customer=False).rows
    assert (february.start, february.size) == (FEBRUARY, 2)
    assert february.values == (170.0, 30.0, 7.0)
    assert (march.start, march.size) == (FEBRUARY + 1, 1)
    assert march.values == (10.0, 5.0, None)
    assert (february.partial, march.partial) == (2, 1)


def test_cumulative_figures_of_one_customer_and_the_active_share():
    """The same shop: 170, 200, 207 over two customers."""
    february, _ = table(cumulative=True).rows
    assert february.values == (85.0, 100.0, 103.5)
    february, march = table(measure="active").rows
    assert february.values == (1.0, 0.5, 0.5)
    assert march.values == (1.0, 1.0, None)
    orders, _ = table(measure="orders", per_customer=False).rows
    assert orders.values == (3.0, 1.0, 1.0)


def test_quarters_count_a_customer_once():
    """Ana ordered in February and March: one active customer of the first quarter."""
    (only,) = table(measure="active", per_customer=False, step="quarter").rows
    assert (only.start, only.size) == (12 * 2024, 3)
    assert only.values == (3.0, 2.0)
    assert only.partial == 1


def test_a_period_that_ended_on_the_observation_date_is_whole():
    """The last of February, in a leap year and in another; a day before, it is not."""
    for year, last in ((2024, 29), (2023, 28)):
        lines = [order(1, "ana", (date(year, 2, 3) - date(2024, 2, 20)).days, "1")]
        whole = table(lines, as_of=date(year, 2, last)).rows[0]
        assert whole.partial is None
        open_still = table(lines, as_of=date(year, 2, last - 1)).rows[0]
        assert open_still.partial == 0


def test_intervals_of_small_cohorts_by_hand():
    """Means 120 and 50 of two customers: of two, a shape of 1, so the mean is exponential.

    85 / -ln(0.05) = 28.37 and 85 / -ln(0.95) = 1657.14; Student's would go from -136 to 306.
    One of two active: Wilson's interval at 90 % is 0.1209 to 0.8791.
    """
    february, march = table().rows
    assert february.bands[0] == pytest.approx((28.37, 1657.14), abs=0.01)
    assert march.bands == (None, None, None)  # one customer has no spread
    shares, _ = table(measure="active").rows
    assert shares.bands[1] == pytest.approx((0.1209, 0.8791), abs=1e-4)


def drawn(engine, random, size, loss=0.0):
    """Twelve cohorts whose customers order half a time a month, for 40 on average, less a loss.

    Rates are Gamma(0.6), mean orders inverse-gamma of shape 3, orders Gamma(2): a few customers
    bring most. Everybody orders once in the first month.
    """
    first, count = month_of(date(2023, 1, 1)), 12
    born = first + np.repeat(np.arange(count), size)
    rate = random.gamma(0.6, 0.5 / 0.6, len(born))
    usual = 80 / random.gamma(3.0, 1.0, len(born))
    who, month, orders = [], [], []
    for age in range(count):
        times = random.poisson(rate) + (age == 0)
        there = np.flatnonzero((times > 0) & (born + age < first + count))
        who, month = [*who, there], [*month, born[there] + age]
        orders = [*orders, times[there]]
    n, month, orders = map(np.concatenate, (who, month, orders))
    margin = usual[n] * random.gamma(2.0 * orders) / 2.0 - loss * orders
    snapshot = Snapshot(engine, date(2023, 12, 31), Shape(REVENUE, False, False))
    day = np.array([first_day(one) for one in born.tolist()], "datetime64[D]")
    known = {"n": np.arange(len(born)), "first_order": day, "last_order": day}
    snapshot.store_columns("histories", known)
    columns = {"n": n, "month": month, "orders": orders, "margin": margin}
    snapshot.store_columns("customer_months", columns)
    return grow(snapshot), born, n, month, margin


def held(size, worlds, cumulative):
    """The shares of bands of 90 % that hold the true mean: ours, and Student's."""
    random, ours, students = np.random.default_rng(1), [], []
    for _ in range(worlds):
        with closing(open_engine()) as engine:
            grown, born, n, month, margin = drawn(engine, random, size)
            rows = cohort_table(grown, "margin", cumulative=cumulative).rows
        for row in rows:
            there = born[n] == row.start
            each = np.zeros((size, 12))
            np.add.at(each, (n[there] % size, month[there] - row.start), margin[there])
            each = each.cumsum(axis=1) if cumulative else each
            reach = stdtrit(size - 1, 0.95) * each.std(axis=0, ddof=1) / size**0.5
            for age, band in enumerate(row.bands):
                if band is not None:
                    truth = 40 + 20 * (age + 1) if cumulative else 20 + 40 * (age == 0)
                    ours.append(band[0] <= truth <= band[1])
                    students.append(abs(each[:, age].mean() - truth) <= reach[age])
    return np.mean(ours), np.mean(students)


@pytest.mark.parametrize("cumulative", [False, True], ids=["by month", "added up"])
def test_bands_of_small_cohorts_hold_the_truth_where_students_do_not(cumulative):
    """30 customers of whom a few bring most: Student's band of 90 % holds their mean in 80 %."""
    ours, students = held(30, 60, cumulative)
    assert students < 0.82
    assert ours == pytest.approx(0.9, abs=0.02)


@pytest.mark.long
@pytest.mark.parametrize("cumulative", [False, True], ids=["by month", "added up"])
@pytest.mark.parametrize(("size", "least"), [(10, 0.84), (30, 0.88), (100, 0.88), (400, 0.88)])
def test_bands_hold_the_truth_in_cohorts_of_any_size(size, least, cumulative):
    """In tens of customers a cell often has nobody who ordered; from thirty on it is the level."""
    ours, students = held(size, 300, cumulative)
    assert students < ours
    assert least < ours < 0.93


def test_what_came_back_before_the_first_order_kept_is_in_no_earlier_period():
    """An order of February that was refunded in full, and one of March that was kept."""
    lines = [
        order(1, "ana", 0, "40", order_id="a"),
        refund(2, "ana", 3, "40", order_id="a"),
        order(3, "ana", 11, "9", order_id="b"),
    ]
    (only,) = table(lines, as_of=date(2024, 4, 30)).rows
    assert (only.start, only.values) == (FEBRUARY + 1, (9.0, 0.0))


def test_a_cumulative_share_is_refused():
    """One customer may be active in many periods."""
    with pytest.raises(BadInput, match="cannot be added up"):
        table(measure="active", cumulative=True)


def with_company(as_of=date(2024, 4, 2), **rows):
    """The hand-made shop with more known of it."""
    engine = engine_with(HAND)
    company = company_with(engine, **rows)
    return Snapshot(engine, as_of, Shape(REVENUE, True, True), company=company).with_histories()


SPENT = {
    "spend": [
        {"day": date(2024, 2, 1), "amount": 150, "channel": "web"},
        {"day": date(2024, 2, 29), "amount": 50, "channel": "mail"},
        {"day": date(2024, 2, 29), "amount": 999, "channel": "mail", "purpose": "retain"},
        {"day": date(2024, 3, 31), "amount": 60, "channel": "web"},
        {"day": date(2024, 4, 1), "amount": 1, "channel": "web"},
    ],
    "customers": [
        {"customer_id": "ana", "channel": "web"},
        {"customer_id": "bo", "channel": "mail"},
        {"customer_id": "cy", "channel": "web"},
    ],
}


@pytest.mark.mission("K2")
def test_cac_and_payback_by_hand():
    """February: 200 spent to acquire on two is 100 each; 85, then 100: paid back in two months."""
    snapshot = with_company(**SPENT)
    spend = acquire_spend(snapshot)
    whole = with_cac(cohort_table(grow(snapshot), "margin", cumulative=True), spend)
    assert [(row.cac, row.payback) for row in whole.rows] == [(100.0, 2), (60.0, None)]
    (channel,) = splits_of(snapshot)
    assert (channel.by, channel.names) == ("channel", ("web", "mail"))
    split = with_cac(cohort_table(grow(snapshot, split=channel), "margin", cumulative=True), spend)
    assert [(row.group, row.size, row.cac, row.payback) for row in split.rows] == [
        ("web", 1, 150.0, 2),
        ("web", 1, 60.0, None),
        ("mail", 1, 50.0, 1),
    ]
    with pytest.raises(BadInput, match="cumulative margin"):
        with_cac(cohort_table(grow(snapshot), "margin"), spend)


def test_a_period_whose_spend_is_not_known_in_full_has_no_cac():
    """No zero stands for what nobody wrote down."""
    snapshot = with_company(spend=SPENT["spend"][3:])
    grown = grow(snapshot, "month")
    rows = with_cac(cohort_table(grown, "margin", cumulative=True), acquire_spend(snapshot)).rows
    assert [row.cac for row in rows] == [None, 60.0]
    assert acquire_spend(with_company()) is None


def test_a_split_puts_each_customer_in_one_group():
    """And the smallest together where there are too many."""
    made = split_of("country", ["ES", None, "FR", "ES", "IT", "PT"], most=3)
    assert made.names == ("ES", "FR", "other")
    assert made.code.tolist() == [0, 2, 1, 0, 2, 2]


def test_two_splits_and_whoever_parted_customers_before_keep_apart():
    """Each has groups of its own, in one snapshot, whatever is asked first."""
    snapshot = look(HAND, as_of=date(2024, 4, 2))
    snapshot.store_columns("parts", {"n": np.arange(3), "code": np.array([7, 7, 7])})
    first = grow(snapshot, "year", Split("one", ("a", "b"), np.array([0, 0, 1])))
    second = grow(snapshot, "year", Split("two", ("a", "b"), np.array([1, 0, 0])))
    assert first.sums("revenue").ravel().tolist() == [207.0, 15.0]
    assert second.sums("revenue").ravel().tolist() == [72.0, 150.0]
    assert snapshot.rows("SELECT code FROM parts") == [(7,)] * 3


@pytest.fixture(scope="module")
def engine():
    """One engine for many shops, one after the other."""
    with closing(open_engine()) as opened:
        yield opened


@pytest.mark.slow
@pytest.mark.parametrize("step", MONTHS_IN)
@settings(max_examples=15)
@given(lines=shops(), later=st.integers(0, 500), seed=st.integers(0, 9))
def test_rows_add_up_to_all_that_was_sold(engine, step, lines, later, seed):
    """Every measure, whatever the split; with those who kept nothing, to the whole shop."""
    as_of = date(2024, 3, 21) + timedelta(days=later)
    snapshot = look(lines, as_of=as_of, engine=engine)
    customers = snapshot.rows("SELECT COUNT(*) FROM histories")[0][0]
    random = np.random.default_rng(seed)
    split = split_of("any", random.choice(["a", "b", ""], customers).tolist())
    parts, whole = grow(snapshot, step, split), grow(snapshot, step)
    sold = snapshot.rows("SELECT COALESCE(SUM(margin), 0) FROM net_orders")[0][0]
    apart = snapshot.rows(APART)[0][0]
    assert float(sold) == pytest.approx(whole.sums("margin").sum() + apart, abs=1e-6)
    assert parts.size.sum() == customers
    for measure in ("margin", "revenue", "orders", "active"):
        by_age = [of.sums(measure).sum() for of in (parts, whole)]
        assert by_age[0] == pytest.approx(by_age[1], abs=1e-6)
        for row in cohort_table(parts, measure, per_customer=False).rows:
            begun = sum(value is not None for value in row.values)
            assert first_day(row.start + (begun - 1) * MONTHS_IN[step]) <= as_of
            assert first_day(row.start + begun * MONTHS_IN[step]) > as_of
            if measure == "active":
                assert max(v for v in row.values if v is not None) <= row.size
                assert row.values[0] == row.size


@pytest.mark.long
def test_online_retail_is_recounted(test_data):
    """In plain Python from the raw lines: cohorts, sizes, orders, revenue and active customers."""
    import pyarrow.parquet as pq

    raw = pq.read_table(test_data("online_retail/online_retail.parquet")).to_pylist()
    lines, invoices = [], {}
    for number, line in enumerate(raw, start=1):
        if line["CustomerID"] is None or line["Quantity"] <= 0 or line["UnitPrice"] <= 0:
            continue
        when = line["InvoiceDate"]
        when = when if isinstance(when, datetime) else datetime.fromisoformat(when)
        paid = (line["Quantity"] * Decimal(repr(line["UnitPrice"]))).quantize(Decimal("0.0001"))
        who, invoice = str(line["CustomerID"]), line["InvoiceNo"]
        lines.append(
            order(number, who, (when.date() - date(2024, 2, 20)).days, str(paid), order_id=invoice)
        )
        known = invoices.setdefault((who, invoice), [when.date(), Decimal(0)])
        known[0], known[1] = min(known[0], when.date()), known[1] + paid

    born = {}
    for (who, _), (day, _) in invoices.items():
        born[who] = min(born.get(who, day), day)
    assert len(born) == 4338
    snapshot = look(lines, as_of=date(2011, 12, 9), refunds=False)
    for step in ("month", "quarter"):
        same_cells(grow(snapshot, step), step, born, invoices)


def same_cells(grown, step, born, invoices):
    """Every cell against invoices that are counted one by one."""

    def period(day):
        return (day.year, day.month if step == "month" else (day.month - 1) // 3)

    size, orders, money, active = (defaultdict(int), defaultdict(int), defaultdict(Decimal), {})
    for day in born.values():
        size[period(day)] += 1
    for (who, _), (day, paid) in invoices.items():
        cell = (period(born[who]), period(day))
        orders[cell] += 1
        money[cell] += paid
        active.setdefault(cell, set()).add(who)

    found = {m: cohort_table(grown, m, per_customer=False) for m in ("orders", "revenue", "active")}
    assert {period(first_day(row.start)): row.size for row in found["orders"].rows} == dict(size)
    seen = 0
    for place, row in enumerate(found["orders"].rows):
        for age, value in enumerate(row.values):
            if value is None:
                continue
            day = first_day(row.start + age * MONTHS_IN[step])
            cell = (period(first_day(row.start)), period(day))
            assert value == orders[cell]
            assert found["revenue"].rows[place].values[age] == pytest.approx(
                float(money[cell]), abs=0.005
            )
            assert found["active"].rows[place].values[age] == len(active.get(cell, ()))
            seen += value
        assert row.partial is not None  # the log ends on 9 December
    assert seen == 18_532


def test_many_customers_come_to_the_sums_that_were_drawn():
    """200,000 customers in drawn tables: whole, and split by odd and even."""
    random = np.random.default_rng(3)
    first, customers = month_of(date(2022, 1, 1)), 200_000
    born = first + random.integers(0, 24, customers)
    n = np.repeat(np.arange(customers), 4)
    month = np.minimum(born[n] + np.tile([0, 1, 3, 7], customers), first + 23)
    margin = random.normal(10, 3, len(n))
    day = np.array([first_day(one) for one in born.tolist()], "datetime64[D]")
    with closing(open_engine()) as engine:
        snapshot = Snapshot(engine, date(2023, 12, 31), Shape(REVENUE, False, False))
        snapshot.store_columns(
            "histories", {"n": np.arange(customers), "first_order": day, "last_order": day}
        )
        columns = {"n": n, "month": month, "orders": np.ones(len(n), int), "margin": margin}
        snapshot.store_columns("customer_months", columns)
        grown = grow(snapshot, "quarter")
        assert grown.sums("margin").sum() == pytest.approx(margin.sum())
        assert grown.size.tolist() == np.bincount((born - first) // 3, minlength=8).tolist()
        halves = grow(snapshot, "quarter", Split("half", ("even", "odd"), np.arange(customers) % 2))
        of_odd = halves.sums("margin")[8:]
    age = (month // 3 - born[n] // 3)[n % 2 == 1]
    assert of_odd.sum(axis=0) == pytest.approx(np.bincount(age, margin[n % 2 == 1], 8))
