"""Few numbers between what was learnt and what is said: levels, how far to trust, how to scatter.

Trees and the model of purchases each say how likely an order is, and how many follow it. Weights
of the two are found by likelihood on customers that the trees had not seen:

    logit P(N >= 1)    = a + b logit(trees) + c logit(model)
    ln E[N - 1 | N >= 1] = d + e ln(trees) + f ln(model),  N - 1 negative binomial of one shape

Source: Platt (1999), Probabilistic outputs for support vector machines; Wolpert (1992), Stacked
generalization, Neural Networks 5(2), 241-259; Mullahy (1986), Specification and testing of some
modified count data models, Journal of Econometrics 33(3), 341-365, for counts in two parts.
"""

from dataclasses import dataclass

import numpy as np

from volver.domain.history import Vector

SURE = 1e-6
"""No probability is nearer to 0 or 1."""
LEAST = 1e-4
"""No mean number of further orders is less."""
TRUST = 1e-3
"""Ridge on the weights, per customer: pulls to the trees alone where the data say nothing."""
SHAPES = (-4.0, 7.0)
"""Between which the ln of the shape is sought: scattering wildly, and as Poisson."""


@dataclass(frozen=True, slots=True)
class AnyOrder:
    """How likely an order is."""

    weights: Vector
    """a, b, c."""

    @classmethod
    def fit(cls, trees: Vector, model: Vector, came: Vector) -> "AnyOrder":
        """By maximum likelihood. All of shape (k,); came: 1 with an order, else 0."""
        from scipy.optimize import minimize

        rows, start = _logits(trees, model), np.array([0.0, 1.0, 0.0])

        def loss(weights: Vector) -> tuple[float, Vector]:
            raw, off = _sums(rows, weights), weights - start
            value = np.mean(np.logaddexp(0, raw) - came * raw) + TRUST * np.sum(off**2)
            steep = (_chance(raw) - came)[:, None] * rows
            return float(value), steep.mean(axis=0) + 2 * TRUST * off

        return cls(minimize(loss, start, jac=True, method="BFGS").x)

    def at(self, trees: Vector, model: Vector) -> Vector:
        """P(N >= 1). Shape as given."""
        return _chance(_sums(_logits(trees, model), self.weights))


@dataclass(frozen=True, slots=True)
class More:
    """How many orders follow the first."""

    weights: Vector
    """d, e, f."""
    shape: float

    @classmethod
    def fit(cls, trees: Vector, model: Vector, more: Vector) -> "More":
        """By maximum likelihood. All of shape (k,); more: orders after the first."""
        from scipy.optimize import minimize
        from scipy.special import gammaln

        rows, start = _logs(trees, model), np.array([0.0, 1.0, 0.0, 1.0])

        def loss(found: Vector) -> float:
            mean, shape = np.exp(_sums(rows, found[:3])), np.exp(found[3])
            log_chance = (
                gammaln(more + shape) - gammaln(shape)
                + shape * np.log(shape / (shape + mean)) + more * np.log(mean / (shape + mean))
            )  # fmt: skip
            off = found[:3] - start[:3]
            return float(TRUST * np.sum(off**2) - log_chance.mean())

        free = [(-3.0, 3.0)] * 3
        found = minimize(loss, start, method="L-BFGS-B", bounds=[*free, SHAPES]).x
        return cls(found[:3], float(np.exp(found[3])))

    def at(self, trees: Vector, model: Vector) -> Vector:
        """E[N - 1 | N >= 1]. Shape as given."""
        return np.asarray(np.exp(_sums(_logs(trees, model), self.weights)))


def _logits(trees: Vector, model: Vector) -> Vector:
    both = np.clip(np.stack([trees, model], axis=-1), SURE, 1 - SURE)
    return _with_one(np.log(both / (1 - both)))


def _logs(trees: Vector, model: Vector) -> Vector:
    return _with_one(np.log(np.maximum(np.stack([trees, model], axis=-1), LEAST)))


def _sums(rows: Vector, weights: Vector) -> Vector:
    """Row times weights: not by BLAS, whose last bits hang on its threads."""
    return np.asarray((rows * weights).sum(axis=-1))


def _chance(logit: Vector) -> Vector:
    return np.asarray(1 / (1 + np.exp(-logit)))


def _with_one(columns: Vector) -> Vector:
    return np.concatenate([np.ones((*columns.shape[:-1], 1)), columns], axis=-1)
