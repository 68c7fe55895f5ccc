"""Where the accepted order lines lie: in the workspace, or where the company keeps them."""

from collections.abc import Mapping
from dataclasses import dataclass

from volver.store.engine import Embedded, Engine

OWN_TABLE = "SELECT * FROM order_lines"
_NO_COSTS = "('none', '*', '0')"
"""A row that no event matches: a list of values is never empty."""
FEW = 1_000_000
"""Lines that are fetched at once: a run asks some thirty queries of them."""


@dataclass(frozen=True, slots=True)
class OrderLines:
    """The lines as a query, and the engine that answers it. Nothing is copied for it."""

    engine: Engine
    sql: str = OWN_TABLE
    rows: str | None = None
    """Every row there is, accepted or not: its customer_id, and `changed`, when it was written."""
    table: str = ""
    """Of a snapshot's own, where the query reads one: it is there as long as this is."""

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


def costs_sql(costs: Mapping[str, Mapping[str, float]]) -> str:
    """The table contact_costs: money by kind of cost and by channel, as the settings name them."""
    rows = [
        f"({_text(kind)}, {_text(channel)}, '{cost!r}')"
        for kind, by_channel in costs.items()
        for channel, cost in by_channel.items()
    ]
    return (
        "SELECT kind, channel, CAST(cost AS DECIMAL(18,4)) AS cost"  # noqa: S608 - quoted
        f" FROM (VALUES {', '.join(rows) or _NO_COSTS}) AS given(kind, channel, cost)"
    )


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
