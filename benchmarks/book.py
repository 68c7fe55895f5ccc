"""The book's figures against a bare group by of the same orders, in one process and one run.

python -m benchmarks.book --customers 100000

Orders are those of benchmarks.scale; what is known of customers follows from a hash of their name.
"""

import argparse
import time
from collections.abc import Callable

from benchmarks.places import orders_file
from benchmarks.scale import _make_data
from volver.describe.catalogue import OF_ORDERS, SOURCES
from volver.describe.measure import Span, measure_by
from volver.domain.measure import month_of
from volver.domain.money import Basis
from volver.store import open_engine
from volver.store.orders import OrderLines
from volver.store.snapshot import Snapshot
from volver.store.views import Shape

GOAL, MONTHS = 20.0, 24
SPLITS = ("channel", "campaign", "country", "gender", "age_band")
LINES = """
SELECT 1 AS load_id, file_row_number AS line, CAST(NULL AS VARCHAR) AS order_id,
  CAST(customer_id AS VARCHAR) AS customer_id, CAST(date AS TIMESTAMP) AS ordered_at,
  CAST(date AS DATE) AS day, CAST(NULL AS VARCHAR) AS product_id,
  CAST(NULL AS VARCHAR) AS category, CAST(amount AS DECIMAL(18,4)) AS revenue,
  CAST(NULL AS DECIMAL(18,4)) AS cost, FALSE AS is_refund, CAST(NULL AS VARCHAR) AS refund_of,
  CAST(NULL AS VARCHAR) AS attributes
FROM read_parquet('{path}', file_row_number = true)
"""
PEOPLE = """
SELECT customer_id, CAST(NULL AS DATE) AS first_contact,
  concat('channel ', v_bucket(customer_id) % 6) AS channel,
  concat('campaign ', v_bucket(concat(customer_id, 'a')) % 12) AS campaign,
  CAST(NULL AS VARCHAR) AS referred_by,
  concat('country ', v_bucket(concat(customer_id, 'b')) % 20) AS country,
  CASE v_bucket(concat(customer_id, 'c')) % 3 WHEN 0 THEN 'f' WHEN 1 THEN 'm' END AS gender,
  CAST(1940 + v_bucket(concat(customer_id, 'd')) % 65 AS BIGINT) AS birth_year
FROM (SELECT customer_id FROM order_lines GROUP BY customer_id) AS everybody
"""
BARE = "SELECT customer_id, COUNT(*), SUM(revenue), MAX(day) FROM order_lines GROUP BY customer_id"


def main() -> None:
    """Make the data, measure, print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.book", description=__doc__)
    parser.add_argument("--customers", type=int, default=1_000_000)
    customers = parser.parse_args().customers
    _make_data(customers)
    engine = open_engine()
    path = orders_file(customers, "sorted")
    engine.execute(f"CREATE OR REPLACE TABLE order_lines AS {LINES.format(path=path)}")
    engine.execute(f"CREATE TABLE people AS {PEOPLE}")
    last_day = engine.rows("SELECT MAX(day) FROM order_lines")[0][0]
    company = {"customers": "SELECT * FROM people"}
    shape = Shape(Basis("margin_from_rate", 0.35), False, False)
    snapshot = Snapshot(engine, last_day, shape, OrderLines(engine), company=company)
    bare = min(_seconds(lambda: engine.execute(f"CREATE OR REPLACE TEMP TABLE bare AS {BARE}"))
               for _ in range(3))  # fmt: skip
    print(f"{customers:,} customers; bare group by: {bare:.2f} s")
    print(f"histories: {_seconds(snapshot.with_histories):.2f} s")
    wanted = [metric for metric in OF_ORDERS if metric.source in ("orders", "firsts", "baskets")]
    for name in dict.fromkeys(metric.source for metric in wanted):
        taken = _seconds(lambda name=name: SOURCES[name].prepare(snapshot))  # type: ignore[misc]  # bound now
        print(f"prepare {name}: {taken:.2f} s")
    span, whole = Span.lately(last_day, MONTHS), 0.0
    assert span.first == month_of(last_day) - MONTHS + 1
    for split in SPLITS:
        taken = _seconds(lambda split=split: measure_by(snapshot, wanted, "month", split, span))  # type: ignore[misc]  # bound now
        whole += taken
        print(f"{len(wanted)} figures x {MONTHS} months by {split}: {taken:.2f} s")
    verdict = "met" if whole <= GOAL * bare else "missed"
    print(f"all: {whole:.2f} s, {whole / bare:.1f} x bare; goal {GOAL:.0f} x: {verdict}")
    for metric in wanted:
        taken = _seconds(lambda metric=metric: measure_by(snapshot, [metric], "month", "channel"))  # type: ignore[misc]  # bound now
        print(f"{metric.slug} by month and channel: {taken:.2f} s")


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
