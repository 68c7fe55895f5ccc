"""The simplest things a model must beat, always shown beside it.

Each is a mean per customer and a margin per order (`plain` says how customers scatter). Two of
them look at a past window of the same length: what came of customers who then stood as others
stand now. A base younger than two horizons has a shorter past window, and counts are scaled up.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import numpy as np

from volver.domain.history import Vector
from volver.predict.base import Base, Whole
from volver.predict.plain import Plain
from volver.predict.question import Question
from volver.predict.value import even_discount
from volver.store.engine import as_float
from volver.store.snapshot import Snapshot

FEWEST = 20
"""Customers that a band needs to have a mean of its own; others take that of all."""
AGES = np.array([31, 92, 183, 366, 731, 1096, 1461, 2192, 3653])
SILENCES = np.array([8, 15, 31, 61, 92, 183, 366, 731, 1461])
"""Where bands begin, days."""
JEFFREYS = 0.5
"""Repeat orders added before any was seen: the weak prior Gamma(1/2, 0) on a rate."""

SINCE = """
SELECT
  CAST(COALESCE(later.orders, 0) AS DOUBLE) AS orders,
  CAST(COALESCE(later.margin, 0) AS DOUBLE) AS margin
FROM histories
LEFT JOIN (
  SELECT customer_id, SUM(CASE WHEN orders > 0 THEN 1 ELSE 0 END) AS orders, SUM(margin) AS margin
  FROM day_totals
  WHERE day > $start
  GROUP BY customer_id
) AS later
  ON later.customer_id = histories.customer_id
ORDER BY histories.n
"""


@dataclass(frozen=True, slots=True)
class Past:
    """What customers did in a window that ended on the day of the forecast."""

    days: int
    then: Base
    """Those known when the window began. Shape (k,)."""
    orders: Vector
    """Their orders in it. Shape (k,)."""
    margin: Vector
    """And the margin of those. Shape (k,)."""
    last_orders: Vector
    """Orders in it of all who are known now. Shape (n,)."""
    last_margin: Vector
    """And the margin of those. Shape (n,)."""


def look_back(snapshot: Snapshot, days: int) -> Past | None:
    """The past window before a snapshot's day; None where nobody was known when it began."""
    days = min(days, (snapshot.as_of - snapshot.first_day).days // 2)
    if days < 1:
        return None
    start = snapshot.as_of - timedelta(days=days)
    known = snapshot.outcomes(start, days)
    if len(known["repeat_count"]) == 0:
        return None
    last = snapshot.columns(SINCE, start=start)
    return Past(
        days=days,
        then=Base.of(known),
        orders=as_float(known["actual_orders"]),
        margin=as_float(known["actual_margin"]),
        last_orders=last["orders"],
        last_margin=last["margin"],
    )


Baseline = Callable[[Base, Past, Question], Plain]


def last_year(base: Base, past: Past, question: Question) -> Plain:
    """Last year again: every customer orders as often as in the last window."""
    orders = past.last_orders
    usual = past.last_margin.sum() / max(orders.sum(), 1)
    return Plain(
        share=np.ones(len(base)),
        mean=orders * (question.days / past.days),
        shape=np.inf,
        per_order=np.where(orders > 0, past.last_margin / np.maximum(orders, 1), usual),
        discount=even_discount(question.days, question.rate.annual),
    )


def cohort_mean(base: Base, past: Past, question: Question) -> Plain:
    """Mean of the cohort: what customers as old as this one was did on average."""
    orders = _by_band(AGES, past.then.age, past.orders, base.age)
    then = _by_band(AGES, past.then.age, past.orders, past.then.age)
    margin = _by_band(AGES, past.then.age, past.margin, base.age)
    usual = past.margin.sum() / max(past.orders.sum(), 1)
    scale = question.days / past.days
    return Plain(
        share=np.ones(len(base)),
        mean=orders * scale,
        shape=dispersion(past.orders, then),
        per_order=np.where(orders > 0, margin / np.where(orders > 0, orders, 1), usual),
        discount=even_discount(question.days, question.rate.annual),
        error=_error(past.orders, past.margin),
    )


def history_mean(base: Base, past: Past, question: Question) -> Plain:
    """Own mean, as many as came back: orders so far per window, times a share.

    The share is that of customers with as long a silence who ordered again in the past window.
    """
    silent, was_silent = base.age - base.t_x, past.then.age - past.then.t_x
    again = (past.orders > 0).astype(np.float64)
    return Plain(
        share=_by_band(SILENCES, was_silent, again, silent),
        mean=base.occasions * question.days / np.maximum(base.age, past.days),
        shape=np.inf,
        per_order=base.mean_margin,
        discount=even_discount(question.days, question.rate.annual),
        error=_error(past.orders, past.margin),
    )


def same_rate(base: Base, question: Question, shape: float | None = None) -> Plain:
    """Same rate for everybody: repeat orders per customer-day, of all together.

    shape: how customers differ; None: as the repeat orders so far show.
    """
    repeats, exposure = float(base.x.sum()) + JEFFREYS, float(base.age.sum())
    rate = repeats / exposure
    margins = base.mean_margin
    mean = float(margins.mean())
    error = float(margins.var()) / len(base)
    return Plain(
        share=np.ones(len(base)),
        mean=np.full(len(base), rate * question.days),
        shape=dispersion(base.occasions - 1, rate * base.age.astype(np.float64))
        if shape is None
        else shape,
        per_order=np.full(len(base), mean),
        discount=even_discount(question.days, question.rate.annual),
        anybody=0.0,
        error=(1 / repeats, error),
    )


SAME_RATE, SAME_RATE_TITLE = "same-rate", "Same rate for everybody"

BASELINES: dict[str, tuple[str, Baseline]] = {
    "last-year": ("Last year again", last_year),
    "cohort-mean": ("Mean of the cohort", cohort_mean),
    "history-mean": ("Own mean, as many as came back", history_mean),
}
"""By the name in score cards: the title, and how it is made."""


def dispersion(counts: Vector, means: Vector) -> float:
    """Shape of a negative binomial by moments; infinite where counts scatter as Poisson or less.

    >>> dispersion(np.array([0.0, 4.0]), np.array([2.0, 2.0]))
    2.0
    """
    extra = float(((counts - means) ** 2).sum() - means.sum())
    return float((means**2).sum()) / extra if extra > 0 else np.inf


def _by_band(edges: Whole, then: Whole, came: Vector, now: Whole) -> Vector:
    """Mean of what came of those in each band then, for those in it now. now: shape (n,)."""
    band = np.searchsorted(edges, then, side="right")
    size = np.bincount(band, minlength=len(edges) + 1)
    total = np.bincount(band, came, minlength=len(edges) + 1)
    means = np.where(size >= FEWEST, total / np.maximum(size, 1), came.mean())
    return means[np.searchsorted(edges, now, side="right")]


def _error(orders: Vector, margin: Vector) -> tuple[float, float]:
    """Squared relative error of the mean orders, and variance of the margin per order."""
    many = max(float(orders.sum()), 1.0)
    mean, per_order = many / len(orders), float(margin.sum()) / many
    spread = float(np.mean((margin - per_order * orders) ** 2))
    return float(orders.var()) / len(orders) / mean**2, spread / len(orders) / mean**2
