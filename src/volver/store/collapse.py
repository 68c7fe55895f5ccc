"""Histories by one sort of whole numbers: the answer of views/histories.sql, for rows at hand.

A database groups every order twice: by customer and day, then by customer. In the same process it
costs less than half to take three columns out and to sort customer and day packed in one number.
Money is counted in ten thousandths, so that no sum depends on the order of rows.
"""

from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

Whole = NDArray[np.int64]

ORDERS = (
    "SELECT customer_id, day,"
    " CAST(CAST(margin AS DECIMAL(18,4)) * 10000 AS BIGINT) AS units, is_order FROM net_orders"
)
MOST = 20_000_000
"""Rows that are held in memory at most, at some 30 bytes each; a database can spill to disk."""
SPARSE = 4
"""Whole-number ids number the customers themselves, unless they reach this many times the rows."""
GROUP = 2_000_000
"""Ids of a kind other than whole numbers are numbered in groups of about so many rows: with more,
the table of those seen so far leaves the processor's cache."""
PER_UNIT = 10_000
LARGEST = 2**62


def collapse(orders: Iterable[pa.RecordBatch], as_of: date) -> pa.RecordBatch | None:
    """The table `histories`, in order of n; None where the rows are too many, or sums too large.

    orders: the answer of ORDERS, as it comes.
    """
    columns = _columns(orders)
    if columns is None or len(columns.code) == 0:
        return None
    if max(int(columns.margin.max()), -int(columns.margin.min())) * len(columns.code) > LARGEST:
        return None
    return _histories(columns, as_of)


@dataclass(slots=True)
class _Columns:
    """Net orders as numbers. Shape (rows,)."""

    code: Whole
    """The customer's place among `names`."""
    names: pa.Array
    """Ids, each once; some may have no row."""
    day: NDArray[np.int32]
    margin: Whole
    """Ten thousandths."""
    is_order: NDArray[np.bool_]


def _columns(orders: Iterable[pa.RecordBatch]) -> _Columns | None:
    # Room for all that may come: the system gives memory only to what is written.
    code, margin = np.empty(MOST, dtype=np.int64), np.empty(MOST, dtype=np.int64)
    day, is_order = np.empty(MOST, dtype=np.int32), np.empty(MOST, dtype=np.bool_)
    rows = 0
    with _Coder() as coder:
        for batch in orders:
            here = slice(rows, rows + batch.num_rows)
            if here.stop > MOST:
                return None
            customers = batch.column(0)
            if pa.types.is_integer(customers.type) and customers.type != pa.uint64():
                code[here] = _numbers(pc.cast(customers, pa.int64()))
            else:
                coder.take(customers)
            day[here] = _numbers(batch.column(1).view(pa.int32()))
            margin[here] = _numbers(batch.column(2))
            is_order[here] = _numbers(pc.cast(batch.column(3), pa.uint8()))
            rows = here.stop
        code, names = coder.coded() if coder.rows else _numbered(code[:rows])
    pa.default_memory_pool().release_unused()
    return _Columns(code, names, day[:rows], margin[:rows], is_order[:rows])


class _Coder:
    """Numbers for ids of any kind, while more of them come: those of each group, then of all."""

    def __init__(self) -> None:
        self.rows = 0
        self._pool = ThreadPoolExecutor(2)
        self._waiting: list[pa.Array] = []
        self._groups: list[Future[list[pa.DictionaryArray]]] = []

    def __enter__(self) -> "_Coder":
        return self

    def __exit__(self, *error: object) -> None:
        self._pool.shutdown(cancel_futures=True)

    def take(self, ids: pa.Array) -> None:
        # A copy, because a column that is kept keeps the whole batch it came in.
        self._waiting.append(pa.concat_arrays([ids, ids.slice(0, 0)]))
        self.rows += len(ids)
        if self.rows >= GROUP * (len(self._groups) + 1):
            self._submit()

    def coded(self) -> tuple[Whole, pa.Array]:
        """The number of each row, and the ids, each once."""
        self._submit()
        found = [group.result() for group in self._groups]
        all_ids = pa.chunked_array([group[-1].dictionary for group in found]).dictionary_encode()
        codes = [
            _numbers(number.indices)[_numbers(chunk.indices)]
            for number, group in zip(all_ids.chunks, found, strict=True)
            for chunk in group
        ]
        return np.concatenate(codes).astype(np.int64), all_ids.chunks[-1].dictionary

    def _submit(self) -> None:
        if self._waiting:
            self._groups.append(self._pool.submit(_encoded, self._waiting))
            self._waiting = []


def _encoded(ids: list[pa.Array]) -> "list[pa.DictionaryArray]":
    return list(pa.chunked_array(ids).dictionary_encode().chunks)


def _numbered(ids: Whole) -> tuple[Whole, pa.Array]:
    """Whole-number ids number the customers themselves, unless they lie far apart."""
    if len(ids) == 0:
        return ids, _arrow(ids)
    least, greatest = int(ids.min()), int(ids.max())
    if greatest - least > SPARSE * len(ids) + 1000:
        with _Coder() as coder:
            for begin in range(0, len(ids), GROUP):
                coder.take(_arrow(ids[begin : begin + GROUP]))
            return coder.coded()
    ids -= least
    return ids, _arrow(np.arange(least, greatest + 1))


def _histories(rows: _Columns, as_of: date) -> pa.RecordBatch | None:
    with ThreadPoolExecutor(1) as beside:
        order = beside.submit(pc.sort_indices, rows.names)  # bytewise, as the database sorts
        to_date = beside.submit(_sums, rows.code, rows.margin, len(rows.names))
        return _summed(rows, order, to_date, as_of)


def _summed(
    rows: _Columns, order: "Future[pa.Array]", total: "Future[Whole]", as_of: date
) -> pa.RecordBatch | None:
    customers = len(rows.names)
    code, day, margin = rows.code, rows.day, rows.margin
    if not rows.is_order.all():
        code, day, margin = code[rows.is_order], day[rows.is_order], margin[rows.is_order]
        if len(code) == 0:
            return None
    occasions, first, last = _occasions(code, day, customers)
    at_first = np.flatnonzero(day == first[code])
    first_margin = _sums(code[at_first], margin[at_first], customers)
    by_id = _numbers(order.result())
    known = by_id[occasions[by_id] > 0]
    x, first, last = occasions[known] - 1, first[known], last[known]
    to_date = total.result()[known]
    first_margin = np.where(x > 0, first_margin[known], to_date)
    of_repeats = (to_date - first_margin) / PER_UNIT
    return pa.RecordBatch.from_pydict(
        {
            "n": _arrow(np.arange(len(known), dtype=np.int32)),
            "customer_id": rows.names.take(_arrow(known)),
            "first_order": _arrow(first).view(pa.date32()),
            "last_order": _arrow(last).view(pa.date32()),
            "orders": _arrow(np.bincount(code, minlength=customers)[known]),
            "repeat_count": _arrow(x),
            "first_to_last": _arrow((last - first).astype(np.int64)),
            "age": _arrow((as_of - date(1970, 1, 1)).days - first.astype(np.int64)),
            "margin_to_date": _decimals(to_date),
            "mean_repeat_margin": _arrow(of_repeats / np.maximum(x, 1), known=x > 0),
            "first_margin": _arrow(first_margin / PER_UNIT),
        }
    )


def _occasions(
    code: Whole, day: NDArray[np.int32], customers: int
) -> tuple[Whole, NDArray[np.int32], NDArray[np.int32]]:
    """Days with an order, the first and the last of them; 0 without one. Shape (customers,)."""
    least = int(day.min())
    bits = (int(day.max()) - least).bit_length()
    key = code << bits
    key += day
    key -= least
    key.sort()
    key = key[np.concatenate([[True], key[1:] != key[:-1]])]
    occasions = np.bincount(key >> bits, minlength=customers)
    known = np.flatnonzero(occasions)
    until = np.cumsum(occasions[known])
    first, last = np.zeros((2, customers), dtype=np.int32)
    first[known] = key[until - occasions[known]] - (known << bits) + least
    last[known] = key[until - 1] - (known << bits) + least
    return occasions, first, last


def _sums(code: Whole, margin: Whole, customers: int) -> Whole:
    found = np.zeros(customers, dtype=np.int64)
    np.add.at(found, code, margin)
    return found


def _numbers(column: pa.Array) -> NDArray[Any]:
    """A column without NULL as it lies in memory; pyarrow's own ways all import pandas."""
    held = np.frombuffer(column.buffers()[1], dtype=column.type.to_pandas_dtype())
    return held[column.offset : column.offset + len(column)]


def _arrow(column: NDArray[Any], known: NDArray[np.bool_] | None = None) -> pa.Array:
    """A column as it lies in memory, NULL where not known."""
    valid = None if known is None else pa.py_buffer(np.packbits(known, bitorder="little"))
    type_ = pa.from_numpy_dtype(column.dtype)
    return pa.Array.from_buffers(type_, len(column), [valid, pa.py_buffer(column)])


def _decimals(units: Whole) -> pa.Array:
    """DECIMAL(18,4) from ten thousandths."""
    words = np.stack([units, units >> 63], axis=1).astype("<i8")
    return pa.Array.from_buffers(pa.decimal128(18, 4), len(units), [None, pa.py_buffer(words)])
