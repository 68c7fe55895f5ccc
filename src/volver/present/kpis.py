"""What the terminal says of one figure."""

from volver.domain.measure import OTHER, Measured, Period, Told, Unit, written
from volver.present.table import Table
from volver.present.words import Words


def rows_told(found: Told, period: Period, split: str | None, words: Words) -> Table:
    """Its rows in words: period, level, figure, interval, how many are behind it."""
    f = words.formats
    columns = [words("Period")]
    columns += [] if split is None else [split]
    columns += [words.term(found.title), words("Interval"), words("Behind it")]
    return Table(
        tuple(columns),
        tuple(
            (
                _period(row, period, words),
                *(() if split is None else (level_told(row, words),)),
                value_told(row.value, found.unit, words),
                "–"
                if row.low is None or row.high is None
                else f.span(
                    value_told(row.low, found.unit, words), value_told(row.high, found.unit, words)
                ),
                f.number(row.n),
            )
            for row in found.rows
        ),
    )


def level_told(row: Measured, words: Words) -> str:
    """A level as the data write it; only what is none of theirs is said in the reader's words."""
    if row.is_missing:
        return words("unknown")
    return words("other") if row.level == OTHER else row.level or ""


def value_told(value: float | None, unit: Unit, words: Words) -> str:
    """A value in its unit; a dash where there is none."""
    f = words.formats
    if value is None:
        return "–"
    match unit:
        case Unit.COUNT:
            return f.number(value)
        case Unit.MONEY:
            return f.money(value)
        case Unit.SHARE:
            return f.percent(value, 1)
    return f.number(value, 2)


def _period(row: Measured, period: Period, words: Words) -> str:
    if row.period is None:
        return words("all of it")
    told = written(row.period, period)
    return words("{period:text}, not ended", period=told) if row.is_partial else told
