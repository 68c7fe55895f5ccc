"""How a cell of a grid is written for people, and how strongly it is tinted."""

from collections.abc import Callable
from datetime import date
from itertools import pairwise
from typing import Any

from volver.present.formats import Formats
from volver.present.sheet import Cell, Grid, Unit
from volver.present.words import Words

SHADES = 6
"""Strengths of the colour behind a number, from none to the strongest."""
TINTED = ("money", "share", "ratio")


def said(cell: Cell, unit: Unit, words: Words) -> str:
    """One cell in the reader's way with numbers; "–" where there is none.

    >>> said(24288, "month", Words("es")), said(0.25, "share", Words("en"))
    ('ene 2024', '25.0%')
    """
    f = words.formats
    if cell is None or cell != cell:
        return "–"
    if isinstance(cell, bool):
        return words("yes") if cell else words("no")
    if isinstance(cell, date):
        return f.day(cell)
    if isinstance(cell, str):
        return cell
    return _NUMBERS[unit](f, cell)


def _month(f: Formats, month: float) -> str:
    return f.month(date(int(month) // 12, int(month) % 12 + 1, 1))


def _length(f: Formats, length: float) -> str:
    return f.number(length, 0 if length == round(length) else 1)


_NUMBERS: dict[Unit, Callable[[Formats, float], str]] = {
    "count": lambda f, cell: f.number(cell),
    "money": lambda f, cell: f.money(cell),
    "share": lambda f, cell: f.percent(cell, 1),
    "ratio": lambda f, cell: f.number(cell, 2),
    "minutes": lambda f, cell: f.number(cell),
    "days": _length,
    "months": _length,
    "month": _month,
    "text": lambda f, cell: str(cell),
    "day": lambda f, cell: str(cell),
}


def is_number(unit: Unit) -> bool:
    """Whether a column stands at the right."""
    return unit in ("count", "money", "share", "ratio", "minutes", "days", "months")


def lines(grid: Grid, most: int, cells: int | None = None) -> range:
    """The rows of a table that fit a page: the newest where they are in order of time.

    most, cells: of rows, and of what all of them hold; None: however much that is. One row is
    always shown.
    """
    newest = _in_time(grid)
    shown, widest = 0, 0
    for row in reversed(grid.rows) if newest else grid.rows:
        widest = max(widest, _filled(grid, row))
        if shown == most or (shown and cells is not None and (shown + 1) * widest > cells):
            break
        shown += 1
    return range(len(grid.rows) - shown, len(grid.rows)) if newest else range(shown)


def across(grid: Grid, shown: range) -> int:
    """How many columns some rows need: the last ages are those of the oldest cohorts alone."""
    if len(shown) == len(grid.rows):
        return len(grid.columns)
    return max(_filled(grid, grid.rows[line]) for line in shown)


def _filled(grid: Grid, row: tuple[Cell, ...]) -> int:
    if not grid.is_heat:
        return len(row)
    return max(at for at, cell in enumerate(row, 1) if cell is not None or at == 1)


def _in_time(grid: Grid) -> bool:
    if grid.columns[0].unit not in ("month", "day"):
        return False
    # Months are numbers and days are dates; either way the earlier is the smaller.
    times: list[Any] = [row[0] for row in grid.rows]
    return None not in times and all(one <= other for one, other in pairwise(times))


def shades(grid: Grid) -> list[list[int]]:
    """How strongly each cell is tinted, 0 to SHADES - 1: by its place between least and most.

    Partial cells are not tinted, since they are not to be compared.
    """
    tinted = [at for at, column in enumerate(grid.columns) if column.unit in TINTED]
    none = [[0] * len(grid.columns) for _ in grid.rows]
    if not grid.is_heat:
        return none
    held = {
        (row, at): float(cell)
        for row, cells in enumerate(grid.rows)
        for at in tinted
        if isinstance(cell := cells[at], int | float)
        and cell == cell
        and (row, at) not in grid.partial
    }
    least, most = min(held.values(), default=0.0), max(held.values(), default=0.0)
    for (row, at), value in held.items():
        if most > least:
            none[row][at] = min(int((value - least) / (most - least) * SHADES), SHADES - 1)
    return none
