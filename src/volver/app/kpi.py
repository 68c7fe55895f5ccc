"""Any figure of the newest run, by period and by split, with the SQL behind it."""

import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from volver.app.workspace import Workspace
from volver.describe.catalogue import BY_SLUG, METRICS
from volver.describe.measure import Span, splits_of, sql_as_run, told
from volver.describe.metric import Metric
from volver.domain.errors import BadInput
from volver.domain.measure import Measured, Period, Told, written
from volver.present.kpis import rows_told
from volver.present.table import Table
from volver.present.words import Words
from volver.store import open_engine
from volver.store.grids import write_grid
from volver.store.shelf import from_shelf
from volver.store.snapshot import Snapshot

COLUMNS = ("metric", "period", "level", "value", "low", "high", "n", "missing", "partial")
"""Of a file, and of one JSON record."""
OF_LINES = ("baskets", "profit", "attended")
"""Sources that ask single orders, which stay in a company's own database."""


@dataclass(frozen=True, slots=True)
class Kpi:
    """One figure: in words, as records, and as SQL."""

    found: Told
    title: str
    question: str
    caution: str
    lacks: str
    """What the data do not have; empty where it could be counted."""
    table: Table
    records: tuple[dict[str, object], ...]
    sql: str

    def write(self, path: Path) -> None:
        """The records as .csv, .xlsx or .parquet."""
        formats = {".csv": "csv", ".xlsx": "xlsx", ".parquet": "parquet"}
        if path.suffix not in formats:
            raise BadInput(
                what=f"{path.name} cannot be written",
                where="--out",
                next_step="Give a name that ends in .csv, .xlsx or .parquet.",
            )
        rows = [[record[name] for name in COLUMNS] for record in self.records]
        write_grid(COLUMNS, rows, path, formats[path.suffix])  # type: ignore[arg-type]  # by its end


def listed(language: str) -> Iterator[tuple[str, str, str]]:
    """The catalogue: slug, title and question of every figure."""
    words = Words(language)
    for metric in METRICS:
        yield metric.slug, words.term(metric.title), words.term(metric.question)


def kpi(
    workspace: Workspace,
    slug: str,
    by: str,
    split: str | None,
    since: str | None,
    until: str | None,
    language: str | None,
) -> Kpi:
    """One figure of the newest run.

    by: month, quarter, year or whole. since, until: months, such as 2024-03; both are in.
    Raises BadInput where there is no such figure, period or split.
    """
    metric = _metric(slug)
    period: Period | None = next((name for name in get_args(Period) if name == by), None)
    if period is None:
        raise BadInput(
            what=f"{by[:20]!r} is no period",
            where="--by",
            next_step="Give month, quarter, year or whole.",
        )
    span = Span(_month(since), _month(until))
    settings = workspace.settings
    words = Words(language or settings.language, settings.reporting_currency)
    with closing(open_engine()) as engine:
        snapshot = from_shelf(engine, workspace.runs.latest())
        _check_orders(snapshot, metric)
        (found,) = told(snapshot, [metric], period, split, span, settings.level)
        sql = "" if found.lacks else sql_as_run(snapshot, metric, period, split, span)
    return Kpi(
        found=found,
        title=words.term(metric.title),
        question=words.term(metric.question),
        caution=words.term(metric.caution),
        lacks="" if found.lacks is None else words.why(found.lacks),
        table=rows_told(found, period, split, words),
        records=tuple(_record(row, period) for row in found.rows),
        sql=sql,
    )


def splits(slug: str) -> tuple[str, ...]:
    """By what a figure can be split; customers' figures also by attribute:NAME."""
    return splits_of(_metric(slug))


def _metric(slug: str) -> Metric:
    if slug not in BY_SLUG:
        raise BadInput(
            what=f"There is no figure {slug[:40]!r}",
            where="volver kpi",
            next_step="Run volver kpi alone: it lists them all.",
        )
    return BY_SLUG[slug]


def asks_elsewhere(snapshot: Snapshot, metric: Metric) -> bool:
    """Whether a figure is of single records that lie in the company's database, not in the run."""
    at_home = "net_orders" in snapshot.tables
    return not at_home and metric.source in (*OF_LINES, "products", "contacts", "answers")


def _check_orders(snapshot: Snapshot, metric: Metric) -> None:
    if not asks_elsewhere(snapshot, metric):
        return
    raise BadInput(
        what=f"{metric.slug} is asked of single records, which lie in the company's database",
        where="volver kpi",
        next_step="Look it up in the book of the newest run: volver book",
    )


def _month(text: str | None) -> int | None:
    """A month written 2024-03, or any day of it."""
    if text is None:
        return None
    found = re.fullmatch(r"(\d{4})-(\d\d)(?:-\d\d)?", text)
    if found is None or not (1 <= int(found[2]) <= 12 and 1 <= int(found[1]) < 9999):
        raise BadInput(
            what=f"{text[:20]!r} is not a month",
            where="--from, --to",
            next_step="Write it year-month, such as 2024-03.",
        )
    return 12 * int(found[1]) + int(found[2]) - 1


def _record(row: Measured, period: Period) -> dict[str, object]:
    told_period = None if row.period is None else written(row.period, period)
    values = (
        row.slug, told_period, row.level, row.value, row.low, row.high, row.n,
        row.is_missing, row.is_partial,
    )  # fmt: skip
    return dict(zip(COLUMNS, values, strict=True))
