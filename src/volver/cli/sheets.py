"""Sheets on a terminal: their sentences, and their grids as tables."""

from typing import Any

from volver.app.shown import Shown
from volver.cli.output import say, table
from volver.present.book.cells import said
from volver.present.book.leaf import Leaf
from volver.present.sheet import Grid


def show(found: Shown) -> None:
    """All of them, on stdout."""
    for sheet in found.sheets:
        say(sheet.title)
        say(sheet.question)
        for block in sheet.blocks:
            if isinstance(block, str):
                say()
                say(block)
            elif isinstance(block, Grid):
                units = [column.unit for column in block.columns]
                left = {at for at, unit in enumerate(units) if at == 0 or unit in ("text", "day")}
                rows = [
                    [said(cell, unit, found.words) for cell, unit in zip(row, units, strict=True)]
                    for row in block.rows
                ]
                say()
                say(block.title)
                table([column.title for column in block.columns], rows, left)


def plain(found: Shown) -> list[dict[str, Any]]:
    """The same as plain values."""
    return [Leaf.of(sheet).to_dict() for sheet in found.sheets]
