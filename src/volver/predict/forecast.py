"""From histories to a value for every customer: the story on one page."""

from dataclasses import replace

import numpy as np

from volver.domain.card import ModelCard
from volver.domain.ports import Progress, Quiet
from volver.predict.backtest import backtest
from volver.predict.base import BASE, Base
from volver.predict.card import model_card
from volver.predict.groups.newcomers import new_customers
from volver.predict.groups.profiles import groups_of
from volver.predict.ladder import climb
from volver.predict.outlook import Prediction
from volver.predict.question import Question
from volver.predict.recalibrate import Recalibration
from volver.predict.renewals.prediction import UnderContract
from volver.predict.select import choose
from volver.predict.setting import setting_of
from volver.store.engine import Columns
from volver.store.schema import FORECASTS
from volver.store.snapshot import Snapshot

NOT_ASKED = "no backtest was asked for"


def forecast(snapshot: Snapshot, question: Question, progress: Progress | None = None) -> ModelCard:
    """Forecast every customer of the snapshot; writes its table `forecasts`."""
    progress = progress or Quiet()
    base = Base.of(snapshot.columns(BASE), groups=groups_of(snapshot))
    progress.step("backtest")
    tested = NOT_ASKED if question.point_only else backtest(snapshot, question, progress)
    choice = choose(question, tested)
    progress.step("fit")
    rung = climb(snapshot, base, question, choice.order, choice.why, choice.margins)
    progress.step("forecast")
    moved = choice.moved(rung.model)
    found = table(rung.prediction, base, question, moved)
    snapshot.store_columns("forecasts", found, FORECASTS.names)
    del found
    card = model_card(snapshot, base, question, rung, choice.score_card, moved is not None)
    if question.point_only:
        return card
    newcomers = new_customers(base, rung, question)
    return replace(card, setting=setting_of(snapshot), new_customers=newcomers)


def table(
    prediction: Prediction | None,
    base: Base,
    question: Question,
    moved: Recalibration | None = None,
) -> Columns:
    """The columns of the table `forecasts` of which anything is known.

    moved: where quantiles of numbers of orders belong by the past; None takes them as they are.
    Those of margins stay: what is wrong with a number need not be wrong with a sum of values.
    """
    found: Columns = {"n": np.arange(len(base), dtype=np.int32)}
    if prediction is None:
        return found
    if (alive := prediction.p_alive) is not None:
        found["p_alive"] = alive
    if isinstance(prediction, UnderContract):
        found["p_stays"] = prediction.staying
    found["expected_orders"] = prediction.orders
    found["value"] = prediction.value
    if not question.point_only:
        ends = (1 - question.level) / 2, (1 + question.level) / 2, 1 - question.upside_chance
        x = base.x.astype(np.float64)
        low, high = (q if moved is None else moved.level(q, x) for q in ends[:2])
        found["expected_orders_low"] = prediction.orders_at(low)
        found["expected_orders_high"] = prediction.orders_at(high)
        found["value_low"], found["value_high"], found["value_upside"] = (
            prediction.value_at(q) for q in ends
        )
    return {name: found[name] for name in FORECASTS.names if name in found}
