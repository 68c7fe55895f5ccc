"""Predictions without a model of customers: a mean, and how far customers scatter about it.

The number of orders of a customer is

    0 with chance 1 - share, else negative binomial with the given mean and shape,

and with a small weight it is that of anybody (geometric about the mean of all), so that no number
is called impossible: without it one surprise would cost a baseline its whole log score. Margin is
the number of orders times one margin per order; its interval comes from the counts alone.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from volver.domain.history import Vector
from volver.predict.base import Index, Whole
from volver.predict.money.model import mirrored

ANYBODY = 0.05
"""Weight of anybody's number of orders in a baseline."""


@dataclass(frozen=True)
class Plain:
    """A baseline's prediction for each customer. Arrays of shape (n,)."""

    share: Vector
    """Chance that the customer orders at all as `mean` says."""
    mean: Vector
    """Mean orders of those."""
    shape: float
    """Of the negative binomial; infinite for a Poisson."""
    per_order: Vector
    """Margin per order."""
    discount: float
    """Mean discount factor within the horizon."""
    anybody: float = ANYBODY
    """Weight of anybody's number of orders."""
    error: tuple[float, float] = (0.0, 0.0)
    """Squared relative error of the mean orders of all, and variance of their margin per order."""
    p_alive: None = field(default=None, init=False)
    heavy_tailed: bool = field(default=False, init=False)

    @cached_property
    def _crowd(self) -> float:
        return float((self.share * self.mean).mean())

    @cached_property
    def _alike(self) -> tuple[Vector, Vector, Index]:
        """Distinct pairs of share and mean, and where each customer's is."""
        alike, row = np.unique(self.share + 1j * self.mean, return_inverse=True)
        return alike.real, alike.imag, row

    @property
    def orders(self) -> Vector:
        """Expected orders; their sum is that of the baseline. Shape (n,)."""
        return (1 - self.anybody) * self.share * self.mean + self.anybody * self._crowd

    @property
    def value(self) -> Vector:
        """Expected discounted margin. Shape (n,)."""
        return self.orders * self.per_order * self.discount

    def reached(self, n: Whole) -> Vector:
        """P(N >= n). n: shape (n,)."""
        return self._reached(self.share, self.mean, n)

    def _reached(self, share: Vector, mean: Vector, n: Whole) -> Vector:
        from scipy.special import betainc, gammainc

        at = np.maximum(n, 1).astype(np.float64)
        poisson = np.isinf(self.shape)
        own = gammainc(at, mean) if poisson else betainc(at, self.shape, mean / (mean + self.shape))
        crowd = (self._crowd / (1 + self._crowd)) ** at
        found = (1 - self.anybody) * share * own + self.anybody * crowd
        return np.where(n <= 0, 1.0, found)

    def orders_at(self, q: float | Vector) -> Vector:
        """Largest n with P(N >= n) > 1 - q. Shape (n,)."""
        share, mean, row = self._alike
        level = np.empty(len(mean))
        level[row] = q

        def passes(who: Index, n: Whole) -> NDArray[np.bool_]:
            return self._reached(share[who], mean[who], n) > 1 - level[who]

        return largest(passes, len(mean))[row].astype(np.float64)

    def value_at(self, q: float | Vector) -> Vector:
        """Quantile of the discounted margin, from the counts alone. Shape (n,)."""
        return mirrored(self.orders_at, q, self.per_order * self.discount)

    @property
    def variances(self) -> tuple[Vector, Vector]:
        """Variance of the number of orders and of the discounted margin. Shape (n,) each."""
        own = self.share * (self.mean + self.mean**2 * (1 + 1 / self.shape))
        squared = (1 - self.anybody) * own + self.anybody * self._crowd * (1 + 2 * self._crowd)
        variance = squared - self.orders**2
        return variance, variance * (self.per_order * self.discount) ** 2

    @property
    def noise(self) -> tuple[float, float]:
        """Variance of the total of orders, and of value, from what was learnt alone."""
        orders, value = float(self.orders.sum()), float(self.value.sum())
        margin = self.error[1] * (orders * self.discount) ** 2
        return self.error[0] * orders**2, self.error[0] * value**2 + margin


def largest(passes: Callable[[Index, Whole], NDArray[np.bool_]], size: int) -> Whole:
    """Largest n that each of so many passes, 0 where none; whoever passes n passes all before it.

    passes: whether these (places, shape (k,)) pass these n, shape (k,). Returns shape (size,).
    """
    low = np.zeros(size, dtype=np.int64)
    high = np.ones_like(low)
    growing = np.arange(size)
    while len(growing := growing[passes(growing, high[growing])]):
        low[growing], high[growing] = high[growing], 2 * high[growing]
    while len(wide := np.flatnonzero(high - low > 1)):
        middle = (low[wide] + high[wide]) // 2
        more = passes(wide, middle)
        low[wide] = np.where(more, middle, low[wide])
        high[wide] = np.where(more, high[wide], middle)
    return low
