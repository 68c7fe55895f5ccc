"""P(alive) over a shop's own customers, and over one customer's time."""

from datetime import date, timedelta

import numpy as np

from volver.domain.errors import NotFound
from volver.domain.evidence import AliveGroup, AliveHistory, AliveMatrix
from volver.domain.history import Vector
from volver.predict.base import Whole
from volver.predict.purchases.clocked import Clocked
from volver.predict.purchases.model import Foretelling
from volver.predict.purchases.stacked import Stacked
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
    snapshot: Snapshot, model: Foretelling | None, customer: str
) -> AliveHistory | None:
    """One customer's P(alive) day by day, under today's model.

    model: None where nothing is said of being alive. Raises NotFound where nobody has this id.
    """
    ago = snapshot.columns(ORDERED, customer=customer)["ago"].astype(np.int64)
    if len(ago) == 0:
        raise NotFound(
            what="There is no such customer",
            where="the customer's id",
            next_step="Write the id as in the orders.",
        )
    if model is None:
        return None
    last = int(ago.max())
    ordered = np.sort(last - ago)
    day = days_told(ordered, last)
    first = snapshot.as_of - timedelta(days=last)
    return AliveHistory(
        customer_id=customer,
        days=tuple(first + timedelta(days=d) for d in day.tolist()),
        p_alive=tuple(alive_on(model, ordered, day, last).tolist()),
        orders=tuple(first + timedelta(days=d) for d in ordered.tolist()),
    )


def days_told(ordered: Whole, last: int) -> Whole:
    """Days from the first order to the last day: all, or some with each order and its eve."""
    some = np.linspace(0, last, min(last, MOST_DAYS) + 1).round().astype(np.int64)
    eves = np.maximum(ordered - 1, 0)
    return np.unique(np.concatenate([some, ordered, eves]))


def alive_on(model: Foretelling, ordered: Whole, day: Whole, last: int) -> Vector:
    """P(alive) on each day by what was known then. Shape as day.

    ordered: days with an order, ascending from 0, the first; day: days after it, up to `last`,
    today.
    """
    x = np.searchsorted(ordered, day, side="right") - 1
    return _then(model, x.astype(np.float64), ordered[x], day, last - day)


def alive_since(
    model: Foretelling, history: tuple[int, int, int], customer: str, as_of: date
) -> AliveHistory:
    """One customer's P(alive) from their last order to as_of, on each day or on some of many.

    history: x, t_x and T in days.
    """
    x, t_x, age = history
    day = t_x + days_told(np.zeros(1, np.int64), age - t_x)
    repeats, last = np.full(len(day), float(x)), np.full(len(day), t_x)
    first = as_of - timedelta(days=age)
    return AliveHistory(
        customer_id=customer,
        days=tuple(first + timedelta(days=d) for d in day.tolist()),
        p_alive=tuple(_then(model, repeats, last, day, age - day).tolist()),
        orders=(first + timedelta(days=t_x),),
    )


def _then(model: Foretelling, x: Vector, t_x: Whole, age: Whole, ago: Whole) -> Vector:
    """P(alive) as it was so many days ago. t_x, age: those of that day. Shape (n,)."""
    if isinstance(model, Stacked):
        both = zip(model.shares, model.models, strict=True)
        told = [share * _then(one, x, t_x, age, ago) for share, one in both]
        return np.asarray(np.sum(told, axis=0))
    then = t_x.astype(np.float64), age.astype(np.float64)
    if isinstance(model, Clocked):
        return model.p_alive_then(x, *then, ago.astype(np.float64))
    return model.p_alive(x, *then)
