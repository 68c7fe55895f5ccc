"""Histories from sorted whole numbers: the answer of views/histories.sql, for rows at hand.

A database groups every order twice: by customer and day, then by customer. In the same process it
costs less than half to take three columns out and to sort them (see `Totals`). Rows that come by
date need one reading, of which no more is held than a batch and one place for each customer.
Others are read as often as it takes to hold all the rows of some customers at a time.
"""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from volver.store.coder import GROUP, Coder, arrow, decimals, plain
from volver.store.totals import Totals, Whole

# A product of wider numbers is right for all money that there can be, and thirty times as slow.
ORDERS = """
SELECT
  customer_id, day,
  CASE
    WHEN margin >= CAST(-90000000000 AS DECIMAL(18,4))
      AND margin <= CAST(90000000000 AS DECIMAL(18,4))
      THEN CAST(CAST(margin AS DECIMAL(18,4)) * 10000 AS BIGINT)
    ELSE CAST(CAST(margin AS DECIMAL(28,4)) * 10000 AS BIGINT)
  END AS units,
  is_order
FROM net_orders
"""
MOST = 12_000_000
"""Rows that are held at once at most, at some BYTES each."""
FEWEST = 100_000
BYTES = 80
"""What a row takes while it is sorted and another batch is read."""
SPARSE = 4
"""Whole-number ids number the customers themselves, unless they reach this many times the rows."""
SLICE = 1_000_000
"""Customers in one batch of histories at most."""
PER_UNIT = 10_000

Told = Callable[[int], None]


def room(memory: int | None) -> int:
    """How many rows to hold at once, by the bytes that they may take."""
    return MOST if memory is None else min(MOST, max(FEWEST, memory // BYTES))


@dataclass(frozen=True, slots=True)
class Collapsed:
    """Histories that are not written down yet."""

    totals: Totals
    ids: pa.Array | int
    """The id of each place in the totals, or that of the first where others follow one by one."""
    order: Whole | None
    """Places in order of their ids, as the database sorts them; None: as they stand."""

    def batches(self, as_of: date, n: int = 0) -> Iterator[pa.RecordBatch]:
        """The table `histories`, in order of n, which begins as given."""
        for begin in range(0, len(self.totals), SLICE):
            end = min(begin + SLICE, len(self.totals))
            at = np.arange(begin, end) if self.order is None else self.order[begin:end]
            at = at[self.totals.occasions[at] > 0]
            if len(at):
                yield self._batch(at, as_of, n)
                n += len(at)

    def _batch(self, at: Whole, as_of: date, n: int) -> pa.RecordBatch:
        totals = self.totals
        x = totals.occasions[at].astype(np.int64) - 1
        first, last, margin = totals.first[at], totals.last[at], totals.margin[at]
        first_margin = np.where(x > 0, totals.first_margin[at], margin)
        of_repeats = (margin - first_margin) / PER_UNIT
        ids = arrow(at + self.ids) if isinstance(self.ids, int) else self.ids.take(arrow(at))
        return pa.RecordBatch.from_pydict(
            {
                "n": arrow(np.arange(n, n + len(at), dtype=np.int32)),
                "customer_id": ids,
                "first_order": arrow(first).view(pa.date32()),
                "last_order": arrow(last).view(pa.date32()),
                "orders": arrow(totals.orders[at].astype(np.int64)),
                "repeat_count": arrow(x),
                "first_to_last": arrow((last - first).astype(np.int64)),
                "age": arrow((as_of - date(1970, 1, 1)).days - first.astype(np.int64)),
                "margin_to_date": decimals(margin),
                "mean_repeat_margin": arrow(of_repeats / np.maximum(x, 1), known=x > 0),
                "first_margin": arrow(first_margin / PER_UNIT),
            }
        )


def collapse(
    orders: Iterable[pa.RecordBatch],
    rows: int = MOST,
    told: Told = lambda rows: None,
    expected: int = 0,
) -> Collapsed | None:
    """Histories of one reading; None where they cannot be made of one.

    expected: how many rows there are, where that is known: a hopeless reading ends at once.

    orders: the answer of ORDERS, as it comes; rows: how many are held at once; told: how many
    have been read. More rows than are held must have whole numbers for ids, and come in order.
    """
    held, other, dense = _Held(rows), _Held(rows), _Dense()
    read, running = 0, None
    with Coder() as coder, ThreadPoolExecutor(1) as beside:
        for batch in _pieces(orders, rows):
            if held.rows + batch.num_rows > rows:
                if coder.rows or not _went_well(running):
                    return None
                if running is None and not held.may_be_in_order:
                    return None
                running = beside.submit(dense.add, held)
                held, other = other, held
            held.take(batch, coder)
            if coder.rows and expected > rows:
                return None
            read += batch.num_rows
            told(read)
        if not _went_well(running):
            return None
        pa.default_memory_pool().release_unused()
        if coder.rows or (running is None and not dense.suits(held)):
            return _of_any_kind(held, coder)
        return dense.collapsed if dense.add(held) else None


def _pieces(batches: Iterable[pa.RecordBatch], rows: int) -> Iterator[pa.RecordBatch]:
    for batch in batches:
        for begin in range(0, batch.num_rows, rows):
            yield batch.slice(begin, rows)


def _went_well(running: "Future[bool] | None") -> bool:
    return running is None or running.result()


class _Held:
    """Rows that are at hand, as columns of numbers. Shape (room,), of which `rows` are filled."""

    def __init__(self, room: int) -> None:
        # The system gives memory only to what is written.
        self.code, self.margin = np.empty(room, dtype=np.int64), np.empty(room, dtype=np.int64)
        self.day, self.is_order = np.empty(room, dtype=np.int32), np.empty(room, dtype=np.bool_)
        self.rows = 0

    def take(self, batch: pa.RecordBatch, coder: Coder) -> None:
        """Append a batch; ids that are no whole numbers go to the coder."""
        here = slice(self.rows, self.rows + batch.num_rows)
        customers = batch.column(0)
        if pa.types.is_integer(customers.type) and customers.type != pa.uint64():
            self.code[here] = plain(pc.cast(customers, pa.int64()))
        else:
            coder.take(customers)
        self.day[here] = plain(batch.column(1).view(pa.int32()))
        self.margin[here] = plain(batch.column(2))
        self.is_order[here] = plain(pc.cast(batch.column(3), pa.uint8()))
        self.rows = here.stop

    @property
    def may_be_in_order(self) -> bool:
        """Whether the first quarter of the rows lies before the last, by day or by customer."""
        quarter = max(self.rows // 4, 1)
        columns = (self.day[: self.rows], self.ids)
        return any(column[:quarter].max() <= column[-quarter:].min() for column in columns)

    @property
    def ids(self) -> Whole:
        """The ids that are whole numbers."""
        return self.code[: self.rows]

    def go_to(self, totals: Totals, code: Whole) -> bool:
        """Add the rows to totals and be empty; see Totals.add."""
        rows, self.rows = self.rows, 0
        return totals.add(code, self.day[:rows], self.margin[:rows], self.is_order[:rows])


class _Dense:
    """Customers whose ids are whole numbers that number them, more or less."""

    def __init__(self) -> None:
        self.least, self.rows, self.totals = 0, 0, Totals.of(0)

    def suits(self, held: _Held) -> bool:
        """Whether the ids, with those there are, lie close enough together."""
        if held.rows == 0:
            return True
        least, after = self._reach(held.ids)
        return after - least <= SPARSE * (self.rows + held.rows) + 1000

    def add(self, held: _Held) -> bool:
        """Take in a batch; see Totals.add."""
        if held.rows == 0:
            return True
        if not self.suits(held):
            return False
        least, after = self._reach(held.ids)
        before = self.least - least if len(self.totals) else 0
        self.totals.widen(before, after - least - before - len(self.totals))
        self.least = least
        self.rows += held.rows
        code = held.ids
        code -= least
        return held.go_to(self.totals, code)

    @property
    def collapsed(self) -> Collapsed:
        """What there is."""
        return Collapsed(self.totals, self.least, None)

    def _reach(self, ids: Whole) -> tuple[int, int]:
        least, after = int(ids.min()), int(ids.max()) + 1
        if len(self.totals):
            return min(least, self.least), max(after, self.least + len(self.totals))
        return least, after


def _of_any_kind(held: _Held, coder: Coder) -> Collapsed | None:
    if coder.rows == 0:
        for begin in range(0, held.rows, GROUP):
            coder.take(arrow(held.ids[begin : begin + GROUP]))
    code, names = coder.coded()
    with ThreadPoolExecutor(1) as beside:
        order = beside.submit(pc.sort_indices, names)  # bytewise, as the database sorts
        totals = Totals.of(len(names))
        if not held.go_to(totals, code):
            return None
        return Collapsed(totals, names, plain(order.result()).astype(np.int64))
