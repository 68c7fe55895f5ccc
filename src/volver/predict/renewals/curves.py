"""Curves by tenure with bands, and what the rest of a customer's tenure is worth.

DERL, the discounted expected residual lifetime, of a customer of tenure t counts the renewals to
come, the k-th divided by (1 + rate per period)^(k - 1 + due):

    DERL(t) = sum over k >= 1 of  P(T > t + k | T > t) / (1 + rate)^(k - 1 + due).

`due` is when the next renewal is, in periods from now. 0 is the case of Fader & Hardie (2010),
Customer-Base Valuation in a Contractual Setting, Marketing Science 29(1), 85-93: just before
the n-th renewal, where their n is t + 1. With 1 the customer has just renewed. Not in it:
a payment already made.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.polynomial.legendre import leggauss

from volver.domain.history import Vector
from volver.predict.purchases.model import Fitted
from volver.predict.renewals.model import RenewalModel

DRAWS = 500
ONE_BY_ONE = 2048  # renewals that are added up singly; behind them the sum is an integral
NODES = 64
ENOUGH = 45.0  # e^-45 of the whole is nothing
BLOCK = 1 << 20  # numbers at once


@dataclass(frozen=True, slots=True)
class Curve:
    """One figure by period with its band. Arrays have shape (n,)."""

    value: Vector
    low: Vector
    high: Vector


@dataclass(frozen=True, slots=True)
class Curves:
    """What a model says of a customer who begins, by period 1 .. n."""

    period: Vector
    survival: Curve
    retention: Curve


def curves(fitted: Fitted[RenewalModel], periods: int, level: float, seed: int = 0) -> Curves:
    """Survival and retention, with bands for how far the data pin the curves down.

    A band holds the curve, not what a few customers will do; see `outlook`. Draws of the log
    parameters from the Laplace approximation, the same ones for every curve.
    """
    t = np.arange(1.0, periods + 1)
    models = [fitted.model, *draws(fitted, DRAWS, seed)]
    log_s = np.array([model.log_kept(np.zeros_like(t), t) for model in models])
    log_r = np.array([model.log_kept(t - 1, t) for model in models])
    return Curves(t, _band(np.exp(log_s), level), _band(np.exp(log_r), level))


def draws(fitted: Fitted[RenewalModel], count: int, seed: int) -> list[RenewalModel]:
    """Models drawn from the Laplace approximation on log parameters."""
    weights, axes = np.linalg.eigh(fitted.fit.covariance)
    normal = np.random.default_rng(seed).standard_normal((count, len(weights)))
    steps = normal * np.sqrt(np.maximum(weights, 0)) @ axes.T
    middle = fitted.fit.log_parameters
    return [fitted.model.from_log_parameters(middle + step) for step in steps]


def _band(found: Vector, level: float) -> Curve:
    """The first row, and the quantiles of the others; the band holds the curve."""
    low, high = np.quantile(found[1:], [(1 - level) / 2, (1 + level) / 2], axis=0)
    return Curve(found[0], np.minimum(low, found[0]), np.maximum(high, found[0]))


def kept(model: RenewalModel, tenure: Vector, periods: int) -> Vector:
    """P(T > t + k | T > t) for k = 1 .. periods. tenure: shape (n,); returns (n, periods)."""
    ahead = np.arange(1.0, periods + 1)
    return np.exp(model.log_kept(tenure[:, None], tenure[:, None] + ahead))


def residual(model: RenewalModel, tenure: Vector, discount: float, due: float = 1.0) -> Vector:
    """DERL by tenure, without a horizon; with discount 1 the expected renewals to come.

    tenure: shape (n,). discount: 1 / (1 + rate per period), in (0, 1]. due: periods until the
    next renewal, 0 to 1. Returns shape (n,); infinity where the mean tenure is.

    >>> from volver.predict.renewals.discrete import Sbg
    >>> fitted = Sbg(alpha=3.80, beta=15.20)
    >>> residual(fitted, np.arange(5.0), discount=1 / 1.1, due=0.0).round(2)
    array([3.31, 3.45, 3.59, 3.72, 3.84])
    """
    if discount >= 1 and model.tail <= 1:
        return np.full(len(tenure), np.inf)
    k = np.arange(1.0, ONE_BY_ONE + 1)
    weights = discount ** (k - 1 + due)
    found = np.empty(len(tenure))
    rows = max(1, BLOCK // ONE_BY_ONE)
    for start in range(0, len(tenure), rows):
        here = tenure[start : start + rows]
        found[start : start + rows] = kept(model, here, ONE_BY_ONE) @ weights
    return np.asarray(found + _beyond(model, tenure, discount, due))


def _beyond(model: RenewalModel, tenure: Vector, discount: float, due: float) -> Vector:
    """The renewals behind those added up singly: Euler & Maclaurin's integral, by ln k."""
    first = ONE_BY_ONE + 0.5  # the midpoint rule: an error of order 1/k^2 of what is left
    force = -np.log(discount)
    # k e^-(force k) is as good as nothing at the end; a tail like k^-p too, or it is added on.
    longest = np.log(ENOUGH / force / first) if force > 0 else np.inf
    if longest <= 0:
        return np.zeros(len(tenure))
    far = min(longest, 30.0)
    roots, weights = leggauss(NODES)
    edges = np.linspace(0.0, far, 1 + int(np.ceil(far / 3.0)))
    total = np.zeros(len(tenure))
    for begin, end in pairwise(edges.tolist()):
        at = first * np.exp(begin + (end - begin) * (1 + roots) / 2)
        log_s = model.log_kept(tenure[:, None], tenure[:, None] + at)
        total += np.exp(log_s - force * (at - 1 + due)) @ (weights * at) * (end - begin) / 2
    if far < longest:  # no discount, or hardly any: a power for ever
        last = first * np.exp(far)
        log_s = model.log_kept(tenure, tenure + last)
        if np.isfinite(model.tail):
            total += np.exp(log_s) * last / (model.tail - 1) if force == 0 else 0.0
    return total
