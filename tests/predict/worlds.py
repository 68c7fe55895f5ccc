"""Small shops for tests of forecasting: written by hand, or drawn with known truth."""

from collections.abc import Iterable, Mapping
from dataclasses import fields, replace
from datetime import date, timedelta

import numpy as np

from volver.domain.money import Basis
from volver.domain.time import DiscountRate, Horizon
from volver.predict.base import Base
from volver.predict.groups.profiles import grouped
from volver.predict.question import Question
from volver.stats.simulate import Truth, World, simulate, summarise
from volver.store import open_engine
from volver.store.schema import ORDER_LINES
from volver.store.snapshot import Snapshot
from volver.store.views import Shape

START = date(2023, 1, 1)

MODEL_OF = {"after_repeats": "bg-nbd", "after_orders": "mbg-nbd", "at_any_time": "pareto-nbd"}
"""The model that a world is made of, by when its customers may leave."""

LEAVING = World(r=0.7, alpha=60.0, a=0.8, b=2.5, leaving="after_orders", p=6.0, q=4.0, gamma=15.0)
"""An ordinary shop: an order in three months or so, and one in four leaves after each."""
HEAVY_TAILED = World(
    r=0.7, alpha=60.0, a=0.8, b=2.5, leaving="after_orders", p=6.0, q=1.8, gamma=15.0
)
"""The same with orders whose variance is infinite."""


def drawn(
    world: World,
    customers: int,
    seed: int,
    as_of: int = 730,
    arrival_days: int = 540,
    days: int = 365,
) -> tuple[Base, Truth]:
    """Customers of a world as known on a day, and what they did in the days that followed."""
    generator = np.random.default_rng(seed)
    orders, truth = simulate(world, customers, arrival_days, as_of, days, generator)
    x, t_x, age, mean = summarise(orders, as_of)
    first_day = orders.day[np.append(True, np.diff(orders.customer) != 0)]
    of_first_day = orders.day == first_day[orders.customer]
    first = np.bincount(orders.customer, orders.margin * of_first_day, customers)
    return Base(x, t_x, age, np.where(x > 0, mean, np.nan), first), truth


def shop(orders: Iterable[tuple[str, int, float]], as_of: int) -> Snapshot:
    """A snapshot of orders (customer, days after START, margin) as known on a day."""
    engine = open_engine()
    engine.execute(ORDER_LINES.ddl())
    columns = list(zip(*orders, strict=True)) or [(), (), ()]
    engine.store_columns(
        "given",
        {
            "customer": np.array(columns[0], dtype=object),
            "day": np.array(columns[1], dtype=np.int32),
            "margin": np.array(columns[2], dtype=np.float64),
            "line": np.arange(1, len(columns[0]) + 1),
        },
    )
    engine.execute(
        "INSERT INTO order_lines (load_id, line, customer_id, ordered_at, day, revenue, is_refund)"
        " SELECT 1, line, customer, CAST($start AS DATE) + day, CAST($start AS DATE) + day,"
        " CAST(margin AS DECIMAL(18,4)), FALSE FROM given",
        {"start": START},
    )
    shape = Shape(Basis("revenue"), has_order_ids=False, has_refunds=False)
    return Snapshot(engine, START + timedelta(days=as_of), shape).with_histories()


def mixed(
    worlds: Mapping[str, tuple[World, int]], seed: int, as_of: int = 730, days: int = 365
) -> tuple[Base, Truth]:
    """Customers of several worlds, each a group, as known on a day; and what they did after it."""
    found = [
        drawn(world, many, 1000 * seed + k, as_of=as_of, days=days)
        for k, (world, many) in enumerate(worlds.values())
    ]
    texts = [f'{{"channel":"{name}"}}' for name, (_, many) in worlds.items() for _ in range(many)]
    columns = ("x", "t_x", "age", "mean", "first")
    joined = (np.concatenate([getattr(base, name) for base, _ in found]) for name in columns)
    truths = (
        np.concatenate([getattr(truth, field.name) for _, truth in found])
        for field in fields(Truth)
    )
    return Base(*joined, groups=grouped(texts)), Truth(*truths)


def sold_in(worlds: Mapping[str, tuple[World, int]], seed: int, as_of: int = 730) -> Snapshot:
    """A snapshot of several simulated shops, each a group of one."""
    rows = []
    for k, (name, (world, many)) in enumerate(worlds.items()):
        orders, _ = simulate(world, many, 540, as_of, 1, np.random.default_rng(1000 * seed + k))
        seen = orders.day <= as_of
        columns = (orders.customer[seen], orders.day[seen], orders.margin[seen].round(2))
        rows += [(f"{name}{who:06d}", day, m) for who, day, m in zip(*columns, strict=True)]
    snapshot = shop(rows, as_of)
    named = "substr(customer_id, 1, length(customer_id) - 6)"
    snapshot.engine.execute(
        f"UPDATE order_lines SET attributes = '{{\"channel\":\"' || {named} || '\"}}'"
    )
    return replace(snapshot, shape=replace(snapshot.shape, has_attributes=True))


def sold(world: World, customers: int, seed: int, as_of: int = 730) -> Snapshot:
    """A snapshot of a simulated shop."""
    generator = np.random.default_rng(seed)
    orders, _ = simulate(world, customers, 540, as_of, 1, generator)
    seen = orders.day <= as_of
    names = (f"c{who:06d}" for who in orders.customer[seen])
    return shop(zip(names, orders.day[seen], orders.margin[seen].round(2), strict=True), as_of)


def asked(days: int = 365, **rest: object) -> Question:
    """A question with a rate of 10 %."""
    return Question(Horizon(days), DiscountRate(0.1), **rest)
