"""A sheet as plain values, so that a published book can be shown, printed and taken away later."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from volver.present.drawing import Drawing
from volver.present.sheet import Cell, Column, Grid, Sheet
from volver.present.table import Table

COUNTED = "customers"
"""The column whose cells lead to those whom they count."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart as it goes onto a page; see `Drawing`."""

    name: str
    title: str
    description: str
    specification: Mapping[str, Any]
    table: Table

    @classmethod
    def of(cls, drawing: Drawing) -> "Figure":
        """The drawing, its specification written out in the page's own colours."""
        return cls(
            drawing.name, drawing.title, drawing.description, drawing.page_spec(), drawing.table
        )


@dataclass(frozen=True, slots=True)
class Leaf:
    """One sheet of a published book, in one language."""

    slug: str
    title: str
    question: str
    blocks: tuple[Grid | Figure | str, ...]
    needs: tuple[str, ...]
    found: str = ""
    """As `Sheet.finding`."""
    whose: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Rules of the customers whom a table's rows count, by its slug; "" where no rule says it."""

    def rule_behind(self, grid: str, row: int, column: str) -> str:
        """The rule of the customers whom a cell counts; "" where there is none."""
        rules = self.whose.get(grid, ()) if column == COUNTED else ()
        return rules[row] if row < len(rules) else ""

    @classmethod
    def of(cls, sheet: Sheet) -> "Leaf":
        """The sheet with its charts written out."""
        blocks = tuple(Figure.of(b) if isinstance(b, Drawing) else b for b in sheet.blocks)
        return cls(sheet.slug, sheet.title, sheet.question, blocks, sheet.needs, sheet.finding)

    @property
    def grids(self) -> tuple[Grid, ...]:
        """Its tables, which can be taken away."""
        return tuple(block for block in self.blocks if isinstance(block, Grid))

    @property
    def figures(self) -> tuple[Figure, ...]:
        """Its charts."""
        return tuple(block for block in self.blocks if isinstance(block, Figure))

    @property
    def finding(self) -> str:
        """What the sheet found, in a sentence."""
        if self.found:
            return self.found
        told = [block.title for block in self.blocks if isinstance(block, Figure)]
        told += [block for block in self.blocks if isinstance(block, str)]
        return next(iter((*told, *self.needs)), self.question)

    def to_dict(self) -> dict[str, Any]:
        """Plain values for a JSON file; `from_dict` reads them."""
        return {
            "slug": self.slug,
            "title": self.title,
            "question": self.question,
            "needs": list(self.needs),
            "found": self.found,
            "blocks": [_block_to_plain(block) for block in self.blocks],
            "whose": {slug: list(rules) for slug, rules in self.whose.items()},
        }

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> "Leaf":
        """What `to_dict` wrote."""
        blocks = tuple(_block_from_plain(block) for block in plain["blocks"])
        needs, found = tuple(plain["needs"]), plain.get("found", "")
        whose = {slug: tuple(rules) for slug, rules in plain.get("whose", {}).items()}
        return cls(plain["slug"], plain["title"], plain["question"], blocks, needs, found, whose)


def _block_to_plain(block: Grid | Figure | str) -> dict[str, Any]:
    match block:
        case str():
            return {"said": block}
        case Figure():
            return {
                "figure": {
                    "name": block.name,
                    "title": block.title,
                    "description": block.description,
                    "specification": dict(block.specification),
                    "columns": list(block.table.columns),
                    "rows": [list(row) for row in block.table.rows],
                }
            }
    return {
        "grid": {
            "slug": block.slug,
            "title": block.title,
            "columns": [[c.name, c.title, c.unit] for c in block.columns],
            "rows": [[_cell_to_plain(cell) for cell in row] for row in block.rows],
            "caution": block.caution,
            "is_heat": block.is_heat,
            "partial": sorted(map(list, block.partial)),
            "is_open": block.is_open,
        }
    }


def _cell_to_plain(cell: Any) -> Cell:
    if hasattr(cell, "item"):  # numpy's own numbers are none of JSON's
        cell = cell.item()
    if isinstance(cell, float) and cell != cell:
        return None
    held: Cell = cell.isoformat() if isinstance(cell, date) else cell
    return held


def _block_from_plain(plain: Mapping[str, Any]) -> Grid | Figure | str:
    if "said" in plain:
        return str(plain["said"])
    if "figure" in plain:
        held = plain["figure"]
        table = Table(tuple(held["columns"]), tuple(tuple(row) for row in held["rows"]))
        return Figure(
            held["name"], held["title"], held["description"], held["specification"], table
        )
    held = plain["grid"]
    columns = tuple(Column(*column) for column in held["columns"])
    rows = tuple(
        tuple(
            date.fromisoformat(cell) if column.unit == "day" and cell is not None else cell
            for column, cell in zip(columns, row, strict=True)
        )
        for row in held["rows"]
    )
    partial = frozenset((row, column) for row, column in held["partial"])
    return Grid(
        held["slug"], held["title"], columns, rows, held["caution"], held["is_heat"], partial,
        held.get("is_open", False),
    )  # fmt: skip
