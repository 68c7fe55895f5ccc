"""Pairs and lists on the Complete Journey, against figures that were computed elsewhere."""

import numpy as np
import pytest
from tests.truth.offer_figures import PEERS, ours, rows
from tests.truth.offer_scores import CUTS, after, category_pairs, journey, last_basket, scored

FOLDER = "complete_journey"
LIFTS = {
    ("BABY FOODS", "INFANT FORMULA"): 18.5,
    ("CAT FOOD", "CAT LITTER"): 17.6,
    ("BABY HBC", "DIAPERS & DISPOSABLES"): 16.7,
    ("LAUNDRY ADDITIVES", "LAUNDRY DETERGENTS"): 13.7,
}
"""By basket number, of pairs in more than 0.2 % of the baskets."""


@pytest.mark.slow
def test_the_highest_lifts_of_a_grocer(test_data):
    """To the printed digit."""
    found, names = category_pairs(test_data(FOLDER))
    told = {
        (names[one], names[other]): (lift, support)
        for one, other, lift, support in zip(
            found.first, found.second, found.lift, found.support, strict=True
        )
    }
    for pair, lift in LIFTS.items():
        assert round(told[pair][0], 1) == lift
        assert told[pair][1] > 0.002


@pytest.mark.long
def test_the_last_basket_of_each_household(test_data):
    """The split and two peers to the printed digit, and ours above what was reached there."""
    held = last_basket(journey(test_data(FOLDER)))
    assert len(held.customers) == 2383
    assert len(np.unique(held.train.product)) == 67_686
    assert round(held.repeat_share, 3) == 0.404
    peers = {name: scored(held, peer(held.train)) for name, peer in list(PEERS.items())[:3]}
    assert round(peers["popularity"].recall, 4) == 0.0733
    assert round(peers["personal top"].recall, 4) == 0.1405
    found = {name.strip("*"): scored(held, each) for name, each in ours(held.train).items()}
    assert found["replenish, then discover"].recall >= 0.148
    explore = found["discover"].explore_recall
    assert explore >= peers["popularity"].explore_recall
    assert explore >= peers["popularity, new to them"].explore_recall


@pytest.mark.long
@pytest.mark.parametrize("cut", CUTS)
def test_the_next_basket_after_a_cut_off_week(test_data, cut):
    """At least as good as the best of the peers, and as popularity for what is new."""
    found = {
        name.strip("*"): row for name, row in rows(after(journey(test_data(FOLDER)), cut)).items()
    }
    own = found["replenish, then discover"]
    assert own.recall >= max(found[name].recall for name in PEERS)
    assert found["discover"].explore_recall >= found["popularity"].explore_recall
    assert found["discover"].explore_recall >= found["popularity, new to them"].explore_recall
