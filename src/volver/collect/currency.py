"""One reporting currency: amounts in several are converted at stated rates or not added at all."""

from collections.abc import Container, Mapping
from decimal import Decimal

from volver.collect.recipe import Recipe
from volver.collect.sql import statement
from volver.domain.errors import BadInput
from volver.domain.money import MINOR_UNITS
from volver.store.engine import Embedded

Totals = Mapping[str, Decimal]


def totals_by_currency(engine: Embedded, recipe: Recipe) -> Totals:
    """What was paid in each currency; empty where no record names one."""
    if not recipe.names_currency:
        return {}
    paid = "paid" if recipe.rates else "revenue"
    found = engine.rows(statement("totals", paid=paid))
    return {str(currency): total for currency, total in found if currency is not None}


def reporting_currency(
    totals: Totals, chosen: str | None, rates: Container[str], source: str
) -> str | None:
    """The one currency that figures are in; raises BadInput where there are several and no rates.

    >>> reporting_currency({"GBP": Decimal(7)}, None, {}, "o.csv")
    'GBP'
    """
    named = [currency for currency in totals if currency in MINOR_UNITS]
    reporting = chosen or (named[0] if len(totals) == 1 and named else None)
    strangers = [
        currency
        for currency in totals
        if currency != reporting
        and currency not in rates
        # A sign of several currencies, such as $, is the company's own.
        and (currency in MINOR_UNITS or reporting is None)
    ]
    if not strangers or (len(totals) == 1 and not named):
        return reporting
    raise _several(totals, strangers, reporting, source)


def _several(totals: Totals, strangers: list[str], reporting: str | None, source: str) -> BadInput:
    listed = ", ".join(f"{total:,.2f} {currency}" for currency, total in totals.items())
    if len(totals) == 1:
        what = (
            f"The amounts of {source} are in {strangers[0]}, the figures in {reporting}: {listed}"
        )
    else:
        what = (
            f"{source} has amounts in {len(totals)} currencies, which are never added together:"
            f" {listed}"
        )
    return BadInput(
        what=what,
        where=f"{source}, totals by currency",
        next_step=(
            f"Say under sources.rates in volver.toml what one unit is worth in {reporting}:"
            f" {strangers[0]} = <number>."
            if reporting
            else f"Choose the one that figures are in, such as --currency {strangers[0]}, and say"
            " under sources.rates in volver.toml what one unit of each other is worth."
        ),
    )
