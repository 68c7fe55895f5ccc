"""Orders that come regularly: the gap between two of them has k phases, as in an Erlang process.

Nobody sees the phases. A customer who is silent has some of them behind them, the more the longer
the silence; the next order comes when the last one ends.

Source: Chatfield & Goodhardt (1973), A consumer purchasing model with Erlang inter-purchase times,
Journal of the American Statistical Association 68(344), 828-835; with leaving, Platzer & Reutterer
(2016), Ticking away the moments, Marketing Science 35(5), 779-799, and Reutterer, Platzer &
Schroeder (2021), IJRM 38(1), 194-215.
"""

from dataclasses import dataclass

import numpy as np

from volver.domain.history import Vector

FORGOTTEN = 40.0
"""What is e^-40 of an order is none."""


@dataclass(frozen=True, slots=True)
class InPhases:
    """Where those who are alive may stand."""

    log_sum: Vector
    """ln S: what the phases add to the log-likelihood of being alive. Shape (n,)."""
    share: Vector
    """Chance of each phase, given alive. Shape (k, n)."""
    by_shape: Vector
    """Slope of ln S by the shape of the rate. Shape (n,)."""
    by_log_share: Vector
    """Slope of ln S by the log of the share of time that was silent: the mean phase. (n,)."""


def in_phases(k: int, shape: Vector, silent: Vector) -> InPhases:
    """S = sum over j < k of G(shape+j) / (G(shape) j!) silent^j.

    shape: r + kx, shape (n,). silent: (T - t_x) / (alpha + T), shape (n,), 0 to 1.
    """
    terms = np.ones((k, len(shape)))
    rising = np.zeros((k, len(shape)))
    for j in range(1, k):
        terms[j] = terms[j - 1] * (shape + j - 1) / j * silent
        rising[j] = rising[j - 1] + 1 / (shape + j - 1)
    total = terms.sum(axis=0)
    share = terms / total
    return InPhases(
        log_sum=np.log(total),
        share=share,
        by_shape=(share * rising).sum(axis=0),
        by_log_share=(share * np.arange(k)[:, None]).sum(axis=0),
    )


def steady(k: int, phase: int, shape: float, p: Vector, z: Vector) -> Vector:
    """Expected orders of who leaves with chance p after each, by z = ln(1 + t / (alpha+T)).

    phase: how many are behind them; shape: r + kx + phase. p: shape (m,), z: shape (n,). Returns
    shape (m, n). With N phases passed, M = floor((N + phase) / k) orders are possible, and
    (1 - q^M) / p are made, q = 1 - p. A power of q that rises once in k steps is a sum over the k
    roots w of q, and the mean of w^N has a closed form: (1 + v (1 - w))^-shape, v = e^z - 1. Here
    is what belongs to the real root, as if phases did not matter but for a head start.
    """
    decay = _decay(p)[:, None]
    # Its weight is 1 + O(p): the log of a ratio, and its series where the ratio is nearly one.
    ratio = np.log(np.expm1(decay) / (k * np.expm1(decay / k)))
    series = decay * (k - 1) / (2 * k) + (1 - k**-2) * decay**2 / 24
    weight = np.where(decay < 1e-3, series, ratio)
    passed = shape * np.log1p(-np.expm1(z) * np.expm1(-decay / k))
    return np.asarray(-np.expm1(weight - phase * decay / k - passed) / p[:, None])


def settling(k: int, phase: int, shape: float, p: Vector, weight: Vector, z: Vector) -> Vector:
    """The rest of those orders, which dies away as it is forgotten in which phase one was.

    weight: of each p, shape (m,). z: any shape. Returns the mean over p, of the shape of z.
    """
    found = np.zeros(z.shape)
    slowest = 2 * (1 - np.cos(2 * np.pi / k))
    v = np.expm1(z)
    near = shape / 2 * np.log1p(slowest * v * (1 + v)) < FORGOTTEN
    v = v[near]
    decay = _decay(p)[:, None]
    rest = np.zeros(len(v))
    for i in range(1, k):
        w = np.exp(-decay / k + 2j * np.pi * i / k)
        share = -np.expm1(decay) / (k * (1 - 1 / w)) * w**phase * (weight / p)[:, None]
        rest -= (share * np.exp(-shape * np.log(1 + v * (1 - w)))).sum(axis=0).real
    found[near] = rest
    return found


def _decay(p: Vector) -> Vector:
    """-ln(1 - p), short of the end where it is infinite."""
    return np.asarray(-np.log1p(-np.minimum(p, 1 - 1e-9)))
