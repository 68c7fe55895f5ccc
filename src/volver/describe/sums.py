"""Sums and means by group."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from volver.domain.estimate import Estimate
from volver.domain.history import Vector
from volver.stats.means import mean_ends


def sums(place: NDArray[Any], money: NDArray[Any], count: int) -> Vector:
    """What falls to each of `count` places, from 0 on; shape (count,).

    >>> sums(np.array([0, 2, 2]), np.array([1.0, 2.0, 3.0]), 4)
    array([1., 0., 5., 0.])
    """
    return np.asarray(np.bincount(place, money, count), dtype=np.float64)


def mean_of_groups(
    money: Vector, group: NDArray[Any], count: int, level: float, own: Vector | None = None
) -> list[Estimate]:
    """The mean of each group with its interval; a group of one has no interval but infinity.

    own: variance of each figure by itself, added to the scatter between them; shape (n,).
    """
    inside = group >= 0
    group, money = group[inside], money[inside]
    n = np.bincount(group, minlength=count).astype(np.float64)
    mean = np.bincount(group, money, count) / np.maximum(n, 1)
    squares = np.bincount(group, (money - mean[group]) ** 2, count)
    variance = squares / np.maximum(n - 1, 1)
    if own is not None:
        variance = variance + np.bincount(group, own[inside], count) / np.maximum(n, 1)
    lost = np.asarray(np.bincount(group, np.maximum(-money, 0.0), count), dtype=np.float64)
    low, high = mean_ends(mean, variance, n, lost, level)
    return [
        Estimate(*ends, level)
        for ends in zip(mean.tolist(), low.tolist(), high.tolist(), strict=True)
    ]
