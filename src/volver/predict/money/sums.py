"""What the orders of the living will bring: quantiles of a sum of a random number of orders.

For Gamma-Gamma the sum of n future orders over a customer's own posterior scale is a beta prime
whose shape depends on x alone, and the number of orders on (x, T) alone. So the quantiles of

    sum over n of P(X = n | X >= 1) P(sum of n orders <= u * scale)

are tabulated by (x, T) and a customer is one look-up and one product.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from volver.domain.history import Vector
from volver.predict.base import Index
from volver.predict.counts import Counts, Place
from volver.predict.order_value.model import OrderValueModel

NORMAL_STEP = 0.125
NORMAL_END = 4.0
"""Quantiles are tabulated in these steps of a standard normal, up to one in 30,000."""
LEVELS = np.arange(-NORMAL_END, NORMAL_END + NORMAL_STEP / 2, NORMAL_STEP)

SINGLE = 24
"""Numbers of orders up to here have a column of their own; above, columns are some per cent apart
and a number's probability is shared by its neighbours so that the mean is kept."""
LIKE = 1.25
"""Levels of x within a quarter share the spread of the customer's own mean, those above ALONE: it
is the least of what makes a sum uncertain."""
ALONE = 5


def number_step(x: float) -> float:
    """Step between columns in the log of the number: a fraction of how far that scatters."""
    return min(0.06, 0.3 / math.sqrt(1 + x))


def _amount_step(model: OrderValueModel, x: float, most: float) -> float:
    """Step between amounts in their log: a fraction of how far sums scatter.

    The number of orders scatters by 1 / sqrt(x) at least, and the sum of the most orders by
    what the model says: where amounts are orderly, sums of 2 and of 3 orders stand apart.
    """
    none = np.zeros(1)
    first, second = model.sum_moments(np.array([most]), np.full(1, x), model.expected(none, none))
    apart = math.sqrt(max(float((second / first**2)[0]) - 1, 0.0))
    return max(min(0.15, 0.6 / math.sqrt(1 + x), apart), 0.03)


@dataclass(frozen=True, slots=True)
class Sums:
    """Quantiles, given at least one order, in units of the customer's expected order value."""

    counts: Counts
    quantiles: Vector
    """Shape (rows, levels)."""

    def quantile(self, place: Place, survival: Vector) -> Vector:
        """The sum that is passed with probability `survival` by a customer who is alive.

        place, survival: shape (m,). Returns shape (m,), in expected order values; 0 where not
        even one order is that likely. Between phases quantiles are averaged: of one customer who
        orders by the clock the interval may be a few points off, over a shop it is not.
        """
        from scipy.special import ndtri

        share = survival / place.between(self.counts.any_order)
        at = (NORMAL_END - ndtri(np.clip(share, 0, 1))) / NORMAL_STEP
        at = np.clip(at, 0, len(LEVELS) - 1)
        before = np.minimum(at.astype(np.intp), len(LEVELS) - 2)
        weight = at - before
        found = np.zeros(len(share))
        any_order = self.counts.any_order
        for chance, first, last in place.phases():
            low = self._drawn(first, before, weight)
            drawn = low + place.weight * (self._drawn(last, before, weight) - low)
            # Of those who order at all, this share is in the phase.
            found += chance * place.drawn(any_order, first, last) * drawn
        found /= place.between(any_order)
        return np.where(share < 1, found, 0.0)

    @property
    def squared(self) -> Vector:
        """E[S^2] given at least one order, the rarest sum in 30,000 left out. Shape (rows,)."""
        density = np.exp(-(LEVELS**2) / 2)
        return np.asarray((self.quantiles**2 * (density / density.sum())).sum(axis=1))

    def _drawn(self, row: Index, before: Index, weight: Vector) -> Vector:
        flat, at = self.quantiles.ravel(), row * len(LEVELS) + before
        return np.asarray(flat[at] + weight * (flat[at + 1] - flat[at]))


def sum_table(model: OrderValueModel, models: Sequence[OrderValueModel], counts: Counts) -> Sums:
    """Quantiles for the rows of the counts, in expected order values of the fitted model.

    models: what the fit might have been, in equal shares.
    """
    table = np.empty((len(counts.knots.x), len(LEVELS)))
    group = alike(counts.knots.x)
    for rows in np.split(np.arange(len(group)), np.flatnonzero(np.diff(group)) + 1):
        table[rows] = _inverted(model, models, counts, rows)
    return Sums(counts, table)


def alike(x: Vector) -> Vector:
    """Groups of x that may share a table of sums, by number. Shape (rows,)."""
    above = np.maximum(x, ALONE)
    return np.where(x <= ALONE, x, ALONE + np.ceil(np.log(above / ALONE) / np.log(LIKE)))


def _inverted(
    model: OrderValueModel, models: Sequence[OrderValueModel], counts: Counts, rows: Index
) -> Vector:
    """Quantiles for some rows whose x are alike. Shape (rows, levels)."""
    from scipy.special import ndtri

    x = float(counts.knots.x[rows].mean())
    n, share = numbers(counts, rows, number_step(x))
    amounts = _amounts(model, n, share, x)
    below = np.mean([_cdf(other, model, n[:, None], amounts, x) for other in models], axis=0)
    # einsum, because BLAS may add in an order that depends on the number of threads
    cdf = np.einsum("rn,nu->ru", share, below)
    normal = ndtri(np.clip(cdf, 1e-12, 1 - 1e-12))
    return np.array([np.interp(LEVELS, row, amounts) for row in normal])


def numbers(counts: Counts, rows: Index, step: float) -> tuple[Vector, Vector]:
    """Numbers of orders, shape (k,), and P(X = n | X >= 1) per row, shape (rows, k)."""
    size = int(np.diff(counts.start)[rows].max())
    n = np.arange(1, size + 1)
    at_least = np.zeros((len(rows), size + 1))
    inside = n <= np.diff(counts.start)[rows][:, None]
    at = counts.start[rows][:, None] + n - 1
    at_least[:, :-1][inside] = counts.at_least[at[inside]]
    exactly = -np.diff(at_least, axis=1) / counts.any_order[rows][:, None]
    return _thinned(n.astype(np.float64), exactly, step)


def _thinned(n: Vector, exactly: Vector, step: float) -> tuple[Vector, Vector]:
    """Fewer numbers above SINGLE; each probability goes to its two neighbours, mean kept."""
    if len(n) <= SINGLE:
        return n, exactly
    steps = math.ceil(math.log(n[-1] / SINGLE) / step)
    above = np.unique(np.round(np.geomspace(SINGLE, n[-1], steps + 1)))
    kept = np.concatenate([n[: SINGLE - 1], above])
    low = np.minimum(np.searchsorted(kept, n, side="right") - 1, len(kept) - 2)
    weight = (n - kept[low]) / (kept[low + 1] - kept[low])
    first = np.searchsorted(low, np.arange(len(kept) - 1))
    share = np.zeros((len(exactly), len(kept)))
    share[:, :-1] += np.add.reduceat(exactly * (1 - weight), first, axis=1)
    share[:, 1:] += np.add.reduceat(exactly * weight, first, axis=1)
    return kept, share


def _amounts(model: OrderValueModel, n: Vector, share: Vector, x: float) -> Vector:
    """Amounts, evenly spaced in their logs, that hold all but the rarest sums. Shape (u,)."""
    rarest = 0.5e-4
    cumulated = share.cumsum(axis=1)
    fewest = n[int((cumulated > rarest).any(axis=0).argmax())]
    most = n[min(int((cumulated < 1 - rarest).any(axis=0).sum()), len(n) - 1)]
    powers = 1.3 ** np.arange(1, 80)
    low, high = fewest / powers, most * powers
    end = int((_cdf(model, model, most, high, x) > 1 - rarest).argmax())
    begin = int((_cdf(model, model, fewest, low, x) < rarest).argmax())
    many = math.ceil(math.log(high[end] / low[begin]) / _amount_step(model, x, float(most)))
    return np.geomspace(low[begin], high[end], many + 2)


def _cdf(
    model: OrderValueModel, reference: OrderValueModel, n: Vector | float, amounts: Vector, x: float
) -> Vector:
    """P(sum of n orders <= amount * the reference's expected order) for a customer of mean spend.

    Where the models differ, so do their scales; the difference is taken at the population's mean.
    """
    none, level = np.zeros(1), np.full(1, x)
    mean = reference.expected(none, none)
    unit = reference.expected(level, mean) / model.scale(level, mean)
    return model.sum_cdf(np.asarray(n), amounts * unit, level)
