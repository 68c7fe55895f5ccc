"""Whose silence means something, and on which channel they get in touch, by hand."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.store.company import company_with
from tests.store.shop import END, REVENUE, engine_with, look, order

from volver.decide.timing.channels import channels, preferred
from volver.decide.timing.late import late
from volver.domain.stages import GapLines
from volver.store.schema import FORECASTS, NEXT_ORDERS
from volver.store.snapshot import Snapshot
from volver.store.views import Shape

LINES = GapLines(usual=4, late=8, lapsed=16)
DAYS = {
    "ana": [0, 2, 4, 6],  # silent for 24 days; every two days: late after 4
    "bo": [20],  # silent for 10, one order: late after 8
    "cy": [23],  # silent for 7
    "di": [0, 9, 18, 27],  # silent for 3; every nine days: late after 18
    "eva": [0, 9, 10],  # silent for 20; two gaps are no pace of her own: late after 8
}


def forecast(n: int, values: list[float], alive: list[float]) -> dict[str, np.ndarray]:
    """The table of forecasts."""
    columns = {name: np.zeros(n) for name in FORECASTS.names}
    return columns | {"n": np.arange(n, dtype=np.int32), "value": np.array(values),
                      "p_alive": np.array(alive), "p_stays": np.full(n, np.nan)}  # fmt: skip


@pytest.fixture(scope="module")
def snapshot() -> Snapshot:
    """Five customers; at stake are 100 x 0.5, 90 x 0.5, 80 x 0.5, 70 x 0.5 and 60 x 0.9."""
    lines = [
        order(10 * k + n, who, day, "9.00")
        for k, (who, all_) in enumerate(DAYS.items())
        for n, day in enumerate(all_)
    ]
    found = look(lines)
    found.store_columns("forecasts", forecast(5, [100, 90, 80, 70, 60], [0.5, 0.5, 0.5, 0.5, 0.1]))
    ahead = {name: np.full(5, np.nan) for name in NEXT_ORDERS.names}
    ahead["n"] = np.arange(5, dtype=np.int32)
    ahead["next_order_low"][:2] = [1.0, 2.0]
    ahead["next_order"][:2] = [3.2, 5.0]
    ahead["next_order_high"][:2] = [20.0, 40.0]
    ahead["chance_30d"][:2] = [0.6, 0.4]
    found.store_columns("next_orders", ahead)
    return found


@pytest.mark.mission("R10")
def test_silence_is_held_against_their_own_gap(snapshot):
    """Three are late; di is silent for less than her own line, cy for less than everybody's."""
    found = late(snapshot, LINES)
    told = [(one.customer_id, one.days_since_last, one.late_after, one.own_gap) for one in found]
    assert told == [
        ("eva", 20, 8.0, None), ("ana", 24, 4.0, 2.0), ("bo", 10, 8.0, None),
    ]  # fmt: skip
    assert [one.at_stake for one in found] == pytest.approx([54, 50, 45])
    assert [one.days_late for one in found] == [12, 20, 2]


@pytest.mark.mission("R10")
def test_the_next_order_comes_with_its_interval(snapshot):
    """Half of such customers order within 3.2 days, so on the fourth day they have."""
    by_name = {one.customer_id: one for one in late(snapshot, LINES)}
    ana, eva = by_name["ana"], by_name["eva"]
    assert (ana.next_low, ana.next_order, ana.next_high) == (
        END + timedelta(days=1), END + timedelta(days=4), END + timedelta(days=20),
    )  # fmt: skip
    assert ana.chance_30d == 0.6
    assert (eva.next_order, eva.chance_30d) == (None, None)


def test_the_list_is_as_long_as_is_asked_for(snapshot):
    """Those with the most at stake."""
    assert [one.customer_id for one in late(snapshot, LINES, most=2)] == ["eva", "ana"]


def test_without_a_forecast_nobody_is_late(snapshot):
    """What is at stake is not known."""
    known = {name: table for name, table in snapshot.tables.items() if name != "next_orders"}
    assert late(replace(snapshot, tables=known), LINES) == []


@pytest.mark.mission("R10")
def test_the_channel_of_each_by_hand():
    """Ana called three times and wrote once; bo wrote once; what we sent does not count.

    Of all five contacts 3 are calls. Ana: (3 + 4 x 0.6) / 8; bo: mail (1 + 4 x 0.4) / 5.
    """
    engine = engine_with([order(1, "ana", 5, "9.00")])
    log = [("ana", "phone", "in")] * 3 + [("ana", "e-mail", "in"), ("bo", "e-mail", "in")]
    log += [("bo", "phone", "out")] * 5 + [(None, "phone", "in"), ("cy", None, "in")]
    rows = [
        {"customer_id": who, "day": END, "channel": channel, "direction": way, "type": "ticket"}
        for who, channel, way in log
    ]
    rows.append({"customer_id": "bo", "day": END, "channel": "web", "type": "visit"})
    company = company_with(engine, interactions=rows)
    found = channels(
        Snapshot(engine, END, Shape(REVENUE, True, True), company=company).with_histories()
    )
    told = [(one.customer_id, one.channel, one.share.value, one.contacts) for one in found]
    assert told == [
        ("ana", "phone", pytest.approx(5.4 / 8), 4), ("bo", "e-mail", pytest.approx(2.6 / 5), 1),
    ]  # fmt: skip
    assert all(one.share.low < one.share.value < one.share.high for one in found)


def test_where_there_is_one_channel_it_is_certain():
    """Nobody can get in touch elsewhere."""
    (one,) = preferred([("ana", "phone", 2)])
    assert (one.share.value, one.share.low, one.share.high) == (1, 1, 1)


@given(counts=st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("xyz")), min_size=1))
def test_a_share_lies_between_their_own_and_that_of_all(counts):
    """And within its interval."""
    rows = [(who, channel, counts.count((who, channel))) for who, channel in sorted(set(counts))]
    for one in preferred(rows):
        n = sum(who == one.customer_id for who, _ in counts)
        own = counts.count((one.customer_id, one.channel)) / n
        common = sum(channel == one.channel for _, channel in counts) / len(counts)
        assert min(own, common) - 1e-9 <= one.share.value <= max(own, common) + 1e-9
        assert 0 <= one.share.low <= one.share.high <= 1
        assert one.contacts == n
