"""A sheet answers one question with tables, charts and sentences; pages and files are made of it.

Its words are in the reader's language already; numbers are formatted by whoever shows them, by the
unit of their column, so that a page and a file hold the same figures.
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from volver.present.drawing import Drawing

Unit = Literal[
    "text", "count", "money", "share", "ratio", "minutes", "days", "months", "day", "month"
]
"""What a column holds: a `share` is 0 to 1 and shown in per cent, a `month` 12 x year + month - 1,
`minutes`, `days` and `months` are lengths of time."""
Cell = str | int | float | bool | date | None
"""None: not known, or not yet; shown as an empty cell."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a grid."""

    name: str
    """Of the column in a file: English, in lower_case."""
    title: str
    unit: Unit


@dataclass(frozen=True, slots=True)
class Grid:
    """One table: all of it is shown, and it can be taken away as a file named `slug`."""

    slug: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    caution: str = ""
    """What a reader should know before using it."""
    is_heat: bool = False
    """Whether numbers are tinted by size, as in a cohort grid."""
    partial: frozenset[tuple[int, int]] = frozenset()
    """(row, column) of cells whose period has not ended: marked, and not to be compared."""
    is_open: bool = False
    """Whether a page shows it at once, however long it is."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page of the book."""

    slug: str
    title: str
    question: str
    blocks: tuple[Grid | Drawing | str, ...] = ()
    needs: tuple[str, ...] = ()
    """What the data lack, in sentences, for figures of this sheet that could not be computed."""
    finding: str = ""
    """What it found, in a sentence; "": the title of its first chart, else its first sentence."""
