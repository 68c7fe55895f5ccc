"""Tables of P(X >= n) against the models themselves."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.predict.worlds import LEAVING, drawn

from volver.predict.base import distinct
from volver.predict.counts import NEVER, count_table, knots
from volver.predict.purchases.catalogue import CANDIDATES

MODELS = [
    CANDIDATES["bg-nbd"].from_log_parameters(np.log([0.9, 31.5, 0.8, 9.0])),
    CANDIDATES["mbg-nbd"].from_log_parameters(np.log([0.5, 43.0, 0.9, 1.6])),
    CANDIDATES["nbd"].from_log_parameters(np.log([0.8, 69.0])),
]
every_model = pytest.mark.parametrize("model", MODELS, ids=lambda m: m.name)


def pairs_of(x, age):
    """Rows for pairs of (x, T)."""
    x, age = np.array(x), np.array(age)
    return distinct(x, np.zeros_like(x), age)[0]


def every_age(x, oldest=1500):
    """Rows for one x and every age from x days on."""
    age = np.arange(x, oldest)
    return pairs_of(np.full_like(age, x), age)


@every_model
@pytest.mark.parametrize("x", [0, 1, 5, 40, 200])
def test_between_knots_the_error_is_below_half_a_point(model, x):
    """1,300 ages on 24 knots: P(X >= n) is off by less than 0.005 anywhere."""
    rows = every_age(x)
    table = count_table([model], knots(rows), 365)
    exact = model.at_least_if_alive(rows.pair_x, rows.pair_age, 365, 365)
    for n in range(1, 366):
        found = table.reached(table.knots.place, np.full(len(rows.pair_x), n))
        assert np.abs(found - exact[:, n - 1]).max() < 0.005


@every_model
def test_few_ages_are_tabulated_as_they_are(model):
    """Where every age is a knot the table is the model, down to one in a thousand million."""
    rows = pairs_of([0, 0, 3, 40, 221], [0, 700, 50, 300, 725])
    table = count_table([model], knots(rows), 365)
    exact = model.at_least_if_alive(rows.pair_x, rows.pair_age, 365, 365)
    for n in (1, 2, 7, 60, 300):
        found = table.reached(table.knots.place, np.full(5, n))
        assert found == pytest.approx(np.where(exact[:, n - 1] < NEVER, found, exact[:, n - 1]))
        assert (found[exact[:, n - 1] < NEVER] < NEVER).all()


@every_model
@settings(max_examples=50, deadline=None)
@given(st.floats(1e-6, 1.5), st.integers(1, 400))
def test_the_quantile_is_the_last_count_that_is_likely_enough(model, survival, days):
    """The largest n with P(X >= n) > s, found by looking at every n."""
    rows = pairs_of([0, 0, 3, 40, 221], [0, 700, 50, 300, 725])
    table = count_table([model], knots(rows), days)
    exact = model.at_least_if_alive(rows.pair_x, rows.pair_age, days, days)
    by_hand = (exact > survival).sum(axis=1)
    found = table.quantile(table.knots.place, np.full(5, survival))
    close = np.abs(exact - survival).min(axis=1) < 1e-9
    assert (found == by_hand)[~close].all()


@settings(max_examples=50, deadline=None)
@given(st.floats(1e-6, 0.999))
def test_quantiles_between_knots_invert_the_table(survival):
    """P(X >= n) > s >= P(X >= n + 1), for the interpolated table exactly."""
    rows = every_age(6)
    table = count_table([MODELS[0]], knots(rows), 365)
    share = np.full(len(rows.pair_x), survival)
    n = table.quantile(table.knots.place, share)
    assert (table.reached(table.knots.place, n) > survival)[n > 0].all()
    assert (table.reached(table.knots.place, n + 1) <= survival).all()


@every_model
def test_mean_and_variance_are_those_of_the_distribution(model):
    """Sums over P(X >= n) against sums over P(X = n)."""
    rows = pairs_of([0, 3, 40], [700, 50, 300])
    table = count_table([model], knots(rows), 365)
    at_least = model.at_least_if_alive(rows.pair_x, rows.pair_age, 365, 366)
    exactly, n = -np.diff(at_least, axis=1), np.arange(1, 366)
    mean = exactly @ n
    first, spread = table.moments
    assert first == pytest.approx(mean, rel=1e-6)
    assert spread == pytest.approx(exactly @ n**2 - mean**2, rel=1e-5)


def test_a_mixture_is_the_mean_of_its_models():
    """Two models in equal shares."""
    rows = pairs_of([0, 3, 40], [700, 50, 300])
    one, other = (count_table([model], knots(rows), 90) for model in MODELS[:2])
    both = count_table(MODELS[:2], knots(rows), 90)
    n = np.full(3, 2)
    place = both.knots.place
    halves = (one.reached(place, n) + other.reached(place, n)) / 2
    assert both.reached(place, n) == pytest.approx(halves)


def test_nobody_orders_on_more_days_than_there_are():
    """A horizon of three days: four orders are impossible."""
    rows = pairs_of([300], [301])
    table = count_table([MODELS[2]], knots(rows), 3)
    assert table.reached(table.knots.place, np.array([4])) == 0
    assert table.quantile(table.knots.place, np.array([1e-9])) <= 3


def test_knots_hold_every_pair_between_them():
    """Weights lie in [0, 1), ages come back, and no row mixes two x."""
    base, _ = drawn(LEAVING, 3000, seed=1)
    where = knots(base.rows)
    place = where.place
    assert ((place.weight >= 0) & (place.weight < 1)).all()
    assert place.between(where.age) == pytest.approx(base.rows.pair_age)
    assert np.array_equal(where.x[place.before], base.rows.pair_x)
    assert np.array_equal(where.x[place.after], base.rows.pair_x)
