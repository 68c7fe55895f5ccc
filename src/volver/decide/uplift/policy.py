"""Ways to choose whom to treat, and what one of them brings above treating nobody.

Source: Dudík, Langford & Li (2011), Doubly robust policy evaluation and learning, ICML.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from volver.decide.uplift.check import checked
from volver.decide.uplift.learners import (
    Learner,
    by_arm,
    cross_fitted,
    linear_base,
    robust_scores,
)
from volver.decide.uplift.measures import sums
from volver.decide.uplift.money import Stakes, estimate
from volver.domain.estimate import Estimate
from volver.domain.history import Vector
from volver.domain.uplift import Experiment, Flags
from volver.stats.regression import Predict

PLAIN = ("all", "none", "random")
"""Nothing is learnt for them."""
ALIKE = ("response", "risk")
"""They know who is likely to respond, and nothing of what the treatment changes."""


@dataclass(frozen=True, slots=True)
class Rule:
    """How a way to choose orders customers, and whom it treats; shape (m,) each."""

    score: Vector
    """By which uplift is measured, the highest first."""
    order: Vector
    """By which customers are treated, the highest first; in money where a learner says."""
    treat: Flags


def rules(
    known: Experiment,
    gain: Vector,
    at_stake: Stakes,
    ahead: Vector,
    stakes_ahead: Stakes,
    learners: Mapping[str, Learner],
    generator: np.random.Generator,
) -> dict[str, Rule]:
    """What every way to choose, learnt on known customers, says of others.

    gain: the doubly robust score of each known customer in money; at_stake: of these. ahead:
    features of the others, shape (m, k).
    """
    some = len(ahead)
    draw = generator.random(some)
    found = {
        "all": Rule(np.zeros(some), np.zeros(some), np.ones(some, np.bool_)),
        "none": Rule(np.zeros(some), np.zeros(some), np.zeros(some, np.bool_)),
        "random": Rule(draw, draw, draw > 0.5),
        **_by_response(known, gain, at_stake, ahead, stakes_ahead),
    }
    for code, learner in learners.items():
        uplift = learner(known.features, known.treated, known.outcome, known.propensity)(ahead)
        order = stakes_ahead.money(uplift)
        found[code] = Rule(uplift, order, order > 0)
    return found


def _by_response(
    known: Experiment, gain: Vector, at_stake: Stakes, ahead: Vector, stakes_ahead: Stakes
) -> dict[str, Rule]:
    """Those likely to respond first, and those unlikely first, as far as paid best when learning:
    the best that a look at response alone can do."""
    expects = linear_base(known.is_binary)(known.features, known.outcome)
    found = {}
    for code, sign in zip(ALIKE, (1.0, -1.0), strict=True):
        seen = sign * at_stake.margin * expects(known.features)
        order = sign * stakes_ahead.margin * expects(ahead)
        first, total = sums(seen, gain)
        best = int(first[total.argmax()])
        cut = -np.partition(-seen, best - 1)[best - 1] if best else np.inf
        found[code] = Rule(order, order, order >= cut)
    return found


def expected(known: Experiment) -> tuple[Predict, Predict]:
    """What is expected with the treatment and without it, by plain regressions."""
    return by_arm(linear_base(known.is_binary), known.features, known.treated, known.outcome)


def judged(of: Experiment, arms: tuple[Predict, Predict]) -> Vector:
    """The doubly robust scores of customers, by regressions learnt elsewhere. Shape (n,)."""
    return robust_scores(arms, of.features, of.treated, of.outcome, of.propensity)


def policy_value(
    of: Experiment,
    treat: Vector,
    cost: Vector | float,
    margin: Vector | float,
    level: float = 0.95,
) -> Estimate:
    """Incremental margin per customer of a way to choose that was written before the experiment.

    treat: whether it treats each, or with what chance, shape (n,); it may not have been learnt
    from these customers. cost: of treating one. margin: of one unit of the outcome. Both in money,
    for all or for each, shape (n,).
    """
    checked(of)
    base = linear_base(of.is_binary)
    scores = cross_fitted(base, of.features, of.treated, of.outcome, of.propensity)
    return estimate(treat * Stakes.of(len(of), cost, margin).money(scores), level)
