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
    """Customers whose t-th renewal was seen."""
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
    """Count renewals. A time within a period belongs to the renewal that it comes before.

    >>> life_table(Tenures.of([1, 2, 2], [True, False, True])).at_risk
    array([3., 2.])
    """
    rows = tenures.collapsed()
    passed = np.where(rows.ended, np.ceil(rows.last), np.floor(rows.last)).astype(np.int64)
    entered = np.floor(rows.entered).astype(np.int64)
    periods = int(passed.max(initial=0)) + 1
    leaving_sight = np.bincount(passed, rows.count, periods)
    coming = np.bincount(entered, rows.count, periods)
    before = np.cumsum(leaving_sight) - leaving_sight  # out of sight by t - 1
    here = np.cumsum(coming) - coming  # entered by t - 1
    # Of equal sums of fractions one may come out a hair below the other.
    at_risk = np.maximum(here - before, 0.0)
    ended = np.bincount(passed, rows.count * rows.ended, periods)
    at_risk = np.asarray(np.maximum(at_risk, ended), np.float64)
    return LifeTable(at_risk[1:], np.asarray(ended[1:], np.float64), rows.customers)


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
