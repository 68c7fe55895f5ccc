"""The months of some customers: the sheet's table by month, asked for one level of a split."""

from contextlib import closing
from dataclasses import replace

from volver.app.book.kpis import MONTHS
from volver.app.kpi import asks_elsewhere
from volver.app.published import MEMORY, PublishedRun
from volver.describe.catalogue import OF_ORDERS
from volver.describe.measure import Span, lacking, splits_of, told
from volver.describe.metric import Metric
from volver.domain.measure import Told
from volver.store import open_engine
from volver.store.shelf import from_shelf
from volver.store.snapshot import Snapshot


def by_month_of(run: PublishedRun, split: str, level: str) -> tuple[Told, ...]:
    """Every figure of orders, by month, of customers of one level; asked once a run.

    split: one that any figure of customers has, such as channel or class.
    """
    return run.remembered(("months of", split, level), lambda: _by_month(run, split, level))


def _by_month(run: PublishedRun, split: str, level: str) -> tuple[Told, ...]:
    # Who is of which level is a table of all customers: an engine of its own lets go of it again.
    with closing(open_engine(memory=MEMORY)) as engine:
        here = from_shelf(engine, run.folder)
        metrics = [metric for metric in OF_ORDERS if _answers(here, metric, split)]
        lately = Span.lately(here.as_of, MONTHS)
        found = told(here, metrics, "month", split, lately, run.workspace.settings.level)
    return tuple(
        replace(
            one,
            rows=tuple(row for row in one.rows if row.level == level and not row.is_missing),
        )
        for one in found
    )


def _answers(here: Snapshot, metric: Metric, split: str) -> bool:
    there = split in splits_of(metric) and not asks_elsewhere(here, metric)
    return there and lacking(here, metric) is None
