"""Effects are learnt together, and as far as they differ."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from volver.stats.likelihood import information
from volver.stats.pooling import LEAST_SPREAD, Profiles, own_fit, pool


def normal(values):
    """Mean log-likelihood of normal values with a mean and a variance of one, by the mean."""

    def objective(logs):
        gap = values - logs[0]
        return -float(gap @ gap) / (2 * len(values)), np.array([gap.mean()])

    return objective


def profiles_of(groups):
    """One mean for all and an effect for each."""
    maps = np.zeros((len(groups), 1, 1 + len(groups)))
    maps[:, 0, 0] = 1
    maps[np.arange(len(groups)), 0, 1 + np.arange(len(groups))] = 1
    counts = np.array([float(len(one)) for one in groups])
    return Profiles([normal(one) for one in groups], counts, maps), [np.arange(1, 1 + len(groups))]


def drawn(spread, sizes, seed=1):
    """Groups of normal values, whose means scatter by so much."""
    generator = np.random.default_rng(seed)
    means = 3 + spread * generator.standard_normal(len(sizes))
    return [generator.normal(mean, 1.0, size) for mean, size in zip(means, sizes, strict=True)]


def test_given_tau_effects_are_those_of_the_closed_form():
    """Of normal means: n / (n + 1 / tau^2) of the distance to what all have in common."""
    groups = drawn(0.7, (5, 50, 500))
    found = pool(*profiles_of(groups), np.zeros(4), spreads=[0.7])
    common, effects = found.fit.log_parameters[0], found.fit.log_parameters[1:]
    n = np.array([len(one) for one in groups])
    weight = n / (n + 1 / 0.7**2)
    gaps = np.array([one.mean() for one in groups]) - common
    assert effects == pytest.approx(weight * gaps, abs=1e-9)
    assert common == pytest.approx(
        np.average([one.mean() for one in groups], weights=weight), abs=1e-9
    )
    assert found.fit.converged


def test_tau_is_where_the_evidence_is_highest():
    """Means are N(mu, tau^2 + 1/n): the restricted likelihood of that, recounted on a grid."""
    groups = drawn(0.5, (20, 30, 40, 60, 80, 100, 120, 200))
    found = pool(*profiles_of(groups), np.zeros(9))
    n = np.array([len(one) for one in groups])
    means = np.array([one.mean() for one in groups])

    def evidence(tau):
        variance = tau**2 + 1 / n
        weight = 1 / variance
        gaps = means - (weight @ means) / weight.sum()
        return -(np.log(variance).sum() + np.log(weight.sum()) + weight @ gaps**2) / 2

    grid = np.geomspace(0.05, 3, 4000)
    best = grid[np.argmax([evidence(tau) for tau in grid])]
    assert found.spreads[0] == pytest.approx(best, rel=0.02)


def test_where_groups_are_alike_tau_falls_to_nothing():
    """And everybody has the mean of all."""
    alike = np.random.default_rng(4).normal(3, 1, 50)
    groups = [alike, alike, alike]
    found = pool(*profiles_of(groups), np.zeros(4))
    assert found.spreads[0] == LEAST_SPREAD
    assert np.abs(found.fit.log_parameters[1:]).max() < 1e-4


@settings(max_examples=10, deadline=None)
@given(st.lists(st.integers(1, 60), min_size=2, max_size=6), st.integers(0, 99))
def test_a_mean_lies_between_its_own_and_that_of_all(sizes, seed):
    """Partial pooling never overshoots."""
    groups = drawn(0.8, sizes, seed)
    found = pool(*profiles_of(groups), np.zeros(1 + len(sizes)))
    common = found.fit.log_parameters[0]
    for one, effect in zip(groups, found.fit.log_parameters[1:], strict=True):
        ends = sorted([0.0, float(one.mean()) - common])
        assert ends[0] - 1e-9 <= effect <= ends[1] + 1e-9


def test_information_by_the_chain_rule_is_that_of_differences():
    """And so is that of one profile, as within the whole."""
    profiles, families = profiles_of(drawn(0.5, (5, 8)))
    at = np.array([2.0, 0.5, -0.5])
    assert profiles.information(at) == pytest.approx(information(profiles.objective, at), abs=1e-7)
    found = pool(profiles, families, np.zeros(3), spreads=[0.5])
    own = own_fit(found.fit, profiles.maps[1])
    assert own.log_parameters == pytest.approx(found.fit.log_parameters[[0, 2]].sum())
    assert own.covariance == pytest.approx(found.fit.covariance[np.ix_([0, 2], [0, 2])].sum())
