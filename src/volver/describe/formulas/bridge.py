"""Why the formulas differ: the way from each to the next, one named change at a time."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from volver.describe.formulas.textbook import by_forecast, by_price, by_resale
from volver.domain.formulas import Bridge, BridgeStep, Change, Formula, Parts

CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Level:
    """The figure after one change; at the formula that it reaches, if it reaches one."""

    change: Change
    figure: float
    arrives: Formula | None = None


def bridge(start: Formula, first: float, levels: Sequence[Level], coin: Decimal = CENT) -> Bridge:
    """Round the figures on the way, and take what lies between them: so the steps sum exactly.

    Each step is within a coin of what it is unrounded. coin: the currency's smallest.

    >>> way = bridge(Formula.CHAIN, 10.004, [Level(Change.NET, 7.0, Formula.PRICE)])
    >>> way.first + way.steps[0].amount == way.stops[Formula.PRICE]
    True
    """
    at = begin = _coins(first, coin)
    steps = []
    for level in levels:
        to = _coins(level.figure, coin)
        steps.append(BridgeStep(level.change, to - at, to, level.arrives))
        at = to
    return Bridge(start, begin, tuple(steps))


def _coins(figure: float, coin: Decimal) -> Decimal:
    """By its shortest writing, as it is shown elsewhere."""
    return Decimal(repr(float(figure))).quantize(coin)


def bridge_of(
    parts: Parts, orders: float | None = None, value: float | None = None, coin: Decimal = CENT
) -> Bridge:
    """From the chain formula to the model, over all that the parts allow.

    orders, value: mean expected orders within the horizon and mean value of a customer, as the
    model has them; None: the bridge ends at the last formula.
    """
    gross = by_price(parts.gross_order, parts.orders_per_year, parts.years)
    model = () if orders is None or value is None else _to_model(parts, orders, value)
    levels = [*_to_resale(parts), *_to_price(parts), *_to_forecast(parts), *_to_margin(parts)]
    return bridge(Formula.CHAIN, gross, [*levels, *model], coin)


def _to_resale(parts: Parts) -> Iterator[Level]:
    if parts.cac is None:
        return
    before_cac = by_resale(parts.gross_order, parts.repeat_orders_per_year, parts.years, cac=0.0)
    yield Level(Change.REPEATS_ONLY, before_cac)
    yield Level(Change.LESS_CAC, before_cac - parts.cac, Formula.RESALE)
    yield Level(Change.CAC_BACK, before_cac)
    yield Level(Change.ALL_ORDERS, by_price(parts.gross_order, parts.orders_per_year, parts.years))


def _to_price(parts: Parts) -> Iterator[Level]:
    net = by_price(parts.net_order, parts.orders_per_year, parts.years)
    yield Level(Change.NET, net, Formula.PRICE)


def _to_forecast(parts: Parts) -> Iterator[Level]:
    yield Level(Change.HORIZON, expected(parts, income(parts), rate=0.0))
    yield Level(Change.DISCOUNT, expected(parts, income(parts)), Formula.FORECAST)


def _to_margin(parts: Parts) -> Iterator[Level]:
    """Each change on top of those before it; the last of them reaches the formula."""
    if parts.margin_share is None:
        return
    levels = [(Change.MARGIN, expected(parts, earned(parts)))]
    if parts.service_per_year is not None:
        levels.append((Change.LESS_SERVICE, expected(parts, earned(parts, parts.service_per_year))))
    if parts.cac is not None:
        levels.append((Change.LESS_CAC, levels[-1][1] - parts.cac))
    for at, (change, figure) in enumerate(levels, 1):
        yield Level(change, figure, Formula.MARGIN if at == len(levels) else None)


def _to_model(parts: Parts, orders: float, value: float) -> Iterator[Level]:
    """What is paid already is no part of what is to come, nor is cost to serve of the forecast."""
    before_costs = expected(parts, earned(parts))
    if parts.margin_share is not None and parts.cac is not None:
        yield Level(Change.CAC_BACK, expected(parts, earned(parts, parts.service_per_year or 0.0)))
    if parts.margin_share is not None and parts.service_per_year is not None:
        yield Level(Change.SERVICE_BACK, before_costs)
    formula_orders = expected(parts, parts.orders_per_year, rate=0.0)
    per_order = before_costs / formula_orders if formula_orders else 0.0
    yield Level(Change.ORDERS, per_order * orders)
    yield Level(Change.OWN, value, Formula.MODEL)


def income(parts: Parts) -> float:
    """Net revenue of a customer in a year."""
    return parts.net_order * parts.orders_per_year


def earned(parts: Parts, service: float = 0.0) -> float:
    """Margin of a customer in a year, less cost to serve; revenue where no margin is known."""
    share = 1.0 if parts.margin_share is None else parts.margin_share
    return income(parts) * share - service


def expected(parts: Parts, a_year: float, rate: float | None = None) -> float:
    """What a flow per year comes to within the horizon, while customers stay."""
    rate = parts.rate if rate is None else rate
    return by_forecast(a_year, parts.retention, parts.months, rate)
