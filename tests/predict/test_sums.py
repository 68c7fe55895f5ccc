"""Quantiles of what customers will bring, against the mixture written out."""

import numpy as np
import pytest
from scipy.special import betainc
from tests.predict.test_counts import MODELS, every_age, every_model, pairs_of

from volver.predict.counts import count_table, knots
from volver.predict.money.sums import sum_table
from volver.predict.order_value.gamma_gamma import GammaGamma

ORDERLY = GammaGamma(p=6.25, q=3.74, gamma=15.44)
WILD = GammaGamma(p=0.8, q=1.6, gamma=40.0)
EVEN = GammaGamma(p=60.0, q=30.0, gamma=10.0)


def level_of(model, money, x, age, days, units):
    """P(sum <= units expected order values | alive), term by term; at most an order a day."""
    at_least = model.at_least_if_alive(np.array([x]), np.array([age]), days, days)[0]
    n, known = np.arange(1, days + 1), money.q + money.p * x
    u = units * money.p / (known - 1)
    each = betainc(money.p * n, known, u / (1 + u))
    return 1 - at_least[0] - np.diff(at_least, append=0) @ each


@every_model
@pytest.mark.parametrize("money", [ORDERLY, WILD, EVEN], ids=["orderly", "wild", "even"])
@pytest.mark.parametrize("x", [0, 2, 13, 60, 220])
def test_a_quantile_is_off_its_level_by_less_than_a_point(model, money, x):
    """All ages up to 1,500 days; everything between tables counted in: less than 0.01."""
    rows = every_age(x)
    counts = count_table([model], knots(rows), 365)
    sums = sum_table(money, [money], counts)
    for survival in (0.005, 0.025, 0.1, 0.2, 0.5, 0.9):
        share = np.full(len(rows.pair_x), survival)
        found = sums.quantile(counts.knots.place, share)
        for i in range(0, len(found), 211):
            if found[i] == 0:
                any_order = model.at_least_if_alive(rows.pair_x[[i]], rows.pair_age[[i]], 365, 1)
                assert any_order[0, 0] <= survival + 0.005
                continue
            level = level_of(model, money, rows.pair_x[i], rows.pair_age[i], 365, found[i])
            assert level == pytest.approx(1 - survival, abs=0.01)


@every_model
@pytest.mark.parametrize("money", [ORDERLY, WILD, EVEN], ids=["orderly", "wild", "even"])
@pytest.mark.parametrize("x", [6, 10, 16, 100])
def test_levels_that_share_a_table_are_off_by_less_than_a_point(model, money, x):
    """From x to a quarter more, a few ages each: less than 0.01 as well."""
    level = np.unique(np.linspace(x, 1.24 * x, 4).astype(int))
    rows = pairs_of(np.repeat(level, 3), np.tile([150, 400, 1000], len(level)))
    counts = count_table([model], knots(rows), 365)
    sums = sum_table(money, [money], counts)
    for survival in (0.005, 0.025, 0.1, 0.5, 0.9):
        found = sums.quantile(counts.knots.place, np.full(len(rows.pair_x), survival))
        for i in np.flatnonzero(found):
            reached = level_of(model, money, rows.pair_x[i], rows.pair_age[i], 365, found[i])
            assert reached == pytest.approx(1 - survival, abs=0.01)


def test_a_hundred_years_of_daily_orders_have_an_answer():
    """One customer, 300 orders in 300 days, a horizon of 36,525 days."""
    rows = pairs_of([300], [300])
    counts = count_table([MODELS[2]], knots(rows), 36_525)
    sums = sum_table(ORDERLY, [ORDERLY], counts)
    low, high = (
        float(sums.quantile(counts.knots.place, np.array([share]))[0]) for share in (0.95, 0.05)
    )
    mean = float(MODELS[2].expected_if_alive(rows.pair_x, rows.pair_age, 36_525)[0])
    assert 0.5 * mean < low < mean < high < 1.5 * mean


def test_customers_who_will_hardly_order_have_an_answer():
    """A silence of ten years and a horizon of a day: nothing, and no warning on the way."""
    rows = pairs_of([0, 1], [3650, 3650])
    never = MODELS[2].from_log_parameters(np.log([1e-12, 1e6]))
    counts = count_table([never], knots(rows), 1)
    sums = sum_table(ORDERLY, [ORDERLY], counts)
    assert (sums.quantile(counts.knots.place, np.full(2, 0.01)) == 0).all()


def test_the_second_moment_of_the_table_is_that_of_the_model():
    """Where it is finite and its tail is short."""
    rows = pairs_of([0, 2, 30], [200, 200, 200])
    money = GammaGamma(p=6.0, q=12.0, gamma=60.0)
    counts = count_table([MODELS[1]], knots(rows), 365)
    sums = sum_table(money, [money], counts)
    at_least = MODELS[1].at_least_if_alive(rows.pair_x, rows.pair_age, 365, 366)
    share, n = -np.diff(at_least, axis=1) / at_least[:, :1], np.arange(1.0, 366)
    for i, x in enumerate(rows.pair_x):
        level = np.full(1, x)
        usual = money.expected(np.zeros(1), np.zeros(1))
        second = money.sum_moments(n, level, usual)[1]
        exact = share[i] @ second / money.expected(level, usual) ** 2
        assert sums.squared[i] == pytest.approx(exact, rel=0.02)


def test_doubt_about_the_fit_widens_the_sums():
    """Five models in equal shares spread further than the one in their middle."""
    rows = pairs_of([0], [100])
    counts = count_table([MODELS[1]], knots(rows), 365)
    others = [GammaGamma(6.25, 3.74, 15.44 * k) for k in (0.6, 0.8, 1.0, 1.2, 1.4)]
    one, many = (sum_table(ORDERLY, models, counts) for models in ([ORDERLY], others))
    place = counts.knots.place
    for share, sign in ((0.3, -1), (0.01, 1)):
        narrow, wide = (float(t.quantile(place, np.array([share]))[0]) for t in (one, many))
        assert sign * (wide - narrow) > 0
