"""What the shop never sees: who still lives, what a year brings, and what the campaign did."""

import numpy as np

from volver.worlds import shop_facts as facts
from volver.worlds.business import ANNUAL_RATE
from volver.worlds.columns import Maybe, Table, Vector, Whole, Words, days_after
from volver.worlds.market import Market
from volver.worlds.pace import Pace
from volver.worlds.people import People
from volver.worlds.shop_buyers import Buyers

AHEAD = 365
"""Days after the last one that the true expectations cover: twelve months."""
STEP = 5
"""Days within which the pace and the discount count as one: expectations are that exact."""


def margin_shares(products: facts.Products) -> Vector:
    """Expected margin per goods worth ordered, by persona: less cost, less refunds.

    Of a refund the money goes back, and the cost of the goods that come back is saved.
    Shape (personas,).
    """
    costs = (products.cost / products.price).reshape(len(facts.CATEGORIES), facts.PER_CATEGORY)
    chance = np.array([[category.refunds] for category in facts.CATEGORIES])
    part = facts.FULL_REFUND + (1 - facts.FULL_REFUND) * facts.PART_REFUND
    kept = (1 - costs) - chance * part * (1 - facts.GOODS_BACK * costs)
    taste = np.array([persona.taste for persona in facts.PERSONAS])
    return np.asarray((taste / taste.sum(axis=1, keepdims=True)) @ kept.mean(axis=1))


def truth_table(
    market: Market,
    pace: Pace,
    products: facts.Products,
    people: People,
    buyers: Buyers,
    came: tuple[Whole, Vector],
) -> Table:
    """The rows of truth/customers.parquet.

    rate: orders per mean day while alive. dropout: rate of leaving per day. expected_*_12m: over
    the 365 days after the last one, from its end on, given whether they live then; the value is
    discounted, before the cost of service. came_*_12m, from `came`: what those days then brought,
    drawn once.
    """
    alive = buyers.gone >= market.days
    orders, discounted = _year(market, pace, buyers)
    margin = buyers.level * margin_shares(products)[buyers.persona]
    names = tuple(persona.name for persona in facts.PERSONAS)
    return {
        "customer_id": people.number[: people.buyers],
        "persona": Words(buyers.persona, names),
        "rate": buyers.rate,
        "dropout": buyers.leaving,
        "alive": alive,
        "left_on": Maybe(days_after(market.first_day, np.where(alive, 0, buyers.gone)), ~alive),
        "mean_order_value": buyers.level,
        "margin_per_order": margin,
        "expected_orders_12m": alive * orders,
        "expected_value_12m": alive * discounted * margin,
        "came_orders_12m": came[0],
        "came_value_12m": came[1],
    }


def _year(market: Market, pace: Pace, buyers: Buyers) -> tuple[Vector, Vector]:
    """Orders expected in the year ahead of somebody alive, plain and discounted."""
    ends = np.arange(STEP, AHEAD + 1, STEP, dtype=float)
    busy = np.diff(pace.at(market.days + np.append(0.0, ends))) / STEP
    discount = (1 + ANNUAL_RATE) ** (-(ends - STEP / 2) / 365.25)
    # The share of each step that is lived: the integral of exp(-mu t) over it.
    mu = np.maximum(buyers.leaving, 1e-9)
    lived = np.exp(-mu[:, None] * np.append(0.0, ends))
    days = (lived[:, :-1] - lived[:, 1:]) / mu[:, None]
    return buyers.rate * (days @ busy), buyers.rate * (days @ (busy * discount))


def expected_extra(pace: Pace, buyers: Buyers, lift: Vector, begin: int, over: int) -> Vector:
    """Orders that the campaign adds to each buyer if treated, given when they leave."""
    stop = np.clip(buyers.gone, begin, over)
    return buyers.rate * lift * (pace.at(stop) - pace.at(np.full(len(stop), float(begin))))
