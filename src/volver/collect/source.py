"""Open a file of orders, whatever it is, as batches of raw text with every record counted.

source = open_source(Path("orders.csv"), ReadOptions())
for batch in source.batches():
    ...                       # columns: line (int64), then c0, c1, ... (text)
source.rows_in                # == rows handed out + len(source.malformed)
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pyarrow as pa

from volver.collect.files.layout import Layout, Malformed, ReadOptions, Tally

__all__ = ["Layout", "Malformed", "ReadOptions", "Source", "open_source"]

Reader = Callable[[Tally], Iterator[pa.RecordBatch]]


class Source:
    """An opened file: its layout at once, its rows on request, its counts while they come."""

    def __init__(self, layout: Layout, read: Reader) -> None:
        self._layout = layout
        self._read = read
        self._tally = Tally()

    @property
    def layout(self) -> Layout:
        """How the file is read. Notes may grow until the last batch (lines after the data)."""
        return replace(self._layout, notes=self._layout.notes + tuple(self._tally.notes))

    @property
    def rows_in(self) -> int:
        """Records found so far; blank lines, header and preamble are none."""
        return self._tally.rows_in

    @property
    def malformed(self) -> list[Malformed]:
        """Records that could not be read as rows, so far."""
        return self._tally.malformed

    def batches(self) -> Iterator[pa.RecordBatch]:
        """Hand out the rows, from the start each time it is called.

        A batch has the column "line" (int64, the physical line on which the record starts)
        and one string column per header column, named c0, c1, ... by position. Empty text
        stays ''. Within a block, records that needed care come after the others: order by
        line where order matters. A Parquet file is read by the engine and yields nothing.
        """
        self._tally = Tally()
        return self._read(self._tally)


def open_source(path: Path, options: ReadOptions) -> Source:
    """Find out how the file is written; raises BadInput when that cannot be told."""
    raise NotImplementedError
