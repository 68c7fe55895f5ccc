"""A sheet of some months: the rows of its tables in time, and nothing else, are fewer."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from volver.domain.errors import BadInput
from volver.domain.measure import month_of
from volver.present.book.leaf import Figure, Leaf
from volver.present.sheet import Cell, Grid
from volver.present.words import Words

WRITTEN = re.compile(r"(\d{4})-(\d\d)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Months:
    """Months from the first to the last, both in, 12 x year + month - 1; None: no end there."""

    first: int | None = None
    last: int | None = None

    def __post_init__(self) -> None:
        if self.first is not None and self.last is not None and self.first > self.last:
            raise BadInput(
                what="The first month comes after the last",
                where="from, to",
                next_step="Give the earlier month first.",
            )

    @classmethod
    def read(cls, first: str, last: str) -> "Months":
        """From texts such as 2024-03; "" is no end. Raises BadInput for what is no month."""
        return cls(_read(first), _read(last))

    @property
    def are_all(self) -> bool:
        """Whether nothing is left out."""
        return self.first is None and self.last is None

    def hold(self, month: int) -> bool:
        """Whether a month is one of them."""
        return (self.first or 0) <= month and (self.last is None or month <= self.last)


def _read(text: str) -> int | None:
    if not text:
        return None
    found = WRITTEN.fullmatch(text)
    if found is None or not (1 <= int(found[2]) <= 12 and found[1] != "0000"):
        raise BadInput(
            what=f"{text[:20]!r} is not a month",
            where="from, to",
            next_step="Write it year-month, such as 2024-03.",
        )
    return 12 * int(found[1]) + int(found[2]) - 1


def months_of(leaves: Iterable[Leaf]) -> range:
    """From the first month to the last that a row of their tables is of; empty without any."""
    found = {
        month
        for leaf in leaves
        for grid in leaf.grids
        for month in row_months(grid)
        if month is not None
    }
    return range(min(found), max(found) + 1) if found else range(0)


def between(leaf: Leaf, months: Months, words: Words) -> Leaf:
    """The sheet with those rows of its tables in time that are of some months.

    Its sentences and charts stay: they are of all of it, and so are tables without months.
    """
    if months.are_all:
        return leaf
    blocks: list[Grid | Figure | str] = []
    whose = dict(leaf.whose)
    for block in leaf.blocks:
        kept = _kept(block, months) if isinstance(block, Grid) else None
        if kept is None or not isinstance(block, Grid):
            blocks.append(block)
        elif not kept:
            blocks.append(words("{title:text}: there are no rows of this time.", title=block.title))
        else:
            blocks.append(_only(block, kept))
            if rules := leaf.whose.get(block.slug):
                whose[block.slug] = tuple(rules[at] for at in kept if at < len(rules))
    return replace(leaf, blocks=tuple(blocks), whose=whose)


def row_months(grid: Grid) -> Sequence[int | None]:
    """The month of each row of a table in time; empty for a table of one moment or of none.

    Where a row says from which day to which, it is of the month in which it ends.
    """
    units = [column.unit for column in grid.columns[:2]]
    if not units or units[0] not in ("month", "day"):
        return ()
    at = 1 if units == ["day", "day"] else 0
    found = [_month(row[at]) for row in grid.rows]
    return found if len(set(found)) > 1 else ()


def _month(cell: Cell) -> int | None:
    if isinstance(cell, date):
        return month_of(cell)
    return int(cell) if isinstance(cell, int | float) else None


def _kept(grid: Grid, months: Months) -> list[int] | None:
    """The places of the rows that stay; None where the table has no time to go by."""
    found = row_months(grid)
    if not found:
        return None
    return [at for at, month in enumerate(found) if month is None or months.hold(month)]


def _only(grid: Grid, kept: list[int]) -> Grid:
    places = {before: now for now, before in enumerate(kept)}
    partial = frozenset((places[row], at) for row, at in grid.partial if row in places)
    return replace(grid, rows=tuple(grid.rows[at] for at in kept), partial=partial)


def links(months: Months) -> Iterator[tuple[str, str]]:
    """The months as an address says them."""
    for name, month in (("from", months.first), ("to", months.last)):
        if month is not None:
            yield name, month_written(month)


def month_written(month: int) -> str:
    """A month as an address says it.

    >>> month_written(24290)
    '2024-03'
    """
    return f"{month // 12:04}-{month % 12 + 1:02}"
