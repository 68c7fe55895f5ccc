"""A sheet answers one question with tables and charts; page, PDF and files are made from it alike.

Titles, column names and sentences are English here; whoever shows a sheet says them in the
reader's language through `Words.term`, and formats each cell by the unit of its column.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

Unit = Literal["text", "word", "count", "money", "share", "ratio", "days", "months", "day", "month"]
"""What a column holds. `text` is shown as it stands, `word` is a term of ours and translated;
`share` is 0 to 1 and shown in per cent; `month` is 12 x year + month - 1.
"""
Cell = str | int | float | bool | date | None
"""None: not known, or not yet; shown as an empty cell."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a grid."""

    name: str
    """Of the column in a file: lower_case."""
    title: str
    unit: Unit
    explained: str = ""
    """What it counts, where the title does not say."""


@dataclass(frozen=True, slots=True)
class Grid:
    """One table: all of it is shown, and can be taken away as a file named `slug`."""

    slug: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    caution: str = ""
    """What a reader should know before using it."""
    is_heat: bool = False
    """Whether numbers are tinted by size, as in a cohort grid."""
    partial: frozenset[tuple[int, int]] = frozenset()
    """(row, column) of cells whose period has not ended: marked, not compared."""


@dataclass(frozen=True, slots=True)
class Chart:
    """One Altair specification; the grid of the same sheet that it draws is its twin."""

    slug: str
    finding: str
    """What it shows, as a sentence: the text for who does not see it."""
    specification: Mapping[str, Any]
    twin: str
    """Slug of its grid."""


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence with its values: English with {places}, filled after translation.

    values: by place; a (value, unit) pair is formatted by the unit.
    """

    sentence: str
    values: Mapping[str, Cell | tuple[Cell, Unit]]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page of the book."""

    slug: str
    title: str
    question: str
    blocks: tuple[Grid | Chart | Said, ...] = ()
    needs: tuple[str, ...] = ()
    """What is missing, in words, for figures of this sheet that could not be computed."""
