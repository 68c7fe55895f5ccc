"""The book's figures from a prepared run, beside a bare group by: python -m benchmarks.book

A shop of known size is made, valued and put by once; then everything is asked of its newest run, as
`volver kpi`, `volver segment` and the book's sheets ask it, each in a new engine. The slowest of
many is found by its processor time; each figure is the best of ROUNDS by the clock.

    python -m benchmarks.book --customers 100000 --write
"""

import argparse
import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from benchmarks.places import RESULTS, WORK
from benchmarks.results import MET, circumstances, publish
from benchmarks.run import all_versions
from volver.app.demo_business import make_business
from volver.app.run import run
from volver.app.workspace import Workspace
from volver.decide.behaviour import YEAR
from volver.decide.classes import ClassRule
from volver.decide.moves import moves
from volver.decide.segments.members import count
from volver.decide.segments.plain import rule_of
from volver.decide.stages import stages
from volver.describe.catalogue import METRICS, OF_ORDERS
from volver.describe.cohorts import cohort_table, grow, usual_step
from volver.describe.measure import Span, lacking, measure_by
from volver.describe.metric import Metric
from volver.domain.errors import VolverError
from volver.domain.ports import Quiet
from volver.domain.time import DiscountRate
from volver.store import open_engine
from volver.store.shelf import from_shelf
from volver.store.snapshot import Snapshot

Asked = TypeVar("Asked")
START, END = "<!-- book: written by benchmarks/book.py -->", "<!-- end of book -->"
TIMES, MONTHS = 20.0, 24
"""Times a bare group by that the figures of so many months may take."""
SEED, ROUNDS = 1, 3
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


class Taken(NamedTuple):
    """Seconds by the clock and of the processor."""

    wall: float
    cpu: float


ONE, MIGRATION = Taken(1.0, 1.0), Taken(3.0, 3.0)
"""Goals for one figure, and for the moves between the parts of every parting."""


def main() -> None:
    """Make the shop if it is not there, measure, print, and write the section of RESULTS.md."""
    wanted = _arguments()
    load = os.getloadavg()[0]
    newest = _prepared(wanted.customers)
    rows = [*_goal(newest), *_each(newest), *_cohorts(newest), *_segments(newest), *_moves(newest)]
    how = f"seed {SEED}; each figure the best of {ROUNDS} by the clock"
    head = (*circumstances(all_versions([]), ROUNDS, load, how), f"- {_whose(newest)}", "")
    table = ("| What | Wall, s | CPU, s | Goal, s | |", "|---|---:|---:|---:|---|", *rows)
    text = "\n".join((*head, *table))
    print(text)
    if wanted.write:
        publish(text, RESULTS, START, END)


def _whose(newest: Path) -> str:
    counted = "SELECT COUNT(*) FROM {table}"
    with _opened(newest) as (_, snapshot):
        customers, orders = (
            snapshot.rows(counted.format(table=table))[0][0]
            for table in ("histories", "net_orders")
        )
    return (
        f"a shop of `volver demo --business shop`: {customers:,} customers with an order,"
        f" {orders:,} orders; load at the end {os.getloadavg()[0]:.1f}"
    )


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
def _opened(newest: Path, database: Path | None = None) -> Iterator[tuple[Any, Snapshot]]:
    """database: where the lines themselves lie, for what is asked of an earlier day."""
    engine = open_engine(database)
    try:
        yield engine, from_shelf(engine, newest)
    finally:
        engine.close()


def _goal(newest: Path) -> list[str]:
    """Every figure of single orders, by month and by each split, beside the bare group by."""
    figures = [metric for metric in OF_ORDERS if metric.source in OF_SINGLE_ORDERS]
    with _opened(newest) as (engine, _):
        bare = _best(lambda: engine.execute(BARE))

    def all_splits() -> None:
        with _opened(newest) as (_, snapshot):
            span = Span.lately(snapshot.as_of, MONTHS)
            for split in SPLITS:
                measure_by(snapshot, figures, "month", split, span)

    taken = _best(all_splits)
    what = f"{len(figures)} figures of orders x {MONTHS} months x {len(SPLITS)} splits"
    ratios = f"{taken.wall / bare.wall:.1f} x bare (cpu {taken.cpu / bare.cpu:.1f} x)"
    return [
        _row("bare group by of the orders", bare, None),
        _row(f"{what}: {ratios}", taken, Taken(TIMES * bare.wall, TIMES * bare.cpu)),
    ]


def _each(newest: Path) -> list[str]:
    """The slowest figure by month, of all that the shop can answer."""

    def ask(metric: Metric) -> None:
        with _opened(newest) as (_, snapshot):
            measure_by(snapshot, [metric], "month")

    with _opened(newest) as (_, snapshot):
        known = [metric for metric in METRICS if lacking(snapshot, metric) is None]
    slowest, taken = _slowest(known, ask)
    return [_row(f"slowest of {len(known)} KPIs by month: {slowest.slug}", taken, ONE)]


def _cohorts(newest: Path) -> list[str]:
    def grid() -> None:
        with _opened(newest) as (_, snapshot):
            cohort_table(grow(snapshot, usual_step(snapshot)), "margin", per_customer=True)

    return [_row("cohort grid", _best(grid), ONE)]


def _segments(newest: Path) -> list[str]:
    def ask(text: str) -> None:
        with _opened(newest) as (_, snapshot):
            count(snapshot, rule_of(text))

    slowest, taken = _slowest(RULES, ask)
    return [_row(f"slowest of {len(RULES)} segment counts: `{slowest}`", taken, ONE)]


def _moves(newest: Path) -> list[str]:
    """The earlier day is netted anew from the lines, by what was known then."""

    def earlier() -> None:
        with _opened(newest, database) as (_, snapshot):
            snapshot.at(snapshot.as_of - YEAR).with_prepared("customer_days")

    def matrices() -> None:
        with _opened(newest, database) as (_, snapshot):
            moves(snapshot, found, ClassRule(), (), DiscountRate(0.1), 0.9)

    database = newest.parents[1] / "volver.duckdb"
    with _opened(newest) as (_, snapshot):
        found = stages(snapshot)
    return [
        _row("what was known a year before: orders, histories, days", _best(earlier), None),
        _row("migration matrices of every parting, with that", _best(matrices), MIGRATION),
    ]


def _slowest(all_of_them: Sequence[Asked], ask: Callable[[Asked], None]) -> tuple[Asked, Taken]:
    once = [_taken(partial(ask, one)).cpu for one in all_of_them]
    slowest = all_of_them[once.index(max(once))]
    return slowest, _best(partial(ask, slowest))


def _best(work: Callable[[], object]) -> Taken:
    return min(_taken(work) for _ in range(ROUNDS))


def _taken(work: Callable[[], object]) -> Taken:
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return Taken(time.perf_counter() - wall, time.process_time() - cpu)


def _row(what: str, taken: Taken, goal: Taken | None) -> str:
    figures = f"| {what} | {taken.wall:.2f} | {taken.cpu:.2f}"
    if goal is None:
        return f"{figures} | | |"
    verdict = MET[taken.wall <= goal.wall]
    if taken.wall > goal.wall and taken.cpu <= goal.cpu:  # others were at work as well
        verdict += " by the clock, met in processor time"
    return f"{figures} | {goal.wall:.2f} | {verdict} |"


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.book", description=__doc__)
    parser.add_argument("--customers", type=int, default=1_000_000)
    parser.add_argument("--write", action="store_true", help="write into RESULTS.md")
    return parser.parse_args()


if __name__ == "__main__":
    main()
