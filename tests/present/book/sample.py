"""A sheet with a block of every kind, and a book of such sheets."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from volver.present import charts
from volver.present.book.html import Imprint, render
from volver.present.book.leaf import Leaf
from volver.present.drawing import PAGE
from volver.present.records import Concentration
from volver.present.sheet import Column, Grid, Sheet
from volver.present.words import Words

HOSTILE = '=cmd|"/c calc"!A1</script><script>alert(1)</script>#read("/etc/passwd")'
IMPRINT = Imprint(
    "Shop & <Co>", date(2024, 2, 29), "margin: revenue less cost", 365, 0.1, "EUR", "r1", "1.0"
)
COLUMNS = (
    Column("who", "Customer", "text"),
    Column("since", "Since", "day"),
    Column("cohort", "Cohort", "month"),
    Column("orders", "Orders", "count"),
    Column("margin", "Margin", "money"),
    Column("share", "Share", "share"),
)
ROWS = (
    (HOSTILE, date(2024, 2, 29), 24288, 3, 1234.5, 0.25),
    ("ana", None, 24289, 0, -7.25, None),
    ("bo", date(2023, 1, 1), 24299, 12, 0.0, 1.0),
)
GRID = Grid("people", "People", COLUMNS, ROWS, "A caution.", True, frozenset({(2, 4)}))


def leaf(grid=GRID):
    """A sheet with one block of every kind."""
    spread = Concentration((0.0, 0.5, 1.0), (0.0, 0.8, 1.0), 0.5, 0.4)
    drawing = charts.concentration(None, spread, Words("en", "EUR"), PAGE)
    return Leaf.of(
        Sheet("who", "Who they are", "Who is there?", ("A sentence.", grid, drawing), ("spend",))
    )


def sample(language, lengths: Iterable[int]):
    """A page of the book whose sheets have tables of so many rows."""
    leaves = []
    for at, rows in enumerate(lengths):
        many = replace(GRID, slug=f"people-{at}", rows=(ROWS * rows)[:rows], partial=frozenset())
        one = leaf(many)
        figures = [b if isinstance(b, str | Grid)
                   else replace(b, name=f"{b.name}-{at}", title=f"{b.title} {at}")
                   for b in one.blocks]  # fmt: skip
        leaves.append(
            replace(one, slug=f"{one.slug}-{at}", title=f"{one.title} {at}", blocks=tuple(figures))
        )
    return render(leaves, IMPRINT, language)
