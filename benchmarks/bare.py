"""What no program can do without: DuckDB groups a file of orders by customer, and nothing else.

python -m benchmarks.bare FILE
"""

import sys

import duckdb

GROUPED = """
SELECT COUNT(*), SUM(orders), MIN(first), MAX(last), SUM(total)
FROM (
  SELECT
    customer_id, COUNT(*) AS orders, MIN(date) AS first, MAX(date) AS last, SUM(amount) AS total
  FROM read_parquet($file)
  GROUP BY customer_id
)
"""


def main() -> None:
    """Print how many customers and orders there are."""
    found = duckdb.connect().execute(GROUPED, {"file": sys.argv[1]}).fetchall()
    print(found[0][:2])


if __name__ == "__main__":
    main()
