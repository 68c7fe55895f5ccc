"""Groups of near points: found where they are, and known for chance where they are not."""

import numpy as np
import pytest

from volver.stats.nearness import foretold, k_means, nearest, steadiness, tree


def blobs(seed=0, spread=0.3):
    """Three groups around known centres."""
    rng = np.random.default_rng(seed)
    centres = np.array([[0.0, 0.0], [5.0, 0.0], [0.0, 5.0]])
    code = rng.integers(3, size=300)
    return centres[code] + rng.normal(0, spread, (300, 2)), code, centres


def test_known_groups_are_found():
    """The centres come back, and every point is with its own."""
    points, code, centres = blobs()
    found = k_means(points, 3, np.random.default_rng(1))
    order = np.lexsort(centres.T[::-1])
    assert nearest(centres, found).tolist() == np.argsort(order).tolist()
    assert (nearest(points, found) == np.argsort(order)[code]).all()


def test_the_same_seed_finds_the_same_groups():
    """Chance is an argument."""
    points, _, _ = blobs()
    first, second = (k_means(points, 3, np.random.default_rng(2)) for _ in range(2))
    assert (first == second).all()


def test_groups_that_are_there_are_steady_and_others_are_not():
    """Hennig's borders: 0.75 and 0.6."""
    points, _, _ = blobs()
    rng = np.random.default_rng(4)
    assert steadiness(points, k_means(points, 3, rng), rng, 20).min() > 0.95
    cloud = np.random.default_rng(0).normal(size=(300, 2))
    assert steadiness(cloud, k_means(cloud, 5, rng), rng, 20).min() < 0.6


def test_a_tree_of_three_questions_tells_the_groups_apart():
    """And says by which questions; a tree without a question knows the largest group only."""
    points, code, _ = blobs()
    leaves = tree(points, code)
    assert (foretold(leaves, points) == code).all()
    assert sum(leaf.points for leaf in leaves) == 300
    assert {len(leaf.steps) for leaf in leaves} <= {1, 2, 3}
    (stump,) = tree(points, code, depth=0)
    assert stump.group == np.bincount(code).argmax()
    assert (foretold((stump,), points) == code).mean() == pytest.approx(
        np.bincount(code).max() / 300
    )
