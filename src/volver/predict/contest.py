"""A contest that others can enter: tables of what came at each origin, and marks for any forecast.

The questions are those of RelBench's tasks user-churn and user-ltv: does a customer order in the
window after the origin, and how much do they bring? RelBench asks both of customers with an order
in a window of the same length before it, so marks are given for those apart.

Source: Robinson, Ranjan, Hu et al. (2024), RelBench: a benchmark for deep learning on relational
databases, NeurIPS datasets and benchmarks: tasks, time split, AUROC and MAE.
"""

from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from volver.domain.forecast import ENDS, NEEDED, Forecast
from volver.domain.history import Vector
from volver.domain.time import DiscountRate, Horizon
from volver.predict.backtest import SAMPLE, origins
from volver.predict.base import Base, log_gaps
from volver.predict.baselines import BASELINES, SAME_RATE
from volver.predict.challenger.duel import CHALLENGER
from volver.predict.evidence.last_test import again
from volver.predict.forecast import table
from volver.predict.purchases.catalogue import CANDIDATES, SEASONAL
from volver.predict.question import Question
from volver.stats import scores
from volver.store.engine import as_float
from volver.store.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Window:
    """One origin: who was known, and what came. Arrays of shape (n,)."""

    origin: date
    days: int
    customers: NDArray[np.object_]
    orders: Vector
    margin: Vector
    """Not discounted."""
    recent: NDArray[np.bool_]
    """Whether they had ordered in a window of this length before the origin."""
    then: Snapshot
    """What was known at the origin, of the same customers."""
    base: Base


@dataclass(frozen=True, slots=True)
class Marks:
    """How one forecast did at one origin."""

    candidate: str
    origin: date
    customers: int
    auroc: float
    """Of ordering at all, by p_active, or by expected orders where there is none."""
    auroc_recent: float
    """The same among customers with an order in the window before."""
    brier: float | None
    """None without p_active."""
    mae_margin: float
    """Mean absolute error of the value, money."""
    mae_margin_recent: float
    rmse_margin: float
    mae_orders: float
    bias_orders: float
    """Forecast over actual orders of all, less 1."""
    bias_margin: float
    gini: float
    """Concentration of the margin by forecast over that by itself."""
    top_tenth: float
    """Share of the margin that came from the tenth with the highest value."""
    held_orders: float | None
    """Share of customers within the interval, its ends included; None without one."""
    held_margin: float | None


def windows(snapshot: Snapshot, question: Question) -> list[Window]:
    """Every origin of the backtest, the earliest first."""
    days, found = origins(snapshot.first_day, snapshot.as_of, question.days)
    sample = snapshot.sample(SAMPLE)
    return [_window(sample, origin, days) for origin in found]


def _window(sample: Snapshot, origin: date, days: int) -> Window:
    known, then = sample.outcomes(origin, days), sample.at(origin)
    base = Base.of(known, log_gaps(then))
    return Window(
        origin=origin,
        days=days,
        customers=known["customer_id"].astype(str).astype(object),
        orders=as_float(known["actual_orders"]),
        margin=as_float(known["actual_margin"]),
        recent=base.age - base.t_x < days,
        then=then,
        base=base,
    )


def forecasts(window: Window, question: Question, chosen: str) -> dict[str, Forecast]:
    """What every candidate that can be had there tells, by name. The challenger where asked for.

    chosen: the model of today's forecast, which may be a stack.
    Value is not discounted; intervals have the level of the question.
    """
    short = replace(question, horizon=Horizon(window.days), rate=DiscountRate(0.0))
    found: dict[str, Forecast] = {}
    asked = [CHALLENGER] if question.challenger else []
    names = (*CANDIDATES, *SEASONAL, *BASELINES, SAME_RATE, *asked, chosen)
    for name in dict.fromkeys(names):
        rung = again(window.then, window.base, short, name, window.days)
        if rung.model == name and rung.prediction is not None:
            columns = table(rung.prediction, window.base, short)
            some = rung.prediction.reached(np.ones_like(window.base.x))
            found[name] = {"p_active": some} | {
                each: columns[each] for each in (*NEEDED, *ENDS[0], *ENDS[1])
            }
    return found


def marks(name: str, forecast: Forecast, window: Window) -> Marks:
    """How a forecast did, in the order of the window's customers."""
    active, value, orders = window.orders > 0, forecast["value"], forecast["expected_orders"]
    chance, recent = forecast.get("p_active"), window.recent
    ranked = orders if chance is None else chance
    held = [
        scores.coverage(forecast[low], forecast[high], actual)
        if low in forecast and high in forecast
        else None
        for (low, high), actual in zip(ENDS, (window.orders, window.margin), strict=True)
    ]
    return Marks(
        candidate=name,
        origin=window.origin,
        customers=len(value),
        auroc=scores.auroc(ranked, active),
        auroc_recent=scores.auroc(ranked[recent], active[recent]),
        brier=None if chance is None else float(np.mean((chance - active) ** 2)),
        mae_margin=scores.mae(value, window.margin),
        mae_margin_recent=scores.mae(value[recent], window.margin[recent])
        if recent.any()
        else float("nan"),
        rmse_margin=scores.rmse(value, window.margin),
        mae_orders=scores.mae(orders, window.orders),
        bias_orders=scores.bias(orders, window.orders),
        bias_margin=scores.bias(value, window.margin),
        gini=scores.normalised_gini(value, window.margin),
        top_tenth=scores.top_share(value, window.margin),
        held_orders=held[0],
        held_margin=held[1],
    )
