"""A sheet for a terminal: the first rows of each table, and the columns that there is room for."""

from collections.abc import Mapping
from dataclasses import replace

from volver.present.sheet import Grid, Sheet
from volver.present.words import Words

FEW = 10


def brief(
    sheet: Sheet, words: Words, keep: Mapping[str, tuple[str, ...]], most: int = FEW
) -> Sheet:
    """The sheet, shortened. keep: names of columns by slug; other grids keep all."""
    blocks = (
        _short(block, words, keep.get(block.slug), most) if isinstance(block, Grid) else block
        for block in sheet.blocks
    )
    return replace(sheet, blocks=(*blocks,))


def _short(grid: Grid, words: Words, keep: tuple[str, ...] | None, most: int) -> Grid:
    places = [at for at, one in enumerate(grid.columns) if keep is None or one.name in keep]
    title = grid.title
    if len(grid.rows) > most:
        title = words(
            "{title:text}: the first {shown:count} of {rows:count}; --out writes all of them",
            title=title,
            shown=most,
            rows=len(grid.rows),
        )
    return replace(
        grid,
        title=title,
        columns=tuple(grid.columns[at] for at in places),
        rows=tuple(tuple(row[at] for at in places) for row in grid.rows[:most]),
    )
