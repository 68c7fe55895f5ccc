"""Customers under contract: bills on their days, nothing for those who have left."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from volver.predict.base import Base
from volver.predict.baselines import Past
from volver.predict.money.choice import money_model
from volver.predict.money.plain import SameAmount
from volver.predict.renewals.bills import Bills
from volver.predict.renewals.contracts import Contracts, after
from volver.predict.renewals.prediction import under_contract

AS_OF = date(2025, 12, 31)
RATE = 0.1
MONTHLY = (("others", "month"),)


def monthly(generator, customers, alpha=1.0, beta=9.0):
    """A base of customers who are billed on a day of each month until they leave, sBG; and who is
    still there, and the day since the last bill."""
    began = generator.integers(0, 36, customers)  # months before the last one
    day = generator.integers(1, 29, customers)
    leaves = generator.geometric(np.maximum(generator.beta(alpha, beta, customers), 1e-9))
    passed = np.minimum(leaves - 1, began)
    ended = leaves <= began
    month = np.datetime64("2025-12") - began
    first = month.astype("datetime64[D]") + day - 1
    last = (month + passed).astype("datetime64[D]") + day - 1
    age = (np.datetime64(AS_OF) - first).astype(np.int64)
    t_x = (last - first).astype(np.int64)
    amount = np.full(customers, 20.0)
    base = Base(passed, t_x, age, np.where(passed > 0, amount, np.nan), amount)
    return base, Contracts(~ended, AS_OF, np.zeros(customers, int), MONTHLY)


def looked_at(seed=3, customers=4000, days=365, annual=RATE):
    """A prediction of such customers."""
    base, contracts = monthly(np.random.default_rng(seed), customers)
    found = under_contract(base, contracts, SameAmount(20.0), Bills(), days, annual)
    assert not isinstance(found, str)
    return found


def test_who_has_left_is_worth_nothing_and_who_has_not_is_alive():
    """Nothing is guessed of what is seen."""
    found = looked_at()
    ended = found.running == 0
    assert 0.2 < ended.mean() < 0.9
    np.testing.assert_array_equal(found.p_alive, ~ended)
    for column in (found.value, found.orders, found.value_at(0.95), found.orders_at(0.95)):
        assert (column[ended] == 0).all()
        assert (column[~ended] > 0).all()


def test_expectations_are_those_of_the_distribution():
    """E[N] and E[N^2] recounted from P(N >= n), value from the days of bills one by one."""
    found = looked_at(customers=300)
    n = np.arange(1, 14)
    tail = np.array([found.reached(np.full(300, one)) for one in n])
    assert (np.diff(tail, axis=0) <= 1e-12).all()
    assert (tail[-1] == 0).all()  # twelve bills a year
    mixed = (found.mixed.sum(axis=1)[found.row]) * found.running
    np.testing.assert_allclose(tail.sum(axis=0), mixed, rtol=1e-12)
    squared = ((2 * n - 1)[:, None] * tail).sum(axis=0)
    np.testing.assert_allclose(found.variances[0], squared - found.orders**2, atol=1e-9)
    who = int(np.flatnonzero(found.running)[5])
    x = found.base.x[who]
    last = np.datetime64(AS_OF) - (found.base.age - found.base.t_x)[who]
    days = [
        (after(last, np.array(k), "month") - np.datetime64(AS_OF)).astype(int) for k in range(1, 13)
    ]
    alive = np.exp(
        [found.fitted[0].model.log_kept(np.array([x]), np.array([x + k]))[0] for k in range(1, 13)]
    )
    by_hand = 20.0 * sum(a / (1 + RATE) ** (d / 365.25) for a, d in zip(alive, days, strict=True))
    assert found.value[who] == pytest.approx(by_hand, rel=1e-12)


def test_who_stays_has_paid_every_bill():
    """The chance of the last bill that falls due; there and here where none does."""
    found = looked_at(customers=300)
    assert found.staying == pytest.approx(found.running * found.at_least[found.row, -1])
    soon = replace(found, days=20)
    none = np.isnan(soon.due).all(axis=1)[soon.row] & (soon.running > 0)
    assert none.any()
    assert (soon.staying[none] == 1).all()
    assert (soon.staying[soon.running == 0] == 0).all()


def test_quantiles_are_of_the_distribution():
    """The largest n that is reached with more than 1 - q, and money that rises with it."""
    found = looked_at(customers=500)
    for q in (0.05, 0.5, 0.95):
        n = found.orders_at(q).astype(np.int64)
        assert (found.reached(n) > 1 - q).all() or (n == 0).any()
        assert (found.reached(n + 1) <= 1 - q).all()
    by_customer = np.where(np.arange(500) % 2 == 0, 0.05, 0.95)
    mixed = found.orders_at(by_customer)
    np.testing.assert_array_equal(mixed[::2], found.orders_at(0.05)[::2])
    np.testing.assert_array_equal(mixed[1::2], found.orders_at(0.95)[1::2])
    assert (found.value_at(0.05) <= found.value_at(0.95)).all()


@pytest.mark.slow
def test_the_year_to_come_is_as_often_inside_as_is_stated():
    """A world we made: 200 businesses of 1,500; their total bills in the year ahead, at 90 %."""
    from volver.predict.totals import total_orders

    inside = 0
    generator = np.random.default_rng(11)
    for _ in range(200):
        base, contracts = monthly(generator, 1500)
        found = under_contract(base, contracts, SameAmount(20.0), Bills(), 365, 0.0)
        x = base.x[contracts.running]
        # The chance to leave of those who have renewed x times, sBG: theta ~ Beta(1, 9 + x).
        theta = np.maximum(generator.beta(1.0, 9.0 + x), 1e-9)
        came = np.minimum(generator.geometric(theta) - 1, 12).sum()
        total = total_orders(found, 0.9)
        inside += total.low <= came <= total.high
    assert 0.84 <= inside / 200 <= 0.96


@given(
    last=st.dates(date(2000, 1, 1), date(2030, 12, 31)),
    turns=st.integers(1, 60),
)
def test_a_month_later_is_the_same_day_or_the_last_of_its_month(last, turns):
    """Recounted with whole numbers of years and months."""
    found = after(np.datetime64(last), np.array(turns), "month").item()
    months = 12 * last.year + last.month - 1 + turns
    assert (found.year, found.month) == (months // 12, months % 12 + 1)
    assert found.day == last.day or (found.day < last.day and (found + date.resolution).day == 1)


def due(since, days, every):
    """Of customers of one plan."""
    nobody = np.zeros(len(since), int)
    return Contracts(nobody == 0, AS_OF, nobody, (("others", every),)).due(
        nobody, np.array(since), days
    )


def test_bills_that_are_due():
    """A month has its bill, a late one its turn when the next is due, and none is in the past."""
    found = due([0, 30, 40], 62, "month")
    np.testing.assert_array_equal(found[0, :2], [31, 59])  # 31 January, 28 February
    np.testing.assert_array_equal(found[1], [1, 32, 60])  # on the first of each
    np.testing.assert_array_equal(found[2][:2], [21, 52])  # 21 November: December's is late
    np.testing.assert_array_equal(due([3], 20, 7), [[4, 11, 18]])
    assert due([10], 90, "year").shape == (1, 0)


def test_plans_are_billed_each_at_its_own_time():
    """Beside those who pay each month, who pays each year pays once."""
    base, contracts = monthly(np.random.default_rng(4), 3000)
    yearly = np.arange(3000) < 300
    x = np.where(yearly, 2, base.x)
    t_x = np.where(yearly, 730, base.t_x)
    age = np.where(yearly, 730 + np.arange(3000) % 300, base.age)
    base = replace(base, x=x, t_x=t_x, age=age)
    plans = (("monthly", "month"), ("yearly", "year"))
    contracts = replace(contracts, cohort=yearly.astype(int), plans=plans)
    found = under_contract(base, contracts, SameAmount(20.0), Bills(), 365, RATE)
    there = found.running > 0
    assert (found.orders_at(0.99)[there & yearly] <= 1).all()
    assert (found.orders[there & ~yearly] > 2).any()
    assert set(found.parameters()) >= {"monthly: alpha", "monthly: beta"}


def test_who_leaves_between_two_bills_is_no_end_until_the_next_is_due():
    """20 % leave in each year, on any day of it; a geometric, and the odds it was drawn by."""
    generator = np.random.default_rng(6)
    began = generator.integers(1, 3 * 365, 20_000)
    lasts = generator.geometric(0.2, 20_000) - generator.random(20_000)  # years until cancelled
    years = np.minimum(lasts, began / 365.25)
    x = years.astype(np.int64)
    last = np.round(x * 365.25).astype(np.int64)
    base = Base(x, last, began, np.full(20_000, 5.0), np.full(20_000, 5.0))
    running = lasts > began / 365.25
    contracts = Contracts(running, AS_OF, np.zeros(20_000, int), (("others", "year"),))
    found = under_contract(base, contracts, SameAmount(5.0), Bills(), 730, 0.0)
    assert found.titles == "Geometric"
    assert found.fitted[0].model.odds == pytest.approx(0.25, rel=0.05)


def test_a_plan_that_nobody_has_renewed_yet_is_as_all_are():
    """Ten who left at once say nothing of five hundred who were not asked yet."""
    base, contracts = monthly(np.random.default_rng(5), 2000)
    new = np.arange(2000) < 510
    running = np.where(new, np.arange(2000) >= 10, contracts.running)
    x, t_x = np.where(new, 0, base.x), np.where(new, 0, base.t_x)
    age = np.where(new, np.where(running, 12, 40), base.age)
    base = replace(base, x=x, t_x=t_x, age=age)
    plans = (("new", "month"), ("old", "month"))
    contracts = replace(contracts, running=running, cohort=(~new).astype(int), plans=plans)
    found = under_contract(base, contracts, SameAmount(20.0), Bills(), 365, RATE)
    assert (found.orders[new & running] > 5).all()


def test_no_bill_within_the_horizon_is_no_money():
    """A year's contract seen three weeks ahead."""
    found = looked_at(days=90)
    by_year = replace(found.contracts, plans=(("others", "year"),))
    yearly = under_contract(found.base, by_year, found.money, Bills(), 20, RATE)
    some = found.base.age - found.base.t_x < 340
    assert (yearly.value[some] == 0).all()
    assert yearly.noise[0] >= 0


def test_where_nobody_has_left_nothing_is_learnt():
    """The reason is told, and orders are looked at instead."""
    base, contracts = monthly(np.random.default_rng(1), 50, alpha=1e-9, beta=1.0)
    assert contracts.running.all()
    found = under_contract(base, contracts, SameAmount(20.0), Bills(), 365, RATE)
    assert found == "nobody has left yet, so nothing tells how long customers stay"


def window(generator, level, spread, customers=400):
    """A past window in which each bill brought so many times what the mean had been."""
    amount = generator.gamma(9.0, 5.0, customers)
    x = np.full(customers, 11)
    then = Base(x, 30 * x, 30 * x + 5, amount, amount)
    orders = generator.integers(0, 13, customers)
    brought = level * np.exp(spread * generator.standard_normal(customers) - spread**2 / 2)
    zeros = np.zeros(customers)
    return Past(365, then, orders, orders * amount * brought, zeros, zeros), orders, brought


def test_what_bills_bring_is_learnt_from_the_window_before():
    """Their level within two of its errors, their scatter, and nothing where few had a bill."""
    past, orders, brought = window(np.random.default_rng(2), 1.2, 0.1)
    money = money_model(past.then)[0]
    bills = Bills.of(past, money)
    assert abs(bills.level - 1.2) < 2 * bills.level * bills.error**0.5 < 0.04
    assert np.mean(bills.scatter) == pytest.approx(1, abs=1e-12)
    assert np.std(bills.scatter) == pytest.approx(brought[orders > 0].std() / 1.2, rel=0.1)
    few = replace(past, orders=np.where(np.arange(400) < 20, orders, 0))
    assert Bills.of(few, money) == Bills.of(None, money) == Bills()
    assert Bills.of(past, SameAmount(20.0)) == Bills()  # another model is not told of


def test_ends_of_the_margin_are_of_the_bills_and_what_they_bring():
    """Drawn again: N by the chances told, R from its parts, each bill at its present value."""
    base, contracts = monthly(np.random.default_rng(8), 600)
    bills = Bills(1.1, 0.0, (0.7, 0.9, 1.0, 1.4))
    found = under_contract(base, contracts, SameAmount(20.0), bills, 365, RATE)
    who = int(np.flatnonzero(found.running)[3])
    row, generator = found.row[who], np.random.default_rng(9)
    n = (generator.random(200_000)[:, None] < found.mixed[row]).sum(axis=1)
    paid = np.append(0.0, np.cumsum(found.worth[row]))[n]
    drawn = 22.0 * paid * generator.choice(bills.scatter, len(paid))
    for q in (0.1, 0.5, 0.9):
        end = found.value_at(q)[who]
        assert (drawn < end - 1e-9).mean() <= q + 0.005
        assert (drawn <= end + 1e-9).mean() >= q - 0.005
    per_customer = np.where(np.arange(600) == who, 0.9, 0.1)
    assert found.value_at(per_customer)[who] == found.value_at(0.9)[who]
    mean = found.mixed[row] @ found.worth[row] * 22.0
    variance = found.variances[1][who] + found.value[who] ** 2 - mean**2
    assert variance == pytest.approx(drawn.var(), rel=0.02)
