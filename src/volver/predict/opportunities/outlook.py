"""What every customer will do at the opportunities ahead, and all of them together."""

from dataclasses import dataclass

import numpy as np

from volver.domain.estimate import Estimate
from volver.domain.history import Vector
from volver.domain.opportunity import OpportunityHistories, Whole
from volver.predict.noise import SOME, mixture, noise, sigma_points
from volver.predict.opportunities.bg_bb import BgBb
from volver.predict.opportunities.future import parts
from volver.predict.purchases.model import Fitted

HOPELESS = 1e-9
"""Expected orders below this are none in any interval, however uncertain they are."""


@dataclass(frozen=True, slots=True)
class NextOrder:
    """When the next order comes, for those who order again within the opportunities ahead.

    All arrays have shape (n,). Opportunities from now on: 1 is the next.
    """

    chance: Vector
    """P(any order within the opportunities ahead)."""
    expected: Vector
    """Expected opportunity of the next order, given that it comes."""
    low: Whole
    high: Whole


@dataclass(frozen=True, slots=True)
class Outlook:
    """One number per row of the histories; shape (n,)."""

    ahead: int
    level: float
    p_alive: Vector
    """At the next opportunity."""
    expected: Vector
    low: Whole
    high: Whole
    """Orders: this many or fewer in (1 + level) / 2 of cases."""
    next_order: NextOrder
    discounted: Vector | None
    """None where no rate is given."""
    residual: Vector | None
    """Discounted, over all opportunities to come; infinite where the sum has no end."""
    total: Estimate
    """Orders of all customers together."""


def look_ahead(
    fitted: Fitted[BgBb],
    histories: OpportunityHistories,
    ahead: int,
    level: float,
    rate: float | None = None,
) -> Outlook:
    """Forecast the next `ahead` opportunities.

    rate: effective rate of one period, for the discounted orders.
    """
    columns = np.stack([
        histories.order_count, histories.last_with_order, histories.opportunities
    ])  # fmt: skip
    distinct, row = np.unique(columns, axis=1, return_inverse=True)
    row = row.reshape(-1)
    x, t_x, n = (part.astype(np.int64) for part in distinct)
    weight = np.bincount(row, histories.count, distinct.shape[1]).astype(np.float64)
    model = fitted.model
    alive = model.p_alive(x, t_x, n, ahead=0)
    low, high = _orders(fitted, x, t_x, n, ahead, level)
    chance, when, first, latest = _next_order(model, alive, x, n, ahead, level)
    discounted = residual = None
    if rate is not None:
        discounted = (alive * model.discounted_if_alive(x, n, ahead, rate))[row]
        residual = (alive * model.residual_if_alive(x, n, rate))[row]
    return Outlook(
        ahead=ahead,
        level=level,
        p_alive=(alive * model.stays(n, 1)[:, 0])[row],
        expected=(alive * model.expected_if_alive(x, n, ahead))[row],
        low=low[row],
        high=high[row],
        next_order=NextOrder(chance[row], when[row], first[row], latest[row]),
        discounted=discounted,
        residual=residual,
        total=_total(fitted, (x, t_x, n), weight, ahead, level),
    )


def _orders(
    fitted: Fitted[BgBb], x: Whole, t_x: Whole, n: Whole, ahead: int, level: float
) -> tuple[Whole, Whole]:
    """Quantiles of the number of orders: the largest k with P(X >= k) above each tail.

    Mixed over what the fit might have been, where that makes a difference.
    """
    some = slice(None, None, max(1, len(x) // SOME))

    def expected(model: BgBb) -> Vector:
        found = _expected(model, x[some], t_x[some], n[some], ahead)
        return np.maximum(found, HOPELESS)

    models = mixture(fitted, expected)
    pairs, row = np.unique(np.stack([x, n]), axis=1, return_inverse=True)
    row = row.reshape(-1)
    reached = np.zeros((2, len(x)), dtype=np.int64)
    alive = [model.p_alive(x, t_x, n, ahead=0) for model in models]
    tails = ((1 + level) / 2, (1 - level) / 2)
    order = np.argsort(row, kind="stable")
    for part in parts(pairs.shape[1], ahead):
        rows = order[(row[order] >= part[0]) & (row[order] <= part[-1])] if len(part) else order[:0]
        few = pairs[0, part], pairs[1, part]
        tables = [m.at_least_if_alive(*few, ahead, ahead) for m in models]
        for some_rows in np.array_split(rows, 1 + len(rows) * ahead // 1_000_000):
            at_least = np.zeros((len(some_rows), ahead))
            for chance, table in zip(alive, tables, strict=True):
                at_least += chance[some_rows, None] * table[row[some_rows] - part[0]] / len(models)
            for end, tail in enumerate(tails):
                reached[end, some_rows] = (at_least > tail).sum(axis=1)
    return reached[0], reached[1]


def _next_order(
    model: BgBb, alive: Vector, x: Whole, n: Whole, ahead: int, level: float
) -> tuple[Vector, Vector, Whole, Whole]:
    chance, expected = np.zeros(len(x)), np.zeros(len(x))
    ends = np.zeros((2, len(x)), dtype=np.int64)
    m = np.arange(1, ahead + 1)
    for part in parts(len(x), ahead):
        first = model.next_order_if_alive(x[part], n[part], ahead)
        by = first.cumsum(axis=1)
        chance[part] = alive[part] * by[:, -1]
        expected[part] = (first * m).sum(axis=1) / by[:, -1]
        for end, tail in enumerate(((1 - level) / 2, (1 + level) / 2)):
            before = (by < tail * by[:, -1:]).sum(axis=1)
            ends[end, part] = np.minimum(before + 1, ahead)
    return chance, expected, ends[0], ends[1]


def _total(
    fitted: Fitted[BgBb],
    rows: tuple[Whole, Whole, Whole],
    weight: Vector,
    ahead: int,
    level: float,
) -> Estimate:
    """Customers act apart, so their variances add; the fit's noise moves them together.

    Taken as gamma distributed with that mean and variance, as `predict.totals` does.
    """
    from scipy.special import gammaincinv

    model, (x, t_x, n) = fitted.model, rows
    expected = _expected(model, x, t_x, n, ahead)
    alive = model.p_alive(x, t_x, n, ahead=0)
    squared = alive * model.squared_if_alive(x, n, ahead)
    total = float((expected * weight).sum())
    variance = float(((squared - expected**2) * weight).sum())
    totals = [np.array([(_expected(m, x, t_x, n, ahead) * weight).sum()])
              for m in sigma_points(fitted)]  # fmt: skip
    variance += total**2 * float(noise(totals)[0])
    tails = np.array([(1 - level) / 2, (1 + level) / 2])
    low, high = gammaincinv(total**2 / variance, tails) * (variance / total)
    return Estimate(total, float(np.floor(low)), float(np.ceil(high)), level)


def _expected(model: BgBb, x: Whole, t_x: Whole, n: Whole, ahead: int) -> Vector:
    return model.p_alive(x, t_x, n, ahead=0) * model.expected_if_alive(x, n, ahead)
