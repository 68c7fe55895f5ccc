"""What customers did at each fixed time when they could have ordered, as arrays."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from volver.domain.errors import BadInput

Whole = NDArray[np.int64]

Period = Literal["week", "month", "year"]
"""How far apart opportunities are."""

PERIODS_PER_YEAR: dict[Period, float] = {"week": 365.25 / 7, "month": 12.0, "year": 1.0}


@dataclass(frozen=True, slots=True)
class OpportunityHistories:
    """Histories of customers who may order at fixed times only, once each time or not at all.

    An opportunity is one such time: a yearly appeal, an event, a monthly box. The order that made
    somebody a customer comes before the first and is not counted. Rows may stand for several like
    customers. All arrays have shape (n,).
    """

    order_count: Whole
    """x: opportunities with an order."""
    last_with_order: Whole
    """t_x: the last opportunity with an order, counted from 1; 0 where x is 0."""
    opportunities: Whole
    """n: opportunities that there were."""
    count: Whole
    """How many customers have exactly this history."""

    def __post_init__(self) -> None:
        x, t_x, n, count = self.order_count, self.last_with_order, self.opportunities, self.count
        if (
            len({len(column) for column in (x, t_x, n, count)}) > 1
            or not ((x >= 0) & (x <= t_x) & (t_x <= n) & ((x > 0) == (t_x > 0)) & (count > 0)).all()
        ):
            raise BadInput(
                what="These cannot be orders at opportunities",
                where="histories",
                next_step="Columns of one length, with 0 <= orders <= last <= opportunities, last"
                " 0 where there are no orders, and a count of 1 or more.",
            )

    def __len__(self) -> int:
        return len(self.order_count)

    @property
    def customers(self) -> int:
        """Number of customers, not rows."""
        return int(self.count.sum())


def rate_per_period(annual: float, period: Period) -> float:
    """The rate of one period that comes to this effective annual rate.

    >>> round(rate_per_period(0.10, "month"), 6), rate_per_period(0.10, "year")
    (0.007974, 0.1)
    """
    if period == "year":
        return annual
    return float(np.expm1(np.log1p(annual) / PERIODS_PER_YEAR[period]))
