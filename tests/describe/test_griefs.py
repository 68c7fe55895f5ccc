"""What customers got in touch for and what they answered, ranked, by hand."""

from datetime import timedelta

import pytest
from tests.store.company import company_with
from tests.store.shop import END, REVENUE, START, engine_with, order

from volver.describe.griefs import griefs
from volver.domain.estimate import NotEnough
from volver.store.snapshot import Snapshot
from volver.store.views import Shape


def snapshot(**rows):
    """Two customers with 10.00 and 20.00."""
    engine = engine_with([order(1, "ana", 0, "10.00"), order(2, "bo", 1, "20.00")])
    company = company_with(engine, **rows)
    return Snapshot(engine, END, Shape(REVENUE, True, True), company=company).with_histories()


@pytest.mark.mission("Q8")
def test_reasons_are_ranked_by_customers_and_not_by_contacts():
    """Ana called three times for one thing; a call of ours, and one without reason, do not count.

    Late: ana, bo and a prospect, two of them complaints; broken: ana. 3 and 1 of 3 customers.
    """
    day = START + timedelta(days=3)
    talks = [("ana", "broken", False, "in")] * 3 + [
        ("ana", "late", True, "in"), ("bo", "late", False, None), ("eva", "late", True, "in"),
        ("bo", "offer", False, "out"), ("bo", None, False, "in"), (None, "late", True, "in"),
    ]  # fmt: skip
    found = griefs(
        snapshot(
            interactions=[
                {"customer_id": who, "reason": why, "is_complaint": bad, "direction": way,
                 "day": day}
                for who, why, bad, way in talks
            ]
        ),
        0.9,
    )  # fmt: skip
    told = [(g.said, g.customers, g.complaints, g.of, g.margin) for g in found.contacts]
    assert told == [("late", 3, 2, 3, 30.0), ("broken", 1, 0, 3, 10.0)]
    assert found.contacts[1].share.value == 1 / 3
    assert found.contacts[1].share.low == pytest.approx(0.0782, abs=1e-3)  # Wilson, 1 of 3
    assert found.wishes == ()


@pytest.mark.mission("Q8")
def test_answers_are_ranked_within_their_question():
    """Two of three wish for evenings; of e-mail one of two is unhappy, of all else nobody."""

    def said(kind, **rest):
        return {"day": END, "kind": kind, **rest}

    found = griefs(
        snapshot(
            answers=[
                *(said("choice", question="wish", answer=one) for one in ("eve", "eve", "sat")),
                said("choice", question="why", answer="price"),
                said("nps", score=6.0, channel="e-mail"), said("nps", score=7.0, channel="e-mail"),
                said("csat", score=3.0), said("ces", score=4.0), said("nps", score=None),
                said("text", answer="The lid!"),
                said("choice", question="wish", answer="old") | {"day": END - timedelta(days=365)},
            ]
        ),
        0.9,
    )  # fmt: skip
    assert [(g.asked, g.said, g.customers, g.of) for g in found.wishes] == [
        ("wish", "eve", 2, 3), ("why", "price", 1, 1), ("wish", "sat", 1, 3),
    ]  # fmt: skip
    assert [(g.asked, g.said, g.customers, g.of) for g in found.unhappy] == [
        ("nps", "e-mail", 1, 2), ("ces", "", 0, 1), ("csat", "", 0, 1),
    ]  # fmt: skip
    assert found.texts == 1


def test_without_contacts_and_answers_nothing_is_known():
    """Silence is no sign of content."""
    assert isinstance(griefs(snapshot(), 0.9), NotEnough)
