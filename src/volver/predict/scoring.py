"""How a prediction did, once it is known what came."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from volver.domain.card import Coverage, Score, Total
from volver.domain.estimate import Estimate
from volver.domain.history import Vector
from volver.predict.base import Whole
from volver.predict.outlook import Outlook, Prediction
from volver.predict.purchases.model import Fitted, Foretelling
from volver.predict.recalibrate import distance
from volver.predict.totals import total_orders, total_value
from volver.stats import scores

LEVELS = (0.8, 0.95)
"""Coverage is told at these levels."""
TOTAL_LEVEL = 0.95
QUANTILES = 10
"""Quantiles that stand for the distribution of the margin in its score."""
SURPRISE = 1e-9
"""The least probability that a count is scored with: no table reaches further."""
SEED = 20_040_601
"""Of the numbers that share a count's own probability out; the same in every run."""


@dataclass(frozen=True, slots=True)
class Came:
    """What came in the test window. Arrays of shape (n,)."""

    origin: date
    days: int
    orders: Whole
    margin: Vector
    """Not discounted, as is the prediction that is scored."""


@dataclass(frozen=True, slots=True)
class Trial:
    """One candidate at one origin."""

    score: Score
    log_scores: Vector
    """Per customer, shape (n,)."""
    pit: Vector
    """Randomised PIT of the number of orders, shape (n,)."""
    fitted: Fitted[Foretelling] | None = None
    """What was fitted; None of a baseline."""


def judge(
    name: str,
    title: str,
    prediction: Prediction,
    came: Came,
    is_baseline: bool,
    rejected: str | None = None,
) -> Trial:
    """All scores of one prediction, made at a discount rate of zero."""
    here, above = prediction.reached(came.orders), prediction.reached(came.orders + 1)
    log_scores = np.log(np.maximum(here - above, SURPRISE))
    uniforms = np.random.default_rng(SEED).random(len(came.orders))
    pit = scores.randomised_pit(1 - here, 1 - above, uniforms)
    any_order = prediction.reached(np.ones_like(came.orders))
    orders, value = prediction.orders, prediction.value
    actual = came.orders.astype(np.float64)
    score = Score(
        candidate=name,
        title=title,
        is_baseline=is_baseline,
        origin=came.origin,
        days=came.days,
        customers=len(actual),
        rejected=rejected,
        log_score=float(log_scores.mean()),
        brier=float(np.mean((any_order - (actual > 0)) ** 2)),
        crps=_crps(prediction, came.margin),
        bias=scores.bias(orders, actual),
        mae=scores.mae(orders, actual),
        rmse=scores.rmse(orders, actual),
        top_tenth=scores.top_share(value, came.margin, 0.1),
        top_fifth=scores.top_share(value, came.margin, 0.2),
        gini=scores.normalised_gini(value, came.margin),
        pit=distance(pit),
        coverage=tuple(coverage(prediction, came, pit, uniforms)),
        total_orders=_total(total_orders(prediction, TOTAL_LEVEL), float(actual.sum())),
        total_margin=_total(total_value(prediction, TOTAL_LEVEL), float(came.margin.sum())),
    )
    fitted = prediction.fitted if isinstance(prediction, Outlook) else None
    return Trial(score, log_scores, pit, fitted)


def _crps(prediction: Prediction, margin: Vector) -> float:
    """The distribution is taken as its quantiles at the middles of so many equal parts."""
    middles = (np.arange(QUANTILES) + 0.5) / QUANTILES
    draws = np.stack([prediction.value_at(q) for q in middles.tolist()], axis=1)
    return float(scores.crps_sample(draws, margin).mean())


def coverage(
    prediction: Prediction,
    came: Came,
    pit: Vector,
    uniforms: Vector,
    levels: Sequence[float] = LEVELS,
) -> Iterator[Coverage]:
    """Counts at an end, and margins of nobody's order, count by the share that lies inside.

    Where gain and loss are both likely, zero is between the ends and inside as a whole.
    """
    none = came.orders == 0
    idle = uniforms * (1 - prediction.reached(np.ones_like(came.orders)))
    idle = np.where(prediction.value < 0, 1 - idle, idle)
    for level in levels:
        tail = (1 - level) / 2
        low, high = prediction.value_at(tail), prediction.value_at(1 - tail)
        held = np.where(
            none,
            ((idle >= tail) & (idle <= 1 - tail)) | ((low < 0) & (high > 0)),
            (low <= came.margin) & (came.margin <= high),
        )
        width = prediction.orders_at(1 - tail) - prediction.orders_at(tail)
        yield Coverage(
            level=level,
            orders=float(((pit >= tail) & (pit <= 1 - tail)).mean()),
            margin=float(held.mean()),
            orders_width=float(np.median(width)),
            margin_width=float(np.median(high - low)),
        )


def _total(estimate: Estimate, actual: float) -> Total:
    return Total(estimate.value, estimate.low, estimate.high, actual)
