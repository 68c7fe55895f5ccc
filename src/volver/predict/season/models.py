"""Whether a season can be learnt from a snapshot, and the models that run on its clock."""

from collections.abc import Sequence

import numpy as np

from volver.domain.history import Vector
from volver.predict.base import Base
from volver.predict.purchases.catalogue import SEASONAL
from volver.predict.purchases.clocked import Clocked
from volver.predict.purchases.model import Fitted
from volver.predict.season.clock import Clock, Event
from volver.predict.season.fit import FULL_YEAR, WAVES, Season, learn
from volver.store.snapshot import Snapshot

ORDERS_BY_DAY = """
SELECT CAST(v_days_between(day, $as_of) AS BIGINT) AS ago, COUNT(*) AS orders
FROM occasions
GROUP BY day
ORDER BY day
"""

EVEN = "the orders show no season"


def season_of(snapshot: Snapshot, base: Base, events: Sequence[Event] = ()) -> Season | str:
    """The season of a snapshot's orders, or why there is none.

    base: the snapshot's customers. Less than a full year leaves only stated events to learn.
    """
    known = int(base.age.max(initial=0))
    if known < FULL_YEAR and not events:
        return too_short(known)
    if base.x.sum() == 0:
        return EVEN
    found = learn(
        base.histories,
        repeats_by_day(snapshot, base),
        snapshot.as_of,
        events,
        WAVES if known >= FULL_YEAR else 0,
    )
    return found or EVEN


def too_short(days: int) -> str:
    """Why no season can be learnt from so many days."""
    return f"no season can be learnt yet: it needs {FULL_YEAR} days, and there are {days}"


def repeats_by_day(snapshot: Snapshot, base: Base) -> Vector:
    """Repeat orders k days before the observation date, k = 0 .. the greatest age."""
    days = int(base.age.max(initial=0)) + 1
    by_day = snapshot.columns(ORDERS_BY_DAY)
    orders = np.bincount(by_day["ago"], by_day["orders"], days)
    return np.asarray(orders - np.bincount(base.age, minlength=days), np.float64)


def seasonal_model(base: Base, name: str, season: Season) -> Fitted[Clocked] | str:
    """Fit one model on the clock, or say why it cannot be fitted. name: one of SEASONAL."""
    fitted = Clocked.fit(SEASONAL[name], base.histories, season.clock, season.pace)
    return fitted if fitted.fit.converged else f"{fitted.model.title} found no best fit"


def told(clock: Clock) -> str:
    """What was learnt, in words."""
    parts = [f"season: week of year, from {clock.days // 7} weeks"] if clock.has_season else []
    if trend := clock.trend:
        parts.append(f"trend: orders {np.expm1(trend):+.0%} a year until now")
    effects = dict.fromkeys((event.name, effect) for event, effect in clock.events)
    parts += [
        f"during {name} customers order {np.exp(effect):.2f} times as often"
        for name, effect in effects
    ]
    return "; ".join(parts)
