"""Where the accepted order lines lie: in the workspace, or where the company keeps them."""

from collections.abc import Mapping
from dataclasses import dataclass

from volver.store.engine import Embedded, Engine

OWN_TABLE = "SELECT * FROM order_lines"
FEW = 1_000_000
"""Lines that are fetched at once: a run asks some thirty queries of them."""


@dataclass(frozen=True, slots=True)
class OrderLines:
    """The lines as a query, and the engine that answers it. Nothing is copied for it."""

    engine: Engine
    sql: str = OWN_TABLE
    rows: str | None = None
    """Every row there is, accepted or not: its customer_id, and `changed`, when it was written."""

    def fetched(self, engine: Embedded) -> "OrderLines":
        """The same lines in a temporary table of the embedded engine."""
        with self.engine.batches(self.sql) as found:
            engine.store_batches("fetched_lines", found)
        return OrderLines(engine, "SELECT * FROM fetched_lines")


def rates_sql(rates: Mapping[str, float]) -> str:
    """The table margin_rates, written out where it is asked for.

    >>> rates_sql({"it's": 0.4}).partition(" FROM ")[2]
    "(VALUES ('it''s', '0.4')) AS given(category, rate)"
    """
    rows = ", ".join(f"({_text(category)}, '{rate!r}')" for category, rate in rates.items())
    return (
        "SELECT category, CAST(rate AS DOUBLE) AS rate"  # noqa: S608 - quoted
        f" FROM (VALUES {rows}) AS given(category, rate)"
    )


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
