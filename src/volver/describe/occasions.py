"""Days on which customers ordered, brought home once: waits, lapses and returns are made of it."""

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from volver.store.snapshot import Snapshot

OCCASIONS = """
SELECT histories.n, occasions.day
FROM occasions
JOIN histories ON histories.customer_id = occasions.customer_id
ORDER BY histories.n, occasions.day
"""
EPOCH = date(1970, 1, 1)

Whole = NDArray[np.int64]


def day_number(day: date) -> int:
    """Days since 1970.

    >>> day_number(date(1970, 3, 1))
    59
    """
    return (day - EPOCH).days


def day_numbers(days: NDArray[np.generic]) -> Whole:
    """The same of a column of dates; shape (n,)."""
    return days.astype("datetime64[D]").astype(np.int64)


@dataclass(frozen=True, slots=True)
class Occasions:
    """Every occasion, by customer and day. Arrays have shape (occasions,)."""

    as_of: date
    customers: int
    n: Whole
    """The customer: a row of histories; ascending."""
    day: Whole
    """Days since 1970; ascending within a customer."""

    @property
    def is_first(self) -> NDArray[np.bool_]:
        """Whether it is the customer's first."""
        return np.append(True, np.diff(self.n) != 0)[: len(self.n)]

    @property
    def is_last(self) -> NDArray[np.bool_]:
        """Whether it is the customer's last so far."""
        return np.append(np.diff(self.n) != 0, True)[: len(self.n)]

    @property
    def waits(self) -> Whole:
        """Days to the next occasion; where there is none yet, days until the observation date."""
        until = np.append(self.day[1:], 0)[: len(self.n)]
        return np.where(self.is_last, day_number(self.as_of), until) - self.day


def occasions(snapshot: Snapshot) -> Occasions:
    """The occasions of every customer of a snapshot."""
    found = snapshot.columns(OCCASIONS)
    n = found["n"].astype(np.int64)
    customers = int(n[-1]) + 1 if len(n) else 0
    return Occasions(snapshot.as_of, customers, n, day_numbers(found["day"]))
