"""Effects with what segments have in common: against integration by hand, and in drawn worlds."""

import numpy as np
import pytest

from volver.stats.shrinkage import shrink

SCHOOLS = np.array([28.0, 8.0, -3.0, 7.0, -1.0, 1.0, 18.0, 12.0])
ERRORS = np.array([15.0, 10.0, 16.0, 11.0, 9.0, 11.0, 10.0, 18.0])
"""Eight schools: Rubin (1981); Gelman et al. (2013), table 5.2."""


def integrated(measured, errors):
    """Posterior means of the effects by a sum over the spread, its prior half-t with 2 degrees."""
    scale = measured.std()
    spread = np.linspace(1e-4, 60 * scale, 60_001)[:, None]
    weight = 1 / (errors**2 + spread**2)
    total = weight.sum(axis=1)
    middle = (weight * measured).sum(axis=1) / total
    fit = (np.log(weight) - weight * (measured - middle[:, None]) ** 2).sum(axis=1) / 2
    prior = -1.5 * np.log1p((spread[:, 0] / scale) ** 2 / 2)
    log = fit - np.log(total) / 2 + prior
    chance = np.exp(log - log.max())
    pull = errors**2 / (errors**2 + spread**2)
    means = (1 - pull) * measured + pull * middle[:, None]
    return (chance[:, None] * means).sum(axis=0) / chance.sum()


def test_eight_schools_by_integration():
    """One action: posterior means as a sum over the only spread there is."""
    draws = shrink(SCHOOLS[:, None], (ERRORS**2)[:, None, None], 15_000, np.random.default_rng(1))
    error = draws.std(axis=0)[:, 0] / np.sqrt(15_000 / 10)  # neighbours in a chain are alike
    away = draws.mean(axis=0)[:, 0] - integrated(SCHOOLS, ERRORS)
    assert np.abs(away / error).max() < 4
    assert np.all(draws.mean(axis=0)[:, 0] < 28)


@pytest.mark.slow
def test_intervals_hold_effects_that_scatter_as_is_supposed():
    """20 worlds of eight segments and three actions: 95 % intervals of a sum of effects."""
    generator, inside = np.random.default_rng(2), []
    for _ in range(20):
        spread = generator.uniform(0.01, 0.05, 3)
        true = 0.05 + spread * generator.standard_normal((8, 3))
        covariance = np.broadcast_to(0.03**2 * (np.eye(3) + 1) / 2, (8, 3, 3))
        noise = np.einsum("sab,sb->sa", np.linalg.cholesky(covariance),
                          generator.standard_normal((8, 3)))  # fmt: skip
        draws = shrink(true + noise, covariance, 250, generator)
        best = draws.mean(axis=0).argmax(axis=1)  # a plan takes what looks best
        low, high = np.quantile(draws[:, np.arange(8), best].sum(axis=1), [0.025, 0.975])
        inside.append(low <= true[np.arange(8), best].sum() <= high)
    assert np.mean(inside) >= 0.85


def test_what_nobody_was_in_is_told_by_the_others():
    """A cell with a huge variance takes the middle of its action and stays less sure."""
    covariance = np.broadcast_to(0.01**2 * np.eye(2), (6, 2, 2)).copy()
    measured = np.full((6, 2), 0.05) + np.linspace(-0.01, 0.01, 6)[:, None]
    measured[0, 1], covariance[0, 1, 1] = 40.0, 1e6
    draws = shrink(measured, covariance, 1000, np.random.default_rng(3))
    assert draws.mean(axis=0)[0, 1] == pytest.approx(0.05, abs=0.02)
    assert draws.std(axis=0)[0, 1] > draws.std(axis=0)[1, 1]


def test_one_segment_alone_is_left_as_it_is():
    """There is nothing to be drawn to."""
    draws = shrink(np.array([[0.1]]), np.array([[[0.01**2]]]), 4000, np.random.default_rng(4))
    assert draws.mean() == pytest.approx(0.1, abs=0.001)
    assert draws.std() == pytest.approx(0.01, rel=0.1)
