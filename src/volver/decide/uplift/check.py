"""Whether chance chose who was treated, looked at before anything else, and the plain lift.

Source: Fabijan et al. (2019), Diagnosing sample ratio mismatch in online controlled experiments,
KDD, for the check of sizes and its place before all figures.
"""

from collections.abc import Sequence

import numpy as np

from volver.decide.uplift.money import reach
from volver.domain.errors import BadInput
from volver.domain.estimate import Estimate
from volver.domain.history import Vector
from volver.domain.uplift import Experiment, Flags, Lift

ALARM = 0.001
"""Chance would bring such arms less often than this: something else chose."""


def sample_ratio(counts: Sequence[float], shares: Sequence[float]) -> float:
    """Chance of arms at least so far from their intended shares, by Pearson's chi-square.

    >>> round(sample_ratio([21306, 21307, 21387], [1, 1, 1]), 3)
    0.904
    """
    from scipy.special import chdtrc

    seen, meant = np.asarray(counts, np.float64), np.asarray(shares, np.float64)
    meant = meant / meant.sum() * seen.sum()
    return float(chdtrc(len(seen) - 1, ((seen - meant) ** 2 / meant).sum()))


def balance(of: Experiment) -> float:
    """Chance of features that tell the arms apart at least so well.

    The score test of a logistic regression of the treatment on them, about its known chances.
    """
    from scipy.special import chdtrc

    rows = of.features - of.features.mean(axis=0)
    score = rows.T @ (of.treated - of.propensity)
    spread = (rows * (of.propensity * (1 - of.propensity))[:, None]).T @ rows
    rank = int(np.linalg.matrix_rank(spread, hermitian=True))
    if not rank:
        return 1.0
    return float(chdtrc(rank, score @ np.linalg.pinv(spread, hermitian=True) @ score))


def checked(of: Experiment) -> float:
    """The sample-ratio check of both arms; it refuses to go on where chance did not choose."""
    from scipy.special import chdtrc

    off = float((of.treated - of.propensity).sum())
    ratio = float(chdtrc(1, off**2 / float((of.propensity * (1 - of.propensity)).sum())))
    if ratio < ALARM:
        raise BadInput(
            what=f"{int(of.treated.sum())} of {len(of)} customers were treated, and"
            f" {float(of.propensity.sum()):.0f} should have been: chance does not bring that",
            where="treated",
            next_step="Find out who was lost or added after the draw, and mend that first; no"
            " figure of such an experiment can be relied on.",
        )
    if balance(of) < ALARM:
        raise BadInput(
            what="Those treated differ from the others before the treatment by more than chance"
            " would bring",
            where="treated",
            next_step="Give only what was known before the draw, and check that chance alone chose"
            " who was treated.",
        )
    return ratio


def lift(of: Experiment, level: float) -> Lift:
    """Mean outcome of the treated less that of the holdout, weighted by their chances.

    Source: Hájek's estimator and its variance, Särndal, Swensson & Wretman (1992), Model Assisted
    Survey Sampling, result 5.7.1; the plain means where all have one chance.
    """
    one, its = _arm(of.outcome, of.treated, 1 / of.propensity)
    other, theirs = _arm(of.outcome, ~of.treated, 1 / (1 - of.propensity))
    error = float(np.hypot(its, theirs))
    half = reach(level) * error
    found = one - other
    return Lift(one, other, Estimate(found, found - half, found + half, level), error)


def _arm(outcome: Vector, is_in: Flags, weight: Vector) -> tuple[float, float]:
    """Mean outcome of an arm and its standard error."""
    came, weights = outcome[is_in], weight[is_in]
    mean = float(np.average(came, weights=weights))
    n = len(came)
    squares = float(((weights * (came - mean)) ** 2).sum()) * n / (n - 1)
    return mean, float(np.sqrt(squares) / weights.sum())
