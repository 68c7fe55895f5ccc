"""Intervals of means of money over customers, of whom a few bring most.

Student's t is symmetrical, and a mean over few such customers is not: its interval is narrowest
just where the large ones happen to be missing, and it lies below the truth too often. A mean of
money that is hardly ever lost is taken as gamma distributed, and how far customers differ,
relative to their mean, as no less than over all groups that are looked at together. Where more is
lost, it is Student's t.
"""

import numpy as np

from volver.domain.history import Vector

FEW_LOSE = 0.01
"""Losses of less than this share of the sum leave its shape as it is."""
LEAST = 1.0
"""The least shape of a gamma: so little is known that the truth may be 20 times as much."""


def mean_ends(
    mean: Vector, variance: Vector, n: Vector, lost: Vector, level: float
) -> tuple[Vector, Vector]:
    """Low and high ends of the mean of each group; without end where there is one customer.

    All of shape (groups,). variance: between the customers of the group; n: how many they are;
    lost: the sum of money below zero, as a number that is not.
    """
    from scipy.special import gammaincinv, ndtri, stdtrit

    upper, freedom = (1 + level) / 2, np.maximum(n - 1, 0.0)
    size = np.maximum(n, 1.0)
    half = stdtrit(np.maximum(freedom, 1.0), upper) * np.sqrt(variance / size)
    gains = (mean > 0) & (lost <= FEW_LOSE * mean * size)
    some = mean[gains] ** 2
    shared = float((freedom * variance)[gains].sum() / max((freedom[gains] * some).sum(), 1e-300))
    relative = np.maximum(variance[gains] / some, shared)
    # The scatter itself is guessed from so many customers.
    doubt = (stdtrit(max(float(freedom.sum()), 1.0), upper) / ndtri(upper)) ** 2
    shape = np.maximum(size[gains] / np.maximum(relative * doubt, 1e-12), LEAST)
    low, high = mean - half, mean + half
    low[gains] = mean[gains] * shape / gammaincinv(shape, upper)
    high[gains] = mean[gains] * shape / gammaincinv(shape, 1 - upper)
    alone = n < 2
    low[alone], high[alone] = -np.inf, np.inf
    return low, high
