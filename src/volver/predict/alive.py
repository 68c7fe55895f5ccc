"""P(alive) over a shop's own customers, and over one customer's time."""

from datetime import timedelta

import numpy as np

from volver.domain.errors import NotFound
from volver.domain.evidence import AliveGroup, AliveHistory, AliveMatrix
from volver.domain.history import Vector
from volver.predict.base import BASE, Base, Whole
from volver.predict.ladder import climb
from volver.predict.purchases.clocked import Clocked
from volver.predict.purchases.grouped import Grouped
from volver.predict.purchases.model import Foretelling
from volver.predict.question import Question
from volver.store.snapshot import Snapshot

REPEATS = (0, 1, 2, 3, 5, 8, 13, 21)
"""Least x of each row."""
SINCE = (0, 7, 14, 28, 56, 112, 224, 448, 896, 1792)
"""Least days since the last order of each column: one week, and twice as many each time."""
MOST_DAYS = 400
"""Days of one history, at most about; days with an order are all there."""

ALIVE = """
SELECT repeat_count, age - first_to_last AS since, p_alive
FROM histories
JOIN forecasts ON forecasts.n = histories.n
ORDER BY histories.n
"""

ORDERED = """
SELECT CAST(v_days_between(day, $as_of) AS BIGINT) AS ago
FROM occasions
WHERE customer_id = $customer
ORDER BY ago
"""


def alive_matrix(snapshot: Snapshot) -> AliveMatrix | None:
    """Mean P(alive) of today's customers; None where nothing is said of it."""
    found = snapshot.columns(ALIVE)
    known = np.isfinite(found["p_alive"])
    if not known.any():
        return None
    x, since = (found[name][known].astype(np.int64) for name in ("repeat_count", "since"))
    return matrix(x, since, found["p_alive"][known])


def matrix(x: Whole, since: Whole, p_alive: Vector) -> AliveMatrix:
    """Rows and columns up to the last that holds anybody. Shape (n,) each; since: days."""
    rows, columns = _to_the_last(REPEATS, x), _to_the_last(SINCE, since)
    row = np.searchsorted(rows, x, side="right") - 1
    column = np.searchsorted(columns, since, side="right") - 1
    cell = row * len(columns) + column
    size = len(rows) * len(columns)
    customers = np.bincount(cell, minlength=size)
    total = np.bincount(cell, p_alive, size)
    groups = [
        AliveGroup(n, t / n if n else None)
        for n, t in zip(customers.tolist(), total.tolist(), strict=True)
    ]
    width = len(columns)
    return AliveMatrix(
        repeats=rows,
        since=columns,
        groups=tuple(tuple(groups[k * width : (k + 1) * width]) for k in range(len(rows))),
    )


def _to_the_last(edges: tuple[int, ...], values: Whole) -> tuple[int, ...]:
    return tuple(edge for edge in edges if edge <= values.max())


def alive_history(
    snapshot: Snapshot, question: Question, name: str, customer: str
) -> AliveHistory | None:
    """One customer's P(alive) day by day, under today's model.

    name: the model that forecasts; None where it says nothing of being alive. Raises NotFound
    where nobody has this id.
    """
    ago = snapshot.columns(ORDERED, customer=customer)["ago"].astype(np.int64)
    if len(ago) == 0:
        raise NotFound(
            what="There is no such customer",
            where="the customer's id",
            next_step="Write the id as in the orders.",
        )
    # A clock tells the time from today back; on earlier days the model without one stands in.
    plain = name.removesuffix(Clocked.suffix).removesuffix(Grouped.suffix)
    rung = climb(snapshot, Base.of(snapshot.columns(BASE)), question, (plain,), {})
    if rung.fitted is None or isinstance(rung.fitted.model, Grouped):
        return None
    ordered = np.sort(ago.max() - ago)
    day = days_told(ordered, int(ago.max()))
    first = snapshot.as_of - timedelta(days=int(ago.max()))
    return AliveHistory(
        customer_id=customer,
        days=tuple(first + timedelta(days=d) for d in day.tolist()),
        p_alive=tuple(alive_on(rung.fitted.model, ordered, day).tolist()),
        orders=tuple(first + timedelta(days=d) for d in ordered.tolist()),
    )


def days_told(ordered: Whole, last: int) -> Whole:
    """Days from the first order to the last day: all, or some with each order and its eve."""
    some = np.linspace(0, last, min(last, MOST_DAYS) + 1).round().astype(np.int64)
    eves = np.maximum(ordered - 1, 0)
    return np.unique(np.concatenate([some, ordered, eves]))


def alive_on(model: Foretelling, ordered: Whole, day: Whole) -> Vector:
    """P(alive) on each day by what was known then. Shape as day.

    ordered: days with an order, ascending from 0, the first; day: days after it.
    """
    x = np.searchsorted(ordered, day, side="right") - 1
    return model.p_alive(*(part.astype(np.float64) for part in (x, ordered[x], day)))
