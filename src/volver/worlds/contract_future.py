"""What the twelve months after the last one bring a business of contracts, lived once."""

import numpy as np

from volver.worlds.business import ANNUAL_RATE
from volver.worlds.columns import Vector, Whole
from volver.worlds.contracts import RUNNING, Calendar, Dealings, Drivers, Lives, leaving, moved

YEAR = 12
"""Months that are looked ahead."""


def discounts(calendar: Calendar, drivers: Drivers) -> Vector:
    """What one unit of money of each month's invoice is worth now. Shape (buyers, YEAR)."""
    month = calendar.months + np.tile(np.arange(YEAR), (len(drivers.plan), 1))
    day = calendar.day(month, drivers.day_of_month[:, None]) - calendar.market.days
    return np.asarray((1 + ANNUAL_RATE) ** (-day / 365.25))


def year_ahead(
    dealings: Dealings,
    calendar: Calendar,
    drivers: Drivers,
    lives: Lives,
    generator: np.random.Generator,
) -> tuple[Whole, Vector]:
    """Invoices of each customer, and their discounted margin before credits; shapes (buyers,)."""
    bills, value = np.zeros(len(drivers.plan), dtype=np.int64), np.zeros(len(drivers.plan))
    worth = discounts(calendar, drivers) * (1 - dealings.cost)
    unit = np.array([plan.unit for plan in dealings.plans])[drivers.plan]
    units, upset = lives.units.copy(), lives.complained.copy()
    alive = np.flatnonzero(lives.end == RUNNING)
    for ahead in range(YEAR):
        chance = leaving(dealings, drivers, upset, alive, calendar.months + ahead)
        alive = alive[~(generator.random(chance.shape) < chance).any(axis=0)]
        units[alive] = moved(dealings, units[alive], generator)[1]
        bills[alive] += 1
        value[alive] += units[alive] * unit[alive] * worth[alive, ahead]
        upset[:] = False
        upset[alive] = generator.random(len(alive)) < dealings.complains
    return bills, value
