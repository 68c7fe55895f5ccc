"""What every customer may do: intervals, their order, and the parts they are made of."""

from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.predict.worlds import HEAVY_TAILED, LEAVING, drawn

from volver.predict.base import Base
from volver.predict.ladder import money_model, purchase_model
from volver.predict.money.model import GammaGammaMoney
from volver.predict.money.plain import SameAmount, ShrunkenMean
from volver.predict.order_value.gamma_gamma import GammaGamma
from volver.predict.outlook import Outlook
from volver.predict.purchases.catalogue import CANDIDATES
from volver.predict.purchases.model import Fitted
from volver.stats.likelihood import Fit

pytestmark = pytest.mark.slow

TIGHT = 1e-8 * np.eye(4)


def sure(model):
    """A model without doubt about its parameters."""
    logs = model.log_parameters
    fit = Fit(logs, 0.0, TIGHT[: len(logs), : len(logs)], True, None, 0)
    return Fitted(model, fit)


MBG = sure(CANDIDATES["mbg-nbd"].from_log_parameters(np.log([0.7, 60.0, 0.8, 2.5])))
MONEY = GammaGammaMoney(sure(GammaGamma(6.0, 4.0, 15.0)))


@cache
def ordinary():
    """3,000 customers of an ordinary shop."""
    return drawn(LEAVING, 3000, seed=5)[0]


def outlook(base=None, money=MONEY, fitted=MBG, days=365, annual=0.1):
    """The outlook of some customers."""
    return Outlook(ordinary() if base is None else base, fitted, money, days, annual)


def one(x, t_x, age, mean):
    """A base of one customer."""
    whole = (np.array([value]) for value in (x, t_x, age))
    return Base(*whole, np.array([mean if x else np.nan]), np.array([mean]))


histories = st.tuples(st.integers(0, 40), st.integers(0, 700), st.integers(0, 400)).map(
    lambda h: (h[0], max(h[0], h[1]) if h[0] else 0, (max(h[0], h[1]) if h[0] else 0) + h[2])
)
margins = st.floats(-500, 500, allow_nan=False)
customers = st.lists(st.tuples(histories, margins, margins), min_size=1, max_size=8)
monies = st.sampled_from([MONEY, SameAmount(-12.0), SameAmount(5.0), ShrunkenMean(3.0, 90.0, 40.0)])


def known(rows):
    """A base of customers ((x, t_x, T), mean repeat margin, first margin)."""
    x, t_x, age = (np.array([row[0][i] for row in rows], dtype=np.int64) for i in range(3))
    mean = np.array([row[1] for row in rows])
    return Base(x, t_x, age, np.where(x > 0, mean, np.nan), np.array([row[2] for row in rows]))


@settings(max_examples=60, deadline=None)
@given(customers, monies, st.sampled_from([1, 30, 365]))
def test_intervals_are_in_order_grow_with_the_level_and_are_never_nan(rows, money, days):
    """low(0.95) <= low(0.8) <= high(0.8) <= high(0.95), of counts and of money of any sign."""
    found = outlook(known(rows), money, days=days)
    levels = (0.005, 0.025, 0.1, 0.5, 0.9, 0.975, 0.995)
    for at in (found.orders_at, found.value_at):
        ends = np.array([at(q) for q in levels])
        assert np.isfinite(ends).all()
        slack = 1e-9 * (1 + np.abs(ends[:-1]))
        assert (np.diff(ends, axis=0) >= -slack).all()
    for numbers in (found.p_alive, found.orders, found.value, *found.variances):
        assert np.isfinite(numbers).all()
    assert (found.orders_at(0.5) >= 0).all()


@settings(max_examples=60, deadline=None)
@given(customers, st.sampled_from([0.01, 0.2, 0.5, 0.9, 0.99]))
def test_the_quantile_of_the_count_is_the_first_whose_probability_is_enough(rows, q):
    """P(N <= n) >= q > P(N <= n - 1), from the model itself: mixing with P(alive) is a shift."""
    base = known(rows)
    found = outlook(base)
    n = found.orders_at(q).astype(int)
    alive = MBG.model.p_alive(*(part.astype(float) for part in (base.x, base.t_x, base.age)))
    at_least = MBG.model.at_least_if_alive(base.x.astype(float), base.age.astype(float), 365, 365)
    at_most = 1 - alive[:, None] * np.append(at_least, np.zeros((len(base), 1)), axis=1)
    here = np.take_along_axis(at_most, n[:, None], axis=1)[:, 0]
    below = np.where(n > 0, np.take_along_axis(at_most, np.maximum(n - 1, 0)[:, None], 1)[:, 0], 0)
    assert (here >= q - 1e-9).all()
    assert (below <= q + 1e-9).all()


def test_value_is_p_alive_times_discounted_orders_times_margin():
    """One customer, from the models' own answers."""
    base = one(3, 200, 260, 24.0)
    who = np.array([3.0]), np.array([200.0]), np.array([260.0])
    worth = (
        MBG.model.p_alive(*who)
        * MBG.model.discounted_if_alive(who[0], who[2], 365, 0.1)
        * 6.0 * (15.0 + 3 * 24.0) / (6.0 * 3 + 4.0 - 1)
    )  # fmt: skip
    assert outlook(base).value == pytest.approx(worth, rel=1e-12)
    assert outlook(base, annual=0.0).value > worth


def test_a_customer_who_loses_money_has_the_interval_of_a_gain_mirrored():
    """The scale of the posterior is below zero: what was the best end is the worst."""
    winning, losing = one(30, 500, 520, 40.0), one(30, 500, 520, -41.0)
    gain, loss = outlook(winning), outlook(losing)
    scale = (15.0 - 30 * 41.0) / (15.0 + 30 * 40.0)
    for q in (0.025, 0.2, 0.5, 0.9):
        assert loss.value_at(q) == pytest.approx(scale * gain.value_at(1 - q), rel=1e-9)
    assert loss.value < 0
    assert loss.value_at(0.025) < loss.value < loss.value_at(0.975) <= 0


def test_no_order_of_a_loss_is_a_plain_zero():
    """No table prints -0.0."""
    found = outlook(one(0, 0, 700, -12.0), SameAmount(-12.0)).value_at(0.95)
    assert found == [0.0]
    assert not np.signbit(found).any()


def test_who_has_just_come_is_valued():
    """x = 0, T = 0: a customer of today is worth what a new one is."""
    found = outlook(one(0, 0, 0, 20.0))
    assert found.orders[0] == pytest.approx(MBG.model.expected_new(365))
    assert found.value[0] > 0
    assert found.value_at(0.95)[0] > 0


def test_the_same_customers_get_the_same_numbers_in_any_order():
    """Bit for bit: shuffled rows change no interval."""
    base = ordinary()
    order = np.random.default_rng(0).permutation(len(base))
    mixed = Base(*(part[order] for part in (base.x, base.t_x, base.age, base.mean, base.first)))
    for name in ("orders", "value", "p_alive"):
        assert np.array_equal(getattr(outlook(mixed), name), getattr(outlook(), name)[order])
    for q in (0.05, 0.8, 0.95):
        assert np.array_equal(outlook(mixed).value_at(q), outlook().value_at(q)[order])
        assert np.array_equal(outlook(mixed).orders_at(q), outlook().orders_at(q)[order])


def test_doubt_about_the_fit_widens_intervals():
    """300 customers: mixing in what the fit might have been moves the ends outward on the whole."""
    base, _ = drawn(LEAVING, 300, seed=2)
    fitted, money = purchase_model(base, "mbg-nbd"), money_model(base)[0]
    doubtful, certain = outlook(base, money, fitted), outlook(base, money, sure(fitted.model))
    widths = [o.value_at(0.95).sum() - o.value_at(0.05).sum() for o in (certain, doubtful)]
    assert widths[0] < widths[1] < 1.5 * widths[0]


def test_variances_are_those_of_many_futures():
    """One customer's next year drawn 200,000 times from the posterior."""
    base = one(4, 300, 400, 25.0)
    generator = np.random.default_rng(1)
    many = 200_000
    model = MBG.model
    alive = generator.random(many) < model.p_alive(*(np.array([v]) for v in (4.0, 300.0, 400.0)))
    rate = generator.gamma(0.7 + 4, 1 / (60.0 + 400), many)
    leave = generator.beta(0.8, 2.5 + 4 + 1, many)
    possible = generator.poisson(rate * 365)
    orders = np.where(alive, np.minimum(possible, generator.geometric(leave)), 0)
    nu = generator.gamma(4.0 + 6.0 * 4, 1 / (15.0 + 4 * 25.0), many)
    margin = generator.gamma(np.maximum(6.0 * orders, 1e-9)) / nu * (orders > 0)
    found = outlook(base, annual=0.0)
    counts, money = found.variances
    assert found.orders[0] == pytest.approx(orders.mean(), rel=0.01)
    assert counts[0] == pytest.approx(orders.var(), rel=0.02)
    assert found.value[0] == pytest.approx(margin.mean(), rel=0.01)
    assert money[0] == pytest.approx(margin.var(), rel=0.02)
    for q in (0.5, 0.8, 0.95):
        assert (margin <= found.value_at(q)[0]).mean() == pytest.approx(q, abs=0.01)


def test_discounting_shrinks_a_deviation_as_it_shrinks_a_mean():
    """Value and the root of its variance fall by one factor; numbers of orders stay."""
    plain, discounted = outlook(annual=0.0), outlook(annual=0.5)
    factor = discounted.value / plain.value
    assert (factor < 0.95).all()
    assert discounted.variances[1] == pytest.approx(factor**2 * plain.variances[1])
    assert np.array_equal(discounted.variances[0], plain.variances[0])


def test_an_infinite_variance_is_cut_and_said():
    """q = 1.8: the variance of a one-time buyer's margin is infinite; ours is not, and says so."""
    base, _ = drawn(HEAVY_TAILED, 2000, seed=3)
    fitted, money = purchase_model(base, "mbg-nbd"), money_model(base)[0]
    found = outlook(base, money, fitted)
    assert found.heavy_tailed
    assert np.isfinite(found.variances[1]).all()
    assert (found.variances[1] > found.value**2 / 10).all()
    assert not outlook().heavy_tailed


REGULAR = sure(CANDIDATES["mbg-cnbd-k"].of(3).from_log_parameters(np.log([2.0, 60.0, 0.8, 6.0])))


@pytest.mark.parametrize("silence", [0, 20, 80])
def test_a_regular_customer_is_a_mixture_of_phases(silence):
    """Chances, mean, variance and quantiles of one customer, summed over phases by hand."""
    row = (4, 300, 300 + silence)
    found = outlook(one(*row, 20.0), fitted=REGULAR, days=120, annual=0.0)
    x, t_x, age = (np.array([float(v)]) for v in row)
    share = REGULAR.model.phase_if_alive(x, t_x, age)[:, 0]
    if_alive = sum(
        share[j] * REGULAR.model.at_least_if_alive(x, age, 120.0, 120, j)[0] for j in range(3)
    )
    at_least = REGULAR.model.p_alive(x, t_x, age)[0] * if_alive
    n = np.arange(1, 121)
    assert [found.reached(np.array([k]))[0] for k in n[:8]] == pytest.approx(at_least[:8], rel=1e-9)
    assert found.orders[0] == pytest.approx(at_least.sum(), rel=1e-9)
    squared = ((2 * n - 1) * at_least).sum()
    assert found.variances[0][0] == pytest.approx(squared - at_least.sum() ** 2, rel=1e-7)
    for q in (0.1, 0.5, 0.9, 0.99):
        assert found.orders_at(q)[0] == (at_least > 1 - q).sum()
