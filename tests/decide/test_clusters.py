"""Groups by behaviour are shown where they are there, and hidden where they are not."""

import numpy as np
import pytest

from volver.decide.clusters import FEATURES, clusters
from volver.domain.estimate import NotEnough


def customers(seed, silent, occasions, margin, age, n=300):
    """Customers around one way to behave."""
    rng = np.random.default_rng(seed)
    times = 1 + rng.poisson(occasions - 1, n)
    return {
        "days_since_last": rng.poisson(silent, n),
        "occasions": times,
        "margin": times * rng.normal(margin, margin / 10, n),
        "age": rng.poisson(age, n),
    }


def together(*groups):
    """One base of several groups."""
    return {name: np.concatenate([group[name] for group in groups]) for name in groups[0]}


def test_groups_that_are_there_are_shown_with_what_tells_them_apart():
    """Three ways to behave; medians come back, and a tree of three questions knows who is who."""
    base = together(
        customers(1, 10, 20, 50, 700), customers(2, 400, 2, 50, 800), customers(3, 30, 2, 50, 60)
    )
    found = clusters(base)
    assert len(found.clusters) >= 3
    assert min(c.steadiness for c in found.clusters) >= 0.75
    assert found.accuracy >= 0.85
    assert sum(c.customers for c in found.clusters) <= found.customers == 900
    assert any(c.occasions > 15 and c.days_since_last < 20 for c in found.clusters)
    for cluster in found.clusters:
        for path in cluster.rules:
            assert 1 <= len(path) <= 3
            assert {step[0] for step in path} <= set(FEATURES)


@pytest.mark.slow
def test_the_same_base_has_the_same_groups():
    """Chance has a seed."""
    base = together(customers(1, 10, 20, 50, 700), customers(2, 400, 2, 50, 800))
    assert clusters(base) == clusters(base)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_customers_without_groups_have_none_that_can_be_told(seed):
    """Four independent figures without a lump: what k-means cuts out comes out otherwise."""
    rng = np.random.default_rng(seed)
    n = 1500
    times = np.exp(rng.uniform(0, 4, n)).astype(int) + 1
    base = {
        "days_since_last": np.expm1(rng.uniform(0, 6, n)),
        "occasions": times,
        "margin": times * np.expm1(rng.uniform(0, 5, n)),
        "age": np.expm1(rng.uniform(3, 7, n)),
    }
    assert isinstance(clusters(base), NotEnough)


def test_few_customers_are_not_grouped():
    """A reason instead."""
    few = customers(1, 10, 20, 50, 700, n=50)
    assert clusters(few) == NotEnough("too few customers to look for groups", 200, 50)
