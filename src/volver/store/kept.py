"""Histories kept from one run to the next: only customers with something new are gone through.

A history depends on the lines of one customer alone, so those who have no new line stay as they
are, and all lines of the others are read again: late orders and refunds of old ones come out as
if everything had been read at once. What is kept and what it was made of change in one
transaction; a run that is killed finds either the old state or the new one.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, Protocol

from volver.store.collapse import Told
from volver.store.engine import Embedded
from volver.store.orders import OrderLines
from volver.store.snapshot import Snapshot

VERSION = 1
"""Raised when histories come to mean something else: then nothing that was kept counts."""
OVERLAP = timedelta(hours=1)
"""Rows may be committed in another order than they were stamped; so much is read again."""
KEPT = """
CREATE TABLE IF NOT EXISTS kept_state (key TEXT NOT NULL, mark TEXT NOT NULL, last_day DATE)
"""
NEW = """
SELECT customer_id FROM ({rows}) AS seen
WHERE customer_id IS NOT NULL AND {is_new}
GROUP BY customer_id
"""
LINES_OF_NEW = """
SELECT lines.* FROM ({lines}) AS lines
WHERE customer_id IN (SELECT customer_id FROM ({rows}) AS seen WHERE {is_new})
"""
LOADS = "SELECT load_id, content_hash, accepted FROM loads WHERE kind = 'orders' ORDER BY load_id"
LAST_DAY = "SELECT MAX(day) FROM order_lines"
NUMBERED = """
SELECT
  CAST(ROW_NUMBER() OVER (ORDER BY customer_id) - 1 AS INTEGER) AS n,
  customer_id, first_order, last_order, orders, repeat_count, first_to_last,
  CAST(v_days_between(first_order, $as_of) AS BIGINT) AS age,
  margin_to_date, mean_repeat_margin, first_margin
FROM kept_histories
ORDER BY n
"""


class Mark(Protocol):
    """How far the orders have been read."""

    def text(self) -> str:
        """What to remember of it."""

    def since(self, remembered: str) -> str | None:
        """SQL: whether a line came after that; None where this cannot be told."""


@dataclass(frozen=True, slots=True)
class Loads:
    """Files that were read: number, fingerprint and accepted lines of each, in order."""

    loads: tuple[tuple[int, str, int], ...]

    def text(self) -> str:
        """What to remember of it."""
        return json.dumps({"loads": self.loads})

    def since(self, remembered: str) -> str | None:
        """Later loads; none may have gone, or have changed since."""
        found = json.loads(remembered)
        if "loads" not in found:
            return None
        before = [tuple(load) for load in found["loads"]]
        if list(self.loads[: len(before)]) != before:
            return None
        return f"load_id > {max((number for number, *_ in before), default=0)}"


@dataclass(frozen=True, slots=True)
class Changes:
    """Tables read in place: how, and when the latest of their rows was last written."""

    how: str
    latest: datetime
    last_day: date
    """The last day that an order might have: rows dated later did not count yet."""

    def text(self) -> str:
        """What to remember of it."""
        days = [self.latest.isoformat(), self.last_day.isoformat()]
        return json.dumps({"tables": [self.how, *days]})

    def since(self, remembered: str) -> str | None:
        """Rows written since, and a little before."""
        how, latest, last_day = json.loads(remembered).get("tables", ("", "", ""))
        if how != self.how:
            return None
        from_then = (datetime.fromisoformat(latest) - OVERLAP).isoformat(" ")
        return (
            f"(changed IS NULL OR changed >= v_moment('{from_then}')"
            f" OR day > CAST('{last_day}' AS DATE))"
        )


@dataclass(frozen=True, slots=True)
class Kept:
    """The histories that a workspace keeps, and how far the orders have been read now."""

    mark: Mark
    last_day: date
    """Day of the last line there is: an earlier day asks for what was known then."""

    def histories(
        self, snapshot: Snapshot, told: Told = lambda rows: None, lines: int = 0
    ) -> Snapshot:
        """The snapshot with its histories, made from those that were kept where that will do.

        told, lines: as in `Snapshot.with_histories`.
        """
        if snapshot.as_of < self.last_day:
            return snapshot.with_histories(told, lines)
        engine = snapshot.engine
        engine.execute(KEPT)
        is_new = self._is_new(engine, _key(snapshot))
        if is_new is None:
            found = snapshot.with_histories(told, lines)
            self._replace_all(engine, found)
            return found
        self._renew(engine, snapshot, is_new)
        snapshot.materialise("histories", NUMBERED)
        return snapshot

    def _is_new(self, engine: Embedded, key: str) -> str | None:
        state = engine.rows("SELECT key, mark, last_day FROM kept_state")
        if not state or state[0][0] != key or (state[0][2] or self.last_day) > self.last_day:
            return None
        return self.mark.since(state[0][1])

    def _replace_all(self, engine: Embedded, found: Snapshot) -> None:
        histories = found.tables["histories"]
        with engine.transaction():
            engine.execute(
                "CREATE OR REPLACE TABLE kept_histories AS"  # noqa: S608 - our own names
                f" SELECT * EXCLUDE (n, age) FROM {histories}"
            )
            self._remember(engine, _key(found))

    def _renew(self, engine: Embedded, snapshot: Snapshot, is_new: str) -> None:
        orders = snapshot.orders or OrderLines(engine)
        parts = {"lines": orders.sql, "rows": orders.rows or orders.sql, "is_new": is_new}
        touched = NEW.format(**parts)
        if orders.engine is engine:
            engine.execute(f"CREATE OR REPLACE TEMP TABLE touched_customers AS {touched}")
        else:
            with orders.engine.batches(touched) as ids:
                engine.store_batches("touched_customers", ids)
        some = OrderLines(orders.engine, LINES_OF_NEW.format(**parts))
        of_touched = replace(snapshot, orders=some, tables={}).with_histories()
        with engine.transaction():
            engine.execute(
                "DELETE FROM kept_histories"
                " WHERE customer_id IN (SELECT customer_id FROM touched_customers)"
            )
            engine.execute(
                "INSERT INTO kept_histories"  # noqa: S608 - our own names
                f" SELECT * EXCLUDE (n, age) FROM {of_touched.tables['histories']}"
            )
            self._remember(engine, _key(snapshot))

    def _remember(self, engine: Embedded, key: str) -> None:
        engine.execute("DELETE FROM kept_state")
        engine.execute(
            "INSERT INTO kept_state VALUES ($key, $mark, $last_day)",
            {"key": key, "mark": self.mark.text(), "last_day": self.last_day},
        )


def of_files(engine: Embedded) -> Kept | None:
    """How far the files of a workspace have been read; None where nothing was."""
    last_day = engine.rows(LAST_DAY)[0][0]
    loads = tuple((int(n), str(what), int(lines)) for n, what, lines in engine.rows(LOADS))
    return None if last_day is None else Kept(Loads(loads), last_day)


def can_be_kept(snapshot: Snapshot, lines_without_cost: int) -> bool:
    """Whether a customer's history depends on nothing but their own lines."""
    basis = snapshot.shape.basis
    if basis.kind != "margin_from_cost":
        return True
    borrows = lines_without_cost > 0 and basis.rate is None
    return not borrows and not snapshot.shape.has_product_costs


def _key(snapshot: Snapshot) -> str:
    """What histories depend on beside the lines."""
    rates: Mapping[str, Any] = dict(snapshot.rates)
    return json.dumps([VERSION, asdict(snapshot.shape), rates], sort_keys=True)
