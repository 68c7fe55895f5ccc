"""What a forecast says of itself, put together."""

from collections.abc import Iterator

import numpy as np

from volver.domain.card import Band, ModelCard, MoneyCard, ScoreCard, SeasonCard
from volver.domain.estimate import Answer, Estimate
from volver.domain.time import DAYS_PER_UNIT
from volver.domain.value import Step
from volver.predict.base import Base
from volver.predict.challenger.outlook import TwoPart
from volver.predict.draws import doubt
from volver.predict.ladder import Rung
from volver.predict.money.dependence import first_orders, spend_and_orders, told
from volver.predict.outlook import Prediction
from volver.predict.plain import Plain
from volver.predict.purchases.clocked import Clocked
from volver.predict.purchases.grouped import Grouped
from volver.predict.purchases.stacked import clock_of, parts, without_clock
from volver.predict.question import Question
from volver.predict.renewals.bills import Bills
from volver.predict.renewals.prediction import UnderContract
from volver.predict.restore import season_card
from volver.predict.scoring import TOTAL_LEVEL
from volver.predict.totals import excess_miss, total_orders, total_value
from volver.store.snapshot import Snapshot

BANDS = (0.8, 0.95)
"""Levels of the intervals of all customers together, besides the one that is asked for."""
LEFT_OUT = """
SELECT CAST(COALESCE(SUM(margin), 0) AS DOUBLE)
FROM net_orders
WHERE customer_id NOT IN (SELECT customer_id FROM histories)
"""


MOVED = (
    "the intervals of numbers of orders were moved to where past tests say that they belong: learnt"
    " at the earlier origins, they held better at the last"
)


def model_card(
    snapshot: Snapshot,
    base: Base,
    question: Question,
    rung: Rung,
    score_card: ScoreCard,
    moved: bool = False,
) -> ModelCard:
    """Everything a reader needs to judge the forecast.

    moved: whether quantiles were recalibrated.
    """
    fit, parameters = rung.fitted.fit if rung.fitted else None, _parameters(rung, question)
    errors = np.sqrt(np.diag(fit.covariance)).tolist() if fit else []
    repeats = int(base.x.sum())
    misses = _misses(rung, score_card)
    orders, value = _totals(rung, question, misses)
    return ModelCard(
        model=rung.model,
        title=rung.title,
        step=rung.step,
        why=rung.why,
        parameters=parameters,
        standard_errors=dict(zip(parameters, errors, strict=False)),
        unit=question.unit,
        log_likelihood=fit.log_likelihood + repeats * np.log(DAYS_PER_UNIT[question.unit])
        if fit and np.isfinite(fit.log_likelihood)
        else None,
        status=_status(rung),
        money=_money(rung, base, question.point_only),
        total_orders=orders,
        total_value=value,
        score_card=score_card,
        as_of=snapshot.as_of,
        first_day=snapshot.first_day,
        customers=len(base),
        repeat_buyers=int((base.x > 0).sum()),
        repeat_orders=repeats,
        horizon_days=question.days,
        annual_rate=question.rate.annual,
        level=question.level,
        upside_chance=question.upside_chance,
        notes=(
            *_notes(snapshot, base, rung, question, misses),
            *([MOVED] if moved and not question.point_only else []),
        ),
        season=_season(rung),
        bands=_bands(rung, question, misses),
    )


def _bands(rung: Rung, question: Question, misses: tuple[float, float]) -> tuple[Band, ...]:
    """The totals at the levels that people plan by."""
    prediction = rung.prediction
    if question.point_only or rung.absent is not None or prediction is None:
        return ()

    def band(level: float) -> Band:
        orders = total_orders(prediction, level, misses[0])
        value = total_value(prediction, level, misses[1])
        return Band(level, orders.low, orders.high, value.low, value.high)

    return tuple(map(band, BANDS))


def _season(rung: Rung) -> SeasonCard | None:
    clock = clock_of(rung.without_groups.model) if rung.without_groups else None
    return None if clock is None else season_card(clock)


def _money(rung: Rung, base: Base, point_only: bool) -> MoneyCard | None:
    if rung.money is None:
        return None
    if point_only:  # two ranks of all customers take as long as the forecast
        return MoneyCard(rung.money.title, rung.money.parameters(), rung.money_why)
    first, rank = first_orders(base), spend_and_orders(base)
    said = told(first, rank, base)
    return MoneyCard(rung.money.title, rung.money.parameters(), rung.money_why, first, rank, said)


def _parameters(rung: Rung, question: Question) -> dict[str, float]:
    if rung.fitted is not None:
        return rung.fitted.model.parameters(question.unit)
    if isinstance(rung.prediction, UnderContract):
        return rung.prediction.parameters()
    if isinstance(rung.prediction, Plain) and rung.step in (Step.POOLED, Step.FORMULA):
        per_day = float(rung.prediction.mean[0]) / question.days
        return {"rate": per_day * DAYS_PER_UNIT[question.unit], "shape": rung.prediction.shape}
    return {}


def _status(rung: Rung) -> str:
    if isinstance(rung.prediction, UnderContract):
        return "converged"  # one that did not tells nothing, and is left out
    if isinstance(rung.prediction, TwoPart):
        return "trees have no parameters to tell"
    if rung.fitted is None:
        return "no model was fitted"
    return rung.fitted.fit.ridge or "converged"


def _misses(rung: Rung, score_card: ScoreCard) -> tuple[float, float]:
    """Excess squared log miss of past totals of orders, and of margin."""
    past = [score for score in score_card.scores if score.candidate == rung.model]
    return (
        excess_miss([score.total_orders for score in past], TOTAL_LEVEL),
        excess_miss([score.total_margin for score in past], TOTAL_LEVEL),
    )


def _totals(rung: Rung, question: Question, misses: tuple[float, float]) -> tuple[Answer, Answer]:
    """Orders and value of all customers; without intervals where none were asked for."""
    if rung.absent is not None or rung.prediction is None:
        assert rung.absent is not None  # no prediction has its reason
        return rung.absent, rung.absent
    level, prediction = question.level, rung.prediction
    if not question.point_only:
        orders = total_orders(prediction, level, misses[0])
        return orders, total_value(prediction, level, misses[1])
    sums = float(prediction.orders.sum()), float(prediction.value.sum())
    return Estimate(sums[0], np.nan, np.nan, level), Estimate(sums[1], np.nan, np.nan, level)


def _left_out(snapshot: Snapshot) -> float:
    """Margin to date of customers without a history: all that they bought came back."""
    return float(snapshot.rows(LEFT_OUT)[0][0]) if snapshot.shape.has_refunds else 0.0


def _notes(
    snapshot: Snapshot, base: Base, rung: Rung, question: Question, misses: tuple[float, float]
) -> Iterator[str]:
    if rung.prediction is None:
        return
    if rung.money_why is not None:
        yield f"margins are by {rung.money.title if rung.money else 'mean'}: {rung.money_why}"
    if isinstance(rung.prediction, Plain):
        yield "the interval of the margin comes from the number of orders alone"
    if question.point_only:
        yield "no intervals were asked for"
    else:
        fitted = rung.without_groups
        if fitted is not None and (why := doubt(fitted, base.histories)):
            yield why
        yield from _interval_notes(snapshot, rung.prediction, misses)
    yield from _of_model(rung)


def _of_model(rung: Rung) -> Iterator[str]:
    if isinstance(rung.prediction, UnderContract):
        titles = rung.prediction.titles
        yield (
            f"customers are under contract: who has left is seen, and {titles} tells how many renew"
        )
        if rung.prediction.bills != Bills():
            yield "bills change as they did in the window before"
    if isinstance(rung.prediction, TwoPart):
        customers, days = rung.prediction.lesson
        yield (
            f"the challenger has learnt from {customers} customers, and what they did in the {days}"
            " days up to the observation date; it says nothing of P(alive)"
        )
        if rung.money is None:
            yield "margins are by trees, which came nearer on customers that they had not seen"
    model = rung.model.removesuffix(Clocked.suffix).removesuffix(Grouped.suffix)
    if rung.without_groups is not None and clock_of(rung.without_groups.model) is not None:
        yield "the season is taken as known: no interval is wider for it"
    if model == "nbd":
        yield "NBD finds nobody gone: the data show no leaving, and P(alive) is 1 for all"
    if 0 < (staying := parts(without_clock(rung.model)).get("nbd", 0)) < 1:
        yield (
            f"{staying:.0%} of the forecast is NBD, under which nobody leaves: P(alive) is never"
            " below that"
        )
    if model == "bg-nbd":
        yield "BG/NBD calls everybody alive who never came back, however long the silence"


def _interval_notes(
    snapshot: Snapshot, prediction: Prediction, misses: tuple[float, float]
) -> Iterator[str]:
    """What the intervals leave out, and what was added to them."""
    if not isinstance(prediction, Plain) and prediction.heavy_tailed:
        yield (
            "the variance of margins is infinite (q of Gamma-Gamma is 2 or less): the interval of"
            " the total leaves out what one customer in 30,000 would pass"
        )
    if (lost := _left_out(snapshot)) < 0:
        yield (
            f"customers who sent everything back have no history: the {lost:,.2f} that they have"
            " brought to date is in no forecast"
        )
    if misses[0] > 0:
        yield (
            f"backtests missed the total of orders by {misses[0] ** 0.5:.0%} more than chance"
            " would: the interval of the total is as much wider"
        )
