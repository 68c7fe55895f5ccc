"""Spend on keeping customers as an investment: what it brings back, month by month, and when."""

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np

from volver.domain.allocation import Asset, BookValue, Vector
from volver.domain.errors import BadInput
from volver.domain.estimate import Estimate

DAYS_OF_MONTH = 365.25 / 12


def arrival(months: int, kept_per_month: float, annual_rate: float = 0.0) -> Vector:
    """Share of what is at stake that has come by the end of each month, rising to 1.

    Margin comes evenly from those who are still there: kept_per_month of them each month. Shape
    (months,).

    >>> arrival(3, 0.5).round(3)
    array([0.571, 0.857, 1.   ])
    """
    month = np.arange(months)
    flow = kept_per_month**month * (1 + annual_rate) ** (-(month + 0.5) / 12)
    return np.asarray(np.cumsum(flow) / flow.sum())


def as_asset(spend: float, margin: Estimate, arrives: Sequence[float], start: date) -> Asset:
    """What a plan's spend brings back and when.

    margin: incremental margin of the plan, the spend taken off, as `Allocation.margin`.
    arrives: share of it that has come by the end of each month from the start, rising to 1.
    """
    share = np.asarray(arrives, dtype=np.float64)
    if len(share) == 0 or (np.diff(share, prepend=0.0) < 0).any() or abs(share[-1] - 1) > 1e-9:
        raise BadInput(
            what="The shares of margin that have come by each month do not rise to 1",
            where="payback",
            next_step="Give one share a month, none below the one before, the last of them 1.",
        )
    value = Estimate(margin.value + spend, margin.low + spend, margin.high + spend, margin.level)
    months = tuple(
        BookValue(month, float(value.value * part), max(spend - float(value.value * part), 0.0))
        for month, part in enumerate(share, 1)
    )
    return Asset(
        spend=spend,
        start=start,
        value=value,
        months=months,
        payback=_day(spend, value.value, share, start),
        earliest=_day(spend, value.high, share, start),
        latest=_day(spend, value.low, share, start),
    )


def _day(spend: float, value: float, share: Vector, start: date) -> date | None:
    """The day on which margin has covered the spend, evenly within a month."""
    if spend <= 0:
        return start
    if value < spend:
        return None
    reached = np.append(0.0, value * share)
    month = int(np.searchsorted(reached, spend * (1 - 1e-12)))
    part = (spend - reached[month - 1]) / (reached[month] - reached[month - 1])
    return start + timedelta(days=int(np.ceil((month - 1 + part) * DAYS_OF_MONTH - 1e-9)))
