"""Every table as known on one day, and nothing later."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from typing import Any
from weakref import finalize

from numpy.typing import NDArray

from volver.store import views
from volver.store.collapse import Told
from volver.store.engine import Cell, Columns, Embedded, Engine, Row
from volver.store.orders import OWN_TABLE, OrderLines, costs_sql, rates_sql
from volver.store.parts import store_histories
from volver.store.views.company import company_views

NET_ORDERS = "SELECT * FROM net_orders"
NETTED = ("sales", "refund_targets")
"""Views that netting names more than once, and that are much to redo."""
KNOWN = "SELECT COUNT(*), MIN(first_order), MAX(last_order) FROM histories"
SAMPLE = """
SELECT lines.*
FROM lines
WHERE customer_id IN (
  SELECT customer_id FROM (SELECT customer_id FROM lines GROUP BY customer_id) AS everybody
  WHERE v_bucket(customer_id) < $below
)
"""
PLACES = """
SELECT past.n, COALESCE(histories.n, -1) AS place
FROM past
LEFT JOIN histories ON histories.customer_id = past.customer_id
ORDER BY past.n
"""
OUTCOMES = """
SELECT
  past.*,
  CAST(COALESCE(later.orders, 0) AS BIGINT) AS actual_orders,
  CAST(COALESCE(later.margin, 0) AS DOUBLE) AS actual_margin
FROM past
LEFT JOIN (
  SELECT customer_id, SUM(CASE WHEN orders > 0 THEN 1 ELSE 0 END) AS orders, SUM(margin) AS margin
  FROM day_totals
  WHERE day > $origin AND day <= $until
  GROUP BY customer_id
) AS later
  ON later.customer_id = past.customer_id
ORDER BY past.n
"""

_OWN_VIEW = re.compile(r"(?:\bWITH|,)\s+(\w+)\s+AS\s+\(")
_PARAMETER = re.compile(r"\$([a-z_]+)")
_numbers = count(1)


class _Name(str):
    """Of a table in the engine, which goes when no snapshot has the name any more: a run looks back
    at many days, and what it makes of the orders of each takes as much room as they do."""

    __slots__ = ("__weakref__",)


@dataclass(frozen=True)
class Snapshot:
    """A view of the store that ends with `as_of`, that day included.

    Queries name views (net_orders, occasions) and derived tables (histories, forecasts). The
    views travel inside each query, so nothing is created in a database we may only read: a query
    of views is answered where the orders lie, and what it brings home is kept in `engine`.
    """

    engine: Embedded
    """Where derived tables are kept."""
    as_of: date
    shape: views.Shape
    orders: OrderLines | None = None
    """Where the lines lie; None: in the engine's own table."""
    rates: Mapping[str, float] = field(default_factory=dict)
    """Margin per unit of revenue by category, where the settings name them."""
    company: Mapping[str, str] = field(default_factory=dict)
    """What is known besides orders, where the orders lie: the query of its rows by view."""
    costs: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    """What a contact, an order and a return cost, by channel; see `contact_costs`."""
    tables: dict[str, str] = field(default_factory=dict)
    """Derived tables of this snapshot: the name in queries to the name in the engine."""

    def columns(self, sql: str, **parameters: Cell) -> Columns:
        """Run one query into numpy columns; see `Engine.columns`."""
        where, composed, values = self._asked(sql, parameters)
        return where.columns(composed, values)

    def rows(self, sql: str, **parameters: Cell) -> list[Row]:
        """Run one query whose answer is short."""
        where, composed, values = self._asked(sql, parameters)
        return where.rows(composed, values)

    def sql(self, sql: str) -> str:
        """The whole query, views included, as the engine gets it."""
        return self._asked(sql, {})[1]

    def arrow(self, sql: str, **parameters: Cell) -> Any:
        """Run one query of derived tables into an Arrow table, for a frame outside volver."""
        return self.engine.arrow(*self._at_home(sql, parameters))

    def batches(self, sql: str, **parameters: Cell) -> AbstractContextManager[Iterator[Any]]:
        """The same in parts, as they come; see `Engine.batches`."""
        return self.engine.batches(*self._at_home(sql, parameters))

    def write_file(self, sql: str, path: Path, group: int | None = None, **parameters: Cell) -> int:
        """Write the answer of a query of derived tables; see `Embedded.write_file`."""
        composed, values = self._at_home(sql, parameters)
        return self.engine.write_file(composed, path, values, group)

    def store_columns(
        self, table: str, columns: Mapping[str, NDArray[Any]], names: Sequence[str] = ()
    ) -> None:
        """Keep numpy columns of one length as a derived table of this snapshot.

        names: of its columns, where there are more: doubles of which nothing is known.
        """
        self.engine.store_columns(self._derived(table), columns, names)

    def materialise(self, table: str, sql: str, **parameters: Cell) -> None:
        """Keep the answer of a query of what is at home as a derived table of this snapshot."""
        self._make(table, *self._at_home(sql, parameters))

    def put(self, place: str, sql: str, **parameters: Cell) -> None:
        """Keep the answer of a query of what is at home as a table of a file of the engine."""
        composed, values = self._at_home(sql, parameters)
        self.engine.execute(f"CREATE TABLE {place} AS {composed}", values)

    def _make(self, table: str, composed: str, values: Mapping[str, Cell]) -> None:
        name = self._derived(table)
        self.engine.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS {composed}", values)

    def with_histories(self, told: Told = lambda rows: None, lines: int = 0) -> "Snapshot":
        """This snapshot with its `histories` computed; rooms are given such a one.

        told: how many orders have been read so far; lines: how many there are, where known.
        """
        if "histories" in self.tables:
            return self
        if self._is_elsewhere:
            self._bring("histories", views.histories(self.shape), {}, "FROM incoming ORDER BY n")
            return self
        if self.shape.has_order_ids or self.shape.has_refunds:
            # Grouping and netting once is worth a table; plain lines are read where they lie.
            composed, values = self._with_values(with_views(NET_ORDERS, self._here(), NETTED), {})
            self._make("net_orders", composed, values)
        if not self._collapsed(told, lines):
            self.materialise("histories", views.histories(self.shape))
        return self

    def with_months(self) -> "Snapshot":
        """This snapshot with its `customer_months` computed; see the schema."""
        return self.with_prepared("customer_months")

    def with_prepared(self, *tables: str) -> "Snapshot":
        """This snapshot with such tables by customer computed, each from the view of its name."""
        for table in tables:
            self.keep(table, views.text(table))
        return self

    def with_service_costs(self) -> "Snapshot":
        """This snapshot with its `service_costs` as a table, where that takes no transfer."""
        return self.with_prepared("service_costs") if self.is_at_home else self

    def with_products(self) -> "Snapshot":
        """This snapshot with its `product_months` computed; see the schema."""
        return self.keep("product_months", views.product_months(self.shape))

    def keep(self, table: str, sql: str, **parameters: Cell) -> "Snapshot":
        """This snapshot with the answer of a query as a derived table, wherever its views lie."""
        if table not in self.tables:
            if self._is_elsewhere and self._views & named(sql, self._here()):
                self._bring(table, sql, parameters)
            else:
                self.materialise(table, sql, **parameters)
        return self

    def _collapsed(self, told: Told, lines: int) -> bool:
        """Make `histories` from the rows themselves, where they are at hand."""
        table = self._named("histories")
        made = self.engine.in_process and store_histories(
            self.engine, table, self._at_home, self.as_of, told, lines
        )
        if made:
            self.tables["histories"] = table
        return made

    @property
    def is_at_home(self) -> bool:
        """Whether the lines lie in the engine that keeps derived tables."""
        return self.orders is None or self.orders.engine is self.engine

    @property
    def _is_elsewhere(self) -> bool:
        return not self.is_at_home

    def _bring(
        self, table: str, sql: str, given: Mapping[str, Cell], query: str = "FROM incoming"
    ) -> str:
        """Keep here, as a derived table, what the engine of the orders answers."""
        where, composed, values = self._asked(sql, given)
        name = self._derived(table)
        with where.batches(composed, values) as found:
            self.engine.store_batches(name, found, query)
        return name

    def at(self, origin: date) -> "Snapshot":
        """Everything as known on an earlier day, refunds too."""
        return replace(self, as_of=min(origin, self.as_of), tables={}).with_histories()

    def sample(self, most: int) -> "Snapshot":
        """At most about `most` customers, chosen by a stable hash of the customer alone.

        Those whose every order was paid back since are among them: on an earlier day they were
        customers like others, and a backtest without them would know who would stay one.
        """
        known = int(self.rows(KNOWN)[0][0])
        if known <= most and not self._is_elsewhere:
            return self
        sampled = replace(self, tables={})
        below = int(2**32 * min(most / known, 1))
        if self._is_elsewhere:
            name = sampled._bring("lines", SAMPLE, {"below": below})
        else:
            sampled.materialise("lines", SAMPLE, below=below)
            name = sampled.tables["lines"]
        own = OrderLines(self.engine, f"SELECT * FROM {name}", table=name)  # noqa: S608 - made here
        # What else the company knows stays where it is, when orders are brought home.
        company = {} if self._is_elsewhere else self.company
        return replace(self, orders=own, tables={}, company=company).with_histories()

    def outcomes(self, origin: date, days: int) -> Columns:
        """What customers known at the origin did in (origin, origin + days].

        One row per customer in the order of the origin's histories: those columns, and
        actual_orders (occasions) and actual_margin (all of it, by the day of the sale), both with
        refunds known by `as_of`.
        """
        past = {**self.tables, "past": self.at(origin).tables["histories"]}
        until = origin + timedelta(days=days)
        return replace(self, tables=past).columns(OUTCOMES, origin=origin, until=until)

    def places_of(self, earlier: "Snapshot") -> NDArray[Any]:
        """Where each customer of an earlier snapshot stands in these histories, by row; -1 where
        they have kept nothing that they bought. Shape (customers then,)."""
        past = {**self.tables, "past": earlier.tables["histories"]}
        return replace(self, tables=past).columns(PLACES)["place"]

    @property
    def first_day(self) -> date:
        """Day of the first occasion."""
        return self.rows(KNOWN)[0][1] or self.as_of

    @property
    def last_day(self) -> date:
        """Day of the last occasion."""
        return self.rows(KNOWN)[0][2] or self.as_of

    def _derived(self, table: str) -> str:
        if table not in self.tables:
            self.tables[table] = self._named(table)
        return self.tables[table]

    def _named(self, table: str) -> str:
        """A new name of the engine's; what nobody names any more goes first."""
        self.engine.sweep()
        name = _Name(f"{table}_{next(_numbers)}")
        finalize(name, self.engine.forget, str(name)).atexit = False
        return name

    def _asked(self, sql: str, given: Mapping[str, Cell]) -> tuple[Engine, str, dict[str, Cell]]:
        """Which engine answers, the query with all that it names, and its parameters."""
        if not self._is_elsewhere or not self._views & named(sql, self._here()):
            return self.engine, *self._at_home(sql, given)
        assert self.orders is not None
        there = {**self._lines(), "histories": views.histories(self.shape)}
        return self.orders.engine, *self._with_values(with_views(sql, there), given)

    def _at_home(self, sql: str, given: Mapping[str, Cell]) -> tuple[str, dict[str, Cell]]:
        return self._with_values(with_views(sql, self._here()), given)

    def _with_values(self, sql: str, given: Mapping[str, Cell]) -> tuple[str, dict[str, Cell]]:
        values = {"as_of": self.as_of, "rate": self.shape.basis.rate, **given}
        asked = set(_PARAMETER.findall(sql))
        return sql, {name: value for name, value in values.items() if name in asked}

    def _lines(self) -> dict[str, str]:
        """What can be named where the lines lie."""
        found = {"lines": self.orders.sql if self.orders else OWN_TABLE}
        if self.rates:
            found["margin_rates"] = rates_sql(self.rates)
        found |= company_views(self.company)
        found["contact_costs"] = costs_sql(self.costs)
        return found | views.definitions(self.shape)

    def _here(self) -> dict[str, str]:
        """What can be named: the views, and over them the derived tables."""
        return self._lines() | {name: f"SELECT * FROM {t}" for name, t in self.tables.items()}  # noqa: S608 - names made here

    @property
    def _views(self) -> set[str]:
        """What only the engine of the orders knows."""
        return set(self._lines()) - set(self.tables)


def with_views(
    sql: str, views_by_name: Mapping[str, str], once: Collection[str] = frozenset()
) -> str:
    """A query with the views that it names, and those that they name, in front.

    once: views that are worth computing a single time for all who name them.

    >>> print(with_views("SELECT a FROM two", {"one": "SELECT 1 AS a", "two": "TABLE one"}))
    WITH two AS NOT MATERIALIZED (TABLE one)
    SELECT a FROM two
    """
    # A query that has a view of its own by some name means that one.
    own = set(_OWN_VIEW.findall(sql))
    given = {name: view for name, view in views_by_name.items() if name not in own}
    needed = named(sql, given)
    ctes = [
        f"{n} AS {'MATERIALIZED' if n in once else 'NOT MATERIALIZED'} ({v})"
        for n, v in given.items()
        if n in needed
    ]
    if not ctes:
        return sql
    body = re.sub(r"^(?:\s*--[^\n]*\n)*\s*WITH\s", "", sql, count=1, flags=re.IGNORECASE)
    return "WITH " + ",\n".join(ctes) + (",\n" if body != sql else "\n") + body


def named(sql: str, views_by_name: Mapping[str, str]) -> set[str]:
    """The views that a query names, and those that they name; each names only those before it."""
    needed: set[str] = set()
    text = sql
    for name in reversed(list(views_by_name)):
        if re.search(rf"\b(?:FROM|JOIN)\s+{name}\b", text, re.IGNORECASE):
            needed.add(name)
            text += "\n" + views_by_name[name]
    return needed
