"""The challenger's prediction: whether a customer orders, then how many orders, then how much.

    N = 0 with chance 1 - p, else 1 + negative binomial;  S = 0 where N = 0, else e + w R

with e what a customer who orders is expected to bring, w its size and R drawn from how customers
of the lesson came out about it, by trees that had not seen them. So ends of the margin are
conformal; those of the number of orders are read at levels that the lesson has moved.

Source: Lei, G'Sell, Rinaldo, Tibshirani & Wasserman (2018), JASA 113(523), 1094-1111, section
5.2, locally weighted conformal inference, for S; `predict.recalibrate` for N.
"""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from volver.domain.history import Vector
from volver.predict.base import Index, Whole
from volver.predict.money.model import Money
from volver.predict.plain import largest
from volver.predict.recalibrate import Recalibration

GROUPS = 4
"""Groups by expected orders, in which R is alike: many orders scatter less, for their size."""
FEWEST = 100
"""Customers that a group needs."""


@dataclass(frozen=True, slots=True)
class Scatter:
    """R of customers who ordered, by how many orders were expected of them."""

    least: Vector
    """Least expected orders of each group, ascending from 0. Shape (groups,)."""
    seen: tuple[Vector, ...]
    """R of each group, ascending."""

    @classmethod
    def of(cls, expected: Vector, found: Vector) -> "Scatter":
        """From expected orders given one, and R. Shape (k,) each."""
        groups = int(np.clip(len(found) // FEWEST, 1, GROUPS))
        edges = np.quantile(expected, np.arange(1, groups) / groups)
        least = np.unique(np.append(0.0, edges))
        group = np.searchsorted(least, expected, side="right") - 1
        # Equal expectations may leave a group bare; it is then one with the next below.
        held = np.unique(group)
        least = np.append(0.0, least[held[1:]])
        group = np.searchsorted(least, expected, side="right") - 1
        return cls(least, tuple(np.sort(found[group == k]) for k in range(len(least))))

    def group(self, expected: Vector) -> Index:
        """The group of each customer. Shape as given."""
        return np.searchsorted(self.least, expected, side="right") - 1

    def at(self, q: Vector, group: Index) -> Vector:
        """Quantile of R, moved outward by one: what comes is one more. Shape (n,)."""
        found = np.empty(len(q))
        for k, seen in enumerate(self.seen):
            mine = group == k
            level = q[mine] + (q[mine] - 0.5) / len(seen)
            found[mine] = np.interp(level, _middles(len(seen)), seen)
        return found

    def below(self, bound: Vector, group: Index) -> Vector:
        """P(R < bound). Shape (n,)."""
        found = np.empty(len(bound))
        for k, seen in enumerate(self.seen):
            mine = group == k
            found[mine] = np.searchsorted(seen, bound[mine], side="left") / len(seen)
        return found

    def squared(self, group: Index) -> Vector:
        """E[R^2]. Shape (n,)."""
        return np.array([float(np.mean(seen**2)) for seen in self.seen])[group]


@dataclass(frozen=True)
class TwoPart:
    """The prediction. Arrays of shape (n,)."""

    any_order: Vector
    """p = P(N >= 1)."""
    more: Vector
    """E[N - 1 | N >= 1]."""
    shape: float
    """Of the negative binomial."""
    per_order: Vector
    """Expected margin of an order, not discounted."""
    size: Vector
    """The same, above 0: what R is counted in, per order."""
    discount: float
    """Mean discount factor within the horizon."""
    x: Whole
    """Repeat orders so far: what levels are moved by."""
    levels: Recalibration
    scatter: Scatter
    noise: tuple[float, float]
    """Variance of the total of orders, and of value, from what was learnt alone."""
    money: Money | None
    """What is known of margins, where that did better than trees."""
    lesson: tuple[int, int]
    """Customers who taught it, and the days of the window."""
    p_alive: None = field(default=None, init=False)
    heavy_tailed: bool = field(default=False, init=False)

    @property
    def orders(self) -> Vector:
        """Expected orders. Shape (n,)."""
        return self.any_order * (1 + self.more)

    @property
    def value(self) -> Vector:
        """Expected discounted margin. Shape (n,)."""
        return self.orders * self.per_order * self.discount

    def reached(self, n: Whole) -> Vector:
        """P(N >= n). n: shape (n,)."""
        return reached(self.any_order, self.more, self.shape, n)

    def orders_at(self, q: float | Vector) -> Vector:
        """Largest n with P(N >= n) > 1 - q, q moved to where the lesson says. Shape (n,)."""
        level = self._moved(q)

        def passes(who: Index, n: Whole) -> NDArray[np.bool_]:
            some = reached(self.any_order[who], self.more[who], self.shape, n)
            return np.asarray(some > 1 - level[who])

        return largest(passes, len(self.x)).astype(np.float64)

    def _moved(self, q: float | Vector) -> Vector:
        asked = np.broadcast_to(np.asarray(q, np.float64), self.x.shape)
        found, x = np.empty(len(self.x)), self.x.astype(np.float64)
        for level in np.unique(asked).tolist():
            mine = asked == level
            found[mine] = self.levels.level(level, x[mine])
        return found

    @cached_property
    def _if_any(self) -> tuple[Vector, Vector, Index]:
        """e, w and the group of R."""
        some = 1 + self.more
        return some * self.per_order, some * self.size, self.scatter.group(some)

    def value_at(self, q: float | Vector) -> Vector:
        """Quantile of the discounted margin: losses, then nothing, then gains. Shape (n,)."""
        expected, size, group = self._if_any
        level = np.broadcast_to(np.asarray(q, np.float64), self.x.shape)
        losing = self.any_order * self.scatter.below(-expected / size, group)
        chance = np.maximum(self.any_order, 1e-12)
        share = np.where(level < losing, level / chance, 1 - (1 - level) / chance)
        drawn = expected + size * self.scatter.at(np.clip(share, 0, 1), group)
        ends = np.where(level < losing, np.minimum(drawn, 0), np.maximum(drawn, 0))
        idle = (level >= losing) & (level <= losing + 1 - self.any_order)
        return np.where(idle, 0.0, ends) * self.discount

    @property
    def variances(self) -> tuple[Vector, Vector]:
        """Variance of the number of orders and of the discounted margin. Shape (n,) each."""
        expected, size, group = self._if_any
        p, more = self.any_order, self.more
        squared = p * ((1 + more) ** 2 + more + more**2 / self.shape)
        margin = p * (expected**2 + size**2 * self.scatter.squared(group))
        return (
            squared - self.orders**2,
            np.maximum(margin - (p * expected) ** 2, 0) * self.discount**2,
        )


def reached(any_order: Vector, more: Vector, shape: float, n: Whole) -> Vector:
    """P(N >= n), N - 1 negative binomial given any order. All of shape (n,)."""
    from scipy.special import betainc

    beyond = np.maximum(n - 1, 1).astype(np.float64)
    if_any = np.where(n <= 1, 1.0, betainc(beyond, shape, more / (more + shape)))
    return np.where(n <= 0, 1.0, any_order * if_any)


def _middles(size: int) -> Vector:
    return (np.arange(size) + 0.5) / size
