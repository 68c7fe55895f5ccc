"""Tables into Parquet, block after block: what is in memory is one block, however many follow."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from volver.worlds.columns import Column, Maybe, Money, Table, Words

MONEY = pa.decimal128(18, 2)


class Files:
    """Open files of Parquet by name; the first rows of each settle its columns."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.rows: dict[str, int] = {}
        self._open: dict[str, pq.ParquetWriter] = {}

    def add(self, name: str, table: Table) -> None:
        """Append rows to NAME.parquet, a row group at a time."""
        rows = pa.table({key: arrow(column) for key, column in table.items()})
        if name not in self._open:
            path = self.folder / f"{name}.parquet"
            path.parent.mkdir(parents=True, exist_ok=True)
            self._open[name] = pq.ParquetWriter(path, rows.schema, store_schema=False)
        self._open[name].write_table(rows)
        self.rows[name] = self.rows.get(name, 0) + len(rows)

    def close(self) -> None:
        """Finish every file."""
        for writer in self._open.values():
            writer.close()


@contextmanager
def files(folder: Path) -> Iterator[Files]:
    """Files that are whole when the block ends."""
    written = Files(folder)
    try:
        yield written
    finally:
        written.close()


def arrow(column: Column) -> pa.Array:
    """A column as Arrow keeps it: text by its dictionary, money as decimals, days as days."""
    if isinstance(column, Words):
        at = pa.array(column.at.astype(np.int32), mask=column.at < 0)
        return pa.DictionaryArray.from_arrays(at, pa.array(column.words, pa.string()))
    if isinstance(column, Money):
        return _decimals(column)
    if isinstance(column, Maybe):
        return pa.array(column.values, mask=~column.known)
    return pa.array(column)


def _decimals(money: Money) -> pa.Array:
    # A decimal of 128 bits is two words, the low one first; the high one repeats the sign.
    words = np.empty((len(money.cents), 2), dtype=np.int64)
    words[:, 0] = money.cents
    words[:, 1] = money.cents >> 63
    known = money.known
    mask = None if known is None else pa.array(known).buffers()[1]
    return pa.Array.from_buffers(MONEY, len(words), [mask, pa.py_buffer(words)])
