"""What segments come to: size, margin, value, CAC, retention and cost to serve on one page.

The columns of all customers are brought home once, and every segment is a sum over some of them.

The value of a segment is the sum of its customers' values. Its interval has two parts, as that of
the value of all has (`predict.totals`): every customer's own chance, whose variances add since
customers act apart, and what moves all of them together, which the interval of the value of all
holds beyond that and which does not shrink with the number of customers.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from statistics import NormalDist
from typing import Any

import numpy as np
from numpy.typing import NDArray

from volver.decide.segments.columns import AT_STAKE
from volver.decide.segments.members import members
from volver.decide.segments.standing import AGES, CLASSES, genders
from volver.domain.estimate import Answer, Estimate
from volver.domain.history import Vector
from volver.domain.segment import Segment
from volver.domain.segment_figures import (
    ACTIVE_DAYS,
    Paid,
    SegmentBook,
    SegmentFigures,
    SegmentRow,
    Stake,
)
from volver.store.engine import as_float
from volver.store.snapshot import Snapshot

PEOPLE = f"""
SELECT
  histories.n,
  histories.orders,
  histories.last_order,
  histories.first_order,
  CAST(histories.margin_to_date AS DOUBLE) AS margin,
  customer_traits.channel,
  CAST(COALESCE(costs.cost, 0) AS DOUBLE) AS cost,
  forecasts.value,
  forecasts.value_low,
  forecasts.value_high,
  forecasts.p_alive,
  {AT_STAKE} AS at_stake
FROM histories
LEFT JOIN customer_traits
  ON customer_traits.n = histories.n
LEFT JOIN (SELECT n, SUM(cost) AS cost FROM customer_costs GROUP BY n) AS costs
  ON costs.n = histories.n
LEFT JOIN forecasts
  ON forecasts.n = histories.n
ORDER BY histories.n
"""  # noqa: S608 - our own words
STAKES = f"""
SELECT
  histories.customer_id,
  histories.orders,
  histories.last_order,
  CAST(histories.margin_to_date AS DOUBLE) AS margin,
  forecasts.value,
  forecasts.p_alive,
  {AT_STAKE} AS at_stake
FROM histories
JOIN forecasts
  ON forecasts.n = histories.n
WHERE {AT_STAKE} > 0
ORDER BY {AT_STAKE} DESC, histories.n
LIMIT $most
"""  # noqa: S608 - our own words
"""Whom to concentrate on: the customers with the most expected margin at stake (MISSION Q5)."""
MOST = 20


@dataclass(frozen=True, slots=True)
class People:
    """All customers in order of `n`; arrays of shape (n,), NaN where nothing is known."""

    orders: NDArray[np.int64]
    margin: Vector
    active: NDArray[np.bool_]
    cost: Vector | None
    cac: Vector
    value: Vector
    variance: Vector
    """Of each customer's own chance."""
    shared: float
    """Squared relative deviation that moves all customers together."""
    p_alive: Vector
    at_stake: Vector
    level: float

    def figures(self, chosen: NDArray[Any]) -> SegmentFigures:
        """The figures of some of them; chosen: their `n`, or a mask."""
        margin, value, cac = self.margin[chosen], self.value[chosen], self.cac[chosen]
        customers, all_margin = len(margin), float(self.margin.sum())
        total, all_value = float(value.sum()), float(self.value.sum())
        told = bool(np.isfinite(self.value).all()) and len(self.value) > 0
        known = np.isfinite(cac)
        return SegmentFigures(
            customers=customers,
            share=customers / max(len(self.margin), 1),
            orders=int(self.orders[chosen].sum()),
            margin=float(margin.sum()),
            margin_share=float(margin.sum()) / all_margin if all_margin > 0 else None,
            value=total if told else None,
            interval=self._interval(total, float(self.variance[chosen].sum())),
            value_share=total / all_value if told and all_value > 0 else None,
            at_stake=_sum(self.at_stake[chosen]),
            active_share=float(self.active[chosen].sum()) / max(customers, 1),
            alive=_mean(self.p_alive[chosen]),
            cost_to_serve=None if self.cost is None else _mean(self.cost[chosen]),
            cac=_mean(cac[known]),
            cac_of=int(known.sum()),
        )

    def _interval(self, total: float, variance: float) -> tuple[float, float] | None:
        reach = _deviations(self.level) * float(np.sqrt(variance + total**2 * self.shared))
        return (total - reach, total + reach) if np.isfinite(reach) else None


def people(snapshot: Snapshot, level: float, total: Answer | None, paid: Paid | None) -> People:
    """All customers of a snapshot with forecasts.

    level: of the intervals of the forecasts; total: the value of all, where an interval is known;
    paid: what customers of each channel cost; None: nobody knows.
    """
    snapshot.with_prepared("customer_traits", "customer_costs")
    found = snapshot.columns(PEOPLE)
    value = as_float(found["value"])
    spread = as_float(found["value_high"]) - as_float(found["value_low"])
    variance = (spread / (2 * _deviations(level))) ** 2
    since = np.datetime64(snapshot.as_of - timedelta(days=ACTIVE_DAYS))
    return People(
        orders=np.asarray(found["orders"], np.int64),
        margin=as_float(found["margin"]),
        active=np.asarray(found["last_order"].astype("datetime64[D]") > since),
        cost=as_float(found["cost"]) if _has_costs(snapshot) else None,
        cac=_cac(found["channel"], found["first_order"].astype("datetime64[D]"), paid),
        value=value,
        variance=variance,
        shared=_shared(total, float(variance.sum()), float(value.sum())),
        p_alive=as_float(found["p_alive"]),
        at_stake=as_float(found["at_stake"]),
        level=level,
    )


def _has_costs(snapshot: Snapshot) -> bool:
    return any(snapshot.costs.values()) or "interactions" in snapshot.company


def _shared(total: Answer | None, own: float, value: float) -> float:
    """What the interval of the value of all holds beyond every customer's own chance."""
    if not isinstance(total, Estimate) or value == 0 or not np.isfinite(own):
        return 0.0
    variance = ((total.high - total.low) / (2 * _deviations(total.level))) ** 2
    return max(variance - own, 0.0) / value**2


def _cac(channel: NDArray[Any], first: NDArray[Any], paid: Paid | None) -> Vector:
    if paid is None:
        return np.full(len(channel), np.nan)
    costs = np.array([paid.by_channel.get(name, np.nan) for name in channel], np.float64)
    return np.where(first >= np.datetime64(paid.since), costs, np.nan)


def _deviations(level: float) -> float:
    return NormalDist().inv_cdf((1 + level) / 2)


def _sum(values: Vector) -> float | None:
    return float(values.sum()) if np.isfinite(values).all() else None


def _mean(values: Vector) -> float | None:
    return float(values.mean()) if len(values) and np.isfinite(values).all() else None


def segment_book(
    snapshot: Snapshot,
    segments: Mapping[str, Segment],
    level: float,
    total: Answer | None,
    paid: Paid | None = None,
) -> SegmentBook:
    """Every segment of the company, the four classes, and customers by gender and age."""
    everybody = people(snapshot, level, total, paid)

    def rows(named: Sequence[Segment]) -> tuple[SegmentRow, ...]:
        return tuple(
            SegmentRow(one, everybody.figures(members(snapshot, one.rule, segments)))
            for one in named
        )

    return SegmentBook(
        everybody=everybody.figures(np.ones(len(everybody.margin), bool)),
        own=rows(list(segments.values())),
        classes=rows(CLASSES if "classes" in snapshot.tables else ()),
        genders=rows(genders(snapshot)),
        ages=rows(AGES if "customers" in snapshot.company else ()),
        stakes=tuple(Stake(*row) for row in snapshot.rows(STAKES, most=MOST)),
        level=level,
    )
