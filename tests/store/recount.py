"""Net orders and histories by hand: plain Python over plain lines, no code of the product."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from tests.store.shop import Line

Margin = Callable[[Line], Decimal]
PLACES = Decimal("0.0001")
RATE = Decimal("0.35")
RATES = {"shoes": Decimal("0.4"), "socks": Decimal("0.9")}


def rounded(amount: Decimal) -> Decimal:
    """To a hundredth of a cent, halves away from zero."""
    return amount.quantize(PLACES, ROUND_HALF_UP)


def _kept(earned: Margin) -> Margin:
    """The same, but of a refund whose goods are gone: all its money is lost."""
    return lambda line: line.revenue if line.goods_back is False else earned(line)


MARGINS: dict[str, Margin] = {
    "revenue": lambda line: line.revenue,
    "margin_from_rate": _kept(lambda line: rounded(line.revenue * RATE)),
    "margin_from_rates": _kept(lambda line: rounded(line.revenue * RATES.get(line.category, RATE))),
    "margin_from_cost": _kept(
        lambda line: (
            line.revenue - (rounded(line.revenue * (1 - RATE)) if line.cost is None else line.cost)
        )
    ),
}


def with_products(costs: dict[str, Decimal], rates: dict[str, Decimal]) -> Margin:
    """A line's own cost, else its product's by the piece, else its category's rate, or RATE."""

    def earned(line: Line) -> Decimal:
        if line.cost is not None:
            return line.revenue - line.cost
        if line.product_id in costs and line.quantity is not None:
            pieces = abs(line.quantity) * (-1 if line.is_refund else 1)
            return line.revenue - rounded(pieces * costs[line.product_id])
        return line.revenue - rounded(line.revenue * (1 - rates.get(line.category, RATE)))

    return _kept(earned)


def key_of(line: Line) -> str:
    """The order a line belongs to."""
    return line.order_id if line.order_id is not None else f"line {line.load_id}/{line.line}"


def net_orders(lines: Iterable[Line], as_of: date, margin: Margin) -> set[tuple]:
    """(customer, order, day, gross revenue, revenue, margin, is_order) for each net order."""
    known = [line for line in lines if line.day <= as_of and line.customer_id is not None]
    orders: dict[tuple[str, str], list[Line]] = defaultdict(list)
    for line in known:
        if not line.is_refund:
            orders[line.customer_id, key_of(line)].append(line)
    given_back: dict[tuple[str, str], list[Line]] = defaultdict(list)
    found = set()
    for line in known:
        if line.is_refund:
            order = _refunded(line, orders)
            if order is not None:
                given_back[order].append(line)
            else:
                own = f"line {line.load_id}/{line.line}"
                row = (line.customer_id, own, line.day, 0, line.revenue, margin(line), False)
                found.add(row)
    for order, bought in orders.items():
        back = given_back[order]
        gross = sum(line.revenue for line in bought)
        net = gross + sum(line.revenue for line in back)
        earned = sum(margin(line) for line in [*bought, *back])
        day = min(line.day for line in bought)
        found.add((*order, day, gross, net, earned, not back or net > 0))
    return found


def _refunded(refund: Line, orders: dict[tuple[str, str], list[Line]]) -> tuple[str, str] | None:
    """The order that a refund lowers: the one it names, else the likeliest, else none."""
    named = (refund.customer_id, refund.refund_of or refund.order_id or "")
    if named in orders:
        return named
    choices = []
    for (customer, key), bought in orders.items():
        same = [line for line in bought if line.product_id == refund.product_id]
        if customer != refund.customer_id or not same:
            continue
        first = min(line.ordered_at for line in same)
        if first > refund.ordered_at:
            continue
        too_small = sum(line.revenue for line in same) < -refund.revenue
        ago = refund.ordered_at - first
        choices.append((too_small, ago, key.encode(), (customer, key)))
    return min(choices)[-1] if choices else None


def repeat_squares(lines: Iterable[Line], as_of: date, margin: Margin) -> list[float]:
    """Squared distances of repeat days' margins from their mean, summed, in order of customer."""
    by_customer: dict[str, dict[date, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for customer, _, day, _, _, earned, is_order in net_orders(lines, as_of, margin):
        if is_order:
            by_customer[customer][day] += earned
    found = []
    for customer in sorted(by_customer, key=str.encode):
        days = by_customer[customer]
        repeats = [days[day] for day in sorted(days)[1:]]
        mean = sum(repeats) / max(len(repeats), 1)
        found.append(float(sum((one - mean) ** 2 for one in repeats)))
    return found


def histories(lines: Iterable[Line], as_of: date, margin: Margin) -> list[tuple]:
    """Rows as the histories table has them, in order of customer."""
    by_customer: dict[str, list[tuple]] = defaultdict(list)
    for order in net_orders(lines, as_of, margin):
        by_customer[order[0]].append(order)
    found = []
    for customer in sorted(by_customer, key=str.encode):
        days: dict[date, Decimal] = defaultdict(Decimal)
        for _, _, day, _, _, earned, is_order in by_customer[customer]:
            if is_order:
                days[day] += earned
        if not days:
            continue
        first, last = min(days), max(days)
        total = sum(order[5] for order in by_customer[customer])
        repeats = len(days) - 1
        found.append(
            (
                len(found),
                customer,
                first,
                last,
                sum(order[6] for order in by_customer[customer]),
                repeats,
                (last - first).days,
                (as_of - first).days,
                total,
                float(total - days[first]) / repeats if repeats else None,
                float(days[first] if repeats else total),
            )
        )
    return found
