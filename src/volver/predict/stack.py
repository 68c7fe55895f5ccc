"""How much each candidate is to be trusted: shares by their log scores at past origins.

One model is right about most customers, another about those that surprise it. A mixture may score
better than each, and does where no model is the truth; where one is, it gets all.

The shares maximise the mean over origins of the mean log of the mixture's probability of what
came, which is concave in them.

Source: Yao, Vehtari, Simpson & Gelman (2018), Using stacking to average Bayesian predictive
distributions, Bayesian Analysis 13(3), 917-1007, eq. 4, on rolling origins in place of
leave-one-out; Kim, Carbonetto, Stephens & Anitescu (2020), A fast algorithm for maximum likelihood
estimation of mixture proportions, JCGS 29(2), 261-273, for the way to the top.
"""

from collections.abc import Mapping, Sequence

import numpy as np

from volver.domain.history import Vector

LEAST = 0.01
"""A smaller share is none. One per cent of a model that excludes nothing is not little: it is what
those get who come back when the others had given them up."""
STEPS, SWEEPS = 30, 1000
NONE = 1e-6
"""Shares that move by less have come to rest."""


def shares(log_scores: Mapping[str, Sequence[Vector]]) -> dict[str, float]:
    """Shares of the candidates in whole per cents that add up to one, the largest first.

    log_scores: of each candidate, per customer, at the same origins in the same order. Shape (n,)
    each.
    """
    kept = list(log_scores)
    while True:
        found = _best([log_scores[name] for name in kept])
        if found.min() >= LEAST:
            break
        kept = [name for name, share in zip(kept, found, strict=True) if share >= LEAST]
    rounded = dict(zip(kept, _whole(found), strict=True))
    return dict(sorted(rounded.items(), key=lambda item: -item[1]))


def mixed(log_scores: Mapping[str, Sequence[Vector]], by: Mapping[str, float]) -> list[Vector]:
    """Log scores of the mixture with these shares, at each origin. Shape (n,) each."""
    origins = range(len(next(iter(log_scores.values()))))
    return [
        np.asarray(np.log(sum(share * np.exp(log_scores[name][o]) for name, share in by.items())))
        for o in origins
    ]


def _best(log_scores: Sequence[Sequence[Vector]]) -> Vector:
    """Shares of highest mean log score. log_scores: by candidate, then by origin. Shape (k,).

    The height less the sum of the shares has the same top without the bound that they add up to
    one; each step goes to the top of its parabola among shares not below zero.
    """
    given = [np.exp(np.array(origin)) for origin in zip(*log_scores, strict=True)]
    found = np.full(len(log_scores), 1 / len(log_scores))
    height = _height(given, found)
    for _ in range(STEPS):
        # einsum, because BLAS may add in an order that depends on the number of threads
        ratios = [origin / np.einsum("k,kn->n", found, origin) for origin in given]
        slope = np.mean([ratio.mean(axis=1) for ratio in ratios], axis=0)
        bend = np.mean([np.einsum("kn,ln->kl", r, r) / r.shape[1] for r in ratios], axis=0)
        step = _top(bend, 2 * slope - 1, found) - found
        while (reached := _height(given, found + step)) <= height and np.abs(step).max() > NONE:
            step = step / 2
        if np.abs(step).max() <= NONE:
            break
        found, height = found + step, reached
    return np.asarray(found / found.sum())


def _height(given: Sequence[Vector], found: Vector) -> float:
    logs = [np.log(np.einsum("k,kn->n", found, origin)).mean() for origin in given]
    return float(np.mean(logs) - found.sum())


def _top(bend: Vector, tilt: Vector, found: Vector) -> Vector:
    """Where tilt v - v bend v / 2 is highest among v not below zero, coordinate by coordinate."""
    found = found.copy()
    for _ in range(SWEEPS):
        before = found.copy()
        for k in range(len(found)):
            found[k] = max(found[k] + (tilt[k] - bend[k] @ found) / bend[k, k], 0.0)
        if np.abs(found - before).max() < NONE:
            break
    return found


def _whole(found: Vector) -> list[float]:
    """Whole per cents that add up to 100, the largest remainders rounded up."""
    percent = np.floor(100 * found)
    left = round(100 - percent.sum())
    percent[np.argsort(percent - 100 * found, kind="stable")[:left]] += 1
    return [float(share) for share in percent / 100]
