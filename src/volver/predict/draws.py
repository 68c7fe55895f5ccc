"""Draws of a model's parameters from the normal approximation of its fit, weighed by the truth.

Where the likelihood is not as a normal has it, draws get unequal weights; where hardly any of them
counts, intervals that rest on the approximation are not to be trusted, and the card says so.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise

import numpy as np

from volver.domain.history import Histories, Pace, Vector
from volver.domain.time import Unit
from volver.predict.purchases.clocked import Clocked
from volver.predict.purchases.model import Fitted, Foretelling
from volver.predict.purchases.stacked import Stacked
from volver.stats.importance import UNRELIABLE, Weights, pareto_smoothed

DRAWS = 100
ROWS = 1_000
"""Like histories; a check on more of them would take longer than the fit, and they need it less:
the more customers, the more normal a likelihood."""
FEW = 0.5
"""Pareto k from so few draws is itself uncertain by a third. Where more than this share of them is
effective, unequal weights change no interval that anybody sees, whatever k says."""
SEED = 20_240_601


@dataclass(frozen=True, slots=True)
class Drawn:
    """Draws of log parameters, shape (draws, k), and their weights."""

    log_parameters: Vector
    log_likelihood: Vector
    """Of each draw; minus infinity where it is not a number."""
    weights: Weights


def drawn(
    fitted: Fitted[Foretelling], histories: Histories, count: int = DRAWS, seed: int = SEED
) -> Drawn:
    """Draw and weigh one model; no stack.

    The target is the likelihood, as if nothing was known of the log parameters before.
    """
    model, fit = fitted.model, fitted.fit
    if isinstance(model, Clocked) and histories.pace is None:
        elapsed = model.clock.elapsed(int(histories.age.max(initial=0)))
        histories = replace(histories, pace=Pace(elapsed, 0.0))
    weights, axes = np.linalg.eigh(fit.covariance)
    normal = np.random.default_rng(seed).standard_normal((count, len(weights)))
    # einsum, because BLAS may add in an order that depends on the number of threads
    steps = np.einsum("sk,jk->sj", normal * np.sqrt(np.maximum(weights, 0)), axes)
    logs = fit.log_parameters + steps
    likelihood = np.array([_likelihood(model.from_log_parameters(one), histories) for one in logs])
    ratio = likelihood + (normal**2).sum(axis=1) / 2
    return Drawn(logs, likelihood, pareto_smoothed(ratio))


def _likelihood(model: Foretelling, histories: Histories) -> float:
    assert hasattr(model, "log_likelihood")  # every model but a stack has one
    with np.errstate(all="ignore"):
        found = float(model.log_likelihood(histories))
    return found if np.isfinite(found) else -np.inf


def doubt(fitted: Fitted[Foretelling], histories: Histories) -> str | None:
    """Why the intervals of a fit may be wrong; None where its draws stand for the likelihood, or
    where that is not looked at: along a ridge, which is told by itself, and of many histories."""
    if len(histories) > ROWS or fitted.fit.ridge is not None:
        return None
    found = [drawn(one, histories).weights for one in _each(fitted)]
    worst = max(found, key=lambda weights: weights.k)
    if worst.k <= UNRELIABLE or worst.effective > FEW * DRAWS:
        return None
    return (
        f"what the data say of the parameters is far from normal (Pareto k {worst.k:.2f}, above"
        f" {UNRELIABLE}): intervals may be too narrow or too wide for it"
    )


def draw_columns(
    fitted: Fitted[Foretelling], histories: Histories, unit: Unit, count: int, seed: int = SEED
) -> dict[str, Vector]:
    """Draws as columns of shape (count,): parameters by their letters, log-likelihood, log weight.

    Of a stack each model is drawn by itself, with its name in front of its columns.
    """
    columns: dict[str, Vector] = {}
    for one in _each(fitted):
        before = f"{one.model.name} " if isinstance(fitted.model, Stacked) else ""
        found = drawn(one, histories, count, seed)
        models = [one.model.from_log_parameters(logs) for logs in found.log_parameters]
        letters = [model.parameters(unit) for model in models]
        columns |= {
            before + letter: np.array([each[letter] for each in letters]) for letter in letters[0]
        }
        columns[f"{before}log_likelihood"] = found.log_likelihood
        with np.errstate(divide="ignore"):
            columns[f"{before}log_weight"] = np.log(found.weights.weight)
    return columns


def _each(fitted: Fitted[Foretelling]) -> Iterator[Fitted[Foretelling]]:
    """The models of a stack, or the one model."""
    model, fit = fitted.model, fitted.fit
    if not isinstance(model, Stacked):
        yield fitted
        return
    ends = accumulate((len(one.log_parameters) for one in model.models), initial=0)
    for one, (a, b) in zip(model.models, pairwise(ends), strict=True):
        part = replace(
            fit, log_parameters=fit.log_parameters[a:b], covariance=fit.covariance[a:b, a:b]
        )
        yield Fitted(one, part)
