"""The plan of the first ninety days, its ceiling, and what it adds."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from volver.decide.timing.first_days import LEAST, TEMPLATE, converted, due, effect
from volver.domain.due import Step
from volver.domain.estimate import NotEnough
from volver.present.offers import first_days
from volver.present.words import Words

DAY = date(2024, 6, 1)
COSTS = {"thank": 4.0, "listen": 3.0, "discover": 0.5}
PRICED = [replace(step, cost=COSTS.get(step.purpose, 0.5)) for step in TEMPLATE]


@pytest.mark.mission("R6", "R9")
def test_a_plan_and_its_ceiling_by_hand():
    """Of 120 expected a tenth can be changed; for a return of a half 12 / 1.5 = 8 may be spent.

    4 + 0.5 + 0.5 + 3 is all of it, so the last three steps are left out.
    """
    found = converted("ana", DAY, 120, 0.1, 0.5, PRICED)
    assert found.ceiling == pytest.approx(8)
    assert found.cost == pytest.approx(8)
    assert [(when - DAY).days for when, _ in found.steps] == [0, 4, 14, 30]
    assert [step.purpose for step in found.dropped] == ["replenish", "discover", "review"]


@pytest.mark.mission("R9")
def test_thanks_and_questions_come_before_anything_is_sold():
    """And what they buy again is spoken of when it runs out, where that is known."""
    found = converted("ana", DAY, 120, 0.1, usual_gap=27.6)
    kinds = [(step.purpose, (when - DAY).days) for when, step in found.steps]
    assert kinds[:5] == [
        ("thank", 0), ("arrived", 4), ("first_use", 14), ("replenish", 28), ("listen", 30),
    ]  # fmt: skip
    slow = converted("ana", DAY, 120, 0.1, usual_gap=400)
    assert [step.sells for _, step in slow.steps].index(True) == 4


@pytest.mark.mission("R6")
def test_who_is_worth_nothing_more_by_contact_gets_what_costs_nothing():
    """A ceiling of nought pays for no step with a cost."""
    found = converted("ana", DAY, -20, 0.1, 0.5, [*PRICED, Step(5, "arrived")])
    assert (found.ceiling, [step.after for _, step in found.steps]) == (0, [5])


@given(
    value=st.floats(-50, 500), share=st.floats(0, 1), target=st.floats(0, 2),
    costs=st.lists(st.floats(0, 30), min_size=7, max_size=7),
)  # fmt: skip
def test_no_plan_costs_more_than_its_ceiling(value, share, target, costs):
    """And none of its steps is lost."""
    template = [replace(step, cost=c) for step, c in zip(TEMPLATE, costs, strict=True)]
    found = converted("ana", DAY, value, share, target, template)
    assert found.cost <= found.ceiling + 1e-6
    assert len(found.steps) + len(found.dropped) == len(template)


@pytest.mark.mission("R9")
def test_what_is_due_is_due_once():
    """From the last day that was done, up to a day."""
    plan = converted("ana", DAY, 120, 0.1)
    asked = DAY + timedelta(days=14)
    assert [step.purpose for step in due(plan, asked)] == ["thank", "arrived", "first_use"]
    assert [step.purpose for step in due(plan, asked, DAY)] == ["arrived", "first_use"]
    assert due(plan, asked, asked) == []


@pytest.mark.mission("R9")
def test_the_effect_on_the_second_purchase_as_printed():
    """56 of 70 and 48 of 80: 0.2, from 0.0524 to 0.3339 at 95 % (Newcombe 1998, method 10)."""
    found = effect((70, 56), (80, 48), level=0.95)
    assert found.value == pytest.approx(0.2)
    assert (round(found.low, 4), round(found.high, 4)) == (0.0524, 0.3339)
    few = effect((29, 9), (80, 48))
    assert few == NotEnough("an effect needs newcomers with the plan and without it", LEAST, 29)


@pytest.mark.mission("R9")
def test_the_plan_in_words():
    """A line a step, and the money."""
    lines = first_days(converted("ana", DAY, 120, 0.1, 0.5, PRICED), Words("es"))
    assert lines[0] == "1 jun 2024: Agradecer el primer pedido"
    assert lines[-2:] == [
        "Cuesta 8,00\xa0€ de los 8,00\xa0€ que puede costar.",
        "3 pasos se quedan fuera: no hay dinero para ellos.",
    ]
