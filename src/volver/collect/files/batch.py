"""The one shape in which every reader hands out rows."""

from collections.abc import Sequence

import pyarrow as pa


def column_names(width: int) -> list[str]:
    """The columns of a batch: the line, then the file's columns by position."""
    return ["line", *(f"c{position}" for position in range(width))]


def text_batch(lines: Sequence[int], rows: Sequence[Sequence[str]], width: int) -> pa.RecordBatch:
    """A batch of rows of text; all rows are `width` long."""
    columns = zip(*rows, strict=True) if rows else ((),) * width
    arrays = [pa.array(lines, pa.int64()), *(pa.array(column, pa.string()) for column in columns)]
    return pa.RecordBatch.from_arrays(arrays, column_names(width))
