"""The predictive distribution of every customer: how many orders, and how much margin, to come.

An interval should hold the actual number of orders, or the actual discounted margin, in `level`
of cases. It holds two kinds of chance: the customer's own (leaving, ordering, spending) and the
fit's, mixed in through a few models in equal shares (`noise`). P(alive) is that of the fitted
model in all of them.

Ends are the quantiles at (1 - level) / 2 and (1 + level) / 2: the smallest number that is not
passed with at least that probability. Numbers of orders are few, so a plain interval holds more
than its level; it is exact in this sense: an actual number at an end counts by the share of its
own probability that lies inside (randomised PIT; Czado, Gneiting & Held 2009, Biometrics 65(4)).

Discounting enters the ends of the margin as the ratio of discounted to undiscounted expected
orders: when within the horizon orders fall adds little to how many there are.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Protocol

import numpy as np

from volver.domain.history import Vector
from volver.predict.base import Base, Whole
from volver.predict.counts import Counts, Place, count_table, knots
from volver.predict.money.model import Money, Quantiles, ScaledSums, survival
from volver.predict.noise import SOME, mixture, noise, sigma_points
from volver.predict.purchases.model import Fitted, Foretelling
from volver.predict.value import value

AT_ONCE = 1_000_000
"""Customers whose value is worked out at a time: what leads to it need not lie there for all."""


class Prediction(Protocol):
    """What a candidate foretells, for each customer of a base. All shapes (n,)."""

    @property
    def p_alive(self) -> Vector | None:
        """Probability that the relationship has not ended; None where nothing is said of it."""

    @property
    def orders(self) -> Vector:
        """Expected orders."""

    @property
    def value(self) -> Vector:
        """Expected discounted margin."""

    def reached(self, n: Whole) -> Vector:
        """P(N >= n), n of shape (n,)."""

    def orders_at(self, q: float | Vector) -> Vector:
        """Quantile of the number of orders; q one for all, or by customer, alike for like ones."""

    def value_at(self, q: float | Vector) -> Vector:
        """Quantile of the discounted margin; q as above."""

    @property
    def variances(self) -> tuple[Vector, Vector]:
        """Variance of the number of orders and of the discounted margin."""

    @property
    def noise(self) -> tuple[float, float]:
        """Variance of the total of orders, and of value, from the fits alone."""

    @property
    def heavy_tailed(self) -> bool:
        """Whether a variance of the margin is infinite, and its rarest sums were left out."""


@dataclass(frozen=True)
class Outlook:
    """The prediction of a fitted model of purchases and what is known of margins."""

    base: Base
    fitted: Fitted[Foretelling]
    money: Money
    days: int
    annual: float
    """Effective annual discount rate."""

    @cached_property
    def p_alive_by_row(self) -> Vector:
        """P(alive) per row of like histories. Shape (m,)."""
        rows = self.base.rows
        return self.fitted.model.p_alive(rows.x, rows.t_x, rows.age)

    @cached_property
    def phase_by_row(self) -> Vector:
        """Chance of each phase, given alive. Shape (phases, m)."""
        rows = self.base.rows
        return self.fitted.model.phase_if_alive(rows.x, rows.t_x, rows.age)

    @cached_property
    def orders_if_alive(self) -> Vector:
        """Expected orders per row, given alive. Shape (m,)."""
        return self._over_phases(
            lambda x, age, phase: self.fitted.model.expected_if_alive(x, age, self.days, phase)
        )

    @cached_property
    def discounted_if_alive(self) -> Vector:
        """Discounted expected orders per row, given alive. Shape (m,)."""
        if self.annual == 0:
            return self.orders_if_alive
        return self._over_phases(
            lambda x, age, phase: self.fitted.model.discounted_if_alive(
                x, age, self.days, self.annual, phase
            )
        )

    def _over_phases(self, by_pair: Callable[[Vector, Vector, int], Vector]) -> Vector:
        """The mean over phases of what depends on (x, T) and the phase alone. Shape (m,)."""
        rows = self.base.rows
        found = np.zeros(len(rows.x))
        for phase, share in enumerate(self.phase_by_row):
            found += share * by_pair(rows.pair_x, rows.pair_age, phase)[rows.pair]
        return found

    @cached_property
    def per_order(self) -> Vector:
        """Expected margin of a future order. Shape (n,)."""
        return self.money.per_order(self.base)

    @property
    def p_alive(self) -> Vector:
        """Probability that the relationship has not ended. Shape (n,)."""
        return self.p_alive_by_row[self.base.row]

    @cached_property
    def orders(self) -> Vector:
        """Expected orders. Shape (n,)."""
        return (self.p_alive_by_row * self.orders_if_alive)[self.base.row]

    @cached_property
    def value(self) -> Vector:
        """Expected discounted margin. Shape (n,)."""
        found = np.empty(len(self.base))
        for begin in range(0, len(found), AT_ONCE):
            part = slice(begin, begin + AT_ONCE)
            row = self.base.row[part]
            alive, discounted = self.p_alive_by_row[row], self.discounted_if_alive[row]
            found[part] = value(alive, discounted, self.per_order[part])
        return found

    @cached_property
    def counts(self) -> Counts:
        """P(X >= n | alive) by (x, T), over the models that the fit might have been."""
        few = self.base.rows.some(8)

        def expected(model: Foretelling) -> Vector:
            phases = range(model.phases)
            tables = [model.at_least_if_alive(few.x, few.age, self.days, 32, p) for p in phases]
            return np.asarray(np.sum(tables, axis=2))

        where = knots(self.base.rows, self.fitted.model.phases)
        return count_table(mixture(self.fitted, expected), where, self.days)

    @cached_property
    def place(self) -> Place:
        """Where the rows stand in the tables. Shape (m,)."""
        return replace(self.counts.knots.place[self.base.rows.pair], share=self.phase_by_row)

    @cached_property
    def quantiles(self) -> Quantiles:
        """Quantiles of the margin, not discounted."""
        return self.money.quantiles(self.counts, self.base)

    @cached_property
    def discount(self) -> Vector:
        """Discounted over undiscounted expected orders. Shape (m,)."""
        return self.discounted_if_alive / self.orders_if_alive

    def reached(self, n: Whole) -> Vector:
        """P(N >= n). n: shape (n,)."""
        alive = self.p_alive * self.counts.reached(self.place[self.base.row], n)
        return np.where(n <= 0, 1.0, alive)

    def orders_at(self, q: float | Vector) -> Vector:
        """Quantile of the number of orders. Shape (n,)."""
        found = self.counts.quantile(self.place, survival(self._by_row(q), self.p_alive_by_row))
        return found[self.base.row].astype(np.float64)

    def value_at(self, q: float | Vector) -> Vector:
        """Quantile of the discounted margin. Shape (n,)."""
        level = self._by_row(q)
        found = self.quantiles.at(level, self.p_alive_by_row, self.place, self.base.row)
        return found * self.discount[self.base.row]

    def _by_row(self, q: float | Vector) -> Vector:
        """Levels of customers as levels of rows. Shape (m,)."""
        found = np.empty(len(self.base.rows.x))
        found[self.base.row] = q
        return found

    @cached_property
    def variances(self) -> tuple[Vector, Vector]:
        """Variance of the number of orders and of the discounted margin. Shape (n,) each.

        Where that of the margin is infinite (posterior shape of 2 or less) the rarest sum in
        30,000 is left out; `heavy_tailed` says so.
        """
        squared, margin = self._second_moments
        if self.heavy_tailed and isinstance(self.quantiles, ScaledSums):
            cut = self.quantiles.squared(self.p_alive_by_row, self.place, self.base.row)
            margin = np.where(np.isfinite(margin), margin, cut)
        margin = margin * self.discount[self.base.row] ** 2
        return squared - self.orders**2, np.maximum(margin - self.value**2, 0)

    @cached_property
    def _second_moments(self) -> tuple[Vector, Vector]:
        """E[N^2] and E[S^2], S the margin undiscounted, which may be infinite. Shape (n,) each."""
        spread = self.place.moments(*self.counts.moments)[1]
        if_alive = spread + self.orders_if_alive**2
        squared = (self.p_alive_by_row * if_alive)[self.base.row]
        return squared, self.money.second_moment(self.base, self.orders, squared)

    @property
    def heavy_tailed(self) -> bool:
        """Whether a variance of the margin is infinite."""
        return not bool(np.isfinite(self._second_moments[1]).all())

    @cached_property
    def noise(self) -> tuple[float, float]:
        """Variance of the total of orders, and of value, from the fits alone."""
        rows = self.base.rows.some(SOME)
        where = knots(rows, self.fitted.model.phases)
        place = where.place[rows.pair]

        def total(model: Foretelling) -> Vector:
            counts = count_table([model], where, self.days)
            share = model.phase_if_alive(rows.x, rows.t_x, rows.age)
            if_alive = replace(place, share=share).between(counts.moments[0])
            alive = model.p_alive(rows.x, rows.t_x, rows.age)
            return np.asarray((alive * if_alive * rows.count).sum())

        relative = float(noise([total(model) for model in sigma_points(self.fitted)]))
        discounted = self.orders * self.discount[self.base.row]
        return (
            relative * float(self.orders.sum()) ** 2,
            relative * float(self.value.sum()) ** 2 + self.money.noise(self.base, discounted),
        )
