"""A shop of six customers whose every figure can be worked out by hand.

The observation date is 2024-12-31, so the last year runs from 2024-01-02 on (2024 has 366 days)
and the one before it from 2023-01-02. In the last year four customers order six times:

  ana 120 + 80, bo 60, eva 90 + 30 (10 given back), fay 80: 450 net; margin 50+35+25+40+0+30 = 180
  gus paid 65 and got it back: gross is 460 + 65 = 525

Of the four who ordered the year before (ana, bo, cy, dan) two came again; eva and fay are new.
"""

from datetime import date

import numpy as np
from tests.store.company import company_with
from tests.store.shop import START, Line, engine_with, order, refund

from volver.domain.money import Basis
from volver.store.snapshot import Snapshot
from volver.store.views import Shape

AS_OF = date(2024, 12, 31)
COSTS = {"contact": {"phone": 3.0}, "order": {"*": 1.0}, "return": {"*": 2.0}}


def _at(year: int, month: int, day: int) -> int:
    return (date(year, month, day) - START).days


def lines() -> list[Line]:
    """Orders and refunds: who, when, what was paid, what it cost."""
    sold = [
        ("dan", _at(2023, 1, 2), "200.00", 120),
        ("ana", _at(2023, 3, 1), "100.00", 60),
        ("bo", _at(2023, 5, 10), "50.00", 30),
        ("cy", _at(2023, 6, 15), "40.00", 25),
        ("gus", _at(2024, 2, 10), "65.00", 40),
        ("ana", _at(2024, 3, 1), "120.00", 70),
        ("eva", _at(2024, 4, 1), "90.00", 50),
        ("bo", _at(2024, 5, 10), "60.00", 35),
        ("eva", _at(2024, 6, 1), "30.00", 20),
        ("ana", _at(2024, 9, 1), "80.00", 45),
        ("fay", _at(2024, 10, 1), "80.00", 50),
    ]
    found = [
        order(at, who, day, paid, cost=cost, order_id=f"o{at}")
        for at, (who, day, paid, cost) in enumerate(sold, 1)
    ]
    return [
        *found,
        refund(21, "gus", _at(2024, 2, 20), "65.00", cost=-40, refund_of="o5"),
        refund(22, "eva", _at(2024, 6, 10), "10.00", cost=0, refund_of="o9"),
    ]


def spend() -> list[dict[str, object]]:
    """60 to acquire and 10 to retain within the year; what lies before it is not in it."""
    return [
        {"day": date(2024, 1, 1), "amount": 500},
        {"day": date(2024, 1, 2), "amount": 45},
        {"day": date(2024, 12, 31), "amount": 20, "category": "marketing"},
        {"day": date(2024, 7, 1), "amount": -5},
        {"day": date(2024, 8, 1), "amount": 10, "purpose": "retain", "category": "other"},
        {"day": date(2023, 8, 1), "amount": 99, "purpose": "retain", "category": "other"},
    ]


def contacts() -> list[dict[str, object]]:
    """14.00 within the year: 5.00 of ana, two calls of fay, one of hal, who never ordered."""
    calls = [
        *[{"customer_id": "cy", "day": date(2023, 7, 1 + at)} for at in range(8)],
        {"customer_id": "bo", "day": date(2023, 6, 1)},
        {"customer_id": "ana", "day": date(2024, 3, 2), "cost": 5},
        {"customer_id": "fay", "day": date(2024, 10, 2)},
        {"customer_id": "fay", "day": date(2024, 10, 3)},
        {"customer_id": "hal", "day": date(2024, 11, 1)},
        {"customer_id": None, "day": date(2024, 11, 2)},
    ]
    return [{"channel": "phone", **call} for call in calls]


def shop(basis: Basis | None = None, has_costs: bool = True, has_company: bool = True) -> Snapshot:
    """The shop with a forecast written by hand."""
    engine = engine_with(lines())
    company = company_with(engine, spend=spend(), interactions=contacts()) if has_company else {}
    snapshot = Snapshot(
        engine,
        AS_OF,
        Shape(basis or Basis("margin_from_cost"), has_order_ids=True, has_refunds=True),
        company=company,
        costs=COSTS if has_costs else {},
    ).with_histories()
    snapshot.store_columns("forecasts", forecasts())
    return snapshot


def forecasts() -> dict[str, np.ndarray]:
    """Of ana, bo, cy, dan, eva and fay: 3.1 alive, 4.5 orders, a value of 130."""
    return {
        "n": np.arange(6, dtype=np.int32),
        "p_alive": np.array([0.9, 0.5, 0.1, 0.1, 0.8, 0.7]),
        "expected_orders": np.array([2.0, 0.6, 0.1, 0.1, 1.0, 0.7]),
        "value": np.array([80.0, 12.0, 1.0, 3.0, 20.0, 14.0]),
    }
