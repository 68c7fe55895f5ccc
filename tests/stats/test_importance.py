"""Importance weights: the tail that theory says, and the target's own mean."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from volver.stats.importance import pareto_smoothed, pareto_tail


@pytest.mark.parametrize("k", [-0.2, 0.1, 0.5, 0.9])
def test_a_pareto_tail_is_found_again(k):
    """From 4,000 values of a generalised Pareto distribution of scale 2."""
    uniform = np.random.default_rng(3).random(4000)
    values = np.sort(2.0 * np.expm1(-k * np.log1p(-uniform)) / k)
    shape, scale = pareto_tail(values)
    assert shape == pytest.approx(k, abs=0.06)
    assert scale == pytest.approx(2.0, rel=0.06)


@pytest.mark.parametrize("rate", [0.8, 0.5, 0.3])
def test_the_tail_of_weights_is_what_theory_says(rate):
    """Draws at rate 1 for a target of a lower rate: weights have P(w > u) of index 1 - rate."""
    generator = np.random.default_rng(1)
    found = [pareto_smoothed((1 - rate) * generator.exponential(1, 4000)).k for _ in range(40)]
    assert np.mean(found) == pytest.approx(1 - rate, abs=0.05)


def test_weighted_draws_have_the_mean_of_the_target():
    """A normal that is too wide and off by half a standard deviation."""
    draws = np.random.default_rng(2).normal(0.5, 1.5, 20_000)
    found = pareto_smoothed(-(draws**2) / 2 + (draws - 0.5) ** 2 / (2 * 1.5**2))
    assert found.k < 0.5
    assert (found.weight * draws).sum() == pytest.approx(0, abs=0.03)
    assert (found.weight * draws**2).sum() == pytest.approx(1, abs=0.03)


def test_draws_that_are_too_narrow_are_found_out():
    """A third of the target's width: the weights have no mean that draws could tell."""
    draws = np.random.default_rng(2).normal(0, 1 / 3, 2000)
    found = pareto_smoothed(-(draws**2) / 2 + 9 * draws**2 / 2)
    assert found.k > 0.7
    assert found.effective < 0.3 * len(draws)


@given(arrays.arrays(float, st.integers(30, 300), elements=st.floats(-50, 50)))
def test_weights_are_shares_and_keep_their_order(log_ratio):
    """Adding up to one, whatever the ratios; a constant in all of them changes nothing."""
    found = pareto_smoothed(log_ratio)
    assert found.weight.sum() == pytest.approx(1)
    assert (found.weight >= 0).all()
    assert 1 - 1e-9 <= found.effective <= len(log_ratio) * (1 + 1e-9)
    order = np.argsort(log_ratio, kind="stable")
    assert (np.diff(found.weight[order]) >= -1e-12).all()
    moved = pareto_smoothed(log_ratio + 7.0)
    assert moved.weight == pytest.approx(found.weight, rel=1e-6, abs=1e-12)


def test_a_draw_that_is_ruled_out_has_no_weight():
    """Minus infinity is allowed."""
    found = pareto_smoothed(np.append(np.zeros(99), -np.inf))
    assert found.weight[-1] == 0
    assert found.effective == pytest.approx(99)
