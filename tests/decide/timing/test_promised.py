"""What was promised and is due: who is on the list, in which order, and that no value is in it."""

from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.store.company import company_with
from tests.store.shop import END, REVENUE, engine_with, order

from volver.decide.timing.promised import owed
from volver.domain.due import Owed
from volver.store.snapshot import Snapshot
from volver.store.views import Shape

DAY = END + timedelta(days=1)


def ago(days):
    """A day before the day of the list."""
    return DAY - timedelta(days=days)


def shop(interactions, value=(1.0, 1000.0)):
    """Two customers of different worth, and what was said."""
    engine = engine_with([order(1, "ana", 0, "10"), order(2, "bo", 1, "900")])
    made = Snapshot(
        engine,
        END,
        Shape(REVENUE, True, True),
        company=company_with(engine, interactions=interactions),
    ).with_histories()
    made.store_columns("forecasts", {"n": np.arange(2), "value": np.array(value)})
    return made


def said(days, **rest):
    """An interaction so many days ago."""
    return {"customer_id": "ana", "day": ago(days), "direction": "in", **rest}


@pytest.mark.mission("R7", "O2")
def test_a_promise_is_owed_from_its_day_on_until_it_is_resolved():
    """Due today, overdue, not yet due, and kept."""
    found = owed(
        shop(
            [
                said(9, promise="a refund", promise_due=ago(0)),
                said(8, promise="a call", promise_due=ago(5), channel="phone", owner="Ana"),
                said(7, promise="a cup", promise_due=ago(-1)),
                said(6, promise="a plate", promise_due=ago(4), resolved_day=ago(5)),
            ]
        ),
        DAY,
    )
    assert [(one.what, one.due, one.kind) for one in found] == [
        ("a call", ago(5), "promise"),
        ("a refund", ago(0), "promise"),
    ]
    assert (found[0].channel, found[0].owner, found[0].since) == ("phone", "Ana", ago(8))


@pytest.mark.mission("R7")
def test_a_contact_is_owed_until_we_have_been_in_touch():
    """A call from us after it was set keeps it; one of theirs, or one before, does not."""
    again = said(10, next_contact=ago(3), direction="out")
    alone = owed(shop([again]), DAY)
    assert [(one.kind, one.due, one.customer_id) for one in alone] == [("contact", ago(3), "ana")]
    assert owed(shop([again, said(4)]), DAY) != ()
    assert owed(shop([again, said(12, direction="out")]), DAY) != ()
    assert owed(shop([again, said(4, direction="out")]), DAY) == ()
    assert owed(shop([again, said(4, direction="out", customer_id="bo")]), DAY) != ()


def test_a_promise_to_nobody_we_know_is_owed_all_the_same():
    """And an interaction that says both is owed twice."""
    found = owed(shop([said(9, customer_id=None, promise_due=ago(2), next_contact=ago(1))]), DAY)
    assert [(one.customer_id, one.kind) for one in found] == [(None, "promise"), (None, "contact")]


def test_without_interactions_nothing_is_owed():
    """A shop of orders alone."""
    engine = engine_with([order(1, "ana", 0, "10")])
    assert owed(Snapshot(engine, END, Shape(REVENUE, True, True)).with_histories(), DAY) == ()


promises = st.lists(
    st.tuples(st.sampled_from(["ana", "bo"]), st.integers(1, 40), st.integers(-5, 30)), max_size=8
)


@pytest.mark.mission("R3")
@settings(max_examples=15, deadline=None)
@given(promises, st.tuples(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6)))
def test_value_never_orders_a_promise(said_, value):
    """Whatever customers are worth, the list is by due day: recounted without a database."""
    rows = [
        said(since, customer_id=who, promise="it", promise_due=ago(due), interaction_id=f"{at}")
        for at, (who, since, due) in enumerate(said_)
    ]
    found = owed(shop(rows, value), DAY)
    due = sorted((ago(due), str(at), who) for at, (who, _, due) in enumerate(said_) if due >= 0)
    assert [(one.due, one.interaction_id, one.customer_id) for one in found] == due
    assert not {"value", "at_stake", "gain"} & set(Owed.__slots__)
