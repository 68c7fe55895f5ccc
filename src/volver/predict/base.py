"""The customers of a snapshot as arrays: like histories once, and who shares each."""

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from volver.domain.history import Histories, Spend, Vector
from volver.predict.groups.profiles import Groups
from volver.store.engine import Columns, as_float
from volver.store.snapshot import Snapshot

Whole = NDArray[np.int64]
Index = NDArray[np.intp]

BITS = 63
"""What a whole number holds beside its sign."""

BASE = """
SELECT repeat_count, first_to_last, age, mean_repeat_margin, first_margin
FROM histories
ORDER BY n
"""

GAPS = """
WITH placed AS (
  SELECT
    customer_id, day,
    ROW_NUMBER() OVER (PARTITION BY customer_id ORDER BY day) AS place
  FROM occasions
)
SELECT
  CAST(v_days_between(earlier.day, later.day) AS BIGINT) AS days,
  CAST(COUNT(*) AS BIGINT) AS times
FROM placed AS later
JOIN placed AS earlier
  ON earlier.customer_id = later.customer_id AND earlier.place = later.place - 1
GROUP BY v_days_between(earlier.day, later.day)
ORDER BY days
"""


SQUARES = """
-- A digit more, or DuckDB keeps the product of two amounts in as many digits as either has.
WITH repeats AS (
  SELECT
    customer_id,
    COUNT(*) - 1 AS orders,
    SUM(margin) - v_first_by(margin, day) AS total,
    SUM(CAST(margin AS DECIMAL(19,4)) * margin)
      - v_first_by(CAST(margin AS DECIMAL(19,4)) * margin, day) AS squared
  FROM occasions
  GROUP BY customer_id
)
SELECT
  CAST(repeats.orders AS BIGINT) AS orders,
  CAST(repeats.total AS DOUBLE) AS total,
  CAST(repeats.squared AS DOUBLE) AS squared
FROM histories
JOIN repeats ON repeats.customer_id = histories.customer_id
ORDER BY n
"""


def repeat_squares(snapshot: Snapshot) -> Vector:
    """Squared distances of the margins of a customer's repeat occasions from their mean, summed.

    Shape (n,), money squared. Sums are exact decimals, so that the order of rows is no matter.
    What was lost on what came back in full belongs to no occasion and counts in the mean alone.
    """
    found = snapshot.columns(SQUARES)
    total, squared = as_float(found["total"]), as_float(found["squared"])
    return np.maximum(squared - total**2 / np.maximum(found["orders"], 1), 0)


def log_gaps(snapshot: Snapshot) -> float:
    """Sum of the ln of the days between an occasion and the next, over all customers."""
    found = snapshot.columns(GAPS)
    return float((found["times"] * np.log(found["days"])).sum())


@dataclass(frozen=True, slots=True)
class Rows:
    """Distinct (x, T, t_x) in that order. Shape (m,); times in days."""

    x: Vector
    t_x: Vector
    age: Vector
    count: Whole
    """Customers with exactly this history."""
    pair: Index
    """Where the row's (x, T) is among the distinct pairs."""
    pair_x: Vector
    """Shape (k,): the distinct pairs, on which everything about the living depends."""
    pair_age: Vector

    def some(self, most: int) -> "Rows":
        """At most this many rows, evenly through the customers in order of (x, T, t_x)."""
        until = np.cumsum(self.count)
        size = min(most, int(until[-1]))
        chosen = np.searchsorted(until, (np.arange(size) + 0.5) * (until[-1] / size))
        x, t_x, age = (part[chosen].astype(np.int64) for part in (self.x, self.t_x, self.age))
        return distinct(x, t_x, age)[0]

    def levels(self) -> list[tuple[float, slice]]:
        """Each distinct x with the slice of its pairs."""
        edges = np.flatnonzero(np.diff(self.pair_x, prepend=-1.0)).tolist()
        return [
            (float(self.pair_x[a]), slice(a, b)) for a, b in pairwise([*edges, len(self.pair_x)])
        ]


def distinct(x: Whole, t_x: Whole, age: Whole) -> tuple[Rows, Index]:
    """The distinct histories, and where each of these is among them. x, t_x, age: shape (n,)."""
    span = int(age.max(initial=0)) + 1
    found, row, count = _unique((x * span + age) * span + t_x)
    pair_key, t_x = np.divmod(found, span)
    new = np.diff(pair_key, prepend=-1) != 0
    x, age = np.divmod(pair_key, span)
    rows = Rows(
        x=x.astype(np.float64),
        t_x=t_x.astype(np.float64),
        age=age.astype(np.float64),
        count=count.astype(np.int64),
        pair=np.cumsum(new) - 1,
        pair_x=x[new].astype(np.float64),
        pair_age=age[new].astype(np.float64),
    )
    return rows, row


def _unique(key: Whole) -> tuple[Whole, Index, Whole]:
    """Distinct numbers in order, where each of these is among them, and how often each is there.

    key: from 0; used up. One sort of the number and its place, packed, takes a third of the time
    and of the memory of a sort of places.
    """
    bits = len(key).bit_length()
    if int(key.max(initial=0)).bit_length() + bits > BITS:
        return np.unique(key, return_inverse=True, return_counts=True)
    key <<= bits
    key |= np.arange(len(key))
    key.sort()
    place = key & ((1 << bits) - 1)
    key >>= bits
    new = np.diff(key, prepend=-1) != 0
    row = np.empty(len(key), dtype=np.intp)
    row[place] = np.cumsum(new) - 1
    return key[new], row, np.diff(np.flatnonzero(new), append=len(key))


@dataclass(frozen=True)
class Base:
    """Every customer known on a day, one row each. Shape (n,) throughout; times in days."""

    x: Whole
    t_x: Whole
    age: Whole
    mean: Vector
    """Mean margin of the repeat occasions; not a number where x is 0."""
    first: Vector
    """Margin of the first occasion."""
    log_gaps: float | None = None
    """See Histories; found out only where a model needs it."""
    groups: Groups | str | None = None
    """What customers are told apart by from the first; why by nothing; None: not asked for."""
    squares: Vector | None = None
    """See repeat_squares; found out only where margins may be losses."""

    @classmethod
    def of(
        cls,
        columns: Columns,
        log_gaps: float | None = None,
        groups: Groups | str | None = None,
    ) -> "Base":
        """From columns of `histories` or of a backtest's outcomes."""
        return cls(
            columns["repeat_count"].astype(np.int64, copy=False),
            columns["first_to_last"].astype(np.int64, copy=False),
            columns["age"].astype(np.int64, copy=False),
            as_float(columns["mean_repeat_margin"]),
            as_float(columns["first_margin"]),
            log_gaps,
            groups,
        )

    def part(self, chosen: Index) -> "Base":
        """Some of the customers, without groups."""
        x, t_x, age = self.x[chosen], self.t_x[chosen], self.age[chosen]
        squares = None if self.squares is None else self.squares[chosen]
        return Base(x, t_x, age, self.mean[chosen], self.first[chosen], squares=squares)

    def parts(self) -> "list[Base]":
        """The customers of each profile of the groups."""
        assert isinstance(self.groups, Groups)
        return [self.part(members) for members in self.groups.members()]

    def __len__(self) -> int:
        return len(self.x)

    @cached_property
    def _distinct(self) -> tuple[Rows, Index]:
        return distinct(self.x, self.t_x, self.age)

    @property
    def rows(self) -> Rows:
        """The distinct histories."""
        return self._distinct[0]

    @property
    def row(self) -> Index:
        """Shape (n,): each customer's place among the rows."""
        return self._distinct[1]

    @property
    def occasions(self) -> Vector:
        """Days with an order so far, the first one too. Shape (n,)."""
        return self.x.astype(np.float64) + 1

    @property
    def mean_margin(self) -> Vector:
        """Mean margin of all occasions so far, the first one too. Shape (n,)."""
        return (self.first + self.x * np.where(self.x > 0, self.mean, 0)) / self.occasions

    @property
    def ever_lost(self) -> bool:
        """Whether a first order, or somebody's repeat orders on average, have brought a loss."""
        back = self.x > 0
        return bool(self.first.min() < 0 or (back.any() and self.mean[back].min() < 0))

    @property
    def histories(self) -> Histories:
        """What the models of repeat purchases are fitted on."""
        rows = self.rows
        x, t_x, age = (part.astype(np.int64) for part in (rows.x, rows.t_x, rows.age))
        return Histories(x, t_x, age, rows.count, self.log_gaps)

    @property
    def spend(self) -> Spend:
        """What the models of order value are fitted on: customers who came back."""
        back = self.x > 0
        return Spend(self.x[back], self.mean[back])
