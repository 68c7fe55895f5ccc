"""A shop that models of purchases cannot see through, and lessons made of shops."""

import numpy as np
from tests.predict.worlds import shop

from volver.predict.base import BASE, Base
from volver.predict.challenger.lesson import lesson

STOP = 200


def vouchers(customers, seed=1, days=900, later=()):
    """Every other customer came for a voucher: pays little, and never orders after 200 days.

    Nothing in when they order until then tells them from others; what they pay does. The others
    stay, or leave after an order with a chance of one in fifty.
    """
    generator = np.random.default_rng(seed)
    orders = []
    for who in range(customers):
        first = int(generator.integers(0, days - 100))
        has_voucher = who % 2 == 0
        rate = generator.gamma(2.0, 1 / 120.0)
        day, end = float(first), first + STOP if has_voucher else days
        while day <= min(end, days):
            paid = (10.0 if has_voucher else 30.0) * generator.gamma(8.0, 1 / 8)
            orders.append((f"c{who:05d}", int(day), round(paid, 2)))
            day += 1 + generator.exponential(1 / rate)
            end = day if generator.random() < 0.02 else end
    return shop([*orders, *later], days)


def lesson_of(snapshot, days=150):
    """What a shop can teach, and its customers."""
    base = Base.of(snapshot.columns(BASE))
    return lesson(snapshot, base, days), base
