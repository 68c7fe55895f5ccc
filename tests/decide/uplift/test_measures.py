"""Measures of an order: as scikit-uplift defines them, ties and weights included."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.decide.uplift.campaigns import visits

from volver.decide.uplift.measures import Ordered, ordered, perfect, qini
from volver.domain.uplift import Experiment

TREATED = np.array([1, 0, 1, 1, 0, 0, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 1, 0, 1]) == 1
CAME = np.array([1, 0, 1, 0, 1, 0, 1, 1, 0, 0, 1, 0, 0, 0, 1, 1, 0, 0, 0, 1.0])
SCORE = np.array([9, 9, 8, 7, 7, 7, 6, 6, 5, 5, 4, 4, 4, 3, 3, 2, 2, 1, 0, 0.0])
HALF = np.full(20, 0.5)


def by(score, came=CAME, treated=TREATED, chance=HALF):
    """Twenty customers in some order."""
    return Ordered.by(score, came, treated, chance)


BEST = by(np.where(TREATED, CAME, -CAME))


def test_twenty_customers_as_scikit_uplift_has_them():
    """qini_auc_score, the area of uplift_curve above its line by n squared, and uplift_at_k at a
    share that cuts no tie, of scikit-uplift 0.5.1 on these customers."""
    assert qini(by(SCORE), BEST) == pytest.approx(0.046560846560846504, abs=1e-15)
    assert by(SCORE).auuc() == pytest.approx(0.012492559523809526, abs=1e-15)
    assert by(SCORE).at(0.3) == pytest.approx(1 / 3)


def test_a_tie_at_the_cut_counts_in_part():
    """Seven of twenty: six, and half of the two that stand together behind them."""
    assert by(SCORE).at(0.35) == pytest.approx((2 + 0.5) / (3 + 0.5) - (1 + 0.5) / (3 + 0.5))


def test_the_order_of_like_customers_does_not_matter():
    """No tie is broken by who stands first in the file."""
    mixed = np.random.default_rng(1).permutation(20)
    other = by(SCORE[mixed], CAME[mixed], TREATED[mixed])
    assert qini(other, BEST) == pytest.approx(qini(by(SCORE), BEST))
    assert other.auuc() == pytest.approx(by(SCORE).auuc())
    assert other.at(0.35) == pytest.approx(by(SCORE).at(0.35))


def test_nobody_told_apart_is_a_random_order():
    """All in one tie: nothing above the line, and the lift at every share."""
    flat = by(np.zeros(20))
    lift = CAME[TREATED].mean() - CAME[~TREATED].mean()
    assert (flat.qini_area(), flat.auuc()) == pytest.approx((0.0, 0.0))
    assert [flat.at(share) for share in (0.1, 0.5, 1.0)] == pytest.approx([lift] * 3)


@given(st.lists(st.integers(-5, 5), min_size=20, max_size=20))
def test_only_the_order_counts(score):
    """A score twice as large, or its cube, orders alike; none beats the perfect order."""
    as_given = np.array(score, dtype=float)
    found = by(as_given)
    for same in (2 * as_given + 1, as_given**3):
        assert by(same).auuc() == pytest.approx(found.auuc())
    assert found.qini_area() <= BEST.qini_area() + 1e-9
    assert qini(BEST, BEST) == 1.0


def test_unequal_chances_are_weighed():
    """Half of the customers were treated three times in four, and they are the ones who come
    anyway: weighted, the uplift at every share is that of everybody."""
    made = visits(3, 60_000, 0.5, 0.0)
    often = made.seen.features[:, 0] > 0
    chance = np.where(often, 0.75, 0.25)
    rng = np.random.default_rng(4)
    treated = rng.random(len(often)) < chance
    came = rng.random(len(often)) < 0.2 + 0.3 * often + 0.1 * treated
    seen = Experiment.of(made.seen.features, treated, came, chance)
    assert ordered(np.zeros(len(often)), seen).at(1.0) == pytest.approx(0.1, abs=0.015)
    plain = came[treated].mean() - came[~treated].mean()
    assert plain > 0.2
    assert qini(perfect(seen), perfect(seen)) == 1.0
