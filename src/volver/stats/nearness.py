"""Points in groups of near ones, how steady the groups are, and a small tree that tells them apart.

Arrays only.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]
"""Shape (n, features)."""
Codes = NDArray[np.intp]
"""The group of each point, shape (n,)."""

STARTS = 4
MOST_STEPS = 100
LARGEST = 2**62
"""Whole numbers up to here can be told apart."""


def standardised(points: Points) -> Points:
    """Each feature with mean 0 and variance 1; one that does not vary as 0."""
    spread = points.std(axis=0)
    return np.asarray((points - points.mean(axis=0)) / np.where(spread > 0, spread, 1.0))


def nearest(points: Points, centres: Points) -> Codes:
    """The nearest centre of each point; of equally near ones the first."""
    # |x - c|^2 less |x|^2, which is the same for every centre. Centre by centre, since an argmin
    # over few columns takes several times as long.
    away = (centres**2).sum(axis=1)[:, None] - 2 * (centres @ points.T)
    code, least = np.zeros(len(points), np.intp), away[0]
    for at in range(1, len(centres)):
        code[away[at] < least] = at
        least = np.minimum(away[at], least)
    return code


def distinct(columns: Sequence[NDArray[Any]]) -> tuple[Codes, Codes]:
    """The different rows of columns of whole numbers from 0, in order, and how often each is there.

    Shapes (kinds, columns) and (kinds,).

    >>> distinct([np.array([1, 0, 1]), np.array([2, 3, 2])])
    (array([[0, 3],
           [1, 2]]), array([1, 2]))
    """
    key, places = np.zeros(len(columns[0]), np.int64), 1
    for column in columns:
        width = int(column.max(initial=0)) + 1
        if places * width > LARGEST:
            key = np.unique(key, return_inverse=True)[1]
            places = len(key)
        key = key * width + column
        places *= width
    _, first, times = np.unique(key, return_index=True, return_counts=True)
    return np.stack([column[first].astype(np.intp) for column in columns], axis=1), times


def k_means(points: Points, k: int, generator: np.random.Generator) -> Points:
    """Centres of k groups, shape (k, features), in order of their features.

    The best of a few starts, each begun with centres far from each other.

    Source: Lloyd (1982), IEEE Transactions on Information Theory 28(2), 129-137; Arthur &
    Vassilvitskii (2007), k-means++.

    >>> points = np.array([[0.0], [0.2], [5.0], [5.2]])
    >>> k_means(points, 2, np.random.default_rng(0))
    array([[0.1],
           [5.1]])
    """
    points = np.asfortranarray(points)  # every step goes feature by feature
    best, least = points[:k], np.inf
    for _ in range(STARTS):
        centres = _far_apart(points, k, generator)
        code = nearest(points, centres)
        for _ in range(MOST_STEPS):
            size = np.bincount(code, minlength=k)
            sums = np.stack([np.bincount(code, f, k) for f in points.T], axis=1)
            centres = np.where(size[:, None] > 0, sums / np.maximum(size, 1)[:, None], centres)
            moved = nearest(points, centres)
            if (moved == code).all():
                break
            code = moved
        apart = float(((points - centres[code]) ** 2).sum())
        if apart < least:
            best, least = centres, apart
    return best[np.lexsort(best.T[::-1])]


def _far_apart(points: Points, k: int, generator: np.random.Generator) -> Points:
    chosen = [points[generator.integers(len(points))]]
    away = ((points - chosen[0]) ** 2).sum(axis=1)
    for _ in range(k - 1):
        total = away.sum()
        share = away / total if total > 0 else None
        chosen.append(points[generator.choice(len(points), p=share)])
        away = np.minimum(away, ((points - chosen[-1]) ** 2).sum(axis=1))
    return np.array(chosen)


def steadiness(
    points: Points, centres: Points, generator: np.random.Generator, times: int = 50
) -> NDArray[np.float64]:
    """How alike each group comes out when the points are drawn anew: mean Jaccard, shape (k,).

    Of those drawn, a group's members against those of the group of the new centres that is most
    like it.

    Source: Hennig (2007), Cluster-wise assessment of cluster stability, Computational Statistics &
    Data Analysis 52, 258-271.
    """
    k, code = len(centres), nearest(points, centres)
    alike = np.zeros(k)
    for _ in range(times):
        draw = generator.integers(len(points), size=len(points))
        again, drawn = k_means(points[draw], k, generator), np.unique(draw)
        both = np.zeros((k, k))
        np.add.at(both, (code[drawn], nearest(points[drawn], again)), 1.0)
        either = both.sum(axis=1, keepdims=True) + both.sum(axis=0) - both
        alike += (both / np.maximum(either, 1.0)).max(axis=1)
    return alike / times


@dataclass(frozen=True, slots=True)
class Leaf:
    """A path of a tree: what points on it have in common."""

    steps: tuple[tuple[int, bool, float], ...]
    """Feature, whether it lies above the cut (else at or below it), and the cut."""
    group: int
    points: int


def tree(points: Points, code: Codes, depth: int = 3) -> tuple[Leaf, ...]:
    """A small tree that tells the groups apart, as its leaves.

    Source: Breiman, Friedman, Olshen & Stone (1984), Classification and Regression Trees.
    """
    k = int(code.max(initial=0)) + 1
    return tuple(_grown(points, code, k, depth, ()))


def foretold(leaves: tuple[Leaf, ...], points: Points) -> Codes:
    """The group that a tree says each point is in."""
    said = np.zeros(len(points), np.intp)
    for leaf in leaves:
        here = np.ones(len(points), np.bool_)
        for feature, above, cut in leaf.steps:
            here &= (points[:, feature] > cut) == above
        said[here] = leaf.group
    return said


def _grown(
    points: Points, code: Codes, k: int, depth: int, steps: tuple[tuple[int, bool, float], ...]
) -> list[Leaf]:
    size = np.bincount(code, minlength=k)
    part = _parted(points, code, k) if depth and (size > 0).sum() > 1 else None
    if part is None:
        return [Leaf(steps, int(size.argmax()), len(code))]
    feature, cut = part
    above = points[:, feature] > cut
    leaves: list[Leaf] = []
    for side in (False, True):
        here = above == side
        step = (*steps, (feature, side, cut))
        leaves += _grown(points[here], code[here], k, depth - 1, step)
    if len({leaf.group for leaf in leaves}) == 1:  # a question whose answer changes nothing
        return [Leaf(steps, leaves[0].group, len(code))]
    return leaves


def _parted(points: Points, code: Codes, k: int) -> tuple[int, float] | None:
    """The feature and the cut, midway between two points, that leave the least disorder (Gini)."""
    best, least = None, -float((np.bincount(code, minlength=k) ** 2.0).sum()) / len(code) - 1e-9
    for feature, values in enumerate(points.T):
        order = np.argsort(values, kind="stable")
        up_to = np.cumsum(np.eye(k)[code[order]], axis=0)
        below, above = up_to[:-1], up_to[-1] - up_to[:-1]
        size = np.arange(1, len(code))
        left = -((below**2).sum(axis=1) / size + (above**2).sum(axis=1) / (len(code) - size))
        left[values[order][1:] == values[order][:-1]] = np.inf
        at = int(left.argmin())
        if left[at] < least:
            best = (feature, float(values[order][at : at + 2].mean()))
            least = float(left[at])
    return best
