"""Sums by group."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from volver.domain.history import Vector


def sums(place: NDArray[Any], money: NDArray[Any], count: int) -> Vector:
    """What falls to each of `count` places, from 0 on; shape (count,).

    >>> sums(np.array([0, 2, 2]), np.array([1.0, 2.0, 3.0]), 4)
    array([1., 0., 5., 0.])
    """
    return np.asarray(np.bincount(place, money, count), dtype=np.float64)
