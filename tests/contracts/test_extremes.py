"""What holds of every model at the ends of what a company can have: rows, units, and saving."""

import json
from dataclasses import fields

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.contracts.test_purchase_models import every_model, logs, model_of
from tests.contracts.test_renewal_models import TRUTH, drawn
from tests.contracts.test_renewal_models import T as TENURES
from tests.contracts.test_renewal_models import logs as renewal_logs
from tests.contracts.test_renewal_models import model_of as renewal_model_of

from volver.domain.history import Histories
from volver.domain.opportunity import OpportunityHistories
from volver.domain.tenure import Tenures
from volver.predict.opportunities.catalogue import OPPORTUNITY_MODELS
from volver.predict.purchases.ahead import residual_orders
from volver.predict.purchases.catalogue import CANDIDATES, NEEDS_GAPS
from volver.predict.purchases.model import expected_orders
from volver.predict.renewals.catalogue import EXACT, NEVER, RENEWAL_MODELS
from volver.predict.renewals.curves import kept, residual
from volver.predict.renewals.model import ended_in, retention, survival

pytestmark = pytest.mark.slow

few, some = settings(max_examples=6), settings(max_examples=20)
TWENTY_YEARS = 7305
GRID = np.array(
    [
        (x, t_x, age)
        for x in (0, 1, 10, 100, 1000, 10_000)
        for age in (0, 1, 30, 365, TWENTY_YEARS)
        for t_x in ({0} if x == 0 else {1, age // 2, age})
        if t_x <= age and (x == 0 or t_x > 0)
    ],
    dtype=np.int64,
)
"""x up to 10,000 in up to twenty years, with silences of none, half of the time, and nearly all."""
COLUMNS = tuple(GRID.T.astype(float))


@every_model
@few
@given(logs, st.integers(0, 3))
def test_every_answer_is_a_number_on_the_grid_of_extremes(kind, logs, k):
    """Finite, never below zero; chances at most one, and falling with n."""
    model = model_of(kind, logs, k)
    x, _, age = COLUMNS
    alive, share = model.p_alive(*COLUMNS), model.phase_if_alive(*COLUMNS)
    assert ((alive >= 0) & (alive <= 1)).all()
    assert share.sum(axis=0) == pytest.approx(np.ones(len(x)))
    for days in (1.0, 365.0, float(TWENTY_YEARS)):
        at_least = model.at_least_if_alive(x, age, days, 25)
        assert ((at_least >= 0) & (at_least <= 1)).all()
        assert (np.diff(at_least, axis=1) <= 1e-14).all()
        for answer in (
            model.expected_if_alive(x, age, days),
            model.discounted_if_alive(x, age, days, 0.1),
            model.stays(x, age, days),
            expected_orders(model, *COLUMNS, days),
        ):
            assert np.isfinite(answer).all()
            assert (answer >= 0).all()
        assert np.isfinite(model.expected_new(days))
    assert np.isfinite(residual_orders(model, *COLUMNS, 0.1)).all()
    whole = Histories(*GRID.T.copy(), np.ones(len(GRID), dtype=np.int64))
    assert np.isfinite(model.log_likelihood(whole))


@every_model
def test_a_shop_of_extremes_is_fitted(kind):
    """One customer of each row of the grid: an answer for all of them, whatever doubt there is."""
    histories = Histories(*GRID.T.copy(), np.ones(len(GRID), dtype=np.int64))
    fitted = kind.fit(histories)
    assert np.isfinite(fitted.model.log_parameters).all()
    assert np.isfinite(fitted.fit.covariance).all()
    assert np.isfinite(expected_orders(fitted.model, *COLUMNS, 365.0)).all()


@every_model
@some
@given(logs)
def test_no_time_brings_no_order(kind, logs):
    """CET(0) = 0 in every phase, for the orders, for their worth, and for each chance of one."""
    model = model_of(kind, logs, 1)
    x, _, age = COLUMNS
    for phase in range(model.phases):
        assert not model.expected_if_alive(x, age, 0.0, phase).any()
        assert not model.discounted_if_alive(x, age, 0.0, 0.1, phase).any()
        assert not model.at_least_if_alive(x, age, 0.0, 3, phase).any()
        assert model.stays(x, age, 0.0, phase) == pytest.approx(np.ones(len(x)), abs=1e-12)
    assert model.expected_new(0.0) == 0


@every_model
@some
@given(logs, st.sampled_from([24.0, 1 / 7]))
def test_hours_and_weeks_give_the_money_that_days_give(kind, logs, ticks):
    """Times and the scales of times by one factor, the rate per tick to its power: the same."""
    model = model_of(kind, logs, 1)
    scales = [field.name in ("alpha", "beta") for field in fields(kind)]
    other = model.from_log_parameters(model.log_parameters + np.log(ticks) * np.array(scales))
    x, t_x, age = (column[COLUMNS[0] <= 1000] for column in COLUMNS)
    assert other.p_alive(x, ticks * t_x, ticks * age) == pytest.approx(
        model.p_alive(x, t_x, age), rel=1e-8, abs=1e-12
    )
    one, same = ((m, f) for m, f in ((model, 1.0), (other, ticks)))
    per_tick = 1.1 ** (1 / ticks) - 1
    for answer in (
        lambda m, f: m.expected_if_alive(x, f * age, f * 365.0),
        lambda m, f: m.discounted_if_alive(x, f * age, f * 365.0, 0.1 if f == 1 else per_tick),
        lambda m, f: m.at_least_if_alive(x, f * age, f * 90.0, 4),
    ):
        assert answer(*same) == pytest.approx(answer(*one), rel=1e-7, abs=1e-12)


@every_model
@some
@given(logs, st.integers(0, 3))
def test_a_model_written_as_json_says_the_same_when_it_is_read(kind, logs, k):
    """Its parameters in days are all there is to it, to the bit."""
    model = model_of(kind, logs, k)
    saved = json.loads(json.dumps(model.parameters()))
    again = (kind.of(saved.pop("k")) if kind.name in NEEDS_GAPS else kind)(**saved)
    assert again == model
    for answer in (
        lambda m: m.p_alive(*COLUMNS),
        lambda m: m.expected_if_alive(COLUMNS[0], COLUMNS[2], 365.0),
    ):
        assert np.array_equal(answer(again), answer(model))


@pytest.mark.parametrize("name", CANDIDATES)
def test_the_fit_is_where_the_likelihood_that_is_told_is_flat(name):
    """Its slopes by finite differences vanish there, and their slopes are what errors come from."""
    generator = np.random.default_rng(4)
    x = generator.poisson(generator.gamma(0.8, 4.0, 400))
    age = generator.integers(300, 700, 400)
    t_x = np.where(x > 0, np.maximum(1, (age * generator.beta(x + 1, 1)).astype(np.int64)), 0)
    histories = Histories(x, t_x, age, np.ones_like(x))
    fitted = CANDIDATES[name].fit(histories)
    where = fitted.fit.log_parameters

    def told(logs):
        return fitted.model.from_log_parameters(logs).log_likelihood(histories)

    steps = 1e-3 * np.eye(len(where))
    slopes = [(told(where + s) - told(where - s)) / 2e-3 for s in steps]
    errors = np.sqrt(np.diag(fitted.fit.covariance))
    assert fitted.fit.converged
    assert np.abs(slopes * errors).max() < 0.01
    curvature = np.array(
        [
            [
                told(where + a + b)
                - told(where + a - b)
                - told(where - a + b)
                + told(where - a - b)
                for a in steps
            ]
            for b in steps
        ]
    ) / (4 * 1e-6)
    if fitted.fit.ridge is None:
        assert np.linalg.inv(-curvature) == pytest.approx(fitted.fit.covariance, rel=0.02)


# Opportunities ---------------------------------------------------------------------------------

N = np.array([0, 1, 52, 240, TWENTY_YEARS, 10_000])
CHANCES = OpportunityHistories(
    *np.array(
        [(x, max(x, t_x), n, 1) for n in N for x in {0, 1, n // 2, n} if x <= n
         for t_x in ({0} if x == 0 else {x, n})],
        dtype=np.int64,
    ).T
)  # fmt: skip


@pytest.mark.parametrize("kind", OPPORTUNITY_MODELS.values(), ids=OPPORTUNITY_MODELS)
@few
@given(st.tuples(*[st.floats(-4.0, 6.0)] * 4).map(np.array))
def test_ten_thousand_opportunities_leave_every_answer_a_number(kind, logs):
    """Used all, half, once or never; a day or an age ahead."""
    model = kind.from_log_parameters(logs)
    x, t_x, n = CHANCES.order_count, CHANCES.last_with_order, CHANCES.opportunities
    alive = model.p_alive(x, t_x, n)
    assert ((alive >= 0) & (alive <= 1)).all()
    assert np.isfinite(model.log_likelihood(CHANCES))
    for ahead in (1, 400):
        for answer in (
            model.expected_if_alive(x, n, ahead),
            model.discounted_if_alive(x, n, ahead, 0.01),
            model.residual_if_alive(x, n, 0.01),
            model.at_least_if_alive(x, n, ahead, 10),
        ):
            assert np.isfinite(answer).all()
            assert (answer >= 0).all()


# Renewals --------------------------------------------------------------------------------------

every_renewal_model = pytest.mark.parametrize("kind", RENEWAL_MODELS.values(), ids=RENEWAL_MODELS)


@every_renewal_model
@some
@given(renewal_logs)
def test_ten_thousand_periods_leave_every_answer_a_number(kind, logs):
    """Chances within zero and one, that sum to one with those who stay; none leave in no time."""
    model = renewal_model_of(kind, logs)
    far = np.array([0.0, 1.0, 365.0, float(TWENTY_YEARS), 10_000.0])
    still = survival(model, far)
    assert ((still >= 0) & (still <= 1)).all()
    assert (np.diff(still) <= 0).all()
    assert np.array_equal(model.log_kept(far, far), np.zeros(len(far)))
    renewed = retention(model, far[1:])
    assert ((renewed >= 0) & (renewed <= 1)).all()
    left = ended_in(model, np.arange(1.0, 1001))
    assert (left >= 0).all()
    assert left.sum() + survival(model, np.array([1000.0]))[0] == pytest.approx(1)
    assert np.isfinite(residual(model, far, 1 / 1.01)).all()
    assert np.isfinite(kept(model, far, 24)).all()


@pytest.mark.parametrize("kind", [*EXACT, *NEVER], ids=lambda kind: kind.name)
def test_months_and_years_give_the_same_survival(kind):
    """Tenures times twelve: tau times twelve, the curve the same, months for years."""
    made_of = kind.from_log_parameters(np.log(TRUTH[kind.name]))
    exact = drawn(made_of, 2000, 24, seed=6, exact=True)
    fitted = kind.fit(exact).model
    months = Tenures.of(12 * exact.last, exact.ended, exact.count, 12 * exact.entered)
    other = kind.fit(months).model
    expected = {
        letter: value * (12 if letter == "tau" else 1)
        for letter, value in fitted.parameters().items()
    }
    assert other.parameters() == pytest.approx(expected, rel=1e-3)
    assert survival(other, 12 * TENURES) == pytest.approx(survival(fitted, TENURES), rel=1e-4)
