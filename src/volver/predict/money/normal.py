"""Margins that may be losses, by the normal-inverse-gamma."""

from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np

from volver.domain.history import Vector
from volver.predict.base import Base
from volver.predict.counts import Counts
from volver.predict.money.margin_sums import MarginSums, margin_sums
from volver.predict.noise import sigma_points
from volver.predict.order_value.normal_margin import Margins, NormalMargin
from volver.predict.purchases.model import Fitted


@dataclass(frozen=True, slots=True)
class NormalMoney:
    """Every customer has a mean margin and a spread of their own; first orders count."""

    title: ClassVar[str] = NormalMargin.title
    fitted: Fitted[NormalMargin]
    doubt: float
    """Variance of the mean margin of all, money squared."""
    loses: bool
    """Whether an order may bring a loss."""

    @classmethod
    def fit(cls, base: Base) -> "NormalMoney":
        """From a base that knows its squares. Where nobody has lost, none is expected to."""
        margins = margins_of(base)
        return cls(
            NormalMargin.fit(margins),
            float(margins.mean.var()) / len(base),
            base.ever_lost,
        )

    def about(self, mu: float) -> "NormalMoney":
        """The same for customers whose means lie about this one, in money."""
        model = replace(self.fitted.model, mu=mu)
        return replace(self, fitted=Fitted(model, self.fitted.fit))

    def parameters(self) -> dict[str, float]:
        """mu in money, kappa, a, b in money squared."""
        return self.fitted.model.parameters()

    def per_order(self, base: Base) -> Vector:
        """Expected margin of a future order. Shape (n,)."""
        return self.fitted.model.expected(base.occasions, base.mean_margin)

    def spread(self, base: Base) -> Vector:
        """Scale of one order about what is expected, money. Shape (n,)."""
        margins = margins_of(base)
        return self.fitted.model.spread(margins.orders, margins.mean, margins.squares)

    def second_moment(self, base: Base, orders: Vector, squared: Vector) -> Vector:
        """E[S^2] = E[N] v + E[N^2] (mean^2 + v / (kappa + n)), v the variance of one order about
        the customer's mean. Shape (n,)."""
        model, n = self.fitted.model, base.occasions
        freedom = model.freedom(n)
        one = self.spread(base) ** 2 * freedom / np.maximum(freedom - 2, 1e-300)
        return orders * one + squared * (self.per_order(base) ** 2 + one / (model.kappa + n))

    def quantiles(self, counts: Counts, base: Base) -> MarginSums:
        """Tables by (x, T) and by the ratio of expectation and spread."""
        model = self.fitted.model
        doubt = self.doubt / model.unit**2
        return margin_sums(
            model, counts, self.per_order(base), self.spread(base), doubt, self.loses
        )

    def noise(self, base: Base, orders: Vector) -> float:
        """By the standard error of the mean of all, and by the sigma points."""
        n, mean = base.occasions, base.mean_margin
        free = float((orders * (1 - n / (self.fitted.model.kappa + n))).sum())
        totals = np.array([(orders * p.expected(n, mean)).sum() for p in sigma_points(self.fitted)])
        return free**2 * self.doubt + float(np.mean(((totals[::2] - totals[1::2]) / 2) ** 2))

    def sum_at(self, q: float, base: Base, orders: Vector) -> Vector:
        """Quantile of the margin of so many orders, known for sure. Shape (n,)."""
        from scipy.special import stdtrit

        level, at = np.unique(base.x, return_inverse=True)
        t = stdtrit(self.fitted.model.freedom(level.astype(np.float64) + 1), q)[at]
        reach = self.fitted.model.reach(orders, base.occasions)
        found = orders * self.per_order(base) + t * reach * self.spread(base)
        return np.maximum(found, -np.inf if self.loses else 0.0)


def margins_of(base: Base) -> Margins:
    """What the customers' orders have brought, the first ones too."""
    assert base.squares is not None
    x = base.x.astype(np.float64)
    apart = np.where(base.x > 0, base.first - base.mean, 0)
    return Margins(base.occasions, base.mean_margin, base.squares + x / (x + 1) * apart**2)
