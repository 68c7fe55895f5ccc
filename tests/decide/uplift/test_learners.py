"""Learners find whom a treatment moves, and their scores are right whatever they believe."""

import numpy as np
import pytest
from tests.decide.uplift.campaigns import amounts, visits

from volver.decide.uplift.learners import catalogue, cross_fitted, robust_scores, s_learner
from volver.stats.regression import ridge

LINEAR = ("s_linear", "t_linear", "x_linear", "dr_linear")
BOOSTED = ("s_boosted", "t_boosted", "x_boosted", "dr_boosted")


def learnt(code, made):
    """What a learner says of the very features that it saw."""
    seen = made.seen
    learner = catalogue(seen.is_binary, boosting=code in BOOSTED)[code]
    return learner(seen.features, seen.treated, seen.outcome, seen.propensity)(seen.features)


@pytest.mark.parametrize("code", LINEAR)
def test_visits_are_ordered_by_what_the_treatment_does(code):
    """The feature that makes people come anyway misleads nobody; the mean is the lift."""
    made = visits(1, 12_000, 0.4, 0.8)
    found = learnt(code, made)
    assert np.corrcoef(found, made.uplift)[0, 1] > 0.95
    assert found.mean() == pytest.approx(made.uplift.mean(), abs=0.03)


@pytest.mark.slow
@pytest.mark.parametrize("code", BOOSTED)
def test_trees_order_them_too(code):
    """Less well where the truth is smooth and customers are few."""
    made = visits(1, 4_000, 0.4, 1.2)
    found = learnt(code, made)
    assert np.corrcoef(found, made.uplift)[0, 1] > 0.75
    assert found.mean() == pytest.approx(made.uplift.mean(), abs=0.04)


@pytest.mark.parametrize("code", [*LINEAR, pytest.param("x_boosted", marks=pytest.mark.slow)])
def test_amounts_too(code):
    """Three levels, nine cells: the uplift of each level within a unit."""
    made = amounts(2, 12_000, 2.0, 3.0)
    found = learnt(code, made)
    for level in (-1, 0, 1):
        here = made.seen.features[:, 0] == level
        assert found[here].mean() == pytest.approx(2 + 3 * level, abs=1.0)


@pytest.mark.parametrize("code", LINEAR)
def test_few_treated_are_no_harm(code):
    """One in ten: the same order."""
    made = visits(5, 20_000, 0.4, 0.8, share=0.1)
    assert np.corrcoef(learnt(code, made), made.uplift)[0, 1] > 0.9


def test_a_plain_linear_s_learner_tells_nobody_apart():
    """Why it crosses the features: without, its uplift is one number."""
    made = amounts(2, 2_000, 2.0, 3.0)
    seen = made.seen
    plain = s_learner(ridge)(seen.features, seen.treated, seen.outcome, seen.propensity)
    assert np.ptp(plain(seen.features)) == pytest.approx(0.0, abs=1e-9)


def test_scores_are_right_though_the_regressions_are_not():
    """Nonsense expected of both arms: the mean of the scores is still the uplift of these."""
    made = amounts(3, 40_000, 2.0, 3.0, share=0.3)
    seen = made.seen
    nonsense = (lambda rows: 50 * rows[:, 1], lambda rows: -20 + 0 * rows[:, 0])
    arms = (seen.features, seen.treated, seen.outcome, seen.propensity)
    wild, fitted = robust_scores(nonsense, *arms), cross_fitted(ridge, *arms)
    for scores in (wild, fitted):
        error = scores.std() / np.sqrt(len(scores))
        assert abs(scores.mean() - made.uplift.mean()) < 3 * error
    assert fitted.std() < wild.std() / 2
