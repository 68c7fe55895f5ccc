"""The book's figures from a prepared run, beside a bare group by: python -m benchmarks.book

A shop of known size is made, valued and put by once; then everything is asked of its newest run, as
`volver kpi`, `volver segment` and the book's sheets ask it, each in a new engine.

    python -m benchmarks.book --customers 100000 --write
"""

import argparse
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.places import RESULTS, WORK
from benchmarks.results import MET, circumstances, publish
from benchmarks.run import all_versions
from volver.app.demo_business import make_business
from volver.app.run import run
from volver.app.workspace import Workspace
from volver.decide.classes import ClassRule
from volver.decide.moves import moves
from volver.decide.segments.members import count
from volver.decide.segments.plain import rule_of
from volver.decide.stages import stages
from volver.describe.catalogue import METRICS, OF_ORDERS
from volver.describe.cohorts import cohort_table, grow, usual_step
from volver.describe.measure import Span, lacking, measure_by
from volver.domain.errors import VolverError
from volver.domain.ports import Quiet
from volver.domain.time import DiscountRate
from volver.store import open_engine
from volver.store.shelf import from_shelf
from volver.store.snapshot import Snapshot

START, END = "<!-- book: written by benchmarks/book.py -->", "<!-- end of book -->"
TIMES, MONTHS, ONE, MIGRATION = 20.0, 24, 1.0, 3.0
"""Goals: times a bare group by; months; seconds for one figure; seconds for the migration."""
SEED = 1
SPLITS = ("channel", "campaign", "country", "gender", "age_band")
OF_SINGLE_ORDERS = ("orders", "firsts", "baskets")
RULES = (
    "orders >= 3",
    "orders >= 3 and channel = 'search'",
    "value >= 100",
    "revenue in last 90 days > 50",
    "years_old >= 40 and days_since_last <= 60",
)
BARE = (
    "CREATE OR REPLACE TEMP TABLE bare AS SELECT customer_id, COUNT(*), SUM(revenue), MAX(day)"
    " FROM shelf_net_orders GROUP BY customer_id"
)


def main() -> None:
    """Make the shop if it is not there, measure, print, and write the section of RESULTS.md."""
    wanted = _arguments()
    load = os.getloadavg()[0]
    newest = _prepared(wanted.customers)
    rows = [*_goal(newest), *_each(newest), *_cohorts(newest), *_segments(newest), *_moves(newest)]
    whose = f"A shop of {wanted.customers:,} customers who bought (`volver demo --business shop`)."
    head = (*circumstances(all_versions([]), 1, load), "", whose, "")
    text = "\n".join((*head, "| What | Seconds | Goal | |", "|---|---:|---:|---|", *rows))
    print(text)
    if wanted.write:
        publish(text, RESULTS, START, END)


def _prepared(customers: int) -> Path:
    """The newest run of the shop."""
    folder = WORK / f"book-{customers}"
    if not folder.exists():
        make_business("shop", customers, SEED, folder, Quiet())
    here = Workspace.open(folder)
    try:
        return here.runs.latest()
    except VolverError:
        run(here, None, Quiet())
        return here.runs.latest()


@contextmanager
def _opened(newest: Path) -> Iterator[tuple[Any, Snapshot]]:
    engine = open_engine()
    try:
        yield engine, from_shelf(engine, newest)
    finally:
        engine.close()


def _goal(newest: Path) -> list[str]:
    """Every figure of single orders, by month and by each split, beside the bare group by."""
    figures = [metric for metric in OF_ORDERS if metric.source in OF_SINGLE_ORDERS]
    with _opened(newest) as (engine, snapshot):
        bare = min(_seconds(lambda: engine.execute(BARE)) for _ in range(3))
        span = Span.lately(snapshot.as_of, MONTHS)
        taken = sum(
            _seconds(lambda split=split: measure_by(snapshot, figures, "month", split, span))  # type: ignore[misc]  # bound now
            for split in SPLITS
        )
    what = f"{len(figures)} figures of orders x {MONTHS} months x {len(SPLITS)} splits"
    return [
        _row("bare group by of the orders", bare, None),
        _row(f"{what}: {taken / bare:.1f} x bare", taken, TIMES * bare),
    ]


def _each(newest: Path) -> list[str]:
    """The slowest figure by month, of all that the shop can answer."""
    taken = {}
    for metric in METRICS:
        with _opened(newest) as (_, snapshot):
            if lacking(snapshot, metric) is None:
                taken[metric.slug] = _seconds(
                    lambda metric=metric, at=snapshot: measure_by(at, [metric], "month")  # type: ignore[misc]  # bound now
                )
    slowest = max(taken, key=lambda slug: taken[slug])
    return [_row(f"slowest of {len(taken)} KPIs by month: {slowest}", taken[slowest], ONE)]


def _cohorts(newest: Path) -> list[str]:
    with _opened(newest) as (_, snapshot):

        def grid() -> None:
            cohort_table(grow(snapshot, usual_step(snapshot)), "margin", per_customer=True)

        return [_row("cohort grid", _seconds(grid), ONE)]


def _segments(newest: Path) -> list[str]:
    taken = {}
    for text in RULES:
        with _opened(newest) as (_, snapshot):
            taken[text] = _seconds(lambda at=snapshot, text=text: count(at, rule_of(text)))  # type: ignore[misc]  # bound now
    slowest = max(taken, key=lambda text: taken[text])
    return [_row(f"slowest of {len(taken)} segment counts: `{slowest}`", taken[slowest], ONE)]


def _moves(newest: Path) -> list[str]:
    with _opened(newest) as (_, snapshot):
        found = stages(snapshot)
        taken = _seconds(lambda: moves(snapshot, found, ClassRule(), (), DiscountRate(0.1), 0.9))
    return [_row("migration matrices of every parting", taken, MIGRATION)]


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _row(what: str, taken: float, goal: float | None) -> str:
    if goal is None:
        return f"| {what} | {taken:.2f} | | |"
    return f"| {what} | {taken:.2f} | {goal:.2f} | {MET[taken <= goal]} |"


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.book", description=__doc__)
    parser.add_argument("--customers", type=int, default=1_000_000)
    parser.add_argument("--write", action="store_true", help="write into RESULTS.md")
    return parser.parse_args()


if __name__ == "__main__":
    main()
