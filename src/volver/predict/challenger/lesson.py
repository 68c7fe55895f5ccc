"""What there is to learn from: customers of an earlier day, and what they have done since.

The window of the lesson ends on the day of the forecast, so that all of it is known by then.
"""

from dataclasses import dataclass
from datetime import timedelta
from importlib.util import find_spec

from volver.domain.history import Vector
from volver.predict.base import Base
from volver.predict.challenger.duel import NOT_INSTALLED
from volver.predict.challenger.features import Known, known
from volver.store.engine import as_float
from volver.store.snapshot import Snapshot

MOST = 25_000
"""Customers that are learnt from, at about most."""
FEWEST = 300
"""Customers known when the window began that a lesson needs."""
SEEN = 0.5
"""The shop must have been open for this share of the window before it began."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """Pairs of what was known and what came. Arrays of shape (k,)."""

    days: int
    then: Known
    orders: Vector
    """Orders in the window."""
    margin: Vector
    """And the margin of those."""
    now: Known
    """Who is to be foretold."""


def lesson(snapshot: Snapshot, base: Base, days: int) -> Lesson | str:
    """What the window of so many days before a snapshot's day can teach, or why it cannot.

    base: the snapshot's customers.
    """
    if find_spec("sklearn") is None:
        return NOT_INSTALLED
    history, need = (snapshot.as_of - snapshot.first_day).days, round((1 + SEEN) * days)
    if history < need:
        return f"a challenger needs {need} days to learn from: there are {history}"
    some = snapshot.sample(MOST)
    start = snapshot.as_of - timedelta(days=days)
    columns = some.outcomes(start, days)
    if (have := len(columns["actual_orders"])) < FEWEST:
        return f"a challenger needs {FEWEST} customers to learn from: there are {have}"
    return Lesson(
        days=days,
        then=known(some.at(start), Base.of(columns)),
        orders=as_float(columns["actual_orders"]),
        margin=as_float(columns["actual_margin"]),
        now=known(snapshot, base),
    )
