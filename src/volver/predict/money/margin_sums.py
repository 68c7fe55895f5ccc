"""Sums of a random number of orders that may be losses: their quantiles, from tables.

Given the number of orders k, the sum is a Student t about k times the customer's expected margin.
In units of the customer's own spread it depends on x, and on one ratio: expected margin over
spread. So the quantiles of

    sum over k of P(X = k | X >= 1) P(t about k ratio <= u)

are tabulated by (x, T) and by a few ratios; a customer is one look-up between two of them and one
product. What is lost at a ratio is what is gained at minus that ratio: half of them are enough.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from volver.domain.history import Vector
from volver.predict.base import Index
from volver.predict.counts import Counts, Place
from volver.predict.money.sums import alike, number_step, numbers
from volver.predict.order_value.normal_margin import NormalMargin

STEP = 0.25
END = 4.0
LEVELS = np.arange(-END, END + STEP / 2, STEP)
"""Quantiles are tabulated in these steps of a standard normal, up to one in 30,000."""
RATIOS = np.sinh(np.arange(0.0, 5.3, 0.25))
"""From 0 to 95. Where a margin is known even better it is taken to be known as well as that."""
RAREST = 0.5e-4
AMOUNTS = 400
"""Amounts at which a distribution is worked out at most."""


@dataclass(frozen=True, slots=True)
class MarginSums:
    """Quantiles of customers' sums. Arrays of shape (n,) but the tables."""

    counts: Counts
    ratios: Vector
    """Of expectation and spread; as many of RATIOS as these customers reach."""
    table: Vector
    """Given an order, in spreads. Shape (rows, ratios, levels)."""
    losing: Vector
    """Chance of a loss, given an order, as a standard normal. Shape (rows, ratios)."""
    per_order: Vector
    """Expected margin of an order, money."""
    spread: Vector
    """Scale of one order, money."""
    least: float
    """No sum is below this."""

    def at(self, q: Vector, p_alive: Vector, place: Place, row: Index) -> Vector:
        """Quantile at q for each customer; see Quantiles.at.

        The distribution has a part below zero, an atom at zero (no order), and a part above.
        """
        from scipy.special import ndtr, ndtri

        place, q, p_alive = place[row], q[row], p_alive[row]
        ratio = _ratio(self.per_order, self.spread)
        unit = np.maximum(self.spread, np.abs(self.per_order) / RATIOS[-1])
        falls = self.per_order < 0
        between = _Between.of(self.ratios, ratio)
        chance = np.maximum(p_alive * place.between(self.counts.any_order), 1e-300)
        loss = self._over_phases(place, lambda rows: ndtr(between.drawn(self.losing, rows)))
        loss = chance * np.where(falls, 1 - loss, loss)
        below, above = q / chance, 1 - (1 - q) / chance
        share = np.clip(np.where(q < loss, below, above), 1e-300, 1 - 1e-16)
        score = np.clip(ndtri(share) * np.where(falls, -1, 1), -END, END)
        levels = _Between.of(LEVELS, score)
        found = self._over_phases(place, lambda rows: between.drawn(self.table, rows, levels))
        found *= np.where(falls, -unit, unit)
        found = np.where(q < loss, np.minimum(found, 0), np.maximum(found, 0))
        found = np.where((q >= loss) & (q <= loss + 1 - chance), 0.0, found)
        return np.maximum(found, self.least)

    def _over_phases(self, place: Place, drawn: Callable[[Index], Vector]) -> Vector:
        """The mean over rows before and after, and over phases, of those who order."""
        found, any_order = np.zeros(len(place.before)), self.counts.any_order
        for chance, first, last in place.phases():
            low = drawn(first)
            value = low + place.weight * (drawn(last) - low) if place.weight.any() else low
            found += chance * place.drawn(any_order, first, last) * value
        return np.asarray(found / place.between(any_order))


@dataclass(frozen=True, slots=True)
class _Between:
    """Where values stand between the knots of an axis. Shape (n,)."""

    before: Index
    weight: Vector

    @classmethod
    def of(cls, knots: Vector, values: Vector) -> "_Between":
        before = np.clip(np.searchsorted(knots, values, side="right") - 1, 0, len(knots) - 2)
        return cls(before, (values - knots[before]) / (knots[before + 1] - knots[before]))

    def drawn(self, table: Vector, rows: Index, last: "_Between | None" = None) -> Vector:
        """Straight between the knots of this axis, and of the last one. Shape (n,)."""
        if last is None:
            low, high = (table[rows, self.before + k] for k in (0, 1))
        else:
            low, high = (
                _straight(table[rows, self.before + k, last.before],
                          table[rows, self.before + k, last.before + 1], last.weight)
                for k in (0, 1)
            )  # fmt: skip
        return _straight(low, high, self.weight)


def _ratio(per_order: Vector, spread: Vector) -> Vector:
    """Expectation over spread, without its sign. Shape (n,)."""
    ratio = np.abs(per_order) / np.maximum(spread, 1e-300)
    return np.asarray(np.minimum(ratio, RATIOS[-1]), dtype=np.float64)


def _straight(low: Vector, high: Vector, weight: Vector) -> Vector:
    return np.asarray(low + weight * (high - low))


def margin_sums(
    model: NormalMargin,
    counts: Counts,
    per_order: Vector,
    spread: Vector,
    doubt: float,
    loses: bool,
) -> MarginSums:
    """The tables for the rows of the counts, for customers with these expectations and spreads.

    doubt: variance of the model's mu, over the square of its usual spread.
    loses: whether an order may bring a loss.
    """
    rows, group = len(counts.knots.x), alike(counts.knots.x)
    greatest = int(np.searchsorted(RATIOS, _ratio(per_order, spread).max(initial=0.0)))
    ratios = RATIOS[: max(greatest, 1) + 1]
    table, losing = np.empty((rows, len(ratios), len(LEVELS))), np.empty((rows, len(ratios)))
    for where in np.split(np.arange(rows), np.flatnonzero(np.diff(group)) + 1):
        table[where], losing[where] = _inverted(model, counts, where, ratios, doubt)
    return MarginSums(counts, ratios, table, losing, per_order, spread, -np.inf if loses else 0.0)


def _inverted(
    model: NormalMargin, counts: Counts, rows: Index, ratios: Vector, doubt: float
) -> tuple[Vector, Vector]:
    """Quantiles and chances of a loss for some rows whose x are alike."""
    from scipy.special import ndtri

    known = counts.knots.x[rows].mean(keepdims=True) + 1
    k, share = numbers(counts, rows, number_step(float(known[0]) - 1))
    likely = share.max(axis=0) > RAREST
    t = _Student(float(model.freedom(known)[0]))
    unsure = doubt * (model.kappa / (model.kappa + known)) ** 2
    scale = np.sqrt(model.reach(k, known) ** 2 + unsure * k**2)
    table, losing = (
        np.empty((len(rows), len(ratios), len(LEVELS))),
        np.empty((len(rows), len(ratios))),
    )
    for at, ratio in enumerate(ratios):
        amounts = np.unique(k[likely] * ratio + np.outer(t.points, scale[likely]))
        step = max(len(amounts) // AMOUNTS, 1)
        amounts = np.append(amounts[:-1:step], [amounts[-1], 0.0])
        below = t.cdf((amounts - ratio * k[:, None]) / scale[:, None])
        # einsum, because BLAS may add in an order that depends on the number of threads
        cdf = np.einsum("rk,ku->ru", share, below)
        normal = ndtri(np.clip(cdf, 1e-12, 1 - 1e-12))
        losing[:, at] = normal[:, -1]
        table[:, at] = [np.interp(LEVELS, row[:-1], amounts[:-1]) for row in normal]
    return table, losing


class _Student:
    """A Student t with any degrees of freedom, its distribution function from a table."""

    def __init__(self, freedom: float) -> None:
        from scipy.special import ndtr, stdtr, stdtrit

        self.points = stdtrit(freedom, ndtr(np.linspace(-END - 0.2, END + 0.2, 41)))
        """Spread over its range. Shape (41,)."""
        self._at = np.linspace(-1, 1, 2001) * np.arcsinh(10 * self.points[-1])
        self._cdf = stdtr(freedom, np.sinh(self._at))

    def cdf(self, values: Vector) -> Vector:
        """P(t <= values). Any shape."""
        return np.asarray(np.interp(np.arcsinh(values), self._at, self._cdf))
