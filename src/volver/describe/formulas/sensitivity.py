"""What moves the value of a customer, and how much: one lever at a time."""

from collections.abc import Callable
from dataclasses import replace

from volver.describe.formulas.bridge import earned, expected
from volver.describe.formulas.textbook import retention_elasticity
from volver.domain.formulas import Formula, Lever, Parts, Sensitivity, Shift

POINT = 0.01
PER_CENT = 0.01


def value_of(parts: Parts) -> float:
    """Margin within the horizon after the costs that are known; revenue where no margin is."""
    if parts.margin_share is None:
        return expected(parts, earned(parts))
    return expected(parts, earned(parts, parts.service_per_year or 0.0)) - (parts.cac or 0.0)


def _cheaper(amount: float) -> float:
    return amount * (1 - PER_CENT)


def _dearer(amount: float) -> float:
    return amount * (1 + PER_CENT)


MOVES: dict[Lever, Callable[[Parts], Parts | None]] = {
    Lever.RETENTION: lambda p: replace(p, retention=min(p.retention + POINT, 1.0)),
    Lever.ORDER_VALUE: lambda p: replace(p, net_order=_dearer(p.net_order)),
    Lever.FREQUENCY: lambda p: replace(p, orders_per_year=_dearer(p.orders_per_year)),
    Lever.CAC: lambda p: None if p.cac is None else replace(p, cac=_cheaper(p.cac)),
    Lever.GOODS: lambda p: (
        None
        if p.margin_share is None
        else replace(p, margin_share=1 - _cheaper(1 - p.margin_share))
    ),
    Lever.SERVICE: lambda p: (
        None
        if p.service_per_year is None
        else replace(p, service_per_year=_cheaper(p.service_per_year))
    ),
    Lever.RATE: lambda p: replace(p, rate=p.rate + POINT),
}
"""The parts with one of them moved: +1 point of retention and rate, +1 % of purchase and
frequency, -1 % of each cost; None where that part is not known, or counts for nothing."""


def sensitivity(parts: Parts) -> Sensitivity:
    """The change in value for each lever, ranked; the first matters most."""
    value = value_of(parts)
    shifts = []
    for lever, move in MOVES.items():
        moved = move(parts)
        if moved is None or (parts.margin_share is None and lever in (Lever.CAC, Lever.SERVICE)):
            continue
        change = value_of(moved) - value
        shifts.append(Shift(lever, change, change / abs(value) if value else None))
    return Sensitivity(
        formula=Formula.FORECAST if parts.margin_share is None else Formula.MARGIN,
        value=value,
        shifts=tuple(sorted(shifts, key=lambda shift: -round(abs(shift.change), 9))),
        elasticity=retention_elasticity(parts.retention, parts.rate),
    )
