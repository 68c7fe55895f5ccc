"""Every model of renewals of the catalogue passes this suite."""

import json
from dataclasses import fields
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from volver.domain.tenure import Tenures
from volver.predict.renewals import life_table
from volver.predict.renewals.catalogue import EXACT, NEVER, RENEWAL_MODELS, WHOLE
from volver.predict.renewals.curves import curves, kept, residual
from volver.predict.renewals.model import ended_in, retention, survival

pytestmark = pytest.mark.slow

every_model = pytest.mark.parametrize("kind", RENEWAL_MODELS.values(), ids=RENEWAL_MODELS)
some, few = settings(max_examples=25), settings(max_examples=10)

logs = st.tuples(*[st.floats(-2.0, 2.0)] * 4).map(np.array)
"""Log parameters, as many of them as a model has: from a seventh to seven."""

T = np.arange(0.0, 60.0)


def model_of(kind, logs):
    """The model with the first of these log parameters."""
    return kind.from_log_parameters(logs[: len(fields(kind))])


def objective(kind, tenures):
    """What the fit maximises."""
    if hasattr(kind, "objective"):
        return kind.objective(tenures.collapsed())
    table = life_table.life_table(tenures)
    return life_table.objective(table, kind.steps(table.period))


def drawn(model, customers, seen, seed, exact=False):
    """Tenures drawn from a model by turning its survival round, watched for up to `seen`."""
    generator = np.random.default_rng(seed)
    chance = generator.random(customers)
    grid = np.arange(seen + 1.0) if not exact else np.linspace(0.0, seen, 200_001)
    still = survival(model, grid)
    place = np.searchsorted(-still, -chance)  # the first tenure at which S is below the chance
    watched = generator.uniform(seen / 2, seen, customers)
    if not exact:
        watched = np.floor(watched)
    end = np.append(grid, np.inf)[place]
    return Tenures.of(np.minimum(end, watched), end <= watched)


@pytest.fixture(scope="module")
def sample():
    """1,000 customers in whole periods, some of whom came under watch late."""
    generator = np.random.default_rng(2)
    leave = generator.beta(0.8, 2.0, 1000)
    end = generator.geometric(leave)
    watched = generator.integers(0, 12, 1000)
    entered = np.where(generator.random(1000) < 0.2, generator.integers(0, 3, 1000), 0)
    seen = (end > entered) & (watched >= entered)
    last, ended = np.minimum(end, watched), end <= watched
    return Tenures.of(last[seen], ended[seen], None, entered[seen])


@pytest.fixture(scope="module")
def exact(sample):
    """The same, with times within the period."""
    within = np.random.default_rng(3).random(len(sample))
    last = np.where(sample.ended, sample.last - within, sample.last + within)
    entered = np.minimum(sample.entered, last - 1e-3).clip(0)
    return Tenures.of(last, sample.ended, sample.count, entered)


@every_model
def test_the_catalogue_lists_models_by_their_name(kind):
    """The key is what people write, and each model stands in one family."""
    assert RENEWAL_MODELS[kind.name] is kind
    assert sum(kind in family for family in (WHOLE, EXACT, NEVER)) == 1


@every_model
@some
@given(logs)
def test_log_parameters_and_saved_ones_give_the_model_back(kind, logs):
    """Draws of log parameters are models; JSON brings back the same numbers to the bit."""
    model = model_of(kind, logs)
    assert model.log_parameters == pytest.approx(logs[: len(fields(kind))])
    again = kind(**json.loads(json.dumps(model.parameters())))
    assert np.array_equal(survival(again, T), survival(model, T))


@every_model
@some
@given(logs)
def test_survival_starts_at_one_and_falls(kind, logs):
    """Retention is a share, and the chances to leave add up to those who have left."""
    model = model_of(kind, logs)
    still = survival(model, T)
    assert still[0] == 1.0
    assert (np.diff(still) <= 1e-15).all()
    renewed = retention(model, T[1:])
    assert ((renewed >= 0) & (renewed <= 1)).all()
    assert ended_in(model, T[1:]).sum() == pytest.approx(1 - still[-1], abs=1e-12)
    assert np.cumprod(renewed) == pytest.approx(still[1:], rel=1e-9, abs=1e-300)


@every_model
@some
@given(logs, st.floats(0, 30), st.floats(0, 30), st.floats(0, 30))
def test_staying_on_is_a_chain(kind, logs, start, first, second):
    """P(T > c | T > a) = P(T > b | T > a) P(T > c | T > b)."""
    model = model_of(kind, logs)
    a, b, c = (np.array([v]) for v in (start, start + first, start + first + second))
    whole = model.log_kept(a, c)
    assert whole == pytest.approx(model.log_kept(a, b) + model.log_kept(b, c), rel=1e-8, abs=1e-8)


@every_model
@pytest.mark.parametrize("times", ["sample", "exact"])
@few
@given(logs=logs)
def test_gradients_are_those_of_the_likelihood(kind, times, logs, sample, exact):
    """By hand and by central differences."""
    mean = objective(kind, {"sample": sample, "exact": exact}[times])
    at = logs[: len(fields(kind))] / 2
    if "tau" in (field.name for field in fields(kind)):
        at[[f.name for f in fields(kind)].index("tau")] += 2.0  # seven periods, give or take
    found = mean(at)[1]
    steps = 1e-5 * np.eye(len(at))
    differences = [(mean(at + s)[0] - mean(at - s)[0]) / 2e-5 for s in steps]
    assert found == pytest.approx(differences, rel=2e-6, abs=2e-8)


@every_model
def test_neither_the_order_of_rows_nor_counting_them_matters(kind, sample):
    """Shuffled customers, and like customers as one row with a weight, give the same fit."""
    order = np.random.default_rng(0).permutation(len(sample))
    mixed = Tenures.of(
        sample.last[order], sample.ended[order], sample.count[order], sample.entered[order]
    )
    fits = [kind.fit(tenures).model for tenures in (sample, mixed, sample.collapsed())]
    assert fits[0] == fits[1] == fits[2]


@every_model
def test_the_likelihood_is_reported_for_all_customers(kind, sample):
    """The fit's log-likelihood is the model's own."""
    fitted = kind.fit(sample)
    assert fitted.fit.log_likelihood == pytest.approx(fitted.model.log_likelihood(sample))


@every_model
def test_twice_the_customers_are_twice_as_sure(kind, sample):
    """The same parameters, half the variance."""
    twice = Tenures.of(sample.last, sample.ended, 2 * sample.count, sample.entered)
    one, two = kind.fit(sample), kind.fit(twice)
    assert two.fit.log_parameters == pytest.approx(one.fit.log_parameters, abs=1e-4)
    if one.fit.ridge is None:
        assert 2 * two.fit.covariance == pytest.approx(one.fit.covariance, rel=1e-2)


@every_model
@pytest.mark.parametrize(
    "rows",
    [
        Tenures.of([1.0], [True]),
        Tenures.of([5.0], [False]),
        Tenures.of([0.0, 0.0], [False, False]),
        Tenures.of([1.0, 1.0, 3_000.0], [True, True, False]),
        Tenures.of([3.0, 3.0], [True, True], [1e7, 1e7]),
        Tenures.of([2.0, 9.0], [True, False], [1e-3, 1e-3]),
        Tenures.of([40.5, 41.0], [True, False], None, [40.0, 40.0]),
    ],
    ids=["one left", "one stays", "nobody yet", "an old one", "all at once", "hardly any", "late"],
)
def test_a_fit_never_raises(kind, rows):
    """Whatever the handful of customers there is an answer, finite, and doubt where it is due."""
    fitted = kind.fit(rows)
    assert np.isfinite(fitted.model.log_parameters).all()
    assert np.isfinite(fitted.fit.covariance).all()
    assert np.isfinite(survival(fitted.model, np.array([0.0, 1.0, 100.0, 1e6]))).all()
    found = curves(fitted, 12, 0.9)
    assert (found.survival.low <= found.survival.value).all()
    assert (found.survival.value <= found.survival.high).all()


@every_model
@some
@given(logs, st.floats(0.0, 1.0))
def test_derl_is_the_discounted_sum_and_falls_with_the_rate(kind, logs, due):
    """Against the sum itself, where 10 % a period leave nothing after 400 of them."""
    model = model_of(kind, logs)
    tenure = np.array([0.0, 3.0, 20.0])
    summed = kept(model, tenure, 400) @ 1.1 ** -(np.arange(400) + due)
    assert residual(model, tenure, 1 / 1.1, due) == pytest.approx(summed, rel=1e-9, abs=1e-12)
    rates = [residual(model, tenure, 1 / (1 + rate), due) for rate in (0.0, 0.01, 0.1, 1.0)]
    assert all((a >= b).all() for a, b in pairwise(rates))


@every_model
@some
@given(logs)
def test_an_infinite_mean_is_said(kind, logs):
    """Infinity exactly where the tail is too heavy for a mean, or some never leave."""
    model = model_of(kind, logs)
    assert np.isinf(residual(model, np.zeros(1), 1.0)[0]) == (model.tail <= 1)
    if kind in NEVER:
        assert model.tail == 0


TRUTH = {
    "geometric": [0.2],
    "sbg": [0.8, 2.5],
    "discrete-weibull": [9.0, 0.7],
    "bdw": [1.0, 4.0, 1.4],
    "exponential": [6.0],
    "exponential-gamma": [1.2, 6.0],
    "weibull": [8.0, 1.4],
    "weibull-gamma": [0.9, 5.0, 1.5],
    "exponential-never": [4.0, 0.5],
    "weibull-gamma-never": [2.0, 4.0, 1.5, 0.5],
}


@every_model
@pytest.mark.slow
def test_a_world_made_of_the_model_is_recovered(kind):
    """20,000 customers: parameters within four standard errors, bands that hold the curve."""
    made_of = kind.from_log_parameters(np.log(TRUTH[kind.name]))
    tenures = drawn(made_of, 20_000, 24, seed=5, exact=kind not in WHOLE)
    fitted = kind.fit(tenures)
    assert fitted.fit.converged
    error = np.sqrt(np.diag(fitted.fit.covariance))
    assert (np.abs(fitted.fit.log_parameters - made_of.log_parameters) < 4 * error).all()
    found = curves(fitted, 36, 0.999).survival
    truth = survival(made_of, np.arange(1.0, 37))
    assert ((found.low <= truth) & (truth <= found.high)).all()
