"""Customers and what they moved, day by day, as compact columns.

Money is counted in ten thousandths, as whole numbers, so that "covers" is exact.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from volver.domain.acquisition import REFERRAL
from volver.domain.history import Vector
from volver.domain.time import DAYS_PER_YEAR, DiscountRate
from volver.store.snapshot import Snapshot

Whole = NDArray[np.int64]
UNITS = 10_000
"""Ten thousandths in one unit of money."""
NONE = np.zeros(0, dtype=np.int64)
DAY_ZERO = date(1970, 1, 1).toordinal()

PEOPLE = """
SELECT
  histories.n,
  histories.customer_id,
  histories.first_order,
  histories.first_margin,
  customers.channel,
  customers.campaign,
  customers.referred_by,
  customers.country
FROM histories
LEFT JOIN customers ON customers.customer_id = histories.customer_id
ORDER BY histories.n
"""
MOVED = """
SELECT
  histories.n,
  net_orders.day,
  CAST(CAST(SUM(net_orders.revenue) AS DECIMAL(28,4)) * 10000 AS BIGINT) AS revenue,
  CAST(CAST(SUM(net_orders.margin) AS DECIMAL(28,4)) * 10000 AS BIGINT) AS margin
FROM net_orders
JOIN histories ON histories.customer_id = net_orders.customer_id
GROUP BY histories.n, net_orders.day
ORDER BY histories.n, net_orders.day
"""
SERVED = """
SELECT
  histories.n,
  service_costs.day,
  CAST(CAST(SUM(service_costs.cost) AS DECIMAL(28,4)) * 10000 AS BIGINT) AS cost
FROM service_costs
JOIN histories ON histories.customer_id = service_costs.customer_id
GROUP BY histories.n, service_costs.day
ORDER BY histories.n, service_costs.day
"""
EXPECTED = "SELECT n, value, value_low, value_high FROM forecasts ORDER BY n"


@dataclass(frozen=True, slots=True)
class People:
    """Every customer of the histories, and their moves in order of customer and day."""

    as_of: int
    """Days are counted from 1970."""
    customer_id: NDArray[Any]
    first: Whole
    """Day of the first order; shape (n,)."""
    first_margin: Vector
    channel: NDArray[Any]
    campaign: NDArray[Any]
    referred_by: NDArray[Any]
    country: NDArray[Any]
    who: Whole
    """Whose move it is: orders of a day are one, and what they cost to serve another; (moves,)."""
    day: Whole
    """Not before the customer's first order: what was earlier counts on that day."""
    revenue: Whole
    kept: Whole
    """Margin less cost to serve."""
    service: Whole
    value: Vector
    """What the forecast expects to its horizon; NaN where it says nothing. Shape (n,)."""
    value_variance: Vector

    def __len__(self) -> int:
        return len(self.first)

    @property
    def age(self) -> Whole:
        """Days from the first order to the observation date; shape (n,)."""
        return self.as_of - self.first

    def per_customer(self, money: Whole) -> Whole:
        """Sums of a column of moves; shape (n,)."""
        running = np.append(0, np.cumsum(money))
        edges = np.searchsorted(self.who, np.arange(len(self) + 1))
        return np.diff(running[edges])


def people(snapshot: Snapshot, level: float, moves: bool = True) -> People:
    """Read them. level: of the intervals of the forecast; moves: what they moved as well."""
    found = snapshot.columns(PEOPLE)
    first = days(found["first_order"])
    moved = (
        snapshot.columns(MOVED) if moves else dict.fromkeys(("n", "day", "revenue", "margin"), NONE)
    )
    who, day = moved["n"].astype(np.int64), days(moved["day"])
    revenue, margin = moved["revenue"].astype(np.int64), moved["margin"].astype(np.int64)
    cost = np.zeros(len(who), dtype=np.int64)
    if moves and (snapshot.costs or "interactions" in snapshot.company):
        served = snapshot.columns(SERVED)
        none = np.zeros(len(served["n"]), dtype=np.int64)
        who = np.concatenate([who, served["n"].astype(np.int64)])
        day = np.concatenate([day, days(served["day"])])
        revenue, margin = np.concatenate([revenue, none]), np.concatenate([margin, none])
        cost = np.concatenate([cost, served["cost"].astype(np.int64)])
    day = np.maximum(day, first[who])
    order = np.lexsort((day, who))
    value, variance = _forecast(snapshot, len(first), level)
    channel, referred_by = found["channel"], found["referred_by"]
    named = np.where(
        [name is None for name in channel] & ~np.array([who is None for who in referred_by], bool),
        REFERRAL,
        channel,
    )
    return People(
        as_of=snapshot.as_of.toordinal() - DAY_ZERO,
        customer_id=found["customer_id"],
        first=first,
        first_margin=found["first_margin"],
        channel=named,
        campaign=found["campaign"],
        referred_by=referred_by,
        country=found["country"],
        who=who[order],
        day=day[order],
        revenue=revenue[order],
        kept=(margin - cost)[order],
        service=cost[order],
        value=value,
        value_variance=variance,
    )


def days(column: NDArray[Any]) -> Whole:
    """Dates as days since 1970."""
    return column.astype("datetime64[D]").astype(np.int64)


def as_date(day: int) -> date:
    """A day since 1970 as a date."""
    return date.fromordinal(DAY_ZERO + int(day))


def discount(rate: DiscountRate, after: NDArray[Any]) -> Vector:
    """What one unit of money is worth so many days earlier."""
    return (1.0 + rate.annual) ** (-np.asarray(after, float) / DAYS_PER_YEAR)


def codes(labels: NDArray[Any]) -> tuple[Whole, list[str | None]]:
    """Labels as places in the list of those that occur, None last; shape (n,)."""
    names = sorted({label for label in labels if label is not None})
    known: list[str | None] = [*names, None]
    place = {name: at for at, name in enumerate(known)}
    return np.array([place[label] for label in labels], dtype=np.int64), known


def _forecast(snapshot: Snapshot, count: int, level: float) -> tuple[Vector, Vector]:
    if "forecasts" not in snapshot.tables:
        return np.full(count, np.nan), np.zeros(count)
    from scipy.special import ndtri

    found = snapshot.columns(EXPECTED)
    spread = (found["value_high"] - found["value_low"]) / (2 * float(ndtri((1 + level) / 2)))
    return found["value"].astype(float), np.nan_to_num(spread) ** 2
