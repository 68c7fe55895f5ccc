"""Any model whose customers leave with an order, or never, on a clock that runs with the season."""

from dataclasses import dataclass, replace
from typing import ClassVar, Protocol, Self

import numpy as np

from volver.domain.history import Histories, Pace, Vector
from volver.domain.time import DAYS_PER_YEAR, Unit
from volver.predict.purchases.model import NOTHING, Fitted, Foretelling, Memoryless
from volver.predict.season.clock import Clock
from volver.stats.special import leggauss

NODES = 4
SLICE = 30.0
"""Discounting is integrated by so many nodes in each slice of so many days; of fewer at first,
when those who order every few days soon have left or not."""


class Stationary(Foretelling, Protocol):
    """A model that time enters by the rate of orders alone: BG/NBD, MBG/NBD, NBD."""

    @classmethod
    def fit(cls, histories: Histories) -> "Fitted[Self]":
        """Maximise the likelihood; on the clock, where histories have a pace."""

    def expected_by_days(self, x: Vector, age: Vector, days: Vector) -> Vector:
        """`expected_if_alive` by several days at once: days of shape (k,), result (k, n)."""

    def log_likelihood(self, histories: Histories, unit: Unit = "day") -> float:
        """Log-likelihood of the order times."""


@dataclass(frozen=True, slots=True)
class Clocked(Memoryless):
    """A model on a clock: every time that it is told is first read off the clock.

    Customers who are alive order at lambda s(day), s one in the mean. The clock days
    L(t) = integral of s make of it a process of even pace, so the model's every answer holds with
    L(t_x), L(T) and L(T+h) - L(T) for t_x, T and h; the density of order times gains the factor s
    of each order's day.

    x, t_x, age: shape (n,), orders and calendar days. The parameters are those on the clock, which
    agrees with the calendar over a year. The season is taken as known: no interval widens for it.

    >>> from datetime import date
    >>> from volver.predict.purchases.mbg_nbd import MbgNbd
    >>> winter = Clock(date(2023, 12, 31), waves=((0.5, 0.0),))  # orders at e^0.5 in January
    >>> seasonal = Clocked(MbgNbd(1.0, 30.0, 1.0, 3.0), winter)
    >>> no_order, no_time = np.zeros(1), np.zeros(1)
    >>> for model in (seasonal, seasonal.model):
    ...     model.expected_if_alive(no_order, no_time, days=30).round(2)
    array([1.2])
    array([0.85])
    """

    suffix: ClassVar[str] = "-season"

    model: Stationary
    clock: Clock

    @classmethod
    def fit(
        cls, kind: type[Stationary], histories: Histories, clock: Clock, pace: Pace
    ) -> "Fitted[Clocked]":
        """Maximise the likelihood on the clock; pace: what the histories come to on it."""
        fitted = kind.fit(replace(histories, pace=pace))
        likelihood = fitted.fit.log_likelihood + pace.log_speeds
        return Fitted(cls(fitted.model, clock), replace(fitted.fit, log_likelihood=likelihood))

    @property
    def name(self) -> str:
        """That of the model with "-season" after it."""
        return self.model.name + self.suffix

    @property
    def title(self) -> str:
        """That of the model, and that it has a season."""
        return f"{self.model.title} with season"

    def parameters(self, unit: Unit = "day") -> dict[str, float]:
        """The model's; times in clock units."""
        return self.model.parameters(unit)

    @property
    def log_parameters(self) -> Vector:
        """The model's; those of the clock stay as they are."""
        return self.model.log_parameters

    def from_log_parameters(self, logs: Vector) -> "Clocked":
        """Another model on the same clock."""
        return replace(self, model=self.model.from_log_parameters(logs))

    def log_likelihood(self, histories: Histories, unit: Unit = "day") -> float:
        """Log-likelihood of the order times in calendar units; histories have their pace."""
        assert histories.pace is not None  # without it the density would be that on the clock
        return self.model.log_likelihood(histories, unit) + histories.pace.log_speeds

    def p_alive(self, x: Vector, t_x: Vector, age: Vector) -> Vector:
        """Probability that the relationship has not ended. Shape (n,)."""
        return self.model.p_alive(x, self.clock.first_to_last(t_x, age), self.clock.age(age))

    def p_alive_then(self, x: Vector, t_x: Vector, age: Vector, ago: Vector) -> Vector:
        """The same as it was some days ago: t_x and age are those of that day. Shape (n,)."""
        since = self.clock.age(ago)
        whole = self.clock.age(age + ago) - since
        return self.model.p_alive(x, whole - self.clock.age(age + ago - t_x) + since, whole)

    def expected_if_alive(self, x: Vector, age: Vector, days: float, phase: int = 0) -> Vector:
        """Expected orders in (0, days] from now on, for a customer who is alive. Shape (n,)."""
        return self.model.expected_if_alive(x, self.clock.age(age), self._ahead(days))

    def discounted_if_alive(
        self, x: Vector, age: Vector, days: float, annual: float, phase: int = 0
    ) -> Vector:
        """The same with each order at d days divided by (1 + annual)^(d / 365.25). Shape (n,).

        By parts, e^(-delta h) E(h) + delta times the integral of e^(-delta u) E(u), with E(u) the
        expected orders in (0, u] days: some per cent of the sum, and all that is not exact in it.
        Over many years the seasons even out, and the clock runs as the calendar does.
        """
        if annual == 0 or days <= 0:
            return self.expected_if_alive(x, age, max(days, 0.0))
        delta = float(np.log1p(annual)) / DAYS_PER_YEAR
        if delta * days > NOTHING / 4:
            return self.model.discounted_if_alive(x, self.clock.age(age), days, annual)
        roots, weights = leggauss(NODES)
        edges = np.array([0.0, 1.0, 3.0, 7.0, 15.0, *np.arange(SLICE, days, SLICE)])
        edges = np.append(edges[edges < days], days)
        width = np.diff(edges)[:, None]
        at = (edges[:-1, None] + width * (1 + roots) / 2).ravel()
        shares = (width / 2 * weights).ravel() * delta * np.exp(-delta * at)
        at, shares = np.append(at, days), np.append(shares, np.exp(-delta * days))
        expected = self.model.expected_by_days(x, self.clock.age(age), self.clock.ahead(at))
        # einsum, because BLAS may add in an order that depends on the number of threads
        return np.asarray(np.einsum("k,kn->n", shares, expected))

    def stays(self, x: Vector, age: Vector, days: float, phase: int = 0) -> Vector:
        """P(alive after `days` more | alive now). Shape (n,)."""
        return self.model.stays(x, self.clock.age(age), self._ahead(days))

    def at_least_if_alive(
        self, x: Vector, age: Vector, days: float, n_max: int, phase: int = 0
    ) -> Vector:
        """P(X >= n) for n = 1 .. n_max within `days`, alive now. Shape (n, n_max)."""
        return self.model.at_least_if_alive(x, self.clock.age(age), self._ahead(days), n_max)

    def expected_new(self, days: float) -> float:
        """Expected repeat orders of a new customer in the first `days` after the clock's day."""
        return self.model.expected_new(self._ahead(days))

    def _ahead(self, days: float) -> float:
        return float(self.clock.ahead(np.array([days]))[0])
