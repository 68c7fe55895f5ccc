"""Margins where no model of order value can be had: one amount, or means drawn to the middle."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from volver.domain.history import Vector
from volver.predict.base import Base, Index
from volver.predict.counts import Counts, Place
from volver.predict.money.model import Quantiles, mirrored, survival


@dataclass(frozen=True, slots=True)
class SameAmount:
    """Every order so far has brought the same: so will the next."""

    title: ClassVar[str] = "one amount"
    amount: float

    def parameters(self) -> dict[str, float]:
        """The amount, in money."""
        return {"amount": self.amount}

    def per_order(self, base: Base) -> Vector:
        """The amount. Shape (n,)."""
        return np.full(len(base), self.amount)

    def second_moment(self, base: Base, orders: Vector, squared: Vector) -> Vector:
        """E[S^2] = amount^2 E[N^2]. Shape (n,)."""
        return self.amount**2 * squared

    def quantiles(self, counts: Counts, base: Base) -> Quantiles:
        """The quantiles of the count, times the amount."""
        return EvenSums(counts, self.per_order(base))

    def noise(self, base: Base, orders: Vector) -> float:
        """None: the amount is known."""
        return 0.0

    def sum_at(self, q: float, base: Base, orders: Vector) -> Vector:
        """Their number times the amount. Shape (n,)."""
        return self.amount * orders


@dataclass(frozen=True, slots=True)
class EvenSums:
    """Sums of orders that all bring the same to one customer."""

    counts: Counts
    per_order: Vector
    """Shape (n,), in money."""

    def at(self, q: Vector, p_alive: Vector, place: Place, row: Index) -> Vector:
        """Quantile at q for each customer; see Quantiles.at."""
        return mirrored(
            lambda share: self.counts.quantile(place, survival(share, p_alive))[row].astype(
                np.float64
            ),
            q,
            self.per_order,
        )


@dataclass(frozen=True, slots=True)
class ShrunkenMean:
    """Each customer's mean margin, drawn to the mean of all by how little is known of it.

    Margins m_ij = mu_i + e_ij, Var mu_i = between, Var e_ij = within; the best linear estimate of
    mu_i after n orders is mu + n / (n + within / between) (m_i - mu). First orders count, and
    margins may be of any sign.

    Source: Bühlmann (1967), Experience rating and credibility, ASTIN Bulletin 4(3), 199-207.
    """

    title: ClassVar[str] = "shrunken mean"
    mu: float
    within: float
    """Variance of a customer's orders, money squared."""
    between: float
    """Variance of the customers' means, money squared."""
    loses: bool = True
    """Whether an order may bring a loss."""

    @classmethod
    def fit(cls, base: Base) -> "ShrunkenMean":
        """By moments: a customer's first order against the later ones shows the spread within.

        Where no occasion has brought a loss yet, none is expected to.
        """
        n, mean = base.occasions, base.mean_margin
        mu = float(mean.mean())
        spread = float(np.mean((mean - mu) ** 2))
        back = base.x > 0
        if not back.any():
            # With one order each nothing tells the two apart: half each.
            return cls(mu, spread / 2, spread / 2, base.ever_lost)
        gap = base.first[back] - base.mean[back]
        within = float(np.mean(gap**2 / (1 + 1 / base.x[back])))
        return cls(mu, within, max(spread - within * float(np.mean(1 / n)), 0.0), base.ever_lost)

    def parameters(self) -> dict[str, float]:
        """mu in money; within, between in money squared."""
        return {"mu": self.mu, "within": self.within, "between": self.between}

    def weight(self, n: Vector) -> Vector:
        """Weight of the customer's own mean after n orders, 0 to 1. Shape (n,)."""
        if self.within == 0:
            return np.ones_like(n)
        return n * self.between / (n * self.between + self.within)

    def per_order(self, base: Base) -> Vector:
        """Expected margin of a future order. Shape (n,)."""
        return self.mu + self.weight(base.occasions) * (base.mean_margin - self.mu)

    def unsure(self, base: Base) -> Vector:
        """Variance of what is expected about the customer's own mean. Shape (n,)."""
        return self.between * (1 - self.weight(base.occasions))

    def second_moment(self, base: Base, orders: Vector, squared: Vector) -> Vector:
        """E[S^2] = E[N] within + E[N^2] (mean^2 + variance of the mean). Shape (n,)."""
        return orders * self.within + squared * (self.per_order(base) ** 2 + self.unsure(base))

    def quantiles(self, counts: Counts, base: Base) -> Quantiles:
        """Those of a normal distribution with the moments of the sum, given an order."""
        least = -np.inf if self.loses else 0.0
        return NormalSums(counts, self.per_order(base), self.unsure(base), self.within, least)

    def noise(self, base: Base, orders: Vector) -> float:
        """By the standard error of the mean of all."""
        variance = self.between + self.within * float(np.mean(1 / base.occasions))
        return float(orders.sum()) ** 2 * variance / len(base)

    def sum_at(self, q: float, base: Base, orders: Vector) -> Vector:
        """That of a normal distribution. Shape (n,)."""
        from scipy.special import ndtri

        spread = np.sqrt(orders * self.within + orders**2 * self.unsure(base))
        found = orders * self.per_order(base) + spread * ndtri(q)
        return np.maximum(found, -np.inf if self.loses else 0.0)


@dataclass(frozen=True, slots=True)
class NormalSums:
    """Sums taken as normal given at least one order: their skew is not counted in."""

    counts: Counts
    per_order: Vector
    unsure: Vector
    within: float
    least: float
    """No sum is below this."""

    def at(self, q: Vector, p_alive: Vector, place: Place, row: Index) -> Vector:
        """Quantile at q for each customer; see Quantiles.at.

        The distribution is a normal below zero, an atom at zero (no order), a normal above.
        """
        from scipy.special import ndtr, ndtri

        any_order = place.between(self.counts.any_order)
        first, spread = place.moments(*self.counts.moments)
        first, second = first / any_order, (spread + first**2) / any_order
        chance, first, second, q = (p_alive * any_order)[row], first[row], second[row], q[row]
        mean = self.per_order * first
        variance = (
            first * self.within
            + second * self.unsure
            + self.per_order**2 * np.maximum(second - first**2, 0)
        )
        deviation = np.sqrt(np.maximum(variance, 1e-300))
        losing = chance * ndtr(-mean / deviation)
        below = q / np.maximum(chance, 1e-300)
        above = 1 - (1 - q) / np.maximum(chance, 1e-300)
        share = np.clip(np.where(q < losing, below, above), 1e-300, 1)
        found = mean + deviation * ndtri(np.minimum(share, 1 - 1e-16))
        found = np.where((q >= losing) & (q <= losing + 1 - chance), 0.0, found)
        return np.maximum(found, self.least)
