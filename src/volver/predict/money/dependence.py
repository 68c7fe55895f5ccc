"""Two things that a model of order value takes for granted, tested.

That repeat orders are like first ones would be convenient; that spend has nothing to do with how
often somebody orders is what Gamma-Gamma asserts.
"""

import numpy as np

from volver.domain.estimate import Estimate
from volver.domain.history import Vector
from volver.predict.base import Base

LEVEL = 0.95
REACH = 1.96
"""Standard errors that hold LEVEL of what chance does."""
MATTERS = 0.05
"""First orders that bring so much more or less than others are worth a word."""
COHORTS = 10
"""Groups of like age within which ranks are compared: prices rise, the old have ordered more."""
FEWEST = 20
"""Customers without whom nothing is tested."""


def first_orders(base: Base) -> Estimate | None:
    """Margin of first orders over that of repeat orders, less 1, of customers who have both.

    A ratio of means: its error is that of first - ratio x repeat (Cochran 1977, Sampling
    Techniques, 3rd ed., section 6.5). None where repeat orders bring nothing that is surely more
    than zero, or too few came back.
    """
    back = base.x > 0
    first, repeat = base.first[back], base.mean[back]
    root = len(first) ** 0.5
    if len(first) < FEWEST or repeat.mean() <= REACH * repeat.std() / root:
        return None
    ratio = float(first.mean() / repeat.mean())
    reach = REACH * float((first - ratio * repeat).std() / (root * repeat.mean()))
    return Estimate(ratio - 1, ratio - 1 - reach, ratio - 1 + reach, LEVEL)


def spend_and_orders(base: Base) -> Estimate | None:
    """Rank correlation of what a first order brought and how many followed, at like ages.

    Means of repeat orders will not do: the mean of many skewed amounts ranks above that of few,
    and those who came back have been selected. Of first orders everybody has one. So where spend
    and orders are independent all orders of the ranks within a cohort are as likely, whatever the
    distributions, and the correlation has a variance of 1 / (n - 1).

    Source: Spearman (1904); Hoeffding (1948), A class of statistics with asymptotically normal
    distribution, for the variance; cohorts pooled by their size. None where too few came back.
    """
    if int((base.x > 0).sum()) < FEWEST:
        return None
    edges = np.quantile(base.age, np.arange(1, COHORTS) / COHORTS)
    cohort = np.searchsorted(edges, base.age, side="right")
    together = weight = 0.0
    for mine in (cohort == k for k in np.unique(cohort)):
        x, first = _ranks(base.x[mine]), _ranks(base.first[mine])
        scale = float(np.sqrt((x @ x) * (first @ first)))
        if scale > 0:
            together += (len(x) - 1) * float(x @ first) / scale
            weight += len(x) - 1
    if weight == 0:
        return None
    rank, reach = together / weight, REACH / weight**0.5
    return Estimate(rank, max(rank - reach, -1.0), min(rank + reach, 1.0), LEVEL)


def is_there(effect: Estimate | None) -> bool:
    """Whether chance alone would hardly have done it."""
    return effect is not None and (effect.low > 0 or effect.high < 0)


def told(first: Estimate | None, rank: Estimate | None, base: Base) -> tuple[str, ...]:
    """Both, in words; first, rank: what was found of them."""
    found = []
    if first is not None:
        found.append(_first_told(first, base))
    if rank is not None:
        interval = f"rank correlation {rank.value:.2f}, {rank.low:.2f} to {rank.high:.2f}"
        if not is_there(rank):
            found.append(
                f"how often somebody orders says nothing of what an order brings ({interval})"
            )
        elif rank.value > 0:
            found.append(f"who orders more often brings more an order ({interval})")
        else:
            found.append(f"who orders more often brings less an order ({interval})")
    return tuple(found)


def _first_told(first: Estimate, base: Base) -> str:
    interval = f"{first.low:+.0%} to {first.high:+.0%}"
    if not is_there(first):
        return f"first orders bring neither surely more nor less than repeat orders ({interval})"
    if abs(first.value) < MATTERS:
        return f"first orders bring about as much as repeat orders ({interval})"
    low, high = sorted((abs(first.low), abs(first.high)))
    span = f"{low:.0%} to {high:.0%}"
    each = f"a new customer's first order brings {base.first.mean():,.2f} on average"
    if first.value > 0:
        return f"first orders bring {first.value:.0%} more than repeat orders ({span}): {each}"
    return f"first orders bring {-first.value:.0%} less than repeat orders ({span}): {each}"


def _ranks(values: Vector) -> Vector:
    """Ranks about their mean; those of equals are the mean of theirs. Shape (n,)."""
    _, at, count = np.unique(values, return_inverse=True, return_counts=True)
    rank = (np.cumsum(count) - (count - 1) / 2)[at]
    return np.asarray(rank - rank.mean(), dtype=np.float64)
