"""Each selling rule by hand; one scale for all kinds; the card that an agent sees."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from tests.decide.offers.sample_shop import CATALOGUE

from volver.decide.offers.rank import card, discounted, ranked
from volver.decide.offers.rules import judge
from volver.domain.offer import Reason, Recommendation, Terms
from volver.domain.selling import Reach, Refusal, Situation

DAY = date(2024, 6, 1)
ANA = Situation(
    "ana", DAY, bought=frozenset({"home", "cup"}), reach={"machine": Reach(100, 1.3, 5)}
)


def offer(product: str = "plus", kind: str = "upsell", **rest: object) -> Recommendation:
    """An offer that breaks no rule and brings 1."""
    usual = {
        "owned": ("home",), "terms": Terms(0.5, 0.5, 32.0, 30.0), "support": 5,
        "reason": Reason("step_up"), "price": float(CATALOGUE[product].price),
    }  # fmt: skip
    return Recommendation("ana", kind, (product,), **usual | rest)


def days_ago(days: int) -> date:
    """Before DAY."""
    return DAY - timedelta(days=days)


def test_an_offer_that_breaks_no_rule_is_allowed():
    """With what it brings as its score."""
    found = judge([offer()], ANA, CATALOGUE)
    assert found.vetoes == ()
    assert [(one.offer, one.score) for one in found.allowed] == [(offer(), 1.0)]


@pytest.mark.parametrize(
    ("rule", "code", "changed", "made"),
    [
        pytest.param("X9", "complaint_open", {"complaint_open": True}, offer(),
                     marks=pytest.mark.mission("X9")),
        pytest.param("X9", "said_no", {"refusals": (Refusal(days_ago(29), "reward"),)}, offer(),
                     marks=pytest.mark.mission("X9")),
        pytest.param("X9", "said_no_to_this",
                     {"refusals": (Refusal(days_ago(179), "upsell", ("plus",)),)}, offer(),
                     marks=pytest.mark.mission("X9")),
        pytest.param("X9", "contacted_enough", {"contacts": (days_ago(29), days_ago(0))}, offer(),
                     marks=pytest.mark.mission("X9")),
        pytest.param("X2", "not_for_them", {"unwanted": frozenset({"machine"})}, offer(),
                     marks=pytest.mark.mission("X2")),
        pytest.param("X4", "no_link", {}, offer("cup", "discover", owned=()),
                     marks=pytest.mark.mission("X4")),
        pytest.param("X4", "not_bought", {}, offer("cup", "discover", owned=("mini",)),
                     marks=pytest.mark.mission("X4")),
        pytest.param("X6", "sent_back", {}, offer("glass", "discover"),
                     marks=pytest.mark.mission("X6")),
        pytest.param("X6", "rated_low", {}, offer("poor"), marks=pytest.mark.mission("X6")),
        pytest.param("X10", "another_sort", {}, offer("usa"), marks=pytest.mark.mission("X10")),
        pytest.param("X10", "another_sort", {}, offer("cup"), marks=pytest.mark.mission("X10")),
        pytest.param("X7", "none_in_reach", {}, offer("bar"), marks=pytest.mark.mission("X7")),
        pytest.param("X7", "no_own_prices", {"reach": {}}, offer(),
                     marks=pytest.mark.mission("X7")),
        pytest.param("X12", "below_floor", {}, offer(price=99.0), marks=pytest.mark.mission("X12")),
    ],
)  # fmt: skip
def test_each_rule_by_hand(rule, code, changed, made):
    """One thing is changed, and that rule and no other stops the offer."""
    found = judge([made], replace(ANA, **changed), CATALOGUE, floors={"plus": 100.0})
    assert [(veto.rule, veto.reason.code) for veto in found.vetoes] == [(rule, code)]
    assert found.allowed == ()


@pytest.mark.mission("X9")
@pytest.mark.parametrize(
    "changed",
    [
        {"refusals": (Refusal(days_ago(30), "reward"),)},
        {"refusals": (Refusal(days_ago(180), "upsell", ("plus",)),)},
        {"contacts": (days_ago(30), days_ago(0))},
    ],
)
def test_the_day_on_which_a_rest_ends(changed):
    """A day more than in the test above, and it is allowed again."""
    assert judge([offer()], replace(ANA, **changed), CATALOGUE).vetoes == ()


@pytest.mark.mission("X2")
def test_what_they_ask_for_comes_first_and_what_is_for_later_last():
    """Cups bring less and are asked for; the reminder that brings most is due in nine days."""
    offers = [
        offer("cup", "replenish", terms=Terms(1, 0, 50, 0), in_days=9, price=None),
        offer(),
        offer("cup", "discover", terms=Terms(0.1, 0, 5, 0), price=None),
    ]
    situation = replace(ANA, wanted=frozenset({"cups"}))
    found = ranked(judge(offers, situation, CATALOGUE).allowed)
    assert [one.offer.kind for one in found] == ["discover", "upsell", "replenish"]
    assert [reason.code for reason in found[0].notes] == ["asked_for"]
    assert {reason.code for reason in found[2].notes} == {"asked_for", "later"}


@pytest.mark.mission("X6")
def test_returns_and_ratings_worse_than_usual_are_held_back():
    """A quarter of the cups come back, a twentieth of the others: 0.15 is usual.

    The tenth more takes a tenth of 0.5 x 30 off.
    """
    shop = {
        "cup": replace(CATALOGUE["cup"], return_share=0.25, rating=None),
        "other": replace(CATALOGUE["cup"], product_id="other", return_share=0.05, rating=None),
    }
    made = offer("cup", "discover", terms=Terms(0.5, 0, 30, 0), price=None)
    (held,) = judge([made], ANA, shop).allowed
    assert held.penalty == pytest.approx(1.5)
    assert held.score == pytest.approx(13.5)
    low = {
        "cup": replace(CATALOGUE["cup"], rating=3.2, return_share=None),
        "other": replace(CATALOGUE["cup"], product_id="other", rating=4.8, return_share=None),
    }
    # The mean rating is 4.0: 0.8 of 4 steps below it takes a fifth.
    assert judge([made], ANA, low).allowed[0].penalty == pytest.approx(3.0)
    few = {**low, "cup": replace(low["cup"], ratings=4)}
    assert judge([made], ANA, few).allowed[0].penalty == 0  # four buyers say nothing


def test_an_offer_for_somebody_else_is_an_error():
    """Their complaint would not be seen."""
    with pytest.raises(ValueError, match="bo is not ana"):
        judge([replace(offer(), customer_id="bo")], ANA, CATALOGUE)


def test_a_discount_on_what_they_buy_anyway_is_given_away():
    """Nine of ten buy at a margin of 4: a tenth off 10 brings 0.95 x 3 - 0.9 x 4 = -0.75.

    Where one of ten does, and three with it, it brings 0.3 x 3 - 0.1 x 4 = 0.5.
    """
    habit = discounted(Terms(0.9, 0.9, 4, 4), price=10, discount=0.1, lift=0.05)
    news = discounted(Terms(0.1, 0.1, 4, 4), price=10, discount=0.1, lift=0.2)
    assert habit.incremental_margin == pytest.approx(-0.75)
    assert news.incremental_margin == pytest.approx(0.5)
    offers = [offer("cup", "replenish", terms=t, price=None) for t in (habit, news)]
    assert [one.offer.terms for one in ranked(judge(offers, ANA, CATALOGUE).allowed)] == [news]


def test_equals_have_an_order_of_their_own():
    """By kind, then by product, whichever way they come in."""
    offers = [
        offer(terms=Terms(1, 0, 2, 0)), offer("cup", "bundle", terms=Terms(1, 0, 2, 0), price=None),
        offer("cup", "discover", terms=Terms(1, 0, 2, 0), price=None),
    ]  # fmt: skip
    one_way, other = (
        [one.offer for one in ranked(judge(way, ANA, CATALOGUE).allowed)]
        for way in (offers, offers[::-1])
    )
    assert one_way == other
    assert [one.kind for one in one_way] == ["discover", "upsell", "bundle"]


@pytest.mark.mission("X8")
def test_the_card_always_has_a_slot_for_the_upgrade():
    """The upgrade, or the rule that stops it, or why the catalogue has none."""
    others = [offer("cup", "discover", terms=Terms(1, 0, 2, 0), price=None)]
    shown, slot = card(judge([offer(), *others], ANA, CATALOGUE), offer())
    assert ([one.offer for one in shown], slot.offer) == (others, offer())
    bar = offer("bar")
    assert card(judge([bar], ANA, CATALOGUE), bar)[1].code == "none_in_reach"
    none = Reason("no_better", {"product": "bar", "category": "machine"})
    assert card(judge(others, ANA, CATALOGUE), none)[1] == none
    idle = offer(terms=Terms(0.5, 0.5, 30, 30))
    assert card(judge([idle], ANA, CATALOGUE), idle)[1] == Reason("brings_nothing")
    silent = replace(ANA, complaint_open=True)
    assert card(judge([offer(), *others], silent, CATALOGUE), offer()) == (
        (), Reason("complaint_open"),
    )  # fmt: skip
