"""A shop of six customers, small enough to add up on paper, and what it knows besides orders."""

from datetime import date, timedelta

import numpy as np
from tests.store.company import company_with
from tests.store.shop import START, engine_with, order

from volver.describe.acquisition.whole import Question, acquisition
from volver.domain.estimate import Estimate
from volver.domain.money import Basis
from volver.domain.time import DiscountRate, Horizon
from volver.store.snapshot import Snapshot
from volver.store.views import Shape

AS_OF = START + timedelta(days=400)  # START is 20 February 2024: the last day is 26 March 2025


def day(after: int) -> date:
    """So many days after START."""
    return START + timedelta(days=after)


# customer  channel   first  margins by day               to date
# ana       search    0      40 on day 0, 20 on day 100     60
# bea       search    5      10 on day 5                    10, less 4 for a call on day 20
# cy        search    45     30 on day 45                   30
# dan       social    10     50 on day 10                   50
# eve       referral  50     25 on day 50                   25   (referred by ana)
# flo       unknown   60     15 on day 60                   15
LINES = [
    order(1, "ana", 0, "100.00", cost="60.00"),
    order(2, "ana", 100, "50.00", cost="30.00"),
    order(3, "bea", 5, "90.00", cost="80.00"),
    order(4, "cy", 45, "60.00", cost="30.00"),
    order(5, "dan", 10, "60.00", cost="10.00"),
    order(6, "eve", 50, "45.00", cost="20.00"),
    order(7, "flo", 60, "20.00", cost="5.00"),
]
CUSTOMERS = [
    {"customer_id": "ana", "channel": "search", "campaign": "spring", "country": "ES"},
    {"customer_id": "bea", "channel": "search", "campaign": "spring", "country": "ES"},
    {"customer_id": "cy", "channel": "search", "country": "FR"},
    {"customer_id": "dan", "channel": "social", "country": "FR"},
    {"customer_id": "eve", "referred_by": "ana", "country": "ES"},
]
# search 75 + 15 = 90 over 3 customers: 30; social 60 over 1; print 9 over nobody; unknown 6.
SPEND = [
    {"day": day(0), "amount": 75, "channel": "search", "campaign": "spring"},
    {"day": day(40), "amount": 15, "channel": "search", "category": "commissions"},
    {"day": day(1), "amount": 60, "channel": "social", "category": "marketing"},
    {"day": day(2), "amount": 9, "channel": "print", "category": "other"},
    {"day": day(3), "amount": 6},
    {"day": day(30), "amount": 30, "channel": "e-mail", "purpose": "retain"},
]
INTERACTIONS = [
    {"customer_id": "bea", "day": day(20), "channel": "phone", "cost": 4},
    {"customer_id": "ana", "day": day(70), "type": "invite"},
    {"customer_id": "dan", "day": day(70), "type": "invite"},
]
ASK = Question(
    horizon=Horizon(365),
    rate=DiscountRate(0.0),
    level=0.9,
    total=Estimate(71.0, 71.0, 71.0, 0.9),
)
# Expected to the horizon, in the order ana, bea, cy, dan, eve, flo; no scatter of their own.
VALUES = [30.0, 10.0, 1.0, 5.0, 20.0, 5.0]


def shop(ask=ASK, values=VALUES, lines=LINES, as_of=AS_OF, **company):
    """The sheet of that shop, or of one like it."""
    engine = engine_with(lines)
    known = {"customers": CUSTOMERS, "spend": SPEND, "interactions": INTERACTIONS} | company
    queries = company_with(engine, **{name: rows for name, rows in known.items() if rows})
    shape = Shape(Basis("margin_from_cost"), has_order_ids=False, has_refunds=False)
    snapshot = Snapshot(engine, as_of, shape, company=queries).with_histories()
    if values is not None:
        expected = np.array(values)
        columns = {"value": expected, "value_low": expected, "value_high": expected}
        n = np.arange(len(values), dtype=np.int32)
        snapshot.store_columns("forecasts", {"n": n, **columns})
    return acquisition(snapshot, ask)


def channel(found, name):
    """One channel of the sheet."""
    return next(row for row in found.channels if row.won.channel == name)
