"""What each customer has done so far, as arrays that take in one batch of orders after another.

A batch is sorted once, as customer, day and money packed in one whole number; what it says of a
customer is then a few differences. Money is counted in ten thousandths, so that no sum depends on
the order of rows. Batches may be of any size and their rows in any order; only no customer may go
back to a day before the last that an earlier batch had of them. A single batch cannot.
"""

from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

Whole = NDArray[np.int64]
Days = NDArray[np.int32]
Truths = NDArray[np.bool_]

BITS = 63
"""What a whole number holds beside its sign."""
LARGEST = 2**62
"""Sums that could be larger than this many ten thousandths are left to the database."""


@dataclass(slots=True)
class Totals:
    """One place for each customer. Shape (customers,); all zero for who has not ordered."""

    occasions: Days
    """Days with an order."""
    orders: Days
    first: Days
    """Day of the first order."""
    last: Days
    first_margin: Whole
    """Of the orders of the first day, in ten thousandths."""
    margin: Whole
    bound: int = 0
    """No sum can be larger than this."""

    @classmethod
    def of(cls, customers: int) -> Self:
        """Nobody has ordered yet."""
        occasions, orders, first, last = (np.zeros(customers, dtype=np.int32) for _ in range(4))
        first_margin, margin = (np.zeros(customers, dtype=np.int64) for _ in range(2))
        return cls(occasions, orders, first, last, first_margin, margin)

    def __len__(self) -> int:
        return len(self.occasions)

    def widen(self, before: int, after: int) -> None:
        """Make room for more customers in front and behind."""
        for name in ("occasions", "orders", "first", "last", "first_margin", "margin"):
            old = getattr(self, name)
            new = np.zeros(before + len(old) + after, dtype=old.dtype)
            new[before : before + len(old)] = old
            setattr(self, name, new)

    def add(self, code: Whole, day: Days, margin: Whole, is_order: Truths) -> bool:
        """Take in a batch, whose columns are used up; False, and all is void, where it cannot be.

        code: each row's customer; margin: ten thousandths. Shape (rows,).
        """
        if len(code) == 0:
            return True
        self.bound += max(int(margin.max()), -int(margin.min())) * len(code)
        if self.bound > LARGEST:
            return False
        if not is_order.all():
            np.add.at(self.margin, code[~is_order], margin[~is_order])
            code, day, margin = code[is_order], day[is_order], margin[is_order]
        return len(code) == 0 or self._add(*_sorted(code, day, margin))

    def _add(self, key: Whole, sums: Whole, bits: int, least: int) -> bool:
        """key: customer and, in the last bits, days after the least; sums: margin up to the row."""
        on_day = np.flatnonzero(_new(key))  # where a customer's rows of one day begin
        key = key[on_day]
        who = key >> bits
        begin = np.flatnonzero(_new(who))
        end = np.append(begin[1:], len(who))
        who = who[begin]
        earliest, latest = (
            ((key[at] & ((1 << bits) - 1)) + least).astype(np.int32) for at in (begin, end - 1)
        )
        had, last = self.occasions[who], self.last[who]
        again = had > 0
        if (again & (earliest < last)).any():
            return False
        self.occasions[who] = had + (end - begin) - (again & (earliest == last))
        self.last[who] = latest
        on_day = np.append(on_day, len(sums))
        rows, until = on_day[begin], on_day[end]
        before = np.where(rows > 0, sums[rows - 1], 0)
        self.orders[who] += (until - rows).astype(np.int32)
        self.margin[who] += sums[until - 1] - before
        self.first[who[~again]] = earliest[~again]
        at = np.flatnonzero(earliest == self.first[who])
        self.first_margin[who[at]] += sums[on_day[begin[at] + 1] - 1] - before[at]
        return True


def _sorted(code: Whole, day: Days, margin: Whole) -> tuple[Whole, Whole, int, int]:
    """See Totals._add: rows by customer and day."""
    least, cheapest = int(day.min()), int(margin.min())
    bits = (int(day.max()) - least).bit_length()
    money = (int(margin.max()) - cheapest).bit_length()
    code <<= bits
    code += day
    code -= least
    if int(code.max()).bit_length() + money <= BITS:
        code <<= money
        margin -= cheapest
        code += margin
        code.sort()
        np.bitwise_and(code, (1 << money) - 1, out=margin)
        margin += cheapest
        code >>= money
    else:
        order = code.argsort(kind="stable")
        code, margin = code[order], margin[order]
    np.cumsum(margin, out=margin)
    return code, margin, bits, least


def _new(column: NDArray[Any]) -> Truths:
    """Where another value begins."""
    found = np.ones(len(column), dtype=np.bool_)
    np.not_equal(column[1:], column[:-1], out=found[1:])
    return found
