"""Metrics as grids: as a whole with their intervals, by month, and by the level of a split."""

from collections.abc import Callable, Iterator, Sequence

from volver.domain.measure import Measured, Told, Unit
from volver.present.kpis import level_told
from volver.present.sheet import Cell, Column, Grid
from volver.present.sheet import Unit as Shown
from volver.present.words import Words

_SHOWN: dict[Unit, Shown] = {
    Unit.COUNT: "count",
    Unit.MONEY: "money",
    Unit.SHARE: "share",
    Unit.RATIO: "ratio",
    Unit.MINUTES: "minutes",
}


def whole(slug: str, figures: Sequence[Told], level: float, words: Words) -> Iterator[Grid | str]:
    """How to read them, and a grid for each unit: figure, interval, how many are behind it."""
    there = [figure for figure in figures if figure.rows]
    if there:
        yield words(
            "From and to are the interval that should hold the truth in {level:percent} of"
            " cases, where the figure is an estimate. Behind it: customers, orders, contacts or"
            " answers that it is made of.",
            level=level,
        )
    for unit in dict.fromkeys(figure.unit for figure in there):
        shown = _SHOWN[unit]
        yield Grid(
            slug=f"{slug}_{unit}",
            title=_titles(words)[unit],
            columns=(
                Column("metric", words("Figure"), "text"),
                Column("value", words("Value"), shown),
                Column("low", words("From"), shown),
                Column("high", words("To"), shown),
                Column("behind", words("Behind it"), "count"),
                Column("caution", words("Beware"), "text"),
            ),
            rows=tuple(
                (
                    words.term(figure.title),
                    *(_cell(figure, row.value), row.low, row.high, row.n),
                    words.term(figure.caution),
                )
                for figure in there
                if figure.unit == unit
                for row in figure.rows
            ),
        )


def by_month(slug: str, title: str, figures: Sequence[Told], words: Words) -> Grid | None:
    """Months down, figures across; the last month is marked where it has not ended."""
    there = [figure for figure in figures if figure.rows]
    if not there:
        return None
    rows = _table(there, lambda row: row.period)
    partial = {row.period for row in there[0].rows if row.is_partial}
    return Grid(
        slug=slug,
        title=title,
        columns=(Column("month", words("Month"), "month"), *_columns(there, words)),
        rows=rows,
        partial=frozenset(
            (at, column)
            for at, row in enumerate(rows)
            if row[0] in partial
            for column in range(1, len(row))
        ),
    )


def by_level(slug: str, title: str, of: str, figures: Sequence[Told], words: Words) -> Grid | None:
    """Levels down, figures across; those of whom nothing is known have a row of their own."""
    there = [figure for figure in figures if figure.rows]
    if not there:
        return None
    rows = _table(there, lambda row: level_told(row, words))
    return Grid(slug, title, (Column("level", of, "text"), *_columns(there, words)), rows)


def value_of(figures: Sequence[Told], slug: str) -> float | None:
    """What one figure of these came to as a whole; None where it could not be counted."""
    return next((f.rows[0].value for f in figures if f.slug == slug and f.rows), None)


def needs(figures: Sequence[Told], words: Words) -> tuple[str, ...]:
    """What the data lack, each once."""
    lacks = (figure.lacks for figure in figures)
    return tuple(dict.fromkeys(words.why(lack) for lack in lacks if lack is not None))


def _columns(figures: Sequence[Told], words: Words) -> Iterator[Column]:
    for figure in figures:
        title = words.term(figure.title)
        if figure.unit == Unit.MINUTES:
            title = words("{title:text}, minutes", title=title)
        yield Column(figure.slug, title, _SHOWN[figure.unit])


def _table(
    figures: Sequence[Told], key: Callable[[Measured], int | str | None]
) -> tuple[tuple[Cell, ...], ...]:
    """One row for each key, in the order in which they come; a cell for each figure."""
    cells: dict[int | str | None, dict[str, Cell]] = {}
    for figure in figures:
        for row in figure.rows:
            cells.setdefault(key(row), {})[figure.slug] = _cell(figure, row.value)
    slugs = [figure.slug for figure in figures]
    return tuple((at, *(found.get(slug) for slug in slugs)) for at, found in cells.items())


def _cell(figure: Told, value: float | None) -> Cell:
    return int(value) if value is not None and figure.unit == Unit.COUNT else value


def _titles(words: Words) -> dict[Unit, str]:
    return {
        Unit.COUNT: words("Counted"),
        Unit.MONEY: words("Money"),
        Unit.SHARE: words("Shares"),
        Unit.RATIO: words("Ratios and scores"),
        Unit.MINUTES: words("Times, in minutes"),
    }
