"""A file of subscriptions or of cohorts as columns of text, every record counted."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from volver.collect import refuse
from volver.collect.files.layout import Malformed
from volver.collect.mapping import position
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
from volver.collect.source import ReadOptions, open_source
from volver.collect.stage import Raw, hash_of_file, stage_file
from volver.domain.errors import BadInput
from volver.store.engine import Engine

Texts = Sequence[str | None]

BESIDE = re.compile(r"[\d.,+−%\s-]")
SIGNS_OR_NONE = SIGNS | {""}
"""What may be left of a number when its digits are taken away: C12 is none."""
MINUS = re.compile("[-−]")
"""`value_of` reads a size; the sign of money may stand before or behind the minus."""


@dataclass(frozen=True, slots=True)
class TextTable:
    """The records of a file, in their order."""

    source: str
    content_hash: str
    columns: tuple[str, ...]
    """The names of the columns that were asked for; all of them where none were."""
    lines: NDArray[np.int64]
    texts: tuple[Texts, ...]
    """One sequence for each of those columns, trimmed; None where a cell is empty."""
    malformed: Sequence[Malformed]
    rows_in: int
    notes: tuple[str, ...]


def read_table(
    engine: Engine, path: Path, reading: ReadOptions, wanted: Mapping[str, str] | None
) -> TextTable:
    """Read some columns of a file, or all of them.

    wanted: columns of the file, by what they hold, each by its name or #place.
    """
    source = open_source(path, reading)
    raw = stage_file(engine, path, source)
    tally = raw.tally()
    if not raw.sample:
        if tally.malformed:
            raise refuse.nothing_left(malformed_counts(tally.malformed), tally.rows_in, raw.source)
        raise refuse.empty(raw.source, 0)
    if wanted is None:
        places = list(range(len(raw.columns)))
    else:
        places = [_place(holds, column, raw) for holds, column in wanted.items()]
    chosen = "".join(f", TRIM(CAST(c{at} AS TEXT)) AS t{i}" for i, at in enumerate(places))
    raw.keep(engine, "text_rows", f"SELECT n, line{chosen} FROM {raw.rows}")  # noqa: S608 - places
    found = engine.columns("SELECT * FROM text_rows ORDER BY n")
    tally = raw.tally()
    return TextTable(
        source=raw.source,
        content_hash=hash_of_file(path),
        columns=tuple(raw.columns[at] for at in places),
        lines=found["line"],
        texts=tuple([text or None for text in found[f"t{i}"]] for i in range(len(places))),
        malformed=tally.malformed,
        rows_in=tally.rows_in if raw.read is not None else len(found["line"]),
        notes=tuple(note.text for note in raw.notes()),
    )


def _place(holds: str, column: str, raw: Raw) -> int:
    at = position(column, raw.columns)
    if at is None:
        near = get_close_matches(column, raw.columns, n=3, cutoff=0.4)
        shown = ", ".join(name[:80] or "(no name)" for name in raw.columns[:40])
        raise BadInput(
            what=f"{raw.source} has no column {column[:80]!r}",
            where=f"--{holds}; {raw.source} has the columns: {shown}",
            next_step=f"Give one of these. Nearest: {', '.join(near)}."
            if near
            else "Give one of these.",
        )
    return at


@dataclass(frozen=True, slots=True)
class Numbers:
    """A column read as numbers, shape (n,)."""

    values: NDArray[np.float64]
    """NaN where there is none."""
    rules: tuple[str | None, ...]
    """The rule that a cell broke; None where it holds a number."""


def numbers_of(
    table: TextTable, at: int, decimal: DecimalSign | None, zero_if_empty: bool = False
) -> Numbers:
    """Read a column of numbers, in whichever way it is written."""
    texts, column = table.texts[at], table.columns[at]
    pairs = [(int(line), text) for line, text in zip(table.lines, texts, strict=True) if text]
    how = settle(decide(pairs, decimal, column, table.source, NumberFormat()), column, table.source)
    read = [_number(text, how, zero_if_empty) for text in texts]
    return Numbers(np.array([value for value, _ in read], np.float64), tuple(r for _, r in read))


def _number(text: str | None, how: NumberFormat, zero_if_empty: bool) -> tuple[float, str | None]:
    if text is None or text.lower() in MISSING:
        return (0.0, None) if zero_if_empty else (np.nan, "number_missing")
    if "(" in text:
        return np.nan, "number_in_parentheses"
    value = value_of(text.rstrip("% "), how)
    if value is None or BESIDE.sub("", text).upper() not in SIGNS_OR_NONE:
        return np.nan, "number_unreadable"
    if not np.isfinite(value):
        return np.nan, "number_not_finite"
    return (-value if MINUS.search(text) else value), None
