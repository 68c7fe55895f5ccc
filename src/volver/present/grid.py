"""Matrices as real tables: every cell says its number, and colour only helps the eye."""

from dataclasses import dataclass
from itertools import pairwise

from volver.domain.evidence import AliveGroup, AliveMatrix
from volver.present import page
from volver.present.words import Words

SHADES = 6
"""Strengths of the colour behind a number, from none to half."""

HABIT = 2
"""Repeat orders from which a silence tells something."""
SURE = 0.9995
"""A probability above this is written as 100 %."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One number with what stands small under it."""

    text: str
    note: str = ""
    shade: int = 0
    """From 0, no colour, to SHADES - 1."""


@dataclass(frozen=True, slots=True)
class Grid:
    """A matrix with its finding. A notebook shows it by itself; a page takes `html`."""

    name: str
    title: str
    """The finding, as a sentence."""
    description: str
    """What rows, columns and cells are."""
    corner: str
    """What the row headers are."""
    across: str
    """What the column headers are."""
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Cell, ...]], ...]

    @property
    def html(self) -> str:
        """A figure with the table in it; its style is `grid.css`."""
        return page.environment().get_template("grid.html.j2").render(grid=self)

    def _repr_html_(self) -> str:
        return f"<style>{page.asset('grid.css')}</style>{self.html}"


def alive_matrix(found: AliveMatrix, words: Words) -> Grid:
    """Mean P(alive) by repeat orders, down, and days since the last order, across."""
    return Grid(
        name="alive_matrix",
        title=_finding(found, words),
        description=words(
            "Mean P(alive) of today's customers by repeat orders and by days since the last "
            "order, and how many they are. A dash: nobody."
        ),
        corner=words("Repeat orders"),
        across=words("Days since the last order"),
        columns=_bands(found.since, words),
        rows=tuple(
            (name, tuple(_cell(group, words) for group in row))
            for name, row in zip(_bands(found.repeats, words), found.groups, strict=True)
        ),
    )


def _bands(least: tuple[int, ...], words: Words) -> tuple[str, ...]:
    f = words.formats
    closed = [
        f.number(low) if high == low + 1 else f.span(f.number(low), f.number(high - 1))
        for low, high in pairwise(least)
    ]
    return (*closed, f"{f.number(least[-1])}+")


def _cell(group: AliveGroup, words: Words) -> Cell:
    if group.p_alive is None:
        return Cell("–")
    return Cell(
        text=words.formats.percent(group.p_alive),
        note=words.plural("{n:count} customer", "{n:count} customers", group.customers),
        shade=min(int(group.p_alive * SHADES), SHADES - 1),
    )


def _finding(found: AliveMatrix, words: Words) -> str:
    """What silence says of most of those who have a habit: the first column beside the last."""
    known = [g.p_alive for row in found.groups for g in row if g.p_alive is not None]
    if min(known, default=0.0) > SURE:
        return words(
            "The model that was chosen knows no leaving: P(alive) is {all:percent} for everybody.",
            all=1.0,
        )
    often = [at for at, repeats in enumerate(found.repeats) if repeats >= HABIT]
    most = max(often, key=lambda at: sum(g.customers for g in found.groups[at]), default=0)
    row = found.groups[most]
    held = [(k, group.p_alive) for k, group in enumerate(row) if group.p_alive is not None]
    if not often or len(held) < 2:
        return words("P(alive) by repeat orders and days since the last one.")
    (_, before), (late, after) = held[0], held[-1]
    return words(
        "With {repeats:text} repeat orders, P(alive) goes from {before:percent} to "
        "{after:percent} after {days:text} days without an order.",
        repeats=_bands(found.repeats, words)[most],
        before=before,
        after=after,
        days=words.formats.number(found.since[late]),
    )
