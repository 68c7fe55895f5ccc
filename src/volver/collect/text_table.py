"""A ready-made table as columns of text, every record counted: what tables of any kind begin with.

table = read_texts(path, ReadOptions())
table.texts(table.place("orders", "x"))     # one text for each row, "" where there is none
table.rows_in                               # == len(table) + len(table.malformed)
"""

import re
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from pyarrow import parquet as pq

from volver.collect import refuse
from volver.collect.files.layout import Malformed, ReadOptions
from volver.collect.mapping import position, shown_names
from volver.collect.numbers import (
    MISSING,
    SIGNS,
    DecimalSign,
    NumberFormat,
    decide,
    settle,
    value_of,
)
from volver.collect.report import malformed_counts
from volver.collect.source import open_source
from volver.collect.stage import hash_of_file
from volver.domain.errors import BadInput

BESIDE = re.compile(r"[\d.,+−%\s-]")
SIGNS_OR_NONE = SIGNS | {""}
"""What may be left of a number when its digits are taken away: C12 is none."""
MINUS = re.compile("[-−]")
"""`value_of` reads a size; the sign of money may stand before or behind the minus."""


@dataclass(frozen=True, slots=True)
class Numbers:
    """A column read as numbers, shape (n,)."""

    values: NDArray[np.float64]
    """NaN where there is none."""
    rules: tuple[str | None, ...]
    """The rule that a cell broke; None where it holds a number."""


@dataclass(frozen=True, slots=True)
class TextTable:
    """The records of a file, in the order of its lines."""

    source: str
    content_hash: str
    columns: tuple[str, ...]
    """The names of all columns."""
    cells: pa.Table
    lines: NDArray[np.int64]
    """Where each row stands in the file. Shape (n,)."""
    malformed: tuple[Malformed, ...]
    """Records that could not be read as rows."""
    rows_in: int
    notes: tuple[str, ...]
    """How the file was understood, in sentences."""

    def __len__(self) -> int:
        return len(self.lines)

    def texts(self, at: int) -> list[str]:
        """One column, trimmed; "" where a cell is empty. Shape (n,)."""
        held = self.cells.column(at).to_pylist()
        return ["" if value is None else str(value).strip() for value in held]

    def numbers(self, at: int, decimal: DecimalSign | None, zero_if_empty: bool = False) -> Numbers:
        """One column of numbers, in whichever way it is written."""
        texts, column = self.texts(at), self.columns[at]
        pairs = [(int(line), text) for line, text in zip(self.lines, texts, strict=True) if text]
        how = decide(pairs, decimal, column, self.source, NumberFormat())
        how = settle(how, column, self.source)
        read = [_number(text, how, zero_if_empty) for text in texts]
        values = np.array([value for value, _ in read], np.float64)
        return Numbers(values, tuple(rule for _, rule in read))

    def place(self, field: str, column: str) -> int:
        """Where a column stands that was stated for a field, by name or as "#3".

        field: also the option that names the column. Raises BadInput where it is not there.
        """
        at = position(column, self.columns)
        if at is None:
            near = get_close_matches(column, self.columns, n=3, cutoff=0.4)
            raise BadInput(
                what=f"{self.source} has no column {column[:80]!r}, which is mapped to {field}",
                where=f"--{field}; {self.source} has the columns: {shown_names(self.columns)}",
                next_step=f"Give one of these. Nearest: {', '.join(near)}."
                if near
                else "Give one of these.",
            )
        return at


def read_texts(path: Path, reading: ReadOptions) -> TextTable:
    """Read every row of a file: CSV, JSON lines, Excel or Parquet.

    Raises BadInput where it has no rows, Rejected where none of them can be read.
    """
    source = open_source(path, reading)
    if source.layout.kind == "parquet":
        cells = pq.read_table(path, partitioning=None)
        lines = np.arange(1, cells.num_rows + 1)
        rows_in = cells.num_rows
    else:
        batches = [batch for batch in source.batches() if batch.num_rows]
        rows_in = source.rows_in
        if batches:
            held = pa.Table.from_batches(batches)
            held = held.take(np.argsort(held.column("line").to_numpy(), kind="stable"))
            cells, lines = held.drop_columns("line"), held.column("line").to_numpy()
        else:
            cells, lines = None, np.zeros(0, np.int64)
    if not len(lines):
        if source.malformed:
            raise refuse.nothing_left(malformed_counts(source.malformed), rows_in, path.name)
        raise refuse.empty(path.name, 0)
    return TextTable(
        source=path.name,
        content_hash=hash_of_file(path),
        columns=source.layout.columns,
        cells=cells,
        lines=lines,
        malformed=tuple(source.malformed),
        rows_in=rows_in,
        notes=source.layout.notes,
    )


def _number(text: str, how: NumberFormat, zero_if_empty: bool) -> tuple[float, str | None]:
    if text.lower() in MISSING:
        return (0.0, None) if zero_if_empty else (np.nan, "number_missing")
    if "(" in text:
        return np.nan, "number_in_parentheses"
    value = value_of(text.rstrip("% "), how)
    if value is None or BESIDE.sub("", text).upper() not in SIGNS_OR_NONE:
        return np.nan, "number_unreadable"
    if not np.isfinite(value):
        return np.nan, "number_not_finite"
    return (-value if MINUS.search(text) else value), None
