"""The basics that made businesses share with real logs: the same query over both."""

from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np

GROUPS = 20
"""Customers fall into so many groups: their scatter is the sampling error of a made figure."""


@dataclass(frozen=True)
class Basic:
    """One figure: what the real log says, and how near the made one is meant to be."""

    business: str
    name: str
    real: float
    near: float
    """The distance that is meant, as a share of the real figure, sampling error aside."""
    sql: str
    """Over the views of the business, each with a column `person`."""


_PER = "SELECT person, COUNT(*) AS n, SUM(amount) AS s FROM orders GROUP BY person"
_RANKED = f"SELECT s, PERCENT_RANK() OVER (ORDER BY s DESC) AS place FROM ({_PER}) AS per"
_LEFT = "SELECT AVG(CAST(has_left AS INTEGER)) FROM contracts"

BASICS = (
    Basic("shop", "orders per customer", 4.27, 0.05, f"SELECT AVG(n) FROM ({_PER}) AS per"),
    Basic("shop", "customers with more than one", 0.656, 0.03,
          f"SELECT AVG(CAST(n > 1 AS INTEGER)) FROM ({_PER}) AS per"),
    Basic("shop", "mean order", 480.9, 0.05, "SELECT AVG(amount) FROM orders"),
    Basic("shop", "median order", 303.0, 0.05, "SELECT MEDIAN(amount) FROM orders"),
    Basic("shop", "revenue of the top fifth", 0.746, 0.03,
          f"SELECT SUM(s) FILTER (WHERE place < 0.2) / SUM(s) FROM ({_RANKED}) AS ranked"),
    Basic("shop", "revenue of the top hundredth", 0.320, 0.35,
          f"SELECT SUM(s) FILTER (WHERE place < 0.01) / SUM(s) FROM ({_RANKED}) AS ranked"),
    Basic("shop", "orders from September to November", 0.342, 0.08,
          "SELECT AVG(CAST(MONTH(day) IN (9, 10, 11) AS INTEGER)) FROM orders"),
    Basic("shop", "orders on Thursdays", 0.2176, 0.03,
          "SELECT AVG(CAST(ISODOW(day) = 4 AS INTEGER)) FROM orders"),
    Basic("shop", "refunds per order", 0.197, 0.05,
          "SELECT (SELECT COUNT(*) FROM refunds) / COUNT(*) FROM orders"),
    Basic("shop", "refunded share of revenue", 0.0686, 0.05,
          "SELECT (SELECT SUM(amount) FROM refunds) / SUM(amount) FROM orders"),
    Basic("telecom", "left", 0.2654, 0.03, _LEFT),
    Basic("telecom", "left, month to month", 0.4271, 0.03, f"{_LEFT} WHERE term = 1"),
    Basic("telecom", "left, one year", 0.1127, 0.03, f"{_LEFT} WHERE term = 12"),
    Basic("telecom", "left, two years", 0.0283, 0.03, f"{_LEFT} WHERE term = 24"),
    Basic("telecom", "month to month", 0.5502, 0.02,
          "SELECT AVG(CAST(term = 1 AS INTEGER)) FROM contracts"),
    Basic("telecom", "mean charge of a month", 64.76, 0.02, "SELECT AVG(amount) FROM contracts"),
    Basic("telecom", "median charge of a month", 70.35, 0.02,
          "SELECT MEDIAN(amount) FROM contracts"),
    Basic("telecom", "mean months so far", 32.37, 0.03, "SELECT AVG(months) FROM contracts"),
    Basic("saas", "left", 0.22, 0.03, _LEFT),
    Basic("saas", "mean MRR", 2685.6, 0.05, "SELECT AVG(amount) FROM contracts"),
    Basic("saas", "median MRR", 1244.5, 0.05, "SELECT MEDIAN(amount) FROM contracts"),
    Basic("saas", "mean minutes to the first response", 88.5, 0.05,
          "SELECT AVG(response) FROM tickets"),
    Basic("saas", "mean hours to the resolution", 35.9, 0.05,
          "SELECT AVG(resolution) FROM tickets"),
    Basic("saas", "mean satisfaction of 5", 3.98, 0.03, "SELECT AVG(score) FROM scores"),
    Basic("saas", "tickets of an account that has any", 4.07, 0.08,
          "SELECT AVG(n) FROM (SELECT COUNT(*) AS n FROM tickets GROUP BY person) AS per"),
)  # fmt: skip

_TERM = "CASE WHEN plan LIKE '%month%' THEN 1 WHEN plan LIKE '%two%' THEN 24 ELSE 12 END"
_STRETCHES = """
SELECT customer_id AS person, {term} AS term, MIN(started) AS began,
  CASE WHEN BOOL_AND(ended IS NOT NULL) THEN MAX(ended) END AS gone,
  ARG_MIN(amount, started) AS first_amount, ARG_MAX(amount, started) AS last_amount
FROM '{folder}/subscriptions.parquet' GROUP BY customer_id, plan
"""
_MADE = {
    "shop": """
CREATE VIEW lines AS SELECT customer_id AS person, CAST(ordered_at AS DATE) AS day, amount,
  refund_of FROM '{folder}/orders.parquet' WHERE ordered_at >= DATE '2025-12-31' - 373;
CREATE VIEW all_orders AS SELECT person, day, CAST(amount AS DOUBLE) AS amount FROM lines
  WHERE refund_of IS NULL;
CREATE VIEW all_refunds AS SELECT person, -CAST(amount AS DOUBLE) AS amount FROM lines
  WHERE refund_of IS NOT NULL
""",
    "telecom": """
CREATE VIEW all_contracts AS SELECT person, term, gone IS NOT NULL AS has_left,
  CAST(last_amount AS DOUBLE) AS amount,
  DATEDIFF('month', began, COALESCE(gone, DATE '2026-01-01')) AS months FROM ({stretches}) AS s
""",
    "saas": """
CREATE VIEW all_contracts AS SELECT person, gone IS NOT NULL AS has_left,
  CAST(first_amount AS DOUBLE) AS amount FROM ({stretches}) AS s;
CREATE VIEW all_tickets AS SELECT customer_id AS person, response_minutes AS response,
  resolution_minutes / 60 AS resolution FROM '{folder}/interactions.parquet' WHERE type = 'ticket';
CREATE VIEW all_scores AS SELECT customer_id AS person, score FROM '{folder}/answers.parquet'
  WHERE kind = 'csat'
""",
}
_REAL = {
    "shop": """
CREATE VIEW lines AS SELECT CustomerID AS person, InvoiceNo, CAST(InvoiceDate AS DATE) AS day,
  Quantity, Quantity * UnitPrice AS amount
  FROM '{data}/online_retail/online_retail.parquet' WHERE CustomerID IS NOT NULL;
CREATE VIEW all_orders AS SELECT person, MIN(day) AS day, SUM(amount) AS amount FROM lines
  WHERE Quantity > 0 AND amount > 0 GROUP BY person, InvoiceNo;
CREATE VIEW all_refunds AS SELECT person, -SUM(amount) AS amount FROM lines WHERE Quantity < 0
  GROUP BY person, InvoiceNo
""",
    "telecom": """
CREATE VIEW all_contracts AS SELECT customerID AS person, Churn AS has_left,
  CASE Contract WHEN 'Month-to-month' THEN 1 WHEN 'One year' THEN 12 ELSE 24 END AS term,
  MonthlyCharges AS amount, tenure AS months
  FROM read_csv('{data}/subscriptions/telco_customer_churn.csv', types={{'Churn': 'BOOLEAN'}})
""",
    "saas": """
CREATE VIEW all_contracts AS
  SELECT account_id AS person, churn_flag AS has_left, CAST(NULL AS DOUBLE) AS amount
  FROM '{data}/subscriptions/ravenstack_accounts.csv'
  UNION ALL SELECT account_id, NULL, mrr_amount
  FROM '{data}/subscriptions/ravenstack_subscriptions.csv' WHERE mrr_amount > 0;
CREATE VIEW all_tickets AS SELECT account_id AS person, first_response_time_minutes AS response,
  resolution_time_hours AS resolution
  FROM '{data}/subscriptions/ravenstack_support_tickets.csv';
CREATE VIEW all_scores AS SELECT account_id AS person, satisfaction_score AS score
  FROM '{data}/subscriptions/ravenstack_support_tickets.csv'
""",
}


@dataclass(frozen=True)
class Figure:
    """What a log says, and its standard error."""

    value: float
    error: float


def made(business: str, folder: Path) -> dict[str, Figure]:
    """The basics of made files, by name."""
    term = _TERM if business == "telecom" else "0"
    stretches = _STRETCHES.format(folder=folder, term=term)
    return _figures(business, _MADE[business].format(folder=folder, stretches=stretches))


def real(business: str, data: Path) -> dict[str, Figure]:
    """The basics of the real log, by name."""
    return _figures(business, _REAL[business].format(data=data))


def _figures(business: str, views: str) -> dict[str, Figure]:
    engine = duckdb.connect()
    engine.execute(views)
    found = engine.execute("SELECT view_name FROM duckdb_views() WHERE view_name LIKE 'all_%'")
    names = [name for (name,) in found.fetchall()]

    def look(condition: str) -> list[float]:
        for name in names:
            engine.execute(
                f"CREATE OR REPLACE TEMP TABLE {name[4:]} AS SELECT * FROM {name} WHERE {condition}"
            )
        asked = [basic.sql for basic in BASICS if basic.business == business]
        return [float(engine.execute(sql).fetchone()[0] or 0.0) for sql in asked]

    groups = [look(f"hash(person) % {GROUPS} = {group}") for group in range(GROUPS)]
    errors = np.std(groups, axis=0, ddof=1) / np.sqrt(GROUPS)
    asked = [basic.name for basic in BASICS if basic.business == business]
    return {
        name: Figure(value, float(error))
        for name, value, error in zip(asked, look("TRUE"), errors, strict=True)
    }
