"""The list of a day: the most to gain first, under every limit."""

from datetime import date, timedelta
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from volver.decide.timing.outbound import day_list
from volver.domain.due import Candidate
from volver.domain.selling import SellingRules

DAY = date(2024, 6, 1)


@pytest.mark.mission("R4")
def test_the_list_of_a_day_by_hand():
    """Two calls and one mail: 200 x 0.1 - 4 = 16, 90 x 0.2 - 4 = 14, 300 x 0.02 = 6 by mail.

    High risk alone calls nobody: dan has most at stake, and a call helps him least.
    """
    ana = Candidate("ana", 200, 0.10, 4, "phone")
    bo = Candidate("bo", 90, 0.20, 4, "phone")
    cy = Candidate("cy", 100, 0.10, 4, "phone")  # 6, and the calls are used up
    dan = Candidate("dan", 900, 0.004, 4, "phone")  # 3.6 - 4
    eva = Candidate("eva", 300, 0.02, 0, "mail")
    found = day_list([cy, dan, eva, bo, ana], DAY, capacity=3, by_channel={"phone": 2})
    assert found.contacts == (ana, bo, eva)
    out = {one.customer_id: reason for one, reason in found.left_out}
    assert {name: reason.code for name, reason in out.items()} == {
        "cy": "no_capacity", "dan": "not_worth_it",
    }  # fmt: skip
    assert out["cy"].figures["gain"] == pytest.approx(6)


@pytest.mark.mission("R4", "X9")
@pytest.mark.parametrize(
    ("code", "changed"),
    [
        ("suppressed", {"suppressed": True}),
        ("no_consent", {"consents": False}),
        ("complaint_open", {"complaint_open": True}),
        ("said_no", {"refused": DAY - timedelta(days=29)}),
        ("contacted_enough", {"contacts": (DAY - timedelta(days=29), DAY)}),
    ],
)
def test_who_is_not_contacted_however_much_is_at_stake(code, changed):
    """Whatever the gain; the first reason is told."""
    found = day_list([Candidate("ana", 1e6, 0.9, **changed)], DAY, capacity=9)
    assert found.contacts == ()
    assert [reason.code for _, reason in found.left_out] == [code]


candidates = st.lists(
    st.builds(
        Candidate, customer_id=st.sampled_from("abcdefgh"), at_stake=st.integers(-5, 60),
        helps=st.sampled_from([0, 0.25, 0.5, 1]), cost=st.integers(0, 9),
        channel=st.sampled_from(["phone", "mail", "shop"]),
        contacts=st.lists(st.integers(0, 40).map(lambda n: DAY - timedelta(days=n)), max_size=3)
        .map(tuple),
        consents=st.sampled_from([True, True, True, False]),
        complaint_open=st.sampled_from([True, False, False, False]),
    ),
    max_size=7, unique_by=lambda one: one.customer_id,
)  # fmt: skip


@pytest.mark.mission("R4")
@settings(deadline=None)
@given(
    people=candidates, capacity=st.integers(0, 4), phone=st.integers(0, 2), mail=st.integers(0, 2)
)
def test_no_other_list_keeps_more(people, capacity, phone, mail):
    """Against every list that keeps the limits."""
    found = day_list(people, DAY, capacity, {"phone": phone, "mail": mail})
    assert len(found.contacts) + len(found.left_out) == len(people)

    def may(one: Candidate) -> bool:
        lately = sum((DAY - day).days < 30 for day in one.contacts)
        return one.consents and not one.complaint_open and lately < SellingRules().most_contacts

    def fits(group: tuple[Candidate, ...]) -> bool:
        by = [one.channel for one in group]
        return len(group) <= capacity and by.count("phone") <= phone and by.count("mail") <= mail

    assert fits(found.contacts)
    assert all(may(one) for one in found.contacts)
    open_to = [one for one in people if may(one)]
    best = max(
        sum(one.at_stake * one.helps - one.cost for one in group)
        for size in range(len(open_to) + 1)
        for group in combinations(open_to, size)
        if fits(group)
    )
    assert sum(one.gain for one in found.contacts) == pytest.approx(best)
    gains = [one.gain for one in found.contacts]
    assert gains == sorted(gains, reverse=True)


@pytest.mark.mission("R4")
@given(people=candidates, data=st.data())
def test_the_order_in_which_they_come_in_does_not_matter(people, data):
    """Equals go by their id."""
    mixed = data.draw(st.permutations(people))
    assert day_list(people, DAY, 3).contacts == day_list(mixed, DAY, 3).contacts
