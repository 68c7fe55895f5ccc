"""Where margin has the costs of order lines from, in a sentence and as a table."""

from volver.present.records import Costs
from volver.present.sheet import Column, Grid
from volver.present.words import Words


def costs_told(costs: Costs, words: Words) -> str:
    """How many lines have which cost."""
    if costs.is_stated:
        return words(
            "Costs of order lines: {own:count} have their own, {by_product:count} that of their"
            " product, {by_rate:count} go by the stated margin rate.",
            own=costs.own,
            by_product=costs.by_product,
            by_rate=costs.by_rate,
        )
    return words(
        "Costs of order lines: {own:count} have their own, {by_product:count} that of their"
        " product, {by_rate:count} go by the mean margin of the lines that have one.",
        own=costs.own,
        by_product=costs.by_product,
        by_rate=costs.by_rate,
    )


def costs_grid(costs: Costs, words: Words) -> Grid:
    """The same; the lines add up to all there are."""
    of_rate = (
        words("None: they go by the stated margin rate")
        if costs.is_stated
        else words("None: they go by the mean margin of the lines that have one")
    )
    rows = (
        (words("Their own"), costs.own),
        (words("That of their product, by the piece"), costs.by_product),
        (of_rate, costs.by_rate),
    )
    lines = sum(times for _, times in rows)
    return Grid(
        slug="costs_of_lines",
        title=words("What the cost of order lines goes by"),
        columns=(
            Column("cost", words("Cost"), "text"),
            Column("lines", words("Lines"), "count"),
            Column("share", words("Share"), "share"),
        ),
        rows=tuple((told, times, times / lines) for told, times in rows),
        caution=words("A line whose file has no column of pieces is taken as one piece."),
    )
