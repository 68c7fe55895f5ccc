"""What one more order will bring: the model of order value, or less where the data carry less."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar, Protocol

import numpy as np

from volver.domain.history import Vector
from volver.predict.base import Base, Index
from volver.predict.counts import Counts, Place
from volver.predict.money.sums import Sums, sum_table
from volver.predict.noise import SOME, mixture, noise, sigma_points
from volver.predict.order_value.gamma_gamma import GammaGamma
from volver.predict.purchases.model import Fitted


class Quantiles(Protocol):
    """The margin that customers will bring, not discounted."""

    def at(self, q: Vector, p_alive: Vector, place: Place, row: Index) -> Vector:
        """Quantile at q for each customer.

        q, p_alive, place: shape (m,), per row of like histories; row: shape (n,), each customer's.
        Returns shape (n,), in money.
        """


class Money(Protocol):
    """What is known of the margin of orders."""

    title: ClassVar[str]

    def parameters(self) -> dict[str, float]:
        """The parameters, by name."""

    def per_order(self, base: Base) -> Vector:
        """Expected margin of a future order, per customer. Shape (n,)."""

    def second_moment(self, base: Base, orders: Vector, squared: Vector) -> Vector:
        """E[S^2] of a sum S of N orders from E[N] and E[N^2]. All shape (n,); may be infinite."""

    def quantiles(self, counts: Counts, base: Base) -> Quantiles:
        """Quantiles of the sums, ready to be looked up."""

    def noise(self, base: Base, orders: Vector) -> float:
        """Variance of the expected margin of so many orders per customer, from the fit alone.

        orders: shape (n,). In money squared.
        """

    def sum_at(self, q: float, base: Base, orders: Vector) -> Vector:
        """Quantile at q of the margin of so many orders, at least one, known for sure.

        orders and result: shape (n,). How margins alone are judged, whatever orders may come.
        """


@dataclass(frozen=True, slots=True)
class GammaGammaMoney:
    """Margins by Gamma-Gamma."""

    title: ClassVar[str] = GammaGamma.title
    fitted: Fitted[GammaGamma]

    def parameters(self) -> dict[str, float]:
        """p, q, gamma."""
        return self.fitted.model.parameters()

    def per_order(self, base: Base) -> Vector:
        """Posterior mean; below zero for a customer whose repeats lost enough. Shape (n,)."""
        return self.fitted.model.expected(base.x.astype(np.float64), base.mean)

    def second_moment(self, base: Base, orders: Vector, squared: Vector) -> Vector:
        """The second moment of n orders is a n + b n^2: n = 1 and n = 2 give a and b."""
        x = base.x.astype(np.float64)
        one = self.fitted.model.sum_moments(np.ones(1), x, base.mean)[1]
        two = self.fitted.model.sum_moments(np.full(1, 2.0), x, base.mean)[1]
        finite = np.isfinite(one)
        one, two = np.where(finite, one, 0), np.where(finite, two, 0)
        found = (2 * one - two / 2) * orders + (two / 2 - one) * squared
        return np.where(finite, found, np.inf)

    def quantiles(self, counts: Counts, base: Base) -> "ScaledSums":
        """Tables by (x, T), with the fit's noise mixed in."""
        x, none = np.array([0.0, 1.0, 4.0, 16.0]), np.zeros(4)
        usual = self.fitted.model.expected(none, none)
        models = mixture(self.fitted, lambda model: model.expected(x, usual))
        return ScaledSums(sum_table(self.fitted.model, models, counts), self.per_order(base))

    def noise(self, base: Base, orders: Vector) -> float:
        """By the sigma points, on one customer in so many."""
        step = 1 + len(base) // SOME
        x, mean, weight = base.x[::step].astype(np.float64), base.mean[::step], orders[::step]
        points = sigma_points(self.fitted)
        relative = noise([(weight * point.expected(x, mean)).sum() for point in points])
        return float(relative * (orders * self.per_order(base)).sum() ** 2)

    def sum_at(self, q: float, base: Base, orders: Vector) -> Vector:
        """That of a beta prime, in expected order values; a loss is one as a whole. Shape (n,)."""
        model = self.fitted.model

        def units(level: float | Vector) -> Vector:
            return model.sum_quantile(orders, np.asarray(level), base.x.astype(np.float64))

        return mirrored(units, q, self.per_order(base))


@dataclass(frozen=True, slots=True)
class ScaledSums:
    """Sums whose distribution, in a customer's own expected order values, depends on (x, T)."""

    sums: Sums
    per_order: Vector
    """Shape (n,), in money."""

    def at(self, q: Vector, p_alive: Vector, place: Place, row: Index) -> Vector:
        """Quantile at q for each customer; see Quantiles.at."""
        return mirrored(
            lambda share: self.sums.quantile(place, survival(share, p_alive))[row],
            q,
            self.per_order,
        )

    def squared(self, p_alive: Vector, place: Place, row: Index) -> Vector:
        """E[S^2] for each customer without the rarest sum in 30,000: always finite. Shape (n,)."""
        squared = place.between(self.sums.counts.any_order * self.sums.squared)
        return (p_alive * squared)[row] * self.per_order**2


def mirrored(
    units: Callable[[float | Vector], Vector], q: float | Vector, per_order: Vector
) -> Vector:
    """units(q) times the amount; units(1 - q) times the amount where that is a loss. Shape (n,)."""
    found = units(q) * per_order
    losing = per_order < 0
    if losing.any():
        found[losing] = units(1 - q)[losing] * per_order[losing]
    return found + 0.0  # no order of a loss is 0, not -0


def survival(q: float | Vector, p_alive: Vector) -> Vector:
    """What the living pass with this probability, everybody passes with 1 - q. Shape (m,)."""
    return (1 - q) / np.maximum(p_alive, 1e-300)
