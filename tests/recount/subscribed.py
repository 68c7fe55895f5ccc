"""Recurring revenue of one month counted again, from who pays what on two days."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple


class Stretch(NamedTuple):
    """One stretch of a subscription."""

    customer: str
    started: date
    ended: date | None
    amount: Decimal


def paid_on(stretches: Iterable[Stretch], day: date) -> dict[str, Decimal]:
    """What each customer pays a month as a day ends."""
    found: dict[str, Decimal] = {}
    for one in stretches:
        if one.started <= day and (one.ended is None or one.ended > day):
            found[one.customer] = found.get(one.customer, Decimal(0)) + one.amount
    return {who: money for who, money in found.items() if money}


def month_figures(stretches: list[Stretch], before: date, last: date) -> dict[str, Any]:
    """The month whose eve is `before` and whose last day is `last`."""
    start, end = paid_on(stretches, before), paid_on(stretches, last)
    ever = {s.customer for s in stretches if s.started <= before and s.amount}
    nothing = Decimal(0)
    opening = sum(start.values(), nothing)
    kept = sum((end.get(who, nothing) for who in start), nothing)
    least = sum((min(money, end.get(who, nothing)) for who, money in start.items()), nothing)
    gone = [money for who, money in start.items() if who not in end]
    return {
        "start": opening,
        "new": sum((m for who, m in end.items() if who not in ever), nothing),
        "reactivated": sum((m for w, m in end.items() if w in ever and w not in start), nothing),
        "expansion": sum((max(end.get(w, nothing) - m, nothing) for w, m in start.items()),
                         nothing),
        "contraction": -sum((max(m - end[w], nothing) for w, m in start.items() if w in end),
                            nothing),
        "churned": -sum(gone, nothing),
        "end": sum(end.values(), nothing),
        "nrr": Fraction(kept) / Fraction(opening),
        "grr": Fraction(least) / Fraction(opening),
        "arpa": Fraction(sum(end.values(), nothing)) / len(end),
        "subscribers": len(end),
        "churn_contractual": Fraction(len(gone), len(start)),
    }  # fmt: skip
