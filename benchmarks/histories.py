"""What fits start from: one row for each customer, with times in days.

    python -m benchmarks.histories 1000000

x orders after the first, one a day at most; t_x from the first to the last; age from the first
until the day of looking back; mean: money per order after the first, 0 where there is none.
"""

import sys

import duckdb

from benchmarks.places import AS_OF, histories_file, orders_file

SUMMARY = """
COPY (
  WITH visits AS (
    SELECT customer_id, date AS day, SUM(amount) AS paid
    FROM read_parquet('{orders}') GROUP BY ALL
  )
  SELECT
    COUNT(*) - 1 AS x,
    CAST(MAX(day) - MIN(day) AS BIGINT) AS t_x,
    CAST(DATE '{as_of}' - MIN(day) AS BIGINT) AS age,
    (SUM(paid) - ARG_MIN(paid, day)) / GREATEST(COUNT(*) - 1, 1) AS mean
  FROM visits GROUP BY customer_id ORDER BY customer_id
) TO '{out}' (FORMAT parquet)
"""


def main() -> None:
    """Write the histories of so many customers beside their orders."""
    customers = int(sys.argv[1])
    orders, out = orders_file(customers, "sorted"), histories_file(customers)
    duckdb.sql(SUMMARY.format(orders=orders, out=out, as_of=AS_OF))


if __name__ == "__main__":
    main()
