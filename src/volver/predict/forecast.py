"""From histories to a value for every customer: the story on one page."""

import numpy as np

from volver.domain.card import ModelCard
from volver.domain.ports import Progress, Quiet
from volver.predict.backtest import backtest
from volver.predict.base import BASE, Base
from volver.predict.card import model_card
from volver.predict.ladder import climb
from volver.predict.outlook import Prediction
from volver.predict.question import Question
from volver.predict.select import choose
from volver.store.engine import Columns
from volver.store.schema import FORECASTS
from volver.store.snapshot import Snapshot

NOT_ASKED = "no backtest was asked for"


def forecast(snapshot: Snapshot, question: Question, progress: Progress | None = None) -> ModelCard:
    """Forecast every customer of the snapshot; writes its table `forecasts`."""
    progress = progress or Quiet()
    base = Base.of(snapshot.columns(BASE))
    progress.step("backtest")
    tested = NOT_ASKED if question.point_only else backtest(snapshot, question, progress)
    choice = choose(question, tested)
    progress.step("fit")
    rung = climb(snapshot, base, question, choice.order, choice.why)
    progress.step("forecast")
    snapshot.store_columns("forecasts", table(rung.prediction, len(base), question))
    return model_card(snapshot, base, question, rung, choice.score_card)


def table(prediction: Prediction | None, customers: int, question: Question) -> Columns:
    """The table `forecasts`; what is not known is not a number here, and NULL in the table."""
    found: Columns = {name: np.full(customers, np.nan) for name in FORECASTS.names}
    found["n"] = np.arange(customers, dtype=np.int32)
    if prediction is None:
        return found
    if (alive := prediction.p_alive) is not None:
        found["p_alive"] = alive
    found["expected_orders"] = prediction.orders
    found["value"] = prediction.value
    if not question.point_only:
        low, high = (1 - question.level) / 2, (1 + question.level) / 2
        found["expected_orders_low"] = prediction.orders_at(low)
        found["expected_orders_high"] = prediction.orders_at(high)
        found["value_low"] = prediction.value_at(low)
        found["value_high"] = prediction.value_at(high)
        found["value_upside"] = prediction.value_at(1 - question.upside_chance)
    return found
