"""What was lost to which area, by hand."""

from datetime import timedelta

import numpy as np
import pytest
from tests.store.company import company_with
from tests.store.shop import END, REVENUE, START, engine_with, order

from volver.describe.losses import by_area, lost_customers, lost_subscriptions
from volver.domain.estimate import NotEnough
from volver.store.snapshot import Snapshot
from volver.store.views import Shape


def day(n):
    """So many days after the start."""
    return START + timedelta(days=n)


def snapshot(**rows):
    """Three customers and what is known of them besides their orders."""
    engine = engine_with([
        order(1, "ana", 0, "100.00"), order(2, "ana", 10, "50.00"),
        order(3, "bo", 5, "30.00"), order(4, "cy", 28, "20.00"),
    ])  # fmt: skip
    company = company_with(engine, **rows)
    return Snapshot(engine, END, Shape(REVENUE, True, True), company=company).with_histories()


@pytest.mark.mission("T1")
def test_subscriptions_that_ended_fall_to_the_area_of_the_last_contact():
    """Four of five ended: one only changed its amount. 12 x 10, 12 x 20, 12 x 5 and 12 x 15.

    The contact after the end, and the one that is older than 90 days, are of no account.
    """

    def talk(who, at, area, **rest):
        return {"customer_id": who, "day": day(at), "area": area, "reason": "x", **rest}

    found = lost_subscriptions(
        snapshot(
            subscriptions=[
                {"subscription_id": "s1", "customer_id": "ana", "started": day(0), "ended": day(20),
                 "amount": 10, "reason": "price"},
                {"subscription_id": "s2", "customer_id": "bo", "started": day(0), "ended": day(9),
                 "amount": 99},
                {"subscription_id": "s2", "customer_id": "bo", "started": day(9), "ended": day(25),
                 "amount": 20, "reason": "broken"},
                {"subscription_id": "s3", "customer_id": "cy", "started": day(0), "ended": day(6),
                 "amount": 5, "reason": "moved"},
                {"subscription_id": "s4", "customer_id": "cy", "started": day(0), "ended": None,
                 "amount": 70},
                {"subscription_id": "s5", "customer_id": "di", "started": day(0), "ended": day(26),
                 "amount": 15, "reason": "broken"},
            ],
            interactions=[
                talk("ana", 3, "delivery"), talk("ana", 18, "billing"), talk("ana", 21, "product"),
                talk("bo", 24, "product"), talk("cy", 7, "billing"),
                talk("di", -70, "delivery"),
            ],
        ),
        0.9,
    )  # fmt: skip
    assert (found.losses, found.money) == (4, 600.0)
    told = {area.area: (area.losses, area.money, area.share.value) for area in found.areas}
    assert told == {
        "product": (1, 240.0, 0.4),
        None: (2, 240.0, 0.4),
        "billing": (1, 120.0, 0.2),
    }
    nobody = next(area for area in found.areas if area.area is None)
    assert nobody.reasons == (("broken", 1, 180.0), ("moved", 1, 60.0))


@pytest.mark.mission("T1")
def test_customers_who_lapsed_take_the_margin_of_their_last_year():
    """Ana's 150 fall to delivery, bo's 30 to nobody; cy has not lapsed."""
    talk = {"customer_id": "ana", "day": day(12), "area": "delivery", "reason": "late"}
    shop = snapshot(interactions=[talk])
    found = lost_customers(shop, np.array([0, 1]), 0.9)
    assert [(a.area, a.losses, a.money, a.reasons) for a in found.areas] == [
        ("delivery", 1, 150.0, (("late", 1, 150.0),)),
        (None, 1, 30.0, ((None, 1, 30.0),)),
    ]


@pytest.mark.mission("T1")
def test_a_reason_whose_area_is_said_goes_there():
    """Whatever the contact was about."""
    found = by_area("subscriptions", ["price", "price"], ["product", None],
                    np.array([1.0, 3.0]), 0.9, {"price": "sales"})  # fmt: skip
    assert [(a.area, a.money) for a in found.areas] == [("sales", 4.0)]
    assert (found.areas[0].share.low, found.areas[0].share.high) == (1.0, 1.0)


@pytest.mark.mission("T1")
def test_the_interval_of_a_share_of_money_holds_the_truth():
    """Half of all losses, and twice as dear: two thirds of the money."""
    rng = np.random.default_rng(6)
    held = []
    for _ in range(500):
        mine = rng.random(200) < 0.5
        money = rng.gamma(2.0, 10.0, 200) * np.where(mine, 2, 1)
        areas = ["mine" if one else "yours" for one in mine]
        found = by_area("customers", [None] * 200, areas, money, 0.9)
        share = next(a.share for a in found.areas if a.area == "mine")
        held.append(share.low <= 2 / 3 <= share.high)
    assert 0.87 <= np.mean(held) <= 0.93


def test_nothing_lost_is_no_share():
    """A reason instead of a division by nothing."""
    assert isinstance(lost_subscriptions(snapshot(), 0.9), NotEnough)
    assert isinstance(lost_customers(snapshot(), np.array([], int), 0.9), NotEnough)
