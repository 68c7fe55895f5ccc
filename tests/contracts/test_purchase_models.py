"""Every model of the catalogue passes this suite."""

from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from tests.predict.worlds import MODEL_OF

from volver.domain.history import Histories
from volver.predict.purchases.catalogue import CANDIDATES, NEEDS_GAPS, PURCHASE_MODELS
from volver.predict.purchases.model import expected_orders
from volver.stats.simulate import World, simulate, summarise

every_model = pytest.mark.parametrize("kind", CANDIDATES.values(), ids=CANDIDATES)
MEMORYLESS = {name: kind for name, kind in CANDIDATES.items() if name not in NEEDS_GAPS}
every_memoryless_model = pytest.mark.parametrize("kind", MEMORYLESS.values(), ids=MEMORYLESS)
every_model_with_leaving = pytest.mark.parametrize(
    "kind", PURCHASE_MODELS.values(), ids=PURCHASE_MODELS
)

some, few = settings(max_examples=25), settings(max_examples=8)

logs = st.tuples(
    st.floats(-2.0, 2.0), st.floats(1.0, 6.0), st.floats(-2.0, 2.0), st.floats(-1.0, 4.0)
).map(np.array)
"""ln r, ln alpha (3 to 400 days) and, where customers leave, ln a, ln b (ln s, ln beta)."""

X = np.array([0.0, 0.0, 1.0, 3.0, 12.0, 60.0, 221.0, 400.0])
T_X = np.array([0.0, 0.0, 40.0, 300.0, 280.0, 500.0, 724.0, 401.0])
AGE = np.array([0.0, 700.0, 90.0, 301.0, 650.0, 512.0, 725.0, 401.0])
"""From a customer of today to one who ordered 400 times in 401 days."""


def model_of(kind, logs, k=0):
    """The model with the first of these log parameters, as many as it has, and 2 + k phases where
    it has phases."""
    kind = kind.of(2 + k) if kind.name in NEEDS_GAPS else kind
    return kind.from_log_parameters(logs[: len(fields(kind))])


def table(rows):
    """Histories of rows (x, t_x, T, count)."""
    return Histories(*(np.array(column, dtype=np.int64) for column in zip(*rows, strict=True)))


def drawn(customers, seed, kind="mbg-nbd"):
    """A slow world of a model, where hardly two orders fall on one day, and its truth."""
    phases = 3 if kind in NEEDS_GAPS else 1
    leaving = next(when for when, name in MODEL_OF.items() if name == kind.replace("cnbd-k", "nbd"))
    b = 1500.0 if leaving == "at_any_time" else 2.5
    world = World(
        r=0.9, alpha=400.0 / phases, a=0.9, b=b, leaving=leaving, p=6.0, q=4.0, gamma=15.0,
        phases=phases,
    )  # fmt: skip
    orders, truth = simulate(world, customers, 1000, 4000, 1500, np.random.default_rng(seed))
    x, t_x, age, _ = summarise(orders, 4000)
    return world, orders, truth, Histories(x, t_x, age, np.ones_like(x), log_gaps(orders, 4000))


def log_gaps(orders, as_of):
    """Sum of the ln of the days between occasions, of all customers."""
    seen = np.unique(np.stack([orders.customer, orders.day])[:, orders.day <= as_of], axis=1)
    return float(np.log(np.diff(seen[1])[np.diff(seen[0]) == 0]).sum())


@pytest.fixture(scope="module")
def sample():
    """Histories of 3,000 customers; of gaps nothing is known."""
    return replace(drawn(3000, seed=8)[3], log_gaps=None)


@every_model
def test_the_catalogue_lists_models_by_their_name(kind):
    """The key is what people write, the title what the literature writes."""
    assert CANDIDATES[kind.name] is kind
    assert kind.title == kind.title.strip()


@every_model
@some
@given(logs)
def test_log_parameters_give_the_model_back(kind, logs):
    """Draws of log parameters are models."""
    model = model_of(kind, logs)
    used = logs[: len(fields(kind))]
    assert model.log_parameters == pytest.approx(used)
    assert list(model.parameters().values())[: len(used)] == pytest.approx(np.exp(used))


@every_model_with_leaving
@some
@given(logs)
def test_longer_silence_means_less_alive(kind, logs):
    """A probability that falls with the age, all else equal."""
    model = model_of(kind, logs)
    age = np.array([40.0, 60.0, 90.0, 400.0])
    p = model.p_alive(np.full(4, 3.0), np.full(4, 30.0), age)
    assert ((p > 0) & (p <= 1)).all()
    assert (np.diff(p) < 0).all()


@pytest.mark.slow
@every_model
@some
@given(logs, st.floats(1, 1500), st.integers(0, 5))
def test_chances_of_n_orders_fall_with_n_and_add_up_to_the_expected_orders(kind, logs, days, k):
    """The expectation is the sum over n of P(X >= n): two independent routes to one number."""
    model = model_of(kind, logs, k)
    x, age, phase = X[:5], AGE[:5], k % model.phases
    at_least = model.at_least_if_alive(x, age, days, 3000, phase)
    assert at_least.shape == (5, 3000)
    assert (at_least >= 0).all()
    assert (at_least[:, 0] <= 1).all()
    assert (np.diff(at_least, axis=1) <= 1e-15).all()
    settled = at_least[:, -1] < 1e-14
    expected = model.expected_if_alive(x, age, days, phase)
    # A second order on the next day is one in a million of regular customers: there the roots of
    # unity cancel, and leave 1e-12 of an order.
    rare = 1e-11 if model.phases > 1 else 0
    assert at_least.sum(axis=1)[settled] == pytest.approx(expected[settled], rel=1e-9, abs=rare)


@every_model
@some
@given(logs, st.integers(0, 5))
def test_everybody_alive_is_in_some_phase(kind, logs, k):
    """Chances that add up to one; the longer the silence, the later the phase."""
    model = model_of(kind, logs, k)
    share = model.phase_if_alive(X, T_X, AGE)
    assert share.shape == (model.phases, len(X))
    assert (share >= 0).all()
    assert share.sum(axis=0) == pytest.approx(np.ones(len(X)))
    waiting = model.phase_if_alive(np.full(4, 3.0), np.full(4, 30.0), np.array([30.0, 40, 90, 400]))
    later = waiting.cumsum(axis=0)
    assert (np.diff(later, axis=1) <= 1e-12).all()
    assert waiting[0, 0] == 1


@every_model
@some
@given(logs)
def test_the_table_of_chances_does_not_depend_on_its_width(kind, logs):
    """P(X >= 1) .. P(X >= 5) are the same in a table of five and of fifty."""
    model = model_of(kind, logs)
    wide = model.at_least_if_alive(X, AGE, 365, 50)
    assert model.at_least_if_alive(X, AGE, 365, 5) == pytest.approx(wide[:, :5], rel=1e-9)
    assert model.at_least_if_alive(X, AGE, 365, 1) == pytest.approx(wide[:, :1], rel=1e-9)


@every_memoryless_model
@some
@given(logs)
def test_orders_begin_at_the_posterior_rate(kind, logs):
    """In the first instant the living order at their expected rate, and in no time not at all."""
    model = model_of(kind, logs)
    letters = model.parameters()
    rate = (letters["r"] + X) / (letters["alpha"] + AGE)
    assert model.expected_if_alive(X, AGE, 1e-7) / 1e-7 == pytest.approx(rate, rel=1e-4)
    assert not model.expected_if_alive(X, AGE, 0.0).any()


@pytest.mark.slow
@pytest.mark.parametrize("kind", [MEMORYLESS[n] for n in PURCHASE_MODELS if n in MEMORYLESS])
@some
@given(logs)
def test_expected_orders_grow_ever_more_slowly(kind, logs):
    """Each month more brings orders, and fewer than the one before, as some will have left."""
    model = model_of(kind, logs)
    by_month = np.array([model.expected_if_alive(X, AGE, 30.0 * k) for k in range(5)])
    gained = np.diff(by_month, axis=0)
    rounding = 1e-12 * by_month[-1]
    assert (gained > -rounding).all()
    assert (np.diff(gained, axis=0) < rounding).all()


@pytest.mark.slow
@every_model
@few
@given(logs, st.floats(0.01, 0.3))
def test_discounting_is_the_sum_over_days_of_discounted_orders(kind, logs, annual):
    """Slice by slice, each worth what it is in its middle; 150 and 75 slices, extrapolated."""
    model = model_of(kind, logs)
    edges = np.expm1(np.linspace(0, np.log(366), 151))
    by_edge = np.array([model.expected_if_alive(X[:4], AGE[:4], d) for d in edges])

    def in_slices_of(k):
        middle = (edges[:-k:k] + edges[k::k]) / 2
        return (1 + annual) ** (-middle / 365.25) @ np.diff(by_edge[::k], axis=0)

    found = model.discounted_if_alive(X[:4], AGE[:4], edges[-1], annual)
    assert found == pytest.approx((4 * in_slices_of(1) - in_slices_of(2)) / 3, rel=1e-7)


@pytest.mark.slow
@every_model
@some
@given(logs)
def test_a_higher_rate_is_worth_less_and_no_rate_changes_nothing(kind, logs):
    """Discounted orders fall with the rate; at zero they are the expected orders to the bit."""
    model = model_of(kind, logs)
    worth = [model.discounted_if_alive(X, AGE, 730.0, annual) for annual in (0.0, 0.05, 0.1, 1.0)]
    assert np.array_equal(worth[0], model.expected_if_alive(X, AGE, 730.0))
    assert (np.diff(worth, axis=0) < 0).all()


@pytest.mark.slow
@every_model
@some
@given(logs)
def test_a_new_customer_is_one_of_whom_nothing_is_known(kind, logs):
    """x = t_x = T = 0: the same number by either door."""
    model = model_of(kind, logs)
    none = np.zeros(1)
    by_history = expected_orders(model, none, none, none, 365.0)
    assert model.expected_new(365.0) == pytest.approx(float(by_history[0]), rel=1e-12)


@pytest.mark.slow
@every_model
@some
@given(logs)
def test_no_customer_is_too_heavy(kind, logs):
    """Every answer is finite for 400 orders as for none, over ten years."""
    model = model_of(kind, logs)
    histories = table(zip(X, T_X, AGE, np.ones(8), strict=True))
    assert np.isfinite(model.log_likelihood(histories))
    for answer in (
        model.p_alive(X, T_X, AGE),
        model.expected_if_alive(X, AGE, 3650.0),
        model.discounted_if_alive(X, AGE, 3650.0, 0.1),
        model.at_least_if_alive(X, AGE, 3650.0, 40),
    ):
        assert np.isfinite(answer).all()
        assert (answer >= 0).all()


@every_model
def test_no_customers_have_no_answers(kind):
    """Empty columns in, empty columns out; and nothing can be learnt from nobody."""
    nobody = np.zeros(0)
    model = model_of(kind, np.log([1.0, 30.0, 1.0, 3.0]))
    assert len(model.p_alive(nobody, nobody, nobody)) == 0
    assert len(model.expected_if_alive(nobody, nobody, 30.0)) == 0
    assert model.at_least_if_alive(nobody, nobody, 30.0, 4).shape == (0, 4)
    none = np.zeros(0, dtype=np.int64)
    assert kind.fit(Histories(none, none, none, none)).fit.ridge is not None


@every_model
def test_equal_pairs_get_equal_answers_in_the_order_of_the_rows(kind):
    """Rows are computed once per distinct (x, T) and put back where they were."""
    model = model_of(kind, np.log([1.0, 30.0, 1.0, 3.0]))
    order = np.array([3, 0, 3, 7, 1, 0])
    for f in (
        lambda x, age: model.expected_if_alive(x, age, 90.0),
        lambda x, age: model.at_least_if_alive(x, age, 90.0, 3),
    ):
        assert f(X[order], AGE[order]) == pytest.approx(f(X, AGE)[order], rel=1e-11)


@pytest.mark.slow
@every_model
def test_the_order_of_rows_cannot_matter(kind, sample):
    """Shuffled customers give the same fit to the bit."""
    order = np.random.default_rng(0).permutation(len(sample))
    mixed = Histories(
        sample.repeat_count[order], sample.first_to_last[order], sample.age[order],
        sample.count[order],
    )  # fmt: skip
    assert kind.fit(mixed).model == kind.fit(sample).model


@pytest.mark.slow
@every_model
def test_a_weight_is_so_many_customers(kind, sample):
    """Every third customer counted twice: as two rows or as one of weight two."""
    again = np.repeat(np.arange(len(sample)), 1 + (np.arange(len(sample)) % 3 == 0))
    as_rows = Histories(
        sample.repeat_count[again], sample.first_to_last[again], sample.age[again],
        np.ones_like(again),
    )  # fmt: skip
    weight = 1 + (np.arange(len(sample)) % 3 == 0)
    as_weights = replace(sample, count=weight)
    one, other = kind.fit(as_rows), kind.fit(as_weights)
    assert one.model == other.model
    assert one.fit.log_likelihood == other.fit.log_likelihood


@pytest.mark.slow
@every_model
def test_the_unit_of_time_changes_nothing_but_the_scales(kind, sample):
    """Seven times the days: seven times alpha (and the beta of a leaving rate), and a density
    lower by 7 per repeat order."""
    weeks = kind.fit(sample)
    days = kind.fit(replace(sample, first_to_last=7 * sample.first_to_last, age=7 * sample.age))
    expected = {
        letter: value * (7 if letter in ("alpha", "beta") else 1)
        for letter, value in weeks.model.parameters().items()
    }
    assert days.model.parameters() == pytest.approx(expected, rel=1e-6)
    assert days.model.parameters("week") == pytest.approx(weeks.model.parameters(), rel=1e-6)
    orders = sample.repeat_count.sum() * weeks.model.phases  # gaps are not given: times of phases
    shift = weeks.fit.log_likelihood - days.fit.log_likelihood
    assert shift == pytest.approx(orders * np.log(7), rel=1e-9)


@every_model
def test_the_log_likelihood_is_that_of_the_unit_it_is_asked_in(kind, sample):
    """Day histories seen in weeks: the same as histories counted in weeks."""
    coarse = replace(sample, first_to_last=sample.first_to_last // 7, age=sample.age // 7)
    fine = replace(coarse, first_to_last=7 * coarse.first_to_last, age=7 * coarse.age)
    model = model_of(kind, np.log([1.0, 400.0, 1.0, 3.0]))
    in_weeks = type(model)(*list(model.parameters("week").values())[: len(fields(kind))])
    assert model.log_likelihood(fine, "week") == pytest.approx(in_weeks.log_likelihood(coarse))


counts = arrays.arrays(np.int64, st.integers(1, 12), elements=st.integers(0, 30))


@pytest.mark.slow
@every_model
@few
@given(counts, st.integers(0, 2**32 - 1))
def test_a_fit_never_raises(kind, x, seed):
    """Whatever the handful of customers, there is an answer, and doubt where it is due."""
    generator = np.random.default_rng(seed)
    t_x = np.where(x > 0, x + generator.integers(0, 300, len(x)), 0)
    age = t_x + generator.integers(0, 300, len(x))
    fitted = kind.fit(Histories(x, t_x, age, generator.integers(1, 5, len(x))))
    assert np.isfinite(fitted.model.log_parameters).all()
    assert np.isfinite(fitted.fit.covariance).all()
    forecast = expected_orders(fitted.model, *(v.astype(float) for v in (x, t_x, age)), 365.0)
    assert np.isfinite(forecast).all()


@every_model_with_leaving
@pytest.mark.slow
def test_a_world_made_of_the_model_is_recovered(kind):
    """30,000 customers: parameters within four standard errors, forecasts within 3 %."""
    world, orders, truth, histories = drawn(30_000, seed=3, kind=kind.name)
    fitted = kind.fit(histories)
    made_of = np.log([world.r, world.alpha, world.a, world.b])
    error = np.sqrt(np.diag(fitted.fit.covariance))
    assert fitted.fit.converged
    assert fitted.fit.ridge is None
    assert fitted.model.phases == world.phases
    assert (np.abs(fitted.fit.log_parameters - made_of) < 4 * error).all()

    model = fitted.model
    x, t_x, age = (
        v.astype(float) for v in (histories.repeat_count, histories.first_to_last, histories.age)
    )
    alive = model.p_alive(x, t_x, age)
    for tenth in np.array_split(np.argsort(alive, kind="stable"), 10):
        assert truth.alive[tenth].mean() == pytest.approx(alive[tenth].mean(), abs=0.04)
    forecast = expected_orders(model, x, t_x, age, 1500.0)
    assert forecast.sum() == pytest.approx(truth.future_orders.sum(), rel=0.03)

    share = model.phase_if_alive(x, t_x, age)
    chances = sum(
        (alive * share[phase])[:, None] * model.at_least_if_alive(x, age, 1500.0, 6, phase)
        for phase in range(model.phases)
    )
    came = truth.future_orders[:, None] >= np.arange(1, 7)
    assert chances.mean(axis=0) == pytest.approx(came.mean(axis=0), abs=0.01)

    ahead = orders.day[orders.day > 4000] - 4000
    worth = sum(
        (alive * share[phase]) @ model.discounted_if_alive(x, age, 1500.0, 0.1, phase)
        for phase in range(model.phases)
    )
    assert worth == pytest.approx((1.1 ** (-ahead / 365.25)).sum(), rel=0.03)
