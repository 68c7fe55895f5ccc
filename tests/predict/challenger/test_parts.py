"""The parts of the challenger: calibration, scatter, and what the prediction promises."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from volver.predict.challenger.boost import FOLDS, deal, foretold, graded
from volver.predict.challenger.calibrate import AnyOrder, More
from volver.predict.challenger.outlook import Scatter, TwoPart, reached
from volver.predict.recalibrate import Recalibration

pytestmark = pytest.mark.slow

UNMOVED = Recalibration(np.array([0.0]), (np.zeros(0),))


def two_part(any_order, more, per_order, shape=2.0, scatter=None, levels=UNMOVED):
    """A prediction of some customers."""
    any_order, more, per_order = (
        np.array(part, np.float64) for part in (any_order, more, per_order)
    )
    spread = np.linspace(-0.9, 0.9, 200)
    return TwoPart(
        any_order, more, shape, per_order, np.maximum(np.abs(per_order), 1.0), 1.0,
        np.zeros(len(more), np.int64), levels, scatter or Scatter.of(np.ones(200), spread),
        (0.0, 0.0), None, (0, 0),
    )  # fmt: skip


def test_calibration_finds_whom_to_trust():
    """Trees that know nothing beside a model that is right, and the other way about."""
    generator = np.random.default_rng(3)
    right, noise = generator.beta(1, 2, 40_000), generator.beta(1, 2, 40_000)
    came = (generator.random(40_000) < right).astype(np.float64)
    for trees, model, mine in ((noise, right, 2), (right, noise, 1)):
        found = AnyOrder.fit(trees, model, came)
        assert found.weights[mine] == pytest.approx(1, abs=0.06)
        assert found.weights[3 - mine] == pytest.approx(0, abs=0.06)
        assert found.at(trees, model) == pytest.approx(right, abs=0.05)


def test_calibration_finds_the_level_and_the_scatter_of_counts():
    """Twice as many as the trees say, negative binomial of shape 1.5."""
    generator = np.random.default_rng(4)
    said = generator.gamma(2, 1, 40_000) + 0.05
    more = generator.poisson(2 * said * generator.gamma(1.5, 1 / 1.5, 40_000))
    found = More.fit(said, np.ones(40_000), more.astype(np.float64))
    assert found.at(said, np.ones(40_000)) == pytest.approx(2 * said, rel=0.08)
    assert found.shape == pytest.approx(1.5, rel=0.06)


customers = st.lists(
    st.tuples(st.floats(0.001, 0.999), st.floats(0.001, 60), st.floats(-80, 80)),
    min_size=1,
    max_size=6,
)


@settings(max_examples=30, deadline=None)
@given(customers, st.floats(0.5, 500))
def test_probabilities_add_up_and_quantiles_are_in_order(rows, shape):
    """The sum of P(N >= n) is the mean; a quantile is the least number that is passed so rarely."""
    found = two_part(*zip(*rows, strict=True), shape=shape)
    n = np.arange(1, 4000)
    for at in range(len(rows)):
        tail = reached(np.full(len(n), found.any_order[at]), np.full(len(n), found.more[at]),
                       shape, n)  # fmt: skip
        assert (np.diff(tail) <= 1e-12).all()
        assert tail.sum() == pytest.approx(found.orders[at], rel=1e-3)
        spread = (tail * (2 * n - 1)).sum() - found.orders[at] ** 2
        assert found.variances[0][at] == pytest.approx(spread, rel=2e-2)
    levels = (0.025, 0.1, 0.5, 0.9, 0.975)
    for ends in (found.orders_at, found.value_at):
        drawn = np.array([ends(q) for q in levels])
        assert np.isfinite(drawn).all()
        assert (np.diff(drawn, axis=0) >= -1e-9).all()
    whole = found.orders_at(0.75).astype(np.int64)
    assert (found.reached(whole + 1) <= 0.25).all()
    assert (found.reached(whole) > 0.25).all()


def test_levels_may_differ_by_customer():
    """Each gets what they would get alone; moved levels, too."""
    moved = Recalibration(np.array([0.0]), (np.linspace(0, 1, 300) ** 2,))
    found = two_part([0.4, 0.8], [2, 9], [20, 30], levels=moved)
    levels = np.array([0.3, 0.9])
    for ends in (found.orders_at, found.value_at):
        assert ends(levels).tolist() == [ends(0.3)[0], ends(0.9)[1]]


def test_margins_fall_into_their_interval_as_often_as_promised():
    """Drawn anew from the world that the scatter was drawn from: gain, loss and nothing."""
    generator = np.random.default_rng(5)
    size = 20_000
    expected = generator.uniform(1, 6, size)
    scatter = Scatter.of(expected[:4000], generator.normal(0, 1.2, 4000))
    p = generator.uniform(0.1, 0.95, size)
    found = two_part(p, expected - 1, np.full(size, 10.0), scatter=scatter)
    came = np.where(
        generator.random(size) < p, 10 * expected * (1 + generator.normal(0, 1.2, size)), 0.0
    )
    for level in (0.5, 0.8, 0.95):
        low, high = found.value_at((1 - level) / 2), found.value_at((1 + level) / 2)
        gains, losses = high > 0, low < 0  # an end at zero lies on those who order nothing
        assert (came > high)[gains].mean() == pytest.approx((1 - level) / 2, abs=0.015)
        if losses.sum() > 2000:
            assert (came < low)[losses].mean() == pytest.approx((1 - level) / 2, abs=0.015)
    assert (found.value_at(0.025) < 0).sum() > 2000
    own = found.variances[1].mean() + found.value.var()
    assert own == pytest.approx(came.var(), rel=0.05)


def test_groups_of_equal_expectations_are_one():
    """Edges that fall together leave no group bare."""
    found = Scatter.of(np.ones(1000), np.zeros(1000))
    assert len(found.seen) == 1
    few = Scatter.of(np.arange(1.0, 31), np.zeros(30))
    assert len(few.seen) == 1
    four = Scatter.of(np.arange(1.0, 4001), np.arange(4000.0))
    assert [len(seen) for seen in four.seen] == [1000] * 4


def test_nobody_is_foretold_by_trees_that_have_seen_them():
    """Targets that are pure noise are not foretold; seen ones would be."""
    generator = np.random.default_rng(6)
    then, ahead = generator.random((600, 3)), generator.random((5, 3))
    noise = generator.normal(size=600)
    found = foretold("squared_error", deal(600), then, noise, ahead)
    assert abs(np.corrcoef(found.unseen, noise)[0, 1]) < 0.15
    assert found.by_fold.shape == (FOLDS, 5)
    assert sorted(np.bincount(deal(601))) == [150, 150, 150, 151]


def test_grades_keep_the_order_and_what_is_not_known():
    """And are learnt from the lesson alone."""
    then = np.array([[1.0], [np.nan], [5.0], [9.0]])
    one, other = graded(then, np.array([[0.0], [np.nan], [100.0]]))
    assert np.isnan([one[1, 0], other[1, 0]]).all()
    assert one[0, 0] < one[2, 0] < one[3, 0] == other[2, 0]
    assert other[0, 0] <= one[0, 0]
