"""Four ways to learn whom a treatment changes, on any regression.

A learner takes features (n, k), who was treated (n,), outcomes (n,) and the chance each had to be
treated (n,), and returns a function from features (m, k) to uplift (m,).

Sources: Künzel, Sekhon, Bickel & Yu (2019), PNAS 116(10), 4156-4165, for S, T and X; Kennedy
(2023), Electronic Journal of Statistics 17(2), 3008-3049, for DR; Lin (2013), Annals of Applied
Statistics 7(1), 295-318, for features crossed with the treatment.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from volver.decide.uplift import boosted
from volver.domain.history import Vector
from volver.domain.uplift import Flags
from volver.stats.regression import Predict, logistic, ridge

Base = Callable[[Vector, Vector], Predict]
"""A regression: features and outcomes to what is expected."""
Learner = Callable[[Vector, Flags, Vector, Vector], Predict]
"""Features, treated, outcome and propensity to the uplift of whoever has such features."""
Places = NDArray[np.int64]
SEED = 20_190_219


def s_learner(base: Base, crossed: bool = False) -> Learner:
    """One regression with the treatment among its features. crossed: and its products with them,
    without which a linear one knows no differences between customers."""

    def rows(features: Vector, treated: Vector) -> Vector:
        own = treated[:, None]
        return np.hstack([features, own, (own - 0.5) * features] if crossed else [features, own])

    def fit(features: Vector, treated: Flags, outcome: Vector, propensity: Vector) -> Predict:
        said = base(rows(features, treated.astype(np.float64)), outcome)

        def uplift(ahead: Vector) -> Vector:
            ones = np.ones(len(ahead))
            return said(rows(ahead, ones)) - said(rows(ahead, 0 * ones))

        return uplift

    return fit


def t_learner(base: Base) -> Learner:
    """Two regressions: of the treated, and of the others."""

    def fit(features: Vector, treated: Flags, outcome: Vector, propensity: Vector) -> Predict:
        with_it, without = by_arm(base, features, treated, outcome)
        return lambda ahead: with_it(ahead) - without(ahead)

    return fit


def x_learner(base: Base, effect: Base) -> Learner:
    """What came of each less what the other arm's regression expects, learnt in both arms."""

    def fit(features: Vector, treated: Flags, outcome: Vector, propensity: Vector) -> Predict:
        with_it, without = by_arm(base, features, treated, outcome)
        others = ~treated
        gained = effect(features[treated], outcome[treated] - without(features[treated]))
        missed = effect(features[others], with_it(features[others]) - outcome[others])
        weight = float(propensity.mean())
        return lambda ahead: (1 - weight) * gained(ahead) + weight * missed(ahead)

    return fit


def dr_learner(base: Base, effect: Base) -> Learner:
    """A regression of doubly robust scores, in which each half is judged by the other."""

    def fit(features: Vector, treated: Flags, outcome: Vector, propensity: Vector) -> Predict:
        scores = cross_fitted(base, features, treated, outcome, propensity)
        return effect(features, scores)

    return fit


def by_arm(
    base: Base, features: Vector, treated: Flags, outcome: Vector
) -> tuple[Predict, Predict]:
    """What is expected of anybody with the treatment, and without it."""
    return (
        base(features[treated], outcome[treated]),
        base(features[~treated], outcome[~treated]),
    )


def cross_fitted(
    base: Base, features: Vector, treated: Flags, outcome: Vector, propensity: Vector
) -> Vector:
    """Doubly robust scores of all, each by regressions that have not seen that customer."""
    place = np.random.default_rng(SEED).permutation(len(outcome))
    scores = np.zeros(len(outcome))
    for learns, judged in halves(place):
        arms = by_arm(base, features[learns], treated[learns], outcome[learns])
        scores[judged] = robust_scores(
            arms, features[judged], treated[judged], outcome[judged], propensity[judged]
        )
    return scores


def halves(place: Places) -> tuple[tuple[Places, Places], tuple[Places, Places]]:
    """Both ways to learn on one half and judge on the other."""
    one, other = place[: len(place) // 2], place[len(place) // 2 :]
    return (one, other), (other, one)


def robust_scores(
    arms: tuple[Predict, Predict],
    features: Vector,
    treated: Flags,
    outcome: Vector,
    propensity: Vector,
) -> Vector:
    """Numbers of which the mean, over any customers, is their uplift. Shape (n,).

    Right whatever the two regressions say, since the chance of treatment is known; the better they
    are, the less the numbers scatter.

    Source: Robins, Rotnitzky & Zhao (1994), JASA 89(427), 846-866.
    """
    with_it, without = (arm(features) for arm in arms)
    missed = np.where(
        treated, (outcome - with_it) / propensity, (without - outcome) / (1 - propensity)
    )
    return np.asarray(with_it - without + missed)


def linear_base(is_binary: bool) -> Base:
    """The plain regression of an outcome of this kind."""
    return logistic if is_binary else ridge


def catalogue(is_binary: bool, boosting: bool) -> dict[str, Learner]:
    """All learners of an outcome, plain ones first. boosting: with those on boosted trees."""
    plain = linear_base(is_binary)
    found = {
        "s_linear": s_learner(plain, crossed=True),
        "t_linear": t_learner(plain),
        "x_linear": x_learner(plain, ridge),
        "dr_linear": dr_learner(plain, ridge),
    }
    if not boosting:
        return found
    boosted.check()
    trees = boosted.chance if is_binary else boosted.mean
    return found | {
        "s_boosted": s_learner(trees),
        "t_boosted": t_learner(trees),
        "x_boosted": x_learner(trees, boosted.mean),
        "dr_boosted": dr_learner(trees, boosted.mean),
    }
