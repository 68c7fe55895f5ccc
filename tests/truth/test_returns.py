"""What comes back costs money, and the forecast knows: value is margin, losses included."""

from datetime import timedelta

import numpy as np
import pytest
from tests.predict.worlds import LEAVING
from tests.store.shop import START, look, order, refund

from volver.domain.money import Basis
from volver.domain.time import DiscountRate, Horizon
from volver.predict.forecast import forecast
from volver.predict.question import Question
from volver.stats.simulate import World, simulate

AS_OF = 730


@pytest.mark.slow
@pytest.mark.parametrize("share", [0.1, 0.3])
def test_the_costs_of_what_comes_back_are_in_the_forecast(share):
    """Half of each price is cost, and lost when the order is paid back: within a tenth or so."""
    world = World(
        LEAVING.r, LEAVING.alpha, LEAVING.a, LEAVING.b, LEAVING.leaving,
        p=6.0, q=4.0, gamma=15.0, cost_share=0.5, refund_chance=share,
    )  # fmt: skip
    orders, truth = simulate(world, 3000, 540, AS_OF, 365, np.random.default_rng(7))
    lines = []
    for n, (who, day, paid) in enumerate(
        zip(orders.customer, orders.day, orders.amount, strict=True)
    ):
        if day > AS_OF:
            continue
        amount, back = f"{paid:.2f}", orders.refund[n] > 0
        known = {"order_id": str(n), "product_id": None}
        lines.append(order(n, f"c{who}", int(day), amount, cost=f"{paid / 2:.2f}", **known))
        if back:
            lines.append(refund(10**6 + n, f"c{who}", int(day), amount, cost="0", **known))
    snapshot = look(lines, Basis("margin_from_cost"), START + timedelta(days=AS_OF))
    card = forecast(snapshot, Question(Horizon(365), DiscountRate(0.0)))
    came = truth.future_margin.sum()
    assert card.total_value.value == pytest.approx(came, rel=0.12)
    assert card.total_value.low < came < card.total_value.high
