"""Groups of customers who behave alike: a description, hidden unless it is steady and told easily.

Nothing is decided by them. A group is shown if it comes out again when customers are drawn anew
(mean Jaccard), and all of them only if a tree of three questions can tell who is where.

Source: Hennig (2007), Computational Statistics & Data Analysis 52, 258-271.
"""

import numpy as np
from numpy.typing import NDArray

from volver.domain.estimate import NotEnough
from volver.domain.likeness import Cluster, Clusters
from volver.stats.nearness import (
    Leaf,
    Points,
    foretold,
    k_means,
    nearest,
    standardised,
    steadiness,
    tree,
)
from volver.store.engine import Columns

FEATURES = ("days_since_last", "occasions", "margin_per_occasion", "age")
MOST_GROUPS = 6
STEADY = 0.75
LEAST_ACCURACY = 0.85
LEAST_CUSTOMERS = 200
SAMPLE = 4_000
"""Customers that groups are looked for among; the others join the nearest."""


def points_of(behaviour: Columns) -> Points:
    """The features as they are, shape (n, 4)."""
    per_occasion = behaviour["margin"] / behaviour["occasions"]
    columns = (behaviour["days_since_last"], behaviour["occasions"], per_occasion, behaviour["age"])
    return np.stack([np.asarray(column, np.float64) for column in columns], axis=1)


def clusters(behaviour: Columns, seed: int = 0) -> Clusters | NotEnough:
    """The most groups that are steady and easily told; NotEnough where there are none."""
    points = points_of(behaviour)
    if len(points) < LEAST_CUSTOMERS:
        return NotEnough("too few customers to look for groups", LEAST_CUSTOMERS, len(points))
    generator = np.random.default_rng(seed)
    shaped = standardised(np.sign(points) * np.log1p(np.abs(points)))
    some = generator.permutation(len(points))[:SAMPLE]
    best: tuple[float, Points, NDArray[np.float64]] | None = None
    for k in range(2, MOST_GROUPS + 1):
        centres = k_means(shaped[some], k, generator)
        steady = steadiness(shaped[some], centres, generator, times=20)
        if best is None or steady.min() >= STEADY or steady.min() > max(best[0], 0):
            best = (float(steady.min()), centres, steady)
    assert best is not None
    _, centres, steady = best
    code = nearest(shaped, centres)
    half = len(some) // 2
    leaves = tree(points[some[:half]], code[some[:half]])
    accuracy = float((foretold(leaves, points[some[half:]]) == code[some[half:]]).mean())
    if accuracy < LEAST_ACCURACY:
        return NotEnough(
            "no small tree tells the groups apart, per cent of customers put right",
            round(100 * LEAST_ACCURACY),
            int(100 * accuracy),
        )
    shown = [
        _cluster(points[code == at], float(steady[at]), at, leaves)
        for at in range(len(centres))
        if steady[at] >= STEADY and (code == at).any()
    ]
    if not shown:
        return NotEnough("no group comes out again when customers are drawn anew", 1, 0)
    shown.sort(key=lambda cluster: -cluster.customers)
    return Clusters(tuple(shown), len(centres) - len(shown), accuracy, len(points))


def _cluster(points: Points, steady: float, at: int, leaves: tuple[Leaf, ...]) -> Cluster:
    silent, occasions, margin, age = np.median(points, axis=0).tolist()
    return Cluster(
        customers=len(points),
        steadiness=steady,
        days_since_last=silent,
        occasions=occasions,
        margin_per_occasion=margin,
        age=age,
        rules=tuple(
            tuple((FEATURES[feature], above, cut) for feature, above, cut in leaf.steps)
            for leaf in leaves
            if leaf.group == at
        ),
    )
