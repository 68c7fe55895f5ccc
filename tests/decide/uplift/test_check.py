"""What chance did not bring is refused before any figure; the plain lift."""

import numpy as np
import pytest
from tests.decide.uplift.campaigns import visits

from volver.decide.uplift.check import balance, checked, lift, sample_ratio
from volver.decide.uplift.policy import policy_value
from volver.domain.errors import BadInput
from volver.domain.uplift import Experiment

MADE = visits(1, 4_000, 0.4, 0.8).seen
ROWS, CAME = MADE.features, MADE.outcome
DRAW = np.random.default_rng(9).permutation(4_000)


def given(treated, features=ROWS, chance=0.5):
    """The campaign with some of it changed."""
    return Experiment.of(features, treated, CAME, chance)


def test_a_lost_part_of_an_arm_stops_everything():
    """2,000 and 1,780 by fair lots: p is 3e-4. 2,000 and 1,850 happen (p 0.016)."""
    few = np.arange(4_000) % 2 == 0
    for lost, stops in ((220, True), (150, False)):
        kept = np.delete(DRAW, np.flatnonzero(~few[DRAW])[:lost])
        seen = given(few).only(kept)
        by_counts = sample_ratio([2000, 2000 - lost], [1, 1])
        if stops:
            with pytest.raises(BadInput, match="2000 of 3780 customers were treated, and 1890"):
                checked(seen)
            with pytest.raises(BadInput):
                policy_value(seen, np.ones(len(seen)), 0, 1)
            assert by_counts < 0.001
        else:
            assert checked(seen) == pytest.approx(by_counts)


def test_arms_that_differ_beforehand_stop_everything():
    """Somebody chose the best customers, in arms of the right sizes."""
    chosen = ROWS[:, 0] > np.median(ROWS[:, 0])
    with pytest.raises(BadInput, match="differ from the others before the treatment"):
        checked(given(chosen))


def test_features_say_nothing_of_a_fair_draw():
    """The chance is spread evenly over draws: a tenth of them below a tenth."""
    rng = np.random.default_rng(2)
    rows = np.column_stack([ROWS, ROWS[:, 0], np.ones(4_000)])  # twice the same, and a constant
    found = [balance(given(rng.random(4_000) < 0.5, rows)) for _ in range(300)]
    assert np.mean(np.array(found) < 0.1) == pytest.approx(0.1, abs=0.05)
    assert np.mean(np.array(found) < 0.5) == pytest.approx(0.5, abs=0.09)


def test_nothing_known_of_customers_is_no_imbalance():
    """One feature, the same for all."""
    assert balance(given(DRAW % 2, np.ones((4_000, 1)))) == 1.0


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"chance": None}, "by what chance"),
        ({"chance": 1.0}, "for certain"),
        ({"treated": DRAW % 3}, "neither 0 nor 1"),
        ({"treated": DRAW < 99}, "99 customers were treated and 3901 were not"),
        ({"treated": np.ones(3)}, "4000 rows of features, 3 treatments and 4000 outcomes"),
        ({"features": np.full((4_000, 1), np.nan)}, "missing"),
    ],
)
def test_what_is_no_experiment_is_refused(changed, says):
    """With what to do next; nothing is filled in or left out silently."""
    with pytest.raises(BadInput, match=says) as refused:
        given(**({"treated": DRAW % 2} | changed))
    assert refused.value.next_step


def test_lift_is_the_difference_of_the_arms():
    """By hand, where all have one chance."""
    found = lift(MADE, 0.95)
    one, other = CAME[MADE.treated], CAME[~MADE.treated]
    error = np.sqrt(one.var(ddof=1) / len(one) + other.var(ddof=1) / len(other))
    assert found.difference.value == pytest.approx(one.mean() - other.mean())
    assert found.error == pytest.approx(error)
    assert found.z == pytest.approx((one.mean() - other.mean()) / error)
    assert found.difference.low == pytest.approx(found.difference.value - 1.959964 * error)
