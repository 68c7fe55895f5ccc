"""What intervals held of what came, level by level, before and after their levels were moved."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
from tests.predict.worlds import LEAVING, START, asked, shop
from tests.truth.seasons import CALENDAR

from volver.domain.card import Total
from volver.domain.ports import Quiet
from volver.domain.time import DiscountRate
from volver.predict.backtest import _seen, backtest
from volver.predict.card import _misses
from volver.predict.ladder import climb
from volver.predict.scoring import SEED, coverage, judge
from volver.predict.select import choose
from volver.predict.totals import total_orders, total_value
from volver.stats.simulate import World, simulate
from volver.store.snapshot import Snapshot

LEVELS = (0.5, 0.8, 0.95)
CUSTOMERS = 20_000
AHEAD = 180
"""Days foretold of simulated shops that are known for two years: past tests of as many days can
teach where levels belong."""
SHOPS = {
    "leave after an order": LEAVING,
    "leave at any time": World(
        r=0.8, alpha=40.0, a=0.7, b=200.0, leaving="at_any_time", p=6.0, q=4.0, gamma=15.0
    ),
    "order regularly": World(
        r=1.2, alpha=20.0, a=0.8, b=4.0, leaving="after_repeats", p=6.0, q=4.0, gamma=15.0, phases=3
    ),
    "order by season": replace(LEAVING, season=tuple(1 + 0.5 * (np.array(CALENDAR) - 1))),
}
"""What customers do there."""


@dataclass(frozen=True)
class Held:
    """One level of one forecast."""

    level: float
    orders: float
    """Share of customers whose number of orders was inside, randomised at the ends."""
    orders_width: float
    moved: float
    """The same after recalibration; as before where there is none."""
    moved_width: float
    margin: float
    margin_width: float
    total_orders: Total
    total_margin: Total
    """Of all customers, widened by how far past totals had been missed."""


@dataclass(frozen=True)
class Look:
    """A forecast as anybody would have made it on a day, and what came of it."""

    origin: date
    days: int
    model: str
    customers: int
    is_moved: bool
    held: tuple[Held, ...]


def look(snapshot: Snapshot, origin: date, days: int) -> Look:
    """Choose by what was known on the day, forecast, and look at what came."""
    question = replace(asked(days), rate=DiscountRate(0.0))
    then = snapshot.at(origin)
    seen = _seen(snapshot, origin, question)
    choice = choose(question, backtest(then, question, Quiet()))
    rung = climb(then, seen.base, question, choice.order, choice.why)
    moved, misses = choice.moved(rung.model), _misses(rung, choice.score_card)
    prediction, came = rung.prediction, seen.came
    assert prediction is not None
    pit = judge(rung.model, rung.title, prediction, came, is_baseline=False).pit
    uniforms = np.random.default_rng(SEED).random(len(pit))
    x = seen.base.x.astype(np.float64)
    held = []
    for one in coverage(prediction, came, pit, uniforms, LEVELS):
        ends = (1 - one.level) / 2, (1 + one.level) / 2
        after, width = one.orders, one.orders_width
        if moved is not None:
            low, high = (moved.level(q, x) for q in ends)
            after = float(((pit >= low) & (pit <= high)).mean())
            width = float(np.median(prediction.orders_at(high) - prediction.orders_at(low)))
        totals = [
            Total(total.value, total.low, total.high, float(actual.sum()))
            for total, actual in (
                (total_orders(prediction, one.level, misses[0]), came.orders),
                (total_value(prediction, one.level, misses[1]), came.margin),
            )
        ]
        held.append(
            Held(
                one.level, one.orders, one.orders_width, after, width,
                one.margin, one.margin_width, *totals,
            )
        )  # fmt: skip
    return Look(origin, days, rung.model, len(x), moved is not None, tuple(held))


def sold(world: World, customers: int, seed: int, as_of: int = 730) -> tuple[Snapshot, date]:
    """A simulated shop with its future, and the day on which it is looked at."""
    generator = np.random.default_rng(seed)
    orders, _ = simulate(world, customers, 540, as_of, AHEAD, generator)
    names = (f"c{who:06d}" for who in orders.customer)
    until = as_of + AHEAD
    rows = zip(names, orders.day, orders.margin.round(2), strict=True)
    return shop(rows, until), START + timedelta(days=as_of)
