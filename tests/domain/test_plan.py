"""What may happen to a plan, and in which order."""

from contextlib import suppress
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from volver.domain.errors import BadInput
from volver.domain.estimate import Estimate
from volver.domain.plan import (
    Action,
    Constraints,
    Event,
    Expected,
    Power,
    Proposal,
    actions_of,
    after,
    are_actions,
    plan_of,
    without_plan,
)

CALL = Action("call", "phone", 4.5, 0.0, 0.1)
PROPOSAL = Proposal(
    "win-back", "best", "", CALL, "Ana", date(2024, 1, 1), date(2024, 3, 31), Constraints(), 0.1
)
NET = Estimate(10.0, -5.0, 25.0, 0.9)
EXPECTED = Expected(
    "2023-12-31-abc", date(2023, 12, 31), "EUR", 365, 12, (), 9, 1, 1000.0, 200.0, 40.5, NET, NET,
    0.8, Power(9, 1, 30.0, 88.6, 1.2, 9810), "f" * 64,
)  # fmt: skip
KINDS = ("drafted", "approved", "started", "closed", "noted")


def event(kind, by="Ana", observed=None):
    """One of a kind."""
    drafted = kind == "drafted"
    return Event(
        datetime(2024, 1, 1, tzinfo=UTC),
        by,
        kind,
        proposal=PROPOSAL if drafted else None,
        expected=EXPECTED if drafted else None,
        observed=observed,
    )


@pytest.mark.mission("Q3")
@pytest.mark.mission("Q11")
def test_a_plan_goes_from_draft_to_closed_and_tells_what_was_expected_and_measured():
    """Decision, expectation, observation: each in its place in the log."""
    happened = [event("drafted"), event("approved", "Bea"), event("noted"), event("started")]
    running = plan_of(happened)
    assert (running.state, running.approved_by, running.observed) == ("running", "Bea", None)
    closed = after(running, event("closed", observed=12.5))
    assert (closed.state, closed.observed, closed.expected.net.value) == ("closed", 12.5, 10.0)
    assert [one.kind for one in closed.events] == [
        "drafted", "approved", "noted", "started", "closed",
    ]  # fmt: skip


@given(st.lists(st.sampled_from(KINDS), max_size=12))
def test_no_order_of_events_leads_to_a_contact_that_nobody_approved(kinds):
    """Whatever is tried, a plan runs only after a draft and a person's yes."""
    plan = None
    for kind in kinds:
        with suppress(BadInput):
            plan = after(plan, event(kind))
    if plan is not None:
        told = [one.kind for one in plan.events if one.kind != "noted"]
        drafts = told.count("drafted")
        assert (
            told == ["drafted"] * drafts + ["approved", "started", "closed"][: len(told) - drafts]
        )
        assert plan.state == ("draft", "approved", "running", "closed")[len(told) - drafts]


@pytest.mark.parametrize("by", ["", "  "])
def test_nobody_is_no_approver(by):
    """A plan is approved by a named person."""
    with pytest.raises(BadInput, match="has a name"):
        after(plan_of([event("drafted")]), event("approved", by))


@pytest.mark.mission("R2")
def test_a_segment_without_a_plan_is_flagged():
    """A draft counts as a plan; a closed one no longer does."""
    draft = plan_of([event("drafted")])
    assert without_plan(["best", "good"], [draft]) == ["good"]
    closed = plan_of([event(kind) for kind in ("drafted", "approved", "started", "closed")])
    assert without_plan(["best", "good"], [closed]) == ["best", "good"]


def test_actions_are_read_from_the_settings():
    """With the range of their effect."""
    plain = [{"name": "call", "channel": "phone", "cost": 4.5, "effect": [0.0, 0.1]}]
    assert actions_of(plain) == {"call": CALL}
    assert CALL.mean == pytest.approx(0.05)


@pytest.mark.parametrize(
    "wrong",
    [
        {"cost": -1},
        {"cost": float("nan")},
        {"effect": [0.2, 0.1]},
        {"effect": [0.1]},
        {"effect": 0.1},
        {"name": " "},
        {"name": 5},
        {"channel": ""},
        {"source": "a friend"},
        {"colour": "red"},
    ],
    ids=str,
)
def test_an_action_that_cannot_be_is_refused(wrong):
    """Before anything rests on it."""
    right = {"name": "call", "channel": "phone", "cost": 4.5, "effect": [0.0, 0.1]}
    assert are_actions([right])
    assert not are_actions([right | wrong])
    assert not are_actions([right, right])
    assert not are_actions("call")
    assert not are_actions([{"name": "call"}])
