"""Whether what customers spend has to do with how often they order, and first orders with later.

Gamma-Gamma takes the first for granted and never sees first orders. Ranks are compared, as a few
large orders would hide a relation of many small ones, or make one up.
"""

from dataclasses import dataclass

import numpy as np

from volver.domain.history import Vector

MOST = 50_000
"""Customers that are looked at, at most: a relation that they do not show is too weak to matter."""
SURE = 3.0
"""A relation counts that chance makes once in 370 shops: so many standard errors from none."""


@dataclass(frozen=True, slots=True)
class Relation:
    """A rank correlation, or a typical difference, and how far it is from none."""

    size: float
    errors: float
    """Standard errors."""

    @property
    def is_sure(self) -> bool:
        """Whether chance alone hardly makes so much."""
        return abs(self.errors) > SURE


def with_frequency(x: Vector, mean: Vector) -> Relation:
    """Spearman's rank correlation of repeat orders and mean value. x, mean: shape (n,), n >= 3.

    Source: Spearman (1904), American Journal of Psychology 15(1), 72-101; its standard error where
    there is no relation is 1 / sqrt(n - 1).

    >>> with_frequency(np.array([1.0, 2, 3, 4]), np.array([1.0, 4, 9, 16])).size
    1.0
    """
    step = 1 + len(x) // MOST
    x, mean = x[::step], mean[::step]
    one, other = (ranks(v) - (len(v) + 1) / 2 for v in (x, mean))
    apart = float(np.sqrt((one**2).sum() * (other**2).sum()))
    size = float((one * other).sum()) / apart if apart > 0 else 0.0
    return Relation(round(size, 12), size * float(np.sqrt(len(x) - 1)))


def first_and_later(first: Vector, later: Vector) -> Relation:
    """By how much first orders are typically above later ones, of customers with both. (n,).

    The size is the median of ln(first / later); standard errors are those of the signed-rank test.
    first, later: above zero.

    Source: Wilcoxon (1945), Individual comparisons by ranking methods, Biometrics 1(6), 80-83.
    """
    step = 1 + len(first) // MOST
    apart = np.log(first[::step] / later[::step])
    apart = apart[apart != 0]
    if len(apart) == 0:
        return Relation(0.0, 0.0)
    signed = float((np.sign(apart) * ranks(np.abs(apart))).sum())
    n = len(apart)
    return Relation(float(np.median(apart)), signed / float(np.sqrt(n * (n + 1) * (2 * n + 1) / 6)))


def ranks(values: Vector) -> Vector:
    """Ranks from 1; equal values share their mean rank. Shape (n,).

    >>> ranks(np.array([5.0, 1.0, 5.0]))
    array([2.5, 1. , 2.5])
    """
    _, place, count = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(count)
    return np.asarray((last - (count - 1) / 2)[place])
