"""The forecast of the last origin once more, and what can be seen in how it did."""

from dataclasses import replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from volver.domain.card import ModelCard
from volver.domain.evidence import Evidence, Frequency, Pit, Promise, Tracking
from volver.domain.history import Vector
from volver.domain.time import DiscountRate, Horizon
from volver.predict.backtest import SAMPLE
from volver.predict.base import Base, Whole
from volver.predict.evidence.tracking import tracking
from volver.predict.groups.profiles import groups_of
from volver.predict.ladder import Rung, climb
from volver.predict.money.choice import MoneyChoice
from volver.predict.outlook import Prediction
from volver.predict.purchases.catalogue import CANDIDATES, GROUPED, SEASONAL
from volver.predict.purchases.grouped import Grouped
from volver.predict.purchases.stacked import clock_of, parts
from volver.predict.question import AUTO, Question
from volver.predict.scoring import SEED
from volver.stats import scores
from volver.store.snapshot import Snapshot

MOST_REPEATS = 7
"""Customers who came back this often or more are one group, as in the literature."""
TENTHS = 10
CHANCE = 0.05
"""A right forecast has a group outside of its band with at most this probability."""


def evidence(snapshot: Snapshot, question: Question, card: ModelCard) -> Evidence | None:
    """How the forecast's model did at the last origin; None where nothing was scored.

    The same customers, fit and distributions as in the score card.
    """
    scored = [one for one in card.score_card.scores if one.candidate == card.model]
    if not scored:
        return None
    last = max(scored, key=lambda one: one.origin)
    sample = snapshot.sample(SAMPLE)
    known = sample.outcomes(last.origin, last.days)
    then = sample.at(last.origin)
    base = Base.of(known, groups=groups_of(then))
    came = known["actual_orders"].astype(np.int64)
    margins = MoneyChoice(card.money.title, card.money.why) if card.money else None
    rung = again(then, base, question, card.model, last.days, margins)
    if rung.model != card.model or rung.prediction is None:
        return None
    any_order = rung.prediction.reached(np.ones_like(came))
    return Evidence(
        model=rung.title,
        origin=last.origin,
        days=last.days,
        frequencies=by_frequency(base.x, rung.prediction.orders, came),
        pit=pit(rung.prediction, came),
        promises=promises(any_order, came),
        tracking=_tracked(snapshot, rung, last.origin),
    )


def again(
    then: Snapshot,
    base: Base,
    question: Question,
    name: str,
    days: int,
    margins: MoneyChoice | None = None,
) -> Rung:
    """The rung of one candidate on an earlier day, with this model of margins or the usual one."""
    catalogue = {*CANDIDATES, *SEASONAL, *GROUPED}
    model = name if catalogue.issuperset(parts(name)) else AUTO
    short = replace(question, horizon=Horizon(days), rate=DiscountRate(0.0), model=model)
    return climb(then, base, short, (name,), {}, margins)


def _tracked(snapshot: Snapshot, rung: Rung, origin: date) -> Tracking | None:
    """None also where the model runs on a clock: what a customer is expected to do since their
    first day depends on which day that was; nor where it has groups."""
    fitted = rung.fitted
    if fitted is None or isinstance(fitted.model, Grouped) or clock_of(fitted.model) is not None:
        return None
    return tracking(snapshot, fitted.model, origin)


def by_frequency(x: Whole, expected: Vector, came: Whole) -> tuple[Frequency, ...]:
    """Mean orders by past repeat orders, those that came and those expected. Shape (n,) each.

    Source: Fader, Hardie & Lee (2005), Marketing Science 24(2), 275-284, figure 6.
    """
    group = np.minimum(x, MOST_REPEATS)
    return tuple(
        Frequency(int(x), int(mine.sum()), float(came[mine].mean()), float(expected[mine].mean()))
        for x in np.unique(group)
        for mine in [group == x]
    )


def pit(prediction: Prediction, came: Whole) -> Pit:
    """The randomised PIT of the orders, as in the score card, by tenths. came: shape (n,).

    Source: Czado, Gneiting & Held (2009), Biometrics 65, 1254-1261; the band is normal and holds
    all tenths together (Bonferroni).
    """
    here, above = prediction.reached(came), prediction.reached(came + 1)
    uniforms = np.random.default_rng(SEED).random(len(came))
    found = scores.randomised_pit(1 - here, 1 - above, uniforms)
    counts = np.histogram(found, TENTHS, (0, 1))[0]
    one = 1 / TENTHS
    reach = _reach(TENTHS) * (one * (1 - one) / len(came)) ** 0.5
    return Pit(
        shares=tuple((counts / len(came)).tolist()),
        low=max(one - reach, 0.0),
        high=min(one + reach, 1.0),
        customers=len(came),
    )


def promises(any_order: Vector, came: Whole) -> tuple[Promise, ...]:
    """Promised and actual shares who order, by tenths of the promise. Shape (n,) each.

    Customers with one and the same promise are in one group, that of the middle one of them.
    """
    _, at, times = np.unique(any_order, return_inverse=True, return_counts=True)
    middle = (np.cumsum(times) - times / 2) / len(any_order)
    tenth = np.minimum((middle * TENTHS).astype(np.int64), TENTHS - 1)[at]
    groups = [tenth == k for k in np.unique(tenth)]
    return tuple(_promise(any_order[one], came[one] > 0, _reach(len(groups))) for one in groups)


def _promise(promised: Vector, ordered: NDArray[np.bool_], reach: float) -> Promise:
    mean = float(promised.mean())
    error = reach * float((promised * (1 - promised)).sum()) ** 0.5 / len(promised)
    return Promise(
        promised=mean,
        came=float(ordered.mean()),
        low=max(mean - error, 0.0),
        high=min(mean + error, 1.0),
        customers=len(promised),
    )


def _reach(groups: int) -> float:
    """Standard deviations that hold so many groups at once."""
    from scipy.special import ndtri

    return float(ndtri(1 - CHANCE / (2 * groups)))
