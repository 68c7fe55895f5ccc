"""Every model of orders at opportunities passes this suite."""

import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from volver.domain.errors import BadInput
from volver.domain.opportunity import OpportunityHistories
from volver.predict.opportunities.catalogue import OPPORTUNITY_MODELS
from volver.predict.opportunities.draw import draw_new
from volver.predict.opportunities.future import exactly

every_model = pytest.mark.parametrize("kind", OPPORTUNITY_MODELS.values(), ids=OPPORTUNITY_MODELS)
some = settings(max_examples=25)
logs = st.tuples(*[st.floats(-2.5, 3.5)] * 4).map(np.array)

X = np.array([0, 0, 1, 1, 3, 12, 60, 400, 0])
T_X = np.array([0, 0, 1, 6, 5, 30, 60, 480, 0])
N = np.array([0, 9, 6, 6, 6, 31, 60, 500, 5000])
"""From a customer of today to one who was asked 5,000 times and never ordered."""


def table(*rows):
    """Histories of rows (x, t_x, n, count)."""
    return OpportunityHistories(*np.array(rows, dtype=np.int64).reshape(-1, 4).T)


@pytest.fixture(scope="module")
def sample():
    """Histories of 3,000 customers, who came at different times."""
    generator = np.random.default_rng(8)
    kind = next(iter(OPPORTUNITY_MODELS.values()))
    model = kind.from_log_parameters(np.log([1.2, 0.8, 0.7, 2.8]))
    return draw_new(model, generator.integers(0, 12, 3000), 4, generator).histories


@every_model
def test_the_catalogue_lists_models_by_their_name(kind):
    """The key is what people write, the title what the literature writes."""
    assert OPPORTUNITY_MODELS[kind.name] is kind
    assert kind.title == kind.title.strip()


@every_model
@some
@given(logs)
def test_log_parameters_give_the_model_back(kind, logs):
    """Draws of log parameters are models."""
    model = kind.from_log_parameters(logs)
    assert model.log_parameters == pytest.approx(logs)
    assert list(model.parameters().values()) == pytest.approx(np.exp(logs))


@every_model
@some
@given(logs)
def test_a_model_written_as_json_says_the_same_when_it_is_read(kind, logs):
    """Its parameters are all there is to it, to the bit."""
    model = kind.from_log_parameters(logs)
    again = kind(**json.loads(json.dumps(model.parameters())))
    assert again == model
    assert np.array_equal(again.p_alive(X, T_X, N), model.p_alive(X, T_X, N))


@every_model
@some
@given(logs)
def test_longer_silence_means_less_alive(kind, logs):
    """A probability that falls with every opportunity left out."""
    model = kind.from_log_parameters(logs)
    n = np.arange(4, 60)
    p = model.p_alive(np.full(56, 2), np.full(56, 4), n, ahead=0)
    assert p[0] == 1
    assert ((p >= 0) & (p <= 1)).all()
    assert (np.diff(p) < 0).all()


@every_model
@some
@given(logs)
def test_who_is_there_later_is_there_before(kind, logs):
    """P(alive) falls with the opportunities ahead, and begins at that of today."""
    model = kind.from_log_parameters(logs)
    p = np.array([model.p_alive(X, T_X, N, ahead) for ahead in range(6)])
    assert (np.diff(p, axis=0) <= 0).all()
    assert p[1] == pytest.approx(p[0] * model.stays(N, 1)[:, 0])


@every_model
@some
@given(logs, st.integers(1, 60))
def test_chances_of_k_orders_add_up(kind, logs, ahead):
    """To one; to the expected orders; and, squared, to the second moment: independent routes."""
    model = kind.from_log_parameters(logs)
    at_least = model.at_least_if_alive(X, N, ahead, ahead)
    assert ((at_least >= 0) & (at_least <= 1)).all()
    assert (np.diff(at_least, axis=1) <= 1e-15).all()
    assert exactly(at_least).sum(axis=1) == pytest.approx(1)
    expected = model.expected_if_alive(X, N, ahead)
    assert at_least.sum(axis=1) == pytest.approx(expected, rel=1e-10)
    squared = (at_least * (2 * np.arange(1, ahead + 1) - 1)).sum(axis=1)
    assert squared == pytest.approx(model.squared_if_alive(X, N, ahead), rel=1e-10)


@pytest.mark.slow
@every_model
@some
@given(logs)
def test_the_distribution_is_the_likelihood_summed_over_histories(kind, logs):
    """P(X = k) of a new customer: over all sequences of six opportunities."""
    model = kind.from_log_parameters(logs)
    found = np.zeros(7)
    for bits in np.ndindex(*[2] * 6):
        last = max((i + 1 for i in range(6) if bits[i]), default=0)
        found[sum(bits)] += np.exp(model.log_likelihood(table((sum(bits), last, 6, 1))))
    assert model.distribution_new(6) == pytest.approx(found, rel=1e-9, abs=1e-14)


@every_model
@some
@given(logs)
def test_the_first_order_comes_at_some_opportunity(kind, logs):
    """The chances of when it comes sum to that of any order; a window later holds fewer."""
    model = kind.from_log_parameters(logs)
    first = model.next_order_if_alive(X, N, 24)
    any_order = model.at_least_if_alive(X, N, 24, 1)[:, 0]
    assert first.sum(axis=1) == pytest.approx(any_order, rel=1e-10)
    later = model.next_order_if_alive(X, N, 24, skipped=10).sum(axis=1)
    assert (later <= any_order * (1 + 1e-12)).all()


@every_model
@some
@given(logs)
def test_no_opportunity_brings_no_order(kind, logs):
    """CET(0) = 0, and every further opportunity brings less than the one before."""
    model = kind.from_log_parameters(logs)
    by_ahead = np.array([model.expected_if_alive(X, N, ahead) for ahead in range(6)])
    assert (by_ahead[0] == 0).all()
    gained = np.diff(by_ahead, axis=0)
    assert (gained > 0).all()
    assert (np.diff(gained, axis=0) <= 1e-12 * by_ahead[-1]).all()


@every_model
@some
@given(logs)
def test_a_higher_rate_is_worth_less_and_no_rate_changes_nothing(kind, logs):
    """Discounted orders fall with the rate; at zero they are the expected orders to the bit."""
    model = kind.from_log_parameters(logs)
    worth = [model.discounted_if_alive(X, N, 20, rate) for rate in (0.0, 0.01, 0.1, 1.0)]
    assert np.array_equal(worth[0], model.expected_if_alive(X, N, 20))
    assert (np.diff(worth, axis=0) < 0).all()


@every_model
@some
@given(logs, st.floats(0.01, 0.5))
def test_residual_orders_are_the_limit_of_long_horizons(kind, logs, rate):
    """With the rest of a geometric series at most: 4,000 opportunities leave nothing."""
    model = kind.from_log_parameters(logs)
    residual = model.residual_if_alive(X, N, rate)
    assert residual == pytest.approx(model.discounted_if_alive(X, N, 4000, rate), rel=1e-10)
    assert model.residual_new(rate) == pytest.approx(residual[0])


@every_model
def test_residual_orders_without_a_rate_exist_where_gamma_is_above_one(kind):
    """Below it too many would stay for good: the sum is infinite and says so."""
    endless = kind.from_log_parameters(np.log([1.0, 1.0, 0.9, 3.0]))
    assert np.isinf(endless.residual_if_alive(X, N, 0.0)).all()
    ending = kind.from_log_parameters(np.log([1.0, 1.0, 4.0, 3.0]))
    long = ending.expected_if_alive(X[:7], N[:7], 20_000)
    assert ending.residual_if_alive(X[:7], N[:7], 0.0) == pytest.approx(long, rel=1e-6)
    assert ending.residual_if_alive(X, N, 0.0) == pytest.approx(
        ending.residual_if_alive(X, N, 1e-7), rel=2e-3
    )


@every_model
@some
@given(logs)
def test_a_new_customer_is_one_of_whom_nothing_is_known(kind, logs):
    """x = t_x = n = 0: there for sure, and the same number by either door."""
    model = kind.from_log_parameters(logs)
    none = np.zeros(1, dtype=np.int64)
    assert model.p_alive(none, none, none, ahead=0) == 1
    assert model.expected_new(7) == model.expected_if_alive(none, none, 7)[0]
    assert model.distribution_new(7) @ np.arange(8) == pytest.approx(model.expected_new(7))


@every_model
@some
@given(st.tuples(*[st.floats(-6.0, 8.0)] * 4).map(np.array))
def test_no_customer_is_too_heavy(kind, logs):
    """Every answer is finite, for 5,000 opportunities as for none."""
    model = kind.from_log_parameters(logs)
    assert np.isfinite(model.log_likelihood(OpportunityHistories(X, T_X, N, np.ones_like(X))))
    for answer in (
        model.p_alive(X, T_X, N),
        model.p_alive(X, T_X, N, ahead=50),
        model.expected_if_alive(X, N, 300),
        model.discounted_if_alive(X, N, 300, 0.1),
        model.residual_if_alive(X, N, 0.1),
        model.at_least_if_alive(X, N, 300, 40),
        model.next_order_if_alive(X, N, 300),
    ):
        assert np.isfinite(answer).all()
        assert (answer >= 0).all()


@every_model
def test_no_customers_have_no_answers(kind):
    """Empty columns in, empty columns out; and nothing can be learnt from nobody."""
    none = np.zeros(0, dtype=np.int64)
    model = kind.from_log_parameters(np.zeros(4))
    assert len(model.p_alive(none, none, none)) == 0
    assert len(model.residual_if_alive(none, none, 0.1)) == 0
    assert model.at_least_if_alive(none, none, 5, 4).shape == (0, 4)
    assert kind.fit(OpportunityHistories(none, none, none, none)).fit.ridge is not None


@every_model
def test_the_order_of_rows_cannot_matter(kind, sample):
    """Shuffled customers give the same fit to the bit."""
    order = np.random.default_rng(0).permutation(len(sample))
    mixed = OpportunityHistories(
        sample.order_count[order], sample.last_with_order[order], sample.opportunities[order],
        sample.count[order],
    )  # fmt: skip
    assert kind.fit(mixed).model == kind.fit(sample).model


@every_model
def test_a_weight_is_so_many_customers(kind, sample):
    """Every third customer counted twice: as two rows or as one of weight two."""
    weight = 1 + (np.arange(len(sample)) % 3 == 0)
    again = np.repeat(np.arange(len(sample)), weight)
    as_rows = OpportunityHistories(
        sample.order_count[again], sample.last_with_order[again], sample.opportunities[again],
        np.ones_like(again),
    )  # fmt: skip
    one, other = kind.fit(as_rows), kind.fit(replace(sample, count=weight))
    assert one.model == other.model
    assert one.fit.log_likelihood == other.fit.log_likelihood


@pytest.mark.parametrize(
    "row", [(2, 1, 6, 1), (1, 7, 6, 1), (0, 3, 6, 1), (1, 0, 6, 1), (0, 0, 6, 0), (-1, 0, 6, 1)]
)
def test_a_history_that_cannot_be_is_refused(row):
    """More orders than opportunities, a last one that was none, nobody."""
    with pytest.raises(BadInput):
        table(row)
