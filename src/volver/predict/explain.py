"""One customer's forecast, taken apart: how long, how often, how much, and on what facts.

The customer is computed again from the parameters in the model card: the same numbers as in the
table `forecasts`, and every part of them.
"""

from typing import Any

import numpy as np

from volver.domain.card import ModelCard
from volver.domain.errors import NotFound
from volver.domain.estimate import Estimate
from volver.domain.explanation import Explanation, Neighbours
from volver.domain.time import DAYS_PER_UNIT, days_between
from volver.predict.baselines import SILENCES, Past, look_back
from volver.predict.order_value.gamma_gamma import GammaGamma
from volver.predict.purchases.catalogue import CANDIDATES
from volver.predict.purchases.model import PurchaseModel
from volver.predict.value import even_discount
from volver.store.snapshot import Snapshot

ONE_CUSTOMER = """
SELECT
  histories.first_order, histories.last_order, histories.repeat_count, histories.first_to_last,
  histories.age, histories.mean_repeat_margin,
  forecasts.p_alive,
  forecasts.expected_orders, forecasts.expected_orders_low, forecasts.expected_orders_high,
  forecasts.value, forecasts.value_low, forecasts.value_high
FROM histories
JOIN forecasts ON forecasts.n = histories.n
WHERE histories.customer_id = $customer AND forecasts.value IS NOT NULL
"""


def explain(snapshot: Snapshot, card: ModelCard, customer_id: str) -> Explanation:
    """Take one row of `forecasts` apart. Raises NotFound where there is no such forecast."""
    found = snapshot.rows(ONE_CUSTOMER, customer=customer_id)
    if not found:
        raise NotFound(
            what="There is no forecast of such a customer",
            where="the customer's id",
            next_step="Write the id as in the orders, and forecast first.",
        )
    first, last, x, t_x, age, mean, alive, *numbers = found[0]
    ends = [np.nan if number is None else float(number) for number in numbers]
    orders = Estimate(ends[0], ends[1], ends[2], card.level)
    value = Estimate(ends[3], ends[4], ends[5], card.level)
    discount = _discount(card, x, age)
    return Explanation(
        customer_id=customer_id,
        first_order=first,
        last_order=last,
        repeat_count=x,
        days_since_last=days_between(last, snapshot.as_of),
        age=age,
        own_margin=mean,
        p_alive=alive,
        orders=orders,
        orders_if_alive=orders.value / alive if alive else None,
        margin_per_order=value.value / (orders.value * discount),
        usual_margin=_usual_margin(card),
        discount=discount,
        value=value,
        neighbours=_neighbours(look_back(snapshot, card.horizon_days), x, age - t_x),
    )


def fitted_model(card: ModelCard) -> PurchaseModel | None:
    """The model of repeat purchases with the card's parameters; None where it is a baseline."""
    if card.model not in CANDIDATES:
        return None
    letters: dict[str, Any] = dict(card.parameters)
    letters["alpha"] *= DAYS_PER_UNIT[card.unit]
    return CANDIDATES[card.model].from_log_parameters(np.log(list(letters.values())))


def _discount(card: ModelCard, x: int, age: int) -> float:
    """Mean discount factor of the orders to come."""
    model, days = fitted_model(card), card.horizon_days
    if model is None:
        return even_discount(days, card.annual_rate)
    who = np.array([float(x)]), np.array([float(age)])
    discounted = model.discounted_if_alive(*who, days, card.annual_rate)
    return float((discounted / model.expected_if_alive(*who, days))[0])


def _usual_margin(card: ModelCard) -> float | None:
    if card.money is None or card.money.title != GammaGamma.title:
        return None
    none = np.zeros(1)
    return float(GammaGamma(**card.money.parameters).expected(none, none)[0])


def _neighbours(past: Past | None, x: int, silence: int) -> Neighbours | None:
    """Those with as many repeat orders and as long a silence when the past window began."""
    if past is None:
        return None
    bands = np.searchsorted(SILENCES, past.then.age - past.then.t_x, side="right")
    like = (past.then.x == x) & (bands == np.searchsorted(SILENCES, silence, side="right"))
    orders = past.orders[like]
    return Neighbours(
        customers=len(orders),
        window_days=past.days,
        came_back=float((orders > 0).mean()) if len(orders) else np.nan,
        orders=float(orders.mean()) if len(orders) else np.nan,
    )
