"""What a reward and a referral may cost, by hand and by what others printed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from volver.decide.offers.referrals import Programme, referral
from volver.decide.offers.rewards import affordable, reward
from volver.domain.offer import Reason, Recommendation


def test_the_reward_of_the_bank():
    """25 for a customer worth 40 more returned 60 per cent (Schmitt, Skiera & Van den Bulte)."""
    assert affordable(1, 40, 0.6) == pytest.approx(25)
    assert affordable(0.5, 40, 0) == 20
    assert affordable(0.5, -40, 0) == 0


def test_a_reward_by_hand():
    """0.2 would order, 0.3 do: of those a third are won, so a third of 30 is the most.

    At 6 a reward brings 0.3 x 24 - 0.2 x 30 - 0.1 = 1.1.
    """
    found = reward("ana", worth=6, order_margin=30, chance=0.2, lift=0.1, support=400, cost=0.1)
    assert isinstance(found, Recommendation)
    assert found.terms.incremental_margin == pytest.approx(1.1)
    assert found.reason.figures == pytest.approx({"worth": 6, "most": 10, "share": 1 / 3})
    dear = reward("ana", worth=10.5, order_margin=30, chance=0.2, lift=0.1, support=400)
    assert isinstance(dear, Reason)
    assert dear.code == "reward_too_dear"


@given(
    worth=st.floats(0, 50), margin=st.floats(-10, 80), chance=st.floats(0, 1),
    lift=st.floats(-0.2, 0.5), target=st.floats(0, 3),
)  # fmt: skip
def test_an_affordable_reward_never_loses(worth, margin, chance, lift, target):
    """Before the cost of telling: what is affordable is what does not lose; its reason recounts."""
    found = reward("ana", worth, margin, chance, max(lift, -chance), 100, target_return=target)
    said = (found if isinstance(found, Reason) else found.reason).figures
    came = min(chance + max(lift, -chance), 1.0)
    won = max(came - chance, 0.0)
    assert said["share"] * came == pytest.approx(won)
    assert said["most"] * came * (1 + target) == pytest.approx(max(won * margin, 0.0))
    assert said["worth"] == worth
    assert isinstance(found, Reason) == (worth > said["most"] or said["most"] == 0)
    if isinstance(found, Recommendation):
        assert found.terms.incremental_margin >= -1e-9
    elif target == 0 and margin > 0:
        with_it = min(chance + max(lift, -chance), 1)
        assert with_it * (margin - worth) - chance * margin <= 1e-9


def test_a_referral_by_hand():
    """Two invitations, one in ten accepted: K = 0.2, and one customer leads to 1.25.

    A friend worth 60, half of whom would have come anyway, rewards of 10 and 5: 15 each, so
    0.2 x 15 - 0.5 = 2.5.
    """
    programme = Programme(2, 0.1, 60, 0.5, 10, 5)
    assert programme.coefficient == pytest.approx(0.2)
    assert programme.per_seed == pytest.approx(1.25)
    assert programme.most_rewards == 30
    found = referral("ana", programme, support=500, cost=0.5)
    assert isinstance(found, Recommendation)
    assert found.terms.incremental_margin == pytest.approx(2.5)


def test_a_referral_that_costs_more_than_friends_bring_is_not_asked_for():
    """A fifth of the rewards go to nobody real: 24 / 0.8 = 30 is all that a friend brings."""
    found = referral("ana", Programme(2, 0.1, 60, 0.5, 14, 10, invalid=0.2), support=500)
    assert isinstance(found, Reason)
    assert found.figures["most"] == pytest.approx(24)
    assert found.figures["rewards"] == 24


def test_friends_of_friends_without_an_end():
    """With one friend each it never stops, and no number says how many."""
    assert Programme(5, 0.2, 60, 0.5, 10, 5).per_seed is None


@given(i=st.floats(0, 5), c=st.floats(0, 0.19))
def test_a_seed_leads_to_the_sum_of_all_generations(i, c):
    """1 + K + K^2 + …"""
    programme = Programme(i, c, 60, 0.5, 10, 5)
    generations = sum(programme.coefficient**k for k in range(2000))
    assert programme.per_seed == pytest.approx(generations)
