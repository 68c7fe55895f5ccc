"""Numbers for customers' ids of any kind, and columns as they lie in memory."""

from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from volver.store.totals import Whole

GROUP = 2_000_000
"""Ids of a kind other than whole numbers are numbered in groups of about so many rows: with more,
the table of those seen so far leaves the processor's cache."""
TOGETHER = 50_000
"""Texts that are Python's own at a time."""


class Coder:
    """Numbers for ids of any kind, while more of them come: those of each group, then of all."""

    def __init__(self) -> None:
        self.rows = 0
        self._pool = ThreadPoolExecutor(2)
        self._waiting: list[pa.Array] = []
        self._groups: list[Future[list[pa.DictionaryArray]]] = []

    def __enter__(self) -> "Coder":
        return self

    def __exit__(self, *error: object) -> None:
        self._pool.shutdown(cancel_futures=True)

    def take(self, ids: pa.Array) -> None:
        """More rows."""
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
            plain(number.indices)[plain(chunk.indices)]
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


def plain(column: pa.Array) -> NDArray[Any]:
    """A column without NULL as it lies in memory; pyarrow's own ways all import pandas."""
    held = np.frombuffer(column.buffers()[1], dtype=column.type.to_pandas_dtype())
    return held[column.offset : column.offset + len(column)]


def strings(texts: Sequence[str]) -> pa.Array:
    """Texts as Arrow holds them; pyarrow's own way imports pandas where there is one."""
    known = [text.encode() for text in texts]
    ends = np.cumsum([0, *map(len, known)], dtype=np.int32)
    held = [None, pa.py_buffer(ends), pa.py_buffer(b"".join(known))]
    return pa.Array.from_buffers(pa.string(), len(known), held)


def in_parts(texts: pa.ChunkedArray | pa.Array) -> Iterator[Any]:
    """Arrow's strings as Python's own, some at a time: all of them take five times the room."""
    for at in range(0, len(texts), TOGETHER):
        yield from texts.slice(at, TOGETHER).to_pylist()


def arrow(column: NDArray[Any], known: NDArray[np.bool_] | None = None) -> pa.Array:
    """A column as it lies in memory, NULL where not known."""
    valid = None if known is None else pa.py_buffer(np.packbits(known, bitorder="little"))
    type_ = pa.from_numpy_dtype(column.dtype)
    return pa.Array.from_buffers(type_, len(column), [valid, pa.py_buffer(column)])


def decimals(units: Whole) -> pa.Array:
    """DECIMAL(18,4) from ten thousandths."""
    words = np.stack([units, units >> 63], axis=1).astype("<i8")
    return pa.Array.from_buffers(pa.decimal128(18, 4), len(units), [None, pa.py_buffer(words)])
