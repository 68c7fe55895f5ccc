"""The sum over all customers, with an interval.

Two kinds of chance add up: every customer's own, whose variances add because customers act apart,
and the fit's, which moves all of them together and does not shrink with their number:

    Var(total) = sum of Var_i + total^2 Var(ln total | what the fit might have been)

A sum of many customers is taken as gamma distributed with that mean and variance: positive, and
as skewed as a sum of orders is; as normal where the total is not positive.
"""

import numpy as np

from volver.domain.estimate import Estimate
from volver.predict.outlook import Prediction


def total_orders(prediction: Prediction, level: float) -> Estimate:
    """Orders of all customers; the ends are whole orders, rounded outward."""
    found = _interval(
        float(prediction.orders.sum()),
        float(prediction.variances[0].sum()),
        prediction.noise[0],
        level,
    )
    low, high = float(np.floor(found.low)), float(np.ceil(found.high))
    return Estimate(found.value, low, high, level)


def total_value(prediction: Prediction, level: float) -> Estimate:
    """Value of all customers, discounted as the prediction is."""
    return _interval(
        float(prediction.value.sum()),
        float(prediction.variances[1].sum()),
        prediction.noise[1],
        level,
    )


def _interval(total: float, customers: float, noise: float, level: float) -> Estimate:
    """Equal tails of a gamma, or normal, with this mean and variance."""
    from scipy.special import gammaincinv, ndtri

    tails = np.array([(1 - level) / 2, (1 + level) / 2])
    variance = max(customers + total**2 * noise, 1e-300)
    if total > 0:
        low, high = gammaincinv(total**2 / variance, tails) * (variance / total)
    else:
        low, high = total + np.sqrt(variance) * ndtri(tails)
    return Estimate(total, float(low), float(high), level)
