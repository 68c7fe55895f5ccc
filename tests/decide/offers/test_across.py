"""What goes with what and the next better one, for a whole shop, counted on paper."""

import pytest
from tests.decide.offers.logs import log
from tests.decide.offers.sample_shop import CATALOGUE
from tests.decide.offers.test_pairs import WORLD

from volver.decide.offers.across import cross_pairs, ladder, middle_one
from volver.decide.offers.three_options import three_options
from volver.domain.selling import ThreeOptions


@pytest.mark.mission("X1")
def test_a_pair_in_both_directions_by_hand():
    """Of 100 customers 40 have a, 30 b and 30 both, all on one day: 2.5 times chance."""
    found = {(one.owned, one.product): one for one in cross_pairs(log(WORLD), 0.9)}
    assert set(found) == {("a", "b"), ("b", "a")}
    a_b, b_a = found["a", "b"], found["b", "a"]
    assert (a_b.together, a_b.share, a_b.share_of_all, a_b.gap) == (30, 0.75, 0.3, 0.0)
    assert (b_a.together, b_a.share, b_a.share_of_all) == (30, 1.0, 0.4)
    assert a_b.lift.value == b_a.lift.value == 2.5
    assert a_b.lift.low < 2.5 < a_b.lift.high
    assert a_b.reason.figures["together"] == 30


def test_only_so_many_pairs():
    """Those with most at stake."""
    assert len(cross_pairs(log(WORLD), 0.9, most=1)) == 1
    assert cross_pairs(log([(n, 0, "a") for n in range(40)]), 0.9) == ()


def test_each_step_of_the_ladder_is_the_nearest_that_brings_more():
    """Recounted one by one: no cheaper better one brings more, and who has none says why."""
    rungs = ladder(CATALOGUE)
    assert {rung.product.product_id for rung in rungs} == set(CATALOGUE)
    assert [rung.adds for rung in rungs] == sorted((rung.adds for rung in rungs), reverse=True)
    assert any(rung.better for rung in rungs)
    assert any(rung.better is None for rung in rungs)
    for rung in rungs:
        one = rung.product
        better = [
            up
            for up in CATALOGUE.values()
            if up.suits(one) and up.price > one.price and (up.rating or 9) >= (one.rating or 0)
        ]
        more = [up for up in better if up.margin > one.margin]
        if more:
            assert rung.better is not None
            assert rung.better.price == min(up.price for up in more)
            assert rung.adds > 0
        else:
            assert rung.better is None
            assert rung.why_none is not None
            assert rung.why_none.code == ("no_gain" if better else "no_better")


def test_the_first_three_stand_around_their_middle():
    """The first of the ladder for which there are three; none where there are not."""
    rungs = ladder(CATALOGUE)
    found = middle_one(rungs, CATALOGUE)
    names = [rung.product.product_id for rung in rungs]
    with_two = [name for name in names if isinstance(three_options(name, CATALOGUE), ThreeOptions)]
    assert found == next(iter(with_two), None)
    assert middle_one(rungs[:0], CATALOGUE) is None
