"""Who waits is listed by deadline and arrival, whatever anybody is worth (mission R3)."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.store.company import company_with
from tests.store.shop import END, REVENUE, START, engine_with, order

from volver.app.inbound import inbound
from volver.describe.inbound import waiting
from volver.domain.inbound import Waiting, in_turn
from volver.domain.my_list import Logged
from volver.store.schema import FORECASTS
from volver.store.snapshot import Snapshot
from volver.store.views import Shape

PEOPLE = ["ana", "bo", "cy", "di", "eva"]
DAY = START + timedelta(days=5)
OPEN = {"direction": "in", "type": "ticket"}
LOG = [
    {**OPEN, "customer_id": "cy", "day": DAY, "channel": "e-mail", "reason": "late"},
    {**OPEN, "customer_id": "ana", "day": DAY, "channel": "chat", "is_complaint": True},
    {**OPEN, "customer_id": "bo", "day": DAY - timedelta(days=1), "channel": "phone"},
    {**OPEN, "customer_id": None, "day": DAY, "channel": None},
    {**OPEN, "customer_id": "di", "day": DAY, "promise": "a call", "promise_due": END},
    {**OPEN, "customer_id": "eva", "day": DAY, "channel": "chat", "response_minutes": 3.0},
    {**OPEN, "customer_id": "eva", "day": DAY, "resolved_day": DAY},
    {**OPEN, "customer_id": "eva", "day": DAY, "outcome": "answered"},
    {**OPEN, "customer_id": "eva", "day": DAY, "type": "visit"},
    {**OPEN, "customer_id": "eva", "day": DAY, "direction": "out"},
    {**OPEN, "interaction_id": "volver-9", "customer_id": "eva", "day": DAY},
]
NOTED = [
    Logged("volver-1", "bo", datetime(2024, 2, 25, 11, tzinfo=UTC), DAY, "a", "contact", "in",
           is_open=True, is_complaint=True),
    Logged("volver-2", "di", datetime(2024, 2, 25, 11, tzinfo=UTC), DAY, "a", "contact", "in"),
    Logged("volver-3", "di", datetime(2024, 2, 25, 11, tzinfo=UTC), DAY, "a", "contact", "out"),
]  # fmt: skip


def snapshot_of(value: list[float]) -> Snapshot:
    """A shop where each customer has ordered for, and is expected to bring, as much as is said."""
    lines = [order(n, who, n, str(value[n])) for n, who in enumerate(PEOPLE)]
    engine = engine_with(lines)
    company = company_with(engine, interactions=LOG)
    snapshot = Snapshot(engine, END, Shape(REVENUE, True, True), company=company).with_histories()
    columns = {name: np.zeros(len(PEOPLE)) for name in FORECASTS.names}
    columns |= {"n": np.arange(len(PEOPLE), dtype=np.int32), "value": np.array(value)}
    snapshot.store_columns("forecasts", columns)
    return snapshot


def test_who_waits_and_by_when():
    """What is finished, looked at or from us waits for nobody; of our own notes the note holds."""
    found = inbound(snapshot_of([1, 2, 3, 4, 5]), NOTED)
    told = [(one.id, one.customer_id, one.deadline.isoformat()[5:16]) for one in found]
    assert told == [
        ("line 3", "bo", "02-24T12:01"),
        ("line 2", "ana", "02-25T12:05"),
        ("line 1", "cy", "02-26T12:00"),
        ("line 4", None, "02-26T12:00"),
        ("volver-1", "bo", "02-28T11:00"),
        ("line 6", "eva", "02-28T12:00"),
        ("line 5", "di", f"{END:%m-%d}T23:59"),
    ]
    assert [one.is_complaint for one in found if one.customer_id == "ana"] == [True]
    assert [one.about for one in found if one.customer_id == "cy"] == ["late"]


@pytest.mark.slow
@pytest.mark.mission("R3")
@settings(max_examples=12, deadline=None)
@given(st.permutations([1.0, 10.0, 100.0, 1_000.0, 10_000.0]))
def test_whoever_is_worth_most_waits_like_everybody(value):
    """Every customer's value is given to another: the list is the same, to the last place."""
    assert inbound(snapshot_of(value), NOTED) == inbound(snapshot_of([1, 2, 3, 4, 5]), NOTED)


def test_it_asks_for_interactions_and_for_nothing_else():
    """Without histories, forecasts and orders the answer is the same."""
    whole = snapshot_of([1, 2, 3, 4, 5])
    bare = Snapshot(whole.engine, END, whole.shape, company=whole.company)
    assert waiting(bare) == waiting(whole)


def test_a_log_without_any_end_has_no_end_to_wait_for():
    """Of a log that never says when something was resolved, only complaints are open."""
    engine = engine_with([order(n, who, n, "1") for n, who in enumerate(PEOPLE)])
    log = [one for one in LOG if "resolved_day" not in one]
    company = company_with(engine, interactions=log)
    snapshot = Snapshot(engine, END, Shape(REVENUE, True, True), company=company)
    assert [one.customer_id for one in waiting(snapshot)] == ["ana"]


def test_nothing_waits_where_no_interactions_are_known():
    """No list, and no fall."""
    engine = engine_with([order(0, "ana", 0, "1")])
    assert waiting(Snapshot(engine, END, Shape(REVENUE, True, True))) == []


MOMENTS = st.integers(0, 9).map(lambda n: datetime(2026, 1, 1 + n, tzinfo=UTC))
WAITING = st.lists(
    st.builds(
        Waiting,
        id=st.uuids().map(str),
        customer_id=st.sampled_from(PEOPLE),
        arrived=MOMENTS,
        deadline=MOMENTS,
        channel=st.just(""),
        about=st.just(""),
        is_complaint=st.booleans(),
    ),
    unique_by=lambda one: one.id,
)


@pytest.mark.mission("R3")
@given(WAITING, st.randoms())
def test_the_turn_is_of_deadline_and_arrival_alone(held, chance):
    """In whatever order they are read, whoever they are and whatever they complain of."""
    mixed = list(held)
    chance.shuffle(mixed)
    found = in_turn(mixed)
    assert found == in_turn(held)
    keys = [(one.deadline, one.arrived) for one in found]
    assert keys == sorted(keys)
