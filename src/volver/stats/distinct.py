"""Equal rows once, in one order, with how many there are of each."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Whole = NDArray[np.int64]


def distinct_rows(
    columns: Sequence[Whole], count: Whole
) -> tuple[list[Whole], NDArray[np.float64]]:
    """The distinct rows in order of the first column, then the next, and what each counts for.

    columns: whole numbers from 0 of shape (n,) each; the product of their ranges must fit in 63
    bits, else numpy raises ValueError. count: shape (n,). Returns columns and counts of shape (m,).

    >>> rows, weight = distinct_rows([np.array([1, 0, 1]), np.array([2, 5, 2])], np.ones(3, int))
    >>> [row.tolist() for row in rows], weight.tolist()
    ([[0, 1], [5, 2]], [1.0, 2.0])
    """
    if len(count) == 0:
        return [np.zeros(0, dtype=np.int64) for _ in columns], np.zeros(0)
    sizes = tuple(int(column.max()) + 1 for column in columns)
    key = np.ravel_multi_index(tuple(columns), sizes)
    if (key[1:] > key[:-1]).all():  # they are distinct and in order already
        return [column.astype(np.int64, copy=False) for column in columns], count.astype(np.float64)
    if (count == 1).all():  # to sort the keys is enough, and takes a tenth of the time
        key.sort()
        first = _first(key)
        weight = np.diff(first, append=len(key)).astype(np.float64)
    else:
        order = np.argsort(key)
        key = key[order]
        first = _first(key)
        weight = np.add.reduceat(count[order].astype(np.float64), first)
    return [part.astype(np.int64) for part in np.unravel_index(key[first], sizes)], weight


def _first(key: Whole) -> NDArray[np.intp]:
    """Where each number of a row of sorted ones stands first."""
    return np.flatnonzero(np.append(True, key[1:] != key[:-1]))
