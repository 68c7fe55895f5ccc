"""What today's customers will do within a horizon, customer by customer and in sum.

N, the renewals of a customer of tenure t within the horizon, has P(N >= k) = P(T > t + k | T > t):
nothing is simulated. A renewal at k is worth (1 + rate)^-(k - 1 + due), so n of them are worth a
rising g(n), and every interval of N is one of the value. Doubt in the fit is counted in: in each
customer's interval by the mean over models in its place, in sums as what moves all together.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from volver.domain.estimate import Estimate
from volver.domain.history import Vector
from volver.predict.noise import noise, sigma_points
from volver.predict.purchases.model import Fitted
from volver.predict.renewals.curves import kept
from volver.predict.renewals.model import RenewalModel


@dataclass(frozen=True, slots=True)
class Ahead:
    """By distinct tenure; arrays have shape (n,) unless they say otherwise."""

    tenure: Vector
    place: NDArray[np.int64]
    """Of each customer, shape (customers,)."""
    renewals: Vector
    """Expected within the horizon."""
    renewals_low: Vector
    renewals_high: Vector
    staying: Vector
    """Chance to be there at the end of the horizon."""
    next_retention: Vector
    """Chance to renew next time."""
    discounted: Vector
    """Expected renewals within the horizon, each at its present value."""
    discounted_low: Vector
    discounted_high: Vector
    variance: tuple[Vector, Vector, Vector]
    """Of renewals, of staying, and of discounted renewals: each customer's own chance."""
    shifted: tuple[Vector, Vector, Vector]
    """The three expectations under models that stand for the doubt in the fit, (models, n)."""


def ahead(
    fitted: Fitted[RenewalModel],
    tenure: Vector,
    periods: int,
    discount: float,
    due: float,
    level: float,
) -> Ahead:
    """Look ahead from the tenures of customers who are still there, shape (customers,)."""
    distinct, place = np.unique(tenure, return_inverse=True)
    weights = discount ** (np.arange(periods) + due)
    worth = np.append(0.0, np.cumsum(weights))
    at_least = kept(fitted.model, distinct, periods)
    others = [kept(model, distinct, periods) for model in sigma_points(fitted)]
    mixed = np.mean(others, axis=0)
    low, high = ((mixed > 1 - chance).sum(axis=1) for chance in ((1 - level) / 2, (1 + level) / 2))
    expected = at_least.sum(axis=1), at_least[:, -1], at_least @ weights
    count = 2 * np.arange(periods) + 1.0  # n^2 grows by these
    squares = at_least @ count, expected[1], at_least @ np.diff(worth**2)
    own = [square - mean**2 for square, mean in zip(squares, expected, strict=True)]
    shifted = [
        np.array(moved)
        for moved in zip(*((k.sum(axis=1), k[:, -1], k @ weights) for k in others), strict=True)
    ]
    return Ahead(
        distinct, place.ravel(), expected[0], low.astype(float), high.astype(float), expected[1],
        at_least[:, 0], expected[2], worth[low], worth[high],
        (np.maximum(own[0], 0), np.maximum(own[1], 0), np.maximum(own[2], 0)),
        (shifted[0], shifted[1], shifted[2]),
    )  # fmt: skip


RENEWALS, STAYING, DISCOUNTED = range(3)


def total(found: Ahead, what: int, amounts: Vector, level: float, missed: float = 0.0) -> Estimate:
    """The sum over customers of an amount each, times RENEWALS, STAYING or DISCOUNTED.

    amounts: shape (customers,). missed: excess squared log miss of the past test.

    Variances of customers add up, because they act apart; doubt in the fit moves all of them
    together. The sum is taken as gamma distributed; as normal where amounts below zero are among
    them.
    """
    expected = (found.renewals, found.staying, found.discounted)[what]
    size = len(found.tenure)
    summed = np.bincount(found.place, amounts, size)
    squared = np.bincount(found.place, amounts**2, size)
    middle = float(summed @ expected)
    own = float(squared @ found.variance[what])
    moved: Sequence[Vector] = list(found.shifted[what] @ summed[:, None])
    doubt = middle**2 * float(noise(list(moved))[0]) if middle != 0 else 0.0
    return _interval(
        middle, own + doubt + middle**2 * missed, level, positive=bool((amounts >= 0).all())
    )


def _interval(middle: float, variance: float, level: float, positive: bool) -> Estimate:
    from scipy.special import gammaincinv, ndtri

    tails = np.array([(1 - level) / 2, (1 + level) / 2])
    if variance <= 0 or middle == 0:
        return Estimate(middle, middle, middle, level)
    if positive:
        low, high = gammaincinv(middle**2 / variance, tails) * (variance / middle)
        return Estimate(middle, float(low), max(float(high), middle), level)
    low, high = middle + np.sqrt(variance) * ndtri(tails)
    return Estimate(middle, float(low), float(high), level)
