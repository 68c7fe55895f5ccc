"""How long customers have stayed, as arrays: ended or still running."""

from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from volver.domain.errors import BadInput
from volver.domain.history import Vector
from volver.domain.time import DAYS_PER_MONTH, DAYS_PER_YEAR, DiscountRate, Horizon

Period = Literal["day", "week", "month", "year"]
"""How often customers decide whether to stay."""

DAYS_PER_PERIOD: dict[Period, float] = {
    "day": 1.0, "week": 7.0, "month": DAYS_PER_MONTH, "year": DAYS_PER_YEAR,
}  # fmt: skip


def periods_within(horizon: Horizon, period: Period) -> int:
    """Whole periods in a length of time, to the nearest; raises BadInput where there is none.

    >>> periods_within(Horizon.parse("12m"), "month"), periods_within(Horizon.parse("2y"), "year")
    (12, 2)
    """
    found = round(horizon.days / DAYS_PER_PERIOD[period])
    if found < 1:
        raise BadInput(
            what=f"A horizon of {horizon.days} days holds no whole period",
            where="horizon",
            next_step="Give a longer horizon, for example 2y, or a shorter --period.",
        )
    return found


def discount_per_period(rate: DiscountRate, period: Period) -> float:
    """Present value of one unit of money a period from now; the rate stays a rate per year.

    >>> round(discount_per_period(DiscountRate(0.1), "year"), 4)
    0.9091
    """
    return rate.factor(DAYS_PER_PERIOD[period])


RUNNING = -1
"""The reason of a tenure that has not ended, or whose reason nobody knows."""


@dataclass(frozen=True, slots=True)
class Tenures:
    """Tenures in periods; rows may stand for several like customers. All arrays have shape (n,).

    A customer who ended at 3 renewed twice and left at the third renewal; one still running at 3
    has passed the third. Within a period the time may be known (2.4) or only its number.
    """

    last: Vector
    """Tenure at the end, or when last seen."""
    ended: NDArray[np.bool_]
    """False: still running when last seen."""
    count: Vector
    """How many customers have exactly this tenure; a share of a cohort may be a fraction."""
    entered: Vector
    """Tenure from which on the customer was watched; 0 for most. Who left before was never seen."""
    reason: NDArray[np.int64]
    """Place in `reasons`, or RUNNING."""
    reasons: tuple[str, ...] = field(default=())

    def __post_init__(self) -> None:
        watched = (self.entered >= 0) & np.isfinite(self.last) & (self.entered <= self.last)
        if not (watched & (~self.ended | (self.last > self.entered)) & (self.count >= 0)).all():
            raise BadInput(
                what="A tenure ends before it begins, or before the customer was watched",
                where="tenures",
                next_step="Give tenures of 0 or more, the end after the entry.",
            )

    @classmethod
    def of(
        cls,
        last: object,
        ended: object,
        count: object = None,
        entered: object = None,
        reason: object = None,
        reasons: tuple[str, ...] = (),
    ) -> "Tenures":
        """Tenures from sequences; nobody counts twice or entered late unless that is said.

        >>> Tenures.of([1, 2, 2], [True, False, True]).customers
        3.0
        """
        until = np.asarray(last, dtype=np.float64)
        return cls(
            last=until,
            ended=np.asarray(ended, dtype=np.bool_),
            count=np.ones(len(until)) if count is None else np.asarray(count, dtype=np.float64),
            entered=np.zeros(len(until))
            if entered is None
            else np.asarray(entered, dtype=np.float64),
            reason=np.full(len(until), RUNNING)
            if reason is None
            else np.asarray(reason, dtype=np.int64),
            reasons=reasons,
        )

    def __len__(self) -> int:
        return len(self.last)

    @property
    def customers(self) -> float:
        """Number of customers, not rows."""
        return float(self.count.sum())

    @property
    def is_whole(self) -> bool:
        """Whether only whole periods are known, so that an end lies somewhere within its period."""
        return bool((self.last % 1 == 0).all() and (self.entered % 1 == 0).all())

    def only(self, rows: NDArray[np.bool_]) -> "Tenures":
        """Some of the rows. rows: shape (n,)."""
        return Tenures(
            self.last[rows], self.ended[rows], self.count[rows], self.entered[rows],
            self.reason[rows], self.reasons,
        )  # fmt: skip

    def collapsed(self) -> "Tenures":
        """The distinct rows in their own order, with their counts: no order of rows can matter."""
        keys = (self.count, self.reason, self.ended, self.last, self.entered)
        # Counts are sorted too, so that a sum of fractions does not depend on the order either.
        order = np.lexsort(keys)
        entered, last, ended, reason, count = (
            column[order]
            for column in (self.entered, self.last, self.ended, self.reason, self.count)
        )
        changes = [np.diff(column) != 0 for column in (entered, last, reason)]
        changes.append(ended[1:] != ended[:-1])
        new = np.append(True, np.any(changes, axis=0))[: len(order)]
        place = np.cumsum(new) - 1
        return Tenures(
            last[new],
            ended[new],
            np.bincount(place, count, int(new.sum())).astype(np.float64),
            entered[new],
            reason[new],
            self.reasons,
        )

    def seen_until(self, periods: float) -> "Tenures":
        """The same customers, as they were known when none of them had passed these periods."""
        known = self.entered < periods
        last = np.minimum(self.last, periods)[known]
        ended = (self.ended & (self.last <= periods))[known]
        reason = np.where(ended, self.reason[known], RUNNING)
        return Tenures(last, ended, self.count[known], self.entered[known], reason, self.reasons)

    def of_reason(self, place: int) -> "Tenures":
        """The same customers, as if only ends for this reason were ends: the others leave sight."""
        return Tenures(
            self.last,
            self.ended & (self.reason == place),
            self.count,
            self.entered,
            np.where(self.reason == place, 0, RUNNING),
            self.reasons[place : place + 1],
        )
