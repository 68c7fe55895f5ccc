"""What a customer is worth at the first order: what they brought, and what is expected of them.

worth_i = sum of margin on day a after the first order, divided by (1 + rate)^(a / 365.25)
        + the forecast's value, brought back to the first order in the same way.

Margin is after cost to serve where that is known. A forecast knows no cost to serve, so the share
of margin that went to it so far, among the customers of the same channel, is taken off.
"""

from dataclasses import dataclass

import numpy as np

from volver.describe.acquisition.cac import Spent
from volver.describe.acquisition.people import UNITS, People, Whole, discount
from volver.describe.sums import mean_of_groups, sums
from volver.domain.estimate import Answer, Estimate, NotEnough
from volver.domain.history import Vector
from volver.domain.time import DiscountRate


@dataclass(frozen=True, slots=True)
class Worth:
    """Of each customer, on the day of the first order. Each shape (n,)."""

    past: Vector
    ahead: Vector
    """NaN where there is no forecast and one is needed."""
    own: Vector
    """Variance of `ahead` by the customer's own chance."""
    shared: float
    """Relative variance of all `ahead` together: what the forecast's total has beyond the sum of
    the customers' own."""

    def mean(self, group: Whole, count: int, level: float) -> list[Answer]:
        """The mean customer of each group; NotEnough where fewer than two can be counted.

        The interval has the scatter of customers, their own chance, and the forecast's doubt, which
        moves all of them together. Such a customer is one more of the same kind.
        """
        from scipy.special import ndtri

        known = (group >= 0) & ~np.isnan(self.ahead)
        chosen = np.where(known, group, -1)
        asked, n = (np.bincount(g[g >= 0], minlength=count) for g in (group, chosen))
        ahead = np.bincount(chosen[known], self.ahead[known], count) / np.maximum(n, 1)
        common = float(ndtri((1 + level) / 2)) * np.sqrt(self.shared) * np.abs(ahead)
        means = mean_of_groups(self.past + self.ahead, chosen, count, level, self.own)
        return [
            _widened(mean, float(half))
            if have > 1
            else NotEnough("customers who can be counted", 2, int(have))
            if have == there
            else NotEnough("there is no forecast", 2, int(have))
            for mean, half, have, there in zip(means, common, n, asked, strict=True)
        ]


def worth(
    customers: People,
    rate: DiscountRate,
    horizon_days: int,
    share_kept: Vector,
    total: Answer,
    by_day: int | None = None,
) -> Worth:
    """What customers are worth, all of it or what comes up to a day after the first order.

    share_kept: of margin after cost to serve; shape (n,). total: of the forecast, with interval.
    by_day: what is not lived yet of the days up to it is a part of the forecast: as many days of
    its horizon, and no more than all of them.
    """
    after = customers.day - customers.first[customers.who]
    money = customers.kept / UNITS * discount(rate, after)
    age = customers.age
    if by_day is None:
        part = np.ones(len(customers))
    else:
        money = np.where(after <= by_day, money, 0.0)
        part = np.clip((by_day - age) / horizon_days, 0.0, 1.0)
    factor = discount(rate, age) * share_kept * part
    ahead = np.where(part > 0, customers.value * factor, 0.0)
    return Worth(
        past=sums(customers.who, money, len(customers)),
        ahead=ahead,
        own=customers.value_variance * factor**2,
        shared=_shared(customers, total),
    )


def share_kept(customers: People, group: Whole, count: int) -> Vector:
    """Of each group's margin to date, what was left after cost to serve; 1 where there was none."""
    inside = group[customers.who] >= 0
    who = group[customers.who][inside]
    left = np.bincount(who, customers.kept[inside] / UNITS, count)
    margin = left + np.bincount(who, customers.service[inside] / UNITS, count)
    return np.where(margin > 0, left / np.where(margin > 0, margin, 1.0), 1.0)


def retention_cost(customers: People, retain: Spent, rate: DiscountRate) -> Vector:
    """Each customer's part of retention spend, discounted to the first order; shape (n,).

    Money of a day is borne alike by all who were customers by then, whatever channel brought them:
    the channel that keeps customers is not the one that won them.
    """
    first = np.sort(customers.first)
    bearers = np.searchsorted(first, retain.day, side="right")
    borne = retain.day[bearers > 0]
    each = retain.amount[bearers > 0] / UNITS / bearers[bearers > 0]
    # A day's money back at the observation date, then forward to the customer's first order.
    then = each * discount(rate, borne - customers.as_of)
    order = np.argsort(borne, kind="stable")
    rest = np.append(np.cumsum(then[order][::-1])[::-1], 0.0)
    at = np.searchsorted(borne[order], customers.first, side="left")
    return rest[at] * discount(rate, customers.as_of - customers.first)


def _shared(customers: People, total: Answer) -> float:
    from scipy.special import ndtri

    sum_of_all = float(np.nansum(customers.value))
    if not isinstance(total, Estimate) or sum_of_all <= 0:
        return 0.0
    spread = (total.high - total.low) / (2 * float(ndtri((1 + total.level) / 2)))
    return max(spread**2 - float(customers.value_variance.sum()), 0.0) / sum_of_all**2


def _widened(mean: Estimate, common: float) -> Estimate:
    low, high = (float(np.hypot(end - mean.value, common)) for end in (mean.low, mean.high))
    return Estimate(mean.value, mean.value - low, mean.value + high, mean.level)
