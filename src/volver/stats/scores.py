"""How good a forecast was: proper scores of distributions, and plain errors of numbers.

Proper means that nobody scores better by saying what they do not believe: Gneiting & Raftery
(2007), "Strictly Proper Scoring Rules, Prediction, and Estimation", JASA 102, 359-378.
"""

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float64]
Whole = NDArray[np.int64]


def log_score(at_least: Vector, actual: Whole) -> Vector:
    """Log-probability of the count that came; higher is better. Shape (n,).

    at_least: P(X >= k) for k = 1 .. m, shape (n, m); actual: shape (n,). Counts of m and more are
    one outcome, "m or more". Minus infinity where the forecast had ruled it out.

    Source: Good (1952); Gneiting & Raftery (2007), section 4.1, the logarithmic score.

    >>> log_score(np.array([[0.5, 0.25]]), np.array([1])).round(4)
    array([-1.3863])
    """
    m = at_least.shape[1]
    ladder = np.concatenate([np.ones((len(actual), 1)), at_least, np.zeros((len(actual), 1))], 1)
    outcome = np.minimum(actual, m)[:, None]
    here, above = (np.take_along_axis(ladder, outcome + k, axis=1)[:, 0] for k in (0, 1))
    with np.errstate(divide="ignore"):
        return np.asarray(np.log(np.maximum(here - above, 0)))


def crps_count(at_least: Vector, actual: Whole) -> Vector:
    """Continuous ranked probability score of a count; lower is better. In counts, shape (n,).

    The sum over k of (P(X >= k) - [actual >= k])^2; at_least as in `log_score`, taken to be zero
    beyond its last column.

    Source: Epstein (1969), the ranked probability score; Gneiting & Raftery (2007), eq. 20.

    >>> crps_count(np.array([[0.5, 0.0]]), np.array([1]))
    array([0.25])
    """
    m = at_least.shape[1]
    came = actual[:, None] >= np.arange(1, m + 1)
    return np.asarray(((at_least - came) ** 2).sum(axis=1) + np.maximum(actual - m, 0))


def crps_sample(draws: Vector, actual: Vector) -> Vector:
    """Continuous ranked probability score of a sample; lower is better. Unit of the draws, (n,).

    draws: shape (n, m), m draws per row; actual: shape (n,). E|X - y| - E|X - X'| / 2 under the
    empirical distribution of the draws, so that one draw gives the absolute error.

    Source: Gneiting & Raftery (2007), eq. 21; the second term from the sorted draws.

    >>> crps_sample(np.array([[1.0, 3.0]]), np.array([2.0]))
    array([0.5])
    """
    m = draws.shape[1]
    rank = 2 * np.arange(1, m + 1) - m - 1
    spread = np.sort(draws, axis=1) @ rank / m**2
    return np.asarray(np.abs(draws - actual[:, None]).mean(axis=1) - spread)


def randomised_pit(cdf_below: Vector, cdf_at: Vector, uniforms: Vector) -> Vector:
    """Where the outcome fell in its forecast, uniform on (0, 1) if the forecast is right.

    cdf_below: P(X < y) and cdf_at: P(X <= y) at the outcome y; uniforms: independent draws from
    (0, 1). All of shape (n,), as is the result.

    Source: Smith (1985); Czado, Gneiting & Held (2009), Biometrics 65, 1254-1261, section 2.

    >>> randomised_pit(np.array([0.2]), np.array([0.6]), np.array([0.5]))
    array([0.4])
    """
    return np.asarray(cdf_below + uniforms * (cdf_at - cdf_below))


def coverage(low: Vector, high: Vector, actual: Vector) -> float:
    """Share of outcomes inside their closed interval, 0 to 1. All of shape (n,).

    Source: Gneiting & Raftery (2007), section 6.2.
    """
    return float(np.mean((low <= actual) & (actual <= high)))


def bias(forecast: Vector, actual: Vector) -> float:
    """Total forecast over total outcome, less one: 0.1 is ten per cent too many. Shape (n,) each.

    Not a number where nothing came.
    """
    total = float(actual.sum())
    return float(forecast.sum()) / total - 1 if total else float("nan")


def mae(forecast: Vector, actual: Vector) -> float:
    """Mean absolute error, unit of the outcome. It is least at the median: do not rank by it."""
    return float(np.abs(forecast - actual).mean())


def rmse(forecast: Vector, actual: Vector) -> float:
    """Root of the mean squared error, unit of the outcome; least at the mean."""
    return float(np.sqrt(((forecast - actual) ** 2).mean()))


def msle(forecast: Vector, actual: Vector) -> float:
    """Mean squared difference of ln(1 + y), for outcomes of zero and above."""
    return float(((np.log1p(forecast) - np.log1p(actual)) ** 2).mean())


def normalised_gini(forecast: Vector, actual: Vector) -> float:
    """How well the forecast ranks: 1 as well as the outcomes themselves, 0 as well as chance.

    forecast, actual: shape (n,). The covariance of the outcome with the rank of the forecast over
    that with its own rank; equal forecasts share their mean rank, so that no order of the rows
    can help. Not a number where all outcomes are equal.

    Source: Lerman & Yitzhaki (1984), Economics Letters 15, 363-368, for the Gini as a covariance;
    normalised as in Wang, Liu & Miao (2019), arXiv 1912.07753, section 4.3.

    >>> normalised_gini(np.array([1.0, 2.0, 3.0]), np.array([10.0, 20.0, 70.0]))
    1.0
    """
    centred = actual - actual.mean()
    best = float((centred * _mean_rank(actual)).sum())
    return float((centred * _mean_rank(forecast)).sum()) / best if best else float("nan")


def top_share(forecast: Vector, actual: Vector, share: float = 0.1) -> float:
    """Share of the total outcome held by the best `share` of the rows by forecast.

    forecast, actual: shape (n,). Rows of equal forecast count with their mean outcome, and a row
    on the edge counts in part. Not a number where nothing came. This is a point of the
    cumulative gains curve.

    >>> top_share(np.array([3.0, 2.0, 1.0, 0.0]), np.array([8.0, 0.0, 1.0, 1.0]), 0.25)
    0.8
    """
    _, level, count = np.unique(-forecast, return_inverse=True, return_counts=True)
    people = np.append(0, count.cumsum())
    outcome = np.append(0.0, np.bincount(level, actual).cumsum())
    total = float(outcome[-1])
    best = float(np.interp(share * len(actual), people, outcome))
    return best / total if total else float("nan")


def auroc(forecast: Vector, actual: NDArray[np.bool_]) -> float:
    """Chance that the forecast puts one of whom it is true before one of whom it is not.

    forecast, actual: shape (n,). Equal forecasts count half. Not a number where all are alike.

    Source: Hanley & McNeil (1982), Radiology 143(1), 29-36: the area under the receiver operating
    characteristic is the Wilcoxon statistic.

    >>> auroc(np.array([0.9, 0.4, 0.4, 0.1]), np.array([True, True, False, False]))
    0.875
    """
    yes = int(actual.sum())
    pairs = yes * (len(actual) - yes)
    if pairs == 0:
        return float("nan")
    before = float(_mean_rank(forecast)[actual].sum()) - yes * (yes - 1) / 2
    return before / pairs


def _mean_rank(values: Vector) -> Vector:
    """Rank from 0, lowest first; equal values share the mean of their ranks."""
    _, level, count = np.unique(values, return_inverse=True, return_counts=True)
    return np.asarray((count.cumsum() - (count + 1) / 2)[level])
