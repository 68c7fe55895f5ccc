"""Scores are what their definitions say, and honest forecasts score best."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from volver.stats import scores

SURVIVAL = np.array([[0.7, 0.4, 0.15, 0.05]])
PROBABILITY = np.array([0.3, 0.3, 0.25, 0.1, 0.05])


@pytest.mark.parametrize("actual", range(5))
def test_the_log_score_is_the_log_of_the_probability_that_came_true(actual):
    """The last outcome is "four or more"."""
    found = scores.log_score(SURVIVAL, np.array([actual]))
    assert found == pytest.approx([np.log(PROBABILITY[actual])])


def test_a_count_beyond_the_table_scores_as_m_or_more():
    """All that the table says about nine is that it is at least four."""
    assert scores.log_score(SURVIVAL, np.array([9])) == pytest.approx([np.log(0.05)])


def test_an_outcome_that_was_ruled_out_scores_minus_infinity():
    """Whoever says never had better be right."""
    assert scores.log_score(np.array([[1.0, 0.5]]), np.array([0])) == -np.inf


@pytest.mark.parametrize("score", [scores.log_score, scores.crps_count])
def test_nobody_scores_better_by_a_belief_they_do_not_hold(score):
    """The truth beats a hundred other forecasts on average, for both proper scores."""
    generator = np.random.default_rng(7)
    sign = 1 if score is scores.log_score else -1

    def mean(survival):
        rows = np.repeat(survival[None, :], 5, axis=0)
        return sign * float(score(rows, np.arange(5)) @ PROBABILITY)

    honest = mean(SURVIVAL[0])
    for _ in range(100):
        other = generator.dirichlet(np.ones(5))
        assert mean(other[::-1].cumsum()[::-1][1:]) < honest


@given(st.lists(st.integers(0, 6), min_size=1, max_size=12), st.integers(0, 9))
def test_the_two_forms_of_the_crps_agree(draws, actual):
    """A sample of counts, scored as a sample and through its survival function."""
    sample = np.array([draws])
    survival = (sample[:, :, None] >= np.arange(1, 7)).mean(axis=1)
    by_count = scores.crps_count(survival, np.array([actual]))
    by_sample = scores.crps_sample(sample.astype(float), np.array([float(actual)]))
    assert by_sample == pytest.approx(by_count, abs=1e-12)


def test_one_draw_has_the_absolute_error_as_crps():
    """A forecast without doubt is judged as a number."""
    assert scores.crps_sample(np.array([[2.0]]), np.array([5.0])) == pytest.approx([3.0])


def test_the_crps_of_a_normal_sample_is_that_of_the_normal():
    """At the mean of a standard normal: (sqrt 2 - 1) / sqrt pi = .2337."""
    draws = np.random.default_rng(3).standard_normal((1, 200_000))
    found = scores.crps_sample(draws, np.zeros(1))
    assert found == pytest.approx([(np.sqrt(2) - 1) / np.sqrt(np.pi)], abs=2e-3)


def test_the_pit_of_a_right_forecast_is_uniform():
    """100,000 Poisson counts: every tenth of (0, 1) gets a tenth of them."""
    generator = np.random.default_rng(11)
    from scipy.special import pdtr

    actual = generator.poisson(1.3, 100_000)
    below = np.where(actual > 0, pdtr(np.maximum(actual - 1, 0), 1.3), 0.0)
    pit = scores.randomised_pit(below, pdtr(actual, 1.3), generator.random(100_000))
    share = np.histogram(pit, bins=10, range=(0, 1))[0] / 100_000
    assert share == pytest.approx(np.full(10, 0.1), abs=5 * np.sqrt(0.09 / 100_000))


def test_coverage_counts_the_ends():
    """A closed interval holds its ends."""
    low, high = np.zeros(4), np.ones(4)
    assert scores.coverage(low, high, np.array([0.0, 1.0, 0.5, 1.1])) == 0.75


def test_plain_errors_are_as_written_out_by_hand():
    """Forecasts 1 and 3 where 2 and 0 came."""
    forecast, actual = np.array([1.0, 3.0]), np.array([2.0, 0.0])
    assert scores.bias(forecast, actual) == 1.0
    assert scores.mae(forecast, actual) == 2.0
    assert scores.rmse(forecast, actual) == pytest.approx(np.sqrt(5))
    squares = np.log([2 / 3, 4]) ** 2
    assert scores.msle(forecast, actual) == pytest.approx(squares.mean())


def test_where_nothing_came_a_share_of_it_is_no_number():
    """Neither zero nor an error."""
    forecast, nothing = np.array([1.0, 2.0]), np.zeros(2)
    assert np.isnan(scores.bias(forecast, nothing))
    assert np.isnan(scores.normalised_gini(forecast, nothing))
    assert np.isnan(scores.top_share(forecast, nothing))


outcomes = st.lists(st.integers(0, 50), min_size=3, max_size=30).filter(lambda v: len(set(v)) > 1)


@given(outcomes, st.randoms(use_true_random=False))
def test_the_gini_is_one_for_the_outcomes_and_no_order_of_rows_helps(values, random):
    """Perfect ranking 1, reversed ranking -1, a constant 0, the same for any order of rows."""
    actual = np.array(values, dtype=float)
    assert scores.normalised_gini(actual, actual) == pytest.approx(1.0)
    assert scores.normalised_gini(-actual, actual) == pytest.approx(-1.0)
    assert scores.normalised_gini(np.ones(len(actual)), actual) == pytest.approx(0.0, abs=1e-12)
    forecast = np.round(actual / 3)
    order = random.sample(range(len(values)), len(values))
    assert scores.normalised_gini(forecast[order], actual[order]) == pytest.approx(
        scores.normalised_gini(forecast, actual)
    )


def test_the_gini_is_the_ratio_of_lorenz_areas():
    """The usual definition by areas under the sorted cumulative shares, without ties."""
    generator = np.random.default_rng(5)
    forecast, actual = generator.random(200), generator.gamma(0.5, 1.0, 200)

    def area(key):
        share = actual[np.argsort(key)].cumsum() / actual.sum()
        return 0.5 - (share.sum() - share[-1] / 2) / len(share)

    assert scores.normalised_gini(forecast, actual) == pytest.approx(area(forecast) / area(actual))


def test_the_top_share_splits_ties_and_edges_evenly():
    """Two equal forecasts share their outcomes; half a row counts half."""
    forecast, actual = np.array([2.0, 2.0, 1.0, 1.0]), np.array([6.0, 0.0, 4.0, 0.0])
    assert scores.top_share(forecast, actual, 0.25) == pytest.approx(0.3)
    assert scores.top_share(forecast, actual, 0.125) == pytest.approx(0.15)
    assert scores.top_share(forecast, actual, 1.0) == pytest.approx(1.0)


@given(st.lists(st.tuples(st.integers(0, 5), st.booleans()), min_size=2, max_size=30))
def test_auroc_is_the_share_of_pairs_in_the_right_order(rows):
    """Pair by pair; equal forecasts count half, and a shop where all are alike has none."""
    forecast, actual = np.array([r[0] for r in rows], float), np.array([r[1] for r in rows])
    pairs = [(a > b) + (a == b) / 2 for a in forecast[actual] for b in forecast[~actual]]
    found = scores.auroc(forecast, actual)
    assert np.isnan(found) if not pairs else found == pytest.approx(np.mean(pairs))
