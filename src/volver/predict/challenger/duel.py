"""Whether the challenger enters: only if it is surely better at every origin that can teach it.

Customers are drawn again, with repetition and in pairs: of each, both log scores. It is surely
better at an origin where the mean difference lies above zero in all but the lowest part of the
draws.

Source: Efron & Tibshirani (1993), An Introduction to the Bootstrap, section 13.3, percentile
intervals.
"""

from collections.abc import Sequence
from importlib.util import find_spec

import numpy as np

from volver.domain.history import Vector
from volver.predict.scoring import Trial

CHALLENGER, TITLE = "challenger", "Two-part boosting"
FEWEST_ORIGINS = 2
DRAWS = 1000
SURE = 0.95
"""The interval of the difference has this level, and must lie above zero."""
SEED = 19_930_101
NOT_INSTALLED = (
    "no challenger was tried: scikit-learn is not installed; to have it:"
    " pip install 'volver[challenger]'"
)


def duel(trials: Sequence[Trial], chosen: str) -> tuple[bool, str]:
    """Whether the challenger wins against the chosen candidate, and the figures in words.

    trials: of all candidates at all origins; those of the challenger at the origins it has.
    """
    theirs_at = {t.score.origin: t for t in trials if t.score.candidate == chosen}
    pairs = [
        (own, theirs_at[own.score.origin])
        for own in trials
        if own.score.candidate == CHALLENGER and own.score.origin in theirs_at
    ]
    if not pairs:
        return False, "a challenger was tried and lost: it could be compared at no origin"
    ours, theirs = (float(np.mean([pair[i].score.log_score for pair in pairs])) for i in (0, 1))
    better = sum(surely_better(own.log_scores - its.log_scores) for own, its in pairs)
    won = better == len(pairs) >= FEWEST_ORIGINS
    said = (
        f"a challenger was tried and {'won' if won else 'lost'}: {TITLE} has a mean log score of"
        f" {ours:.3f} where {pairs[-1][1].score.title} has {theirs:.3f}, and is surely better at"
        f" {better} of {len(pairs)} origins"
    )
    return won, said


def untried(trials: Sequence[Trial]) -> str | None:
    """Why there is no challenger to meet; None where there is one."""
    if find_spec("sklearn") is None:
        return NOT_INSTALLED
    have = sum(trial.score.candidate == CHALLENGER for trial in trials)
    if have >= FEWEST_ORIGINS:
        return None
    return (
        f"no challenger was tried: it needs {FEWEST_ORIGINS} past days that can teach it, and"
        f" there are {have}"
    )


def surely_better(gain: Vector) -> bool:
    """Whether the mean gain is above zero, by more than who the customers happen to be. (n,)"""
    generator = np.random.default_rng(SEED)
    draws = [gain[generator.integers(0, len(gain), len(gain))].mean() for _ in range(DRAWS)]
    return bool(np.quantile(draws, (1 - SURE) / 2) > 0)
