"""The sum over all customers."""

from dataclasses import replace

import numpy as np
import pytest
from tests.predict.test_outlook import MBG, ordinary, outlook
from tests.predict.test_plain import plain
from tests.predict.worlds import LEAVING, drawn

from volver.domain.card import Total
from volver.domain.estimate import Estimate
from volver.predict.ladder import money_model, purchase_model
from volver.predict.money.model import GammaGammaMoney
from volver.predict.money.plain import ShrunkenMean
from volver.predict.totals import excess_miss, total_orders, total_value

pytestmark = pytest.mark.slow


def relative_noise(found):
    """How far the total of orders moves with the fit, as a share of it."""
    return found.noise[0] ** 0.5 / found.orders.sum()


def test_the_total_is_the_sum_over_customers():
    """And lies in its interval."""
    found = outlook()
    orders, value = total_orders(found, 0.9), total_value(found, 0.9)
    assert orders.value == pytest.approx(found.orders.sum())
    assert value.value == pytest.approx(found.value.sum())
    assert orders.low < orders.value < orders.high
    assert value.low < value.value < value.high


def test_a_higher_level_holds_a_lower_one():
    """Nested intervals."""
    ends = [total_value(outlook(), level) for level in (0.5, 0.8, 0.95)]
    assert ends[2].low < ends[1].low < ends[0].low < ends[0].high < ends[1].high < ends[2].high


def test_customers_add_their_variances():
    """Poisson counts of 10,000: half a width of 1.96 times the root of the sum."""
    found = plain(np.ones(10_000), np.full(10_000, 0.5), anybody=0.0)
    interval = total_orders(found, 0.95)
    assert interval.high - interval.value == pytest.approx(1.96 * 5000**0.5, abs=2)
    assert interval.value - interval.low == pytest.approx(1.96 * 5000**0.5, abs=2)


def test_the_noise_of_the_fit_does_not_shrink_with_the_customers_it_is_asked_of():
    """A fit on 500 customers, asked of 500 and of 20,000: the relative width has a floor."""
    few, many = drawn(LEAVING, 500, seed=6)[0], drawn(LEAVING, 20_000, seed=7)[0]
    fitted, money = purchase_model(few, "mbg-nbd"), money_model(few)[0]
    widths = []
    for base in (few, many):
        interval = total_orders(outlook(base, money, fitted), 0.95)
        widths.append((interval.high - interval.low) / interval.value)
    floor = 2 * 1.96 * relative_noise(outlook(many, money, fitted))
    assert 0.9 * floor < widths[1] < widths[0]
    assert widths[1] > 0.1


@pytest.mark.slow
def test_the_noise_of_the_fit_is_that_of_fits_to_other_samples():
    """40 shops of 1,000: their fits, asked of one shop, scatter as one fit says they do."""
    asked_of = ordinary()
    totals, foretold = [], []
    for seed in range(40):
        base = drawn(LEAVING, 1000, seed=100 + seed)[0]
        found = outlook(asked_of, fitted=purchase_model(base, "mbg-nbd"))
        totals.append(np.log(found.orders.sum()))
        foretold.append(relative_noise(found))
    assert np.std(totals) == pytest.approx(np.mean(foretold), rel=0.3)


def test_a_total_below_zero_has_an_interval_too():
    """Every order loses three."""
    interval = total_value(plain(np.ones(500), np.full(500, 2.0), per_order=-3.0), 0.9)
    assert interval.low < interval.value < interval.high < 0


def test_a_handful_of_orders_has_zero_in_its_interval():
    """0.2 orders expected of all: none is likely, and one is possible."""
    interval = total_orders(plain([1.0, 1.0], [0.1, 0.1], anybody=0.0), 0.95)
    assert interval.low == 0
    assert interval.high >= 1


def test_nothing_for_certain_is_a_point():
    """Orders that all brought nothing: no interval of 1e-150 either side."""
    nothing = plain([1, 1], [1, 2], per_order=0.0)
    assert total_value(nothing, 0.9) == Estimate(0.0, 0.0, 0.0, 0.9)


def test_an_interval_holds_its_own_estimate():
    """One order of a billion among nine hundred of ten: most outcomes lie below the mean."""
    base, _ = drawn(LEAVING, 300, 3)
    huge = replace(base, first=np.where(np.arange(300) == 7, 1e9, base.first))
    found = total_value(outlook(huge, ShrunkenMean.fit(huge)), 0.9)
    assert found.low <= found.value <= found.high


def test_a_miss_that_is_no_number_teaches_nothing():
    """An interval that could not be given at one origin does not undo the others."""
    known = Total(100.0, 95.0, 105.0, 130.0)
    broken = Total(100.0, float("nan"), float("nan"), 130.0)
    assert excess_miss([known, broken], 0.95) == excess_miss([known], 0.95) > 0


def test_misses_beyond_chance_widen_the_total():
    """Twice missed by 20 %, where 2 % had been allowed for."""
    past = [Total(100.0, 96.0, 104.0, 120.0), Total(100.0, 96.0, 104.0, 82.0)]
    missed = excess_miss(past, 0.95)
    assert missed == pytest.approx((np.log(1.2) ** 2 + np.log(0.82) ** 2) / 2, rel=0.05)
    narrow, wide = total_value(outlook(), 0.9), total_value(outlook(), 0.9, missed)
    assert wide.high - wide.low > 3 * (narrow.high - narrow.low)
    assert wide.value == narrow.value


def test_misses_within_the_interval_widen_nothing():
    """Chance had been counted in; and without a past there is nothing to learn from."""
    assert excess_miss([Total(100.0, 80.0, 120.0, 105.0)], 0.95) == 0.0
    assert excess_miss([Total(0.0, 0.0, 1.0, 3.0)], 0.95) == 0.0
    assert excess_miss([], 0.95) == 0.0


def test_a_sure_fit_adds_nothing():
    """Parameters known to four digits."""
    assert relative_noise(outlook(fitted=MBG)) < 1e-3


def test_doubt_about_order_values_moves_the_value_and_not_the_orders():
    """150 customers tell little of what an order brings, whatever each may do by chance."""
    money = money_model(drawn(LEAVING, 150, seed=9)[0])[0]
    doubtful, sure = outlook(money=money).noise, outlook().noise
    assert isinstance(money, GammaGammaMoney)
    assert doubtful[0] == sure[0]
    assert doubtful[1] ** 0.5 / outlook(money=money).value.sum() > 0.01
    assert sure[1] ** 0.5 / outlook().value.sum() < 1e-3


def test_margins_that_cancel_out_have_a_total_about_zero_with_a_finite_interval():
    """Mean margin of nought: a relative error would be infinite."""
    base = ordinary()
    centred = replace(base, mean=base.mean - np.nanmean(base.mean), first=0 * base.first)
    found = outlook(centred, ShrunkenMean(1e-12, 400.0, 1.0))
    interval = total_value(found, 0.95)
    deviation = float(found.variances[1].sum()) ** 0.5
    assert interval.low < 0 < interval.high
    assert interval.high - interval.low < 10 * deviation
