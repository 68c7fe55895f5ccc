"""Margins by Gamma-Gamma where they go with the order rate."""

from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np

from volver.domain.history import Vector
from volver.predict.base import Base
from volver.predict.counts import Counts
from volver.predict.money.model import GammaGammaMoney, ScaledSums
from volver.predict.noise import SOME, noise, sigma_points
from volver.predict.order_value.paced import PacedGammaGamma
from volver.predict.purchases.model import Fitted


@dataclass(frozen=True, slots=True)
class PacedMoney:
    """Money of a customer is that of one with the mean rate, times their factor.

    So every answer is Gamma-Gamma's, to money that was divided by the factor, times the factor.
    """

    title: ClassVar[str] = PacedGammaGamma.title
    fitted: Fitted[PacedGammaGamma]

    @property
    def _plain(self) -> GammaGammaMoney:
        """Gamma-Gamma at the mean rate, as unsure as it is with beta unknown."""
        fit = self.fitted.fit
        logs, covariance = fit.log_parameters[:3], fit.covariance[:3, :3]
        narrowed = replace(fit, log_parameters=logs, covariance=covariance)
        return GammaGammaMoney(Fitted(self.fitted.model.plain, narrowed))

    def _divided(self, base: Base) -> tuple[Vector, Base]:
        """Customers' factors, and what they have brought over it."""
        factor = self.fitted.model.factor(base)
        return factor, replace(base, mean=base.mean / factor)

    @property
    def of_new(self) -> tuple[float, float]:
        """Mean order value of a new customer, and its variance from the fit."""
        zero = np.zeros(1, dtype=np.int64)
        new = Base(zero, zero, zero, np.full(1, np.nan), np.zeros(1))
        return float(self.per_order(new)[0]), self.noise(new, np.ones(1))

    def parameters(self) -> dict[str, float]:
        """p, q, gamma, beta, r, alpha."""
        return self.fitted.model.parameters()

    def per_order(self, base: Base) -> Vector:
        """Expected margin of a future order. Shape (n,)."""
        factor, divided = self._divided(base)
        return factor * self._plain.per_order(divided)

    def second_moment(self, base: Base, orders: Vector, squared: Vector) -> Vector:
        """E[S^2] of a sum of orders; see Money.second_moment. Shape (n,)."""
        factor, divided = self._divided(base)
        return factor**2 * self._plain.second_moment(divided, orders, squared)

    def quantiles(self, counts: Counts, base: Base) -> ScaledSums:
        """Gamma-Gamma's tables: in expected orders nothing has changed."""
        factor, divided = self._divided(base)
        plain = self._plain.quantiles(counts, divided)
        return replace(plain, per_order=factor * plain.per_order)

    def noise(self, base: Base, orders: Vector) -> float:
        """By the sigma points, on one customer in so many."""
        step = 1 + len(base) // SOME
        x, weight, mean = base.x[::step].astype(np.float64), orders[::step], base.mean[::step]
        some = replace(base, x=base.x[::step], t_x=base.t_x[::step], age=base.age[::step])
        totals = []
        for point in sigma_points(self.fitted):
            factor = point.factor(some)
            totals.append((weight * factor * point.plain.expected(x, mean / factor)).sum())
        return float(noise(totals) * (orders * self.per_order(base)).sum() ** 2)

    def sum_at(self, q: float, base: Base, orders: Vector) -> Vector:
        """Quantile of the margin of so many orders, known for sure. Shape (n,)."""
        factor, divided = self._divided(base)
        return factor * self._plain.sum_at(q, divided, orders)
