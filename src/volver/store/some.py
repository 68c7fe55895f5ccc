"""Answers of some customers alone, so that what is not wanted never lies in memory at once."""

import math
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from volver.store.coder import arrow, plain
from volver.store.snapshot import Snapshot


def columns_of(
    snapshot: Snapshot, sql: str, customers: NDArray[np.int32] | None
) -> Mapping[str, Any]:
    """The answer of a query in the order of its `n`, of these `n` alone; None: of all.

    A column without a NULL, and one of doubles, is numpy's, NaN for NULL; texts stay Arrow's.
    """
    with snapshot.batches(sql) as parts:
        kept = [*parts] if customers is None else [*_only(parts, customers)]
    found = pa.Table.from_batches(kept)
    del kept
    if (np.diff(_held(found["n"])) < 0).any():  # what a run has put by lies in order already
        found = found.sort_by("n")
    held = {}
    for name in found.column_names:
        held[name] = _held(found[name])
        found = found.drop_columns([name])  # so that no more than one is there twice
    return held


def _only(parts: Iterable[pa.RecordBatch], customers: NDArray[np.int32]) -> Iterator[Any]:
    wanted = np.zeros(1 + int(customers.max(initial=-1)), bool)
    wanted[customers] = True
    for part in parts:
        n = plain(part["n"])
        rows = np.flatnonzero(n < len(wanted))
        yield part.take(arrow(rows[wanted[n[rows]]]))


def _held(column: pa.ChunkedArray) -> Any:
    if pa.types.is_string(column.type):
        return column
    if pa.types.is_floating(column.type) and column.null_count:
        column = pc.fill_null(column, math.nan)
    nothing = np.zeros(0, column.type.to_pandas_dtype())
    return np.concatenate([nothing, *map(plain, column.chunks)])
