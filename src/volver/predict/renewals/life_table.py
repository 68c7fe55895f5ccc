"""Tenures in whole periods, period by period: who was up for renewal, and who left.

These two columns are all that a model of whole periods can learn from: with r_t the chance to
renew for the t-th time,

    ln L = sum over t of  ended_t ln(1 - r_t) + (at_risk_t - ended_t) ln r_t,

and customers who entered late or are still running count where they were seen, nowhere else.

Source: the discrete hazard likelihood; Prentice & Gloeckler (1978), Biometrics 34(1), 57-67.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from volver.domain.history import Vector
from volver.domain.tenure import Tenures
from volver.stats.likelihood import Objective
from volver.stats.special import log1mexp

Steps = Callable[[Vector], tuple[Vector, Vector]]
"""Log parameters, shape (k,), to ln r_t, shape (m,), and its gradient, shape (k, m)."""


@dataclass(frozen=True, slots=True)
class LifeTable:
    """Periods t = 1 .. m; arrays have shape (m,)."""

    at_risk: Vector
    """Customers whose t-th renewal was seen, those seen for a part of the period by that part."""
    ended: Vector
    """Those of them who left at it."""
    customers: float
    """All customers, those whose first renewal is still to come among them."""

    @property
    def period(self) -> Vector:
        """1 .. m."""
        return np.arange(1.0, len(self.at_risk) + 1)

    @property
    def seen(self) -> int:
        """Periods in which anybody was up for renewal."""
        return int((self.at_risk > 0).sum())


def life_table(tenures: Tenures) -> LifeTable:
    """Count renewals. An end within a period belongs to the renewal that it comes before; who was
    watched for a part of a period and did not leave in it counts for that part.

    Counting them whole or not at all would bend the curve: those who left in that part do count.

    Source: the actuarial life table; Cutler & Ederer (1958), Journal of Chronic Diseases 8(6),
    699-712.

    >>> life_table(Tenures.of([1, 2, 2], [True, False, True])).at_risk
    array([3., 2.])
    >>> life_table(Tenures.of([1.5, 1.5], [True, False])).at_risk
    array([2. , 1.5])
    """
    rows = tenures.collapsed()
    renewal = np.ceil(rows.last)
    periods = int(renewal.max(initial=0))
    # Renewals passed, in full and in part; of those who left, up to the one they left at.
    passed = np.maximum(np.where(rows.ended, renewal - 1, rows.last), rows.entered)
    ended = np.bincount(renewal.astype(np.int64), rows.count * rows.ended, periods + 1)[1:]
    watched = _covered(passed, rows.count, periods) - _covered(rows.entered, rows.count, periods)
    # Of equal sums of fractions one may come out a hair below the other.
    at_risk = np.maximum(watched, 0.0) + ended
    return LifeTable(np.asarray(at_risk, np.float64), np.asarray(ended, np.float64), rows.customers)


def _covered(until: Vector, count: Vector, periods: int) -> Vector:
    """How many cover each period, in full or in part, from 0 to `until`. Shape (periods,)."""
    whole = np.floor(until).astype(np.int64)
    full = np.bincount(whole, count, periods + 1)[::-1].cumsum()[::-1][1:]
    part = np.bincount(whole, count * (until - whole), periods + 1)[:periods]
    return np.asarray(full + part, np.float64)


def objective(table: LifeTable, steps: Steps) -> Objective:
    """Mean log-likelihood of the customers and its exact gradient, by log parameters."""
    customers = max(table.customers, 1e-300)
    ended, renewed = table.ended, table.at_risk - table.ended
    left, kept = ended > 0, renewed > 0

    def mean_log_likelihood(logs: Vector) -> tuple[float, Vector]:
        log_r, slope = steps(logs)
        # Who left where nobody can leave has a likelihood of nothing: the search turns round there.
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            value = (ended[left] * log1mexp(-log_r[left])).sum()
            value += (renewed[kept] * log_r[kept]).sum()
            by_log_r = np.where(kept, renewed, 0.0)
            by_log_r[left] -= ended[left] / np.expm1(-log_r[left])
            found = (slope * by_log_r).sum(axis=1) / customers
        if not (np.isfinite(value) and np.isfinite(found).all()):
            return -np.inf, np.zeros(len(found))
        return float(value) / customers, found

    return mean_log_likelihood
