"""What a customer is worth: every formula on one snapshot, the forecast, and the way between."""

from collections.abc import Callable
from decimal import Decimal

import numpy as np

from volver.describe.formulas.bridge import bridge_of, earned
from volver.describe.formulas.doubt import results, switched
from volver.describe.formulas.profit import profit, replacing
from volver.describe.formulas.sensitivity import sensitivity
from volver.describe.formulas.textbook import chain, constant_retention
from volver.describe.formulas.year import look_back, money, parts_of
from volver.domain.card import ModelCard
from volver.domain.estimate import Estimate, NotEnough
from volver.domain.formulas import (
    Bridge,
    Clv,
    Components,
    Parts,
    Result,
    Stay,
    Variant,
    Worth,
    Year,
)
from volver.domain.money import MINOR_UNITS
from volver.domain.time import DiscountRate, Horizon
from volver.store.snapshot import Snapshot

AHEAD = "SELECT p_alive, expected_orders, value FROM forecasts ORDER BY n"
TO_DATE = "SELECT COUNT(*), SUM(margin_to_date) FROM histories"


def worth(
    snapshot: Snapshot,
    card: ModelCard,
    horizon: Horizon,
    rate: DiscountRate,
    level: float,
    currency: str = "EUR",
) -> Worth:
    """Every figure of the sheet. snapshot: with forecasts, which the card is of.

    Money is in reporting currency, whose smallest coin the bridge is rounded to.
    """
    basis = snapshot.shape.basis
    year, stay = look_back(snapshot)
    parts = parts_of(year, stay, horizon, rate, basis.is_margin)
    pieces = components(snapshot, card)
    spent = profit(snapshot)
    there = None if isinstance(parts, NotEnough) else parts
    return Worth(
        as_of=snapshot.as_of,
        horizon_days=horizon.days,
        rate=rate.annual,
        level=level,
        basis=basis,
        year=year,
        stay=stay,
        parts=parts,
        chain=(
            chain(there.gross_order, there.orders_per_year, there.years)
            if there
            else _absent(parts)
        ),
        results=_each(results, there, year, stay, level),
        otherwise=_each(switched, there, year, stay, level),
        bridge=_bridge(there, pieces, currency) if there else _absent(parts),
        sensitivity=sensitivity(there) if there else _absent(parts),
        components=pieces,
        clv=clv(snapshot, card),
        variants=_variants(there) if there else (),
        replacing=replacing(year, stay),
        profit=spent,
        has_service_costs=spent.total.service != 0,
    )


def _each(
    say: Callable[[Parts, Year, Stay, float], tuple[Result, ...]],
    parts: Parts | None,
    year: Year | NotEnough,
    stay: Stay | NotEnough,
    level: float,
) -> tuple[Result, ...]:
    if parts is None or isinstance(year, NotEnough) or isinstance(stay, NotEnough):
        return ()
    return say(parts, year, stay, level)


def _absent(parts: Parts | NotEnough) -> NotEnough:
    assert isinstance(parts, NotEnough)
    return parts


def _bridge(parts: Parts, pieces: Components | NotEnough, currency: str) -> Bridge:
    coin = Decimal(1).scaleb(-MINOR_UNITS[currency])
    if isinstance(pieces, NotEnough):
        return bridge_of(parts, coin=coin)
    orders = pieces.orders * (1.0 if pieces.alive is None else pieces.alive)
    return bridge_of(parts, orders, pieces.value.value, coin)


def _variants(parts: Parts) -> tuple[Variant, ...]:
    return constant_retention(earned(parts), parts.retention, parts.rate)


def components(snapshot: Snapshot, card: ModelCard) -> Components | NotEnough:
    """How long, how often and how much: three means whose product is the mean value."""
    if isinstance(card.total_value, NotEnough):
        return card.total_value
    ahead = snapshot.columns(AHEAD)
    orders, value = (float(np.sum(ahead[name])) for name in ("expected_orders", "value"))
    n = len(ahead["value"])
    if not orders:
        return NotEnough("no order is expected within the horizon", 1, 0)
    alive = float(np.sum(ahead["p_alive"])) / n
    is_known = np.isfinite(alive) and alive > 0
    total = card.total_value
    return Components(
        value=Estimate(value / n, total.low / n, total.high / n, total.level),
        alive=alive if is_known else None,
        orders=orders / n / (alive if is_known else 1.0),
        margin_per_order=value / orders,
    )


def clv(snapshot: Snapshot, card: ModelCard) -> Clv | NotEnough:
    """Historic, expected and both, of everybody with a history."""
    if isinstance(card.total_value, NotEnough):
        return card.total_value
    customers, past = snapshot.rows(TO_DATE)[0]
    return Clv(int(customers), money(past), card.total_value)
