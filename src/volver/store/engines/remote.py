"""What the adapters of databases outside this process share: answers by way of Arrow."""

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from volver.store.engine import Cell, Columns, Row


class Remote:
    """Rows and columns from record batches; an adapter adds what speaks to its database."""

    in_process = False

    def batches(
        self, sql: str, parameters: Mapping[str, Cell] | None = None
    ) -> AbstractContextManager[Iterator[Any]]:
        """See Engine."""
        raise NotImplementedError

    def rows(self, sql: str, parameters: Mapping[str, Cell] | None = None) -> list[Row]:
        """Run one query whose answer is short."""
        with self.batches(sql, parameters) as found:
            return [
                row
                for batch in found
                for row in zip(*(column.to_pylist() for column in batch.columns), strict=True)
            ]

    def columns(self, sql: str, parameters: Mapping[str, Cell] | None = None) -> Columns:
        """Run one query into numpy columns; see Engine."""
        with self.batches(sql, parameters) as found:
            batches = list(found)
        table = pa.Table.from_batches(batches)
        return {name: as_numpy(table[name]) for name in table.column_names}


def as_numpy(column: Any) -> NDArray[Any]:
    """A column of Arrow as the rooms are given it: no whole number or date is NULL."""
    kind = column.type
    if pa.types.is_decimal(kind):
        column, kind = pc.cast(column, pa.float64()), pa.float64()
    if pa.types.is_floating(kind):
        return np.asarray(column.to_numpy(), dtype=np.float64)  # NULL comes as NaN
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        return np.array([None, *column.to_pylist()], dtype=object)[1:]
    if column.null_count:
        raise TypeError("a whole number or date column holds NULL")  # our own SQL is wrong
    return np.asarray(column.to_numpy())
