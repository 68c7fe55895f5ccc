"""What customers had done by the observation date, as arrays."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float64]
"""One number per row."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast time ran for orders: more clock days pass in a high season than in a low one."""

    elapsed: Vector
    """Clock days from k days before the observation date until it, k = 0 .. the greatest age.
    Shape (ages,); from 0, never falling."""
    log_speeds: float
    """Sum over all repeat orders of the log of clock days per day on their day: what turns a
    density on the clock into one in days."""


@dataclass(frozen=True, slots=True)
class Histories:
    """Purchase histories in whole days; rows may stand for several like customers.

    All arrays have shape (n,). Same-day orders are one occasion.
    """

    repeat_count: NDArray[np.int64]
    """x: occasions after the first."""
    first_to_last: NDArray[np.int64]
    """t_x: days from the first to the last occasion; 0 where x is 0."""
    age: NDArray[np.int64]
    """T: days from the first occasion to the observation date."""
    count: NDArray[np.int64]
    """How many customers have exactly this history."""
    log_gaps: float | None = None
    """Sum of the ln of the days from each occasion to the next, over all customers, where known:
    what models of regular orders are compared by."""
    pace: Pace | None = None
    """None: time runs as in the calendar."""

    def __len__(self) -> int:
        return len(self.repeat_count)

    @property
    def customers(self) -> int:
        """Number of customers, not rows."""
        return int(self.count.sum())


@dataclass(frozen=True, slots=True)
class Spend:
    """Mean margin of the repeat occasions, for customers who have any. Shape (n,)."""

    repeat_count: NDArray[np.int64]
    mean: Vector
    """Mean margin per repeat occasion, in reporting currency."""
