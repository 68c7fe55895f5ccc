"""What is next for every customer: when they order again, if they do, and how likely that is.

Asked for by those who want it: a table beside the forecast, computed on like histories once.
"""

import numpy as np

from volver.domain.card import ModelCard
from volver.domain.history import Vector
from volver.domain.upcoming import EVER, Upcoming
from volver.predict.base import BASE, Base
from volver.predict.purchases.ahead import chances_of_an_order, next_order, residual_orders
from volver.predict.purchases.model import Foretelling
from volver.predict.restore import restored
from volver.store.engine import Columns
from volver.store.schema import NEXT_ORDERS
from volver.store.snapshot import Snapshot

PART = 20_000
"""Like histories at a time: of each the chance of an order is known on many days."""


def store_next_orders(snapshot: Snapshot, card: ModelCard) -> None:
    """Write the table `next_orders`; all of it is NULL where no model of purchases forecasts."""
    model = restored(card.model, card.parameters, card.unit, card.season)
    store_upcoming(snapshot, model, card.horizon_days, card.level, card.annual_rate)


def store_upcoming(
    snapshot: Snapshot, model: Foretelling | None, days: int, level: float, annual: float
) -> None:
    """The same by a model; days: of the horizon, annual: the discount rate."""
    if "next_orders" in snapshot.tables:
        return
    base = Base.of(snapshot.columns(BASE))
    found: Columns = {name: np.full(len(base), np.nan) for name in NEXT_ORDERS.names}
    if model is not None:
        rows = base.rows
        by_row = figures(model, rows.x, rows.t_x, rows.age, days, level, annual)
        found |= {name: by_row[name][base.row] for name in found if name in by_row}
    found["n"] = np.arange(len(base), dtype=np.int32)
    snapshot.store_columns("next_orders", found)


def figures(
    model: Foretelling,
    x: Vector,
    t_x: Vector,
    age: Vector,
    days: int,
    level: float,
    annual: float,
) -> dict[str, Vector]:
    """The columns of `next_orders`, and P(alive). x, t_x, age and each column: shape (n,).

    days: the next order is told for those who order within so many.
    """
    parts = [
        _part(model, x[at : at + PART], t_x[at : at + PART], age[at : at + PART], days, level)
        for at in range(0, max(len(x), 1), PART)
    ]
    found = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    if annual > 0:
        residual = residual_orders(model, x, t_x, age, annual)
        found["residual_orders"] = np.where(np.isfinite(residual), residual, np.nan)
    return found


def _part(
    model: Foretelling, x: Vector, t_x: Vector, age: Vector, days: int, level: float
) -> dict[str, Vector]:
    upcoming = next_order(model, x, t_x, age, days, level)
    month, quarter, ever = chances_of_an_order(model, x, t_x, age, (30, 90, EVER))
    return {
        "p_alive": model.p_alive(x, t_x, age),
        "chance_30d": month,
        "chance_90d": quarter,
        "chance_in_horizon": upcoming.chance,
        "chance_ever": ever,
        "next_order_low": upcoming.low,
        "next_order": upcoming.median,
        "next_order_high": upcoming.high,
    }


def upcoming(
    model: Foretelling,
    history: tuple[int, int, int],
    days: int,
    level: float,
    annual: float,
    value: float | None,
) -> Upcoming:
    """What one customer may do next.

    history: x, t_x and T in days. value: expected discounted margin within `days`.
    """
    x, t_x, age = (np.array([part], np.float64) for part in history)
    found = {k: float(v[0]) for k, v in figures(model, x, t_x, age, days, level, annual).items()}
    residual = found.get("residual_orders")
    within = float(
        sum(
            share[0] * model.discounted_if_alive(x, age, days, annual, phase)[0]
            for phase, share in enumerate(model.phase_if_alive(x, t_x, age))
        )
        * found["p_alive"]
    )
    known = value is not None and residual is not None and np.isfinite(residual) and within > 0
    return Upcoming(
        p_alive=found["p_alive"],
        chance_30d=found["chance_30d"],
        chance_90d=found["chance_90d"],
        chance_ever=found["chance_ever"],
        horizon_days=days,
        chance_in_horizon=found["chance_in_horizon"],
        next_order_low=_or_none(found["next_order_low"]),
        next_order=_or_none(found["next_order"]),
        next_order_high=_or_none(found["next_order_high"]),
        level=level,
        residual_orders=_or_none(residual),
        residual_value=(value or 0.0) / within * (residual or 0.0) if known else None,
    )


def _or_none(number: float | None) -> float | None:
    return number if number is not None and np.isfinite(number) else None
