"""The formulas that textbooks teach, as plain arithmetic. Rates are per year, ages in years.

Retention r is the share of customers still there a year on; 1 / (1 - r) is the average life, if
everybody leaves at that one rate for ever, which is rarely so: see docs/why/formulas.md.
"""

from collections.abc import Sequence
from itertools import pairwise

from volver.domain.errors import BadInput
from volver.domain.formulas import Chain, Variant
from volver.domain.time import DAYS_PER_MONTH, DiscountRate

MONTHS = 12


def years_of_life(retention: float) -> float:
    """Average life in years: 1 / churn, with churn = 1 - retention.

    >>> years_of_life(0.75)
    4.0
    """
    if not 0 <= retention < 1:
        raise BadInput(
            what=f"With a retention of {retention} the average life is not a number",
            where="retention",
            next_step="Give a share per year from 0 to below 1.",
        )
    return 1 / (1 - retention)


def chain(order_value: float, orders_per_year: float, years: float) -> Chain:
    """Average purchase -> purchases a year -> value of a customer a year -> life -> total.

    >>> chain(order_value=40.0, orders_per_year=3.0, years=2.5).lifetime_value
    300.0
    """
    a_year = order_value * orders_per_year
    return Chain(order_value, orders_per_year, a_year, years, a_year * years)


def by_resale(order_value: float, resale_rate: float, years: float, cac: float) -> float:
    """(Average purchase x resale rate) x lifetime - CAC; below zero where CAC is never earned.

    resale_rate: orders after the first, per customer and year. Books leave its unit open; a share
    of customers who buy again is another number, and does not go with a lifetime in years.

    >>> by_resale(order_value=40.0, resale_rate=0.5, years=2.0, cac=55.0)
    -15.0
    """
    return order_value * resale_rate * years - cac


def by_price(price: float, orders_per_year: float, years: float) -> float:
    """Average price x purchases a year x years. Give a net price: gross counts what goes back.

    >>> by_price(price=36.0, orders_per_year=3.0, years=2.5)
    270.0
    """
    return price * orders_per_year * years


def discount_factor(annual_rate: float, months: float) -> float:
    """What one unit of money so many months from now is worth today.

    The rate is per year and effective: a month takes its twelfth root, not its twelfth.

    >>> discount_factor(0.12, 12), round(1 / discount_factor(0.12, 1) - 1, 6)
    (0.8928571428571428, 0.009489)
    """
    return DiscountRate(annual_rate).factor(months * DAYS_PER_MONTH)


def discounted(
    income: Sequence[float], annual_rate: float, months: float = 1, at_start: bool = False
) -> float:
    """Income of period after period, in today's money; at a rate of 0, their plain sum.

    income: of each period alone, not from the start until its end (see `each_period`).
    months: the length of a period. at_start: booked at the start of its period; else at its end.

    >>> discounted([100.0, 100.0], annual_rate=0.0)
    200.0
    >>> round(discounted([110.0, 121.0], annual_rate=0.1, months=12), 9)
    200.0
    """
    first = 0 if at_start else 1
    return float(
        sum(paid * discount_factor(annual_rate, months * k) for k, paid in enumerate(income, first))
    )


def each_period(until: Sequence[float]) -> list[float]:
    """What falls in each period, from what has come until the end of each.

    Models give expected orders until a day; summed up as they are, they count the first period in
    every later one (lifetimes #27 and #43).

    >>> each_period([1.0, 1.75, 2.25])
    [1.0, 0.75, 0.5]
    """
    return [later - sooner for sooner, later in pairwise([0.0, *until])]


def surviving(income_per_year: float, retention: float, months: int) -> list[float]:
    """Income of each month from one customer: everybody is there at first, ever fewer later.

    >>> [round(paid, 4) for paid in surviving(120.0, retention=0.5, months=13)][::6]
    [10.0, 7.0711, 5.0]
    """
    return [income_per_year / MONTHS * retention ** (k / MONTHS) for k in range(months)]


def by_forecast(income_per_year: float, retention: float, months: int, annual_rate: float) -> float:
    """Future income of a customer, discounted: month by month, booked at the month's end.

    >>> by_forecast(120.0, retention=1.0, months=12, annual_rate=0.0)
    120.0
    """
    return discounted(surviving(income_per_year, retention, months), annual_rate)


def by_margin(
    income_per_year: float,
    retention: float,
    months: int,
    annual_rate: float,
    margin_share: float,
    service_per_year: float = 0.0,
    cac: float = 0.0,
) -> float:
    """Margin from the first contact on: less cost to serve while they stay, less CAC at once.

    >>> by_margin(120.0, 1.0, 12, 0.0, margin_share=0.5, service_per_year=12.0, cac=50.0)
    -2.0
    """
    earned = income_per_year * margin_share - service_per_year
    return by_forecast(earned, retention, months, annual_rate) - cac


def constant_retention(payment: float, retention: float, rate: float) -> tuple[Variant, ...]:
    """The same customer in four formulas, all of them in print: with no horizon.

    payment, retention, rate: of one period. They differ by whether the first payment, which is
    sure, is in, and whether cash is booked at the start or at the end of a period.
    Source: Fader & Hardie, note 024, "Reconciling and clarifying CLV formulas".

    >>> [round(found.value, 4) for found in constant_retention(100.0, 0.8, 0.1)]
    [366.6667, 333.3333, 266.6667, 242.4242]
    """
    if rate < 0 or not 0 <= retention <= 1 or 1 + rate <= retention:
        raise BadInput(
            what=f"With a retention of {retention} and a rate of {rate} the sum has no end",
            where="retention",
            next_step="Give a retention from 0 to 1, and a rate above 0 where it is 1.",
        )
    at_end = payment / (1 + rate - retention)
    return (
        Variant(True, True, at_end * (1 + rate)),
        Variant(True, False, at_end),
        Variant(False, True, at_end * retention),
        Variant(False, False, at_end * retention / (1 + rate)),
    )


def retention_elasticity(retention: float, rate: float) -> float:
    """By how many per cent r / (1 + i - r) grows when r grows by one per cent.

    retention, rate: r and i, of one period. Source: Gupta & Lehmann (2003), J. Interactive
    Marketing 17(1): the margin multiple.

    >>> round(retention_elasticity(0.8, 0.12), 3)
    3.5
    """
    return (1 + rate) / (1 + rate - retention)
