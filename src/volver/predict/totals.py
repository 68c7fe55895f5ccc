"""The sum over all customers, with an interval.

Three kinds of chance add up: every customer's own, whose variances add because customers act
apart; the fit's, which moves all of them together; and the times', by which totals of the past
were missed although the first two were counted in (a season, a crisis, a model that is not the
world). The last two do not shrink with the number of customers:

    Var(total) = sum of Var_i + Var(expected total | fit) + total^2 mean excess squared log miss

A sum of many customers is taken as gamma distributed with that mean and variance: positive, and
as skewed as a sum of orders is; as normal where customers are expected to lose a good part of it.
"""

from collections.abc import Sequence

import numpy as np

from volver.domain.card import Total
from volver.domain.estimate import Estimate
from volver.domain.history import Vector
from volver.predict.outlook import Prediction

FEW_LOSE = 0.01
"""Losses of less than this share of a total leave its shape as it is."""


def total_orders(prediction: Prediction, level: float, missed: float = 0.0) -> Estimate:
    """Orders of all customers; the ends are whole orders, rounded outward.

    missed: excess squared log miss of the past, see `excess_miss`.
    """
    found = _interval(
        prediction.orders, prediction.variances[0], prediction.noise[0], missed, level
    )
    low, high = float(np.floor(found.low)), float(np.ceil(found.high))
    return Estimate(found.value, low, high, level)


def total_value(prediction: Prediction, level: float, missed: float = 0.0) -> Estimate:
    """Value of all customers, discounted as the prediction is; missed as in `total_orders`."""
    return _interval(prediction.value, prediction.variances[1], prediction.noise[1], missed, level)


def excess_miss(totals: Sequence[Total], level: float) -> float:
    """Mean squared log of actual over forecast, less what the intervals had allowed for.

    totals: of one candidate at several origins, with intervals of this level. 0 where the misses
    were no larger than foreseen, or where there is nothing to learn from.

    >>> round(excess_miss([Total(100.0, 95.0, 105.0, 130.0)], 0.95), 3)
    0.068
    """
    from scipy.special import ndtri

    deviations = 2 * float(ndtri((1 + level) / 2))
    excess = [
        np.log(total.actual / total.forecast) ** 2
        - (np.log(total.high / total.low) / deviations) ** 2
        for total in totals
        if total.low
        and total.high
        and min(total.actual, total.forecast, total.low) > 0
        and np.isfinite(total.high)
    ]
    return max(float(np.mean(excess)), 0.0) if excess else 0.0


def _interval(
    expected: Vector, variances: Vector, noise: float, missed: float, level: float
) -> Estimate:
    """Equal tails of a gamma, or normal, with this mean and variance."""
    from scipy.special import gammaincinv, ndtri

    total, tails = float(expected.sum()), np.array([(1 - level) / 2, (1 + level) / 2])
    variance = float(variances.sum()) + noise + total**2 * missed
    if variance <= 0:  # every order has brought nothing, and so will the next
        return Estimate(total, total, total, level)
    if total > 0 and -expected.clip(max=0).sum() <= FEW_LOSE * total:
        low, high = gammaincinv(total**2 / variance, tails) * (variance / total)
        # Where one customer may bring more than all the others, the mean lies above most outcomes.
        high = max(float(high), total)
    else:
        low, high = total + np.sqrt(variance) * ndtri(tails)
    return Estimate(total, float(low), float(high), level)
