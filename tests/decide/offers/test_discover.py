"""What customers may discover, against hand-written answers."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.decide.offers.logs import log

from volver.decide.offers.discover import GROUNDS, Discovery, Links
from volver.decide.offers.pairs import pairs
from volver.decide.offers.replenish import habits

KINDS = {"cup": "tea", "leaf": "tea", "pot": "tea", "beans": "coffee", "mill": "coffee"}
SHOP = (
    [(n, 0, "leaf") for n in range(40)]
    + [(n, 9, "pot") for n in range(30)]
    + [(n, 0, "beans") for n in range(40, 80)]
    + [(n, 9, "mill") for n in range(40, 60)]
    + [(n, 3, "cup") for n in (*range(80, 85), 40)]
)
"""Who has leaf buys a pot, who has beans a mill; cups are too few to go with anything."""


def linked(bought, **given):
    """Its products as they go together for customers."""
    return Links(pairs(bought, "customers", **given), len(bought.products.ids))


def discovery(rows, segment=None, customers=None, company=3.0):
    """Of a log, with pairs by customers."""
    bought = log(rows, category=KINDS, customers=customers)
    return bought, Discovery(bought, habits(bought), linked(bought), segment, company)


def lists(rows, most=3, **given):
    """What each customer is shown, by name, and on what ground."""
    bought, found = discovery(rows, **given)
    told = [[] for _ in range(bought.customers)]
    for part in found.everybody(most):
        for n, product, ground in zip(part.n, part.product, part.ground, strict=True):
            told[n].append((bought.products.ids[product], GROUNDS[ground]))
    return told


@pytest.mark.mission("X2")
def test_suggestions_differ_by_what_customers_have():
    """A pot for who has leaf, a mill for who has beans; then what sells in their category."""
    told = lists(SHOP)
    assert told[35] == [("pot", "pair"), ("cup", "category")]
    assert told[70] == [("mill", "pair")]
    assert told[82] == [("leaf", "category"), ("pot", "category")]


def test_the_score_is_popularity_and_what_company_adds():
    """30 of 85 customers have a pot, and 30 of 40 with leaf; the most popular has 40 buyers."""
    bought, found = discovery(SHOP)
    part = found.best(35, 36, 1)
    leaf_weight = found.bought.popularity
    adds = (30 / 40 - 30 / 85) * 85 / 40
    pot = bought.products.ids.index("pot")
    assert part.score[0] == pytest.approx(leaf_weight[pot] + 3 * adds, rel=1e-6)


def test_company_is_a_mean_over_what_one_has():
    """Who has two things hears half of each: one that leads nowhere halves the other's say."""
    rows = [*SHOP, (35, 0, "cup")]
    bought, found = discovery(rows)
    pot = bought.products.ids.index("pot")
    one, two = found.best(34, 35, 1), found.best(35, 36, 1)
    assert one.product[0] == two.product[0] == pot
    popular = bought.popularity[pot]
    assert two.score[0] - popular == pytest.approx((one.score[0] - popular) / 2, rel=1e-5)


def test_the_link_is_what_speaks_most():
    """Both halves of a pair are known, and the product that adds most is the one that is told."""
    bought, found = discovery(SHOP)
    names = bought.products.ids
    row = found.link(35, names.index("pot"))
    assert names[found.pairs.first[row]] == "leaf"


def test_who_has_nothing_is_shown_what_is_popular_in_their_segment():
    """Segment 1 buys coffee; who is of a segment that has bought nothing sees what all buy."""
    segment = np.array([0] * 40 + [1] * 40 + [0] * 5 + [1, 2])
    told = lists(SHOP, most=2, segment=segment, customers=87)
    # Both baskets of the latest weigh most: 20 mills at 1; beans 20 at 0.95 and 20 at 1.
    assert told[85] == [("beans", "popular"), ("mill", "popular")]
    assert told[86] == [("beans", "popular"), ("leaf", "popular")]


@pytest.mark.mission("X2")
def test_customers_without_a_link_hear_of_their_category_in_their_segment():
    """The same cup, another segment: what is popular there."""
    segment = np.array([0] * 20 + [1] * 65)
    rows = [*SHOP, *((n, 30, "saucer") for n in range(80, 84))]
    bought = log(rows, category=KINDS | {"saucer": "tea"})
    found = Discovery(bought, habits(bought), linked(bought), segment)
    part = found.best(84, 85, 3)
    assert [bought.products.ids[p] for p in part.product] == ["leaf", "pot", "saucer"]


PURCHASES = st.lists(
    st.tuples(st.integers(0, 12), st.integers(0, 40), st.sampled_from("abcdefgh")),
    min_size=1,
    max_size=120,
)


@pytest.mark.mission("X4")
@given(PURCHASES, st.integers(1, 5))
@settings(max_examples=60)
def test_nothing_is_suggested_that_is_owned_or_without_a_link(rows, most):
    """Each product is new to them; a pair is with what they have, a category one that they buy."""
    kinds = dict(zip("abcdef", "xxyyzz", strict=True))
    bought = log(rows, category=kinds, customers=13)
    own = habits(bought)
    found = Discovery(bought, own, linked(bought, least=2, false_share=0.9))
    has = [set() for _ in range(13)]
    for n, product in zip(bought.n.tolist(), bought.product.tolist(), strict=True):
        has[n].add(product)
    for part in found.everybody(most):
        assert np.bincount(part.n).max(initial=0) <= most
        keys = list(zip(part.n.tolist(), part.product.tolist(), strict=True))
        assert len(set(keys)) == len(keys)
        for (n, product), ground in zip(keys, part.ground.tolist(), strict=True):
            assert product not in has[n]
            if GROUNDS[ground] == "pair":
                assert int(found.pairs.first[found.link(n, product)]) in has[n]
            elif GROUNDS[ground] == "category":
                kind = bought.products.category
                assert kind[product] in {kind[one] for one in has[n]} - {-1}
            else:
                assert not has[n]


def test_chunks_do_not_change_the_lists():
    """Some customers at a time or all at once."""
    _, found = discovery(SHOP)
    whole = found.best(0, 85, 3)
    parts = [found.best(n, n + 1, 3) for n in range(85)]
    for name in ("n", "product", "score", "ground"):
        joined = np.concatenate([getattr(part, name) for part in parts])
        assert getattr(whole, name).tolist() == joined.tolist()
