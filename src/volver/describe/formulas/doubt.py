"""How sure a formula is: the doubt of retention and of money per customer, carried through it."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from volver.describe.formulas.bridge import expected, income
from volver.describe.formulas.sensitivity import value_of
from volver.describe.formulas.textbook import by_price, by_resale
from volver.domain.estimate import Answer, Estimate, NotEnough
from volver.domain.formulas import Formula, Parts, Result, Stay, Year

POINTS = 41
"""Places on the scale of each unknown."""


def results(parts: Parts, year: Year, stay: Stay, level: float) -> tuple[Result, ...]:
    """What each formula says, with an interval and its basis.

    Retention is a share of customers counted (Jeffreys' beta), money per customer a mean (normal);
    both vary over a grid of equal chances. CAC, cost to serve and the form of the formula are
    taken as known, so that intervals are the least that is in doubt.
    """
    return tuple(
        Result(
            formula,
            _answer(formula, say, parts, year, stay, level),
            BASES.get(formula) or margin_basis(parts),
        )
        for formula, say in SAY.items()
    )


def switched(parts: Parts, year: Year, stay: Stay, level: float) -> tuple[Result, ...]:
    """The price formula on gross money, and the margin formula on revenue: each with its notice.

    Neither is ever the default.
    """
    given_back = 1 - parts.net_order / parts.gross_order if parts.gross_order else 0.0
    gross = replace(parts, net_order=parts.gross_order)
    income_only = replace(parts, margin_share=1.0, service_per_year=None, cac=None)
    return (
        Result(
            Formula.PRICE,
            _answer(Formula.PRICE, SAY[Formula.PRICE], gross, year, stay, level),
            GROSS,
            f"Gross money counts what was given back: {given_back:.1%} of it here",
        ),
        Result(
            Formula.MARGIN,
            _answer(Formula.MARGIN, SAY[Formula.MARGIN], income_only, year, stay, level),
            NET,
            "Revenue is not value: it knows no cost.",
        ),
    )


GROSS = "revenue before refunds"
NET = "revenue after refunds"
BASES = {
    Formula.CHAIN: GROSS,
    Formula.RESALE: "revenue before refunds, less CAC",
    Formula.PRICE: NET,
    Formula.FORECAST: NET,
}
"""Of all but the margin formula: its basis is what is known."""


def margin_basis(parts: Parts) -> str:
    """What the margin formula counts, given what is known."""
    if parts.service_per_year is None:
        return (
            "margin; neither cost to serve nor CAC is known"
            if parts.cac is None
            else "margin after CAC; cost to serve is not known"
        )
    return (
        "margin after cost to serve; CAC is not known"
        if parts.cac is None
        else "margin after cost to serve and CAC"
    )


def _resale(parts: Parts) -> float:
    assert parts.cac is not None
    return by_resale(parts.gross_order, parts.repeat_orders_per_year, parts.years, parts.cac)


SAY: dict[Formula, Callable[[Parts], float]] = {
    Formula.CHAIN: lambda p: by_price(p.gross_order, p.orders_per_year, p.years),
    Formula.RESALE: _resale,
    Formula.PRICE: lambda p: by_price(p.net_order, p.orders_per_year, p.years),
    Formula.FORECAST: lambda p: expected(p, income(p)),
    Formula.MARGIN: value_of,
}


def _answer(
    formula: Formula,
    say: Callable[[Parts], float],
    parts: Parts,
    year: Year,
    stay: Stay,
    level: float,
) -> Answer:
    if formula is Formula.RESALE and parts.cac is None:
        return NotEnough("a CAC needs spend to acquire, and customers won in the year", 1, 0)
    if formula is Formula.MARGIN and parts.margin_share is None:
        return NotEnough("a margin needs a cost of goods, or the setting margin_rate", 1, 0)
    error = year.margin_error if formula is Formula.MARGIN else year.revenue_error
    from scipy.special import betaincinv, ndtri

    chances = (np.arange(POINTS) + 0.5) / POINTS
    kept = betaincinv(stay.kept + 0.5, stay.before - stay.kept + 0.5, chances)
    scales = 1 + error * ndtri(chances)
    found = []
    for share in kept:
        there = float(share) ** (365 / stay.days)
        # Every formula is a straight line in money per order.
        none, once = say(_with(parts, there, 0.0)), say(_with(parts, there, 1.0))
        found.append(none + (once - none) * scales)
    low, high = np.quantile(np.concatenate(found), [(1 - level) / 2, (1 + level) / 2])
    return Estimate(say(parts), float(low), float(high), level)


def _with(parts: Parts, retention: float, scale: float) -> Parts:
    return replace(
        parts,
        gross_order=parts.gross_order * scale,
        net_order=parts.net_order * scale,
        retention=retention,
        years=1 / (1 - retention),
    )
