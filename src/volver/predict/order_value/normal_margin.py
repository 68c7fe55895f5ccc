"""Margins of any sign: every customer has a mean and a spread of their own."""

from dataclasses import dataclass, replace
from typing import ClassVar, Self

import numpy as np

from volver.domain.history import Vector
from volver.predict.purchases.model import Fitted
from volver.stats.likelihood import Objective, maximise
from volver.stats.rising import log_rising, psi_rising

ALIKE = "customers scatter alike: a and b run to infinity together"
SAME = "customers are alike in value: kappa runs to infinity"
LIMITS = {
    ALIKE: (0, 1, 1),
    SAME: (1, 0, 0),
    "a customer's orders do not scatter: b and kappa run to zero": (-1, 0, -1),
    "margins have no typical spread: a runs to zero": (0, -1, 0),
}
"""Where the likelihood can run flat, as directions in (ln kappa, ln a, ln b). The first two do no
harm: they are models of fewer parameters."""

SEARCH_ROWS = 20_000
FINEST = 1e-3
"""Orders of one customer scatter by this share of the spread of all at least: amounts that repeat
to the cent would make the likelihood infinite."""


@dataclass(frozen=True, slots=True)
class Margins:
    """What orders have brought, first ones too. Shape (n,); money."""

    orders: Vector
    mean: Vector
    squares: Vector
    """Sum of the squared distances of a customer's orders from their mean."""


@dataclass(frozen=True, slots=True)
class NormalMargin:
    """A fitted normal-inverse-gamma: margins ~ N(mu_i, s_i^2), mu_i ~ N(mu, s_i^2 / kappa),
    1 / s_i^2 ~ Gamma(a, b).

    mu is money, b money squared. With n orders of mean m whose squared distances from it add up to
    w, the posterior is of the same kind: kappa + n, mean (kappa mu + n m) / (kappa + n), a + n/2
    and b + w/2 + kappa n (m - mu)^2 / (2 (kappa + n)). The sum of k orders to come is a Student t
    with 2 (a + n/2) degrees of freedom.

    Source: DeGroot (1970), Optimal Statistical Decisions, section 9.6; Murphy (2007), "Conjugate
    Bayesian analysis of the Gaussian distribution", section 3 (density, eq. 95; prediction, 100).

    >>> shop = NormalMargin(mu=10.0, kappa=1.0, a=3.0, b=200.0)
    >>> shop.expected(np.array([1.0, 9.0]), np.array([30.0, 30.0]))
    array([20., 28.])
    """

    name: ClassVar[str] = "normal-inverse-gamma"
    title: ClassVar[str] = "normal-inverse-gamma"

    mu: float
    kappa: float
    a: float
    b: float

    @classmethod
    def fit(cls, margins: Margins) -> Fitted[Self]:
        """mu is the mean of the customers' means; the rest maximises the likelihood.

        Where margins are skewed the likelihood takes their long tail for spread and puts mu where
        most margins are, so that the total of a shop is missed by a tenth or more. The mean of
        means cannot be wrong in that way.
        """
        by_size = np.lexsort((margins.squares, margins.mean, margins.orders))
        n, mean, squares = (
            part[by_size] for part in (margins.orders, margins.mean, margins.squares)
        )
        mu = float(mean.mean())
        unit = float(np.sqrt(np.mean((mean - mu) ** 2 + squares / n))) or 1.0
        away, squares = (mean - mu) / unit, squares / unit**2 + n * FINEST**2
        step = len(n) // SEARCH_ROWS
        fit = maximise(
            objective(n, away, squares),
            STARTS,
            len(n),
            LIMITS,
            small=objective(n[::step], away[::step], squares[::step]) if step > 1 else None,
        )
        logs = fit.log_parameters + np.array([0.0, 0.0, 2 * np.log(unit)])
        model = cls(mu, *np.exp(logs).tolist())
        height = model.log_likelihood(margins)
        return Fitted(model, replace(fit, log_parameters=logs, log_likelihood=height))

    def parameters(self) -> dict[str, float]:
        """mu in money, kappa, a, and b in money squared."""
        return {"mu": self.mu, "kappa": self.kappa, "a": self.a, "b": self.b}

    @property
    def has_mean(self) -> bool:
        """Whether customers' means have a mean, and sums after an order a variance: a > 1/2."""
        return self.a > 0.5

    @property
    def unit(self) -> float:
        """Usual spread of one customer's orders, in money."""
        return float(np.sqrt(self.b / self.a))

    @property
    def log_parameters(self) -> Vector:
        """ln kappa, ln a, ln b: mu may be of any sign and stays."""
        return np.log([self.kappa, self.a, self.b])

    def from_log_parameters(self, logs: Vector) -> Self:
        """The model with these log parameters and this one's mu."""
        return type(self)(self.mu, *np.exp(logs).tolist())

    def log_likelihood(self, margins: Margins) -> float:
        """Log-density of all orders, one by one."""
        unit, n = float(np.sqrt(self.b)), margins.orders
        scaled = objective(n, (margins.mean - self.mu) / unit, margins.squares / self.b)
        logs = np.array([*np.log([self.kappa, self.a]), 0.0])
        return scaled(logs)[0] * len(n) - float(n.sum()) * float(np.log(unit))

    def expected(self, n: Vector, mean: Vector) -> Vector:
        """Expected margin of a future order: (kappa mu + n m) / (kappa + n). Shape (n,)."""
        return np.asarray(self.mu + n / (self.kappa + n) * (mean - self.mu))

    def freedom(self, n: Vector) -> Vector:
        """Degrees of freedom of the sums to come after n orders."""
        return np.asarray(2 * self.a + n)

    def spread(self, n: Vector, mean: Vector, squares: Vector) -> Vector:
        """Scale of the t of one order about the customer's own mean, in money. Shape (n,)."""
        between = self.kappa * n / (self.kappa + n) * (mean - self.mu) ** 2
        return np.sqrt((2 * self.b + squares + between) / self.freedom(n))

    def reach(self, k: Vector, n: Vector) -> Vector:
        """Scale of the sum of k orders to come, in spreads: sqrt(k + k^2 / (kappa + n))."""
        return np.sqrt(k + k**2 / (self.kappa + n))


STARTS = [
    np.log([kappa, a, a / (1 + 1 / kappa)]) for kappa, a in ((0.5, 1.0), (0.5, 4.0), (5.0, 2.0))
]
"""First guesses for margins of variance 1."""


def objective(n: Vector, away: Vector, squares: Vector) -> Objective:
    """Mean log-density of customers' orders and its exact gradient, by (ln kappa, ln a, ln b).

    n, away (customers' means less mu), squares: shape (m,). Gamma functions are needed once for
    each distinct n. Per customer

    ln G(a + n/2) - ln G(a) + a ln b - (a + n/2) ln B + ln(kappa / (kappa + n)) / 2 - n ln(2 pi) / 2

    with B = b + squares/2 + kappa n away^2 / (2 (kappa + n)).
    """
    level, count = np.unique(n, return_counts=True)
    half = n / 2
    orders, customers = float(n.sum()), max(len(n), 1)

    def mean_log_likelihood(logs: Vector) -> tuple[float, Vector]:
        kappa, a, b = np.exp(logs)
        at = np.full(len(level), a)
        share = n / (kappa + n)
        grown = (squares + kappa * share * away**2) / (2 * b)  # B / b - 1
        log_grown = np.log1p(grown)
        weight = (a + half) / (1 + grown)
        value = (
            count @ (log_rising(at, level / 2) - np.log1p(level / kappa) / 2)
            - orders / 2 * (logs[2] + np.log(2 * np.pi))
            - ((a + half) * log_grown).sum()
        )
        slope = (
            (share / 2 - weight * kappa * (share * away) ** 2 / (2 * b)).sum(),
            a * (count @ psi_rising(at, level / 2) - log_grown.sum()),
            a * len(n) - weight.sum(),
        )
        return float(value) / customers, np.array(slope) / customers

    return mean_log_likelihood
