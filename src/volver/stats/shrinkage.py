"""Effects of several actions in several segments, drawn to what they have in common.

What is measured in segment s is y_s ~ N(theta_s, V_s), one number for each action; V_s holds the
scatter of the holdout that all actions of the segment are compared with. Behind it

    theta_s ~ N(mu, Sigma)

so that actions differ in how much they do and in how much that depends on the segment, and a
segment may answer more to all of them. mu is flat; Sigma has the prior of Huang & Wand: half-t with
2 degrees of freedom for each spread, uniform for correlations. Everything is drawn together: with a
handful of segments the likeliest spread is often 0, and intervals at it would be too narrow.

Source: Huang & Wand (2013), Simple marginally noninformative prior distributions for covariance
matrices, Bayesian Analysis 8(2), 439-452; Gelman et al. (2013), Bayesian Data Analysis, chapter 5.
"""

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float64]

CHAINS = 125
"""Chains that walk side by side, each from its own start."""
FORGOTTEN = 60
"""Steps after which a chain has left its start."""
APART = 3
"""Steps between two draws of a chain that are kept."""
DEGREES = 2.0
"""Of the half-t: each spread has a heavy tail, and 0 is not ruled out."""


def shrink(
    measured: Vector, covariance: Vector, draws: int, generator: np.random.Generator
) -> Vector:
    """Draws of the true effects given what was measured. Shape (draws, segments, actions).

    measured: shape (segments, actions), at least two segments, or nothing is drawn to anything.
    covariance: shape (segments, actions, actions); a large variance stands for what was not
    measured.
    """
    segments, actions = measured.shape
    if segments < 2:
        root = np.linalg.cholesky(covariance)
        noise = generator.standard_normal((draws, segments, actions))
        return np.asarray(measured + np.einsum("sab,dsb->dsa", root, noise))
    precision = np.linalg.inv(covariance)
    weighted = np.einsum("sab,sb->sa", precision, measured)
    own = np.sqrt(np.einsum("saa->sa", covariance))
    known = own <= 10 * np.median(own, axis=0)
    usual = np.array([measured[known[:, a], a].std() for a in range(actions)])
    usual = np.maximum(usual, 1e-6 * np.median(own, axis=0))
    start = generator.chisquare(2, (CHAINS, 1, 1)) * usual[:, None] ** 2 * np.eye(actions)
    middle = np.median(measured, axis=0) + np.sqrt(start).sum(axis=2) * generator.standard_normal(
        (CHAINS, actions)
    )
    spread, kept = start, []
    steps = FORGOTTEN + APART * -(-draws // CHAINS)
    for step in range(steps):
        inverse = np.linalg.inv(spread)
        effects = _normal(
            inverse[:, None] + precision,
            weighted + np.einsum("cab,cb->ca", inverse, middle)[:, None],
            generator,
        )
        middle = _normal(segments * inverse, np.einsum("cab,csb->ca", inverse, effects), generator)
        diagonal = np.einsum("caa->ca", inverse)
        rate = DEGREES * diagonal + usual**-2.0
        helper = rate / generator.gamma((DEGREES + actions) / 2, 1.0, rate.shape)
        away = effects - middle[:, None]
        scale = np.einsum("csa,csb->cab", away, away)
        scale += 2 * DEGREES * np.eye(actions) / helper[:, :, None]
        spread = _inverse_wishart(DEGREES + actions - 1 + segments, scale, generator)
        if step >= FORGOTTEN and (step - FORGOTTEN) % APART == APART - 1:
            kept.append(effects)
    return np.concatenate(kept)[:draws]


def _normal(precision: Vector, weighted: Vector, generator: np.random.Generator) -> Vector:
    """N(P^-1 w, P^-1) for each P, w. Shapes (..., a, a) and (..., a)."""
    covariance = np.linalg.inv(precision)
    root = np.linalg.cholesky((covariance + np.swapaxes(covariance, -1, -2)) / 2)
    noise = generator.standard_normal(weighted.shape)
    return np.asarray(
        (covariance @ weighted[..., None])[..., 0] + (root @ noise[..., None])[..., 0]
    )


def _inverse_wishart(degrees: float, scale: Vector, generator: np.random.Generator) -> Vector:
    """One draw for each scale matrix, shape (c, a, a), by Bartlett's decomposition."""
    count, size = scale.shape[:2]
    lower = np.tril(generator.standard_normal((count, size, size)), -1)
    at = np.arange(size)
    lower[:, at, at] = np.sqrt(generator.chisquare(degrees - at, (count, size)))
    root = np.linalg.cholesky(np.linalg.inv(scale)) @ lower
    found = np.linalg.inv(root @ np.swapaxes(root, 1, 2))
    return np.asarray((found + np.swapaxes(found, 1, 2)) / 2)
