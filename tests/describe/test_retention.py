"""Who stayed: counts by hand and over any shop, survival by hand, waits in a world we made."""

from contextlib import closing
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.store.company import company_with
from tests.store.shop import REVENUE, START, engine_with, look, order, shops

from volver.describe.gaps import late_customers, late_line, second_order
from volver.describe.kaplan_meier import survival_curve
from volver.describe.occasions import Occasions, day_number, occasions
from volver.describe.retention import (
    by_cohort,
    contracts,
    kept,
    periods,
    shop_spans,
    usual_window,
)
from volver.describe.split import split_of
from volver.domain.cohorts import LateLine
from volver.domain.estimate import Estimate, NotEnough
from volver.store import open_engine
from volver.store.snapshot import Snapshot
from volver.store.views import Shape

APRIL_30 = date(2024, 4, 30)


def ordered(**days):
    """Lines of one order a day by customer, days after 20 February 2024."""
    return [
        order(10 * place + at, who, day, "10")
        for place, (who, on) in enumerate(days.items(), start=1)
        for at, day in enumerate(on)
    ]


def counts(row):
    """Start, won, won back, lost, end."""
    return (row.start, row.won, row.back, row.lost, row.end)


@pytest.mark.mission("F11")
def test_retention_by_counts_with_a_window_of_ten_days():
    """A customer of a day has ordered on it or on one of the nine before.

    31 March is day 40, 30 April day 70. On 31 March: ana (day 35), bo (31), dee (38). On 30 April:
    bo (66), cy (61, once a customer in February), eve (70, new). So of three one was kept.
    """
    lines = ordered(ana=[0, 35], bo=[31, 66], cy=[2, 61], dee=[38], eve=[70])
    table = kept(shop_spans(occasions(look(lines, as_of=APRIL_30)), within=10), "month")
    march, april = table.rows
    assert (april.start_day, april.end_day) == (date(2024, 3, 31), APRIL_30)
    assert counts(april) == (3, 1, 1, 2, 3)
    assert april.rate.value == pytest.approx((3 - 2) / 3)
    assert not april.is_partial
    # 29 February is day 9: ana (0) and cy (2). Nobody of March's end was there then but ana, who
    # had left in between and counts as kept: there at the start, there at the end.
    assert counts(march) == (2, 2, 0, 1, 3)
    assert march.rate.value == 0.5
    assert table.within == 10


@pytest.mark.mission("K2")
def test_retention_by_split_and_by_cohort():
    """The same shop by country, and by year of the first order."""
    lines = ordered(ana=[0, 35], bo=[31, 66], cy=[2, 61], dee=[38], eve=[70])
    spans = shop_spans(occasions(look(lines, as_of=APRIL_30)), within=10)
    split = split_of("country", ["ES", "FR", "ES", "FR", "ES"])
    april = {row.group: row for row in kept(spans, "month", split).rows[-2:]}
    assert counts(april["ES"]) == (1, 1, 1, 1, 2)
    assert counts(april["FR"]) == (2, 0, 0, 1, 1)
    assert by_cohort(spans).names == ("2024",)


def test_a_window_ends_after_so_many_days():
    """An order on day 0 with a window of 10 counts on day 9 and not on day 10."""
    spans = shop_spans(occasions(look(ordered(ana=[0, 10, 21]), as_of=APRIL_30)), within=10)
    there = [bool(spans.at(START + timedelta(days=day))[0]) for day in (0, 9, 10, 19, 20, 21, 31)]
    assert there == [True, True, True, True, False, True, False]


def test_periods_begin_where_all_customers_are_known():
    """With a year's window nothing can be said of the first year."""
    lines = ordered(ana=[0, 400])
    orders = occasions(look(lines, as_of=date(2025, 4, 15)))
    table = kept(shop_spans(orders, within=365), "month")
    assert [row.start_day for row in table.rows] == [date(2025, 2, 28), date(2025, 3, 31)]
    assert table.rows[-1].is_partial
    assert usual_window(orders) == 180


@pytest.mark.parametrize(
    ("step", "ends"),
    [
        ("month", [date(2024, 2, 29), date(2024, 3, 31), date(2024, 4, 2)]),
        ("quarter", [date(2024, 4, 2)]),
        ("year", []),
    ],
)
def test_calendar_periods(step, ends):
    """The leap day ends February; what began before the data do is left out."""
    found = [end for _, end in periods(date(2024, 1, 15), date(2024, 4, 2), step)]
    assert found == ends


@pytest.fixture(scope="module")
def engine():
    """One engine for many shops, one after the other."""
    with closing(open_engine()) as opened:
        yield opened


@pytest.mark.slow
@pytest.mark.mission("F11")
@pytest.mark.parametrize("step", ["month", "quarter"])
@settings(max_examples=15)
@given(lines=shops(), within=st.integers(1, 20), later=st.integers(0, 150))
def test_counts_fit_together_in_any_shop(engine, step, lines, within, later):
    """start + new - lost = end, recounted from the orders of each customer one by one."""
    as_of = START + timedelta(days=30 + later)
    snapshot = look(lines, as_of=as_of, engine=engine)
    days: dict[str, list[date]] = {}
    for who, day in snapshot.rows("SELECT customer_id, day FROM occasions"):
        days.setdefault(who, []).append(day)

    def there(on):
        first = on - timedelta(days=within)
        return {who for who, ordered in days.items() if any(first < day <= on for day in ordered)}

    for row in kept(shop_spans(occasions(snapshot), within), step).rows:
        start, end = there(row.start_day), there(row.end_day)
        before = {who for who, ordered in days.items() if min(ordered) <= row.start_day}
        new = end - start
        assert counts(row) == (
            len(start), len(new - before), len(new & before), len(start - end), len(end),
        )  # fmt: skip
        assert row.start + row.new - row.lost == row.end
        if start:
            assert row.rate.value == len(start & end) / len(start)
            assert 0 <= row.rate.low <= row.rate.value <= row.rate.high <= 1
        else:
            assert isinstance(row.rate, NotEnough)


POLICIES = [
    # Ana changed her amount in June and left in September; bo runs; cy left and came back.
    ("p1", "ana", date(2023, 1, 1), date(2023, 6, 1), None),
    ("p2", "ana", date(2023, 6, 1), date(2023, 9, 1), "price"),
    ("p3", "bo", date(2023, 1, 1), None, None),
    ("p4", "bo", date(2023, 2, 1), date(2023, 3, 1), "second car sold"),
    ("p5", "cy", date(2023, 1, 1), date(2023, 3, 1), "moved"),
    ("p6", "cy", date(2023, 8, 1), None, None),
    ("p7", "dee", date(2023, 7, 1), None, None),
]


def insured(as_of=date(2023, 12, 31)):
    """An insurer: policies, holders, and hardly an order."""
    engine = engine_with(ordered(zoe=[-400]))
    company = company_with(
        engine,
        subscriptions=[
            {
                "subscription_id": policy, "customer_id": who, "started": start, "ended": end,
                "reason": why, "amount": 30,
            }
            for policy, who, start, end, why in POLICIES
        ],
        customers=[
            {"customer_id": who, "country": country}
            for who, country in (("ana", "ES"), ("bo", "ES"), ("cy", "FR"), ("dee", "FR"))
        ],
    )  # fmt: skip
    shape = Shape(REVENUE, True, True)
    return contracts(Snapshot(engine, as_of, shape, company=company).with_histories())


@pytest.mark.mission("G8")
def test_policies_that_touch_are_one_contract():
    """Ana's change of amount is no end; bo's second car is no other customer; cy left and came."""
    found = insured()
    assert found.customer == ("ana", "bo", "cy", "dee")
    starts = [
        (found.customer[n], str(np.datetime64(int(day), "D")))
        for n, day in zip(found.spans.n, found.spans.start, strict=True)
    ]
    assert starts == [
        ("ana", "2023-01-01"), ("bo", "2023-01-01"), ("cy", "2023-01-01"), ("cy", "2023-08-01"),
        ("dee", "2023-07-01"),
    ]  # fmt: skip
    told = [found.reasons[at] if at >= 0 else None for at in found.reason]
    assert told == ["price", None, "moved", None, None]


@pytest.mark.mission("F11")
@pytest.mark.mission("G8")
def test_retention_of_the_insured_by_counts():
    """Quarters of 2023 from April on: all stay; ana leaves, cy comes back, dee is won; all stay."""
    table = kept(insured().spans, "quarter")
    assert [counts(row) for row in table.rows] == [
        (2, 0, 0, 0, 2),  # from 31 March on: ana and bo
        (2, 1, 1, 1, 3),
        (3, 0, 0, 0, 3),
    ]
    assert [row.rate.value for row in table.rows] == [1.0, 0.5, 1.0]
    assert table.within is None


def test_a_policy_that_ends_later_has_not_ended_yet():
    """On 31 May nobody knows that ana will leave."""
    found = insured(date(2023, 5, 31))
    assert found.customer == ("ana", "bo", "cy")
    assert [bool(there) for there in found.spans.at(date(2023, 5, 31))] == [True, True, False]


def test_survival_by_hand():
    """Five tenures of 1+, 2, 2, 3+ and 4 days: S is 1, 0.5, 0.5, 0."""
    days, ended = np.array([1, 2, 2, 3, 4]), np.array([False, True, True, False, True])
    curve = survival_curve(days, ended, 0.9, reasons=("a", "b"), reason=np.array([-1, 0, 1, -1, 0]))
    assert (curve.people, curve.events, curve.median) == (5, 3, 2)
    assert [(p.day, p.at_risk, p.share.value) for p in curve.points] == [
        (0, 5, 1.0), (1, 5, 1.0), (2, 4, 0.5), (3, 2, 0.5), (4, 1, 0.0),
    ]  # fmt: skip
    # Of a half each at day 2 a quarter; then what was left at day 4 leaves for "a".
    assert dict(curve.reasons) == pytest.approx({"a": 0.75, "b": 0.25})


def test_who_left_for_a_reason_that_nobody_knows_has_left_all_the_same():
    """Four tenures: of half that left at day 1 one told; a quarter leaves for "a" at day 2."""
    days, ended = np.array([1, 1, 2, 3]), np.array([True, True, True, False])
    told = survival_curve(days, ended, 0.9, reasons=("a",), reason=np.array([0, -1, 0, -1]))
    assert dict(told.reasons) == pytest.approx({"a": 0.5})
    nobody = survival_curve(days, ended, 0.9, reasons=(), reason=np.full(4, -1))
    assert nobody.reasons == ()
    assert nobody.points[-1].share.value == pytest.approx(0.25)


def test_the_wait_for_the_second_order_by_hand():
    """Ana after 10 days, bo after 40, cy not within 70: of three, two have not by day 30."""
    snapshot = look(ordered(ana=[0, 10, 12], bo=[0, 40], cy=[0]), as_of=APRIL_30)
    curve = second_order(occasions(snapshot))
    assert (curve.people, curve.events, curve.median) == (3, 2, 40)
    told = [(p.day, p.at_risk, round(p.share.value, 4)) for p in curve.by_month]
    assert told == [(0, 3, 1.0), (30, 2, 0.6667), (61, 1, 0.3333), (70, 1, 0.3333)]


def exponential_shop(mean, customers, days, seed):
    """Customers who never leave and order at random, watched for so many days."""
    random = np.random.default_rng(seed)
    n, on = [], []
    for who in range(customers):
        at = np.ceil(np.cumsum(random.exponential(mean, int(8 * days / mean) + 20)))
        at = np.unique(np.append(0, at[at <= days]))
        n.append(np.full(len(at), who))
        on.append(at)
    end = START + timedelta(days=days)
    day = np.concatenate(on).astype(np.int64) + day_number(START)
    return Occasions(end, customers, np.concatenate(n), day)


@pytest.mark.parametrize("seed", range(4))
def test_the_late_line_of_a_shop_whose_truth_is_known(seed):
    """Gaps with a mean of 100 days: nine in ten are over after 230.3, the usual one after 69.3.

    Watched for 600 days, the waits that have ended are far too short to say so. Of what is
    reached by day 600 (99.75 %) nine tenths are reached on day 228.0.
    """
    found = late_line(exponential_shop(100.0, 3000, 600, seed))
    assert isinstance(found, LateLine)
    of_reach = 0.9 * (1 - np.exp(-6.0))
    assert found.line == pytest.approx(-100 * np.log(1 - of_reach), rel=0.04)
    assert found.usual == pytest.approx(69.3, rel=0.04)
    assert found.uncorrected < 0.93 * found.line
    assert sum(bar.gaps for bar in found.bins) == found.gaps
    assert found.back == pytest.approx(1.0, abs=0.02)


def test_too_few_returns_have_no_late_line():
    """And say how many it takes."""
    found = late_line(occasions(look(ordered(ana=[0, 10], bo=[3]), as_of=APRIL_30)))
    assert isinstance(found, NotEnough)
    assert (found.need, found.have) == (30, 1)


LINE = LateLine((), gaps=40, waiting=9, usual=20, line=60, uncorrected=50, back=0.8, reach=90)


def test_customers_past_their_own_day_by_what_is_at_stake():
    """Ana every 5 days, 55 days silent; bo once, 70 days ago; cy once, yesterday."""
    lines = ordered(ana=[0, 5, 10, 15], bo=[0], cy=[69], dee=[10, 14])
    snapshot = look(lines, as_of=APRIL_30)
    assert late_customers(snapshot, LINE) == []
    value, alive = np.array([50.0, 70.0, 900.0, np.nan]), np.array([0.5, np.nan, 0.9, 0.1])
    columns = {"n": np.arange(4, dtype=np.int32), "value": value, "p_alive": alive}
    snapshot.store_columns("forecasts", columns)
    bo, ana = late_customers(snapshot, LINE)
    assert (bo.customer_id, bo.value, bo.p_alive) == ("bo", 70.0, None)
    assert (bo.expected, bo.days_late, bo.by_own_gaps) == (date(2024, 3, 11), 50, False)
    assert bo.is_late  # 70 days are beyond 20 x 60 / 20
    assert (ana.last_order, ana.expected) == (date(2024, 3, 6), date(2024, 3, 11))
    assert (ana.days_late, ana.by_own_gaps, ana.is_late) == (50, True, True)
    assert ana.margin_to_date == 40.0


def test_estimates_carry_their_level():
    """Ninety per cent unless asked otherwise."""
    lines = ordered(ana=[0, 35], bo=[31])
    rows = kept(shop_spans(occasions(look(lines, as_of=APRIL_30)), 10), "month", level=0.5).rows
    assert [row.rate.level for row in rows if isinstance(row.rate, Estimate)] == [0.5, 0.5]
