"""Every model of the mean order value passes this suite."""

import json
from dataclasses import fields

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from volver.domain.history import Spend
from volver.predict.order_value.gamma_gamma import GammaGamma

pytestmark = pytest.mark.slow

MODELS = {model.name: model for model in (GammaGamma,)}
every_model = pytest.mark.parametrize("kind", MODELS.values(), ids=MODELS)
some = settings(max_examples=25)
logs = st.tuples(st.floats(-2, 4), st.floats(0.1, 4), st.floats(-3, 9)).map(np.array)
"""With a mean: q above 1."""

X = np.array([0.0, 1.0, 1.0, 2.0, 30.0, 1000.0, 10_000.0, 10_000.0])
MEAN = np.array([0.0, 1e-4, 1e9, 22.35, 35.0, 1e-4, 1e9, 12.0])
"""From nobody's order to ten thousand, from a hundredth of a cent to a thousand million."""
N = np.array([1.0, 2.0, 50.0, 10_000.0])


@pytest.fixture(scope="module")
def sample():
    """800 customers who came back."""
    generator = np.random.default_rng(5)
    x = generator.geometric(0.3, 800)
    nu = generator.gamma(4.0, 1 / 15.0, 800)
    return Spend(x, generator.gamma(6.0 * x, 1 / nu) / x)


@every_model
@some
@given(logs)
def test_a_model_written_as_json_says_the_same_when_it_is_read(kind, logs):
    """Its parameters are all there is to it, to the bit; draws of log parameters are models."""
    model = kind.from_log_parameters(logs)
    assert model.log_parameters == pytest.approx(logs)
    again = kind(**json.loads(json.dumps(model.parameters())))
    assert again == model
    assert np.array_equal(again.expected(X, MEAN), model.expected(X, MEAN))


@every_model
@some
@given(logs)
def test_every_answer_is_a_number_on_the_grid_of_extremes(kind, logs):
    """Expectations, scales, moments, and the likelihood of every customer with a repeat order."""
    model = kind.from_log_parameters(logs)
    assert np.isfinite(model.expected(X, MEAN)).all()
    assert (model.expected(X, MEAN) > 0).all()
    assert np.isfinite(model.scale(X, MEAN)).all()
    for n in N:
        first, second = model.sum_moments(np.full(len(X), n), X, MEAN)
        assert np.isfinite(first).all()
        assert not np.isnan(second).any()
        assert (second >= first**2 * (1 - 1e-9)).all()
    back = X > 0
    assert np.isfinite(model.log_likelihood(Spend(X[back].astype(np.int64), MEAN[back])))


@every_model
@some
@given(logs)
def test_chances_lie_between_none_and_certainty_and_rise(kind, logs):
    """P(sum <= u) from 0 at nothing to 1 at everything; more orders are worth more."""
    model = kind.from_log_parameters(logs)
    u = np.concatenate([[0.0], np.geomspace(1e-12, 1e12, 60), [np.finfo(float).max]])
    for x in (0.0, 1.0, 10_000.0):
        chance = np.array([model.sum_cdf(N, at, np.full(len(N), x)) for at in u])
        assert ((chance >= 0) & (chance <= 1)).all()
        assert (np.diff(chance, axis=0) >= -1e-12).all()
        assert (np.diff(chance, axis=1) <= 1e-12).all()
        assert not chance[0].any()
        assert chance[-1] == pytest.approx(np.ones(len(N)))


@every_model
@some
@given(logs)
def test_no_order_brings_nothing_and_each_as_much_as_the_last(kind, logs):
    """The expected value of a sum is in proportion to the number of orders."""
    model = kind.from_log_parameters(logs)
    assert not model.sum_moments(np.zeros(len(X)), X, MEAN)[0].any()
    for n in N:
        first = model.sum_moments(np.full(len(X), n), X, MEAN)[0]
        assert first == pytest.approx(n * model.expected(X, MEAN), rel=1e-9)


@every_model
@some
@given(logs)
def test_the_more_is_known_of_a_customer_the_less_the_others_count(kind, logs):
    """From the mean of all towards their own."""
    model = kind.from_log_parameters(logs)
    x = np.array([0.0, 1.0, 10.0, 100.0, 1000.0, 10_000.0])
    population = model.expected(x[:1], np.zeros(1))[0]
    own = 3 * population
    found = model.expected(x, np.full(len(x), own))
    assert found[0] == pytest.approx(population)
    assert (np.diff(found) > 0).all()
    assert found[-1] <= own


@every_model
def test_the_order_of_rows_cannot_matter_and_twice_the_customers_are_twice_as_sure(kind, sample):
    """Shuffled to the bit; everybody twice: the same parameters, half the variance."""
    one = kind.fit(sample)
    order = np.random.default_rng(0).permutation(len(sample.repeat_count))
    assert kind.fit(Spend(sample.repeat_count[order], sample.mean[order])).model == one.model
    two = kind.fit(Spend(np.tile(sample.repeat_count, 2), np.tile(sample.mean, 2)))
    assert two.fit.log_parameters == pytest.approx(one.fit.log_parameters, abs=1e-6)
    assert 2 * two.fit.covariance == pytest.approx(one.fit.covariance, rel=1e-4)


@every_model
@pytest.mark.parametrize("rate", [100.0, 1 / 1000])
def test_the_currency_changes_nothing_but_the_scale(kind, sample, rate):
    """Fitted in cents or in thousands: every expectation in them, the shapes as they were."""
    one, other = (
        kind.fit(sample).model,
        kind.fit(Spend(sample.repeat_count, rate * sample.mean)).model,
    )
    expected = {
        letter: value * (rate if letter == "gamma" else 1)
        for letter, value in one.parameters().items()
    }
    assert other.parameters() == pytest.approx(expected, rel=1e-6)


@every_model
def test_the_fit_is_where_the_likelihood_that_is_told_is_flat(kind, sample):
    """Its slopes by finite differences vanish there."""
    fitted = kind.fit(sample)
    where = fitted.fit.log_parameters

    def told(logs):
        return kind.from_log_parameters(logs).log_likelihood(sample)

    slopes = [(told(where + s) - told(where - s)) / 2e-4 for s in 1e-4 * np.eye(len(fields(kind)))]
    assert np.abs(slopes * np.sqrt(np.diag(fitted.fit.covariance))).max() < 1e-3
    assert fitted.fit.log_likelihood == pytest.approx(told(where))
