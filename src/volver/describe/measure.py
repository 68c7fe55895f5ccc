"""Any metric by period and by split: one query for each source, and plain arithmetic after it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np

from volver.describe.catalogue import SOURCES
from volver.describe.metric import Metric, Sums
from volver.describe.sources import Source
from volver.describe.splits import (
    ATTRIBUTE,
    FACTS,
    FIRST_MONTH,
    OF_CUSTOMERS,
    calendar,
    split_of,
)
from volver.domain.errors import BadInput
from volver.domain.estimate import NotEnough
from volver.domain.measure import (
    OTHER,
    SIZES,
    UNKNOWN,
    Measured,
    Period,
    Told,
    first_day,
    first_of,
    last_day,
    month_of,
)
from volver.store.snapshot import Snapshot

NEEDED = "SELECT COUNT(*) FROM {view}"
BY_CUSTOMER = """
SELECT found.period, COALESCE(split_codes.code, -1) AS level, {parts}
FROM ({rows}) AS found
LEFT JOIN split_codes ON split_codes.{key} = found.{key}
GROUP BY found.period, COALESCE(split_codes.code, -1)
"""
BY_OWN = """
SELECT found.period, found.{column} AS level, {parts}
FROM ({rows}) AS found
GROUP BY found.period, found.{column}
"""
UNSPLIT = """
SELECT found.period, {parts}
FROM ({rows}) AS found
GROUP BY found.period
"""


@dataclass(frozen=True, slots=True)
class Cell:
    """The parts of one source in one period of one level."""

    period: int
    level: str | None
    sums: Sums


@dataclass(frozen=True, slots=True)
class Span:
    """Which months a question covers, both included; None: all there are."""

    first: int | None = None
    last: int | None = None

    @classmethod
    def lately(cls, as_of: date, months: int) -> "Span":
        """So many months up to that of a day."""
        return cls(month_of(as_of) - months + 1)


ALL = Span()


def measure_by(
    snapshot: Snapshot,
    metrics: Iterable[Metric],
    period: Period = "whole",
    split: str | None = None,
    span: Span = ALL,
    level: float = 0.9,
    sources: dict[str, Source] = SOURCES,
) -> list[Measured]:
    """Every metric in every period of every level; a period without a row counts nought.

    level: of intervals. sources: those of the catalogue, or the same with other targets.
    Raises BadInput where a metric does not know the split.
    """
    wanted = list(metrics)
    cells = {
        name: cells_by(snapshot, sources[name], _parts(wanted, name), period, split, span)
        for name in dict.fromkeys(metric.source for metric in wanted)
    }
    return [
        _measured(metric, cell, period, snapshot, level)
        for metric in wanted
        for cell in cells[metric.source]
    ]


def cells_by(
    snapshot: Snapshot,
    source: Source,
    parts: Sequence[str],
    period: Period,
    split: str | None = None,
    span: Span = ALL,
) -> list[Cell]:
    """The parts of a source by period and level, as exact as the engine keeps them."""
    if source.only_whole:
        period, span = "whole", ALL
    source.prepare(snapshot)
    asked, names = _asked(snapshot, source, split)
    _set_periods(asked, source, period, span)
    levels = 0 if split is None else 1
    found: dict[tuple[int, str | None], Sums] = {}
    for row in asked.rows(sql_of(source, parts, period, split)):
        name = None
        if levels:
            name = names.get(row[1], UNKNOWN) if names else (row[1] or UNKNOWN)
        found[int(row[0]), name] = dict(zip(parts, row[1 + levels :], strict=True))
    return list(_filled(found, parts, period, span, snapshot))


def sql_of(source: Source, parts: Sequence[str], period: Period, split: str | None) -> str:
    """The query of some parts of a source; it names prepared tables.

    Raises BadInput where the source has no such split.
    """
    chosen = ",\n  ".join(f"{source.parts[name]} AS {name}" for name in parts)
    rows = source.rows_by(period).strip()
    if split is None:
        return UNSPLIT.format(parts=chosen, rows=rows)
    if split in source.own:
        return BY_OWN.format(parts=chosen, rows=rows, column=source.own[split])
    return BY_CUSTOMER.format(parts=chosen, rows=rows, key=source.key)


def sql_as_run(
    snapshot: Snapshot,
    metric: Metric,
    period: Period,
    split: str | None = None,
    span: Span = ALL,
    sources: dict[str, Source] = SOURCES,
) -> str:
    """The one query behind a metric, with all that it names, as the engine gets it."""
    source = sources[metric.source]
    source.prepare(snapshot)
    asked, _ = _asked(snapshot, source, split)
    _set_periods(asked, source, period, span)
    return asked.sql(sql_of(source, metric.parts, period, split))


def splits_of(metric: Metric, sources: dict[str, Source] = SOURCES) -> tuple[str, ...]:
    """By what a metric can be split, besides attributes of customers."""
    source = sources[metric.source]
    return (*source.own, *(OF_CUSTOMERS if source.key else ()))


def lacking(
    snapshot: Snapshot, metric: Metric, sources: dict[str, Source] = SOURCES
) -> NotEnough | None:
    """What a metric would need and the data do not have; None where it can be counted."""
    return _lacks(snapshot, sources[metric.source].needs)


def with_sources(snapshot: Snapshot) -> Snapshot:
    """This snapshot with all that metrics are counted from, as far as its data go; where the
    lines lie elsewhere, without what would have to be brought home row by row."""
    if snapshot.is_at_home:
        snapshot.with_service_costs().keep("customer_facts", FACTS)
        for source in SOURCES.values():
            if _lacks(snapshot, source.needs) is None:
                source.prepare(snapshot)
    return snapshot.with_months()


def _lacks(snapshot: Snapshot, needs: str) -> NotEnough | None:
    if needs == "forecasts":
        if "forecasts" in snapshot.tables:
            return None
        return NotEnough("this figure needs a forecast", 1, 0)
    view, of = _NEEDS[needs]
    have = int(snapshot.rows(NEEDED.format(view=view))[0][0])
    return None if have else NotEnough(of, 1, have)


_NEEDS = {
    "orders": ("histories", "this figure needs orders"),
    "interactions": ("interactions", "this figure needs contacts with customers"),
    "answers": ("answers", "this figure needs answers of customers"),
    "subscriptions": ("subscriptions", "this figure needs subscriptions"),
    "service_costs": (
        "(SELECT cost FROM interactions WHERE cost IS NOT NULL UNION ALL"
        " SELECT cost FROM contact_costs WHERE NOT kind = 'none') AS stated",
        "this figure needs what a contact, an order or a return costs",
    ),
}


def told(
    snapshot: Snapshot,
    metrics: Iterable[Metric],
    period: Period = "whole",
    split: str | None = None,
    span: Span = ALL,
    level: float = 0.9,
) -> tuple[Told, ...]:
    """Each metric with what it came to, or with what it lacks, for a page to show."""
    wanted = list(metrics)
    lacks = {
        metric.slug: lacking(snapshot, metric) or _no_before(snapshot, metric, period, span)
        for metric in wanted
    }
    there = [metric for metric in wanted if lacks[metric.slug] is None]
    rows = measure_by(snapshot, there, period, split, span, level)
    return tuple(
        Told(
            metric.slug,
            metric.title,
            metric.question,
            metric.unit,
            metric.caution,
            tuple(row for row in rows if row.slug == metric.slug),
            lacks[metric.slug],
        )
        for metric in wanted
    )


def _no_before(snapshot: Snapshot, metric: Metric, period: Period, span: Span) -> NotEnough | None:
    """Why a figure that compares with what was before has nothing to compare with."""
    if not metric.looks_back or period != "whole":
        return None
    source = SOURCES[metric.source]
    source.prepare(snapshot)
    first = int(snapshot.rows(source.begins)[0][0])
    if span.first is not None and span.first > first:
        return None
    return NotEnough(
        "this figure needs a time before: ask by month, or from a later month on", 1, 0
    )


def _parts(metrics: Iterable[Metric], source: str) -> tuple[str, ...]:
    names = (part for metric in metrics if metric.source == source for part in metric.parts)
    return tuple(dict.fromkeys(names))


def _asked(
    snapshot: Snapshot, source: Source, split: str | None
) -> tuple[Snapshot, dict[int, str]]:
    """A snapshot with tables of its own for one question, and the names of codes."""
    if split is None or split in source.own:
        return replace(snapshot, tables=dict(snapshot.tables)), {}
    if source.key is None or not (split in OF_CUSTOMERS or split.startswith(ATTRIBUTE)):
        there = (*source.own, *((*OF_CUSTOMERS, f"{ATTRIBUTE}NAME") if source.key else ()))
        raise BadInput(
            what=f"This figure cannot be split by {split[:60]}",
            where="--split",
            next_step=f"Choose one of: {', '.join(there)}.",
        )
    found = split_of(snapshot, split)
    return found.snapshot, found.names


def _set_periods(asked: Snapshot, source: Source, period: Period, span: Span) -> None:
    first = FIRST_MONTH if span.first is None else span.first
    today = month_of(asked.as_of)
    last = today if span.last is None else min(span.last, today)
    months = calendar(last, period, first)
    asked.store_columns("periods", months)
    if "spans" not in source.rows:
        return
    starts = np.unique(months["period"]).tolist()
    opens = [first_day(max(start, first)) - timedelta(days=1) for start in starts]
    closes = [min(_end(start, period, last), asked.as_of) for start in starts]
    spans = {
        "period": np.array(starts, dtype=np.int32),
        "opens": np.array(opens, dtype="datetime64[D]"),
        "closes": np.array(closes, dtype="datetime64[D]"),
    }
    asked.store_columns("spans", spans)


def _end(start: int, period: Period, last: int) -> date:
    of_last = last_day(last, "month")
    return of_last if period == "whole" else min(last_day(start, period), of_last)


def _filled(
    found: dict[tuple[int, str | None], Sums],
    parts: Sequence[str],
    period: Period,
    span: Span,
    snapshot: Snapshot,
) -> Iterator[Cell]:
    """Every level in every period from the first with a row on; what has none counts nought."""
    levels = dict.fromkeys(level for _, level in found) or {None: None}
    for start in _starts([start for start, _ in found], period, span, month_of(snapshot.as_of)):
        for level in sorted(levels, key=_last_unknown):
            yield Cell(start, level, found.get((start, level), dict.fromkeys(parts)))


def _starts(found: list[int], period: Period, span: Span, today: int) -> list[int]:
    if period == "whole":
        return [0]
    last = today if span.last is None else min(span.last, today)
    first = min(found, default=last) if span.first is None else span.first
    return list(range(first_of(first, period), last + 1, SIZES[period]))


def _last_unknown(level: str | None) -> tuple[int, str]:
    return [OTHER, UNKNOWN].index(level) + 1 if level in (OTHER, UNKNOWN) else 0, level or ""


def _measured(
    metric: Metric, cell: Cell, period: Period, snapshot: Snapshot, level: float
) -> Measured:
    value, ends, n = metric.how.found(cell.sums, level)
    if n < metric.least and not metric.is_additive:
        value, ends = None, None
    low, high = (None, None) if ends is None or value is None else ends
    is_whole = period == "whole" or cell.period == 0
    return Measured(
        slug=metric.slug,
        period=None if is_whole else cell.period,
        level=cell.level,
        value=value,
        low=low,
        high=high,
        n=n,
        is_missing=cell.level == UNKNOWN,
        is_partial=not is_whole and last_day(cell.period, period) > snapshot.as_of,
    )
