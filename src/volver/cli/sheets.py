"""Sheets on a terminal: their sentences, and their grids as tables."""

from pathlib import Path
from typing import Any, Protocol

from volver.app.shown import Shown, write
from volver.cli.output import say, show_json, table
from volver.present.book.cells import said
from volver.present.book.leaf import Leaf
from volver.present.sheet import Grid


class Answered(Protocol):
    """What a command has found: whole, in brief, and as plain values."""

    @property
    def shown(self) -> Shown:
        """With every row."""

    @property
    def in_brief(self) -> Shown:
        """For a terminal."""

    def to_dict(self) -> Any:
        """For a program."""


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


def answer(
    found: Answered, workspace: Path, title: str, page: Path | None, out: Path | None,
    as_format: str, as_json: bool,
) -> None:  # fmt: skip
    """Write what is asked for as a page and as files, and show the rest in brief, or as JSON."""
    written = write(workspace, found.shown, title, page, out, as_format)
    if as_json:
        show_json(found.to_dict())
        return
    show(found.in_brief)
    for path in written:
        say(str(path))


def plain(found: Shown) -> list[dict[str, Any]]:
    """The same as plain values."""
    return [Leaf.of(sheet).to_dict() for sheet in found.sheets]
