"""NBD: customers differ in how often they order, and nobody ever leaves."""

from dataclasses import astuple, dataclass
from typing import ClassVar, Self

import numpy as np

from volver.domain.history import Histories, Vector
from volver.domain.time import DAYS_PER_UNIT, DAYS_PER_YEAR, Unit
from volver.predict.purchases.collapse import Distinct, collapse
from volver.predict.purchases.model import Fitted, Memoryless
from volver.stats.likelihood import Objective, maximise
from volver.stats.special import exceeding, negbin_at_least

LIMITS = {
    "customers order at one rate: r and alpha run to infinity together": (1, 1),
    "hardly anybody came back: r runs to zero": (-1, 0),
}
"""Where the likelihood can run flat, as directions in (ln r, ln alpha)."""


@dataclass(frozen=True, slots=True)
class Nbd(Memoryless):
    """A fitted NBD: order rate ~ Gamma(r, alpha), orders at random, no end.

    What BG/NBD and MBG/NBD become when the chance to leave runs to zero, and the honest answer
    where the data show no leaving. Over a long horizon it promises too much of those who have
    been silent for long. The density of x order times within T is
    G(r+x)/G(r) alpha^r (alpha+T)^-(r+x).

    Source: Ehrenberg (1959), The Pattern of Consumer Purchases, Applied Statistics 8(1), 26-41;
    conditional expectation in Morrison & Schmittlein (1988), Journal of Business & Economic
    Statistics 6(2), 145-159.

    >>> cdnow = Nbd(r=0.384766, alpha=12.072023 * 7)
    >>> cdnow.expected_if_alive(np.array([2.0]), np.array([272.0]), days=39 * 7).round(3)
    array([1.826])
    """

    name: ClassVar[str] = "nbd"
    title: ClassVar[str] = "NBD"

    r: float
    alpha: float

    @classmethod
    def fit(cls, histories: Histories) -> Fitted[Self]:
        """Maximise the likelihood over collapsed histories."""
        rows = collapse(histories)
        fit = maximise(objective(rows), starts(rows), histories.customers, LIMITS)
        return Fitted(cls.from_log_parameters(fit.log_parameters), fit)

    def parameters(self, unit: Unit = "day") -> dict[str, float]:
        """r, alpha; alpha in `unit`."""
        return {"r": self.r, "alpha": self.alpha / DAYS_PER_UNIT[unit]}

    @property
    def log_parameters(self) -> Vector:
        """ln r, ln alpha (days)."""
        return np.log(astuple(self))

    @classmethod
    def from_log_parameters(cls, logs: Vector) -> Self:
        """Inverse of `log_parameters`."""
        return cls(*np.exp(logs).tolist())

    def log_likelihood(self, histories: Histories, unit: Unit = "day") -> float:
        """Log-likelihood of the order times, as in the other models."""
        rows = collapse(histories)
        mean = objective(rows)(self.log_parameters)[0]
        repeats = float((rows.x * rows.weight).sum())
        return mean * rows.customers + repeats * float(np.log(DAYS_PER_UNIT[unit]))

    def p_alive(self, x: Vector, t_x: Vector, age: Vector) -> Vector:
        """One for everybody. Shape (n,)."""
        return np.ones(len(x))

    def expected_if_alive(self, x: Vector, age: Vector, days: float, phase: int = 0) -> Vector:
        """Expected orders in (0, days]: the posterior mean rate times the days. Shape (n,)."""
        return np.asarray((self.r + x) / (self.alpha + age) * days)

    def discounted_if_alive(
        self, x: Vector, age: Vector, days: float, annual: float, phase: int = 0
    ) -> Vector:
        """The same with each order at d days divided by (1 + annual)^(d / 365.25). Shape (n,)."""
        delta = float(np.log1p(annual)) / DAYS_PER_YEAR
        worth = -np.expm1(-delta * days) / delta if delta > 0 else days
        return np.asarray((self.r + x) / (self.alpha + age) * worth)

    def stays(self, x: Vector, age: Vector, days: float, phase: int = 0) -> Vector:
        """One for everybody. Shape (n,)."""
        return np.ones(len(x))

    def expected_by_days(self, x: Vector, age: Vector, days: Vector) -> Vector:
        """`expected_if_alive` by several days at once: days of shape (k,), result (k, n)."""
        return np.asarray(np.outer(days, (self.r + x) / (self.alpha + age)))

    def at_least_if_alive(
        self, x: Vector, age: Vector, days: float, n_max: int, phase: int = 0
    ) -> Vector:
        """P(X >= n) for n = 1 .. n_max within `days`: X ~ NegBin(r+x, t/(alpha+T+t)).

        x (orders), age (days): shape (n,). Returns shape (n, n_max).
        """
        return negbin_at_least(self.r + x, days / (self.alpha + age + days), n_max)

    def expected_new(self, days: float) -> float:
        """Expected repeat orders of a new customer in the first `days`."""
        return self.r / self.alpha * days


def starts(rows: Distinct) -> list[Vector]:
    """Two first guesses of the log parameters that order as often as the data do."""
    days = max(float((rows.age * rows.weight).sum()), 1.0)
    per_order = days / max(float((rows.x * rows.weight).sum()), 1.0)
    return [np.log([r, r * per_order]) for r in (0.5, 2.0)]


def objective(rows: Distinct) -> Objective:
    """Mean log-likelihood of the rows and its exact gradient, by log parameters.

    Only the histogram of ages and the sums of orders by age matter.
    """
    customers = max(rows.customers, 1.0)
    more = exceeding(rows.x, rows.weight)
    people = np.bincount(rows.age, rows.weight)
    orders = np.bincount(rows.age, rows.weight * rows.x)
    i, day = np.arange(len(more)), rows.times

    def mean_log_likelihood(logs: Vector) -> tuple[float, Vector]:
        r, alpha = np.exp(logs)
        elapsed, share = np.log1p(day / alpha), day / (alpha + day)
        value = (more * np.log((r + i) / alpha)).sum() - ((r * people + orders) * elapsed).sum()
        slope = (
            r * ((more / (r + i)).sum() - (people * elapsed).sum()),
            ((r * people + orders) * share).sum() - more.sum(),
        )
        return float(value) / customers, np.array(slope) / customers

    return mean_log_likelihood
